"""The days that words mean: dates, ranges and lists of them, and words such as 昨日, 上周五, last Monday.

A day without a year, and a weekday, is the last such day that is not after the report, a week's notice allowed.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter

from graph.model.fields import When
from graph.text.dates import AND, EN_TO, TO, find_dates
from graph.text.relative import NOTICE, RELATIVE, YEARS_BACK, Calendar, make_date, relative_days
from graph.text.stated_date import Date, solar_of

PART = r"(?P<part>凌晨|清晨|早晨|早上|上午|中午|午后|下午|傍晚|当晚|晚间|晚上|夜间|深夜|夜里|晚|早|夜)"
CLOCK = (
    r"(?P<clock>(?<![第\d])[\d一二三四五六七八九十]{1,3}"
    r"(?:[时点](?![间候期代分])(?:[\d一二三四五六七八九十零半]{1,3}分?)?|[:：]\d{2})(?:许|左右|整)?)"
)
# Until when on the same day: 9时至11时.
UNTIL = rf"(?:至(?:{PART.replace('<part>', '<part2>')})?{CLOCK.replace('<clock>', '<until>')})?"
_TIME_OF_DAY = re.compile(rf"(?:{PART})?(?:{CLOCK}{UNTIL})?")
_EN_TIME_OF_DAY = re.compile(r"\s+(?:early\s+)?(?:morning|afternoon|evening|night)\b")
_ZH_WEEKDAY = re.compile(r"\s?[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?")
_OF_YEAR = re.compile(r"(去年|今年|前年|同年|当年)的?$")
_EN_OF_YEAR = re.compile(r"\sof\s(the|this|last)\syear")
_TO, _AND = re.compile(rf"{TO}|{EN_TO}"), re.compile(AND)
_MEANT, _CLOSING = re.compile(r"\s?[（(]|,?\s"), re.compile("[）)]")
_EACH = re.compile(r"(?:每年|每逢|每月|往年|历年)的?(?:农历)?$")
_BEFORE = re.compile(
    r"(?:(?P<as_of>截至|截止[到至]?|\b(?:as of|by))|\b(?P<since>since)|\b(?P<from>from|(?:starting|beginning)(?: on)?)"
    r"|(?P<other>\b(?:until|till|before|after|following|next|through|up to)|直[到至]|持续[到至]|一直[到至]|[早晚]于))"
    r"(?: the(?: end of)?)?\s*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?P<since>起|以来|开始|至今(?![天日年晚早晨后])|onwards?)(?![诉草源火])"
    r"|(?P<other>[之以]?前(?:夕|后)?(?![往来去进沿线夕台身方]|后[^，。；])|(?:之后|以后|过后)|后(?![勤续方备盾台卫代期面来援])|左右)"
)
_LONG_AGO_DAYS = 40  # a report about an older month means its days


@dataclass
class Time:
    """What a stretch of text states of time, and which fields of it are inferred."""

    start: int
    end: int
    when: When
    inferred: list[str] = field(default_factory=list)


@dataclass
class _Days:
    """Days that words mean: the first and the last, or none that follows from the words."""

    start: int
    end: int
    days: tuple[date, date] | None
    inferred: list[str]
    stated: Date | None = None  # the last date of these words; None for words such as 昨日
    said: bool = False  # the words say more than the days


def read_days(plain: str, start: int, end: int, cal: Calendar) -> list[Time]:
    """Return the days, ranges and lists of days of a part of a text, in order."""
    found: list[_Days] = []
    dates = find_dates(plain, start, end)
    starts = {d.start for d in dates}
    words = [(m.start(), m) for m in RELATIVE.finditer(plain, start, end) if not _leads(plain, m, starts)]
    stated_days: list[tuple[int, Date | re.Match[str]]] = [*((d.start, d) for d in dates), *words]
    for _, stated in sorted(stated_days, key=itemgetter(0)):
        last = found[-1] if found else None
        read = _resolve(plain, stated, cal, last) if isinstance(stated, Date) else _word(stated, cal)
        if (
            read is None
            or (last and read.start < last.end)
            or _EACH.search(plain, max(start, read.start - 6), read.start)
        ):
            continue
        _take_time_of_day(plain, read, end)
        if last is None or not _joined(plain, last, read, start, end):
            found.append(read)
        if days := found[-1].days:
            cal.last_start = days[0]
            if read.days and read.days[0] == read.days[1]:
                cal.last = read.days[0]
    return [time for days in found if (time := _time(plain, days, start, end)) is not None]


def _leads(plain: str, match: re.Match[str], starts: set[int]) -> bool:
    """Say whether a word is the year of the date behind it: 去年12月, 前年的春天."""
    behind = match.end() + plain.startswith("的", match.end())
    return match["day"] in YEARS_BACK and behind in starts


def _take_time_of_day(plain: str, read: _Days, end: int) -> None:
    """Extend a day by what follows it: its weekday, and a time of day, which is kept in words."""
    if read.stated and (weekday := _ZH_WEEKDAY.match(plain, read.end, end)):
        read.end = weekday.end()
    if clock := _TIME_OF_DAY.match(plain, read.end, end):
        read.said = read.said or clock.end() > read.end
        read.end = clock.end()
    if part := _EN_TIME_OF_DAY.match(plain, read.end, end):
        read.end = part.end()


def _joined(plain: str, last: _Days, read: _Days, start: int, end: int) -> bool:
    """Join days to those before them: a range, a list, or the date that a word means (Monday, March 2)."""
    gap = plain[last.end : read.start]
    if last.stated is None and read.stated is not None and read.days and _MEANT.fullmatch(gap):
        closing = _CLOSING.match(plain, read.end, end)
        if not (closing if gap.strip(" ,") else plain[last.start].isascii()):
            return False
        last.end = closing.end() if closing else read.end
        last.days, last.inferred, last.stated, last.said = read.days, read.inferred, read.stated, read.said
        _take_time_of_day(plain, last, end)
        return True
    if last.days is None or read.days is None:
        return False
    listed = gap.strip() == "and" and not plain[start : last.start].rstrip().lower().endswith("between")
    first, until = last.days[0], read.days[1]
    if (listed or _AND.fullmatch(gap)) and last.stated and read.stated and read.days[0] > last.days[1]:
        last.said = last.said or read.days[0] - last.days[1] > timedelta(days=1)
    elif _TO.fullmatch(gap) and not listed:
        if "when.year" in last.inferred and "when.year" not in read.inferred:
            year = until.year - ((first.month, first.day) > (until.month, until.day))
            first = first.replace(year=year, day=min(first.day, monthrange(year, first.month)[1]))
        if first > until:
            return False
    else:
        return False
    last.days, last.end, last.said, last.stated = (
        (first, until),
        read.end,
        last.said or read.said,
        read.stated,
    )
    return True


def _time(plain: str, days: _Days, start: int, end: int) -> Time | None:
    """Return what days say of a deed, with the words before and behind them: 截至, since, 起, 前."""
    before = _BEFORE.search(plain, max(start, days.start - 24), days.start)
    behind = _BEHIND.match(plain, days.end, end)
    words = plain[days.start : days.end]
    at = days.start
    if before and before["as_of"] and not before[0].isascii():
        at = before.start()
    if days.days is None:
        return Time(at, days.end, {"said": words}) if days.said else None
    first, last = days.days
    when: When
    other = (before and before["other"]) or (behind and behind["other"])
    since = (before and (before["since"] or before["from"])) or (behind and behind["since"])
    if before and before["as_of"] and (first == last or at < days.start or before[0].endswith("of ")):
        when = {"asOf": last.isoformat()}
    elif other or (first != last and before and not before["from"]) or (first != last and behind):
        begin = before.start() if before and not before["from"] else days.start
        stop = behind.end() if behind else days.end
        return Time(at, days.end, {"said": plain[begin:stop].strip()})
    elif since and first == last:
        when = {"start": first.isoformat()}  # 3月1日起: the end is not stated
    else:
        when = {"start": first.isoformat(), "end": last.isoformat()}
    if days.said:
        when["said"] = words
    return Time(at, days.end, when, days.inferred)


def _resolve(plain: str, stated: Date, cal: Calendar, last: _Days | None) -> _Days | None:
    """Return the days of a date: a missing year is that of the date it is joined to, or the last possible."""
    year, start, end, inferred = stated.year, stated.start, stated.end, list[str]()
    if year is not None:
        year = cal.full_year(year)
    elif of := _OF_YEAR.search(plain, max(0, start - 4), start):
        start = of.start()
        year = (
            cal.today.year - YEARS_BACK[of[1]] if of[1] in YEARS_BACK else (cal.last_start or cal.today).year
        )
    elif of := _EN_OF_YEAR.match(plain, end):
        year, end = cal.today.year - YEARS_BACK[of[1]], of.end()
    else:
        inferred = ["when.year"]
    base = last.days if last and last.stated is stated.near else None
    if base and year is None:
        year = base[1].year + (stated.month is not None and stated.month < base[1].month)
    days: tuple[date, date] | None = None
    if stated.open:
        pass
    elif stated.lunar:
        days = _lunar(stated, year, cal)
    elif stated.month is None and stated.day is not None:
        days = _following(stated.day, base[1]) if base else _only(stated.day, cal)
    else:
        year = year or cal.year_of(stated.month or 1, stated.day or 1)
        days = _period(year, stated)
    if days is None and not stated.worded:
        return None
    return _Days(start, end, days, inferred, stated, said=stated.worded)


def _period(year: int, stated: Date) -> tuple[date, date] | None:
    """Return the first and the last day of a day, month, year or part of one."""
    _, month, day = stated.last or (year, stated.month or 12, stated.day or 31)
    first = make_date(year, stated.month or 1, stated.day or 1)
    until = (stated.last and stated.last[0] and stated.year and year + stated.last[0] - stated.year) or year
    if first is None or not 1 <= until <= 9999:
        return None
    if stated.last or not stated.day:
        return first, date(until, month or 12, min(day or 31, monthrange(until, month or 12)[1]))
    return first, first


def _lunar(stated: Date, year: int | None, cal: Calendar) -> tuple[date, date] | None:
    """Return a day of the Chinese calendar; without a year the nearest such day, unless it is yet to come."""
    years = (year,) if year else range(cal.published.year - 2, cal.published.year + 2)
    found = [day for y in years if (day := solar_of(y, stated.month or 0, stated.day or 0))]
    nearest = min(found, key=lambda day: abs(day - cal.published), default=None)
    if nearest is None or (not year and nearest > cal.published + timedelta(days=NOTICE)):
        return None
    return nearest, nearest


def _following(day: int, after: date) -> tuple[date, date] | None:
    """Return a day of the same month, or of the next where it has passed."""
    month = after if day >= after.day else after.replace(day=1) + timedelta(days=31)
    found = make_date(month.year, month.month, day)
    return (found, found) if found else None


def _only(day: int, cal: Calendar) -> tuple[date, date] | None:
    """Return a day named without its month: the last such day, or that of the month the report is about."""
    at = cal.published
    if cal.last_start is not None and (cal.published - cal.last_start).days > _LONG_AGO_DAYS:
        at = cal.last_start.replace(day=monthrange(cal.last_start.year, cal.last_start.month)[1])
    month = at.replace(day=1)
    for _ in range(3):
        found = make_date(month.year, month.month, day)
        if found is not None and found <= at:
            return found, found
        month = (month - timedelta(days=1)).replace(day=1)
    return None


def _word(match: re.Match[str], cal: Calendar) -> _Days | None:
    """Return the days of a word such as 昨晚, whose time of day is kept in words."""
    days, said = relative_days(match, cal), (match["day"] or "")[-1:] in ("晚", "晨", "早")
    return _Days(*match.span(), days, ["when.start"], said=said) if days else None
