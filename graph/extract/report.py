"""One report's text to the draft of its deeds."""

from datetime import date
from typing import TYPE_CHECKING

from graph.errors import CallError, DataError

if TYPE_CHECKING:
    from graph.extract.llm.client import Model
    from graph.model.records import Bundle

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

    Raises ``CallError`` for an invalid date and for a missing extra, ``DataError`` for a text with
    nothing to read or too much.
    """
    try:
        return _extract(text, publication_day(published), title, identifier, model)
    except ModuleNotFoundError as error:
        raise CallError("chinese-needs-extra", module=error.name) from None


def _extract(
    text: str, published: date, title: str | None, identifier: str | None, model: "Model | None"
) -> "Bundle":
    from graph.extract import en as english
    from graph.extract.original import restore_original
    from graph.extract.records import bundle
    from graph.extract.text import is_chinese, read
    from graph.extract.zh import drafts as join
    from graph.text.report import paragraphs, text_hash

    if any("\ud800" <= char <= "\udfff" for char in set(text)):
        raise DataError("text-half-characters")
    words = read(text)
    lines = paragraphs(words.text)
    if not lines:
        raise DataError("text-empty")
    if len(words.text) > MAX_CHARACTERS:
        raise DataError("text-too-long", n=len(words.text), most=MAX_CHARACTERS)
    chinese = is_chinese(words.plain)
    if model is not None:
        drafted = model.drafts(words, published)
    else:
        rules = join if chinese else english
        drafted = [restore_original(draft, words) for draft in list(rules.build_drafts(words, published))]
    return bundle(
        words.text,
        published,
        title or lines[0].text.strip()[:200],
        drafted,
        language="zh" if chinese else "en",
        identifier=identifier or f"{published.isoformat()}-{text_hash(text)[:8]}",
    )


def publication_day(published: date | str) -> date:
    """Return a day of publication given as a date or as YYYY-MM-DD."""
    if isinstance(published, date):
        return published
    try:
        return date.fromisoformat(published)
    except ValueError:
        raise CallError("date-not-published", text=published) from None
