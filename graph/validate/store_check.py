"""A store looked into: what in it is foreign, torn, or not as the shapes want it.

A graph may have been filled by another tool, or by a load that a server broke off. It is read graph by graph;
in memory are one batch of statements for the shapes and, of each type of finding, its number and an example.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from graph.common.external_sort import in_sorted_order
from graph.messages import Message
from graph.model.fields import DEED, RECORD_TYPES
from graph.model.iris import LINKS, SHARED, graph_of
from graph.model.vocab import CLASSES, DG, ONTOLOGY, PREFIXES, PROV, RDF, SCHEMA
from graph.resources import resource
from graph.store.order import graphs_of
from graph.store.sparql import solutions
from graph.store.store import GraphName, Store, matching
from graph.validate.check import Finding
from graph.validate.shapes import violations_of

_BATCH = 50_000  # statements that go through the shapes at a time
_MAX_LISTED = 20  # findings of one type that are listed; the rest are counted
_MAX_TERMS = 1000  # foreign vocabularies that are counted one by one

_UNPROVED = """?this a dg:Deed MINUS { ?evidence oa:hasBody ?this }"""
_NAMED_BY_DEEDS = "|".join(f"<{field.iri}>" for field in DEED if field.value in RECORD_TYPES)
_UNKNOWN = f"""?one {_NAMED_BY_DEEDS}|dg:unit|dg:within
    |org:memberOf|org:subOrganizationOf|org:organization|schema:location|schema:publisher ?this
    MINUS {{ ?this dg:name|dg:did ?name }}"""


@dataclass
class StoreReport:
    """What was found in a store, and how much was looked at; ``unshaped`` graphs were too large for the shapes."""

    findings: list[Finding] = field(default_factory=list)
    graphs: int = 0
    statements: int = 0
    reports: int = 0
    unshaped: int = 0

    def summary(self) -> list[str]:
        """Return what was looked at, in lines for a person."""
        lines: list[str] = [
            Message("store-looked", graphs=self.graphs, statements=self.statements, reports=self.reports)
        ]
        if self.unshaped:
            lines.append(Message("store-unshaped", n=self.unshaped))
        return lines


@dataclass
class _Read:
    """A graph as it was read: its size, what it says of itself, and its lines as far as they are held."""

    name: GraphName
    size: int = 0
    said: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def of_report(self) -> bool:
        """Say whether this is a report's graph, as a load makes it."""
        report = self.said.get(PROV + "wasDerivedFrom", "")
        return self.said.get(RDF + "type") == CLASSES["graph"] and _named(self.name) == graph_of(report)


def check_store(store: Store) -> StoreReport:
    """Look into a store in any place: its graphs, its vocabularies, its deeds' evidence, and the shapes.

    Reports go through the shapes some at a time, since all that a shape asks of a node is in its report's
    graph; so do shared records. A graph of another tool does if it is no larger than that. Raises
    ``StoreError`` as reading the store does.

    >>> check_store(ox.Store()).findings
    []
    """
    looked, words, shapes = StoreReport(), _Words(), _Shapes()
    foreign: list[str] = []
    torn: list[str] = []
    for graph in graphs_of(store):
        read = _read(store, graph, words)
        if not read.size:
            continue
        looked.graphs += 1
        looked.statements += read.size
        name = _named(graph)
        if name == ONTOLOGY:
            continue
        if name.endswith((SHARED, LINKS)):
            for part in _by_subject(store, graph) if read.size > _BATCH else (read.lines,):
                shapes.take(part)
            continue
        if not read.of_report():
            foreign.append(Message("graph-foreign", name=name, n=read.size))
        elif SCHEMA + "sha256" not in read.said:
            torn.append(Message("graph-torn", name=name))
        looked.reports += read.of_report()
        if read.size > _BATCH:
            looked.unshaped += 1
        else:
            shapes.take(read.lines)
    groups = (
        foreign, words.messages(), torn,
        _asked(store, _UNPROVED, "deeds-without-evidence"),
        _asked(store, _UNKNOWN, "referred-not-there"),
        shapes.messages(),
    )  # fmt: skip
    for found in groups:
        more = [Message("and-more-of-these", n=len(found) - _MAX_LISTED)] if len(found) > _MAX_LISTED else []
        looked.findings += [Finding(None, None, None, message) for message in [*found[:_MAX_LISTED], *more]]
    return looked


def _named(graph: GraphName) -> str:
    return "(default)" if isinstance(graph, ox.DefaultGraph) else graph.value


