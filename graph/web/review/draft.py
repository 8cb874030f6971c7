"""A draft under review: its file, the text it cites, and every change saved at once, whole, and to be undone."""

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from graph.common.atomic_write import atomic_write
from graph.errors import CallError, DataError, DataErrors, os_reason
from graph.messages import Label, Message, in_language
from graph.model.read import read_data, record_bytes
from graph.model.records import Bundle
from graph.model.references import Known, reference_errors
from graph.text.reading import Reading, read_closely
from graph.text.report import paragraphs
from graph.validate.evidence import Shared, evidence_errors, span_errors
from graph.web.review.changes import apply
from graph.web.review.yaml_edit import edited

_KEPT = 500  # changes that can be undone
_DRAFTED = re.compile(
    rb"""^(?:\xef\xbb\xbf)?(?:\{ *)?["']?(?:report|deeds)["']? *:""", re.MULTILINE
)  # what a draft says, also one in braces


class Stale(Exception):
    """A change was made on a draft that is another by now; what it is now goes with the answer."""


@dataclass
class Draft:
    """One report's draft; a class, since it keeps what it was, to be undone, and one change at a time goes in."""

    path: Path
    shared: list[Bundle]  # records of others: known agents and places
    text: str | None = None
    done: list[bytes] = field(default_factory=list)
    undone: list[bytes] = field(default_factory=list)
    ours: str = ""  # the version that we wrote last: what can be undone leads to it
    lock: Lock = field(default_factory=Lock)
    reading: Reading | None = None

    def data(self) -> bytes:
        """Return what the file holds now. Raises ``DataError`` when it cannot be read."""
        try:
            self.path.stat()
        except OSError as error:
            raise DataError("review-unreadable", self.path, why=os_reason(error)) from None
        return record_bytes(self.path)

    def state(self) -> dict[str, Any]:
        """Return the draft as the page shows it. Raises ``DataErrors`` when the file is no records."""
        data = self.data()
        bundle = read_bundle(data, self.path)
        return self._state(data, bundle, self._errors(bundle))

    def _state(self, data: bytes, bundle: Bundle, errors: list[dict[str, str]]) -> dict[str, Any]:
        return {
            "name": self.path.name,
            "version": version_of(data),
            "report": bundle.report,
            "agents": bundle.agents,
            "places": bundle.places,
            "documents": bundle.documents,
            "deeds": bundle.deeds,
            "faults": errors,
            "warnings": [] if errors else self._warnings(bundle),
            "undo": len(self.done) if version_of(data) == self.ours else 0,
            "redo": len(self.undone) if version_of(data) == self.ours else 0,
        }

    def page_text(self) -> list[dict[str, Any]] | None:
        """Return the text's paragraphs with their first characters; ``None`` when it was not given."""
        if self.text is None:
            return None
        return [{"n": p.number, "start": p.start, "text": p.text} for p in paragraphs(self.text)]

    def change(self, version: str, change: Mapping[str, Any], by: str) -> tuple[dict[str, Any], list[str]]:
        """Make a change, if the draft is still of this version; return its new state and the deeds touched.

        It is saved before this returns. Raises ``Stale`` when the file is of another version, ``CallError`` for a
        change that cannot be made, and ``DataErrors`` for one that would leave a deed wrong; then nothing is saved.
        """
        with self.lock:
            data = self.data()
            if version_of(data) != version:
                raise Stale
            new, touched = edited(
                data, lambda document: apply(document, change, by, date.today().isoformat())
            )
            bundle = read_bundle(new, self.path)
            errors = self._errors(bundle)
            before = self._errors(read_bundle(data, self.path))
            wrong = [error for error in errors if error["deed"] in touched or error not in before]
            if wrong:
                raise DataErrors([_data_error(error) for error in wrong])
            save(self.path, new, data)
            # What somebody else wrote meanwhile is not undone: the stack begins anew behind it.
            self.done = [*(self.done[-_KEPT:] if version == self.ours else ()), data]
            self.undone.clear()
            self.ours = version_of(new)
            return self._state(new, bundle, errors), touched

    def undo(self, version: str, *, again: bool = False) -> dict[str, Any]:
        """Take the last change back, or make it again; raises as ``change`` does.

        What somebody else wrote into the file since then stays: then there is nothing to take back.
        """
        with self.lock:
            data = self.data()
            if version_of(data) != version:
                raise Stale
            taken, other = (self.undone, self.done) if again else (self.done, self.undone)
            if not taken:
                raise CallError("review-nothing-again" if again else "review-nothing-undo")
            if version != self.ours:
                raise CallError("review-changed-elsewhere")
            new = taken[-1]
            save(self.path, new, data)
            taken.pop()
            other.append(data)
            self.ours = version_of(new)
            return self.state()

    def _errors(self, bundle: Bundle) -> list[dict[str, str]]:
        """Return what is wrong with the records: references that point nowhere, spans past the text."""
        known = Known()
        for other in (*self.shared, bundle):
            known.learn(other)
        found = [_as_json(error) for error in reference_errors(bundle, known)]
        if self.text is not None:
            self.reading = self.reading or read_closely(self.text)
            for record_type, record in bundle.records():
                if record_type in ("agent", "deed"):
                    where = f"{record_type} {record['id']}"
                    found += [_said(where, message) for message in span_errors(record, self.reading)]
        return found

    def _warnings(self, bundle: Bundle) -> list[dict[str, str]]:
        """Return where the cited words do not say what the record does; a person may know better."""
        if self.text is None or self.reading is None:
            return []
        shared = Shared()
        for other in (*self.shared, bundle):
            shared.learn(other)
        return [_as_json(error) for error in evidence_errors(bundle, self.reading, shared)]


