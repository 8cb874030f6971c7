"""Things by name that may be more than memory holds: kept in a temporary database, the last ones asked for at hand."""

import pickle
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")
_AT_HAND = 4096  # things that are kept unpacked
_CACHE_KB = 8192  # pages of the database that are kept
_AT_ONCE = 1000  # things that are written together


class Shelf(Generic[Thing]):
    """Keeps things by name and gives them back; a class, since it holds them.

    They lie in a private database of SQLite's, which has no name on the disk and is gone with the shelf. A thing may
    be all that pickle can write; one that was given out is not to be changed.

    >>> shelf = Shelf()
    >>> shelf.put("b", 2)
    >>> shelf.put("a", 1)
    >>> shelf.get("b"), shelf.get("c"), list(shelf.values())
    (2, None, [1, 2])
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[str, bytes]] = []
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE thing (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID")
        self._base.execute("BEGIN")
        self._read = lru_cache(_AT_HAND)(self._unpacked)

    def put(self, name: str, thing: Thing) -> None:
        """Keep a thing by its name, in the place of one that is there; quickest in order of names."""
        self._waiting.append((name, pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)))
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def get(self, name: str) -> Thing | None:
        """Return the thing of a name, ``None`` if there is none."""
        if self._waiting:
            self._write()
        found: Thing | None = self._read(name)
        return found

    def values(self) -> Iterator[Thing]:
        """Yield all things in order of their names; none may be put meanwhile."""
        self._write()
        for (body,) in self._base.execute("SELECT body FROM thing ORDER BY name"):
            yield pickle.loads(body)  # noqa: S301 - written above, by this process

    def _write(self) -> None:
        self._base.executemany("INSERT OR REPLACE INTO thing VALUES (?, ?)", self._waiting)
        self._waiting = []
        self._read.cache_clear()

    def _unpacked(self, name: str) -> Any:
        row = self._base.execute("SELECT body FROM thing WHERE name = ?", (name,)).fetchone()
        return pickle.loads(row[0]) if row else None  # noqa: S301 - written above, by this process
