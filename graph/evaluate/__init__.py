"""How good a draft is: precision, recall and F1 of its parts against a gold, the deeds paired at their best.

Deeds are paired one to one within a report so that kind, doing, agents and span agree as much as they can
(``scipy.optimize.linear_sum_assignment``); two deeds whose spans do not touch are never a pair. Each part is
then counted over the pairs, what is in an unpaired deed being missed or invented. Two names agree when they
are the same, or when one is the end of the other and two characters long at the least (省妇联工作队, 工作队).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.evaluate.pairing import likeness, matched_names, pair, same_name
from graph.evaluate.parts import PARTS, Count, Error, Result, best_name, count_part
from graph.evaluate.reading import ReportViews, View, read_views, row_view, views

__all__ = [
    "PARTS", "Count", "Error", "ReportViews", "Result", "View", "best_name", "compare", "evaluate", "likeness",
    "matched_names", "matched_reports", "pair", "read_views", "row_view", "same_name", "views",
]  # fmt: skip


def evaluate(gold_paths: Iterable[Path], draft_paths: Iterable[Path]) -> Result:
    """Hold a draft against a gold; each is record files (YAML, record lines) or deed rows (JSON Lines).

    Reports are matched as ``matched_reports`` does.
    """
    return compare(list(read_views(gold_paths)), list(read_views(draft_paths)))


def compare(gold: list[ReportViews], draft: list[ReportViews]) -> Result:
    """Hold drafted reports (id, hash, deeds) against gold ones."""
    result = Result()
    for ours, theirs in matched_reports(gold, draft):
        identifier = (ours or theirs)[0]  # type: ignore[index]
        _report(result, identifier, ours[2] if ours else [], theirs[2] if theirs else [])
    return result


def matched_reports(
    gold: list[ReportViews], draft: list[ReportViews]
) -> Iterator[tuple[ReportViews | None, ReportViews | None]]:
    """Yield each report as either side has it, ``None`` where one side lacks it.

    Reports are matched by the hash of their text, else by id, else, when either side has but one, by that.
    """
    left = dict(enumerate(draft))
    by_hash: dict[str, list[int]] = {}
    by_id: dict[str, list[int]] = {}
    for n, (identifier, digest, _) in left.items():
        by_hash.setdefault(digest, []).append(n)
        by_id.setdefault(identifier, []).append(n)
    for one in gold:
        identifier, digest, _ = one
        alike = (by_hash.get(digest, []) if digest else []) + by_id.get(identifier, [])
        match = next((n for n in alike if n in left), None)
        if match is None and len(gold) == len(draft) == 1:
            match = 0
        yield one, left.pop(match) if match is not None else None
    for other in left.values():
        yield None, other


def _report(result: Result, report: str, gold: list[View], draft: list[View]) -> None:
    result.gold += len(gold)
    result.drafted += len(draft)
    paired = pair(gold, draft)
    found, taken = {i for i, _ in paired}, {j for _, j in paired}
    both = [(gold[i], draft[j]) for i, j in paired]
    both += [(g, None) for i, g in enumerate(gold) if i not in found]  # type: ignore[misc]
    both += [(None, d) for j, d in enumerate(draft) if j not in taken]  # type: ignore[misc]
    for g, d in both:
        for part in PARTS:
            count_part(result, part, report, g, d)
