"""Replies as HTTP responses: ETag and 304, compression, answers kept until the graph changes."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from graph.serve.formats import parsed
from graph.serve.limits import Problem
from graph.serve.work import Reply

Make = Callable[[bool], Awaitable[Reply]]
_LARGE = 64 << 10
# For the routes whose answers do not come through ``respond``, which compresses where the answer is made.
COMPRESSED = (Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),)


@dataclass
class Cache:
    """The latest answers, up to so many bytes together."""

    size: int
    _kept: OrderedDict[Hashable, Reply] = field(default_factory=OrderedDict)
    _held: int = 0

    def get(self, key: Hashable) -> Reply | None:
        """Return a kept answer."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, reply: Reply) -> None:
        """Keep an answer, unless it would take more than an eighth of the room; let the oldest go for it."""
        if len(reply.body) > self.size // 8 or key in self._kept:
            return
        self._kept[key] = reply
        self._held += len(reply.body) + 1000
        while self._held > self.size:
            _, gone = self._kept.popitem(last=False)
            self._held -= len(gone.body) + 1000


async def respond(request: Request, key: tuple[Any, ...], make: Make, *, vary: bool = True) -> Response:
    """Return the response to a question that ``key`` tells apart from all others.

    ``make`` gets the reply; it is told whether the client takes it compressed. Nothing is asked when the client,
    or we, have the answer already, and the graph is what it was. Raises ``Problem``.
    """
    app = request.app.state
    state = app.pool.state
    compress = takes_gzip(request.headers.get("accept-encoding", ""))
    digest = hashlib.sha256(repr((state, key)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    etag = f'W/"{digest}"'
    # A response names what it depends on, also a 304 (RFC 9110, 15.4.5).
    headers = {"Vary": "Accept, Accept-Encoding" if vary else "Accept-Encoding", "Cache-Control": "no-cache"}
    if state and etag in (part.strip() for part in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers={**headers, "ETag": etag})
    kept = app.cache.get((digest, compress)) if state else None
    reply = kept or await _once(app, (digest, compress), make)
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
    if reply.gzip:
        headers["Content-Encoding"] = "gzip"
    # Data is never a page: whatever a value holds, no browser runs it.
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return Response(reply.body, headers=headers, media_type=reply.type)


async def _once(app: Any, key: tuple[str, bool], make: Make) -> Reply:
    """Return what ``make`` gets; who asks the same while it is under way waits for it and asks nothing."""
    if not app.pool.state or not app.cache.size:
        return await make(key[1])
    under_way: dict[Hashable, asyncio.Future[Reply]] = app.under_way
    if key in under_way:
        reply = await asyncio.shield(under_way[key])
        if reply.lasting:
            return reply
        return await make(key[1])
    under_way[key] = asyncio.ensure_future(make(key[1]))
    # An error is told to who waits; when nobody does any more, to nobody.
    under_way[key].add_done_callback(lambda done: (under_way.pop(key), done.cancelled() or done.exception()))
    return await asyncio.shield(under_way[key])


@lru_cache(maxsize=512)
def takes_gzip(accept: str) -> bool:
    """Say whether an Accept-Encoding header takes gzip.

    >>> takes_gzip("gzip, br"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    # The weights are read as those of Accept, whose names have a slash.
    ranges = parsed(",".join(f"coding/{part.strip()}" for part in accept.split(",")))
    return any(name == "coding/gzip" and q > 0 for name, q in ranges)
