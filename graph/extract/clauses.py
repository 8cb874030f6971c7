"""A clause read: its words, times, quantities, predicates, and the noun phrases before and after each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.extract.nouns import Phrase, phrases
from graph.extract.predicates import Predicate, predicates
from graph.extract.quantity import Amount, Amounts
from graph.extract.segments import Clause
from graph.extract.tokens import Token
from graph.extract.when import Calendar, Time, times
from graph.extract.words import QUANTITY, TIME, merge, outside_brackets


@dataclass
class Part:
    """One predicate with the phrases that stand before it (since the last one) and behind it."""

    predicate: Predicate
    start: int
    end: int
    before: list[Phrase]
    behind: list[Phrase] = field(default_factory=list)


@dataclass
class Reading:
    """A clause with all that was read in it."""

    clause: Clause
    words: list[Token]
    times: list[Time]
    amounts: list[Amount]
    parts: list[Part]
    loose: list[Phrase]  # the phrases of a clause that says no deed
    tail: str = ""  # 后, 时: the clause tells only when the next one was


def read_clause(
    clause: Clause, sentence: list[Token], plain: str, amounts: Amounts, calendar: Calendar
) -> Reading:
    """Read one clause of a sentence whose words are given."""
    found = times(plain, clause.start, clause.end, calendar)
    counted = [
        a
        for a in amounts.within(clause.start, clause.end)
        if not any(t.start < a.end and a.start < t.end for t in found)
    ]
    stretches = [(t.start, t.end, TIME) for t in found] + [(a.start, a.end, QUANTITY) for a in counted]
    inside = [t for t in sentence if t.start >= clause.start and t.end <= clause.end]
    words = outside_brackets(merge(inside, stretches, plain))
    starts = {a.start: a for a in counted}
    saying = predicates(words)
    parts = list(_parts(words, saying, starts, plain, clause))
    loose = [] if parts else phrases(words, starts, plain)
    last = words[-1].word if words else ""
    tail = last if last in ("后", "时", "之后", "以后", "前", "之前", "期间", "以来", "之际") else ""
    return Reading(clause, words, found, counted, parts, loose, tail)


def _parts(
    words: list[Token], saying: list[Predicate], amounts: dict[int, Amount], plain: str, clause: Clause
) -> Iterator[Part]:
    """Yield the predicates with their phrases; a predicate's stretch begins where the last one's object ends."""
    cuts = [0]
    for this, following in zip(saying, saying[1:], strict=False):
        cuts.append(_cut(words, this, following))
    for i, predicate in enumerate(saying):
        first = cuts[i]
        last = cuts[i + 1] if i + 1 < len(cuts) else len(words)
        before = phrases(words[first : predicate.first], amounts, plain)
        behind = phrases(words[predicate.last : last], amounts, plain)
        start = words[first].start if i else clause.start
        end = words[last].start if last < len(words) else clause.end
        while end > start and plain[end - 1] in "、 \u3000":
            end -= 1
        yield Part(predicate, start, end, before, behind)


def _cut(words: list[Token], this: Predicate, following: Predicate) -> int:
    """Return the first word that belongs to the following predicate: its preposition, or the verb itself."""
    governors = (
        "在",
        "从",
        "向",
        "为",
        "给",
        "对",
        "将",
        "把",
        "由",
        "被",
        "与",
        "到",
        "于",
        "并",
        "赴",
        "往",
        "以",
        "通过",
        "以及",
    )
    for i in range(this.last, following.first):
        if words[i].tag in ("p", "c") and words[i].word in governors and i > this.last:
            return i
        if words[i].tag in ("p", "c") and words[i].word in ("并", "为", "向", "将", "把"):
            return i
    if this.relative:
        return following.first
    i = following.first
    while i > this.last and words[i - 1].tag in ("d", "ad", "c", "TIME*", "vd"):
        i -= 1
    return i
