"""A graph on a SPARQL server: its addresses, and the requests that are sent to it (SPARQL 1.1 Protocol).

Credentials come from the environment or from netrc, never from the command line, and are shown nowhere.
"""

import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from graph.errors import CallError, StoreError
from graph.messages import Message
from graph.store.servers import Server, addresses, line_fix, server_at, server_named

if TYPE_CHECKING:
    import httpx

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_ALSO = {RESULTS: ("application/json",), TRIPLES: ("text/plain", "text/ntriples", "text/turtle")}
_SILENT_SECONDS = 60.0  # without a byte: then a server counts as silent
_TRIES = 4
_BUSY = {429, 502, 503, 504}  # worth a retry
_MAX_PAUSE_SECONDS = 10.0


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL server: the addresses for queries, updates and graphs (``None``: it has none), and its kind."""

    query: str
    update: str
    graphs: str | None
    server: Server
    client: "httpx.Client" = field(repr=False, compare=False)


def open_endpoint(url: str, update: str | None = None, graphs: str | None = None) -> Endpoint:
    """Return the endpoint at ``url`` once it has answered a small query.

    ``update`` and ``graphs`` (Graph Store Protocol) are guessed from the address and from the server's
    ``Server`` header, if they are not given. Credentials: ``DEEDGRAPH_TOKEN``, or ``DEEDGRAPH_USER`` and
    ``DEEDGRAPH_PASSWORD``, or netrc. Raises ``CallError`` for an invalid address or refused credentials, and
    ``StoreError`` for a server that is down or does not answer as a SPARQL server does.
    """
    for address in (url, update, graphs):
        if address is not None:
            _check_address(address)
    server = server_at(url)
    query = url if update or server.name == "other" else addresses(server, url)[0]
    endpoint = Endpoint(query, "", None, server, _client(server, url))
    # The smallest query: it shows that the server answers, accepts the credentials, and its Server header.
    response = asked(endpoint, "ASK {}", RESULTS)
    with _translate_errors(query):
        response.read()
    named = server_named(response.headers.get("server", ""))
    client = endpoint.client
    if named is not None and named is not server:
        server, client = named, _client(named, url)
    _, guessed_update, guessed_graphs = addresses(server, query)
    return Endpoint(query, update or guessed_update, graphs or guessed_graphs, server, client)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        parts, valid = urlsplit(""), False
    if parts.username or parts.password:
        raise CallError("address-with-password")
    if not valid:
        raise CallError("address-not-server", url=_short(url))


def _client(server: Server, url: str) -> "httpx.Client":
    import httpx

    user, password = os.environ.get("DEEDGRAPH_USER"), os.environ.get("DEEDGRAPH_PASSWORD")
    headers = {"User-Agent": "deedgraph"}
    scheme = httpx.DigestAuth if server.digest else httpx.BasicAuth
    auth: httpx.Auth | None = None
    if token := os.environ.get("DEEDGRAPH_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    elif user is not None:
        auth = scheme(user, password or "")
    elif found := _from_netrc(urlsplit(url).hostname or ""):
        auth = scheme(*found)
    return httpx.Client(auth=auth, headers=headers, timeout=httpx.Timeout(_SILENT_SECONDS, connect=10.0))


def _from_netrc(host: str) -> tuple[str, str] | None:
    import netrc

    try:
        found = netrc.netrc(os.environ.get("NETRC")).authenticators(host)
    except FileNotFoundError:
        return None
    except (OSError, netrc.NetrcParseError):
        raise CallError("netrc-unreadable") from None
    return (found[0], found[2] or "") if found else None


def asked(
    endpoint: Endpoint,
    query: str,
    accept: str,
    *,
    union: bool = True,
    graphs: Mapping[str, Sequence[str]] | None = None,
) -> "httpx.Response":
    """Ask a query, by default over the union of all graphs; the answer is not read yet (see ``body``).

    ``graphs`` are the protocol's own parameters for the graphs to ask, which then take precedence.
    """
    named = graphs or (endpoint.server.union if union else {})
    form = {
        "query": query,
        **{name: value if isinstance(value, str) else list(value) for name, value in named.items()},
    }
    return _answered(endpoint, "POST", endpoint.query, accept, data=form)


def fetched(endpoint: Endpoint, graph: str) -> "httpx.Response | None":
    """Get a named graph as N-Triples by the Graph Store Protocol; its body is not read yet.

    ``None`` when the server has no graph store, or knows no such graph or address.
    """
    if endpoint.graphs is None:
        return None
    try:
        return _answered(
            endpoint, "GET", endpoint.graphs, TRIPLES, params={endpoint.server.graph_parameter: graph}
        )
    except NotThere:
        return None


class NotThere(CallError):
    """The server answers, but has nothing at this address."""


def updated(endpoint: Endpoint, update: str) -> None:
    """Send an update request; it is retried only if no connection was made.

    Raises ``CallError`` when the server refuses it and ``StoreError`` when it fails or breaks off; the server's
    state is then as docs/engines.md says.
    """
    response = _answered(endpoint, "POST", endpoint.update, "*/*", repeat=False, data={"update": update})
    with _translate_errors(endpoint.update):
        response.read()


def _answered(
    endpoint: Endpoint, method: str, url: str, accept: str, *, repeat: bool = True, **content: Any
) -> "httpx.Response":
    """Send a request, with retries where that is safe; return an answer of the requested type, unread."""
    import httpx

    headers = {"Accept": accept, "Accept-Encoding": "gzip"}
    for attempt in range(_TRIES):
        last = attempt == _TRIES - 1
        pause = 0.25 * 2**attempt * (1 + random.random() / 4)  # noqa: S311 - spreads the retries of many clients
        try:
            request = endpoint.client.build_request(method, url, headers=headers, **content)
            response = endpoint.client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            # Nothing was sent, so even an update may be tried again.
            if last:
                raise StoreError("server-not-there", url=url) from None
        except httpx.TimeoutException:
            raise StoreError("server-timeout", url=url, seconds=_SILENT_SECONDS) from None
        except httpx.HTTPError as error:
            if last or not repeat:
                raise StoreError("server-broke-off", url=url, why=_short(str(error))) from None
        else:
            if last or not repeat or response.status_code not in _BUSY:
                return _checked(response, url, accept)
            wanted = response.headers.get("retry-after", "")
            pause = max(pause, float(wanted) if wanted.isdigit() else 0.0)
            response.close()
        time.sleep(min(pause, _MAX_PAUSE_SECONDS))
    raise AssertionError  # the last try returns or raises


def _checked(response: "httpx.Response", url: str, accept: str) -> "httpx.Response":
    """Return an answer of the requested type; raise the error that any other one means."""
    status = response.status_code
    found = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if rows := response.headers.get("x-sparql-maxrows"):
        # Virtuoso's header for a truncated answer.
        response.close()
        raise cut_short(url, rows)
    if status < 300 and (accept in ("*/*", found) or found in _ALSO[accept]):
        return response
    with _translate_errors(url):
        words = _short(next(response.iter_text(2000), "")) if status >= 400 else ""
    response.close()
    if status in (401, 403):
        raise CallError("server-refused", url=url, status=status)
    if 300 <= status < 400:
        raise CallError("server-moved", url=url, to=_short(response.headers.get("location", "")))
    if status in (404, 405):
        raise NotThere("server-knows-not", url=url, status=status)
    if status >= 500 or status == 429:
        raise StoreError("server-failed", url=url, status=status, why=words)
    if status >= 400:
        raise CallError("server-refused-request", url=url, status=status, why=words)
    raise StoreError(
        "server-other-format", url=url, found=_short(found) or Message("server-no-format"), accept=accept
    )


def cut_short(url: str, limit: str) -> StoreError:
    """Return the error of a server that truncates an answer."""
    return StoreError("server-cuts-off", url=url, limit=_short(limit))


def _short(text: str) -> str:
    """Return the beginning of foreign text as one printable line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= 200 else line[:199] + "…"


