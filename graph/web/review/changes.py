"""What a reviewer does to a draft: each function changes the records as ruamel.yaml holds them, comments and all."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from itertools import count
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from graph.errors import CallError
from graph.extract.ids import own_id
from graph.messages import Message
from graph.model.fields import DEED, QUANTITY, REFERENCES, WHEN, Span, named
from graph.model.records import LOCAL_AGENTS, schema
from graph.web.review.references import forget, listed, mentions, prune, rename
from graph.web.review.yaml_edit import Document
from graph.web.review.yaml_style import flow, styled

FIELDS = tuple(field.name for field in DEED)  # in the order in which a draft has them
_LISTS = named(DEED, *REFERENCES, "texts", "deeds")
_DAYS = named(WHEN, "day")
_STAMP = ("reviewedBy", "reviewed")


def apply(document: Document, change: Mapping[str, Any], by: str, day: str) -> list[str]:
    """Make a change; return the ids of the deeds that it touched. Raises ``CallError`` for one that cannot be made."""
    do = change.get("do")
    made = _CHANGES.get(do) if isinstance(do, str) else None
    if made is None:
        raise CallError("change-unknown", name=do, known=", ".join(_CHANGES))
    for section in ("agents", "places"):
        records = change.get(section) or []
        if not isinstance(records, list):
            raise CallError("change-records", section=section)
        for record in records:
            _add_record(document, section, record)
    return made(document, change, by, day)


def _add_record(document: Document, section: str, record: Any) -> None:
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise CallError("change-record-id", section=section)
    held = document.setdefault(section, CommentedSeq())
    if all(one.get("id") != record["id"] for one in held):
        held.append(flow(record))


def _accept(document: Document, change: Mapping[str, Any], by: str, day: str) -> list[str]:
    deed = _deed(document, change.get("deed"))
    _stamp(deed, by, day)
    return [deed["id"]]


def _correct(document: Document, change: Mapping[str, Any], by: str, day: str) -> list[str]:
    deed = _deed(document, change.get("deed"))
    record = change.get("record")
    if not isinstance(record, dict):
        raise CallError("change-correction")
    _fill(deed, {**_settled(deed, record), "id": deed["id"]}, FIELDS)
    _stamp(deed, by, day)
    return [deed["id"]]


def _settled(deed: CommentedMap, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a correction without the marks of what it corrects: what a person says is no longer inferred.

    A mark that the person makes stays; the reason goes with the last mark.
    """
    held, given = deed.get("inferred", []), record.get("inferred")
    if not isinstance(given, list):
        return record
    left = [path for path in given if path not in held or not _corrected(deed, record, str(path))]
    if left == given:
        return record
    gone = {"inferred"} if not left else set()
    if not left and record.get("reason") == deed.get("reason"):
        gone.add("reason")
    return {name: value for name, value in {**record, "inferred": left}.items() if name not in gone}


def _corrected(deed: Mapping[str, Any], record: Mapping[str, Any], path: str) -> bool:
    """Say whether a correction changes what a path of ``inferred`` means; a year stays that of another day in it."""
    field, _, part = path.partition(".")
    old, new = deed.get(field), record.get(field)
    if field != "when" or not part or not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return bool(old != new)
    return bool(_years(old) != _years(new) if part == "year" else old.get(part) != new.get(part))


def _years(when: Mapping[str, Any]) -> set[str]:
    return {str(when[key])[:4] for key in _DAYS if key in when}


def _reject(document: Document, change: Mapping[str, Any], _by: str, _day: str) -> list[str]:
    deed = _deed(document, change.get("deed"))
    before = mentions(document)
    document["deeds"].remove(deed)
    forget(document, deed["id"])
    prune(document, before - mentions(document))
    return []


def _split(document: Document, change: Mapping[str, Any], _by: str, _day: str) -> list[str]:
    deed = _deed(document, change.get("deed"))
    other = deepcopy(deed)
    other["id"] = _free(document, deed["id"])
    for one in (deed, other):
        _unstamp(one)
    document["deeds"].insert(_place(document, deed) + 1, other)
    return [deed["id"], other["id"]]


