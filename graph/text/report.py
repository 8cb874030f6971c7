"""A report's text: paragraphs, spans and hash, all in code points of the text with LF line ends and no BOM."""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import DataError
from graph.model.fields import Span
from graph.text.sources import read_source, report_files


@dataclass(frozen=True)
class Paragraph:
    """A line of the report that is not blank.

    ``number`` counts from 1, the title included; ``start`` and ``end`` are code points of the
    whole text, the end exclusive.
    """

    number: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Texts:
    """The texts of a folder: the path of each, by its SHA-256, and the errors of those that cannot be read."""

    by_hash: Mapping[str, Path] = field(default_factory=dict)
    errors: tuple[DataError, ...] = ()


def normalise(text: str) -> str:
    r"""Return ``text`` as positions refer to it: LF line ends, no byte order mark.

    >>> normalise("\ufeff一\r\n二\r")
    '一\n二\n'
    """
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> str:
    """Read a report's text from a file of any form that ``graph.text.sources`` knows, and normalise it.

    Raises ``DataError`` saying what is wrong with the file.
    """
    return normalise(read_source(path))


def text_hash(text: str) -> str:
    r"""Return the SHA-256 of a report's text, normalised, in UTF-8, as lower-case hex.

    >>> text_hash("") == text_hash("\ufeff")
    True
    """
    return hashlib.sha256(normalise(text).encode("utf-8")).hexdigest()


def paragraphs(text: str) -> list[Paragraph]:
    r"""Return the paragraphs of a normalised text: its lines that are not blank.

    >>> [(p.number, p.start, p.end) for p in paragraphs("题目\n\n一段。\n")]
    [(1, 0, 2), (2, 4, 7)]
    """
    found: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Paragraph(len(found) + 1, start, start + len(line), line))
        start += len(line) + 1
    return found


def span_in(lines: Sequence[Paragraph], start: int, end: int) -> Span:
    r"""Return the span of some characters with the number of the paragraph that they begin in, cut at its end.

    >>> span_in(paragraphs("题目\n\n一段。"), 4, 6)
    {'paragraph': 2, 'start': 4, 'end': 6}
    """
    line = lines[max(0, bisect_right(lines, start, key=lambda line: line.start) - 1)]
    return {"paragraph": line.number, "start": start, "end": min(end, line.end)}


def line_of(text: str, position: int) -> int:
    r"""Return the line, counted from 1, of a code point of a normalised text.

    >>> line_of("题目\n\n一段。\n", 5)
    3
    """
    return text.count("\n", 0, position) + 1


def find_texts(path: Path) -> Texts:
    """Return the texts at ``path``: the report files of a folder and of those below it, or one file.

    A folder without any, or one that does not exist, is an error; so is a file that cannot be read, which stops none
    of the others.
    """
    found: dict[str, Path] = {}
    errors: list[DataError] = []
    try:
        files = report_files([path])
    except DataError as error:
        return Texts({}, (error,))
    for file in files:
        try:
            found.setdefault(text_hash(read_text(file)), file)
        except DataError as error:
            errors.append(error)
    return Texts(found, tuple(errors))
