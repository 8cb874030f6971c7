"""Deeds as the pages show them: a sentence with links, its source, and the words cited where the text is given."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from graph.errors import CallError
from graph.messages import Language
from graph.model.fields import ROW, DeedRow
from graph.model.vocab import KIND, concepts
from graph.query.deed_table import written
from graph.query.sentence import Part, is_broad, past, say_day, sentence
from graph.store.store import Store
from graph.text.report import find_texts, paragraphs, read_text, text_hash
from graph.web.serve.pages.page_queries import in_order, mentioned, names_of, path_of
from graph.web.serve.pages.templating import Frame, say

_A_PAGE = 50  # deeds


def deed_view(store: Store, frame: Frame, deeds: Sequence[DeedRow]) -> list[dict[str, Any]]:
    """Return deeds for a list: the sentence's parts, the address of each, and where its words stand."""
    names = names_of(store, mentioned(deeds) | {row["report"] for row in deeds}, frame.lang)
    return [
        {
            "parts": linked(store, frame, sentence(row, frame.lang, names)),
            "href": frame.url(path_of(store, row["id"])),
            "name": deed_name(row, frame.lang),
            "summary": row["summary"],
            "source": span_words(row["source"], frame.lang) if row["source"] else "",
            "report": names.get(row["report"], row["report"]),
        }
        for row in deeds
    ]


def linked(store: Store, frame: Frame, parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return the parts of a sentence with the addresses of what they name."""
    return [
        {
            "text": part.text, "href": frame.url(path_of(store, part.iri)) if part.iri else None,
            "inferred": part.inferred, "strong": part.strong, "muted": part.muted,
        }
        for part in parts
    ]  # fmt: skip


# What the sentence and a page's own lines show; every other field has a line of its own.
_SHOWN_ELSEWHERE = {
    "id", "report", "kind", "did", "who", "as", "with", "whom", "to", "from", "what", "about", "where", "when",
    "quantities", "summary", "after", "inferred", "source", "also", "confidence",
}  # fmt: skip


def other_fields(row: DeedRow, language: Language) -> list[tuple[str, str]]:
    """Return label and words of the fields that neither the sentence nor a line of the deed's page shows."""
    rest = ((one, written(one, row)) for one in ROW if one.name not in _SHOWN_ELSEWHERE)
    return [(getattr(one, language), words) for one, words in rest if words]


def deed_name(row: DeedRow, language: Language) -> str:
    """Return the word or two by which a deed goes."""
    known = concepts(KIND).get(row["kind"])
    if language == "zh" or known is None:
        return row["did"]
    return f"{known.en if is_broad(row['kind']) else past(known.en)} ({row['did']})"


def span_words(span: Mapping[str, int], language: Language) -> str:
    """Return where words stand. Characters are counted from 1 and the last is included, as people count."""
    return say(language, "paragraph", n=str(span["paragraph"]), a=str(span["start"] + 1), b=str(span["end"]))


def report_line(title: str, publisher: str, published: str, inferred: bool, language: Language) -> str:
    """Return a report as one cites it."""
    day = say_day(published, language) if published else ""
    day += say(language, "published_inferred") if day and inferred else ""
    return ("，" if language == "zh" else ", ").join(part for part in (publisher, title, day) if part)


@lru_cache(maxsize=64)
def _paragraphs(path: str, hash_: str) -> dict[int, tuple[int, str]]:
    text = read_text(Path(path))
    if text_hash(text) != hash_:
        return {}  # the file is another one now
    return {one.number: (one.start, one.text) for one in paragraphs(text)}


@contextmanager
def texts_index(folder: Path | None) -> Iterator[str | None]:
    """Give a file that says by SHA-256 where each text of a folder lies, for the workers; ``None`` without a folder.

    Raises ``CallError`` when there is no text.
    """
    if folder is None:
        yield None
        return
    found = find_texts(folder)
    if not found.by_hash:
        raise CallError("serve-no-texts", path=folder)
    with NamedTemporaryFile("w", prefix="deedgraph-texts-", suffix=".json", encoding="utf-8") as file:
        json.dump({hash_: str(path.resolve()) for hash_, path in found.by_hash.items()}, file)
        file.flush()
        yield file.name


@lru_cache(maxsize=4)
def texts_by_hash(index: str | None) -> dict[str, str]:
    """Return where reports' texts lie by their SHA-256, as the file ``index`` says it; none without such a file."""
    found: dict[str, str] = json.loads(Path(index).read_text(encoding="utf-8")) if index else {}
    return found


def quoted(texts: str | None, hash_: str, span: Mapping[str, int]) -> tuple[str, str, str] | None:
    """Return a span's paragraph in three pieces, before, cited and after; ``None`` when the text is not given.

    ``texts`` is a file that says by SHA-256 where each report's text lies.
    """
    path = texts_by_hash(texts).get(hash_)
    found = _paragraphs(path, hash_).get(span["paragraph"]) if path else None
    if found is None:
        return None
    first, words = found
    start, end = max(span["start"] - first, 0), max(span["end"] - first, 0)
    return words[:start], words[start:end], words[end:]


def deed_list(title: str, deeds: list[str], note: str = "") -> dict[str, Any]:
    """Return a list of deeds to be shown, by the keys of its title and note."""
    return {"title": title, "note": note, "deeds": deeds}


def paged(store: Store, f: Frame, one: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a list of deeds with one page of them shown."""
    deeds: list[str] = one["deeds"]
    pages = max(1, -(-len(deeds) // _A_PAGE))
    number = min(max(number, 1), pages)
    some = deeds[(number - 1) * _A_PAGE : number * _A_PAGE]
    return {
        **one,
        "n": len(deeds),
        "number": number,
        "pages": pages,
        "deeds": deed_view(store, f, in_order(store, some)),
    }


def kind_path(f: Frame, slug: str) -> list[dict[str, Any]]:
    """Return a kind with those above it, the broadest first."""
    found: list[dict[str, Any]] = []
    known, one = concepts(KIND), slug
    while True:
        concept = known.get(one)
        found.insert(0, {"text": getattr(concept, f.lang) if concept else one, "href": f.url(f"/kind/{one}")})
        if concept is None or concept.broader is None:
            return found
        one = concept.broader
