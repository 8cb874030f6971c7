"""A drafted bundle as deed rows, the view that ``deeds --format jsonl`` prints too."""

from typing import Any

from graph.model.records import AGENT_FIELDS, Bundle


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

    rows = []
    report = bundle.report["id"] if bundle.report else ""
    for deed in bundle.deeds:
        record: dict[str, Any] = dict(deed)
        row: dict[str, Any] = {"id": deed["id"], "report": report, "kind": deed["kind"], "did": deed["did"]}
        for key in AGENT_FIELDS:
            row[key] = [_agent(i, agents) for i in record.get(key, [])]
        row["as"] = record.get("as", [])
        row["what"] = record.get("what", [])
        row["about"] = [
            {"id": i, "name": documents[i]["name"] if i in documents else i} for i in record.get("about", [])
        ]
        row["where"] = [
            {
                "id": i,
                "name": places[i]["name"] if i in places else i,
                "code": places[i].get("code") if i in places else None,
                "path": path(i),
            }
            for i in record.get("where", [])
        ]
        when = record.get("when", {})
        row["when"] = {
            key: when.get(key) for key in ("start", "end", "asOf", "said", "duration", "recurrence")
        }
        row["quantities"] = [_quantity(q) for q in record.get("quantities", [])]
        row |= {
            "summary": record.get("summary", False),
            "after": record.get("after", []),
            "inferred": record.get("inferred", []),
        }
        row |= {
            "source": dict(deed["source"]),
            "also": record.get("also", []),
            "confidence": record.get("confidence", 1.0),
        }
        if "reason" in record:
            row["reason"] = record["reason"]
        rows.append(row)
    return rows


def _agent(identifier: str, agents: dict[str, Any]) -> dict[str, str]:
    agent = agents.get(identifier, {})
    return {"id": identifier, "name": agent.get("name", identifier), "type": agent.get("type", "unit")}


def _quantity(quantity: dict[str, Any]) -> dict[str, Any]:
    keys = ("id", "value", "measure", "bound", "of", "role")
    return {key: quantity.get(key) for key in keys} | {
        "partOf": quantity.get("partOf", []),
        "same": quantity.get("same"),
    }
