"""Agreement of two people: their records of the same reports compared, field by field.

Deeds are paired as ``graph.evaluate`` pairs them. Each field is then a question that both answered: the observed
agreement says how near their answers are, and Krippendorff's alpha how much nearer than chance would bring them
(1: always agreed, 0: no better than chance). What is answered with several things (agents, places, numbers) is
compared by Passonneau's MASI distance, spans by Jaccard's, a kind by whether it is the same.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import CallError
from graph.evaluate import ReportViews, View, best_name, matched_names, matched_reports, pair, read_views
from graph.evaluate.reading import COMPARED
from graph.model.fields import REFERENCES, Field

_FIELDS = {name: one for name, one in COMPARED.items() if "agree" in one.compare}
FIELDS = ("text", *_FIELDS, "span")
_ONE_ANSWER = ("concept", "text", "number", "day")  # values of which a deed has one, the same or another
_NOTHING = frozenset({""})  # that nothing is said is an answer too, and a set distance needs a member
Answer = Hashable
Answers = Counter[tuple[Answer, Answer]]  # how often each pair of answers was given
Distance = Callable[[Any, Any], float]


@dataclass(frozen=True)
class Difference:
    """Where two people differ: the report, either one's deed ("" for none), the field, either one's answer."""

    report: str
    a_deed: str
    b_deed: str
    field: str
    a: str
    b: str


@dataclass(frozen=True)
class Figure:
    """How far a field is agreed on: questions asked, observed agreement, alpha (``None`` where nothing varies)."""

    units: int
    observed: float | None
    alpha: float | None


@dataclass
class Agreement:
    """Two people's agreement: deeds of both, of one only, the figure of each field, and where they differ."""

    both: int = 0
    only_a: int = 0
    only_b: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def found(self) -> float | None:
        """Return how far they found the same deeds: twice those of both by all of either's (1: the same)."""
        total = 2 * self.both + self.only_a + self.only_b
        return 2 * self.both / total if total else None


def agree(a_paths: Iterable[Path], b_paths: Iterable[Path]) -> Agreement:
    """Hold two people's records of the same reports against each other.

    Either is record files (YAML, record lines) or deed rows (JSON Lines), as ``evaluate`` takes them.
    Raises ``DataError`` for what cannot be read, ``CallError`` without the extra ``agree`` and when the two
    have no report in common, or one that they took from different texts.
    """
    result, answers = Agreement(), {name: Answers() for name in FIELDS}
    shared = 0
    for number, (ours, theirs) in enumerate(
        matched_reports(list(read_views(a_paths)), list(read_views(b_paths)))
    ):
        if ours and theirs:
            shared += 1
            _require_one_text(ours, theirs)
        report = (ours or theirs)[0]  # type: ignore[index]
        _compare(result, answers, number, report, ours[2] if ours else [], theirs[2] if theirs else [])
    if not shared:
        raise CallError("agree-nothing")
    result.figures = {name: _figure(answers[name], _DISTANCES[name]) for name in FIELDS}
    return result


def _require_one_text(ours: ReportViews, theirs: ReportViews) -> None:
    """Refuse records of different texts, whose spans mean different words; deed rows do not name theirs."""
    if ours[1] and theirs[1] and ours[1] != theirs[1]:
        raise CallError("agree-other-text", report=ours[0], a=ours[1][:8], b=theirs[1][:8])


def _same(a: Any, b: Any) -> float:
    return float(a != b)


def _jaccard(a: frozenset[Any], b: frozenset[Any]) -> float:
    return 1 - len(a & b) / len(a | b)


def _masi(a: frozenset[Any], b: frozenset[Any]) -> float:
    """Return Passonneau's distance: Jaccard's, and further apart where neither set holds the other."""
    if a == b:
        return 0.0
    kinship = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - kinship * len(a & b) / len(a | b)


_DISTANCES: dict[str, Distance] = {
    "text": _same,
    "span": _jaccard,
    **{name: _same if one.value in _ONE_ANSWER else _masi for name, one in _FIELDS.items()},
}


