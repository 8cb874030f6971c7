"""Filled records as N-Quads, by the context: the fast way for archives.

``context.jsonld`` stays the only mapping: it is compiled here, at the first use, into what each field becomes.
Only what our records hold is known (nested nodes, lists, typed values, language maps, reverse properties);
anything else is read by pyoxigraph's JSON-LD reader, and a test holds the two against each other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pyoxigraph as ox

from graph.model.nodes import Node, context, to_jsonld
from graph.model.vocab import RDF, XSD

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]*")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_KEYWORDS = ("id", "type")
_LARGEST = 2**53  # beyond it JSON numbers are not exact


class _UnknownError(Exception):
    """A value that only a JSON-LD reader knows how to read."""


@dataclass(frozen=True)
class _Field:
    """What a field becomes: its property, the type of its values, and the fields of nodes within."""

    predicate: str  # <IRI>
    datatype: str | None = None  # "@id", or the end of a literal: ^^<IRI>
    by_language: bool = False
    reverse: bool = False
    inside: "Fields | None" = None


Fields = Mapping[str, _Field]


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
                _write(node, _fields(), end, lines)
    except _UnknownError:
        quads = ox.parse(to_jsonld(graphs).encode("utf-8"), format=ox.RdfFormat.JSON_LD)
        return "".join(f"{quad} .\n" for quad in quads)
    return "".join(lines)


def _write(node: Node, fields: Fields, end: str, lines: list[str]) -> str:
    """Append a node's lines, those of the nodes within it included; return its IRI."""
    subject = _iri(node["id"])
    for key, value in node.items():
        if key == "id":
            continue
        if key == "type":
            lines.append(f"{subject} <{RDF}type> {_iri(value)}{end}")
            continue
        field = fields.get(key)
        if field is None:
            raise _UnknownError
        if field.by_language:
            lines += [
                f"{subject} {field.predicate} {_in_language(text, tag)}{end}" for tag, text in value.items()
            ]
            continue
        inside = fields if field.inside is None else field.inside
        for one in value if isinstance(value, list) else (value,):
            is_node = isinstance(one, dict) and "id" in one
            term = _write(one, inside, end, lines) if is_node else _term(one, field)
            if field.reverse:
                lines.append(f"{term} {field.predicate} {subject}{end}")
            else:
                lines.append(f"{subject} {field.predicate} {term}{end}")
    return subject


def _term(value: Any, field: _Field) -> str:
    if isinstance(value, str):
        if field.datatype is None:
            return f'"{value.translate(_ESCAPES)}"'
        if field.datatype == "@id":
            return _iri(value)
        return f'"{value.translate(_ESCAPES)}"{field.datatype}'
    if field.datatype is None:
        if isinstance(value, bool):
            return f'"{str(value).lower()}"^^<{XSD}boolean>'
        if isinstance(value, int) and abs(value) < _LARGEST:
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


@cache
def _fields() -> Fields:
    """Return what each field of the context becomes."""
    whole = context()
    prefixes = {name: value for name, value in whole.items() if isinstance(value, str) and value[-1:] in "#/"}

    def absolute(name: str) -> str:
        prefix, _, local = name.partition(":")
        return prefixes[prefix] + local

    def compiled(definitions: Mapping[str, Any], around: Fields) -> Fields:
        # The fields of a nested context come on top of those around it, as JSON-LD has it.
        found = dict(around)
        for name, value in definitions.items():
            if name.startswith("@") or name in _KEYWORDS or name in prefixes:
                continue
            said: Mapping[str, Any] = {"@id": value} if isinstance(value, str) else value
            datatype = said.get("@type")
            found[name] = _Field(
                f"<{absolute(said.get('@reverse') or said['@id'])}>",
                datatype if datatype in (None, "@id") else f"^^<{absolute(datatype)}>",
                said.get("@container") == "@language",
                "@reverse" in said,
            )
        for name, value in definitions.items():
            if isinstance(value, Mapping) and "@context" in value:
                field = found[name]
                inside = compiled(value["@context"], found)
                found[name] = _Field(
                    field.predicate, field.datatype, field.by_language, field.reverse, inside
                )
        return found

    return compiled(whole, {})
