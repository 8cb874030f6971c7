"""HTTP itself, on real connections: raw UTF-8 in a target, headers of every response, streams, crowds of connections."""

import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from helpers.paths import ROOT
from helpers.served import Served, serving
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HOST = b"Host: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("http"), "--allow-host", "graph.example") as server:
        yield server
        assert server.alive()


def sent(server: Served, *pieces: bytes, answers: int = 1) -> bytes:
    """Send pieces, each in a packet of its own; return what comes back until so many answers have begun, or the end."""
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.settimeout(20)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            line.sendall(piece)
        found = b""
        while found.count(b"HTTP/1.1 ") < answers and (piece := line.recv(65536)):
            found += piece
        return found


RAW = ["/queries/unit-deeds.csv?unit=省妇联", "/search?q=湖北省", "/queries/find-name.json?text=é",
       "/queries/find-name?text=武汉", "/queries/find-name.csv?text=𠮷"]  # fmt: skip


@pytest.mark.parametrize("target", RAW)
def test_a_target_in_raw_utf_8_is_what_it_is_encoded(server: Served, target: str) -> None:
    done = subprocess.run(
        ["curl", "-sS", "-w", "\n%{http_code}", server.url + target], capture_output=True, check=True
    )
    body, _, status = done.stdout.rpartition(b"\n")
    assert (status, body) == (b"200", httpx.get(server.url + quote(target, safe="/?=&")).content)


@pytest.mark.parametrize(
    "path", ["/id/地方/湖北", "/page/省妇联", "/kind/捐", "/没有", "/queries/单位.csv", "/static/样式.css"]
)
def test_a_path_in_raw_utf_8_is_looked_for(server: Served, path: str) -> None:
    assert sent(server, f"GET {path} HTTP/1.1\r\n".encode() + HOST).startswith(b"HTTP/1.1 404 ")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), min_size=1, max_size=8),
    data=st.data(),
)
def test_wherever_the_packets_are_cut(server: Served, text: str, data: st.DataObject) -> None:
    request = f"GET /queries/find-name.csv?text={text} HTTP/1.1\r\n".encode() + HOST
    cuts = sorted(
        data.draw(st.lists(st.integers(1, request.index(b" HTTP/1.1") + 4), max_size=3, unique=True))
    )
    pieces = [request[a:b] for a, b in zip([0, *cuts], [*cuts, len(request)], strict=True)]
    assert sent(server, *pieces).startswith(b"HTTP/1.1 200 ")


