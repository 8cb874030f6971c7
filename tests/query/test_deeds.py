"""The deed table: filters as people mean them, and rows as the contract says."""

import csv
import json
import re

import pyoxigraph as ox
import pytest
from helpers.paths import ROOT

import graph.query.deeds
from graph.errors import CallError
from graph.model.vocab import KIND, concepts
from graph.query.deed_table import COLUMNS, cells, csv_pieces, jsonl_pieces, recurrence
from graph.query.deeds import Filters, deed_rows, each_deed
from graph.query.sentence import say_number
from graph.store.sparql import ask
from graph.store.store import open_store
from graph.web.serve.pages.deed_views import deed_name


def did(store: ox.Store, **filters: str) -> list[str]:
    return [row["did"] for row in deed_rows(store, Filters(**filters))]


def test_a_units_deeds_are_those_of_its_teams_and_people_too(hubei: ox.Store) -> None:
    assert did(hubei, who="省妇联") == ["协作", "编为", "派到", "排查"]
    assert did(hubei, who="省妇联党员先锋队") == ["协作", "编为", "派到", "排查"]
    assert did(hubei, who="湖北省妇女联合会") == did(hubei, who="省妇联")
    # Hu Bihui holds a post there: ORG reads a membership as being a member.
    assert did(hubei, who="省总工会") == ["肩扛手抬", "说"]
    # The federation's own deeds, and those of its team, of the team's members, and of the people in the team.
    assert did(hubei, who="省残联") == ["吃住在社区", "同在一线", "要求值夜班", "坚守岗位", "封闭管理"]


def test_a_place_holds_what_lies_within_it(hubei: ox.Store) -> None:
    assert did(hubei, where="滨湖社区") == ["成立", "封闭值守"]
    assert (
        did(hubei, where="滨湖社区居委会") == did(hubei, where="420106012020") == did(hubei, where="滨湖社区")
    )
    assert set(did(hubei, where="水果湖街道")) > set(did(hubei, where="滨湖社区"))
    assert did(hubei, where="江汉区") == ["收到"]
    assert did(hubei, where="石首市") == []  # the city gave, but nothing took effect there


def test_a_kind_has_its_narrower_ones(hubei: ox.Store) -> None:
    assert did(hubei, kind="donate") == ["捐赠", "捐赠", "捐款"]
    assert set(did(hubei, kind="donate")) < set(did(hubei, kind="supply"))
    with pytest.raises(CallError, match="no kind 'dig'; known are"):
        deed_rows(hubei, Filters(kind="dig"))


def test_days_leave_undated_deeds_out_and_match_running_figures(hubei: ox.Store) -> None:
    assert did(hubei, since="2020-03-05", until="2020-03-07") == ["收到", "捐款"]
    assert did(hubei, until="2020-02-16") == ["下发", "发出动员令", "下发"]
    assert did(hubei, since="2020-03-12") == []


def test_filters_join(hubei: ox.Store) -> None:
    assert did(hubei, who="省委政法委", where="武昌区", kind="guard") == ["封闭值守"]
    assert did(hubei, who="胡碧辉", report="hubei-daily-2020-03-11") == ["肩扛手抬", "说"]
    assert did(hubei, who="胡碧辉", report="another-report") == []
    assert did(hubei, who='省"妇联') == []


