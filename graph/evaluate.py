"""How good a draft is: precision, recall and F1 of its parts against a gold, the deeds paired at their best.

Deeds are paired one to one within a report so that kind, doing, doers and span agree as much as they can
(``scipy.optimize.linear_sum_assignment``); two deeds whose spans do not touch are never a pair. Each part is
then counted over the pairs, what stands in an unpaired deed being missed or invented. Two names agree when they
are the same, or when one is the end of the other and two characters long at the least (省妇联工作队, 工作队).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.deed import Bundle
from graph.errors import DataError

PARTS = ("deed", "did", "who", "to", "where", "when", "quantity", "span", "summary")
_NOTHING: dict[str, Any] = {}


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


@dataclass
class View:
    """A deed as it is compared: names instead of ids, each with its other names."""

    id: str
    kind: str
    did: str
    span: tuple[int, int]
    spans: list[tuple[int, int]]
    who: list[frozenset[str]]
    to: list[frozenset[str]]
    where: list[frozenset[str]]
    when: dict[str, Any]
    quantities: list[tuple[Any, ...]]
    summary: bool


ReportViews = tuple[str, str, list[View]]  # a report's id, the hash of its text, its deeds


def evaluate(gold_paths: Iterable[Path], draft_paths: Iterable[Path]) -> Result:
    """Hold a draft against a gold; each is record files (YAML, record lines) or deed rows (JSON Lines).

    Reports are matched as ``matched_reports`` does.
    """
    return compare(list(read_views(gold_paths)), list(read_views(draft_paths)))


def compare(gold: list[ReportViews], draft: list[ReportViews]) -> Result:
    """Hold drafted reports (id, hash, deeds) against gold ones."""
    result = Result()
    for identifier, deeds, drafted in matched_reports(gold, draft):
        _report(result, identifier, deeds, drafted)
    return result


def matched_reports(
    gold: list[ReportViews], draft: list[ReportViews]
) -> Iterator[tuple[str, list[View], list[View]]]:
    """Yield each report with its deeds on either side; a report that one side lacks has no deeds there.

    Reports are matched by the hash of their text, else by id, else, when either side has but one, by that.
    """
    left = list(draft)
    for identifier, digest, deeds in gold:
        match = next((d for d in left if digest and d[1] == digest), None)
        match = match or next((d for d in left if d[0] == identifier), None)
        if match is None and len(gold) == len(draft) == 1:
            match = left[0]
        if match is not None:
            left.remove(match)
        yield identifier, deeds, match[2] if match else []
    for identifier, _, deeds in left:
        yield identifier, [], deeds


def _report(result: Result, report: str, gold: list[View], draft: list[View]) -> None:
    result.gold += len(gold)
    result.drafted += len(draft)
    paired = pair(gold, draft)
    taken = {j for _, j in paired}
    both = [(gold[i], draft[j]) for i, j in paired]
    both += [(g, None) for i, g in enumerate(gold) if i not in {i for i, _ in paired}]  # type: ignore[misc]
    both += [(None, d) for j, d in enumerate(draft) if j not in taken]  # type: ignore[misc]
    for g, d in both:
        for part in PARTS:
            _count(result, part, report, g, d)


def pair(gold: list[View], draft: list[View]) -> list[tuple[int, int]]:
    """Return the best one-to-one pairs of gold and drafted deeds, by index."""
    if not gold or not draft:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    scores = np.array([[likeness(g, d) for d in draft] for g in gold])
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if scores[i, j] > 0]


def likeness(gold: View, draft: View) -> float:
    """Return how much two deeds agree; 0 when their spans do not touch."""
    overlap = _overlap(gold.span, draft.span)
    if not overlap:
        return 0.0
    return (
        overlap
        + 2 * _share_word(gold.did, draft.did)
        + (gold.kind == draft.kind)
        + bool(matched_names(gold.who, draft.who))
        + 0.1 * (gold.when == draft.when)
    )


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def _share_word(a: str, b: str) -> bool:
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


def _count(result: Result, part: str, report: str, gold: View | None, draft: View | None) -> None:
    count = result.counts[part]
    if part == "deed":
        right = bool(gold and draft and gold.kind == draft.kind and matched_names(gold.who, draft.who))
        _tally(result, part, report, gold, draft, _whole(gold), _whole(draft), right=right)
    elif part == "did":
        right = bool(gold and draft and _share_word(gold.did, draft.did))
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
        right = bool(gold and draft and max(_overlap(gold.span, s) for s in draft.spans) >= 0.5)
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
        return [(key, _frozen(value)) for key, value in sorted(view.when.items()) if key != "said" and value]
    return list(view.quantities) if part == "quantity" else list(getattr(view, part))


def _frozen(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value


def _shown(item: Any) -> str:
    if isinstance(item, frozenset):
        return best_name(item)
    return " ".join(str(part) for part in item if part is not None)


def best_name(names: frozenset[str]) -> str:
    """Return the fullest of a thing's names."""
    return max(names, key=lambda name: (len(name), name)) if names else ""


