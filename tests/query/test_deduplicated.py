"""A graph asked with what reports tell of one thing standing once."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.model.read import read
from graph.query.deduplicated import Which, deduplicated_view, with_standing_deeds
from graph.query.deeds import Filters, deed_rows
from graph.store.load import load
from graph.store.sparql import ask_saved, saved_query
from graph.store.store import open_store

BASE = "https://w3id.org/deedgraph/id/"
DEED = """  - {{id: d01, kind: deliver, did: 送到, who: [{who}], where: [{where}], when: {{start: "2021-07-{day}", end: "2021-07-{day}"}},
      quantities: [{{id: q1, value: {masks}, measure: 只, bound: exact, of: 口罩, role: goods}}], source: {{paragraph: 1, start: 0, end: 5}}}}
  - {{id: d02, kind: say, did: 说, who: [{who}], after: [d01], source: {{paragraph: 1, start: 6, end: 9}}}}
"""
REPORTS = {
    "a": ("2021-07-05", "masks-office", "口罩办", "pine-street", "松街", "04", 943),
    "b": ("2021-07-06", "office-of-masks", "口罩工作办公室", "pine-road", "松街道", "04", 934),
    "c": ("2021-07-07", "lamp-office", "路灯办", "pine-street", "松街", "06", 5),
}
LINKS = f"""
<{BASE}agent/office-of-masks> <http://www.w3.org/2002/07/owl#sameAs> <{BASE}agent/masks-office> <{BASE}links/graph> .
<{BASE}place/pine-road> <http://www.w3.org/2002/07/owl#sameAs> <{BASE}place/pine-street> <{BASE}links/graph> .
<{BASE}happening/a-d01> <https://w3id.org/deedgraph#toldBy> <{BASE}report/a/d01> <{BASE}links/graph> .
<{BASE}happening/a-d01> <https://w3id.org/deedgraph#toldBy> <{BASE}report/b/d01> <{BASE}links/graph> .
<{BASE}happening/a-d01> <https://w3id.org/deedgraph#agreesOn> "kind" <{BASE}links/graph> .
<{BASE}happening/a-d01> <https://w3id.org/deedgraph#agreesOn> "who" <{BASE}links/graph> .
<{BASE}happening/a-d01> <https://w3id.org/deedgraph#agreesOn> "when" <{BASE}links/graph> .
<{BASE}happening/a-d01> <https://w3id.org/deedgraph#sources> "%s"^^<http://www.w3.org/2001/XMLSchema#integer> <{BASE}links/graph> .
"""


def graph_of(folder: Path, links: str = LINKS % 2) -> ox.Store:
    for report, (day, who, name, where, called, done, masks) in REPORTS.items():
        (folder / f"{report}.yaml").write_text(
            f"""report: {{id: {report}, title: 口罩, published: "{day}", language: zh, sha256: "{report * 64}"}}
