"""Writing a graph to a file, in the format that its suffix names; the same graph gives the same bytes."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from graph.deeds import deed_rows
from graph.errors import CallError
from graph.files import written_whole
from graph.jsonld import jsonld
from graph.order import in_order, subjects_in_order
from graph.rows import csv_pieces
from graph.turtle import trig, turtle
from graph.vocab import PREFIXES


def export(store: ox.Store, path: Path) -> None:
    """Write a graph to ``path``, whole or not at all.

    ``.ttl`` and ``.nt`` hold the union of all graphs, ``.trig``, ``.nq`` and ``.jsonld`` keep reports apart;
    ``.rdf`` is RDF/XML; ``.graphml`` and ``.gexf`` are the networkx network; ``.csv`` is the deed table.
    Raises ``CallError`` for another suffix, or a place that cannot be written.
    """
    write = _WRITERS.get(path.suffix)
    if write is None:
        raise CallError(f"{path}: unknown suffix {path.suffix!r}; known are {' '.join(_WRITERS)}")
    with written_whole(path) as file:
        for piece in write(canonical(store)):
            file.write(piece.encode("utf-8"))


def canonical(store: ox.Store) -> ox.Store:
    """Return the store, or a copy with blank nodes named by RDFC-1.0 if it has any (our own data has none)."""
    if not any(isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode) for q in store):
        return store
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    copy = ox.Store()
    copy.bulk_extend(dataset)
    return copy


def _ntriples(store: ox.Store) -> Iterator[str]:
    # A line is what N-Quads calls canonical: one space between terms, sorted by code point.
    return (line + " .\n" for line in sorted({str(q.triple) for q in store}))


def _nquads(store: ox.Store) -> Iterator[str]:
    return (line + " .\n" for line in sorted(str(q) for q in store))


def _rdfxml(store: ox.Store) -> Iterator[str]:
    triples = (
        ox.Triple(subject, predicate, value)
        for subject in subjects_in_order(store)
        for predicate, values in in_order(store.quads_for_pattern(subject, None, None))
        for value in values
    )
    buffer = io.BytesIO()
    ox.serialize(triples, buffer, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
    yield buffer.getvalue().decode("utf-8")


def _csv(store: ox.Store) -> Iterator[str]:
    return csv_pieces(deed_rows(store))


def _graphml(store: ox.Store) -> Iterator[str]:
    import networkx as nx

    from graph.network import to_networkx

    return (line + "\n" for line in nx.generate_graphml(to_networkx(store), named_key_ids=True))


def _gexf(store: ox.Store) -> Iterator[str]:
    import networkx as nx

    from graph.network import to_networkx

    network = to_networkx(store)
    for iri, data in network.nodes(data=True):
        data["label"] = data.get("name", iri)
    for _, _, key, data in network.edges(keys=True, data=True):
        data["label"] = key
    text = "\n".join(nx.generate_gexf(network))
    # networkx writes today's date and its version; the same graph must give the same bytes.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1)
    yield re.sub(r"<creator>[^<]*</creator>", "<creator>deedgraph</creator>", text, count=1) + "\n"


_WRITERS: dict[str, Callable[[ox.Store], Iterable[str]]] = {
    ".ttl": turtle,
    ".trig": trig,
    ".nq": _nquads,
    ".nt": _ntriples,
    ".jsonld": jsonld,
    ".rdf": _rdfxml,
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".csv": _csv,
}
