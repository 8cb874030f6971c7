"""Decoding of a text's bytes: UTF-8, UTF-16 with its mark, GB18030 or Big5."""

import codecs
from pathlib import Path

from graph.errors import DataError
from graph.messages import Message

_ENCODINGS = ("gb18030", "big5")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # the first begins with the mark of UTF-16


def decode(data: bytes, path: Path | str = "-") -> str:
    """Return bytes as text: UTF-8, UTF-16 with its mark, GB18030 or Big5; other encodings are refused by name."""
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
    # Every pair of bytes is a character in both: the encoding that gives more frequent characters is chosen.
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
    # A text cut in the middle of a character, or with a few wrong bytes, is still UTF-8.
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
