"""Units scored: the same office of the same place, by full and short names, in both languages, with names of old."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from graph.link.blocking import Keyed, neighbours
from graph.link.clusters import Gathered
from graph.link.model import Link
from graph.link.names import Body, body, is_chinese, sounds
from graph.link.state import Agent, Fields, LinkState, alike, names_in, same_register
from graph.messages import Message

_NEAR = 80  # of 100: offices of one place whose names a person is asked about
_DEEP = 6  # superiors that are asked for a place


class Unit(NamedTuple):
    """A unit as it is compared: its offices, its place if it is known, and how its place is known."""

    path: str
    fields: Fields
    bodies: tuple[Body, ...]
    chinese: frozenset[str]  # the offices of its Chinese names
    place: str | None
    firm: bool  # the place follows from name, seat or superior, or from its deeds and the papers that report them alike

    @property
    def offices(self) -> set[str]:
        """Return what the unit's names say besides the place."""
        return {body.office for body in self.bodies}

    @property
    def areas(self) -> set[str]:
        """Return the places that its names have, as written."""
        return {body.area for body in self.bodies if body.area}

    @property
    def levels(self) -> set[str]:
        """Return the levels that its names say."""
        return {body.level for body in self.bodies if body.level}


def unit_of(agent: Agent, known: LinkState) -> Unit:
    """Return a unit as it is compared."""
    names = names_in(agent.fields)
    bodies = _bodies(names, known)
    place, firm = _place(agent, bodies, known, 0)
    chinese = (name for name in names if is_chinese(name))
    offices = frozenset(body(name, known.place_names).office for name in chinese)
    return Unit(agent.path, agent.fields, bodies, offices, place, firm)


def _bodies(names: Iterable[str], known: LinkState) -> tuple[Body, ...]:
    return tuple(dict.fromkeys(body(name, known.place_names) for name in names))


def _place(unit: Agent, bodies: tuple[Body, ...], known: LinkState, depth: int) -> tuple[str | None, bool]:
    seat = unit.fields.get("seat")
    firm_hints = [seat] if seat else []
    parent = known.agents.get(unit.fields.get("parent", ""))
    if parent is not None and depth < _DEEP:
        held, firm = _place(parent, _bodies(names_in(parent.fields), known), known, depth + 1)
        firm_hints += [held] if held and firm else []
    for one in bodies:
        if not one.area:
            continue
        for hints in ((), firm_hints, unit.places):
            place = known.namesakes.only(one.area, one.level, hints)
            if place is not None:
                return place, True
    if any(one.area for one in bodies):
        # A name of a place that is not known, or of several that nothing distinguishes.
        return (
            (known.one(seat), True) if seat and not any(_meant(b, known) for b in bodies) else (None, False)
        )
    level = next((one.level for one in bodies if one.level), None)
    for hint in firm_hints:
        place = known.at_level(hint, level) if level else known.one(hint)
        if place:
            return place, True
    return _acted(unit, level, known) if level else (None, False)


def _meant(one: Body, known: LinkState) -> bool:
    return bool(one.area and known.namesakes.count(one.area, one.level))


def _acted(unit: Agent, level: str, known: LinkState) -> tuple[str | None, bool]:
    """Return the place of a level in which a unit acted and whose papers report it, if there is but one.

    It is firm when both say so: 省妇联 is that of the province whose paper reports it and in which it gives.
    """
    papers = [region for report in unit.reports if (region := known.region(report))]
    acted, reported = (
        {place for hint in hints if (place := known.at_level(hint, level))} for hints in (unit.places, papers)
    )
    found = acted | reported
    return (found.pop(), bool(acted and reported)) if len(found) == 1 else (None, False)


def unit_links(known: LinkState, floor: float, found: Gathered) -> None:
    """Find the links between units that are as sure as ``floor`` at least; places are settled already."""
    units = (unit_of(agent, known) for agent in known.agents.values() if agent.fields["type"] == "unit")
    for a, others in neighbours((key, unit) for unit in units for key in _keys(unit)):
        for b in others:
            one, other = (a, b) if a.path < b.path else (b, a)
            if not found.has(one.path, other.path):
                score, why = score_units(one, other, known)
                if score >= floor:
                    found.add(Link(one.path, other.path, score, why))


def _keys(unit: Unit) -> Iterator[Keyed]:
    path, place = unit.path, unit.place or ""
    for iri in unit.fields.get("exactMatch", ()):
        yield f"iri {iri}", "", path
    for one in unit.bodies:
        yield f"office {one.office} {one.level or ''}", place, path
        yield f"office {one.office}", place or one.area, path
        if one.area:
            yield from ((f"office {one.office} of {sound}", place, path) for sound in sounds(one.area))
        if place:
            yield f"office {one.office} at {place}", "", path
            yield f"at {place}", one.office, path


def score_units(a: Unit, b: Unit, known: LinkState) -> tuple[float, str]:
    """Return how sure it is that two units are one, and why; 0 when they are not."""
    if same_register(a.fields, b.fields):
        return 1.0, Message("why-exact-match")
    shared = sorted(a.offices & b.offices)
    if not shared:
        return _near(a, b)
    score, why = _of_one_place(a, b, shared, known)
    if a.chinese and b.chinese and not a.chinese & b.chinese:
        return min(score, 0.7), Message("why-names-differ", why=why)
    return score, why


def _of_one_place(a: Unit, b: Unit, shared: list[str], known: LinkState) -> tuple[float, str]:
    """Return how sure it is that two units with an office of one name are of one place."""
    office = shared[0] or names_in(a.fields)[0]
    if a.place and b.place:
        if a.place != b.place:
            return 0.0, ""
        where = known.places[a.place].fields["name"] if a.place in known.places else a.place
        if a.firm and b.firm:
            return 0.96, Message("why-office-of", office=office, place=where)
        return 0.85, Message("why-office-told", office=office, place=where)
    if a.areas and b.areas:
        if not any(alike(x, y) for x in a.areas for y in b.areas):
            return 0.0, ""
        if a.levels and b.levels and not a.levels & b.levels:
            return 0.0, ""
        if a.place or b.place:
            return 0.7, Message("why-office-namesakes", office=office)
        ambiguous = any(
            known.namesakes.count(one.area, one.level) > 1 for one in a.bodies + b.bodies if one.area
        )
        return (0.7 if ambiguous else 0.94), Message("why-office-of", office=office, place=min(a.areas))
    if a.levels and b.levels and not a.levels & b.levels:
        return 0.0, ""
    if not a.areas and not b.areas and not a.levels and not b.levels:
        seats = [unit.fields.get("seat") for unit in (a, b)]
        if all(seats) and not known.within(str(seats[0]), str(seats[1])):
            return 0.0, ""
        return (0.92 if len(shared[0]) > 3 else 0.6), Message("why-office", office=office)
    return 0.7, Message("why-office-unknown", office=office)


def _near(a: Unit, b: Unit) -> tuple[float, str]:
    """Offices of one place whose names are near one another are a question for a person."""
    if not a.place or a.place != b.place:
        return 0.0, ""
    best, words = 0.0, ""
    for x in sorted(a.offices):
        for y in sorted(b.offices):
            if min(len(x), len(y)) >= 4 and is_chinese(x) == is_chinese(y):
                near = fuzz.ratio(x, y)
                if near >= _NEAR and near > best:
                    best, words = near, Message("why-near-in-place", a=x, b=y)
    return (0.4 + best / 400, words) if best else (0.0, "")
