"""Words as data: a packaged table (TSV) with a meaning a line, each word in one line only."""

from collections.abc import Iterator

from graph.errors import DataError
from graph.resources import resource


def word_table(name: str, column: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each word of a packaged table with the other cells of its line.

    ``column`` holds the words, separated by blanks; lines that begin with # are comments. Raises ``DataError``
    for a duplicate word, whose meaning would depend on the order of lines.
    """
    path, seen = resource(name), dict[str, int]()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        for word in cells.pop(column).split():
            if word in seen:
                raise DataError("word-twice", path, number, word=word, first=seen[word])
            seen[word] = number
            yield word, cells
