"""Clients that are slow, send too much or are too many, before the application is asked: uvicorn's protocol, limited.

uvicorn bounds neither how long a request may take to arrive, nor its address and headers, nor how long an answer may
lie unread, nor how many connections one address holds, and no ASGI application can. Its protocol class is not public:
pyproject.toml pins the version that this was written for, and a test holds the pin.
"""

import asyncio
import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.web.serve.access import ASKING, PROBLEM, problem_json
from graph.web.serve.limits import Limits, Problem

_SWEEP = 1.0  # seconds between two looks at the connections
_TAKEN = 64 << 10  # bytes of an answer that a client must take in ``idle_timeout``
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
# Of every response, also of those that uvicorn itself makes.
ALWAYS = (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"))


class TimeoutProtocol(HttpToolsProtocol):
    """A connection that is cut off when a request does not arrive in time, or an answer is not taken."""

    limits: ClassVar[Limits]
    peers: ClassVar[dict[str, dict["TimeoutProtocol", None]]]  # the open connections by address, in order
    sweeper: ClassVar[asyncio.TimerHandle | None]
    begun: float | None = None  # when the request that is arriving began
    stage = "between"  # requests; or the "head" or the "body" of one arrives
    unsent: tuple[int, float] = (0, 0.0)  # bytes that were unsent at some moment, and the moment
    open: Sequence[Any] = ()  # requests that are not answered yet, and how uvicorn stands with each
    wrong: Problem | None = None
    head = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request; refuse an address that holds too many connections."""
        super().connection_made(cast("asyncio.Transport", transport))
        self.begun = self.loop.time()
        kind = type(self)
        if kind.sweeper is None:
            kind.sweeper = self.loop.call_later(_SWEEP, kind.sweep, self.loop)
        self.address = address_group(self.client[0] if self.client else "")
        own = self.peers[self.address]
        own[self] = None
        if len(own) > self.limits.connections_per_address:
            if not self._make_room(own):
                self._refuse_now(
                    429, "too many connections from this address; close some, or ask again later"
                )
        elif sum(map(len, self.peers.values())) > self.limits.connections:
            everyone = (one for peers in self.peers.values() for one in peers)
            if not self._make_room(everyone):
                self._refuse_now(503, "too many connections; ask again later")

    def _make_room(self, peers: Iterable["TimeoutProtocol"]) -> bool:
        """Close the oldest connection among these that has no request under way; say whether there was one."""
        idle = next((one for one in peers if one.idle), None)
        if idle is not None:
            idle._forget()
            idle.transport.close()
        return idle is not None

    def _forget(self) -> None:
        own = self.peers.get(self.address, {})
        own.pop(self, None)
        if not own:
            self.peers.pop(self.address, None)

    @property
    def idle(self) -> bool:
        """Whether a request was answered and no other is under way."""
        answered = self.cycle is not None and self.cycle.response_complete
        return answered and self.stage == "between" and not self.transport.is_closing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ask no more for a client that is gone; uvicorn informs only the last of several requests."""
        super().connection_lost(exc)
        self._forget()
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
        while data and not data.isascii() and not self.transport.is_closing():
            # A target in raw UTF-8, as curl and others send it, is what it is percent-encoded; the parser refuses it.
            # A head at a time, since what follows it may be a body, or the next request (after a body in the same
            # packet it is left as it is).
            if self.stage == "body" or (self.stage == "head" and self.headers):
                break
            line, end, rest = data.lstrip(b"\r\n").partition(b"\n")
            head, blank, data = rest.partition(b"\r\n\r\n")
            line = _NOT_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), line)
            super().data_received(b"".join((line, end, head, blank)))
        if data and not self.transport.is_closing():
            super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin to wait for the whole of a request."""
        super().on_message_begin()
        self.begun, self.head, self.stage = self.loop.time(), 0, "head"

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

    def on_headers_complete(self) -> None:
        """Begin to answer, or keep for later what came before its forerunner was answered."""
        if not self.url.startswith((b"/", b"*")):
            self._refuse(400, "the target of a request is a path; this server is no proxy")
        super().on_headers_complete()
        self.stage = "body"
        self.open = [*(cycle for cycle in self.open if not cycle.response_complete), self.cycle]

    def on_message_complete(self) -> None:
        """Wait no longer."""
        self.begun, self.stage = None, "between"
        super().on_message_complete()

    def _refuse(self, status: int, reason: str) -> None:
        self.wrong = Problem(status, reason)
        raise self.wrong  # the parser stops, and send_400_response is called

    def _refuse_now(self, status: int, reason: str) -> None:
        self._forget()
        self.wrong = Problem(status, reason)
        self.send_400_response(reason)

    def send_400_response(self, msg: str) -> None:
        """Answer a request that cannot be read, or is too large, and close."""
        problem = self.wrong or Problem(400, "this is no HTTP request")
        body = problem_json(problem.status, problem.reason)
        headers = [
            *ALWAYS,
            ("content-type", PROBLEM),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ]
        lines = [
            f"HTTP/1.1 {problem.status} {problem.status}",
            *(f"{name}: {value}" for name, value in headers),
            "\r\n",
        ]
        if not self.transport.is_closing():
            self.transport.write("\r\n".join(lines).encode() + body)
            self.transport.close()

    def timed_out(self, now: float) -> bool:
        """Say whether this connection's time is over."""
        limit = self.limits.idle_timeout
        if self.cycle is not None and not (self.cycle.response_complete or self.cycle.more_body):
            # A further request waits for the answer to this one.
            self.begun = None if self.begun is None else now
        if self.begun is not None and now - self.begun > limit:
            return True
        waiting = self.transport.get_write_buffer_size()
        before, since = self.unsent
        if waiting == 0 or before - waiting >= _TAKEN or before == 0 or waiting > before:
            self.unsent = (waiting, now)
            return False
        return now - since > limit

    @classmethod
    def sweep(cls, loop: asyncio.AbstractEventLoop) -> None:
        """Cut off the connections whose time is over, as long as there are any."""
        now = loop.time()
        for one in [one for peers in cls.peers.values() for one in peers]:
            if one.timed_out(now):
                if one.begun is not None and not one.transport.get_write_buffer_size():
                    one._refuse_now(408, "the request did not arrive in time")
                else:
                    one.transport.abort()
        cls.sweeper = loop.call_later(_SWEEP, cls.sweep, loop) if cls.peers else None

    @classmethod
    def unsent_bytes(cls) -> int:
        """Return how many bytes of answers clients have not taken yet."""
        return sum(one.transport.get_write_buffer_size() for peers in cls.peers.values() for one in peers)


def limited_protocol(limits: Limits) -> type[TimeoutProtocol]:
    """Return the protocol of a server with these limits."""
    return type(
        "Connection", (TimeoutProtocol,), {"limits": limits, "peers": defaultdict(dict), "sweeper": None}
    )


@lru_cache(maxsize=1024)
def address_group(address: str) -> str:
    """Return what counts as one address: of IPv6 the network of 64 bits, which one machine has to itself.

    >>> address_group("10.0.0.7"), address_group("2001:db8:1:2:3::4"), address_group("::ffff:10.0.0.7")
    ('10.0.0.7', '2001:db8:1:2::/64', '10.0.0.7')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, ipaddress.IPv6Address):
        return address
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)))
