"""Asking: what is refused, what is told in one line, and parameters that are terms and nothing else."""

import http.server
import threading

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from graph.errors import CallError
from graph.store.sparql import (
    Parameter,
    SavedQuery,
    ask,
    bind,
    first_keyword,
    insert_terms,
    read_query,
    saved_queries,
    saved_query,
)
from graph.store.sparql_tokens import MAX_SIGNS

ONE, TWO = ox.NamedNode("https://example.org/one"), ox.NamedNode("https://example.org/two")
P = ox.NamedNode("https://example.org/p")


@pytest.fixture
def store():
    store = ox.Store()
    store.add(ox.Quad(P, P, ox.Literal("one"), ONE))
    store.add(ox.Quad(P, P, ox.Literal("two"), TWO))
    return store


@pytest.fixture(scope="module")
def listener():
    """A server that counts who calls it."""
    calls = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815, so http.server calls it

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", calls
    server.shutdown()
    server.server_close()


def refusal(store, query, bindings=None):
    with pytest.raises(CallError) as caught:
        list(ask(store, query, bindings))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def values(answer):
    return sorted(row[0].value for row in answer)


def test_all_graphs_are_asked(store):
    assert values(ask(store, "SELECT ?o { ?s ?p ?o }")) == ["one", "two"]


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("FROM <https://example.org/one>", ["one"]),
        ("from <https://example.org/one> FROM <https://example.org/two>", ["one", "two"]),
        ("FROM <https://example.org/three>", []),
        ("FROM <file:///etc/hostname>", []),
        ("FROM NAMED <https://example.org/one>", []),
    ],
)
def test_from_asks_the_graphs_it_names_and_reads_none(store, clause, found):
    assert values(ask(store, f"SELECT ?o {clause} WHERE {{ ?s ?p ?o }}")) == found


def test_from_named_asks_within_the_graphs_it_names(store):
    query = "SELECT ?o FROM NAMED <https://example.org/one> { GRAPH ?g { ?s ?p ?o } }"
    assert values(ask(store, query)) == ["one"]


def test_from_reaches_no_network(store, listener):
    address, calls = listener
    for clause in ("FROM", "FROM NAMED"):
        assert values(ask(store, f"SELECT ?o {clause} <{address}> {{ ?s ?p ?o }}")) == []
    assert calls == []


def test_from_as_a_name_is_no_clause(store):
    query = (
        'PREFIX from: <https://example.org/> SELECT ?from { ?s from:p ?from FILTER(?from != "from") } # FROM'
    )
    assert values(ask(store, query)) == ["one", "two"]


@pytest.mark.parametrize(
    "update",
    [
        "DROP ALL",
        "drop graph <x:y>",
        "INSERT DATA { <x:a> <x:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR DEFAULT",
        "LOAD <file:///etc/hostname>",
        "PREFIX select: <x:> # SELECT\nBASE <x:select> WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "COPY <x:a> TO <x:b>",
    ],
)
def test_update_is_refused(store, update):
    before = set(store)
    assert refusal(store, update) == "updates are refused: a graph is changed with deedgraph build"
    assert set(store) == before


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o } ; DROP ALL", "SELECT * { ?s ?p ?o } DROP ALL"])
def test_update_after_a_query_is_refused(store, query):
    before = set(store)
    refusal(store, query)
    assert set(store) == before


SERVICES = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service silent <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o . OPTIONAL { SeRvIcE<URL>{ ?s ?p ?o } } }",
    "SELECT * { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "CONSTRUCT WHERE { ?s ?p ?o } # \nSERVICE <URL> { ?s ?p ?o }",
    # Not by the standard, but the engine reads these too.
    "PREFIX : <URL> SELECT * { SERVICE: { ?s ?p ?o } }",
    "PREFIX service: <URL> PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<URL> { ?s ?p ?o } }",
    # Where the engine sees a comparison and a comment, another reader may see an IRI and a string.
    'SELECT * { ?s ?p ?o FILTER(?s<?o#> """\n) SERVICE <URL> { ?s ?p ?o } } #"""',
    # SPARQL allows escapes anywhere.
    "SELECT * { S\\u0045RVICE <URL> { ?s ?p ?o } }",
    "SELECT * { \\U00000053\\u0065rvice <URL> { ?s ?p ?o } }",
    # This engine takes the escape for a part of the string; others resolve it first, which ends the string.
    'SELECT * { ?s ?p ?o FILTER(?o = "\\u0022) SERVICE <URL> { ?s ?p ?o } #")\n}',
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_and_nobody_is_called(store, listener, query):
    address, calls = listener
    refusal(store, query.replace("URL", address))
    assert calls == []


