"""A report's text as records are checked against it: paragraphs, numbers and dates, and what a number states."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graph.model.fields import Quantity, Span, When
from graph.text.dates import find_dates
from graph.text.durations import lasts
from graph.text.numerals import Number, find_numbers
from graph.text.report import Paragraph, paragraphs
from graph.text.stated_date import Date


class Stretch(Protocol):
    """Anything with a position in a text."""

    @property
    def start(self) -> int: ...  # noqa: D102

    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Reading:
    """A text with its paragraphs by number, its dates, its numbers, and its numerals.

    ``numerals`` are the numbers and also the Chinese numerals without a measure word: a record may state
    that one of these counts something.
    """

    text: str
    paragraphs: Mapping[int, Paragraph]
    dates: Sequence[Date]
    numbers: Sequence[Number]
    numerals: Sequence[Number]


def read_closely(text: str) -> Reading:
    """Return the reading of a normalised text."""
    numbered = {paragraph.number: paragraph for paragraph in paragraphs(text)}
    return Reading(text, numbered, find_dates(text), find_numbers(text), find_numbers(text, bare=True))


def spans_of(record: Mapping[str, Any]) -> list[Span]:
    """Return the spans of a deed or an agent, the first one first; none for an agent without a source."""
    return [record["source"], *record.get("also", [])] if "source" in record else []


def inside(stretch: Stretch, spans: Iterable[Span]) -> bool:
    """Say whether a stretch of the text is within one of the spans."""
    return any(span["start"] <= stretch.start and stretch.end <= span["end"] for span in spans)


def states(number: Number, quantity: Quantity, text: str) -> bool:
    """Say whether a number in the text states a quantity: its value, bound and measure."""
    return (
        same_value(number, quantity["value"])
        and number.bound == quantity["bound"]
        and measured(number, quantity.get("measure", ""), text)
    )


def same_value(number: Number, value: float) -> bool:
    """Say whether a number has a value; a third is a third, however many digits it is written with."""
    return math.isclose(number.value, value, rel_tol=1e-6)


def measured(number: Number, measure: str, text: str) -> bool:
    """Say whether a measure follows a number in the text, or precedes it, as a currency may."""
    behind, before = (
        text[number.end :][: len(measure) + 1],
        text[max(0, number.start - len(measure) - 1) : number.start],
    )
    return (
        number.measure == measure or behind.lstrip().startswith(measure) or before.rstrip().endswith(measure)
    )


def times(number: Number, when: When, text: str) -> bool:
    """Say whether a number states the duration or the recurrence of a deed."""
    recurrence = when.get("recurrence", {})
    return (
        lasts(number, when.get("duration", ""), text)
        or lasts(number, recurrence.get("per", ""), text)
        or (recurrence.get("allDay", False) and lasts(number, "PT24H", text))
        or number.value in (recurrence.get("times"), recurrence.get("shifts"))
    )