@contextmanager
def _translate_errors(url: str) -> Iterator[None]:
    """Translate the client's errors while an answer is read."""
    import httpx

    try:
        yield
    except httpx.TimeoutException:
        raise StoreError("server-silent", url=url, seconds=_SILENT_SECONDS) from None
    except httpx.HTTPError as error:
        raise StoreError("answer-broke-off", url=url, why=_short(str(error))) from None


def body(endpoint: Endpoint, response: "httpx.Response") -> IO[bytes]:
    """Return the body of an answer as a file to read from, corrected where the server needs that."""
    return cast("IO[bytes]", _Body(endpoint, response))


class _Body:
    """The file interface that pyoxigraph needs."""

    def __init__(self, endpoint: Endpoint, response: "httpx.Response") -> None:
        self.url = str(response.request.url.copy_with(query=None))
        self.pieces: Iterator[bytes] = response.iter_bytes(65536)
        fix: Callable[[bytes], bytes] | None = line_fix(endpoint.server)
        if fix is not None:
            self.pieces = map(fix, _whole_lines(self.pieces))
        self.left = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; none at the end."""
        if not self.left:
            with _translate_errors(self.url):
                self.left = next(self.pieces, b"")
        taken, self.left = (self.left, b"") if size < 0 else (self.left[:size], self.left[size:])
        return taken


def _whole_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield whole lines, so that what is corrected in a line is never split."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        if whole:
            yield b"\n".join(whole) + b"\n"
    if rest:
        yield rest
