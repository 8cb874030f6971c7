"""Replies as HTTP responses: ETag and 304, compression, answers kept until the graph changes."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from graph.web.serve.access import ASKING
from graph.web.serve.formats import weights
from graph.web.serve.limits import Problem
from graph.web.serve.protocol import header
from graph.web.serve.tasks import TaskResult, packed

Make = Callable[[bool], Awaitable[TaskResult]]
_LARGE = 64 << 10
GONE = 499  # the status, in the log, of a request whose client did not wait for the answer (as nginx has it)


@dataclass
class Cache:
    """The latest answers, up to so many bytes together."""

    size: int
    _kept: OrderedDict[Hashable, TaskResult] = field(default_factory=OrderedDict)
    _held: int = 0

    def get(self, key: Hashable) -> TaskResult | None:
        """Return a kept answer."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, reply: TaskResult) -> None:
        """Keep an answer, unless it would take more than an eighth of the room; let the oldest go for it."""
        if len(reply.body) > self.size // 8 or key in self._kept:
            return
        self._kept[key] = reply
        self._held += len(reply.body) + 1000
        while self._held > self.size:
            _, gone = self._kept.popitem(last=False)
            self._held -= len(gone.body) + 1000


async def respond(request: Request, key: tuple[Any, ...], make: Make, *, vary: bool = True) -> Response:
    """Return the response to a question that ``key`` identifies.

    ``make`` gets the reply, given whether the client takes it compressed. Nothing is asked when the client,
    or we, have the answer already, and the graph is what it was. Raises ``Problem``.
    """
    app = request.app.state
    state = app.pool.state
    compress = takes_gzip(header(request, "accept-encoding"))
    digest = hashlib.sha256(repr((state, key)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    etag = f'W/"{digest}"'
    # A response names what it depends on, also a 304 (RFC 9110, 15.4.5).
    headers = {"Vary": "Accept, Accept-Encoding" if vary else "Accept-Encoding", "Cache-Control": "no-cache"}
    if state and request.method in ("GET", "HEAD") and _knows(header(request, "if-none-match"), etag):
        return Response(status_code=304, headers={**headers, "ETag": etag})
    kept = app.cache.get((digest, compress)) if state else None
    reply = kept or await waited_for(request, _once(app, (digest, compress), make))
    if len(reply.body) > _LARGE and app.unsent() > app.limits.unsent:
        raise Problem(
            503, "too many answers are under way to slow clients; ask again later", Retry_After="10"
        )
    if not reply.lasting:
        headers["Cache-Control"] = "no-store"
    elif state and reply.state == state:
        headers["ETag"] = etag
        if kept is None:
            app.cache.put((digest, compress), reply)
    # Data is never a page: whatever a value holds, no browser runs it.
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response_of(reply, headers)


def response_of(reply: TaskResult, headers: Mapping[str, str]) -> Response:
    """Return a worker's reply as a response."""
    encoding = {"Content-Encoding": "gzip"} if reply.gzip else {}
    return Response(reply.body, headers={**headers, **encoding}, media_type=reply.type)


def json_response(request: Request, value: Any, type_: str = "application/json", **headers: str) -> Response:
    """Return a response in JSON that no worker is asked for, compressed for who takes it."""
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    reply = packed(body, type_, takes_gzip(header(request, "accept-encoding")))
    return response_of(reply, {"Vary": "Accept, Accept-Encoding", "Cache-Control": "no-cache", **headers})


def _knows(listed: str, etag: str) -> bool:
    # Compared weakly (RFC 9110, 13.1.2): a proxy may have made the tag a strong one.
    return bool(listed) and etag.removeprefix("W/") in (
        part.strip().removeprefix("W/") for part in listed.split(",")
    )


async def waited_for(request: Request, work: Awaitable[TaskResult]) -> TaskResult:
    """Return a worker's reply to a request; give it up when the client hangs up (``Problem``, 499)."""
    request.scope[ASKING] = asyncio.current_task()
    try:
        return await work
    except asyncio.CancelledError:
        raise Problem(GONE, "the client has hung up") from None
    finally:
        del request.scope[ASKING]


@dataclass
class Flight:
    """A question that is under way, and how many wait for its answer."""

    reply: asyncio.Future[TaskResult]
    waiting: int = 0


async def _once(app: Any, key: tuple[str, bool], make: Make) -> TaskResult:
    """Return what ``make`` gets; who asks the same while it is under way waits for it and asks nothing."""
    if not app.pool.state or not app.cache.size:
        return await make(key[1])
    under_way: dict[Hashable, Flight] = app.under_way
    flight = under_way.get(key)
    joined = flight is not None
    if flight is None:
        flight = under_way[key] = Flight(asyncio.ensure_future(make(key[1])))
        flight.reply.add_done_callback(partial(_landed, under_way, key, flight))
    flight.waiting += 1
    try:
        reply = await asyncio.shield(flight.reply)
    finally:
        flight.waiting -= 1
        if not flight.waiting and not flight.reply.done():
            _landed(under_way, key, flight)  # who asks now asks anew
            flight.reply.cancel()
    return await make(key[1]) if joined and not reply.lasting else reply


def _landed(
    under_way: dict[Hashable, Flight],
    key: Hashable,
    flight: Flight,
    done: asyncio.Future[TaskResult] | None = None,
) -> None:
    if under_way.get(key) is flight:
        del under_way[key]
    if done is not None and not done.cancelled():
        done.exception()  # whoever waits gets the error; it may be nobody any more


@lru_cache(maxsize=512)
def takes_gzip(accept: str) -> bool:
    """Say whether an Accept-Encoding header takes gzip.

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0, *"), takes_gzip("")
    (True, False, False)
    """
    found = dict(weights(accept))
    return found.get("gzip", found.get("x-gzip", found.get("*", 0.0))) > 0
