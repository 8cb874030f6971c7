"""Records into a store, a report at a time, each all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pyoxigraph as ox

from graph.ask import solutions
from graph.deed import Bundle, Sort
from graph.errors import DataErrors
from graph.linked import documents_of, graph_iri, shared_graph_iri, to_jsonld
from graph.references import Known, faults_in
from graph.resources import resource
from graph.store import Store, change, matching
from graph.vocab import DEFAULT_BASE, DG, ONTOLOGY, SCHEMA

_SHA256 = ox.NamedNode(SCHEMA + "sha256")
_ASKED_AT_ONCE = 300  # subjects in one query to a server


@dataclass
class Counts:
    """What was loaded; ``unchanged`` reports were in the store already, just so, and were left alone."""

    reports: int = 0
    deeds: int = 0
    agents: int = 0
    places: int = 0
    quads: int = 0
    unchanged: int = 0


def load(store: Store, bundles: Iterable[Bundle], base: str = DEFAULT_BASE) -> Counts:
    """Load bundles into a store, each in one transaction; a report that is there already is replaced whole.

    Raises ``DataErrors`` at the first bundle with references that point nowhere; the bundles before it stay.
    """
    counts = Counts()
    known = Known(elsewhere=cache(partial(_in_store, store, base)))
    load_vocabulary(store)
    for bundle in bundles:
        known.learn(bundle)
        faults = faults_in(bundle, known)
        if faults:
            raise DataErrors(faults)
        written = load_bundle(store, bundle, base)
        counts.quads += written or 0
        counts.unchanged += written is None
        counts.reports += bundle.report is not None
        counts.deeds += len(bundle.deeds)
        counts.agents += len(bundle.agents)
        counts.places += len(bundle.places)
    return counts


def load_bundle(store: Store, bundle: Bundle, base: str = DEFAULT_BASE) -> int | None:
    """Replace a report's graph, and the shared records that came with it, in one transaction.

    Returns the number of quads written, ``None`` for a report that the store holds just so.
    """
    documents = documents_of(bundle, base)
    shared_graph = ox.NamedNode(shared_graph_iri(base))
    if bundle.report is None:
        graph, marks, mark = shared_graph, [], []
    else:
        graph = ox.NamedNode(graph_iri(bundle.report["id"], base))
        marks = list(matching(store, graph, _SHA256, None, graph))
        mark = [ox.Quad(graph, _SHA256, ox.Literal(documents[-1]["@graph"][0]["sha256"]), graph)]
        if marks == mark:
            return None
    quads = set(ox.parse(to_jsonld(documents).encode("utf-8"), format=ox.RdfFormat.JSON_LD))
    shared = {quad for quad in quads if quad.graph_name == shared_graph}
    held = _held(store, {quad.subject for quad in shared}, shared_graph)
    own = [quad for quad in quads - shared if quad not in mark]
    there = bundle.report is not None and any(True for _ in matching(store, graph=graph))
    # The mark of what a graph was made from goes first and comes last: where a server is stopped half-way
    # and has no transactions, the next build sees that this report is not whole.
    change(
        store,
        remove=[*marks, *(held - shared)],
        drop=[graph] if there else [],
        add=[*(shared - held), *own, *mark],
    )
    return len(quads)


def _held(store: Store, subjects: set[Any], graph: ox.NamedNode) -> set[ox.Quad]:
    """Return what the shared graph says of these subjects; a server is asked for many at a time."""
    if isinstance(store, ox.Store):
        return {old for subject in subjects for old in matching(store, subject, graph=graph)}
    held: set[ox.Quad] = set()
    wanted = sorted(map(str, subjects))
    for at in range(0, len(wanted), _ASKED_AT_ONCE):
        values = " ".join(wanted[at : at + _ASKED_AT_ONCE])
        query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} GRAPH {graph} {{ ?s ?p ?o }} }}"
        held |= {ox.Quad(s, p, o, graph) for s, p, o in solutions(store, query)}
    return held


def quads_of(bundle: Bundle, base: str = DEFAULT_BASE) -> Iterable[ox.Quad]:
    """Return a bundle's quads, read by pyoxigraph from its JSON-LD."""
    return ox.parse(to_jsonld(documents_of(bundle, base)).encode("utf-8"), format=ox.RdfFormat.JSON_LD)


def load_vocabulary(store: Store) -> None:
    """Put the ontology with its kinds into a graph of its own, if this edition is not there yet."""
    graph = ox.NamedNode(ONTOLOGY)
    triples = ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE)
    wanted = {ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples}
    present = set(matching(store, graph=graph))
    if present != wanted:
        change(store, remove=present - wanted, add=wanted - present)


def _in_store(store: Store, base: str, sort: Sort, identifier: str) -> bool:
    subject = ox.NamedNode(f"{base}{sort}/{identifier}")
    graph = ox.NamedNode(shared_graph_iri(base))
    return any(True for _ in matching(store, subject, ox.NamedNode(DG + "name"), None, graph))
