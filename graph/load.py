"""Records into a store, a report at a time, each all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox

from graph.deed import Bundle, Sort
from graph.errors import DataErrors
from graph.linked import documents_of, graph_iri, shared_graph_iri, to_jsonld
from graph.references import Known, faults_in
from graph.resources import resource
from graph.vocab import DEFAULT_BASE, DG, ONTOLOGY


@dataclass
class Counts:
    """What was loaded."""

    reports: int = 0
    deeds: int = 0
    agents: int = 0
    places: int = 0
    quads: int = 0


def load(store: ox.Store, bundles: Iterable[Bundle], base: str = DEFAULT_BASE) -> Counts:
    """Load bundles into a store, each in one transaction; a report that is there already is replaced whole.

    Raises ``DataErrors`` at the first bundle with references that point nowhere; the bundles before it stay.
    """
    counts = Counts()
    known = Known(elsewhere=partial(_in_store, store, base))
    load_vocabulary(store)
    for bundle in bundles:
        known.learn(bundle)
        faults = faults_in(bundle, known)
        if faults:
            raise DataErrors(faults)
        counts.quads += load_bundle(store, bundle, base)
        counts.reports += bundle.report is not None
        counts.deeds += len(bundle.deeds)
        counts.agents += len(bundle.agents)
        counts.places += len(bundle.places)
    return counts


def load_bundle(store: ox.Store, bundle: Bundle, base: str = DEFAULT_BASE) -> int:
    """Replace a report's graph, and the shared records that came with it, in one transaction.

    Returns the number of quads written.
    """
    quads = list(quads_of(bundle, base))
    shared = ox.NamedNode(shared_graph_iri(base))
    outdated = [
        old
        for subject in {q.subject for q in quads if q.graph_name == shared}
        for old in store.quads_for_pattern(subject, None, None, shared)
    ]
    if bundle.report is not None:
        graph = ox.NamedNode(graph_iri(bundle.report["id"], base))
        outdated += store.quads_for_pattern(None, None, None, graph)
    if outdated:
        # One update request is one transaction; the parts that stay as they are are not touched.
        old, new = set(outdated), set(quads)
        store.update(f"DELETE DATA {{ {_data(old - new)} }} ; INSERT DATA {{ {_data(new - old)} }}")
    else:
        store.extend(quads)
    return len(quads)


def quads_of(bundle: Bundle, base: str = DEFAULT_BASE) -> Iterable[ox.Quad]:
    """Return a bundle's quads, read by pyoxigraph from its JSON-LD."""
    return ox.parse(to_jsonld(documents_of(bundle, base)).encode("utf-8"), format=ox.RdfFormat.JSON_LD)


def load_vocabulary(store: ox.Store) -> None:
    """Put the ontology with its kinds into a graph of its own, if this edition is not there yet."""
    graph = ox.NamedNode(ONTOLOGY)
    triples = ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE)
    wanted = {ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples}
    present = set(store.quads_for_pattern(None, None, None, graph))
    if present == wanted:
        return
    if present:
        store.update(
            f"DELETE DATA {{ {_data(present - wanted)} }} ; INSERT DATA {{ {_data(wanted - present)} }}"
        )
    else:
        store.extend(wanted)


def _data(quads: Iterable[ox.Quad]) -> str:
    return "\n".join(f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads)


def _in_store(store: ox.Store, base: str, sort: Sort, identifier: str) -> bool:
    subject = ox.NamedNode(f"{base}{sort}/{identifier}")
    graph = ox.NamedNode(shared_graph_iri(base))
    return any(store.quads_for_pattern(subject, ox.NamedNode(DG + "name"), None, graph))
