"""Records as JSON-LD: ids filled into absolute IRIs, language and graph set; ``context.jsonld`` does the rest.

``graph.model.iris`` maps ids to IRIs, and the context alone maps fields to properties.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from graph.model.context import context
from graph.model.fields import DEED, RECORD_TYPES, Deed, Field, Span
from graph.model.iris import agent_paths, graph_iri, graph_of, path_of, report_iri, shared_graph_iri
from graph.model.measures import measure
from graph.model.records import LOCAL_AGENTS, Agent, Bundle, Document, Place, Report
from graph.model.vocab import BOUND, CLASSES, DEFAULT_BASE, LEVEL, ROLE

Node = dict[str, Any]
Resolve = Callable[[str], str]
# A quantity's number is repeated in schema.org's terms, by its bound; "about" has none there.
SCHEMA_VALUES = {"exact": "exactly", "atLeast": "atLeast", "atMost": "atMost", "almost": "atMost"}


def documents_of(bundle: Bundle, base: str = DEFAULT_BASE) -> list[Node]:
    """Return a bundle as JSON-LD named graphs, without ``@context``: the shared one, and the report's own.

    Each is ``{"id": graph, "@graph": [node, …]}``; one without nodes is left out.
    """
    language = bundle.report["language"] if bundle.report else "zh"
    shared: list[Node] = [
        *(_unit(agent, base, language) for agent in bundle.agents if agent["type"] not in LOCAL_AGENTS),
        *(_place(place, base, language) for place in bundle.places),
        *(_document(document, base, language) for document in bundle.documents),
    ]
    own: list[Node] = []
    if bundle.report is not None:
        own = _own_nodes(bundle, bundle.report, base)
    graphs = [{"id": shared_graph_iri(base), "@graph": shared}]
    if bundle.report is not None:
        own[0]["sha256"] = _digest([*shared, *own])
        graphs.append({"id": graph_iri(bundle.report["id"], base), "@graph": own})
    return [graph for graph in graphs if graph["@graph"]]


def _digest(nodes: list[Node]) -> str:
    """Return a SHA-256 of nodes, whatever their order, and of the context that makes triples of them.

    It is on the graph's own node, so that a report is loaded again only when its triples would differ.
    """
    found = hashlib.sha256(json.dumps(context(), sort_keys=True).encode())
    for line in sorted(json.dumps(node, sort_keys=True) for node in nodes):
        found.update(line.encode())
    return found.hexdigest()


def _own_nodes(bundle: Bundle, report: Report, base: str) -> list[Node]:
    iri, language = report_iri(report["id"], base), report["language"]
    local = [agent for agent in bundle.agents if agent["type"] in LOCAL_AGENTS]
    path = agent_paths(bundle)

    def resolve(agent: str) -> str:
        return base + path(agent)

    nodes: list[Node] = [
        {"id": graph_of(iri), "type": CLASSES["graph"], "derivedFrom": iri},
        _report(report, iri, base),
    ]
    nodes += [_deed(deed, iri, language, base, resolve) for deed in bundle.deeds]
    nodes += [_local(agent, iri, language, resolve) for agent in local]
    return nodes


def to_jsonld(graphs: Iterable[Node]) -> str:
    """Return named graphs as one JSON-LD document with the context inlined."""
    return json.dumps({"@context": context(), "@graph": list(graphs)}, ensure_ascii=False)


def _named(record: Mapping[str, Any], language: str) -> Node:
    node: Node = {"name": record["name"], "labels": {language: record["name"], **record.get("labels", {})}}
    if record.get("names"):
        node["names"] = record["names"]
    if record.get("exactMatch"):
        node["exactMatch"] = record["exactMatch"]
    return node


def _unit(unit: Agent, base: str, language: str) -> Node:
    node: Node = {
        "id": base + path_of("agent", unit["id"]),
        "type": CLASSES["unit"],
        **_named(unit, language),
    }
    if "parent" in unit:
        node["parent"] = base + path_of("agent", unit["parent"])
    if "seat" in unit:
        node["seat"] = base + path_of("place", unit["seat"])
    return node


def _place(place: Place, base: str, language: str) -> Node:
    node: Node = {
        "id": base + path_of("place", place["id"]),
        "type": CLASSES["place"],
        **_named(place, language),
    }
    node["level"] = LEVEL + place["level"]
    for key in ("official", "code", "edition"):
        if key in place:
            node[key] = place[key]
    if "within" in place:
        node["within"] = base + path_of("place", place["within"])
    return node


def _document(document: Document, base: str, language: str) -> Node:
    iri = base + path_of("document", document["id"])
    return {"id": iri, "type": CLASSES[document["type"]], **_named(document, language)}


def _report(report: Report, iri: str, base: str) -> Node:
    node: Node = {"id": iri, "type": CLASSES["report"], "title": {report["language"]: report["title"]}}
    node |= {
        key: report[key] for key in ("published", "language", "sha256", "url", "inferred") if key in report
    }
    if "publisher" in report:
        node["publisher"] = base + path_of("agent", report["publisher"])
    if report.get("cites"):
        node["cites"] = [report_iri(cited, base) for cited in report["cites"]]
    return node


def _local(agent: Agent, report: str, language: str, resolve: Resolve) -> Node:
    iri = resolve(agent["id"])
    node: Node = {"id": iri, "type": CLASSES[agent["type"]], **_named(agent, language)}
    if "unit" in agent:
        node["unit"] = resolve(agent["unit"])
    if agent.get("memberOf"):
        node["memberOf"] = [resolve(ref) for ref in agent["memberOf"]]
    if "age" in agent:
        node["age"] = agent["age"]
    if agent.get("posts"):
        node["posts"] = [
            _post(post, f"{iri}/post{n}", language, resolve) for n, post in enumerate(agent["posts"], 1)
        ]
    if "source" in agent:
        node["evidence"] = _evidence(agent, iri, report)
    return node


def _post(post: Mapping[str, Any], iri: str, language: str, resolve: Resolve) -> Node:
    role = {
        "id": f"{iri}/role",
        "type": CLASSES["role"],
        "name": post["role"],
        "labels": {language: post["role"]},
    }
    node: Node = {"id": iri, "type": CLASSES["post"], "role": role}
    if "of" in post:
        node["of"] = resolve(post["of"])
    node |= {key: post[key] for key in ("since", "duration") if key in post}
    return node


def _deed(deed: Deed, report: str, language: str, base: str, resolve: Resolve) -> Node:
    iri = f"{report}/{deed['id']}"
    node: Node = {"id": iri, "type": CLASSES["deed"], "statedIn": report, "labels": {language: deed["did"]}}
    record: Mapping[str, Any] = deed
    for field in _AT_DEED:
        value = record.get(field.name)
        if value is not None and value is not False and value not in ([], {}):
            node[field.name] = _value(field, value, iri, report, base, resolve)
    node["evidence"] = _evidence(deed, iri, report)
    return node


_AT_DEED = [field for field in DEED if field.iri and not field.within]


def _value(field: Field, value: Any, deed: str, report: str, base: str, resolve: Resolve) -> Any:
    match field.value:
        case "concept":
            return field.scheme + value
        case "agents":
            return [resolve(agent) for agent in value]
        case "documents" | "places":
            return [base + path_of(RECORD_TYPES[field.value], ref) for ref in value]
        case "deeds":
            return [f"{report}/{ref}" for ref in value]
        case "when":
            return _when(value, f"{deed}/when")
        case "quantities":
            return [_quantity(quantity, deed, report) for quantity in value]
        case "number":
            return _number(value)
        case _:
            return value


def _when(when: Mapping[str, Any], iri: str) -> Node:
    node: Node = {"id": iri, "type": CLASSES["when"], **when}
    if "recurrence" in when:
        node["recurrence"] = {"id": f"{iri}/recurrence", "type": CLASSES["recurrence"], **when["recurrence"]}
    return node


def _quantity(quantity: Mapping[str, Any], deed: str, report: str) -> Node:
    def resolve(ref: str) -> str:
        return f"{report}/{ref}" if "/" in ref else f"{deed}/{ref}"

    number = _number(quantity["value"])
    node: Node = {"id": f"{deed}/{quantity['id']}", "type": CLASSES["quantity"], "value": number}
    node["bound"] = BOUND + quantity["bound"]
    node["role"] = ROLE + quantity["role"]
    node |= {key: quantity[key] for key in ("measure", "of") if key in quantity}
    if quantity["bound"] in SCHEMA_VALUES:
        node[SCHEMA_VALUES[quantity["bound"]]] = number
    node |= measure(quantity.get("measure", "")).terms
    if quantity.get("partOf"):
        node["partOf"] = [resolve(ref) for ref in quantity["partOf"]]
    if "same" in quantity:
        node["same"] = resolve(quantity["same"])
    return node


def _number(value: float) -> int | Node:
    """Return an integer as it is and any other number as ``xsd:decimal``, which JSON-LD must be given in words."""
    if value == int(value):
        return int(value)
    return {"@value": format(Decimal(repr(value)), "f"), "@type": "http://www.w3.org/2001/XMLSchema#decimal"}


def _evidence(record: Mapping[str, Any], iri: str, report: str) -> list[Node]:
    spans: list[Span] = [record["source"], *record.get("also", [])]
    found = [_annotation(span, f"{iri}/e{n}", report) for n, span in enumerate(spans, 1)]
    # What is true of the whole statement is on its first evidence.
    for key in ("inferred", "reason"):
        if record.get(key):
            found[0][key] = record[key]
    if "confidence" in record:
        found[0]["confidence"] = format(Decimal(repr(record["confidence"])), "f")
    if "reviewedBy" in record:
        who = {"id": f"{iri}/e1/by", "type": CLASSES["reviewer"], "name": record["reviewedBy"]}
        found[0] |= {"reviewedBy": who, "reviewed": record["reviewed"]}
    return found


def _annotation(span: Span, iri: str, report: str) -> Node:
    selector = {
        "id": f"{iri}/target/selector",
        "type": CLASSES["selector"],
        "start": span["start"],
        "end": span["end"],
    }
    target = {
        "id": f"{iri}/target",
        "type": CLASSES["target"],
        "report": report,
        "paragraph": span["paragraph"],
    }
    return {"id": iri, "type": CLASSES["evidence"], "target": {**target, "selector": selector}}
