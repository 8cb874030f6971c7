"""One graph in three places: memory, a folder, and two real SPARQL servers give the same rows and the same bytes."""

import copy
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from helpers.paths import DATA
from helpers.records import EXAMPLE, loaded
from helpers.servers import virtuoso

import graph
from graph.errors import CallError, StoreError
from graph.export.write import export
from graph.model.iris import links_graph_iri
from graph.model.read import read
from graph.model.records import Bundle
from graph.query.deeds import Filters, deed_rows
from graph.query.network import to_networkx
from graph.resources import resource
from graph.store.build import load_and_link
from graph.store.endpoint import Endpoint, open_endpoint
from graph.store.load import load
from graph.store.remove import remove
from graph.store.sparql import ask_saved, saved_queries, solutions
from graph.store.store import Store, change, graph_names, matching, open_store

SUFFIXES = (".ttl", ".trig", ".nq", ".nt", ".jsonld", ".rdf", ".graphml", ".gexf", ".csv")


@pytest.fixture
def bundle() -> Bundle:
    (read_so,) = read([EXAMPLE])
    return read_so


def test_a_server_is_known_by_its_address_and_its_name(addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        found = open_endpoint(address)
        assert isinstance(found, Endpoint)
        assert found.server.name == name
        assert "dba" not in repr(found)


@pytest.mark.parametrize("data", ["data", "example"])
def test_every_export_has_the_same_bytes_from_every_engine(place: Store, tmp_path: Path, data: str) -> None:
    source = resource("data") if data == "data" else EXAMPLE
    load(place, read([source]))
    for suffix in SUFFIXES:
        export(place, tmp_path / f"there{suffix}")
        export(loaded(source), tmp_path / f"here{suffix}")
        assert (tmp_path / f"there{suffix}").read_bytes() == (tmp_path / f"here{suffix}").read_bytes(), suffix


def test_saved_queries_deeds_and_network_are_the_same(place: Store, hubei: ox.Store) -> None:
    load(place, read([resource("data")]))
    for query in saved_queries():
        there = Counter(map(str_row, ask_saved(place, query)))  # type: ignore[arg-type]
        assert there == Counter(map(str_row, ask_saved(hubei, query))), query.name  # type: ignore[arg-type]
    assert deed_rows(place) == deed_rows(hubei)
    narrow = Filters(
        who="省妇联", where="武昌区", kind="screen", until="2020-03-11", report="hubei-daily-2020-03-11"
    )
    assert deed_rows(place, narrow) == deed_rows(hubei, narrow)
    assert sorted(to_networkx(place).edges(keys=True)) == sorted(to_networkx(hubei).edges(keys=True))


def test_what_was_asked_too_early_is_answered_later(place: Store, hubei: ox.Store) -> None:
    """Virtuoso keeps a query as it was compiled, also where that was before it knew the query's terms."""
    early = [query for query in saved_queries() if not list(ask_saved(place, query))]  # type: ignore[call-overload]
    assert len(early) == len(saved_queries())
    load(place, read([resource("data")]))
    for query in early:
        there = Counter(map(str_row, ask_saved(place, query)))  # type: ignore[arg-type]
        assert there == Counter(map(str_row, ask_saved(hubei, query))), query.name  # type: ignore[arg-type]


def str_row(row: object) -> str:
    return str(row if isinstance(row, ox.Triple) else tuple(row))  # type: ignore[arg-type]


def test_a_report_is_replaced_skipped_and_removed(place: Store, bundle: Bundle) -> None:
    other = copy.deepcopy(bundle)
    assert bundle.report and other.report
    other.report["id"] = "qinghu-weekly-2021-08-10"
    other.agents.append({"id": "new-bureau", "type": "unit", "name": "新局", "parent": "other-town"})
    other.agents.append({"id": "other-town", "type": "unit", "name": "他镇", "seat": "qinghu"})
    other.deeds[0]["who"] = ["new-bureau"]
    load(place, [bundle])
    before = set(matching(place))
    assert load(place, [bundle]).unchanged == 1
    assert set(matching(place)) == before
    load(place, [other])
    assert remove(place, "qinghu-weekly-2021-08-10") == 2  # the bureau, and the town that only it needed
    assert set(matching(place)) == before
    bundle.deeds[0]["did"] = "印发"
    assert load(place, [bundle]).unchanged == 0
    fresh = open_store()
    load(fresh, [bundle])
    assert set(matching(place)) == set(fresh)
    with pytest.raises(CallError, match="no report 'qinghu-weekly-2021-08-10' in this store"):
        remove(place, "qinghu-weekly-2021-08-10")


def test_links_are_the_same_in_every_place_and_go_with_their_report(place: Store, tmp_path: Path) -> None:
    linked = DATA / "link" / "seen" / "records"
    in_memory = open_store()
    for store in (in_memory, place):
        load_and_link(store, read([linked]))
    links = ox.NamedNode(links_graph_iri())
    assert set(matching(place, graph=links)) == set(matching(in_memory, graph=links)) != set()
    for suffix in (".trig", ".nq", ".jsonld"):
        export(place, tmp_path / f"place{suffix}")
        export(in_memory, tmp_path / f"memory{suffix}")
        assert (tmp_path / f"place{suffix}").read_bytes() == (tmp_path / f"memory{suffix}").read_bytes()
    for store in (in_memory, place):
        remove(store, "yd-0606")
    assert set(matching(place, graph=links)) == set(matching(in_memory, graph=links))


def test_reports_larger_than_a_statement_may_be(place: Store, bundle: Bundle) -> None:
    first = bundle.deeds[0]
    bundle.deeds += [{**first, "id": f"x{n}"} for n in range(500)]
    load(place, [bundle])
    fresh = open_store()
    load(fresh, [bundle])
    assert set(matching(place)) == set(fresh)


def test_a_foreign_graph_has_no_deeds_and_is_written_whole(place: Store, tmp_path: Path) -> None:
    quads = [
        ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), value, ox.NamedNode("http://x/g"))
        for value in (ox.Literal('a"\n\\𠮷'), ox.Literal("b", language="zh-hans"), ox.NamedNode("http://x/o"))
    ]
    change(place, add=quads)
    assert deed_rows(place) == []
    export(place, tmp_path / "out.nq")
    assert set(ox.parse(path=str(tmp_path / "out.nq"))) == set(quads)


