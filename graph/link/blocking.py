"""Candidates: things that share a key, and of a key with many things only those that are near one another."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, TypeVar

from graph.common.external_sort import ExternalSorter

WINDOW = 24  # so many neighbours of a block are compared with each thing, whatever the block's size
_RUN = 30_000  # things that are held in memory to be sorted; the others wait on disk

Thing = TypeVar("Thing")
Keyed = tuple[str, str, str]  # the block's key, the place within the block, the thing's path


def neighbours(
    keyed: Iterable[tuple[Keyed, Thing]], window: int = WINDOW
) -> Iterator[tuple[Thing, list[Thing]]]:
    """Yield things with those that share a key with them; two may come together again by another key.

    Blocks are sorted (on disk when they are large), and a thing is compared with the ``window`` things before it:
    all of a small block, the nearest ones of a block with thousands. So the work grows with the number of things.

    >>> list(neighbours([(("k", "", "b"), 2), (("k", "", "a"), 1), (("l", "", "c"), 3)]))
    [(2, [1])]
    """
    sorter: ExternalSorter[Any] = ExternalSorter(_RUN)
    number = count()  # so that things are never compared
    for key, thing in keyed:
        sorter.add((key, next(number), thing))
    block: str | None = None
    near: deque[tuple[str, Thing]] = deque(maxlen=window)
    before: Keyed | None = None
    for key, _, thing in sorter.in_order():
        if key == before:
            continue
        before = key
        if key[0] != block:
            block = key[0]
            near.clear()
        path = key[2]
        others = [other for other_path, other in near if other_path != path]
        if others:
            yield thing, others
        near.append((path, thing))
