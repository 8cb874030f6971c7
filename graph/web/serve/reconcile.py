"""The reconciliation service's addresses, under ``/reconcile``; each question is answered in a worker."""

import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.query.reconcile import service
from graph.query.reconcile.entities import Index, index_of
from graph.store.store import Store
from graph.web.serve.limits import Problem
from graph.web.serve.protocol import body, fields, header, text
from graph.web.serve.responses import json_response, response_of, takes_gzip, waited_for
from graph.web.serve.tasks import TaskResult, packed

_FRESH = 60.0  # seconds after which a worker reads the names of a graph anew
_indexes: dict[int, tuple[float, Index]] = {}  # of this worker, which has one store


def index_for(store: Store) -> Index:
    """Return the names of the graph of this worker, read anew from time to time."""
    made, index = _indexes.get(id(store), (0.0, None))
    if index is None or time.monotonic() - made > _FRESH:
        index = index_of(store)
        _indexes[id(store)] = (time.monotonic(), index)
    return index


def work(store: Store, *, ask: str, given: dict[str, Any], compress: bool = False) -> TaskResult:
    """Answer one of the service's questions; raises ``Problem`` for an entity that is unknown."""
    index = index_for(store)
    match ask:
        case "reconcile":
            answer: Any = service.reconcile(index, given["batch"])
        case "extend":
            answer = service.extend(index, given["query"])
        case "suggest":
            answer = service.suggest(index, given["kind"], given["prefix"], given["cursor"])
        case "preview":
            page = service.preview(index, given["id"])
            if page is None:
                raise Problem(404, f"nothing is known by the id {given['id']!r}")
            return packed(page.encode(), "text/html; charset=utf-8", compress)
    return packed(json.dumps(answer, ensure_ascii=False).encode(), "application/json", compress)


async def asked(request: Request) -> Response:
    """Answer the service's own address: its manifest, a batch of queries, or a data extension."""
    given = dict(fields(request.url.query, "the address"))
    if request.method == "POST":
        form = text(await body(request, request.app.state.limits.body))
        given |= dict(fields(form, "the form"))
    if "queries" in given:
        return await _run(request, "reconcile", batch=_json(given["queries"], "queries"))
    if "extend" in given:
        return await _run(request, "extend", query=_json(given["extend"], "extend"))
    address = str(request.url.replace(query="", fragment="")).rstrip("/")
    return json_response(request, service.manifest(address), **_CORS)


async def suggested(request: Request) -> Response:
    """Complete what somebody types."""
    given = dict(fields(request.url.query, "the address"))
    cursor = given.get("cursor", "0")
    if not cursor.isdecimal() or len(cursor) > 6:
        raise Problem(400, f"cursor {cursor[:20]!r}: write a number from 0")
    kind = request.path_params["kind"]
    if kind not in ("entity", "property", "type"):
        raise Problem(404, f"nothing suggests {kind[:40]!r}; entity, property and type are suggested")
    return await _run(request, "suggest", kind=kind, prefix=given.get("prefix", "")[:200], cursor=int(cursor))


async def proposed(request: Request) -> Response:
    """Say which properties entities of a type have."""
    return json_response(request, service.propose(request.query_params.get("type", "")), **_CORS)


async def previewed(request: Request) -> Response:
    """Return a small page about an entity."""
    reply = await _run(request, "preview", id=request.query_params.get("id", "")[:1000])
    reply.headers["Content-Security-Policy"] = "default-src 'none'"
    return reply


async def _run(request: Request, ask: str, **given: Any) -> Response:
    compress = takes_gzip(header(request, "accept-encoding"))
    pool = request.app.state.pool
    reply = await waited_for(request, pool.run(work, ask=ask, given=given, compress=compress))
    return response_of(reply, {"Vary": "Accept-Encoding", **_CORS})


def _json(written: str, name: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        raise Problem(400, f"{name}: no JSON") from None


_CORS = {"Access-Control-Allow-Origin": "*"}
ROUTES: tuple[BaseRoute, ...] = (
    Route("/reconcile", asked, methods=["GET", "POST"]),
    Route("/reconcile/suggest/{kind:str}", suggested),
    Route("/reconcile/properties", proposed),
    Route("/reconcile/preview", previewed),
)
