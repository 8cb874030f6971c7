"""Event clusters: what the deeds of one agree on, where they differ, and how many independent reports state it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from graph.link.deeds import OTHERS, PLAIN, ComparableDeed
from graph.link.model import Difference, EventCluster, Statement
from graph.link.quantities import comparable, fits
from graph.link.state import LinkState
from graph.model.iris import in_report


def event_cluster(deeds: Sequence[ComparableDeed], known: LinkState) -> EventCluster:
    """Return what the deeds of one cluster, two or more, state together."""
    deeds = sorted(deeds, key=lambda deed: (deed.published, deed.path))
    agrees: list[str] = []
    differs: list[Difference] = []
    for field, statements, one in (
        _kinds(deeds),
        _agents("who", deeds, [deed.who for deed in deeds], known),
        *(_agents(key, deeds, [deed.others[n] for deed in deeds], known) for n, key in enumerate(OTHERS)),
        _places(deeds, known),
        _times(deeds),
        _numbers(deeds),
        *(_plain(key, deeds, [deed.plain[n] for deed in deeds]) for n, key in enumerate(PLAIN)),
    ):
        if len({statement.deed for statement in statements}) < 2:
            continue
        if one:
            agrees.append(field)
        else:
            differs.append(Difference(field, tuple(statements)))
    first = in_report(deeds[0].path)
    paths = tuple(sorted(deed.path for deed in deeds))
    return EventCluster(f"happening/{first}", paths, tuple(agrees), tuple(differs), independent(deeds, known))


_Field = tuple[str, list[Statement], bool]


def _kinds(deeds: Sequence[ComparableDeed]) -> _Field:
    return "kind", [Statement(d.path, d.kind) for d in deeds], len({d.kind for d in deeds}) == 1


def _plain(field: str, deeds: Sequence[ComparableDeed], values: Sequence[str]) -> _Field:
    said = [Statement(deed.path, value) for deed, value in zip(deeds, values, strict=True) if value]
    return field, said, len({statement.value for statement in said}) <= 1


def _agents(
    field: str, deeds: Sequence[ComparableDeed], named: Sequence[frozenset[str]], known: LinkState
) -> _Field:
    said = [(deed, names) for deed, names in zip(deeds, named, strict=True) if names]
    statements = [
        Statement(deed.path, known.name(agent), agent) for deed, names in said for agent in sorted(names)
    ]
    one = len({names for _, names in said}) <= 1
    if not one and len({frozenset(known.name(agent) for agent in names) for _, names in said}) == 1:
        return field, [], False  # of one name and not linked: whether they differ is a question still
    return field, statements, one


def _places(deeds: Sequence[ComparableDeed], known: LinkState) -> _Field:
    said = [deed for deed in deeds if deed.where]
    statements = [Statement(d.path, known.name(place), place) for d in said for place in sorted(d.where)]
    # A wider place is no other place: the district of the community that another report names.
    one = all(
        any(known.within(x, y) for x in a for y in b)
        for a, b in combinations({deed.where for deed in said}, 2)
    )
    return "where", statements, one


def _times(deeds: Sequence[ComparableDeed]) -> _Field:
    said = [deed for deed in deeds if deed.start or deed.as_of]
    days = {(deed.start, deed.end, deed.as_of) for deed in said}
    return "when", [Statement(d.path, _days(d), f"{d.path}/when") for d in said], len(days) <= 1


def _numbers(deeds: Sequence[ComparableDeed]) -> _Field:
    """Return the numbers that can be compared with one of another deed; they agree when all can be true at once."""
    stated = Counter(deed.quantities for deed in deeds)
    others = {mine: [other for other in stated if other is not mine or stated[mine] > 1] for mine in stated}
    statements = [
        Statement(deed.path, number.words, f"{deed.path}/{number.id}")
        for deed in deeds
        for number in deed.quantities
        if any(comparable(number, n) for theirs in others[deed.quantities] for n in theirs)
    ]
    one = all(fits(a, b) in (None, 1.0) for a, b in combinations(stated, 2))
    return "quantities", statements, one


def _days(deed: ComparableDeed) -> str:
    if deed.as_of:
        return f"as of {date.fromordinal(deed.as_of)}"
    first, last = date.fromordinal(deed.start or 1), date.fromordinal(deed.end or deed.start or 1)
    return str(first) if first == last else f"{first}/{last}"


def independent(deeds: Iterable[ComparableDeed], known: LinkState) -> int:
    """Return how many independent reports state it; those that cite one another or share a publisher count once."""
    reports = sorted({deed.report for deed in deeds})
    group = {report: report for report in reports}

    def find(report: str) -> str:
        while group[report] != report:
            report = group[report]
        return report

    by_publisher: dict[str, str] = {}
    for report in reports:
        fields = known.reports.get(report) or {}
        for cited in fields.get("cites", ()):
            if cited in group:
                group[find(report)] = find(cited)
        publisher = known.one(fields["publisher"]) if "publisher" in fields else None
        if publisher is not None:
            group[find(report)] = find(by_publisher.setdefault(publisher, report))
    return len({find(report) for report in reports})
