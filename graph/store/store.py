"""The three places for a graph: memory, a folder that Oxigraph keeps, and a SPARQL server.

Memory and folder are a ``pyoxigraph.Store``, used as it is; a server is an ``Endpoint``. Here is what the other rooms
need of any of them: ``answer`` a query, the quads that are ``matching``, the ``graph_names``, and
a ``change`` in one transaction.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from graph.errors import CallError, StoreError, os_reason
from graph.messages import Message
from graph.model.iris import SHARED
from graph.model.vocab import ONTOLOGY, OWL
from graph.store.edition import check_edition
from graph.store.endpoint import (
    RESULTS,
    TRIPLES,
    Endpoint,
    asked,
    body,
    cut_short,
    fetched,
    open_endpoint,
    updated,
)
from graph.store.servers import written

Store = ox.Store | Endpoint
Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean | Iterator[ox.Triple]
GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_VERSION = ox.NamedNode(OWL + "versionInfo")
_ENGINES = re.compile(r"(LOCK|LOG|IDENTITY|CURRENT|MANIFEST-|OPTIONS-|\d+\.(log|sst|blob|dbtmp)$)")


def open_store(folder: Path | None = None, *, create: bool = False) -> ox.Store:
    """Open the graph in ``folder``, or a new one in memory.

    Reading opens the folder as of now, also while another process writes to it. ``create`` opens it for
    writing and makes it when it does not exist or is empty. Raises ``CallError`` when it is not a store or
    another process writes to it, and ``StoreError`` when it is damaged, or of a newer edition or, to read it, an older
    one.

    >>> len(open_store())
    0
    """
    if folder is None:
        return ox.Store()
    check_folder(folder, create=create)
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        store = ox.Store(str(folder)) if create else _reading(folder)
    except (OSError, ValueError, RuntimeError) as error:
        if "lock" in str(error).lower():
            raise CallError("store-locked", path=folder, holder=holder_of(folder / "LOCK")) from None
        words = short(error)
        if isinstance(error, PermissionError) or "Read-only" in words or "Permission denied" in words:
            raise CallError("store-not-writable", path=folder, why=words) from None
        if "too recent version" in words:
            raise StoreError("store-newer", path=folder) from None
        raise StoreError("store-not-opened", path=folder, why=words) from None
    check_edition(editions_in(store), folder, reads=not create)
    return store


def open_server(
    url: str, update: str | None = None, graphs: str | None = None, *, reads: bool = True
) -> Endpoint:
    """Open the graph on a server as ``open_endpoint`` does. Raises ``StoreError`` for one of another edition."""
    store = open_endpoint(url, update, graphs)
    check_edition(editions_in(store), url, reads=reads)
    return store


def check_folder(folder: Path, *, create: bool) -> None:
    """Raise ``CallError`` if a folder is not a store, and cannot become one by ``create``."""
    try:
        if not create and not folder.is_dir():
            raise CallError("store-not-there", path=folder)
        if folder.exists() and not folder.is_dir():
            raise CallError("store-not-a-folder", path=folder)
        is_store = (folder / "CURRENT").is_file()
        # A build that was killed early may have left files of the engine that are not a store yet.
        if (
            folder.is_dir()
            and not is_store
            and any(not _ENGINES.match(file.name) for file in folder.iterdir())
        ):
            raise CallError("store-other-files", path=folder)
        if not create and not is_store:
            raise CallError("store-empty", path=folder)
    except OSError as error:
        raise CallError("path-unreadable", path=folder, why=os_reason(error)) from None


def editions_in(store: Store) -> set[str | None]:
    """Return the editions that a store's ontology names, ``None`` if it names none; nothing without ontology."""
    graph = ox.NamedNode(ONTOLOGY)
    named = {quad.object.value for quad in matching(store, graph, _VERSION, None, graph)}  # type: ignore[union-attr]
    return {*named} or {None for _ in matching(store, graph, graph=graph)}


def holder_of(lock: Path) -> str:
    """Return the holder of a lock, by process id where the system has it (Linux: ``/proc/locks``)."""
    try:
        inode = str(lock.stat().st_ino)
        held = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
        found = {words[4] for words in held if len(words) > 5 and words[5].rpartition(":")[2] == inode}
    except OSError:
        found = set()
    return (
        Message("holder-process", id=found.pop())
        if len(found) == 1 and found != {"0"}
        else Message("holder-another")
    )


