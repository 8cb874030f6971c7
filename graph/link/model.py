"""What linking reads and what it finds: features in; links, conflicts and event clusters out."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from graph.model.iris import report_of_path, type_of_path
from graph.model.records import Decision

FeatureType = Literal["report", "agent", "place", "deed"]


@dataclass(frozen=True, slots=True)
class Feature:
    """What linking needs to know of one record: small, and all that it refers to named by path.

    A path is an IRI without its base: ``agent/wuhan-union``, ``report/R/agent/team``, ``report/R/d07``.
    ``fields`` has those fields of the record that are compared, with paths instead of ids.
    """

    record_type: FeatureType
    path: str
    fields: Mapping[str, Any]

    @property
    def report(self) -> str | None:
        """Return the path of the report that the record belongs to; ``None`` for a shared one."""
        return report_of_path(self.path)

    def line(self) -> str:
        """Return the feature as one line of JSON, to be kept until ``linked`` reads it again.

        >>> Feature.of_line(Feature("place", "place/x", {"name": "青湖"}).line()).fields
        {'name': '青湖'}
        """
        return json.dumps([self.record_type, self.path, self.fields], ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_line(cls, line: str) -> "Feature":
        """Return the feature that ``line`` wrote."""
        return cls(*json.loads(line))


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Two agents, two places or two deeds that are the same, or may be: ``a`` before ``b`` by path.

    ``score`` is from 0 to 1; 1 with ``decided`` for a person's word. ``why`` says in a few words what speaks for it.
    """

    a: str
    b: str
    score: float
    why: str
    decided: bool = False

    @property
    def record_type(self) -> str:
        """Return what is linked: agent, place or deed."""
        return type_of_path(self.a)


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """Things of which some links or decisions say that they are the same and a decision that two of them are not.

    None of them is linked to another by rule; ``links`` has the links that were not made.
    """

    members: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """What one deed says in one field: its value in words, and the node that says it (a quantity, an agent …)."""

    deed: str
    value: str
    thing: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A field in which the deeds of an event cluster differ, and what each of them says."""

    field: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, order=True)
class EventCluster:
    """One event that two or more deeds state: the deeds, what they agree on and where they differ.

    ``id`` is its path, named after its first deed: ``happening/R/d07``. ``independent`` counts the reports that do
    not cite one another and come from different publishers: two at least make a thing confirmed.
    """

    id: str
    deeds: tuple[str, ...]
    agrees: tuple[str, ...]
    differs: tuple[Difference, ...]
    independent: int


@dataclass
class Links:
    """What was found: links that are sure, pairs for a person, conflicts, event clusters, and what was ignored.

    ``canonical`` has, for each linked agent, place or deed but the first of its cluster, the path of that first.
    ``ignored`` has a line for each decision about something that is gone.
    """

    sure: list[Link] = field(default_factory=list)
    unsure: list[Link] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    event_clusters: list[EventCluster] = field(default_factory=list)
    canonical: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return what was found as JSON has it, for machines."""
        return {
            "sure": [{"sort": link.record_type, **asdict(link)} for link in self.sure],
            "unsure": [{"sort": link.record_type, **asdict(link)} for link in self.unsure],
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
            "happenings": [asdict(cluster) for cluster in self.event_clusters],
            "ignored": self.ignored,
        }
