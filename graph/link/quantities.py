"""Numbers of two reports compared: the same measure, and whether both can be true by their bounds."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from graph.link.names import is_chinese, plain
from graph.model.bounds import plausible, sign
from graph.model.measures import measure as measure_of

_NEAR = 0.85  # numbers of this ratio may be the same number, reported or printed otherwise: 943 and 934


class Number(NamedTuple):
    """A number as it is compared: in the first measure of its kind, with what it may be by its bound."""

    id: str
    role: str
    measure: str
    value: float
    low: float
    high: float
    of: str
    words: str


def numbers(quantities: Sequence[Sequence[Any]]) -> tuple[Number, ...]:
    """Return a deed's quantities, as ``features_of`` writes them, as numbers; rates are left out.

    >>> [n.value for n in numbers([["q1", 2.5, "吨", "exact", "蔬菜", "goods", False]])]
    [2500.0]
    """
    return tuple(_number(*q[:6]) for q in quantities if q[5] != "rate")


def _number(identifier: str, value: float, measure: str, bound: str, of: str, role: str) -> Number:
    known = measure_of(measure)
    full = value * known.factor
    low, high = plausible(full, bound)
    words = f"{sign(bound)} {_written(value)} {measure}".strip()
    return Number(identifier, role, known.canonical or plain(measure), full, low, high, of, words)


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def comparable(a: Number, b: Number) -> bool:
    """Say whether two numbers count the same type of thing: one role, one measure, and no two different goods."""
    if a.role != b.role or (a.measure and b.measure and a.measure != b.measure):
        return False
    if a.role != "goods" or not a.of or not b.of or is_chinese(a.of) != is_chinese(b.of):
        return True
    return similar(a.of, b.of)


def similar(a: str, b: str) -> bool:
    """Say whether two words for a thing may mean one: one within the other, or near it.

    >>> similar("蔬菜", "菜"), similar("方便面", "矿泉水")
    (True, False)
    """
    one, other = plain(a), plain(b)
    return one in other or other in one or fuzz.ratio(one, other) >= 60


def fit(a: Number, b: Number) -> float:
    """Return 1 if two comparable numbers can both be true by their bounds, less if they are only near, or are not.

    >>> q = lambda value, bound="exact": numbers([["q1", value, "个", bound, "口罩", "goods", False]])[0]
    >>> fit(q(943), q(900, "atLeast")), fit(q(943), q(934)), fit(q(943), q(500))
    (1.0, 0.7, 0.0)
    """
    if a.low <= b.high and b.low <= a.high:
        return 1.0
    low, high = sorted((a.value, b.value))
    return 0.7 if high and low / high >= _NEAR else 0.0


def fits(a: Sequence[Number], b: Sequence[Number]) -> float | None:
    """Return how well the numbers of two deeds fit, ``None`` if none of them can be compared."""
    best = [max((fit(x, y) for y in b if comparable(x, y)), default=None) for x in a]
    found = [value for value in best if value is not None]
    return sum(found) / len(found) if found else None
