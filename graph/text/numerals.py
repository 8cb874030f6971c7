"""Numbers in a text, where they stand, and how exactly they are meant: 234万余, 两百多, 12 920, 三成, 2.5 million.

Dates are not numbers (see ``graph.text.dates``); ordinals (第一), names (红十字会), and times of day,
telephone numbers, codes and scores are none. A vague number (几十, 数百, dozens) has no value, so it is not found;
a range (3000至5000人) is its lower end with the bound at least. Traditional and full-width characters are read as what
they mean, so that whoever reads a text, drafting or checking, sees the same numbers.
Every pattern is bounded, so that reading takes time in proportion to the length of the text.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from graph.text.dates import find_dates
from graph.text.numeral_patterns import (
    AFTER,
    AFTER_START,
    BEFORE,
    BEFORE_END,
    HALF_BEHIND,
    HALF_PIECE,
    KIN,
    LINK,
    MEASURE,
    MONEY,
    MORE,
    MORE_AFTER,
    MORE_LATE,
    NO_BOUND,
    NOT_AFTER,
    NOTHING,
    PEOPLE_AND_THINGS,
    PERCENT,
    ROUND,
    SECOND,
    SHARES,
    SOME_MORE,
    TIME_AND_UNITS,
    TOKEN,
    Bound,
)
from graph.text.numeral_values import Numeral, read_numeral
from graph.text.numerals_zh import read_chinese
from graph.text.plain import plain_text

# Reading one numeral is a file of its own; whoever finds numbers may want it too.
__all__ = ["Bound", "Number", "find_numbers", "read_chinese"]


@dataclass(frozen=True)
class Number:
    """A number in a text.

    ``start`` and ``end`` are code points, the end exclusive: the numeral with its multiplier and with what
    bounds it from behind (``1万余``); ``stop`` is the end of its measure word. ``value`` is the full number,
    ``measure`` the measure word that follows in simplified characters, ``""`` if none is known; a percentage has
    the measure ``%``. ``share`` is true for a part of a whole (30%, 三成, 三分之二): it is never added to anything.
    """

    start: int
    end: int
    value: int | float
    bound: Bound
    measure: str
    stop: int
    share: bool = False


def find_numbers(text: str, *, bare: bool = False) -> list[Number]:
    """Return the numbers of a text in order.

    Numbers in Chinese numerals need a measure word behind them, as most that have none count nothing
    (统一, 千万不要); ``bare`` finds those too.

    >>> [(n.value, n.bound, n.measure) for n in find_numbers("近三百人,筹集2.5万余元,3月5日每天两次")]
    [(300, 'almost', '人'), (25000, 'atLeast', '元'), (2, 'exact', '次')]
    >>> [(n.value, n.bound, n.measure) for n in find_numbers("3 000至5 000人，三成队员，壹佰贰拾元整，拨打12345")]
    [(3000, 'atLeast', '人'), (30, 'exact', '%'), (120, 'exact', '元')]
    """
    plain = plain_text(text)
    dates = iter(find_dates(text))
    date = next(dates, None)
    found: list[Number] = []
    at = 0
    while token := TOKEN.search(plain, at):
        while date and date.end <= token.start():
            date = next(dates, None)
        if date and date.start < token.end():
            at = date.end
            continue
        # What is a date's is no number's tail: 0 十月
        limit = date.start if date else len(plain)
        number, end = _read(plain, token, limit, bare=bare)
        found += [number] if number else []
        # English words in a row may be several numbers: one or two hundred.
        at = end
    return found


def _read(text: str, token: re.Match[str], limit: int, *, bare: bool) -> tuple[Number | None, int]:
    """Read the number or range that begins at a token, and return where to read on."""
    if token["idle"] and bare:
        first: Numeral | None = Numeral(token.start(), token.start() + 1, Decimal(1))
    else:
        first = read_numeral(text, token, limit)
    if first is None or (not bare and token[0].lower() == "one" and first.value == 1):
        return None, token.end()
    span, skipped = _range(text, first, limit)
    if skipped:
        return None, skipped
    if span is None and not bare and token.lastgroup in ("chinese", "decimal", "middle"):
        measured = first.end > token.end() or bool(MEASURE.match(text, first.end, limit))
        counts = _counts(text, token, first.end, limit) if token["chinese"] else measured or first.share
        if not counts:
            return None, token.end()
    number = _finish(text, span or first, limit)
    return number, number.end if token["english"] else number.stop


def _range(text: str, first: Numeral, limit: int) -> tuple[Numeral | None, int]:
    """Read a range that a numeral begins as at least its lower end; else return where a score or code ends.

    The upper end gives the measure, and the multiplier where the lower one has none: 3至5万元.
    """
    few = 1 if text.startswith("几", first.end, limit) else 0  # 十几二十人
    measure = MEASURE.match(text, first.end, limit)
    for at in {first.end + few, measure.end() if measure else first.end}:
        link = LINK.match(text, at, limit) or (NOTHING.match(text, at) if text[at - 1] == "几" else None)
        token = TOKEN.match(text, link.end(), limit) if link else None
        second = read_numeral(text, token, limit) if token else None
        if link is None or token is None or second is None:
            continue
        joint = link[0].strip().rstrip(MONEY + "USHK")
        low = _scaled(first, second, tens=joint == "、")
        own = measure[1] if measure and at == measure.end() else first.measure
        behind = MEASURE.match(text, second.end, limit)
        unit = second.measure or (behind[1] if behind else "")
        hyphen = bool(joint) and joint[0] in "-–—－~～〜"
        fits = low < second.value and (not own or own == unit or (not unit and first.share))
        counted = unit or second.value != second.lead or _counted_behind(text, second.end)
        if hyphen and not own and not (fits and counted):
            return None, second.end
        if fits and (hyphen or not joint or _is_range(text, first, token, second, joint, unit)):
            share = first.share or second.share
            whole = replace(first, end=second.end, value=low, bound="atLeast", share=share)
            return replace(whole, measure=first.measure or second.measure), 0
    return None, 0


def _scaled(first: Numeral, second: Numeral, *, tens: bool) -> Decimal:
    """Return the lower end of a range with the multiplier that only the upper one has: 3至5万, 三到五成."""
    if not second.lead or first.value != first.lead or first.value >= second.lead:
        return first.value
    factor = second.value / second.lead
    return first.value * (factor if factor != 10 or tens or second.share else 1)


def _counted_behind(text: str, at: int) -> bool:
    return bool(re.match(r"[ ][a-z]{2}|[%$€£]", text[at : at + 3]))


def _is_range(
    text: str, first: Numeral, token: re.Match[str], second: Numeral, joint: str, unit: str
) -> bool:
    """Say whether two numbers that words join are the ends of a range, and no change (从3到5) or list."""
    before = text[max(0, first.start - 12) : first.start].lower().rstrip(" $€£")
    if joint == "、":  # 三、四十人
        one, other = text[first.start : first.end], token[0]
        ones = [read_chinese(c) for c in (one[-1], other[0])]
        follows = len(one) == 1 and ones[0] and ones[1] and ones[1][0] == ones[0][0] + 1
        return bool(
            follows and before[-1:] not in ("第", "、") and (len(other) > 1 or unit in PEOPLE_AND_THINGS)
        )
    if joint == "and":
        return before.endswith("between")
    return not before.endswith(("from", "从", "由", "自")) and (joint != "to" or not token["chinese"])


def _finish(text: str, n: Numeral, limit: int) -> Number:
    """Read what stands around a numeral: 多 behind it, its measure word, and bounds on either side."""
    end, value, bound = n.end, n.value, n.bound
    if not n.share and (more := MORE_AFTER.match(text, end, limit)):
        end, bound = more.end(), MORE[more[1]] if bound == "exact" else bound
    if HALF_PIECE.match(text, end, limit):  # 两个半小时
        end, value = end + 2, value + Decimal("0.5")
    elif SOME_MORE.match(text, end, limit):  # 3个多月
        end, bound = end + 2, "atLeast"
    measure = None if n.share or n.measure else MEASURE.match(text, end, limit)
    if measure and text[end - 1] in "俩仨" and measure[1] not in ("人", "个", "名"):
        measure = None  # 俩队员
    behind = measure.end() if measure else end
    percent = not n.share and not measure and PERCENT.match(text, end, limit)
    unit = n.measure or (
        measure[1] if measure else "%" if percent else "个" if text[end - 2 : end] == "个半" else ""
    )
    if unit in TIME_AND_UNITS and HALF_BEHIND.match(text, behind, limit):  # 一年半, 三吨半
        value, behind = value + Decimal("0.5"), behind + 1
    if bound == "exact":
        bound, behind = _bound_behind(text, behind, unit, limit)
    if bound == "exact":
        bound = _bound_before(text, n.start, vague=n.share)
    return Number(n.start, end, _plain(value), bound, unit, behind, n.share or unit in SHARES)


def _bound_behind(text: str, at: int, measure: str, limit: int) -> tuple[Bound, int]:
    if after := AFTER_START.match(text, at, limit):
        return AFTER[after[1]], at
    return ("atLeast", at + 1) if measure and MORE_LATE.match(text, at, limit) else ("exact", at)


def _bound_before(text: str, start: int, *, vague: bool = False) -> Bound:
    words = text[max(0, start - 20) : start]
    found = BEFORE_END.search(words)
    if not found or NO_BOUND.search(words[: found.end(1)]) or (found[1].isascii() and _in_word(words, found)):
        return "exact"
    # 上 and 过 bound round numbers and shares only: 上万, 过百, 过七成.
    if found[1] in ("上", "过") and not vague and text[start] not in "百千万亿":
        return "exact"
    return BEFORE[found[1].lower()]


def _in_word(words: str, found: re.Match[str]) -> bool:
    return found.start() > 0 and words[found.start() - 1].isalpha()


def _counts(text: str, token: re.Match[str], end: int, limit: int) -> bool:
    """Say whether a numeral in Chinese characters counts something."""
    start, numeral = token.start(), token["chinese"]
    before = text[start - 1] if start else ""
    if numeral in ("零", "〇") or (before and before in NOT_AFTER):
        return False
    more = MORE_AFTER.match(text, end, limit)
    measure = MEASURE.match(text, more.end() if more else end, limit)
    if numeral == "半":
        return bool(measure and measure[1] in TIME_AND_UNITS)
    if numeral in ("俩", "仨"):
        return (not before or before not in KIN) and "一" <= text[end : end + 1] <= "鿿"
    if numeral == "二" and measure and measure[1] in SECOND:
        return False  # 二队, 二期: the second one; two are 两队
    if all(c in "百千万亿" for c in numeral):  # 万余, 上百人, 千名; but not 千万不要
        return bool(more or _bound_before(text, start) != "exact" or (measure and measure[1] in ROUND))
    return bool(measure or more or (len(numeral) > 1 and any(c in "百千万亿" for c in numeral)))


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
