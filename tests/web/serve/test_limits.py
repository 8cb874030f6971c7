"""The server's limits: each is reached, told with its status and a reason, and the server goes on."""

import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
from helpers.served import Served, children, folder_of, serving
from helpers.servers import oxigraph

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?d LIMIT 1"
ALL = "SELECT * { ?s ?p ?o }"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with small limits."""
    limits = [
        "--timeout",
        "1.5",
        "--rows",
        "500",
        "--answer",
        "1",
        "--workers",
        "2",
        "--queue",
        "2",
        "--log-queries",
    ]
    with serving(tmp_path_factory.mktemp("limits"), *limits) as server:
        yield server


def told(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:500]
    return answer.status_code, answer.json()["detail"]


def test_an_endless_question_is_stopped_and_its_worker_replaced(small: Served) -> None:
    before = set(children(small.process.pid))
    began = time.monotonic()
    status, words = told(small.ask(ENDLESS))
    assert (status, "1.5 seconds" in words) == (504, True)
    assert time.monotonic() - began > 1.4
    for _ in range(100):
        if len(after := set(children(small.process.pid))) == 2 and after != before:
            break
        time.sleep(0.05)
    assert len(before & after) == 1
    assert small.alive()


def test_a_greedy_question_ends_alone_and_gives_its_memory_back(tmp_path: Path) -> None:
    with serving(tmp_path, "--memory", "150", "--timeout", "60", "--workers", "2") as server:
        status, words = told(server.ask(GREEDY))
        assert (status, "150 MiB" in words) == (403, True)
        assert server.alive()
        held = [
            int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
            for pid in children(server.process.pid)
        ]
        assert max(held) < 150 << 20


def test_too_many_rows_are_refused_in_every_format_and_not_cut_off(small: Served) -> None:
    for format in ("json", "xml", "csv", "tsv"):
        status, words = told(small.ask(f"{ALL} LIMIT 501", format=format))
        assert (status, "500 rows" in words) == (403, True), format
        assert small.ask(f"{ALL} LIMIT 500", format=format).status_code == 200
    status, words = told(small.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/turtle"))
    assert (status, "500 rows" in words) == (403, True)


def test_too_many_bytes_are_refused(small: Served) -> None:
    long = "x" * 40_000
    query = f'SELECT ?s ("{long}" AS ?long) {{ ?s ?p ?o }} LIMIT 100'
    status, words = told(small.ask(query, "text/csv"))
    assert (status, "1,048,576 bytes" in words) == (403, True)
    triples = f'CONSTRUCT {{ ?s ?p "{long}" }} WHERE {{ ?s ?p ?o }} LIMIT 100'
    assert told(small.ask(triples, "text/turtle"))[0] == 403


def test_when_all_are_busy_and_the_queue_is_full_it_says_come_again(small: Served) -> None:
    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(lambda n: small.ask(f"{ENDLESS} # {n}"), range(8)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [503] * 4 + [504] * 4
    assert all(answer.headers["retry-after"] == "2" for answer in answers if answer.status_code == 503)
    assert small.alive()


@pytest.mark.parametrize("workers", ["2", "3", "4"])
def test_as_many_endless_questions_as_workers_leave_some_to_others(tmp_path: Path, workers: str) -> None:
    with serving(tmp_path, "--workers", workers, "--timeout", "60", "--cache", "0") as server:
        many = int(workers) + 2
        with ThreadPoolExecutor(many) as together:
            endless = [together.submit(server.ask, f"{ENDLESS} # {n}") for n in range(many)]
            until = time.monotonic() + 50
            facts: dict[str, int] = {}
            while time.monotonic() < until:  # until each was found out
                facts = httpx.get(f"{server.url}/health").json()
                if facts["busy"] == max(1, int(workers) // 2) and facts["busy"] + facts["waiting"] == many:
                    break
                time.sleep(0.1)
            assert facts["busy"] + facts["waiting"] == many
            for n in range(30):
                assert server.ask(f"ASK {{ <urn:{n}> ?p ?o }}").status_code == 200
            assert time.monotonic() < until + 8
            assert not any(each.done() for each in endless)
            workers = children(server.process.pid)
            server.process.kill()
            for each in endless:
                assert each.exception() is not None
        # Nor does a question outlive a server that is killed.
        until = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_a_long_question_that_had_to_wait_is_answered(tmp_path: Path) -> None:
    # Long, but not endless: each takes some seconds of the processor.
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a ?f FILTER(STR(?c) < STR(?f)) } # "
    with serving(tmp_path, "--workers", "2", "--timeout", "900", "--cache", "0") as server:

        def ask(n: int) -> httpx.Response:
            return httpx.get(f"{server.url}/sparql", params={"query": f"{long}{n}"}, timeout=900)

        with ThreadPoolExecutor(3) as together:
            answers = list(together.map(ask, range(3)))
        assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
        assert server.alive()


def test_a_body_or_an_address_that_is_too_large_is_refused(small: Served) -> None:
    assert told(small.ask("ASK {}" + " " * (1 << 20)))[0] == 413
    assert told(httpx.get(f"{small.url}/sparql?query={'x' * 20_000}"))[0] == 414
    assert told(httpx.get(f"{small.url}/sparql", headers={"X": "x" * 40_000}))[0] == 431
    chunked = httpx.post(
        f"{small.url}/sparql", content=iter([b" " * (1 << 20), b"ASK {}"]),
        headers={"Content-Type": "application/sparql-query"},
    )  # fmt: skip
    assert told(chunked)[0] == 413
    assert small.alive()


@pytest.mark.parametrize(
    "query",
    [
        "DROP ALL", "INSERT DATA { <urn:a> <urn:a> <urn:a> }", "LOAD <file:///etc/passwd>", "CLEAR DEFAULT",
        "SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }",
        "PREFIX f: <file:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }",
        "SELECT * \\u0046ROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)  # fmt: skip
def test_what_would_write_or_reach_elsewhere_is_refused_with_a_reason(small: Served, query: str) -> None:
    status, words = told(small.ask(query))
    assert status in (400, 403)
    assert words
    assert small.alive()


def test_a_file_as_the_requests_graph_is_refused(small: Served) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        assert told(small.ask(ALL, **{name: "file:///etc/passwd"}))[0] == 403
        assert told(small.ask(ALL, **{name: "/etc/passwd"}))[0] == 403


def test_the_log_has_a_line_for_each_request_and_queries_only_when_asked_for(
    small: Served, tmp_path: Path
) -> None:
    small.ask("ASK { <urn:in-the-log> ?p ?o }")
    while "in-the-log" not in small.words():  # the answer may be here before its line is written
        time.sleep(0.01)
    line = next(line for line in small.words().splitlines() if "in-the-log" in line)
    assert re.fullmatch(r'\S+Z 127\.0\.0\.1 POST /sparql 200 \d+ \d+ms "ASK .*"', line)
    with serving(tmp_path) as server:
        server.ask("ASK { <urn:secret> ?p ?o }")
        httpx.get(f"{server.url}/queries/unit-deeds.csv?unit=secret")
        httpx.get(f"{server.url}/x%0d%0aforged")
    words = server.words()  # whole, now that the server has ended
    assert "secret" not in words
    assert "GET /queries/unit-deeds.csv 200" in words
    assert "GET /x%0d%0aforged 404" in words


def test_health_says_how_it_is(small: Served) -> None:
    answer = httpx.get(f"{small.url}/health")
    assert answer.json() == {"status": "ok", "workers": 2, "busy": 0, "waiting": 0}


def test_a_stop_lets_running_questions_finish(tmp_path: Path) -> None:
    with serving(tmp_path, "--timeout", "60") as server:
        workers = children(server.process.pid)
        with ThreadPoolExecutor(1) as aside:
            running = aside.submit(server.ask, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }")
            while httpx.get(f"{server.url}/health").json()["busy"] == 0:
                time.sleep(0.01)
            # As systemd does it: the signal goes to all processes of the service.
            for pid in (*workers, server.process.pid):
                os.kill(pid, signal.SIGTERM)
            assert running.result().status_code == 200
        assert server.process.wait(30) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
        assert "Traceback" not in server.words()


def quads(n: int) -> list[ox.Quad]:
    node, graph = ox.NamedNode("urn:n"), ox.NamedNode("urn:g")
    return [ox.Quad(node, node, ox.Literal(str(i)), graph) for i in range(n)]


@pytest.mark.parametrize("way", ["rename", "grow", "hangup"])
def test_the_store_is_swapped_under_it_without_a_request_lost(tmp_path: Path, way: str) -> None:
    store = folder_of(tmp_path / "store", quads(1000))
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def count(answer: httpx.Response) -> str:
        assert answer.status_code == 200, answer.text
        return str(answer.json()["results"]["bindings"][0]["n"]["value"])

    with serving(tmp_path, "--store", str(store), "--no-log") as server:
        seen: list[str] = []
        over = threading.Event()

        def ask_on() -> None:
            while not over.is_set():
                seen.append(count(server.ask(query)))

        with ThreadPoolExecutor(3) as together:
            asking = [together.submit(ask_on) for _ in range(3)]
            tag = httpx.get(f"{server.url}/sparql", params={"query": query}).headers["etag"]
            if way == "grow":
                folder_of(store, quads(2000))
            else:
                folder_of(tmp_path / "fresh", quads(2000))
                store.rename(tmp_path / "old")
                (tmp_path / "fresh").rename(store)
            if way == "hangup":
                server.process.send_signal(signal.SIGHUP)
            for _ in range(200):
                if seen and seen[-1] == "2000":
                    break
                time.sleep(0.1)
            over.set()
            for each in asking:
                each.result()
        assert seen[0] == "1000"
        assert seen[-1] == "2000"
        fresh = httpx.get(f"{server.url}/sparql", params={"query": query}, headers={"If-None-Match": tag})
        assert count(fresh) == "2000"
        assert "read again" in server.words()
    assert not list(tmp_path.glob("*/.reading-*"))


def test_a_store_that_breaks_leaves_the_old_one_served(tmp_path: Path) -> None:
    store = folder_of(tmp_path / "store", quads(10))
    with serving(tmp_path, "--store", str(store), "--no-log") as server:
        (store / "CURRENT").write_text("nonsense")
        server.process.send_signal(signal.SIGHUP)
        for _ in range(100):
            if "stays what it was" in server.words():
                break
            time.sleep(0.1)
        assert "stays what it was" in server.words()
        assert (
            server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()["results"]["bindings"][0]["n"]["value"]
            == "10"
        )


def test_a_server_behind_it_is_asked_within_the_same_limits(tmp_path: Path) -> None:
    with oxigraph(tmp_path) as behind:
        data = "\n".join(f'<urn:a> <urn:p> "{n}" <urn:g> .' for n in range(3000))
        httpx.post(
            f"{behind}/store", content=data, headers={"Content-Type": "application/n-quads"}
        ).raise_for_status()
        limits = ["--timeout", "1.5", "--rows", "500", "--workers", "2"]
        with serving(tmp_path, "--endpoint", behind, *limits) as server:
            ask = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
            assert ask.json()["results"]["bindings"][0]["n"]["value"] == "3000"
            assert "etag" not in ask.headers  # nobody here knows whether that graph changes
            assert told(server.ask(ENDLESS))[0] == 504
            assert told(server.ask(ALL))[0] == 403
            assert told(server.ask("DROP ALL"))[0] == 403
            assert told(server.ask("SELECT * FROM <http://127.0.0.1:1/x> { ?s ?p ?o }"))[0] == 403
            one = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"default-graph-uri": "urn:g"})
            assert one.json()["results"]["bindings"][0]["n"]["value"] == "3000"
            assert told(httpx.get(f"{server.url}/id/place/x"))[0] == 404
            assert server.alive()


def lines(port: int, data: bytes, seconds: float) -> bytes:
    """Send bytes and return what comes back until the other end closes or the time is over."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(seconds)
        line.sendall(data)
        found = b""
        try:
            while piece := line.recv(65536):
                found += piece
        except TimeoutError:
            found += b"(still open)"
        except ConnectionResetError:
            pass
        return found