agents: [{{id: {who}, type: unit, name: {name}}}]
places: [{{id: {where}, level: subdistrict, name: {called}}}]
deeds:
{DEED.format(who=who, where=where, day=done, masks=masks)}""",
            encoding="utf-8",
        )
    store = open_store()
    load(store, read([folder]), fresh=True)
    store.load(links.encode(), format=ox.RdfFormat.N_QUADS)
    return store


def told(store: ox.Store) -> list[tuple[str, str, list[str], list[str], int | None]]:
    return [
        (
            row["id"].removeprefix(BASE + "report/"),
            row["did"],
            [agent["name"] for agent in row["who"]],
            [place["name"] for place in row["where"]],
            row["quantities"][0]["value"] if row["quantities"] else None,
        )
        for row in deed_rows(store)
    ]


def test_of_each_happening_one_statement_stands(tmp_path: Path) -> None:
    view = deduplicated_view(graph_of(tmp_path))
    assert told(view) == [
        ("a/d01", "送到", ["口罩办"], ["松街"], 943),
        ("a/d02", "说", ["口罩办"], [], None),
        ("b/d02", "说", ["口罩办"], [], None),  # told by one report only, of the agent that both mean
        ("c/d01", "送到", ["路灯办"], ["松街"], 5),
        ("c/d02", "说", ["路灯办"], [], None),
    ]
    # What followed the deed that went follows the one that stands for it.
    assert deed_rows(view)[2]["after"] == [f"{BASE}report/a/d01"]


def test_a_linked_agent_keeps_its_other_names(tmp_path: Path) -> None:
    view = deduplicated_view(graph_of(tmp_path))
    names = view.query(
        f"SELECT ?p ?n {{ GRAPH ?g {{ <{BASE}agent/masks-office> ?p ?n }} FILTER(isLiteral(?n)) }} ORDER BY ?n"
    )
    assert {n["n"].value for n in names} == {"口罩办", "口罩工作办公室"}
    assert not list(view.quads_for_pattern(ox.NamedNode(f"{BASE}agent/office-of-masks"), None, None))


def test_only_what_two_reports_say(tmp_path: Path) -> None:
    view = deduplicated_view(graph_of(tmp_path), "agreed")
    assert told(view) == [
        ("a/d01", "送到", ["口罩办"], [], None)
    ]  # where and how much differ or were not said twice
    assert deed_rows(view)[0]["when"]["start"] == "2021-07-04"
    assert deed_rows(view)[0]["source"] == {"paragraph": 1, "start": 0, "end": 5}
    orphans = view.query("ASK { GRAPH ?g { ?q a <https://w3id.org/deedgraph#Quantity> } }")
    assert not orphans


def happening_of(folder: Path, *told: str, sources: int = 2) -> ox.Store:
    """Return a graph of reports, each by its deeds' fields after the doer and day, that all tell of one happening."""
    links = ""
    for number, fields in enumerate(told, start=1):
        report = f"r{number}"
        (folder / f"{report}.yaml").write_text(
            f"""report: {{id: {report}, title: 帐篷, published: "2021-07-0{number}", language: zh, sha256: "{"0" * 64}"}}
agents: [{{id: relief-office, type: unit, name: 救灾办}}]
places: [{{id: red-rock, level: subdistrict, name: 红石镇}}]
deeds: [{{id: d01, kind: deliver, did: 送到, who: [relief-office], {fields}, source: {{paragraph: 1, start: 0, end: 5}}}}]
""",
            encoding="utf-8",
        )
        links += f"<{BASE}happening/x> <https://w3id.org/deedgraph#toldBy> <{BASE}report/{report}/d01> <{BASE}links/graph> .\n"
    links += f'<{BASE}happening/x> <https://w3id.org/deedgraph#agreesOn> "who" <{BASE}links/graph> .\n'
    links += f'<{BASE}happening/x> <https://w3id.org/deedgraph#sources> "{sources}" <{BASE}links/graph> .\n'
    store = open_store()
    load(store, read([folder]), fresh=True)
    store.load(links.encode(), format=ox.RdfFormat.N_QUADS)
    return store


def many(*numbers: tuple[int, str, str, str]) -> str:
    written = (
        f"{{id: q{n}, value: {value}, measure: {measure}, bound: {bound}, of: {of}, role: goods}}"
        for n, (value, bound, measure, of) in enumerate(numbers, start=1)
    )
    return f"quantities: [{', '.join(written)}]"


def tents(value: int, bound: str = "exact") -> str:
    return many((value, bound, "顶", "帐篷"))


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ((tents(30, "atLeast"), tents(33)), 33),
        ((tents(200, "almost"), tents(200)), 200),
        ((tents(200), tents(200, "almost")), 200),
        ((tents(200), tents(210), tents(200, "atLeast")), 200),  # at least 200 is what all allow
        ((tents(200, "about"), tents(190, "almost"), tents(150, "atLeast")), 190),  # the narrowest
        ((tents(200), tents(210)), 200),  # neither allows the other: the first by its day
        ((tents(30, "atLeast") + ", where: [red-rock]", tents(33)), 30),  # it tells more
    ],
)
def test_the_most_exact_statement_that_the_others_allow_stands(
    tmp_path: Path, told: tuple[str, ...], stands: int
) -> None:
    (row,) = deed_rows(deduplicated_view(happening_of(tmp_path, *told)))
    assert row["quantities"][0]["value"] == stands
    if len(told) == 3 and stands == 200:
        assert row["quantities"][0]["bound"] == "atLeast"


