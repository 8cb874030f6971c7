"""All that is known while linking: agents, places and reports by path, who acted where and when, what is one."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from graph.common.disk_dict import DiskDict
from graph.common.external_sort import ExternalSorter
from graph.link.model import Feature
from graph.link.names import PROVINCES, bare_place, body, is_chinese, plain, sounds
from graph.link.place_names import PlaceNameIndex
from graph.model.fields import AGENT_FIELDS
from graph.model.iris import report_of_path

LEVELS = ("province", "city", "district", "subdistrict", "community", "site")
_SOME = 12  # places, days and reports that are remembered of an agent; the first ones in their order
_DEEP = 8  # steps up a tree of units or places
_RUN = 20_000  # records and deeds of agents that are held in memory; the others wait on disk
_ASKED = 4096  # reports whose region is remembered
_MAX_VALUES = 1000  # places and reports of one agent that are kept at a time
_REPORT, _RECORD, _DEED = 0, 1, 2

Fields = Mapping[str, Any]


class Agent(NamedTuple):
    """An agent as its record says it, and the first places, days and reports of its deeds, in their order."""

    path: str
    fields: Fields
    places: tuple[str, ...]
    days: tuple[str, ...]
    reports: tuple[str, ...]

    @property
    def units(self) -> list[str]:
        """Return the units whose person or team it is."""
        units = [unit for _, unit in self.fields.get("posts", ()) if unit]
        return units + ([self.fields["unit"]] if "unit" in self.fields else [])


class LinkState:
    """Agents, places and reports, and what is one so far; a class, since linking fills it step by step.

    Places are in memory. Agents and reports, of which every new report brings some, are in ``DiskDict``s until
    ``close``.
    """

    def __init__(self) -> None:
        self.places: dict[str, Feature] = {}
        self.agents = DiskDict[Agent]()
        self.reports = DiskDict[Fields]()
        self.canonical: dict[str, str] = {}
        self._regions: dict[str, str | None] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        # Reports, and records and deeds of agents: the path, what it is, a number, so that nothing else is compared.
        self._facts = ExternalSorter[tuple[str, int, int, Any]](_RUN)
        self._count = 0

    def take(self, feature: Feature) -> None:
        """Take in a feature. Of a shared record that comes more than once, the last by its line counts."""
        self._count += 1
        if feature.record_type == "place":
            known = self.places.get(feature.path)
            if known is None or known.line() < feature.line():
                self.places[feature.path] = feature
        elif feature.record_type != "deed":
            fact_type = _REPORT if feature.record_type == "report" else _RECORD
            self._facts.add((feature.path, fact_type, self._count, feature.fields))
        else:
            when = feature.fields.get("when", {})
            day = when.get("start") or when.get("asOf")
            days = f"{day}/{when.get('end', day)}" if day else None
            deed = feature.fields.get("where", ()), days, feature.report
            for field in AGENT_FIELDS:
                for agent in feature.fields.get(field, ()):
                    self._facts.add((agent, _DEED, self._count, deed))

    def gather(self) -> None:
        """Put reports and agents into their ``DiskDict``s, each agent with what it did; once, when all are added.

        Units are where the people and teams are that name them, too: in what these did, and in the reports that name
        of them.
        """
        of_units = ExternalSorter[tuple[str, int, tuple[str, ...], str | None]](_RUN)
        for number, (path, facts) in enumerate(groupby(self._facts.in_order(), key=itemgetter(0))):
            fact_type, agent = _agent(path, facts)
            if fact_type == _REPORT:
                self.reports.put(path, agent.fields)
            elif fact_type == _RECORD:
                self.agents.put(path, agent)
                for unit in agent.units:
                    of_units.add((unit, number, agent.places, report_of_path(path)))
        for path, members in groupby(of_units.in_order(), key=itemgetter(0)):
            unit_agent = self.agents.get(path)
            if unit_agent is not None:
                self.agents.put(path, _with_members(unit_agent, members))

    def close(self) -> None:
        """Close the ``DiskDict``s."""
        self.agents.close()
        self.reports.close()

    def one(self, path: str) -> str:
        """Return the path of what this is one with: the first of its cluster, or itself."""
        return self.canonical.get(path, path)

    def settle(self, clusters: Iterable[tuple[str, ...]]) -> None:
        """Learn clusters: shared things go before those of a report, then by path."""
        of_places = False
        for cluster in clusters:
            first = min(cluster, key=lambda path: (path.startswith("report/"), path))
            self.canonical |= {path: first for path in cluster if path != first}
            of_places = of_places or first in self.places
        for path, first in self.canonical.items():
            self.canonical[path] = self.canonical.get(first, first)
        if of_places:
            self._chains.clear()
            for name in ("namesakes", "place_names", "_others"):
                self.__dict__.pop(name, None)
            self._regions.clear()

    def chain(self, place: str) -> tuple[str, ...]:
        """Return a place and those that hold it, from inside out, each by what it is one with."""
        found = self._chains.get(place)
        if found is None:
            asked, place = place, self.one(place)
            steps = [place]
            while len(steps) < _DEEP:
                holder = self.holder(steps[-1])
                if holder is None or holder in steps:
                    break
                steps.append(holder)
            found = self._chains[asked] = self._chains[place] = tuple(steps)
        return found

    def holder(self, place: str) -> str | None:
        """Return what holds a place, as any of the records says that are one with it."""
        for path in (place, *self._others.get(place, ())):
            feature = self.places.get(path)
            if feature and "within" in feature.fields:
                return self.one(feature.fields["within"])
        return None

    @cached_property
    def _others(self) -> dict[str, list[str]]:
        others: dict[str, list[str]] = {}
        for path, first in sorted(self.canonical.items()):
            if path in self.places:
                others.setdefault(first, []).append(path)
        return others

    def at_level(self, place: str, level: str | None) -> str | None:
        """Return the place of a level that holds this one, or is it."""
        return next((p for p in self.chain(place) if self.level(p) == level), None)

    def level(self, place: str) -> str | None:
        """Return the level of a place."""
        feature = self.places.get(place)
        return feature.fields["level"] if feature else None

    def within(self, a: str, b: str) -> bool:
        """Say whether one of two places lies in the other, or they are one."""
        return self.one(a) in self.chain(b) or self.one(b) in self.chain(a)

    def wide(self, places: Iterable[str]) -> frozenset[str]:
        """Return places and all that hold them: one of two lies in the other if it is among the other's."""
        return frozenset(holder for place in places for holder in self.chain(place))

    @cached_property
    def namesakes(self) -> PlaceNameIndex:
        """Return the places by their names without level words, as written and as they sound."""

        def named() -> Iterator[tuple[str, str, str]]:
            for path, feature in self.places.items():
                place = self.one(path)
                level = self.level(place)
                for bare in map(bare_place, names_in(feature.fields)):
                    for key in {bare, *sounds(bare)}:
                        yield key, level or "", place

        return PlaceNameIndex(named(), self.chain)

    @cached_property
    def place_names(self) -> frozenset[str]:
        """Return the names of provinces, cities and districts, without their level words."""
        wide = [f for f in self.places.values() if f.fields["level"] in LEVELS[:3]]
        names = {bare_place(name) for feature in wide for name in names_in(feature.fields)}
        return PROVINCES | {name for name in names if len(name) > 1 and is_chinese(name)}

    def name(self, path: str) -> str:
        """Return what an agent or a place is called, the end of its path if it is not known."""
        if path in self.places:
            return str(self.places[path].fields["name"])
        agent = self.agents.get(path)
        return str(agent.fields["name"]) if agent else path.rpartition("/")[2]

    def region(self, report: str) -> str | None:
        """Return the place that a report's publisher has in its name: 湖北 for 湖北日报."""
        if report not in self._regions:
            if len(self._regions) >= _ASKED:
                self._regions.clear()
            self._regions[report] = self._region(report)
        return self._regions[report]

    def _region(self, report: str) -> str | None:
        fields = self.reports.get(report)
        publisher = self.agents.get(fields.get("publisher", "")) if fields else None
        if publisher is None:
            return None
        for name in names_in(publisher.fields):
            area = body(name, self.place_names)
            found = self.namesakes.only(area.area, area.level) if area.area else None
            if found is not None:
                return found
        return None