@pytest.mark.parametrize("data", ["hubei", "example"])
def test_the_table_is_what_one_query_gives(data: str, request: pytest.FixtureRequest) -> None:
    """The benchmark's query for the whole table, by the engine's own CSV writer, has the same rows in that order."""
    store = request.getfixturevalue(data)
    query = (ROOT / "benchmarks" / "deeds.rq").read_text(encoding="utf-8")
    answer = ask(store, query)
    assert isinstance(answer, ox.QuerySolutions)
    asked = (answer.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode("utf-8")
    ours = "".join(csv_pieces(each_deed(store)))
    assert list(csv.reader(ours.splitlines())) == list(csv.reader(asked.splitlines()))


def test_deeds_come_some_at_a_time_in_one_order(hubei: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = deed_rows(hubei)
    monkeypatch.setattr(graph.query.deeds, "_DEEDS_PER_QUERY", 7)
    monkeypatch.setattr(graph.query.deeds, "_MAX_AGENTS_KEPT", 3)
    assert list(each_deed(hubei)) == whole
    assert [row["id"] for row in each_deed(hubei, Filters(kind="donate"))] == [
        row["id"] for row in whole if row["kind"] == "donate"
    ]


def test_what_two_graphs_say_is_told_once(example: ox.Store) -> None:
    twice = open_store()
    twice.extend(example)
    twice.extend(ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode("http://x/again")) for q in example)
    assert deed_rows(twice) == deed_rows(example)


def test_another_tools_use_of_our_words_does_no_harm() -> None:
    store = open_store()
    store.load(ODD.encode(), format=ox.RdfFormat.TRIG)
    (row,) = deed_rows(store)
    assert row["id"] == "http://x/d1" and row["source"] == {} and row["confidence"] == 1.0
    assert sorted(who["name"] for who in row["who"])[-1] == "somebody"
    assert [q["value"] for q in row["quantities"]] == ["many", "http://x/many"]
    assert deed_rows(store, Filters(kind="say")) == []


ODD = """
@prefix dg: <https://w3id.org/deedgraph#> . @prefix oa: <http://www.w3.org/ns/oa#> .
<http://x/g> {
  [] a dg:Deed ; dg:statedIn <http://x/r> ; dg:kind <http://x/k> ; dg:did "a deed without a name" .
  <http://x/d2> a dg:Deed ; dg:did "a deed of no report" .
  <http://x/d1> a dg:Deed ; dg:statedIn <http://x/r> ; dg:kind <http://x/k> ; dg:did "walks" ;
    dg:who "somebody", [ dg:name "nobody" ] ; dg:when [ dg:start "once" ] ;
    dg:quantity <http://x/d1/q1>, <http://x/d1/q2> .
  <http://x/d1/q1> dg:value "many" . <http://x/d1/q2> dg:value <http://x/many> .
  <http://x/e> oa:hasBody <http://x/d1> ; dg:confidence "high" ; oa:hasTarget [ dg:paragraph "three" ;
    oa:hasSelector [ oa:start 1 ; oa:end 2 ] ] .
}
"""


def test_an_empty_graph_has_no_deeds() -> None:
    assert deed_rows(open_store()) == []


def test_a_row_has_the_contracts_fields(example: ox.Store) -> None:
    row = next(row for row in deed_rows(example) if row["did"] == "送来")
    assert list(row) == [
        "id", "report", "kind", "did", "who", "as", "with", "whom", "to", "from", "what", "about", "where", "when",
        "quantities", "summary", "after", "inferred", "source", "also", "confidence",
    ]  # fmt: skip
    base = "https://w3id.org/deedgraph/id/"
    report = f"{base}report/qinghu-weekly-2021-08-03"
    assert row["to"] == [{"id": f"{report}/agent/wang-xiaohe", "name": "王小河", "type": "person"}]
    assert row["where"] == [
        {
            "id": f"{base}place/dyke-seven",
            "name": "七号堤段",
            "code": None,
            "path": ["湖北省", "青湖镇", "七号堤段"],
        }
    ]
    assert row["when"] == dict.fromkeys(["start", "end", "asOf", "said", "duration", "recurrence"])
    assert [q["id"] for q in row["quantities"]] == ["q1", "q2", "q10", "q11"]
    assert row["quantities"][0] == {
        "id": "q1", "value": 2.5, "measure": "吨", "bound": "about", "of": "沙子", "role": "goods",
        "partOf": [], "same": None,
    }  # fmt: skip
    assert row["quantities"][2]["same"] == f"{report}/d10/q1"
    assert row["confidence"] == 0.8
    sent = next(row for row in deed_rows(example) if row["did"] == "派出")
    assert sent["when"]["recurrence"] == {"shifts": 2, "allDay": True}
    assert (sent["source"], sent["also"]) == (
        {"paragraph": 2, "start": 41, "end": 59},
        [{"paragraph": 3, "start": 60, "end": 70}],
    )


def test_csv_and_jsonl_hold_every_row(example: ox.Store) -> None:
    rows = deed_rows(example)
    lines = "".join(csv_pieces(rows)).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 1 + len(rows)
    assert [json.loads(line) for line in jsonl_pieces(rows)] == rows


def test_a_cell_is_no_formula(example: ox.Store) -> None:
    row = deed_rows(example)[0]
    row["did"] = "=HYPERLINK()"
    assert ",'=HYPERLINK()," in "".join(csv_pieces([row]))


def test_cells_say_bounds_and_recurrence(hubei: ox.Store) -> None:
    shown = {
        row["id"].rsplit("/", 1)[1]: dict(zip(COLUMNS, cells(row), strict=True)) for row in deed_rows(hubei)
    }
    masses = [cell["quantities"] for cell in shown.values() if cell["as_of"] == "2020-03-11"]
    assert masses == ["≥2340000 件 防控物资", "≥11950000 元 资金", ""]
    assert {cell["recurrence"] for cell in shown.values()} == {"", "2/P1D", "3 shifts", "all day"}
    assert [cell["duration"] for cell in shown.values() if cell["duration"]] == ["P11D"]
    assert recurrence({"times": 3, "per": "P7D", "allDay": True}) == "3/P7D, all day"


@pytest.mark.parametrize("kind", sorted(concepts(KIND)))
def test_a_kinds_name_is_english_whether_broad_or_narrow(kind: str) -> None:
    """Labels of broad kinds are nouns: supplying has no past tense."""
    name = deed_name({"kind": kind, "did": "发放"}, "en")
    assert not re.search(r"ing\w*ed\b|ioned\b", name), name
    assert deed_name({"kind": kind, "did": "发放"}, "zh") == "发放"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (600_000_000, "6亿", "600,000,000"),
        (650_000_000, "6.5亿", "650,000,000"),
        (123_450_000, "1.2345亿", "123,450,000"),
        (10**12, "10,000亿", "1,000,000,000,000"),
        (99_990_000, "9,999万", "99,990,000"),
        (100_000_001, "100,000,001", "100,000,001"),
    ],
)
def test_large_numbers_are_said_as_each_language_says_them(value: int, zh: str, en: str) -> None:
    assert (say_number(value, "zh"), say_number(value, "en")) == (zh, en)
