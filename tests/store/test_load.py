"""Loading: a report is replaced whole or not at all, shared records are not doubled, stores are told apart."""

import copy
import threading
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest
from helpers.records import EXAMPLE

from graph.errors import CallError, DataErrors, StoreError
from graph.messages import Label
from graph.model.context import context
from graph.model.iris import graph_iri, shared_graph_iri
from graph.model.read import read
from graph.model.records import Bundle
from graph.store.build import build
from graph.store.load import load, quads_of
from graph.store.remove import remove
from graph.store.store import compact, open_store


@pytest.fixture
def bundle() -> Bundle:
    (read_so,) = read([EXAMPLE])
    return read_so


def test_loading_twice_changes_nothing(bundle: Bundle) -> None:
    store = open_store()
    counts = load(store, [bundle])
    once = set(store)
    load(store, [bundle])
    assert set(store) == once
    assert (counts.reports, counts.deeds, counts.agents, counts.places) == (1, 4, 6, 3)


def test_a_report_is_replaced_whole_and_others_stay(bundle: Bundle) -> None:
    store = open_store()
    other = copy.deepcopy(bundle)
    assert bundle.report and other.report
    other.report["id"] = "qinghu-weekly-2021-08-10"
    load(store, [bundle, other])
    bundle.deeds = [deed for deed in bundle.deeds if deed["id"] != "d11"]
    bundle.deeds[0]["did"] = "印发"
    load(store, [bundle])
    fresh = open_store()
    load(fresh, [bundle, other])
    assert set(store) == set(fresh)


def test_a_renamed_unit_keeps_no_old_name(bundle: Bundle) -> None:
    store = open_store()
    load(store, [bundle])
    town = next(agent for agent in bundle.agents if agent["id"] == "qinghu-town")
    town["name"] = "青湖镇人民政府"
    load(store, [bundle])
    fresh = open_store()
    load(fresh, [bundle])
    assert set(store) == set(fresh)


def test_statements_stand_in_the_reports_graph_and_identity_in_the_shared_one(bundle: Bundle) -> None:
    assert bundle.report
    own, shared = graph_iri(bundle.report["id"]), shared_graph_iri()
    homes = {q.subject.value: q.graph_name.value for q in quads_of(bundle)}  # type: ignore[union-attr]
    base = "https://w3id.org/deedgraph/id/"
    report = f"{base}report/qinghu-weekly-2021-08-03"
    assert homes[f"{base}agent/qinghu-town"] == homes[f"{base}place/dyke-seven"] == shared
    assert homes[f"{base}document/flood-notice"] == shared
    assert homes[f"{report}/agent/wang-xiaohe"] == homes[f"{report}/agent/wang-xiaohe/post1"] == own
    assert homes[f"{report}/d10/q1"] == homes[report] == own
    assert not any(isinstance(q.subject, ox.BlankNode) for q in quads_of(bundle))


def test_a_base_of_ones_own(bundle: Bundle) -> None:
    store = open_store()
    load(store, [bundle], base="https://archive.example/id/")
    subjects = {q.subject.value for q in store}  # type: ignore[union-attr]
    assert "https://archive.example/id/report/qinghu-weekly-2021-08-03/d01" in subjects
    assert not any(s.startswith("https://w3id.org/deedgraph/id/") for s in subjects)


def test_a_faulty_report_leaves_the_store_as_it_was(bundle: Bundle) -> None:
    store = open_store()
    load(store, [bundle])
    before = set(store)
    bundle.deeds[2]["who"] = ["nobody"]
    bundle.deeds[3]["kind"] = "teleport"
    with pytest.raises(DataErrors) as caught:
        load(store, [bundle])
    first, second = str(caught.value).splitlines()
    assert "deed d10: who: no agent has the id 'nobody'; add its record, or fix the id" in first
    assert "deed d11: kind: no kind has the id 'teleport'; known are" in second
    assert set(store) == before


def test_units_already_in_the_store_may_be_referred_to(bundle: Bundle, tmp_path: Path) -> None:
    store = open_store(tmp_path / "s", create=True)
    load(store, [bundle])
    lines = (
        '{"record": "report", "id": "r2", "title": "续报", "published": "2021-08-04", "language": "zh", '
        f'"sha256": "{"0" * 64}"}}\n'
        '{"record": "deed", "id": "d01", "kind": "help", "did": "帮助", "who": ["qinghu-town"], '
        '"where": ["qinghu"], "source": {"paragraph": 1, "start": 0, "end": 2}}\n'
    )
    path = tmp_path / "r2.jsonl"
    path.write_text(lines, encoding="utf-8")
    assert load(store, read([path])).deeds == 1


def test_what_is_no_store_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    for folder, create, words in (
        ("none", False, "no such store; make it with: deedgraph build"),
        ("a-file", True, "a file, not a store"),
        ("full", True, "contains other files and is not a store"),
        ("full", False, "contains other files and is not a store"),
        ("empty", False, "an empty folder; fill it with: deedgraph build"),
    ):
        with pytest.raises(CallError, match=words):
            open_store(tmp_path / folder, create=create)


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    first = open_store(tmp_path / "s", create=True)
    with pytest.raises(CallError, match=r"(process \d+|another process) is writing to this store"):
        open_store(tmp_path / "s", create=True)
    del first


