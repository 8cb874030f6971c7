"""A deed's parts: who did it, and what its verb's objects fill, by the frame of the verb."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.extract.draft import Noun
from graph.extract.en.clauses import Clause
from graph.extract.en.lexicon import is_a, words
from graph.extract.en.mentions import Mentions
from graph.extract.en.nouns import AGENTS, Phrase, phrases
from graph.extract.en.quantity import is_money
from graph.extract.en.where import is_place
from graph.extract.kinds import behaves
from graph.text.days import Time
from graph.text.numerals import Number

_BEHIND = re.compile(r"\b(?P<word>to|for|with|from|by)\s+(?=[\w$€£\"“])")
_WORD = re.compile(r"[A-Za-z][\w'’-]*|[;:()–—]")
_ROLE = re.compile(r"\s+(?:an?\s+|the\s+)?([\w -]{2,40}?)(?=\s+(?:in|at|for|of|on)\b|[,.;]|$)")
_RATE = re.compile(r"\s+(?:a|per)\s+(?:day|night|week|month|year|head|person|family)\b|\s+(?:each|apiece)$")
_ING = re.compile(r",\s+(?:[a-z]+ing|which|who|where|the|an?)\b")


@dataclass
class Parts:
    """What a clause says besides its verb; ``recipients`` are the numbers that count who received."""

    whom: list[Noun] = field(default_factory=list)
    to: list[Noun] = field(default_factory=list)
    with_: list[Noun] = field(default_factory=list)
    from_: list[Noun] = field(default_factory=list)
    where: list[Noun] = field(default_factory=list)
    what: list[str] = field(default_factory=list)
    as_: list[str] = field(default_factory=list)
    recipients: list[Number] = field(default_factory=list)


def parts_of(
    plain: str,
    clause: Clause,
    patient: Sequence[Phrase],
    numbers: Sequence[Number],
    times: Sequence[Time],
    seen: Mentions,
) -> Parts:
    """Return the parts of a clause; ``patient`` is the subject of a passive, which is its object."""
    made, verb = Parts(), clause.verb
    objects = list(patient)
    frame = verb.entry.frame
    if not verb.passive:
        start, stop = verb.end, _objects_end(plain, clause, times)
        if behaves(verb.entry.kind, "gives") and (split := _receiver(plain, start, stop, numbers)):
            _receive(made, phrases(plain, start, split, numbers), seen)
            start = split
        objects = phrases(plain, start, stop, numbers)
    if frame == "as":
        role = _ROLE.match(plain, verb.end, clause.end)
        made.as_ += [role[1].strip()] if role else []
        return made
    for phrase in objects:
        _object(made, phrase, frame, seen)
    for word, found in _behind(plain, clause, numbers, times):
        _prepositional(made, word, found, verb.entry.kind, seen)
    return made


def agents_behind(
    plain: str, clause: Clause, numbers: Sequence[Number], times: Sequence[Time], seen: Mentions
) -> list[Phrase]:
    """Return the agents of a passive: those after by."""
    for word, found in _behind(plain, clause, numbers, times):
        if word == "by":
            return [p for p in found if p.noun.sort in AGENTS]
    return []


def _objects_end(plain: str, clause: Clause, times: Sequence[Time]) -> int:
    """Return where the objects of a verb end: at a preposition, a time, or a comma that begins no list."""
    start, end = clause.verb.end, clause.end
    end = min([t.start for t in times if start <= t.start < end], default=end)
    if rate := _RATE.search(plain, start, end):
        end = rate.start()
    for m in _WORD.finditer(plain, start, end):
        word = m[0].lower()
        if (
            (word in words("preposition") and word not in ("of", "and", "or"))
            or word in ";:()–—"
            or word in ("twice", "once")
        ):
            end = m.start()
            break
    if ing := _ING.search(plain, start, end):
        rest = plain[ing.end() : end]
        if " and " not in rest or ing[0].endswith("ing"):
            end = ing.start()
    return end


def _receiver(plain: str, start: int, end: int, numbers: Sequence[Number]) -> int | None:
    """Return where the goods begin behind a receiver: gave the school | 300 books, gave the school | a bus."""
    counted = [n for n in numbers if start <= n.start < end]
    if len(counted) > 1 and not plain[start : counted[0].start].strip():  # gave 60 families $1,000
        between = plain[counted[0].end : counted[1].start].rstrip("$€£ ").strip()
        heads = between.split()
        if heads and len(heads) < 4 and is_a(heads[-1], "group"):
            return plain.index(between, counted[0].end) + len(between)
        return None
    first = min([n.start for n in counted], default=end)
    article = re.compile(r"(?<=\w)\s+(?=an?\s)").search(plain, start + 3, first)
    at = article.end() if article else first if first < end else None
    if at is None:
        return None
    before = re.sub(
        r"(?:more than|at least|nearly|about|some|almost|over|up to|US|[$€£¥])\s*$", "", plain[start:at]
    ).strip()
    if not before or "," in before or re.search(r"\b(?:and|of|out|back)\b", before):
        return None
    if before.lower() in words("determiner") or before.split()[-1].lower() in words("determiner"):
        return None
    return start + plain[start:at].index(before) + len(before)


def _behind(
    plain: str, clause: Clause, numbers: Sequence[Number], times: Sequence[Time]
) -> list[tuple[str, list[Phrase]]]:
    """Return the phrases behind to, for, with, from and by, each up to the next preposition or time."""
    found = []
    for m in _BEHIND.finditer(plain, clause.verb.end, clause.end):
        if any(t.start <= m.end() < t.end for t in times):
            continue
        stop = min([t.start for t in times if m.end() < t.start < clause.end], default=clause.end)
        for w in _WORD.finditer(plain, m.end(), stop):
            word = w[0].lower()
            if (word in words("preposition") and word not in ("of", "and")) or word in ";:()–—":
                stop = w.start()
                break
        found.append((m["word"], phrases(plain, m.end(), stop, numbers)))
    return found


def _object(made: Parts, phrase: Phrase, frame: str, seen: Mentions) -> None:
    noun = phrase.noun
    agent = noun.sort in AGENTS
    if frame in ("whom", "to", "with") and agent:
        {"whom": made.whom, "to": made.to, "with": made.with_}[frame].extend(seen.meant(phrase))
    elif frame == "where" and is_place(noun) and phrase.number is None:
        made.where.append(Noun(noun.start, noun.end, noun.name, "site"))
    elif frame == "where" and agent:
        made.whom += seen.meant(phrase)
    elif frame == "say":
        made.to += seen.meant(phrase) if agent and noun.sort == "group" else []
    elif noun.name and not is_money(noun.name):
        made.what.append(noun.name)
        made.from_ += [phrase.owner] if phrase.owner else []


def _receive(made: Parts, found: Sequence[Phrase], seen: Mentions) -> None:
    for phrase in found:
        made.to += seen.meant(phrase)
        made.recipients += [phrase.number] if phrase.number else []


def _prepositional(made: Parts, word: str, found: Sequence[Phrase], kind: str, seen: Mentions) -> None:
    agents = [phrase for phrase in found if phrase.noun.sort in AGENTS]
    if word == "to" and behaves(kind, "gives"):
        _receive(made, [p for p in agents if p.noun.sort != "person" or p.noun.name.count(" ")], seen)
    elif word == "for" and behaves(kind, "gives"):
        _receive(made, [p for p in agents if p.noun.sort == "group"], seen)
    elif word == "with" and behaves(kind, "takes-with"):
        made.with_ += [noun for phrase in agents for noun in seen.meant(phrase)]
    elif word == "from" and behaves(kind, "takes-from"):
        made.from_ += [noun for phrase in agents for noun in seen.meant(phrase)]
