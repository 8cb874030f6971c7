"""Loads records into a store, a report at a time, each in a transaction."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import pyoxigraph as ox

from graph.errors import DataError, DataErrors, StoreError
from graph.model.iris import graph_iri, path_of, report_id, report_iri, report_of_graph, shared_graph_iri
from graph.model.nodes import documents_of, to_jsonld
from graph.model.nquads import nquads
from graph.model.records import Bundle, RecordType
from graph.model.references import Known, reference_errors
from graph.model.vocab import DEFAULT_BASE, DG, ONTOLOGY, SCHEMA
from graph.resources import resource
from graph.store.bulk import Writers
from graph.store.edition import compared
from graph.store.sparql import solutions
from graph.store.store import Store, add_nquads, change, editions_in, graph_names, matching

_SHA256 = ox.NamedNode(SCHEMA + "sha256")
_TRANSACTION_QUADS = 20_000
_SUBJECTS_PER_QUERY = 300  # to a server


@dataclass
class Counts:
    """What was loaded; ``unchanged`` reports were in the store already, identical.

    ``links`` counts records linked to an earlier one, ``ignored`` lists decisions about records that are gone.
    """

    reports: int = 0
    deeds: int = 0
    agents: int = 0
    places: int = 0
    quads: int = 0
    unchanged: int = 0
    links: int = 0
    happenings: int = 0
    ignored: list[str] = field(default_factory=list)


def load(store: Store, bundles: Iterable[Bundle], base: str = DEFAULT_BASE, *, fresh: bool = False) -> Counts:
    """Load bundles into a store; an existing report is replaced, in its own transaction.

    Reports that are new to a memory or folder store are written in batches, one transaction each; ``fresh`` says
    that nobody else has opened the store yet, so that the engine's bulk loader can be used. Raises
    ``DataErrors`` at the first bundle with references that point nowhere; the bundles before it stay. A store of an
    older edition becomes one of this edition when all its reports are replaced; raises ``StoreError`` if some are left.
    """
    counts = Counts()
    known = Known(elsewhere=cache(partial(_in_store, store, base)))
    left = reports_of_older_editions(store)
    upgrade = bool(left)
    if not upgrade:
        load_vocabulary(store)
    with ExitStack() as stack:
        batch = None
        if isinstance(store, ox.Store):
            batch = Batch(store, base, stack.enter_context(Writers(store)) if fresh else None, anew=upgrade)
        try:
            for bundle in _with_known(bundles, known):
                errors = reference_errors(bundle, known)
                if errors:
                    raise DataErrors(errors)
                written = batch.add(bundle) if batch else load_bundle(store, bundle, base, anew=upgrade)
                _count(counts, bundle, written)
                if bundle.report:
                    left.discard(report_iri(bundle.report["id"], base))
        except DataError:
            if batch:
                batch.finish()
            raise
        if batch:
            batch.finish()
    if left:
        raise StoreError("store-edition-left", n=len(left), report=report_id(min(left), base))
    if upgrade:
        load_vocabulary(store)
    return counts


def reports_of_older_editions(store: Store) -> set[str]:
    """Return the IRIs of the reports in a store that was made with an older edition; none if it is of this edition."""
    if all(compared(edition) == "same" for edition in editions_in(store)):
        return set()
    return {report for name in graph_names(store) if (report := report_of_graph(name.value))}


def _with_known(bundles: Iterable[Bundle], known: Known) -> Iterator[Bundle]:
    """Yield bundles once ``known`` has them; those of no report wait until all are there."""
    shared: list[Bundle] = []
    for bundle in bundles:
        known.learn(bundle)
        shared.append(bundle)
        if bundle.report is not None:
            yield from shared
            shared = []
    yield from shared


def _count(counts: Counts, bundle: Bundle, written: int | None) -> None:
    counts.quads += written or 0
    counts.unchanged += written is None
    counts.reports += bundle.report is not None
    counts.deeds += len(bundle.deeds)
    counts.agents += len(bundle.agents)
    counts.places += len(bundle.places)


@dataclass
class _Part:
    """Quads that are written together: their lines, their graphs, shared records by IRI, the pending write."""

    texts: list[str] = field(default_factory=list)
    size: int = 0  # lines, and so quads
    graphs: set[str] = field(default_factory=set)
    shared: dict[str, str] = field(default_factory=dict)
    writing: Future[None] | None = None


class Batch:
    """New reports that wait to be written together.

    A bundle that changes anything already written or waiting is loaded by ``load_bundle`` instead. ``writers`` are
    those of a new store.
    """

    def __init__(self, store: ox.Store, base: str, writers: Writers | None, *, anew: bool = False) -> None:
        self.store, self.base, self.writers, self.anew = store, base, writers, anew
        self.part = _Part()
        self.under_way: list[_Part] = []

    def add(self, bundle: Bundle) -> int | None:
        """Add a bundle, or load it at once; return the number of quads, ``None`` if the store had it, identical."""
        graphs = documents_of(bundle, self.base)
        shared_name = shared_graph_iri(self.base)
        own = [graph for graph in graphs if graph["id"] != shared_name]
        nodes = [node for graph in graphs if graph["id"] == shared_name for node in graph["@graph"]]
        lines = {node["id"]: nquads([{"id": shared_name, "@graph": [node]}]) for node in nodes}
        new_graphs = {graph["id"] for graph in own}
        clash, missing = False, dict[str, str]()
        self.under_way = [part for part in self.under_way if part.writing and not part.writing.done()]
        parts = (self.part, *self.under_way)
        for iri, text in lines.items():
            present = next((part.shared[iri] for part in parts if iri in part.shared), None)
            clash = clash or (present is not None and present != text)
            if present is None:
                missing[iri] = text
        clash = clash or not all(part.graphs.isdisjoint(new_graphs) for part in parts)
        if clash or any(self.store.contains_named_graph(ox.NamedNode(name)) for name in new_graphs):
            return self._at_once(bundle)
        for iri in list(missing):
            there = set(matching(self.store, ox.NamedNode(iri), graph=ox.NamedNode(shared_name)))
            if there and there != set(ox.parse(missing[iri].encode(), format=ox.RdfFormat.N_QUADS)):
                return self._at_once(bundle)
            if there:
                del missing[iri]
        part, text = self.part, nquads(own)
        part.graphs |= new_graphs
        part.shared |= missing
        part.texts += [text, *missing.values()]
        size = text.count("\n") + sum(lines.count("\n") for lines in missing.values())
        part.size += size
        if part.size >= (self.writers.batch_quads if self.writers else _TRANSACTION_QUADS):
            self._write()
        return size

    def _at_once(self, bundle: Bundle) -> int | None:
        self.finish()
        return load_bundle(self.store, bundle, self.base, anew=self.anew)

    def _write(self) -> None:
        part, self.part = self.part, _Part()
        if not part.texts:
            return
        data = "".join(part.texts).encode("utf-8")
        part.texts = []
        if self.writers is None:
            add_nquads(self.store, data, fresh=False)
        else:
            part.writing = self.writers.write(data)
            self.under_way.append(part)

    def finish(self) -> None:
        """Write what waits, and return when it is written."""
        self._write()
        if self.writers is not None:
            self.writers.finish()


def load_bundle(store: Store, bundle: Bundle, base: str = DEFAULT_BASE, *, anew: bool = False) -> int | None:
    """Replace a report's graph, and the shared records that came with it, in one transaction.

    Returns the number of quads removed or added, ``None`` for a report that the store has, identical; with ``anew``
    that one is replaced, too.
    """
    documents = documents_of(bundle, base)
    shared_graph = ox.NamedNode(shared_graph_iri(base))
    if bundle.report is None:
        graph, marks, mark = shared_graph, [], []
    else:
        graph = ox.NamedNode(graph_iri(bundle.report["id"], base))
        marks = list(matching(store, graph, _SHA256, None, graph))
        mark = [ox.Quad(graph, _SHA256, ox.Literal(documents[-1]["@graph"][0]["sha256"]), graph)]
        if marks == mark and not anew:
            return None
    quads = set(ox.parse(nquads(documents).encode("utf-8"), format=ox.RdfFormat.N_QUADS))
    shared = {quad for quad in quads if quad.graph_name == shared_graph}
    present = _present(store, {quad.subject for quad in shared}, shared_graph)
    own = [quad for quad in quads - shared if quad not in mark]
    there = bundle.report is not None and any(True for _ in matching(store, graph=graph))
    # The graph's digest is removed first and added last: if a server without transactions stops half-way,
    # the next build sees that this report is incomplete.
    changed = len(present ^ shared) + len(own)
    change(
        store,
        remove=[*marks, *(present - shared)],
        drop=[graph] if there else [],
        add=[*(shared - present), *own, *mark],
    )
    return changed if bundle.report is None else changed + 1


def _present(store: Store, subjects: set[Any], graph: ox.NamedNode) -> set[ox.Quad]:
    """Return what the shared graph says of these subjects; a server is asked for many at a time."""
    if isinstance(store, ox.Store):
        return {old for subject in subjects for old in matching(store, subject, graph=graph)}
    present: set[ox.Quad] = set()
    wanted = sorted(map(str, subjects))
    for at in range(0, len(wanted), _SUBJECTS_PER_QUERY):
        values = " ".join(wanted[at : at + _SUBJECTS_PER_QUERY])
        query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} GRAPH {graph} {{ ?s ?p ?o }} }}"
        present |= {ox.Quad(s, p, o, graph) for s, p, o in solutions(store, query)}
    return present


def quads_of(bundle: Bundle, base: str = DEFAULT_BASE) -> Iterable[ox.Quad]:
    """Return a bundle's quads, read by pyoxigraph from its JSON-LD."""
    return ox.parse(to_jsonld(documents_of(bundle, base)).encode("utf-8"), format=ox.RdfFormat.JSON_LD)


def load_vocabulary(store: Store) -> None:
    """Put the ontology with its kinds into a graph of its own, unless it is there in this edition."""
    graph = ox.NamedNode(ONTOLOGY)
    triples = ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE)
    wanted = {ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples}
    present = set(matching(store, graph=graph))
    if present != wanted:
        change(store, remove=present - wanted, add=wanted - present)


def _in_store(store: Store, base: str, record_type: RecordType, identifier: str) -> bool:
    subject = ox.NamedNode(base + path_of(record_type, identifier))
    graph = ox.NamedNode(shared_graph_iri(base))
    return any(True for _ in matching(store, subject, ox.NamedNode(DG + "name"), None, graph))
