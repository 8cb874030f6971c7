"""The SPARQL 1.1 Protocol's query operation: a request as a query, its dataset and its formats."""

from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from graph.web.serve.formats import Choice, accepted, named
from graph.web.serve.limits import Limits, Problem

_MOST_FIELDS = 200
FORMAT_FIELDS = ("format", "output")  # of an address or a form: either names the answer's format


@dataclass(frozen=True)
class Question:
    """A query as it was asked: its text, the dataset that the request names, and the formats it takes."""

    query: str
    formats: Choice
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


async def question(request: Request, limits: Limits) -> Question | None:
    """Return the query of a request; ``None`` for a GET that asks nothing.

    Raises ``Problem``: 400 for a request that is none by the protocol, 403 for an update, 415 for a body of another
    type, 413 for one that is too large.
    """
    address = address_fields(request)
    asked = address if request.method != "POST" else await _posted(request, limits, address)
    given: dict[str, list[str]] = {}
    for name, value in asked:
        given.setdefault(name, []).append(value)
    if "update" in given or "using-graph-uri" in given or "using-named-graph-uri" in given:
        raise Problem(403, "updates are refused: this server only answers questions")
    queries = given.get("query", [])
    if len(queries) > 1:
        raise Problem(400, "more than one query; ask one at a time")
    if not queries:
        if request.method == "POST":
            raise Problem(400, "no query; send it as the form field query, or as application/sparql-query")
        return None
    return Question(
        queries[0],
        formats(request, given),
        given.get("default-graph-uri", []),
        given.get("named-graph-uri", []),
    )


def formats(request: Request, given: dict[str, list[str]]) -> Choice:
    """Return the formats that a request takes: by its parameter ``format`` or ``output``, else by Accept."""
    for name in FORMAT_FIELDS:
        if given.get(name):
            return named(given[name][-1])
    choice = accepted(header(request, "accept"))
    if choice.results is None and choice.graphs is None:
        raise Problem(
            406, "no format that you take; SPARQL results in JSON, XML, CSV or TSV, and RDF, are to be had"
        )
    return choice


def header(request: Request, name: str) -> str:
    """Return a header that is a list, whose parts may come in several lines (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist(name))


async def _posted(request: Request, limits: Limits, address: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.partition("charset=")[2].strip(' "').lower()
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Problem(415, "send the query as UTF-8")
    match kind.strip().lower():
        case "application/x-www-form-urlencoded":
            if any(name == "query" for name, _ in address):
                raise Problem(400, "a query in the address of a POST; send it in the body, or by GET")
            return [*address, *fields(text(await body(request, limits.body)), "the form")]
        case "application/sparql-query":
            return [*address, ("query", text(await body(request, limits.body)))]
        case "application/sparql-update":
            raise Problem(403, "updates are refused: this server only answers questions")
        case _:
            raise Problem(
                415,
                "a query comes as application/x-www-form-urlencoded or application/sparql-query",
                Accept=_TYPES,
            )


_TYPES = "application/x-www-form-urlencoded, application/sparql-query"


async def body(request: Request, most: int) -> bytes:
    """Return a request's body. Raises ``Problem`` (413) when it is larger than ``most`` bytes."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > most * _READ_ON:
        raise _too_large(most)
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > most * _READ_ON:
                raise _too_large(most)
            if size <= most:
                pieces.append(piece)
    except ClientDisconnect:
        raise Problem(400, "the request broke off") from None
    if size > most:
        raise _too_large(most)
    return b"".join(pieces)


# What is a little too large is read to its end and dropped: a client that is still sending does not hear a no.
_READ_ON = 8


def _too_large(most: int) -> Problem:
    return Problem(413, f"the request is larger than {most:,} bytes", Connection="close")


def text(data: bytes) -> str:
    """Return bytes as text. Raises ``Problem`` (400) when they are not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the request is not UTF-8") from None


def address_fields(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a request's address. Raises ``Problem`` (400) when they cannot be read."""
    return list(_read_before(request.scope["query_string"]))


# The same addresses are asked again and again, and a query in one is long.
@lru_cache(maxsize=256)
def _read_before(encoded: bytes) -> tuple[tuple[str, str], ...]:
    return tuple(fields(encoded.decode("latin-1"), "the address"))


def fields(encoded: str, where: str) -> list[tuple[str, str]]:
    """Return the fields of a form or an address. Raises ``Problem`` (400) when they cannot be read.

    >>> fields("query=ASK%20%7B%7D", "the form")
    [('query', 'ASK {}')]
    """
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise Problem(400, f"{where} is not UTF-8") from None
    except ValueError:
        raise Problem(400, f"{where} has more than {_MOST_FIELDS} fields") from None
