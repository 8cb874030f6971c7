"""The pages for people, in both languages: what a browser gets where a program gets data.

Nothing here reads the graph: a page is made in a worker (``home_page``, ``entity_pages``, ``search_page``,
``query_page``, ``explorer``), within the limits of any question.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.messages import Language
from graph.resources import resource
from graph.store.sparql import SavedQuery
from graph.web.serve.formats import prefers_page, weights
from graph.web.serve.limits import Problem
from graph.web.serve.pages import entity_pages, explorer, home_page, kind_page, query_page, search_page
from graph.web.serve.pages.templating import HTML, Frame, rendered
from graph.web.serve.protocol import fields, header
from graph.web.serve.responses import respond, waited_for
from graph.web.serve.saved_queries import filled
from graph.web.serve.tasks import Task, TaskResult, name_of, packed

# Nothing but our own scripts, styles and data, in no other site's frame.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The editor measures text by styles that it writes itself.
_EDITOR_POLICY = _POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "default-src 'none'", "default-src 'none'; font-src 'self' data:"
)
# The explorer says by hashes in its own head which script may run.
_EXPLORER_POLICY = "base-uri 'none'; frame-ancestors 'none'"


def language(request: Request) -> tuple[Language, bool]:
    """Return the language of a request's page, and whether its address names it; else Accept-Language does.

    What is asked for neither in Chinese nor in English is answered in English; who asks for nothing reads Chinese.
    """
    named = request.query_params.get("lang")
    if named in ("zh", "en"):
        return ("zh" if named == "zh" else "en"), True
    ranges = [(name.partition("-")[0], q) for name, q in weights(header(request, "accept-language"))]
    anything = max((q for name, q in ranges if name == "*"), default=0.0)
    zh, en = (max((q for name, q in ranges if name == main), default=anything) for main in ("zh", "en"))
    if zh != en:
        return ("zh" if zh > en else "en"), False
    listed = [name for name, q in ranges if q] if ranges else ["*"]
    first = next((name for name in listed if name in ("zh", "en")), listed[0] if listed else "")
    return ("zh" if first in ("zh", "*") else "en"), False


def _frame(request: Request) -> dict[str, Any]:
    lang, chosen = language(request)
    root = str(request.scope.get("root_path", "")).rstrip("/")
    here = request.url.path.removeprefix(root) or "/"
    query = [(name, value) for name, value in fields(request.url.query, "the address") if name != "lang"]
    return {"lang": lang, "chosen": chosen, "root": root, "here": here, "query": query}


async def _page(request: Request, task: Task, policy: str = _POLICY, **arguments: Any) -> Response:
    """Return the page that a task makes in a worker."""
    frame = _frame(request)

    async def make(compress: bool) -> TaskResult:
        reply: TaskResult = await request.app.state.pool.run(
            task, frame=frame, compress=compress, **arguments
        )
        return reply

    response = await respond(request, (name_of(task), *frame.items(), *arguments.items()), make)
    return _dressed(response, policy)


def _dressed(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["Vary"] = "Accept, Accept-Encoding, Accept-Language"
    return response


def _number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


async def home(request: Request) -> Response:
    """Answer the first page."""
    return await _page(request, home_page.home)


async def reports(request: Request) -> Response:
    """Answer the list of reports."""
    return await _page(request, home_page.reports, number=_number(request))


async def places(request: Request) -> Response:
    """Answer the tree of places."""
    return await _page(request, home_page.places)


async def search(request: Request) -> Response:
    """Answer a search."""
    return await _page(request, search_page.find, text=request.query_params.get("q", ""))


async def thing(request: Request) -> Response:
    """Answer the page of a deed, an agent, a place, a document or a report."""
    return await _page(
        request,
        entity_pages.thing,
        path=request.path_params["path"],
        number=_number(request),
        texts=_texts(request),
    )


async def kind(request: Request) -> Response:
    """Answer the page of a kind of deed."""
    return await _page(request, kind_page.kind, slug=request.path_params["slug"], number=_number(request))


async def explore(request: Request) -> Response:
    """Answer the explorer, of the graph or of one report."""
    report = request.query_params.get("report", "")
    return await _page(request, explorer.explore, _EXPLORER_POLICY, report=report, texts=_texts(request))


def _texts(request: Request) -> str | None:
    """Return the file that says where the reports' texts lie, when they were given."""
    texts: str | None = getattr(request.app.state, "texts", None)
    return texts


async def editor(request: Request) -> Response:
    """Return the page for writing a query: what a browser gets at ``/sparql``."""
    frame = _frame(request)

    async def make(compress: bool) -> TaskResult:
        return packed(rendered("editor.html", Frame(**frame), title="SPARQL").encode(), HTML, compress)

    response = await respond(request, ("editor", *frame.items()), make)
    return _dressed(response, _EDITOR_POLICY)


async def queries(request: Request) -> Response:
    """Return the page that lists the saved queries."""
    return await _page(request, query_page.queries)


async def query(request: Request, query: SavedQuery) -> Response:
    """Return the page for trying a saved query, with its answer."""
    view = request.query_params.get("view", "")
    given = [pair for pair in fields(request.url.query, "the address") if pair[0] not in ("lang", "view")]
    # A field that was left empty is not filled in.
    given = [(name, value) for name, value in given if value]
    error, status = None, 200
    try:
        filled(query, given)
    except Problem as problem:
        error, status = problem.reason, problem.status
    known = {parameter.name for parameter in query.parameters}
    limits = request.app.state.limits
    response = await _page(
        request, query_page.query, name=query.name, values={name: v for name, v in given if name in known}, view=view,
        error=error, rows=limits.rows, size=limits.answer,
    )  # fmt: skip
    if status != 200:
        response.status_code = status
    return response


async def of_thing(request: Request, path: str) -> str:
    """Return the address of the page of a thing (the path of its IRI below the base). Raises ``Problem`` (404)."""
    pool = request.app.state.pool
    reply = await waited_for(request, pool.run(entity_pages.place_of_page, path=path))
    return Frame(**_frame(request)).url(f"/page/{reply.body.decode()}")


def problem(request: Request, status: int, reason: str) -> Response | None:
    """Return an error as a page where the client wants one; ``None`` where it does not."""
    if not prefers_page(header(request, "accept"), ("application/problem+json", "application/json")):
        return None
    try:
        frame = Frame(**_frame(request))
    except Problem:
        frame = Frame()  # an address that cannot be read
    text = rendered("problem.html", frame, title=str(status), status=status, reason=reason)
    return _dressed(Response(text.encode("utf-8", "replace"), status, media_type=HTML), _POLICY)


_STATIC = {
    "base.css": resource("web/page/css/main.css"),
    "panel.css": resource("web/page/css/panel.css"),
    **{path.name: path for path in resource("web/serve/pages/static").iterdir()},
}
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


async def static(request: Request) -> Response:
    """Answer a style sheet or a script."""
    path = _STATIC.get(request.path_params["name"])
    if path is None or path.suffix not in _TYPES:
        raise Problem(404, "there is nothing at this address")

    async def make(compress: bool) -> TaskResult:
        return packed(path.read_bytes(), _TYPES[path.suffix], compress)

    response = await respond(request, ("static", path.name, path.stat().st_mtime_ns), make, vary=False)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


ROUTES: tuple[BaseRoute, ...] = (
    Route("/", home),
    Route("/reports", reports),
    Route("/places", places),
    Route("/search", search),
    Route("/explore", explore),
    Route("/page/{path:path}", thing),
    Route("/kind/{slug}", kind),
    Route("/static/{name}", static),
)
