"""Who is joined with whom by deeds: the graph folded into units and places, totals left out."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping

import networkx as nx

from graph.errors import CallError
from graph.model.fields import AgentRef, DeedRow
from graph.model.vocab import LEVEL
from graph.query.deeds import Filters, deed_rows
from graph.query.lookup import agents_of, places_of
from graph.store.sparql import solutions
from graph.store.store import Store

PROJECTIONS = ("who-with", "unit-place", "unit-unit", "place-place")

# A team, a person or a group counts as the unit it belongs to, as in the saved query who-works-where.
_BELONGS = """PREFIX dg: <https://w3id.org/deedgraph#> PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?s ?o WHERE { { ?s dg:unit ?o } UNION { ?s org:memberOf ?o } UNION
    { ?s org:hasMembership ?m . ?m org:organization ?o } }"""
_LEVELS = "SELECT ?s ?o WHERE { ?s <https://w3id.org/deedgraph#level> ?o }"
_WITHIN = "SELECT ?s ?o WHERE { ?s <https://w3id.org/deedgraph#within> ?o }"


def project(store: Store, projection: str, filters: Filters | None = None) -> "nx.Graph[str]":
    """Return a projection of a graph as a ``networkx.Graph`` with IRIs as nodes, in sorted order.

    ``who-with``: agents joined with partners and with the other agents of the same deed. ``unit-place``: the
    bipartite graph of agents and the communities they acted in (the place itself where there is no community
    above it). ``unit-unit`` and ``place-place``: its two one-mode projections, joined by what they share.
    Teams and people count as their unit; deeds that are totals are left out; who is joined with nobody is
    no node.

    A node has ``name``, ``type`` and, in the bipartite graph, ``bipartite`` (0 agent, 1 place); an edge has
    ``weight``: how many deeds, or in a one-mode projection how many places or agents are shared.
    Raises ``CallError`` for another projection.
    """
    if projection not in PROJECTIONS:
        raise CallError("projection-unknown", name=projection, known=", ".join(PROJECTIONS))
    rows = [row for row in deed_rows(store, filters) if not row["summary"]]
    units = _Tops(_pairs(store, _BELONGS))
    if projection == "who-with":
        return _who_with(rows, units, agents_of(store))
    made = _unit_place(rows, units, store)
    if projection == "unit-place":
        return made
    side = 0 if projection == "unit-unit" else 1
    nodes = [iri for iri in made if made.nodes[iri]["bipartite"] == side]
    joined = nx.bipartite.weighted_projected_graph(made, nodes)
    known = {iri: {"name": made.nodes[iri]["name"], "type": made.nodes[iri]["type"]} for iri in nodes}
    return _sorted({(min(a, b), max(a, b)): w for a, b, w in lines(joined)}, known)


def lines(network: "nx.Graph[str]") -> list[tuple[str, str, int]]:
    """Return the edges of a projection with their weights."""
    return [(a, b, data["weight"]) for a, b, data in network.edges(data=True)]


class _Tops:
    """The units at the top of what an agent belongs to; itself when it belongs to nobody."""

    def __init__(self, above: Mapping[str, list[str]]) -> None:
        self._above = above
        self._found: dict[str, frozenset[str]] = {}

    def of(self, agent: str) -> frozenset[str]:
        """Return the tops of an agent; records may go round in a circle."""
        if agent not in self._found:
            seen, waiting, tops = {agent}, [agent], set()
            while waiting:
                one = waiting.pop()
                higher = self._above.get(one, [])
                if not higher:
                    tops.add(one)
                waiting += [other for other in higher if other not in seen]
                seen.update(higher)
            self._found[agent] = frozenset(tops) or frozenset((agent,))
        return self._found[agent]


def _who_with(rows: Iterable[DeedRow], units: _Tops, agents: Mapping[str, AgentRef]) -> "nx.Graph[str]":
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        who = [units.of(agent["id"]) for agent in row["who"]]
        partners = [units.of(agent["id"]) for agent in row["with"]]
        pairs = {
            (min(a, b), max(a, b))
            for first, second in (*itertools.combinations(who, 2), *itertools.product(who, partners))
            for a in first
            for b in second
            if a != b
        }
        for pair in pairs:
            weights[pair] += 1
    return _sorted(weights, {iri: {"name": a["name"], "type": a["type"]} for iri, a in agents.items()})


def _unit_place(rows: Iterable[DeedRow], units: _Tops, store: Store) -> "nx.Graph[str]":
    levels = {iri: values[0] for iri, values in _pairs(store, _LEVELS).items()}
    within = {iri: values[0] for iri, values in _pairs(store, _WITHIN).items()}
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        places = {_community(place["id"], levels, within) for place in row["where"]}
        agents = frozenset().union(*(units.of(agent["id"]) for agent in row["who"]))
        for pair in itertools.product(agents, places):
            weights[pair] += 1
    known: dict[str, dict[str, object]] = {
        iri: {"name": a["name"], "type": a["type"], "bipartite": 0} for iri, a in agents_of(store).items()
    }
    known |= {
        iri: {"name": p["name"], "type": "place", "bipartite": 1} for iri, p in places_of(store).items()
    }
    return _sorted(weights, known)


def _community(place: str, levels: Mapping[str, str], within: Mapping[str, str]) -> str:
    """Return the community that a place is or lies in; the place itself when there is none."""
    seen: set[str] = set()
    one: str | None = place
    while one is not None and one not in seen:
        if levels.get(one) == LEVEL + "community":
            return one
        seen.add(one)
        one = within.get(one)
    return place


def _sorted(
    weights: Mapping[tuple[str, str], int], known: "Mapping[str, Mapping[str, object]]"
) -> "nx.Graph[str]":
    made: nx.Graph[str] = nx.Graph()
    for iri in sorted({node for pair in weights for node in pair}):
        made.add_node(iri, **known.get(iri, {"name": iri.rpartition("/")[2], "type": "unit"}))
    for (a, b), weight in sorted(weights.items()):
        made.add_edge(a, b, weight=weight)
    return made


def _pairs(store: Store, query: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for s, o in solutions(store, query):
        found[s.value].append(o.value)
    return {s: sorted(values) for s, values in found.items()}
