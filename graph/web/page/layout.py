"""The position of everything in the drawing: layers from left to right, computed before the page opens.

Units with their teams and people are on the left, a tree that grows towards the deeds; each actor's deeds fill
rows beside it; then come those who only receive, and documents; then the places, a tree whose root is on the
right. Nothing is left to chance, so the same graph gives the same drawing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

Point = tuple[int, int]

ROW = 30  # between two rows
DEED = 112  # between two deeds of a row
STEP = 190  # between two levels of a tree
SLOPE = 3  # each deed of a row lies a little lower, so that no line runs through its neighbours
GAP = 200  # between two layers
SHAPE = 1.6  # the width that a drawing should have for its height


@dataclass(frozen=True)
class DeedLinks:
    """What places a deed in the drawing: its first actor, those who receive, documents and places."""

    id: str
    actor: str | None
    others: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass
class Forest:
    """Trees of things: who belongs to whom, or what lies within what."""

    parents: dict[str, str]
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    roots: list[str] = field(default_factory=list)

    def height(self, node: str) -> int:
        """Return how many levels there are below a node."""
        return max((1 + self.height(child) for child in self.children.get(node, ())), default=0)


def forest(nodes: Sequence[str], parents: Mapping[str, str]) -> Forest:
    """Return the trees of ``nodes``; a circle is cut where it closes."""
    known = set(nodes)
    kept: dict[str, str] = {}
    for node in nodes:
        parent = parents.get(node)
        if parent in known and parent is not None and not _leads_to(kept, parent, node):
            kept[node] = parent
    trees = Forest(kept)
    for node in nodes:
        if node in kept:
            trees.children[kept[node]].append(node)
        else:
            trees.roots.append(node)
    return trees


def _leads_to(parents: Mapping[str, str], node: str, goal: str) -> bool:
    at: str | None = node
    while at is not None:
        if at == goal:
            return True
        at = parents.get(at)
    return False


def lay_out(
    agents: Forest, places: Forest, between: Sequence[str], deeds: Sequence[DeedLinks]
) -> dict[str, Point]:
    """Return the position of every node by its id.

    ``between`` are the nodes that stand between deeds and places: those who only receive, and documents.
    """
    by_actor: dict[str | None, list[DeedLinks]] = defaultdict(list)
    for deed in deeds:
        by_actor[deed.actor].append(deed)
    first = {deed.actor: n for n, deed in reversed(list(enumerate(deeds)))}
    columns = _columns(agents, places, by_actor)
    points: dict[str, Point] = {}
    bottom = _place_agents(agents, by_actor, first, columns, points)
    for n, deed in enumerate(by_actor.get(None, ())):  # deeds without an actor come last
        points[deed.id] = _deed_point(bottom, n, columns)
    bottom += ceil(len(by_actor.get(None, ())) / columns)
    height, right = _fold(points, max(1, bottom))
    right = _place_between(between, deeds, points, height, right)
    _place_places(places, deeds, points, height, right)
    return points


def _fold(points: dict[str, Point], rows: int) -> tuple[int, int]:
    """Fold agents and deeds that are many times as high as wide, as a newspaper folds its text into columns.

    Returns the height of a column, and where the last one ends.
    """
    left = min((x for x, _ in points.values()), default=0)
    width = max((x for x, _ in points.values()), default=0) - left + GAP
    folds = max(1, round(sqrt(SHAPE * rows * ROW / width / 2)))
    high = ceil(rows / folds) * ROW
    for node, (x, y) in points.items():
        points[node] = (x + y // high * width, y % high)
    return high, left + folds * width - GAP // 2


def _columns(agents: Forest, places: Forest, by_actor: Mapping[str | None, Sequence[DeedLinks]]) -> int:
    """Return how many deeds stand side by side, so that the drawing is about as wide as a screen."""
    idle = sum(1 for node in _nodes(agents) if not agents.children.get(node) and node not in by_actor)
    levels = sum(max((trees.height(root) for root in trees.roots), default=0) for trees in (agents, places))
    deeds = sum(len(own) for own in by_actor.values())
    most = max(3, min(ceil(sqrt(deeds / 2)), max((len(own) for own in by_actor.values()), default=0)))
    for columns in range(3, most):
        rows = idle + sum(ceil(len(own) / columns) for own in by_actor.values())
        if columns * DEED + levels * STEP + 2 * GAP >= SHAPE * rows * ROW:
            return columns
    return most


def _nodes(trees: Forest) -> Iterable[str]:
    return {*trees.roots, *trees.parents}


def _deed_point(row: int, n: int, columns: int) -> Point:
    column = n % columns
    return column * DEED, (row + n // columns) * ROW + column * SLOPE


def _place_agents(
    trees: Forest,
    by_actor: Mapping[str | None, Sequence[DeedLinks]],
    first: Mapping[str | None, int],
    columns: int,
    points: dict[str, Point],
) -> int:
    """Give each agent the rows that its deeds need, its own before those of its teams; return the rows used."""
    earliest: dict[str, int] = {}

    def rank(node: str) -> int:
        if node not in earliest:
            own = first.get(node, len(first) + 10**9)
            earliest[node] = min([own, *(rank(child) for child in trees.children.get(node, ()))])
        return earliest[node]

    row = 0

    def descend(node: str) -> None:
        nonlocal row
        top = row
        deeds = by_actor.get(node, ())
        for n, deed in enumerate(deeds):
            points[deed.id] = _deed_point(row, n, columns)
        row += ceil(len(deeds) / columns)
        for child in sorted(trees.children.get(node, ()), key=lambda child: (rank(child), child)):
            descend(child)
        row = max(row, top + 1)
        points[node] = (-GAP - STEP * trees.height(node), (top + row - 1) * ROW // 2)

    for root in sorted(trees.roots, key=lambda root: (rank(root), root)):
        descend(root)
    return row


def _place_between(
    nodes: Sequence[str], deeds: Sequence[DeedLinks], points: dict[str, Point], height: int, right: int
) -> int:
    """Stand nodes beside the deeds that name them, in as many columns as they need; return where they end."""
    if not nodes:
        return right
    wanted = _means(
        (other, points[deed.id][1]) for deed in deeds for other in deed.others if deed.id in points
    )
    ordered = sorted(nodes, key=lambda node: (wanted.get(node, height), node))
    columns = max(1, ceil(len(ordered) * ROW / height))
    for n, node in enumerate(ordered):
        y = round((n + 0.5) * height / len(ordered) - ROW / 2)
        points[node] = (right + (n % columns) * STEP, y)
    return right + (columns - 1) * STEP + GAP


def _place_places(
    trees: Forest, deeds: Sequence[DeedLinks], points: dict[str, Point], height: int, right: int
) -> None:
    wanted = _means(
        (place, points[deed.id][1]) for deed in deeds for place in deed.places if deed.id in points
    )
    ranks: dict[str, float] = {}

    def rank(node: str) -> float:
        if node not in ranks:
            below = [rank(child) for child in trees.children.get(node, ())]
            known = [y for y in [wanted.get(node, float("inf")), *below] if y != float("inf")]
            ranks[node] = sum(known) / len(known) if known else float("inf")
        return ranks[node]

    leaves: list[str] = []

    def walk(node: str) -> None:
        below = sorted(trees.children.get(node, ()), key=lambda child: (rank(child), child))
        if not below:
            leaves.append(node)
        for child in below:
            walk(child)

    for root in sorted(trees.roots, key=lambda root: (rank(root), root)):
        walk(root)
    for n, leaf in enumerate(leaves):
        points[leaf] = (right, round((n + 0.5) * height / len(leaves) - ROW / 2))

    def settle(node: str) -> int:
        below = [settle(child) for child in trees.children.get(node, ())]
        if below:
            points[node] = (right + STEP * trees.height(node), sum(below) // len(below))
        return points[node][1]

    for root in trees.roots:
        settle(root)


def _means(pairs: Iterable[tuple[str, int]]) -> dict[str, float]:
    values: dict[str, list[int]] = defaultdict(list)
    for node, y in pairs:
        values[node].append(y)
    return {node: sum(ys) / len(ys) for node, ys in values.items()}
