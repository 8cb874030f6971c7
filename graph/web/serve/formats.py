"""Which format an answer is written in: by a request's Accept header (RFC 9110) or by a parameter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from graph.web.serve.limits import Problem


@dataclass(frozen=True)
class Format:
    """A way to write an answer: its short name, its media types (the proper one first), and the engine's writer."""

    name: str
    types: tuple[str, ...]
    writer: ox.QueryResultsFormat | ox.RdfFormat


# In the order of preference of a client that takes anything.
RESULTS = (
    Format("json", ("application/sparql-results+json", "application/json"), ox.QueryResultsFormat.JSON),
    Format(
        "xml", ("application/sparql-results+xml", "application/xml", "text/xml"), ox.QueryResultsFormat.XML
    ),
    Format("csv", ("text/csv",), ox.QueryResultsFormat.CSV),
    Format("tsv", ("text/tab-separated-values",), ox.QueryResultsFormat.TSV),
)
GRAPHS = (
    Format("ttl", ("text/turtle", "application/x-turtle"), ox.RdfFormat.TURTLE),
    Format("nt", ("application/n-triples", "text/plain"), ox.RdfFormat.N_TRIPLES),
    Format("jsonld", ("application/ld+json", "application/json"), ox.RdfFormat.JSON_LD),
    Format("rdf", ("application/rdf+xml", "application/xml", "text/xml"), ox.RdfFormat.RDF_XML),
    Format("trig", ("application/trig",), ox.RdfFormat.TRIG),
    Format("nq", ("application/n-quads",), ox.RdfFormat.N_QUADS),
)
BY_NAME = {format.name: format for format in (*RESULTS, *GRAPHS)}
# What people write besides, and what fits both rows and triples.
_NAMES: dict[str, tuple[str | None, str | None]] = {
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdf"),
    "turtle": (None, "ttl"),
    "rdfxml": (None, "rdf"),
    "rdf+xml": (None, "rdf"),
    "ntriples": (None, "nt"),
    "n-triples": (None, "nt"),
    "nquads": (None, "nq"),
    "n-quads": (None, "nq"),
    "json-ld": (None, "jsonld"),
    **{format.name: (format.name, None) for format in RESULTS if format.name in ("csv", "tsv")},
    **{format.name: (None, format.name) for format in GRAPHS},
}


@dataclass(frozen=True)
class Choice:
    """The formats a client takes for rows and for triples, each with the media type to call it; ``None``: none."""

    results: tuple[str, str] | None
    graphs: tuple[str, str] | None


def named(name: str) -> Choice:
    """Return the choice that a ``format`` parameter makes: a short name, or a media type.

    Raises ``Problem`` (400) for a name that is none.

    >>> named("csv")
    Choice(results=('csv', 'text/csv'), graphs=None)
    """
    if "/" in name:
        choice = accepted(name.replace(" ", "+"))
        if choice.results or choice.graphs:
            return choice
    results, graphs = _NAMES.get(name.lower(), (None, None))
    if results is None and graphs is None:
        known = ", ".join((*BY_NAME, "turtle"))
        raise Problem(400, f"no format {name[:40]!r}; known are {known}")
    return Choice(
        (results, BY_NAME[results].types[0]) if results else None,
        (graphs, BY_NAME[graphs].types[0]) if graphs else None,
    )


@lru_cache(maxsize=512)
def accepted(accept: str) -> Choice:
    """Return the choice that an Accept header makes; without one, JSON and Turtle.

    >>> accepted("text/csv;q=0.5, application/sparql-results+xml").results
    ('xml', 'application/sparql-results+xml')
    """
    ranges = parsed(accept) or [("*/*", 1.0)]
    # A browser lists application/xml after HTML; nobody who reads a page wants XML.
    human = quality("text/html", ranges) > 0 and not any(name == "*/*" and q == 1 for name, q in ranges)
    return Choice(_best(RESULTS, ranges, human), _best(GRAPHS, ranges, human))


def wants_page(accept: str) -> bool:
    """Say whether a client would rather have HTML than any format of data.

    >>> wants_page("text/html,application/xml;q=0.9,*/*;q=0.8"), wants_page("*/*")
    (True, False)
    """
    return _wants_page(accept)


@lru_cache(maxsize=512)
def _wants_page(accept: str) -> bool:
    ranges = parsed(accept)
    html = quality("text/html", ranges)
    types = [format.types[0] for format in (*RESULTS, *GRAPHS)]
    return html > 0 and html > max(quality(type_, ranges) for type_ in types)


def _best(offers: Sequence[Format], ranges: list[tuple[str, float]], human: bool) -> tuple[str, str] | None:
    best: tuple[float, tuple[str, str] | None] = (0.0, None)
    for offer in offers:
        for at, type_ in enumerate(offer.types):
            # Only the proper name is meant by a wildcard, and by a browser.
            q = quality(type_, ranges, exact=at > 0) if not (at and human) else 0.0
            if q > best[0]:
                best = (q, (offer.name, type_))
    return best[1]


def quality(type_: str, ranges: list[tuple[str, float]], *, exact: bool = False) -> float:
    """Return how much a client wants a media type, by the most specific range that fits it."""
    major = type_.partition("/")[0]
    for wanted in (type_,) if exact else (type_, f"{major}/*", "*/*"):
        for name, q in ranges:
            if name == wanted:
                return q
    return 0.0


def parsed(accept: str) -> list[tuple[str, float]]:
    """Return the ranges of an Accept header with their weights; what is no range is passed over.

    >>> parsed("text/csv; q=0.5, */*;q=x")
    [('text/csv', 0.5)]
    """
    found = []
    for part in accept.split(",")[:50]:
        name, *rest = (piece.strip().lower() for piece in part.split(";"))
        weight = next((piece[2:] for piece in rest if piece.startswith("q=")), "1")
        try:
            q = float(weight)
        except ValueError:
            continue
        if all(name.partition("/")) and 0 <= q <= 1:
            found.append((name, q))
    return found
