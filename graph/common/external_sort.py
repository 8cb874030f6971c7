"""Sorting what may be larger than memory: runs on disk, merged when they are read (external merge sort)."""

import heapq
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any, Generic, TypeVar

from graph.errors import temporary_space_error

Item = TypeVar("Item", bound=tuple[Any, ...] | str)
_RUN = 500_000  # items that are held in memory at a time
_FILES = 32  # runs that are merged at once: a process may not have many more files open on some systems
_CHUNK = 200  # items that are read from a file at a time


class ExternalSorter(Generic[Item]):
    """Takes in items one by one and gives them back in order; a class, since it holds what it was given.

    No more than ``run`` items are in memory; the others lie in temporary files without a name, so that nothing
    is left behind, however the process ends. Many files are merged into one, and many of those again, so that
    neither files nor what is read of them grow much with the number of items.
    """

    def __init__(self, run: int = _RUN) -> None:
        self.run, self.held = run, list[Item]()
        self.levels: list[list[IO[bytes]]] = []  # files of one run, of _FILES runs, of _FILES times as many …

    def add(self, item: Item) -> None:
        """Take in an item. Raises ``StoreError`` when there is no room for temporary files."""
        self.held.append(item)
        if len(self.held) >= self.run:
            self._keep(sorted(self.held), 0)
            self.held = []

    def in_order(self) -> Iterator[Item]:
        """Yield all items in order; done once, it leaves the sorter empty."""
        held, files = sorted(self.held), [file for level in self.levels for file in level]
        self.held, self.levels = [], []
        return heapq.merge(*map(_read, files), held) if files else iter(held)

    def _keep(self, items: Iterable[Item], level: int) -> None:
        if level == len(self.levels):
            self.levels.append([])
        self.levels[level].append(_kept(items))
        if len(self.levels[level]) >= _FILES:
            files, self.levels[level] = self.levels[level], []
            self._keep(heapq.merge(*map(_read, files)), level + 1)


def in_sorted_order(items: Iterable[Item], run: int = _RUN) -> Iterator[Item]:
    """Yield items in order. Raises ``StoreError`` when there is no room for temporary files.

    >>> list(in_sorted_order(["b", "c", "a", "b"], run=2))
    ['a', 'b', 'b', 'c']
    """
    sorter = ExternalSorter[Item](run)
    for item in items:
        sorter.add(item)
    return sorter.in_order()


def _kept(items: Iterable[Item]) -> IO[bytes]:
    source = iter(items)
    try:
        file = tempfile.TemporaryFile(prefix="deedgraph-")  # noqa: SIM115 - closed when it was read
        while part := list(islice(source, _CHUNK)):
            pickle.dump(part, file, pickle.HIGHEST_PROTOCOL)
        file.seek(0)
    except OSError as error:
        raise temporary_space_error(error) from None
    return file


def _read(file: IO[bytes]) -> Iterator[Any]:
    # What is unpickled was written above, by this process, into a file that nobody else can name.
    with file:
        while True:
            try:
                yield from pickle.load(file)  # noqa: S301
            except EOFError:
                return
