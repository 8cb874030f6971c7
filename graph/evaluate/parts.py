"""What is found, missed and invented, part by part, of two paired deeds or of one that has no pair."""

from dataclasses import dataclass, field
from typing import Any

from graph.evaluate.pairing import matched_names, overlap, share_word
from graph.evaluate.reading import COMPARED, View, frozen
from graph.model.fields import REFERENCES, Field, Value

_FIELDS = {part: one for part, one in COMPARED.items() if "evaluate" in one.compare}
_FLAGS = [part for part, one in _FIELDS.items() if one.value == "flag"]
PARTS = ("deed", *(part for part in _FIELDS if part not in _FLAGS), "span", *_FLAGS)


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
    """One miss or one invention: the part, the report, the deed, and its span."""

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
    if part == "deed":
        right = bool(gold and draft and gold.kind == draft.kind and matched_names(gold.who, draft.who))
        pairs = [(0, 0)] if right else []
        items = [_whole(gold)] if gold else [], [_whole(draft)] if draft else []
    elif part == "span":
        right = bool(gold and draft and max(overlap(gold.span, s) for s in draft.spans) >= 0.5)
        pairs = [(0, 0)] if right else []
        items = [_span(gold)] if gold else [], [_span(draft)] if draft else []
    else:
        items = _items(gold, _FIELDS[part]), _items(draft, _FIELDS[part])
        pairs = _pairs(_FIELDS[part].value, *items)
    _tally(result, part, report, gold, draft, items, pairs)


def _whole(view: View) -> str:
    return f"{view.kind} by {', '.join(best_name(names) for names in view.who)}"


def _span(view: View) -> str:
    return f"{view.span[0]}–{view.span[1]}"


def _tally(
    result: Result,
    part: str,
    report: str,
    gold: View | None,
    draft: View | None,
    items: tuple[list[Any], list[Any]],
    pairs: list[tuple[int, int]],
) -> None:
    count, (g, d) = result.counts[part], items
    count.found += len(pairs)
    for i in set(range(len(g))) - {i for i, _ in pairs}:
        count.missed += 1
        if gold:
            result.errors.append(Error(part, "missed", report, gold.id, _shown(g[i]), *gold.span))
    for j in set(range(len(d))) - {j for _, j in pairs}:
        count.invented += 1
        if draft:
            result.errors.append(Error(part, "invented", report, draft.id, _shown(d[j]), *draft.span))


def _pairs(value: Value, g: list[Any], d: list[Any]) -> list[tuple[int, int]]:
    """Return which items of a field agree, each taken once."""
    if value in REFERENCES:
        return matched_names(g, d)
    left = list(enumerate(d))
    pairs = []
    for i, item in enumerate(g):
        same = (j for j, other in left if other == item or (value == "text" and share_word(item, other)))
        if (j := next(same, None)) is not None:
            pairs.append((i, j))
            left = [(k, other) for k, other in left if k != j]
    return pairs


def _items(view: View | None, one: Field) -> list[Any]:
    said = view.said(one.name) if view else None
    if not said and said != 0:
        return []
    if one.value == "when":
        compared = [part.name for part in one.parts if "evaluate" in part.compare]
        return [(key, frozen(said[key])) for key in sorted(compared) if key in said]
    if one.value == "flag":
        return [one.name] if said else []
    return list(said) if isinstance(said, list) else [said]


def _shown(item: Any) -> str:
    if isinstance(item, frozenset):
        return best_name(item)
    return " ".join(str(part) for part in item if part is not None) if isinstance(item, tuple) else str(item)


def best_name(names: frozenset[str]) -> str:
    """Return the fullest of a thing's names."""
    return max(names, key=lambda name: (len(name), name)) if names else ""
