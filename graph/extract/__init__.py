"""Text to draft deeds: one file a question (who, where, when, how much, what was done), one that joins them.

``extract`` drafts the deeds of a text, ``extract_files`` those of many files with all cores, ``to_yaml`` and
``to_rows`` write a draft as records or as the rows of the deed table.
"""

from datetime import date
from typing import TYPE_CHECKING

from graph.errors import CallError, DataError
from graph.extract.rows import to_rows

if TYPE_CHECKING:
    from graph.deed import Bundle
    from graph.extract.files import Extracted, extract_files
    from graph.extract.model import Model
    from graph.extract.write import to_yaml

__all__ = ["Extracted", "day", "extract", "extract_files", "to_rows", "to_yaml"]

MAX_CHARACTERS = 1_000_000  # some four hundred times a long report


def extract(
    text: str,
    *,
    published: date | str,
    title: str | None = None,
    identifier: str | None = None,
    model: "Model | None" = None,
) -> "Bundle":
    """Draft the deeds of a report from its text.

    ``published`` is the day against which days without a year and words such as 昨日 are read; ``identifier``
    the report's id, else made of the day and the text's hash. With ``model`` a language model's server drafts
    instead of the rules. The same text gives the same draft, and every deed cites its characters.

    Raises ``CallError`` for a day that is none and for an extra that is missing, ``DataError`` for a text with
    nothing to read or too much.
    """
    try:
        return _extract(text, day(published), title, identifier, model)
    except ModuleNotFoundError as error:
        need = f"pip install 'deedgraph[extract]' ({error.name} is missing)"
        raise CallError(f"reading Chinese needs more: {need}") from None


def _extract(
    text: str, published: date, title: str | None, identifier: str | None, model: "Model | None"
) -> "Bundle":
    from graph.extract import english, join
    from graph.extract.original import restore
    from graph.extract.records import bundle
    from graph.extract.text import is_chinese, read
    from graph.report import paragraphs, text_hash

    if any("\ud800" <= char <= "\udfff" for char in set(text)):
        raise DataError("the text holds halves of characters; it was decoded wrongly")
    words = read(text)
    lines = paragraphs(words.text)
    if not lines:
        raise DataError("the text is empty")
    if len(words.text) > MAX_CHARACTERS:
        raise DataError(
            f"a text of {len(words.text):,} characters; at most {MAX_CHARACTERS:,} are read, so split it"
        )
    chinese = is_chinese(words.plain)
    if model is not None:
        drafted = model.drafts(words, published)
    else:
        rules = join if chinese else english
        drafted = [restore(draft, words) for draft in list(rules.drafts(words, published))]
    return bundle(
        words.text,
        published,
        title or lines[0].text.strip()[:200],
        drafted,
        language="zh" if chinese else "en",
        identifier=identifier or f"{published.isoformat()}-{text_hash(text)[:8]}",
    )


def day(published: date | str) -> date:
    """Return a day of publication given as a date or as YYYY-MM-DD."""
    if isinstance(published, date):
        return published
    try:
        return date.fromisoformat(published)
    except ValueError:
        raise CallError(f"{published!r} is no day; write it as YYYY-MM-DD") from None


def __getattr__(name: str) -> object:
    # What reads files and writes YAML is imported when it is asked for: extract's own start stays quick.
    if name in ("Extracted", "extract_files"):
        from graph.extract import files

        return getattr(files, name)
    if name == "to_yaml":
        from graph.extract.write import to_yaml

        return to_yaml
    raise AttributeError(name)