def test_service_is_named_in_the_refusal(store):
    message = "SERVICE is refused: a query asks this graph and reaches no other server"
    assert refusal(store, SERVICES[0]) == message
    assert refusal(store, SERVICES[12]) == message


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p ?o }",
        "SELECT $SERVICE { $SERVICE ?p ?o }",
        'SELECT ?s { ?s ?p ?o FILTER(STR(?o) != "SERVICE <x:y> { }") }',
        "SELECT ?s { ?s ?p ?o FILTER(STR(?o) != '''\nSERVICE <x:y> { }''') }",
        "SELECT ?s { ?s ?p ?o FILTER(?o != <https://example.org/service>) }",
        "SELECT ?s { ?s ?p ?o } # SERVICE <x:y> { }",
        "PREFIX service: <https://example.org/> SELECT ?s { ?s service:p ?o }",
        "PREFIX s: <https://example.org/> SELECT ?s { ?s ?p ?o FILTER(?o != s:service) }",
        'SELECT ?s { ?s ?p ?o FILTER(?o != "x"@service) }',
    ],
)
def test_service_as_another_word_is_allowed(store, query):
    assert len(list(ask(store, query))) == 2


def test_service_in_a_value_is_allowed(store):
    query = "SELECT ?s { ?s ?p ?o FILTER(?o != $v) }"
    assert len(list(ask(store, query, {"v": ox.Literal('"} SERVICE <x:y> { ?s ?p ?o } #')}))) == 2


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT",
        "SELECT ?x",
        "SELECT * { ?s ?p ",
        "SELECT * { ?s ex:p ?o }",
        "hello",
        'SELECT ("\ud800" AS ?x) {}',
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(store, query):
    message = refusal(store, query)
    assert message.startswith(("the query cannot be read: error at 1:", "the query failed: "))
    assert len(message) < 250


def test_an_unknown_function_is_told_in_a_line(store):
    assert "x:f" in refusal(store, "SELECT (<x:f>(1) AS ?x) {}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 50_000 + "}" * 50_000,
        "SELECT * { FILTER(" + "!" * 50_000 + "1) }",
        "SELECT * { FILTER(1" + "+1" * 50_000 + ") }",
        "SELECT * {" + "OPTIONAL { ?s ?p ?o } " * 50_000 + "}",
        "SELECT * { ?s <x:p>" + "/<x:p>" * 50_000 + " ?o }",
    ],
)
def test_a_query_that_would_overflow_the_stack_is_refused(store, query):
    assert "too long" in refusal(store, query)


def test_many_values_are_not_too_long(store):
    terms = " ".join(f"<https://example.org/{n}>" for n in range(3 * MAX_SIGNS))
    assert len(list(ask(store, f"SELECT ?v {{ VALUES ?v {{ {terms} }} }}"))) == 3 * MAX_SIGNS


def test_first_keyword():
    assert first_keyword("# DROP\nBASE <x:drop> PREFIX drop: <x:> select ?drop {}") == "select"
    assert first_keyword("") == ""


# Literals of any text, those that a careless writer of terms would trip over among them.
@given(st.text())
@example('"} DROP ALL #')
@example("'''\"\"\"\\")
@example("a\nb\r\t\0")
@example("\\u0022 \\\\u0022 \\U00000022")
@example("$v ?v {?v} <v> @v")
@example("中文「」 \U0001f600 \u2028\x85")
def test_a_value_comes_back_as_it_went_in(text):
    query = "SELECT (?given AS ?got) { BIND($v AS ?given) }"
    term = ox.Literal(text)
    [[got]] = ask(ox.Store(), query, {"v": term})
    assert got == term
    [[other]] = rdflib.Graph().query(insert_terms(query, {"v": term}))
    assert str(other) == text


def test_variables_in_strings_iris_and_comments_stay():
    query = 'SELECT ?x { ?x ?p "$v", \'$v\', """$v""", <x:$v>, $vx, $v } # $v'
    assert insert_terms(query, {"v": ox.Literal("1")}) == query.replace(", $v }", ', "1" }')


