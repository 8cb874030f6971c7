"""Places by their names without level words: whether there are any of a name, and the only one that fits what is known.

An archive has thousands of places of one name. So those of a name are in order of what holds them, from the
outermost in, and what lies in a place is a run of them that is found without a look at the others.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from graph.link.names import is_chinese, sounds

Chain = tuple[str, ...]  # a place and those that hold it, from inside out


class PlaceNameIndex:
    """The places of each name and level; a class, since they are put in order once and asked often."""

    def __init__(self, named: Iterable[tuple[str, str, str]], chain: Callable[[str], Chain]) -> None:
        """Take in places, each by a name (as written, or as it sounds) and its level; ``chain`` returns holders."""
        self._chain = chain
        self._places: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for key, level, place in named:
            self._places[key].setdefault(level, []).append(place)
        for by_level in self._places.values():
            for level, places in by_level.items():
                by_level[level] = sorted(set(places), key=self._order)

    def count(self, area: str, level: str | None) -> int:
        """Return how many places a name may mean; ``level`` as the name says it, if it does."""
        return sum(map(len, self._of(area, level)))

    def only(self, area: str, level: str | None, hints: Collection[str] = ()) -> str | None:
        """Return the place that a name means, if there is but one that holds, or lies in, each of the ``hints``."""
        places = self._of(area, level)
        if not hints:
            return next(filter(None, places))[0] if self.count(area, level) == 1 else None
        chains = sorted({self._chain(hint) for hint in hints}, key=len)
        found = [p for some in places for p in self._holding(some, chains)]
        if all(chain[0] in chains[-1] for chain in chains):  # else nothing lies in all of them
            found += [p for some in places for p in self._within(some, chains[-1])]
        return found[0] if len(found) == 1 else None

    def _of(self, area: str, level: str | None) -> list[list[str]]:
        by_level = self._places.get(area if is_chinese(area) else sounds(area)[0], {})
        return list(by_level.values()) if level is None else [by_level.get(level, [])]

    def _order(self, place: str) -> Chain:
        return self._chain(place)[::-1]

    def _holding(self, places: list[str], chains: list[Chain]) -> list[str]:
        """Return those of some places that hold the innermost hint and fit the others."""
        found = []
        for place in chains[-1][1:]:
            order = self._order(place)
            at = bisect_left(places, order, key=self._order)
            if places[at : at + 1] == [place] and all(place in c or c[0] in order for c in chains):
                found.append(place)
        return found

    def _within(self, places: list[str], hint: Chain) -> list[str]:
        """Return of some places the first two that are the hint or lie in it."""
        order = hint[::-1]
        first = bisect_left(places, order, key=self._order)
        return [place for place in places[first : first + 2] if self._order(place)[: len(order)] == order]
