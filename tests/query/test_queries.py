"""Every saved query against its answer in answers/, which was written from the report and not from the program."""

import csv
import io
import json
import re
import runpy

import pyoxigraph as ox
import pytest
import rdflib
from helpers.paths import DATA, ROOT
from helpers.sums import SUMS, sums_report

from graph.model.read import read
from graph.resources import resource
from graph.store.load import load
from graph.store.sparql import ask_saved, bind, insert_terms, saved_queries
from graph.store.store import open_store

ANSWERS = DATA / "answers"
BASE = "https://w3id.org/deedgraph/id/"
REPORT = BASE + "report/hubei-daily-2020-03-11/"
QUERIES = {query.name: query for query in saved_queries()}
SELECTS = sorted(name for name, query in QUERIES.items() if "\nCONSTRUCT" not in query.text)


@pytest.fixture(scope="module")
def store():
    store = open_store()
    load(store, read([resource("data")]))
    return store


@pytest.fixture(scope="module")
def dataset(store):
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=store.dump(format=ox.RdfFormat.N_QUADS).decode(), format="nquads")
    return dataset


def table(store, name, values=None):
    """The outcome as CSV rows, with the report's IRIs as :x and the others of our base as id:x."""
    outcome = ask_saved(store, QUERIES[name], values).serialize(format=ox.QueryResultsFormat.CSV).decode()
    return list(csv.reader(io.StringIO(outcome.replace(REPORT, ":").replace(BASE, "id:"))))


def expected(name):
    return list(csv.reader((ANSWERS / f"{name}.csv").open(encoding="utf-8", newline="")))


def test_each_query_has_an_answer():
    assert {path.stem for path in ANSWERS.iterdir()} == set(QUERIES)
    assert len(QUERIES) >= 24


@pytest.mark.parametrize("name", SELECTS)
def test_answer(store, name):
    assert table(store, name) == expected(name)


def test_network(store):
    answer = ox.parse(path=str(ANSWERS / "network.ttl"), format=ox.RdfFormat.TURTLE)
    assert set(ask_saved(store, QUERIES["network"])) == {quad.triple for quad in answer}


@pytest.mark.parametrize("name", SELECTS)
def test_rdflib_gives_the_same_rows(store, dataset, name):
    query = QUERIES[name]
    native = [[value and value.value for value in row] for row in ask_saved(store, query)]
    other = dataset.query(insert_terms(query.text, bind(query, {})))
    assert [[None if value is None else str(value) for value in row] for row in other] == native


def test_rdflib_builds_the_same_network(store, dataset):
    built = dataset.query(QUERIES["network"].text).graph
    assert {" ".join(term.n3() for term in triple) for triple in built} == {
        str(triple) for triple in ask_saved(store, QUERIES["network"])
    }


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_header_is_complete(name):
    query = QUERIES[name]
    for texts in (query.title, query.answers, *({"zh": p.zh, "en": p.en} for p in query.parameters)):
        assert set(texts) == {"zh", "en"}
        assert all(text and text == text.strip() for text in texts.values())
    assert query.answers["zh"].endswith("。") and query.answers["en"].endswith(".")
    bind(query, {})  # each default is of its type


def test_titles_and_answers_differ():
    for language in ("zh", "en"):
        assert len({query.title[language] for query in QUERIES.values()}) == len(QUERIES)
        assert len({query.answers[language] for query in QUERIES.values()}) == len(QUERIES)


@pytest.mark.parametrize(
    ("name", "values", "deeds"),
    [
        # Hu Bihui's post makes his deeds those of the trade unions.
        ("unit-deeds", {"unit": "省总工会"}, "d68 d69"),
        ("unit-deeds", {"unit": "湖北省残疾人联合会"}, "d72 d73 d74 d75 d76"),
        # Publicity, Work Committee, Political and Legal, United Front, Civil-Military: the committee's departments.
        (
            "unit-deeds",
            {"unit": "中共湖北省委"},
            "d11 d12 d13 d22 d23 d38 d39 d42 d43 d44 d48 d49 d50 d51 d59 d60 d61",
        ),
        ("unit-deeds", {"unit": "省军区"}, ""),
        ("community-deeds", {"community": "420106012003"}, "d23"),
        ("community-deeds", {"community": "武汉文理学部社区居委会"}, "d33 d34 d35"),
        ("place-deeds", {"place": "江汉区"}, "d66"),
        ("place-deeds", {"place": "洪山区"}, "d30 d31 d32"),
        ("place-deeds", {"place": "420102"}, "d02 d04 d05 d06"),
        ("place-deeds", {"place": "石首市"}, ""),
        (
            "place-deeds",
            {"place": "武汉"},
            "d02 d04 d05 d06 d23 d30 d31 d32 d33 d34 d35 d38 d39 d40 d41 d48 d49 d50 d51 d62 d63 d64 d65 d66",
        ),
        (
            "kind-deeds",
            {"kind": "supply"},
            "d02 d03 d05 d22 d23 d24 d27 d28 d29 d66 d67 d68 d82 d83 d84 d86 d87 d88 d91 d92 d94",
        ),
        ("kind-deeds", {"kind": "say"}, "d41 d69 d89 d90"),
        ("day-deeds", {"day": "2020-03-10"}, "d02"),
        ("day-deeds", {"day": "2020-03-07"}, "d94"),
        ("day-deeds", {"day": "2020-02-29"}, ""),
        ("period-deeds", {"from": "2020-03-06", "to": "2020-03-10"}, "d02 d94"),
        ("followed-deeds", {"deed": REPORT + "d03"}, "d02 d05"),
        ("followed-deeds", {"deed": REPORT + "d67"}, "d66 d68"),
    ],
)  # fmt: skip
def test_other_values(store, name, values, deeds):
    assert [row[0] for row in table(store, name, values)[1:]] == [f":{deed}" for deed in deeds.split()]


