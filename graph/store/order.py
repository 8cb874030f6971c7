"""The order of everything that is written: deeds by report, first character and id; the rest by id.

A graph is read report by report, each entirely in memory; what belongs to no report is sorted on disk when it is
too large. So the order, and the bytes, are the same from any engine.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from graph.common.external_sort import ExternalSorter
from graph.model.context import Terms, terms
from graph.model.iris import LINKS, SHARED, graph_of, report_of_graph
from graph.model.vocab import CLASSES, DG, OA, ONTOLOGY, RDF
from graph.store.sparql import solutions
from graph.store.store import GraphName, Store, graph_names, matching

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject = ox.NamedNode | ox.BlankNode
Key = tuple[tuple[str, int], ...]
Statements = list[tuple[ox.NamedNode, Term]]  # what is said of one subject
Block = tuple[Subject, list[tuple[ox.NamedNode, list[Term]]]]

_DIGITS = re.compile(r"(\d+)")


@lru_cache(maxsize=65536)
def natural(text: str) -> Key:
    """Return a sort key in which q2 comes before q10.

    >>> sorted(["q10", "q2"], key=natural)
    ['q2', 'q10']
    """
    parts = _DIGITS.split(text)
    return tuple((part, 0) if n % 2 == 0 else ("", int(part)) for n, part in enumerate(parts))


def reports_of(store: Store) -> list[str]:
    """Return the IRIs of the reports in a store, in order."""
    query = f"SELECT DISTINCT ?report WHERE {{ ?report a <{CLASSES['report']}> }}"
    found = (term for (term,) in solutions(store, query))
    return sorted((term.value for term in found if isinstance(term, ox.NamedNode)), key=_sort_key)


def graphs_of(store: Store) -> list[GraphName]:
    """Return the graphs of a store: the default graph, the reports', the shared one, others, the ontology."""

    def key(graph: Subject) -> tuple[int, Key, str]:
        name = graph.value
        rank = (
            3
            if name == ONTOLOGY
            else 1
            if name.endswith((SHARED, LINKS))
            else 0
            if report_of_graph(name)
            else 2
        )
        return rank, natural(name), name

    return [ox.DefaultGraph(), *sorted(graph_names(store), key=key)]


def union_blocks(store: Store) -> Iterator[Block]:
    """Yield each subject of all graphs with what is said of it: reports with their deeds, then the rest by id."""
    reports = reports_of(store)
    own = {graph_of(report) for report in reports}
    others = [g for g in graphs_of(store) if isinstance(g, ox.DefaultGraph) or g.value not in own]
    return _blocks(store, reports, others, own_graphs=True)


def graph_blocks(store: Store, graph: GraphName, reports: list[str]) -> Iterator[Block]:
    """Yield each subject of one graph in the same order; ``reports`` are all reports of the store."""
    name = "" if isinstance(graph, ox.DefaultGraph) else graph.value
    if report := report_of_graph(name):
        return _blocks(store, [report], [], own_graphs=True)
    return _blocks(store, reports, [graph], own_graphs=False)


def _blocks(
    store: Store, reports: list[str], others: list[GraphName], *, own_graphs: bool
) -> Iterator[Block]:
    """Yield reports' subjects in order, then all others; ``others`` are graphs beside the reports' own."""
    known = set(reports)
    number = itertools.count()  # so that no two keys are equal and terms are never compared
    additions: ExternalSorter[Any] = ExternalSorter()  # what other graphs say of a report's subjects
    rest: ExternalSorter[Any] = ExternalSorter()

    def to_rest(subject: Any, predicate: ox.NamedNode, value: Term) -> None:
        last = own_graphs and _is_ontology(subject)
        key = (last, isinstance(subject, ox.BlankNode), *_sort_key(subject.value))
        rest.add((key, next(number), subject, predicate, value))

    for quad in itertools.chain.from_iterable(matching(store, graph=graph) for graph in others):
        report = _report_of(quad.subject.value, known) if isinstance(quad.subject, ox.NamedNode) else None
        if report:
            additions.add((_sort_key(report), next(number), quad.subject, quad.predicate, quad.object))
        else:
            to_rest(quad.subject, quad.predicate, quad.object)
    added = itertools.groupby(additions.in_order(), key=lambda item: item[0])
    key, items = next(added, (None, []))
    for report in reports:
        statements: dict[str, Statements] = {}
        if own_graphs:
            only = {report}
            for subject, predicate, value, _ in matching(store, graph=ox.NamedNode(graph_of(report))):
                said = statements.get(subject.value)
                if said is not None:
                    said.append((predicate, value))
                elif isinstance(subject, ox.NamedNode) and _report_of(subject.value, only):
                    statements[subject.value] = [(predicate, value)]
                else:
                    to_rest(subject, predicate, value)
        if key == _sort_key(report):
            for _, _, subject, predicate, value in items:
                statements.setdefault(subject.value, []).append((predicate, value))
            key, items = next(added, (None, []))
        yield from (
            (ox.NamedNode(subject), in_order(statements[subject]))
            for subject in _in_report(report, statements)
        )
    for _, group in itertools.groupby(rest.in_order(), key=lambda item: item[0]):
        (_, _, subject, predicate, value), *more = group
        yield subject, in_order([(predicate, value), *((p, o) for _, _, _, p, o in more)])


