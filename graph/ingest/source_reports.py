"""What files contain, by account: parts added and removed, and accounts assessed again when their parts change."""

import json
import os
import re
import sqlite3
from pathlib import Path

from graph.errors import DataError
from graph.ingest.listing import Found
from graph.ingest.manifest import set_meta
from graph.ingest.tasks import Judged, Part, Shape, joined, judged, one_line, out_of_shape, packed
from graph.messages import Message
from graph.model.records import Bundle

# The top line of a YAML file that belongs to a report described in another file: its id.
_OF_REPORT = re.compile(
    rb"""^["']?report["']?\s*:\s*["']?([a-z0-9-]{1,100})["']?\s*(?:#.*)?$""", re.MULTILINE
)


def dirty(connection: sqlite3.Connection) -> None:
    """Note that the store does not have the manifest's contents yet."""
    set_meta(connection, "settled", "0")


def forget(connection: sqlite3.Connection, path: bytes) -> None:
    """Remove a file and its parts from the manifest."""
    drop(connection, path)
    if connection.execute("DELETE FROM file WHERE path = ?", (path,)).rowcount:
        dirty(connection)


def drop(connection: sqlite3.Connection, path: bytes) -> None:
    """Remove the parts of a file."""
    query = "SELECT DISTINCT report, holder FROM part WHERE path = ?"
    accounts = connection.execute(query, (path,)).fetchall()
    connection.execute("DELETE FROM part WHERE path = ?", (path,))
    if connection.execute("DELETE FROM shape WHERE path = ?", (path,)).rowcount:
        dirty(connection)
    for report, holder in accounts:
        _drop_account(connection, report, holder)
        rest = "SELECT 1 FROM part WHERE report = ? AND holder = ? LIMIT 1"
        if connection.execute(rest, (report, holder)).fetchone():
            _judge_later(connection, report, holder, "records")
    if accounts:
        dirty(connection)


def put(connection: sqlite3.Connection, path: bytes, kind: str, part: Part) -> None:
    """Add what a file says of one report."""
    dirty(connection)
    holder = _holder(path, kind, part.report)
    (at,) = connection.execute("SELECT count(*) FROM part WHERE path = ?", (path,)).fetchone()
    others = "SELECT 1 FROM part WHERE report = ? AND holder = ? LIMIT 1"
    alone = connection.execute(others, (part.report, holder)).fetchone() is None
    connection.execute(
        "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?)",
        (path, at, part.report, holder, part.body, part.error, part.judged.decisions),
    )
    if alone:
        _write(connection, part.report, holder, kind, part.judged)
    else:
        _drop_account(connection, part.report, holder)
        _judge_later(connection, part.report, holder, kind)


def set_aside(
    connection: sqlite3.Connection,
    path: bytes,
    kind: str,
    error: str,
    *,
    again: bool,
    sha256: str | None = None,
    found: Found | None = None,
    data: bytes = b"",
) -> None:
    """Note why a file cannot be taken in.

    If it is to be tried ``again``, its former parts stay; else they are removed. Parts of the same report in other
    files of the folder wait with it: half of a report would be another report. A draft stays that of its report.
    """
    dirty(connection)
    if not again:
        before = connection.execute("SELECT report FROM part WHERE path = ?", (path,)).fetchone()
        drop(connection, path)
        match = _OF_REPORT.search(data)
        report = before[0] if before else match[1].decode() if match else ""
        if report and kind == "records":
            put(connection, path, kind, Part(report, packed(Bundle()), Judged(error), error))
    values = (found.size, found.mtime) if found else (None, None)
    drafted = Path(os.fsdecode(path)).stem if kind == "draft" else None
    connection.execute(
        """INSERT INTO file (path, kind, size, mtime, sha256, error, again, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, sha256 = excluded.sha256,
        error = excluded.error, again = excluded.again, report = iif(excluded.again, report, excluded.report)""",
        (path, kind, *values, sha256, error, again, drafted),
    )


def put_shape(connection: sqlite3.Connection, path: bytes, shape: Shape) -> None:
    """Store the shape of a text, for the records that cite it."""
    body = json.dumps([shape.length, shape.paragraphs])
    connection.execute("INSERT OR REPLACE INTO shape VALUES (?, ?, ?)", (path, shape.sha256, body))