def test_quantities_agree_one_by_one(tmp_path: Path) -> None:
    quilts, ropes = (500, "exact", "床", "棉被"), (7, "exact", "根", "绳索")
    store = happening_of(
        tmp_path,
        many((200, "exact", "顶", "帐篷"), quilts, ropes),
        many((210, "exact", "顶", "帐篷"), quilts),
    )
    view = deduplicated_view(store, "agreed")
    (row,) = deed_rows(view)
    assert [(q["value"], q["of"]) for q in row["quantities"]] == [(500, "棉被")]
    assert {
        str(w["v"].value)
        for w in view.query("SELECT ?v { GRAPH ?g { ?q <https://w3id.org/deedgraph#value> ?v } }")
    } == {"500"}
    assert set(deduplicated_view(view, "one")) == set(view)


def test_a_number_that_is_agreed_is_counted_in_none_that_is_gone(tmp_path: Path) -> None:
    of_it = many((500, "exact", "顶", "帐篷"), (30, "exact", "顶", "棉帐篷"))
    of_it = of_it.replace("{id: q2, ", "{id: q2, partOf: [q1], ")
    store = happening_of(tmp_path, of_it, many((30, "exact", "顶", "棉帐篷")))
    (row,) = deed_rows(deduplicated_view(store, "agreed"))
    assert [(q["value"], q["partOf"]) for q in row["quantities"]] == [(30, [])]
    (row,) = deed_rows(deduplicated_view(store))
    assert [(q["value"], bool(q["partOf"])) for q in row["quantities"]] == [(500, False), (30, True)]


def test_the_deed_that_stands_answers_to_the_report_and_address_of_those_it_stands_for(
    tmp_path: Path,
) -> None:
    store = graph_of(tmp_path)
    view = deduplicated_view(store)

    def of_report(graph: ox.Store, report: str) -> list[str]:
        return [row["id"].removeprefix(BASE) for row in deed_rows(graph, Filters(report=report))]

    assert of_report(view, "b") == ["report/a/d01", "report/b/d02"]
    assert of_report(view, "a") == ["report/a/d01", "report/a/d02"]
    assert of_report(store, "b") == ["report/b/d01", "report/b/d02"]
    assert of_report(deduplicated_view(store, "agreed"), "b") == ["report/a/d01"]

    asked = saved_query("deed-evidence")
    gone, kept = {"deed": "report/b/d01"}, {"deed": "report/a/d02"}
    assert with_standing_deeds(view, asked, gone) == {"deed": f"{BASE}report/a/d01"}
    assert with_standing_deeds(view, asked, kept) == kept
    assert with_standing_deeds(store, asked, gone) == gone
    (row,) = solutions_of(view, gone)
    assert row["sha256"].value == "a" * 64


def solutions_of(view: ox.Store, values: dict[str, str]) -> ox.QuerySolutions:
    asked = saved_query("deed-evidence")
    found = ask_saved(view, asked, with_standing_deeds(view, asked, values))
    assert isinstance(found, ox.QuerySolutions)
    return found


def test_a_report_that_cites_another_is_no_second_voice(tmp_path: Path) -> None:
    assert told(deduplicated_view(graph_of(tmp_path, LINKS % 1), "agreed")) == []


@pytest.mark.parametrize("which", ["one", "agreed"])
def test_a_view_of_a_view_is_the_same(tmp_path: Path, which: Which) -> None:
    view = deduplicated_view(graph_of(tmp_path), which)
    assert set(deduplicated_view(view)) == set(view)


def test_without_links_nothing_changes(hubei: ox.Store) -> None:
    assert set(deduplicated_view(hubei)) == set(hubei)
    assert deed_rows(deduplicated_view(hubei, "agreed")) == []


def test_a_deed_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    store = graph_of(tmp_path)
    store.remove_graph(ox.NamedNode(f"{BASE}report/a/graph"))
    assert [row[0] for row in told(deduplicated_view(store))] == ["b/d01", "b/d02", "c/d01", "c/d02"]


def test_a_cycle_of_links_ends(tmp_path: Path) -> None:
    ring = f"<{BASE}agent/masks-office> <http://www.w3.org/2002/07/owl#sameAs> <{BASE}agent/office-of-masks> <{BASE}links/graph> .\n"
    view = deduplicated_view(graph_of(tmp_path, LINKS % 2 + ring))
    assert [row[2] for row in told(view)] == [["口罩办"], ["口罩办"], ["口罩办"], ["路灯办"], ["路灯办"]]
