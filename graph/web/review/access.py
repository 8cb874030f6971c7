"""Who may ask: only the page that this program served, from this machine; another site's requests are refused."""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.errors import CallError, DeedgraphError
from graph.messages import Message

MOST = 1 << 20  # bytes of a request
_SAFE = frozenset({"GET", "HEAD"})


def new_token() -> str:
    """Return a secret that the page gets and must send with every change."""
    return secrets.token_urlsafe(24)


def in_both(error: DeedgraphError) -> dict[str, str]:
    """Return an error in both languages, as the page gets it: ``error`` and ``zh``."""
    return {"error": error.in_language("en"), "zh": error.in_language("zh")}


class TokenMiddleware:
    """ASGI middleware: it checks Host against DNS rebinding, Origin and the page's token against other sites."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], token: str) -> None:
        self.app, self.hosts, self.token = app, frozenset(hosts), token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 403 or 413 and a reason."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope["method"], scope["path"], Headers(scope=scope))
        if refused:
            status, reason = refused
            await JSONResponse(in_both(CallError(reason)), status)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refused(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "").rsplit(":", 1)[0].strip("[]")
        if host not in self.hosts:
            return 403, Message("review-address")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            return 403, Message("review-other-sites")
        token = headers.get("x-deedgraph-token", "")
        if (method not in _SAFE or path.startswith("/api/")) and not secrets.compare_digest(
            token.encode(), self.token.encode()
        ):
            return 403, Message("review-earlier-run")
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdecimal() or int(length) > MOST:
            return 413, Message("review-too-large", most=MOST)
        return None
