"""Which accounts are to be in the graph: those that are valid, complete, the only ones of their report, and reviewed.

That depends on the manifest's contents alone, not on the order in which files were read.
"""

import os
import sqlite3
from collections.abc import Iterator

from graph.ingest.listing import shown
from graph.ingest.source_reports import bundle_of, check_against_texts, dirty, judge_again
from graph.ingest.tasks import one_line
from graph.messages import Message
from graph.model.iris import path_of
from graph.model.records import Decision, RecordType
from graph.model.references import Known, reference_errors
from graph.model.vocab import DEFAULT_BASE

WAITING, RECORDED, NO_TEXT, REMOVED = "waiting", "recorded", "no text", "removed"
# Each account that is not to be loaded, with the reason; the first reason that applies counts.
_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("UPDATE account SET live = 1, why = NULL", ()),
    ("UPDATE account SET live = 0, why = fault WHERE fault IS NOT NULL", ()),
    (
        """UPDATE account SET live = 0, why = held.fault FROM held
        WHERE held.report = account.report AND held.holder = account.holder AND held.fault IS NOT NULL
        AND EXISTS (SELECT 1 FROM shape WHERE shape.sha256 = account.sha256)""",
        (),
    ),
    (
        """UPDATE account SET live = 0, why = ? WHERE kind = 'draft' AND NOT EXISTS (
        SELECT 1 FROM file AS draft JOIN file AS text ON text.report = draft.report AND text.kind = 'text'
        WHERE draft.path = holder)""",
        (NO_TEXT,),
    ),
    (
        """UPDATE account SET live = 0, why = ? WHERE kind = 'draft' AND EXISTS (
        SELECT 1 FROM account AS given WHERE given.kind = 'records' AND given.report <> ''
        AND (given.sha256 = account.sha256 OR given.report = account.report))""",
        (RECORDED,),
    ),
    (
        """UPDATE account SET live = 0, why = ? WHERE kind = 'draft' AND live AND NOT reviewed
        AND NOT EXISTS (SELECT 1 FROM file WHERE path = holder AND accepted)""",
        (WAITING,),
    ),
    # What a person removed stays out until its files change or were missing.
    (
        """UPDATE account SET live = 0, why = ? WHERE live AND EXISTS (
        SELECT 1 FROM removed WHERE removed.report = account.report AND removed.digest = account.digest)""",
        (REMOVED,),
    ),
    (
        """DELETE FROM removed WHERE NOT EXISTS (SELECT 1 FROM account
        WHERE account.report = removed.report AND account.digest = removed.digest)""",
        (),
    ),
)
_TWICE = """SELECT report, holder, (SELECT min(holder) FROM account AS first WHERE first.report = account.report
    AND first.kind = account.kind) AS first FROM account WHERE report <> '' AND kind = 'records' AND holder > first"""
_LACKING = """SELECT report, holder FROM account WHERE live AND EXISTS (
    SELECT 1 FROM need WHERE need.report = account.report AND need.holder = account.holder AND NOT EXISTS (
        SELECT 1 FROM told JOIN account AS teller USING (report, holder) WHERE told.iri = need.iri AND teller.live))"""


def resolve_reports(connection: sqlite3.Connection) -> None:
    """Mark in the manifest which accounts are to be in the graph, and why the others are not."""
    judge_again(connection)
    check_against_texts(connection)
    for step in _STEPS:
        connection.execute(*step)
    for report, holder, first in connection.execute(_TWICE).fetchall():
        words = Message("ingest-report-twice", path=_name(holder), report=report, first=_name(first))
        _refuse(connection, report, holder, words)
    # A refused account may have had what others need, so this is repeated until nothing lacks.
    while lacking := connection.execute(_LACKING).fetchall():
        reasons = [_what_lacks(connection, report, holder) for report, holder in lacking]
        for (report, holder), why in zip(lacking, reasons, strict=True):
            _refuse(connection, report, holder, why)


def note_removed(connection: sqlite3.Connection, report: str) -> None:
    """Store that a person removed a report from the store."""
    dirty(connection)
    connection.execute(
        """INSERT OR REPLACE INTO removed SELECT report, digest FROM account
        WHERE report = ? AND live AND digest IS NOT NULL""",
        (report,),
    )
    query = "UPDATE account SET live = 0, why = ? WHERE report = ? AND live AND digest IS NOT NULL"
    connection.execute(query, (REMOVED, report))


def _name(holder: bytes) -> str:
    return shown(os.fsdecode(holder))


def _refuse(connection: sqlite3.Connection, report: str, holder: bytes, why: str) -> None:
    query = "UPDATE account SET live = 0, why = ? WHERE report = ? AND holder = ?"
    connection.execute(query, (why, report, holder))


def _what_lacks(connection: sqlite3.Connection, report: str, holder: bytes) -> str:
    query = """SELECT 1 FROM told JOIN account USING (report, holder) WHERE iri = ? AND live LIMIT 1"""

    def elsewhere(record_type: RecordType, identifier: str) -> bool:
        return (
            connection.execute(query, (DEFAULT_BASE + path_of(record_type, identifier),)).fetchone()
            is not None
        )

    bundle, _ = bundle_of(connection, report, holder)
    known = Known(elsewhere=elsewhere)
    known.learn(bundle)
    return one_line(reference_errors(bundle, known))


def decisions(connection: sqlite3.Connection) -> Iterator[Decision]:
    """Yield the decisions that people wrote into the records."""
    query = """SELECT DISTINCT report, holder FROM part JOIN account USING (report, holder)
        WHERE decisions AND live ORDER BY report, holder"""
    for report, holder in connection.execute(query).fetchall():
        yield from bundle_of(connection, report, holder)[0].decisions or []
