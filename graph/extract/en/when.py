"""When: days, running figures, durations and recurrence in an English sentence."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from graph.model.fields import When
from graph.text.days import Time, read_days
from graph.text.durations import duration, duration_of
from graph.text.numerals import Number
from graph.text.relative import Calendar

_FOR = re.compile(
    r"\b(?:for|over|during)\s+(?:(?:the|past|last|more|than|nearly|about|almost|at|least|some)\s+){0,4}$"
)
_FOR_ONE = re.compile(
    r"\bfor\s+(?:an?|the\s+whole|(?P<half>half\s+an?))\s+(?P<unit>minute|hour|day|night|week|month|year)\b"
)
_LENGTH = re.compile(r"[\s-](?:minute|hour|day|night|week|month|year)s?\b", re.IGNORECASE)
_COUNTED = re.compile(r"\s+times\s+(?:a|per|every|each)\s+(day|week|month|year)\b")
_A_DAY = re.compile(r"\s+a\s+day\b")
_TIMES = re.compile(r"\b(?P<word>once|twice)\s+(?:a|per|every|each)\s+(?P<per>day|week|month|year)\b", re.I)
_EACH = re.compile(
    r"\b(?:every|each)\s+(?P<per>day|night|week|month|year)\b|\b(?P<daily>daily|weekly)\b", re.I
)
_ALL_DAY = re.compile(r"\b(?:around|round) the clock\b|\b24 hours a day\b|\bday and night\b", re.IGNORECASE)
_SO_FAR = re.compile(r"\b(?:so far|to date|as of (?:now|today))\b", re.IGNORECASE)
_PERIODS = {"day": "P{}D", "night": "P{}D", "week": "P{}W", "month": "P{}M", "year": "P{}Y"}
_PARTS = {"minute": "m", "hour": "H", "day": "D", "night": "D", "week": "W", "month": "M", "year": "Y"}


def times(plain: str, start: int, end: int, numbers: Sequence[Number], calendar: Calendar) -> list[Time]:
    """Return the times in a sentence, in order."""
    found = read_days(plain, start, end, calendar)
    found += _lengths(plain, start, end, numbers)
    found += [
        Time(m.start(), m.end(), {"asOf": calendar.published.isoformat()}, ["when.asOf"])
        for m in _SO_FAR.finditer(plain, start, end)
    ]
    return sorted(found, key=lambda time: (time.start, -time.end))


def _lengths(plain: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Time]:
    """Yield durations and recurrences."""
    for n in numbers:
        if not start <= n.start < end:
            continue
        if unit := _LENGTH.match(plain, n.end, end):
            if _FOR.search(plain, max(start, n.start - 40), n.start):
                if lasting := duration_of(n, plain):
                    yield Time(n.start, unit.end(), {"duration": lasting})
            elif behind := _A_DAY.match(plain, unit.end(), end):
                yield Time(n.start, behind.end(), {})
        if often := _COUNTED.match(plain, n.end, end):
            yield Time(n.start, often.end(), _recurring(int(n.value), often[1]))
    for m in _FOR_ONE.finditer(plain, start, end):
        if lasting := duration(Fraction(1, 2 if m["half"] else 1), _PARTS[m["unit"]]):
            yield Time(m.start(), m.end(), {"duration": lasting})
    for m in _TIMES.finditer(plain, start, end):
        yield Time(m.start(), m.end(), _recurring(1 if m["word"].lower() == "once" else 2, m["per"]))
    for m in _EACH.finditer(plain, start, end):
        yield Time(
            m.start(), m.end(), _recurring(1, m["per"] or {"d": "day", "w": "week"}[m["daily"][0].lower()])
        )
    for m in _ALL_DAY.finditer(plain, start, end):
        yield Time(m.start(), m.end(), {"recurrence": {"allDay": True}})


def _recurring(count: int, per: str) -> When:
    return {"recurrence": {"times": count, "per": _PERIODS[per.lower()].format(1)}}
