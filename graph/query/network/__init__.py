"""The graph as a networkx network: agents, deeds, places and documents, joined by what the records say."""

from typing import Any

import networkx as nx
import pyoxigraph as ox

from graph.model.fields import DEED, REFERENCES, named
from graph.model.vocab import DG, ORG
from graph.query.deeds import deed_rows
from graph.query.lookup import agents_of, places_of
from graph.store.store import Store, matching

# Relations between agents and places that no deed states, by property.
_STANDING = {
    DG + "unit": "unit",
    DG + "within": "within",
    ORG + "subOrganizationOf": "parent",
    ORG + "memberOf": "memberOf",
    "https://schema.org/location": "seat",
}
_FROM_DEED = named(DEED, *REFERENCES, "deeds")


def to_networkx(store: Store) -> "nx.MultiDiGraph[str]":
    """Return a graph as a ``networkx.MultiDiGraph`` with IRIs as nodes.

    A node has ``name`` and ``type`` (deed, unit, team, person, group, place, document, scheme); a deed has
    ``kind``, ``report``, ``start``, ``end``, ``asOf`` and ``summary`` besides, a place its ``code``. An edge's key
    is its relation: who, whom, where, … from a deed; unit, parent, memberOf, seat, within between the others.
    What is not said is left out, so that GraphML and GEXF can hold it.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for agent in sorted(agents_of(store).values(), key=lambda agent: agent["id"]):
        network.add_node(agent["id"], name=agent["name"], type=agent["type"])
    for place in sorted(places_of(store).values(), key=lambda place: place["id"]):
        network.add_node(place["id"], name=place["name"], type="place", **_said(code=place["code"]))
    rows = deed_rows(store)
    for row in rows:
        when = row["when"]
        network.add_node(
            row["id"], name=row["did"], type="deed", kind=row["kind"], report=row["report"], summary=row["summary"],
            **_said(start=when["start"], end=when["end"], asOf=when["asOf"]),
        )  # fmt: skip
    for row in rows:
        for relation in _FROM_DEED:
            for target in row[relation]:  # type: ignore[literal-required]
                iri = target if isinstance(target, str) else target["id"]
                network.add_edge(row["id"], iri, key=relation, relation=relation)
    for predicate, relation in _STANDING.items():
        found = matching(store, predicate=ox.NamedNode(predicate))
        edges = {(_id(q.subject), _id(q.object)) for q in found}
        for source, iri in sorted(edges):
            if source in network and iri in network:
                network.add_edge(source, iri, key=relation, relation=relation)
    return network


def _id(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _said(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
