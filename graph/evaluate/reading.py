"""Deeds as they are compared: names instead of ids, read from record files or from deed rows."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.common.open_input import open_input
from graph.errors import DataError, os_reason
from graph.model.fields import DEED, RECORD_TYPES, Field
from graph.model.records import Bundle


@dataclass
class View:
    """A deed as it is compared: names instead of ids, each with its other names.

    ``others`` has the compared fields that have no place of their own here.
    """

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
    others: dict[str, Any] = field(default_factory=dict)

    def said(self, name: str) -> Any:
        """Return what the deed says in a field that is compared."""
        return self.others[name] if name in self.others else getattr(self, name)


_OWN = ("kind", "did", "who", "to", "where", "when", "quantities", "summary")
COMPARED = {
    "quantity" if one.name == "quantities" else one.name: one
    for one in DEED
    if "evaluate" in one.compare or "agree" in one.compare
}


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
    described = any(record_type == "agent" for bundle in bundles for record_type, _ in bundle.records())
    if not described and any(deed.get("who") for bundle in bundles for deed in bundle.deeds):
        raise DataError("agents-without-record", path)


def _holds_rows(path: Path) -> bool:
    if path.is_fifo():
        raise DataError("pipe-twice", path)
    try:
        with open_input(path) as file:
            first = next((line for line in file if line.strip()), b"{}")
            loaded = json.loads(first)
        return isinstance(loaded, dict) and "record" not in loaded
    except OSError as error:
        raise DataError("file-unreadable", path, why=os_reason(error)) from None
    except (ValueError, RecursionError) as error:
        raise DataError("json-broken", path, 1, why=error) from None


def _read_rows(path: Path) -> Iterator[tuple[str, str, list[View]]]:
    reports: dict[str, list[View]] = {}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                    reports.setdefault(str(row.get("report", "")), []).append(row_view(row))
                except (
                    ValueError,
                    KeyError,
                    TypeError,
                    AttributeError,
                    OverflowError,
                    RecursionError,
                ) as error:
                    raise DataError("row-not-deed", path, number, why=error) from None
    for report, deeds in reports.items():
        yield report.rsplit("/", 1)[-1], "", deeds


def row_view(row: dict[str, Any]) -> View:
    """Return a deed row as it is compared."""

    def names(_record_type: str, item: Any) -> frozenset[str]:
        return frozenset({item["name"]} if isinstance(item, dict) else {str(item)})

    return _view(str(row["id"]).rsplit("/", 1)[-1], row, names)


def _view(identifier: str, deed: Mapping[str, Any], names: Callable[[str, Any], frozenset[str]]) -> View:
    def said(one: Field) -> Any:
        value = deed.get(one.name)
        match one.value:
            case "agents" | "documents" | "places":
                return [names(RECORD_TYPES[one.value], item) for item in value or ()]
            case "when":
                return {key: part for key, part in (value or {}).items() if part}
            case "quantities":
                return [_quantity(item) for item in value or ()]
            case "flag":
                return bool(value)
            case _:
                return deed[one.name] if one.name in ("kind", "did") else value

    values = {one.name: said(one) for one in COMPARED.values()}
    spans = [(span["start"], span["end"]) for span in (deed["source"], *(deed.get("also") or ()))]
    own = {name: values.pop(name) for name in _OWN}
    return View(identifier, span=spans[0], spans=spans, others=values, **own)


def views(bundle: Bundle, shared: Iterable[Bundle] = ()) -> list[View]:
    """Return a bundle's deeds as they are compared; ``shared`` bundles name the units and places of all."""
    known: dict[tuple[str, str], frozenset[str]] = {}
    for source in (*shared, bundle):
        for record_type, record in source.records():
            if record_type in ("agent", "place", "document"):
                item: dict[str, Any] = dict(record)
                official = [item["official"]] if "official" in item else []
                known[record_type, item["id"]] = frozenset({item["name"], *item.get("names", []), *official})

    def names(record_type: str, identifier: Any) -> frozenset[str]:
        return known.get((record_type, identifier), frozenset({identifier}))

    return [_view(deed["id"], deed, names) for deed in bundle.deeds]


def _quantity(quantity: dict[str, Any]) -> tuple[Any, ...]:
    return (float(quantity["value"]), quantity.get("measure") or "", quantity.get("bound") or "exact")


def frozen(value: Any) -> Any:
    """Return a value of ``when`` so that two of them compare and show alike."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value
