"""The value of a numeral in Chinese characters: 一千二百零五, 两百五, 三四十, 廿五, 壹佰贰拾, 十二点五."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Literal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMERAL = f"[{''.join(_DIGITS)}{''.join(_TENS)}{''.join(UNITS)}]"
POINT = "点[零〇一二三四五六七八九]{1,6}(?![十百分刻钟半])"  # 三点五十 is a time of day
FORMAL_DIGITS = "壹贰叁参肆伍陆柒捌玖拾佰仟"
_FORMAL = dict(zip(FORMAL_DIGITS, "一二三三四五六七八九十百千", strict=True))
# The characters of cheques are words of their own, too (大陆, 参加): they count with a unit, or before 元.
FORMAL = rf"(?<![队大收登着内水])[{''.join(_FORMAL)}][零万亿{''.join(_FORMAL)}]{{0,23}}"
_FORMAL_PAIR = re.compile("[壹贰叁参肆伍陆柒捌玖][拾佰仟万亿]|拾[万亿]")

ChineseBound = Literal["exact", "atLeast"]


def read_chinese(numeral: str) -> tuple[int, ChineseBound] | None:
    """Return the value of a numeral in Chinese characters and its bound, or ``None`` if it is no numeral.

    Two digits side by side leave open which (七八个, 三五百): read as at least the smaller.

    >>> read_chinese("一千二百零五"), read_chinese("两百五"), read_chinese("七八"), read_chinese("百十")
    ((1205, 'exact'), (250, 'exact'), (7, 'atLeast'), (110, 'exact'))
    >>> read_chinese("三五百"), read_chinese("廿五"), read_chinese("壹佰贰拾叁万")
    ((300, 'atLeast'), (25, 'exact'), (1230000, 'exact'))
    """
    numeral = "".join(_FORMAL.get(c, c) for c in numeral)
    if all(c in _DIGITS for c in numeral):
        return _read_digits(numeral)
    bound: ChineseBound = "exact"
    total, section, digit, last = 0, 0, -1, 10**9
    for i, c in enumerate(numeral):
        if c in _DIGITS:
            if digit > 0:
                if not _side_by_side(digit, _DIGITS[c]):
                    return None
                bound = "atLeast"
                continue
            digit = _DIGITS[c]
            continue
        unit = UNITS.get(c, 10)
        if unit < 10**4:
            if unit >= last:
                return None
            section, last = section + _TENS.get(c, (digit if digit > 0 else 1) * unit), unit
        else:
            section += max(digit, 0) if i else 1
            total = (total + section) * unit if unit == 10**8 else total + section * unit
            section, last = 0, 10**9
        digit = -1
    if digit > 0 and numeral[-2] in "百千万亿":  # 两百五 is 250
        digit *= UNITS[numeral[-2]] // 10
    return total + section + max(digit, 0), bound


def read_formal(numeral: str, behind: str) -> tuple[int, ChineseBound] | None:
    """Return the value of a numeral in the characters of cheques; ``None`` where they are other words."""
    sure = _FORMAL_PAIR.search(numeral) or behind.startswith(("元", "圆"))
    return read_chinese(numeral) if sure else None


def _side_by_side(one: int, other: int) -> bool:
    """Say whether two digits in a row mean one or the other: 三四十, 三五百."""
    return other == one + 1 or (one, other) == (3, 5)


def _read_digits(numeral: str) -> tuple[int, ChineseBound] | None:
    digits = [_DIGITS[c] for c in numeral]
    if len(digits) == 2 and digits[0] > 0:
        return (digits[0], "atLeast") if digits[1] - digits[0] in (1, 2) else None
    counted_off = len(digits) > 2 and all(b == a + 1 for a, b in pairwise(digits))
    if len(digits) > 1 and (counted_off or set(numeral) & set("两俩仨")):
        return None  # 一二三产业
    return int("".join(map(str, digits))), "exact"


def read_decimal(numeral: str) -> tuple[Decimal, ChineseBound] | None:
    """Return the value of Chinese characters that may have a point: 十二点零五 is 12.05."""
    whole, _, places = numeral.partition("点")
    read = read_chinese(whole)
    if read is None:
        return None
    digits = "".join(str(_DIGITS[c]) for c in places)
    return Decimal(f"{read[0]}.{digits}" if digits else read[0]), read[1]
