"""Kinds of SPARQL server: their addresses, how the union of all graphs is requested, and their deviations.

Oxigraph and Virtuoso were measured (docs/engines.md); the others follow their manuals.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Server:
    """A kind of server: its name, its addresses, and what it needs."""

    name: str
    header: str  # how its Server header begins, in lower case
    endings: tuple[
        str, str, str | None
    ]  # of its addresses for queries, updates and graphs; None: it has none
    union: Mapping[str, str] = field(
        default_factory=dict
    )  # form fields that make the union the default graph
    graph_parameter: str = "graph"
    batch: int = 1_000_000  # triples that one statement of an update may hold
    digest: bool = False  # whether it wants digest authentication (RFC 7616, not RFC 7617)
    atomic: bool = True  # whether a request of several statements is one transaction
    cuts: bool = False  # whether it may truncate a graph silently
    own: str = r"(?!)"  # pattern of the names of the server's own graphs

    def its_own(self, graph: str) -> bool:
        """Say whether a graph of this name is one of the server's own."""
        return re.match(self.own, graph) is not None


SERVERS: tuple[Server, ...] = (
    Server("oxigraph", "oxigraph", ("/query", "/update", "/store"), union={"union-default-graph": "true"}),
    Server(
        "fuseki", "apache jena fuseki", ("/query", "/update", "/data"),
        union={"default-graph-uri": "urn:x-arq:UnionGraph"},
    ),
    # Its parser can take some 5,000 triples a statement, and each statement is a transaction of its own.
    Server(
        "virtuoso", "virtuoso", ("/sparql", "/sparql-auth", "/sparql-graph-crud-auth"),
        graph_parameter="graph-uri", batch=2000, digest=True, atomic=False, cuts=True,
        own=r"http://www\.openlinksw\.com/|http://localuriqaserver/|http://localhost:\d+/(sparql|DAV/)$",
    ),
    Server("graphdb", "graphdb", ("", "/statements", "/rdf-graphs/service")),
    Server("qlever", "qlever", ("", "", "")),
    Server("other", "\0", ("", "", None)),
)  # fmt: skip
_BY_NAME = {server.name: server for server in SERVERS}


def server_named(header: str) -> Server | None:
    """Return the kind of server by its ``Server`` header.

    >>> server_named("Virtuoso/07.20.3229 (Linux)").name
    'virtuoso'
    """
    return next((server for server in SERVERS if header.lower().startswith(server.header)), None)


def server_at(url: str) -> Server:
    """Return the kind of server that usually has an address of this form.

    >>> [server_at(f"http://x{path}").name for path in (":7878", "/repositories/r", ":8890/sparql", ":3030/ds/query")]
    ['oxigraph', 'graphdb', 'virtuoso', 'fuseki']
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if "/repositories/" in path:
        return _BY_NAME["graphdb"]
    if path in ("/sparql", "/sparql-auth"):
        return _BY_NAME["virtuoso"]
    if parts.port == 7001:
        return _BY_NAME["qlever"]
    if path in ("", "/query"):
        return _BY_NAME["oxigraph"]
    return _BY_NAME["fuseki" if path.endswith(("/query", "/sparql")) or parts.port == 3030 else "other"]


def addresses(server: Server, url: str) -> tuple[str, str, str | None]:
    """Return a server's addresses for queries, updates and graphs, given any one of them.

    >>> addresses(server_at("http://x:3030/ds"), "http://x:3030/ds")
    ('http://x:3030/ds/query', 'http://x:3030/ds/update', 'http://x:3030/ds/data')
    """
    base = re.sub(r"/(query|sparql|sparql-auth|update)$", "", url.rstrip("/"))
    query, update, graphs = server.endings
    return base + query, base + update, None if graphs is None else base + graphs


LineFix = Callable[[bytes], bytes]
# Virtuoso has no xsd:duration of its own (P1D becomes 86400.0) and writes true as 1. So durations are stored
# there with a datatype that it does not know and leaves alone, and both are corrected when read.
_STORED_DURATION = "https://w3id.org/deedgraph#heldDuration"
_DURATION = "http://www.w3.org/2001/XMLSchema#duration"
_BOOLEAN = re.compile(rb'("datatype": "http://www\.w3\.org/2001/XMLSchema#boolean", "value": )"([01])"')


def written(server: Server, text: str) -> str:
    """Return the triples of an update as this server can store them."""
    return text.replace(f"<{_DURATION}>", f"<{_STORED_DURATION}>") if server.name == "virtuoso" else text


def line_fix(server: Server) -> LineFix | None:
    """Return the function that corrects a line of a server's answers; ``None`` if none is needed."""
    if server.name != "virtuoso":
        return None

    def fix(line: bytes) -> bytes:
        line = line.replace(_STORED_DURATION.encode(), _DURATION.encode())
        return _BOOLEAN.sub(lambda m: m[1] + (b'"true"' if m[2] == b"1" else b'"false"'), line)

    return fix
