"""Reading record files: YAML by people, JSON Lines by machines, each record checked against the schema."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast, get_args

from graph.common.open_input import open_input, read_input
from graph.errors import DataError, DataErrors, os_reason
from graph.messages import Message
from graph.model.records import Bundle, Origin, RecordType
from graph.model.schema import At, unknown_key, validate_record
from graph.model.strict_yaml import Lines, number, read_yaml

_PLURAL: dict[str, RecordType] = {
    "agents": "agent",
    "places": "place",
    "documents": "document",
    "deeds": "deed",
    "decisions": "decision",
}
_YAML = {".yaml", ".yml"}
_MAX_YAML_BYTES = 64_000_000
_MAX_LINE_BYTES = 10_000_000  # of one JSON line
# A file that belongs to a report names it at the top: found in the bytes, before the file is parsed.
_OF_REPORT = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?report["']?\s*:""", re.MULTILINE)
_REPORT_LINE = re.compile(rb'"record"\s*:\s*"report"')
# An escape that may be one half of a character, as UTF-16 has them; without its other half it is not text.
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
LineOf = Callable[[At], int]


@dataclass
class Group:
    """Records that were read together: the bundles without the invalid records, and the errors."""

    bundles: list[Bundle] = field(default_factory=list)
    errors: list[DataError] = field(default_factory=list)


def read(paths: Iterable[Path]) -> Iterator[Bundle]:
    """Yield the records at ``paths``, one bundle a report; shared records come first.

    A path is a record file (``.yaml``, ``.yml``, ``.jsonl``) or a folder, read with the folders below it.
    YAML files of one folder belong together. Files without a report come first, whatever their names.
    Reports are read one after the other, so that memory does not grow with their number. Raises ``DataErrors``
    with every error of the group of files that it was reading.
    """
    for group in read_groups(paths):
        if group.errors:
            raise DataErrors(group.errors)
        yield from group.bundles


def read_groups(paths: Iterable[Path]) -> Iterator[Group]:
    """Yield the records at ``paths`` as ``read`` does, with the errors instead of raising them.

    Raises ``DataError`` when a path does not exist, is no record file, or holds none.
    """
    folders, streams = sources(paths)
    reports: list[list[Path]] = []
    for files in folders:
        own = [path for path in files if _is_of_report(path)]
        reports += [own] if own else []
        if len(own) < len(files):
            yield read_yaml_files(path for path in files if path not in own)
    with_report: list[Path] = []
    for path in streams:
        if _has_report_line(path):
            with_report.append(path)
        else:
            yield from read_lines(path)
    for files in reports:
        yield read_yaml_files(files)
    for path in with_report:
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
            raise DataError("file-not-there", path)
        if not found:
            raise DataError("folder-without-records", path)
        for file in found:
            if file.suffix == ".jsonl":
                streams.append(file)
            elif file.suffix in _YAML:
                folders.setdefault(file.parent, []).append(file)
            else:
                raise DataError("file-not-records", file)
    return [list(dict.fromkeys(files)) for files in folders.values()], list(dict.fromkeys(streams))


def _is_record_file(path: Path) -> bool:
    return path.is_file() and (path.suffix in _YAML or path.suffix == ".jsonl")


def _is_of_report(path: Path) -> bool:
    if not path.is_file():
        return True  # what can be read only once
    try:
        return bool(_OF_REPORT.search(read_input(path, _MAX_YAML_BYTES)))
    except OSError:
        return False  # reading it will say why


def _has_report_line(path: Path) -> bool:
    """Say whether a JSON Lines file has a report; a file that can be read only once is taken to have one."""
    if not path.is_file():
        return True
    try:
        with path.open("rb") as file:
            return any(
                _REPORT_LINE.search(line) for line in iter(lambda: file.readline(_MAX_LINE_BYTES), b"")
            )
    except OSError:
        return True  # reading it will say why


