"""Sorting what may be larger than memory: runs on disk, merged when they are read (external merge sort).

Written here on heapq.merge: the standard library has no sort on disk.
"""

import heapq
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any, Generic, TypeVar

from graph.errors import temporary_space_error

Item = TypeVar("Item", bound=tuple[Any, ...] | str)
_RUN_ITEMS = 500_000  # items that are items in memory at a time
_MAX_FILES = 32  # runs merged at once: some systems allow few more open files per process
_CHUNK_ITEMS = 200  # items that are read from a file at a time


class ExternalSorter(Generic[Item]):
    """Takes items one by one and yields them in order.

    No more than ``run`` items are in memory; the others are in temporary files without a name, so that nothing
    is left, however the process ends. Many files are merged into one, and many of those again, so that
    neither open files nor buffers grow much with the number of items.
    """

    def __init__(self, run: int = _RUN_ITEMS) -> None:
        self.run, self.items = run, list[Item]()
        self.levels: list[
            list[IO[bytes]]
        ] = []  # files of one run, of _MAX_FILES runs, of _MAX_FILES times as many …

    def add(self, item: Item) -> None:
        """Add an item. Raises ``StoreError`` when there is no room for temporary files."""
        self.items.append(item)
        if len(self.items) >= self.run:
            self._keep(sorted(self.items), 0)
            self.items = []

    def in_order(self) -> Iterator[Item]:
        """Yield all items in order, once; the sorter is then empty."""
        items, files = sorted(self.items), [file for level in self.levels for file in level]
        self.items, self.levels = [], []
        return heapq.merge(*map(_read, files), items) if files else iter(items)

    def _keep(self, items: Iterable[Item], level: int) -> None:
        if level == len(self.levels):
            self.levels.append([])
        self.levels[level].append(_kept(items))
        if len(self.levels[level]) >= _MAX_FILES:
            files, self.levels[level] = self.levels[level], []
            self._keep(heapq.merge(*map(_read, files)), level + 1)


def in_sorted_order(items: Iterable[Item], run: int = _RUN_ITEMS) -> Iterator[Item]:
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
        file = tempfile.TemporaryFile(prefix="deedgraph-")  # noqa: SIM115 - closed when it has been read
        while part := list(islice(source, _CHUNK_ITEMS)):
            pickle.dump(part, file, pickle.HIGHEST_PROTOCOL)
        file.seek(0)
    except OSError as error:
        raise temporary_space_error(error) from None
    return file


def _read(file: IO[bytes]) -> Iterator[Any]:
    # What is unpickled was written above, by this process, into a file without a name.
    with file:
        while True:
            try:
                yield from pickle.load(file)  # noqa: S301
            except EOFError:
                return
