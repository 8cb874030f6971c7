"""A clause read: its words, times, quantities, predicates, and the noun phrases before and behind each."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graph.extract.draft import AGENTS, Amount, Token
from graph.extract.kinds import behaves
from graph.extract.zh.lexicon import Predicate, function_words
from graph.extract.zh.nouns import Phrase, phrases
from graph.extract.zh.organisations import organisations
from graph.extract.zh.predicates import predicates
from graph.extract.zh.quantity import Amounts
from graph.extract.zh.segments import Clause
from graph.extract.zh.when import times
from graph.extract.zh.words import QUANTITY, TIME, merge, outside_brackets
from graph.text.days import Time
from graph.text.relative import Calendar

_TITLE = re.compile(r"《[^《》\n]{1,120}》")
_QUOTED = re.compile(r"“[^“”\n]{1,40}”|「[^「」\n]{1,40}」")
_TAILS = frozenset(("后", "时", "之后", "以后", "前", "之前", "期间", "以来", "之际", "以前", "同时"))
_PASSIVE = frozenset(("被", "遭", "获"))
_NOMINAL = frozenset(("n", "nz", "nr", "ORG", "LOC", "PER", "s", "r", "QTY*", "NAME*", "a", "vn", "m", "q"))


@dataclass
class Part:
    """One predicate with the phrases before it (since the last one) and behind it."""

    predicate: Predicate
    start: int
    end: int
    before: list[Phrase]
    behind: list[Phrase] = field(default_factory=list)
    led: frozenset[str] = frozenset()  # the words between the last predicate and this one
    passive: bool = False  # 被
    received: bool = False  # a relative clause on what was received: 收到某市捐赠的物资
    embedded: bool = (
        False  # what was seen, heard of or mentioned in passing: its agent is not the clause's subject
    )


@dataclass
class Reading:
    """A clause with all that was read in it."""

    clause: Clause
    words: list[Token]
    times: list[Time]
    amounts: list[Amount]
    parts: list[Part]
    loose: list[Phrase]  # the phrases of a clause that says no deed
    tail: bool = False  # 后, 时: the clause states only when the next deed was

    @property
    def says(self) -> bool:
        """Say whether the clause says a deed."""
        return any(not part.predicate.silent for part in self.parts)


def read_clause(
    clause: Clause, sentence: list[Token], plain: str, amounts: Amounts, calendar: Calendar
) -> Reading:
    """Read one clause of a sentence whose words are given."""
    inside = [t for t in sentence if t.start >= clause.start and t.end <= clause.end]
    if not inside:
        return Reading(clause, [], [], [], [], [])
    found = times(plain, clause.start, clause.end, calendar)
    atoms = [(m.start(), m.end(), "DOC*") for m in _TITLE.finditer(plain, clause.start, clause.end)]
    atoms += [
        (m.start(), m.end(), "NAME*")
        for m in _QUOTED.finditer(plain, clause.start, clause.end)
        if not any(a <= m.start() < b for a, b, _ in atoms)
    ]
    found = [t for t in found if not any(a < t.end and t.start < b for a, b, _ in atoms)]
    counted = [
        a
        for a in amounts.within(clause.start, clause.end)
        if not any(t.start < a.end and a.start < t.end for t in found)
        and not any(b < a.end and a.start < e for b, e, _ in atoms)
    ]
    atoms += [(a, b, "ORG") for a, b in organisations(plain, clause.start, clause.end, inside)]
    stretches = (
        [(t.start, t.end, TIME) for t in found] + [(a.start, a.end, QUANTITY) for a in counted] + atoms
    )
    words = _without_means(outside_brackets(merge(inside, stretches, plain)))
    starts = {a.start: a for a in counted}
    saying = predicates(words)
    parts = _parts(words, saying, starts, plain, clause)
    loose = [] if parts else phrases(words, starts, plain)
    tail = bool(words) and words[-1].word in _TAILS
    return Reading(clause, words, found, counted, parts, loose, tail)


def _without_means(words: list[Token]) -> list[Token]:
    """Leave out by what means it was done: 通过电话、上门等方式."""
    for i, word in enumerate(words):
        if word.word in ("通过", "以", "采取", "采用", "利用", "用"):
            end = next(
                (
                    j
                    for j in range(i + 1, min(len(words), i + 20))
                    if words[j].word in function_words("means")
                ),
                None,
            )
            if end is not None:
                return words[:i] + words[end + 1 :]
    return words


def _parts(
    words: list[Token], saying: list[Predicate], amounts: dict[int, Amount], plain: str, clause: Clause
) -> list[Part]:
    cuts = [
        0,
        *(_cut(words, this, following) for this, following in pairwise(saying)),
        len(words),
    ]
    made: list[Part] = []
    for i, predicate in enumerate(saying):
        first, last = cuts[i], cuts[i + 1]
        behind_from = predicate.last + (1 if predicate.relative else 0)
        before = phrases(words[first : predicate.first], amounts, plain)
        inner = phrases(words[predicate.first : predicate.last], amounts, plain) if predicate.wide else []
        behind = inner + phrases(words[behind_from:last], amounts, plain)
        start = words[first].start if i else clause.start
        end = words[last].start if last < len(words) else clause.end
        while end > start and plain[end - 1] in "、 \u3000":
            end -= 1
        led = frozenset(t.word for t in words[first : predicate.first])
        made.append(Part(predicate, start, end, before, behind, led, passive=bool(led & _PASSIVE)))
    return _related(made)


def _cut(words: list[Token], this: Predicate, following: Predicate) -> int:
    """Return the first word that belongs to the following predicate: its preposition, adverb or subject."""
    begin = this.last
    owned = max((i for i in range(begin, following.first) if words[i].word == "的"), default=-1)
    if this.silent and owned >= 0:
        return owned + 1  # 有着多年党龄的某某说
    if this.silent:
        return begin  # 看到某某坚守, 有多人停留
    if following.relative:
        i = following.first
        while (
            i > begin
            and (words[i - 1].tag in _NOMINAL or words[i - 1].word in ("、", "和", "由"))
            and words[i - 1].tag != "QTY*"
        ):
            i -= 1
        return i
    for i in range(begin, following.first):
        word = words[i]
        if word.tag == "f" and word.word in _TAILS:
            return i + 1
        if (
            word.word in function_words("governors")
            and word.tag in ("p", "c", "v", "d")
            and not (this.relative and i == begin)
        ):
            if word.word in ("和", "与", "以及") and word.tag == "c":
                continue
            return i
    i = following.first
    while i > begin and words[i - 1].tag in ("d", "ad", "c", "TIME*", "vd"):
        i -= 1
    return i


def _related(parts: list[Part]) -> list[Part]:
    """Hand on what a relative clause describes: to the verb before it as object, else to the one behind it."""
    for i, part in enumerate(parts):
        if part.predicate.silent and not part.predicate.relative and i + 1 < len(parts):
            parts[i + 1].embedded = True
        if part.predicate.silent or not part.predicate.relative:
            continue
        subject = next(
            (
                p
                for p in reversed(part.before)
                if any(n.sort in AGENTS or n.sort in ("place", "area") for n in p.nouns)
            ),
            None,
        )
        rest = [p for p in part.before if p is not subject]
        heads = list(part.behind)
        if subject is not None:
            if heads and subject.governor in ("object", "to", "where", "from", "with"):
                heads[0] = replace(heads[0], governor=subject.governor)
            part.before = [replace(subject, governor="" if subject.governor != "by" else "by")]
        else:
            part.before, rest = [], []
        outer = parts[i - 1] if i and not parts[i - 1].predicate.relative else None
        following = parts[i + 1] if i + 1 < len(parts) else None
        if outer is not None and not (heads and heads[0].governor):
            outer.behind += heads
            outer.end = part.end
            part.received = behaves(outer.predicate.entry.kind, "receives")
        elif following is not None:
            following.before = rest + heads + following.before
            following.start = min(following.start, part.start)
        elif outer is not None:
            outer.behind += heads
            outer.end = part.end
    return parts
