"""The deduplicated view of a graph: each linked thing once, whatever reports state it; in memory, for queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pyoxigraph as ox

from graph.link.quantities import Number, comparable, fit, numbers
from graph.model.fields import compared
from graph.model.vocab import DG, ORG, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS
from graph.query.deeds import rows_of
from graph.store.sparql import SavedQuery, bind
from graph.store.store import Store, matching

Which = Literal["one", "agreed"]

_SAME = ox.NamedNode(OWL + "sameAs")
_TOLD_BY = ox.NamedNode(DG + "toldBy")
_LINKS = frozenset({_SAME, _TOLD_BY})
_NAME = ox.NamedNode(DG + "name")
_OTHER_NAME = ox.NamedNode(SKOS + "altLabel")
_LABEL = ox.NamedNode(RDFS + "label")
_STATED_IN = ox.NamedNode(DG + "statedIn")
_AFTER = ox.NamedNode(DG + "after")
# In a view only: the deed that is kept, and those of other reports that it replaces.
_REPLACES = ox.NamedNode(PREFIXES["dcterms"] + "replaces")
_QUANTITY = ox.NamedNode(DG + "quantity")
_OTHER_NUMBERS = frozenset((ox.NamedNode(DG + "partOf"), ox.NamedNode(DG + "same")))
# Of two linked things, these are as the canonical one has them; the rest is the union of both.
_ONE_VALUE = frozenset(
    ox.NamedNode(iri)
    for iri in (
        RDF + "type", DG + "code", DG + "edition", DG + "level", DG + "within", DG + "officialName",
        ORG + "subOrganizationOf", SCHEMA + "location",
    )
)  # fmt: skip
# The fields of a deed on which statements may agree or differ, by the name that an event cluster has for them; numbers
# agree one by one.
_FIELDS = {ox.NamedNode(one.iri): one.name for one in compared("view")}


@dataclass
class _Chosen:
    """Which deeds stay, and of them which fields; ``instead`` names for each that goes the one that replaces it.

    ``gone`` has the deeds that go, and of those that stay the quantities that go.
    """

    gone: set[str] = field(default_factory=set)
    instead: dict[ox.NamedNode, ox.NamedNode] = field(default_factory=dict)
    agreed: dict[str, frozenset[str]] = field(default_factory=dict)


def deduplicated_view(store: Store, which: Which = "one") -> ox.Store:
    """Return a view of a graph in which linked agents and places are merged, and deeds that several reports state.

    ``one``: of each event cluster one statement is kept: the one with the most fields and the most numbers;
    of these the one whose numbers the fewest others contradict; then the one whose numbers are the most exact; then
    the one with the most facts, of the report published first, the first by address. ``agreed``: only event clusters
    that at least two independent reports state, with the fields on which they agree, and of the numbers each that
    another statement gives too and none contradicts. The view is a copy in memory, and holds no links itself: a view
    of it is the same. It says of a deed which others it replaces (``dcterms:replaces``).
    """
    canonical = _canonical(store)
    chosen = _choose(store, which)
    facts = _functional(store, canonical)
    view = ox.Store()
    view.bulk_extend(_rewritten(matching(store), canonical, chosen, facts))
    view.extend(_replaced(store, chosen))
    return view


def with_standing_deeds(view: Store, query: SavedQuery, values: Mapping[str, str]) -> dict[str, str]:
    """Return a query's parameters, with the deed that a view has instead for each deed that it has not.

    Of a graph that is no view they come back as they are. Raises ``CallError`` for a parameter that cannot be.
    """
    found = dict(values)
    if not isinstance(view, ox.Store):  # a view is in memory
        return found
    terms = bind(query, values)
    for parameter in query.parameters:
        if parameter.type == "iri":
            for quad in matching(view, predicate=_REPLACES, value=terms[parameter.name]):
                if isinstance(quad.subject, ox.NamedNode):
                    found[parameter.name] = quad.subject.value
    return found


def _replaced(store: Store, chosen: _Chosen) -> Iterator[ox.Quad]:
    """Yield which deed replaces which, in the graph that links them."""
    for quad in matching(store, predicate=_TOLD_BY):
        gone = quad.object
        kept = chosen.instead.get(gone) if isinstance(gone, ox.NamedNode) else None
        if kept is not None and kept.value not in chosen.gone:
            yield ox.Quad(kept, _REPLACES, gone, quad.graph_name)


def _canonical(store: Store) -> dict[ox.NamedNode, ox.NamedNode]:
    """Return for each linked thing its canonical one."""
    found = {
        quad.subject: quad.object
        for quad in matching(store, predicate=_SAME)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }

    def last(one: ox.NamedNode) -> ox.NamedNode:
        seen = [one]
        while (after := found.get(seen[-1])) is not None:
            if after in seen:  # a ring: it has no end, so the first by address is taken
                return min(seen[seen.index(after) :], key=lambda other: other.value)
            seen.append(after)
        return seen[-1]

    return {one: last(one) for one in found if last(one) != one}


def _choose(store: Store, which: Which) -> _Chosen:
    chosen = _Chosen()
    clusters: dict[Any, list[ox.NamedNode]] = defaultdict(list)
    for quad in matching(store, predicate=_TOLD_BY):
        if isinstance(quad.object, ox.NamedNode):
            clusters[quad.subject].append(quad.object)
    counts = _numbers(store, {deed for deeds in clusters.values() for deed in deeds})
    for cluster, deeds in clusters.items():
        there = [deed for deed in deeds if any(True for _ in matching(store, deed, _STATED_IN))]
        if not there:
            continue
        others = {deed: [counts[other] for other in there if other != deed] for deed in there}
        kept = min(there, key=lambda deed: _rank(store, deed, counts[deed], others[deed]))
        chosen.instead |= {deed: kept for deed in there if deed != kept}
        if which == "agreed" and _sources(store, cluster) > 1:
            chosen.agreed[kept.value] = frozenset(_words(store, cluster, "agreesOn"))
            allowed = {number.id for number in counts[kept] if _allowed(number, others[kept])}
            chosen.gone |= {iri for iri in _quantities(store, kept) if iri.rpartition("/")[2] not in allowed}
    chosen.gone |= {deed.value for deed in chosen.instead}
    if which == "agreed":
        deeds_here: set[Any] = {quad.subject for quad in matching(store, predicate=_STATED_IN)}
        chosen.gone |= {deed.value for deed in deeds_here} - chosen.agreed.keys()
    return chosen


def _numbers(store: Store, deeds: set[ox.NamedNode]) -> dict[ox.NamedNode, tuple[Number, ...]]:
    """Return the numbers of deeds as linking compares them; rates are not compared."""
    found: dict[ox.NamedNode, tuple[Number, ...]] = dict.fromkeys(deeds, ())
    for row in rows_of(store, deeds):
        found[ox.NamedNode(row["id"])] = numbers(
            [
                [q["id"], q["value"], q["measure"] or "", q["bound"], q["of"] or "", q["role"] or ""]
                for q in row["quantities"]
                if isinstance(q["value"], int | float)
            ]
        )
    return found


def _quantities(store: Store, deed: ox.NamedNode) -> list[str]:
    values = (quad.object for quad in matching(store, deed, _QUANTITY))
    return [value.value for value in values if isinstance(value, ox.NamedNode)]


def _allowed(number: Number, others: Iterable[Sequence[Number]]) -> bool | None:
    """Say whether all other statements allow a number by their bounds; ``None`` if none gives one to compare."""
    best = [
        max(fits) for theirs in others if (fits := [fit(number, n) for n in theirs if comparable(number, n)])
    ]
    return all(one == 1.0 for one in best) if best else None


def _rank(
    store: Store, deed: ox.NamedNode, counts: Sequence[Number], others: Sequence[Sequence[Number]]
) -> tuple[int, int, float, int, str, str]:
    """Return by what the statement that is kept is chosen, as ``deduplicated_view`` says: the least is kept."""
    said = list(matching(store, deed))
    reports = [quad.object for quad in said if quad.predicate == _STATED_IN]
    days = [day for report in reports for day in _words(store, report, SCHEMA + "datePublished")]
    filled = {quad.predicate for quad in said if quad.predicate in _FIELDS}
    contradicted = sum(_allowed(number, others) is False for number in counts)
    width = sum(1 - number.low / number.high for number in counts if number.high)
    return -len(filled) - len(counts), contradicted, width, -len(said), min(days, default="9999"), deed.value


def _sources(store: Store, cluster: Any) -> int:
    return int(min(_words(store, cluster, "sources"), default="0"))


def _words(store: Store, subject: Any, term: str) -> list[str]:
    """Return the literals that a property has, the property as an address or as a term of the ontology."""
    predicate = ox.NamedNode(term if ":" in term else DG + term)
    values = (quad.object for quad in matching(store, subject, predicate))
    return [value.value for value in values if isinstance(value, ox.Literal)]


def _functional(store: Store, canonical: Mapping[ox.NamedNode, ox.NamedNode]) -> dict[tuple[Any, Any], Any]:
    """Return for each merged thing and each fact that it has once, who of its members says it."""
    members: dict[ox.NamedNode, list[ox.NamedNode]] = defaultdict(list)
    for one, kept in canonical.items():
        members[kept].append(one)
    found: dict[tuple[Any, Any], Any] = {}
    for kept, others in members.items():
        for one in (kept, *sorted(others, key=lambda other: other.value)):
            for quad in matching(store, one):
                if quad.predicate in _ONE_VALUE:
                    found.setdefault((kept, quad.predicate), one)
    return found


def _rewritten(
    quads: Iterable[ox.Quad],
    canonical: Mapping[ox.NamedNode, ox.NamedNode],
    chosen: _Chosen,
    facts: Mapping[tuple[Any, Any], Any],
) -> Iterator[ox.Quad]:
    for quad in quads:
        one, predicate, value, graph = quad
        if predicate in _LINKS or (chosen.gone and _goes(one, predicate, value, chosen)):
            continue
        if predicate in _OTHER_NUMBERS and _is_lost(value, chosen):
            continue  # that it is counted in a number which is not there leaves it out of every sum
        subject = canonical.get(one, one)
        if predicate in _ONE_VALUE and facts.get((subject, predicate), one) != one:
            continue
        if subject != one and predicate in (_NAME, _LABEL):
            predicate, value = _OTHER_NAME, ox.Literal(value.value)
        if isinstance(value, ox.NamedNode):
            value = canonical.get(value, value)
            if predicate == _AFTER:
                value = chosen.instead.get(value, value)
            if value == subject:
                continue
        yield ox.Quad(subject, predicate, value, graph)


def _is_lost(number: Any, chosen: _Chosen) -> bool:
    """Say whether a number is not in the view, and none of a deed that replaces its own."""
    deed = number.value.rpartition("/")[0]
    return number.value in chosen.gone or (deed in chosen.gone and ox.NamedNode(deed) not in chosen.instead)


def _goes(subject: Any, predicate: ox.NamedNode, value: Any, chosen: _Chosen) -> bool:
    """Say whether a statement goes with a deed or quantity that goes, or is of a field on which reports differ."""
    if not isinstance(subject, ox.NamedNode):
        return False
    agreed = chosen.agreed.get(subject.value)
    if agreed is not None:
        if predicate == _QUANTITY:
            return isinstance(value, ox.NamedNode) and value.value in chosen.gone
        return predicate in _FIELDS and _FIELDS[predicate] not in agreed
    at = subject.value
    for _ in range(3):  # the deed, its quantities, times and evidence, and what these hold
        if at in chosen.gone:
            return True
        at, _, last = at.rpartition("/")
        agreed = chosen.agreed.get(at)
        if agreed is not None and last == "when" and "when" not in agreed:
            return True
    return False
