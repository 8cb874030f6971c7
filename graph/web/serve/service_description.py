"""The service described: SPARQL 1.1 Service Description, and its data by VoID. Done in a worker."""

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from graph.model.vocab import CLASSES, DG, PREFIXES, RDF, XSD
from graph.store.sparql import solutions
from graph.store.store import Store, graph_names
from graph.web.serve.dereference import base
from graph.web.serve.tasks import TaskResult, packed, triples

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCTERMS = "http://purl.org/dc/terms/"
_FORMATS = "http://www.w3.org/ns/formats/"
_WRITTEN = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML",
)  # fmt: skip
_MOST_GRAPHS = 1000
Said = tuple[ox.NamedNode | ox.BlankNode, str, Any]


def service(
    store: Store, *, endpoint: str, graphs: tuple[str, str], size: int, compress: bool = False
) -> TaskResult:
    """Return the description of the service at ``endpoint``, with how much of what its data holds."""
    said = [ox.Triple(s, ox.NamedNode(p), o) for s, p, o in (*_service(endpoint), *_data(store, endpoint))]
    return packed(triples(said, graphs[0], size, {**PREFIXES, "sd": _SD, "void": _VOID}), graphs[1], compress)


def _service(endpoint: str) -> Iterator[Said]:
    one, data = ox.NamedNode(f"{endpoint}#service"), ox.NamedNode(f"{endpoint}#dataset")
    yield one, RDF + "type", ox.NamedNode(_SD + "Service")
    yield one, _SD + "endpoint", ox.NamedNode(endpoint)
    yield one, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query")
    yield one, _SD + "feature", ox.NamedNode(_SD + "UnionDefaultGraph")
    yield one, _SD + "defaultDataset", data
    for name in _WRITTEN:
        yield one, _SD + "resultFormat", ox.NamedNode(_FORMATS + name)


def _data(store: Store, endpoint: str) -> Iterator[Said]:
    data, default = ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#union")
    yield data, RDF + "type", ox.NamedNode(_SD + "Dataset")
    yield data, RDF + "type", ox.NamedNode(_VOID + "Dataset")
    yield data, _SD + "defaultGraph", default
    yield default, RDF + "type", ox.NamedNode(_SD + "Graph")
    yield data, _VOID + "sparqlEndpoint", ox.NamedNode(endpoint)
    yield data, _VOID + "uriSpace", ox.Literal(base(store))
    yield data, _VOID + "vocabulary", ox.NamedNode(DG)
    yield (
        data,
        _DCTERMS + "title",
        ox.Literal("A graph of deeds: who did what, where and when", language="en"),
    )
    yield data, _DCTERMS + "title", ox.Literal("事迹图谱：谁在何时何地做了什么", language="zh")
    triples_ = (
        len(store) if isinstance(store, ox.Store) else _number(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    )
    yield data, _VOID + "triples", _integer(triples_)
    counts = {
        class_.value: int(count.value)
        for class_, count in solutions(store, "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c")
    }
    for n, (name, class_) in enumerate(sorted(CLASSES.items())):
        if class_ in counts:
            part = ox.NamedNode(f"{endpoint}#{name}-{n}")
            yield data, _VOID + "classPartition", part
            yield part, _VOID + "class", ox.NamedNode(class_)
            yield part, _VOID + "entities", _integer(counts[class_])
    yield default, _VOID + "triples", _integer(triples_)
    names = sorted(name.value for name in graph_names(store) if isinstance(name, ox.NamedNode))
    for n, iri in enumerate(names[:_MOST_GRAPHS]):
        graph = ox.NamedNode(f"{endpoint}#graph-{n}")
        yield data, _SD + "namedGraph", graph
        yield graph, RDF + "type", ox.NamedNode(_SD + "NamedGraph")
        yield graph, _SD + "name", ox.NamedNode(iri)


def _number(store: Store, query: str) -> int:
    ((found,),) = solutions(store, query)
    return int(found.value)


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))
