"""Reads a report's text from a file: plain text in UTF-8, GB18030 or Big5, and HTML, PDF and DOCX by an extra."""

import re
import textwrap
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from graph.common.open_input import read_input
from graph.errors import DataError, os_reason, unexpected_error
from graph.messages import Message
from graph.text.encodings import decode
from graph.text.lines import unwrap

_SUFFIXES = frozenset((".txt", ".md", ".text", ".html", ".htm", ".pdf", ".docx"))
MAX_BYTES = 64_000_000
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def day_of(path: Path) -> date | None:
    """Return the day in a file's name, or in the name of its folder: 2020-03-11-name.txt.

    >>> day_of(Path("2020-03-11-hubei.txt"))
    datetime.date(2020, 3, 11)
    """
    for name in (path.name, path.parent.name):
        for match in _DAY.finditer(name):
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def report_files(paths: Iterable[Path]) -> list[Path]:
    """Return the report files at ``paths``; of a folder those with a known suffix, in order of name."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise DataError("file-not-there", path)
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if _is_report(p, path))
            if not inside:
                raise DataError("folder-without-reports", path, suffixes=", ".join(sorted(_SUFFIXES)))
            found += inside
        else:
            found.append(path)
    return found


def _is_report(path: Path, folder: Path) -> bool:
    """Say whether a file in a folder is a report by its suffix; hidden files and folders are not."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    if hidden or path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return False
    return path.suffix.lower() not in (".html", ".htm") or not _made_here(path)


def _made_here(path: Path) -> bool:
    """Say whether a page was written by ``show``, often beside the reports."""
    try:
        with path.open("rb") as file:
            return b'<meta name="generator" content="deedgraph">' in file.read(4096)
    except OSError:
        return False  # reading it will say why


def read_source(path: Path, notes: list[str] | None = None) -> str:
    """Return the text of a report's file, as ``text_of`` does. Raises ``DataError`` saying what is wrong with it."""
    try:
        data = read_input(path, MAX_BYTES)
    except OSError as error:
        raise DataError("file-unreadable", path, why=os_reason(error)) from None
    return text_of(data, path, notes)


def text_of(data: bytes, path: Path, notes: list[str] | None = None) -> str:
    """Return the text in a file's bytes; ``path`` gives its format and is named in errors.

    What is not read (pictures, comments) is added to ``notes`` in a line. Raises ``DataError``
    for whatever is wrong with the file.
    """
    if len(data) > MAX_BYTES:
        raise DataError("report-too-large", path, most=MAX_BYTES)
    suffix = path.suffix.lower()
    reader = _READERS.get(suffix, _plain)
    form = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), "")
    if form == ".doc":
        raise DataError("file-locked-or-old", path)
    if form and form != suffix:
        raise DataError("file-other-form", path, form=form)
    try:
        text, note = reader(data, path)
    except DataError:
        raise
    except ModuleNotFoundError:
        raise DataError("files-need-extra", path, suffix=suffix) from None
    except Exception as error:
        if suffix not in (".pdf", ".docx"):
            raise unexpected_error(error, path) from None
        raise DataError(
            "form-unreadable", path, form=suffix[1:].upper(), why=textwrap.shorten(str(error), 200)
        ) from None
    if not text.strip():
        raise DataError("pdf-without-text" if suffix == ".pdf" else "file-empty", path)
    if note is not None and notes is not None:
        notes.append(note)
    return text


def _plain(data: bytes, path: Path) -> tuple[str, Message | None]:
    return unwrap(decode(data, path).replace("\r\n", "\n").replace("\r", "\n")), None


def _html(data: bytes, path: Path) -> tuple[str, Message | None]:
    from graph.text.html import read_html

    text = read_html(data, path)
    if text is None:
        raise DataError("html-without-article", path)
    return text, None


def _docx(data: bytes, path: Path) -> tuple[str, Message | None]:
    from graph.text.docx import read_docx

    return read_docx(data, path)


def _pdf(data: bytes, path: Path) -> tuple[str, Message | None]:
    from graph.text.pdf import read_pdf

    return read_pdf(data, path)


_READERS: dict[str, Callable[[bytes, Path], tuple[str, Message | None]]] = {
    ".html": _html, ".htm": _html, ".pdf": _pdf, ".docx": _docx
}  # fmt: skip
# The first bytes of formats, whatever the file's name; .doc is also a locked .docx.
_MAGIC = {
    b"%PDF-": ".pdf", b"PK\x03\x04": ".docx", b"\xd0\xcf\x11\xe0": ".doc", b"{\\rtf": ".rtf", b"\x1f\x8b": ".gz"
}  # fmt: skip
