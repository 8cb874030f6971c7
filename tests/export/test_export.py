"""Exports: a golden Turtle file, the same bytes from any order of records, and every format read back."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from helpers.paths import DATA
from helpers.records import EXAMPLE, loaded
from pyld import jsonld as pyld
from rdflib.compare import isomorphic

from graph.errors import CallError
from graph.export.write import canonical, export
from graph.model.context import context
from graph.model.read import read
from graph.query.deed_table import COLUMNS
from graph.query.network import to_networkx
from graph.resources import resource
from graph.store.load import load
from graph.store.store import open_store

GOLDEN = DATA / "golden"
SUFFIXES = (".ttl", ".trig", ".nq", ".nt", ".jsonld", ".rdf", ".graphml", ".gexf", ".csv")


def written(store: ox.Store, folder: Path, suffix: str) -> bytes:
    path = folder / f"out{suffix}"
    export(store, path)
    return path.read_bytes()


def without_ontology(turtle: str) -> str:
    """Cut the ontology's part, which has its own file, so that the golden file is the example's alone."""
    return turtle.split("\n<https://w3id.org/deedgraph> a owl:Ontology", 1)[0]


def test_turtle_is_the_golden_file(example: ox.Store, tmp_path: Path) -> None:
    found = without_ontology(written(example, tmp_path, ".ttl").decode())
    assert found == (GOLDEN / "example.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_bytes_whatever_the_order_of_records(example: ox.Store, tmp_path: Path, suffix: str) -> None:
    (bundle,) = read([EXAMPLE])
    for seed in range(3):
        shuffle = random.Random(seed).shuffle
        for records in (bundle.agents, bundle.places, bundle.documents, bundle.deeds):
            shuffle(records)
        again = open_store()
        load(again, [bundle])
        assert written(again, tmp_path, suffix) == written(example, tmp_path, suffix)


def test_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    seen = set()
    for seed in ("0", "1", "4242"):
        code = (
            "import graph, pathlib, hashlib\n"
            "g, out = graph.open(), hashlib.sha256()\n"
            f"for s in {SUFFIXES!r}:\n"
            f"    p = pathlib.Path({str(tmp_path)!r}) / ('x{seed}' + s); g.export(p); out.update(p.read_bytes())\n"
            "print(out.hexdigest())"
        )
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        seen.add(run.stdout)
    assert len(seen) == 1


def test_turtle_tells_deeds_by_report_character_and_id_then_the_rest(hubei: ox.Store, tmp_path: Path) -> None:
    lines = written(hubei, tmp_path, ".ttl").decode().splitlines()
    subjects = [line.split(" ", 1)[0] for line in lines if line and line[0] in "<_abcdefghijklmnopqrstuvwxyz"]
    deeds = [s for s in subjects if "/d" in s and s.count("/") == 2]
    assert deeds == [f"<report/hubei-daily-2020-03-11/d{n:02}>" for n in range(1, 95)]
    assert subjects.index("<report/hubei-daily-2020-03-11>") < subjects.index(deeds[0])
    assert max(map(subjects.index, deeds)) < subjects.index("<agent/alshan-tourism-college>")
    places = [s for s in subjects if s.startswith("<place/")]
    assert places == sorted(places) and len(places) == 24
    assert lines.count("") == len(
        [line for line in lines if line.endswith(" .") and not line.startswith("@")]
    )


@pytest.mark.parametrize(("suffix", "format"), [(".ttl", "turtle"), (".nt", "nt"), (".rdf", "xml")])
def test_rdflib_reads_the_union_back(
    hubei: ox.Store, example: ox.Store, tmp_path: Path, suffix: str, format: str
) -> None:
    for store in (hubei, example):
        found = rdflib.Graph().parse(data=written(store, tmp_path, suffix), format=format)
        wanted = rdflib.Graph().parse(data="".join(f"{q.triple} .\n" for q in store), format="nt")
        assert isomorphic(found, wanted)


@pytest.mark.parametrize(("suffix", "format"), [(".trig", "trig"), (".nq", "nquads"), (".jsonld", "json-ld")])
def test_rdflib_reads_each_graph_back(
    hubei: ox.Store, example: ox.Store, tmp_path: Path, suffix: str, format: str
) -> None:
    for store in (hubei, example):
        found = rdflib.Dataset().parse(data=written(store, tmp_path, suffix), format=format)
        wanted = rdflib.Dataset().parse(data="".join(f"{q} .\n" for q in store), format="nquads")
        assert set(found.quads()) == set(wanted.quads())


def test_three_readers_agree_on_the_jsonld(example: ox.Store, tmp_path: Path) -> None:
    data = written(example, tmp_path, ".jsonld")
    wanted = {f"{q} ." for q in example}
    assert {f"{q} ." for q in ox.parse(data, format=ox.RdfFormat.JSON_LD)} == wanted
    by_pyld = pyld.normalize(json.loads(data), {"algorithm": "URDNA2015", "format": "application/n-quads"})
    assert set(by_pyld.splitlines()) == wanted


def test_jsonld_has_the_context_inlined_and_the_records_own_fields(example: ox.Store, tmp_path: Path) -> None:
    document = json.loads(written(example, tmp_path, ".jsonld"))
    assert document["@context"] == context()
    deeds = {n["id"].rsplit("/", 1)[1]: n for g in document["@graph"] for n in g["@graph"] if "kind" in n}
    assert deeds["d02"]["when"]["recurrence"]["shifts"] == 2
    assert [q["value"] for q in deeds["d02"]["quantities"]] == [60, 12]
    assert deeds["d10"]["evidence"][0]["target"]["selector"]["end"] == 99


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_networkx_reads_the_network_back(hubei: ox.Store, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    export(hubei, path)
    network = to_networkx(hubei)
    found = nx.read_graphml(path, force_multigraph=True) if suffix == ".graphml" else nx.read_gexf(path)
    assert set(found.nodes) == set(network.nodes)
    relations = sorted((a, b, data["relation"]) for a, b, data in network.edges(data=True))
    assert sorted((a, b, data["relation"]) for a, b, data in found.edges(data=True)) == relations
    assert {n: d["name"] for n, d in found.nodes(data=True)} == dict(network.nodes(data="name"))


def test_csv_is_the_deed_table(hubei: ox.Store, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written(hubei, tmp_path, ".csv").decode())))
    assert tuple(rows[0]) == COLUMNS
    (sent,) = [row for row in rows if row["quantities"].startswith("232 名")]
    assert (sent["who"], sent["whom"], sent["did"]) == ("省公安厅", "省公安厅机关民警", "派出")
    (food,) = [row for row in rows if row["did"] == "转赠"]
    assert food["place_path"] == "湖北省 > 武汉市 > 江岸区 > 塔子湖街 > 华汇社区"
    assert (food["code"], food["start"]) == ("420102018016", "2020-03-10")


def test_blank_nodes_of_other_tools_get_canonical_names(tmp_path: Path) -> None:
    written_so = []
    for first, second in (("a", "b"), ("z", "y")):
        store = open_store()
        data = f'_:{first} <x:p> _:{second} .\n_:{second} <x:p> "v\\u2028" .\n<x:s> <x:p> _:{first} .'
        store.load(data.encode(), format=ox.RdfFormat.N_TRIPLES)
        assert canonical(store) is not store
        written_so.append(
            [written(store, tmp_path, suffix) for suffix in (".nq", ".ttl", ".trig", ".jsonld")]
        )
    assert written_so[0] == written_so[1]


def test_a_foreign_graph_is_written_whole(tmp_path: Path) -> None:
    store = open_store()
    quads = r"""<x:s> <x:p> <http://a/b?c#d.e> .
        <x:s> <x:p> "a\"\n\\"@zh-Hans <x:g> .
        <x:s> <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#byte> <x:g> .
        <x:s> <http://www.w3.org/2002/07/owl#-odd> "05"^^<x:t> <x:g2> ."""
    store.load(quads.encode(), format=ox.RdfFormat.N_QUADS)
    for suffix, format in (
        (".trig", ox.RdfFormat.TRIG),
        (".nq", ox.RdfFormat.N_QUADS),
        (".jsonld", ox.RdfFormat.JSON_LD),
    ):
        assert set(ox.parse(written(store, tmp_path, suffix), format=format)) == set(store)
    union = ox.parse(written(store, tmp_path, ".ttl"), format=ox.RdfFormat.TURTLE)
    assert {q.triple for q in union} == {q.triple for q in store}


