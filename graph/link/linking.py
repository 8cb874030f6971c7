"""Features to links: places first, then units, then persons and teams, then deeds; each upon what is settled before."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import lru_cache
from typing import Any

from graph.common.disk_dict import DiskDict
from graph.common.external_sort import ExternalSorter
from graph.link.clusters import Gathered, Settled, settle
from graph.link.deeds import ComparableDeed, comparable_deed, deed_links, score_deeds
from graph.link.event_clusters import event_cluster
from graph.link.model import Feature, Link, Links
from graph.link.persons import apart, member_links, member_of
from graph.link.places import place_links
from graph.link.state import LEVELS, Agent, LinkState
from graph.link.units import unit_links, unit_of
from graph.messages import Message, joined
from graph.model.iris import report_of_path, type_of_path
from graph.model.records import Decision

SURE = 0.9  # of agents and places; what is less sure is put to a person
SURE_DEED = 0.78
UNSURE = 0.5  # what is less than that is not shown
UNSURE_DEED = 0.65
_ASKED = 5  # unsure pairs of one thing that are shown: the surest ones
_RUN = 20_000  # deeds that are held in memory; the others wait on disk
_AT_HAND = 4096  # agents that are kept as they are compared

Pair = tuple[str, str]
Pairs = list[tuple[Pair, Decision]]


def linked(features: Iterable[Feature], decisions: Iterable[Decision] = (), *, ask: bool = True) -> Links:
    """Return what of some features is one, and what may be; the order in which they come makes no difference.

    Features of shared records may come more than once; the last by its line counts. Places are held in memory;
    agents and deeds, of which there are more with each report, lie on the disk. Candidates share a key, and of a key
    with many only near ones are compared, so the time grows with the number of features and not with its square.
    Without ``ask`` no pairs are looked for that are a question for a person, and of the sure links only as many are
    told as hold the clusters together: it is quicker, and takes less memory. Raises ``StoreError`` when there is no
    room for temporary files.
    """
    links = Links(decisions=sorted(decisions, key=lambda d: (*_pair(d), d["same"], d["on"], d["by"])))
    with closing(LinkState()) as known:
        _find(features, known, links, ask=ask)
    for found in (links.sure, links.unsure):
        found.sort(key=lambda link: (("place", "agent", "deed").index(link.record_type), link))
    links.conflicts.sort()
    return links


def _find(features: Iterable[Feature], known: LinkState, links: Links, *, ask: bool) -> None:
    wanted = {path for decision in links.decisions for path in _pair(decision)}
    deeds, there = ExternalSorter[tuple[str, int, Mapping[str, Any]]](_RUN), set[str]()
    for number, feature in enumerate(features):
        known.take(feature)
        if feature.record_type == "deed":
            deeds.add((feature.path, number, feature.fields))
            there |= {feature.path} & wanted
    known.gather()
    there |= {path for path in wanted if path in known.places or known.agents.get(path)}
    decided = _honoured(links, there)
    every = ask or not all(decision["same"] for decision in links.decisions)
    _link_places(known, links, decided, ask=ask, every=every)
    _link_agents(known, links, decided, ask=ask, every=every)
    in_order = ((path, fields) for path, _, fields in deeds.in_order())
    _link_deeds(in_order, known, links, decided, ask=ask, every=every)


def _pair(decision: Decision) -> Pair:
    a, b = sorted((decision["a"], decision["b"]))
    return a, b


def _honoured(links: Links, there: set[str]) -> Pairs:
    """Return the decisions by their pairs; each about something that is gone is left out, and reported in a line."""
    kept: Pairs = []
    for decision in links.decisions:
        gone = [path for path in _pair(decision) if path not in there]
        if gone:
            key = "decision-gone-same" if decision["same"] else "decision-gone-not-same"
            about = {"a": decision["a"], "b": decision["b"], "by": decision["by"], "on": decision["on"]}
            links.ignored.append(Message(key, gone=joined(gone, " and no "), **about))
        else:
            kept.append((_pair(decision), decision))
    return kept


def _link_places(known: LinkState, links: Links, decided: Pairs, *, ask: bool, every: bool) -> None:
    def deeper(pair: Pair) -> str:
        return LEVELS[max(LEVELS.index(known.places[path].fields["level"]) for path in pair)]

    pairs = _of_type("place", decided)
    for level in LEVELS:
        of_level = [(pair, decision) for pair, decision in pairs if deeper(pair) == level]
        found = Gathered(every=every)
        place_links(known, level, UNSURE if ask else SURE, found)
        settled = _settled(found, of_level, SURE)
        known.settle(settled.clusters)
        _tell(links, known, settled, found, of_level)


def _link_agents(known: LinkState, links: Links, decided: Pairs, *, ask: bool, every: bool) -> None:
    def agent(path: str) -> Agent:
        found = known.agents.get(path)
        assert found is not None  # noqa: S101 - what is linked or decided is there
        return found

    def is_unit(path: str) -> bool:
        return str(agent(path).fields["type"]) == "unit"

    pairs = _of_type("agent", decided)
    of_units = [(pair, decision) for pair, decision in pairs if all(map(is_unit, pair))]
    unit = lru_cache(_AT_HAND)(lambda path: unit_of(agent(path), known))

    def elsewhere(a: str, b: str) -> bool:
        one, other = unit(a).place, unit(b).place
        return bool(one and other and one != other)

    found = Gathered(every=every)
    unit_links(known, UNSURE if ask else SURE, found)
    settled = _settled(found, of_units, SURE, clash=elsewhere)
    known.settle(settled.clusters)
    _tell(links, known, settled, found, of_units)

    of_members = [(pair, decision) for pair, decision in pairs if not all(map(is_unit, pair))]
    member = lru_cache(_AT_HAND)(lambda path: member_of(agent(path), known))

    def of_others(a: str, b: str) -> bool:
        return not is_unit(a) and not is_unit(b) and apart(member(a), member(b))

    found = Gathered(every=every)
    member_links(known, UNSURE if ask else SURE, found)
    settled = _settled(found, of_members, SURE, report_of_path, of_others)
    known.settle(settled.clusters)
    _tell(links, known, settled, found, of_members)


def _link_deeds(
    deeds: Iterable[tuple[str, Mapping[str, Any]]],
    known: LinkState,
    links: Links,
    decided: Pairs,
    *,
    ask: bool,
    every: bool,
) -> None:
    pairs = _of_type("deed", decided)
    wanted = {path for pair, _ in pairs for path in pair}
    found = Gathered(every=every)
    with closing(DiskDict[ComparableDeed]()) as compared:

        def noted() -> Iterable[ComparableDeed]:
            for path, fields in deeds:
                deed = comparable_deed(path, fields, known)
                if path in wanted:
                    compared.put(path, deed)
                yield deed

        for link, a, b in deed_links(noted(), known, UNSURE_DEED if ask else SURE_DEED, found):
            if link.score >= SURE_DEED:
                compared.put(a.path, a)
                compared.put(b.path, b)

        def of(path: str) -> ComparableDeed:
            deed = compared.get(path)
            assert deed is not None  # noqa: S101 - what is sure or decided was put there
            return deed

        def cannot(a: str, b: str) -> bool:
            return score_deeds(of(a), of(b))[0] == 0

        settled = _settled(found, pairs, SURE_DEED, report_of_path, cannot)
        known.settle(settled.clusters)
        _tell(links, known, settled, found, pairs)
        links.event_clusters = sorted(
            event_cluster([of(p) for p in cluster], known) for cluster in settled.clusters
        )
    links.canonical = known.canonical


def _of_type(record_type: str, decided: Pairs) -> Pairs:
    return [(pair, decision) for pair, decision in decided if type_of_path(pair[0]) == record_type]


def _settled(
    found: Gathered,
    pairs: Pairs,
    sure: float,
    home: Callable[[str], str | None] | None = None,
    clash: Callable[[str, str], bool] | None = None,
) -> Settled:
    same = [
        Link(*pair, 1.0, Message("why-decided", by=d["by"], day=d["on"]), decided=True)
        for pair, d in pairs
        if d["same"]
    ]
    keep_apart = [pair for pair, d in pairs if not d["same"]]
    return settle([link for link in found.links if link.score >= sure], same, keep_apart, home, clash)


def _tell(
    links: Links,
    known: LinkState,
    settled: Settled,
    found: Gathered,
    pairs: Pairs,
) -> None:
    """Add what was settled to what was found; of the unsure pairs those that are still a question."""
    links.sure += settled.taken
    links.conflicts += settled.conflicts
    answered = {pair for pair, _ in pairs}
    contested = {link for conflict in settled.conflicts for link in conflict.links}
    asked: set[Pair] = set()
    times: Counter[str] = Counter()
    for link in sorted(found.links, key=lambda link: (-link.score, link)):
        one, other = sorted((known.one(link.a), known.one(link.b)))
        if one == other or (link.a, link.b) in answered or link in contested:
            continue
        if (one, other) in asked or max(times[one], times[other]) >= _ASKED:
            continue
        asked.add((one, other))
        times.update((one, other))
        links.unsure.append(link)
