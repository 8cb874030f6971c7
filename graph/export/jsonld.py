"""A store as JSON-LD: records' own fields and nesting, the context inlined, each graph apart.

The reverse of ``linked.py``: terms are chosen by the context, and a node whose IRI lies under its subject's
(``…/d07/when``) is written inside it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from graph.model.nodes import context
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
    for subject, told in blocks:
        iri = _id(subject)
        if pending and not iri.startswith(pending[0][0] + "/"):
            yield from _written(pending)
            pending = []
        pending.append((iri, told))
    yield from _written(pending)


def _written(group: list[tuple[str, list[tuple[ox.NamedNode, list[Any]]]]]) -> Iterator[str]:
    """Write a node with the nodes under it; those that nothing in it refers to follow on their own."""
    waiting = dict(group)
    while waiting:
        iri = next(iter(waiting))
        yield json.dumps(_node(iri, waiting, _Terms(context())), ensure_ascii=False)


class _Terms:
    """The terms that are active at one level of nesting, by the property they stand for."""

    def __init__(self, definitions: Node) -> None:
        self.definitions = definitions
        self.prefixes = {
            name: value
            for name, value in definitions.items()
            if isinstance(value, str) and value[-1:] in "#/"
        }
        self.by_property: dict[str, tuple[str, Node]] = {}
        self.reverse: dict[str, tuple[str, Node]] = {}
        for term, value in definitions.items():
            if term.startswith("@") or term in self.prefixes or value in ("@id", "@type"):
                continue
            definition = {"@id": value} if isinstance(value, str) else value
            if "@reverse" in definition:
                self.reverse[self.expand(definition["@reverse"])] = (term, definition)
            elif "@id" in definition:
                self.by_property[self.expand(definition["@id"])] = (term, definition)

    def expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return self.prefixes[prefix] + local if colon and prefix in self.prefixes else name

    def within(self, definition: Node) -> "_Terms":
        return _Terms({**self.definitions, **definition["@context"]}) if "@context" in definition else self


def _id(node: ox.NamedNode | ox.BlankNode) -> str:
    return node.value if isinstance(node, ox.NamedNode) else f"_:{node.value}"


def _node(iri: str, waiting: dict[str, list[tuple[ox.NamedNode, list[Any]]]], terms: _Terms) -> Node:
    node: Node = {"id": iri}
    for predicate, objects in waiting.pop(iri):
        name = predicate.value
        if name == RDF + "type" and all(isinstance(o, ox.NamedNode) for o in objects):
            node["type"] = _one([o.value for o in objects])
            continue
        term, definition = terms.by_property.get(name, (name, {"@id": name}))
        if definition.get("@container") == "@language":
            if all(isinstance(o, ox.Literal) and o.language for o in objects):
                named: dict[str, list[str]] = {}
                for o in objects:
                    named.setdefault(o.language, []).append(o.value)
                node[term] = {language: _one(values) for language, values in named.items()}
                continue
            term, definition = name, {"@id": name}
        inner = terms.within(definition)
        node[term] = _one([_value(o, iri, waiting, definition, inner) for o in objects])
    for property_iri, (term, definition) in terms.reverse.items():
        told = [
            other
            for other, triples in waiting.items()
            if other.startswith(iri + "/")
            and any(p.value == property_iri and [_id(o) for o in objects] == [iri] for p, objects in triples)
        ]
        if told:
            for other in told:
                waiting[other] = [(p, objects) for p, objects in waiting[other] if p.value != property_iri]
            node[term] = [_node(other, waiting, terms.within(definition)) for other in told]
    return node


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _value(
    term: Any,
    subject: str,
    waiting: dict[str, list[tuple[ox.NamedNode, list[Any]]]],
    definition: Node,
    terms: _Terms,
) -> Any:
    coerced = definition.get("@type")
    if not isinstance(term, ox.Literal):
        iri = _id(term)
        if iri in waiting and iri.startswith(subject + "/"):
            return _node(iri, waiting, terms)
        return iri if coerced == "@id" else {"id": iri}
    datatype = term.datatype.value
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if coerced and terms.expand(coerced) == datatype:
        return term.value
    if not coerced:
        if datatype == XSD + "string":
            return term.value
        if datatype == XSD + "boolean":
            return term.value == "true"
        if datatype == XSD + "integer" and _CANONICAL_INTEGER.fullmatch(term.value):
            return int(term.value)
    return {"@value": term.value, "@type": datatype}
