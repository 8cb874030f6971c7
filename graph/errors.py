"""The two things that go wrong for a person: the data is wrong (exit 1) or the call is wrong (exit 2)."""

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graph.messages import Label, Language, Message, catalogue, in_language, joined


class DeedgraphError(Exception):
    """Any error that a person gets in one line, without a traceback.

    Made of a key of ``messages.tsv`` and its parameters, or of a message that is made already:
    ``CallError("store-not-a-folder", path=path)``. ``str(error)`` is in the active language; ``words`` is all that the
    person gets, ``message`` the same without its place.
    """

    exit_code = 2

    def __init__(self, message: str, /, **params: Any) -> None:
        self.message = self.words = _message(message, params)
        super().__init__(self.message)

    def in_language(self, language: Language) -> str:
        """Return what the person gets, with its place, in a language."""
        return in_language(self.words, language)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel between processes."""
        return type(self), (self.message,)


class CallError(DeedgraphError):
    """The call is wrong: an argument, a query, a place to write to."""


class NotAllowed(CallError):
    """The call is understood and not allowed: an update, another server, a file."""


class DataError(DeedgraphError):
    """The data is wrong: what, and where (file, line, record)."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        path: Path | str | None = None,
        line: int | None = None,
        record: str | None = None,
        **params: Any,
    ) -> None:
        self.message = _message(message, params)
        self.path, self.line, self.record = path, line, record
        self.words = at_place(self.message, path, line, record)
        Exception.__init__(self, self.words)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel between processes."""
        return type(self), (self.message, self.path, self.line, self.record)


class DataErrors(DataError):
    """Several errors found in one go."""

    def __init__(self, errors: Sequence[DataError]) -> None:
        self.errors = list(errors)
        self.message = self.words = joined((error.words for error in self.errors), "\n", "\n")
        Exception.__init__(self, self.words)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel between processes."""
        return type(self), (self.errors,)


class StoreError(DeedgraphError):
    """The place that holds the graph failed: a server is down, an answer broke off, a limit was passed."""

    exit_code = 1


def at_place(message: str, path: Path | str | None, line: int | None, record: str | None) -> Label:
    """Return a message with its place before it: ``file:line: deed d07: what is wrong``.

    The record is its type and its id; the type is said in the language of the message.

    >>> at_place("wrong", "a.yaml", 3, "deed d07").in_language("zh")
    'a.yaml:3：事迹 d07：wrong'
    """
    where = ":".join(str(part) for part in (path, line) if part is not None)
    record_type, space, identifier = (record or "").partition(" ")
    if f"record-{record_type}" in catalogue():
        record_type = Message(f"record-{record_type}")

    def text(language: Language, colon: str) -> str:
        named = in_language(record_type, language) + space + identifier
        return colon.join(part for part in (where, named, in_language(message, language)) if part)

    return Label(text("en", ": "), text("zh", "："))


def os_reason(error: OSError) -> str:
    """Return why the operating system refused, in both languages where it is one of the usual reasons."""
    key = f"os-{errno.errorcode.get(error.errno or 0, '')}"
    return Message(key) if key in catalogue() else str(error.strerror or error)


def _message(message: str, params: dict[str, Any]) -> str:
    return message if isinstance(message, (Message, Label)) else Message(message, **params)


def unexpected_error(error: Exception, path: Path | str) -> DataError:
    """Return the error for a failure of the program itself on one file, so that the others go on."""
    why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return DataError("file-unexpected", path, why=why)


def unread_decisions_error() -> CallError:
    """Return the error for a decision that has no file: all records given are drafts in a folder of ingest's."""
    return CallError("decisions-unread")


def temporary_space_error(error: Exception) -> StoreError:
    """Return the error for temporary files that cannot be written."""
    return StoreError("temporary-space", why=" ".join(str(error).split()))
