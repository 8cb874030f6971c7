"""Deeds as a table with typed columns: a polars DataFrame, and Parquet."""

import io
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.errors import CallError
from graph.query.deed_table import recurrence
from graph.query.deeds import DeedRow

if TYPE_CHECKING:
    import polars as pl

_PEOPLE = ("who", "with", "whom", "to", "from", "about")


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
    texts, day, number = pl.List(pl.String), pl.Date, pl.Int64
    quantity = pl.Struct(
        {
            "id": pl.String, "value": pl.Float64, "measure": pl.String, "bound": pl.String, "of": pl.String,
            "role": pl.String, "partOf": texts, "same": pl.String,
        }
    )  # fmt: skip
    schema: dict[str, Any] = {
        "id": pl.String, "report": pl.String, "kind": pl.String, "did": pl.String,
        **{name: texts for role in _PEOPLE for name in (role, f"{role}_id")},
        "as": texts, "what": texts, "where": texts, "where_id": texts, "place_path": pl.List(texts), "code": texts,
        "start": day, "end": day, "as_of": day, "duration": pl.String, "recurrence": pl.String,
        "quantities": pl.List(quantity), "summary": pl.Boolean, "after": texts, "inferred": texts,
        "paragraph": number, "span_start": number, "span_end": number, "confidence": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame([_record(row) for row in rows], schema=schema)


def parquet(rows: Iterable[DeedRow]) -> bytes:
    """Return deed rows as Apache Parquet, with the columns of ``deeds_frame``; the same rows give the same bytes."""
    out = io.BytesIO()
    deeds_frame(rows).write_parquet(out, compression="zstd")
    return out.getvalue()


def _record(row: DeedRow) -> dict[str, Any]:
    when, source, places = row["when"], row["source"], row["where"]
    found: dict[str, Any] = {key: row[key] for key in ("id", "report", "kind", "did")}
    for role in _PEOPLE:
        references = row[role]  # type: ignore[literal-required]
        found[role] = [reference["name"] for reference in references]
        found[f"{role}_id"] = [reference["id"] for reference in references]
    return found | {
        "as": row["as"], "what": row["what"],
        "where": [place["name"] for place in places], "where_id": [place["id"] for place in places],
        "place_path": [place["path"] for place in places], "code": [place["code"] for place in places],
        "start": _day(when["start"]), "end": _day(when["end"]), "as_of": _day(when["asOf"]),
        "duration": when["duration"], "recurrence": recurrence(when["recurrence"]) or None,
        "quantities": [{**q, "value": float(q["value"])} for q in row["quantities"]],
        "summary": row["summary"], "after": row["after"], "inferred": row["inferred"],
        "paragraph": source.get("paragraph"), "span_start": source.get("start"), "span_end": source.get("end"),
        "confidence": row["confidence"],
    }  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
