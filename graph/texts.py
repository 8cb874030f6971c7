"""The texts of reports among files: read as ``extract`` reads them, found by their SHA-256."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import DataError
from graph.report import normalise, text_hash


@dataclass(frozen=True)
class Texts:
    """The texts of a folder: where each lies, by its SHA-256, and those that cannot be read."""

    by_hash: Mapping[str, Path] = field(default_factory=dict)
    faults: tuple[DataError, ...] = ()


def text_at(path: Path) -> str:
    """Return the text of a report's file, normalised. Raises ``DataError`` saying what is wrong with it."""
    from graph.extract.sources import read_source

    return normalise(read_source(path))


def find_texts(path: Path) -> Texts:
    """Return the texts at ``path``: the report files of a folder and of those below it, or one file.

    A folder without any, or one that does not exist, is a fault; a file that cannot be read is one, and
    the rest goes on.
    """
    from graph.extract.files import report_files

    found: dict[str, Path] = {}
    faults: list[DataError] = []
    try:
        files = report_files([path])
    except DataError as fault:
        return Texts({}, (fault,))
    for file in files:
        try:
            found.setdefault(text_hash(text_at(file)), file)
        except DataError as fault:
            faults.append(fault)
    return Texts(found, tuple(faults))
