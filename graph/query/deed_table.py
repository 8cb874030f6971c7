"""Deed rows as text: CSV, JSON Lines, and a table for a terminal. The columns are a contract."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from graph.common import csv_text
from graph.model.bounds import sign
from graph.query.deeds import DeedRow

COLUMNS = (
    "id", "report", "kind", "did", "who", "with", "whom", "to", "what", "about", "where", "place_path", "code",
    "start", "end", "as_of", "duration", "recurrence", "quantities", "summary", "inferred", "paragraph",
    "span_start", "span_end", "confidence",
)  # fmt: skip


def csv_pieces(rows: Iterable[DeedRow]) -> Iterator[str]:
    """Yield deed rows as CSV (RFC 4180, with a header and LF line ends), several values joined by ``; ``."""
    return csv_text.csv_pieces(COLUMNS, map(cells, rows))


def jsonl_pieces(rows: Iterable[DeedRow]) -> Iterator[str]:
    """Yield deed rows as JSON Lines, one row a line."""
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def cells(row: DeedRow) -> list[str]:
    """Return a deed row as the cells of ``COLUMNS``."""
    when, source, places = row["when"], row["source"], row["where"]
    return [
        row["id"], row["report"], row["kind"], row["did"],
        *(names(row[key]) for key in ("who", "with", "whom", "to")),
        "; ".join(row["what"]), names(row["about"]), names(places),
        "; ".join(" > ".join(place["path"]) for place in places),
        "; ".join(place["code"] or "" for place in places),
        *(when[key] or "" for key in ("start", "end", "asOf", "duration")), recurrence(when["recurrence"]),
        "; ".join(quantity(q) for q in row["quantities"]), str(row["summary"]).lower(), "; ".join(row["inferred"]),
        *(str(source.get(key, "")) for key in ("paragraph", "start", "end")), f"{row['confidence']:g}",
    ]  # fmt: skip


def names(references: Iterable[Any]) -> str:
    """Return the names of agents, places or documents, joined."""
    return "; ".join(reference["name"] for reference in references)


def quantity(value: dict[str, Any]) -> str:
    """Return a quantity in short, its bound as a sign: ``≥2340000 件 防控物资``.

    >>> quantity({"value": 2.5, "bound": "exact", "measure": "吨", "of": "萝卜"})
    '2.5 吨 萝卜'
    """
    number = in_short(value["bound"], value["value"])
    return " ".join(part for part in (number, value["measure"], value["of"]) if part)


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
    return [
        row["id"].rsplit("/", 1)[-1], names(row["who"]), row["did"], names([*row["whom"], *row["to"]]),
        names(row["where"]), " ".join(p for p in (days, when["duration"], recurrence(when["recurrence"])) if p),
        "; ".join(quantity(q) for q in row["quantities"]) + (" (total)" if row["summary"] else ""),
    ]  # fmt: skip


TABLE_COLUMNS = ("deed", "who", "did", "whom, to", "where", "when", "how much")
