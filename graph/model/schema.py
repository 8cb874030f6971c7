"""Validation of one record, by its schema and by rules beyond it, with messages that say how to fix it."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, cast

import jsonschema_rs

from graph.errors import DataError
from graph.messages import Label, Message, catalogue
from graph.model.iris import type_of_path
from graph.model.records import LOCAL_AGENTS, Bundle, RecordType, schema

# A path within a record: keys and indexes, from outside in.
At = tuple[str | int, ...]
FieldError = tuple[At, str]

# Fields of an agent that agents of other types do not have: they would make no triple.
_OF_UNITS = ("parent", "seat")
_OF_REPORTS = ("unit", "memberOf", "source", "also")
_OF_PERSONS = ("age", "posts")
_MAX_DECIMALS = 18  # of Oxigraph's xsd:decimal


def validate_record(record_type: RecordType, record: Any) -> list[FieldError]:
    """Return the errors of a record, as (path within the record, message).

    >>> validate_record("place", {"id": "x", "level": "city", "name": "x", "code": 4201, "edition": "2020"})
    [(('code',), 'code: 4201 is a number; put it in quotes, the zeros before it too: "4201"')]
    """
    validator = _validator(record_type)
    try:
        if not validator.is_valid(record):
            return list(dict.fromkeys(_explain(error) for error in validator.iter_errors(record)))
    except (ValueError, RecursionError):
        return [((), Message("record-too-deep"))]
    return list(_beyond_schema(record_type, record))


@cache
def _validator(record_type: RecordType) -> jsonschema_rs.Draft202012Validator:
    whole = {"$schema": schema()["$schema"], "$ref": f"#/$defs/{record_type}", "$defs": schema()["$defs"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def located(bundle: Bundle, record_type: RecordType, identifier: str, message: str) -> DataError:
    """Return an error of a record with the file and line that the record was read from."""
    origin = bundle.origin(record_type, identifier)
    return DataError(message, origin.path or None, origin.line or None, f"{record_type} {identifier}")


def unknown_key(key: str, known: Sequence[str]) -> Message:
    """Return the message for an unknown key: the known one that it resembles, or all of them.

    >>> unknown_key("whoo", ["who", "whom", "when"])
    "unknown key 'whoo'; did you mean 'who'?"
    """
    close = closest(key, known)
    return (
        Message("key-unknown-near", key=key, near=close)
        if close
        else Message("key-unknown", key=key, known=", ".join(known))
    )


def closest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that another resembles, if there is one."""
    return next(iter(difflib.get_close_matches(word, known, 1)), None)


def field_label(path: str) -> Label:
    """Return a field's path in both languages: as it is written in the record, and by its Chinese labels.

    >>> field_label("when.start").in_language("zh")
    '何时.起'
    """
    steps = path.split(".")
    return Label(path, ".".join(catalogue().get(f"field-{step}", {}).get("zh", step) for step in steps))


def at_field(path: str, message: str) -> str:
    """Return a message with the path of the field before it that it is about."""
    return Message("at-field", field=field_label(path), what=message) if path else message


