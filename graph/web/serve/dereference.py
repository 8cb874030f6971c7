"""What the graph says of one thing, from all graphs: the answer to looking its IRI up. Done in a worker."""

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from graph.model.vocab import DEFAULT_BASE, OA
from graph.resources import resource
from graph.store.store import Store, base_of, matching, whole
from graph.web.serve.limits import Problem
from graph.web.serve.tasks import TaskResult, counted, packed, triples

_BODY = ox.NamedNode(OA + "hasBody")
_QUADS = ("trig", "nq")  # the formats that name the graph of each statement


_BASES: dict[
    int, str
] = {}  # by the store's id: a worker has one, and finding its base reads all its graphs' names


def base(store: Store) -> str:
    """Return the base of a graph's ids."""
    if id(store) not in _BASES:
        _BASES[id(store)] = base_of(store) or DEFAULT_BASE
    return _BASES[id(store)]


def thing(
    store: Store, *, path: str, graphs: tuple[str, str], rows: int, size: int, compress: bool = False
) -> TaskResult:
    """Return what is said of the thing at ``path`` below the base. Raises ``Problem`` (404) if nothing is."""
    try:
        node = ox.NamedNode(base(store) + path)
    except ValueError:
        raise Problem(404, "no such thing: this is no IRI") from None
    with whole(None if isinstance(store, ox.Store) else store):
        quads = set(counted(_said(store, node), rows))
    if not quads:
        raise Problem(404, f"the graph says nothing of {node.value}")
    items = quads if graphs[0] in _QUADS else {quad.triple for quad in quads}
    return packed(triples(items, graphs[0], size), graphs[1], compress)


def _said(store: Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield its concise bounded description, its inner nodes (``…/when``) and the evidence for it included."""
    inner = node.value + "/"
    open_, seen = [node], {node}
    while open_:
        subject = open_.pop()
        found: list[Any] = []
        for quad in matching(store, subject=subject):
            yield quad
            found.append(quad.object)
        found += [quad.subject for quad in matching(store, predicate=_BODY, value=subject)]
        for each in found:
            own = isinstance(each, ox.BlankNode) or (
                isinstance(each, ox.NamedNode) and each.value.startswith(inner)
            )
            if own and each not in seen:
                seen.add(each)
                open_.append(each)


def exists(store: Store, *, path: str) -> TaskResult:
    """Say whether the graph says anything of the thing at ``path``. Raises ``Problem`` (404) if it does not."""
    try:
        node = ox.NamedNode(base(store) + path)
    except ValueError:
        raise Problem(404, "no such thing: this is no IRI") from None
    with whole(None if isinstance(store, ox.Store) else store):
        if next(iter(matching(store, subject=node)), None) is None:
            raise Problem(404, f"the graph says nothing of {node.value}")
    return TaskResult(node.value.encode(), "text/plain")


def ontology(_store: Store, *, graphs: tuple[str, str], size: int, compress: bool = False) -> TaskResult:
    """Return the ontology with its kinds, as it travels with the package."""
    quads = ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE)
    return packed(triples({quad.triple for quad in quads}, graphs[0], size), graphs[1], compress)
