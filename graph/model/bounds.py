"""What a quantity's bound means: its sign, its words, and how far the true number may be from the stated one.

"About" and "almost" name no width, and "more than" no end. Each is read in one way here, for sums, for links
between reports and for deduplicated views.
"""

from collections.abc import Iterable
from math import inf

Interval = tuple[float, float]

# The sign before a number, and the words before it in Chinese and English.
SIGNS: dict[str, tuple[str, str, str]] = {
    "exact": ("", "", ""),
    "atLeast": ("≥", "至少", "at least "),
    "atMost": ("≤", "至多", "at most "),
    "about": ("≈", "约", "about "),
    "almost": ("<≈", "近", "almost "),
}
# The bound of a sum is the first of these that a part has.
FARTHEST_FIRST = ("atLeast", "atMost", "about", "almost")
_ABOUT_RATIO = 0.2  # of "about" and "almost", either side
_MORE_THAN_FACTOR = 1.5  # of "more than" in a report: 900 and some are not 2,000


def sign(bound: str) -> str:
    """Return a bound as a sign; none for "exact" and for a bound that is not known."""
    return SIGNS.get(bound, SIGNS["exact"])[0]


def possible(value: float, bound: str) -> Interval:
    """Return the least and the greatest that a number can be.

    >>> possible(200, "atLeast"), possible(200, "about")
    ((200, inf), (160.0, 240.0))
    """
    match bound:
        case "atLeast":
            return value, inf
        case "atMost":
            return 0, value
        case "about":
            return value * (1 - _ABOUT_RATIO), value * (1 + _ABOUT_RATIO)
        case "almost":
            return value * (1 - _ABOUT_RATIO), value
    return value, value


def plausible(value: float, bound: str) -> Interval:
    """Return between what a number lies as reports use the word: ``possible``, but "more than" has an end.

    >>> plausible(200, "atLeast")
    (200, 300.0)
    """
    low, high = possible(value, bound)
    return low, value * _MORE_THAN_FACTOR if high == inf else high


def bound_of_sum(bounds: Iterable[str]) -> str:
    """Return the bound of a sum by those of its parts: the one that reaches farthest wins.

    Of parts that are open to opposite sides the sum is open to both, and no sign but "about" takes no side.
    The same rule is in queries/sums-by-unit.rq and graph/web/page/js/totals.js.

    >>> bound_of_sum(["exact", "atLeast", "about"]), bound_of_sum(["atMost", "exact"])
    ('atLeast', 'atMost')
    >>> bound_of_sum(["atLeast", "atMost"])
    'about'
    """
    found = set(bounds)
    if found >= {"atLeast", "atMost"}:
        return "about"
    return next((bound for bound in FARTHEST_FIRST if bound in found), "exact")