def test_an_unknown_suffix_and_a_missing_folder_are_told(example: ox.Store, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="unknown suffix '.docx'; known are .ttl"):
        export(example, tmp_path / "x.docx")
    with pytest.raises(CallError, match="the folder .* does not exist"):
        export(example, tmp_path / "none" / "x.ttl")
    with pytest.raises(CallError, match="a folder; name a file"):
        (tmp_path / "y.ttl").mkdir()
        export(example, tmp_path / "y.ttl")


def test_nothing_is_left_half_written(
    example: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.ttl"
    path.write_text("as it was", encoding="utf-8")

    def breaks(_: ox.Store) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setitem(export.__globals__["_WRITERS"], ".ttl", breaks)
    with pytest.raises(KeyboardInterrupt):
        export(example, path)
    assert path.read_text(encoding="utf-8") == "as it was"
    assert [p.name for p in tmp_path.iterdir()] == ["kept.ttl"]


def test_packaged_data_in_a_store_folder_gives_the_same_turtle(hubei: ox.Store, tmp_path: Path) -> None:
    folder = open_store(tmp_path / "store", create=True)
    load(folder, read([resource("data")]))
    assert written(folder, tmp_path, ".ttl") == written(loaded(resource("data")), tmp_path, ".ttl")


def test_a_file_that_is_written_again_keeps_who_may_read_it(example: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "private.ttl"
    export(example, path)
    path.chmod(0o600)
    export(example, path)
    assert path.stat().st_mode & 0o777 == 0o600
