"""Which gold deed a drafted one is: best one-to-one pairs, and when two names or two doings agree."""

from collections.abc import Sequence

from graph.errors import CallError
from graph.evaluate.reading import View


def pair(gold: Sequence[View], draft: Sequence[View]) -> list[tuple[int, int]]:
    """Return the best one-to-one pairs of gold and drafted deeds, by index."""
    if not gold or not draft:
        return []
    try:
        import numpy as np
        from scipy.optimize import linear_sum_assignment
    except ModuleNotFoundError as error:
        need = f"pip install 'deedgraph[extract]' ({error.name} is missing)"
        raise CallError(f"pairing deeds needs more: {need}") from None

    scores = np.array([[likeness(g, d) for d in draft] for g in gold])
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if scores[i, j] > 0]


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
