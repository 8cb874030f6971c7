"""``check --store``, ``--endpoint``: what another tool put into a graph, and what is torn, is told in a line each."""

import copy
import shlex
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.paths import DATA
from helpers.records import EXAMPLE

import graph.validate.store_check
from graph.model.read import read
from graph.model.records import Bundle
from graph.model.vocab import DG, RDF, SCHEMA
from graph.query.deeds import deed_rows
from graph.store.build import load_and_link
from graph.store.endpoint import Endpoint, open_endpoint
from graph.store.load import load
from graph.store.sparql import ask_saved, saved_queries
from graph.store.store import Store, change, matching, open_store
from graph.validate.store_check import check_store

GRAPH = ox.NamedNode("http://other.example/graph")
REPORT = "https://w3id.org/deedgraph/id/report/qinghu-weekly-2021-08-03"


def quad(subject: str, predicate: str, value: str | ox.Literal, graph: ox.NamedNode = GRAPH) -> ox.Quad:
    term = ox.NamedNode(value) if isinstance(value, str) else value
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, graph)


# What a tool for news might put there: schema.org by its other address, Dublin Core's old elements, its own terms.
FOREIGN = [
    quad("http://other.example/n1", RDF + "type", "http://schema.org/NewsArticle"),
    quad("http://other.example/n1", "http://schema.org/headline", ox.Literal("Two bridges")),
    quad("http://other.example/n1", "http://purl.org/dc/elements/1.1/creator", ox.Literal("A. Nonymous")),
    quad("http://other.example/n1", "http://schema.org/about", "http://other.example/bridge"),
    quad("http://other.example/bridge", DG + "length", ox.Literal(12)),
]


def told(store: Store) -> list[str]:
    return [str(finding) for finding in check_store(store).findings]


def test_a_graph_of_ours_has_nothing_foreign(place: Store) -> None:
    load(place, read([EXAMPLE]))
    looked = check_store(place)
    assert looked.findings == []
    assert (looked.graphs, looked.reports) == (3, 1)  # the report's, the shared one, the ontology
    assert looked.statements == sum(1 for _ in matching(place))


def test_a_foreign_graph_is_told_and_our_queries_find_nothing_in_it(place: Store) -> None:
    change(place, add=FOREIGN)
    assert told(place) == [
        "graph http://other.example/graph: of no report; it holds 5 statements",
        "foreign vocabulary http://schema.org/: in 3 statements, such as the class http://schema.org/NewsArticle of "
        "http://other.example/n1",
        "foreign vocabulary http://purl.org/dc/elements/1.1/: in 1 statements, such as the property "
        "http://purl.org/dc/elements/1.1/creator of http://other.example/n1",
        f"{DG}length, which is no term of this project's ontology: in 1 statements, such as the property {DG}length "
        "of http://other.example/bridge",
    ]
    assert deed_rows(place) == []
    for query in saved_queries():
        assert list(ask_saved(place, query)) == [], query.name  # type: ignore[call-overload]


@pytest.fixture
def bundle() -> Bundle:
    (read_so,) = read([EXAMPLE])
    return copy.deepcopy(read_so)


def test_what_is_torn_or_unfounded_in_a_graph_of_ours_is_told(place: Store, bundle: Bundle) -> None:
    load(place, [bundle])
    own = ox.NamedNode(f"{REPORT}/graph")
    mark = list(matching(place, own, ox.NamedNode(SCHEMA + "sha256"), None, own))
    deed = quad(f"{REPORT}/d99", RDF + "type", DG + "Deed", own)
    nobody = quad(f"{REPORT}/d99", DG + "who", f"{REPORT}/agent/nobody", own)
    change(place, remove=mark, add=[deed, nobody])
    assert told(place) == [
        f"graph {own.value}: without the mark of a whole load; build its report again",
        f"1 deeds without evidence, such as {REPORT}/d99",
        f"1 agents, places, documents or deeds that are referred to and not there, such as {REPORT}/agent/nobody",
        f"dg:did: a deed has one word for the doing (shapes.ttl): 1 times not so, such as {REPORT}/d99",
        f"dg:kind: a deed has one kind of the scheme (shapes.ttl): 1 times not so, such as {REPORT}/d99",
        f"dg:statedIn: a deed is stated in one report (shapes.ttl): 1 times not so, such as {REPORT}/d99",
    ]