def save(path: Path, new: bytes, held: bytes) -> None:
    """Write a draft's file, if it still holds what the change was made on.

    Raises ``Stale`` when it does not, ``CallError`` when it is gone, read-only, or cannot be written.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        raise CallError("review-file-gone", path=path) from None
    # A read-only file would be replaced all the same, since it is its folder that is written to.
    if not mode & 0o222 or not os.access(path, os.W_OK):
        raise CallError("review-read-only", path=path)
    with atomic_write(path) as file:
        file.write(new)
        if path.read_bytes() != held:
            raise Stale


def _as_json(error: DataError) -> dict[str, str]:
    return _said(error.record or "", error.message)


def _said(record: str, message: str) -> dict[str, str]:
    """Return what is wrong with a record ("deed d01", "agent x") as the page shows it, in both languages."""
    record_type, _, identifier = record.partition(" ")
    deed = identifier if record_type == "deed" else ""
    both = {"message": in_language(message, "en"), "zh": in_language(message, "zh")}
    return {"deed": deed, "record": record, **both}


def _data_error(error: dict[str, str]) -> DataError:
    return DataError(Label(error["message"], error["zh"]), None, None, error["record"] or None)


def version_of(data: bytes) -> str:
    """Return a name for what a file holds."""
    return hashlib.sha256(data).hexdigest()[:20]


def read_bundle(data: bytes, path: Path) -> Bundle:
    """Return the one report of a draft file. Raises ``DataErrors`` for a file that is none."""
    groups = list(read_data(data, path))
    errors = [error for group in groups for error in group.errors]
    if errors:
        raise DataErrors(errors)
    bundles = [bundle for group in groups for bundle in group.bundles if bundle.report is not None]
    if len(bundles) != 1:
        raise DataErrors([DataError("review-no-report", path)])
    return bundles[0]


def _like_a_draft(draft: Draft) -> bool:
    """Say whether a file that is no draft may have been one: it names a report or deeds, or cannot be read at all."""
    try:
        return _DRAFTED.search(draft.data()) is not None
    except DataError:
        return True


def _first_of(error: DataError) -> str:
    """Return an error in one line, with the number of those that came with it."""
    first, *more = error.errors if isinstance(error, DataErrors) else [error]
    return Message("and-more", what=first.words, n=len(more)) if more else first.words


def open_drafts(
    paths: list[Path],
    texts: Callable[[str], str | None],
    shared: list[Bundle],
    say: Callable[[str], None] = lambda _: None,
) -> list[Draft]:
    """Open the drafts among files and folders; ``texts`` gives a report's text by its SHA-256.

    A folder's file that seems to be a draft and is none that can be reviewed is left out; ``say`` is given a line on
    it. Raises ``DataErrors`` for a file that cannot be reviewed, ``CallError`` when there is none.
    """
    files = [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    folders = {path for path in paths if path.is_dir()}
    drafts = []
    for file in files:
        if file.suffix not in (".yaml", ".yml"):
            raise CallError("review-not-yaml", path=file)
        draft = Draft(file, shared)
        try:
            bundle = read_bundle(draft.data(), file)
        except DataError as error:
            if not any(folder in file.parents for folder in folders):
                raise
            if _like_a_draft(draft):  # among a folder's files there are others than drafts
                say(Message("review-left-out", what=_first_of(error)))
            continue
        draft.text = texts((bundle.report or {}).get("sha256", ""))
        drafts.append(draft)
    if not drafts:
        raise CallError("review-no-drafts", paths=", ".join(map(str, paths)))
    return drafts
