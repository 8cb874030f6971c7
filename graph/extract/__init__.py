"""Text to draft deeds: one file a question (who, where, when, how much, what was done), one that joins them."""

from datetime import date
from typing import Any

from graph.deed import Bundle
from graph.errors import CallError
from graph.extract.rows import to_rows

__all__ = ["extract", "to_rows"]


def extract(
    text: str, *, published: date | str, title: str | None = None, identifier: str | None = None
) -> Bundle:
    """Draft the deeds of a report from its text.

    ``published`` is the day against which days without a year and words such as 昨日 are read.
    The same text gives the same draft, and every deed cites its characters.
    """
    from graph.extract.join import drafts
    from graph.extract.records import bundle
    from graph.extract.text import read
    from graph.report import paragraphs, text_hash

    day = _day(published)
    read_text = read(text)
    lines = paragraphs(read_text.text)
    name = title or (lines[0].text.strip()[:200] if lines else "")
    identifier = identifier or f"{day.isoformat()}-{text_hash(text)[:8]}"
    return bundle(
        read_text.text,
        day,
        name or identifier,
        list(drafts(read_text, day)),
        language="zh",
        identifier=identifier,
    )


def _day(published: date | str) -> date:
    if isinstance(published, date):
        return published
    try:
        return date.fromisoformat(published)
    except ValueError:
        raise CallError(f"{published!r} is no day; write it as YYYY-MM-DD") from None


def _unused() -> Any: ...
