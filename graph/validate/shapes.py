"""The triples of records against ``shapes.ttl``, through pySHACL; violations are reported for the record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.errors import DataError
from graph.messages import Label, Message
from graph.model.iris import path_of, shared_graph_iri
from graph.model.nodes import Node, documents_of, to_jsonld
from graph.model.records import LOCAL_AGENTS, Bundle, RecordType
from graph.model.schema import located
from graph.model.vocab import DEFAULT_BASE, PREFIXES
from graph.resources import resource

if TYPE_CHECKING:
    import rdflib

# Where a node of the graph comes from: the bundle, the record_type and its id.
Home = tuple[Bundle, RecordType, str]
_TYPED = re.compile(
    rb'(?P<string>"(?P<lexical>(?:[^"\\\n]|\\.)*)")\^\^<http://www\.w3\.org/2001/XMLSchema#(?P<type>\w+)>'
)
_NUMBER = r"[-+]?\d{1,18}"
_DURATION = re.compile(
    r"-?P(?=[\dT])(\d{1,6}Y)?(\d{1,6}M)?(\d{1,6}D)?(T(?=\d)(\d{1,6}H)?(\d{1,6}M)?(\d{1,6}(\.\d{1,6})?S)?)?"
)
_FORMS = {
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), _DURATION),
    **dict.fromkeys(
        ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
         "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
        re.compile(_NUMBER),
    ),
    "decimal": re.compile(rf"{_NUMBER}(\.\d{{0,18}})?|[-+]?\.\d{{1,18}}"),
    **dict.fromkeys(("gYear", "gYearMonth"), re.compile(r"\d{4}(-\d\d)?")),
}  # fmt: skip
_ZONE = re.compile(r"(?<=.{10})(Z|[-+]\d\d:\d\d)$")
_MAX_VALUE_CHARS = 80
_EVIDENCED = "https://w3id.org/deedgraph/shape/Evidenced"


@dataclass(frozen=True)
class ShapeViolation:
    """A node that is not as a shape wants it: the shape's rule in words, the node, and what was found there."""

    rule: str
    node: str
    found: str | None
    asks_evidence: bool

    def message(self) -> str:
        """Return what is wrong with the node."""
        if self.found is None:
            return Message("shape-broken", rule=self.rule)
        return Message("shape-broken-here", rule=self.rule, found=self.found)


def shape_violations(bundles: Iterable[Bundle]) -> list[DataError]:
    """Return what the shapes find wrong with the graph that some bundles make, in one run for all of them.

    That graph is as a load makes it: of a shared record that several bundles give, the last one counts.
    A run costs about a millisecond a deed, and a good part of a second to begin with: give it many bundles.
    """
    given = list(bundles)
    shared: dict[str, Node] = {}
    parts: list[Node] = []
    for bundle in given:
        for graph in documents_of(bundle):
            if graph["id"] == shared_graph_iri():
                shared |= {node["id"]: node for node in graph["@graph"]}
            else:
                parts.append(graph)
    parts.append({"id": shared_graph_iri(), "@graph": list(shared.values())})
    violations = violations_of(map(_ntriples, parts))
    homes = _homes(given) if violations else {}
    placed = [(violation, _home(violation.node, homes)) for violation in violations]
    return [
        located(*home, violation.message())
        if home
        else DataError("at-node", node=violation.node, what=violation.message())
        for violation, home in placed
    ]


def violations_of(parts: Iterable[bytes]) -> list[ShapeViolation]:
    """Return what the shapes find wrong with N-Triples, those of all parts together; blank nodes stay apart."""
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    for part in parts:
        data.parse(_TYPED.sub(_held_by_python, part), format="nt")
    conforms, results, _ = pyshacl.validate(data, shacl_graph=_shapes(), inference="none")
    return [] if conforms else _violations(results)


