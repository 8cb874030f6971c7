"""The pages for people, in both languages: what a browser gets where a program gets data."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from graph.ask import SavedQuery

ROUTES: tuple[BaseRoute, ...] = ()


def problem(_request: Request, _status: int, _reason: str) -> Response | None:
    """Return an error as a page where the client wants one; ``None`` where it does not."""
    return None


async def editor(_request: Request) -> Response | None:
    """Return the page for writing a query: what a browser gets at ``/sparql``."""
    return None


async def queries(_request: Request) -> Response | None:
    """Return the page that lists the saved queries."""
    return None


async def query(_request: Request, _query: SavedQuery) -> Response | None:
    """Return the page for trying a saved query, with its answer."""
    return None


async def of_thing(_request: Request, _path: str) -> str | None:
    """Return the address of the page of a thing (the path of its IRI below the base); ``None``: it has none."""
    return None
