"""Who and where: the agents, documents and places of a graph by their IRI."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from graph.model.fields import AgentRef, PlaceRef
from graph.model.vocab import CLASSES, prologue
from graph.store.sparql import solutions
from graph.store.store import Store

_PREFIXES = prologue("dg", "org", "schema")
_IRIS_PER_QUERY = 1000


def agents_of(store: Store, only: Collection[str] | None = None) -> dict[str, AgentRef]:
    """Return the agents and documents of a graph by IRI, each with its name and type; of ``only`` these IRIs."""
    wanted = ("unit", "team", "person", "group", "document", "scheme")
    types = {CLASSES[name]: name for name in wanted}
    values = " ".join(f"<{iri}>" for iri in types)
    found: dict[str, AgentRef] = {}
    for some in _parts(only, "?a"):
        query = f"""{_PREFIXES} SELECT ?a ?name ?type
            WHERE {{ {some} VALUES ?type {{ {values} }} ?a a ?type ; dg:name ?name }}"""
        for a, name, kind in solutions(store, query):
            found[a.value] = {"id": a.value, "name": name.value, "type": types[kind.value]}
    return found


def places_of(store: Store, only: Collection[str] | None = None) -> dict[str, PlaceRef]:
    """Return the places of a graph by IRI, each with its code and its path from the top down.

    With ``only`` these IRIs, and the places that they lie in.
    """
    named: dict[str, tuple[str, str | None, str | None]] = {}
    waiting = only
    while waiting is None or waiting:
        for some in _parts(waiting, "?p"):
            query = f"""{_PREFIXES} SELECT ?p ?name ?code ?within WHERE {{ {some} ?p a schema:Place ; dg:name ?name .
                OPTIONAL {{ ?p dg:code ?code }} OPTIONAL {{ ?p dg:within ?within }} }}"""
            for p, name, code, within in solutions(store, query):
                named[p.value] = (
                    name.value,
                    code.value if code else None,
                    within.value if within else None,
                )
        if waiting is None:
            break
        waiting = {above for _, _, above in named.values() if above} - named.keys() - set(waiting)

    def path(iri: str | None, seen: tuple[str, ...] = ()) -> list[str]:
        if iri is None or iri not in named or iri in seen:
            return []
        return [*path(named[iri][2], (*seen, iri)), named[iri][0]]

    return {
        iri: {"id": iri, "name": name, "code": code, "path": path(iri)}
        for iri, (name, code, _) in named.items()
    }


def _parts(only: Collection[str] | None, variable: str) -> Iterator[str]:
    """Yield patterns that bind a variable to these IRIs, some at a time; nothing to bind when there are none."""
    if only is None:
        yield ""
        return
    names = sorted(only)
    for at in range(0, len(names), _IRIS_PER_QUERY):
        yield f"VALUES {variable} {{ {' '.join(f'<{iri}>' for iri in names[at : at + _IRIS_PER_QUERY])} }}"


def above_of(store: Store) -> dict[str, set[str]]:
    """Return for each agent and place what it belongs to or lies in at once: unit, superior, posts, surroundings."""
    query = f"""{_PREFIXES} SELECT ?one ?above {{
        ?one dg:unit|dg:within|org:memberOf|org:subOrganizationOf|org:hasMembership/org:organization ?above }}"""
    found: dict[str, set[str]] = defaultdict(set)
    for one, above in solutions(store, query):
        found[one.value].add(above.value)
    return found