def query_with(*parameters):
    return SavedQuery("q", {}, {}, tuple(Parameter(*p, "", "") for p in parameters), "")


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("name", "省妇联", '"省妇联"'),
        ("text", "", '""'),
        ("date", "2020-02-29", '"2020-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("integer", "-7", '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("kind", "deliver", "<https://w3id.org/deedgraph/kind/deliver>"),
        ("iri", "https://example.org/中", "<https://example.org/中>"),
        ("iri", "report/x/d1", "<https://w3id.org/deedgraph/id/report/x/d1>"),
    ],
)
def test_a_value_becomes_a_term_of_its_type(kind, value, term):
    assert str(bind(query_with(("p", kind, value)), {})["p"]) == term
    assert str(bind(query_with(("p", kind, "other")), {"p": value})["p"]) == term


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "2020-02-30"),
        ("date", "2020-13-01"),
        ("date", "20200310"),
        ("date", "2020-W10-2"),
        ("date", "2020-3-1"),
        ("date", "２０２０-03-10"),
        ("date", "3月10日"),
        ("date", ""),
        ("integer", "7.5"),
        ("integer", "七"),
        ("integer", "٧"),
        ("integer", "9" * 19),
        ("kind", "Deliver"),
        ("kind", "no-such-kind"),
        ("iri", "d12"),
        ("iri", "report/x y"),
        ("iri", "https://example.org/> } DROP"),
        ("iri", "https://example.org/a b"),
        ("name", "\udcff"),
    ],
)
def test_a_bad_value_is_told(kind, value):
    with pytest.raises(CallError, match="parameter p: ") as caught:
        bind(query_with(("p", kind, "")), {"p": value})
    assert "\n" not in str(caught.value)


def test_an_unknown_parameter_is_told():
    with pytest.raises(CallError, match="no parameter 'unti'; it has: unit"):
        bind(saved_query("unit-deeds"), {"unti": "省妇联"})
    with pytest.raises(CallError, match="it has: none"):
        bind(saved_query("timeline"), {"unit": "省妇联"})


def test_an_unknown_query_is_told():
    for name in ("no-such-query", "../queries/timeline", "/etc/passwd", "", "Timeline"):
        with pytest.raises(CallError, match=r"no saved query .* known are agent-view, .* ends in \.rq"):
            saved_query(name)


HEADER = """\
#+ title: {zh: 甲, en: A}
#+ answers: {zh: 乙, en: B}
#+ parameters:
#+   day: {type: date, default: 2020-03-10, zh: 日, en: day}
SELECT ?s
WHERE { ?s ?p $day }
"""


def test_a_query_is_read_from_a_file(tmp_path):
    path = tmp_path / "mine.rq"
    for text in (HEADER, "\ufeff" + HEADER, HEADER.replace("\n", "\r\n")):
        path.write_bytes(text.encode())
        query = saved_query(str(path))
        assert (query.name, query.title, query.answers) == (
            "mine",
            {"zh": "甲", "en": "A"},
            {"zh": "乙", "en": "B"},
        )
        assert query.parameters == (Parameter("day", "date", "2020-03-10", "日", "day"),)
        assert query.text == "SELECT ?s\nWHERE { ?s ?p $day }\n"
    path.write_text("# no header\nSELECT (1 AS ?x) { }")
    assert read_query(path).parameters == ()
    assert [query.name for query in saved_queries(tmp_path)] == ["mine"]


def test_a_line_separator_in_a_string_is_kept(tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text('SELECT ("a\u2028b\x0cc" AS ?x) { }\n', encoding="utf-8")
    [[got]] = ask(ox.Store(), read_query(path).text)
    assert got.value == "a\u2028b\x0cc"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"SELECT \xff", "not UTF-8"),
        (b"#+ title: [\nSELECT", "header cannot be read"),
        (b"#+ [1]\nSELECT", "header cannot be read"),
        (b"#+ parameters:\n#+   v: {type: name, default: x, zh: y}\nSELECT $v", "header cannot be read"),
        (b"#+ parameters:\n#+   v: {type: day, default: x, zh: y, en: z}\nSELECT $v", "no type 'day'"),
        (b"#+ parameters:\n#+   v: {type: name, default: x, zh: y, en: z}\nSELECT ?x # $v", "has no $v"),
        (b"#+ title: !!python/name:os.system x\nSELECT", "header cannot be read"),
    ],
)
def test_a_bad_file_is_told(tmp_path, text, told):
    path = tmp_path / "mine.rq"
    path.write_bytes(text)
    with pytest.raises(CallError) as caught:
        read_query(path)
    assert told in str(caught.value) and str(path) in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing.rq", "folder.rq", "nul\0.rq"])
def test_a_file_that_is_none_is_told(tmp_path, name):
    (tmp_path / "folder.rq").mkdir()
    with pytest.raises(CallError, match=r"missing|folder|nul"):
        saved_query(f"{tmp_path}/{name}")