def test_statements_in_no_named_graph_are_told() -> None:
    store = open_store()
    store.add(ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode(RDF + "value"), ox.Literal("1")))
    assert told(store) == ["graph (default): of no report; it holds 1 statements"]


def test_a_graph_in_batches_tells_the_same(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    for n in range(5):
        bundle.report["id"] = f"report-{n}"  # type: ignore[index]
        load(store, [bundle])
    place = next(matching(store, None, ox.NamedNode(DG + "level")))
    store.remove(place)
    change(store, add=FOREIGN)
    whole = check_store(store)
    assert any(
        "dg:level: a place has one of the levels (shapes.ttl): 1 times" in str(f) for f in whole.findings
    )
    largest = max(
        sum(1 for _ in matching(store, graph=name)) for name in store.named_graphs() if "report-" in str(name)
    )
    monkeypatch.setattr(graph.validate.store_check, "_BATCH", largest)
    assert check_store(store) == whole
    monkeypatch.setattr(
        graph.validate.store_check, "_BATCH", 4
    )  # smaller than any report, and than the foreign graph
    few = check_store(store)
    assert few.unshaped == 6 and few.summary()[1] == "6 graphs are too large to be checked against the shapes"
    assert few.findings == whole.findings  # shared records are read by subject


def test_of_many_findings_the_first_are_told_and_the_others_counted() -> None:
    store = open_store()
    for n in range(30):
        store.add(quad("http://x/s", RDF + "value", ox.Literal(n), ox.NamedNode(f"http://x/g{n:02}")))
    found = told(store)
    assert found[19] == "graph http://x/g19: of no report; it holds 1 statements"
    assert found[20:] == ["and 10 more of these"]


def deedgraph(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graph.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(place: Store, tmp_path: Path) -> None:
    load(place, read([EXAMPLE]))
    if isinstance(place, Endpoint):
        where = ["--endpoint", place.query]
    else:
        where = ["--store", str(tmp_path / "here")]
        store = open_store(tmp_path / "here", create=True)
        store.bulk_extend(matching(place))
        del store
    sound = deedgraph("check", *where)
    assert (sound.returncode, sound.stdout) == (0, "")
    assert sound.stderr.endswith(
        f"1 reports\nnothing is wrong, nothing is foreign; next: deedgraph deeds {shlex.join(where)}\n"
    )
    add = open_store(tmp_path / "here", create=True) if where[0] == "--store" else open_endpoint(where[1])
    change(add, add=FOREIGN[:1])
    del add
    foreign = deedgraph("check", *where, "--timeout", "60")
    assert foreign.returncode == 1
    assert (
        foreign.stdout.splitlines()[0]
        == "graph http://other.example/graph: of no report; it holds 1 statements"
    )
    assert foreign.stderr.endswith("2 findings; fix what is listed, then run check again\n")


def test_a_graph_is_looked_into_without_paths(tmp_path: Path) -> None:
    for more in ([str(EXAMPLE)], ["--text", str(tmp_path)]):
        run = deedgraph("check", "--store", str(tmp_path), *more)
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == "--store and --endpoint: a graph is looked into without PATHS and --text\n"


def test_links_and_happenings_are_ours() -> None:
    store = open_store()
    load_and_link(store, read([DATA / "link" / "seen" / "records"]))
    assert any(True for _ in store.quads_for_pattern(None, ox.NamedNode(DG + "toldBy"), None))
    assert [str(finding) for finding in check_store(store).findings] == []
