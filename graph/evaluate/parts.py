"""What is found, missed and invented, part by part, of two paired deeds or of one that has no pair."""

from dataclasses import dataclass, field
from typing import Any

from graph.evaluate.pairing import matched_names, overlap, share_word
from graph.evaluate.reading import View, frozen

PARTS = ("deed", "did", "who", "to", "where", "when", "quantity", "span", "summary")


@dataclass
class Count:
    """What was found, missed and invented of one part."""

    found: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was drafted that is right."""
        drafted = self.found + self.invented
        return self.found / drafted if drafted else 0.0

    @property
    def recall(self) -> float:
        """Return the share of the gold that was found."""
        gold = self.found + self.missed
        return self.found / gold if gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class Error:
    """One miss or one invention: the part, the report, the deed, and the span in which it stands."""

    part: str
    kind: str  # "missed" or "invented"
    report: str
    deed: str
    value: str
    start: int
    end: int


@dataclass
class Result:
    """The figures by part, and the errors behind them."""

    counts: dict[str, Count] = field(default_factory=lambda: {part: Count() for part in PARTS})
    errors: list[Error] = field(default_factory=list)
    gold: int = 0
    drafted: int = 0

    def figures(self) -> dict[str, dict[str, float | int]]:
        """Return precision, recall, F1 and the counts of each part, ready for JSON."""
        return {
            part: {
                "precision": round(count.precision, 3),
                "recall": round(count.recall, 3),
                "f1": round(count.f1, 3),
                "gold": count.found + count.missed,
                "drafted": count.found + count.invented,
            }
            for part, count in self.counts.items()
        }


def count_part(result: Result, part: str, report: str, gold: View | None, draft: View | None) -> None:
    """Count one part of a pair, or of a deed that has none, and take note of its errors."""
    count = result.counts[part]
    if part == "deed":
        right = bool(gold and draft and gold.kind == draft.kind and matched_names(gold.who, draft.who))
        _tally(result, part, report, gold, draft, _whole(gold), _whole(draft), right=right)
    elif part == "did":
        right = bool(gold and draft and share_word(gold.did, draft.did))
        _tally(
            result,
            part,
            report,
            gold,
            draft,
            gold.did if gold else "",
            draft.did if draft else "",
            right=right,
        )
    elif part == "span":
        right = bool(gold and draft and max(overlap(gold.span, s) for s in draft.spans) >= 0.5)
        _tally(result, part, report, gold, draft, _span(gold), _span(draft), right=right)
    elif part == "summary":
        g, d = bool(gold and gold.summary), bool(draft and draft.summary)
        _tally(
            result, part, report, gold, draft, "summary" if g else "", "summary" if d else "", right=g and d
        )
    else:
        _count_sets(result, count, part, report, gold, draft)


def _whole(view: View | None) -> str:
    return f"{view.kind} by {', '.join(best_name(names) for names in view.who)}" if view else ""


def _span(view: View | None) -> str:
    return f"{view.span[0]}–{view.span[1]}" if view else ""


def _tally(
    result: Result,
    part: str,
    report: str,
    gold: View | None,
    draft: View | None,
    g: str,
    d: str,
    *,
    right: bool,
) -> None:
    count = result.counts[part]
    if right:
        count.found += 1
        return
    if g and gold:
        count.missed += 1
        result.errors.append(Error(part, "missed", report, gold.id, g, *gold.span))
    if d and draft:
        count.invented += 1
        result.errors.append(Error(part, "invented", report, draft.id, d, *draft.span))


def _count_sets(
    result: Result, count: Count, part: str, report: str, gold: View | None, draft: View | None
) -> None:
    g, d = _items(gold, part), _items(draft, part)
    if part in ("who", "to", "where"):
        pairs = matched_names(g, d)
    else:
        left = list(enumerate(d))
        pairs = []
        for i, item in enumerate(g):
            j = next((j for j, other in left if other == item), None)
            if j is not None:
                pairs.append((i, j))
                left = [(k, other) for k, other in left if k != j]
    count.found += len(pairs)
    for i in set(range(len(g))) - {i for i, _ in pairs}:
        count.missed += 1
        if gold:
            result.errors.append(Error(part, "missed", report, gold.id, _shown(g[i]), *gold.span))
    for j in set(range(len(d))) - {j for _, j in pairs}:
        count.invented += 1
        if draft:
            result.errors.append(Error(part, "invented", report, draft.id, _shown(d[j]), *draft.span))


def _items(view: View | None, part: str) -> list[Any]:
    if view is None:
        return []
    if part == "when":
        return [(key, frozen(value)) for key, value in sorted(view.when.items()) if key != "said" and value]
    return list(view.quantities) if part == "quantity" else list(getattr(view, part))


def _shown(item: Any) -> str:
    if isinstance(item, frozenset):
        return best_name(item)
    return " ".join(str(part) for part in item if part is not None)


def best_name(names: frozenset[str]) -> str:
    """Return the fullest of a thing's names."""
    return max(names, key=lambda name: (len(name), name)) if names else ""
