"""Deeds of different reports compared: the same agent, a kind that fits, and place, time and numbers that allow it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from graph.link.blocking import Keyed, neighbours
from graph.link.clusters import Gathered
from graph.link.model import Link
from graph.link.names import is_chinese
from graph.link.quantities import Number, fits, numbers, similar
from graph.link.state import Agent, Fields, LinkState
from graph.messages import Message, joined
from graph.model.fields import compared
from graph.model.iris import report_of_path
from graph.model.schema import field_label
from graph.model.vocab import KIND, concepts

_WINDOW = 16  # neighbours of an agent's deeds that are compared, by time and once more by place
_BEFORE = 14  # days before its report in which a deed without a day may have been done
_APART = 5  # days between the reports of two deeds of which neither says its day
# What a field counts for; what nothing is said of counts half.
_WEIGHTS = {
    "kind": 0.1,
    "who": 0.25,
    "where": 0.2,
    "when": 0.2,
    "quantities": 0.15,
    "what": 0.05,
    "others": 0.05,
}
OTHERS = tuple(
    one.name for one in compared("link") if one.value in ("agents", "documents") and one.name != "who"
)
# What an event cluster compares as it is: values that linking weighs in no way of its own.
PLAIN = tuple(
    one.name for one in compared("cluster") if one.name not in (*_WEIGHTS, *OTHERS) and "link" in one.compare
)
_OF_OTHERS = sum(_WEIGHTS[key] for key in ("quantities", "what", "others"))
_SAME_AGENT = 0.8  # how well agents fit where two deeds can surely be the same
_SHORT_OF_SURE = 0.77
_NO = (0.0, "")


class ComparableDeed(NamedTuple):
    """A deed as it is compared: its agents and places by what they are one with, its days as numbers."""

    path: str
    report: str
    kind: str
    did: str
    language: str
    who: frozenset[str]
    of_units: frozenset[str]  # the units of the agents
    persons: bool  # all agents are persons
    where: frozenset[str]
    wide: frozenset[str]  # where, and what holds that
    start: int | None
    end: int | None
    as_of: int | None
    published: int
    summary: bool
    quantities: tuple[Number, ...]
    what: tuple[str, ...]
    others: tuple[frozenset[str], ...]
    plain: tuple[str, ...]


def comparable_deed(path: str, fields: Fields, known: LinkState) -> ComparableDeed:
    """Return a deed as it is compared; agents and places are settled already."""
    told_in = report_of_path(path) or ""
    report = known.reports.get(told_in)
    when = fields.get("when", {})
    agents = [known.agents.get(agent) for agent in fields.get("who", ())]
    start = _day(when.get("start"))
    where = frozenset(map(known.one, fields.get("where", ())))
    return ComparableDeed(
        path=path,
        report=told_in,
        kind=fields["kind"],
        did=fields["did"],
        language=report["language"] if report else "",
        who=frozenset(map(known.one, fields.get("who", ()))),
        of_units=frozenset(known.one(unit) for agent in agents if agent for unit in _units(agent)),
        persons=bool(agents) and all(one is not None and one.fields["type"] == "person" for one in agents),
        where=where,
        wide=known.wide(where),
        start=start,
        end=_day(when.get("end")) or start,
        as_of=_day(when.get("asOf")),
        published=_day(report["published"] if report else None) or 0,
        summary=bool(fields.get("summary")),
        quantities=numbers(fields.get("quantities", ())),
        what=tuple(sorted(fields.get("what", ()))),
        others=tuple(frozenset(map(known.one, fields.get(key, ()))) for key in OTHERS),
        plain=tuple(_in_words(fields.get(key)) for key in PLAIN),
    )


def _in_words(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _units(agent: Agent) -> list[str]:
    return [*agent.units, *agent.fields.get("memberOf", ())]


@lru_cache(4096)
def _day(written: str | None) -> int | None:
    return date.fromisoformat(written).toordinal() if written else None


def deed_links(
    deeds: Iterable[ComparableDeed], known: LinkState, floor: float, found: Gathered
) -> Iterator[tuple[Link, ComparableDeed, ComparableDeed]]:
    """Find the links between deeds of different reports, as sure as ``floor`` at least; yield each with its deeds."""
    for deed, others in neighbours(_keyed(deeds, known), _WINDOW):
        for other in others:
            a, b = (deed, other) if deed.path < other.path else (other, deed)
            if a.report == b.report or found.has(a.path, b.path):
                continue
            score, why = score_deeds(a, b, floor)
            if score >= floor:
                link = Link(a.path, b.path, score, why)
                if found.add(link):
                    yield link, a, b


def _keyed(deeds: Iterable[ComparableDeed], known: LinkState) -> Iterator[tuple[Keyed, ComparableDeed]]:
    for deed in deeds:
        day = f"{deed.as_of or deed.start or deed.published:07}"
        place = " ".join(reversed(known.chain(min(deed.where)))) if deed.where else ""
        top = f"{_top(deed.kind)} {deed.summary}"
        for agent in sorted(deed.who | deed.of_units):
            yield (f"{agent} {top} by time", f"{day} {place}", deed.path), deed
            yield (f"{agent} {top} by place", f"{place} {day}", deed.path), deed


@cache
def _top(kind: str) -> str:
    concept = concepts(KIND).get(kind)
    return concept.broader or kind if concept else kind


def score_deeds(a: ComparableDeed, b: ComparableDeed, floor: float = 0.0) -> tuple[float, str]:
    """Return how sure it is that two deeds are the same event, and why; 0 if they cannot be, or not reach ``floor``."""
    if a.summary != b.summary:
        return _NO
    # The quickest to say no comes first; most pairs end there.
    when = _when(a, b)
    kind = _kind(a, b) if when else 0.0
    who = _who(a, b) if kind else 0.0
    where = _where(a, b) if who else 0.0
    if not where or (who < _SAME_AGENT and floor > _SHORT_OF_SURE):  # capped below
        return _NO
    fit = {"when": when, "kind": kind, "who": who, "where": where}
    known = sum(_WEIGHTS[key] * value for key, value in fit.items())
    if known + _OF_OTHERS < floor:
        return _NO
    fit |= {"quantities": _quantities(a, b), "what": _what(a, b), "others": _others(a, b)}
    score = sum(weight * fit[key] for key, weight in _WEIGHTS.items())
    if fit["quantities"] == 0 or fit["what"] == 0:
        score *= 0.8
    speaks = [key for key, value in fit.items() if value >= 0.7 and key not in ("kind", "who")]
    if len(speaks) < 2 or who < _SAME_AGENT:
        score = min(score, _SHORT_OF_SURE)
    return round(score, 4), _why(fit)


def _why(fit: Mapping[str, float]) -> str:
    """Return in words how well the fields of two deeds fit."""
    shown = ("who", "where", "when", "quantities", "what")
    agree = tuple(key for key in shown if fit[key] >= 0.95)
    near = tuple(key for key in shown if 0.6 <= fit[key] < 0.95)
    return _reason(agree, near, tuple(key for key in ("quantities", "what") if fit[key] < 0.3))


@cache
def _reason(agree: tuple[str, ...], near: tuple[str, ...], differ: tuple[str, ...]) -> str:
    found = (("why-same", agree), ("why-near-fields", near), ("why-other", differ))
    said = (Message(key, fields=joined(map(field_label, fields))) for key, fields in found if fields)
    return joined(said, "; ", "；")


def _kind(a: ComparableDeed, b: ComparableDeed) -> float:
    if a.kind == b.kind:
        return 1.0
    tops = _top(a.kind), _top(b.kind)
    if tops[0] != tops[1]:
        return 0.0
    return 0.9 if a.kind in tops or b.kind in tops else 0.6


def _who(a: ComparableDeed, b: ComparableDeed) -> float:
    if not a.who.isdisjoint(b.who):
        return 1.0
    if a.persons and b.persons:
        return 0.0
    if (a.of_units & b.who and not a.persons) or (b.of_units & a.who and not b.persons):
        return 0.8
    if a.of_units & b.who or b.of_units & a.who:
        return 0.7  # a person of the unit and the unit
    return 0.6 if a.of_units & b.of_units and not (a.persons or b.persons) else 0.0


def _where(a: ComparableDeed, b: ComparableDeed) -> float:
    if not a.where or not b.where:
        return 0.5
    if not a.where.isdisjoint(b.where):
        return 1.0
    return 0.0 if a.where.isdisjoint(b.wide) and b.where.isdisjoint(a.wide) else 0.85


def _when(a: ComparableDeed, b: ComparableDeed) -> float:
    if a.as_of or b.as_of:
        return 1.0 if a.as_of == b.as_of else 0.0
    if a.start is None and b.start is None:
        return 0.4 if abs(a.published - b.published) <= _APART else 0.0
    if a.start is None or b.start is None:
        undated, dated = (a, b) if a.start is None else (b, a)
        before = undated.published - (dated.start or 0)
        return 0.5 if 0 <= before <= _BEFORE else 0.0
    if (a.start, a.end) == (b.start, b.end):
        return 1.0
    gap = max(a.start, b.start) - min(a.end or a.start, b.end or b.start)
    if gap <= 0:
        return 0.9
    return 0.4 if gap == 1 else 0.0


def _quantities(a: ComparableDeed, b: ComparableDeed) -> float:
    found = fits(a.quantities, b.quantities)
    if found is not None:
        return found
    return 0.3 if a.quantities and b.quantities else 0.5


def _what(a: ComparableDeed, b: ComparableDeed) -> float:
    if not a.what or not b.what:
        return 0.5
    pairs = [(x, y) for x in a.what for y in b.what if is_chinese(x) == is_chinese(y)]
    if not pairs:
        return 0.5
    return 1.0 if any(similar(x, y) for x, y in pairs) else 0.0


def _others(a: ComparableDeed, b: ComparableDeed) -> float:
    both = [(x, y) for x, y in zip(a.others, b.others, strict=True) if x and y]
    if not both:
        return 0.5
    return 1.0 if any(x & y for x, y in both) else 0.3
