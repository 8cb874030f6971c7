"""The pages for people, in both languages."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

ROUTES: tuple[BaseRoute, ...] = ()


def problem(_request: Request, _status: int, _reason: str) -> Response | None:
    """Return an error as a page where the client wants one; ``None`` where it does not."""
    return None
