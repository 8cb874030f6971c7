"""How long: a number with its unit of time as an ISO 8601 duration, in the parts that xsd:duration knows."""

import re
from fractions import Fraction

from graph.text.numerals import Number, find_numbers

_DURATION = re.compile(r"P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(?:T(\d+H)?(\d+M)?(\d+S)?)?")
# Months and seconds of each part, as these two do not convert into each other; and how many of the next make one.
_PARTS = {
    "Y": (12, 0, 12),
    "M": (1, 0, 30),
    "W": (0, 604_800, 7),
    "D": (0, 86_400, 24),
    "H": (0, 3_600, 60),
    "m": (0, 60, 60),
    "S": (0, 1, 1),
}
_UNITS = {
    **dict.fromkeys(("周年", "年", "year"), "Y"),
    **dict.fromkeys(("个月", "個月", "month"), "M"),
    **dict.fromkeys(("个星期", "個星期", "星期", "周", "週", "week"), "W"),
    **dict.fromkeys(("昼夜", "晝夜", "天", "日", "晚", "夜", "day", "night"), "D"),
    **dict.fromkeys(("个小时", "個小時", "小时", "小時", "个钟头", "個鐘頭", "钟头", "鐘頭", "hour"), "H"),
    **dict.fromkeys(("分钟", "分鐘", "minute"), "m"),
    **dict.fromkeys(("秒钟", "秒鐘", "秒", "second"), "S"),
}
_MAX_COUNT = 1_000_000  # a record's duration has six digits a number
_UNIT = re.compile(rf"[\s-]?(?P<unit>{'|'.join(_UNITS)})")
_HALF_MONTH = re.compile("[个個]半月")
# Numerals with a unit of time that say how long; not 三天后, 一年级, 五年党龄.
_LASTING = re.compile(
    r"(?<![第几数个個\d.一二两三四五六七八九十百千万])(?:\d{1,4}(?:\.\d{1,3})?|[一二两三四五六七八九十百半]{1,4}(?<![时年月天日钟周]半))[多余]?(?:[个個]多?半?)?"
    r"(?:小时|钟头|(?<=[个個半多])月|星期|天|周年?|年|分钟|昼夜|秒钟)(?:半(?![年天日小个]))?多?"
    r"(?![之以]?[前后内]|[级度制生代]|[的来]?(?:党龄|工龄|军龄|历史|教龄|寿命))"
)
_RANGE = re.compile(r"[\d一二两三四五六七八九十百年月天周时]\s?[至到~～—–-]+$")
_RANGE_END = re.compile(r"\s?[至到~～—–-]+[\d一二两三四五六七八九十百]")
_LONG = re.compile("(?:历时|历经|经历|长达|持续|超过?|近|约|已有?|共|达|了)$")


def find_durations(plain: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return what a part of a Chinese text says of how long, each with its position.

    >>> find_durations("历时1.5小时，休整两天半", 0, 13)
    [(2, 7, 'PT1H30M'), (10, 13, 'P2DT12H')]
    """
    found = []
    for match in _LASTING.finditer(plain, start, end):
        behind = _RANGE_END.match(plain, match.end(), end)
        if behind or _RANGE.search(plain, max(start, match.start() - 6), match.start()):
            continue  # 两到三天, 10年至20年: a record has no ranges, and one end alone is wrong
        words = plain[match.start() : match.end() + 6]
        number = next((n for n in find_numbers(words) if n.start == 0 and n.value), None)
        lasting = duration_of(number, words) if number else None
        # 98年抗洪 is a year, unless it says how long.
        year = number and number.value > 50 and lasting and lasting.endswith("Y")
        if lasting and not (year and not _LONG.search(plain, max(start, match.start() - 4), match.start())):
            found.append((match.start(), match.end(), lasting))
    return found


def duration_of(number: Number, text: str) -> str | None:
    """Return a number with the unit of time behind it as a duration; ``None`` without one and for a third of a month.

    >>> text = "三个半月"
    >>> duration_of(find_numbers(text)[0], text)
    'P3M15D'
    """
    unit = _UNIT.match(text, number.end)
    half_month = _HALF_MONTH.match(text, number.end - 2) or text.startswith("月", number.end)
    part = "M" if half_month else _UNITS[unit["unit"]] if unit else ""
    return duration(Fraction(str(number.value)), part) if part else None


def duration(value: Fraction, part: str) -> str | None:
    """Return so many years, months, weeks, days, hours, minutes (m) or seconds; what is not whole in smaller parts.

    ``None`` for what is not whole in any part, and for more than a record allows.
    """
    counts = dict.fromkeys(_PARTS, 0)
    names = list(_PARTS)
    for name, following in zip(names, [*names[1:], ""], strict=True):
        if name != part:
            continue
        counts[name], rest = int(value), value % 1
        if not rest:
            break
        if not following or (name == "M" and rest * 2 != 1):
            return None
        value, part = rest * _PARTS[name][2], "D" if name == "M" else following
    counts["D"] += 7 * counts.pop("W")  # xsd:duration has no weeks
    if max(counts.values()) >= _MAX_COUNT:
        return None
    written = {name: f"{count}{name.upper()}" for name, count in counts.items() if count}
    days = "".join(words for name, words in written.items() if name in "YMD")
    clock = "".join(words for name, words in written.items() if name in "HmS")
    return f"P{days}{'T' + clock if clock else ''}"


def lasts(number: Number, lasting: str, text: str) -> bool:
    """Say whether a number with its unit of time is an ISO 8601 duration.

    >>> text = "连续11天"
    >>> lasts(find_numbers(text)[0], "P11D", text)
    True
    """
    own = duration_of(number, text)
    return own is not None and _length(own) == _length(lasting)


def _length(lasting: str) -> tuple[int, int] | None:
    """Return how many months and seconds a duration has."""
    parts = _DURATION.fullmatch(lasting)
    if parts is None:
        return None
    counts = [
        (int(words[:-1]), part) for words, part in zip(parts.groups(), _PARTS.values(), strict=True) if words
    ]
    return sum(count * part[0] for count, part in counts), sum(count * part[1] for count, part in counts)
