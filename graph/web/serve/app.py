"""The application: which address is answered by what. Nothing here reads a query; the workers do."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph.errors import StoreError
from graph.web.serve import dereference, pages, reconcile, service_description, tasks
from graph.web.serve.access import PROBLEM, AccessMiddleware, AccessPolicy, problem_json
from graph.web.serve.formats import BY_NAME, GRAPHS, Choice, prefers_page, types_of
from graph.web.serve.limits import Problem
from graph.web.serve.protocol import FORMAT_FIELDS, address_fields, formats, header, question
from graph.web.serve.responses import GONE, Cache, json_response, respond
from graph.web.serve.saved_queries import filled, formats_of, listed, named_query, openapi
from graph.web.serve.tasks import Task, TaskResult, name_of
from graph.web.serve.worker_pool import Pool

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_EXPOSED = ("ETag", "Retry-After", "Content-Location")
Around = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create_app(
    pool: Pool,
    policy: AccessPolicy,
    *,
    around: Sequence[Around] = (),
    log: bool = False,
    log_queries: bool = False,
) -> Starlette:
    """Return the ASGI application over a pool of workers, which it starts and stops.

    ``request.app.state`` has ``pool``, ``limits`` and ``cache`` for all routes; ``around`` is what else runs as long
    as the server does.
    """
    mcp_routes, mcp_running = _mcp(pool)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            await pool.start()
        except StoreError as error:
            app.state.failed = error  # raised by whoever runs the server, which ends at once
            app.state.server.should_exit = True
            yield
            return
        try:
            async with AsyncExitStack() as stack:
                for each in around:
                    await stack.enter_async_context(each(app))
                await stack.enter_async_context(mcp_running)
                yield
        finally:
            await pool.stop()

    app = Starlette(
        routes=[*ROUTES, *reconcile.ROUTES, *mcp_routes, *pages.ROUTES],
        middleware=[
            Middleware(AccessMiddleware, policy, log=log, log_queries=log_queries),
            # Whoever is not let in was refused by now.
            Middleware(
                CORSMiddleware,
                allow_origin_regex=".*",
                allow_methods=_METHODS,
                allow_headers="*",
                expose_headers=_EXPOSED,
                max_age=3600,
            ),
            # Within the others, which Starlette's own is not, so that a 500 has a line in the log too.
            Middleware(ServerErrorMiddleware, handler=server_error),
        ],
        exception_handlers={Problem: error_response, HTTPException: error_response},
        lifespan=lifespan,
    )
    app.state.pool, app.state.limits = pool, pool.limits
    app.state.cache, app.state.under_way = Cache(pool.limits.cache), {}
    app.state.unsent, app.state.failed = lambda: 0, None
    return app


def _mcp(pool: Pool) -> tuple[list[BaseRoute], AbstractAsyncContextManager[None]]:
    """Return the routes of the assistants' protocol, and what runs while they are open."""
    try:
        from graph.web.serve.mcp import mcp_server, routes
    except ImportError:
        return [Route("/mcp", _no_mcp, methods=["GET", "POST", "DELETE"])], nullcontext()
    server = mcp_server(pool)
    return routes(server), server.session_manager.run()


async def _no_mcp(_request: Request) -> Response:
    raise Problem(501, "no assistants here: the server lacks an extra; pip install 'deedgraph[mcp]'")


async def sparql(request: Request) -> Response:
    """Answer a request of the SPARQL protocol; without a query, describe the service."""
    asked = await question(request, request.app.state.limits)
    if asked is None:
        return await _described(request)
    request.state.query = asked.query
    # Relative IRIs are resolved against the address asked (SPARQL 1.1, 4.1.1); a query's own BASE comes after.
    query = f"BASE <{address(request)}> {asked.query}"
    choice, default, named = asked.formats, asked.default, asked.named
    return await _asked(request, query, choice, default, named)


async def _asked(
    request: Request, query: str, choice: Choice, default: Sequence[str] = (), named: Sequence[str] = ()
) -> Response:
    pool: Pool = request.app.state.pool

    async def make(compress: bool) -> TaskResult:
        return await pool.run(
            tasks.sparql, query=query, results=choice.results, graphs=choice.graphs, default=[*default],
            named=[*named], compress=compress, rows=pool.limits.rows, size=pool.limits.answer,
        )  # fmt: skip

    return await respond(request, ("sparql", query, choice, tuple(default), tuple(named)), make)


async def _described(request: Request) -> Response:
    if _prefers_page(request, types_of(*GRAPHS)):
        return await pages.editor(request)
    choice = formats(request, _query(request))
    where = address(request)
    return await _rdf(request, choice, service_description.service, endpoint=where)


