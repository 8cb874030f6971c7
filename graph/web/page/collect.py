"""Out of a store, what the page shows: reports, things (agents, places, documents) and deeds with their text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from graph.model.fields import DEED, REFERENCES, DeedRow, named
from graph.model.vocab import CLASSES, LEVEL, prologue
from graph.query.deeds import Filters, deed_rows
from graph.store.sparql import solutions
from graph.store.store import Store
from graph.store.values import whole_number

THING_TYPES = ("unit", "team", "person", "group", "place", "document", "scheme")
ROLES = named(DEED, *REFERENCES)  # what a deed names

_PREFIXES = prologue("dg", "foaf", "oa", "org", "schema", "skos", "rdfs", "time")
# The last part of a property's IRI: the relation between things that the page draws as a tree or a link.
_LINKS = {
    "subOrganizationOf": "parent",
    "unit": "unit",
    "memberOf": "memberOf",
    "within": "within",
    "location": "seat",
}
_FACTS = {"age": "age", "code": "code", "edition": "edition", "officialName": "official", "level": "level"}


@dataclass
class Span:
    """Which characters of which report say it."""

    report: str
    paragraph: int
    start: int
    end: int


@dataclass
class Post:
    """A post that a person holds."""

    iri: str
    role: str = ""
    of: str = ""
    since: str = ""
    duration: str = ""


@dataclass
class Thing:
    """What is no deed and has a name: an agent, a place, a document or a scheme."""

    iri: str
    type: str
    name: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


@dataclass
class Source:
    """A report: what is known of it, and its text if it was given."""

    iri: str
    title: str = ""
    language: str = ""
    publisher: str = ""
    published: str = ""
    sha256: str = ""
    url: str = ""
    inferred: list[str] = field(default_factory=list)


@dataclass
class Contents:
    """Everything that a page shows."""

    reports: list[Source]
    things: list[Thing]
    deeds: list[DeedRow]
    marks: dict[str, dict[str, str]]  # deed: fields of its record that no row has


def contents_of(store: Store, filters: Filters | None = None) -> Contents:
    """Collect what a page shows of a graph, or of the deeds that the filters leave.

    With filters, only the things that these deeds name are kept, with what they belong to.
    """
    deeds = deed_rows(store, filters)
    things = _things(store)
    reports = _reports(store)
    if filters and filters.given():
        kept = {row["report"] for row in deeds}
        reports = {iri: report for iri, report in reports.items() if iri in kept}
        named = _named_in(deeds) | {report.publisher for report in reports.values()}
        things = _with_their_own(things, named)
    return Contents(
        sorted(reports.values(), key=lambda report: report.iri),
        sorted(things.values(), key=lambda thing: (THING_TYPES.index(thing.type), thing.iri)),
        deeds,
        _marks(store),
    )


def _named_in(deeds: Iterable[DeedRow]) -> set[str]:
    """Return the IRIs of the things that deeds name."""
    return {
        reference["id"]
        for row in deeds
        for role in ROLES
        for reference in row[role]  # type: ignore[literal-required]
    }


def _with_their_own(things: dict[str, Thing], wanted: set[str]) -> dict[str, Thing]:
    """Return the wanted things with the units, places and posts that they belong to."""
    found: dict[str, Thing] = {}
    waiting = list(wanted)
    while waiting:
        thing = things.get(waiting.pop())
        if thing is None or thing.iri in found:
            continue
        found[thing.iri] = thing
        waiting += [other for _, other in thing.links] + [post.of for post in thing.posts]
    return found


def _things(store: Store) -> dict[str, Thing]:
    things: dict[str, Thing] = {}
    posts: dict[str, Post] = {}
    types = {CLASSES[name]: name for name in THING_TYPES}
    for iri, name in types.items():
        for s, p, o in _rows(store, f"?s a <{iri}> ; ?p ?o", "s", "p", "o"):
            thing = things.setdefault(s.value, Thing(s.value, name))
            _learn(thing, _local(p.value), o, posts)
    for s, p, o in _rows(store, "?s a org:Membership ; ?p ?o", "s", "p", "o"):
        if s.value in posts:
            _learn_post(posts[s.value], _local(p.value), o)
    for post, role in _pairs(store, "?s org:role/dg:name ?o"):
        if post in posts:
            posts[post].role = role
    _learn_spans(store, things)
    for thing in things.values():
        thing.name = thing.name or next(iter(thing.labels.values()), _local(thing.iri))
        thing.names.sort()
        thing.links.sort()
        thing.posts.sort(key=lambda post: post.iri)
    return things


def _learn(thing: Thing, p: str, o: Any, posts: dict[str, Post]) -> None:
    if p == "name":
        thing.name = o.value
    elif p in {"label", "prefLabel"}:
        thing.labels[getattr(o, "language", None) or ""] = o.value
    elif p == "altLabel":
        thing.names.append(o.value)
    elif p == "hasMembership":
        thing.posts.append(posts.setdefault(o.value, Post(o.value)))
    elif p in _LINKS and isinstance(o, ox.NamedNode):
        thing.links.append((_LINKS[p], o.value))
    elif p in _FACTS:
        thing.facts[_FACTS[p]] = o.value.removeprefix(LEVEL)


def _learn_post(post: Post, p: str, o: Any) -> None:
    if p == "organization":
        post.of = o.value
    elif p == "start":
        post.since = o.value
    elif p == "hasXSDDuration":
        post.duration = o.value


def _learn_spans(store: Store, things: dict[str, Thing]) -> None:
    """Give things their evidence, in its own order; deeds have theirs in their rows."""
    body = """?e oa:hasBody ?s ; oa:hasTarget ?t . ?t oa:hasSource ?r ; dg:paragraph ?n ; oa:hasSelector ?c .
        ?c oa:start ?a ; oa:end ?b"""
    found = [row for row in _rows(store, body, "s", "e", "r", "n", "a", "b") if row[0].value in things]
    for s, _, r, n, a, b in sorted(found, key=lambda row: (len(row[1].value), row[1].value)):
        things[s.value].spans.append(Span(r.value, *map(whole_number, (n, a, b))))


def _reports(store: Store) -> dict[str, Source]:
    fields = {"headline": "title", "inLanguage": "language", "publisher": "publisher", "datePublished": "published",
              "sha256": "sha256", "url": "url"}  # fmt: skip
    reports: dict[str, Source] = {}
    for s, p, o in _rows(store, f"?s a <{CLASSES['report']}> ; ?p ?o", "s", "p", "o"):
        report = reports.setdefault(s.value, Source(s.value))
        name = _local(p.value)
        if name == "inferred":
            report.inferred.append(o.value)
        elif name in fields:
            setattr(report, fields[name], o.value)
    return reports


def _marks(store: Store) -> dict[str, dict[str, str]]:
    """Return of each deed what its evidence says beside its row: why it is unsure, who reviewed it and when."""
    found: dict[str, dict[str, str]] = {}
    for mark in DEED:
        if not mark.in_row:
            name = "/foaf:name" if mark.value == "reviewer" else ""
            for deed, words in _pairs(store, f"?s a dg:Deed . ?e oa:hasBody ?s ; <{mark.iri}>{name} ?o"):
                found.setdefault(deed, {})[mark.name] = words
    return found


def _pairs(store: Store, body: str) -> list[tuple[str, str]]:
    return [(s.value, o.value) for s, o in _rows(store, body, "s", "o")]


def _rows(store: Store, body: str, *names: str) -> Iterable[tuple[Any, ...]]:
    query = f"{_PREFIXES} SELECT {' '.join('?' + name for name in names)} WHERE {{ {body} }}"
    return (tuple(solution) for solution in solutions(store, query))


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
