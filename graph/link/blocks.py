"""Candidates: things that share a key, and of a key with many things only those that stand near one another."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from graph.sorting import Sorter

WINDOW = 24  # so many neighbours of a block are compared with each thing, whatever the block's size
_RUN = 100_000  # things that are held in memory to be sorted; the others wait on disk

Keyed = tuple[str, str, str]  # the block's key, the place within the block, the thing's path


def neighbours(keyed: Iterable[tuple[Keyed, Any]], window: int = WINDOW) -> Iterator[tuple[Any, Any]]:
    """Yield pairs of things that share a key, each in order of path; a pair may come again by another key.

    Blocks are sorted (on disk when they are large), and a thing is held against the ``window`` things before it:
    all of a small block, the nearest ones of a block with thousands. So the work grows with the number of things.
    """
    sorter: Sorter[Any] = Sorter(_RUN)
    number = count()  # so that things are never compared
    for key, thing in keyed:
        sorter.add((key, next(number), thing))
    at: str | None = None
    near: deque[tuple[str, Any]] = deque(maxlen=window)
    before: Keyed | None = None
    for key, _, thing in sorter.in_order():
        if key == before:
            continue
        before = key
        block, _, path = key
        if block != at:
            at = block
            near.clear()
        for other_path, other in near:
            if other_path != path:
                yield (other, thing) if other_path < path else (thing, other)
        near.append((path, thing))


def candidates(keyed: Iterable[Keyed], window: int = WINDOW) -> Iterator[tuple[str, str]]:
    """Yield pairs of paths that share a key, as ``neighbours`` does.

    >>> sorted(candidates([("k", "", "b"), ("k", "", "a"), ("l", "", "c")]))
    [('a', 'b')]
    """
    return neighbours(((key, key[2]) for key in keyed), window)