def _beyond_schema(record_type: RecordType, record: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield the errors that a schema cannot find."""
    if record_type == "deed":
        yield from _time_errors(record.get("when", {}))
        yield from _repeated(record.get("quantities", []))
        yield from _too_fine(record)
    if record_type == "decision":
        yield from _unlike(record["a"], record["b"])
    if record_type == "agent":
        yield from _foreign_fields(record)
    spans: list[tuple[At, Mapping[str, Any]]] = (
        [(("source",), record["source"])] if "source" in record else []
    )
    for key in ("also", "unrecorded"):
        spans += [((key, i), span) for i, span in enumerate(record.get(key, []))]
    for at, span in spans:
        if span["end"] <= span["start"]:
            yield _field_error(at, Message("span-empty", start=span["start"], end=span["end"]))


def _unlike(a: str, b: str) -> Iterator[FieldError]:
    if a == b:
        yield _field_error(("b",), Message("decision-itself", b=b))
    elif type_of_path(a) != type_of_path(b):
        yield _field_error(("b",), Message("decision-unlike", a=a, b=b))


def _time_errors(when: Mapping[str, Any]) -> Iterator[FieldError]:
    if "end" in when and "start" not in when:
        yield ("when", "end"), Message("end-without-start")
    elif "end" in when and when["end"] < when["start"]:
        yield ("when", "end"), Message("end-before-start", end=when["end"], start=when["start"])


def _repeated(quantities: Sequence[Mapping[str, Any]]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for i, quantity in enumerate(quantities):
        if quantity["id"] in seen:
            yield ("quantities", i, "id"), Message("quantity-twice", id=quantity["id"])
        seen.add(quantity["id"])


def _too_fine(deed: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield the numbers with more decimals than the engines' decimals have room for."""
    numbers: list[tuple[At, Any]] = [
        (("quantities", i, "value"), quantity["value"])
        for i, quantity in enumerate(deed.get("quantities", []))
    ]
    for at, value in [*numbers, (("confidence",), deed.get("confidence", 0))]:
        if -int(Decimal(repr(value)).as_tuple().exponent) > _MAX_DECIMALS:
            yield _field_error(at, Message("too-many-decimals", value=_short(value), most=_MAX_DECIMALS))


def _foreign_fields(agent: Mapping[str, Any]) -> Iterator[FieldError]:
    local = agent["type"] in LOCAL_AGENTS
    foreign = (*(_OF_UNITS if local else _OF_REPORTS), *(() if agent["type"] == "person" else _OF_PERSONS))
    for key in foreign:
        if key in agent:
            yield _field_error((key,), Message("field-of-others", type=Message(f"record-{agent['type']}")))
    if local and "also" in agent and "source" not in agent:
        yield ("also",), Message("also-without-source")


def _explain(error: jsonschema_rs.ValidationError) -> FieldError:
    at = tuple(error.instance_path)
    rule = str(error.schema_path[-1]) if error.schema_path else ""
    node = _subschema(error.schema_path[:-1])
    value: Any = error.instance
    if rule == "additionalProperties":
        unknown = next(key for key in value if key not in node.get("properties", {}))
        return (*at, unknown), at_field(_path(at), unknown_key(unknown, list(node["properties"])))
    if rule == "required":
        key = next(key for key in node["required"] if key not in value)
        meaning = _meaning(node["properties"][key])
        if not meaning:
            return _field_error(at, Message("field-missing", field=field_label(key)))
        return _field_error(at, Message("field-missing-write", field=field_label(key), meaning=meaning))
    if rule == "dependentRequired":
        key, needed = next(
            (k, n) for k, ns in node[rule].items() for n in ns if k in value and n not in value
        )
        labels = {"field": field_label(key), "needed": field_label(needed)}
        return _field_error(
            at, Message("field-needs", meaning=_meaning(node["properties"][needed]) or needed, **labels)
        )
    if rule == "uniqueItems":
        return _field_error(at, Message("named-twice", value=_short(value)))
    if rule == "type" and node.get("type") == "string" and isinstance(value, (int, float)):
        # YAML reads 042010 as 42010
        number = "quote-code" if at[-1:] == ("code",) else "quote-number"
        return _field_error(
            at, Message("quote-truth-value" if isinstance(value, bool) else number, value=json.dumps(value))
        )
    if rule == "minProperties":
        return _field_error(at, Message("field-empty"))
    return _field_error(
        at, Message("value-unfit", value=_short(value), wanted=_wanted(rule, node, error.message))
    )


def _field_error(at: At, what: Message) -> FieldError:
    return at, at_field(_path(at), what)


def _path(at: At) -> str:
    return ".".join(map(str, at))


def _wanted(rule: str, node: Mapping[str, Any], message: str) -> str:
    match rule:
        case "enum":
            return Message("wanted-one-of", known=", ".join(node["enum"]))
        case "minimum":
            return Message("wanted-least", least=node[rule])
        case "maximum":
            return Message("wanted-most", most=node[rule])
        case "maxLength":
            return Message("wanted-length", most=node[rule])
        case "type" if "properties" in node:
            return Message("wanted-fields", fields=", ".join(node["properties"]))
        case "type" if not _meaning(node):
            return Message(f"wanted-{node['type']}")
        case _:
            return _meaning(node) or message


def _subschema(path: Sequence[str | int]) -> dict[str, Any]:
    """Follow a schema path to the schema with the violated rule."""
    node: Any = schema()
    for step in path:
        node = node[step]
    return cast("dict[str, Any]", node)


def _meaning(node: Mapping[str, Any]) -> Label | None:
    """Return what a value means, as the schema describes it in both languages."""
    referred = [node, *node.get("allOf", [])]
    references = [one["$ref"].rsplit("/", 1)[1] for one in referred if "$ref" in one]
    for described in (node, *(schema()["$defs"][name] for name in references[:1])):
        if "description" in described:
            return Label(described["description"], described.get("x-zh", described["description"]))
    return None


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