def _merge(document: Document, change: Mapping[str, Any], _by: str, _day: str) -> list[str]:
    """Put the second deed into the first: its agents, things, places and numbers beside, its words as further span."""
    first, second = _deed(document, change.get("deed")), _deed(document, change.get("other"))
    if first is second:
        raise CallError("change-merge-itself")
    if "when" in first and "when" in second and _time(first["when"]) != _time(second["when"]):
        a, b = (f"{one['id']} {_shown(one['when'])}" for one in (first, second))
        raise CallError("change-days-differ", a=a, b=b)
    said = set(first)  # what the first says itself is not inferred, though it be in the second
    for name in _LISTS:
        more = [one for one in second.get(name, ()) if one not in (*first.get(name, ()), first["id"])]
        if name == "inferred":
            more = [path for path in more if path.split(".")[0] not in said]
        if more:
            _set(first, name, [*first.get(name, ()), *more])
    if "when" in second and "when" not in first:
        _set(first, "when", second["when"])
    renamed = _merge_quantities(first, second)
    spans = [dict(span) for span in (second["source"], *second.get("also", ()))]
    own = [dict(span) for span in (first["source"], *first.get("also", ()))]
    more = [span for span in spans if span not in own]
    if more:
        _set(first, "also", [*own[1:], *more])
    document["deeds"].remove(second)
    for deed in document["deeds"]:
        for quantity in deed.get("quantities", ()):
            _point_anew(deed["id"], quantity, renamed)
        if second["id"] in deed.get("after", ()):
            after = [one if one != second["id"] else first["id"] for one in deed["after"]]
            _set(deed, "after", list(dict.fromkeys(one for one in after if one != deed["id"])))
    _unstamp(first)
    return [first["id"]]


def _time(when: Mapping[str, Any]) -> dict[str, Any]:
    """Return when a deed was done; one day is the same with its end and without."""
    return {key: value for key, value in when.items() if key != "end" or value != when.get("start")}


def _shown(when: Mapping[str, Any]) -> str:
    days = "–".join(str(value) for key, value in _time(when).items() if key in ("start", "end"))
    return ", ".join(
        [*filter(None, [days]), *(f"{k} {v}" for k, v in when.items() if k not in ("start", "end"))]
    )


def _merge_quantities(first: CommentedMap, second: CommentedMap) -> dict[str, str]:
    """Add the second deed's numbers to the first's; return the new reference of each old one.

    One that the first has out of the same words, or that says that it is the same, is not added.
    """
    renamed, touch = {}, _touch(first, second)
    held = [dict(quantity) for quantity in first.get("quantities", ())]
    known = {_counted(quantity): quantity for quantity in reversed(held)}
    for quantity in second.get("quantities", ()):
        twin = known.get(_counted(quantity))
        new = dict(quantity)
        for name in ("partOf", "same"):
            local = [f"{second['id']}/{ref}" if "/" not in ref else ref for ref in listed(new.get(name))]
            if local:
                new[name] = local if name == "partOf" else local[0]
        if twin is not None and (touch or _same(first["id"], twin, second["id"], quantity)):
            del known[_counted(quantity)]
            renamed[f"{second['id']}/{quantity['id']}"] = f"{first['id']}/{twin['id']}"
            for name in ("partOf", "same"):
                if name in new:
                    twin.setdefault(name, new[name])
            continue
        n = len(held) + 1
        while any(one["id"] == f"q{n}" for one in held):
            n += 1
        new["id"] = f"q{n}"
        renamed[f"{second['id']}/{quantity['id']}"] = f"{first['id']}/{new['id']}"
        held.append(new)
    if held:
        _set(first, "quantities", held)
    return renamed


def _same(first: str, one: Mapping[str, Any], second: str, other: Mapping[str, Any]) -> bool:
    """Say whether one of two deeds' numbers says that it is the other."""
    return other.get("same") == f"{first}/{one['id']}" or one.get("same") == f"{second}/{other['id']}"


def _counted(quantity: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        quantity.get(part.name) for part in QUANTITY if part.value not in ("id", "quantity", "quantity refs")
    )


