"""A store of another edition is told as such: an older one is to be built again, a newer one is left alone."""

import hashlib
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.command import deedgraph
from helpers.records import EXAMPLE

import graph
from graph.errors import StoreError
from graph.model.context import context
from graph.model.read import read
from graph.model.vocab import DG, EDITION, ONTOLOGY, OWL
from graph.resources import resource
from graph.store.build import build
from graph.store.edition import compared
from graph.store.store import compact, flush, open_store

VERSION = ox.NamedNode(OWL + "versionInfo")
OLDER = [["0.0.9"], [], ["the first"], ["0.1"], ["0.1.0", "0.0.1"], ["9" * 40]]


def built(folder: Path, *paths: Path) -> Path:
    build(folder, read(paths or (EXAMPLE,)))
    return folder


def made_of(folder: Path, editions: list[str]) -> None:
    """Make a store one of these editions, as a program of that edition would have left it."""
    store = ox.Store(str(folder))
    name = ox.NamedNode(ONTOLOGY)
    for quad in list(store.quads_for_pattern(name, VERSION, None, name)):
        store.remove(quad)
    store.extend(ox.Quad(name, VERSION, ox.Literal(edition), name) for edition in editions)
    flush(store)


@pytest.mark.parametrize("editions", OLDER)
def test_an_older_store_is_not_read_and_built_again_whole(editions: list[str], tmp_path: Path) -> None:
    folder = built(tmp_path / "store")
    wanted = {*open_store(folder)}
    made_of(folder, editions)
    with pytest.raises(StoreError, match=rf"{folder}: made by an older deedgraph .*run build again"):
        graph.open(folder)
    counts = build(folder, read([EXAMPLE]))
    assert (counts.reports, counts.unchanged) == (1, 0)
    assert {*open_store(folder)} == wanted
    assert build(folder, read([EXAMPLE])).unchanged == 1


@pytest.mark.parametrize("edition", ["999.0.0", "0.1.1", "0.1.0.1", "1"])
def test_a_newer_store_is_neither_read_nor_written(edition: str, tmp_path: Path) -> None:
    folder = built(tmp_path / "store")
    made_of(folder, [edition])
    for work in (lambda: graph.open(folder), lambda: built(folder)):
        with pytest.raises(
            StoreError, match=rf"newer deedgraph \(edition {edition}, here {EDITION}\); upgrade"
        ):
            work()


def test_reports_of_an_older_store_that_are_not_built_again_are_named(tmp_path: Path) -> None:
    two = tmp_path / "two.yaml"
    two.write_text(
        "report: {id: lake-2, title: 湖边清淤, published: '2021-07-02', language: zh, sha256: '"
        + "1" * 64
        + "'}\n"
        "agents: [{id: lake-office, type: unit, name: 湖泊局}]\n"
        "deeds: [{id: d01, kind: deliver, did: 送去, who: [lake-office], source: {paragraph: 1, start: 1, end: 3}}]\n"
    )
    folder = built(tmp_path / "store", EXAMPLE, two)
    made_of(folder, ["0.0.9"])
    for _ in range(2):  # what was built again in the first run does not make the store whole in the second
        with pytest.raises(
            StoreError, match="1 reports of the store are still of an older edition, such as lake-2"
        ):
            built(folder)
        with pytest.raises(StoreError, match="run build again"):
            open_store(folder)
    built(folder, EXAMPLE, two)
    assert {deed["did"] for deed in graph.open(folder).deeds()} >= {"送去"}


def test_a_store_without_our_ontology_is_read(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    store.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal("c"), ox.DefaultGraph()))
    compact(store)
    del store
    assert len(graph.open(tmp_path / "store").store) == 1


@pytest.mark.parametrize(
    "command", [("deeds",), ("query", "teams"), ("check",), ("totals",), ("export", "{}/g.ttl")]
)
def test_the_command_line_says_it_in_a_line(command: tuple[str, ...], tmp_path: Path) -> None:
    folder = built(tmp_path / "store")
    made_of(folder, ["0.0.1"])
    done = deedgraph(*(part.format(tmp_path) for part in command), "--store", folder)
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1 and "run build again" in done.err
    shutil.rmtree(folder)
    assert deedgraph("build", EXAMPLE, "--store", folder).code == 0


def test_editions_are_compared_as_versions() -> None:
    assert [compared(edition) for edition in ("0.0.99", "0.1.0", "0.10.0", "")] == [
        "older",
        "same",
        "newer",
        "older",
    ]


def test_the_edition_is_the_ontologys_and_changes_with_the_vocabulary() -> None:
    quads = list(ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE))
    versions = [q.object.value for q in quads if q.predicate == VERSION and isinstance(q.object, ox.Literal)]
    assert versions == [EDITION]
    terms = sorted(
        {
            q.subject.value
            for q in quads
            if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(DG)
        }
    )
    said = hashlib.sha256(json.dumps([terms, context()], sort_keys=True).encode()).hexdigest()[:12]
    # Another vocabulary is another edition: raise owl:versionInfo, owl:versionIRI and EDITION, then write both here.
    assert (EDITION, said) == ("0.1.0", "eda8247b8379")
