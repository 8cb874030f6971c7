"""Clusters out of links and decisions: what one is, what stays apart, and what is a conflict.

A person's "same" comes first, a person's "not the same" is never broken. Links are then taken in falling order of
score. Where the links of one score would bring together what must stay apart, none of them is taken: nothing is
settled by chance or by the order in which things come.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from graph.link.model import Conflict, Link

_MAX_COMPARED = 24  # members of a cluster, and clusters, that are compared with all others: the first by path


def _never(_a: str, _b: str) -> bool:
    return False


def _nowhere(_path: str) -> str | None:
    return None


@dataclass
class Settled:
    """Clusters (each sorted, of two or more), the links that hold them, those that were not taken, conflicts."""

    clusters: list[tuple[str, ...]] = field(default_factory=list)
    taken: list[Link] = field(default_factory=list)
    left: list[Link] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


class Gathered:
    """Links that are found, each once; a class, since finding adds to it.

    If not ``every`` one is wanted, then of those of one score only as many as hold the same things together: a link
    between two that others of its score join already changes no cluster, as long as nobody keeps things apart.
    """

    def __init__(self, *, every: bool) -> None:
        self.every = every
        self.links: list[Link] = []
        self._pairs: set[tuple[str, str]] = set()
        self._top: dict[tuple[float, str], str] = {}

    def has(self, a: str, b: str) -> bool:
        """Say whether the link between two is there, so that they need not be scored again."""
        return (a, b) in self._pairs

    def add(self, link: Link) -> bool:
        """Take in a link; say whether it is wanted."""
        if self.every:
            wanted = not self.has(link.a, link.b)
            self._pairs.add((link.a, link.b))
        else:
            score = _step(link.score)
            tops = self._find(score, link.a), self._find(score, link.b)
            wanted = tops[0] != tops[1]
            self._top[score, max(tops)] = min(tops)
        if wanted:
            self.links.append(link)
        return wanted

    def _find(self, score: float, path: str) -> str:
        top = self._top
        while (above := top.setdefault((score, path), path)) != path:
            top[score, path] = path = top[score, above]
        return path


def _step(score: float) -> float:
    """Return the step of a score; links of one step are taken or left together."""
    return round(score, 2)


class _Sets:
    """Disjoint sets of paths, each with what must not meet in it; a class, since they change as links are taken."""

    def __init__(self, home: Callable[[str], str | None], clash: Callable[[str, str], bool]) -> None:
        self.home, self.clash = home, clash
        self.parent: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.homes: dict[str, set[str]] = {}
        self.apart: dict[str, set[str]] = defaultdict(set)

    def find(self, path: str) -> str:
        if path not in self.parent:
            self.parent[path], self.members[path] = path, [path]
            home = self.home(path)
            self.homes[path] = {home} if home else set()
        root = path
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[path] != root:
            self.parent[path], path = root, self.parent[path]
        return root

    def join(self, paths: Iterable[str]) -> None:
        roots = sorted({self.find(path) for path in paths}, key=lambda root: (-len(self.members[root]), root))
        first = roots[0]
        for root in roots[1:]:
            self.parent[root] = first
            self.members[first] += self.members.pop(root)
            self.homes[first] |= self.homes.pop(root)

    def may_join(self, roots: list[str]) -> bool:
        """Say whether clusters may become one: no two of a report, none that clash, none that a person keeps apart."""
        homes = [home for root in roots for home in self.homes[root]]
        if len(homes) > len(set(homes)):
            return False
        of = {member: n for n, root in enumerate(roots) for member in self.members[root]}
        if self.decided_apart(of):
            return False
        if self.clash is _never:
            return True
        some = [sorted(self.members[root])[:_MAX_COMPARED] for root in roots]
        # Each is compared with the first ones, and not the other way round: these few are looked at again and again.
        return not any(
            self.clash(a, b)
            for n, other in enumerate(some)
            for one in some[: min(n, _MAX_COMPARED)]
            for a in one
            for b in other
        )

    def decided_apart(self, of: dict[str, int]) -> list[tuple[str, str]]:
        """Return the pairs of these members (with the cluster of each) that a person keeps apart."""
        pairs = {
            tuple(sorted((member, other)))
            for member in of
            for other in self.apart.get(member, ())
            if other in of
        }
        return sorted((a, b) for a, b in pairs)


def settle(
    links: Iterable[Link],
    same: Iterable[Link] = (),
    apart: Iterable[tuple[str, str]] = (),
    home: Callable[[str], str | None] | None = None,
    clash: Callable[[str, str], bool] | None = None,
) -> Settled:
    """Return the clusters that links and decisions make.

    ``same`` and ``apart`` are a person's; ``home`` is the report of a thing, two things of which are never the same
    by rule; ``clash`` says that two things cannot be one.
    """
    sets, found = _Sets(home or _nowhere, clash or _never), Settled()
    for a, b in apart:
        sets.apart[a].add(b)
        sets.apart[b].add(a)
    _decided(sets, sorted(same), found)
    by_score: dict[float, list[Link]] = defaultdict(list)
    for link in links:
        by_score[_step(link.score)].append(link)
    for score in sorted(by_score, reverse=True):
        for group in _components(sets, by_score[score]):
            roots = sorted({sets.find(path) for link in group for path in (link.a, link.b)})
            if len(roots) == 1:
                found.taken += group
            elif sets.may_join(roots):
                sets.join(roots)
                found.taken += group
            else:
                _leave(sets, roots, group, found)
    found.clusters = sorted(tuple(sorted(m)) for m in sets.members.values() if len(m) > 1)
    found.taken.sort()
    found.left.sort()
    found.conflicts.sort()
    return found


def _leave(sets: _Sets, roots: list[str], group: list[Link], found: Settled) -> None:
    """Leave links that would bring together what must stay apart; where a person keeps it apart, that is a conflict."""
    of = {member: n for n, root in enumerate(roots) for member in sets.members[root]}
    apart = sets.decided_apart(of)
    if not apart:
        found.left += group
        return
    direct = {tuple(pair) for pair in apart}
    open_ = [link for link in group if (link.a, link.b) not in direct]
    if len(open_) < len(group):
        # What a person has said of the two themselves is no question any more; the other links are looked at again.
        for again in _components(sets, open_):
            inside = sorted({sets.find(path) for link in again for path in (link.a, link.b)})
            if len(inside) == 1 or sets.may_join(inside):
                sets.join(inside)
                found.taken += again
            else:
                _leave(sets, inside, again, found)
        return
    found.left += group
    found.conflicts.append(Conflict(tuple(sorted(of)), tuple(apart), tuple(sorted(group))))


def _decided(sets: _Sets, same: list[Link], found: Settled) -> None:
    """Join what a person says is one; where another decision says that it is not, join none of it."""
    for group in _components(sets, same):
        members = sorted({path for link in group for path in (link.a, link.b)})
        apart = sets.decided_apart(dict.fromkeys(members, 0))
        if not apart:
            sets.join(members)
            found.taken += group
            continue
        found.conflicts.append(Conflict(tuple(members), tuple(apart), tuple(group)))
        for n, a in enumerate(members):
            for b in members[n + 1 :]:
                sets.apart[a].add(b)
                sets.apart[b].add(a)


def _components(sets: _Sets, links: Iterable[Link]) -> Iterator[list[Link]]:
    """Yield links that hang together, in order: those between the same clusters or clusters that they connect."""
    top: dict[str, str] = {}

    def find(root: str) -> str:
        while top.setdefault(root, root) != root:
            top[root] = top[top[root]]
            root = top[root]
        return root

    links = sorted(links)
    for link in links:
        a, b = find(sets.find(link.a)), find(sets.find(link.b))
        if a != b:
            top[max(a, b)] = min(a, b)
    groups: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        groups[find(sets.find(link.a))].append(link)
    yield from (groups[root] for root in sorted(groups))
