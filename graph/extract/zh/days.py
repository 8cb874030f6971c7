"""Days: those that a report names, ranges of them, and words such as 昨日, against the day that tells them."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.model.records import When
from graph.text.numerals import read_chinese

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?P<year>\d{4}|[一二三四五六七八九〇零○]{4})年|(?P<relyear>去年|今年|前年)的?)"
PART = r"(?P<part>凌晨|清晨|早晨|早上|上午|中午|午后|下午|傍晚|当晚|晚间|晚上|夜间|深夜|夜里|晚|早|夜)"
CLOCK = (
    r"(?P<clock>(?<![第\d])[\d一二三四五六七八九十]{1,3}"
    r"(?:[时点](?![间候期代分])(?:[\d一二三四五六七八九十零半]{1,3}分?)?|[:：]\d{2})(?:许|左右|整)?)"
)
# Until when on the same day: 9时至11时.
UNTIL = rf"(?:至(?:{PART.replace('<part>', '<part2>')})?{CLOCK.replace('<clock>', '<until>')})?"
_THIRD = "上旬|中旬|下旬|底|初|末"
_DAY = re.compile(
    rf"(?P<asof>截至|截止到?)?(?:北京时间|当地时间)?(?:{_YEAR}?(?P<month>{_N})月份?(?:(?P<day>{_N})[日号]|(?P<third>{_THIRD}))?"
    rf"|(?<![\d月])(?P<only>\d{{1,2}}|[一二三四五六七八九十]{{2,3}})[日号](?!线|楼|院|门|机)"
    r"|(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    rf"|(?P<relmonth>本月|上个?月)(?:(?P<relday>{_N})[日号]|(?P<relthird>{_THIRD}))?"
    r"|(?P<rel>大前[天日]|前[天日晚]|昨[天日晚]|今[天日晨晚早]|去年|前年|当[天日晚]|同日|次日|翌日|第二天)"
    r"|(?P<week>上上?个?周|上个?星期|本周|这周|上周)(?P<weekday>[一二三四五六日天末])?"
    r"|(?P<bareyear>(?<!\d)(?:19|20)\d\d)年(?P<yearend>底|末|初)?(?![度级代\d一二三四五六七八九十])"
    r"|(?P<newyear>元旦)(?![节\w]{0,3}晚会))"
    rf"(?:{PART})?(?:{CLOCK}{UNTIL})?"
)
_TO = re.compile(r"\s?起?\s?(?:至|到|—|－|-|~|～)\s?")
_BARE = re.compile(rf"(?P<day>{_N})[日号]")
_SINCE = re.compile(r"(?:起|以来|开始|至今)(?![诉草源火])")
# 今天(3月9日): the day that a word means, said behind it.
_MEANT = re.compile(rf"\s?[（(](?:{_YEAR}?(?P<month>{_N})月)?(?P<day>{_N})[日号][）)](?:{PART})?(?:{CLOCK})?")
_LONG_AGO = 40  # days: a report that tells of an older month means its days
_DATELINE = 3  # days: a report is filed so long before it is published


def number(words: str) -> int | None:
    """Return the value of a small number in digits or in Chinese, year digits among them; ``None`` for none."""
    if words.isdecimal():
        return int(words)
    digits = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
    if len(words) == 4 and all(char in digits for char in words):
        return int("".join(digits[char] for char in words))
    read = read_chinese(words)
    return read[0] if read else None


@dataclass
class Time:
    """A time expression: its span, what it says, and what of it was filled in."""

    start: int
    end: int
    when: When
    inferred: list[str] = field(default_factory=list)


@dataclass
class Calendar:
    """What the days of a report are counted from: its own day, and the day it named last."""

    published: date
    filed: date | None = None  # the day of its dateline: what 今天 means
    last: date | None = None  # the day named last: what 当天 means
    told: date | None = None  # the day or first day of a month named last

    @property
    def today(self) -> date:
        """Return the day from which 昨日 and 上周 are counted."""
        return self.filed or self.published

    def file(self, day: date) -> None:
        """Take the day of the dateline, if the report can have been published after it."""
        if 0 <= (self.published - day).days <= _DATELINE:
            self.filed = day

    def year_of(self, month: int, day: int) -> int:
        """Return the year of a day that is named without one: the last such day, a week's notice allowed.

        >>> Calendar(date(2020, 1, 5)).year_of(12, 30)
        2019
        """
        year = self.published.year
        limit = self.published + timedelta(days=7)
        return (
            year - 1
            if (month, day) > (limit.month, limit.day) and limit.year == year
            else (
                year - 1
                if limit.year > year
                and (month, day) > (self.published.month, self.published.day)
                and month > 1
                else year
            )
        )


def read_days(plain: str, start: int, end: int, cal: Calendar) -> list[Time]:
    """Return the days and ranges of days of a clause."""
    found: list[Time] = []
    at = start
    while match := _DAY.search(plain, at, end):
        at = max(match.end(), at + 1)
        read = _day(match, cal)
        if read is None:
            continue
        first, last, inferred = read
        stop = match.end()
        if (match["rel"] or match["week"]) and (meant := _MEANT.match(plain, stop, end)):
            day = _named(meant["year"], meant["month"], meant["day"], cal)
            if day is not None:
                first, last, inferred, stop = day, day, [] if meant["year"] else ["when.year"], meant.end()
        elif (until := _until(plain, match, first, end, cal)) is not None:
            last, stop = until
        at = max(at, stop)
        cal.told = last if first == last else first
        if first == last:
            cal.last = first
        when: When = {"start": first.isoformat(), "end": last.isoformat()}
        if match["asof"]:
            when = {"asOf": last.isoformat()}
        elif first == last and _SINCE.match(plain, stop, end):
            when = {"start": first.isoformat()}  # 3月1日起: nobody says until when
        if match["part"] or match["clock"] or (match["rel"] or "")[-1:] in ("晚", "晨", "早"):
            when["said"] = plain[match.start() : stop].removeprefix(match["asof"] or "")
        found.append(Time(match.start(), stop, when, inferred))
    return found


def _until(plain: str, match: re.Match[str], first: date, end: int, cal: Calendar) -> tuple[date, int] | None:
    """Return the last day of a range and where it ends; the year may turn within it."""
    to = _TO.match(plain, match.end(), end)
    if to is None:
        return None
    until = _DAY.match(plain, to.end(), end)
    if until is None and (bare := _BARE.match(plain, to.end(), end)):  # 三月一日至五日
        last = _make(first.year, first.month, number(bare["day"]))
        return (last, bare.end()) if last is not None and last >= first else None
    if until is None or until["asof"] or until["rel"] or until["week"]:
        return None
    if until["only"]:
        last = _make(first.year, first.month, number(until["only"]))
        if last is not None and last < first:
            after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            last = _make(after.year, after.month, number(until["only"]))
    elif until["month"] and not (until["year"] or until["relyear"]):
        month = number(until["month"]) or 0
        year = first.year + (month < first.month)
        if until["day"]:
            last = _make(year, month, number(until["day"]))
        else:
            last = _part_of_month(year, month, until["third"])[1] if 1 <= month <= 12 else None
    else:
        read = _day(until, cal)
        last = read[1] if read else None
    return (last, until.end()) if last is not None and last >= first else None


def _named(year: str | None, month: str | None, day: str | None, cal: Calendar) -> date | None:
    """Return a day said in brackets: 3月9日, 2020年3月9日, 9日."""
    if month is None:
        only = _only(number(day or ""), cal)
        return only[0] if only else None
    m, d = number(month) or 0, number(day or "") or 0
    return _make(number(year) if year else cal.year_of(m, d), m, d)


def _day(match: re.Match[str], cal: Calendar) -> tuple[date, date, list[str]] | None:
    """Return first and last day of a match, and what was filled in; ``None`` if the calendar has no such day."""
    if match["iso"]:
        day = _make(*(int(part) for part in re.split(r"[-/.]", match["iso"])))
        return (day, day, []) if day else None
    if match["rel"]:
        return _relative(match["rel"], cal)
    if match["week"]:
        return _week(match["week"], match["weekday"], cal)
    if match["only"]:
        return _only(number(match["only"]), cal)
    if match["relmonth"]:
        return _month(match, cal)
    if match["bareyear"]:
        return *_part_of_year(int(match["bareyear"]), match["yearend"]), []
    if match["newyear"]:
        day = date(cal.year_of(1, 1), 1, 1)
        return day, day, ["when.start"]
    return _calendar_day(match, cal)


def _calendar_day(match: re.Match[str], cal: Calendar) -> tuple[date, date, list[str]] | None:
    """Return a day, a month or a third of one: 2020年3月5日, 3月5日, 去年12月, 2月中旬."""
    month = number(match["month"])
    if month is None or not 1 <= month <= 12:
        return None
    inferred: list[str] = []
    if match["year"]:
        year = number(match["year"])
    elif match["relyear"]:
        year = cal.today.year - {"今年": 0, "去年": 1, "前年": 2}[match["relyear"]]
    else:
        year = cal.year_of(int(month), int(number(match["day"]) or 1) if match["day"] else 1)
        inferred = ["when.year"]
    if match["day"]:
        day = _make(year, month, number(match["day"]))
        return (day, day, inferred) if day else None
    if not year or not 1 <= year <= 9999:
        return None
    return (*_part_of_month(year, month, match["third"]), inferred)


def _month(match: re.Match[str], cal: Calendar) -> tuple[date, date, list[str]] | None:
    """Return a day or part of this month or the last: 上月底, 本月5日."""
    this = match["relmonth"] == "本月"
    base = cal.today if this else cal.today.replace(day=1) - timedelta(days=1)
    if match["relday"]:
        day = _make(base.year, base.month, number(match["relday"]))
        return (day, day, ["when.start"]) if day else None
    first, last = _part_of_month(base.year, base.month, match["relthird"])
    return first, max(first, min(last, cal.published)), ["when.start"]


def _part_of_year(year: int, part: str | None) -> tuple[date, date]:
    if part:
        return (
            (date(year, 1, 1), date(year, 1, 31)) if part == "初" else (date(year, 12, 1), date(year, 12, 31))
        )
    return date(year, 1, 1), date(year, 12, 31)


def _part_of_month(year: int, month: int, third: str | None) -> tuple[date, date]:
    end = calendar.monthrange(year, month)[1]
    first, last = {
        "上旬": (1, 10),
        "初": (1, 10),
        "中旬": (11, 20),
        "下旬": (21, end),
        "底": (21, end),
        "末": (21, end),
    }.get(third or "", (1, end))
    return date(year, month, first), date(year, month, last)


def _only(day: float | int | None, cal: Calendar) -> tuple[date, date, list[str]] | None:
    """Return a day named without its month: the last such day, or that of the month the report tells of."""
    at = cal.published
    if cal.told is not None and (cal.published - cal.told).days > _LONG_AGO:
        at = cal.told.replace(day=calendar.monthrange(cal.told.year, cal.told.month)[1])
    month = at.replace(day=1)
    for _ in range(3):
        found = _make(month.year, month.month, day)
        if found is not None and found <= at:
            return found, found, ["when.year"]
        month = (month - timedelta(days=1)).replace(day=1)
    return None


def _relative(word: str, cal: Calendar) -> tuple[date, date, list[str]]:
    if word in ("去年", "前年"):
        year = cal.today.year - (1 if word == "去年" else 2)
        return date(year, 1, 1), date(year, 12, 31), ["when.start"]
    if word[0] in "当同":
        day = cal.last or cal.today
    elif word in ("次日", "翌日", "第二天"):
        day = (cal.last or cal.today) + timedelta(days=1)
    else:
        back = {"大": 3, "前": 2, "昨": 1, "今": 0}[word[0]]
        day = cal.today - timedelta(days=back)
    return day, day, ["when.start"]


def _week(week: str, weekday: str | None, cal: Calendar) -> tuple[date, date, list[str]]:
    weeks = 0 if week[0] in "本这" else 2 if week.startswith("上上") else 1
    monday = cal.today - timedelta(days=cal.today.weekday() + 7 * weeks)
    if weekday == "末":
        return monday + timedelta(days=5), monday + timedelta(days=6), ["when.start"]
    if weekday:
        day = monday + timedelta(days="一二三四五六日天".index(weekday) if weekday != "天" else 6)
        return day, day, ["when.start"]
    return monday, monday + timedelta(days=6), ["when.start"]


def _make(
    year: float | int | None, month: float | int | None = None, day: float | int | None = None
) -> date | None:
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None
