"""The door for assistants, asked by the protocol's own client over both transports."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from helpers.event_loop import finished
from helpers.served import DEEDGRAPH, serving
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

Ask = Callable[[Callable[[Client], Awaitable[Any]]], Any]
DEED = "report/hubei-daily-2020-03-11/d19"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("mcp")) as server:
        yield server.url + "/mcp"


@pytest.fixture(params=["stdio", "http"])
def ask(request: pytest.FixtureRequest, address: str) -> Ask:
    async def asked(work: Callable[[Client], Awaitable[Any]]) -> Any:
        over = (
            stdio_client(StdioServerParameters(command=DEEDGRAPH, args=["mcp"]))
            if request.param == "stdio"
            else address
        )
        async with Client(over) as client:
            return await work(client)

    return lambda work: finished(asked(work))


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    result = await client.call_tool(tool, arguments)
    text = result.content[0].text  # type: ignore[union-attr]
    return text if result.is_error else json.loads(text)


def test_tools_only_read_and_say_what_they_do(ask: Ask) -> None:
    async def work(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = ask(work)
    assert {tool.name for tool in tools} == {"search", "deed", "deeds", "list_queries", "run_query", "sparql"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_a_deed_comes_with_its_evidence(ask: Ask) -> None:
    async def work(client: Client) -> Any:
        found = await call(client, "search", text="武铁社区")
        return found, await call(client, "deeds", where="武铁社区"), await call(client, "deed", id=DEED)

    found, deeds, one = ask(work)
    assert {"place/wutie"} <= {entity["id"] for entity in found["agents_places_documents"]}
    assert deeds["total"] == 1
    (delivered,) = deeds["deeds"]
    cited = delivered["evidence"][0]
    assert len(delivered["evidence"]) == 1 + len(delivered["also"])
    assert cited["paragraph"] == delivered["source"]["paragraph"]
    assert (cited["start"], cited["end"]) == (delivered["source"]["start"], delivered["source"]["end"])
    assert cited["report"].endswith("report/hubei-daily-2020-03-11")
    assert cited["published"] == "2020-03-11"
    assert one["deeds"][0]["id"].endswith(DEED)


def test_rows_of_queries_carry_the_evidence_of_their_deeds(ask: Ask) -> None:
    text = "PREFIX dg: <https://w3id.org/deedgraph#> SELECT ?d { ?d a dg:Deed } ORDER BY ?d LIMIT 3"

    async def work(client: Client) -> Any:
        names = await call(client, "list_queries")
        saved = await call(client, "run_query", name="unit-deeds", parameters={"unit": "省妇联"})
        return names, saved, await call(client, "sparql", query=text)

    names, saved, rows = ask(work)
    assert "unit-deeds" in {query["name"] for query in names["queries"]}
    assert len(saved["rows"]) == 4
    assert set(saved["evidence"]) == {row["deed"] for row in saved["rows"]}
    assert len(rows["rows"]) == 3
    assert set(rows["evidence"]) == {row["d"] for row in rows["rows"]}
    assert not rows["more"]


def test_many_rows_are_cut_and_said_to_be(ask: Ask) -> None:
    async def work(client: Client) -> Any:
        return await call(client, "sparql", query="SELECT * { ?s ?p ?o }", limit=5)

    found = ask(work)
    assert len(found["rows"]) == 5
    assert found["more"] is True


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("sparql", {"query": "DROP ALL"}, "updates are refused"),
        ("sparql", {"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}, "SERVICE"),
        ("sparql", {"query": "SELECT"}, "1:7"),
        ("run_query", {"name": "../../etc/passwd.rq"}, "no saved query"),
        ("run_query", {"name": "unit-deeds", "parameters": {"nobody": "x"}}, "nobody"),
        ("deed", {"id": "report/none/d01"}, "no deed"),
        ("deed", {"id": "<>"}, "no deed"),
        ("deeds", {"kind": "dig"}, "no kind 'dig'"),
        ("deeds", {"since": "yesterday"}, "since"),
        ("search", {"text": ""}, "text"),
        ("deeds", {"limit": 10**6}, "limit"),
    ],
)
def test_what_cannot_be_asked_is_told_in_words(
    address: str, tool: str, arguments: dict[str, Any], words: str
) -> None:
    async def asked() -> Any:
        async with Client(address) as client:
            return await call(client, tool, **arguments)

    told = finished(asked())
    assert isinstance(told, str)
    assert words in told
    assert "Traceback" not in told


def test_a_question_without_end_is_stopped_and_the_door_stays_open(tmp_path: Any) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    async def asked(address: str) -> Any:
        async with Client(address, read_timeout_seconds=60) as client:
            return await call(client, "sparql", query=endless), await call(client, "search", text="省妇联")

    with serving(tmp_path) as server:
        told, found = finished(asked(server.url + "/mcp"))
    assert "second" in told
    assert found["agents_places_documents"]


def test_resources(ask: Ask) -> None:
    async def work(client: Client) -> Any:
        ontology = await client.read_resource("deedgraph://ontology")
        query = await client.read_resource("deedgraph://queries/unit-deeds")
        return ontology.contents[0].text, query.contents[0].text  # type: ignore[union-attr]

    ontology, query = ask(work)
    assert "dg:Deed a owl:Class" in ontology
    assert "SELECT" in query


def test_without_the_extra_one_line_says_what_to_install() -> None:
    blocked = "import sys; sys.modules['mcp'] = None; sys.argv = ['deedgraph', 'mcp']; from graph.cli import main; main()"
    ended = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "pip install 'deedgraph[mcp]'" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
