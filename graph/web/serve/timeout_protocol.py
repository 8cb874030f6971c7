"""Clients that are slow or send too much before the application is asked: uvicorn's protocol with limits.

uvicorn bounds neither how long a request may take to arrive, nor its address and headers, nor how long an
answer may lie unread.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.web.serve.access import ASKING, problem_json
from graph.web.serve.limits import Limits, Problem

_SWEEP = 1.0  # seconds between two looks at the connections
_TAKEN = 64 << 10  # bytes of an answer that a client must take in ``idle_timeout``


class TimeoutProtocol(HttpToolsProtocol):
    """A connection that is cut off when a request does not arrive in time, or an answer is not taken."""

    limits = Limits()
    begun: float | None  # when the request that is arriving began
    unsent: tuple[int, float] = (0, 0.0)  # bytes that were unsent at some moment, and the moment
    open: Sequence[Any] = ()  # requests that are not answered yet, and how uvicorn stands with each
    wrong: Problem | None = None
    head = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(cast("asyncio.Transport", transport))
        self.begun = self.loop.time()

    def on_headers_complete(self) -> None:
        """Begin to answer, or keep for later what came before its forerunner was answered."""
        super().on_headers_complete()
        self.open = [*(cycle for cycle in self.open if not cycle.response_complete), self.cycle]

    def connection_lost(self, exc: Exception | None) -> None:
        """Ask no more for a client that is gone; uvicorn tells only the last of several requests."""
        super().connection_lost(exc)
        for cycle in self.open:
            if cycle is None or cycle.response_complete:
                continue
            cycle.disconnected = True
            cycle.message_event.set()
            asking: asyncio.Task[object] | None = cast("dict[str, Any]", cycle.scope).get(ASKING)
            if asking is not None:
                asking.cancel()

    def data_received(self, data: bytes) -> None:
        """Take bytes; those before a request, such as empty lines, begin the wait for it too."""
        if self.begun is None and (self.cycle is None or self.cycle.response_complete):
            self.begun = self.loop.time()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin to wait for the whole of a request."""
        super().on_message_begin()
        self.begun, self.head = self.loop.time(), 0

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address; refuse what is too long."""
        super().on_url(url)
        if len(self.url) > self.limits.address:
            self._refuse(
                414, f"the address is longer than {self.limits.address:,} bytes; send the query by POST"
            )

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; refuse too many."""
        self.head += len(name) + len(value) + 4
        if self.head > self.limits.headers:
            self._refuse(431, f"the headers are longer than {self.limits.headers:,} bytes")
        super().on_header(name, value)

    def on_message_complete(self) -> None:
        """Wait no longer."""
        self.begun = None
        super().on_message_complete()

    def _refuse(self, status: int, reason: str) -> None:
        self.wrong = Problem(status, reason)
        raise self.wrong  # the parser stops, and send_400_response is called

    def send_400_response(self, msg: str) -> None:
        """Answer a request that cannot be read, or is too large, and close."""
        problem = self.wrong or Problem(400, "this is no HTTP request")
        body = problem_json(problem.status, problem.reason)
        head = (
            f"HTTP/1.1 {problem.status} {problem.status}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        if not self.transport.is_closing():
            self.transport.write(head.encode() + body)
            self.transport.close()

    def timed_out(self, now: float) -> bool:
        """Say whether this connection's time is over."""
        patience = self.limits.idle_timeout
        if self.cycle is not None and not (self.cycle.response_complete or self.cycle.more_body):
            self.begun = (
                None if self.begun is None else now
            )  # a further request waits for the answer to this one
        if self.begun is not None and now - self.begun > patience:
            return True
        waiting = self.transport.get_write_buffer_size()
        before, since = self.unsent
        if waiting == 0 or before - waiting >= _TAKEN or before == 0 or waiting > before:
            self.unsent = (waiting, now)
            return False
        return now - since > patience


async def sweep(connections: Iterable[Any]) -> None:
    """Cut off the connections whose time is over, for ever."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(_SWEEP)
        now = loop.time()
        for connection in list(connections):
            if isinstance(connection, TimeoutProtocol) and connection.timed_out(now):
                if connection.begun is not None and not connection.transport.get_write_buffer_size():
                    connection.wrong = Problem(408, "the request did not arrive in time")
                    connection.send_400_response("")
                else:
                    connection.transport.abort()


def unsent(connections: Iterable[Any]) -> int:
    """Return how many bytes of answers clients have not taken yet."""
    return sum(connection.transport.get_write_buffer_size() for connection in list(connections))