def test_bodies_and_further_requests_stay_as_they_are(server: Served) -> None:
    query = "SELECT ('湖北é' AS ?x) {}".encode()
    post = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(query), query)
    )
    raw = "GET /queries/find-name.csv?text=省妇联 HTTP/1.1\r\n".encode() + HOST
    last = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    found = sent(server, b"\r\n" + raw + raw, post, last, answers=99)
    assert [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", found)] == [200, 200, 200, 404]
    assert "湖北é".encode() in found
    assert "省妇联".encode() in found


ANYTHING = [
    ("GET", "/", {}), ("HEAD", "/", {}), ("GET", "/static/base.css", {}), ("GET", "/static/icon.svg", {}), ("GET", "/nothing", {}),
    ("GET", "/.well-known/void", {}), ("GET", "/id/place/hubei", {"Accept": "text/html"}), ("DELETE", "/sparql", {}),
    ("OPTIONS", "/sparql", {}), ("GET", "/sparql?query=SELECT", {}), ("GET", "/health", {"Host": "evil.example"}),
    ("GET", "/health", {"Origin": "https://evil.example"}), ("GET", "/openapi.json", {}), ("GET", "/queries", {}),
    ("OPTIONS", "/sparql", {"Origin": "http://localhost", "Access-Control-Request-Method": "POST"}),
    ("GET", f"/sparql?query={'x' * 20_000}", {}), ("GET", "/health", {"X": "x" * 40_000}), ("GET", "/reconcile", {}),
    ("GET", "/mcp", {}), ("POST", "/mcp", {}), ("GET", "/reconcile/preview?id=x", {}), ("GET", "/queries/timeline.csv", {}),
    ("POST", "/sparql", {"Content-Type": "text/plain"}), ("GET", "/explore?report=none", {"Accept": "text/html"}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "headers"), ANYTHING, ids=lambda value: str(value)[:40])
def test_every_response_forbids_to_guess_its_type(
    server: Served, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = httpx.request(method, server.url + path, headers=headers, timeout=30)
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    if answer.headers.get("etag"):
        again = httpx.request(
            method, server.url + path, headers={**headers, "If-None-Match": answer.headers["etag"]}
        )
        assert (again.status_code, again.headers["x-content-type-options"]) == (304, "nosniff")


def test_a_server_that_fails_says_so_like_every_other_error(tmp_path: Any) -> None:
    broken = (
        "import sys; from graph.web.serve import app; from graph.cli import main\n"
        "async def health(request): raise RuntimeError('broken')\n"
        "app.ROUTES = tuple(type(r)(r.path, health) if r.path == '/health' else r for r in app.ROUTES)\n"
        "sys.argv = ['deedgraph', 'serve', '--port', '0']; main()"
    )
    process = subprocess.Popen([sys.executable, "-c", broken], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        found = re.match(r"(http://\S+)/ ", process.stderr.readline())
        assert found
        answer = httpx.get(f"{found[1]}/health", headers={"Origin": "http://localhost:1"})
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
        assert answer.headers["access-control-allow-origin"] == "http://localhost:1"
        page = httpx.get(f"{found[1]}/health", headers={"Accept": "text/html"})
        assert (page.status_code, "<html" in page.text, "broken" in page.text) == (500, True, False)
    finally:
        process.terminate()
        rest = process.communicate(timeout=30)[1]
    assert " GET /health 500 " in rest


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
@pytest.mark.parametrize("accept", ["text/event-stream", "application/json, text/event-stream", "*/*"])
def test_a_stream_of_events_is_refused(server: Served, method: str, accept: str) -> None:
    answer = httpx.request(method, f"{server.url}/mcp", headers={"Accept": accept}, timeout=10)
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


def test_no_request_to_assistants_address_listens_without_end(server: Served) -> None:
    listen = {
        "jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen",
        "params": {"notifications": {"toolsListChanged": True}, "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": {"name": "x", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {}}},
    }  # fmt: skip
    for version_ in ("2025-06-18", "2026-07-28"):
        headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": version_,
                   "MCP-Method": "subscriptions/listen"}  # fmt: skip
        answer = httpx.post(f"{server.url}/mcp", json=listen, headers=headers, timeout=10)
        assert "event-stream" not in answer.headers.get("content-type", "")


def connections(server: Served, many: int, source: str, stack: ExitStack) -> list[socket.socket]:
    opened = []
    for _ in range(many):
        opened.append(socket.create_connection(("127.0.0.1", server.port), source_address=(source, 0)))
        stack.enter_context(opened[-1])
    return opened


def test_one_address_does_not_take_all_connections(tmp_path: Any) -> None:
    stream = b"GET /mcp HTTP/1.1\r\nAccept: text/event-stream\r\n" + HOST
    half = b"GET /health HTTP/1.1\r\nX: "
    with serving(tmp_path, "--no-log", "--patience", "60") as server, ExitStack() as stack:
        # Those that rest, with an answer that they got, make room for others of their address.
        for line in connections(server, 2100, "127.0.0.2", stack):
            line.sendall(stream)
        assert server.alive()
        # Those that begin a request and do not end it are refused beyond their number, and others are not.
        greedy = connections(server, 1500, "127.0.0.3", stack)
        for line in greedy:
            line.sendall(half)
        assert server.alive()
        greedy[-1].sendall(b"\r\n" + HOST)
        assert greedy[-1].recv(4096).startswith(b"HTTP/1.1 200 ")
        for line in connections(server, 5, "127.0.0.3", stack)[1:]:
            line.settimeout(20)
            assert line.recv(4096).startswith(b"HTTP/1.1 429 ")
        assert server.alive()


def test_a_private_class_of_a_dependency_is_used_with_its_version_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (pin,) = [one for one in project["optional-dependencies"]["serve"] if one.startswith("uvicorn")]
    assert pin == f"uvicorn=={version('uvicorn')}"
