"""Words that count from the report's day, or from the day named last: 昨日, 上周五, 去年, last Monday, two days ago."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from graph.text.dates import number, part_of_month
from graph.text.numerals import find_numbers
from graph.text.stated_date import REPUBLIC

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RELATIVE = re.compile(
    r"(?P<month>本月|上个?月)(?:(?P<month_day>\d{1,2}|[一二三四五六七八九十廿]{1,3})[日号]|(?P<third>[上中下]旬|[底初末]))?"
    r"|(?P<day>大前[天日]|前[天日晚]|昨[天日晚]|今[天日晨晚早]|去年|前年|当[天日晚]|同日|次日|翌日|第二天)"
    r"|(?P<week>上上?个?周|上个?星期|本周|这周|上周)(?P<weekday>[一二三四五六日天末])?"
    rf"|\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his)\s+)?(?P<en_weekday>{'|'.join(_WEEKDAYS)})\b"
    r"|\b(?P<english>(?i:yesterday|today|tonight|this (?:morning|afternoon|evening)|last night"
    r"|(?:last|(?:earlier )?this) (?:week|month|year)))\b"
    r"|\b(?P<count>\w+)\s+(?P<unit>day|week)s?\s+ago\b"
)
YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2, "the": 0, "this": 0, "last": 1}
_MAX_FILED_DAYS = 3  # between a report's dateline and its publication
NOTICE = 7  # days: how far ahead an announced date may be


@dataclass
class Calendar:
    """What the days of a report are counted from: its own day, and the day it named last."""

    published: date
    filed: date | None = None  # the date of its dateline: what 今天 means
    last: date | None = None  # the day named last: what 当天 means
    last_start: date | None = None  # the day or first day of a month named last
    republic: bool = False  # years of two digits are the Republic's: 98年 is 2009

    @property
    def today(self) -> date:
        """Return the day from which 昨日 and 上周 are counted."""
        return self.filed or self.published

    def file(self, day: date) -> None:
        """Take the day of the dateline, if the report can have been published after it."""
        if 0 <= (self.published - day).days <= _MAX_FILED_DAYS:
            self.filed = day

    def year_of(self, month: int, day: int) -> int:
        """Return the year of a day that is named without one: the last such day, a week's notice allowed.

        >>> Calendar(date(2020, 1, 5)).year_of(12, 30)
        2019
        """
        limit = self.published + timedelta(days=NOTICE)
        return limit.year - ((month, day) > (limit.month, limit.day))

    def full_year(self, year: int) -> int:
        """Return a year of two digits, or of the Republic, in full.

        >>> Calendar(date(2023, 6, 10)).full_year(98), Calendar(date(2023, 6, 10), republic=True).full_year(98)
        (1998, 2009)
        """
        if year >= 200:
            return year
        if year >= 100 or (self.republic and year + REPUBLIC <= self.published.year):
            return year + REPUBLIC
        century = self.published.year // 100 * 100
        return century + year - (100 if century + year > self.published.year + 1 else 0)


def relative_days(match: re.Match[str], cal: Calendar) -> tuple[date, date] | None:
    """Return the days of a word that counts from the report's day, or from the day named last."""
    if match["month"]:
        days = _month(match, cal)
    elif match["week"]:
        days = _week(match["week"], match["weekday"], cal)
    elif match["en_weekday"]:
        days = _weekday(match["which"] or "", match["en_weekday"], cal)
    elif match["english"]:
        days = _english(match["english"].lower(), cal.today)
    elif match["unit"]:
        counted = find_numbers(match["count"], bare=True)
        count = 1 if match["count"] in ("a", "one") else int(counted[0].value) if counted else 0
        back = count * (7 if match["unit"] == "week" else 1)
        days = _back(cal.today, back) if 0 < back < cal.today.toordinal() else None
    else:
        days = _day(match["day"], cal)
    return days


def _day(word: str, cal: Calendar) -> tuple[date, date]:
    if word in YEARS_BACK:
        year = cal.today.year - YEARS_BACK[word]
        return date(year, 1, 1), date(year, 12, 31)
    if word[0] in "当同":
        return _back(cal.last or cal.today, 0)
    if word in ("次日", "翌日", "第二天"):
        return _back(cal.last or cal.today, -1)
    return _back(cal.today, {"大": 3, "前": 2, "昨": 1, "今": 0}[word[0]])


def _back(day: date, count: int) -> tuple[date, date]:
    found = day - timedelta(days=count)
    return found, found


def _month(match: re.Match[str], cal: Calendar) -> tuple[date, date] | None:
    """Return a day or part of this month or the last: 上月底, 本月5日."""
    base = cal.today if match["month"] == "本月" else cal.today.replace(day=1) - timedelta(days=1)
    if match["month_day"]:
        day = make_date(base.year, base.month, number(match["month_day"]) or 0)
        return (day, day) if day else None
    first, last = part_of_month(match["third"]) if match["third"] else (1, 31)
    end = base.replace(day=min(last, monthrange(base.year, base.month)[1]))
    start = base.replace(day=first)
    return start, max(start, min(end, cal.published))


def _week(week: str, weekday: str | None, cal: Calendar) -> tuple[date, date]:
    weeks = 0 if week[0] in "本这" else 2 if week.startswith("上上") else 1
    monday = cal.today - timedelta(days=cal.today.weekday() + 7 * weeks)
    if weekday == "末":
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if weekday:
        return _back(monday, -min("一二三四五六日天".index(weekday), 6))
    return monday, monday + timedelta(days=6)


def _weekday(which: str, weekday: str, cal: Calendar) -> tuple[date, date] | None:
    """Return the last such weekday; "last" never means the report's own day."""
    back = (cal.today.weekday() - _WEEKDAYS.index(weekday)) % 7
    if which.lower() == "next":
        return None
    return _back(cal.today, 7 if which.lower() == "last" and not back else back)


def _english(words: str, today: date) -> tuple[date, date]:
    last = words.startswith("last")
    if words in ("yesterday", "last night"):
        return _back(today, 1)
    if words.endswith("week"):
        monday = today - timedelta(days=today.weekday() + 7 * last)
        return monday, min(monday + timedelta(days=6), today)
    if words.endswith("month"):
        final = today.replace(day=1) - timedelta(days=1) if last else today
        return final.replace(day=1), final
    if words.endswith("year"):
        return date(today.year - last, 1, 1), date(today.year - 1, 12, 31) if last else today
    return today, today


def make_date(year: int, month: int, day: int) -> date | None:
    """Return a calendar day, ``None`` for one that does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
