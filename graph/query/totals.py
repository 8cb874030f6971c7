"""Totals against their parts: what single deeds add up to, what reports say they add up to, and can both be true."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from math import isfinite
from typing import TypedDict

from graph.common.csv_text import csv_pieces
from graph.messages import Message
from graph.model.bounds import Interval, bound_of_sum, possible
from graph.model.fields import DeedRow
from graph.model.iris import in_report
from graph.model.measures import measure as measure_of
from graph.model.vocab import KIND, concepts
from graph.query.deed_table import in_short, names
from graph.query.deeds import Filters, deed_rows
from graph.query.lookup import above_of
from graph.store.store import Store

_NEVER_SUMMED = frozenset({"place", "batch", "rate"})
# Persons are persons whatever they are called; a box of masks is no box of apples.
_NAMED_APART = frozenset({"goods", "result"})


@dataclass(frozen=True)
class Number:
    """One quantity of a deed, as sums take it."""

    deed: DeedRow
    iri: str
    value: float
    bound: str
    role: str
    measure: str
    of: str

    @property
    def interval(self) -> Interval:
        """Return the least and the greatest that the number can be, given its bound."""
        return possible(self.value, self.bound)

    @property
    def group(self) -> tuple[str, str, str]:
        """Return what it may be added to: its role, its measure, and for goods what they are."""
        return self.role, self.measure, self.of if self.role in _NAMED_APART else ""


@dataclass(frozen=True)
class Line:
    """One line of the answer: single deeds of a group summed, beside one total that counts them or none.

    ``both`` is ``yes`` or ``no``: both can, or cannot, be true; ``unsure`` where that hangs on whom a group means;
    empty where there is nothing to hold against one another. ``why`` says it in words.
    """

    role: str
    measure: str
    of: str
    singles: str
    deeds: int
    total: str = ""
    as_of: str = ""
    who: str = ""
    deed: str = ""
    both: str = ""
    why: str = ""


class _Summed(TypedDict):
    """What a line says of its single deeds."""

    singles: str
    deeds: int


COLUMNS = ("role", "measure", "of", "singles", "deeds", "total", "as_of", "who", "deed", "both", "why")


def totals(store: Store, filters: Filters | None = None, measure: str | None = None) -> list[Line]:
    """Hold running totals against the single deeds that they count.

    ``filters`` choose the deeds (a unit with its teams, a place, a kind, a period), ``measure`` a measure word.
    Single deeds are summed by role, measure and, for goods, by what they are; nothing that is stated twice
    (``same``) or counted in another number (``partOf``) is added, and no rate or share. A total is checked against the
    single deeds of its own agents (with their teams and parts), place, kinds and time, and against the totals
    before it; totals are in the order of their ``asOf``. Single deeds that no total counts are summed in a line
    of their own, after the totals. Raises ``CallError`` for a filter that cannot be.
    """
    numbers = [number for row in deed_rows(store, filters) for number in _numbers(row)]
    groups: dict[tuple[str, str, str], list[Number]] = defaultdict(list)
    for number in numbers:
        if measure is None or number.measure == measure:
            groups[number.group].append(number)
    above = above_of(store)
    return [line for key in sorted(groups) for line in _lines(groups[key], above)]


def _numbers(row: DeedRow) -> Iterator[Number]:
    for q in row["quantities"]:
        share = measure_of(q["measure"] or "").type == "share"
        if q["role"] in _NEVER_SUMMED or share or q["partOf"] or q["same"]:
            continue
        if isinstance(q["value"], (int, float)) and isfinite(q["value"]):
            iri = f"{row['id']}/{q['id']}"
            yield Number(row, iri, q["value"], q["bound"], q["role"], q["measure"] or "", q["of"] or "")


def _lines(group: list[Number], above: dict[str, set[str]]) -> Iterator[Line]:
    """Yield a line for each total of a group, then one for the single deeds that none of them counts."""
    singles = [number for number in group if not number.deed["summary"]]
    stated = [number for number in group if number.deed["summary"]]
    before: list[Number] = []
    counted: set[str] = set()
    for total in sorted(stated, key=lambda n: (_day_of(n), n.deed["id"], n.iri)):
        its = [one for one in singles if _counted_in(one, total, above)]
        both, why = _judge(total, its, [earlier for earlier in before if _same_scope(earlier, total)])
        yield Line(
            total.role,
            total.measure,
            total.of,
            **_summed(its),
            total=in_short(total.bound, total.value),
            as_of=_day_of(total),
            who=names(total.deed["who"]),
            deed=total.deed["id"],
            both=both,
            why=why,
        )
        before.append(total)
        counted |= {one.iri for one in its}
    if rest := [one for one in singles if one.iri not in counted]:
        yield Line(*rest[0].group, **_summed(rest), why=Message("totals-uncounted") if stated else "")


def _summed(singles: list[Number]) -> _Summed:
    return {"singles": sum_of(singles) if singles else "", "deeds": len({one.deed["id"] for one in singles})}


def sum_of(numbers: Iterable[Number]) -> str:
    """Return the sum of numbers in short, with its bound."""
    numbers = list(numbers)
    exact = sum((Decimal(str(number.value)) for number in numbers), Decimal(0))
    bound = bound_of_sum(number.bound for number in numbers)
    return in_short(bound, int(exact) if exact == exact.to_integral_value() else float(exact))


def _day_of(number: Number) -> str:
    when = number.deed["when"]
    return when["asOf"] or when["end"] or when["start"] or ""


def _counted_in(one: Number, total: Number, above: dict[str, set[str]]) -> bool:
    """Say whether a total counts a single deed: of its agents, at its place, of its kind, and not after its day."""
    deed, whole = one.deed, total.deed
    places = {place["id"] for place in whole["where"]}
    inside = not places or any(places & _with_those_above(place["id"], above) for place in deed["where"])
    known = not (_day_of(one) and _day_of(total)) or _day_of(one) <= _day_of(total)
    return inside and known and _kindred(deed["kind"], whole["kind"]) and _doers_within(deed, whole, above)


def _doers_within(deed: DeedRow, whole: DeedRow, above: dict[str, set[str]]) -> bool:
    agents = {agent["id"] for agent in whole["who"]}
    if _by_a_group(whole):
        return True
    return all(_with_those_above(agent["id"], above) & agents for agent in deed["who"])


def _by_a_group(deed: DeedRow) -> bool:
    return any(agent["type"] == "group" for agent in deed["who"])


def _with_those_above(thing: str, above: dict[str, set[str]]) -> set[str]:
    """Return an agent or a place with all that it belongs to or lies in."""
    found: set[str] = set()
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += above.get(one, ())
    return found


def _kindred(one: str, other: str) -> bool:
    return one in _with_broader(other) or other in _with_broader(one)


def _with_broader(kind: str) -> set[str]:
    known, found = concepts(KIND), set()
    at: str | None = kind
    while at is not None and at not in found:
        found.add(at)
        at = known[at].broader if at in known else None
    return found


def _same_scope(one: Number, other: Number) -> bool:
    """Say whether two totals count the same: the same agents, kind, places and things."""

    def scope(number: Number) -> tuple[frozenset[str], str, frozenset[str], str]:
        deed = number.deed
        places = frozenset(place["id"] for place in deed["where"])
        return frozenset(agent["id"] for agent in deed["who"]), deed["kind"], places, number.of

    return scope(one) == scope(other)


def _judge(total: Number, singles: list[Number], before: list[Number]) -> tuple[str, str]:
    """Say whether a total can be true beside single deeds and the totals before it."""
    most = total.interval[1]
    for earlier in before:
        if most < earlier.interval[0] and _day_of(earlier) < _day_of(total):
            other = in_short(earlier.bound, earlier.value)
            return "no", Message(
                "totals-less-than-earlier", total=other, day=_day_of(earlier), deed=_short(earlier.deed["id"])
            )
        if _day_of(earlier) == _day_of(total) and _apart(earlier.interval, total.interval):
            other = in_short(earlier.bound, earlier.value)
            return "no", Message("totals-another", total=other, deed=_short(earlier.deed["id"]))
    if not singles:
        return ("yes", Message("totals-not-less")) if before else ("", Message("totals-nothing-beside"))
    least = sum(
        Decimal(str(number.interval[0])) for number in singles if _day_of(number) or not _day_of(total)
    )
    if Decimal(str(most)) < least:
        who = names(total.deed["who"])
        if _by_a_group(total.deed):
            return "unsure", Message("totals-more-if", who=who)
        return "no", Message("totals-at-least", least=least)
    return "yes", Message("totals-fits")


def _apart(one: Interval, other: Interval) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def table_rows(lines: Iterable[Line]) -> Iterator[list[str]]:
    """Yield the lines as the cells of ``COLUMNS``, the deed without what all addresses begin with."""
    for line in lines:
        yield [str(value) for value in asdict(replace(line, deed=_short(line.deed))).values()]


def _short(deed: str) -> str:
    return in_report(deed)


def csv_text(lines: Iterable[Line]) -> str:
    """Return the lines as CSV (RFC 4180, LF line ends)."""
    return "".join(csv_pieces(COLUMNS, (asdict(line).values() for line in lines)))


def json_text(lines: Iterable[Line]) -> str:
    """Return the lines as a JSON array of objects."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1) + "\n"
