"""Reads new and changed files into the manifest, and removes those that are gone."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from graph.errors import DataError, os_reason
from graph.ingest.chunks import chunks
from graph.ingest.drafts import accept, clear, drafts_in, write_draft
from graph.ingest.job_pool import run_jobs
from graph.ingest.listing import Found, shown
from graph.ingest.moved import follow_moved, forget_replaced
from graph.ingest.source_reports import below, drop, forget, note, put, put_shape, set_aside
from graph.ingest.tasks import Job, Outcome
from graph.messages import Message

Progress = Callable[[str, int], AbstractContextManager[Callable[[], None]]]

_COMMIT_SECONDS = 0.5  # of work that a killed process may lose
_RECENT_NS = 2_000_000_000  # within which a file may change again and look the same


@dataclass
class Plan:
    """What each step of a run needs.

    ``day`` is the date of publication of texts whose names have none, ``under_way`` the files of open jobs with
    their SHA-256.
    """

    connection: sqlite3.Connection
    drafts: Path
    progress: Progress
    notify: Callable[[str], None]
    day: date | None = None
    unreviewed: bool = False
    workers: int = 1
    dask: str | None = None
    present: set[str] = field(default_factory=set)
    under_way: dict[str, tuple[Found, str]] = field(default_factory=dict)


def import_files(plan: Plan, roots: list[Path], found: list[Found]) -> None:
    """Update the manifest to the files ``found`` in the folders, and to the drafts."""
    plan.drafts.mkdir(parents=True, exist_ok=True)
    plan.present = {path.name for path in plan.drafts.iterdir() if path.suffix == ".yaml"}
    with _committed(plan.connection) as step:
        moved, gone = follow_moved(plan.connection, found, plan.drafts)
        if moved:
            plan.notify(Message("ingest-moved", n=moved))
        _forget_gone(plan, roots, found)
        step()
        _work_through(plan, found, step)
        forget_replaced(plan.connection, gone)
        _work_through(plan, drafts_in(plan.drafts), step)
        if plan.unreviewed:
            accept(plan.connection, roots)
        kept = clear(plan.connection)
    if kept:
        plan.notify(Message("ingest-drafts-kept", folder=plan.drafts, n=kept))


@contextmanager
def _committed(connection: sqlite3.Connection) -> Iterator[Callable[[], None]]:
    """Commit what is written in this block every half second, when the block says that a file is done."""
    last = time.monotonic()

    def step() -> None:
        nonlocal last
        if time.monotonic() - last > _COMMIT_SECONDS:
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


def _forget_gone(plan: Plan, roots: list[Path], found: list[Found]) -> None:
    there = {one.path for one in found}
    closed = [Path(one.path) for one in found if one.kind == "folder"]  # what is gone there is unknown
    gone = 0
    for root in roots:
        for path, kind, _ in below(plan.connection, root):
            name = os.fsdecode(path)
            if name not in there and not any(Path(name).is_relative_to(folder) for folder in closed):
                forget(plan.connection, path)
                gone += kind != "folder"
    if gone:
        plan.notify(Message("ingest-gone", n=gone) if gone > 1 else Message("ingest-gone-one"))
    for (path,) in plan.connection.execute("SELECT path FROM file WHERE kind = 'draft'").fetchall():
        if Path(os.fsdecode(path)).name not in plan.present:
            forget(plan.connection, path)


def _work_through(plan: Plan, found: list[Found], step: Callable[[], None]) -> None:
    """Read what is new or changed among some files, and store the outcomes."""
    looked = [(one, look) for one in found if (look := _look(plan, one)) != "same"]
    if not looked:
        return
    with plan.progress("read", len(looked)) as advance:
        failed = False
        for job, outcome in run_jobs(_jobs(plan, looked, advance), plan.workers, plan.dask):
            path = os.fsencode(job.path)
            if job.first_line == 1:
                failed = False
                if not outcome.again:
                    drop(plan.connection, path)
            if not failed:  # else an earlier piece failed, and the whole file is set aside
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
    undrafted = error is None and f"{report}.yaml" not in plan.present
    if found.kind == "text" and (undrafted or _other_day(plan, found, day)):
        return "read"
    return "same" if (size, mtime) == (found.size, found.mtime) else "changed"


def _jobs(plan: Plan, looked: Iterable[tuple[Found, str]], advance: Callable[[], None]) -> Iterator[Job]:
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
            for job, sha256 in chunks(found, before, _day(plan, found), _text_of(plan, found)):
                plan.under_way[found.path] = _trusted(found, now), sha256
                made = True
                yield job
            if not made:
                plan.connection.execute(
                    "UPDATE file SET size = ?, mtime = ? WHERE path = ?",
                    (found.size, _trusted(found, now).mtime, path),
                )
        except FileNotFoundError:
            plan.notify(Message("ingest-gone-meanwhile", path=shown(found.path)))
            forget(plan.connection, path)
        except OSError as error:
            words = Message("path-unreadable", path=shown(found.path), why=os_reason(error))
            set_aside(plan.connection, path, found.kind, words, again=True)
        except DataError as error:
            set_aside(plan.connection, path, found.kind, str(error), again=found.error is not None)
        if not made:
            advance()


def _trusted(found: Found, now: int) -> Found:
    """Return a file with its time of change, if that is long enough ago to detect the next change."""
    return found if found.mtime < now - _RECENT_NS else Found(found.path, found.kind, found.size, -1)


def _other_day(plan: Plan, found: Found, day: str | None) -> bool:
    """Say whether a text's given date differs from that at its last reading."""
    from graph.text.sources import day_of

    return plan.day is not None and str(plan.day) != day and day_of(Path(found.path)) is None


def _day(plan: Plan, found: Found) -> date | None:
    """Return a text's date of publication: from its name, else the one given, now or at its last reading."""
    if found.kind != "text":
        return None
    from graph.text.sources import day_of

    day = day_of(Path(found.path)) or plan.day
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
        how: dict[str, Any] = {"again": outcome.again, "sha256": sha256, "found": found, "data": job.data}
        set_aside(plan.connection, path, job.kind, outcome.error, **how)
    if outcome.shape is not None:
        put_shape(plan.connection, path, outcome.shape)
    if outcome.error is not None:
        return
    if job.kind == "text":
        drafted = outcome.parts[0].report
        note(plan.connection, found, sha256, report=drafted, day=str(job.day))
        if write_draft(plan.connection, plan.drafts, drafted, outcome):
            plan.present.add(f"{drafted}.yaml")
        return
    for part in outcome.parts:
        put(plan.connection, path, job.kind, part)
    if job.last:
        report = Path(job.path).stem if job.kind == "draft" else None
        note(plan.connection, found, sha256, report=report)
