"""What a notebook shows of a graph, of deed rows and of answers; all text is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TypeVar

from graph.export.results import table
from graph.query.deed_table import TABLE_COLUMNS, table_cells

Item = TypeVar("Item")
MAX_ROWS = 100  # shown; the rest is counted


class DeedList(list[Item]):
    """Deed rows: a plain list that a notebook shows as a table."""

    def _repr_html_(self) -> str:
        rows = (table_cells(row) for row in self[:MAX_ROWS])  # type: ignore[arg-type]
        return html_table(TABLE_COLUMNS, rows, len(self))

    def _repr_markdown_(self) -> str:
        return table(TABLE_COLUMNS, map(table_cells, self[:MAX_ROWS]), markdown=True)  # type: ignore[arg-type]


class RowList(list[Item]):
    """The rows of an answer, dicts by variable: a plain list that a notebook shows as a table."""

    def _cells(self) -> tuple[list[str], list[list[str]]]:
        some: Sequence[Mapping[str, object]] = self[:MAX_ROWS]  # type: ignore[assignment]
        names = list(some[0]) if some else []
        return names, [["" if row[name] is None else str(row[name]) for name in names] for row in some]

    def _repr_html_(self) -> str:
        names, rows = self._cells()
        return html_table(names, rows, len(self))

    def _repr_markdown_(self) -> str:
        names, rows = self._cells()
        return table(names, rows, markdown=True)


def html_table(names: Sequence[str], rows: Iterable[Sequence[str]], length: int) -> str:
    """Return rows as an HTML table with a caption that says how many there are, and how many are not shown.

    >>> "<tr><td>&lt;b&gt;</td></tr>" in html_table(["did"], [["<b>"]], 1)
    True
    """
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    caption = f"{length:,} row{'' if length == 1 else 's'}"
    caption += f", the first {MAX_ROWS} shown" if length > MAX_ROWS else ""
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def html_counts(title: str, counts: Iterable[tuple[str, int]]) -> str:
    """Return what is in a graph as an HTML table of two columns."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{number:,}</td></tr>" for name, number in counts)
    return f"<table><caption>{escape(title)}</caption><tbody>{rows}</tbody></table>"
