"""All that is known while linking: agents, places and reports by path, who acted where and when, what is one."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from graph.deed import AGENT_FIELDS
from graph.link.model import Feature
from graph.link.names import PROVINCES, bare_place, body, is_chinese, plain, sounds

LEVELS = ("province", "city", "district", "subdistrict", "community", "site")
_SOME = 12  # places, days and reports that are remembered of an agent; the first ones in their order
_DEEP = 8  # steps up a tree of units or places


class Known:
    """Agents, places and reports, and what is one so far; a class, since linking fills it step by step."""

    def __init__(self) -> None:
        self.places: dict[str, Feature] = {}
        self.agents: dict[str, Feature] = {}
        self.reports: dict[str, Feature] = {}
        self.acted_in: dict[str, list[str]] = {}  # an agent's places, days and reports, by its path
        self.acted_on: dict[str, list[str]] = {}
        self.told_in: dict[str, list[str]] = {}
        self.canonical: dict[str, str] = {}
        self._chains: dict[str, tuple[str, ...]] = {}

    def take(self, feature: Feature) -> None:
        """Take in a feature. Of a shared record that comes more than once, the last by its line counts."""
        if feature.sort == "deed":
            self._take_deed(feature)
            return
        store = {"place": self.places, "agent": self.agents, "report": self.reports}[feature.sort]
        known = store.get(feature.path)
        if known is None or known.line() < feature.line():
            store[feature.path] = feature

    def _take_deed(self, deed: Feature) -> None:
        report = deed.report
        when = deed.fields.get("when", {})
        day = when.get("start") or when.get("asOf")
        for field in AGENT_FIELDS:
            for agent in deed.fields.get(field, ()):
                for place in deed.fields.get("where", ()):
                    _remember(self.acted_in, agent, place)
                if day:
                    _remember(self.acted_on, agent, f"{day}/{when.get('end', day)}")
                if report:
                    _remember(self.told_in, agent, report)

    def learn_from_members(self) -> None:
        """Let units be where their people and teams are: in what they did, and in the reports that tell of them."""
        for path, agent in sorted(self.agents.items()):
            units = [unit for _, unit in agent.fields.get("posts", ()) if unit]
            units += [agent.fields["unit"]] if "unit" in agent.fields else []
            for unit in units:
                for place in self.acted_in.get(path, ()):
                    _remember(self.acted_in, unit, place)
                if agent.report:
                    _remember(self.told_in, unit, agent.report)

    def one(self, path: str) -> str:
        """Return the path of what this is one with: the first of its cluster, or itself."""
        return self.canonical.get(path, path)

    def settle(self, clusters: Iterable[tuple[str, ...]]) -> None:
        """Learn clusters: shared things go before those of a report, then by path."""
        for cluster in clusters:
            first = min(cluster, key=lambda path: (path.startswith("report/"), path))
            self.canonical |= {path: first for path in cluster if path != first}
        for path, first in self.canonical.items():
            self.canonical[path] = self.canonical.get(first, first)
        self._chains.clear()
        for name in ("named", "place_names"):
            self.__dict__.pop(name, None)

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

    @property
    def _others(self) -> dict[str, list[str]]:
        cached: dict[str, list[str]] | None = self.__dict__.get("_others_of")
        if cached is None or self.__dict__.get("_others_at") != len(self.canonical):
            cached = {}
            for path, first in sorted(self.canonical.items()):
                cached.setdefault(first, []).append(path)
            self.__dict__["_others_of"], self.__dict__["_others_at"] = cached, len(self.canonical)
        return cached

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

    @cached_property
    def named(self) -> dict[str, set[str]]:
        """Return the places of a name without its level word, as written and as it sounds."""
        found: dict[str, set[str]] = {}
        for path, feature in self.places.items():
            for name in names_in(feature):
                bare = bare_place(name)
                for key in {bare, *sounds(bare)}:
                    found.setdefault(key, set()).add(self.one(path))
        return found

    @cached_property
    def place_names(self) -> frozenset[str]:
        """Return the names of provinces, cities and districts, without their level words."""
        wide = [f for f in self.places.values() if f.fields["level"] in LEVELS[:3]]
        names = {bare_place(name) for feature in wide for name in names_in(feature)}
        return PROVINCES | {name for name in names if len(name) > 1 and is_chinese(name)}

    def places_named(self, area: str, level: str | None) -> set[str]:
        """Return the places that a name without its level word may mean; ``level`` as the name says it, if it does."""
        found = self.named.get(area, set()) if is_chinese(area) else self.named.get(sounds(area)[0], set())
        return {place for place in found if level is None or self.level(place) == level}

    def region(self, report: str) -> str | None:
        """Return the place that a report's publisher has in its name: 湖北 for 湖北日报."""
        feature = self.reports.get(report)
        publisher = self.agents.get(feature.fields.get("publisher", "")) if feature else None
        if publisher is None:
            return None
        for name in names_in(publisher):
            area = body(name, self.place_names)
            found = self.places_named(area.area, area.level) if area.area else set()
            if len(found) == 1:
                return found.pop()
        return None


def names_in(feature: Feature) -> list[str]:
    """Return all names of an agent or a place, labels included, each once, in a fixed order."""
    fields: Any = feature.fields
    named = [fields["name"], *fields.get("names", ()), *fields.get("labels", ())]
    if "official" in fields:
        named.append(fields["official"])
    return sorted(dict.fromkeys(named), key=lambda name: (not is_chinese(name), name))


def same_register(a: Feature, b: Feature) -> bool:
    """Say whether two records name the same thing elsewhere, by ``exactMatch``."""
    return bool(set(a.fields.get("exactMatch", ())) & set(b.fields.get("exactMatch", ())))


def alike(a: str, b: str) -> bool:
    """Say whether two names are one: as written, or as they sound when they are in two languages.

    >>> alike("王建军", "Wang Jianjun"), alike("苏州", "宿州"), alike("工作队", " 工作队")
    (True, False, True)
    """
    if is_chinese(a) != is_chinese(b):
        return bool(set(filter(None, sounds(a))) & set(sounds(b)))
    return plain(a) == plain(b)


def _remember(held: dict[str, list[str]], key: str, value: str) -> None:
    some = held.setdefault(key, [])
    if value in some or (len(some) == _SOME and value > some[-1]):
        return
    some.append(value)
    some.sort()
    del some[_SOME:]
