"""The network: projections and measures with values counted by hand, drawings that hold what they show."""

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from helpers.command import deedgraph

from graph.errors import CallError
from graph.model.read import read
from graph.query.network.figure import MAX_NODES, figure
from graph.query.network.measures import as_csv, as_graphml, as_json, communities, measured
from graph.query.network.projection import PROJECTIONS, project
from graph.store.load import load
from graph.store.sparql import ask_saved, saved_query
from graph.store.store import open_store

# A and B act in P; B and C act in Q; A works with C twice, once in a total; t is a team of A, s a site within P.
RECORDS = """
report: {id: r-2021-08-03, title: 例, published: "2021-08-03", language: zh, sha256: "%s"}
agents:
  - {id: a, type: unit, name: 甲局}
  - {id: b, type: unit, name: 乙局}
  - {id: c, type: unit, name: 丙局}
  - {id: t, type: team, name: 甲队, unit: a, source: {paragraph: 1, start: 0, end: 2}}
places:
  - {id: p, level: community, name: 东社区}
  - {id: q, level: community, name: 西社区}
  - {id: s, level: site, name: 卡口, within: p}
deeds:
  - {id: d1, kind: guard, did: 守, who: [t], where: [s], source: {paragraph: 1, start: 0, end: 4}}
  - {id: d2, kind: guard, did: 守, who: [b], where: [p, q], source: {paragraph: 1, start: 4, end: 8}}
  - {id: d3, kind: guard, did: 守, who: [c], with: [a], where: [q], source: {paragraph: 1, start: 8, end: 12}}
  - {id: d4, kind: guard, did: 守, who: [c, a], summary: true, source: {paragraph: 1, start: 12, end: 16}}
  - {id: d5, kind: guard, did: 守, who: [t], with: [b], where: [p], source: {paragraph: 1, start: 16, end: 20}}
  - {id: d6, kind: guard, did: 守, who: [t, a], source: {paragraph: 1, start: 20, end: 24}}
""" % ("0" * 64)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    path = tmp_path_factory.mktemp("network") / "small.yaml"
    path.write_text(RECORDS, encoding="utf-8")
    store = open_store()
    load(store, read([path]))
    return store


def by_name(network: "nx.Graph[str]") -> dict[frozenset[str], int]:
    names = dict(network.nodes(data="name"))
    return {frozenset((names[a], names[b])): weight for a, b, weight in network.edges(data="weight")}


def pair(a: str, b: str) -> frozenset[str]:
    return frozenset((a, b))


def test_who_with_counts_deeds_of_units_and_no_totals(small: ox.Store) -> None:
    # The team counts as its unit, so that d6 joins nobody; d4 is a total.
    assert by_name(project(small, "who-with")) == {pair("甲局", "丙局"): 1, pair("甲局", "乙局"): 1}


def test_unit_place_is_bipartite_and_takes_a_site_as_its_community(small: ox.Store) -> None:
    network = project(small, "unit-place")
    assert by_name(network) == {
        pair("甲局", "东社区"): 2,
        pair("乙局", "东社区"): 1,
        pair("乙局", "西社区"): 1,
        pair("丙局", "西社区"): 1,
    }
    assert nx.is_bipartite(network)
    assert {data["name"] for _, data in network.nodes(data=True) if data["bipartite"]} == {"东社区", "西社区"}


def test_the_one_mode_projections_count_what_is_shared(small: ox.Store) -> None:
    assert by_name(project(small, "unit-unit")) == {pair("甲局", "乙局"): 1, pair("乙局", "丙局"): 1}
    assert by_name(project(small, "place-place")) == {pair("东社区", "西社区"): 1}


def test_measures_by_hand(small: ox.Store) -> None:
    # A path 甲 – 东 – 乙 – 西 – 丙: of the 6 pairs of the other four, 3, 4 and 3 lead over the three in the middle.
    rows = {row["name"]: row for row in measured(project(small, "unit-place"))}
    assert {name: row["degree"] for name, row in rows.items()} == {
        "甲局": 1, "东社区": 2, "乙局": 2, "西社区": 2, "丙局": 1,
    }  # fmt: skip
    assert rows["东社区"]["weight"] == 3
    assert {name: row["betweenness"] for name, row in rows.items()} == {
        "甲局": 0.0, "东社区": 0.5, "乙局": 0.666667, "西社区": 0.5, "丙局": 0.0,
    }  # fmt: skip
    first = measured(project(small, "unit-place"), ["betweenness"])[0]
    assert (first["name"], sorted(first)) == ("乙局", ["betweenness", "id", "name", "type"])


def test_communities_are_the_two_cliques_of_a_barbell() -> None:
    barbell = nx.relabel_nodes(nx.barbell_graph(5, 0), {n: f"n{n}" for n in range(10)})
    nx.set_edge_attributes(barbell, 1, "weight")
    assert communities(barbell) == {f"n{n}": 1 if n < 5 else 2 for n in range(10)}
    assert communities(nx.Graph()) == {}


