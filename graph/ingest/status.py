"""The state of each ingested file, for people and scripts."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from graph.ingest.listing import shown
from graph.ingest.resolve import RECORDED, REMOVED, WAITING
from graph.messages import Message

State = Literal["loaded", "waiting", "recorded", "removed", "set aside"]


@dataclass(frozen=True)
class FileState:
    """A file and its state.

    ``loaded``: it is in the graph. ``waiting``: its draft waits for a review. ``recorded``: a text whose records
    were given, so that it needs no draft. ``removed``: a person removed its report. ``set aside``: it could not
    be ingested, and ``why``.
    """

    path: str
    state: State
    report: str = ""
    sha256: str = ""
    deeds: int = 0
    agents: int = 0
    places: int = 0
    draft: str = ""
    why: str = ""


@dataclass
class Summary:
    """The result of a run: files by state, the graph's contents, how many records changed, and whether links did."""

    files: Counter[State] = field(default_factory=Counter)
    reports: int = 0
    deeds: int = 0
    changed: int = 0
    relinked: bool = False
    aside: list[FileState] = field(default_factory=list)


def summary(connection: sqlite3.Connection, changed: int, relinked: bool) -> Summary:
    """Count the files by state; those that were set aside are listed."""
    query = "SELECT count(*), coalesce(sum(deeds), 0) FROM account WHERE live AND report <> ''"
    reports, deeds = connection.execute(query).fetchone()
    made = Summary(reports=reports, deeds=deeds, changed=changed, relinked=relinked)
    for state in file_states(connection):
        made.files[state.state] += 1
        if state.state == "set aside":
            made.aside.append(state)
    return made


def file_states(connection: sqlite3.Connection) -> Iterator[FileState]:
    """Yield the state of each text and record file, in order of path."""
    # A text that cannot be drafted needs no draft either when its records are given.
    query = """SELECT path, kind, sha256, report, error, NOT again AND EXISTS (
        SELECT 1 FROM shape JOIN account USING (sha256) WHERE shape.path = file.path AND account.kind = 'records'
        AND account.report <> '') FROM file WHERE kind <> 'draft' ORDER BY path"""
    for path, kind, sha256, report, error, recorded in connection.execute(query):
        if error is not None and recorded:
            yield FileState(_name(path), "recorded", sha256=sha256)
        elif error is not None:
            yield FileState(_name(path), "set aside", sha256=sha256 or "", why=error)
        elif kind == "text":
            yield _of_text(connection, path, sha256, report)
        else:
            yield _of_records(connection, path, sha256)


def _name(path: bytes) -> str:
    return shown(os.fsdecode(path))


def _of_text(connection: sqlite3.Connection, path: bytes, sha256: str, report: str) -> FileState:
    query = "SELECT min(path) FROM file WHERE kind = 'text' AND report = ?"
    (first,) = connection.execute(query, (report,)).fetchone()
    if first != path:
        same = Message("ingest-same-report", path=_name(path), report=report, first=_name(first))
        return FileState(_name(path), "set aside", report, sha256, why=same)
    query = "SELECT path, error FROM file WHERE kind = 'draft' AND report = ?"
    draft = connection.execute(query, (report,)).fetchone()
    if draft is None:
        gone = Message("ingest-draft-gone", path=_name(path))
        return FileState(_name(path), "set aside", report, sha256, why=gone)
    holder, error = draft
    query = "SELECT live, why, deeds, agents, places FROM account WHERE holder = ? AND report <> ''"
    account = connection.execute(query, (holder,)).fetchone()
    live, why, deeds, agents, places = account or (0, "", 0, 0, 0)
    if account is None:
        why = Message("ingest-no-report", path=_name(holder))
    states: dict[str, State] = {WAITING: "waiting", RECORDED: "recorded", REMOVED: "removed"}
    state: State = "set aside" if error else "loaded" if live else states.get(why, "set aside")
    words = error or why if state == "set aside" else ""
    counts = (deeds or 0, agents or 0, places or 0)
    return FileState(_name(path), state, report, sha256, *counts, _name(holder), words)


def _of_records(connection: sqlite3.Connection, path: bytes, sha256: str) -> FileState:
    query = """SELECT report, live, why, deeds, agents, places FROM account WHERE (report, holder) IN
        (SELECT report, holder FROM part WHERE path = ?) ORDER BY report"""
    reports: list[str] = []
    refused: list[str] = []
    deeds = agents = places = removed = 0
    for report, live, why, *counts in connection.execute(query, (path,)):
        if report:
            reports.append(report)
        if live:
            deeds, agents, places = deeds + counts[0], agents + counts[1], places + counts[2]
        elif why == REMOVED:
            removed += 1
        else:
            refused.append(why)
    named = reports[0] if len(reports) == 1 else f"{len(reports)} reports" if reports else ""
    gone = removed and removed == len(reports)
    state: State = "set aside" if refused else "removed" if gone else "loaded"
    words = refused[0] if refused else ""
    if len(refused) > 1:
        words = Message("ingest-more-reports", what=words, n=len(refused) - 1)
    return FileState(_name(path), state, named, sha256, deeds, agents, places, why=words)
