"""Editing a few records of a YAML file: only their lines are written anew, every other line stays as it is.

ruamel.yaml keeps comments and order, but takes seconds over the file of a long report; so it is given the records
that an edit changed, one by one, and the file's other lines are not touched. Where a file is written in a way in
which its records cannot be distinguished by their lines, ruamel.yaml takes the whole of it.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from graph.errors import DataError
from graph.model.strict_yaml import Lines, read_yaml
from graph.web.review.yaml_style import styled

T = TypeVar("T")
Document = CommentedMap
_ITEM = re.compile(rb"( *)- ")
_CRLF = b"\r\n"
_OF_ITEM = b" \t#-\r\n"  # how a line within a list begins; any other is the next key's


@dataclass(frozen=True)
class Section:
    """The lines of a list of records: what stands before it, each record with the comments above it, what is after."""

    head: bytes
    chunks: dict[
        str, tuple[bytes, bytes]
    ]  # by id: the comments and blank lines above, the record's own lines
    tail: bytes


def edited(data: bytes, edit: Callable[[Document], T]) -> tuple[bytes, T]:
    """Return a YAML file after an edit, its comments and order kept, and what the edit returned.

    ``edit`` changes the document that it is given; it may be called twice. Raises ``DataError`` for a file that
    cannot be read, and what ``edit`` raises.
    """
    old = read_yaml(data, "")
    document = _editable(old)
    result = edit(document)
    try:
        written = _spliced(data, old, _plain(document))
        if written is not None:
            return written, result
        yaml = round_trip(data)
        document = yaml.load(data)
        result = edit(document)
        return _ended(_dumped(yaml, document), _line_end(data)), result
    except YAMLError as error:
        raise DataError("review-not-kept", why=" ".join(str(error).split())[:200]) from None


def round_trip(data: bytes) -> YAML:
    """Return a reader and writer that keeps comments and order, and the indentation that a file has."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.allow_unicode = True
    if re.search(rb"^[a-z]+:[^\n]*\n(?:\s*#[^\n]*\n|\s*\n)*  - ", data, re.MULTILINE):
        yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(yaml: YAML, document: Any) -> bytes:
    out = io.BytesIO()
    yaml.dump(document, out)
    return out.getvalue()


def _line_end(data: bytes) -> bytes:
    """Return how most lines of a file end."""
    return _CRLF if 2 * data.count(_CRLF) > data.count(b"\n") else b"\n"


def _ended(lines: bytes, end: bytes) -> bytes:
    """Return lines with this line end."""
    return lines.replace(_CRLF, b"\n").replace(b"\n", end)


def _editable(value: Any) -> Any:
    if isinstance(value, dict):
        return CommentedMap((key, _editable(one)) for key, one in value.items())
    return CommentedSeq(map(_editable, value)) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _spliced(data: bytes, old: Any, new: Any) -> bytes | None:
    """Return the file with the changed records' lines written anew; ``None`` where lines do not distinguish them."""
    if not isinstance(old, dict) or old.keys() != new.keys():
        return None
    written = data
    for key in old:
        if old[key] == new[key]:
            continue
        section = _section(written, key, old[key])
        if section is None or not new[key]:
            return None
        renamed = _renamed(old[key], new[key])
        before = {renamed.get(_name(record), _name(record)): record for record in old[key]}
        held = {renamed.get(name, name): lines for name, lines in section.chunks.items()}
        chunks, tail = _left(
            Section(section.head, held, section.tail), {_name(record) for record in new[key]}
        )
        found = [
            _lines_of(record, before.get(_name(record)), chunks.get(_name(record)), key, written)
            for record in new[key]
        ]
        written = section.head + b"".join(found) + tail
    try:
        return written if read_yaml(written, "") == new else None
    except DataError:
        return None


def _name(record: Any) -> str:
    return str(record.get("id"))


def _renamed(old: list[Any], new: list[Any]) -> dict[str, str]:
    """Return the new name of the record that has another and is in its place, by the old one; of one at most."""
    if len(old) != len(new):
        return {}
    found = {_name(a): _name(b) for a, b in zip(old, new, strict=True) if _name(a) != _name(b)}
    return found if len(found) == 1 else {}