def read_views(paths: Iterable[Path]) -> Iterator[ReportViews]:
    """Yield (report id, hash, deeds) of record files or of deed rows, whichever the files hold."""
    records = []
    for path in paths:
        if path.suffix == ".jsonl" and _holds_rows(path):
            yield from _read_rows(path)
        else:
            records.append(path)
    if records:
        from graph.records import read

        bundles = list(read(records))
        shared = [bundle for bundle in bundles if bundle.report is None]
        _require_agents(bundles, records[0])
        for bundle in bundles:
            if bundle.report is not None:
                yield bundle.report["id"], bundle.report.get("sha256", ""), views(bundle, shared)


def _require_agents(bundles: list[Bundle], path: Path) -> None:
    """Refuse records whose deeds name agents while none is described: ids agree with no name."""
    described = any(sort == "agent" for bundle in bundles for sort, _ in bundle.records())
    if not described and any(deed.get("who") for bundle in bundles for deed in bundle.deeds):
        raise DataError("its deeds name agents that have no record; give the folder with report.yaml", path)


def _holds_rows(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            first = next((line for line in file if line.strip()), "{}")
        return "record" not in json.loads(first)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path) from None
    except ValueError as error:
        raise DataError(f"broken JSON: {error}", path, 1) from None


def _read_rows(path: Path) -> Iterator[tuple[str, str, list[View]]]:
    reports: dict[str, list[View]] = {}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                    reports.setdefault(str(row.get("report", "")), []).append(row_view(row))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise DataError(f"no deed row: {error}", path, number) from None
    for report, deeds in reports.items():
        yield report.rsplit("/", 1)[-1], "", deeds


def row_view(row: dict[str, Any]) -> View:
    """Return a deed row as it is compared."""

    def names(key: str) -> list[frozenset[str]]:
        return [
            frozenset({item["name"]}) if isinstance(item, dict) else frozenset({str(item)})
            for item in row.get(key) or []
        ]

    return View(
        str(row["id"]).rsplit("/", 1)[-1],
        row["kind"],
        row["did"],
        *_spans(row),
        names("who"),
        names("to"),
        names("where"),
        {k: v for k, v in (row.get("when") or {}).items() if v},
        [_quantity(q) for q in row.get("quantities") or []],
        bool(row.get("summary")),
    )


def views(bundle: Bundle, shared: Iterable[Bundle] = ()) -> list[View]:
    """Return a bundle's deeds as they are compared; ``shared`` bundles name the units and places of all."""
    known: dict[tuple[str, str], frozenset[str]] = {}
    for source in (*shared, bundle):
        for sort, record in source.records():
            if sort in ("agent", "place"):
                item: dict[str, Any] = dict(record)
                known[sort, item["id"]] = frozenset(
                    {
                        item["name"],
                        *item.get("names", []),
                        *([item["official"]] if "official" in item else []),
                    }
                )

    def names(deed: dict[str, Any], key: str, sort: str) -> list[frozenset[str]]:
        return [known.get((sort, i), frozenset({i})) for i in deed.get(key, [])]

    found = []
    for record in bundle.deeds:
        deed: dict[str, Any] = dict(record)
        found.append(
            View(
                deed["id"],
                deed["kind"],
                deed["did"],
                *_spans(deed),
                names(deed, "who", "agent"),
                names(deed, "to", "agent"),
                names(deed, "where", "place"),
                deed.get("when", {}),
                [_quantity(q) for q in deed.get("quantities", [])],
                bool(deed.get("summary")),
            )
        )
    return found


def _spans(deed: dict[str, Any]) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    spans = [(s["start"], s["end"]) for s in (deed["source"], *(deed.get("also") or []))]
    return spans[0], spans


def _quantity(quantity: dict[str, Any]) -> tuple[Any, ...]:
    return (float(quantity["value"]), quantity.get("measure") or "", quantity.get("bound") or "exact")
