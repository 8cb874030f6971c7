"""Links, decisions and event clusters as the nodes of one named graph; ``context.jsonld`` makes triples of them."""

import hashlib
from collections.abc import Iterator

from graph.link.model import Difference, EventCluster, Links
from graph.model.iris import type_of_path
from graph.model.nodes import Node
from graph.model.records import Decision
from graph.model.vocab import CLASSES, DEFAULT_BASE, DG

_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_DIFFERENT = "http://www.w3.org/2002/07/owl#differentFrom"
# The property that says in the graph what a field says in a record, where the two are named differently.
_PROPERTY = {"quantities": "quantity"}


def links_nodes(links: Links, base: str = DEFAULT_BASE) -> Iterator[Node]:
    """Yield the nodes of the links graph as JSON-LD without ``@context``; none when nothing is linked."""
    for path, canonical in sorted(links.canonical.items()):
        if type_of_path(path) in ("agent", "place"):
            yield {"id": base + path, "sameAs": base + canonical}
    yield from (_decision(decision, base) for decision in links.decisions)
    for cluster in links.event_clusters:
        yield from _event_cluster(cluster, base)


def _decision(decision: Decision, base: str) -> Node:
    a, b = sorted((decision["a"], decision["b"]))
    word = "same" if decision["same"] else "different"
    iri = f"{base}decision/{hashlib.sha256(f'{a} {b} {word}'.encode()).hexdigest()[:16]}"
    node: Node = {"id": iri, "type": CLASSES["decision"], "a": base + a, "b": base + b}
    node["decided"] = _SAME if decision["same"] else _DIFFERENT
    node["by"] = {"id": f"{iri}/by", "type": CLASSES["decider"], "name": decision["by"]}
    node["on"] = decision["on"]
    if "why" in decision:
        node["why"] = decision["why"]
    return node


def _event_cluster(cluster: EventCluster, base: str) -> Iterator[Node]:
    iri = base + cluster.id
    node: Node = {
        "id": iri,
        "type": CLASSES["happening"],
        "toldBy": [base + deed for deed in cluster.deeds],
    }
    node["sources"] = cluster.independent
    if cluster.agrees:
        node["agreesOn"] = list(cluster.agrees)
    if cluster.differs:
        node["differsIn"] = [_difference(d, iri, base) for d in cluster.differs]
    yield node


def _difference(difference: Difference, cluster: str, base: str) -> Node:
    iri = f"{cluster}/{difference.field}"
    property_ = DG + _PROPERTY.get(difference.field, difference.field)
    statements: list[Node] = []
    for n, said in enumerate(difference.statements, 1):
        node: Node = {"id": f"{iri}/s{n}", "type": CLASSES["statement"], "deed": base + said.deed}
        node |= {"property": property_, "value": said.value}
        if said.thing:
            node["thing"] = base + said.thing
        statements.append(node)
    return {"id": iri, "type": CLASSES["difference"], "field": difference.field, "statements": statements}
