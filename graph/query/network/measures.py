"""Measures of a projection: how joined, how much between, which community; and writing them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import networkx as nx

from graph.common.csv_text import csv_pieces
from graph.errors import CallError
from graph.query.network.graphml import graphml
from graph.query.network.projection import lines

MEASURES = ("degree", "weight", "betweenness", "community")
SEED = 0


def measured(network: "nx.Graph[str]", measures: Sequence[str] = MEASURES) -> list[dict[str, Any]]:
    """Return a row for each node: ``id``, ``name``, ``type`` and the measures, highest first by the first of them.

    ``degree``: with how many it is joined. ``weight``: the sum over its edges, so how many deeds.
    ``betweenness``: the part of shortest paths between two others that lead over it (Brandes, 0 to 1).
    ``community``: the number of its community by Louvain over weights, seeded; 1 is the largest.
    Raises ``CallError`` for another measure.
    """
    for name in measures:
        if name not in MEASURES:
            raise CallError("measure-unknown", name=name, known=", ".join(MEASURES))
    values = {name: _OF[name](network) for name in measures}
    rows = [
        {"id": iri, "name": data["name"], "type": data["type"]}
        | {name: values[name][iri] for name in measures}
        for iri, data in network.nodes(data=True)
    ]
    first = measures[0] if measures else "degree"
    # Communities are read from the first on, all else from the highest.
    sign = 1 if first == "community" else -1
    return sorted(rows, key=lambda row: (sign * row.get(first, 0), row["name"], row["id"]))


def communities(network: "nx.Graph[str]") -> dict[str, int]:
    """Return the community of each node, numbered from 1: the largest first, then by the first of its names."""
    # Louvain goes through sets, and a set of texts is in another order in each run; one of numbers is not.
    names = sorted(network)
    number = {name: n for n, name in enumerate(names)}
    ordered: nx.Graph[int] = nx.Graph()
    ordered.add_nodes_from(range(len(names)))
    joined = ((number[a], number[b], weight) for a, b, weight in lines(network))
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), weight) for a, b, weight in joined))
    found = nx.community.louvain_communities(ordered, seed=SEED) if len(ordered) else []
    parts = sorted((sorted(part) for part in found), key=lambda part: (-len(part), part))
    return {names[node]: number for number, part in enumerate(parts, 1) for node in part}


def _degree(network: "nx.Graph[str]") -> dict[str, int]:
    return dict(network.degree())


def _weight(network: "nx.Graph[str]") -> dict[str, int]:
    return dict(network.degree(weight="weight"))


def _betweenness(network: "nx.Graph[str]") -> dict[str, float]:
    return {iri: round(value, 6) for iri, value in nx.betweenness_centrality(network).items()}


_OF: Mapping[str, Any] = {
    "degree": _degree,
    "weight": _weight,
    "betweenness": _betweenness,
    "community": communities,
}


def as_csv(rows: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> str:
    """Return measures as CSV (RFC 4180, with a header and LF line ends)."""
    columns = ("id", "name", "type", *measures)
    return "".join(csv_pieces(columns, ([row[name] for name in columns] for row in rows)))


def as_json(network: "nx.Graph[str]", rows: Sequence[Mapping[str, Any]]) -> str:
    """Return measures and edges as JSON: ``nodes`` as rows, ``edges`` with ``source``, ``target``, ``weight``."""
    edges = [{"source": a, "target": b, "weight": w} for a, b, w in lines(network)]
    return json.dumps({"nodes": list(rows), "edges": edges}, ensure_ascii=False, indent=1) + "\n"


def as_graphml(network: "nx.Graph[str]", rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the projection as GraphML, its measures as attributes of the nodes, for Gephi, yEd or R's igraph."""
    held = network.copy()
    for row in rows:
        held.nodes[row["id"]].update({name: row[name] for name in MEASURES if name in row})
    return graphml(held)
