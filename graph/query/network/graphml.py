"""A network as GraphML that Gephi, yEd, igraph and networkx read: labels, edge ids, each key declared once."""

from collections.abc import Iterator

import networkx as nx


def graphml(network: "nx.Graph[str]") -> Iterator[str]:
    """Yield a network as lines of GraphML.

    A node's ``label`` is its name, an edge's its relation or else its weight; edges are numbered, as many of one
    relation, or two between the same nodes, may be there.
    """
    # networkx writes the keys of a multigraph's edges as their ids.
    held: nx.MultiGraph[str] = nx.MultiDiGraph() if network.is_directed() else nx.MultiGraph()
    held.add_nodes_from(
        (iri, {"label": data.get("name", iri), **data}) for iri, data in network.nodes(data=True)
    )
    for number, (source, target, data) in enumerate(network.edges(data=True), 1):
        label = str(data.get("relation", data.get("weight", "")))
        held.add_edge(source, target, key=f"e{number}", label=label, **data)
    return (line + "\n" for line in nx.generate_graphml(held))
