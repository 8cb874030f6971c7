"""The ontology against everything that speaks its words: the data, the code, the schema, the shapes.

Also: what the records say is the same triples to pyoxigraph, rdflib and PyLD.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from graph.model import fields, vocab
from graph.model import records as deed
from graph.model.context import context
from graph.model.nodes import documents_of, to_jsonld
from graph.model.read import read
from graph.resources import resource

SCHEMES = (vocab.KIND, vocab.BOUND, vocab.ROLE, vocab.LEVEL)
KINDS_OF_TERM = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
# These two belong to RDF itself: nobody declares them.
OF_RDF = (str(RDF), str(RDFS))


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(resource("ontology.ttl"))


@pytest.fixture(scope="module")
def data() -> list[ox.Quad]:
    document = packaged_jsonld().encode("utf-8")
    return list(ox.parse(document, format=ox.RdfFormat.JSON_LD))


def packaged_jsonld() -> str:
    """Return the packaged data as one JSON-LD document."""
    return to_jsonld(graph for bundle in read([resource("data")]) for graph in documents_of(bundle))


def used_by(quads: list[ox.Quad]) -> set[str]:
    """Return every class, property and concept that some quads use."""
    used = {quad.predicate.value for quad in quads}
    for quad in quads:
        if isinstance(quad.object, ox.NamedNode):
            is_term = quad.predicate.value == str(RDF.type) or quad.object.value.startswith(SCHEMES)
            used |= {quad.object.value} if is_term else set()
    return {term for term in used if not term.startswith(OF_RDF)}


def declared_by(ontology: rdflib.Graph) -> set[str]:
    """Return every class, property and concept that the ontology declares."""
    kinds = (*KINDS_OF_TERM, SKOS.Concept)
    return {str(term) for kind in kinds for term in ontology.subjects(RDF.type, kind)}


def test_all_that_the_data_uses_is_declared(ontology: rdflib.Graph, data: list[ox.Quad]) -> None:
    assert used_by(data) - declared_by(ontology) == set()


def test_what_the_data_does_not_use_says_why(ontology: rdflib.Graph, data: list[ox.Quad]) -> None:
    unused = declared_by(ontology) - used_by(data)
    # A broader kind is used through its narrower ones.
    broader = {str(kind) for kind in ontology.objects(None, SKOS.broader)}
    for term in unused - broader:
        reasons = {str(c.language): str(c) for c in ontology.objects(rdflib.URIRef(term), RDFS.comment)}
        assert "packaged data" in reasons.get("en", ""), term
        assert "随包数据" in reasons.get("zh", ""), term


def test_what_says_that_it_is_unused_is(ontology: rdflib.Graph, data: list[ox.Quad]) -> None:
    excused = {str(s) for s, c in ontology.subject_objects(RDFS.comment) if "packaged data" in str(c)}
    assert excused & used_by(data) == set()


@pytest.mark.parametrize(
    ("kinds", "label", "meaning"),
    [(KINDS_OF_TERM, RDFS.label, RDFS.comment), ((SKOS.Concept,), SKOS.prefLabel, SKOS.definition)],
    ids=["terms", "concepts"],
)
def test_every_term_is_named_and_explained_in_both_languages(
    ontology: rdflib.Graph, kinds: tuple[Any, ...], label: Any, meaning: Any
) -> None:
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    for term in terms:
        for predicate in (label, meaning):
            languages = sorted(str(text.language) for text in ontology.objects(term, predicate))
            assert languages == ["en", "zh"], (term, predicate)


def test_labels_of_one_scheme_are_told_apart() -> None:
    for scheme in SCHEMES:
        for language in ("zh", "en"):
            labels = [getattr(concept, language) for concept in vocab.concepts(scheme).values()]
            assert len(labels) == len(set(labels))


def test_kinds_are_some_forty_in_two_levels() -> None:
    kinds = vocab.concepts(vocab.KIND)
    assert 20 <= len(kinds) <= 45
    for kind in kinds.values():
        assert kind.broader is None or kinds[kind.broader].broader is None


def test_own_terms_are_few() -> None:
    text = resource("ontology.ttl").read_text(encoding="utf-8")
    assert len(re.findall(r"^dg:\w+ a owl:Class", text, re.MULTILINE)) <= 15
    assert len(re.findall(r"^dg:\w+ a owl:(?:Object|Datatype)Property", text, re.MULTILINE)) <= 50


def test_an_activity_is_no_entity(ontology: rdflib.Graph) -> None:
    """PROV-O keeps the two apart, so a property of a deed must not be one of prov:Entity's."""
    prov = rdflib.Namespace(vocab.PROV)
    of_entities = {prov.wasDerivedFrom, prov.wasGeneratedBy, prov.wasAttributedTo}
    own = rdflib.URIRef(vocab.DG + "Deed")
    for term in ontology.subjects(RDFS.domain, own):
        assert of_entities.isdisjoint(ontology.objects(term, RDFS.subPropertyOf)), term


