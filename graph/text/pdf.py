"""The text of a PDF: paragraphs in the order in which a person reads them, without running heads and page numbers.

PDFium reads: it knows every font's encoding, where pypdf gives NULs for some of Chinese, and gives the position of each
stretch of text; pdfminer.six sets no limit on what it unpacks.
"""

import base64
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from graph.errors import DataError
from graph.messages import Message
from graph.text.lines import ends_sentence, join_two

_MAX_PAGES = 1_000
_MAX_CHARS = 2_000_000  # of a report, at most
_MAX_UNPACKED_BYTES = 64_000_000  # of all streams but pictures, which are never unpacked
_MAX_RATIO = 100  # of the rare compressions: estimated from their content, not unpacked
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_STEP_BYTES = 1_000_000
_MAX_DEPTH = 3  # nested compressions
_HYPHENS = {0xFFFE: "-", 0x02: "-"}  # what PDFium writes for one at the end of a line
_EDGE_RATIO = 0.1  # of a page's height: the margin of running heads and page numbers
_PAGE_NUMBER = re.compile(
    r"[\s\-–—~·•第(（\[]*(?:[A-Za-z]\s?)?\d{1,4}\s*(?:[/／]\s*\d{1,4})?[\s\-–—~·•页版)）\]]*|Page \d+( of \d+)?"
)
_GUTTER = 0.8  # of a line's height: a gap at least so wide separates columns
_PROSE = 7  # heights: how wide the lines of a column are at least, for a table's cells are none


@dataclass(frozen=True)
class _Piece:
    """A stretch of text on a page with its box, in points from the lower left."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return self.top - self.bottom


def read_pdf(data: bytes, path: Path) -> tuple[str, Message | None]:
    """Return a PDF's text, a blank line between its paragraphs, and which pages hold none, as pictures do.

    Raises ``DataError``, and PDFium's error for what is no PDF.
    """
    import pypdfium2

    if _unpacked_bytes(data) > _MAX_UNPACKED_BYTES:
        raise DataError("file-unpacks-too-large", path)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DataError("pdf-locked", path) from None
        raise
    if len(document) > _MAX_PAGES:
        raise DataError("file-unpacks-too-large", path)
    pages: list[tuple[list[_Piece], float]] = []
    chars = 0
    for page in document:
        pieces = list(_pieces(page))
        chars += sum(len(piece.text) for piece in pieces)
        if chars > _MAX_CHARS:
            raise DataError("file-unpacks-too-large", path)
        pages.append((pieces, page.get_height()))
        page.close()
    empty = [str(n) for n, (pieces, _) in enumerate(pages, 1) if not pieces]
    text = "\n\n".join(_paragraphs(_without_edges(pages)))
    note = Message("pdf-pages-empty", pages=", ".join(empty[:20])) if text and empty else None
    return text, note


def _unpacked_bytes(data: bytes) -> int:
    """Return how much a PDF's streams hold, unpacked bit by bit and never kept; the count ends above the limit."""
    total, at = 0, 0
    while total <= _MAX_UNPACKED_BYTES and (match := _STREAM.search(data, at)):
        at = match.end()
        head = data[max(0, match.start() - 2_000) : match.start()].rpartition(b"obj")[2]
        if re.search(rb"/Subtype\s*/Image", head):
            continue
        if re.search(rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx)\b", head):
            size, _ = _inflated(_from_ascii(data[at : data.find(b"endstream", at)], head))
        elif re.search(rb"/(?:LZWDecode|LZW|RunLengthDecode|RL)\b", head):
            size = max(0, data.find(b"endstream", at) - at) * _MAX_RATIO
        else:
            size, used = _inflated(memoryview(data)[at:])
            at += used
        total += size
    return total


def _from_ascii(packed: bytes, head: bytes) -> bytes:
    try:
        if b"/A85" in head or b"ASCII85" in head:
            return base64.a85decode(packed.strip().removesuffix(b"~>").removeprefix(b"<~"))
        return bytes.fromhex(packed.partition(b">")[0].decode("ascii"))
    except ValueError:
        return packed  # PDFium reads what there is of it


def _inflated(packed: bytes | memoryview, depth: int = 0) -> tuple[int, int]:
    """Return how much zlib has packed, once or several times over, and how many bytes of it were used."""
    size, at, inner = 0, 0, bytearray()
    unpacker = zlib.decompressobj()
    try:
        while at < len(packed) and not unpacker.eof and size <= _MAX_UNPACKED_BYTES:
            waiting = bytes(packed[at : at + _STEP_BYTES])
            at += len(waiting)
            while waiting and not unpacker.eof and size <= _MAX_UNPACKED_BYTES:
                part = unpacker.decompress(waiting, _STEP_BYTES)
                size += len(part)
                inner += part[: max(0, _STEP_BYTES - len(inner))]
                waiting = unpacker.unconsumed_tail
    except zlib.error:
        pass
    used = at - len(unpacker.unused_data)
    if inner[:1] == b"\x78" and depth < _MAX_DEPTH:
        size += _inflated(bytes(inner), depth + 1)[0]
    return size, used if unpacker.eof else 0


