"""When: days, weekdays, months and their parts, ranges, running figures, durations and recurrence.

A day without a year, and a weekday, is the last such day that is not after the day of publication.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.model.records import When
from graph.text.dates import Date
from graph.text.numerals import Number

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = "|".join(name.title() for name in _MONTHS)
_PART_OF_DAY = r"(?:\s+(?:early\s+)?(?:morning|afternoon|evening|night))?"
_WEEKDAY = re.compile(
    rf"\b(?P<last>(?:last|next|this)\s+)?(?P<day>{'|'.join(d.title() for d in _WEEKDAYS)}){_PART_OF_DAY}\b"
)
_MONTH = re.compile(
    rf"\b(?:(?P<part>early|mid|late)[ -]|in\s+(?:the\s+\w+\s+of\s+)?|since\s+|during\s+|last\s+|by\s+|until\s+|of\s+)"
    rf"(?P<month>{_NAMES})\b(?!\s+\d{{1,2}}\b(?!\d))(?:\s+(?P<year>\d{{4}})\b)?"
)
_YEAR = re.compile(r"\b(?:in|since|during|of)\s+(?P<year>(?:19|20)\d\d)\b")
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|this (?:morning|afternoon|evening)|last night|overnight"
    r"|(?:last|this) (?:week|month|year)|earlier this (?:week|month|year))\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b(?:(?:an?|one)\s+)?(?P<unit>day|week|month|year)s?\s+ago\b", re.IGNORECASE)
_LENGTH = re.compile(r"\s+(?P<unit>minute|hour|day|night|week|month|year)s?\b", re.IGNORECASE)
_FOR = re.compile(
    r"\b(?:for|over|during)\s+(?:(?:the|past|last|more|than|nearly|about|almost|at|least|some)\s+){0,4}$"
)
_FOR_ONE = re.compile(r"\bfor\s+(?:an?|the\s+whole)\s+(?P<unit>minute|hour|day|night|week|month|year)\b")
_COUNTED = re.compile(r"\s+times\s+(?:a|per|every|each)\s+(day|week|month|year)\b")
_A_DAY = re.compile(r"\s+a\s+day\b")
_TIMES = re.compile(r"\b(?P<word>once|twice)\s+(?:a|per|every|each)\s+(?P<per>day|week|month|year)\b", re.I)
_EACH = re.compile(
    r"\b(?:every|each)\s+(?P<per>day|night|week|month|year)\b|\b(?P<daily>daily|weekly)\b", re.I
)
_ALL_DAY = re.compile(r"\b(?:around|round) the clock\b|\b24 hours a day\b|\bday and night\b", re.IGNORECASE)
_SO_FAR = re.compile(r"\b(?:so far|to date|as of (?:now|today))\b", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:to|and|through|until|till|-|–)\s*")
_NEXT_DAY = re.compile(r"\s?(?:-|–|\s(?:to|and)\s)\s?(?P<day>\d{1,2})\b(?!\s*(?:[A-Za-z%,]|\.\d))")
_DAY_BEFORE = re.compile(r"(?P<day>\d{1,2})\s?(?:-|–|to|and)\s?$")
_PERIODS = {
    "day": "P{}D",
    "night": "P{}D",
    "week": "P{}W",
    "month": "P{}M",
    "year": "P{}Y",
    "hour": "PT{}H",
    "minute": "PT{}M",
}


@dataclass
class Time:
    """What a stretch of text says of time, and what of it is inferred; ``running`` for a figure as of a day."""

    start: int
    end: int
    when: When
    inferred: list[str] = field(default_factory=list)
    running: bool = False


@dataclass
class _Days:
    start: int
    end: int
    first: date
    last: date
    year_said: bool


def times(
    plain: str, start: int, end: int, numbers: Sequence[Number], dates: Sequence[Date], published: date
) -> list[Time]:
    """Return the times in a sentence, in order."""
    days = [*_days(plain, start, end, dates, published), *_ago(plain, start, end, numbers, published)]
    found = list(_ranges(plain, start, sorted(days, key=lambda day: (day.start, -day.end))))
    found += _lengths(plain, start, end, numbers)
    found += [
        Time(m.start(), m.end(), {"asOf": published.isoformat()}, ["when.asOf"], True)
        for m in _SO_FAR.finditer(plain, start, end)
    ]
    found.sort(key=lambda time: (time.start, -time.end))
    return found


def _ranges(plain: str, start: int, days: list[_Days]) -> Iterator[Time]:
    """Yield days by themselves, and two that make a range as one: from Monday to Wednesday."""
    days = [d for i, d in enumerate(days) if not any(e.start <= d.start and d.end <= e.end for e in days[:i])]
    i = 0
    while i < len(days):
        day = days[i]
        before = plain[max(start, day.start - 24) : day.start].lower().rstrip()
        following = days[i + 1] if i + 1 < len(days) else None
        link = following and _LINK.fullmatch(plain, day.end, following.start)
        if following and link and (link[0].strip() != "and" or before.endswith("between")):
            first = day.first
            if first > following.last and not day.year_said:  # from December 30 to January 2
                first = _last_before(first, following.last)
            yield _time(before, day.start, following.end, first, following.last)
            i += 2
            continue
        yield _time(before, day.start, day.end, day.first, day.last)
        i += 1


def _last_before(day: date, last: date) -> date:
    """Return the same day of the year, the last one that is not after another."""
    year = last.year - ((day.month, day.day) > (last.month, last.day))
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _time(before: str, start: int, end: int, first: date, last: date) -> Time:
    if before.endswith("as of"):
        return Time(start, end, {"asOf": last.isoformat()}, running=True)
    if before == "by" or before.endswith((" by", ",by")):
        return Time(start, end, {"asOf": last.isoformat()}, running=True)
    if before.endswith("since"):
        return Time(start, end, {"start": first.isoformat()})
    if before.endswith(("until", "till", "next", "before")):
        return Time(start, end, {})
    return Time(start, end, {"start": first.isoformat(), "end": last.isoformat()})


def _days(plain: str, start: int, end: int, dates: Sequence[Date], published: date) -> Iterator[_Days]:
    for d in dates:
        if d.month and d.day and (day := _day(d.year, d.month, d.day, published)):
            stop, last, begin, first = d.end, day, d.start, day
            if d.year is None or plain[d.start : d.end][:1].isalpha():
                behind = _NEXT_DAY.match(plain, d.end, end) if d.year is None else None
                if (
                    behind
                    and (other := _day(day.year, day.month, int(behind["day"]), published))
                    and other >= day
                ):
                    last, stop = other, behind.end()
            before = _DAY_BEFORE.search(plain, max(start, d.start - 6), d.start)
            if before and plain[d.start].isdigit():
                other = _day(day.year, day.month, int(before["day"]), published)
                if other and other <= day:
                    first, begin = other, before.start()
            yield _Days(begin, stop, first, last, d.year is not None)
    for m in _WEEKDAY.finditer(plain, start, end):
        if (m["last"] or "").startswith("next"):
            continue
        back = (published.weekday() - _WEEKDAYS.index(m["day"].lower())) % 7
        if not back and (m["last"] or "").startswith("last"):
            back = 7
        day = published - timedelta(days=back)
        yield _Days(m.start(), m.end(), day, day, False)
    for m in _MONTH.finditer(plain, start, end):
        yield _month(m, published)
    for m in _YEAR.finditer(plain, start, end):
        year = int(m["year"])
        yield _Days(m.start("year"), m.end(), date(year, 1, 1), date(year, 12, 31), True)
    yield from _relative(plain, start, end, published)


def _day(year: int | None, month: int, day: int, published: date) -> date | None:
    """Return the calendar day; without a year the last one that is not after the day of publication."""
    try:
        if year is not None:
            return date(year, month, day)
        later = (month, day) > (published.month, published.day)
        return date(published.year - later, month, day)
    except ValueError:
        return None


def _month(m: re.Match[str], published: date) -> _Days:
    month = _MONTHS.index(m["month"].lower()) + 1
    year = int(m["year"]) if m["year"] else published.year - (month > published.month)
    length = monthrange(year, month)[1]
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, length)}.get(m["part"] or "", (1, length))
    start = m.start("part") if m["part"] else m.start("month")
    return _Days(start, m.end(), date(year, month, first), date(year, month, last), bool(m["year"]))


def _relative(plain: str, start: int, end: int, published: date) -> Iterator[_Days]:
    monday = published - timedelta(days=published.weekday())
    for m in _RELATIVE.finditer(plain, start, end):
        word, last = m[0].lower(), m[0].lower().startswith("last")
        if word in ("yesterday", "last night"):
            first = final = published - timedelta(days=1)
        elif word.endswith("week"):
            first = monday - timedelta(days=7 * last)
            final = min(first + timedelta(days=6), published)
        elif word.endswith("month"):
            final = published.replace(day=1) - timedelta(days=1) if last else published
            first = final.replace(day=1)
        elif word.endswith("year"):
            first = date(published.year - last, 1, 1)
            final = date(published.year - 1, 12, 31) if last else published
        elif word == "overnight":
            continue
        else:
            first = final = published
        yield _Days(m.start(), m.end(), first, final, False)


def _ago(plain: str, start: int, end: int, numbers: Sequence[Number], published: date) -> Iterator[_Days]:
    for m in _AGO.finditer(plain, start, end):
        n = next((n for n in numbers if start <= n.start and n.end <= m.start("unit") <= n.end + 1), None)
        count = int(n.value) if n else 1
        days = {"day": 1, "week": 7, "month": 30, "year": 365}[m["unit"].lower()] * count
        if days < published.toordinal() and m["unit"].lower() in ("day", "week"):
            day = published - timedelta(days=days)
            yield _Days(n.start if n else m.start(), m.end(), day, day, False)


def _lengths(plain: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Time]:
    """Yield durations and recurrences."""
    for n in numbers:
        if not start <= n.start < end:
            continue
        unit = _LENGTH.match(plain, n.end, end)
        if unit and isinstance(n.value, int):
            if _FOR.search(plain, max(start, n.start - 40), n.start):
                period = _PERIODS[unit["unit"].lower()].format(n.value)
                yield Time(n.start, unit.end(), {"duration": period})
            elif behind := _A_DAY.match(plain, unit.end(), end):
                yield Time(n.start, behind.end(), {})
        if often := _COUNTED.match(plain, n.end, end):
            yield Time(n.start, often.end(), _recurring(int(n.value), often[1]))
    for m in _FOR_ONE.finditer(plain, start, end):
        yield Time(m.start(), m.end(), {"duration": _PERIODS[m["unit"].lower()].format(1)})
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
