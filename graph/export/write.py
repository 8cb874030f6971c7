"""Writing a graph to a file, in the format that its suffix names; the same graph gives the same bytes."""

import io
import itertools
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from graph.common.atomic_write import atomic_write
from graph.common.external_sort import in_sorted_order
from graph.errors import CallError
from graph.export.jsonld import jsonld
from graph.export.turtle import trig, turtle
from graph.model.vocab import PREFIXES
from graph.query.deed_table import csv_pieces
from graph.query.deeds import each_deed
from graph.store.order import union_blocks
from graph.store.sparql import solutions
from graph.store.store import Store, matching


def export(store: Store, path: Path) -> None:
    """Write a graph to ``path``, whole or not at all.

    ``.ttl`` and ``.nt`` hold the union of all graphs, ``.trig``, ``.nq`` and ``.jsonld`` keep reports apart;
    ``.rdf`` is RDF/XML; ``.graphml`` and ``.gexf`` are the networkx network; ``.csv`` is the deed table,
    ``.parquet`` the same with typed columns.
    Raises ``CallError`` for another suffix, a place that cannot be written, or an extra that is missing.
    """
    write = _WRITERS.get(path.suffix)
    if write is None:
        raise CallError("suffix-unknown", path=path, suffix=path.suffix, known=" ".join(_WRITERS))
    with atomic_write(path) as file:
        for piece in write(canonical(store)):
            file.write(piece.encode("utf-8") if isinstance(piece, str) else piece)


_BLANK = "SELECT ?s WHERE { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } LIMIT 1"


def canonical(store: Store) -> Store:
    """Return the store, or a copy with blank nodes named by RDFC-1.0 if it has any (our own data has none)."""
    # No ASK: over a damaged file Oxigraph 0.5 never ends one, where a SELECT raises.
    if not any(True for _ in solutions(store, _BLANK)):
        return store
    dataset = ox.Dataset(matching(store))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    named = ox.Store()
    named.bulk_extend(dataset)
    return named


def _ntriples(store: Store) -> Iterator[str]:
    # A line is what N-Triples calls canonical: one space between terms, sorted by code point, each once.
    lines = in_sorted_order(str(quad.triple) for quad in matching(store))
    return (line + " .\n" for line, _ in itertools.groupby(lines))


def _nquads(store: Store) -> Iterator[str]:
    return (line + " .\n" for line in in_sorted_order(str(quad) for quad in matching(store)))


def _rdfxml(store: Store) -> Iterator[str]:
    triples = (
        ox.Triple(subject, predicate, value)
        for subject, properties in union_blocks(store)
        for predicate, values in properties
        for value in values
    )
    with tempfile.TemporaryFile() as file:  # RDF/XML comes from the engine, which writes to a file only
        ox.serialize(triples, file, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
        file.seek(0)
        with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
            yield from iter(lambda: text.read(65536), "")


def _csv(store: Store) -> Iterator[str]:
    return csv_pieces(each_deed(store))


def _parquet(store: Store) -> Iterator[bytes]:
    from graph.export.frame import parquet

    yield parquet(each_deed(store))


def _graphml(store: Store) -> Iterator[str]:
    from graph.query.network import to_networkx
    from graph.query.network.graphml import graphml

    return graphml(to_networkx(store))


def _gexf(store: Store) -> Iterator[str]:
    import networkx as nx

    from graph.query.network import to_networkx

    network = to_networkx(store)
    for iri, data in network.nodes(data=True):
        data["label"] = data.get("name", iri)
    for _, _, key, data in network.edges(keys=True, data=True):
        data["label"] = key
    text = "\n".join(nx.generate_gexf(network))
    # networkx writes today's date and its version; the same graph must give the same bytes.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1)
    yield re.sub(r"<creator>[^<]*</creator>", "<creator>deedgraph</creator>", text, count=1) + "\n"


_WRITERS: dict[str, Callable[[Store], Iterable[str] | Iterable[bytes]]] = {
    ".ttl": turtle,
    ".trig": trig,
    ".nq": _nquads,
    ".nt": _ntriples,
    ".jsonld": jsonld,
    ".rdf": _rdfxml,
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".csv": _csv,
    ".parquet": _parquet,
}