def _reading(folder: Path) -> ox.Store:
    from graph.store.snapshot import snapshot_of

    return ox.Store.read_only(str(snapshot_of(folder) or folder))


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request asks (SPARQL 1.1 Protocol, 2.1.4): those merged as default graph, those named."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def answer(store: Store, query: str, *, union: bool = True, dataset: Dataset | None = None) -> Answer:
    """Return the answer to a well-formed query, over the union of all graphs.

    Given a ``dataset``, its graphs are asked and no others. Rows come as the engine finds them; a CONSTRUCT
    or DESCRIBE of a server is an iterator of triples. They are to be read within ``whole``, since an answer
    may still break off.
    """
    if isinstance(store, ox.Store):
        if dataset is None:
            return store.query(query, use_default_graph_as_union=union)
        default: list[Any] = [ox.NamedNode(iri) for iri in dataset.default]
        return store.query(
            query, default_graph=default, named_graphs=[ox.NamedNode(iri) for iri in dataset.named]
        )
    graphs = (
        None if dataset is None else {"default-graph-uri": dataset.default, "named-graph-uri": dataset.named}
    )
    if isinstance(ox.Store().query(query), ox.QueryTriples):
        file = body(store, asked(store, query, TRIPLES, union=union, graphs=graphs))
        return (quad.triple for quad in ox.parse(file, format=ox.RdfFormat.N_TRIPLES))
    with whole(store):
        file = body(store, asked(store, query, RESULTS, union=union, graphs=graphs))
        return ox.parse_query_results(file, ox.QueryResultsFormat.JSON)


@contextmanager
def whole(store: Store | None = None) -> Iterator[None]:
    """Read an answer within this block: raises ``StoreError`` if it breaks off or is malformed."""
    try:
        yield
    except SyntaxError:
        if isinstance(store, Endpoint):
            raise StoreError("server-answer-cut-off", url=store.query) from None
        raise StoreError("answer-cut-off") from None
    except BrokenPipeError:
        raise  # the reader of our output has closed it
    except (OSError, RuntimeError) as error:
        raise StoreError("store-broke-off", why=short(error)) from None


def matching(
    store: Store,
    subject: ox.NamedNode | ox.BlankNode | None = None,
    predicate: ox.NamedNode | None = None,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
    graph: GraphName | None = None,
) -> Iterator[ox.Quad]:
    """Yield the quads of a store that have these terms; ``None`` means any, also any graph."""
    if isinstance(store, ox.Store):
        with whole(store):
            yield from store.quads_for_pattern(subject, predicate, value, graph)
        return
    if graph is None and subject is None and predicate is None and value is None:
        for each in (ox.DefaultGraph(), *graph_names(store)):
            yield from matching(store, graph=each)
        return
    if isinstance(graph, ox.BlankNode) or (isinstance(graph, ox.DefaultGraph) and not store.server.union):
        return  # no request can name such a graph; and a default graph that is the union has nothing of its own
    with whole(store):
        if graph is None:
            yield from _anywhere(store, subject, predicate, value)
        else:
            yield from _in_graph(store, subject, predicate, value, graph)


def _anywhere(
    store: Endpoint,
    subject: ox.NamedNode | ox.BlankNode | None,
    predicate: ox.NamedNode | None,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | None,
) -> Iterator[ox.Quad]:
    if store.server.union:
        yield from _in_graph(store, subject, predicate, value, ox.DefaultGraph())
    pattern = f"{subject or '?s'} {predicate or '?p'} {value or '?o'}"
    found = cast("ox.QuerySolutions", answer(store, f"SELECT * WHERE {{ GRAPH ?g {{ {pattern} }} }}"))
    for solution in found:
        terms = {variable.value: solution[variable] for variable in found.variables}
        if not store.server.its_own(terms["g"].value):
            yield ox.Quad(subject or terms["s"], predicate or terms["p"], value or terms["o"], terms["g"])


def _in_graph(
    store: Endpoint,
    subject: ox.NamedNode | ox.BlankNode | None,
    predicate: ox.NamedNode | None,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | None,
    graph: ox.NamedNode | ox.DefaultGraph,
) -> Iterator[ox.Quad]:
    every = subject is None and predicate is None and value is None
    response = fetched(store, graph.value) if every and isinstance(graph, ox.NamedNode) else None
    if response is None:
        pattern = f"{subject or '?s'} {predicate or '?p'} {value or '?o'}"
        inside = f"GRAPH {graph} {{ {pattern} }}" if isinstance(graph, ox.NamedNode) else pattern
        response = asked(store, f"CONSTRUCT {{ {pattern} }} WHERE {{ {inside} }}", TRIPLES, union=False)
    read = 0
    for quad in ox.parse(body(store, response), format=ox.RdfFormat.N_TRIPLES):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        read += 1
    if every and store.server.cuts:
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        ((there,),) = cast("ox.QuerySolutions", answer(store, query))
        if there.value != str(read):
            raise cut_short(store.query, str(read))