def test_who_is_slow_to_ask_or_to_read_is_cut_off(tmp_path: Path) -> None:
    with serving(tmp_path, "--patience", "1", "--no-log") as server:
        began = b"GET /sparql?query=ASK+%7B%7D HTTP/1.1\r\nHost: localhost\r\nX: "
        assert b" 408 " in lines(server.port, began, 10)
        assert lines(server.port, b"", 10).endswith(b"}\n") or lines(server.port, b"", 10) == b""
        body = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK"
        assert b" 408 " in lines(server.port, body, 10)
        # Empty lines after an answered request are no request either.
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.settimeout(15)
            line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            found = b""
            while b"}" not in found:
                found += line.recv(65536)
            line.sendall(b"\r\n")
            while piece := line.recv(65536):
                found += piece
            assert b" 408 " in found
        # An answer of some 20 MB of which nothing is read.
        query = "SELECT ?a ?c ?d { ?a ?b ?c . ?d ?e <https://w3id.org/deedgraph#Deed> }"
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(
                f"GET /sparql?query={query.replace(' ', '+')}&format=tsv HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            time.sleep(5)
            with pytest.raises((ConnectionResetError, BrokenPipeError)):
                for _ in range(100):
                    line.sendall(b"GET / HTTP/1.1\r\n")
                    time.sleep(0.01)
        assert server.alive()


def test_a_thousand_connections_at_once_harm_nobody(tmp_path: Path) -> None:
    with serving(tmp_path, "--no-log") as server:
        half = b"GET /sparql?query=ASK+%7B%7D HTTP/1.1\r\nHost: localhost\r\n"
        opened = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(1000)]
        try:
            for line in opened[:500]:
                line.sendall(half)
            assert server.alive()
            for line in opened[:100]:
                line.sendall(b"\r\n")
                assert line.recv(4096).startswith(b"HTTP/1.1 200 ")
        finally:
            for line in opened:
                line.close()
        assert server.alive()


