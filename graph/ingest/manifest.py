"""The manifest: each file as it was read, its records, and which of them are in the store; one SQLite file.

It is in the work folder ``STORE.ingest`` beside the store, with the drafts. All writes are in
transactions: a killed process leaves the manifest as of the last one.

An *account* is what one holder says of one report. A holder is a draft, a JSON Lines file, or the YAML files of a
folder together. Records that belong to no report are an account without one (``report`` is empty).
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import CallError, DataError, os_reason
from graph.ingest.listing import MANIFEST
from graph.model.vocab import EDITION
from graph.store.edition import compared

_EDITION = 2
# Paths are bytes, as the disk has them: names need not be UTF-8.
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE file (
  path BLOB PRIMARY KEY, kind TEXT NOT NULL, size INTEGER, mtime INTEGER, sha256 TEXT, day TEXT,
  error TEXT, again INTEGER NOT NULL DEFAULT 0, report TEXT, accepted INTEGER NOT NULL DEFAULT 0,
  written TEXT
) WITHOUT ROWID;
CREATE INDEX file_report ON file (report) WHERE report IS NOT NULL;
CREATE TABLE part (
  path BLOB NOT NULL, at INTEGER NOT NULL, report TEXT NOT NULL, holder BLOB NOT NULL,
  body BLOB NOT NULL, fault TEXT, decisions INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (path, at)
);
CREATE INDEX part_account ON part (report, holder);
CREATE TABLE account (
  report TEXT NOT NULL, holder BLOB NOT NULL, kind TEXT, judged INTEGER NOT NULL DEFAULT 0, fault TEXT,
  digest TEXT, sha256 TEXT, reviewed INTEGER, deeds INTEGER, agents INTEGER, places INTEGER,
  live INTEGER NOT NULL DEFAULT 0, why TEXT, PRIMARY KEY (report, holder)
);
CREATE INDEX account_holder ON account (holder);
CREATE INDEX account_sha256 ON account (sha256);
CREATE INDEX account_judged ON account (judged) WHERE judged = 0;
CREATE TABLE shape (path BLOB PRIMARY KEY, sha256 TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX shape_sha256 ON shape (sha256);
CREATE TABLE held (report TEXT NOT NULL, holder BLOB NOT NULL, fault TEXT, PRIMARY KEY (report, holder));
CREATE TABLE feature (
  report TEXT NOT NULL, holder BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (report, holder)
);
CREATE TABLE told (
  iri TEXT NOT NULL, report TEXT NOT NULL, holder BLOB NOT NULL, node TEXT NOT NULL,
  PRIMARY KEY (iri, report, holder)
) WITHOUT ROWID;
CREATE INDEX told_account ON told (report, holder);
CREATE TABLE need (
  report TEXT NOT NULL, holder BLOB NOT NULL, iri TEXT NOT NULL,
  PRIMARY KEY (report, holder, iri)
) WITHOUT ROWID;
CREATE INDEX need_iri ON need (iri);
CREATE TABLE removed (report TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE loaded (report TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE shared (iri TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
"""


def work_folder(store: Path) -> Path:
    """Return the folder beside a store in which ingest keeps its manifest and its drafts.

    >>> work_folder(Path("data/graph.db"))
    PosixPath('data/graph.db.ingest')
    """
    return store.with_name(f"{store.name}.ingest")


@contextmanager
def opened(store: Path, *, create: bool = True) -> Iterator[sqlite3.Connection]:
    """Open and lock the manifest of a store until the block ends.

    Raises ``CallError`` when another ingest has locked it, or there is none and ``create`` is not set, and
    ``DataError`` when it is damaged, also if that is found only within the block.
    """
    folder = work_folder(store)
    manifest = folder / MANIFEST
    if not create and not manifest.is_file():
        raise CallError("ingest-none", store=store)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o666)
    except OSError as error:
        raise CallError("file-not-written", path=folder, why=os_reason(error)) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CallError("ingest-locked", store=store) from None
        with _translate_errors(manifest, store):
            connection = sqlite3.connect(manifest, isolation_level=None)
            try:
                _prepare(connection, manifest, store)
                yield connection
            finally:
                connection.close()
    finally:
        os.close(lock)


@contextmanager
def _translate_errors(manifest: Path, store: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        words = " ".join(str(error).split())
        if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
            raise CallError("file-not-written", path=manifest, why=words) from None
        raise DataError(
            "ingest-damaged",
            manifest,
            why=words,
            store=store,
        ) from None


def _is_damage(error: sqlite3.Error) -> bool:
    # A missing table means a truncated file, or another program's.
    return getattr(error, "sqlite_errorname", "") in ("SQLITE_ERROR", "SQLITE_CORRUPT", "SQLITE_NOTADB")


def _prepare(connection: sqlite3.Connection, manifest: Path, store: Path) -> None:
    (edition,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if edition not in (0, _EDITION):
        key = "manifest-older" if edition < _EDITION else "manifest-newer"
        raise DataError(key, manifest, found=edition, here=_EDITION, store=store)
    # A write-ahead log makes each commit one write; no fsync, since what is lost when the machine
    # stops is read or drafted again.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if edition == 0:
        if tables or ((manifest.parent / "drafts").is_dir() and (store / "CURRENT").is_file()):
            raise sqlite3.DatabaseError("it is empty")
        connection.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {_EDITION};COMMIT;")
        return
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok" or manifest.stat().st_size % page:
        raise sqlite3.DatabaseError(sound if sound != "ok" else "it ends in the middle")


def read_again_if_older(connection: sqlite3.Connection, manifest: Path) -> None:
    """Mark all files and reports that an older edition ingested, to be read and written again.

    Raises ``DataError`` for a manifest of a newer edition.
    """
    found = meta(connection, "edition")
    if found == EDITION:
        return
    if compared(found) == "newer":
        raise DataError("manifest-newer", manifest, found=found, here=EDITION)
    with transaction(connection):
        connection.execute("UPDATE file SET again = 1")
        connection.execute("UPDATE loaded SET digest = ''")
        connection.execute("UPDATE shared SET digest = ''")
        set_meta(connection, "settled", "0")
        set_meta(connection, "edition", EDITION)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Within this block all writes are kept, or none."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a value of the manifest's meta table, ``None`` if there is none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Write a value into the manifest's meta table."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