def test_the_code_names_only_what_is_declared(ontology: rdflib.Graph) -> None:
    assert {name for name in vocab.CLASSES.values() if not name.startswith(OF_RDF)} <= declared_by(ontology)
    assert (rdflib.URIRef(vocab.ONTOLOGY), RDF.type, OWL.Ontology) in ontology
    prefixes = dict(ontology.namespaces())
    for prefix, namespace in vocab.PREFIXES.items():
        assert prefixes.get(prefix, rdflib.URIRef(namespace)) == rdflib.URIRef(namespace), prefix


def test_the_context_maps_to_declared_properties_only(ontology: rdflib.Graph) -> None:
    """``dg:name`` and the like in the context are properties of the ontology, or of RDF."""

    def mapped_in(scope: dict[str, Any]) -> Iterator[str]:
        for key, value in scope.items():
            if isinstance(value, str) and not value.startswith("@") and key not in prefixes:
                yield value
            elif isinstance(value, dict):
                yield value.get("@id") or value["@reverse"]
                yield from mapped_in(value.get("@context", {}))

    prefixes = {key: value for key, value in context().items() if str(value).endswith(("/", "#"))}
    for term in mapped_in(context()):
        prefix, _, local = term.partition(":")
        iri = prefixes[prefix] + local
        assert iri.startswith(OF_RDF) or iri in declared_by(ontology), term


TYPES = {
    "report": deed.Report,
    "agent": deed.Agent,
    "place": deed.Place,
    "document": deed.Document,
    "deed": fields.Deed,
    "span": fields.Span,
    "when": fields.When,
    "quantity": fields.Quantity,
    "decision": deed.Decision,
}


@pytest.mark.parametrize("name", TYPES)
def test_the_types_have_the_fields_of_the_schema(name: str) -> None:
    properties = deed.schema()["$defs"][name]["properties"]
    hints = get_type_hints(TYPES[name])
    assert list(hints) == list(properties)
    for field, schema in properties.items():
        if "enum" in schema:
            assert list(get_args(hints[field])) == schema["enum"], field


@pytest.mark.parametrize(
    ("path", "parent", "type_"),
    [(("unrecorded", "items"), "report", deed.Unrecorded), (("posts", "items"), "agent", deed.Post),
     (("recurrence",), "when", fields.Recurrence)],
)  # fmt: skip
def test_the_inner_types_have_the_fields_of_the_schema(
    path: tuple[str, ...], parent: str, type_: Any
) -> None:
    node = deed.schema()["$defs"][parent]["properties"]
    for step in path:
        node = node[step]
    assert set(get_type_hints(type_)) == set(node["properties"])


@pytest.mark.parametrize(
    ("scheme", "definition", "field"),
    [(vocab.BOUND, "quantity", "bound"), (vocab.ROLE, "quantity", "role"), (vocab.LEVEL, "place", "level")],
)
def test_schema_shapes_and_ontology_have_the_same_concepts(scheme: str, definition: str, field: str) -> None:
    slugs = list(vocab.concepts(scheme))
    assert deed.schema()["$defs"][definition]["properties"][field]["enum"] == slugs
    shapes = resource("shapes.ttl").read_text(encoding="utf-8")
    assert " ".join(f"{field}:{slug}" for slug in slugs) in shapes


def test_three_readers_read_the_same_triples() -> None:
    from pyld import jsonld

    document = packaged_jsonld()
    by_pyoxigraph = {str(quad) for quad in ox.parse(document.encode(), format=ox.RdfFormat.JSON_LD)}

    pyld_quads = jsonld.to_rdf(json.loads(document), {"format": "application/n-quads"})
    by_pyld = {str(quad) for quad in ox.parse(pyld_quads.encode(), format=ox.RdfFormat.N_QUADS)}
    assert by_pyld == by_pyoxigraph

    dataset = rdflib.Dataset()
    dataset.parse(data=document, format="json-ld")
    by_rdflib = dataset.serialize(format="nquads").encode()
    assert {str(quad) for quad in ox.parse(by_rdflib, format=ox.RdfFormat.N_QUADS)} == by_pyoxigraph


def test_no_node_is_blank(data: list[ox.Quad]) -> None:
    assert not any(isinstance(term, ox.BlankNode) for quad in data for term in (quad.subject, quad.object))
