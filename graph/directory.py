"""Who and where: the agents, documents and places of a graph by their IRI."""

import itertools
from collections.abc import Iterable
from typing import TypedDict

from graph.ask import solutions
from graph.store import Store
from graph.vocab import CLASSES

_PREFIXES = """
PREFIX dg: <https://w3id.org/deedgraph#>
PREFIX schema: <https://schema.org/>
"""
_AT_ONCE = 1000  # agents that one query names


class AgentRef(TypedDict):
    """An agent of a deed row."""

    id: str
    name: str
    type: str


class PlaceRef(TypedDict):
    """A place of a deed row; ``path`` is from the province down to the place itself."""

    id: str
    name: str
    code: str | None
    path: list[str]


def agents_of(store: Store, only: Iterable[str] | None = None) -> dict[str, AgentRef]:
    """Return the agents and documents of a graph by IRI, all or ``only`` these, each with its name and type."""
    wanted = ("unit", "team", "person", "group", "document", "scheme")
    types = {CLASSES[name]: name for name in wanted}
    parts = iter([f"VALUES ?type {{ {' '.join(f'<{iri}>' for iri in types)} }}"])
    if only is not None:
        terms = iter(f"<{iri}>" for iri in sorted(only))
        chunks = iter(lambda: list(itertools.islice(terms, _AT_ONCE)), [])
        parts = (f"VALUES ?a {{ {' '.join(chunk)} }}" for chunk in chunks)
    found: dict[str, AgentRef] = {}
    for part in parts:
        query = f"{_PREFIXES} SELECT ?a ?name ?type WHERE {{ {part} ?a a ?type ; dg:name ?name }}"
        for a, name, kind in solutions(store, query):
            if kind.value in types:
                found[a.value] = {"id": a.value, "name": name.value, "type": types[kind.value]}
    return found


def places_of(store: Store) -> dict[str, PlaceRef]:
    """Return the places of a graph by IRI, each with its code and its path from the top down."""
    query = f"""{_PREFIXES} SELECT ?p ?name ?code ?within WHERE {{ ?p a schema:Place ; dg:name ?name .
        OPTIONAL {{ ?p dg:code ?code }} OPTIONAL {{ ?p dg:within ?within }} }}"""
    named: dict[str, tuple[str, str | None, str | None]] = {
        p.value: (name.value, code.value if code else None, within.value if within else None)
        for p, name, code, within in solutions(store, query)
    }

    def path(iri: str | None, seen: tuple[str, ...] = ()) -> list[str]:
        if iri is None or iri not in named or iri in seen:
            return []
        return [*path(named[iri][2], (*seen, iri)), named[iri][0]]

    return {
        iri: {"id": iri, "name": name, "code": code, "path": path(iri)}
        for iri, (name, code, _) in named.items()
    }
