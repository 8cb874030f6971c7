"""Persons, teams and groups scored: a name is never enough; what unit they are of, what they do there, and when."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from graph.link.blocks import Keyed, candidates
from graph.link.known import Known, alike, names_in, same_register
from graph.link.model import Feature, Link
from graph.link.names import is_chinese, plain, sounds

_UNTOLD = 61.0  # of 100: names in two languages, which cannot be held against one another
_ALIKE = 60  # of 100: names of teams of one unit, one place and one day that may mean one team


@dataclass(frozen=True, slots=True)
class Member:
    """A person, team or group as it is compared: its units, the places and days of its deeds."""

    feature: Feature
    units: frozenset[str]
    places: frozenset[str]
    days: tuple[str, ...]

    @property
    def type(self) -> str:
        """Return person, team or group."""
        return str(self.feature.fields["type"])


def member_of(feature: Feature, known: Known) -> Member:
    """Return a person, a team or a group as it is compared; units and places are settled already."""
    fields = feature.fields
    said = [unit for _, unit in fields.get("posts", ()) if unit]
    said += [fields["unit"]] if "unit" in fields else []
    for team in fields.get("memberOf", ()):
        whole = known.agents.get(team)
        said.append(whole.fields["unit"] if whole and "unit" in whole.fields else team)
    places = known.acted_in.get(feature.path, ())
    return Member(
        feature,
        frozenset(map(known.one, said)),
        frozenset(map(known.one, places)),
        tuple(known.acted_on.get(feature.path, ())),
    )


def member_links(known: Known) -> list[Link]:
    """Return the links between persons, between teams and between groups."""
    members = {p: member_of(f, known) for p, f in known.agents.items() if f.fields["type"] != "unit"}
    found: dict[tuple[str, str], Link] = {}
    for a, b in candidates(key for member in members.values() for key in _keys(member, known)):
        if (a, b) not in found and members[a].feature.report != members[b].feature.report:
            score, why = score_members(members[a], members[b], known)
            if score > 0:
                found[a, b] = Link(a, b, score, why)
    return list(found.values())


def _keys(member: Member, known: Known) -> Iterator[Keyed]:
    path = member.feature.path
    for iri in member.feature.fields.get("exactMatch", ()):
        yield f"iri {iri}", "", path
    if member.type == "person":
        cities = {known.at_level(place, "city") or place for place in member.places}
        for sound in {sound for name in names_in(member.feature) for sound in sounds(name)}:
            yield from ((f"person {sound} of {unit}", "", path) for unit in member.units)
            yield from ((f"person {sound} in {city}", "", path) for city in cities)
        return
    order = plain(names_in(member.feature)[0])
    for unit in member.units:
        yield from ((f"team of {unit} on {day.partition('/')[0]}", order, path) for day in member.days)
        yield f"team of {unit}", order, path
    if not member.units:
        for name in names_in(member.feature):
            yield from ((f"team {plain(name)} in {place}", "", path) for place in member.places)


def score_members(a: Member, b: Member, known: Known) -> tuple[float, str]:
    """Return how sure it is that two persons, teams or groups are one, and why; 0 when they are not."""
    if same_register(a.feature, b.feature):
        return 1.0, "the same exactMatch"
    if a.type == "person" or b.type == "person":
        return _persons(a, b, known) if a.type == b.type else (0.0, "")
    score, why = _teams(a, b, known)
    if score and a.type != b.type:
        return min(score, 0.7), f"{why}; one a team, one a group"
    return score, why


def _persons(a: Member, b: Member, known: Known) -> tuple[float, str]:
    if not any(alike(x, y) for x in names_in(a.feature) for y in names_in(b.feature)):
        return 0.0, ""
    ages = [m.feature.fields["age"] for m in (a, b) if "age" in m.feature.fields]
    if len(ages) == 2 and abs(ages[0] - ages[1]) > 2:
        return 0.0, ""
    if a.units & b.units:
        unit = min(a.units & b.units)
        named = known.agents[unit].fields["name"] if unit in known.agents else unit
        if _posts_fit(a.feature, b.feature):
            return 0.96, f"the same name, and a post that fits, at {named}"
        return 0.8, f"the same name at {named}, with another post"
    if a.units and b.units:
        return 0.0, ""
    if any(known.within(x, y) for x in a.places for y in b.places):
        return 0.5, "the same name and place; no post or unit that both have"
    return 0.0, ""


def _posts_fit(a: Feature, b: Feature) -> bool:
    """Say whether two persons of one unit may hold one post: one says none, or one's words are in the other's."""
    posts = [[plain(role) for role, _ in f.fields.get("posts", ())] for f in (a, b)]
    if not posts[0] or not posts[1]:
        return True
    return any(_role_fits(x, y) for x in posts[0] for y in posts[1])


def _role_fits(x: str, y: str) -> bool:
    if is_chinese(x) != is_chinese(y):
        return False
    short, long = sorted((x, y), key=len)
    return short in long or (len(short) > 2 and fuzz.ratio(x, y) >= 75)


def _teams(a: Member, b: Member, known: Known) -> tuple[float, str]:
    if a.units and b.units and not a.units & b.units:
        return 0.0, ""
    near = _names_fit(a.feature, b.feature)
    if near < _ALIKE:
        return 0.0, ""
    placed = any(known.within(x, y) for x in a.places for y in b.places)
    if a.places and b.places and not placed:
        return 0.0, ""
    same_day = any(_overlap(x, y) for x in a.days for y in b.days)
    if a.units & b.units:
        unit = min(a.units & b.units)
        named = known.agents[unit].fields["name"] if unit in known.agents else unit
        if placed and same_day and near == _UNTOLD:
            return 0.91, f"a team of {named}, in one place on one day, named in two languages"
        if placed and same_day and near >= 75:
            return 0.95, f"a team so named of {named}, in one place on one day"
        if a.days and b.days and not same_day:
            return (
                (0.6, f"a team so named of {named}, on other days") if placed and near == 100 else (0.0, "")
            )
        return 0.6 + near / 1000, f"a team so named of {named}; not told to be in one place on one day"
    if placed and same_day and near == 100:
        return 0.7, "the same name, place and day; no unit that both have"
    return 0.0, ""


def _names_fit(a: Feature, b: Feature) -> float:
    """Return how near two teams' names are, of 100; names in two languages say neither yes nor no."""
    pairs = [(plain(x), plain(y)) for x in names_in(a) for y in names_in(b)]
    compared = [_name_fits(x, y) for x, y in pairs if is_chinese(x) == is_chinese(y)]
    return max(compared, default=_UNTOLD)


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
