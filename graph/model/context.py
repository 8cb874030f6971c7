"""``context.jsonld``: which property each field of a record is, read once and used in both directions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph.resources import resource


@dataclass(frozen=True)
class Term:
    """A field as RDF has it: its property, what its values are, and the terms that only nodes within it have."""

    name: str
    predicate: str
    datatype: str | None = None  # an IRI, or "@id" for values that are IRIs
    by_language: bool = False
    reverse: bool = False
    nested: Mapping[str, Any] | None = None


class Terms:
    """The terms that are active at one level of nesting: by field, and back by property."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        prefixes = {
            name: iri for name, iri in definitions.items() if isinstance(iri, str) and iri[-1:] in "#/"
        }

        def absolute(name: str) -> str:
            prefix, _, local = name.partition(":")
            return prefixes[prefix] + local

        self._definitions = definitions
        self._within: dict[str, Terms] = {}
        self.by_name: dict[str, Term] = {}
        for name, value in definitions.items():
            if name.startswith("@") or name in prefixes or value in ("@id", "@type"):
                continue
            said: Mapping[str, Any] = {"@id": value} if isinstance(value, str) else value
            datatype = said.get("@type")
            self.by_name[name] = Term(
                name,
                absolute(said.get("@reverse") or said["@id"]),
                datatype if datatype in (None, "@id") else absolute(datatype),
                said.get("@container") == "@language",
                "@reverse" in said,
                said.get("@context"),
            )
        self.reversed = [term for term in self.by_name.values() if term.reverse]
        self.by_property = {term.predicate: term for term in self.by_name.values() if not term.reverse}

    def within(self, term: Term) -> "Terms":
        """Return the terms of the nodes that are a field's values: its own come on top of those around it."""
        if term.nested is None:
            return self
        if term.name not in self._within:
            self._within[term.name] = Terms({**self._definitions, **term.nested})
        return self._within[term.name]


@cache
def context() -> dict[str, Any]:
    """Return the JSON-LD context as it is packaged and written."""
    loaded: dict[str, Any] = json.loads(resource("model/context.jsonld").read_text(encoding="utf-8"))
    found: dict[str, Any] = loaded["@context"]
    return found


@cache
def terms() -> Terms:
    """Return the terms of a record's own fields.

    >>> terms().by_name["published"].predicate, terms().by_property["https://w3id.org/deedgraph#did"].name
    ('https://schema.org/datePublished', 'did')
    """
    return Terms(context())