def _left(section: Section, names: set[str]) -> tuple[dict[str, tuple[bytes, bytes]], bytes]:
    """Return the lines of the records that are left, and those after them; a comment above another one stays."""
    chunks: dict[str, tuple[bytes, bytes]] = {}
    kept = b""
    for name, (above, lines) in section.chunks.items():
        if name in names:
            chunks[name], kept = (kept + above, lines), b""
        elif above.strip():
            kept += above
    return chunks, kept + section.tail


def _section(data: bytes, key: str, records: Any) -> Section | None:
    if not isinstance(records, list) or not records or not all(isinstance(one, dict) for one in records):
        return None
    places: Lines = {}
    read_yaml(data, "", places)
    lines = data.splitlines(keepends=True)
    starts = [places[key, n] - 1 for n in range(len(records))]
    items = [_ITEM.match(lines[at]) if at < len(lines) else None for at in starts]
    ids = [_name(one) for one in records]
    indents = {item[1] for item in items if item}
    if not all(items) or len(indents) != 1 or not len(set(starts)) == len(set(ids)) == len(records):
        return None
    (indent,) = indents
    rest = range(starts[-1] + 1, len(lines))
    end = next((at for at in rest if lines[at][:1] not in _OF_ITEM), len(lines))
    tops = [starts[0]]
    tops += [_above(lines, at, before, indent) for before, at in pairwise([*starts, end])]
    chunks = {
        name: (
            b"".join(lines[tops[n] : starts[n]]),
            _closed(b"".join(lines[starts[n] : tops[n + 1]]), _line_end(data)),
        )
        for n, name in enumerate(ids)
    }
    return Section(b"".join(lines[: starts[0]]), chunks, b"".join(lines[tops[-1] :]))


def _above(lines: list[bytes], at: int, least: int, indent: bytes) -> int:
    """Return the first line of the comments and blank lines that stand right above a line.

    A line that begins with # further in may be words of the record before.
    """
    while at - 1 > least:
        line = lines[at - 1]
        if line.strip() and not (line.lstrip(b" ").startswith(b"#") and not line.startswith(indent + b" ")):
            break
        at -= 1
    return at


def _closed(lines: bytes, end: bytes) -> bytes:
    return lines if lines.endswith(b"\n") else lines + end


def _lines_of(
    record: dict[str, Any], before: Any, chunk: tuple[bytes, bytes] | None, section: str, data: bytes
) -> bytes:
    """Return a record's lines: as they were, with what changed written anew, or all new."""
    yaml = round_trip(data)
    if chunk is None:
        made = CommentedMap({"x": CommentedSeq([styled(section, record)])})
        return _ended(_dumped(yaml, made).partition(b"\n")[2], _line_end(data))
    above, lines = chunk
    if record != before:
        held = yaml.load(b"x:\n" + _ended(lines, b"\n"))
        _adjust(held["x"][0], record)
        lines = _ended(_dumped(yaml, held).partition(b"\n")[2], _line_end(data))
    return above + lines


def _adjust(held: CommentedMap, wanted: Mapping[str, Any]) -> None:
    """Make a mapping what it is wanted to be; what is the same in it is left alone."""
    for key in [key for key in held if key not in wanted]:
        del held[key]
    for at, (key, value) in enumerate(wanted.items()):
        if key not in held:
            held.insert(at, key, styled(key, value))
        elif _plain(held[key]) == value:
            continue
        elif isinstance(value, dict) and isinstance(held[key], CommentedMap):
            _adjust(held[key], value)
        elif _alike(held[key], value):
            for inner, one in zip(held[key], value, strict=True):
                _adjust(inner, one)
        else:
            held[key] = styled(key, value)


def _alike(held: Any, value: Any) -> bool:
    """Say whether two are lists of as many mappings, so that each can be made the other's."""
    both = isinstance(held, CommentedSeq) and isinstance(value, list) and len(held) == len(value)
    return both and all(isinstance(one, dict) for one in (*held, *value))
