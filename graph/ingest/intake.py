"""Files into the manifest: what is new or changed is read, what is gone is taken out."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from graph.errors import DataError
from graph.ingest.accounts import dirty, drop, forget, put, set_aside
from graph.ingest.listing import Found, listed, shown
from graph.ingest.pieces import LARGEST, pieces
from graph.ingest.spread import spread
from graph.ingest.work import Job, Outcome

Progress = Callable[[str, int], AbstractContextManager[Callable[[], None]]]

_COMMIT = 0.5  # seconds of work that a killed process may lose
_RECENT = 2_000_000_000  # nanoseconds within which a file may change again and look the same


@dataclass
class Plan:
    """What a run works with; a class, since each step needs all of it.

    ``day`` is the day of publication that was given, ``under_way`` what was read of the files of open jobs.
    """

    connection: sqlite3.Connection
    drafts: Path
    progress: Progress
    tell: Callable[[str], None]
    day: date | None = None
    unreviewed: bool = False
    workers: int = 1
    dask: str | None = None
    present: set[str] = field(default_factory=set)
    under_way: dict[str, tuple[Found, str]] = field(default_factory=dict)


def take_in(plan: Plan, roots: list[Path], leave_out: Iterable[str]) -> None:
    """Bring the manifest up to what the folders hold: new and changed files, files that are gone, drafts.

    Raises ``DataError`` for a folder that does not exist.
    """
    found = list(listed(roots, frozenset(leave_out)))
    plan.drafts.mkdir(parents=True, exist_ok=True)
    plan.present = {path.name for path in plan.drafts.iterdir() if path.suffix == ".yaml"}
    with _committed(plan.connection) as step:
        _forget_gone(plan, roots, {one.path for one in found})
        step()
        _work_through(plan, found, step)
        if plan.unreviewed:
            _accept(plan.connection, roots)
        _work_through(plan, _drafts(plan), step)
        _clear_drafts(plan)


@contextmanager
def _committed(connection: sqlite3.Connection) -> Iterator[Callable[[], None]]:
    """Commit what is written in this block every half second, when the block says that a file is done."""
    last = time.monotonic()

    def step() -> None:
        nonlocal last
        if time.monotonic() - last > _COMMIT:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
            last = time.monotonic()

    connection.execute("BEGIN")
    try:
        yield step
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _forget_gone(plan: Plan, roots: list[Path], found: set[str]) -> None:
    gone = 0
    for root in roots:
        for path, report in _below(plan.connection, root):
            if os.fsdecode(path) not in found:
                forget(plan.connection, path)
                gone += 1
    if gone:
        plan.tell(f"{gone:,} files are gone; their reports leave the graph")
    for (path,) in plan.connection.execute("SELECT path FROM file WHERE kind = 'draft'").fetchall():
        if Path(os.fsdecode(path)).name not in plan.present:
            forget(plan.connection, path)


def _below(connection: sqlite3.Connection, root: Path) -> list[tuple[bytes, str | None]]:
    """Return the files of the archive that the manifest knows at or below a path, each with its report."""
    path = os.fsencode(root)
    query = """SELECT path, report FROM file
        WHERE (path = ? OR (path > ? AND path < ?)) AND kind <> 'draft'"""
    inside = path.rstrip(b"/") + b"/", path.rstrip(b"/") + b"0"  # 0 comes after / among the bytes
    return connection.execute(query, (path, *inside)).fetchall()


def _work_through(plan: Plan, found: list[Found], step: Callable[[], None]) -> None:
    """Read what is new or changed among some files, and write down what comes of it."""
    looked = [(one, look) for one in found if (look := _look(plan, one)) != "same"]
    if not looked:
        return
    with plan.progress("read", len(looked)) as advance:
        failed = False
        for job, outcome in spread(_jobs(plan, looked, advance), plan.workers, plan.dask):
            path = os.fsencode(job.path)
            if job.first_line == 1:
                failed = False
                if not outcome.again:
                    drop(plan.connection, path)
            if failed:
                outcome = Outcome()  # an earlier piece of the file was wrong; it is set aside whole
            _write(plan, job, outcome)
            failed = failed or outcome.error is not None
            if job.last:
                plan.under_way.pop(job.path, None)
                advance()
                step()


def _look(plan: Plan, found: Found) -> Literal["same", "changed", "read"]:
    """Say whether a file is as it was, may have changed, or must be read in any case."""
    row = plan.connection.execute(
        "SELECT size, mtime, day, report, again, error FROM file WHERE path = ?", (os.fsencode(found.path),)
    ).fetchone()
    if row is None or found.error:
        return "read"
    size, mtime, day, report, again, error = row
    if again:
        return "read"
    if found.kind == "text":
        if (plan.day and str(plan.day) != day) or (error is None and f"{report}.yaml" not in plan.present):
            return "read"
    return "same" if (size, mtime) == (found.size, found.mtime) else "changed"


def _jobs(
    plan: Plan, looked: list[tuple[Found, Literal["same", "changed", "read"]]], advance: Callable[[], None]
) -> Iterator[Job]:
    for found, look in looked:
        path = os.fsencode(found.path)
        before = None
        if look == "changed":
            (before,) = plan.connection.execute("SELECT sha256 FROM file WHERE path = ?", (path,)).fetchone()
        made = False
        try:
            if found.error:
                raise DataError(found.error, shown(found.path))  # noqa: TRY301
            now = time.time_ns()
            for job, sha256 in pieces(found, before, _day(plan, found), _text_of(plan, found)):
                plan.under_way[found.path] = _trusted(found, now), sha256
                made = True
                yield job
            if not made:
                plan.connection.execute(
                    "UPDATE file SET size = ?, mtime = ? WHERE path = ?",
                    (found.size, _trusted(found, now).mtime, path),
                )
        except FileNotFoundError:
            plan.tell(f"{shown(found.path)}: gone while files were read; left out")
            forget(plan.connection, path)
        except OSError as error:
            words = f"{shown(found.path)}: cannot be read: {error.strerror}"
            set_aside(plan.connection, path, found.kind, words, again=True)
        except DataError as error:
            set_aside(plan.connection, path, found.kind, str(error), again=found.error is not None)
        if not made:
            advance()


def _trusted(found: Found, now: int) -> Found:
    """Return a file with its time of change, if that is long enough ago to tell the next change."""
    return found if found.mtime < now - _RECENT else Found(found.path, found.kind, found.size, -1)


def _day(plan: Plan, found: Found) -> date | None:
    """Return a text's day of publication: given, in its name, or given when it was read before."""
    if found.kind != "text":
        return None
    from graph.extract.sources import day_of

    day = plan.day or day_of(Path(found.path))
    if day is None:
        query = "SELECT day FROM file WHERE path = ?"
        row = plan.connection.execute(query, (os.fsencode(found.path),)).fetchone()
        day = date.fromisoformat(row[0]) if row and row[0] else None
    return day