def _ntriples(graph: Node) -> bytes:
    """Return a graph's triples; pyoxigraph reads JSON-LD eight times as fast as rdflib does."""
    document = to_jsonld([graph]).encode("utf-8")
    triples = (quad.triple for quad in ox.parse(document, format=ox.RdfFormat.JSON_LD))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _held_by_python(literal: re.Match[bytes]) -> bytes:
    """Return a typed literal; as a plain string, of another type than a shape asks, if Python has no value for it."""
    lexical = literal["lexical"].decode("utf-8", "replace")
    return literal[0] if _is_held(lexical, literal["type"].decode()) else literal["string"]


def _is_held(lexical: str, type_: str) -> bool:
    """Say whether Python holds a value of one of XML Schema's types; rdflib and pySHACL break off at others.

    >>> _is_held("P999999999999Y", "duration"), _is_held("2021-02-30", "date"), _is_held("12.5", "decimal")
    (False, False, True)
    """
    try:
        match type_:
            case "date":
                return bool(date.fromisoformat(_ZONE.sub("", lexical))) and lexical[4:5] == "-"
            case "dateTime" | "time":
                (datetime if type_ == "dateTime" else time).fromisoformat(lexical)
            case "float" | "double":
                float(lexical)
            case _ if type_ in _FORMS:
                return _FORMS[type_].fullmatch(lexical) is not None
    except ValueError:
        return False
    return True


@cache
def _shapes() -> "rdflib.Graph":
    """Return the shapes, each property shape with its node shape's targets as its own.

    That says the same, and pySHACL then judges all nodes of a class at once instead of one after the other,
    which takes it a third of the time.
    """
    import rdflib
    from rdflib import RDF, SH

    shapes = rdflib.Graph().parse(resource("shapes.ttl"), format="turtle")
    for node, shape in list(shapes.subject_objects(SH.property)):
        for target in list(shapes.objects(node, SH.targetClass)):
            shapes.add((shape, RDF.type, SH.PropertyShape))
            shapes.add((shape, SH.targetClass, target))
            shapes.remove((node, SH.property, shape))
    return shapes


def _violations(results: "rdflib.Graph") -> list[ShapeViolation]:
    import rdflib
    from rdflib import SH

    violations = []
    for result in results.objects(None, SH.result):
        focus, path, value = (results.value(result, key) for key in (SH.focusNode, SH.resultPath, SH.value))
        messages = [m for m in results.objects(result, SH.resultMessage) if isinstance(m, rdflib.Literal)]
        said = {m.language: str(m) for m in messages}
        words: str = Label(said["en"], said.get("zh", said["en"])) if "en" in said else Message("shape-unfit")
        if isinstance(path, rdflib.URIRef):
            words = Message("at-node", node=_short(path), what=words)
        found = _short(value) if value is not None and value != focus else None
        if found and len(found) > _MAX_VALUE_CHARS:
            found = f"{found[:_MAX_VALUE_CHARS]}…"
        evidence = results.value(result, SH.sourceShape) == rdflib.URIRef(_EVIDENCED)
        violations.append(ShapeViolation(words, str(focus), found, evidence))
    return violations


def _homes(bundles: Iterable[Bundle]) -> dict[str, Home]:
    """Return the record of each node that has one, by its IRI."""
    homes: dict[str, Home] = {}
    for bundle in bundles:
        report = bundle.report["id"] if bundle.report else ""
        for record_type, record in bundle.records():
            own = record_type == "deed" or record.get("type") in LOCAL_AGENTS
            path = path_of(record_type, record["id"], report if own else "")
            homes[DEFAULT_BASE + path] = (bundle, record_type, record["id"])
    return homes


def _home(node: str, homes: dict[str, Home]) -> Home | None:
    """Return the record that a node belongs to: an inner node's IRI begins with its record's."""
    while node not in homes and "/" in node:
        node = node.rpartition("/")[0]
    return homes.get(node)


def _short(term: object) -> str:
    iri = str(term)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
