"""Dangling references: each reference of a record is checked against the records it may mean."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from graph.errors import DataError
from graph.messages import Message
from graph.model.fields import DEED, RECORD_TYPES
from graph.model.records import LOCAL_AGENTS, Bundle, RecordType
from graph.model.schema import at_field, closest, located
from graph.model.vocab import KIND, concepts

SHARED: tuple[RecordType, ...] = ("agent", "place", "document")


@dataclass
class Known:
    """The shared records known so far, by type; ``elsewhere`` is called for what is not among them."""

    ids: dict[RecordType, set[str]] = field(
        default_factory=lambda: {record_type: set() for record_type in SHARED}
    )
    elsewhere: Callable[[RecordType, str], bool] = lambda _type, _id: False

    def has(self, record_type: RecordType, identifier: str) -> bool:
        """Say whether a shared record of this type and id is known."""
        return identifier in self.ids[record_type] or self.elsewhere(record_type, identifier)

    def learn(self, bundle: Bundle) -> None:
        """Add the shared records of a bundle: units, places and documents."""
        self.ids["agent"].update(a["id"] for a in bundle.agents if a["type"] not in LOCAL_AGENTS)
        self.ids["place"].update(p["id"] for p in bundle.places)
        self.ids["document"].update(d["id"] for d in bundle.documents)


def reference_errors(bundle: Bundle, known: Known) -> list[DataError]:
    """Return an error for each dangling reference of the bundle, and for each cycle of references.

    ``known`` must contain the bundle itself already.
    """
    own = {agent["id"] for agent in bundle.agents}
    deeds = {deed["id"] for deed in bundle.deeds}
    quantities = {f"{d['id']}/{q['id']}" for d in bundle.deeds for q in d.get("quantities", [])}

    def exists(record_type: RecordType | str, ref: str) -> bool:
        if record_type == "kind":
            return ref in concepts(KIND)
        if record_type == "deed":
            return ref in deeds
        if record_type == "quantity":
            return ref in quantities
        if record_type == "unit":
            return known.has("agent", ref)
        return (record_type == "agent" and ref in own) or known.has(record_type, ref)  # type: ignore[arg-type]

    errors = [
        located(bundle, record_type, record["id"], at_field(path, _nowhere(wanted, ref)))
        for record_type, record in bundle.records()
        for path, wanted, ref in _references(record_type, record)
        if not exists(wanted, ref)
    ]
    errors += _without_report(bundle)
    errors += _cycles(bundle)
    return errors


def _nowhere(wanted: str, ref: str) -> Message:
    named = {"type": Message(f"record-{wanted}"), "id": ref}
    if wanted == "kind":
        near = closest(ref, list(concepts(KIND)))
        if near:
            return Message("reference-near", near=near, **named)
        return Message("reference-known", known=", ".join(concepts(KIND)), **named)
    if wanted in ("deed", "quantity"):
        return Message("reference-in-report", **named)
    return Message("reference-nowhere", **named)


def _without_report(bundle: Bundle) -> list[DataError]:
    """Deeds, teams, groups and persons belong to a report; without one their ids are ambiguous."""
    if bundle.report is not None:
        return []
    named = next((identifier for record_type, identifier in bundle.origins if record_type == "report"), None)
    if named:
        message = Message("report-without-record")
        return [located(bundle, "report", named, message)]
    return [
        located(bundle, record_type, record["id"], Message("record-without-report"))
        for record_type, record in bundle.records()
        if record_type == "deed" or (record_type == "agent" and record.get("type") in LOCAL_AGENTS)
    ]


def _cycles(bundle: Bundle) -> list[DataError]:
    """Places within themselves, deeds after themselves, quantities counted in themselves: the first of each."""
    within = {place["id"]: [place["within"]] for place in bundle.places if "within" in place}
    after = {deed["id"]: deed.get("after", []) for deed in bundle.deeds}
    counted: dict[str, list[str]] = {}
    for deed in bundle.deeds:
        for path, record_type, ref in _deed_references(deed):
            if record_type == "quantity":
                counted.setdefault(f"{deed['id']}/{path.split('.')[1]}", []).append(ref)
    steps: list[tuple[RecordType, str, Mapping[str, list[str]]]] = [
        ("place", "within", within),
        ("deed", "after", after),
        ("deed", "partOf, same", counted),
    ]
    errors = []
    for record_type, fields, steps_of in steps:
        try:
            TopologicalSorter(steps_of).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            words = at_field(fields, Message("circle", circle=" → ".join(circle)))
            errors.append(located(bundle, record_type, circle[0].partition("/")[0], words))
    return errors


def _references(record_type: RecordType, record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each reference of a record: the field's path, the type of record it means, the id.

    ``unit`` means an agent that reports share; teams, groups and persons belong to one.
    """
    if record_type == "deed":
        yield from _deed_references(record)
        return
    wanted = {"publisher": "unit", "parent": "unit", "unit": "agent", "seat": "place", "within": "place"}
    yield from ((key, wanted[key], record[key]) for key in wanted if key in record)
    yield from (("memberOf", "agent", ref) for ref in record.get("memberOf", []))
    yield from (("posts.of", "agent", post["of"]) for post in record.get("posts", []) if "of" in post)


def _deed_references(deed: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "kind", "kind", deed["kind"]
    for one in DEED:
        if record_type := RECORD_TYPES.get(one.value):
            yield from ((one.name, record_type, ref) for ref in deed.get(one.name, []))
    for quantity in deed.get("quantities", []):
        refs = [("partOf", ref) for ref in quantity.get("partOf", [])]
        if "same" in quantity:
            refs.append(("same", quantity["same"]))
        for key, ref in refs:
            yield (
                f"quantities.{quantity['id']}.{key}",
                "quantity",
                ref if "/" in ref else f"{deed['id']}/{ref}",
            )
