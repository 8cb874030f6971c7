"""Removes a report from a store, with what only it used, its links and its event clusters."""

from typing import Any

import pyoxigraph as ox

from graph.errors import CallError
from graph.model.iris import graph_iri, links_graph_iri, report_id, report_iri, shared_graph_iri
from graph.model.vocab import DEFAULT_BASE
from graph.store.links import links_in, put_links
from graph.store.store import Store, answer, base_of, matching

# The shared records by IRI, each with those that it refers to: a unit's parent and seat, the place around a place.
Needs = dict[Any, set[Any]]


def remove(store: Store, report: str, base: str | None = None) -> int:
    """Remove a report from a store, and the shared records that no other record refers to.

    ``report`` is its id or its IRI; ``base`` is read from the store if it is not given. Returns the number of
    shared records removed with it; the rest is linked again. Raises ``CallError`` when the store has no such report.
    """
    base = base or base_of(store) or DEFAULT_BASE
    unknown = CallError("report-not-in-store", report=report)
    try:
        graph = ox.NamedNode(graph_iri(report_id(report, base), base))
    except ValueError:  # not an IRI, so not a report's
        raise unknown from None
    shared = ox.NamedNode(shared_graph_iri(base))
    own = list(matching(store, graph=graph))
    if not own:
        raise unknown
    said = list(matching(store, graph=shared))
    needs: Needs = {quad.subject: set() for quad in said}
    for quad in said:
        if quad.object in needs and quad.object != quad.subject:
            needs[quad.subject].add(quad.object)
    its = _with_what_they_need({quad.object for quad in own if quad.object in needs}, needs)
    kept = _with_what_they_need({other for other in needs if other not in its}, needs)
    ours = [graph, shared, ox.NamedNode(links_graph_iri(base))]
    elsewhere = {one for one in its - kept if _used_elsewhere(store, one, ours)}
    kept |= _with_what_they_need(elsewhere, needs)
    gone = its - kept
    paths = {one.value.removeprefix(base) for one in gone} | {
        report_iri(report_id(report, base), base).removeprefix(base)
    }
    links = links_in(store, base, without=frozenset(paths))
    put_links(store, links, base, [quad for quad in said if quad.subject in gone], [graph])
    return len(gone)


def _with_what_they_need(these: set[Any], needs: Needs) -> set[Any]:
    """Return these records and all that they refer to, directly or not."""
    found: set[Any] = set()
    waiting = list(these)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += needs[one]
    return found


def _used_elsewhere(store: Store, one: ox.NamedNode, but_in: list[ox.NamedNode]) -> bool:
    names = ", ".join(map(str, but_in))
    query = f"ASK {{ GRAPH ?g {{ ?s ?p {one} }} FILTER(?g NOT IN ({names})) }}"
    return bool(answer(store, query))
