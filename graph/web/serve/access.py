"""What stands before every address of the server and of the review desk: Host and Origin, and the access log.

Starlette's CORSMiddleware writes the CORS headers of who is let in (``app``). Its TrustedHostMiddleware is not used:
it passes over a second Host, knows no "any name beyond loopback", and refuses in plain text.
"""

import ipaddress
import json
import re
import sys
import time
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")

PROBLEM = "application/problem+json"
CLIENT: ContextVar[str] = ContextVar("client", default="")  # the address that asks
ASKING = "deedgraph.asking"  # in a request's scope: the task that waits for a worker's answer to it


@dataclass(frozen=True)
class AccessPolicy:
    """Who is let in: ``hosts`` by which the server may be called and ``origins`` of pages that may ask it.

    ``*`` stands for any. What is not set follows from ``bound``, the address listened at: on loopback only this
    machine's own names and pages, since any site that a browser here is shown could ask otherwise. Without ``local``
    only our own pages may ask, and no other program's on this machine.
    """

    bound: str = "127.0.0.1"
    hosts: Sequence[str] = ()
    origins: Sequence[str] = ()
    local: bool = True

    def refusal(self, headers: Headers) -> tuple[int, str] | None:
        """Return the status and the reason with which a request is refused; ``None`` if it is let in."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1:
            return 400, "a request has exactly one Host header"
        if not self.allows_host(hosts[0]):
            return 421, "this server is not known by that name; see --allow-host"
        if not all(self.allows_origin(origin, hosts[0]) for origin in origins):
            return 403, "pages of that origin may not ask this server; see --allow-origin"
        return None

    def allows_host(self, host: str) -> bool:
        """Say whether a request may call the server so (its Host header)."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match[1].lower()
        if not is_loopback(self.bound) and not self.hosts:
            return True
        return "*" in self.hosts or name in _HERE or name in self.hosts or name.strip("[]") == self.bound

    def allows_origin(self, origin: str, host: str) -> bool:
        """Say whether a page of this origin may ask: our own, one of those named, or on loopback a local one."""
        if (
            "*" in self.origins
            or origin in self.origins
            or (not self.origins and not is_loopback(self.bound))
        ):
            return True
        try:
            parts = urlsplit(origin)
            name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        except ValueError:
            return False
        return parts.netloc == host or (self.local and is_loopback(self.bound) and name in _HERE)


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Say whether an address is this machine's own.

    >>> is_loopback("127.0.0.2"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class AccessMiddleware:
    """ASGI middleware that refuses other hosts and origins, and writes a line for each request."""

    app: ASGIApp
    policy: AccessPolicy
    log: bool = True
    log_queries: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        CLIENT.set((scope.get("client") or ("",))[0])
        status, size = 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            refused = self.policy.refusal(Headers(scope=scope))
            if refused:
                await Response(problem_json(*refused), refused[0], media_type=PROBLEM)(
                    scope, receive, sending
                )
            else:
                await self.app(scope, receive, sending)
        finally:
            if self.log:
                self._write(scope, status, size, time.perf_counter() - began)

    def _write(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        # The address as it was sent is ASCII without blanks or control characters, so that it cannot forge a line.
        path = scope.get("raw_path", b"").decode("ascii", "backslashreplace")
        client = (scope.get("client") or ("-",))[0]
        asked = ""
        if self.log_queries:
            text = scope.get("state", {}).get("query") or scope.get("query_string", b"").decode(
                "ascii", "replace"
            )
            asked = " " + json.dumps(text, ensure_ascii=False)
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        words = f"{when} {client} {scope['method']} {path} {status} {size} {seconds * 1000:.0f}ms{asked}\n"
        sys.stderr.write(words)


def problem_json(status: int, reason: str) -> bytes:
    """Return an error as RFC 9457 has it."""
    from http import HTTPStatus

    title = HTTPStatus(status).phrase
    text = json.dumps({"status": status, "title": title, "detail": reason}, ensure_ascii=False)
    return text.encode("utf-8", "replace") + b"\n"