def test_a_damaged_store_is_told_in_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    store = open_store(folder, create=True)
    load(store, read([EXAMPLE]))
    store.flush()
    del store
    (folder / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(StoreError, match="cannot be opened as a store") as caught:
        open_store(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fresh", [True, False])
def test_many_at_a_time_is_as_one_by_one(bundle: Bundle, fresh: bool) -> None:
    assert bundle.report
    editions = []
    for number, (name, did) in enumerate((("青湖镇政府", "下发"), ("青湖镇", "印发"), ("青湖镇", "发出"))):
        one = copy.deepcopy(bundle)
        assert one.report
        one.report["id"] = f"report-{number % 2}"  # the third replaces the first
        next(agent for agent in one.agents if agent["id"] == "qinghu-town")["name"] = name
        one.deeds[0]["did"] = did
        editions.append(one)
    together, apart = open_store(), open_store()
    counts = load(together, editions, fresh=fresh)
    for one in editions:
        load(apart, [one])
    assert set(together) == set(apart)
    assert (counts.reports, counts.unchanged) == (3, 0)
    assert load(together, editions[1:]).unchanged == 2


@pytest.mark.parametrize("at_once", [1, 100, 10_000])
def test_threads_write_what_one_writes(bundle: Bundle, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Whether a record that comes again is written, waits, or is being written at that moment."""
    from graph.store import bulk

    monkeypatch.setattr(bulk, "_FIRST_BATCH_QUADS", at_once)
    monkeypatch.setattr(bulk, "_MAX_BATCH_QUADS", at_once)
    slow = threading.Event()
    write = bulk.add_nquads

    def slowly(*arguments: Any, **named: Any) -> None:
        slow.wait(0.005)
        write(*arguments, **named)

    monkeypatch.setattr(bulk, "add_nquads", slowly)
    editions = []
    for number in range(40):
        one = copy.deepcopy(bundle)
        assert one.report
        one.report["id"] = f"report-{number % 30}"
        town = next(agent for agent in one.agents if agent["id"] == "qinghu-town")
        town["name"] = "青湖镇" if number % 13 else "青湖镇政府"
        editions.append(one)
    together, apart = open_store(), open_store()
    load(together, editions, fresh=True)
    for one in editions:
        load(apart, [one])
    assert set(together) == set(apart)


def test_a_disk_that_fills_while_a_thread_writes_is_told(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.store import bulk

    def full(*_: Any, **__: Any) -> None:
        raise StoreError(Label("no space left on the disk", "磁盘已满"))

    monkeypatch.setattr(bulk, "add_nquads", full)
    with pytest.raises(StoreError, match="no space left"):
        load(open_store(), [bundle], fresh=True)


@pytest.mark.parametrize("fails", range(4))
def test_the_failing_of_any_thread_is_told(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    from graph.store import bulk

    monkeypatch.setattr(bulk, "_FIRST_BATCH_QUADS", 1)
    monkeypatch.setattr(bulk, "_MAX_BATCH_QUADS", 1)
    calls = iter(range(100))
    write = bulk.add_nquads

    def failing(*arguments: Any, **named: Any) -> None:
        if next(calls) == fails:
            raise StoreError(Label("no space left on the disk", "磁盘已满"))
        write(*arguments, **named)

    monkeypatch.setattr(bulk, "add_nquads", failing)
    editions = [copy.deepcopy(bundle) for _ in range(4)]
    for number, one in enumerate(editions):
        assert one.report
        one.report["id"] = f"report-{number}"
    with pytest.raises(StoreError, match="no space left"):
        load(open_store(), editions, fresh=True)


def test_a_disk_that_fills_while_compacting_is_told() -> None:
    class Full:
        """The engine's store, when the disk is full: a small store has nothing to compact, and does not notice."""

        def optimize(self) -> None:
            raise OSError("IO error: No space left on device")

    with pytest.raises(StoreError, match="No space left"):
        compact(cast("ox.Store", Full()))


def test_what_stands_before_a_faulty_report_is_compacted_too(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compacted = []
    monkeypatch.setattr("graph.store.build.compact", lambda store: compacted.append(len(store)))
    faulty = copy.deepcopy(bundle)
    assert faulty.report
    faulty.report["id"] = "faulty"
    faulty.deeds[0]["who"] = ["nobody-here"]
    with pytest.raises(DataErrors):
        build(tmp_path / "graph.db", [bundle, faulty])
    assert compacted == [len(open_store(tmp_path / "graph.db"))]


@pytest.mark.parametrize("there", [False, True])
def test_a_new_store_without_a_report_is_not_left(bundle: Bundle, tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "graph.db"
    if there:
        folder.mkdir()
    shared = Bundle(
        agents=[agent for agent in bundle.agents if agent["type"] == "unit"], places=bundle.places
    )
    bundle.deeds[0]["who"] = ["nobody-here"]
    with pytest.raises(DataErrors, match="nobody-here"):
        build(folder, [shared, bundle])
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])


def test_what_the_context_changes_is_loaded_again(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    load(store, [bundle])
    changed = {**context(), "said": "dg:said"}
    monkeypatch.setattr("graph.model.nodes.context", lambda: changed)
    assert load(store, [bundle]).unchanged == 0


def test_what_a_removed_report_alone_used_goes_with_it(bundle: Bundle) -> None:
    store = open_store()
    load(store, [bundle])
    assert remove(store, "qinghu-weekly-2021-08-03") > 0
    only_vocabulary = open_store()
    load(only_vocabulary, [])
    assert set(store) == set(only_vocabulary)
    load(store, [bundle])
    assert bundle.report
    assert remove(store, "https://w3id.org/deedgraph/id/report/" + bundle.report["id"]) > 0


@pytest.mark.parametrize("name", ["gone", "http://x y", ""])
def test_a_report_that_is_not_there_is_told(bundle: Bundle, name: str) -> None:
    store = open_store()
    load(store, [bundle])
    with pytest.raises(CallError, match="no report"):
        remove(store, name)