def test_the_packaged_graph_agrees_with_its_saved_query(hubei: ox.Store) -> None:
    rows = list(ask_saved(hubei, saved_query("who-works-where")))
    told = {pair(row["unit"].value, row["community"].value): int(row["deeds"].value) for row in rows}
    network = by_name(project(hubei, "unit-place"))
    assert {edge for edge in network if len(edge) == 2} == {edge for edge in told if len(edge) == 2}
    assert all(weight <= told[edge] for edge, weight in network.items())


def test_an_unknown_projection_or_measure_is_told(small: ox.Store) -> None:
    with pytest.raises(CallError, match="no projection 'x'; known are who-with"):
        project(small, "x")
    with pytest.raises(CallError, match="no measure 'x'; known are degree"):
        measured(nx.Graph(), ["x"])


def test_records_in_a_circle_come_to_an_end() -> None:
    store = open_store()
    dg, base = "https://w3id.org/deedgraph#", "https://example.org/"
    a, b = (ox.NamedNode(base + name) for name in "ab")
    for s, o in ((a, b), (b, a)):
        store.add(ox.Quad(s, ox.NamedNode("http://www.w3.org/ns/org#memberOf"), o))
    d = ox.NamedNode(base + "d")
    for p, o in (
        ("kind", ox.NamedNode("https://w3id.org/deedgraph/kind/guard")), ("did", ox.Literal("守")),
        ("statedIn", ox.NamedNode(base + "r")), ("who", a), ("where", ox.NamedNode(base + "p")),
    ):  # fmt: skip
        store.add(ox.Quad(d, ox.NamedNode(dg + p), o))
    store.add(
        ox.Quad(d, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(dg + "Deed"))
    )
    assert by_name(project(store, "unit-place")) == {pair("a", "p"): 1}


def test_graphml_and_json_and_csv_hold_the_measures(small: ox.Store, tmp_path: Path) -> None:
    network = project(small, "unit-place")
    rows = measured(network)
    path = tmp_path / "n.graphml"
    path.write_text("".join(as_graphml(network, rows)), encoding="utf-8")
    again = nx.read_graphml(path)
    assert {data["name"]: data["degree"] for _, data in again.nodes(data=True)}["乙局"] == 2
    assert nx.utils.edges_equal(again.edges(), network.edges())
    told = json.loads(as_json(network, rows))
    assert len(told["nodes"]) == 5
    assert {edge["weight"] for edge in told["edges"]} == {1, 2}
    table = list(csv.DictReader(io.StringIO(as_csv(rows, ["degree"]))))
    assert [row["name"] for row in table][:1] == [rows[0]["name"]]


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_the_drawing_is_svg_that_holds_each_node_and_line(small: ox.Store, projection: str) -> None:
    network = project(small, projection)
    tree = ET.fromstring(figure(network, "图 <&>"))
    tag = "{http://www.w3.org/2000/svg}"
    assert tree.find(f"{tag}title").text == "图 <&>"
    assert len(tree.findall(f"{tag}circle")) == len(network)
    assert len(tree.findall(f"{tag}path")) == network.number_of_edges()
    names = set(dict(network.nodes(data="name")).values())
    assert names <= {text.text for text in tree.iter(f"{tag}text")}


def test_a_large_network_is_drawn_in_part_and_says_so() -> None:
    star: nx.Graph[str] = nx.Graph()
    for n in range(200):
        star.add_edge("middle", f"n{n:03}", weight=n + 1)
    nx.set_node_attributes(star, {node: {"name": node, "type": "unit"} for node in star})
    drawn = figure(star, "star")
    assert (
        f"{MAX_NODES} nodes, {MAX_NODES - 1} lines; {201 - MAX_NODES} nodes of lighter lines left out"
        in drawn
    )
    assert ">n199<" in drawn
    assert ">n000<" not in drawn


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    network: nx.Graph[str] = nx.Graph()
    evil = '<script>alert(1)</script>"]]>\x00'
    network.add_node("a", name=evil, type="unit", bipartite=0)
    network.add_node("b", name="=1+1", type="place", bipartite=1)
    network.add_edge("a", "b", weight=1)
    drawn = figure(network, evil)
    tree = ET.fromstring(drawn)
    assert not list(tree.iter("{http://www.w3.org/2000/svg}script"))
    assert "'=1+1" in as_csv(measured(network), ["degree"])


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        for suffix in ("svg", "graphml", "json"):
            subprocess.run(
                [sys.executable, "-m", "graph.cli", "network", "--projection", "unit-place", "-o", f"{seed}.{suffix}"],
                cwd=tmp_path, env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1", "PATH": ""}, check=True, capture_output=True,
            )  # fmt: skip
        made.append([(tmp_path / f"{seed}.{suffix}").read_bytes() for suffix in ("svg", "graphml", "json")])
    assert made[0] == made[1]


def test_the_command_tells_what_it_can_write(tmp_path: Path) -> None:
    wrong = deedgraph("network", "-o", tmp_path / "x.png")
    assert (wrong.code, wrong.err) == (
        2, f"{tmp_path / 'x.png'}: unknown suffix '.png'; known are .graphml .svg .csv .json\n",
    )  # fmt: skip
    done = deedgraph("network", "--measure", "weight", "--format", "csv")
    assert done.out.splitlines()[0] == "id,name,type,weight"
    assert done.err == "8 nodes, 4 lines\n"
