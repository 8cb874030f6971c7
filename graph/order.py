"""The one order of everything that is written: deeds by report, first character and id; the rest by id."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from graph.linked import context
from graph.vocab import CLASSES, DG, OA, ONTOLOGY, RDF

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Key = tuple[tuple[str, int], ...]

_DIGITS = re.compile(r"(\d+)")
_TYPE = ox.NamedNode(RDF + "type")
_SHARED = "/shared/graph"


@lru_cache(maxsize=65536)
def natural(text: str) -> Key:
    """Return a sort key in which q2 comes before q10.

    >>> sorted(["q10", "q2"], key=natural)
    ['q2', 'q10']
    """
    parts = _DIGITS.split(text)
    return tuple((part, 0) if n % 2 == 0 else ("", int(part)) for n, part in enumerate(parts))


def base_of(store: ox.Store) -> str | None:
    """Return the base of a graph's ids, told by the name of its shared graph; ``None`` for a foreign graph."""
    names = sorted(g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode))
    shared = [name for name in names if name.endswith(_SHARED)]
    return shared[0].removesuffix(_SHARED.removeprefix("/")) if shared else None


@dataclass(frozen=True)
class Part:
    """Subjects that are written together: a report with its deeds, or one agent, place or other thing."""

    subjects: tuple[ox.NamedNode | ox.BlankNode, ...]


def reports_of(store: ox.Store) -> list[str]:
    """Return the IRIs of the reports in a store, in order."""
    found = store.quads_for_pattern(None, _TYPE, ox.NamedNode(CLASSES["report"]))
    return sorted({q.subject.value for q in found if isinstance(q.subject, ox.NamedNode)}, key=natural)


def graphs_of(store: ox.Store) -> list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]:
    """Return the graphs of a store: the default graph, the reports', the shared one, others, the ontology."""

    def key(graph: ox.NamedNode | ox.BlankNode) -> tuple[int, Key]:
        name = graph.value
        rank = 3 if name == ONTOLOGY else 1 if name.endswith(_SHARED) else 0 if name.endswith("/graph") else 2
        return rank, natural(name)

    return [ox.DefaultGraph(), *sorted(store.named_graphs(), key=key)]


def subjects_in_order(
    store: ox.Store, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None
) -> Iterator[ox.NamedNode | ox.BlankNode]:
    """Yield the subjects of a graph, or of the union of all: reports with their deeds first, then the rest.

    Only the names of what is no deed are held in memory.
    """
    reports = reports_of(store)
    known = set(reports)
    for report in reports:
        yield from _of_report(store, report, graph)
    rest: set[ox.NamedNode | ox.BlankNode] = set()
    ontology: set[ox.NamedNode | ox.BlankNode] = set()
    last: Term | None = None
    for quad in store.quads_for_pattern(None, None, None, graph):
        subject = quad.subject
        if subject == last or isinstance(subject, ox.Triple):
            continue
        last = subject
        if isinstance(subject, ox.NamedNode) and _home(subject.value, known):
            continue
        (ontology if graph is None and _is_ontology(subject) else rest).add(subject)
    yield from sorted(rest, key=lambda s: (isinstance(s, ox.BlankNode), natural(s.value)))
    yield from sorted(ontology, key=lambda s: (isinstance(s, ox.BlankNode), natural(s.value)))


def _is_ontology(subject: ox.NamedNode | ox.BlankNode) -> bool:
    return subject.value.startswith((ONTOLOGY + "#", ONTOLOGY + "/kind", ONTOLOGY + "/role", ONTOLOGY + "/bound",
                                     ONTOLOGY + "/level")) or subject.value == ONTOLOGY  # fmt: skip


def _home(iri: str, reports: set[str]) -> str | None:
    """Return the report to whose deeds a subject belongs: the report itself, a deed, or a node within one."""
    at = iri
    while at not in reports:
        at = at.rpartition("/")[0]
        if not at:
            return None
    return None if iri.startswith(f"{at}/agent/") else at


def _of_report(
    store: ox.Store, report: str, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None
) -> Iterator[ox.NamedNode]:
    own = ox.NamedNode(f"{report}/graph")
    if graph not in (None, own):
        return
    subjects: set[str] = set()
    starts: dict[str, int] = {}
    start_of, statedin = OA + "start", DG + "statedIn"
    deeds: set[str] = set()
    for quad in store.quads_for_pattern(None, None, None, own):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        subject = quad.subject.value
        subjects.add(subject)
        if (
            isinstance(quad.object, ox.Literal)
            and quad.predicate.value == start_of
            and subject.endswith("/e1/target/selector")
        ):
            starts[subject.removesuffix("/e1/target/selector")] = int(quad.object.value)
        elif quad.predicate.value == statedin:
            deeds.add(subject)
    inner = {s for s in subjects if _home(s, {report})}

    def key(subject: str) -> tuple[int, int, Key, tuple[tuple[int, Key], ...]]:
        if subject in (report, own.value):
            return (0, 0, natural(subject), ())
        deed = f"{report}/{subject.removeprefix(report + '/').partition('/')[0]}"
        if deed not in deeds:
            return (2, 0, natural(subject), ())
        steps = tuple(_step(step) for step in subject.removeprefix(deed).split("/")[1:])
        return (1, starts.get(deed, 0), natural(deed), steps)

    yield from (ox.NamedNode(subject) for subject in sorted(inner, key=key))


def _step(name: str) -> tuple[int, Key]:
    """Order the nodes within a deed: when, quantities, evidence."""
    return {"w": 0, "q": 1, "e": 2}.get(name[:1], 3), natural(name)


@lru_cache(maxsize=1)
def predicate_ranks() -> dict[str, int]:
    """Return the rank of each predicate: the type first, then the order of the context's fields."""
    ranks = {RDF + "type": 0}
    prefixes = {name: value for name, value in context().items() if isinstance(value, str)}

    def walk(terms: dict[str, object]) -> None:
        for value in terms.values():
            if isinstance(value, str):
                name, inside = value, None
            elif isinstance(value, dict):
                name, inside = value.get("@id") or value.get("@reverse", ""), value.get("@context")
            else:
                continue
            prefix, colon, local = str(name).partition(":")
            if colon and prefix in prefixes:
                ranks.setdefault(prefixes[prefix] + local, len(ranks))
            if isinstance(inside, dict):
                walk(inside)

    walk(context())
    return ranks


def in_order(triples: Iterable[ox.Triple | ox.Quad]) -> list[tuple[ox.NamedNode, list[Term]]]:
    """Return one subject's triples as predicates in order, each with its objects in order, without repeats."""
    found: dict[ox.NamedNode, set[Term]] = {}
    for triple in triples:
        found.setdefault(triple.predicate, set()).add(triple.object)
    ranks = predicate_ranks()
    ordered = sorted(found, key=lambda p: (ranks.get(p.value, 1000), p.value))
    return [(p, sorted(found[p], key=_object_key) if len(found[p]) > 1 else list(found[p])) for p in ordered]


def _object_key(term: Term) -> tuple[int, Key, str]:
    if isinstance(term, ox.Literal):
        # Chinese before English, as the project writes its own labels.
        return (
            1,
            natural(term.value),
            {"zh": "0", "en": "1"}.get(term.language or "", term.language or "") + str(term),
        )
    return 0, natural(term.value if isinstance(term, (ox.NamedNode, ox.BlankNode)) else str(term)), ""
