"""CSV as every command writes it: RFC 4180 with LF line ends, and no cell that a spreadsheet would run as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

_ROWS_AT_ONCE = 500
# What spreadsheets read as the beginning of a formula (OWASP, CSV injection), in full width too; a number is not one.
_LEADS = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# The same in finished CSV: a quick test for any, and a cell with what ends it.
_SUSPECT = re.compile(rb'(?:\A|[,\n])(?:"[\r\n]|"?(?:[=+\-@\t]|\xef\xbc[\x8b\x8d\x9d\xa0]))')
_CELL = re.compile(r'("[^"]*(?:""[^"]*)*"|[^",\r\n]*)(,|\r?\n|\Z)')


class _Echo:
    """A file for ``csv.writer`` whose ``write`` returns the line."""

    write = staticmethod(str)


def csv_pieces(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    r"""Yield a header and rows as CSV, in pieces of many lines; a text that looks like a formula is made ``safe``.

    >>> "".join(csv_pieces(["a", "b"], [["=1+1", 'say "x"\r'], [None, -5]]))
    'a,b\n\'=1+1,"say ""x""\r"\n,-5\n'
    """
    # Python before 3.13 quotes a CR only if it is in the line end, which is cut off again.
    row_of = csv.writer(_Echo(), lineterminator="\r\n").writerow
    # The quick look comes first: of a million cells hardly one begins like a formula.
    guarded = (
        [safe(cell) if cell and str(cell)[0] in _LEADS and isinstance(cell, str) else cell for cell in row]
        for row in chain([columns], rows)
    )
    lines = (row_of(row)[:-2] + "\n" for row in guarded)
    while piece := "".join(islice(lines, _ROWS_AT_ONCE)):
        yield piece


def safe(cell: str) -> str:
    """Return a cell led by an apostrophe if a spreadsheet would take it for a formula.

    >>> safe("@SUM(A1)"), safe("-5"), safe("-5+cmd|' /C calc'!A0")
    ("'@SUM(A1)", '-5', "'-5+cmd|' /C calc'!A0")
    """
    return f"'{cell}" if cell[:1] in _LEADS and not _NUMBER.fullmatch(cell) else cell


def safe_csv(written: bytes) -> bytes:
    r"""Return CSV that an engine wrote, in UTF-8, with its cells made ``safe`` and all else as it was.

    >>> safe_csv(b'x,y\r\n=1+1,"@a,b"\r\n')
    b'x,y\r\n\'=1+1,"\'@a,b"\r\n'
    """
    if _SUSPECT.search(written) is None:
        return written
    return _CELL.sub(_safe_match, written.decode("utf-8")).encode("utf-8")


def _safe_match(found: re.Match[str]) -> str:
    cell, end = found.groups()
    quoted = cell.startswith('"')
    value = cell[1:-1].replace('""', '"') if quoted else cell
    if safe(value) == value:
        return found[0]
    return f"\"'{cell[1:]}{end}" if quoted else f"'{cell}{end}"
