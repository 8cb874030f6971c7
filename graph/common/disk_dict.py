"""A dictionary that may be larger than memory: a temporary database with a cache.

Not shelve, whose files have names that a crash leaves behind, and whose keys have no order.
"""

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from graph.errors import temporary_space_error

Value = TypeVar("Value")
_CACHED_VALUES = 4096  # kept unpickled
_CACHE_KB = 8192  # pages of the database that are kept
_BATCH_VALUES = 1000  # values that are written together


class DiskDict(Generic[Value]):
    """A dictionary of values by name, on disk.

    The values are pickled into a temporary SQLite database, which has no name on the disk and is deleted by ``close``.
    A returned value must not be changed. All methods raise
    ``StoreError`` when the disk for temporary files fails.

    >>> numbers = DiskDict()
    >>> numbers.put("b", 2)
    >>> numbers.put("a", 1)
    >>> numbers.get("b"), numbers.get("c"), list(numbers.values())
    (2, None, [1, 2])
    >>> numbers.close()
    """

    def __init__(self) -> None:
        self._unwritten: dict[str, bytes] = {}
        self._cache: dict[str, Value | None] = {}
        with _translate_errors():
            self._database = sqlite3.connect("", isolation_level=None)
            self._database.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute(
                "CREATE TABLE value (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID"
            )
            self._database.execute("BEGIN")

    def put(self, name: str, value: Value) -> None:
        """Set the value of a name; fastest in order of names."""
        self._unwritten[name] = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._cache.pop(name, None)
        if len(self._unwritten) >= _BATCH_VALUES:
            self._write()

    def get(self, name: str) -> Value | None:
        """Return the value of a name, ``None`` if there is none."""
        if name not in self._cache:
            if len(self._cache) >= _CACHED_VALUES:
                self._cache.clear()
            self._cache[name] = self._read(name)
        return self._cache[name]

    def values(self) -> Iterator[Value]:
        """Yield all values in order of their names; none may be set meanwhile."""
        self._write()
        with _translate_errors():
            for (body,) in self._database.execute("SELECT body FROM value ORDER BY name"):
                yield pickle.loads(body)  # noqa: S301 - written above, by this process

    def close(self) -> None:
        """Delete all values."""
        self._database.close()

    def _read(self, name: str) -> Any:
        body = self._unwritten.get(name)
        if body is None:
            with _translate_errors():
                row = self._database.execute("SELECT body FROM value WHERE name = ?", (name,)).fetchone()
            body = row[0] if row else None
        return pickle.loads(body) if body else None  # noqa: S301 - written above, by this process

    def _write(self) -> None:
        with _translate_errors():
            self._database.executemany("INSERT OR REPLACE INTO value VALUES (?, ?)", self._unwritten.items())
        self._unwritten = {}


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise temporary_space_error(error) from None