def _pieces(page: object) -> Iterator[_Piece]:
    """Yield the stretches of text on a page, those of one line that touch as one."""
    text = page.get_textpage()  # type: ignore[attr-defined]
    last: _Piece | None = None
    for i in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(i)
        words = text.get_text_bounded(left, bottom, right, top).translate(_HYPHENS)
        words = words.replace("\r\n", " ").strip("\r\n\0")
        if not words.strip():
            continue
        piece = _Piece(left, bottom, right, top, words)
        if last is not None and _touch(last, piece):
            blank = (
                " "
                if piece.left - last.right > 0.15 * last.height and (last.text[-1] + words[0]).isascii()
                else ""
            )
            last = _Piece(
                last.left,
                min(last.bottom, piece.bottom),
                piece.right,
                max(last.top, piece.top),
                last.text + blank + words,
            )
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
    text.close()


def _touch(left: _Piece, right: _Piece) -> bool:
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return (
        overlap > 0.3 * min(left.height, right.height)
        and -1 < right.left - left.right < _GUTTER * left.height
    )


def _without_edges(pages: Sequence[tuple[list[_Piece], float]]) -> list[list[_Piece]]:
    """Return the pages' pieces without what recurs at the same edge of several, and without page numbers."""

    def key(piece: _Piece) -> str:
        return re.sub(r"[\d一二三四五六七八九十]+", "#", "".join(piece.text.split()))

    def at_edge(piece: _Piece, height: float) -> bool:
        return piece.bottom > height * (1 - _EDGE_RATIO) or piece.top < height * _EDGE_RATIO

    heads = Counter(
        head for pieces, height in pages for head in {key(p) for p in pieces if at_edge(p, height)}
    )
    most = max(2, len(pages) // 3)
    return [
        [
            piece
            for piece in pieces
            if not at_edge(piece, height)
            or not (heads[key(piece)] >= most or _PAGE_NUMBER.fullmatch(piece.text.strip()))
        ]
        for pieces, height in pages
    ]


def _paragraphs(pages: Sequence[Sequence[_Piece]]) -> list[str]:
    """Return the paragraphs of all pages; one that breaks off at a column's or page's end goes on in the next."""
    found: list[str] = []
    size = 0.0  # the height of the lines that the last paragraph has
    for column in (column for pieces in pages for column in _columns(pieces)):
        for i, (words, height) in enumerate(_blocks(column)):
            goes_on = i == 0 and found and not ends_sentence(found[-1]) and 0.8 < height / size < 1.25
            if goes_on and len(found[-1]) > 10:
                found[-1] = join_two(found[-1], words)
            else:
                found.append(words)
            size = height
    return found


def _columns(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Return the pieces of a page column by column; what spans two columns parts those above it from those below."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [_rows(pieces)] if pieces else []
    made: list[list[_Piece]] = []
    band: list[_Piece] = []

    def flush() -> None:
        for side in ([p for p in band if p.right <= gutter], [p for p in band if p.left >= gutter]):
            made.extend(_columns(side))
        band.clear()

    for piece in sorted(pieces, key=lambda piece: -piece.top):
        if piece.left < gutter < piece.right:
            flush()
            made.append([piece])
        else:
            band.append(piece)
    flush()
    return made


def _gutter(pieces: Sequence[_Piece]) -> float | None:
    """Return where a page is parted into columns of prose, ``None`` where it is not."""
    for middle in sorted({piece.left for piece in pieces}):
        left = [p for p in pieces if p.right <= middle]
        right = [p for p in pieces if p.left >= middle - 0.1]
        across = len(pieces) - len(left) - len(right)
        beside = sum(any(min(a.top, b.top) > max(a.bottom, b.bottom) for b in right) for a in left)
        if min(len(left), len(right)) < 2 or beside < 2 or across > len(pieces) // 3:
            continue
        size = median(p.height for p in pieces)
        blank = middle - max(p.right for p in left)
        prose = all(median(p.right - p.left for p in side) > _PROSE * size for side in (left, right))
        if blank >= _GUTTER * size and prose:
            return middle - blank / 2
    return None


def _rows(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the lines of a column from top to bottom; pieces beside each other, as a table's cells, are one line."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -(piece.top + piece.bottom)):
        middle = (piece.top + piece.bottom) / 2
        if rows and rows[-1][0].bottom < middle < rows[-1][0].top:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    made = []
    for row in rows:
        row.sort(key=lambda piece: piece.left)
        bottom, right, top = min(p.bottom for p in row), max(p.right for p in row), max(p.top for p in row)
        made.append(_Piece(row[0].left, bottom, right, top, "\t".join(p.text.strip() for p in row)))
    return made


def _is_title(line: _Piece, width: float) -> bool:
    """Say whether the first line of a column is a title or running head: short, and no part of a sentence."""
    return line.right - line.left < 0.6 * width and not re.search(r"[，、。；：！？,;:.!?\d]", line.text)


def _blocks(lines: Sequence[_Piece]) -> Iterator[tuple[str, float]]:
    """Yield a column's paragraphs and the height of their lines: by distance, size, indent and short last lines."""
    left, right = min(p.left for p in lines), max(p.right for p in lines)
    pitches = [above.top - below.top for above, below in pairwise(lines)]
    pitch = median(pitches) if pitches else 0.0
    words = ""
    for i, line in enumerate(lines):
        above = lines[i - 1] if i else None
        if above is not None and (
            above.top - line.top > 1.4 * pitch
            or not 0.75 < line.height / above.height < 1.33
            or line.left - left > 1.2 * line.height > above.left - left
            or (above.right < right - 1.5 * above.height and ends_sentence(above.text))
            or "\t" in line.text + above.text
            or (i == 1 and _is_title(above, right - left))
        ):
            yield words, above.height
            words = ""
        words = join_two(words, line.text) if words else line.text.strip()
    if words:
        yield words, lines[-1].height
