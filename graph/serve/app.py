"""The application: which address is answered by what. Nothing here reads a query; the workers do."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.serve import pages, reconcile
from graph.serve.limits import Limits, Problem
from graph.serve.protocol import question
from graph.serve.workers import Pool


def create_app(pool: Pool, limits: Limits | None = None, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the ASGI application over a pool of workers, which it starts and stops.

    ``request.app.state.pool`` and ``.limits`` are there for all routes.
    """
    assistants = _assistants(pool)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        async with assistants.running():
            yield
        await pool.stop()

    app = Starlette(
        routes=[*ROUTES, *reconcile.ROUTES, *assistants.routes, *extra, *pages.ROUTES],
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
        exception_handlers={Problem: told, HTTPException: told},
        lifespan=lifespan,
    )
    app.state.pool, app.state.limits = pool, limits or pool.limits
    return app


@dataclass(frozen=True)
class _Assistants:
    """The routes of the door for assistants, and what runs while they are open."""

    routes: list[BaseRoute]
    running: Callable[[], AbstractAsyncContextManager[None]]


def _assistants(pool: Pool) -> _Assistants:
    try:
        from graph.serve.mcp import door, routes
    except ImportError:
        return _Assistants([Route("/mcp", _no_assistants, methods=["GET", "POST", "DELETE"])], nullcontext)
    server = door(pool)
    return _Assistants(routes(server), server.session_manager.run)


async def _no_assistants(_request: Request) -> Response:
    raise Problem(501, "no assistants here: the server lacks an extra; pip install 'deedgraph[mcp]'")


async def sparql(request: Request) -> Response:
    """Answer a request of the SPARQL protocol; without a query, describe the service."""
    pool: Pool = request.app.state.pool
    asked = await question(request, request.app.state.limits)
    if asked is None:
        raise Problem(400, "no query")
    formats = asked.formats
    reply = await pool.ask(
        asked.query, results=formats.results, graphs=formats.graphs, default=asked.default, named=asked.named
    )
    return Response(reply.body, media_type=reply.type)


async def health(request: Request) -> Response:
    """Say that the server is alive, and what it is busy with."""
    return Response(
        json.dumps({"status": "ok", **request.app.state.pool.facts()}), media_type="application/json"
    )


async def told(request: Request, error: Exception) -> Response:
    """Tell an error as RFC 9457 has it, to a person as a page."""
    status = error.status if isinstance(error, Problem) else getattr(error, "status_code", 500)
    reason = error.reason if isinstance(error, Problem) else getattr(error, "detail", "")
    headers = dict(getattr(error, "headers", None) or {})
    page = pages.problem(request, status, reason)
    if page is not None:
        page.headers.update(headers)
        return page
    text = json.dumps({"status": status, "detail": reason}, ensure_ascii=False) + "\n"
    return Response(text, status, headers, "application/problem+json")


ROUTES: tuple[BaseRoute, ...] = (
    Route("/sparql", sparql, methods=["GET", "HEAD", "POST"]),
    Route("/health", health),
)
