"""The drafts of texts: YAML files in the work folder, for a person to review."""

import hashlib
import os
import sqlite3
from pathlib import Path

from graph.common.atomic_write import atomic_write
from graph.ingest.listing import Found
from graph.ingest.source_reports import below, dirty, drop, forget, note, put
from graph.ingest.tasks import Outcome


def write_draft(connection: sqlite3.Connection, folder: Path, report: str, outcome: Outcome) -> bool:
    """Write a draft's file, unless a person has changed it; say whether the file is as drafted."""
    path = folder / f"{report}.yaml"
    if outcome.draft is None:
        return False
    data = outcome.draft.encode("utf-8")
    if not path.exists():
        with atomic_write(path) as file:
            file.write(data)
    elif path.read_bytes() != data:
        return False
    status = path.stat()
    sha256 = hashlib.sha256(data).hexdigest()
    key = os.fsencode(path)
    drop(connection, key)
    found = Found(str(path), "draft", status.st_size, status.st_mtime_ns)
    note(connection, found, sha256, report=report)
    connection.execute("UPDATE file SET written = ? WHERE path = ?", (sha256, key))
    for part in outcome.parts:
        put(connection, key, "draft", part)
    return True


def drafts_in(folder: Path) -> list[Found]:
    """Return the draft files in a folder."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append(Found(str(path), "draft", status.st_size, status.st_mtime_ns))
    return found


def accept(connection: sqlite3.Connection, roots: list[Path]) -> None:
    """Note that the drafts of these folders need no review."""
    query = "UPDATE file SET accepted = 1 WHERE kind = 'draft' AND report = ? AND accepted = 0"
    for root in roots:
        for _, _, report in below(connection, root):
            if report is not None and connection.execute(query, (report,)).rowcount:
                dirty(connection)


def clear(connection: sqlite3.Connection) -> int:
    """Delete the drafts of texts that are gone or changed; keep and count those that a person changed."""
    query = """SELECT path, sha256, written FROM file AS draft WHERE kind = 'draft' AND NOT EXISTS
        (SELECT 1 FROM file WHERE kind = 'text' AND file.report = draft.report)"""
    kept = 0
    for path, sha256, written in connection.execute(query).fetchall():
        if written is not None and sha256 == written:
            Path(os.fsdecode(path)).unlink(missing_ok=True)
            forget(connection, path)
        else:
            kept += 1
    return kept
