"""The records: the fields of reports, agents, places, documents and deeds, and their JSON Schema.

A record is plain data, as YAML and JSON have it; the types here name its fields for the type checker and
``records.schema.json`` for everybody else (a test compares the two).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypedDict

from graph.model.fields import Deed, Span
from graph.resources import resource

RecordType = Literal["report", "agent", "place", "document", "deed", "decision"]
# Agents of these types belong to the report that mentions them; units belong to all.
LOCAL_AGENTS = frozenset({"team", "group", "person"})


class Unrecorded(Span):
    """A number, date or name of the text that is rightly in no record, and why."""

    why: str


class Report(TypedDict, total=False):
    """A news article or bulletin."""

    id: str
    title: str
    publisher: str
    published: str
    language: str
    sha256: str
    url: str
    cites: list[str]
    inferred: list[str]
    unrecorded: list[Unrecorded]


class Post(TypedDict, total=False):
    """A person's post (``org:Membership``)."""

    role: str
    of: str
    since: str
    duration: str


class Agent(TypedDict, total=False):
    """Somebody who can act: a unit, a team, a person or a group."""

    id: str
    type: Literal["unit", "team", "person", "group"]
    name: str
    names: list[str]
    labels: dict[str, str]
    parent: str
    seat: str
    unit: str
    memberOf: list[str]
    age: int
    posts: list[Post]
    exactMatch: list[str]
    source: Span
    also: list[Span]


class Place(TypedDict, total=False):
    """A place in the official tree, or a site within it."""

    id: str
    level: Literal["province", "city", "district", "subdistrict", "community", "site"]
    name: str
    official: str
    names: list[str]
    labels: dict[str, str]
    code: str
    edition: str
    within: str
    exactMatch: list[str]


class Document(TypedDict, total=False):
    """A document issued, or a scheme (a way of working)."""

    id: str
    type: Literal["document", "scheme"]
    name: str
    names: list[str]
    labels: dict[str, str]


class Decision(TypedDict, total=False):
    """A person's decision that two agents, two places or two deeds are the same, or are not.

    ``a`` and ``b`` are paths, IRIs without their base: ``agent/wuhan-union``, ``report/R/d07``.
    """

    a: str
    b: str
    same: bool
    by: str
    on: str
    why: str


Record = Report | Agent | Place | Document | Deed


@dataclass(frozen=True)
class Origin:
    """Where a record was read: file, and line of its first character (counted from 1)."""

    path: str
    line: int


@dataclass
class Bundle:
    """A report with the records that came with it: the unit in which a graph is loaded and replaced.

    ``report`` is ``None`` for records that belong to no report (shared units, places, documents).
    ``decisions`` is ``None`` when the files say nothing of decisions, which is not to say that there are none.
    ``origins`` says where each record was read, by its type and id.
    """

    report: Report | None = None
    agents: list[Agent] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    decisions: list[Decision] | None = None
    origins: dict[tuple[RecordType, str], Origin] = field(default_factory=dict)

    def records(self) -> Iterator[tuple[RecordType, Record]]:
        """Yield each record with its type: report, agents, places, documents, deeds; decisions are about records."""
        if self.report is not None:
            yield "report", self.report
        for agent in self.agents:
            yield "agent", agent
        for place in self.places:
            yield "place", place
        for document in self.documents:
            yield "document", document
        for deed in self.deeds:
            yield "deed", deed

    def origin(self, record_type: RecordType, identifier: str) -> Origin:
        """Return where a record was read; an empty origin for one that was made in memory."""
        return self.origins.get((record_type, identifier), Origin("", 0))


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of record files; ``$defs`` has one for each record type.

    >>> schema()["$defs"]["deed"]["required"]
    ['id', 'kind', 'did', 'who', 'source']
    """
    loaded: dict[str, Any] = json.loads(resource("model/records.schema.json").read_text(encoding="utf-8"))
    return loaded
