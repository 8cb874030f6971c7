"""Files that were moved or renamed: recognised by their bytes, and kept with their drafts and reviews.

Only a file that is no longer there can have moved: a copy beside it is another file. What was ingested of folders
that are missing, such as an unplugged disk, stays.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from graph.ingest.listing import Found
from graph.ingest.source_reports import dirty, forget


def follow_moved(connection: sqlite3.Connection, found: list[Found], drafts: Path) -> tuple[int, list[bytes]]:
    """Give files of the manifest that are gone the paths at which they were found.

    Returns how many were found, and the others that are gone (none if there is no new file).

    A text keeps its draft and its date of publication. Records, and texts whose name has another date now or that
    could not be ingested, are read again at the new path and removed at the old one.
    """
    _follow_drafts(connection, drafts)
    known = {path for (path,) in connection.execute("SELECT path FROM file")}
    new = [one for one in found if os.fsencode(one.path) not in known and one.kind != "folder"]
    gone = _gone(connection) if new else {}
    moved = 0
    for one in new if gone else ():
        digest = _digest(one.path) if any(one.size == size for size, _ in gone) else None
        candidates = gone.get((one.size, digest or ""))
        if candidates:
            path, day, whole = candidates.pop(0)
            if one.kind == "text" and whole and _has_date(one.path, day):
                _rename(connection, path, os.fsencode(one.path))
            else:
                forget(connection, path)
            moved += 1
    return moved, [path for left in gone.values() for path, _, _ in left]


def forget_replaced(connection: sqlite3.Connection, gone: list[bytes]) -> None:
    """Forget files that are ``gone`` where one that exists has the same report: they were moved and changed."""
    query = """SELECT b.path FROM file AS a JOIN file AS b ON b.report = a.report AND b.kind = 'text'
        WHERE a.path = :path AND a.kind = 'text' AND b.path <> a.path
        UNION SELECT b.path FROM part AS a JOIN part AS b ON b.report = a.report AND a.report <> ''
        JOIN file ON file.path = b.path AND file.kind = 'records' WHERE a.path = :path AND b.path <> a.path"""
    for path in gone:
        if any(os.path.lexists(other) for (other,) in connection.execute(query, {"path": path}).fetchall()):
            forget(connection, path)


def _gone(connection: sqlite3.Connection) -> dict[tuple[int, str], list[tuple[bytes, str | None, bool]]]:
    """Return the files that are no longer there, by size and hash: path, day, and whether they were ingested."""
    query = """SELECT size, sha256, path, day, error IS NULL FROM file
        WHERE kind <> 'draft' AND sha256 IS NOT NULL ORDER BY path"""
    gone: dict[tuple[int, str], list[tuple[bytes, str | None, bool]]] = {}
    for size, sha256, path, day, whole in connection.execute(query):
        if not os.path.lexists(path):
            gone.setdefault((size, sha256), []).append((path, day, bool(whole)))
    return gone


def _digest(path: str) -> str | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the name may not be UTF-8
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None  # reading it will say why


def _has_date(path: str, day: str | None) -> bool:
    from graph.text.sources import day_of

    named = day_of(Path(path))
    return named is None or str(named) == day


def _rename(connection: sqlite3.Connection, path: bytes, new: bytes) -> None:
    """Give a text its new path; its time of change is checked again."""
    dirty(connection)
    connection.execute("UPDATE file SET path = ?, mtime = -1 WHERE path = ?", (new, path))
    connection.execute("UPDATE shape SET path = ? WHERE path = ?", (new, path))


def _follow_drafts(connection: sqlite3.Connection, drafts: Path) -> None:
    """Give the drafts the path of the work folder, which may have been moved with its store."""
    for path in list(_elsewhere(connection, drafts)):
        new = os.fsencode(drafts / os.fsdecode(path).rpartition("/")[2])
        dirty(connection)
        # An error names the old path, so such a draft is read again.
        connection.execute("UPDATE file SET path = ?, again = error IS NOT NULL WHERE path = ?", (new, path))
        connection.execute("UPDATE part SET path = ? WHERE path = ?", (new, path))
        for table in ("part", "account", "feature", "told", "need", "held"):
            connection.execute(f"UPDATE {table} SET holder = ? WHERE holder = ?", (new, path))  # noqa: S608


def _elsewhere(connection: sqlite3.Connection, drafts: Path) -> Iterator[bytes]:
    for (path,) in connection.execute("SELECT path FROM file WHERE kind = 'draft'"):
        if os.fsdecode(path).rpartition("/")[0] != str(drafts):
            yield path