def graph_names(store: Store) -> list[ox.NamedNode | ox.BlankNode]:
    """Return the names of a store's named graphs, in no order."""
    with whole(store):
        if isinstance(store, ox.Store):
            return list(store.named_graphs())
        found = cast("ox.QuerySolutions", answer(store, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"))
        names = [solution["g"] for solution in found]
    return [name for name in names if isinstance(name, ox.NamedNode) and not store.server.its_own(name.value)]


def copied(store: Store) -> ox.Store:
    """Return a store as it is, a server's graph as a copy in memory."""
    if isinstance(store, ox.Store):
        return store
    copy = ox.Store()
    copy.bulk_extend(matching(store))
    return copy


def base_of(store: Store) -> str | None:
    """Return the base of a graph's IRIs, from the name of its shared graph; ``None`` for a foreign graph."""
    names = sorted(name.value for name in graph_names(store) if isinstance(name, ox.NamedNode))
    shared = [name for name in names if name.endswith(SHARED)]
    return shared[0].removesuffix(SHARED.removeprefix("/")) if shared else None


def change(
    store: Store,
    remove: Iterable[ox.Quad] = (),
    drop: Iterable[ox.NamedNode] = (),
    add: Iterable[ox.Quad] = (),
) -> None:
    """Remove quads, drop graphs, then add quads: in one transaction, in one request to a server.

    On a server that has no transactions over a request, quads are removed and added in the order given.
    Raises ``StoreError`` when the disk is full or the server fails.
    """
    remove, drop, add = list(remove), list(drop), list(add)
    if not remove and not drop and isinstance(store, ox.Store):
        with _translate_errors():
            store.extend(add)
        return
    batch = store.server.batch if isinstance(store, Endpoint) else len(remove) + len(add)
    statements = [
        *(f"DELETE DATA {{ {_data(part)} }}" for part in _parts(remove, batch)),
        *(f"DROP SILENT GRAPH {graph}" for graph in drop),
        *(f"INSERT DATA {{ {_data(part)} }}" for part in _parts(add, batch)),
    ]
    if not statements:
        return
    update = " ;\n".join(statements)
    if isinstance(store, ox.Store):
        with _translate_errors():
            store.update(update)
    else:
        updated(store, written(store.server, update))


def compact(store: ox.Store) -> None:
    """Compact a store; it is then read in two thirds of the time. Raises ``StoreError`` when the disk is full."""
    with _translate_errors():
        store.optimize()


def flush(store: ox.Store) -> None:
    """Flush what was written to disk. Raises ``StoreError`` when the disk is full."""
    with _translate_errors():
        store.flush()


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise StoreError("update-unreadable", why=error.msg) from None
    except (OSError, RuntimeError) as error:
        raise StoreError("store-not-changed", why=short(error)) from None


def short(error: Exception) -> str:
    """Return an engine's error message as one line."""
    return " ".join(str(error).split())


def add_nquads(store: ox.Store, data: bytes, *, fresh: bool) -> None:
    """Add N-Quads to a memory or folder store in one transaction.

    Into a ``fresh`` store, which nobody else has opened, they are written by the engine's bulk loader, which is
    much faster and has no transactions. Raises ``StoreError`` when the disk is full.
    """
    with _translate_errors():
        (store.bulk_load if fresh else store.load)(data, format=ox.RdfFormat.N_QUADS)


def _parts(quads: list[ox.Quad], size: int) -> Iterator[list[ox.Quad]]:
    return (quads[at : at + size] for at in range(0, len(quads), max(size, 1)))


def _data(quads: Iterable[ox.Quad]) -> str:
    """Write quads as SPARQL's quad data, those of one graph together."""
    found: list[str] = []
    for graph, inside in itertools.groupby(quads, key=lambda quad: quad.graph_name):
        triples = " .\n".join(str(quad.triple) for quad in inside)
        found.append(triples if isinstance(graph, ox.DefaultGraph) else f"GRAPH {graph} {{ {triples} }}")
    return "\n".join(found)
