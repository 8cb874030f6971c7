"""The graphs that a query or a request names: they are taken out of the store, and never fetched from anywhere."""

import re
from urllib.parse import urljoin, urlsplit

import pyoxigraph as ox

from graph.errors import NotAllowed
from graph.store.sparql import ask
from graph.store.sparql_tokens import tokens
from graph.store.store import Store

_HARMLESS = ("http", "https", "urn", "tag")  # names that no engine takes for a file
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def graphs_named(query: str) -> list[str]:
    r"""Return the IRIs in a query's FROM and FROM NAMED.

    >>> graphs_named("PREFIX g: <http://g/> SELECT * FROM g:a FROM NAMED <http://h/b> { ?from ?p '<x>' }")
    ['http://g/a', 'http://h/b']
    """
    query = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), query)
    pieces = [piece for piece in tokens(query) if not piece.isspace() and not piece.startswith("#")]
    prefixes: dict[str, str] = {}
    base, found = "", []

    def iri(piece: str) -> str:
        if piece.startswith("<"):
            return urljoin(base, piece[1:-1]) if base else piece[1:-1]
        prefix, _, local = piece.partition(":")
        return prefixes.get(prefix, "") + local

    following = [*pieces[1:], "", ""]
    for at, piece in enumerate(pieces):
        match piece.lower():
            case "base":
                base = iri(following[at])
            case "prefix":
                prefixes[following[at].rstrip(":")] = iri(following[at + 1])
            case "from":
                named = following[at].lower() == "named"
                found.append(iri(following[at + named]))
    return found


def refuse_graphs(store: Store, query: str, given: list[str]) -> None:
    """Raise ``NotAllowed`` if a graph is named that nobody here holds and that an engine might go and fetch.

    Our own engine fetches nothing. A server behind us might, so that there each graph must be known to it.
    """
    if not given and "from" not in query.lower() and "\\u" not in query.lower():
        return
    for iri in {*given, *graphs_named(query)}:
        try:
            name = ox.NamedNode(iri)
        except ValueError:
            raise NotAllowed("serve-graph-not-iri", iri=iri[:200]) from None
        if isinstance(store, ox.Store):
            known = urlsplit(iri).scheme in _HARMLESS or store.contains_named_graph(name)
        else:
            known = bool(ask(store, f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}"))
        if not known:
            raise NotAllowed("serve-graph-not-here", iri=iri[:200])
