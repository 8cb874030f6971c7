"""Saved queries as addresses: ``/queries/NAME.csv?unit=…``, and the OpenAPI document that says what they are."""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from graph.errors import CallError
from graph.model.vocab import KIND, concepts
from graph.store.sparql import Parameter, SavedQuery, bind, first_keyword, insert_terms, saved_queries
from graph.web.serve.formats import BY_NAME, GRAPHS, RESULTS, Format
from graph.web.serve.limits import Problem


@cache
def queries() -> dict[str, SavedQuery]:
    """Return the saved queries by name."""
    return {query.name: query for query in saved_queries()}


def named_query(name: str) -> tuple[SavedQuery, str | None]:
    """Return the query that the end of an address names, and the format of its suffix.

    Raises ``Problem`` (404) when there is none. Names have no dots.
    """
    stem, dot, suffix = name.partition(".")
    query = queries().get(stem)
    if query is None or (dot and suffix not in BY_NAME):
        raise Problem(
            404, "no such saved query; /queries lists them, and .csv .json .tsv .xml are their suffixes"
        )
    return query, suffix or None


def filled(query: SavedQuery, values: list[tuple[str, str]]) -> str:
    """Return a query's text with its parameters. Raises ``Problem`` (400) for a wrong name or value."""
    if len(dict(values)) != len(values):
        raise Problem(400, "a parameter is given twice")
    try:
        return _filled(query.name, tuple(values))
    except CallError as error:
        raise Problem(400, str(error)) from None


@lru_cache(maxsize=1024)
def _filled(name: str, values: tuple[tuple[str, str], ...]) -> str:
    query = queries()[name]
    return insert_terms(query.text, bind(query, dict(values)))


def formats_of(query: SavedQuery) -> tuple[Format, ...]:
    """Return the formats in which a query answers."""
    return GRAPHS if first_keyword(query.text) in ("construct", "describe") else RESULTS


def listed(root: str) -> list[dict[str, Any]]:
    """Return what is said of each query: name, address, titles, parameters, formats."""
    return [
        {
            "name": query.name,
            "href": f"{root}/queries/{query.name}",
            "title": dict(query.title),
            "answers": dict(query.answers),
            "parameters": [
                {"name": p.name, "type": p.type, "default": p.default, "zh": p.zh, "en": p.en}
                for p in query.parameters
            ],
            "formats": [format.name for format in formats_of(query)],
        }
        for query in queries().values()
    ]


_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "name": {"type": "string"},
    "text": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "iri": {"type": "string", "format": "iri-reference"},
}
_PROBLEM = {
    "description": "Why not, as RFC 9457 has it",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_WRONG = {str(status): _PROBLEM for status in (400, 403, 406, 414, 431, 502, 503, 504)}
_TEXT = {"schema": {"type": "string"}}


def openapi(root: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of a server whose addresses begin with ``root``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "deedgraph",
            "version": version("deedgraph"),
            "description": "Who did what, where and when. Read-only. 谁在何时何地做了什么；只读。",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root or "/"}],
        "paths": {
            "/sparql": {"get": _sparql_get(), "post": _sparql_post()},
            "/queries": {
                "get": _operation("queries", "The saved queries · 已存查询", [], ("application/json",))
            },
            **{f"/queries/{query.name}": {"get": _saved(query)} for query in queries().values()},
            "/id/{path}": {"get": _thing()},
            "/ontology": {
                "get": _operation("ontology", "The ontology · 本体", [_format(GRAPHS)], _types(GRAPHS))
            },
            "/health": {
                "get": _operation("health", "Whether it is alive · 是否运行", [], ("application/json",))
            },
        },
        "components": {
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["status", "title", "detail"],
                    "properties": {
                        "status": {"type": "integer"},
                        "title": {"type": "string"},
                        "detail": {"type": "string"},
                    },
                }
            }
        },
    }


def _operation(
    name: str, summary: str, parameters: list[dict[str, Any]], types: tuple[str, ...], **more: Any
) -> dict[str, Any]:
    content: dict[str, Any] = {type_: {"schema": {}} if type_.endswith("json") else _TEXT for type_ in types}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": {"description": "The answer", "content": content}, **_WRONG},
        **more,
    }


def _types(*kinds: tuple[Format, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(type_ for formats in kinds for format in formats for type_ in format.types))


def _format(*kinds: tuple[Format, ...]) -> dict[str, Any]:
    names = [format.name for formats in kinds for format in formats]
    words = "The answer's format, before what Accept says · 答案的格式"
    return {
        "name": "format",
        "in": "query",
        "description": words,
        "schema": {"type": "string", "enum": names},
    }


def _saved(query: SavedQuery) -> dict[str, Any]:
    formats = formats_of(query)
    return _operation(
        query.name,
        f"{query.title.get('en', query.name)} · {query.title.get('zh', '')}",
        [*(_parameter(parameter) for parameter in query.parameters), _format(formats)],
        _types(formats),
        description=f"{query.answers.get('en', '')}\n\n{query.answers.get('zh', '')}",
    )


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_SCHEMAS.get(parameter.type) or {"type": "string", "enum": list(concepts(KIND))})
    schema["default"] = int(parameter.default) if parameter.type == "integer" else parameter.default
    words = f"{parameter.en} · {parameter.zh}"
    return {"name": parameter.name, "in": "query", "description": words, "schema": schema}


def _sparql_get() -> dict[str, Any]:
    iris = {"type": "array", "items": {"type": "string", "format": "iri"}}
    parameters = [
        {"name": "query", "in": "query", "schema": {"type": "string"}, "example": "ASK { ?s ?p ?o }"},
        {"name": "default-graph-uri", "in": "query", "schema": iris},
        {"name": "named-graph-uri", "in": "query", "schema": iris},
        _format(RESULTS, GRAPHS),
    ]
    words = "Ask a SPARQL 1.1 query; without one, the service's description · 用 SPARQL 1.1 提问"
    return _operation("sparql", words, parameters, _types(RESULTS, GRAPHS))


def _sparql_post() -> dict[str, Any]:
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": {"type": "string"}, "format": {"type": "string"}},
    }
    content = {
        "application/sparql-query": {"schema": {"type": "string"}, "example": "ASK { ?s ?p ?o }"},
        "application/x-www-form-urlencoded": {"schema": form},
    }
    made = _operation(
        "sparql-post", "Ask a SPARQL 1.1 query · 用 SPARQL 1.1 提问", [], _types(RESULTS, GRAPHS),
        requestBody={"required": True, "content": content},
    )  # fmt: skip
    made["responses"] |= {"413": _PROBLEM, "415": _PROBLEM}
    return made


def _thing() -> dict[str, Any]:
    path = {
        "name": "path", "in": "path", "required": True, "schema": {"type": "string"},
        "example": "agent/hubei-womens-federation",
        "description": "What follows the base in an IRI of the data · 数据 IRI 中基址之后的部分",
    }  # fmt: skip
    made = _operation(
        "thing", "What the graph says of a thing · 图谱对一物的陈述", [path, _format(GRAPHS)], _types(GRAPHS)
    )
    made["responses"] |= {"303": {"description": "The page of it, for a browser"}, "404": _PROBLEM}
    return made