def _sort_key(name: str) -> tuple[Key, str]:
    return natural(name), name


def _is_ontology(subject: Subject) -> bool:
    return subject.value.startswith((ONTOLOGY + "#", ONTOLOGY + "/kind", ONTOLOGY + "/role", ONTOLOGY + "/bound",
                                     ONTOLOGY + "/level")) or subject.value == ONTOLOGY  # fmt: skip


def _report_of(iri: str, reports: set[str]) -> str | None:
    """Return the report to whose deeds a subject belongs: the report itself, a deed, or a node within one."""
    at = iri
    while at not in reports:
        at = at.rpartition("/")[0]
        if not at:
            return None
    return None if iri.startswith(f"{at}/agent/") else at


def _in_report(report: str, statements: dict[str, Statements]) -> list[str]:
    """Return a report's subjects in order: itself, its deeds by first character and id, each with its nodes."""
    starts: dict[str, int] = {}
    deeds: set[str] = set()
    for subject, said in statements.items():
        if subject.endswith(_FIRST):
            starts |= {
                subject.removesuffix(_FIRST): int(value.value)
                for predicate, value in said
                if predicate.value == OA + "start" and isinstance(value, ox.Literal) and value.value.isdigit()
            }
        elif any(predicate.value == DG + "statedIn" for predicate, _ in said):
            deeds.add(subject)

    def key(subject: str) -> tuple[int, int, Key, tuple[tuple[int, Key], ...], str]:
        if subject in (report, graph_of(report)):
            return (0, 0, natural(subject), (), subject)
        deed = f"{report}/{subject.removeprefix(report + '/').partition('/')[0]}"
        if deed not in deeds:
            return (2, 0, natural(subject), (), subject)
        steps = tuple(_step(step) for step in subject.removeprefix(deed).split("/")[1:])
        return (1, starts.get(deed, 0), natural(deed), steps, subject)

    return sorted(statements, key=key)


_FIRST = "/e1/target/selector"


def _step(name: str) -> tuple[int, Key]:
    """Order the nodes within a deed: when, quantities, evidence."""
    return {"w": 0, "q": 1, "e": 2}.get(name[:1], 3), natural(name)


@lru_cache(maxsize=1)
def predicate_ranks() -> dict[str, int]:
    """Return the rank of each predicate: the type first, then the order of the context's fields."""
    ranks = {RDF + "type": 0}

    def walk(active: Terms, names: Iterable[str]) -> None:
        for term in map(active.by_name.__getitem__, names):
            ranks.setdefault(term.predicate, len(ranks))
            if term.nested:
                walk(active.within(term), term.nested)

    walk(terms(), terms().by_name)
    return ranks


def in_order(statements: Iterable[tuple[ox.NamedNode, Term]]) -> list[tuple[ox.NamedNode, list[Term]]]:
    """Return what is said of one subject as predicates in order, each with its values in order, without repeats."""
    found: dict[ox.NamedNode, set[Term]] = {}
    for predicate, value in statements:
        found.setdefault(predicate, set()).add(value)
    ordered = sorted(found.items(), key=_rank)
    return [(p, sorted(values, key=_object_key) if len(values) > 1 else [*values]) for p, values in ordered]


def _rank(statements: tuple[ox.NamedNode, set[Term]]) -> tuple[int, str]:
    name = statements[0].value
    return predicate_ranks().get(name, 1000), name


def _object_key(term: Term) -> tuple[int, Key, str]:
    if isinstance(term, ox.Literal):
        # Chinese before English, as the project writes its own labels.
        return (
            1,
            natural(term.value),
            {"zh": "0", "en": "1"}.get(term.language or "", term.language or "") + str(term),
        )
    return 0, natural(term.value if isinstance(term, (ox.NamedNode, ox.BlankNode)) else str(term)), ""
