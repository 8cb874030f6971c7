"""Days in a text, where they stand: 2020年3月5日, 3月10日, 2月, 2020-03-05, March 5, 2020."""

import re
from dataclasses import dataclass

# Each full-width sign has one half-width sign, so that positions stay what they are.
_HALF_WIDTH = {0xFF10 + i: 0x30 + i for i in range(10)} | {ord("．"): ".", ord("％"): "%", ord("＋"): "+"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CHINESE_DIGITS = {ord(c): str(i) for i, c in enumerate("零一二三四五六七八九")} | {ord("〇"): "0"}


def half_width(text: str) -> str:
    """Return ``text`` with full-width digits, points and percent signs as ASCII, its length unchanged.

    >>> half_width("２．５％")
    '2.5%'
    """
    return text.translate(_HALF_WIDTH)


_TENS = "[一二三四五六七八九]"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = rf"(?:[12][0-9]|3[01]|0?[1-9]|[二三]?十{_TENS}?|{_TENS})"
_NAMES = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS) + r"|Sept\.?"
_DATE = re.compile(
    rf"(?:(?P<year>(?<![0-9])[12][0-9]{{3}}|[一二][零〇一二三四五六七八九]{{3}})[ ]?年[ ]?)?"
    rf"(?<![0-9十])(?P<month>{_MONTH})[ ]?月(?:份|[ ]?(?P<day>{_DAY})[ ]?[日号])?"
    r"|(?P<only_year>(?<![0-9])(?:19|20)[0-9]{2}|[一二][零〇九][零〇一二三四五六七八九]{2})[ ]?年"
    r"|(?<![0-9])(?P<iso>[12][0-9]{3}(?P<sep>[-/.])[0-9]{1,2}(?P=sep)[0-9]{1,2})(?![0-9])"
    rf"|(?<![0-9.])(?P<only_day>[12][0-9]|3[01]|[1-9])日(?![内元])"
    rf"|(?<![A-Za-z0-9])(?:(?P<en_month>{_NAMES})[ ](?P<en_day>[0-9]{{1,2}})(?![0-9])"
    rf"|(?P<en_day2>[0-9]{{1,2}})[ ](?P<en_month2>{_NAMES})(?![a-z]))(?:,?[ ](?P<en_year>[12][0-9]{{3}})(?![0-9]))?"
)


@dataclass(frozen=True)
class Date:
    """A date as a text has it; what the text does not say is ``None``.

    ``start`` and ``end`` are code points, the end exclusive.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None

    def fits(self, day: str) -> bool:
        """Say whether a calendar day, ``YYYY-MM-DD``, agrees with all that the text says.

        >>> Date(0, 5, None, 3, 10).fits("2020-03-10")
        True
        """
        stated = (self.year, self.month, self.day)
        return all(part in (None, int(told)) for part, told in zip(stated, day.split("-"), strict=True))


def find_dates(text: str) -> list[Date]:
    """Return the dates of a text in order.

    A duration is no date: 2个月, 35年 and 30日内 are left to ``graph.text.numerals``.

    >>> [(d.year, d.month, d.day) for d in find_dates("2020年3月5日至8日,二月十六日,2月")]
    [(2020, 3, 5), (None, None, 8), (None, 2, 16), (None, 2, None)]
    """
    return [_read(match) for match in _DATE.finditer(half_width(text))]


def _read(match: re.Match[str]) -> Date:
    year, month, day = match["year"] or match["only_year"], match["month"], match["day"] or match["only_day"]
    if match["iso"]:
        year, month, day = match["iso"].split(match["sep"])
    elif name := match["en_month"] or match["en_month2"]:
        month = str([m[:3] for m in _MONTHS].index(name[:3]) + 1)
        year, day = match["en_year"], match["en_day"] or match["en_day2"]
    return Date(match.start(), match.end(), _number(year), _number(month), _number(day))


def _number(numeral: str | None) -> int | None:
    """Return the value of a year, month or day in digits or in Chinese characters up to 99."""
    if numeral is None:
        return None
    numeral = numeral.translate(_CHINESE_DIGITS)
    tens, ten, ones = numeral.partition("十")
    return 10 * int(tens or 1) + int(ones or 0) if ten else int(numeral)
