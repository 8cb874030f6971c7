"""Reading record files: YAML by people, JSON Lines by machines, each record held against the schema."""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs

from graph.deed import SORTS, Bundle, Deed, Origin, Record, Sort, schema
from graph.errors import DataError, DataErrors
from graph.yamlread import Lines, read_yaml

_PLURAL: dict[str, Sort] = {"agents": "agent", "places": "place", "documents": "document", "deeds": "deed"}
_YAML = {".yaml", ".yml"}
_MAX_LINE = 10_000_000  # bytes of one JSON line


def read(paths: Iterable[Path]) -> Iterator[Bundle]:
    """Yield the records at ``paths``, one bundle a report; shared records come first.

    A path is a record file (``.yaml``, ``.yml``, ``.jsonl``) or a folder, read with the folders below it.
    YAML files of one folder belong together. JSON Lines are streamed, so that memory does not grow with
    the number of reports. Raises ``DataErrors`` with every fault of the group of files that it was reading.
    """
    groups, streams = sources(paths)
    bundles = [bundle for files in groups for bundle in read_yaml_files(files)]
    yield from (bundle for bundle in bundles if bundle.report is None)
    yield from (bundle for bundle in bundles if bundle.report is not None)
    for path in streams:
        yield from read_lines(path)


def sources(paths: Iterable[Path]) -> tuple[list[list[Path]], list[Path]]:
    """Return the YAML files at ``paths``, grouped by folder, and the JSON Lines files, in order of name.

    Raises ``DataError`` when a path does not exist, is no record file, or holds none.
    """
    folders: dict[Path, list[Path]] = {}
    streams: list[Path] = []
    for path in paths:
        found = sorted(p for p in path.rglob("*") if _is_record_file(p)) if path.is_dir() else [path]
        if not path.exists():
            raise DataError("no such file or folder", path)
        if not found:
            raise DataError("no record files (.yaml, .yml, .jsonl) in this folder", path)
        for file in found:
            if file.suffix == ".jsonl":
                streams.append(file)
            elif file.suffix in _YAML:
                folders.setdefault(file.parent, []).append(file)
            else:
                raise DataError("not a record file; its name must end in .yaml, .yml or .jsonl", file)
    return list(folders.values()), streams


def _is_record_file(path: Path) -> bool:
    return path.is_file() and (path.suffix in _YAML or path.suffix == ".jsonl")


def read_yaml_files(files: Iterable[Path]) -> list[Bundle]:
    """Read YAML record files that belong together; one bundle a report, and one for what belongs to none."""
    faults: list[DataError] = []
    bundles: dict[str | None, Bundle] = {}
    for path in files:
        data = _read_bytes(path)
        try:
            content = read_yaml(data, str(path))
        except DataError as fault:
            faults.append(fault)
            continue
        lines: Lines = {}

        def line_of(
            at: tuple[str | int, ...], data: bytes = data, path: Path = path, lines: Lines = lines
        ) -> int:
            if not lines:  # read again for the lines only when somebody asks for one
                read_yaml(data, str(path), lines)
            while at and at not in lines:
                at = at[:-1]
            return lines.get(at, 1)

        _gather(content, path, line_of, bundles, faults)
    if faults:
        raise DataErrors(faults)
    return list(bundles.values())


LineOf = Callable[[tuple[str | int, ...]], int]


def _gather(
    content: Any, path: Path, line_of: LineOf, bundles: dict[str | None, Bundle], faults: list[DataError]
) -> None:
    if not isinstance(content, dict):
        faults.append(
            DataError("a record file is a mapping with report, agents, places, documents or deeds", path, 1)
        )
        return
    report = content.get("report")
    report_id = report.get("id") if isinstance(report, dict) else report
    if report_id is not None and not isinstance(report_id, str):
        faults.append(DataError("report: write the report's record or its id", path, line_of(("report",))))
        return
    bundle = bundles.setdefault(report_id, Bundle())
    for key, value in content.items():
        if key == "report":
            if isinstance(value, dict):
                _add(bundle, "report", value, path, line_of, ("report",), faults)
        elif key not in _PLURAL:
            hint = _near(key, ["report", *_PLURAL])
            faults.append(DataError(f"unknown key {key!r}{hint}", path, line_of((key,))))
        elif not isinstance(value, list):
            faults.append(DataError(f"{key}: write a list of records", path, line_of((key,))))
        else:
            for index, record in enumerate(value):
                _add(bundle, _PLURAL[key], record, path, line_of, (key, index), faults)
    if report_id is not None and not isinstance(report, dict):
        bundle.origins.setdefault(("report", report_id), Origin(str(path), line_of(("report",))))


def _add(
    bundle: Bundle,
    sort: Sort,
    record: Any,
    path: Path,
    line_of: LineOf,
    at: tuple[str | int, ...],
    faults: list[DataError],
) -> None:
    found = faults_of(sort, record)
    name = record.get("id") if isinstance(record, dict) else None
    for where, message in found:
        faults.append(DataError(message, path, line_of((*at, *where)), f"{sort} {name}" if name else sort))
    if found:
        return
    fault = _put(bundle, sort, record, Origin(str(path), line_of(at)))
    if fault:
        faults.append(fault)


def _put(bundle: Bundle, sort: Sort, record: Any, origin: Origin) -> DataError | None:
    known = bundle.origins.get((sort, record["id"]))
    if known and not (sort == "report" and bundle.report is None):
        message = f"this id stands twice; first in {known.path}:{known.line}"
        return DataError(message, origin.path, origin.line, f"{sort} {record['id']}")
    if sort == "report" and bundle.report is not None:
        return DataError("a second report in one folder", origin.path, origin.line, f"report {record['id']}")
    bundle.origins[sort, record["id"]] = origin
    match sort:
        case "report":
            bundle.report = record
        case "agent":
            bundle.agents.append(record)
        case "place":
            bundle.places.append(record)
        case "document":
            bundle.documents.append(record)
        case "deed":
            bundle.deeds.append(record)
    return None