async def _rdf(request: Request, choice: Choice, task: Task, **arguments: Any) -> Response:
    """Answer with triples that a task makes in a worker."""
    app = request.app.state
    if choice.graphs is None:
        raise Problem(406, "this answers in RDF; take Turtle, N-Triples, TriG, N-Quads, JSON-LD or RDF/XML")

    async def make(compress: bool) -> TaskResult:
        reply: TaskResult = await app.pool.run(
            task, graphs=choice.graphs, size=app.limits.answer, compress=compress, **arguments
        )
        return reply

    return await respond(request, (name_of(task), choice.graphs, *arguments.items()), make)


async def queries(request: Request) -> Response:
    """List the saved queries."""
    if _prefers_page(request, ("application/json",)):
        return await pages.queries(request)
    return json_response(request, listed(root(request)))


async def saved(request: Request) -> Response:
    """Answer a saved query, with its parameters and a format from the address."""
    query, suffix = named_query(request.path_params["name"])
    given: dict[str, list[str]] = {"format": [suffix]} if suffix else _query(request)
    if not given.keys() & {*FORMAT_FIELDS} and _prefers_page(request, types_of(*formats_of(query))):
        return await pages.query(request, query)
    text = filled(query, [pair for pair in address_fields(request) if pair[0] not in FORMAT_FIELDS])
    return await _asked(request, text, formats(request, given))


async def thing(request: Request) -> Response:
    """Answer the look-up of an IRI of the data: RDF for a machine, the way to its page for a person."""
    path: str = request.path_params["path"]
    stem, dot, suffix = path.rpartition(".")
    given = _query(request)
    if dot and suffix in BY_NAME:
        path, given = stem, {"format": [suffix]}
    elif not given.keys() & {*FORMAT_FIELDS} and _prefers_page(request, types_of(*GRAPHS)):
        return RedirectResponse(await pages.of_thing(request, path), 303, {"Vary": "Accept"})
    choice = formats(request, given)
    return await _rdf(request, choice, dereference.thing, path=path, rows=request.app.state.limits.rows)


async def ontology(request: Request) -> Response:
    """Answer with the ontology."""
    return await _rdf(request, formats(request, _query(request)), dereference.ontology)


async def document(request: Request) -> Response:
    """Answer with the OpenAPI document."""
    return json_response(request, openapi(root(request)), "application/vnd.oai.openapi+json;version=3.1")


async def well_known(request: Request) -> Response:
    """Lead to the description of the data, as VoID has it (section 7.2)."""
    return RedirectResponse(f"{root(request)}/sparql", 302)


async def health(request: Request) -> Response:
    """Say that the server is alive, and what it is busy with; 503 when no worker is left."""
    facts = request.app.state.pool.facts()
    status = 200 if facts["workers"] else 503
    body = json.dumps({"status": "ok" if status == 200 else "no workers", **facts})
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")


def _prefers_page(request: Request, types: tuple[str, ...]) -> bool:
    return prefers_page(header(request, "accept"), types)


def _query(request: Request) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in address_fields(request):
        given.setdefault(name, []).append(value)
    return given


def root(request: Request) -> str:
    """Return what stands before our addresses: nothing, or the path under which a proxy shows us."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def address(request: Request) -> str:
    """Return the address of the SPARQL endpoint as the client sees it."""
    return f"{request.scope['scheme']}://{request.headers.get('host', 'localhost')}{root(request)}/sparql"


async def error_response(request: Request, error: Exception) -> Response:
    """Return an error as RFC 9457 has it, to a person as a page."""
    status = error.status if isinstance(error, Problem) else getattr(error, "status_code", 500)
    headers = dict(getattr(error, "headers", None) or {})
    if status == 405:
        headers["Allow"] = f"{headers.get('Allow', 'GET, HEAD')}, OPTIONS"
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": headers["Allow"]})
    if status == GONE:
        return Response(status_code=GONE)  # for the log; nobody hears it
    reason = (
        error.reason if isinstance(error, Problem) else _REASONS.get(status, getattr(error, "detail", ""))
    )
    page = pages.problem(request, status, reason)
    if page is not None:
        page.headers.update(headers)
        return page
    return Response(problem_json(status, reason), status, headers, PROBLEM)


_REASONS = {404: "there is nothing at this address", 405: "this address is not asked by that method"}


async def server_error(request: Request, _error: Exception) -> Response:
    """Answer that the server failed; its log says why."""
    return await error_response(request, Problem(500, "the server failed; its log says why"))


ROUTES: tuple[BaseRoute, ...] = (
    Route("/sparql", sparql, methods=["GET", "HEAD", "POST"]),
    Route("/sparql/", sparql, methods=["GET", "HEAD", "POST"]),
    Route("/queries", queries),
    Route("/queries/{name}", saved),
    Route("/id/{path:path}", thing),
    Route("/ontology", ontology),
    Route("/openapi.json", document),
    Route("/.well-known/void", well_known),
    Route("/health", health),
)