def check_against_texts(connection: sqlite3.Connection) -> None:
    """Check the spans of given records against their text, if a text with the report's hash is in the archive."""
    query = """SELECT report, holder, (SELECT min(body) FROM shape WHERE shape.sha256 = account.sha256) AS body
        FROM account WHERE kind = 'records' AND report <> '' AND fault IS NULL AND body IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM held WHERE held.report = account.report AND held.holder = account.holder)"""
    for report, holder, body in connection.execute(query).fetchall():
        length, paragraphs = json.loads(body)
        shape = Shape("", length, tuple((start, end) for start, end in paragraphs))
        errors = out_of_shape(bundle_of(connection, report, holder)[0], shape)
        words = Message("ingest-fix-span", what=one_line(errors)) if errors else None
        connection.execute("INSERT INTO held VALUES (?, ?, ?)", (report, holder, words))


def judge_again(connection: sqlite3.Connection) -> None:
    """Assess the accounts whose parts are in several files, or were until now."""
    query = "SELECT report, holder, kind FROM account WHERE judged = 0"
    for report, holder, kind in connection.execute(query).fetchall():
        _write(connection, report, holder, kind, _judged(connection, report, holder))


def _judged(connection: sqlite3.Connection, report: str, holder: bytes) -> Judged:
    query = "SELECT fault FROM part WHERE report = ? AND holder = ? AND fault IS NOT NULL ORDER BY path, at"
    fault = connection.execute(query, (report, holder)).fetchone()
    if fault:
        return Judged(fault[0])
    bundle, twice = bundle_of(connection, report, holder)
    return Judged(one_line([twice])) if twice else judged(bundle)


def bundle_of(connection: sqlite3.Connection, report: str, holder: bytes) -> tuple[Bundle, DataError | None]:
    """Return an account's records in one bundle, and the error of its first duplicate id."""
    query = "SELECT path, body FROM part WHERE report = ? AND holder = ? ORDER BY path, at"
    rows = connection.execute(query, (report, holder))
    return joined(((os.fsdecode(path), body) for path, body in rows), report)


def _holder(path: bytes, kind: str, report: str) -> bytes:
    """Return the holder of an account: the folder of YAML files that belong together, else the file itself."""
    together = kind == "records" and report and not path.lower().endswith(b".jsonl")
    return os.fsencode(Path(os.fsdecode(path)).parent) if together else path


def _drop_account(connection: sqlite3.Connection, report: str, holder: bytes) -> None:
    for table in ("account", "feature", "told", "need", "held"):
        connection.execute(f"DELETE FROM {table} WHERE report = ? AND holder = ?", (report, holder))  # noqa: S608


def _judge_later(connection: sqlite3.Connection, report: str, holder: bytes, kind: str) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO account (report, holder, kind, judged) VALUES (?, ?, ?, 0)",
        (report, holder, kind),
    )


def _write(connection: sqlite3.Connection, report: str, holder: bytes, kind: str, found: Judged) -> None:
    _drop_account(connection, report, holder)
    connection.execute(
        """INSERT INTO account
        (report, holder, kind, judged, fault, digest, sha256, reviewed, deeds, agents, places)
        VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)""",
        (
            report, holder, kind, found.error, found.digest, found.sha256, found.reviewed,
            found.deeds, found.agents, found.places,
        ),
    )  # fmt: skip
    connection.execute("INSERT INTO feature VALUES (?, ?, ?)", (report, holder, found.features))
    connection.executemany(
        "INSERT OR REPLACE INTO told (report, holder, iri, node) VALUES (?, ?, ?, ?)",
        ((report, holder, iri, node) for iri, node in found.shared),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO need (report, holder, iri) VALUES (?, ?, ?)",
        ((report, holder, iri) for iri in found.needs),
    )


def below(connection: sqlite3.Connection, root: Path) -> list[tuple[bytes, str, str | None]]:
    """Return the files of the archive that the manifest knows at or below a path, each with its kind and report."""
    path = os.fsencode(root)
    query = """SELECT path, kind, report FROM file
        WHERE (path = ? OR (path > ? AND path < ?)) AND kind <> 'draft'"""
    inside = path.rstrip(b"/") + b"/", path.rstrip(b"/") + b"0"  # 0 comes after / among the bytes
    return connection.execute(query, (path, *inside)).fetchall()


def note(
    connection: sqlite3.Connection,
    found: Found,
    sha256: str,
    *,
    report: str | None = None,
    day: str | None = None,
) -> None:
    """Store that a file was read; what people decided about it stays."""
    dirty(connection)
    connection.execute(
        """INSERT INTO file (path, kind, size, mtime, sha256, report, day) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, sha256 = excluded.sha256,
        report = excluded.report, day = excluded.day, error = NULL, again = 0""",
        (os.fsencode(found.path), found.kind, found.size, found.mtime, sha256, report, day),
    )
