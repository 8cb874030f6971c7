"""The value of one numeral, with its multiplier: 2亿3000万, 200多万, 三万半, 三成五, 1.2m, one and a half million."""

import re
from dataclasses import dataclass
from decimal import Decimal

from graph.text.numeral_patterns import (
    CHINESE_TAIL,
    MEASURE,
    MONEY,
    OF_LARGE,
    ROUND,
    SHORT,
    SHORT_TAIL,
    TAIL,
    VULGAR,
    WORD_TAIL,
    Bound,
)
from graph.text.numerals_en import MULTIPLIERS, read_english, read_share
from graph.text.numerals_zh import UNITS, read_chinese, read_decimal, read_formal


@dataclass(frozen=True)
class Numeral:
    """A numeral by itself: ``lead`` is what stands before its multiplier (5 of 5万)."""

    start: int
    end: int
    value: Decimal
    bound: Bound = "exact"
    lead: Decimal = Decimal(0)
    measure: str = ""
    share: bool = False


def read_numeral(text: str, token: re.Match[str], limit: int) -> Numeral | None:
    """Read a numeral with its multiplier: what stands around it is not looked at."""
    start, end = token.span()
    match token.lastgroup:
        case "arabic":
            return _multiplied(text, start, _decimal(token["arabic"]), end, limit)
        case "fraction":
            return _fraction(token)
        case "tenths" | "middle" | "ratio" | "parted":
            return _share(token)
        case "english":
            words = read_english(token["english"], text[end : min(end + 24, limit)])
            if words is None:
                return None
            return Numeral(start, start + words[1], words[0], lead=words[0])
        case "decimal":
            read = read_decimal(token["decimal"])
            return _multiplied(text, start, read[0], end, limit) if read else None
        case "formal":
            value = read_formal(token["formal"], text[end : end + 1])
            return Numeral(start, end, Decimal(value[0])) if value else None
        case "chinese":
            return _chinese(text, token, limit)
        case _:
            return None


def _decimal(digits: str) -> Decimal:
    """Return the value of digits with whatever parts their thousands, and with a fraction of one sign: 1½."""
    return Decimal(re.sub("[^0-9.]", "", digits) or 0) + VULGAR.get(digits[-1], 0)


def _multiplied(text: str, start: int, value: Decimal, end: int, limit: int) -> Numeral:
    """Read the multipliers behind a number in digits: 2亿3000万, 200多万, 2.5 million."""
    lead = value
    if word := WORD_TAIL.match(text, end, limit):
        return Numeral(start, word.end(), value * MULTIPLIERS[word[1].lower()], lead=lead)
    if short := SHORT_TAIL.match(text, end, limit):
        before = text[max(0, end - 48) : end].rstrip("0123456789.,")
        money = before.endswith(tuple(MONEY))
        if short["sure"] or money or (short["counted"] and short["unsure"] in "mM"):
            factor, stop = (
                SHORT[(short["sure"] or short["unsure"]).lower()],
                short.end(1 if short["sure"] else 2),
            )
            return Numeral(start, stop, value * factor, lead=lead)
    total = Decimal(0)
    bound: Bound = "exact"
    while tail := TAIL.match(text, end, limit):
        total += _times(value, tail["units"])
        bound = "atLeast" if tail["more"] else bound
        value, end = Decimal(tail["next"] or 0), tail.end()
        if tail["tenth"]:  # 2万5 is 25000
            total += Decimal(tail["tenth"]) * UNITS[tail["units"][-1]] / 10
    value, end = _half_unit(text, total + value, end, limit)
    return Numeral(start, end, value, bound, lead)


def _half_unit(text: str, value: Decimal, end: int, limit: int) -> tuple[Decimal, int]:
    """Read half of a numeral's last unit behind it: 三万半 is 35000."""
    unit = UNITS.get(text[end - 1], 0)
    if unit > 10 and text.startswith("半", end, limit):
        measure = MEASURE.match(text, end + 1, limit)
        if (measure and measure[1] in ROUND) or not text[end + 1 : end + 2].isalnum():
            return value + Decimal(unit) / 2, end + 1
    return value, end


def _chinese(text: str, token: re.Match[str], limit: int) -> Numeral | None:
    numeral, (start, end) = token["chinese"], token.span()
    if numeral == "半":
        return Numeral(start, end, Decimal("0.5"))
    read = read_chinese(numeral)
    if read is None:
        return None
    value, bound = Decimal(read[0]), read[1]
    stem = numeral.rstrip("十百千万亿")
    lead = Decimal(((stem and read_chinese(stem)) or (0,))[0])
    if tail := CHINESE_TAIL.match(text, end, limit):  # 十余万
        return Numeral(start, tail.end(), _times(value, tail["units"]), "atLeast", lead)
    value, end = _half_unit(text, value, end, limit)
    return Numeral(start, end, value, bound, lead)


def _times(value: Decimal, units: str) -> Decimal:
    for unit in units:
        value *= UNITS[unit]
    return value


def _fraction(token: re.Match[str]) -> Numeral | None:
    """Read a share: 百分之九十五 is 95 with the measure %, 三分之一 a third."""
    whole, above = read_chinese(token["whole"]), token["above"]
    read = (_decimal(above), None) if above.isascii() else read_decimal(above)
    if not whole or not whole[0] or read is None:
        return None
    value, bound = read[0], read[1] or "exact"
    sign = {100: "%", 1000: "‰"}.get(whole[0], "")
    return Numeral(*token.span(), value if sign else value / whole[0], bound, value, sign, share=True)


def _share(token: re.Match[str]) -> Numeral | None:
    """Read a share in other words: 三成半 is 35 with the measure %, half of, 1/3 and 一半 have none."""
    words = token[0]
    if token["tenths"]:
        tenths, _, more = words.partition("成")
        read = (int(tenths), None) if tenths.isdigit() else read_chinese(tenths)
        if read is None:
            return None
        ones = 5 if more == "半" else (read_chinese(more) or (0,))[0] if more else 0
        return Numeral(
            *token.span(), Decimal(read[0] * 10 + ones), read[1] or "exact", Decimal(read[0]), "%", share=True
        )
    if token["ratio"]:
        above, below = (Decimal(side) for side in words.split("/"))
        part = above / below if above < below else None
    else:
        part = Decimal("0.5") if token["middle"] else read_share(token)
    if part is not None and (large := OF_LARGE.match(token.string, token.end())):  # a quarter of a million
        return Numeral(token.start(), large.end(), part * MULTIPLIERS[large[1].lower()])
    return None if part is None else Numeral(*token.span(), part, share=True)
