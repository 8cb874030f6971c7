"""Servers that fail, addresses that are none, and limits: one clear line each, and no secret shown."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from helpers.hostile import hostile
from helpers.servers import free_port

from graph.errors import CallError, StoreError
from graph.model.read import read
from graph.resources import resource
from graph.store.endpoint import open_endpoint
from graph.store.load import load
from graph.store.sparql import solutions
from graph.store.store import change, matching, open_store

QUERY = "SELECT ?deed WHERE { ?deed ?p ?o }"


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    monkeypatch.delenv("DEEDGRAPH_USER", raising=False)
    monkeypatch.setenv("NETRC", "/nonexistent")
    with hostile() as found:
        yield found


def deedgraph(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graph.cli", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("refuses", CallError, r"refused \(401\); set DEEDGRAPH_USER and DEEDGRAPH_PASSWORD"),
        ("fails", StoreError, r"the server failed \(500\): out of \[31mmemory at line 3$"),
        ("rejects", CallError, r"refused the request \(400\): 没有这样的函数$"),
        ("html", StoreError, r"answered in text/html and not in application/sparql-results\+json"),
        ("lies", StoreError, "cut off, or no answer to this"),
        ("moved", CallError, "moved to http://elsewhere.example/; give that address"),
        ("half", StoreError, "the answer broke off"),
        ("short", StoreError, "cut off, or no answer to this"),
        ("not-gzip", StoreError, "the answer broke off"),
    ],
)
@pytest.mark.parametrize("moment", ["", "at-once-"])
def test_a_bad_server_is_told_in_a_line(
    bad: tuple[str, list[tuple[str, str]]], path: str, kind: type[Exception], words: str, moment: str
) -> None:
    address = f"{bad[0]}/{moment}{path}/query"
    if moment and path in ("lies", "short"):
        open_endpoint(address)  # a first answer that is of the right form is taken for one
        return
    with pytest.raises(kind, match=words) as caught:
        list(solutions(open_endpoint(address), QUERY))
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("half-a-graph", StoreError, "the answer broke off"),
        ("a-cut-line", StoreError, "cut off, or no answer to this"),
        ("html", StoreError, "answered in text/html and not in application/n-triples"),
        ("fails", StoreError, r"the server failed \(500\)"),
        ("refuses", CallError, r"refused \(401\)"),
    ],
)
def test_a_bad_graph_store_is_told_in_a_line(
    bad: tuple[str, list[tuple[str, str]]], path: str, kind: type[Exception], words: str
) -> None:
    store = open_endpoint(f"{bad[0]}/gzipped/query", update=f"{bad[0]}/busy", graphs=f"{bad[0]}/{path}")
    with pytest.raises(kind, match=words) as caught:
        list(matching(store, graph=ox.NamedNode("http://x/g")))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["refuses", "fails", "html", "half", "lies"])
def test_a_check_of_a_bad_server_ends_in_a_line(bad: tuple[str, list[tuple[str, str]]], path: str) -> None:
    run = deedgraph("check", "--endpoint", f"{bad[0]}/{path}/query")
    assert run.returncode in (1, 2) and run.stdout == ""
    assert run.stderr.count("\n") == 1 and run.stderr.startswith(bad[0])


def test_a_server_that_is_down_is_told(bad: tuple[str, list[tuple[str, str]]]) -> None:
    with pytest.raises(StoreError, match="no server answers there; start it, or fix the address"):
        open_endpoint(f"http://127.0.0.1:{free_port()}/query")


@pytest.mark.parametrize(
    "address", ["ftp://x/query", "localhost:7878", "http://", "http://x:99999/", "file:///etc/passwd"]
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(CallError, match=r"not a server's address; write http://… or https://…"):
        open_endpoint(address)


def test_a_busy_server_is_asked_again(bad: tuple[str, list[tuple[str, str]]]) -> None:
    assert len(list(solutions(open_endpoint(f"{bad[0]}/busy/query"), QUERY))) == 1
    assert len(bad[1]) == 4


def test_an_update_is_not_sent_twice(bad: tuple[str, list[tuple[str, str]]]) -> None:
    store = open_endpoint(f"{bad[0]}/gzipped/query", update=f"{bad[0]}/busy")
    with pytest.raises(StoreError, match=r"failed \(503\): later"):
        change(store, drop=[ox.NamedNode("http://x/g")])
    assert [path for path, _ in bad[1]].count("/busy") == 1


def test_gzip_is_read(bad: tuple[str, list[tuple[str, str]]]) -> None:
    assert len(list(solutions(open_endpoint(f"{bad[0]}/gzipped/query"), QUERY))) == 1


def test_credentials_come_from_the_environment_or_netrc_and_are_never_shown(
    bad: tuple[str, list[tuple[str, str]]], tmp_path: Path
) -> None:
    address = f"{bad[0]}/at-once-refuses/query"
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password geheim\n")
    netrc.chmod(0o600)
    ways = (
        ({"DEEDGRAPH_USER": "somebody", "DEEDGRAPH_PASSWORD": "geheim"}, "Basic c29tZWJvZHk6Z2VoZWlt"),
        ({"DEEDGRAPH_TOKEN": "geheim"}, "Bearer geheim"),
        ({"NETRC": str(netrc)}, "Basic c29tZWJvZHk6Z2VoZWlt"),
    )
    for environment, sent in ways:
        run = deedgraph("deeds", "--endpoint", address, **environment)
        assert run.returncode == 2
        assert bad[1][-1][1] == sent
        assert run.stderr.count("\n") == 1 and "geheim" not in run.stderr + run.stdout
    with pytest.raises(CallError, match="an address holds no user or password") as caught:
        open_endpoint("http://somebody:geheim@127.0.0.1/query")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("path", ["slow", "endless"])
def test_a_limit_ends_what_a_server_does_not(bad: tuple[str, list[tuple[str, str]]], path: str) -> None:
    run = deedgraph("sparql", QUERY, "--endpoint", f"{bad[0]}/{path}/query", "--timeout", "1.5")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "stopped: not done within 1.5 seconds; give --timeout more, or ask for less\n"


HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.mark.parametrize("where", ["memory", "folder"])
def test_a_limit_ends_a_query_of_the_engine(where: str, tmp_path: Path) -> None:
    place: list[str] = []
    if where == "folder":
        store = open_store(tmp_path / "s", create=True)
        load(store, read([resource("data")]))
        del store
        place = ["--store", str(tmp_path / "s")]
    run = deedgraph("sparql", HEAVY, "--timeout", "1.5", *place)
    assert (run.returncode, run.stdout) == (1, "")
    assert "not done within 1.5 seconds" in run.stderr
    again = deedgraph("sparql", "ASK {}", "--timeout", "60", *place)
    assert (again.returncode, again.stdout) == (0, "true\n")
    wrong = deedgraph("sparql", "SELEC", "--timeout", "60", *place)
    assert wrong.returncode == 2 and "the query cannot be read" in wrong.stderr


def test_control_c_ends_a_query_at_once() -> None:
    command = [sys.executable, "-m", "graph.cli", "sparql", HEAVY]
    for options in ([], ["--timeout", "60"]):
        process = subprocess.Popen(
            [*command, *options], start_new_session=True, stderr=subprocess.PIPE, text=True
        )
        time.sleep(2)
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        _, words = process.communicate(timeout=20)
        assert process.returncode in (-signal.SIGINT, 130)
        assert words == ""


@pytest.mark.parametrize("value", ["0", "-1"])
def test_a_limit_is_a_number_above_0(value: str) -> None:
    run = deedgraph("deeds", "--timeout", value)
    assert run.returncode == 2 and "write a number of seconds above 0" in run.stderr


def test_a_graph_is_in_one_place() -> None:
    run = deedgraph("deeds", "--store", "x", "--endpoint", "http://127.0.0.1:1/query")
    assert run.returncode == 2 and "leave one of them out" in run.stderr
    run = deedgraph("deeds", "--update-endpoint", "http://127.0.0.1:1/update")
    assert run.returncode == 2 and "go with --endpoint" in run.stderr