def test_inferred_lists_all_without_a_field(store):
    fields = {row[2].split(".")[0] for row in table(store, "inferred", {"field": ""})[1:]}
    assert fields == {"published", "when", "where", "who", "whom", "with", "to", "from"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A made-up report whose deeds a careless sum would count twice, loaded in two graphs where it can be."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "made.yaml").write_text(MADE, encoding="utf-8")
    store = open_store()
    load(store, read([folder]))
    # Names of units in a second graph, as when two sources tell them: a union has each twice.
    again = ox.NamedNode("https://example.org/again")
    store.extend([ox.Quad(q.subject, q.predicate, q.object, again) for q in store])
    return store


def deed(number, **fields):
    record = {"id": f"d{number}", "kind": "deliver", "did": "deliver", **fields}
    return f"  - {json.dumps({**record, 'source': {'paragraph': 1, 'start': number, 'end': number + 1}})}\n"


def goods(value, **fields):
    return {"id": "q1", "value": value, "measure": "box", "bound": "exact", "role": "goods", **fields}


MADE = f"""\
report: {{id: made, title: made, published: "2020-03-01", language: en, sha256: "{"0" * 64}"}}
agents:
  - {{id: north, type: unit, name: North}}
  - {{id: south, type: unit, name: South}}
  - {{id: north-team, type: team, name: North team, unit: north, source: {{paragraph: 1, start: 0, end: 1}}}}
deeds:
""" + "".join(
    [
        deed(1, who=["north"], quantities=[goods(10)]),
        deed(2, who=["north-team"], quantities=[goods(5, bound="atLeast"), goods(3, id="q2", partOf=["q1"])]),
        deed(3, who=["south"], quantities=[goods(5, same="d2/q1"), goods(2.5, id="q2", bound="about")]),
        deed(4, who=["south", "north-team", "north"], quantities=[goods(7)]),
        deed(5, who=["north"], summary=True, quantities=[goods(1000)]),
        deed(6, who=["north"], quantities=[goods(20, role="rate"), goods(4, id="q2", role="place")]),
    ]
)


def test_sums_count_nothing_twice(made):
    assert table(made, "sums-by-unit")[1:] == [
        ["North", "goods", "box", "15", "atLeast", "2"],
        ["North", "place", "box", "4", "exact", "1"],
        ["North; South", "goods", "box", "7", "exact", "1"],
        ["South", "goods", "box", "2.5", "about", "1"],
    ]
    assert [row[3] for row in table(made, "report-totals")[1:]] == ["1000"]


def test_a_sum_has_the_bound_that_its_parts_leave_it(tmp_path):
    (tmp_path / "sums.yaml").write_text(sums_report(), encoding="utf-8")
    store = open_store()
    load(store, read([tmp_path]))
    found = {row[2]: (row[3], row[4]) for row in table(store, "sums-by-unit")[1:]}
    assert found == {measure: (str(10 * len(bounds)), bound) for measure, (bounds, bound) in SUMS.items()}


def test_no_row_is_told_twice_when_graphs_overlap(made):
    for name in SELECTS:
        rows = [tuple(row) for row in table(made, name)]
        assert len(rows) == len(set(rows)), name
    assert [row[0] for row in table(made, "deeds-without-place")[1:]] == [
        f"id:report/made/d{n}" for n in range(1, 7)
    ]


@pytest.mark.parametrize("text", ['"} DROP', "a\\", "line\nbreak", "{?s}", "'''", "$unit", "#"])
def test_odd_names_do_no_harm(store, text):
    for name, query in QUERIES.items():
        for parameter in query.parameters:
            if parameter.type in ("name", "text"):
                assert len(table(store, name, {parameter.name: text})) == 1


def test_every_query_is_documented():
    text = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == sorted(QUERIES)
    assert text == runpy.run_path(str(ROOT / "scripts" / "query_docs.py"))["page"]()
