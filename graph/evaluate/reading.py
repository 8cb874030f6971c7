"""Deeds as they are compared: names instead of ids, read from record files or from deed rows."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import DataError, os_reason
from graph.model.records import Bundle


@dataclass
class View:
    """A deed as it is compared: names instead of ids, each with its other names."""

    id: str
    kind: str
    did: str
    span: tuple[int, int]
    spans: list[tuple[int, int]]
    who: list[frozenset[str]]
    to: list[frozenset[str]]
    where: list[frozenset[str]]
    when: dict[str, Any]
    quantities: list[tuple[Any, ...]]
    summary: bool


ReportViews = tuple[str, str, list[View]]  # a report's id, the hash of its text, its deeds


def read_views(paths: Iterable[Path]) -> Iterator[ReportViews]:
    """Yield (report id, hash, deeds) of record files or of deed rows, whichever the files hold."""
    records = []
    for path in paths:
        if path.suffix == ".jsonl" and _holds_rows(path):
            yield from _read_rows(path)
        else:
            records.append(path)
    if records:
        from graph.model.read import read

        bundles = list(read(records))
        shared = [bundle for bundle in bundles if bundle.report is None]
        _require_agents(bundles, records[0])
        for bundle in bundles:
            if bundle.report is not None:
                yield bundle.report["id"], bundle.report.get("sha256", ""), views(bundle, shared)


def _require_agents(bundles: list[Bundle], path: Path) -> None:
    """Refuse records whose deeds name agents while none is described: ids agree with no name."""
    described = any(sort == "agent" for bundle in bundles for sort, _ in bundle.records())
    if not described and any(deed.get("who") for bundle in bundles for deed in bundle.deeds):
        raise DataError("agents-without-record", path)


def _holds_rows(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            first = next((line for line in file if line.strip()), "{}")
        return "record" not in json.loads(first)
    except OSError as error:
        raise DataError("file-unreadable", path, why=os_reason(error)) from None
    except ValueError as error:
        raise DataError("json-broken", path, 1, why=error) from None


def _read_rows(path: Path) -> Iterator[tuple[str, str, list[View]]]:
    reports: dict[str, list[View]] = {}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                    reports.setdefault(str(row.get("report", "")), []).append(row_view(row))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise DataError("row-not-deed", path, number, why=error) from None
    for report, deeds in reports.items():
        yield report.rsplit("/", 1)[-1], "", deeds


def row_view(row: dict[str, Any]) -> View:
    """Return a deed row as it is compared."""

    def names(key: str) -> list[frozenset[str]]:
        return [
            frozenset({item["name"]}) if isinstance(item, dict) else frozenset({str(item)})
            for item in row.get(key) or []
        ]

    return View(
        str(row["id"]).rsplit("/", 1)[-1],
        row["kind"],
        row["did"],
        *_spans(row),
        names("who"),
        names("to"),
        names("where"),
        {k: v for k, v in (row.get("when") or {}).items() if v},
        [_quantity(q) for q in row.get("quantities") or []],
        bool(row.get("summary")),
    )


def views(bundle: Bundle, shared: Iterable[Bundle] = ()) -> list[View]:
    """Return a bundle's deeds as they are compared; ``shared`` bundles name the units and places of all."""
    known: dict[tuple[str, str], frozenset[str]] = {}
    for source in (*shared, bundle):
        for sort, record in source.records():
            if sort in ("agent", "place"):
                item: dict[str, Any] = dict(record)
                known[sort, item["id"]] = frozenset(
                    {
                        item["name"],
                        *item.get("names", []),
                        *([item["official"]] if "official" in item else []),
                    }
                )

    def names(deed: dict[str, Any], key: str, sort: str) -> list[frozenset[str]]:
        return [known.get((sort, i), frozenset({i})) for i in deed.get(key, [])]

    found = []
    for record in bundle.deeds:
        deed: dict[str, Any] = dict(record)
        found.append(
            View(
                deed["id"],
                deed["kind"],
                deed["did"],
                *_spans(deed),
                names(deed, "who", "agent"),
                names(deed, "to", "agent"),
                names(deed, "where", "place"),
                deed.get("when", {}),
                [_quantity(q) for q in deed.get("quantities", [])],
                bool(deed.get("summary")),
            )
        )
    return found


def _spans(deed: dict[str, Any]) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    spans = [(s["start"], s["end"]) for s in (deed["source"], *(deed.get("also") or []))]
    return spans[0], spans


def _quantity(quantity: dict[str, Any]) -> tuple[Any, ...]:
    return (float(quantity["value"]), quantity.get("measure") or "", quantity.get("bound") or "exact")


def frozen(value: Any) -> Any:
    """Return a value of ``when`` so that two of them compare and show alike."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value
