"""The value of a numeral in Chinese characters: 一千二百零五, 两百五, 三四十."""

from typing import Literal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def read_chinese(numeral: str) -> tuple[int, Literal["exact", "atLeast"]] | None:
    """Return the value of a numeral in Chinese characters and its bound, or ``None`` if it is no numeral.

    Two digits side by side leave open which (七八个): the smaller holds at least.

    >>> read_chinese("一千二百零五"), read_chinese("两百五"), read_chinese("七八"), read_chinese("百十")
    ((1205, 'exact'), (250, 'exact'), (7, 'atLeast'), (110, 'exact'))
    """
    if all(c in _DIGITS for c in numeral):
        return _read_digits(numeral)
    bound: Literal["exact", "atLeast"] = "exact"
    total, section, digit, last = 0, 0, -1, 10**9
    for i, c in enumerate(numeral):
        if c in _DIGITS:
            if digit > 0:
                if _DIGITS[c] != digit + 1:
                    return None
                bound = "atLeast"
                continue
            digit = _DIGITS[c]
            continue
        unit = UNITS[c]
        if unit < 10**4:
            if unit >= last:
                return None
            section, last = section + (digit if digit > 0 else 1) * unit, unit
        else:
            section += max(digit, 0) if i else 1
            total = (total + section) * unit if unit == 10**8 else total + section * unit
            section, last = 0, 10**9
        digit = -1
    if digit > 0 and numeral[-2] in "百千万亿":  # 两百五 is 250
        digit *= UNITS[numeral[-2]] // 10
    return total + section + max(digit, 0), bound


def _read_digits(numeral: str) -> tuple[int, Literal["exact", "atLeast"]] | None:
    digits = [_DIGITS[c] for c in numeral]
    if len(digits) == 2 and digits[0] > 0:
        return (digits[0], "atLeast") if digits[1] - digits[0] in (1, 2) else None
    if len(digits) > 1 and "两" in numeral:
        return None
    return int("".join(map(str, digits))), "exact"
