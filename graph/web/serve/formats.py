"""Which format an answer is written in: by a request's Accept header (RFC 9110, 12.5) or by a parameter.

Ours and no library's: python-mimeparse raises for a malformed range, splits at commas within quotes and takes a range
with parameters for one without; werkzeug's refuses where only such a range fits. The tests ask werkzeug for a second
opinion.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

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


def types_of(*formats: Format) -> tuple[str, ...]:
    """Return the media types of formats."""
    return tuple(type_ for format in formats for type_ in format.types)


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
    return Choice(_best(RESULTS, accept), _best(GRAPHS, accept))


@lru_cache(maxsize=512)
def prefers_page(accept: str, types: tuple[str, ...]) -> bool:
    """Say whether a client would rather have HTML than any of these media types, which an address offers too.

    >>> browser = "text/html,application/xml;q=0.9,*/*;q=0.8"
    >>> prefers_page(browser, ("application/json",)), prefers_page("*/*", ("application/json",))
    (True, False)
    >>> prefers_page("application/json, text/html;q=0.1", ("application/json",))
    False
    """
    html, *others = qualities(accept, ("text/html", *types))
    return html > max(others)


def _best(formats: Sequence[Format], accept: str) -> tuple[str, str] | None:
    proper = [(format.name, format.types[0]) for format in formats]
    others = [(format.name, type_) for format in formats for type_ in format.types[1:]]
    pairs = [*proper, *others]
    html, *weights = qualities(accept, ("text/html", *(type_ for _, type_ in pairs)))

    def rank(at: int) -> tuple[bool, float]:
        # A browser lists application/xml after HTML; nobody who reads a page wants XML, where there is another.
        return at < len(proper) or weights[at] > html, weights[at]

    best = max((at for at, weight in enumerate(weights) if weight), key=rank, default=None)
    return None if best is None else pairs[best]


def qualities(accept: str, types: Sequence[str]) -> list[float]:
    """Return how much a client wants each media type, by the most specific range that fits it.

    A range with parameters is for a variant of a type, which we have not: it counts where nothing fits otherwise.

    >>> qualities("text/*;q=0.3, text/csv;header=present, */*;q=0", ("text/csv", "text/turtle", "image/png"))
    [0.3, 0.3, 0.0]
    """
    ranges = {name: q for name, q in weights(accept) if "/" in name} or {"*/*": 1.0}
    found = [_quality(type_, ranges) for type_ in types]
    if any(found):
        return found
    bare: dict[str, float] = {}
    for name, q in ranges.items():
        plain = name.partition(";")[0]
        bare[plain] = max(q, bare.get(plain, 0.0))
    return [_quality(type_, bare) for type_ in types]


def _quality(type_: str, ranges: Mapping[str, float]) -> float:
    names = (f"{type_};charset=utf-8", type_, f"{type_.partition('/')[0]}/*", "*/*")
    return next((ranges[name] for name in names if name in ranges), 0.0)


# The parts of a list, and of one of them, apart at commas and semicolons that are not quoted.
_PARTS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PIECES = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_WORD = r"[-!#$%&'*+.^_`|~0-9a-z]+"
_VALUE = re.compile(rf"\*|{_WORD}(?:/{_WORD})?(?:;{_WORD}=.*)?", re.DOTALL)
_WEIGHT = re.compile(r"0(?:\.[0-9]*)?|1(?:\.0*)?|\.[0-9]+")


def weights(header: str) -> list[tuple[str, float]]:
    """Return what an Accept, Accept-Encoding or Accept-Language header lists, in small letters, with its weights.

    Parameters stay with the name; what is malformed is passed over; of a duplicate the larger weight holds.

    >>> weights('text/csv; q=0.5, */*;q=x, text/HTML;level="1";Q=.3')
    [('text/csv', 0.5), ('text/html;level=1', 0.3)]
    """
    found: dict[str, float] = {}
    for part in _PARTS.findall(header):
        name, *rest = (piece.strip().lower() for piece in _PIECES.findall(part) or [""])
        parameters = [re.sub(r"\s*=\s*", "=", piece.replace('"', ""), count=1) for piece in rest]
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        # What follows the weight is no parameter of the range.
        own = takewhile(lambda piece: not piece.startswith("q="), parameters)
        value = ";".join((name, *filter(None, own)))
        if _WEIGHT.fullmatch(weight) and _VALUE.fullmatch(value):
            found[value] = max(float(weight), found.get(value, 0.0))
    return list(found.items())
