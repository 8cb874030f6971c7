"""Persons, teams and groups scored: a name is never enough; what unit they are of, what they do there, and when."""

from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from graph.link.blocking import Keyed, neighbours
from graph.link.clusters import Gathered
from graph.link.model import Link
from graph.link.names import is_chinese, plain, sounds
from graph.link.state import Agent, Fields, LinkState, alike, names_in, same_register
from graph.messages import Message
from graph.model.iris import report_of_path

_INCOMPARABLE = 61.0  # of 100: names in two languages, which cannot be compared
_ALIKE = 60  # of 100: names of teams of one unit, one place and one day that may mean one team


class Name(NamedTuple):
    """A name as it is compared."""

    plain: str
    chinese: bool


class Member(NamedTuple):
    """A person, team or group as it is compared: its names, units and posts, the places and days of its deeds."""

    path: str
    report: str | None
    type: str
    fields: Fields
    names: tuple[Name, ...]
    units: frozenset[str]
    places: frozenset[str]
    wide: frozenset[str]  # the places and those that hold them
    days: tuple[str, ...]


def member_of(agent: Agent, known: LinkState) -> Member:
    """Return a person, a team or a group as it is compared; units and places are settled already."""
    said = agent.units
    for team in agent.fields.get("memberOf", ()):
        whole = known.agents.get(team)
        said.append(whole.fields["unit"] if whole and "unit" in whole.fields else team)
    places = frozenset(map(known.one, agent.places))
    return Member(
        agent.path,
        report_of_path(agent.path),
        agent.fields["type"],
        agent.fields,
        tuple(Name(plain(name), is_chinese(name)) for name in names_in(agent.fields)),
        frozenset(map(known.one, said)),
        places,
        known.wide(places),
        agent.days,
    )


def member_links(known: LinkState, floor: float, found: Gathered) -> None:
    """Find the links between persons, teams and groups that are as sure as ``floor`` at least."""
    members = (member_of(agent, known) for agent in known.agents.values() if agent.fields["type"] != "unit")
    for a, others in neighbours((key, member) for member in members for key in _keys(member, known)):
        for b in others:
            if a.report == b.report or _far(a, b):
                continue
            one, other = (a, b) if a.path < b.path else (b, a)
            if not found.has(one.path, other.path):
                score, why = score_members(one, other, known)
                if score >= floor:
                    found.add(Link(one.path, other.path, score, why))


def _far(a: Member, b: Member) -> bool:
    """Say at little cost of most pairs that are not one, that they are not: both acted, and nowhere both of them."""
    return (
        bool(a.places and b.places)
        and not _placed(a, b)
        and not (a.type == b.type == "person")
        and not ("exactMatch" in a.fields and "exactMatch" in b.fields)
    )


def _keys(member: Member, known: LinkState) -> Iterator[Keyed]:
    path = member.path
    for iri in member.fields.get("exactMatch", ()):
        yield f"iri {iri}", "", path
    if member.type == "person":
        cities = {known.at_level(place, "city") or place for place in member.places}
        for sound in {sound for name in names_in(member.fields) for sound in sounds(name)}:
            yield from ((f"person {sound} of {unit}", "", path) for unit in member.units)
            yield from ((f"person {sound} in {city}", "", path) for city in cities)
        return
    order = member.names[0].plain
    for unit in member.units:
        yield from ((f"team of {unit} on {day.partition('/')[0]}", order, path) for day in member.days)
        yield f"team of {unit}", order, path
    if not member.units:
        for name in member.names:
            yield from ((f"team {name.plain} in {place}", "", path) for place in member.places)


def score_members(a: Member, b: Member, known: LinkState) -> tuple[float, str]:
    """Return how sure it is that two persons, teams or groups are one, and why; 0 when they are not."""
    if same_register(a.fields, b.fields):
        return 1.0, Message("why-exact-match")
    if a.type == "person" or b.type == "person":
        return _persons(a, b, known) if a.type == b.type else (0.0, "")
    score, why = _teams(a, b, known)
    if score and a.type != b.type:
        return min(score, 0.7), Message("why-team-group", why=why)
    return score, why


def _persons(a: Member, b: Member, known: LinkState) -> tuple[float, str]:
    if not any(alike(x, y) for x in names_in(a.fields) for y in names_in(b.fields)):
        return 0.0, ""
    ages = [m.fields["age"] for m in (a, b) if "age" in m.fields]
    if len(ages) == 2 and abs(ages[0] - ages[1]) > 2:
        return 0.0, ""
    if a.units & b.units:
        named = known.name(min(a.units & b.units))
        if _posts_fit(a.fields, b.fields):
            return 0.96, Message("why-post-fits", unit=named)
        return 0.8, Message("why-other-post", unit=named)
    if a.units and b.units:
        return 0.0, ""
    if _placed(a, b):
        return 0.5, Message("why-name-and-place")
    return 0.0, ""


def _posts_fit(a: Fields, b: Fields) -> bool:
    """Say whether two persons of one unit may hold one post: one says none, or one's words are in the other's."""
    posts = [[plain(role) for role, _ in f.get("posts", ())] for f in (a, b)]
    if not posts[0] or not posts[1]:
        return True
    return any(_role_fits(x, y) for x in posts[0] for y in posts[1])


def _role_fits(x: str, y: str) -> bool:
    if is_chinese(x) != is_chinese(y):
        return False
    short, long = sorted((x, y), key=len)
    return short in long or (len(short) > 2 and fuzz.ratio(x, y) >= 75)


def _placed(a: Member, b: Member) -> bool:
    """Say whether some place of one lies in one of the other's, or is one with it."""
    return not (a.places.isdisjoint(b.wide) and b.places.isdisjoint(a.wide))


def _teams(a: Member, b: Member, known: LinkState) -> tuple[float, str]:
    if a.units and b.units and a.units.isdisjoint(b.units):
        return 0.0, ""
    placed = _placed(a, b)
    if a.places and b.places and not placed:
        return 0.0, ""
    near = _names_fit(a.names, b.names)
    if near < _ALIKE:
        return 0.0, ""
    same_day = any(_overlap(x, y) for x in a.days for y in b.days)
    if a.units & b.units:
        named = known.name(min(a.units & b.units))
        if placed and same_day and near == _INCOMPARABLE:
            return 0.91, Message("why-team-languages", unit=named)
        if placed and same_day and near >= 75:
            return 0.95, Message("why-team", unit=named)
        if a.days and b.days and not same_day:
            return (0.6, Message("why-team-other-days", unit=named)) if placed and near == 100 else (0.0, "")
        return 0.6 + near / 1000, Message("why-team-untold", unit=named)
    if placed and same_day and near == 100:
        return 0.7, Message("why-name-place-day")
    return 0.0, ""


def _names_fit(a: tuple[Name, ...], b: tuple[Name, ...]) -> float:
    """Return how near two teams' names are, of 100; names in two languages say neither yes nor no."""
    compared = [_name_fits(x.plain, y.plain) for x in a for y in b if x.chinese == y.chinese]
    return max(compared, default=_INCOMPARABLE)


def _name_fits(one: str, other: str) -> float:
    if one == other:
        return 100.0
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and long.endswith(short):
        return 90.0
    return float(fuzz.ratio(one, other))


def _overlap(x: str, y: str) -> bool:
    first, last = x.split("/")
    start, end = y.split("/")
    return first <= end and start <= last


def apart(a: Member, b: Member) -> bool:
    """Say whether two cannot be one: of units of which none is the same."""
    return bool(a.units and b.units and not a.units & b.units)
