"""A report's text out of a file: plain text in UTF-8, GB18030 or Big5, and HTML, PDF and DOCX by an extra."""

import codecs
import io
import logging
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from graph.errors import DataError, os_reason
from graph.messages import Message

_ENCODINGS = ("gb18030", "big5")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # the first begins with the mark of UTF-16
_SUFFIXES = frozenset((".txt", ".md", ".text", ".html", ".htm", ".pdf", ".docx"))
_MAX_BYTES = 64_000_000
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_EXTRA = "pip install 'deedgraph[files]'"


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
    """Return the report files at ``paths``; of a folder those that its suffixes tell, in order of name."""
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
    """Say whether a file in a folder is a report by its suffix; what is hidden (.venv, .git) is none."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    if hidden or path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return False
    return path.suffix.lower() not in (".html", ".htm") or not _made_here(path)


def _made_here(path: Path) -> bool:
    """Say whether a page is one that ``show`` wrote: it stands beside the reports often."""
    try:
        with path.open("rb") as file:
            return b'<meta name="generator" content="deedgraph">' in file.read(4096)
    except OSError:
        return False  # reading it will say why


def read_source(path: Path) -> str:
    """Return the text of a report's file, by its suffix. Raises ``DataError`` saying what is wrong with it."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise DataError("report-too-large", path, most=_MAX_BYTES)
        data = path.read_bytes()
    except OSError as error:
        raise DataError("file-unreadable", path, why=os_reason(error)) from None
    return text_of(data, path)


def text_of(data: bytes, path: Path) -> str:
    """Return the text in a file's bytes; ``path`` tells its form and names it in errors."""
    reader = _READERS.get(path.suffix.lower())
    text = reader(data, path) if reader else decode(data, path)
    if not text.strip():
        raise DataError("pdf-without-text" if path.suffix.lower() == ".pdf" else "file-empty", path)
    return text


def decode(data: bytes, path: Path | str = "-") -> str:
    """Return bytes as text: UTF-8, UTF-16 with its mark, GB18030 or Big5; anything else is refused by name."""
    if data.startswith(_UTF_32):
        raise DataError("file-utf32", path)
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise DataError("file-false-mark", path, encoding=encoding) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _recognised(data, path, error.start)
    if _binary(data):
        raise DataError("file-binary", path)
    return text


def _binary(data: bytes) -> bool:
    sample = data[:8192]
    return bool(sample) and (b"\0" in sample or sum(b < 9 or 13 < b < 32 for b in sample) > len(sample) // 10)


def _recognised(data: bytes, path: Path | str, broken: int) -> str:
    if _binary(data):
        raise DataError("file-binary", path)
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise DataError("encoding-needs-extra", path) from None

    best = from_bytes(data[:200_000], cp_isolation=list(_ENCODINGS)).best()
    # Every pair of bytes is a character in both: the one that gives more of the most frequent ones is meant.
    found = sorted(
        _ENCODINGS,
        key=lambda name: (-_frequent(data[:200_000], name), name != (best.encoding if best else "")),
    )
    for encoding in found:
        if _frequent(data[:200_000], encoding) > 0.03:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    # What breaks off in the middle of a character, or has a few bytes wrong, is UTF-8 all the same.
    if len(data.decode("utf-8", errors="ignore").encode()) > 0.9 * len(data):
        raise DataError("utf8-broken", path, at=broken)
    other = from_bytes(data[:200_000]).best()
    name = (
        other.encoding if other and other.encoding not in (*_ENCODINGS, "utf_8") else Message("encoding-none")
    )
    raise DataError("encoding-unknown", path, encoding=name)


_FREQUENT = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年，。"
)


def _frequent(data: bytes, encoding: str) -> float:
    text = data.decode(encoding, errors="ignore")
    return sum(char in _FREQUENT for char in text) / max(1, len(text))


def _html(data: bytes, path: Path) -> str:
    trafilatura = _library("trafilatura", path)
    found = trafilatura.extract(data, include_comments=False, include_tables=True)  # type: ignore[attr-defined]
    title = trafilatura.extract_metadata(data)  # type: ignore[attr-defined]
    name = getattr(title, "title", None)
    if not found:
        raise DataError("html-without-article", path)
    return f"{name}\n\n{found}" if name and not found.startswith(name) else str(found)


def _pdf(data: bytes, path: Path) -> str:
    pypdf = _library("pypdf", path)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # what is wrong is told in our line
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))  # type: ignore[attr-defined]
        pages = [page.extract_text() or "" for page in reader.pages]
    except Exception as error:
        raise DataError("pdf-unreadable", path, why=error) from None
    return _unbroken("\n".join(pages))


def _unbroken(text: str) -> str:
    """Join lines that were only broken at a page's edge: Chinese on both sides of the break."""
    return re.sub(r"(?<=[\u4e00-\u9fff，、])\n(?=[\u4e00-\u9fff])", "", text)


def _docx(data: bytes, path: Path) -> str:
    docx = _library("docx", path)
    try:
        document = docx.Document(io.BytesIO(data))  # type: ignore[attr-defined]
    except Exception as error:
        raise DataError("docx-unreadable", path, why=error) from None
    return "\n\n".join(paragraph.text for paragraph in document.paragraphs)


def _library(name: str, path: Path) -> object:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise DataError("files-need-extra", path, suffix=path.suffix) from None


_READERS: dict[str, Callable[[bytes, Path], str]] = {
    ".html": _html, ".htm": _html, ".pdf": _pdf, ".docx": _docx
}  # fmt: skip
