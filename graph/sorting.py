"""Sorting what may be larger than memory: runs on disk, merged when they are read (external merge sort)."""

import heapq
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, Generic, TypeVar

Item = TypeVar("Item", bound=tuple[Any, ...] | str)
_RUN = 500_000  # items that are held in memory at a time
_CHUNK = 200  # items that are read from a file at a time; as many files as there are runs are read at once


class Sorter(Generic[Item]):
    """Takes in items one by one and gives them back in order; a class, since it holds what it was given.

    No more than ``run`` items are in memory; the others lie in temporary files without a name, so that nothing
    is left behind, however the process ends.
    """

    def __init__(self, run: int = _RUN) -> None:
        self.run, self.held = run, list[Item]()
        self.files: list[IO[bytes]] = []

    def add(self, item: Item) -> None:
        """Take in an item."""
        self.held.append(item)
        if len(self.held) >= self.run:
            self.files.append(_kept(sorted(self.held)))
            self.held = []

    def in_order(self) -> Iterator[Item]:
        """Yield all items in order; done once, it leaves the sorter empty."""
        held, files = sorted(self.held), self.files
        self.held, self.files = [], []
        return heapq.merge(*(_read(file) for file in files), held) if files else iter(held)


def in_sorted_order(items: Iterable[Item], run: int = _RUN) -> Iterator[Item]:
    """Yield items in order.

    >>> list(in_sorted_order(["b", "c", "a", "b"], run=2))
    ['a', 'b', 'b', 'c']
    """
    sorter = Sorter[Item](run)
    for item in items:
        sorter.add(item)
    return sorter.in_order()


def _kept(part: list[Item]) -> IO[bytes]:
    file = tempfile.TemporaryFile(prefix="deedgraph-")  # noqa: SIM115 - closed when it was read
    for at in range(0, len(part), _CHUNK):
        pickle.dump(part[at : at + _CHUNK], file, pickle.HIGHEST_PROTOCOL)
    file.seek(0)
    return file


def _read(file: IO[bytes]) -> Iterator[Any]:
    # What is unpickled was written above, by this process, into a file that nobody else can name.
    with file:
        while True:
            try:
                yield from pickle.load(file)  # noqa: S301
            except EOFError:
                return