def read_yaml_files(files: Iterable[Path]) -> Group:
    """Read YAML record files that belong together; one bundle a report, and one for what belongs to none."""
    errors: list[DataError] = []
    bundles: dict[str | None, Bundle] = {}
    for path in files:
        try:
            _read_yaml(record_bytes(path), path, bundles, errors)
        except DataError as error:
            errors.append(error)
    return Group(list(bundles.values()), errors)


def read_data(data: bytes, path: Path, first_line: int = 1) -> Iterator[Group]:
    """Yield the records in the bytes of one file; ``path`` gives its format and is named in errors.

    ``first_line`` is the line of the file with which the bytes begin, if they are a part of it.
    """
    if path.suffix == ".jsonl":
        yield from _read_lines(io.BytesIO(data), path, first_line)
        return
    group, bundles = Group(), dict[str | None, Bundle]()
    try:
        _read_yaml(data, path, bundles, group.errors)
    except DataError as error:
        group.errors.append(error)
    group.bundles += bundles.values()
    yield group


def _read_yaml(data: bytes, path: Path, bundles: dict[str | None, Bundle], errors: list[DataError]) -> None:
    lines: Lines = {}
    _gather(read_yaml(data, str(path), lines), path, lines, bundles, errors)


def _line_of(lines: Lines, at: At) -> int:
    """Return the line of a value, or of the nearest one around it."""
    while at and at not in lines:
        at = at[:-1]
    return lines.get(at, 1)


def _gather(
    content: Any, path: Path, lines: Lines, bundles: dict[str | None, Bundle], errors: list[DataError]
) -> None:
    if not isinstance(content, dict):
        errors.append(DataError("file-not-mapping", path, 1))
        return

    def line_of(at: At) -> int:
        return _line_of(lines, at)

    report = content.get("report")
    report_id = report.get("id") if isinstance(report, dict) else report
    if "report" in content and not isinstance(report_id, str):
        wrong = (
            validate_record("report", report)
            if isinstance(report, dict)
            else [((), Message("report-not-record"))]
        )
        errors += [DataError(words, path, line_of(("report", *at)), "report") for at, words in wrong]
        return
    bundle = bundles.setdefault(report_id, Bundle())
    for key, value in content.items():
        if key == "report":
            if isinstance(value, dict):
                _add(bundle, "report", value, path, line_of, ("report",), errors)
        elif key not in _PLURAL:
            errors.append(DataError(unknown_key(key, ["report", *_PLURAL]), path, line_of((key,))))
        elif not isinstance(value, list):
            errors.append(DataError("section-not-list", path, line_of((key,)), section=key))
        else:
            if key == "decisions":
                bundle.decisions = bundle.decisions or []
            for index, record in enumerate(value):
                _add(bundle, _PLURAL[key], record, path, line_of, (key, index), errors)
    if report_id is not None and not isinstance(report, dict):
        bundle.origins.setdefault(("report", report_id), Origin(str(path), line_of(("report",))))


def _add(
    bundle: Bundle,
    record_type: RecordType,
    record: Any,
    path: Path,
    line_of: LineOf,
    at: At,
    errors: list[DataError],
) -> None:
    found = validate_record(record_type, record)
    identifier = id_of(record_type, record)
    shown = isinstance(identifier, str) and identifier.isprintable() and len(identifier) <= 100
    name = f"{record_type} {identifier}" if shown else record_type
    errors += [DataError(message, path, line_of((*at, *where)), name) for where, message in found]
    if not found:
        error = put(bundle, record_type, record, Origin(str(path), line_of(at)))
        errors += [error] if error else []


def id_of(record_type: RecordType, record: Any) -> Any:
    """Return what a record is known by: its id, and of a decision the two that it is about."""
    if not isinstance(record, dict):
        return None
    if record_type == "decision":
        pair = [record.get("a"), record.get("b")]
        return " ".join(sorted(map(str, pair))) if all(pair) else None
    return record.get("id")