def _read(store: Store, graph: GraphName, words: "_Words") -> _Read:
    """Read a graph once: count its words, and hold its lines as long as they are no more than a batch."""
    read = _Read(graph)
    for quad in matching(store, graph=graph):
        read.size += 1
        words.count(quad)
        if quad.subject == graph and isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            read.said[quad.predicate.value] = quad.object.value
        if read.size <= _BATCH:
            read.lines.append(f"{quad.triple} .\n")
    return read


def _by_subject(store: Store, graph: GraphName) -> Iterator[list[str]]:
    """Yield the lines of a graph that is larger than a batch in batches; what is said of one subject together."""
    part: list[str] = []
    for line in in_sorted_order(f"{quad.triple} .\n" for quad in matching(store, graph=graph)):
        if len(part) >= _BATCH and line.split(" ", 1)[0] != part[-1].split(" ", 1)[0]:
            yield part
            part = []
        part.append(line)
    yield part


class _Words:
    """Counts the predicates and classes that are none of ours; a class, since it holds what it counted."""

    def __init__(self) -> None:
        self.counts = Counter[str]()
        self.examples: dict[str, str] = {}

    def count(self, quad: ox.Quad) -> None:
        """Count a statement's predicate and, where it states a type, the class."""
        terms: list[tuple[str, object]] = [("property", quad.predicate)]
        if quad.predicate.value == RDF + "type":
            terms.append(("class", quad.object))
        for what, term in terms:
            if not isinstance(term, ox.NamedNode) or (strange := _strange(term.value)) is None:
                continue
            if strange not in self.counts and len(self.counts) >= _MAX_TERMS:
                strange = Message("vocabularies-further")
            self.counts[strange] += 1
            example = Message(f"example-{what}", term=term.value, subject=_short(quad.subject))
            self.examples[strange] = min(example, self.examples.get(strange, example))

    def messages(self) -> list[str]:
        """Return a line for each foreign vocabulary, those of most statements first."""
        ordered = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        return [
            Message("statements-such", what=what, n=n, example=self.examples[what]) for what, n in ordered
        ]


def _short(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else Message("blank-node")


@cache
def _own_terms() -> frozenset[str]:
    triples = ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE)
    return frozenset(quad.subject.value for quad in triples if isinstance(quad.subject, ox.NamedNode))


def _strange(iri: str) -> str | None:
    """Return what is foreign about a property or class: its vocabulary, or a term that our ontology lacks.

    >>> _strange("http://schema.org/name"), _strange("https://schema.org/name")
    ('foreign vocabulary http://schema.org/', None)
    """
    namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    if namespace == DG:
        return None if iri in _own_terms() else Message("term-unknown", iri=iri)
    return None if namespace in _KNOWN else Message("vocabulary-foreign", namespace=namespace or iri)


_KNOWN = frozenset(PREFIXES.values())


def _asked(store: Store, pattern: str, key: str) -> list[str]:
    """Ask the whole store for what should not be; return one line with its number and an example, or none."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    query = (
        f"{prefixes}SELECT (COUNT(DISTINCT ?this) AS ?n) (MIN(STR(?this)) AS ?example) WHERE {{ {pattern} }}"
    )
    ((number, example),) = solutions(store, query)
    return [Message(key, n=int(number.value), example=example.value)] if number.value != "0" else []


class _Shapes:
    """Holds statements to the shapes, a batch at a time; a class, since they wait until they are enough."""

    def __init__(self) -> None:
        self.waiting: list[list[str]] = []
        self.counts = Counter[str]()
        self.examples: dict[str, str] = {}

    def take(self, lines: list[str]) -> None:
        """Take in a graph's lines of N-Triples; together with those that wait they are looked at later."""
        if self.waiting and sum(map(len, self.waiting)) + len(lines) > _BATCH:
            self._judge()
        self.waiting.append(lines)

    def _judge(self) -> None:
        parts: Iterable[bytes] = ("".join(lines).encode("utf-8") for lines in self.waiting)
        for one in violations_of(parts):
            if not one.asks_evidence:  # asked of the whole store, once
                self.counts[one.rule] += 1
                self.examples[one.rule] = min(one.node, self.examples.get(one.rule, one.node))
        self.waiting.clear()

    def messages(self) -> list[str]:
        """Judge what waits; return a line for each rule that is broken."""
        if self.waiting:
            self._judge()
        return [
            Message("shape-times", rule=rule, n=n, example=self.examples[rule])
            for rule, n in sorted(self.counts.items())
        ]
