"""The clients that people have, asking the server: SPARQLWrapper, rdflib, curl, JavaScript, R."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from helpers.served import Served, serving
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

DEEDS = "SELECT (COUNT(?d) AS ?n) { ?d a <https://w3id.org/deedgraph#Deed> }"
HUBEI = "https://w3id.org/deedgraph/id/place/hubei"
JS = {
    "fetch-sparql-endpoint@7": """
        import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";
        const fetcher = new SparqlEndpointFetcher();
        const rows = await fetcher.fetchBindings(process.argv[2], process.argv[3]);
        for await (const row of rows) console.log(row.n.value);
        console.log(await fetcher.fetchAsk(process.argv[2], "ASK { ?s ?p ?o }"));
    """,
    "sparql-http-client@3": """
        import Client from "sparql-http-client";
        const client = new Client({ endpointUrl: process.argv[2] });
        for await (const row of client.query.select(process.argv[3])) console.log(row.n.value);
        console.log(await client.query.ask("ASK { ?s ?p ?o }"));
    """,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("clients")) as server:
        yield server


def test_sparqlwrapper_asks_in_its_formats(server: Served) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(DEEDS)
    for method in ("GET", "POST"):
        client.setMethod(method)
        client.setReturnFormat(JSON)
        assert client.query().convert()["results"]["bindings"][0]["n"]["value"] == "94"
        client.setReturnFormat(XML)
        assert "<literal" in client.query().convert().toxml()
        client.setReturnFormat(CSV)
        assert client.query().convert() == b"n\r\n94\r\n"
    client.setQuery(f"DESCRIBE <{HUBEI}>")
    client.setReturnFormat(TURTLE)
    assert HUBEI.encode() in client.query().convert()


def test_rdflib_reads_it_as_a_store(server: Served) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql"))
    assert [int(row.n) for row in graph.query(DEEDS)] == [94]
    names = {
        str(name)
        for name in graph.objects(rdflib.URIRef(HUBEI), rdflib.URIRef("https://w3id.org/deedgraph#name"))
    }
    assert names == {"湖北省"}
    described = graph.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o . FILTER(?s = <{HUBEI}>) }}").graph
    assert described is not None
    assert len(described) > 5


def test_curl_asks_in_one_line(server: Served) -> None:
    url = f"{server.url}/sparql"
    for more in (["--get"], []):
        command = [
            "curl",
            "-sS",
            "--compressed",
            "-H",
            "Accept: text/csv",
            *more,
            "--data-urlencode",
            f"query={DEEDS}",
            url,
        ]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b"n\r\n94\r\n"
    direct = [
        "curl",
        "-sS",
        "-H",
        "Content-Type: application/sparql-query",
        "--data-binary",
        DEEDS,
        f"{url}?format=tsv",
    ]
    assert subprocess.run(direct, capture_output=True, check=True).stdout == b"?n\n94\n"


@pytest.mark.parametrize("package", JS)
def test_a_javascript_client_asks(server: Served, tmp_path: Path, package: str) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"private": True, "type": "module"}))
    (tmp_path / "ask.js").write_text(JS[package])
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", package]
    subprocess.run(install, cwd=tmp_path, check=True)
    command = ["node", "ask.js", f"{server.url}/sparql", DEEDS]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "94\ntrue\n", done.stderr


def test_r_asks(server: Served) -> None:
    words = f'library(SPARQL); cat(SPARQL("{server.url}/sparql", "{DEEDS}")$results$n, "\\n")'
    done = subprocess.run(["Rscript", "-e", words], capture_output=True, text=True)
    assert done.stdout.strip() == "94", done.stderr