def read_lines(path: Path) -> Iterator[Bundle]:
    """Stream the bundles of a JSON Lines file: a report line begins a bundle, what follows belongs to it.

    Each line is an object with ``record`` (report, agent, place, document, deed) and the record's fields.
    """
    bundle = Bundle()
    faults: list[DataError] = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(_MAX_LINE + 1), b""), 1):
                if not line.strip():
                    continue
                parsed = _parse_line(line, path, number, faults)
                if parsed is None:
                    continue
                sort, record = parsed
                if sort == "report" and (bundle.report is not None or bundle.deeds or bundle.agents):
                    if faults:
                        raise DataErrors(faults)
                    yield bundle
                    bundle = Bundle()
                _add(bundle, sort, record, path, lambda _, number=number: number, (), faults)  # type: ignore[misc]
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path) from None
    if faults:
        raise DataErrors(faults)
    yield bundle


def _parse_line(line: bytes, path: Path, number: int, faults: list[DataError]) -> tuple[Sort, Any] | None:
    if len(line) > _MAX_LINE:
        raise DataError(f"a line longer than {_MAX_LINE} bytes", path, number)
    try:
        record = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else f"broken JSON: {error}"
        faults.append(DataError(reason, path, number))
        return None
    sort = record.pop("record", None) if isinstance(record, dict) else None
    if sort not in SORTS:
        faults.append(DataError(f'write "record": one of {", ".join(SORTS)}', path, number))
        return None
    return cast(Sort, sort), record


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path) from None


@cache
def _validator(sort: Sort) -> jsonschema_rs.Draft202012Validator:
    whole = {"$schema": schema()["$schema"], "$ref": f"#/$defs/{sort}", "$defs": schema()["$defs"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def faults_of(sort: Sort, record: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Return what is wrong with a record in itself, as (path within the record, what to write instead).

    >>> faults_of("place", {"id": "x", "level": "city", "name": "x", "code": 4201, "edition": "2020"})
    [(('code',), 'code: 4201 is a number; put it in quotes: "4201"')]
    """
    validator = _validator(sort)
    if not validator.is_valid(record):
        faults = [_explain(error) for error in validator.iter_errors(record)]
        return list(dict.fromkeys(faults))
    return _senseless(cast(Record, record)) if sort == "deed" else []


def _senseless(record: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Say what a schema cannot: an end before its start, an empty span, a quantity id used twice."""
    deed = cast(Deed, record)
    faults: list[tuple[tuple[str | int, ...], str]] = []
    when = deed.get("when", {})
    if when.get("end", "9999") < when.get("start", ""):
        faults.append((("when", "end"), f"when.end {when['end']} is before when.start {when['start']}"))
    if "end" in when and "start" not in when:
        faults.append((("when", "end"), "when.end without when.start; for a running figure write asOf"))
    for at, span in [
        (("source",), deed["source"]),
        *((("also", i), s) for i, s in enumerate(deed.get("also", []))),
    ]:
        if span["end"] <= span["start"]:
            path = cast("tuple[str | int, ...]", at)
            faults.append((path, f"the span {span['start']}–{span['end']} is empty; its end is exclusive"))
    seen: set[str] = set()
    for i, quantity in enumerate(deed.get("quantities", [])):
        if quantity["id"] in seen:
            faults.append(
                (("quantities", i, "id"), f"the quantity id {quantity['id']} stands twice in this deed")
            )
        seen.add(quantity["id"])
    return faults


def _explain(error: jsonschema_rs.ValidationError) -> tuple[tuple[str | int, ...], str]:
    at = tuple(error.instance_path)
    shown = ".".join(str(part) for part in at)
    rule = str(error.schema_path[-1]) if error.schema_path else ""
    value = error.instance
    prefix = f"{shown}: " if shown else ""
    node = _subschema(error.schema_path[:-1])
    if rule == "additionalProperties":
        unknown = next(key for key in value if key not in node.get("properties", {}))
        return (*at, unknown), f"{prefix}unknown key {unknown!r}{_near(unknown, list(node['properties']))}"
    if rule == "required":
        key = next(key for key in node["required"] if key not in value)
        meaning = _meaning(node["properties"][key])
        return at, f"{prefix}{key} is missing{f'; write {meaning}' if meaning else ''}"
    if rule == "type" and node.get("type") == "string" and isinstance(value, (int, float)):
        return at, f'{prefix}{value} is a number; put it in quotes: "{value}"'
    meaning = _meaning(node) or error.message
    if rule == "enum":
        meaning = "one of " + ", ".join(node["enum"])
    if rule in ("minimum", "maximum"):
        meaning = f"a number {'from' if rule == 'minimum' else 'up to'} {node[rule]}"
    return at, f"{prefix}{_short(value)} does not fit; write {meaning}"


def _subschema(path: Sequence[str | int]) -> dict[str, Any]:
    """Follow a schema path to the schema that holds the broken rule."""
    node: Any = schema()
    for step in path:
        node = node[step]
    return cast("dict[str, Any]", node)


def _meaning(node: dict[str, Any]) -> str:
    if "description" in node:
        return cast(str, node["description"])
    for reference in [node, *node.get("allOf", [])]:
        if "$ref" in reference:
            return cast(str, schema()["$defs"][reference["$ref"].rsplit("/", 1)[1]].get("description", ""))
    return ""


def _near(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
