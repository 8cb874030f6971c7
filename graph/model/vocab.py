"""The ontology's terms as Python names; a test compares them with ``ontology.ttl``."""

from dataclasses import dataclass
from functools import cache

from graph.messages import Label
from graph.resources import resource

DG = "https://w3id.org/deedgraph#"
KIND = "https://w3id.org/deedgraph/kind/"
ROLE = "https://w3id.org/deedgraph/role/"
BOUND = "https://w3id.org/deedgraph/bound/"
LEVEL = "https://w3id.org/deedgraph/level/"
ONTOLOGY = "https://w3id.org/deedgraph"
DEFAULT_BASE = "https://w3id.org/deedgraph/id/"
EDITION = "0.1.0"  # of the vocabulary and the record model: the ontology's owl:versionInfo

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
QUDT = "http://qudt.org/schema/qudt/"
SCHEMA = "https://schema.org/"

# The prefixes of everything that is written, in the order in which Turtle declares them.
PREFIXES: dict[str, str] = {
    "dg": DG,
    "kind": KIND,
    "role": ROLE,
    "bound": BOUND,
    "level": LEVEL,
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": FOAF,
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "qudt": QUDT,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": SKOS,
    "time": "http://www.w3.org/2006/time#",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": XSD,
}


def prologue(*prefixes: str) -> str:
    r"""Return the PREFIX lines that a query begins with, for these prefixes.

    >>> prologue("dg", "kind")
    'PREFIX dg: <https://w3id.org/deedgraph#>\nPREFIX kind: <https://w3id.org/deedgraph/kind/>\n'
    """
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in prefixes)


# The class of each type of record.
CLASSES: dict[str, str] = {
    "report": SCHEMA + "NewsArticle",
    "deed": DG + "Deed",
    "unit": ORG + "FormalOrganization",
    "team": DG + "Team",
    "person": FOAF + "Person",
    "group": FOAF + "Group",
    "place": SCHEMA + "Place",
    "document": SCHEMA + "CreativeWork",
    "scheme": PROV + "Plan",
    "when": DG + "When",
    "recurrence": DG + "Recurrence",
    "quantity": DG + "Quantity",
    "post": ORG + "Membership",
    "role": ORG + "Role",
    "evidence": OA + "Annotation",
    "target": OA + "SpecificResource",
    "selector": OA + "TextPositionSelector",
    "graph": PROV + "Bundle",
    "decision": DG + "Decision",
    "decider": PROV + "Agent",
    "reviewer": PROV + "Agent",
    "happening": DG + "Happening",
    "difference": DG + "Difference",
    "statement": RDF + "Statement",
}


@dataclass(frozen=True)
class Concept:
    """A concept of one of the project's SKOS schemes: a kind of deed, a bound, a role, a level of place."""

    iri: str
    slug: str
    zh: str
    en: str
    broader: str | None


@cache
def concepts(namespace: str) -> dict[str, Concept]:
    """Return the concepts of the ontology in a namespace, by slug, in the order of the file.

    >>> concepts(KIND)["deliver"].zh
    '送达'
    """
    import pyoxigraph as ox

    labels: dict[str, dict[str, str]] = {}
    broader: dict[str, str] = {}
    for quad in ox.parse(path=str(resource("ontology.ttl")), format=ox.RdfFormat.TURTLE):
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(namespace):
            continue
        if predicate == SKOS + "prefLabel" and isinstance(value, ox.Literal):
            labels.setdefault(subject.value, {})[value.language or ""] = value.value
        elif predicate == SKOS + "broader" and isinstance(value, ox.NamedNode):
            broader[subject.value] = value.value.removeprefix(namespace)
    return {
        iri.removeprefix(namespace): Concept(
            iri, iri.removeprefix(namespace), named["zh"], named["en"], broader.get(iri)
        )
        for iri, named in labels.items()
    }


def concept_label(scheme: str, name: str) -> Label:
    """Return a concept as messages say it: in English by its name in records, in Chinese by its label.

    >>> concept_label(BOUND, "atLeast").in_language("zh")
    '至少'
    """
    concept = concepts(scheme).get(name)
    return Label(name, concept.zh if concept else name)