def names_in(fields: Fields) -> list[str]:
    """Return all names of an agent or a place, labels included, each once, in a fixed order."""
    named = [fields["name"], *fields.get("names", ()), *fields.get("labels", ())]
    if "official" in fields:
        named.append(fields["official"])
    if len(named) == 1:
        return named
    return sorted(dict.fromkeys(named), key=lambda name: (not is_chinese(name), name))


def same_register(a: Fields, b: Fields) -> bool:
    """Say whether two records name the same thing elsewhere, by ``exactMatch``."""
    return "exactMatch" in a and "exactMatch" in b and not set(a["exactMatch"]).isdisjoint(b["exactMatch"])


def alike(a: str, b: str) -> bool:
    """Say whether two names are one: as written, or as they sound when they are in two languages.

    >>> alike("王建军", "Wang Jianjun"), alike("苏州", "宿州"), alike("工作队", " 工作队")
    (True, False, True)
    """
    if is_chinese(a) != is_chinese(b):
        return bool(set(filter(None, sounds(a))) & set(sounds(b)))
    return plain(a) == plain(b)


def _agent(path: str, facts: Iterable[tuple[str, int, int, Any]]) -> tuple[int, Agent]:
    """Return an agent, or a report, out of its records and deeds, and which of both it is.

    It is neither (``_DEED``) when only deeds name it.
    """
    kind, fields = _DEED, None
    places, days, reports = set[str](), set[str](), set[str]()
    for _, fact_type, _, said in facts:
        if fact_type == _DEED:
            where, day, report = said
            _learn(places, where)
            _learn(days, (day,))
            _learn(reports, (report,))
        else:
            kind = min(kind, fact_type)
            fields = said if fields is None else max(fields, said, key=_line)
    return kind, Agent(path, fields or {}, _some(places), _some(days), _some(reports))


def _with_members(unit: Agent, members: Iterable[tuple[str, int, tuple[str, ...], str | None]]) -> Agent:
    places, reports = set(unit.places), set(unit.reports)
    for _, _, member_places, report in members:
        _learn(places, member_places)
        _learn(reports, (report,))
    return unit._replace(places=_some(places), reports=_some(reports))


def _learn(values: set[str], more: Iterable[str | None]) -> None:
    """Add values; of many only the first are kept, since no more are remembered in the end."""
    values.update(value for value in more if value)
    if len(values) > _MAX_VALUES:
        values.intersection_update(_some(values))


def _line(fields: Fields) -> str:
    return Feature("agent", "", fields).line()


def _some(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values)[:_SOME])
