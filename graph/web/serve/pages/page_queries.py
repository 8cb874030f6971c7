"""What the pages ask of the store: names, links, deeds of a thing in order of time, counts."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from graph.messages import Language
from graph.model.fields import DEED, REFERENCES, DeedRow, named
from graph.model.vocab import (
    CLASSES,
    DEFAULT_BASE,
    DG,
    FOAF,
    KIND,
    LEVEL,
    ORG,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    prologue,
)
from graph.query.deeds import rows_of
from graph.store.sparql import solutions
from graph.store.store import Store, base_of, matching
from graph.store.values import whole_number

PREFIXES = prologue("dg", "oa", "org", "owl", "rdfs", "schema", "skos")
# All that belongs to an agent: its teams, their people, its parts.
BELONGS = "(dg:unit|org:memberOf|org:subOrganizationOf|org:hasMembership/org:organization)*"
TYPES = {CLASSES[name]: name for name in (
    "deed", "report", "unit", "team", "person", "group", "place", "document", "scheme",
)}  # fmt: skip
_AT_ONCE = 200


@lru_cache(maxsize=4)
def base(store: Store) -> str:
    """Return the base of a graph's ids; a worker's store does not change."""
    return base_of(store) or DEFAULT_BASE


def rows(store: Store, body: str, *names: str, more: str = "") -> list[tuple[Any, ...]]:
    """Return the rows of a SELECT over a pattern."""
    query = f"{PREFIXES} SELECT DISTINCT {' '.join('?' + name for name in names)} WHERE {{ {body} }} {more}"
    return [tuple(solution) for solution in solutions(store, query)]


def count(store: Store, body: str, what: str = "?s") -> int:
    """Return how many different things a pattern has."""
    query = f"{PREFIXES} SELECT (COUNT(DISTINCT {what}) AS ?n) WHERE {{ {body} }}"
    ((number,),) = solutions(store, query)
    return int(number.value)


def type_of(store: Store, node: ox.NamedNode) -> str | None:
    """Return which of the types that have a page a thing is of."""
    found = {quad.object.value for quad in matching(store, node, ox.NamedNode(RDF + "type"))
             if isinstance(quad.object, ox.NamedNode)}  # fmt: skip
    # A team is a formal organisation to nobody; the more special type stands first in the table of classes.
    return next((name for iri, name in TYPES.items() if iri in found), None)


def path_of(store: Store, iri: str) -> str:
    """Return the address of a thing's page, below the root; a foreign IRI as it is."""
    if iri.startswith(KIND):
        return f"/kind/{iri.removeprefix(KIND)}"
    known = base(store)
    return f"/page/{iri.removeprefix(known)}" if iri.startswith(known) else iri


def names_of(store: Store, iris: Collection[str], language: Language) -> dict[str, str]:
    """Return the names of things by IRI: the label in the language, where there is one, else the name itself."""
    found: dict[str, str] = {}
    names = sorted(iris)
    for at in range(0, len(names), _AT_ONCE):
        values = " ".join(f"<{iri}>" for iri in names[at : at + _AT_ONCE])
        for one, name in rows(store, f"VALUES ?s {{ {values} }} ?s dg:name ?n", "s", "n"):
            found.setdefault(one.value, name.value)
        body = f"""VALUES ?s {{ {values} }} {{ ?s rdfs:label ?n }} UNION {{ ?s skos:prefLabel ?n }}
            UNION {{ ?s schema:headline ?n }}"""
        labels: dict[str, dict[str, str]] = {}
        for one, label in rows(store, body, "s", "n"):
            labels.setdefault(one.value, {})[label.language or ""] = label.value
        for iri, by_language in labels.items():
            if language in by_language:
                found[iri] = by_language[language]
            else:
                found.setdefault(iri, by_language[min(by_language)])
    return found


def mentioned(deeds: Iterable[DeedRow]) -> set[str]:
    """Return the IRIs of what deeds name."""
    roles = named(DEED, *REFERENCES)
    return {one["id"] for row in deeds for role in roles for one in row[role]}  # type: ignore[literal-required]


def dated(store: Store, body: str) -> list[str]:
    """Return the deeds (``?deed``) of a pattern in order of time, those without a day at the end."""
    found = [deed.value for (deed,) in rows(store, body, "deed")]
    days = _days(store, found)
    return sorted(found, key=lambda deed: (days.get(deed, "9999"), deed))