def test_the_library_and_the_command_line_reach_a_server(addresses: dict[str, str], tmp_path: Path) -> None:
    address = addresses["oxigraph"]
    endpoint = ["--endpoint", address]
    commands = (
        ["build", *endpoint],
        ["deeds", *endpoint, "--who", "省妇联", "--format", "jsonl"],
        ["show", *endpoint, "--no-open", "-o", str(tmp_path / "page.html")],
        ["remove", "hubei-daily-2020-03-11", *endpoint],
    )
    empty = open_endpoint(address)
    change(empty, drop=[name for name in graph_names(empty) if isinstance(name, ox.NamedNode)])
    outs = [run(*command) for command in commands[:2]]
    assert [json.loads(line)["did"] for line in outs[1].splitlines()] == ["协作", "编为", "派到", "排查"]
    there = graph.open(endpoint=address)
    assert len(there.deeds()) == 94
    assert len(there.to_rdflib()) == len(graph.open().to_rdflib())
    assert isinstance(there.to_rdflib(), rdflib.Dataset)
    for command in commands[2:]:
        run(*command)
    assert there.deeds() == []


def run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "graph.cli", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_answer_that_virtuoso_cuts_off_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEDGRAPH_USER", "dba")
    monkeypatch.setenv("DEEDGRAPH_PASSWORD", "dba")
    with virtuoso(tmp_path, most_rows=50) as address:
        store = open_endpoint(address)
        graph_name = ox.NamedNode("http://x/g")
        subject, predicate = ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p")
        change(store, add=[ox.Quad(subject, predicate, ox.Literal(n), graph_name) for n in range(200)])
        with pytest.raises(StoreError, match="cuts answers off after 50 rows; raise its ResultSetMaxRows"):
            list(solutions(store, "SELECT ?o { ?s <http://x/p> ?o }"))
        try:
            found = list(matching(store, graph=graph_name))
        except StoreError as told:
            assert "cuts answers off" in str(told)
        else:
            assert len(found) == 200
