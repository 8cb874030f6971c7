"""Things by name that may be more than memory holds: kept in a temporary database, the last ones asked for at hand."""

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from graph.errors import temporary_space_error

Value = TypeVar("Value")
_CACHED_VALUES = 4096  # values that are kept unpacked
_CACHE_KB = 8192  # pages of the database that are kept
_BATCH_VALUES = 1000  # values that are written together


class DiskDict(Generic[Value]):
    """Keeps values by name and gives them back; a class, since it holds them.

    They lie in a private database of SQLite's, which has no name on the disk and is gone when the numbers is closed. A
    thing may be all that pickle can write; one that was given out is not to be changed. All methods raise
    ``StoreError`` when the disk for temporary files fails.

    >>> numbers = DiskDict()
    >>> numbers.put("b", 2)
    >>> numbers.put("a", 1)
    >>> numbers.get("b"), numbers.get("c"), list(numbers.values())
    (2, None, [1, 2])
    >>> numbers.close()
    """

    def __init__(self) -> None:
        self._waiting: dict[str, bytes] = {}
        self._at_hand: dict[str, Value | None] = {}
        with _translate_errors():
            self._base = sqlite3.connect("", isolation_level=None)
            self._base.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            self._base.execute("PRAGMA journal_mode = OFF")
            self._base.execute("CREATE TABLE thing (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID")
            self._base.execute("BEGIN")

    def put(self, name: str, value: Value) -> None:
        """Keep a thing by its name, in the place of one that is there; quickest in order of names."""
        self._waiting[name] = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._at_hand.pop(name, None)
        if len(self._waiting) >= _BATCH_VALUES:
            self._write()

    def get(self, name: str) -> Value | None:
        """Return the thing of a name, ``None`` if there is none."""
        if name not in self._at_hand:
            if len(self._at_hand) >= _CACHED_VALUES:
                self._at_hand.clear()
            self._at_hand[name] = self._read(name)
        return self._at_hand[name]

    def values(self) -> Iterator[Value]:
        """Yield all values in order of their names; none may be put meanwhile."""
        self._write()
        with _translate_errors():
            for (body,) in self._base.execute("SELECT body FROM thing ORDER BY name"):
                yield pickle.loads(body)  # noqa: S301 - written above, by this process

    def close(self) -> None:
        """Let go of all values."""
        self._base.close()

    def _read(self, name: str) -> Any:
        body = self._waiting.get(name)
        if body is None:
            with _translate_errors():
                row = self._base.execute("SELECT body FROM thing WHERE name = ?", (name,)).fetchone()
            body = row[0] if row else None
        return pickle.loads(body) if body else None  # noqa: S301 - written above, by this process

    def _write(self) -> None:
        with _translate_errors():
            self._base.executemany("INSERT OR REPLACE INTO thing VALUES (?, ?)", self._waiting.items())
        self._waiting = {}


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise temporary_space_error(error) from None
