"""Deeds as a table with typed columns: a polars DataFrame, and Parquet."""

import io
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from graph.errors import CallError
from graph.model.fields import COLUMNS, QUANTITY, REFERENCES, ROW, Column, DeedRow, Value
from graph.query.deed_table import recurrence

if TYPE_CHECKING:
    import polars as pl


def deeds_frame(rows: Iterable[DeedRow]) -> "pl.DataFrame":
    """Return deed rows as a polars ``DataFrame``: the columns of the CSV, each with its type.

    Days are dates, numbers are numbers, what may be several is a list: of names, with their ids beside
    (``who`` and ``who_id``), and of structs for ``quantities``. What is not said is null. ``to_pandas()`` of
    the frame makes a pandas one, if pandas and pyarrow are there. Raises ``CallError`` without the extra ``tables``.
    """
    try:
        import polars as pl
    except ImportError:
        raise CallError("tables-need-extra") from None
    texts = pl.List(pl.String)
    simple: dict[Value, Any] = {
        **dict.fromkeys(("id", "concept", "text", "duration", "recurrence", "quantity"), pl.String),
        **dict.fromkeys(("texts", "deeds", "quantity refs"), texts),
        **dict.fromkeys(("agents", "documents", "places"), texts),
        "day": pl.Date, "number": pl.Float64, "flag": pl.Boolean, "span": pl.Int64,
    }  # fmt: skip
    quantity = pl.Struct({part.name: simple[part.value] for part in QUANTITY})
    schema: dict[str, Any] = {}
    for column in _COLUMNS:
        if column.value == "quantities":
            schema[column.name] = pl.List(quantity)
        else:
            schema[column.name] = pl.List(texts) if column.name == "place_path" else simple[column.value]
        if column.value in REFERENCES and column.nth == 0:
            schema[f"{column.name}_id"] = texts
    return pl.DataFrame([_record(row) for row in rows], schema=schema)


def parquet(rows: Iterable[DeedRow]) -> bytes:
    """Return deed rows as Apache Parquet, with the columns of ``deeds_frame``; the same rows give the same bytes."""
    out = io.BytesIO()
    deeds_frame(rows).write_parquet(out, compression="zstd")
    return out.getvalue()


def _place(column: Column) -> tuple[bool, int, int]:
    """Return a column's place: agents and documents first, what the frame has had since later behind all others."""
    later = column.name not in _ALWAYS and (column.part or column.field).later > 0
    first = (("id", "concept", "text"), ("agents", "documents"))
    group = next((n for n, values in enumerate(first) if column.field.value in values), len(first))
    return later, group, ROW.index(column.field)


_ALWAYS = ("as", "from", "after")  # later in the CSV, here from the first
_COLUMNS = sorted(COLUMNS, key=_place)


def _record(row: DeedRow) -> dict[str, Any]:
    said, found = cast("dict[str, Any]", row), dict[str, Any]()
    for column in _COLUMNS:
        value = said[column.field.name]
        value = value if column.part is None else value[column.part.name]
        found[column.name] = _typed(column, value)
        if column.value in REFERENCES and column.nth == 0:
            found[f"{column.name}_id"] = [one["id"] for one in value]
    return found


def _typed(column: Column, value: Any) -> Any:
    match column.value:
        case "agents" | "documents" | "places":
            return [one[("name", "path", "code")[column.nth]] for one in value]
        case "span":
            return value.get(("paragraph", "start", "end")[column.nth])
        case "day":
            return date.fromisoformat(value) if value else None
        case "recurrence":
            return recurrence(value) or None
        case "quantities":
            return [{**q, "value": float(q["value"])} for q in value]
        case _:
            return value
