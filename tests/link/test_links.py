"""Links in a store: the same out of a store and out of records, replaced whole, gone with their report."""

import copy
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.paths import DATA
from helpers.records import EXAMPLE

from graph.export.write import export
from graph.link import Feature, features_of
from graph.model.iris import links_graph_iri
from graph.model.read import read
from graph.resources import resource
from graph.store.build import build, load_and_link
from graph.store.links import decisions_in, features_in, links_in, relink
from graph.store.remove import remove
from graph.store.store import graph_names, matching, open_store

SEEN = DATA / "link" / "seen" / "records"
LINKS = ox.NamedNode(links_graph_iri())


def linked_store(*paths: Path) -> ox.Store:
    store = open_store()
    load_and_link(store, read(paths))
    return store


def by_path(features: list[Feature]) -> dict[str, str]:
    """Return each feature's line; of a shared record that comes more than once, the last that the store keeps."""
    return {feature.path: feature.line() for feature in features}


@pytest.mark.parametrize("path", [SEEN, EXAMPLE, resource("data")], ids=["corpus", "example", "packaged"])
def test_a_store_tells_the_features_that_the_records_tell(path: Path) -> None:
    told = by_path([feature for bundle in read([path]) for feature in features_of(bundle)])
    assert by_path(list(features_in(linked_store(path)))) == told


def test_one_report_has_no_links_graph(hubei: ox.Store) -> None:
    assert LINKS not in graph_names(linked_store(resource("data")))
    assert set(linked_store(resource("data"))) == set(hubei)


def test_the_links_graph_says_what_is_one_and_what_happened() -> None:
    store = linked_store(SEEN)
    ask = f"""PREFIX dg: <https://w3id.org/deedgraph#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    SELECT ?value WHERE {{ GRAPH {LINKS} {{
      ?happening dg:toldBy <https://w3id.org/deedgraph/id/report/yd-0606/d01> ; dg:agreesOn "who" ;
        dg:differsIn [ dg:field "quantities" ; dg:statement [ rdf:subject ?deed ; rdf:value ?value ] ] }} }}"""
    assert sorted(row["value"].value for row in store.query(ask)) == ["934 个", "943 个", "≥ 900 个"]  # type: ignore[union-attr,index]
    base = "https://w3id.org/deedgraph/id/"
    same = {
        (q.subject.value, q.object.value)  # type: ignore[union-attr]
        for q in matching(store, None, ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs"), None, LINKS)
    }
    assert (f"{base}agent/lj-fgw", f"{base}agent/linjiang-drc") in same
    assert not any(isinstance(q.subject, ox.BlankNode) for q in matching(store, graph=LINKS))


def test_the_order_in_which_reports_come_makes_no_difference(tmp_path: Path) -> None:
    whole = linked_store(SEEN)
    bundles = list(read([SEEN]))
    random.Random(3).shuffle(bundles)
    store = open_store()
    for bundle in bundles:  # one by one, as they come in
        load_and_link(store, [bundle])
    assert set(matching(store, graph=LINKS)) == set(matching(whole, graph=LINKS))
    build(tmp_path / "store", bundles)
    assert set(matching(open_store(tmp_path / "store"), graph=LINKS)) == set(matching(whole, graph=LINKS))


def test_linking_again_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    store = linked_store(SEEN)
    once = set(store)
    relink(store)
    assert set(store) == once


def test_a_report_that_is_removed_takes_its_links_and_happenings_along() -> None:
    store = linked_store(SEEN)
    remove(store, "yd-0606")
    assert not [q for q in store if "yd-0606" in str(q)]
    rest = [bundle for bundle in read([SEEN]) if bundle.report and bundle.report["id"] != "yd-0606"]
    without = open_store()
    load_and_link(without, rest)
    assert set(matching(store, graph=LINKS)) == set(matching(without, graph=LINKS))


def test_decisions_stay_in_the_store_until_records_say_otherwise() -> None:
    decision = {
        "a": "report/yd-0603/agent/volunteers",
        "b": "report/yd-0606/agent/volunteers",
        "same": True,
        "by": "李编辑",
        "on": "2021-07-01",
        "why": "同一支队伍",
    }
    bundles = list(read([SEEN]))
    bundles[0] = copy.copy(bundles[0])
    bundles[0].decisions = [decision]  # type: ignore[list-item]
    store = open_store()
    load_and_link(store, bundles)
    assert decisions_in(store) == [decision]
    load_and_link(store, [bundles[1]])  # says nothing of decisions
    assert decisions_in(store) == [decision]
    assert links_in(store).canonical[decision["b"]] == decision["a"]  # type: ignore[index]
    bundles[1].decisions = []
    load_and_link(store, [bundles[1]])
    assert decisions_in(store) == []


def test_links_decisions_and_happenings_fit_the_shapes() -> None:
    import pyshacl
    import rdflib

    bundles = list(read([SEEN]))
    bundles[0].decisions = [
        {
            "a": "agent/gy-juwei",
            "b": "agent/guiyuan-committee",
            "same": False,
            "by": "李编辑",
            "on": "2021-07-01",
        }
    ]
    store = open_store()
    load_and_link(store, bundles)
    triples = ox.serialize((quad.triple for quad in store), format=ox.RdfFormat.N_TRIPLES)
    assert triples
    data = rdflib.Graph().parse(triples, format="nt")
    shapes = rdflib.Graph().parse(resource("shapes.ttl"))
    conforms, _, words = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert conforms, words
    kinds = {str(term).rpartition("#")[2] for term in data.objects(None, rdflib.RDF.type)}
    assert {"Happening", "Difference", "Decision"} <= kinds


@pytest.mark.parametrize("suffix", [".jsonld", ".trig", ".nq"])
def test_what_is_exported_reads_back_with_its_links(tmp_path: Path, suffix: str) -> None:
    store = linked_store(SEEN)
    export(store, tmp_path / f"out{suffix}")
    formats = {".jsonld": ox.RdfFormat.JSON_LD, ".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
    read_back = set(ox.parse(path=str(tmp_path / f"out{suffix}"), format=formats[suffix]))
    assert {q for q in read_back if q.graph_name == LINKS} == set(matching(store, graph=LINKS))
