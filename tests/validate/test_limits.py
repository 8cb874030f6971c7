"""Values that XML Schema's types, the engines or Python cannot hold: refused on reading, told of in a store."""

import re
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.command import deedgraph
from hypothesis import given, settings
from hypothesis import strategies as st

import graph
from graph.extract import extract, to_yaml
from graph.model.context import terms
from graph.model.read import read
from graph.model.schema import validate_record
from graph.model.vocab import DG, SCHEMA, XSD
from graph.query.totals import totals
from graph.store.build import build
from graph.store.store import open_store
from graph.validate.check import examine
from graph.validate.store_check import check_store
from graph.web.page import page_of

RECORD = """report: {{id: r1, title: 抗洪, published: "{published}", language: zh, sha256: "{sha256}"}}
agents:
- {{id: a, type: unit, name: 青河镇政府}}
- {{id: b, type: person, name: 李安, age: {age}, source: {{paragraph: 1, start: 0, end: 2}}, posts: [{{role: 站长, since: "{since}", duration: "{held}"}}]}}
deeds:
- id: d01
  kind: deliver
  did: 送去
  who: [a]
  when: {{start: "{start}", end: "{end}", asOf: "{asOf}", duration: "{duration}", recurrence: {{times: {times}, per: "{per}"}}}}
  quantities: [{{id: q1, value: {value}, bound: exact, role: goods}}]
  source: {{paragraph: {paragraph}, start: 0, end: 2}}
  confidence: {confidence}
"""
SOUND = {
    "published": "2021-07-01", "sha256": "0" * 64, "age": "40", "since": "2020-01-01", "held": "P3Y",
    "start": "2021-07-01", "end": "2021-07-02", "asOf": "2021-07-02", "duration": "P2D", "times": "2", "per": "P1D", "value": "3",
    "paragraph": "1", "confidence": "0.5",
}  # fmt: skip
LONG = "9" * 1000
TOO_MUCH = [
    *(("duration", f"P{LONG}Y"), ("duration", "P9999999Y"), ("duration", "PT99999999999999999999S"), ("duration", "P1E3D")),
    *(("per", f"P{LONG}M"), ("held", f"PT{'0' * 30}H"), ("duration", "P２D"), ("duration", "P0.5D")),
    *(("value", number) for number in ("1e400", "1e308", "-1e400", "1e-320", "0." + "0" * 30 + "1", LONG, ".inf", ".nan")),
    *(("age", number) for number in (LONG, "9" * 17, "151", "1e99", "-1")),
    *(("times", number) for number in (LONG, "1e15", "0.5")),
    *(("paragraph", number) for number in (LONG, "1e10")),
    *(("confidence", number) for number in ("1e-320", "1.0000001", "1e400")),
    *((day, text) for day in ("published", "since", "start") for text in ("0000-01-01", "10000-01-01", "2021-02-30", "-0044-03-15")),
    *((day, text) for day in ("end", "since") for text in ("2021-07-02T24:00:00", "24:00", "2021-07-02Z", "2021-W27-5", "20210702")),
]  # fmt: skip
AT_THE_EDGE = [
    {"published": "0001-01-01"}, {"published": "9999-12-31"}, {"start": "0001-01-01", "end": "9999-12-31"},
    {"since": "2020-02-29"}, {"duration": "P999999Y"}, {"duration": "PT999999S", "per": "P999999M"}, {"age": "0"},
    {"age": "150"}, {"value": "0"}, {"value": "1e15"}, {"value": "0.000000000000000001"}, {"confidence": "1"},
    {"confidence": "0.3333333333333333"},
]  # fmt: skip


def written(folder: Path, **values: str) -> Path:
    path = folder / "r1.yaml"
    path.write_text(RECORD.format(**{**SOUND, **values}), encoding="utf-8")
    return path


@pytest.mark.parametrize(("field", "value"), TOO_MUCH)
def test_what_nothing_can_hold_is_refused_with_its_place(field: str, value: str, tmp_path: Path) -> None:
    path = written(tmp_path, **{field: value})
    finding = examine([path]).findings[0]
    record = {"published": "report r1", "since": "agent b", "held": "agent b", "age": "agent b"}.get(
        field, "deed d01"
    )
    assert (finding.path, finding.record) == (str(path), record)
    assert finding.line and len(str(finding)) < 400 and "\n" not in str(finding)


