"""Who may ask: the page that was opened by an address of this run, and nobody else on this machine.

Host and Origin are checked as those of ``serve`` (``AccessPolicy``). An address holds a key that opens the page once;
the page that it opens holds the token that every question needs.
"""

import secrets

from starlette.requests import Request

from graph.errors import DeedgraphError
from graph.web.serve.access import AccessPolicy

POLICY = AccessPolicy("127.0.0.1", local=False)
TOKEN_HEADER = "x-deedgraph-token"  # noqa: S105 - a header's name


def new_secret() -> str:
    """Return what nobody guesses."""
    return secrets.token_urlsafe(24)


def take_key(keys: set[str], request: Request) -> bool:
    """Say whether a request for the page brings a key, which is then used up."""
    given = request.query_params.get("key", "").encode()
    key = next((each for each in keys if secrets.compare_digest(each.encode(), given)), None)
    if key is None or request.method != "GET":
        return False
    keys.discard(key)
    return True


def has_token(token: str, request: Request) -> bool:
    """Say whether a request comes from a page that was opened."""
    return secrets.compare_digest(token.encode(), request.headers.get(TOKEN_HEADER, "").encode())


def in_both(error: DeedgraphError) -> dict[str, str]:
    """Return an error in both languages, as the page gets it: ``error`` and ``zh``."""
    return {"error": error.in_language("en"), "zh": error.in_language("zh")}
