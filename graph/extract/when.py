"""When: days, ranges, running figures, durations and schedules, against the day of publication."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.deed import Recurrence, When
from graph.numerals import read_chinese

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?P<year>\d{4}|[一二三四五六七八九〇零○]{4})年|(?P<relyear>去年|今年|前年)的?)"
_PART = r"(?P<part>凌晨|清晨|早晨|早上|上午|中午|午后|下午|傍晚|当晚|晚间|晚上|夜间|深夜|夜里|晚|早|夜)"
_CLOCK = (
    r"(?P<clock>(?<![第\d])[\d一二三四五六七八九十]{1,3}"
    r"(?:[时点](?![间候期代分])(?:[\d一二三四五六七八九十零半]{1,3}分?)?|[:：]\d{2})(?:许|左右|整)?)"
)
_DAY = re.compile(
    rf"(?P<asof>截至|截止到?)?(?:北京时间|当地时间)?(?:{_YEAR}?(?P<month>{_N})月份?(?:(?P<day>{_N})[日号]|(?P<third>上旬|中旬|下旬|底|初|末))?"
    rf"|(?<![\d月])(?P<only>\d{{1,2}}|[一二三四五六七八九十]{{2,3}})[日号](?!线|楼|院|门|机)"
    r"|(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|(?P<rel>大前[天日]|前[天日]|昨[天日晚]|今[天日晨晚早]|本月|上个?月|去年|前年|当[天日晚]|同日|次日|翌日|第二天)"
    r"|(?P<week>上上?个?周|上个?星期|本周|这周|上周)(?P<weekday>[一二三四五六日天末])?)"
    rf"(?:{_PART})?(?:{_CLOCK})?"
)
_TO = re.compile(rf"\s?(?:至|到|—|－|-|~|～)\s?(?:(?P<month>{_N})月)?(?P<day>{_N})[日号]")
_ALONE = re.compile(
    rf"(?P<asof>截至|截止到?)?(?:{_PART}(?:{_CLOCK})?|{_CLOCK.replace('<clock>', '<clock2>')})"
)
_AS_OF = re.compile(
    r"(?:截至|截止到?)(?P<said>目前|今[天日]|发稿(?:时|前)?|记者发稿时?|现在)|(?P<so>迄今|至今|到目前为止)"
)
_DURATION = re.compile(
    r"(?P<lead>连续|历时|经过|持续|历经|苦战|奋战|鏖战|长达|用时|耗时|近|约)*(?P<n>\d{1,4}|[一二两三四五六七八九十百半]{1,4})(?:多|余)?"
    r"(?P<unit>个?(?:多)?(?:小时|月|星期)|天|周|年|分钟|昼夜|秒钟)(?!前|内|[的来]?(?:党龄|工龄|军龄|历史|教龄|寿命))"
)
_UNITS = {"小时": "PT{}H", "分钟": "PT{}M", "秒钟": "PT{}S", "天": "P{}D", "昼夜": "P{}D", "周": "P{}W", "星期": "P{}W",
          "月": "P{}M", "年": "P{}Y"}  # fmt: skip
_RECUR = re.compile(
    r"(?P<per>每[天日周月年]|一天)(?:[^，。；\d一二两三四五六七八九十]{0,6}(?P<times>\d{1,3}|[一二两三四五六七八九十]{1,3})[次遍趟轮])?"
)
_SHIFTS = re.compile(r"(?P<shifts>[\d两二三四])班(?:倒|制)")
_ALL_DAY = re.compile(
    r"(?:24|二十四)小时(?:不间断|轮流|在线)?|全天候|昼夜(?:不停|值守|奋战)|日夜|夜以继日|全天"
)
_LONG_AGO = 40  # days: a report that tells of an older month means its days
_PERIODS = {"天": "P1D", "日": "P1D", "周": "P1W", "月": "P1M", "年": "P1Y"}
_SAID = re.compile(
    r"目前|日前|近日|连日来|近期|最近|当时|随后|同时|与此同时|此前|一直以来|长期以来|近年来|春节期间|节日期间|一天(?:早上|上午|下午|晚上|中午)"
    r"|(?:疫情|灾情|地震|火灾|事故|灾害|洪水|险情|案件|事件|爆炸|台风)(?:发生)?(?:以来|之?后|期间)"
)


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
    last: date | None = None

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


def times(plain: str, start: int, end: int, calendar_: Calendar) -> list[Time]:
    """Return the time expressions of a clause in order; none overlaps another."""
    found: list[Time] = []
    taken: list[tuple[int, int]] = []

    def free(a: int, b: int) -> bool:
        return all(b <= x or y <= a for x, y in taken)

    for reader in (_read_as_of, _read_days, _read_recurrence, _read_said, _read_duration, _read_clock):
        for time in reader(plain, start, end, calendar_):
            if free(time.start, time.end):
                found.append(time)
                taken.append((time.start, time.end))
    return sorted(found, key=lambda time: time.start)


def _read_as_of(plain: str, start: int, end: int, cal: Calendar) -> list[Time]:
    return [
        Time(m.start(), m.end(), {"asOf": cal.published.isoformat()}, ["when.asOf"])
        for m in _AS_OF.finditer(plain, start, end)
    ]


def _read_days(plain: str, start: int, end: int, cal: Calendar) -> list[Time]:
    found = []
    at = start
    while match := _DAY.search(plain, at, end):
        at = max(match.end(), at + 1)
        read = _day(match, cal)
        if read is None:
            continue
        first, last, inferred = read
        stop = match.end()
        if first == last and (to := _TO.match(plain, match.end(), end)):
            until = _make(first.year, number(to["month"]) if to["month"] else first.month, number(to["day"]))
            if until and until >= first:
                last, stop = until, to.end()
                at = stop
        cal.last = last if first == last else first
        when: When = {"start": first.isoformat(), "end": last.isoformat()}
        if match["asof"]:
            when = {"asOf": last.isoformat()}
        if match["part"] or match["clock"]:
            when["said"] = plain[match.start() : match.end()].removeprefix(match["asof"] or "")
        found.append(Time(match.start(), stop, when, inferred))
    return found


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
    month = number(match["month"])
    if month is None or not 1 <= month <= 12:
        return None
    inferred: list[str] = []
    if match["year"]:
        year = number(match["year"])
    elif match["relyear"]:
        year = cal.published.year - {"今年": 0, "去年": 1, "前年": 2}[match["relyear"]]
    else:
        year = cal.year_of(int(month), int(number(match["day"]) or 1) if match["day"] else 1)
        inferred = ["when.year"]
    if match["day"]:
        day = _make(year, month, number(match["day"]))
        return (day, day, inferred) if day else None
    return (*_part_of_month(int(year or 0), int(month), match["third"]), inferred) if year else None


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
    if cal.last is not None and (cal.published - cal.last).days > _LONG_AGO:
        at = cal.last.replace(day=calendar.monthrange(cal.last.year, cal.last.month)[1])
    month = at.replace(day=1)
    for _ in range(3):
        found = _make(month.year, month.month, day)
        if found is not None and found <= at:
            return found, found, ["when.year"]
        month = (month - timedelta(days=1)).replace(day=1)
    return None


def _relative(word: str, cal: Calendar) -> tuple[date, date, list[str]]:
    if word in ("本月", "上月", "上个月"):
        base = cal.published if word == "本月" else cal.published.replace(day=1) - timedelta(days=1)
        first, last = _part_of_month(base.year, base.month, None)
        return first, min(last, cal.published), ["when.start"]
    if word in ("去年", "前年"):
        year = cal.published.year - (1 if word == "去年" else 2)
        return date(year, 1, 1), date(year, 12, 31), ["when.start"]
    if word[0] in "当同":
        day = cal.last or cal.published
    elif word in ("次日", "翌日", "第二天"):
        day = (cal.last or cal.published) + timedelta(days=1)
    else:
        back = {"大": 3, "前": 2, "昨": 1, "今": 0}[word[0]]
        day = cal.published - timedelta(days=back)
    return day, day, ["when.start"]


def _week(week: str, weekday: str | None, cal: Calendar) -> tuple[date, date, list[str]]:
    weeks = 0 if week[0] in "本这" else 2 if week.startswith("上上") else 1
    monday = cal.published - timedelta(days=cal.published.weekday() + 7 * weeks)
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


def _read_recurrence(plain: str, start: int, end: int, _: Calendar) -> list[Time]:
    found = []
    for m in _RECUR.finditer(plain, start, end):
        if m["per"] == "一天" and not m["times"]:
            continue
        recurrence: Recurrence = {}
        if m["times"]:
            recurrence = {"times": int(number(m["times"]) or 1), "per": _PERIODS[m["per"][-1]]}
        elif (shifts := _SHIFTS.search(plain, m.end(), end)) is not None:
            recurrence = {"shifts": int(number(shifts["shifts"]) or 1)}
            found.append(Time(m.start(), shifts.end(), {"recurrence": recurrence}))
            continue
        else:
            recurrence = {"times": 1, "per": _PERIODS[m["per"][-1]]}
        found.append(Time(m.start(), m.end(), {"recurrence": recurrence}))
    found += [
        Time(m.start(), m.end(), {"recurrence": {"shifts": int(number(m["shifts"]) or 1)}})
        for m in _SHIFTS.finditer(plain, start, end)
    ]
    found += [
        Time(m.start(), m.end(), {"recurrence": {"allDay": True}})
        for m in _ALL_DAY.finditer(plain, start, end)
    ]
    return found


def _read_duration(plain: str, start: int, end: int, _: Calendar) -> list[Time]:
    found = []
    for m in _DURATION.finditer(plain, start, end):
        unit = m["unit"].removeprefix("个").removeprefix("多")
        value = number(m["n"]) if m["n"] != "半" else None
        if (
            value is None
            or value == 0
            or (unit in ("月", "年") and not m["unit"].startswith("个") and unit == "月")
        ):
            continue
        if unit == "年" and value > 200:
            continue
        found.append(Time(m.start(), m.end(), {"duration": _UNITS[unit].format(int(value))}))
    return found


def _read_clock(plain: str, start: int, end: int, cal: Calendar) -> list[Time]:
    """Read a time of day without a day: it is said in the words of the report."""
    found = []
    for m in _ALONE.finditer(plain, start, end):
        if m["part"] in ("早", "晚", "夜") and not m["clock"]:
            continue
        found.append(Time(m.start(), m.end(), {"said": m[0].removeprefix(m["asof"] or "")}))
    return found


def _read_said(plain: str, start: int, end: int, _: Calendar) -> list[Time]:
    return [Time(m.start(), m.end(), {"said": m[0]}) for m in _SAID.finditer(plain, start, end)]