@pytest.mark.parametrize("values", AT_THE_EDGE)
def test_what_lies_just_within_goes_all_the_way(values: dict[str, str], tmp_path: Path) -> None:
    path = written(tmp_path, **values)
    assert examine([path]).findings == []
    build(tmp_path / "store", read([path]))
    assert check_store(open_store(tmp_path / "store")).findings == []
    held = graph.open(tmp_path / "store")
    assert len(held.deeds()) == 1 and len(totals(held.store)) == 1
    assert len(held.query("SELECT * { ?s ?p ?o }")) > 100


@pytest.mark.parametrize("said", ["12345678 days", "9999999 hours", "1000000 weeks", "999999 days"])
def test_a_draft_has_no_duration_that_its_own_check_refuses(said: str, tmp_path: Path) -> None:
    text = f"On March 5, the Qinghe town government sent 30 militiamen to repair the dyke for {said}.\n"
    draft = tmp_path / "draft.yaml"
    draft.write_text(to_yaml(extract(text, published="2021-03-06")), encoding="utf-8")
    assert ("duration" in draft.read_text()) == (said == "999999 days")
    assert examine([draft]).findings == []


@given(st.decimals(0, 10**15, allow_nan=False, allow_infinity=False), st.dates())
@settings(max_examples=60, deadline=None)
def test_any_number_is_refused_or_held_by_the_engine(number: object, day: date) -> None:
    deed = {
        "id": "d01", "kind": "deliver", "did": "送去", "who": ["a"], "source": {"paragraph": 1, "start": 0, "end": 2},
        "when": {"start": day.isoformat()}, "quantities": [{"id": "q1", "value": float(str(number)), "bound": "exact", "role": "goods"}],
    }  # fmt: skip
    if not validate_record("deed", deed):
        from graph.model.nodes import _number

        told = _number(deed["quantities"][0]["value"])  # type: ignore[index]
        value = told["@value"] if isinstance(told, dict) else str(told)
        query = f'SELECT ("{value}"^^<{XSD}decimal> + 0 AS ?n) {{}}'
        (row,) = list(ox.Store().query(query))  # type: ignore[arg-type]
        assert row["n"] is not None and float(row["n"].value) == pytest.approx(float(value), abs=1e-15)


# What another program may have put into a store: the property, the type and the value.
FOREIGN = [
    (terms().by_name["published"].predicate, "date", "2021-02-30"),
    (SCHEMA + "datePublished", "date", "0000-00-00"),
    (DG + "start", "date", "12021-01-01"),
    (DG + "asOf", "date", "2021-07-01T24:00:00"),
    ("http://www.w3.org/2006/time#hasXSDDuration", "duration", f"P{LONG}Y"),
    ("http://www.w3.org/2006/time#hasXSDDuration", "duration", "P-1Y"),
    (DG + "value", "decimal", "1e400"),
    (DG + "value", "integer", "9" * 5000),
    (DG + "value", "double", "INF"),
    (DG + "times", "integer", f"-{LONG}"),
    (DG + "confidence", "decimal", f"0.{LONG}"),
    (DG + "paragraph", "integer", "eins"),
    ("http://xmlns.com/foaf/0.1/age", "integer", "9" * 5000),
    (DG + "per", "duration", f"P{LONG}D"),
]


@pytest.mark.parametrize(("predicate", "type_", "value"), FOREIGN)
def test_a_store_that_holds_it_is_told_of_without_a_traceback(
    predicate: str, type_: str, value: str, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    build(folder, read([written(tmp_path)]))
    store = open_store(folder, create=True)
    subjects = {
        q.subject.value: q for q in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None)
    }
    torn = subjects[max(subjects)]
    store.remove(torn)
    store.add(
        ox.Quad(
            torn.subject,
            torn.predicate,
            ox.Literal(value, datatype=ox.NamedNode(XSD + type_)),
            torn.graph_name,
        )
    )
    store.flush()
    del store
    done = deedgraph("check", "--store", folder)
    assert done.code == 1, done
    assert re.search(r"\(shapes\.ttl\): [123] times not so, such as \S+/report/r1", done.out)
    assert "Failed to convert" not in done.err and "Error" not in done.err
    told = deedgraph("deeds", "--format", "jsonl", "--store", folder)
    assert told.code in (0, 1) and len(told.err) < 400
    held = graph.open(folder)
    assert len(held.query("SELECT * { ?s ?p ?o }")) > 100
    assert totals(held.store) is not None and page_of(held.store)[1] == 1
