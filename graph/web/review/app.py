"""The review server: the page, the drafts as JSON, and the changes a person makes."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graph.errors import CallError, DataError, DeedgraphError
from graph.messages import words_of
from graph.model.bounds import sign
from graph.model.fields import DEED
from graph.model.records import Decision
from graph.model.vocab import BOUND, KIND, LEVEL, ROLE, concepts
from graph.resources import resource
from graph.web.review import suggestions
from graph.web.review.access import POLICY, has_token, in_both, new_secret, take_key
from graph.web.review.draft import Draft, Stale, read_bundle
from graph.web.review.questions import Questions
from graph.web.serve.access import AccessMiddleware
from graph.web.serve.limits import Problem
from graph.web.serve.protocol import body as body_of

MOST = 1 << 20  # bytes of a request
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Review:
    """What one run of review serves: the drafts, the questions of link, who reviews, and the run's secrets.

    ``keys`` open the page, each once; ``token`` is what the page asks with.
    """

    drafts: list[Draft]
    questions: Questions
    by: str
    lang: str = "zh"
    token: str = field(default_factory=new_secret)
    keys: set[str] = field(default_factory=set)


def create_app(review: Review, opened: Callable[[], None] = lambda: None) -> Starlette:
    """Return the ASGI application; ``opened`` is called when a key was used up."""
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/api/drafts", drafts),
            Route("/api/drafts/{n:int}", draft),
            Route("/api/drafts/{n:int}/change", changed, methods=["POST"]),
            Route("/api/drafts/{n:int}/undo", undone, methods=["POST"]),
            Route("/api/drafts/{n:int}/offers", offered),
            Route("/api/questions", asked),
            Route("/api/questions/decide", decided, methods=["POST"]),
            Route("/api/questions/take-back", taken_back, methods=["POST"]),
            Mount("/page", StaticFiles(directory=resource("web/review/page"))),
            Mount("/shared", StaticFiles(directory=resource("web/page/css"))),
        ],
        middleware=[Middleware(AccessMiddleware, POLICY, log=False)],
    )
    app.state.review, app.state.opened = review, opened
    return app


async def page(request: Request) -> Response:
    """Return the page: with the token for who brings a key, else with how to open it."""
    review: Review = request.app.state.review
    template = resource("web/review/page/review.html").read_text(encoding="utf-8")
    start = ""
    if take_key(review.keys, request):
        given = {
            "by": review.by,
            "lang": review.lang,
            "token": review.token,
            "today": date.today().isoformat(),
            "words": words_of("review"),
        }
        start = json.dumps(given, ensure_ascii=False)
        request.app.state.opened()
    html = template.replace("{{ start }}", escape(start))
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(html, media_type="text/html", headers=headers)


def json_endpoint(work: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that answers with JSON, and with one line for what goes wrong."""

    async def answer(request: Request) -> Response:
        if not has_token(request.app.state.review.token, request):
            return JSONResponse(in_both(CallError("review-earlier-run")), 403)
        try:
            request.state.body = await _json(request)
            return await run_in_threadpool(_worked, work, request)
        except Problem as problem:
            return JSONResponse(in_both(CallError("review-too-large", most=MOST)), problem.status)
        except RecursionError:
            return JSONResponse(in_both(CallError("nested-too-deep")), 400)
        except DataError as error:
            return JSONResponse(in_both(error), 422)
        except DeedgraphError as error:
            return JSONResponse(in_both(error), 400)

    return answer


def _worked(work: Callable[[Request], Any], request: Request) -> Response:
    """Return what the work gives; where the draft is another by now, the draft, which raises when it is none."""
    try:
        return JSONResponse(work(request))
    except Stale:
        state = _draft(request).state()
        return JSONResponse({**in_both(CallError("review-stale")), "code": "stale", "state": state}, 409)


async def _json(request: Request) -> dict[str, Any]:
    if request.method != "POST":
        return {}
    try:
        given = json.loads(await body_of(request, MOST))
    except (ValueError, RecursionError):
        given = None
    return given if isinstance(given, dict) else {}


