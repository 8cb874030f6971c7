"""Deed rows as text: CSV, JSON Lines, and a table for a terminal. The columns are a contract."""

import json
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any, cast

from graph.common import csv_text
from graph.model import fields
from graph.model.bounds import sign
from graph.model.fields import DeedRow, Value


def csv_pieces(rows: Iterable[DeedRow]) -> Iterator[str]:
    """Yield deed rows as CSV (RFC 4180, with a header and LF line ends), several values joined by ``; ``."""
    return csv_text.csv_pieces(COLUMNS, map(cells, rows))


def jsonl_pieces(rows: Iterable[DeedRow]) -> Iterator[str]:
    """Yield deed rows as JSON Lines, one row a line."""
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def cells(row: DeedRow) -> list[str]:
    """Return a deed row as the cells of ``COLUMNS``."""
    return [write(value) for write, value in zip(_WRITERS, _VALUES(row), strict=True)]


def names(references: Iterable[Any]) -> str:
    """Return the names of agents, places or documents, joined."""
    return "; ".join([reference["name"] for reference in references])


def quantity(value: dict[str, Any]) -> str:
    """Return a quantity in short, its bound as a sign: ``≥2340000 件 防控物资``.

    >>> quantity({"value": 2.5, "bound": "exact", "measure": "吨", "of": "萝卜"})
    '2.5 吨 萝卜'
    """
    number = in_short(value["bound"], value["value"])
    return " ".join([part for part in (number, value["measure"], value["of"]) if part])


def in_short(bound: str, value: float) -> str:
    """Return a number with its bound as a sign.

    >>> in_short("atLeast", 2340000)
    '≥2340000'
    """
    return f"{sign(bound)}{value}"


def recurrence(value: dict[str, Any] | None) -> str:
    """Return a recurrence in short.

    >>> recurrence({"times": 2, "per": "P1D"}), recurrence({"shifts": 3}), recurrence({"allDay": True})
    ('2/P1D', '3 shifts', 'all day')
    """
    if not value:
        return ""
    parts = [f"{value['times']}/{value.get('per', '')}"] if "times" in value else []
    parts += [f"{value['shifts']} shifts"] if "shifts" in value else []
    parts += ["all day"] if value.get("allDay") else []
    return ", ".join(parts)


def table_cells(row: DeedRow) -> list[str]:
    """Return what a terminal has room for: deed, who, did, whom and to, what, where, when, how much."""
    when = row["when"]
    days = when["start"] or (f"≤{when['asOf']}" if when["asOf"] else "")
    if when["end"] and when["end"] != when["start"]:
        days += f"–{when['end']}"
    said = f"“{when['said']}”" if when["said"] else ""
    return [
        row["id"].rsplit("/", 1)[-1], names(row["who"]), row["did"], names([*row["whom"], *row["to"]]),
        names(row["where"]),
        " ".join(part for part in (days, said, when["duration"], recurrence(when["recurrence"])) if part),
        "; ".join(quantity(q) for q in row["quantities"]) + (" (total)" if row["summary"] else ""),
    ]  # fmt: skip


TABLE_COLUMNS = ("deed", "who", "did", "whom, to", "where", "when", "how much")


def _plain(value: str | None) -> str:
    return value or ""


def _at(key: str) -> Callable[[Any], str]:
    return lambda span: str(span.get(key, ""))


# How a value is written, column by column.
_CELLS: dict[Value, tuple[Callable[[Any], str], ...]] = {
    **dict.fromkeys(("id", "concept", "text", "day", "duration"), (_plain,)),
    **dict.fromkeys(("texts", "deeds"), ("; ".join,)),
    **dict.fromkeys(("agents", "documents"), (names,)),
    "places": (
        names,
        lambda places: "; ".join([" > ".join(place["path"]) for place in places]),
        lambda places: "; ".join([place["code"] or "" for place in places]),
    ),
    "recurrence": (recurrence,),
    "quantities": (lambda quantities: "; ".join(map(quantity, quantities)),),
    "flag": (lambda value: str(bool(value)).lower(),),
    "number": (lambda value: "" if value is None else f"{value:.15g}",),
    "span": tuple(map(_at, ("paragraph", "start", "end"))),
}  # fmt: skip


def _writer(column: fields.Column) -> Callable[[Any], str]:
    write = _CELLS[column.value][column.nth]
    if column.part is None:
        return write
    name = column.part.name
    return lambda value: write(value[name])


def written(field: fields.Field, row: DeedRow) -> str:
    """Return what a row says in a field, as its column has it; "" where it says nothing."""
    value = cast("dict[str, Any]", row)[field.name]
    return _CELLS[field.value][0](value) if value not in (None, False) else ""


COLUMNS = tuple(column.name for column in fields.COLUMNS)
_VALUES = itemgetter(*(column.field.name for column in fields.COLUMNS))
_WRITERS = [_writer(column) for column in fields.COLUMNS]