def put(bundle: Bundle, record_type: RecordType, record: Any, origin: Origin) -> DataError | None:
    """Put a record into a bundle; return the error, and leave it out, if its id is a duplicate there."""
    identifier = id_of(record_type, record)
    known = bundle.origins.get((record_type, identifier))
    if known and not (record_type == "report" and bundle.report is None):
        twice = Message(
            "pair-twice" if record_type == "decision" else "id-twice", first=f"{known.path}:{known.line}"
        )
        return DataError(twice, origin.path, origin.line or None, f"{record_type} {identifier}")
    bundle.origins[record_type, identifier] = origin
    if record_type == "report":
        bundle.report = record
    elif record_type == "decision":
        bundle.decisions = [*(bundle.decisions or []), record]
    else:
        getattr(bundle, f"{record_type}s").append(record)
    return None


def read_lines(path: Path) -> Iterator[Group]:
    """Stream the records of a JSON Lines file: a report line begins a bundle, what follows belongs to it.

    Each line is an object with ``record`` (report, agent, place, document, deed, decision) and the record's fields.
    """
    try:
        with open_input(path) as file:
            yield from _read_lines(file, path)
    except DataError as error:
        yield Group([], [error])
    except OSError as error:
        yield Group([], [DataError("file-unreadable", path, why=os_reason(error))])


def _read_lines(file: BinaryIO, path: Path, first_line: int = 1) -> Iterator[Group]:
    bundle, errors = Bundle(), list[DataError]()
    for at, line in enumerate(iter(lambda: file.readline(_MAX_LINE_BYTES + 1), b""), first_line):
        try:
            parsed = _parse_line(line, path, at)
        except DataError as error:
            errors.append(error)
            continue
        if parsed is None:
            continue
        record_type, record = parsed
        if record_type == "report" and (bundle.report is not None or bundle.deeds or bundle.agents):
            yield Group([bundle], errors)
            bundle, errors = Bundle(), []
        _add(bundle, record_type, record, path, lambda _, at=at: at, (), errors)  # type: ignore[misc]
    yield Group([bundle], errors)


def _parse_line(line: bytes, path: Path, line_number: int) -> tuple[RecordType, Any] | None:
    if not line.strip():
        return None
    if len(line) > _MAX_LINE_BYTES:
        raise DataError("line-too-long", path, line_number, most=_MAX_LINE_BYTES)
    try:
        record = json.loads(
            line, parse_constant=_no_constant, parse_float=number, object_pairs_hook=_no_key_twice
        )
        if _HALF_CHARACTER.search(line):
            json.dumps(record, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        raise DataError("file-not-utf8", path, line_number) from None
    except UnicodeEncodeError:
        raise DataError("half-character", path, line_number) from None
    except RecursionError:
        raise DataError("nested-too-deep", path, line_number) from None
    except ValueError as error:
        too_long = "set_int_max_str_digits" in str(error)
        reason = Message("json-number-too-long") if too_long else error.args[0]
        raise DataError("json-broken-line", path, line_number, why=reason) from None
    record_type = record.pop("record", None) if isinstance(record, dict) else None
    known = get_args(RecordType)
    if record_type not in known:
        raise DataError("line-not-record", path, line_number, known=", ".join(known))
    return cast(RecordType, record_type), record


def _no_constant(name: str) -> float:
    raise ValueError(Message("json-not-number", name=name))


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(Message("json-key-twice", key=next(key for key in keys if keys.count(key) > 1)))
    return made


def record_bytes(path: Path) -> bytes:
    """Return the bytes of a record file. Raises ``DataError`` when it is too large or cannot be read."""
    try:
        data = read_input(path, _MAX_YAML_BYTES)
    except OSError as error:
        raise DataError("file-unreadable", path, why=os_reason(error)) from None
    if len(data) > _MAX_YAML_BYTES:
        raise DataError("ingest-too-large-lines", path, most=_MAX_YAML_BYTES)
    return data
