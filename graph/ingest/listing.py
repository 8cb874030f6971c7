"""The files of folders: those that ingest reads, in order of name, with size and time of change."""

import os
import stat
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import DataError, os_reason
from graph.messages import Message

TEXTS = frozenset((".txt", ".html", ".htm", ".pdf", ".docx"))
RECORDS = frozenset((".yaml", ".yml", ".jsonl"))
MANIFEST = "manifest.sqlite"  # a folder that has one is the work folder of an ingest, and no archive


@dataclass(frozen=True)
class Found:
    """A file as it was listed, or a folder that could not be; ``error`` says why, if a file cannot be read either."""

    path: str
    kind: str  # text, records, folder
    size: int = 0
    mtime: int = 0  # nanoseconds
    error: str | None = None


def listed(folders: Iterable[Path], leave_out: Container[str] = ()) -> Iterator[Found]:
    """Yield the texts and record files of folders and of those below them, each file once.

    Names that begin with a dot are left out, and so are the folders in ``leave_out`` (by absolute path).
    Links to files are read; links to folders are not entered, so that none leads into a cycle or out of the
    archive. Raises ``DataError`` for a path that does not exist or is neither file nor folder.
    """
    seen: set[str] = set()
    for folder in folders:
        root = os.path.abspath(folder)  # noqa: PTH100 - Path.resolve would follow links in names that were given
        if os.path.isfile(root):  # noqa: PTH113
            below: Iterable[str | OSError] = [root]
        elif os.path.isdir(root):  # noqa: PTH112
            below = _below(root, leave_out)
        else:
            raise DataError("file-not-there", shown(root))
        for path in below:
            found = _unreadable(path) if isinstance(path, OSError) else _stat(path, kind_of(path))
            if found and found.path not in seen:
                seen.add(found.path)
                yield found


def kind_of(path: str) -> str | None:
    """Return the kind of a file by its name: a text, records, or neither.

    >>> kind_of("a/2020-03-11-b.TXT"), kind_of("a/b.jsonl"), kind_of("a/b.csv")
    ('text', 'records', None)
    """
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    return "text" if suffix in TEXTS else "records" if suffix in RECORDS else None


def _below(root: str, leave_out: Container[str]) -> Iterator[str | OSError]:
    """Yield the files below a folder, and the error of each folder that cannot be read."""
    wrong: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=wrong.append):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f"{folder}/{f}" not in leave_out)
        if MANIFEST in files:
            folders.clear()
            continue
        yield from (f"{folder}/{name}" for name in sorted(files) if not name.startswith("."))
    yield from wrong


def _unreadable(error: OSError) -> Found:
    return Found(str(error.filename), "folder", error=Message("file-unreadable", why=os_reason(error)))


def _stat(path: str, kind: str | None) -> Found | None:
    """Return a file's size and time of change; ``None`` for other kinds of file and for what is no file."""
    if kind is None:
        return None
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:
        return Found(path, kind, error=Message("file-unreadable", why=os_reason(error)))
    return Found(path, kind, status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def shown(path: str) -> str:
    r"""Return a path escaped so that it fits in one line.

    >>> shown("a/b\nc")
    'a/b\\nc'
    """
    if path.isprintable():
        return path
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)
