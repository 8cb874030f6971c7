"""What is wrong with a record in itself, by its schema and by sense, told so that a person can mend it."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

import jsonschema_rs

from graph.errors import DataError
from graph.model.iris import type_of_path
from graph.model.records import LOCAL_AGENTS, Bundle, Sort, schema

# Where in a record something stands: its keys and indexes, from outside in.
At = tuple[str | int, ...]
Fault = tuple[At, str]

# Fields of an agent that say nothing of agents of the other types: they would make no triple.
_OF_UNITS = ("parent", "seat")
_OF_REPORTS = ("unit", "memberOf", "source", "also")
_OF_PERSONS = ("age", "posts")


def validate_record(sort: Sort, record: Any) -> list[Fault]:
    """Return what is wrong with a record in itself, as (path within the record, what to write instead).

    >>> validate_record("place", {"id": "x", "level": "city", "name": "x", "code": 4201, "edition": "2020"})
    [(('code',), 'code: 4201 is a number; put it in quotes, the zeros before it too: "4201"')]
    """
    validator = _validator(sort)
    try:
        if not validator.is_valid(record):
            return list(dict.fromkeys(_explain(error) for error in validator.iter_errors(record)))
    except (ValueError, RecursionError):
        return [((), "nested too deep, or a number too long, for any record")]
    return list(_senseless(sort, record))


@cache
def _validator(sort: Sort) -> jsonschema_rs.Draft202012Validator:
    whole = {"$schema": schema()["$schema"], "$ref": f"#/$defs/{sort}", "$defs": schema()["$defs"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def located(bundle: Bundle, sort: Sort, identifier: str, message: str) -> DataError:
    """Return a fault of a record with the file and line that the record was read from."""
    origin = bundle.origin(sort, identifier)
    return DataError(message, origin.path or None, origin.line or None, f"{sort} {identifier}")


def near(key: str, known: Sequence[str]) -> str:
    """Return a hint for an unknown key: the known one it resembles, or all of them.

    >>> near("whoo", ["who", "whom", "when"])
    "; did you mean 'who'?"
    """
    close = difflib.get_close_matches(key, known, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"


def _senseless(sort: Sort, record: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what a schema cannot say."""
    if sort == "deed":
        yield from _time_errors(record.get("when", {}))
        yield from _repeated(record.get("quantities", []))
    if sort == "decision":
        yield from _unlike(record["a"], record["b"])
    if sort == "agent":
        yield from _foreign_fields(record)
    spans: list[tuple[At, Mapping[str, Any]]] = (
        [(("source",), record["source"])] if "source" in record else []
    )
    for key in ("also", "unrecorded"):
        spans += [((key, i), span) for i, span in enumerate(record.get(key, []))]
    for at, span in spans:
        if span["end"] <= span["start"]:
            yield at, f"{_shown(at)}the span {span['start']}–{span['end']} is empty; its end is exclusive"


def _unlike(a: str, b: str) -> Iterator[Fault]:
    if a == b:
        yield ("b",), f"b: {b} is what a is; name another"
    elif type_of_path(a) != type_of_path(b):
        yield ("b",), f"b: {b} is of another sort than {a}; two agents, two places or two deeds"


def _time_errors(when: Mapping[str, Any]) -> Iterator[Fault]:
    if "end" in when and "start" not in when:
        yield ("when", "end"), "when.end without when.start; for a running figure write asOf"
    elif "end" in when and when["end"] < when["start"]:
        yield ("when", "end"), f"when.end {when['end']} is before when.start {when['start']}"


def _repeated(quantities: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, quantity in enumerate(quantities):
        if quantity["id"] in seen:
            message = f"the quantity id {quantity['id']} stands twice in this deed; number them q1, q2, …"
            yield ("quantities", i, "id"), message
        seen.add(quantity["id"])


def _foreign_fields(agent: Mapping[str, Any]) -> Iterator[Fault]:
    local = agent["type"] in LOCAL_AGENTS
    foreign = (*(_OF_UNITS if local else _OF_REPORTS), *(() if agent["type"] == "person" else _OF_PERSONS))
    for key in foreign:
        if key in agent:
            yield (key,), f"{key}: a {agent['type']} has none; take it out, or mend the type"
    if local and "also" in agent and "source" not in agent:
        yield ("also",), "also without source; the first span is the source"


def _explain(error: jsonschema_rs.ValidationError) -> Fault:
    at = tuple(error.instance_path)
    rule = str(error.schema_path[-1]) if error.schema_path else ""
    node, prefix = _subschema(error.schema_path[:-1]), _shown(at)
    value: Any = error.instance
    if rule == "additionalProperties":
        unknown = next(key for key in value if key not in node.get("properties", {}))
        return (*at, unknown), f"{prefix}unknown key {unknown!r}{near(unknown, list(node['properties']))}"
    if rule == "required":
        key = next(key for key in node["required"] if key not in value)
        meaning = _meaning(node["properties"][key])
        return at, f"{prefix}{key} is missing{f'; write {meaning}' if meaning else ''}"
    if rule == "dependentRequired":
        key, needed = next(
            (k, n) for k, ns in node[rule].items() for n in ns if k in value and n not in value
        )
        return (
            at,
            f"{prefix}{key} needs {needed} beside it; write {_meaning(node['properties'][needed]) or needed}",
        )
    if rule == "uniqueItems":
        return at, f"{prefix}{_short(value)} names something twice; name it once"
    if rule == "type" and node.get("type") == "string" and isinstance(value, (int, float)):
        zeros = ", the zeros before it too" if at[-1:] == ("code",) else ""  # YAML reads 042010 as 42010
        return (
            at,
            f'{prefix}{json.dumps(value)} is a {_type(value)}; put it in quotes{zeros}: "{json.dumps(value)}"',
        )
    if rule == "minProperties":
        return at, f"{prefix}nothing stands in it; fill it or leave it out"
    return at, f"{prefix}{_short(value)} does not fit; write {_wanted(rule, node, error.message)}"


def _wanted(rule: str, node: Mapping[str, Any], message: str) -> str:
    match rule:
        case "enum":
            return "one of " + ", ".join(node["enum"])
        case "minimum":
            return f"a number from {node[rule]}"
        case "maximum":
            return f"a number up to {node[rule]:,.0f}"
        case "maxLength":
            return f"at most {node[rule]} characters"
        case "type" if "properties" in node:
            return f"a mapping of fields: {', '.join(node['properties'])}"
        case "type" if not _meaning(node):
            return f"a value of type {node['type']}"
        case _:
            return _meaning(node) or message


def _type(value: float) -> str:
    return "truth value" if isinstance(value, bool) else "number"


def _shown(at: At) -> str:
    return ".".join(map(str, at)) + ": " if at else ""


def _subschema(path: Sequence[str | int]) -> dict[str, Any]:
    """Follow a schema path to the schema that holds the broken rule."""
    node: Any = schema()
    for step in path:
        node = node[step]
    return cast("dict[str, Any]", node)


def _meaning(node: Mapping[str, Any]) -> str:
    if "description" in node:
        return cast(str, node["description"])
    for reference in [node, *node.get("allOf", [])]:
        if "$ref" in reference:
            return cast(str, schema()["$defs"][reference["$ref"].rsplit("/", 1)[1]].get("description", ""))
    return ""


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
