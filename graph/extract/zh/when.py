"""When: days, running figures, durations, schedules and times of day, in a clause."""

import re
from fractions import Fraction

from graph.model.fields import Recurrence
from graph.text.days import CLOCK, PART, UNTIL, Time, read_days
from graph.text.durations import duration, find_durations
from graph.text.numerals import read_chinese
from graph.text.relative import Calendar

__all__ = ["Calendar", "Time", "times"]

_ALONE = re.compile(
    rf"(?P<asof>截至|截止到?)?(?:{PART}(?:{CLOCK}{UNTIL})?|{CLOCK.replace('<clock>', '<clock2>')}"
    rf"{UNTIL.replace('<part2>', '<part3>').replace('<until>', '<until2>')})"
)
_AS_OF = re.compile(
    r"(?:截至|截止到?)(?P<said>目前|今[天日]|发稿(?:时|前)?|记者发稿时?|现在)|(?P<so>迄今|至今(?![天日年晚早晨后])|到目前为止)"
)
_RECUR = re.compile(
    r"(?P<per>每[天日周月年晚]|一[天日])(?:[^，。；\d一二两三四五六七八九十]{0,6}(?P<times>\d{1,3}|[一二两三四五六七八九十]{1,3})[次遍趟轮])?"
)
# Every so many hours: 每2小时一次, 每隔半小时.
_EVERY = re.compile(
    r"每隔?(?P<n>\d{1,3}|[一二两三四五六七八九十半]{1,3})个?(?P<unit>小时|分钟|天)(?P<once>一[次遍趟轮])?"
)
_SHIFTS = re.compile(r"(?P<shifts>[\d两二三四])班(?:倒|制)")
_ALL_DAY = re.compile(
    r"(?:24|二十四)小时(?:不间断|轮流|在线)?|全天候|昼夜(?:不停|值守|奋战)|日夜|夜以继日|全天"
)
_PERIODS = {"天": "P1D", "日": "P1D", "晚": "P1D", "周": "P7D", "月": "P1M", "年": "P1Y"}
_SAID = re.compile(
    r"目前|日前|近日|连日来|近期|最近|当时|随后|同时|与此同时|此前|一直以来|长期以来|近年来|春节期间|节日期间|一天(?:早上|上午|下午|晚上|中午)"
    r"|(?:疫情|灾情|地震|火灾|事故|灾害|洪水|险情|案件|事件|爆炸|台风)(?:发生)?(?:以来|之?后|期间)"
)


def times(plain: str, start: int, end: int, calendar_: Calendar) -> list[Time]:
    """Return the time expressions of a clause in order; none overlaps another."""
    found: list[Time] = []
    taken: list[tuple[int, int]] = []

    def free(a: int, b: int) -> bool:
        return all(b <= x or y <= a for x, y in taken)

    for reader in (_read_as_of, read_days, _read_recurrence, _read_said, _read_duration, _read_clock):
        for time in reader(plain, start, end, calendar_):
            if free(time.start, time.end):
                found.append(time)
                taken.append((time.start, time.end))
    return sorted(found, key=lambda time: time.start)


def _read_as_of(plain: str, start: int, end: int, cal: Calendar) -> list[Time]:
    return [
        Time(m.start(), m.end(), {"asOf": cal.today.isoformat()}, ["when.asOf"])
        for m in _AS_OF.finditer(plain, start, end)
    ]


def _read_recurrence(plain: str, start: int, end: int, _: Calendar) -> list[Time]:
    found = []
    for m in _RECUR.finditer(plain, start, end):
        if m["per"] in ("一天", "一日") and not m["times"]:
            continue
        recurrence: Recurrence = {}
        if m["times"]:
            recurrence = {"times": _count(m["times"]), "per": _PERIODS[m["per"][-1]]}
        elif (shifts := _SHIFTS.search(plain, m.end(), end)) is not None:
            recurrence = {"shifts": _count(shifts["shifts"])}
            found.append(Time(m.start(), shifts.end(), {"recurrence": recurrence}))
            continue
        else:
            recurrence = {"times": 1, "per": _PERIODS[m["per"][-1]]}
        found.append(Time(m.start(), m.end(), {"recurrence": recurrence}))
    for m in _EVERY.finditer(plain, start, end):
        count = Fraction(1, 2) if m["n"] == "半" else Fraction(_count(m["n"]))
        if count and (every := duration(count, {"小时": "H", "分钟": "m", "天": "D"}[m["unit"]])):
            found.append(Time(m.start(), m.end(), {"recurrence": {"times": 1, "per": every}}))
    found += [
        Time(m.start(), m.end(), {"recurrence": {"shifts": _count(m["shifts"])}})
        for m in _SHIFTS.finditer(plain, start, end)
    ]
    found += [
        Time(m.start(), m.end(), {"recurrence": {"allDay": True}})
        for m in _ALL_DAY.finditer(plain, start, end)
    ]
    return found


def _count(numeral: str) -> int:
    read = (int(numeral), "") if numeral.isdecimal() else read_chinese(numeral)
    return read[0] if read else 1


def _read_duration(plain: str, start: int, end: int, _: Calendar) -> list[Time]:
    return [Time(a, b, {"duration": lasting}) for a, b, lasting in find_durations(plain, start, end)]


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
