"""What stands before the workers, without a server: kept answers and the room for answers under way."""

import tracemalloc
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.event_loop import finished
from starlette.requests import Request

from graph.web.serve.access import AccessPolicy
from graph.web.serve.limits import Limits, Problem
from graph.web.serve.responses import Cache, respond
from graph.web.serve.tasks import TaskResult


def request_of(unsent: int = 0, cache: int = 1 << 20, method: str = "GET", **headers: str) -> Request:
    state = SimpleNamespace(
        pool=SimpleNamespace(state="s1"),
        cache=Cache(cache),
        under_way={},
        limits=Limits(),
        unsent=lambda: unsent,
    )
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": raw, "app": SimpleNamespace(state=state)})


def reply(size: int, *, lasting: bool = True) -> Any:
    made: list[int] = []

    async def make(_compress: bool) -> TaskResult:
        made.append(size)
        return TaskResult(b"x" * size, "text/csv", lasting=lasting, state="s1")

    return make, made


def test_a_large_answer_is_not_begun_while_too_many_lie_unread() -> None:
    make, _ = reply(100_000)
    with pytest.raises(Problem) as error:
        finished(respond(request_of(unsent=Limits().unsent + 1), ("q",), make))
    assert (error.value.status, error.value.headers) == (503, {"Retry-After": "10"})
    small, _ = reply(1000)
    assert finished(respond(request_of(unsent=Limits().unsent + 1), ("q",), small)).status_code == 200


@pytest.mark.parametrize(
    ("lasting", "cache", "asked"), [(True, 1 << 20, 1), (False, 1 << 20, 3), (True, 0, 3)]
)
def test_an_answer_is_kept_if_it_lasts_and_there_is_room(lasting: bool, cache: int, asked: int) -> None:
    make, made = reply(1000, lasting=lasting)

    async def three_times() -> None:
        request = request_of(cache=cache)
        for _ in range(3):
            await respond(request, ("q",), make)

    finished(three_times())
    assert len(made) == asked


def test_kept_answers_never_take_more_than_their_room() -> None:
    cache = Cache(100_000)
    for n in range(1000):
        cache.put(n, TaskResult(b"x" * (n * 20), "text/csv"))
    assert cache.get(999) is None  # too large a part of the room
    assert cache.get(625) is not None
    assert sum(len(found.body) for n in range(1000) if (found := cache.get(n))) <= 100_000


@pytest.mark.parametrize(
    ("door", "host", "let_in"),
    [
        (AccessPolicy(), "localhost:8000", True),
        (AccessPolicy(), "[::1]:8000", True),
        (AccessPolicy(), "127.0.0.1", True),
        (AccessPolicy(), "graph.example", False),
        (AccessPolicy(hosts=["graph.example"]), "GRAPH.example:443", True),
        (AccessPolicy(hosts=["graph.example"]), "graph.example.evil.example", False),
        (AccessPolicy("0.0.0.0"), "graph.example", True),
        (AccessPolicy("0.0.0.0", hosts=["graph.example"]), "other.example", False),
        (AccessPolicy("0.0.0.0"), "a/b>", False),
        (AccessPolicy("::1"), "[::1]:80", True),
        (AccessPolicy("10.0.0.7", hosts=["x.example"]), "10.0.0.7:8000", True),
    ],
)
def test_whose_host_is_served(door: AccessPolicy, host: str, let_in: bool) -> None:
    assert door.allows_host(host) is let_in


@pytest.mark.parametrize(
    ("door", "origin", "let_in"),
    [
        (AccessPolicy(), "http://localhost:3000", True),
        (AccessPolicy(), "http://[::1]:3000", True),
        (AccessPolicy(), "https://graph.example", True),  # the server's own, by the Host that it is called by
        (AccessPolicy(), "https://evil.example", False),
        (AccessPolicy(), "http://localhost.evil.example", False),
        (AccessPolicy(), "null", False),
        (AccessPolicy(origins=["https://page.example"]), "https://page.example", True),
        (AccessPolicy(origins=["https://page.example"]), "https://page.example.evil.example", False),
        (AccessPolicy("0.0.0.0"), "https://page.example", True),
        (AccessPolicy("0.0.0.0", origins=["https://page.example"]), "https://other.example", False),
        (AccessPolicy(origins=["*"]), "https://evil.example", True),
    ],
)
def test_whose_pages_may_read(door: AccessPolicy, origin: str, let_in: bool) -> None:
    assert door.allows_origin(origin, "graph.example") is let_in


def test_what_an_entry_takes_beside_its_answer_counts_too() -> None:
    room = 1 << 20
    tracemalloc.start()
    try:
        cache = Cache(room)
        before, _ = tracemalloc.get_traced_memory()
        for n in range(5000):
            cache.put((f"{n:032x}", False), TaskResult(bytes(10), f"text/{n}", state="s"))
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cache.get((f"{0:032x}", False)) is None
    assert after - before <= room


def test_a_client_that_has_the_answer_is_told_so_as_tags_are_compared() -> None:
    make, made = reply(10)
    tag = finished(respond(request_of(), ("q",), make)).headers["etag"]
    strong = tag.removeprefix("W/")
    for known in (tag, strong, f'"other", {tag}', f'"other",{strong}'):
        answer = finished(respond(request_of(if_none_match=known), ("q",), make))
        assert (answer.status_code, answer.body, answer.headers["etag"]) == (304, b"", tag), known
    assert len(made) == 1
    for method, known in (("GET", '"other"'), ("GET", strong[1:-1]), ("POST", tag)):
        assert (
            finished(respond(request_of(method=method, if_none_match=known), ("q",), make)).status_code == 200
        )
