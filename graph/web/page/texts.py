"""The paragraphs of the reports' texts that the page quotes, when the texts are given and are the right ones."""

from collections.abc import Iterable, Mapping

from graph.errors import DataError
from graph.text.report import normalise, paragraphs, text_hash
from graph.web.page.collect import Contents

# Number of a paragraph: its first character in the whole text, and its words.
Paragraphs = dict[int, tuple[int, str]]


def cited_paragraphs(contents: Contents, texts: Mapping[str, str]) -> dict[str, Paragraphs]:
    """Return the paragraphs that the page cites, by report and number.

    Raises ``DataError`` when a text is not the one that was recorded: its SHA-256 differs.
    """
    cited = _cited(contents)
    found: dict[str, Paragraphs] = {}
    for report in contents.reports:
        if report.iri not in texts:
            continue
        text = normalise(texts[report.iri])
        if report.sha256 and text_hash(text) != report.sha256:
            raise DataError("page-other-text", report=report.iri, found=text_hash(text), sha256=report.sha256)
        wanted = cited.get(report.iri, set())
        found[report.iri] = {p.number: (p.start, p.text) for p in paragraphs(text) if p.number in wanted}
    return found


def _cited(contents: Contents) -> dict[str, set[int]]:
    cited: dict[str, set[int]] = {}
    for report, number in _citations(contents):
        cited.setdefault(report, set()).add(number)
    return cited


def _citations(contents: Contents) -> Iterable[tuple[str, int]]:
    for row in contents.deeds:
        for span in (row["source"], *row["also"]):
            if span:
                yield row["report"], span["paragraph"]
    for thing in contents.things:
        for found in thing.spans:
            yield found.report, found.paragraph
