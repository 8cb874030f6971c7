"""The two things that go wrong for a person: the data is wrong (exit 1) or the call is wrong (exit 2)."""

from pathlib import Path


class DeedgraphError(Exception):
    """Any error that is told to a person in one line, without a traceback."""

    exit_code = 2


class CallError(DeedgraphError):
    """The call is wrong: an argument, a query, a place to write to."""


class NotAllowed(CallError):
    """The call is understood and not allowed: an update, another server, a file."""


class DataError(DeedgraphError):
    """The data is wrong: what, and where (file, line, record)."""

    exit_code = 1

    def __init__(
        self, message: str, path: Path | str | None = None, line: int | None = None, record: str | None = None
    ) -> None:
        self.message, self.path, self.line, self.record = message, path, line, record
        where = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(": ".join(part for part in (where, record or "", message) if part))


class DataErrors(DataError):
    """Several faults found in one go."""

    def __init__(self, faults: list[DataError]) -> None:
        self.errors = faults
        Exception.__init__(self, "\n".join(str(fault) for fault in faults))


class StoreError(DeedgraphError):
    """The place that holds the graph failed: a server is down, an answer broke off, a limit was passed."""

    exit_code = 1


def unread_decisions_error() -> CallError:
    """Return what to tell a person whose decision has no file: all records given are drafts in a folder of ingest's."""
    return CallError(
        "decisions beside an ingest's drafts are never read; name a file in a folder that is ingested: --decisions FILE"
    )


def temporary_space_error(error: Exception) -> StoreError:
    """Return what to tell a person when temporary files cannot be written."""
    words = " ".join(str(error).split())
    return StoreError(f"temporary files cannot be written: {words}; make room, or set TMPDIR to another disk")
