"""The server as clients see it: the SPARQL protocol, formats, caching, saved queries, look-up of IRIs."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from helpers.paths import DATA
from helpers.served import Served, folder_of, serving

from graph.model.strict_yaml import read_yaml
from graph.store.sparql import ask_saved, first_keyword, saved_queries

CASES = DATA / "protocol.yaml"
DATA = {f"data{n}": f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in range(4)}
RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPHS = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/trig",
          "application/n-quads")  # fmt: skip
DEEDS = "SELECT ?did { ?d <https://w3id.org/deedgraph#did> ?did } ORDER BY ?did LIMIT 3"
HUBEI = "https://w3id.org/deedgraph/id/place/hubei"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the three graphs of the W3C's tests."""
    folder = tmp_path_factory.mktemp("protocol")
    kind = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
    is_a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    names = [ox.NamedNode(DATA[f"data{n}"]) for n in (1, 2, 3)]
    store = folder_of(folder / "store", [ox.Quad(name, is_a, kind, name) for name in names])
    with serving(folder, "--store", str(store)) as server:
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the packaged data."""
    with serving(tmp_path_factory.mktemp("serve")) as server:
        yield server


def with_graphs(text: str) -> str:
    for name, iri in DATA.items():
        text = text.replace("{" + name + "}", iri)
    return text


@pytest.mark.parametrize("case", read_yaml(CASES.read_bytes(), str(CASES)), ids=lambda case: case["name"])
def test_protocol_as_the_w3c_tests_it(documents: Served, case: dict[str, Any]) -> None:
    fields = [
        (name, DATA.get(value) or with_graphs(value))
        for name, values in case.get("fields", {}).items()
        for value in values
    ]
    headers = {"Content-Type": case["type"]} if "type" in case else {}
    body = with_graphs(case["body"]).encode(case.get("encoding", "utf-8")) if "body" in case else None
    url = f"{documents.url}/sparql/?{urlencode(fields)}"
    answer = httpx.request(case["method"], url, content=body, headers=headers)
    kind = answer.headers["content-type"].partition(";")[0]
    match case["expect"]:
        case "true":
            assert answer.status_code == 200, answer.text
            assert kind in RESULTS
            assert answer.json()["boolean"] is True
        case "rows":
            assert (answer.status_code, kind in RESULTS) == (200, True)
        case "triples":
            assert (answer.status_code, kind in GRAPHS) == (200, True)
        case "4xx":
            assert 400 <= answer.status_code < 500
            assert answer.json()["detail"]


def test_a_relative_iri_is_meant_from_the_address_that_is_asked(documents: Served) -> None:
    answer = documents.ask("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/n-triples")
    assert f"<{documents.url}/s>" in answer.text


def test_a_dataset_of_the_request_goes_before_that_of_the_query(documents: Served) -> None:
    query = with_graphs("ASK FROM <{data1}> { <{data1}> ?p ?o }")
    assert documents.ask(query).json()["boolean"] is True
    given = {"default-graph-uri": DATA["data2"]}
    assert documents.ask(query, **given).json()["boolean"] is False


@pytest.mark.parametrize("accept", RESULTS)
def test_rows_come_in_every_format(server: Served, accept: str) -> None:
    answer = server.ask(DEEDS, accept)
    assert answer.headers["content-type"].partition(";")[0] == accept
    format = {
        "text/csv": ox.QueryResultsFormat.CSV, "text/tab-separated-values": ox.QueryResultsFormat.TSV,
        RESULTS[0]: ox.QueryResultsFormat.JSON, RESULTS[1]: ox.QueryResultsFormat.XML,
    }[accept]  # fmt: skip
    if format is ox.QueryResultsFormat.CSV:  # which says nothing of terms, so that nobody can read it as such
        assert answer.text.splitlines()[0] == "did"
        assert len(answer.text.splitlines()) == 4
    else:
        assert len(list(ox.parse_query_results(answer.content, format))) == 3


@pytest.mark.parametrize("accept", GRAPHS)
def test_triples_come_in_every_format(server: Served, accept: str) -> None:
    answer = server.ask(f"DESCRIBE <{HUBEI}>", accept)
    assert answer.headers["content-type"].partition(";")[0] == accept
    format = ox.RdfFormat.from_media_type(accept)
    assert format is not None
    same = server.ask(f"DESCRIBE <{HUBEI}>", "application/n-triples")
    expected = {quad.triple for quad in ox.parse(same.content, ox.RdfFormat.N_TRIPLES)}
    assert {quad.triple for quad in ox.parse(answer.content, format)} == expected
    assert len(expected) > 5


@pytest.mark.parametrize(
    ("parameter", "kind"),
    [
        ("json", RESULTS[0]),
        ("xml", RESULTS[1]),
        ("csv", RESULTS[2]),
        ("tsv", RESULTS[3]),
        ("text/csv", RESULTS[2]),
    ],
)
@pytest.mark.parametrize("name", ["format", "output"])
def test_a_parameter_names_the_format_of_rows(server: Served, name: str, parameter: str, kind: str) -> None:
    answer = httpx.get(f"{server.url}/sparql", params={"query": DEEDS, name: parameter})
    assert answer.headers["content-type"].partition(";")[0] == kind


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", RESULTS[0]),
        ("*/*", RESULTS[0]),
        ("application/json", "application/json"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", RESULTS[1]),
        ("text/*", "text/csv"),
        ("application/json;q=0, */*", RESULTS[0]),
        # What a browser sends; it is no wish for XML.
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", RESULTS[0]),
    ],
)
def test_accept_is_weighed(server: Served, accept: str, kind: str) -> None:
    assert server.ask(DEEDS, accept).headers["content-type"].partition(";")[0] == kind


def test_what_cannot_be_had_is_406_and_what_is_no_format_400(server: Served) -> None:
    assert server.ask(DEEDS, "image/png").status_code == 406
    answer = server.ask(DEEDS, "text/turtle")
    assert (answer.status_code, "text/csv" in answer.json()["detail"]) == (406, True)
    assert server.ask(DEEDS, format="parquet").status_code == 400


def test_the_service_describes_itself_and_its_data(server: Served) -> None:
    graph = rdflib.Graph().parse(data=httpx.get(f"{server.url}/sparql").text, format="turtle")
    sd, void = (
        rdflib.Namespace(ns)
        for ns in ("http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#")
    )
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(f"{server.url}/sparql")
    data = graph.value(service, sd.defaultDataset)
    held = server.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").json()["results"]["bindings"][0][
        "n"
    ]["value"]
    assert str(graph.value(data, void.triples)) == held
    deeds = next(
        part
        for part in graph.objects(data, void.classPartition)
        if str(graph.value(part, void["class"])).endswith("#Deed")
    )
    assert int(str(graph.value(deeds, void.entities))) == 94
    assert (
        httpx.get(f"{server.url}/.well-known/void", follow_redirects=True)
        .headers["content-type"]
        .startswith("text/turtle")
    )


def test_an_answer_is_not_sent_twice_while_the_graph_stays(server: Served) -> None:
    url = f"{server.url}/queries/unit-deeds.csv"
    first = httpx.get(url)
    tag = first.headers["etag"]
    again = httpx.get(url, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert httpx.get(url, params={"unit": "省总工会"}).headers["etag"] != tag
    assert httpx.get(url.replace("csv", "json")).headers["etag"] != tag


def test_what_changes_each_time_is_not_kept(server: Served) -> None:
    query = "SELECT (STRUUID() AS ?id) {}"
    first, second = server.ask(query), server.ask(query)
    assert first.text != second.text
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"


def test_long_answers_come_compressed_to_who_takes_them(server: Served) -> None:
    url = f"{server.url}/queries/timeline.csv"
    plain = httpx.get(url, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with httpx.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert "Accept-Encoding" in packed.headers["vary"]


def test_head_and_options_say_what_get_would(server: Served) -> None:
    url = f"{server.url}/sparql?{urlencode({'query': DEEDS})}"
    head, full = httpx.head(url), httpx.get(url)
    assert head.content == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers[name] == full.headers[name]
    options = httpx.options(f"{server.url}/sparql")
    assert (options.status_code, set(options.headers["allow"].split(", "))) == (
        204,
        {"GET", "HEAD", "POST", "OPTIONS"},
    )


def test_a_page_of_this_machine_may_read_and_one_of_elsewhere_not(server: Served) -> None:
    ours = httpx.get(f"{server.url}/queries", headers={"Origin": "http://localhost:5173"})
    assert ours.headers["access-control-allow-origin"] == "http://localhost:5173"
    theirs = httpx.get(f"{server.url}/queries", headers={"Origin": "https://evil.example"})
    assert (theirs.status_code, "access-control-allow-origin" in theirs.headers) == (403, False)
    before = {"Origin": "http://localhost:1", "Access-Control-Request-Method": "POST",
              "Access-Control-Request-Headers": "content-type"}  # fmt: skip
    preflight = httpx.options(f"{server.url}/sparql", headers=before)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-headers"] == "content-type"


def test_a_server_for_all_lets_every_page_read(tmp_path: Path) -> None:
    with serving(
        tmp_path, "--allow-origin", "*", "--allow-host", "graph.example", "--root-path", "/graph"
    ) as server:
        headers = {"Origin": "https://page.example", "Host": "graph.example", "X-Forwarded-Proto": "https"}
        url = server.url.removesuffix("/graph")
        answer = httpx.get(f"{url}/sparql", headers=headers)
        assert answer.headers["access-control-allow-origin"] == "https://page.example"
        # Behind a proxy the addresses told are those that the client sees.
        assert "<https://graph.example/graph/sparql>" in answer.text
        assert httpx.get(f"{url}/openapi.json", headers=headers).json()["servers"] == [{"url": "/graph"}]


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_a_saved_query_answers_as_on_the_command_line(server: Served, hubei: ox.Store, query: Any) -> None:
    rows = first_keyword(query.text) == "select"
    answer = httpx.get(f"{server.url}/queries/{query.name}.{'csv' if rows else 'nt'}")
    assert answer.status_code == 200, answer.text
    expected = ask_saved(hubei, query)
    if isinstance(expected, ox.QuerySolutions):
        assert answer.content == expected.serialize(format=ox.QueryResultsFormat.CSV)
    else:
        found = {quad.triple for quad in ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)}
        assert found == set(expected)  # type: ignore[arg-type]


def test_no_cell_of_served_csv_is_a_formula(server: Served) -> None:
    values = [
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        '=HYPERLINK("http://x.example","到")',
    ]
    harmless = ["-5", "+3.5", "1-1", "湖北=省", 'say "=1"', "a\r\n=b", "", "a,=1"]
    listed = " ".join(ox.Literal(value).__str__() for value in [*values, *harmless])
    query = f"SELECT ?x ?y {{ VALUES ?x {{ {listed} }} BIND(?x AS ?y) }}"
    text = server.ask(query, "text/csv").content.decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [
        ["x", "y"],
        *([f"'{value}"] * 2 for value in values),
        *([value] * 2 for value in harmless),
    ]
    exact = server.ask(query).json()["results"]["bindings"]
    assert [row["x"]["value"] for row in exact] == [*values, *harmless]


def test_parameters_come_in_the_address(server: Served) -> None:
    url = f"{server.url}/queries/unit-deeds.json"
    answer = httpx.get(url, params={"unit": "省妇联"}).json()
    assert [row["did"]["value"] for row in answer["results"]["bindings"]] == ["协作", "编为", "派到", "排查"]
    assert httpx.get(url, params={"unit": "x' } DROP ALL #"}).json()["results"]["bindings"] == []
    assert httpx.get(url, params={"einheit": "x"}).status_code == 400
    assert httpx.get(f"{url}?unit=a&unit=b").status_code == 400
    assert httpx.get(f"{server.url}/queries/day-deeds.csv?day=gestern").status_code == 400
    for wrong in ("nothing", "nothing.csv", "unit-deeds.exe", "..%2Funit-deeds", "unit-deeds.ttl"):
        assert httpx.get(f"{server.url}/queries/{wrong}").status_code in (404, 406), wrong


def test_the_list_and_the_openapi_document_name_every_query(server: Served) -> None:
    listed = httpx.get(f"{server.url}/queries").json()
    names = [query.name for query in saved_queries()]
    assert [each["name"] for each in listed] == names
    document = httpx.get(f"{server.url}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {f"/queries/{name}" for name in names} <= document["paths"].keys()
    day = document["paths"]["/queries/day-deeds"]["get"]["parameters"][0]
    assert (day["name"], day["schema"]["format"]) == ("day", "date")


def test_every_iri_of_the_data_can_be_looked_up(server: Served, hubei: ox.Store) -> None:
    base = "https://w3id.org/deedgraph/id/"
    iris = {quad.subject.value for quad in hubei if isinstance(quad.subject, ox.NamedNode)}
    ours = sorted(iri for iri in iris if iri.startswith(base))
    assert len(ours) > 500
    with httpx.Client() as client:
        for iri in ours[::7]:
            answer = client.get(
                f"{server.url}/id/{iri.removeprefix(base)}", headers={"Accept": "application/n-triples"}
            )
            assert f"<{iri}> " in answer.text, iri


def test_a_deed_comes_with_its_inner_nodes_and_its_evidence(server: Served) -> None:
    path = "report/hubei-daily-2020-03-11/d07"
    answer = httpx.get(f"{server.url}/id/{path}.nt")
    assert f"id/{path}/e1/target/selector>" in answer.text
    assert "TextPositionSelector" in answer.text
    quads = list(
        ox.parse(httpx.get(f"{server.url}/id/{path}", params={"format": "nq"}).content, ox.RdfFormat.N_QUADS)
    )
    assert {quad.graph_name.value for quad in quads} == {
        "https://w3id.org/deedgraph/id/report/hubei-daily-2020-03-11/graph"
    }


def test_an_iri_that_the_graph_does_not_know_is_404(server: Served) -> None:
    for path in ("place/atlantis", "", "place/hubei/../../x", "%00", "a b", "%3E%20"):
        answer = httpx.get(f"{server.url}/id/{path}")
        assert answer.status_code == 404, path
    assert json.loads(answer.text)["title"] == "Not Found"


def test_the_ontology_has_an_address(server: Served) -> None:
    answer = httpx.get(f"{server.url}/ontology", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert (rdflib.URIRef("https://w3id.org/deedgraph#Deed"), None, None) in graph
