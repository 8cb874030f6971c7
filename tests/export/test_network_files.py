"""GraphML and GEXF as other programs read them: no edge lost, labels, and XML whose ids and keys are one each."""

import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import igraph
import networkx as nx
import pyoxigraph as ox
import pytest

from graph.export.write import export
from graph.query.network import to_networkx
from graph.query.network.graphml import graphml
from graph.query.network.measures import as_graphml, measured
from graph.query.network.projection import PROJECTIONS, project

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://www.gexf.net/1.2draft}"


def keys_and_edges(path: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the keys that a GraphML file declares, by what they are of and their names, and its edges' ids."""
    tree = ET.parse(path).getroot()
    ids = [key.attrib["id"] for key in tree.iter(f"{GRAPHML}key")]
    assert len(ids) == len(set(ids)), "an XML id twice"
    keys = [(key.attrib["for"], key.attrib["attr.name"]) for key in tree.iter(f"{GRAPHML}key")]
    return keys, [edge.attrib["id"] for edge in tree.iter(f"{GRAPHML}edge")]


@pytest.fixture(params=["export", *PROJECTIONS[:3]])  # of the packaged data, place-place is empty
def file(request: pytest.FixtureRequest, hubei: ox.Store, tmp_path: Path) -> tuple[Path, "nx.Graph[str]"]:
    path = tmp_path / "n.graphml"
    if request.param == "export":
        export(hubei, path)
        return path, to_networkx(hubei)
    network = project(hubei, request.param)
    path.write_text("".join(as_graphml(network, measured(network))), encoding="utf-8")
    return path, network


def test_each_key_and_each_edge_is_one(file: tuple[Path, "nx.Graph[str]"]) -> None:
    path, network = file
    keys, edges = keys_and_edges(path)
    assert max(Counter(keys).values()) == 1
    assert {("node", "label"), ("edge", "label")} <= set(keys)
    assert len(set(edges)) == len(edges) == network.number_of_edges()


def test_two_readers_find_every_edge_and_label(file: tuple[Path, "nx.Graph[str]"]) -> None:
    path, network = file
    names = Counter(name for _, name in network.nodes(data="name"))
    labels = Counter(str(data.get("relation", data.get("weight"))) for _, _, data in network.edges(data=True))
    ours = nx.read_graphml(path, force_multigraph=True)
    theirs = igraph.Graph.Read_GraphML(str(path))
    assert Counter(label for _, label in ours.nodes(data="label")) == Counter(theirs.vs["label"]) == names
    assert Counter(label for _, _, label in ours.edges(data="label")) == Counter(theirs.es["label"]) == labels
    pairs = Counter(frozenset((theirs.vs[e.source]["id"], theirs.vs[e.target]["id"])) for e in theirs.es)
    assert pairs == Counter(frozenset((a, b)) for a, b, *_ in network.edges)


def test_gexf_has_an_id_and_a_label_for_each_edge(hubei: ox.Store, tmp_path: Path) -> None:
    export(hubei, tmp_path / "n.gexf")
    tree, network = ET.parse(tmp_path / "n.gexf").getroot(), to_networkx(hubei)
    edges = list(tree.iter(f"{GEXF}edge"))
    assert len({edge.attrib["id"] for edge in edges}) == len(edges) == network.number_of_edges()
    assert Counter(edge.attrib["label"] for edge in edges) == Counter(
        key for *_, key in network.edges(keys=True)
    )
    nodes = [node.attrib for node in tree.iter(f"{GEXF}node")]
    assert {node["id"]: node["label"] for node in nodes} == dict(network.nodes(data="name"))
    declared = [(a.get("class"), b.attrib["title"]) for a in tree.iter(f"{GEXF}attributes") for b in a]
    assert max(Counter(declared).values()) == 1


def test_hostile_names_and_parallel_edges(tmp_path: Path) -> None:
    network = nx.MultiDiGraph()
    for iri in ("x:a", "x:b"):
        network.add_node(iri, name="青湖 <&\"'> \n镇", type="unit")
    for relation in ("who", "to", "unit"):
        network.add_edge("x:a", "x:b", key=relation, relation=relation)
    network.add_edge("x:a", "x:a", key="who", relation="who")
    path = tmp_path / "n.graphml"
    path.write_text("".join(graphml(network)), encoding="utf-8")
    found = igraph.Graph.Read_GraphML(str(path))
    assert found.ecount() == 4 and sorted(found.es["label"]) == ["to", "unit", "who", "who"]
    assert set(found.vs["label"]) == {"青湖 <&\"'> \n镇"}


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_an_empty_graph_is_a_file_too(suffix: str, tmp_path: Path) -> None:
    export(ox.Store(), tmp_path / f"n{suffix}")
    read = nx.read_graphml if suffix == ".graphml" else nx.read_gexf
    assert len(read(tmp_path / f"n{suffix}")) == 0
