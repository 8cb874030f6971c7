"""The known agents, places and documents of a graph, found by their names and codes."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from graph.model.fields import AgentRef, PlaceRef
from graph.model.iris import report_id
from graph.model.vocab import DEFAULT_BASE, DG, SCHEMA
from graph.query.lookup import above_of, agents_of, places_of
from graph.store.sparql import solutions
from graph.store.store import Store, base_of


@dataclass(frozen=True)
class Entity:
    """An agent, a place or a document; ``id`` is its address without the base.

    ``above`` are the ids of what it belongs to or lies within, ``path`` their names, for a place from the top down.
    """

    id: str
    type: str
    name: str
    names: tuple[str, ...] = ()
    code: str = ""
    path: tuple[str, ...] = ()
    above: tuple[str, ...] = ()  # ids

    @property
    def report(self) -> str:
        """Return the only report that mentions it, empty for what all reports share."""
        return self.id.split("/")[1] if self.id.startswith("report/") else ""


@dataclass
class Index:
    """The entities of a graph, found by name; a class, since it is made once and asked many times."""

    base: str
    entities: dict[str, Entity] = field(default_factory=dict)
    by_key: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_pair: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of reports, by id

    def add(self, entity: Entity) -> None:
        """Learn an entity."""
        self.entities[entity.id] = entity
        for key in {key_of(name) for name in (entity.name, *entity.names)} - {""}:
            self.by_key[key].append(entity.id)
            for pair in pairs_of(key):
                self.by_pair[pair].append(entity.id)
        if entity.code:
            self.by_code[entity.code].append(entity.id)


def key_of(name: str) -> str:
    """Return what two spellings of one name have in common: width, case, spaces and punctuation are dropped.

    >>> key_of("Hubei  D.R.C."), key_of("堤防“总”办")
    ('hubeidrc', '堤防总办')
    """
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())


def pairs_of(key: str) -> set[str]:
    """Return the pairs of neighbouring characters of a key."""
    return {key[at : at + 2] for at in range(len(key) - 1)} or {key}


def index_of(store: Store) -> Index:
    """Return the entities of a graph, to be asked."""
    base = base_of(store) or DEFAULT_BASE
    index = Index(base)
    names: dict[str, list[str]] = defaultdict(list)
    query = """SELECT ?e ?n { ?e <http://www.w3.org/2004/02/skos/core#altLabel>|<%sofficialName>|
        <http://www.w3.org/2000/01/rdf-schema#label> ?n }"""
    for one, name in solutions(store, query % DG):
        names[one.value].append(name.value)
    for one, title in solutions(store, f"SELECT ?r ?t {{ ?r <{SCHEMA}headline> ?t }}"):
        index.titles[report_id(one.value, base)].add(title.value)
    above = above_of(store)
    places = places_of(store)
    agents = agents_of(store)
    known: list[tuple[str, str, AgentRef | PlaceRef]] = [
        *((iri, "place", place) for iri, place in places.items()),
        *((iri, agent["type"], agent) for iri, agent in agents.items()),
    ]
    for iri, type_, one in known:
        if iri.startswith(base):
            others = tuple(sorted(set(names[iri]) - {one["name"]}))
            upper = tuple(sorted(other.removeprefix(base) for other in above.get(iri, ())))
            if type_ == "place":
                place = places[iri]
                code, path = place["code"] or "", tuple(place["path"][:-1])
            else:
                superiors = [ref for other in above.get(iri, ()) if (ref := agents.get(other))]
                code, path = "", tuple(ref["name"] for ref in superiors)
            index.add(Entity(iri.removeprefix(base), type_, one["name"], others, code, path, upper))
    return index
