"""Records checked against schema, references, gazetteer, shapes and text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from graph.errors import DataError, at_place, unexpected_error
from graph.messages import Message, counted
from graph.model.gazetteer import division, place_errors
from graph.model.read import Group, read_groups
from graph.model.records import LOCAL_AGENTS, Bundle, RecordType, Report
from graph.model.references import Known, reference_errors
from graph.model.schema import at_field, located
from graph.text.names import NameIndex, names_of
from graph.text.reading import Reading, read_closely
from graph.text.report import Texts, find_texts, line_of, read_text
from graph.validate.coverage import Leftover, Tally, cover
from graph.validate.evidence import Shared, evidence_errors
from graph.validate.shapes import shape_violations

# So many deeds go through the shapes at a time: enough to forget what a run costs to begin with, and
# little enough to be held in memory.
_BATCH = 1000


Severity = Literal["error", "leftover", "note"]


@dataclass(frozen=True)
class Finding:
    """Something that is wrong (``error``), or that the text says and no record holds (``leftover``).

    A ``note`` is no error: what a draft leaves over, and a file among the texts that no report needs.
    """

    path: str | None
    line: int | None
    record: str | None
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return at_place(self.message, self.path, self.line, self.record)


@dataclass
class Checked:
    """What a check found, how much it looked at, and of each draft whether its spans hold."""

    findings: list[Finding] = field(default_factory=list)
    reports: int = 0
    deeds: int = 0
    agents: int = 0
    places: int = 0
    codes: int = 0
    in_register: int = 0
    texts: int = 0
    texts_of_no_report: int = 0
    numbers: Tally = field(default_factory=Tally)
    dates: Tally = field(default_factory=Tally)
    names: Tally = field(default_factory=Tally)
    drafts: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Say whether anything is wrong: findings that are notes are not."""
        return any(finding.severity != "note" for finding in self.findings)

    def summary(self) -> list[str]:
        """Return what was looked at, in lines for a person."""
        lines: list[str] = [
            Message(
                "checked-records",
                reports=self.reports,
                deeds=self.deeds,
                agents=self.agents,
                places=self.places,
            ),
            Message("checked-codes", codes=self.codes, known=self.in_register),
        ]
        if self.texts or self.texts_of_no_report:
            lines.append(Message("checked-texts", texts=self.texts, others=self.texts_of_no_report))
        if self.texts:
            for what, tally in (
                ("numbers", self.numbers),
                ("dates", self.dates),
                ("names", self.names),
            ):
                counts = {"recorded": tally.recorded, "excused": tally.excused, "left": tally.left}
                lines.append(
                    Message("checked-tally", what=Message(f"what-{what}"), found=tally.found, **counts)
                )
        return lines


def check(paths: Iterable[Path], text: Path | None = None) -> list[Finding]:
    """Return what is wrong with the records at ``paths`` and, with the reports' text, what is left over.

    ``text`` is a folder with the reports' texts, matched by their SHA-256, or one such file, in any form
    that ``extract`` reads. What a draft leaves over is a finding that is only a note.

    >>> from graph.resources import resource
    >>> check([resource("data")])
    []
    """
    return examine(paths, text).findings


def examine(paths: Iterable[Path], text: Path | None = None) -> Checked:
    """Check records as ``check`` does, and count what was looked at.

    A group of files with faulty records is not looked at further; the groups after it are.
    """
    examiner = _Examiner(text)
    try:
        for group in read_groups(paths):
            examiner.take(group)
    except DataError as error:
        examiner.report([error])
    return examiner.finish()