def _days(store: Store, deeds: Sequence[str]) -> dict[str, str]:
    body = "?deed dg:when ?w . { ?w dg:start ?day } UNION { ?w dg:asOf ?day }"
    days: dict[str, str] = {}
    few = len(deeds) <= 1000
    for at in range(0, len(deeds) if few else 1, _AT_ONCE):
        some = (
            f"VALUES ?deed {{ {' '.join(f'<{iri}>' for iri in deeds[at : at + _AT_ONCE])} }}" if few else ""
        )
        for deed, day in rows(store, f"{some} {body}", "deed", "day"):
            days[deed.value] = min(day.value, days.get(deed.value, "9999"))
    return days


def in_order(store: Store, deeds: Sequence[str]) -> list[DeedRow]:
    """Return the rows of deeds in the order given."""
    found = {row["id"]: row for row in rows_of(store, deeds)}
    return [found[iri] for iri in deeds if iri in found]


@dataclass
class Thing:
    """What is no deed: its name, and what is said of it beside deeds."""

    iri: str
    type: str
    names: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    name: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)  # relation: IRIs
    inferred: list[str] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)


_LINKS = {
    DG + "unit": "belongsTo", ORG + "memberOf": "belongsTo", ORG + "subOrganizationOf": "belongsTo",
    SCHEMA + "location": "seat", DG + "within": "within", SCHEMA + "publisher": "publisher",
}  # fmt: skip
_FACTS = {
    FOAF + "age": "age", DG + "code": "code", DG + "edition": "edition", DG + "officialName": "official",
    DG + "level": "level", SCHEMA + "datePublished": "published", SCHEMA + "inLanguage": "language",
    SCHEMA + "sha256": "hash", SCHEMA + "url": "address",
}  # fmt: skip


def thing_of(store: Store, node: ox.NamedNode, type_: str) -> Thing:
    """Return what the graph says of a thing beside its deeds."""
    thing = Thing(node.value, type_)
    for quad in matching(store, node):
        p, value = quad.predicate.value, quad.object
        if isinstance(value, (ox.BlankNode, ox.Triple)):
            continue
        if p == DG + "name":
            thing.name = value.value
        elif p in (RDFS + "label", SKOS + "prefLabel", SCHEMA + "headline"):
            thing.labels[getattr(value, "language", None) or ""] = value.value
        elif p == SKOS + "altLabel":
            thing.names.append(value.value)
        elif p == DG + "inferred":
            thing.inferred.append(value.value)
        elif p in _LINKS and isinstance(value, ox.NamedNode):
            thing.links.setdefault(_LINKS[p], []).append(value.value)
        elif p in _FACTS:
            thing.facts[_FACTS[p]] = value.value.removeprefix(LEVEL)
    thing.name = thing.name or next(iter(thing.labels.values()), node.value.rpartition("/")[2])
    for links in (thing.names, *thing.links.values()):
        links.sort()
    thing.posts = _posts(store, node)
    thing.spans = spans_of(store, node)
    return thing


def _posts(store: Store, node: ox.NamedNode) -> list[dict[str, str]]:
    body = f"""{node} org:hasMembership ?m . OPTIONAL {{ ?m org:role/dg:name ?role }}
        OPTIONAL {{ ?m org:organization ?of }} OPTIONAL {{ ?m dg:start ?since }}"""
    return [
        {
            "role": role.value if role else "",
            "of": of.value if of else "",
            "since": since.value if since else "",
        }
        for _, role, of, since in sorted(rows(store, body, "m", "role", "of", "since"), key=str)
    ]


def spans_of(store: Store, node: ox.NamedNode) -> list[dict[str, Any]]:
    """Return the evidence for a thing: report, paragraph, first and last character, in its own order."""
    body = f"""?e oa:hasBody {node} ; oa:hasTarget ?t . ?t oa:hasSource ?r ; dg:paragraph ?n ; oa:hasSelector ?c .
        ?c oa:start ?a ; oa:end ?b"""
    found = sorted(
        rows(store, body, "e", "r", "n", "a", "b"), key=lambda row: (len(row[0].value), row[0].value)
    )
    return [
        {"report": r.value, "paragraph": whole_number(n), "start": whole_number(a), "end": whole_number(b)}
        for _, r, n, a, b in found
    ]


def busiest(store: Store, body: str, most: int) -> list[tuple[str, int]]:
    """Return the actors (``?who``) of the deeds of a pattern with how many each did, the most active first."""
    counted = Counter(who.value for _, who in rows(store, f"{body} ?deed dg:who ?who", "deed", "who"))
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]