def _text_of(plan: Plan, found: Found) -> str | None:
    """Return the path of the text that a draft was made from."""
    if found.kind != "draft":
        return None
    query = "SELECT min(path) FROM file WHERE kind = 'text' AND report = ?"
    (path,) = plan.connection.execute(query, (Path(found.path).stem,)).fetchone()
    return os.fsdecode(path) if path is not None else None


def _write(plan: Plan, job: Job, outcome: Outcome) -> None:
    found, sha256 = plan.under_way[job.path]
    path = os.fsencode(job.path)
    if outcome.error is not None:
        set_aside(
            plan.connection, path, job.kind, outcome.error, again=outcome.again, sha256=sha256, found=found, data=job.data
        )
        return
    if job.kind == "text":
        report = outcome.parts[0].report
        _file(plan.connection, found, sha256, report=report, day=str(job.day))
        _write_draft(plan, report, outcome)
        return
    if job.last and job.first_line == 1:
        pass
    for part in outcome.parts:
        put(plan.connection, path, job.kind, part)
    if job.last:
        report = Path(job.path).stem if job.kind == "draft" else None
        _file(plan.connection, found, sha256, report=report, findings=outcome.findings)


def _file(
    connection: sqlite3.Connection,
    found: Found,
    sha256: str,
    *,
    report: str | None = None,
    day: str | None = None,
    findings: int = 0,
) -> None:
    """Write down that a file was read well; what was said of it by people stays."""
    dirty(connection)
    connection.execute(
        """INSERT INTO file (path, kind, size, mtime, sha256, report, day, findings) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, sha256 = excluded.sha256,
        report = excluded.report, day = excluded.day, findings = excluded.findings, error = NULL, again = 0""",
        (os.fsencode(found.path), found.kind, found.size, found.mtime, sha256, report, day, findings),
    )


def _write_draft(plan: Plan, report: str, outcome: Outcome) -> None:
    """Write a draft's file, unless there is one: a person may have worked on that."""
    path = plan.drafts / f"{report}.yaml"
    if path.exists() or outcome.draft is None:
        return
    data = outcome.draft.encode("utf-8")
    with written_whole(path) as file:
        file.write(data)
    plan.present.add(path.name)
    told = path.stat()
    sha256 = hashlib.sha256(data).hexdigest()
    key = os.fsencode(path)
    drop(plan.connection, key)
    _file(plan.connection, Found(str(path), "draft", told.st_size, told.st_mtime_ns), sha256, report=report, findings=outcome.findings)
    plan.connection.execute("UPDATE file SET written = ?, accepted = 0 WHERE path = ?", (sha256, key))
    for part in outcome.parts:
        put(plan.connection, key, "draft", part)


def _accept(connection: sqlite3.Connection, roots: list[Path]) -> None:
    """Note that the drafts of these folders need no review: somebody has said so."""
    for root in roots:
        for _, report in _below(connection, root):
            query = "UPDATE file SET accepted = 1 WHERE kind = 'draft' AND report = ? AND accepted = 0"
            if report is not None and connection.execute(query, (report,)).rowcount:
                dirty(connection)


def _drafts(plan: Plan) -> list[Found]:
    """Return the drafts as they are on the disk."""
    found = []
    for name in sorted(plan.present):
        path = plan.drafts / name
        try:
            told = path.stat()
        except OSError:
            continue
        found.append(Found(str(path), "draft", told.st_size, told.st_mtime_ns))
    return found


def _clear_drafts(plan: Plan) -> None:
    """Delete the drafts of texts that are gone or changed; what a person has worked on is kept, and told."""
    query = """SELECT path, sha256, written FROM file AS draft WHERE kind = 'draft' AND NOT EXISTS
        (SELECT 1 FROM file WHERE kind = 'text' AND file.report = draft.report)"""
    kept = 0
    for path, sha256, written in plan.connection.execute(query).fetchall():
        if written is not None and sha256 == written:
            Path(os.fsdecode(path)).unlink(missing_ok=True)
            forget(plan.connection, path)
        else:
            kept += 1
    if kept:
        plan.tell(f"{kept:,} drafts in {plan.drafts} have no text any more and are kept: somebody worked on them")