def _touch(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Say whether two deeds cite some of the same words."""
    spans, others = ((one["source"], *one.get("also", ())) for one in (a, b))
    return any(s["start"] < o["end"] and o["start"] < s["end"] for s in spans for o in others)


def _point_anew(deed: str, quantity: CommentedMap, renamed: Mapping[str, str]) -> None:
    """Let a deed's number refer to those that were merged, but never to itself, nor twice to one."""
    itself = (quantity["id"], f"{deed}/{quantity['id']}")
    for name in ("same", "partOf"):
        old = listed(quantity.get(name))
        new = list(dict.fromkeys(renamed.get(ref, ref) for ref in old))
        new = [ref for ref in new if ref not in itself]
        if new == old:
            continue
        if not new:
            del quantity[name]
        else:
            quantity[name] = flow(new) if name == "partOf" else new[0]


def _add(document: Document, change: Mapping[str, Any], by: str, day: str) -> list[str]:
    record = change.get("record")
    if not isinstance(record, dict):
        raise CallError("change-new-deed")
    deed = CommentedMap()
    _fill(deed, {**record, "id": _free(document, "d01")}, FIELDS)
    _stamp(deed, by, day)
    held = document.setdefault("deeds", CommentedSeq())
    start = _start(deed)
    at = next((n for n, one in enumerate(held) if _start(one) > start), len(held))
    held.insert(at, deed)
    return [deed["id"]]


def _start(deed: Mapping[str, Any]) -> int:
    source = deed.get("source")
    start = source.get("start") if isinstance(source, Mapping) else None
    return start if isinstance(start, int) else 0


def _record(document: Document, change: Mapping[str, Any], _by: str, _day: str) -> list[str]:
    """Correct the record of an agent or a place, or add it; deeds that name it stay reviewed."""
    section, record = change.get("section"), change.get("record")
    if section not in ("agents", "places") or not isinstance(record, dict):
        raise CallError("change-record")
    record_type = section.removesuffix("s")
    identifier, found = record.get("id"), document.get(section, ())
    held = next((one for one in found if one.get("id") == identifier), None)
    if change.get("new") is True:
        if held is not None:
            raise CallError("change-there-already", type=Message(f"record-{record_type}"), id=identifier)
        held = CommentedMap()
        document.setdefault(section, CommentedSeq()).append(held)
    if held is None:
        raise CallError("change-no-record", type=Message(f"record-{record_type}"), id=identifier)
    became_unit = held.get("type") in LOCAL_AGENTS and record.get("type") == "unit"
    _fill(held, record, list(schema()["$defs"][record_type]["properties"]))
    if became_unit:
        _own(document, held)
    return []


def _own(document: Document, unit: CommentedMap) -> None:
    """Give a unit that was its report's alone an id as extract gives one, so that no other report has it."""
    old, report = unit["id"], document.get("report")
    name, of = unit.get("name"), report.get("id") if isinstance(report, Mapping) else None
    if not isinstance(name, str) or not isinstance(of, str):
        return  # no record of a unit, or of no report: reported as errors
    stem = own_id(name, of)
    taken = {agent.get("id") for agent in document["agents"] if agent is not unit}
    unit["id"] = next(one for n in count(1) if (one := stem if n == 1 else f"{stem}-{n}") not in taken)
    rename(document, old, unit["id"])


_CHANGES: dict[str, Callable[[Document, Mapping[str, Any], str, str], list[str]]] = {
    "accept": _accept, "correct": _correct, "reject": _reject, "split": _split, "merge": _merge, "add": _add,
    "record": _record,
}  # fmt: skip


def _deed(document: Document, identifier: Any) -> CommentedMap:
    for deed in document.get("deeds", ()):
        if deed.get("id") == identifier:
            found: CommentedMap = deed
            return found
    raise CallError("change-no-deed", id=identifier)


def _place(document: Document, deed: CommentedMap) -> int:
    return next(n for n, one in enumerate(document["deeds"]) if one is deed)


def _free(document: Document, like: str) -> str:
    """Return an id that no deed has, after the highest number in use."""
    taken = {deed.get("id") for deed in document.get("deeds", ())}
    width = max(len(like) - 1, 2)
    n = max((int(one[1:]) for one in taken if isinstance(one, str) and one[1:].isdecimal()), default=0) + 1
    return f"d{n:0{width}}"


def _fill(held: CommentedMap, record: Mapping[str, Any], fields: Sequence[str]) -> None:
    """Make a record what it is to be; who reviewed a deed, and what has not changed, stays."""
    unknown = [name for name in record if name not in fields]
    if unknown:
        record_type = "deed" if fields is FIELDS else "place" if "level" in fields else "agent"
        raise CallError(f"change-no-field-{record_type}", field=unknown[0])
    for name in [name for name in held if name not in record and name not in _STAMP]:
        del held[name]
    for name in fields:
        if name in record and held.get(name) != record[name]:
            _set(held, name, record[name], fields)


def _set(held: CommentedMap, name: str, value: Any, fields: Sequence[str] = FIELDS) -> None:
    """Give a record a field, a new one where drafts have it; what the field's line has as comment stays."""
    made = styled(name, value)
    if name in held:
        held[name] = made
        return
    rank = fields.index(name)
    at = sum(1 for one in held if one in fields and fields.index(one) < rank)
    held.insert(at, name, made)


def set_spans(document: Document, spans: Mapping[str, list[Span]]) -> None:
    """Give deeds (by id) and agents (``agent/ID``) the spans that they cite; a deed's review no longer holds."""
    for path, found in spans.items():
        section, identifier = ("agents", path.removeprefix("agent/")) if "/" in path else ("deeds", path)
        record = next(one for one in document[section] if one.get("id") == identifier)
        record["source"] = flow(found[0])
        if found[1:]:
            _set(record, "also", found[1:])
        else:
            record.pop("also", None)
        _unstamp(record)


def _stamp(deed: CommentedMap, by: str, day: str) -> None:
    _set(deed, "reviewedBy", by)
    _set(deed, "reviewed", day)


def _unstamp(deed: CommentedMap) -> None:
    for name in _STAMP:
        deed.pop(name, None)
