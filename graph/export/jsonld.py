"""A store as JSON-LD: records' own fields and nesting, the context inlined, each graph apart.

The reverse of ``graph.model.nodes``: terms are chosen by the context, and a node whose IRI lies under its subject's
(``…/d07/when``) is written inside it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from graph.model.context import Term, Terms, context, terms
from graph.model.vocab import OA, RDF, XSD
from graph.store.order import Block, graph_blocks, graphs_of, reports_of
from graph.store.store import Store

Node = dict[str, Any]
_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_BODY = OA + "hasBody"


def jsonld(store: Store) -> Iterator[str]:
    """Yield a store as one JSON-LD document, in pieces: a node a line, each named graph apart."""
    yield '{"@context": ' + json.dumps(context(), ensure_ascii=False) + ',\n"@graph": ['
    separator = "\n"
    reports = reports_of(store)
    for graph in graphs_of(store):
        nodes = _nodes(graph_blocks(store, graph, reports))
        if isinstance(graph, ox.DefaultGraph):
            for node in nodes:
                yield separator + node
                separator = ",\n"
            continue
        name = graph.value if isinstance(graph, ox.NamedNode) else f"_:{graph.value}"
        yield separator + json.dumps({"id": name}, ensure_ascii=False)[:-1] + ', "@graph": ['
        inside = "\n"
        for node in nodes:
            yield inside + node
            inside = ",\n"
        yield "\n]}"
        separator = ",\n"
    yield "\n]}\n"


def _nodes(blocks: Iterable[Block]) -> Iterator[str]:
    pending: list[tuple[str, list[tuple[ox.NamedNode, list[Any]]]]] = []
    for subject, properties in blocks:
        iri = _id(subject)
        if pending and not iri.startswith(pending[0][0] + "/"):
            yield from _written(pending)
            pending = []
        pending.append((iri, properties))
    yield from _written(pending)


def _written(group: list[tuple[str, list[tuple[ox.NamedNode, list[Any]]]]]) -> Iterator[str]:
    """Write a node with the nodes under it; those that nothing in it refers to follow on their own."""
    waiting = dict(group)
    while waiting:
        iri = next(iter(waiting))
        yield json.dumps(_node(iri, waiting, terms()), ensure_ascii=False)


def _id(node: ox.NamedNode | ox.BlankNode) -> str:
    return node.value if isinstance(node, ox.NamedNode) else f"_:{node.value}"


def _node(iri: str, waiting: dict[str, list[tuple[ox.NamedNode, list[Any]]]], active: Terms) -> Node:
    node: Node = {"id": iri}
    for predicate, objects in waiting.pop(iri):
        name = predicate.value
        if name == RDF + "type" and all(isinstance(o, ox.NamedNode) for o in objects):
            node["type"] = _one([o.value for o in objects])
            continue
        term = active.by_property.get(name, Term(name, name))
        if term.by_language:
            if all(isinstance(o, ox.Literal) and o.language for o in objects):
                named: dict[str, list[str]] = {}
                for o in objects:
                    named.setdefault(o.language, []).append(o.value)
                node[term.name] = {language: _one(values) for language, values in named.items()}
                continue
            term = Term(name, name)
        node[term.name] = _one([_value(o, iri, waiting, term, active) for o in objects])
    for term in active.reversed:
        property_iri = term.predicate
        inside = [
            other
            for other, triples in waiting.items()
            if other.startswith(iri + "/")
            and any(p.value == property_iri and [_id(o) for o in objects] == [iri] for p, objects in triples)
        ]
        if inside:
            for other in inside:
                waiting[other] = [(p, objects) for p, objects in waiting[other] if p.value != property_iri]
            node[term.name] = [_node(other, waiting, active.within(term)) for other in inside]
    return node


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _value(
    value: Any,
    subject: str,
    waiting: dict[str, list[tuple[ox.NamedNode, list[Any]]]],
    term: Term,
    active: Terms,
) -> Any:
    if not isinstance(value, ox.Literal):
        iri = _id(value)
        if iri in waiting and iri.startswith(subject + "/"):
            return _node(iri, waiting, active.within(term))
        return iri if term.datatype == "@id" else {"id": iri}
    datatype = value.datatype.value
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if term.datatype == datatype:
        return value.value
    if term.datatype is None:
        if datatype == XSD + "string":
            return value.value
        if datatype == XSD + "boolean":
            return value.value == "true"
        if datatype == XSD + "integer" and _CANONICAL_INTEGER.fullmatch(value.value):
            return int(value.value)
    return {"@value": value.value, "@type": datatype}
