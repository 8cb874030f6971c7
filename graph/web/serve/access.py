"""What stands before every address: whose Host and Origin are served, and the access log."""

import ipaddress
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")

ASKING = "deedgraph.asking"  # in a request's scope: the task that waits for a worker's answer to it


@dataclass(frozen=True)
class AccessPolicy:
    """Who is let in: ``hosts`` by which the server may be called and ``origins`` of pages that may ask it.

    ``*`` stands for any. What is not set follows from ``bound``, the address listened at: on loopback only this
    machine's own names and pages, since any site that a browser here is shown could ask otherwise.
    """

    bound: str = "127.0.0.1"
    hosts: Sequence[str] = ()
    origins: Sequence[str] = ()

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
        return parts.netloc == host or (is_loopback(self.bound) and name in _HERE)


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


_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
_EXPOSED = b"ETag, Retry-After, Content-Location"


@dataclass(frozen=True)
class AccessMiddleware:
    """Middleware: refuses other hosts and origins, answers preflights (CORS), writes a line for each request."""

    app: ASGIApp
    door: AccessPolicy
    log: bool = True
    log_queries: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = Headers(scope=scope)
        origin, host = headers.get("origin"), headers.get("host", "")
        cors = [(b"vary", b"Origin")]
        allowed = origin is not None and self.door.allows_origin(origin, host)
        if origin is not None and allowed:
            cors += [
                (b"access-control-allow-origin", origin.encode("latin-1")),
                (b"access-control-expose-headers", _EXPOSED),
            ]
        status, size = 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                given = message.get("headers", ())
                own = {name for name, _ in given if name.startswith(b"access-control")}
                more = [header for header in (*_ALWAYS, *cors) if header[0] not in own]
                message = {**message, "headers": [*given, *more]}
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            if not self.door.allows_host(host):
                await refused(sending, 421, "this server is not known by that name; see --allow-host")
            elif origin is not None and not allowed:
                await refused(
                    sending, 403, "pages of that origin may not ask this server; see --allow-origin"
                )
            elif scope["method"] == "OPTIONS" and origin and headers.get("access-control-request-method"):
                await _preflight(sending, headers.get("access-control-request-headers", ""))
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


async def refused(send: Send, status: int, reason: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
    """Answer with an error before any route is asked."""
    body = problem_json(status, reason)
    kind = (b"content-type", b"application/problem+json")
    start = [kind, (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


def problem_json(status: int, reason: str) -> bytes:
    """Return an error as RFC 9457 has it."""
    from http import HTTPStatus

    title = HTTPStatus(status).phrase
    text = json.dumps({"status": status, "title": title, "detail": reason}, ensure_ascii=False)
    return text.encode("utf-8", "replace") + b"\n"


async def _preflight(send: Send, wanted: str) -> None:
    allow = [
        (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
        (b"access-control-max-age", b"3600"),
        (b"content-length", b"0"),
    ]
    names = re.findall(r"[A-Za-z0-9-]+", wanted[:500])
    if names:
        allow.append((b"access-control-allow-headers", ", ".join(names).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": allow})
    await send({"type": "http.response.body", "body": b""})