class _Examiner:
    """One run: what is known so far, and what was found.

    ``broken`` has the records that were too faulty to be taken in, ``unread`` says that a file may hold more
    of them, ``seen`` has the reports' ids, ``held`` the hashes of their texts, ``early`` the shared records that wait
    for others that they may name, ``waiting`` what the shapes have not seen yet.
    """

    def __init__(self, text: Path | None) -> None:
        self.checked = Checked()
        self.text = text
        self.texts = find_texts(text) if text else Texts()
        # Whether an unreadable file matters is reported with the reports that miss their text.
        self.report(self.texts.errors, "note" if self.texts.by_hash else "error")
        self.known = Known(elsewhere=self._may_exist)
        self.shared = Shared()
        self.names = NameIndex()
        self.broken: set[str] = set()
        self.unread = False
        self.seen: set[str] = set()
        self.held: set[str] = set()
        self.early: list[Bundle] = []
        self.waiting: list[Bundle] = []

    def report(self, errors: Iterable[DataError], severity: Severity = "error") -> None:
        """Add errors as findings."""
        for error in errors:
            path = str(error.path) if error.path is not None else None
            self.checked.findings.append(Finding(path, error.line, error.record, error.message, severity))

    def take(self, group: Group) -> None:
        """Check a group of files that were read together."""
        self.report(group.errors)
        self.broken.update(error.record for error in group.errors if error.record)
        self.unread = self.unread or any(error.record is None for error in group.errors)
        for bundle in group.bundles:
            self._learn(bundle)
        if not group.errors:
            self.early += group.bundles
        if any(bundle.report is not None for bundle in group.bundles):
            self._judge_all()
        if sum(len(bundle.deeds) for bundle in self.waiting) >= _BATCH:
            self._hold_against_shapes()

    def finish(self) -> Checked:
        """Check what still waits; return all findings in the order of files and lines."""
        self._judge_all()
        self._hold_against_shapes()
        self.checked.texts_of_no_report = len(self.texts.by_hash.keys() - self.held)
        if self.text and self.text.is_file() and self.checked.texts_of_no_report:
            (found,) = self.texts.by_hash
            self.report([DataError("text-of-no-report", self.text, sha256=found)])
        self.checked.findings.sort(key=lambda finding: (finding.path or "", finding.line or 0))
        return self.checked

    def _may_exist(self, record_type: RecordType, identifier: str) -> bool:
        """Say whether an id may be that of a record that was too faulty to be taken in."""
        return self.unread or f"{record_type} {identifier}" in self.broken

    def _learn(self, bundle: Bundle) -> None:
        self.known.learn(bundle)
        self.shared.learn(bundle)
        for record in (*bundle.agents, *bundle.places, *bundle.documents):
            if record.get("type") not in LOCAL_AGENTS:
                self.names.add(names_of(record))
        coded = [place for place in bundle.places if "code" in place]
        self.checked.reports += bundle.report is not None
        self.checked.deeds += len(bundle.deeds)
        self.checked.agents += len(bundle.agents)
        self.checked.places += len(bundle.places)
        self.checked.codes += len(coded)
        self.checked.in_register += sum(division(p["code"], p["edition"]) is not None for p in coded)

    def _judge_all(self) -> None:
        for bundle in self.early:
            try:
                self._judge(bundle)
            except Exception as error:  # one report's stops no other
                origins = [origin.path for origin in bundle.origins.values()]
                self.report([unexpected_error(error, origins[0] if origins else "")])
        self.early.clear()

    def _judge(self, bundle: Bundle) -> None:
        errors = reference_errors(bundle, self.known) + place_errors(bundle, self.shared.places)
        if bundle.report and bundle.report["id"] in self.seen:
            words = Message("report-twice")
            errors.append(located(bundle, "report", bundle.report["id"], words))
        if bundle.report:
            self.seen.add(bundle.report["id"])
        self.report(errors)
        if errors:
            return
        self.waiting.append(bundle)
        if bundle.report and self.text and self.texts.by_hash:
            self._hold_against_text(bundle, bundle.report)

    def _hold_against_shapes(self) -> None:
        if self.waiting:
            self.report(shape_violations(self.waiting))
            self.waiting.clear()

    def _hold_against_text(self, bundle: Bundle, report: Report) -> None:
        path = self.texts.by_hash.get(report["sha256"])
        if path is None:
            if self.text and self.text.is_dir():  # one text by itself is that of one report only
                words = at_field("sha256", Message("text-missing", path=self.text))
                self.report([located(bundle, "report", report["id"], words)])
            return
        self.checked.texts += 1
        self.held.add(report["sha256"])
        reading = read_closely(read_text(path))
        errors = evidence_errors(bundle, reading, self.shared)
        self.report(errors)
        draft = any("confidence" in deed for deed in bundle.deeds)
        if draft:
            self.checked.drafts.append(_draft_summary(bundle, report, errors))
        coverage = cover(bundle, reading, self.names)
        self.report(located(bundle, "report", report["id"], message) for message in coverage.errors)
        severity: Severity = "note" if draft else "leftover"
        self.checked.findings += [
            _left_over(left, report, reading, path, severity) for left in coverage.leftovers
        ]
        self.checked.numbers.add(coverage.numbers)
        self.checked.dates.add(coverage.dates)
        self.checked.names.add(coverage.names)


def _draft_summary(bundle: Bundle, report: Report, errors: Iterable[DataError]) -> str:
    """Return a line that says of a draft whether its spans bear its deeds out."""
    wrong = {error.record for error in errors}
    loose = [deed["id"] for deed in bundle.deeds if f"deed {deed['id']}" in wrong]
    path = bundle.origin("report", report["id"]).path
    draft = {"path": path, "report": report["id"], "deeds": counted(len(bundle.deeds), "deed")}
    if not loose:
        return Message("draft-holds", **draft)
    return Message(
        "draft-loose-many" if len(loose) > 1 else "draft-loose-one", loose=", ".join(loose), **draft
    )


def _left_over(left: Leftover, report: Report, reading: Reading, path: Path, severity: Severity) -> Finding:
    paragraph = next(p.number for p in reading.paragraphs.values() if p.start <= left.start < p.end)
    said = reading.text[left.start : left.end]
    where = f"{{paragraph: {paragraph}, start: {left.start}, end: {left.end}}}"
    message = Message("left-over", what=Message(f"what-{left.what}"), said=said, where=where)
    return Finding(str(path), line_of(reading.text, left.start), f"report {report['id']}", message, severity)
