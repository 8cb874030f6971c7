"""JSON-LD nodes to N-Quads by the context: faster than a JSON-LD reader, for archives.

``context.jsonld`` stays the only mapping (``graph.model.context``). Only what records contain is implemented (nested
nodes, lists, typed values, language maps, reverse properties); anything else is read by pyoxigraph's JSON-LD
reader, and a test compares the two.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from graph.model.context import Term, Terms, terms
from graph.model.nodes import Node, to_jsonld
from graph.model.vocab import RDF, XSD

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]*")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_MAX_INTEGER = 2**53  # beyond it JSON numbers are not exact


class _UnknownError(Exception):
    """A value that only a JSON-LD reader can read."""


def nquads(graphs: Iterable[Node]) -> str:
    r"""Return named graphs of filled records (see ``graph.model.nodes.documents_of``) as N-Quads.

    >>> nquads([{"id": "x:g", "@graph": [{"id": "x:s", "name": "青湖"}]}])
    '<x:s> <https://w3id.org/deedgraph#name> "青湖" <x:g> .\n'
    """
    lines: list[str] = []
    graphs = list(graphs)
    try:
        for graph in graphs:
            end = f" {_iri(graph['id'])} .\n"
            for node in graph["@graph"]:
                _write(node, terms(), end, lines)
    except _UnknownError:
        quads = ox.parse(to_jsonld(graphs).encode("utf-8"), format=ox.RdfFormat.JSON_LD)
        return "".join(f"{quad} .\n" for quad in quads)
    return "".join(lines)


def _write(node: Node, active: Terms, end: str, lines: list[str]) -> str:
    """Append a node's lines, those of the nodes within it included; return its IRI."""
    subject = _iri(node["id"])
    for key, value in node.items():
        if key == "id":
            continue
        if key == "type":
            lines.append(f"{subject} <{RDF}type> {_iri(value)}{end}")
            continue
        field = active.by_name.get(key)
        if field is None:
            raise _UnknownError
        if field.by_language:
            lines += [
                f"{subject} <{field.predicate}> {_in_language(text, tag)}{end}" for tag, text in value.items()
            ]
            continue
        inside = active.within(field)
        for one in value if isinstance(value, list) else (value,):
            is_node = isinstance(one, dict) and "id" in one
            term = _write(one, inside, end, lines) if is_node else _term(one, field)
            if field.reverse:
                lines.append(f"{term} <{field.predicate}> {subject}{end}")
            else:
                lines.append(f"{subject} <{field.predicate}> {term}{end}")
    return subject


def _term(value: Any, field: Term) -> str:
    if isinstance(value, str):
        if field.datatype is None:
            return f'"{value.translate(_ESCAPES)}"'
        if field.datatype == "@id":
            return _iri(value)
        return f'"{value.translate(_ESCAPES)}"^^<{field.datatype}>'
    if field.datatype is None:
        if isinstance(value, bool):
            return f'"{str(value).lower()}"^^<{XSD}boolean>'
        if isinstance(value, int) and abs(value) < _MAX_INTEGER:
            return f'"{value}"^^<{XSD}integer>'
    if isinstance(value, dict) and value.keys() == {"@value", "@type"}:
        return f'"{value["@value"].translate(_ESCAPES)}"^^{_iri(value["@type"])}'
    raise _UnknownError


def _in_language(text: Any, tag: str) -> str:
    if not isinstance(text, str) or not _LANGUAGE.fullmatch(tag):
        raise _UnknownError
    return f'"{text.translate(_ESCAPES)}"@{tag.lower()}'


@lru_cache(maxsize=65536)
def _iri(iri: str) -> str:
    if not _IRI.fullmatch(iri):
        raise _UnknownError
    return f"<{iri}>"