def _draft(request: Request) -> Draft:
    drafts: list[Draft] = request.app.state.review.drafts
    n = request.path_params["n"]
    if n >= len(drafts):
        raise CallError("review-no-draft", n=len(drafts), m=n)
    found: Draft = drafts[n]
    return found


def _list(request: Request) -> Any:
    review: Review = request.app.state.review
    found: list[dict[str, Any]] = []
    for one in review.drafts:
        try:
            bundle = read_bundle(one.data(), one.path)
        except DataError as error:
            found.append({"name": one.path.name, "title": one.path.name, "error": str(error)})
            continue
        reviewed = sum("reviewed" in deed for deed in bundle.deeds)
        title = (bundle.report or {}).get("title", one.path.name)
        found.append(
            {"name": one.path.name, "title": title, "deeds": len(bundle.deeds), "reviewed": reviewed}
        )
    asked = review.questions.open()
    schemes = {"kinds": KIND, "roles": ROLE, "bounds": BOUND, "levels": LEVEL}
    return {
        "drafts": found,
        "fields": [field.plain() for field in DEED],
        "questions": len(asked.questions) + len(asked.conflicts),
        **{
            name: [
                {"id": c.slug, "zh": c.zh, "en": c.en, "broader": c.broader, "sign": sign(c.slug)}
                for c in concepts(iri).values()
            ]
            for name, iri in schemes.items()
        },
    }


def _one(request: Request) -> Any:
    one = _draft(request)
    return {"state": one.state(), "text": one.page_text()}


def _change(request: Request) -> Any:
    given = request.state.body
    review: Review = request.app.state.review
    change = given.get("change")
    if not isinstance(change, dict):
        raise CallError("review-no-change")
    state, touched = _draft(request).change(str(given.get("version")), change, review.by)
    return {"state": state, "touched": touched}


def _undo(request: Request) -> Any:
    given = request.state.body
    again = given.get("again") is True
    return {"state": _draft(request).undo(str(given.get("version")), again=again)}


def _offers(request: Request) -> Any:
    one = _draft(request)
    own = read_bundle(one.data(), one.path)
    words = request.query_params.get("words", "")[:100]
    match request.query_params.get("sort"):
        case "place":
            return {"offers": suggestions.places(words, own, one.shared, one.text)}
        case "code":
            return {"offers": suggestions.codes(words, own, one.shared, one.text)}
    return {"offers": suggestions.agents(words, own, one.shared)}


def _questions(request: Request) -> Any:
    return request.app.state.review.questions.open().plain()


def _decide(request: Request) -> Any:
    given, review = request.state.body, request.app.state.review
    a, b, same = given.get("a"), given.get("b"), given.get("same")
    if not isinstance(a, str) or not isinstance(b, str) or not isinstance(same, bool):
        raise CallError("review-decision")
    decision: Decision = {"a": a, "b": b, "same": same, "by": review.by, "on": date.today().isoformat()}
    if isinstance(given.get("why"), str) and given["why"].strip():
        decision["why"] = given["why"].strip()
    review.questions.decide(decision)
    return review.questions.open().plain()


def _take_back(request: Request) -> Any:
    given, questions = request.state.body, request.app.state.review.questions
    a, b = given.get("a"), given.get("b")
    if not isinstance(a, str) or not isinstance(b, str):
        raise CallError("review-take-back")
    questions.take_back(a, b)
    return questions.open().plain()


drafts, draft = json_endpoint(_list), json_endpoint(_one)
changed, undone = json_endpoint(_change), json_endpoint(_undo)
offered, asked = json_endpoint(_offers), json_endpoint(_questions)
decided, taken_back = json_endpoint(_decide), json_endpoint(_take_back)


def texts_at(paths: list[Path], known: Mapping[str, Path] | None = None) -> Callable[[str], str | None]:
    """Return a function that gives a report's text by its SHA-256: a ``known`` one, or out of files and folders."""
    from graph.text.report import find_texts, read_text

    known = dict(known or {})
    for path in paths:
        for sha256, file in find_texts(path).by_hash.items():
            known.setdefault(sha256, file)
    return lambda sha256: read_text(known[sha256]) if sha256 in known else None
