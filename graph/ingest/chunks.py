"""A file's bytes, read once, as jobs for workers: one, or many for a long JSON Lines file."""

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from graph.errors import DataError
from graph.ingest.listing import Found, shown
from graph.ingest.tasks import Job, Kind

_MAX_TEXT_BYTES = 64_000_000
_MAX_YAML_BYTES = 8_000_000  # many times a report's records; the reader builds a tree of the whole file
_PIECE_BYTES = 1_000_000  # of JSON Lines that one worker reads at a time
_MAX_REPORT_BYTES = 64_000_000  # of one report in JSON Lines
_REPORT_LINE = re.compile(rb'"record"\s*:\s*"report"')


def chunks(
    found: Found, before: str | None, day: date | None, text_path: str | None
) -> Iterator[tuple[Job, str]]:
    """Yield a file's jobs, each with the SHA-256 of what was read so far: of the whole file with the last.

    There are none for a file whose hash is ``before``. ``text_path`` is the text that a draft was made from.
    Raises ``OSError`` when it cannot be read, and ``DataError`` when it is too large.
    """
    kind = cast(Kind, found.kind)
    if found.path.lower().endswith(".jsonl"):
        yield from _of_lines(found, before)
        return
    largest = _MAX_TEXT_BYTES if kind == "text" else _MAX_YAML_BYTES
    with open(found.path, "rb") as file:  # noqa: PTH123 - the name may not be UTF-8
        data = file.read(largest + 1)
    if len(data) > largest:
        key = "ingest-too-large" if kind == "text" else "ingest-too-large-lines"
        raise DataError(key, shown(found.path), most=largest)
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 == before:
        return
    text = Path(text_path).read_bytes() if text_path is not None else None
    yield Job(found.path, kind, data, day, text=text, text_path=text_path or ""), sha256


def _of_lines(found: Found, before: str | None) -> Iterator[tuple[Job, str]]:
    with open(found.path, "rb") as file:  # noqa: PTH123
        if before is not None:
            if hashlib.file_digest(file, "sha256").hexdigest() == before:
                return
            file.seek(0, os.SEEK_SET)
        hashed = hashlib.sha256()
        last: Job | None = None
        for first_line, data in _cut(file, found.path):
            if last is not None:
                yield last, hashed.hexdigest()
            hashed.update(data)
            last = Job(found.path, "records", data, first_line=first_line, last=False)
        whole = last or Job(found.path, "records", b"")
        yield Job(whole.path, "records", whole.data, first_line=whole.first_line), hashed.hexdigest()


def _cut(file: BinaryIO, path: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file in pieces that end before a report's line, each with the number of its first line."""
    first, size = 1, 0
    lines: list[bytes] = []
    in_report = False
    for number, line in enumerate(iter(lambda: file.readline(_MAX_REPORT_BYTES), b""), 1):
        begins = bool(_REPORT_LINE.search(line))
        if size >= _PIECE_BYTES and (begins or not in_report):
            yield first, b"".join(lines)
            first, size, lines = number, 0, []
        if size + len(line) > _MAX_REPORT_BYTES:
            raise DataError("ingest-report-too-large", shown(path), first, most=_MAX_REPORT_BYTES)
        in_report = in_report or begins
        lines.append(line)
        size += len(line)
    yield first, b"".join(lines)
