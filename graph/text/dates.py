"""Dates in a text: 2020年3月5日, 3月5-7日, 农历八月十五, 民國110年, 上半年, March 5, 2020, Q1 2021.

A date is what its words state; ``graph.text.days`` resolves it to calendar days.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from graph.text.numerals_zh import read_chinese
from graph.text.stated_date import REPUBLIC, Date, Stated

# Each full-width sign has one half-width sign, so that positions stay what they are.
_HALF_WIDTH = {0xFF10 + i: 0x30 + i for i in range(10)} | {ord("．"): ".", ord("％"): "%", ord("＋"): "+"}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_VALUES = {ord(c): str(i) for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys(
    map(ord, "〇○ＯO"), "0"
)


# Days are looked for clause by clause, in one text.
@lru_cache(maxsize=1)
def half_width(text: str) -> str:
    """Return ``text`` with full-width digits, points and percent signs as ASCII, its length unchanged.

    >>> half_width("２．５％")
    '2.5%'
    """
    return text.translate(_HALF_WIDTH)


# What is between the ends of a range and between the members of a list.
TO = r"[ ]?(?:起?[至到]|[-–—―－~～〜]{1,2})[ ]?"
AND = "[ ]?[、和及与與][ ]?"
EN_TO = r"\s?[-–—]\s?|\s(?:to|and|through)\s"
_TENS = "[一二三四五六七八九]"
_ZH = "一二三四五六七八九零〇○Ｏ"
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = f"(?:[12][0-9]|3[01]|0?[1-9]|[二三]?十{_TENS}?|廿{_TENS}?|卅一?|{_TENS})"
_LUNAR = "(?:[农農阴陰旧舊夏][历曆])"
_THIRD = "[上中下]旬|初|月?[底末]"
_EN_MONTH = "(?:" + "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|Sept\.?)(?![a-z])"
_EN_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?(?![A-Za-z0-9]|[.,:%][0-9])"
_EN_YEAR = r"[12][0-9]{3}(?![0-9])"
_EN_ALONE = "(?:(?:19|20)[0-9]{2}|['’‘][0-9]{2})"
_EN_LEAD = r"(?i:in|since|during|last|by|until|of|before|after|from|between|through|to)\s"
# A day whose 日 follows only the last of a range or list: 3月5(-7日), 5月28(至6月2日).
_ELIDED = f"(?=(?:{TO}|{AND}){_DAY}[日号號]|{TO}{_MONTH}月{_DAY}[日号號])"
_YEAR = (
    rf"(?<![0-9])(?:民[国國][ ]?(?P<republic>[0-9]{{1,3}}|[一二三四五六七八九十百零〇○元]{{1,5}})"
    rf"|(?P<year>[12一二][0-9{_ZH}O]{{3}}|[’'‘]?[0-9]{{2}}|(?<![{_ZH}十百])[{_ZH}]{{2}}|1[0-9]{{2}}))[ ]?年[ ]?"
)
_DATE = re.compile(
    rf"""
    (?=[0-9’'‘正冬腊臘大除元端中重七第前上下民农農阴陰旧舊夏初廿卅十{_ZH}])(?:  # most characters begin no date
    # 上世纪80年代, 1980年代
      (?P<century>上个?世[纪紀]|(?:20|二十)世[纪紀])?
      (?P<decade>(?<![0-9])(?:19|20)?[0-9]0|[二三四五六七八九]十)年代
    # 2021(-2022年)
      |(?<![0-9])(?P<first_year>(?:19|20)[0-9]{{2}})(?=(?:{TO}|{AND})(?:19|20)[0-9]{{2}}[ ]?年)
    # 2020年3月5日, 民國98年8月, 二○二○年一季度, 3月5(-7日), 3(至5月), 农历八月十五, 正月初五, 2020年
      |(?P<lunar_year>{_LUNAR})?(?:{_YEAR})?(?P<lunar>{_LUNAR})?
       (?:(?<![0-9十闰閏])
          (?:(?P<month>{_MONTH})(?:[ ]?月(?![票薪球])份?|(?={AND}{_MONTH}月份)
                                 |(?={TO}{_MONTH}月(?![ ]?{_DAY}(?:[日号號]|{TO}|{AND}))))
            |(?P<moon>[正冬腊臘])月(?=初|{_DAY}))
          (?:[ ]?(?P<day>{_DAY})(?:[ ]?[日号號]|{_ELIDED}|(?(lunar)|(?(lunar_year)|(?(moon)|(?!)))))
            |(?P<moon_day>初[一二三四五六七八九十]|廿{_TENS}?)日?
            |(?P<third>{_THIRD}))?
         |大年(?P<new_year>初[一二三四五六七八九十]|三十)
         |(?P<feast>除夕|元旦(?![节\w]{{0,3}}晚会)|(?:端午|中秋|元宵|重阳|重陽|七夕)[节節]?(?:[当當][天日]|(?=[当當]晚|之夜)))
         |(?P<part>[第前]?[一二三四1-4]季度|[上下]半年(?!度))
         |(?(republic)|(?(year)|(?!)))(?P<year_part>[底末初](?![中级]))?(?P<adjective>[度级])?)
    # 2020-03-05, 20200305, 25/12/2021
      |(?<![0-9A-Za-z])(?P<iso>[12][0-9]{{3}}(?P<sep>[-/.])[0-9]{{1,2}}(?P=sep)[0-9]{{1,2}})(?![0-9])
      |(?<![0-9A-Za-z.,-])(?P<compact>(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))
       (?![0-9A-Za-z,-]|[.][0-9]|[ ]?[元人名个件万亿余户米])
      |(?<![0-9/])(?P<slashed>[0-3]?[0-9]/[0-3]?[0-9]/(?:19|20)[0-9]{{2}})(?![0-9/])
    # 5日, 5(、7日), 十五日
      |(?<![0-9.,十])(?P<only>[12][0-9]|3[01]|0?[1-9]|[二三]?十{_TENS}|[二三]十|廿{_TENS})
       (?:[日号號](?![内元游龄均线楼院门机馆厅店桥井船车房台区库标口路站舱仓])
         |(?=(?:{TO}|、){_DAY}日(?![内元游龄均])))
    )
    """,
    re.VERBOSE,
)
_ENGLISH = re.compile(
    rf"""
    (?<![A-Za-z0-9])(?=[A-Z0-9’'‘a-z])(?:
    # March 5, 2020; March 5-7; the 2nd of March; 3-5 March; in early March; March 2020
      (?:(?P<month>{_EN_MONTH})\s(?P<day>{_EN_DAY})
         (?:(?:\s?[-–]\s?|\s(?:to|and)\s(?=[0-9a-z]{{1,4}}(?:,?\s{_EN_YEAR}|\s*(?:[.;:,)]|$))))(?P<last>{_EN_DAY}))?
       |(?:(?P<first>{_EN_DAY})(?:{EN_TO}))?(?P<day2>{_EN_DAY})(?:\sof)?\s(?P<month2>{_EN_MONTH})
       |(?P<lead>{_EN_LEAD}(?:the\s[a-z]+\sof\s)?)?
         (?:(?P<third>early|mid|late)[ -])?(?P<month3>{_EN_MONTH})(?!\s[0-9]{{1,2}}(?![0-9]))
      )(?:,?\s(?:of\s)?(?P<year>{_EN_YEAR}))?
    # Q1 2021, the first half of 2021; in 2019; from 2018 to 2020; the flood of '98; the 1980s
      |(?P<part>Q[1-4]|H[12]|(?:first|second|third|fourth)\s(?:quarter|half))
         (?:,?\s(?:of\s)?(?P<part_year>{_EN_YEAR})|(?=\sof\s(?:the|this|last)\syear))
      |(?:(?i:in|since|during)\s|{_EN_LEAD}(?={_EN_ALONE}(?!\s(?!to\s|and\s)[a-z])))(?P<only_year>{_EN_ALONE})(?:(?:{EN_TO})(?P<until_year>{_EN_ALONE}))?
       (?![0-9A-Za-z%]|[-,.][0-9])
      |(?P<decade>(?:(?:19|20)|['’‘])?[0-9]0)['’]?s(?![A-Za-z])
    )
    """,
    re.VERBOSE,
)
# The last of a range or list, whose month or year the first has said: 至7日, 、8日, 至中旬.
_NEXT = re.compile(
    rf"(?P<link>{TO}|{AND})(?:(?P<day>{_DAY})(?:[日号號]|(?=(?:{TO}|{AND}){_DAY}[日号號]))|(?P<third>[中下]旬|月?底))"
)
_BETWEEN = re.compile(rf"{TO}|{AND}|{EN_TO}")
# A count of days rather than a day: 连续3日, 历时5日.
_LASTING = re.compile(
    r"(?:连续|連續|历时|歷時|持续|为期|历经|经过|长达|耗时|用时|失联|奋战|苦战|鏖战|近|约|共)[了约近达]?$"
)
_FEASTS = {
    "元旦": (1, 1),
    "除夕": (12, 30),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重": (9, 9),
}
_ORDER = ("first", "second", "third", "fourth")


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[Date]:
    """Return the dates of a text, or of a part of it, in order.

    A duration is not a date: 2个月, 35年 and 30日内 are left to ``graph.text.numerals``.

    >>> [(d.year, d.month, d.day) for d in find_dates("2020年3月5日至8日,二月十六日,2月")]
    [(2020, 3, 5), (None, None, 8), (None, 2, 16), (None, 2, None)]
    """
    plain = half_width(text)
    end = len(plain) if end is None else end
    found: list[Date] = []
    matches = [*_DATE.finditer(plain, start, end), *_ENGLISH.finditer(plain, start, end)]
    for match in sorted(matches, key=re.Match.start):
        for stated in _read_english(match) if match.re is _ENGLISH else _read(match):
            if found and stated.start < found[-1].end:
                continue
            linked = found and not stated.near and _BETWEEN.fullmatch(plain, found[-1].end, stated.start)
            found.append(replace(stated, near=found[-1]) if linked else stated)
            found += _following(plain, found[-1], end)
    return found


def _following(plain: str, first: Date, end: int) -> Iterator[Date]:
    """Yield the dates that a range or list goes on with, whose month the first has said."""
    while match := _NEXT.match(plain, first.end, end):
        at = match.end("link")
        if match["day"] and first.day is not None and first.last is None:
            first = Date(at, match.end(), None, None, number(match["day"]), near=first)
        elif match["third"] and first.month is not None and (first.last or first.day):
            day, last = part_of_month(match["third"])
            first = Date(at, match.end(), None, first.month, day, (None, first.month, last), near=first)
        else:
            return
        yield first


def _read(match: re.Match[str]) -> Iterator[Date]:
    """Yield the date of a match of ``_DATE``; none where it is something else."""
    start, end = match.span()
    if match["decade"]:
        yield _decade(match)
    elif match["iso"]:
        year, month, day = map(int, match["iso"].split(match["sep"]))
        yield Date(start, end, year, month, day)
    elif compact := match["compact"]:
        yield Date(start, end, int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    elif match["slashed"]:
        one, two, year = map(int, match["slashed"].split("/"))
        if one != two and max(one, two) <= 12:  # the British and the American reading differ
            yield Date(start, end, year, None, None, worded=True, open=True)
        else:
            yield Date(start, end, year, min(one, two), max(one, two))
    elif match["only"]:
        if not _LASTING.search(match.string, max(0, start - 4), start):
            yield Date(start, end, None, None, number(match["only"]))
    elif match["first_year"]:
        yield Date(start, end, int(match["first_year"]), None, None)
    else:
        yield from _calendar_date(match)


def _decade(match: re.Match[str]) -> Date:
    """Return ten years; open where the century is neither said nor clear."""
    years, century = number(match["decade"]) or 0, match["century"] or ""
    if years < 100 and (century or years >= 30):
        years += 1900
    first: Stated = (years, 1, 1) if years >= 100 else (None, None, None)
    last = (years + 9, 12, 31) if years >= 100 else None
    return Date(*match.span(), *first, last, worded=True, open=years < 100)


def _calendar_date(match: re.Match[str]) -> Iterator[Date]:
    """Yield a day, month, part of one, quarter, half or year, of either calendar."""
    start, end = match.span()
    year = number(match["year"])
    if republic := match["republic"]:
        year = REPUBLIC + (1 if republic == "元" else number(republic) or 0)
    month, day, last = number(match["month"]), number(match["day"]), None
    lunar = any(match[name] for name in ("lunar", "lunar_year", "moon", "moon_day", "new_year"))
    if match["moon"]:
        month = {"正": 1, "冬": 11}.get(match["moon"], 12)
    if match["moon_day"]:
        day = number(match["moon_day"].removeprefix("初"))
    elif match["new_year"]:
        month, day = (12, 30) if match["new_year"] == "三十" else (1, number(match["new_year"][1:]))
    elif feast := match["feast"]:
        month, day = next(on for name, on in _FEASTS.items() if feast.startswith(name))
        lunar = feast != "元旦"
    elif match["third"]:
        day, until = part_of_month(match["third"])
        last = (year, month, until)
    elif match["part"]:
        first, final = _part_of_year(match["part"])
        month, day, last = first, 1, (year, final, 31)
    elif match["year_part"]:
        month = 1 if match["year_part"] == "初" else 12
    elif month is None and not republic:  # a year alone: 35年 is a duration
        written = match["year"]
        if year is None:
            return
        if year < 100 and not (
            written[0] in "’'‘0"
            or (year >= 90 and match.string[max(0, start - 1) : start] in ("在", "于", "自", "从"))
        ):
            return
        if year >= 100 and not 1900 <= year < 2100:
            return
    # 2023年除夕: of the year that ends, or that begins
    open_ = bool(match["adjective"]) or (
        lunar and (day is None or (year is not None and (month or 0) > 10 and not match["lunar_year"]))
    )
    yield Date(start, end, year, month, day, last, lunar, worded=bool(republic or lunar), open=open_)


def part_of_month(words: str) -> tuple[int, int]:
    """Return first and last day of a part of a month."""
    return (11, 20) if words in ("中旬", "mid") else (1, 10) if words in ("上旬", "初", "early") else (21, 31)


def _part_of_year(words: str) -> tuple[int, int]:
    """Return first and last month of a quarter or half of a year: 一季度, 下半年, Q1, second half."""
    if words in ("上半年", "下半年") or words[0] == "H" or words.endswith("half"):
        second = words[0] in "下s" or words.endswith("2")
        return (7, 12) if second else (1, 6)
    ordinal = words.split(maxsplit=1)[0]
    quarter = _ORDER.index(ordinal) + 1 if ordinal in _ORDER else number(words.strip("第前季度Q")) or 1
    return 1 if words[0] == "前" else 3 * quarter - 2, 3 * quarter


def _read_english(match: re.Match[str]) -> Iterator[Date]:
    """Yield the dates of a match of ``_ENGLISH``: two for a range of days in a month."""
    start, end = match.span()
    year = number(match["year"] or match["part_year"])
    if match["decade"]:
        years = int(match["decade"].lstrip("’'‘"))
        years += 0 if years > 100 else 1900 if years >= 30 else 2000
        yield Date(start, end, years, 1, 1, (years + 9, 12, 31), worded=True)
    elif match["part"]:
        first, final = _part_of_year(match["part"])
        yield Date(start, end, year, first, 1, (year, final, 31))
    elif match["only_year"]:
        stated = Date(*match.span("only_year"), number(match["only_year"]), None, None)
        yield stated
        if match["until_year"]:
            yield Date(*match.span("until_year"), number(match["until_year"]), None, None, near=stated)
    elif name := match["month3"]:
        month = _month(name)
        if match["third"]:
            day, until = part_of_month(match["third"])
            yield Date(match.start("third"), end, year, month, day, (year, month, until))
        elif match["lead"] or year:
            yield Date(match.start("month3"), end, year, month, None)
    else:
        month = _month(match["month"] or match["month2"])
        days = [name for name in ("day", "last", "first", "day2") if match[name]]
        near: Date | None = None
        for i, name in enumerate(days):  # March 5-7, 2020: the month is of both
            at = (start if i == 0 else match.start(name), end if i == len(days) - 1 else match.end(name))
            near = Date(*at, year, month, number(match[name]), near=near)
            yield near


def _month(name: str) -> int:
    return [month[:3] for month in MONTHS].index(name[:3]) + 1


def number(numeral: str | None) -> int | None:
    """Return the value of a year, month or day in digits or in Chinese characters, whatever its zeros look like."""
    if numeral is None:
        return None
    digits = re.sub("st|nd|rd|th", "", numeral).lstrip("’'‘").translate(_VALUES)
    if digits.isdecimal():
        return int(digits)
    read = read_chinese(numeral.replace("廿", "二十").replace("卅", "三十"))
    return read[0] if read else None