def _compare(
    result: Agreement,
    answers: dict[str, Answers],
    number: int,
    report: str,
    ours: list[View],
    theirs: list[View],
) -> None:
    pairs = pair(ours, theirs)
    result.both += len(pairs)
    answers["text"].update(_characters(ours, theirs))
    for i, j in pairs:
        a, b = ours[i], theirs[j]
        for name in FIELDS[1:]:
            a_items, b_items = _items(a, b, name)
            answers[name][_answer(a_items, number), _answer(b_items, number)] += 1
            if a_items != b_items:
                shown = (_shown(name, a_items, b_items), _shown(name, b_items, a_items))
                result.differences.append(Difference(report, a.id, b.id, name, *shown))
    left = [(i, True) for i in set(range(len(ours))) - {i for i, _ in pairs}]
    left += [(j, False) for j in set(range(len(theirs))) - {j for _, j in pairs}]
    for n, mine in sorted(left, key=lambda one: (not one[1], one[0])):
        view = ours[n] if mine else theirs[n]
        alone = f"{view.kind} by {', '.join(best_name(names) for names in view.who)}"
        ids, said = ((view.id, ""), (alone, "")) if mine else (("", view.id), ("", alone))
        result.differences.append(Difference(report, *ids, "deed", *said))
        result.only_a += mine
        result.only_b += not mine


def _characters(ours: list[View], theirs: list[View]) -> Iterator[tuple[Answer, Answer]]:
    """Yield for each character, up to the last that either cites, whether either cites it for a deed."""
    cited = [
        {at for view in views for start, end in view.spans for at in range(start, end)}
        for views in (ours, theirs)
    ]
    for at in range(max(cited[0] | cited[1], default=-1) + 1):
        yield at in cited[0], at in cited[1]


def _items(a: View, b: View, name: str) -> tuple[Any, Any]:
    """Return what two paired deeds say in a field: sets, in which names that agree are the same."""
    if name == "span":
        return tuple(
            frozenset(at for start, end in view.spans for at in range(start, end)) for view in (a, b)
        )  # type: ignore[return-value]
    one = _FIELDS[name]
    ours, theirs = a.said(one.name), b.said(one.name)
    if one.value not in REFERENCES:
        return _plain_items(one, ours), _plain_items(one, theirs)
    same = {j: i for i, j in matched_names(ours, theirs)}
    return (
        frozenset(best_name(names) for names in ours),
        frozenset(best_name(ours[same[j]] if j in same else names) for j, names in enumerate(theirs)),
    )


def _plain_items(one: Field, said: Any) -> Any:
    if one.value in _ONE_ANSWER:
        return "" if said is None else str(said)
    if one.value == "when":
        compared = [part.name for part in one.parts if "agree" in part.compare]
        return frozenset((key, json.dumps(said[key], sort_keys=True)) for key in compared if key in said)
    if one.value == "flag":
        return frozenset({one.name} if said else ())
    return frozenset(said or ())


def _answer(items: Any, number: int) -> Answer:
    """Return what a field says as a label; the characters of two reports are not the same ones."""
    if isinstance(items, str):
        return items
    if items and isinstance(next(iter(items)), int):
        return frozenset((number, at) for at in items)
    return items or _NOTHING


def _shown(name: str, items: Any, others: Any) -> str:
    """Return an answer for a person: of a set, what the other has not; of a span, its first and last character."""
    if isinstance(items, str):
        return items
    if name == "span":
        return f"{min(items)}–{max(items) + 1}"
    return ", ".join(_words(item) for item in sorted(items - others, key=str))


def _words(item: Any) -> str:
    if isinstance(item, float):
        return f"{item:.15g}"
    return item if isinstance(item, str) else " ".join(_words(part) for part in item if part != "")


def _figure(answers: Answers, distance: Distance) -> Figure:
    """Return a field's figure, as ``nltk.metrics.agreement`` has it.

    Counted answers replace the list that ``AnnotationTask`` would hold, one unit each (a test compares the two).
    """
    units = answers.total()
    if not units:
        return Figure(0, None, None)
    apart = sum(distance(a, b) * n for (a, b), n in answers.items()) / units
    given = Counter[Answer]()
    for both, n in answers.items():
        for answer in both:
            given[answer] += n
    if len(given) == 1:
        return Figure(units, 1 - apart, None)  # where nothing varies, chance would agree as well
    return Figure(units, 1 - apart, 1 - apart / _expected(given, distance))


def _expected(given: Counter[Answer], distance: Distance) -> float:
    """Return what two answers drawn from all that were given differ by.

    Answers with nothing in common differ by 1, so only those that share something are compared: there may be a span a
    deed, and each with each would take the square.
    """
    total = given.total()
    sharing: dict[Hashable, list[Answer]] = {}
    for answer in given:
        for part in _parts(answer):
            sharing.setdefault(part, []).append(answer)
    alike = math.fsum(
        n * given[other] * (1 - distance(answer, other))
        for answer, n in given.items()
        for other in {other for part in _parts(answer) for other in sharing[part]}
    )
    return (total * total - alike) / (total * (total - 1))


def _parts(answer: Answer) -> Iterable[Hashable]:
    return answer if isinstance(answer, frozenset) else (answer,)
