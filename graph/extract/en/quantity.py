"""How much: numbers with their measure or currency, what they count, and the part that they play."""

import re
from collections.abc import Iterator, Sequence

from graph.extract.draft import Amount, Counted
from graph.extract.en.lexicon import words
from graph.model.measures import measure as measure_of
from graph.text.days import Time
from graph.text.numerals import Number

_SIGN = re.compile(r"(?:US|HK|NZ|A|C)?[$€£¥]$")
_UNIT = re.compile(r"[ -]([A-Za-z]+)\b(?P<of>\s+of\s+(?:(?:the|fresh|clean)\s+)?)?")
_SHARE_OF = re.compile(r"(?:[ -]per[ ]?cent\b|%)?(?:\s+of\s+(?:the\s+|its\s+|their\s+)?)?")
_A_DAY = re.compile(r"[^.,;]{0,40}?\b(?:a|per)\s+(?:day|night|week|month|year|head|person|family)\b")
_NOUN = re.compile(r"\s*((?:[A-Za-z][\w'’-]*\s+){0,3}[A-Za-z][\w'’-]*)")
_CLOCK = re.compile(r"\s?(?:[ap]\.?m\b|o'clock)|:\d\d")
_SCORE = re.compile(r"\d[-–]$")
_RANGE = re.compile(r"\d[-–]\d")
_LENGTH = re.compile(r"\s+(?:minute|hour|day|night|week|month|year|time)s?\b")
_AGED = re.compile(r"(?:\baged?|\bages|\bNo\.|\bNos\.|\bnumber)\s$", re.IGNORECASE)
_AGE = re.compile(r",\s*$")
_AFTER_NAME = re.compile(r"\b[A-Z][\w'’-]*\s$")


def amounts(
    plain: str, start: int, end: int, numbers: Sequence[Number], times: Sequence[Time]
) -> Iterator[tuple[Number, Amount, str]]:
    """Yield the numbers of a clause that count something, as amounts with what they count."""
    for n in numbers:
        if not start <= n.start < end or any(t.start < n.end and n.start < t.end for t in times):
            continue
        sign = _SIGN.search(plain, max(start, n.start - 4), n.start)
        if not sign and _counts_nothing(plain, start, end, n):
            continue
        measure, stop, at = (sign[0] if sign else ""), n.end, n.end
        unit = _UNIT.match(plain, n.end, end)
        if n.share and (share := _SHARE_OF.match(plain, n.end, end)):
            at = share.end()
        elif unit and not sign:
            of = unit["of"]
            if is_money(unit[1]) and not (of and unit[1].lower() == "pounds"):
                measure, stop = unit[1], unit.end(1)
            elif is_measure(unit[1], of=bool(of)):
                measure, stop, at = unit[1], unit.end(1), unit.end()
        money = bool(sign) or is_money(measure)
        yield (
            n,
            Amount(n.start, stop, n.value, measure or n.measure, n.bound, rate=n.share),
            "" if money else _of(plain, at, end),
        )


def is_money(word: str) -> bool:
    """Say whether a word is a currency; pounds are one where no goods are weighed."""
    return measure_of(word).type == "money" or word.lower() in ("pound", "pounds")


def is_measure(word: str, *, of: bool) -> bool:
    """Say whether a word is a unit, or a container or piece of something (``of``)."""
    sort = measure_of(word).type
    return sort in ("mass", "length", "area", "volume") or (of and sort in ("thing", "container"))


def _counts_nothing(plain: str, start: int, end: int, n: Number) -> bool:
    """Say whether a number is a year, a time of day, an age, a number of a name, or part of a word: two-week."""
    digits = plain[n.start : n.end].isdigit()
    if plain[n.end : n.end + 1] == "-" or _CLOCK.match(plain, n.end, end):
        return True
    if plain[max(start, n.start - 1) : n.start] in (":", "/", "#") or _SCORE.search(
        plain, max(start, n.start - 2), n.start
    ):
        return True
    if _LENGTH.match(plain, n.end, end):
        return True  # in 14 months
    if digits and 1900 <= n.value <= 2100 and len(plain[n.start : n.end]) == 4:
        return True
    if _AGED.search(plain, max(start, n.start - 8), n.start):
        return True
    behind = _NOUN.match(plain, n.end, end)
    counted = bool(behind) and behind[1].split()[0].lower() not in words("preposition")  # type: ignore[index]
    if not counted and not n.measure and _RANGE.search(plain, n.start, n.end):
        return True  # a score
    if digits and not counted and n.measure != "%":
        return bool(_AFTER_NAME.search(plain, max(start, n.start - 24), n.start)) or (
            n.value < 120
            and bool(_AGE.search(plain, max(start, n.start - 2), n.start))
            and plain[n.end : n.end + 1] in ",."
        )
    return False


def _of(plain: str, start: int, end: int) -> str:
    """Return what a number counts: the words behind it up to a preposition, a conjunction or a verb."""
    found = _NOUN.match(plain, start, end)
    kept: list[str] = []
    for word in found[1].split() if found else []:
        if word.lower() in words("preposition") | words("be") | words("have") | words("modal") | words(
            "determiner"
        ):
            break
        kept.append(word)
    return " ".join(kept)


def is_rate(plain: str, number: Number, end: int) -> bool:
    """Say whether a number states a share of a whole, or a rate a day or head: a third, 900 meals a day."""
    return number.share or bool(_A_DAY.match(plain, number.end, end))


def counted(amount: Amount, of: str, role: str) -> Counted:
    """Return a quantity with what it counts and its role; sums of money count no thing."""
    money = is_money(amount.measure) or bool(_SIGN.fullmatch(amount.measure))
    return Counted(amount, of, "money" if money else role)
