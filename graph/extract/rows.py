"""A drafted bundle as deed rows, the view that ``deeds --format jsonl`` prints too."""

from collections.abc import Callable, Mapping
from typing import Any

from graph.model.fields import ROW, Field
from graph.model.records import Bundle


def to_rows(bundle: Bundle) -> list[dict[str, Any]]:
    """Return the deeds of a bundle as rows, with names beside ids."""
    agents = {agent["id"]: agent for agent in bundle.agents}
    places = {place["id"]: place for place in bundle.places}
    documents = {document["id"]: document for document in bundle.documents}

    def path(identifier: str, seen: tuple[str, ...] = ()) -> list[str]:
        place = places.get(identifier)
        if place is None or identifier in seen:
            return []
        return [*path(place.get("within", ""), (*seen, identifier)), place["name"]]

    named: dict[str, Callable[[str], dict[str, Any]]] = {
        "agents": lambda ref: _agent(ref, agents),
        "documents": lambda ref: {"id": ref, "name": documents[ref]["name"] if ref in documents else ref},
        "places": lambda ref: {
            "id": ref,
            "name": places[ref]["name"] if ref in places else ref,
            "code": places[ref].get("code") if ref in places else None,
            "path": path(ref),
        },
    }
    report = bundle.report["id"] if bundle.report else ""
    rows = []
    for deed in bundle.deeds:
        record: dict[str, Any] = {"report": report, **deed}
        row = {field.name: _value(field, record.get(field.name), named) for field in ROW}
        rows.append(row | ({"reason": record["reason"]} if "reason" in record else {}))
    return rows


def _value(field: Field, said: Any, named: Mapping[str, Callable[[str], dict[str, Any]]]) -> Any:
    """Return a record's value of a field with all its parts, ``None`` or empty where it has none."""
    if field.name == "confidence":
        return 1.0 if said is None else said
    match field.value:
        case "agents" | "documents" | "places":
            return [named[field.value](ref) for ref in said or ()]
        case "when":
            return {part.name: (said or {}).get(part.name) for part in field.parts}
        case "quantities":
            return [
                {part.name: _value(part, one.get(part.name), named) for part in field.parts}
                for one in said or ()
            ]
        case "texts" | "deeds" | "spans" | "quantity refs":
            return said or []
        case "flag":
            return bool(said)
        case _:
            return said


def _agent(identifier: str, agents: Mapping[str, Any]) -> dict[str, Any]:
    agent = agents.get(identifier, {})
    return {"id": identifier, "name": agent.get("name", identifier), "type": agent.get("type", "unit")}