def test_a_port_that_is_taken_is_told_in_a_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [
            str(Path(sys.executable).with_name("deedgraph")),
            "serve",
            "--port",
            str(taken.getsockname()[1]),
        ]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be listened at" in done.stderr


def test_the_same_question_asked_at_once_by_many_is_asked_once(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1", "--queue", "0", "--timeout", "60") as server:
        query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d <https://w3id.org/deedgraph#did> ?f }"
        with ThreadPoolExecutor(16) as together:
            answers = list(together.map(lambda _: server.ask(query), range(16)))
        assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
        # Another question finds the one worker busy and no place to wait; what changes each time is asked each time.
        slow = (
            "SELECT (STRUUID() AS ?id) (COUNT(*) AS ?n) { ?a ?b ?c . ?d <https://w3id.org/deedgraph#did> ?f }"
        )
        with ThreadPoolExecutor(3) as together:
            statuses = {answer.status_code for answer in together.map(lambda _: server.ask(slow), range(3))}
        assert statuses <= {200, 503}


def test_a_store_that_cannot_be_opened_is_told_in_a_line(tmp_path: Path) -> None:
    store = folder_of(tmp_path / "store", quads(10))
    (store / "CURRENT").write_text("nonsense")
    command = [
        str(Path(sys.executable).with_name("deedgraph")),
        "serve",
        "--port",
        "0",
        "--store",
        str(store),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert f"{store}: cannot be opened as a store" in done.stderr
    assert not list(store.glob(".reading-*"))


def test_no_module_is_taken_from_the_folder_where_it_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "__init__.py").write_text("raise SystemExit('taken from here')")
    monkeypatch.chdir(tmp_path)
    with serving(tmp_path) as server:
        assert server.alive()


def test_who_hangs_up_is_not_answered(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1", "--timeout", "60") as server:

        def facts() -> dict[str, int]:
            found: dict[str, int] = httpx.get(f"{server.url}/health").json()
            return found

        def until(wanted: dict[str, int]) -> None:
            for _ in range(600):
                if facts().items() >= wanted.items():
                    return
                time.sleep(0.05)
            raise AssertionError(facts())

        asking = []
        for n in range(5):
            line = socket.create_connection(("127.0.0.1", server.port))
            query = f"{ENDLESS} # {n}".replace(" ", "%20").replace("#", "%23")
            line.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            asking.append(line)
            until({"busy": 1, "waiting": n})
        for line in asking[1:]:
            line.close()
        until({"busy": 1, "waiting": 0})
        worker = children(server.process.pid)
        asking[0].close()  # its question runs, and would for a minute
        until({"workers": 1, "busy": 0})
        assert children(server.process.pid) != worker
        assert server.alive()
    assert server.words().count(" 499 ") == 5


def test_a_question_that_two_wait_for_goes_on_when_one_hangs_up(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1", "--timeout", "60") as server:
        query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
        with ThreadPoolExecutor(1) as aside, socket.create_connection(("127.0.0.1", server.port)) as line:
            asked = f"/sparql?format=json&query={query.replace(' ', '+')}"
            line.sendall(f"GET {asked} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            while httpx.get(f"{server.url}/health").json()["busy"] == 0:
                time.sleep(0.01)
            other = aside.submit(httpx.get, server.url + asked, headers={"Accept-Encoding": ""}, timeout=60)
            time.sleep(0.1)
            line.close()
            assert other.result().status_code == 200
        assert server.alive()


def test_who_hangs_up_with_further_requests_sent_leaves_no_trace(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1", "--timeout", "3") as server:
        line = socket.create_connection(("127.0.0.1", server.port))
        queries = [quote(query) for query in ("ASK {}", f"{ENDLESS} # 1", f"{ENDLESS} # 2")]
        asked = [f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n" for query in queries]
        line.sendall("".join(asked).encode())
        while httpx.get(f"{server.url}/health").json()["busy"] == 0:
            time.sleep(0.01)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
        for _ in range(600):
            if httpx.get(f"{server.url}/health").json()["busy"] == 0:
                break
            time.sleep(0.05)
        assert server.alive()
    assert server.words().count(" 499 ") == 1
