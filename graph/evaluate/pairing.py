"""Which gold deed a drafted one is: best one-to-one pairs, and when two names or two doings agree."""

from collections.abc import Iterator, Sequence

from graph.errors import CallError
from graph.evaluate.reading import View


def pair(gold: Sequence[View], draft: Sequence[View]) -> list[tuple[int, int]]:
    """Return the best one-to-one pairs of gold and drafted deeds, by index.

    Only deeds whose spans touch can be a pair, so those that hang together by that are paired by themselves: the time
    grows with the number of deeds, and not with its square.
    """
    if not gold or not draft:
        return []
    try:
        import numpy as np
        from scipy.optimize import linear_sum_assignment
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components
    except ModuleNotFoundError as error:
        raise CallError("pairing-needs-extra", module=error.name) from None

    scores = {(i, j): likeness(gold[i], draft[j]) for i, j in _touching(gold, draft)}
    if not scores:
        return []
    size = len(gold) + len(draft)
    ends = [i for i, _ in scores], [len(gold) + j for _, j in scores]
    _, label = connected_components(
        coo_array((np.ones(len(scores)), ends), shape=(size, size)), directed=False
    )
    together: dict[int, list[tuple[int, int]]] = {}
    for i, j in scores:
        together.setdefault(int(label[i]), []).append((i, j))
    found: list[tuple[int, int]] = []
    for pairs in together.values():
        ours, theirs = (sorted(set(side)) for side in zip(*pairs, strict=True))
        table = np.array([[scores.get((i, j), 0.0) for j in theirs] for i in ours])
        rows, columns = linear_sum_assignment(table, maximize=True)
        found += [(ours[r], theirs[c]) for r, c in zip(rows, columns, strict=True) if table[r, c] > 0]
    return sorted(found)


def _touching(gold: Sequence[View], draft: Sequence[View]) -> Iterator[tuple[int, int]]:
    """Yield the pairs whose spans have a character in common, going through both in order of their first one."""
    both = [(view.span, side, n) for side, views in enumerate((gold, draft)) for n, view in enumerate(views)]
    begun: tuple[list[tuple[int, int]], ...] = ([], [])  # of either side, what may go on: its end, its index
    for (start, end), side, n in sorted(both):
        others = begun[1 - side]
        others[:] = [other for other in others if other[0] > start]
        if end > start:
            yield from ((n, m) if side == 0 else (m, n) for _, m in others)
            begun[side].append((end, n))


def likeness(gold: View, draft: View) -> float:
    """Return how much two deeds agree; 0 when their spans do not touch."""
    common = overlap(gold.span, draft.span)
    if not common:
        return 0.0
    return (
        common
        + 2 * share_word(gold.did, draft.did)
        + (gold.kind == draft.kind)
        + bool(matched_names(gold.who, draft.who))
        + 0.1 * (gold.when == draft.when)
    )


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Return the share of two spans that both have."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def share_word(a: str, b: str) -> bool:
    """Say whether two doings share two characters in a row (or one, when one of them has no more)."""
    if " " in a or " " in b or a.isascii():
        return bool(set(a.lower().split()) & set(b.lower().split()))
    if min(len(a), len(b)) == 1:
        return a in b or b in a
    return any(a[i : i + 2] in b for i in range(len(a) - 1))


def same_name(a: str, b: str) -> bool:
    """Say whether two names agree: the same, or one the end of the other."""
    short, long = sorted((a, b), key=len)
    return short == long or (len(short) >= 2 and long.endswith(short))


def matched_names(gold: list[frozenset[str]], draft: list[frozenset[str]]) -> list[tuple[int, int]]:
    """Return pairs of agents (or places) that agree by one of their names, each taken once."""
    pairs: list[tuple[int, int]] = []
    for exact in (True, False):
        for i, g in enumerate(gold):
            for j, d in enumerate(draft):
                if i in {x for x, _ in pairs} or j in {y for _, y in pairs}:
                    continue
                if (g & d) if exact else any(same_name(x, y) for x in g for y in d):
                    pairs.append((i, j))
    return pairs
