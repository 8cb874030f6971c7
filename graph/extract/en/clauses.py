"""Clauses: where the words of each verb begin and end, and which of them are its subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.extract.en.lexicon import words
from graph.extract.en.predicates import Predicate, Predicates
from graph.extract.en.sentences import Sentence
from graph.text.days import Time

_BOUNDARY = re.compile(
    r"\s*[;:]\s+|\s*,?\s+(?P<word>and|but|while|when|after|before|as|because|so|where|until|then|which|who|that)\s+"
    r"|\s*,\s+|\s+[–—]\s+"
)
_OPENING = re.compile(
    r"(?:[\s,\"“”'‘’–—-]|(?:and|but|also|meanwhile|then|later|however|still|in addition|in all|so far|to date|instead"
    r"|as a result|for example|in total|overall|separately|elsewhere|earlier|finally|after|before|when|while|as|since"
    r"|because|although|though|once)\b)+",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(?:in|on|at|by|during|from|since|with|for|under|near|within|between|across|despite|following|according to"
    r"|after|before|when|while|as|because|although|though|once|throughout|over|outside|inside|along|thanks to)\b"
    r"[^,;]{1,120},\s+",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"[\w' -]{0,30}\b(?:later|earlier|afterwards?|day|morning|evening|afternoon|night|week|month|year)\s*,\s+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",\s+(?:which|who|where|whose)\b")
_UNKNOWN = re.compile(
    r",?\s+(?:and|but)\s+(?:[a-z]+ly\s+)?[a-z]{3,}ed\s+(?=(?:the|an?|its|their|his|her|all|some|more|about|to|in|on|for|that|up)\b|[\d$€£])"
)
_OTHER_VERB = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|would|may|might|could|can|should|must)\b|(?<=[a-z] )[a-z]{3,}ed\b"
)
_RELATIVE = re.compile(r",?\s+(?:who|which|that|whose|where|whom)\b")


@dataclass(frozen=True)
class Clause:
    """A verb with the span of its clause and of its subject, which may be empty; ``joined`` has what joins it on."""

    verb: Predicate
    start: int
    end: int
    subject: tuple[int, int]
    joined: str = ""


def clauses_of(plain: str, sentence: Sentence, found: Predicates, times: Sequence[Time]) -> list[Clause]:
    """Return the clauses of a sentence in order."""
    made: list[Clause] = []
    end = _end(plain, sentence)
    starts: list[tuple[int, int, str]] = []
    for i, verb in enumerate(found.done):
        if not i:
            begin = max([stop for _, stop in sentence.quotes if stop <= verb.start], default=sentence.start)
            begin = _behind_other_verbs(plain, begin, verb.start)
            starts.append((begin, begin, ""))
            continue
        last = found.done[i - 1].end
        matches = list(_BOUNDARY.finditer(plain, last, verb.start))
        if matches:
            m = matches[-1]
            starts.append((last + (m.end() - last), m.start(), (m["word"] or m[0].strip())))
        else:
            starts.append((verb.start, verb.start, ""))
    for i, verb in enumerate(found.done):
        begin, _, joined = starts[i]
        stop = starts[i + 1][1] if i + 1 < len(starts) else end
        if other := _UNKNOWN.search(plain, verb.end, stop):
            stop = other.start()  # … and confiscated a dozen flares
        if aside := _ASIDE.search(plain, verb.end, stop):
            stop = aside.start()  # …, which has burned 6,000 acres
        subject = _subject(plain, begin, verb.start, found.cuts, times)
        if verb.relative is not None and not i:
            subject = _subject(plain, begin, verb.relative, found.cuts, times)
        made.append(Clause(verb, begin, max(stop, verb.end), subject, joined))
    return made


def _behind_other_verbs(plain: str, start: int, end: int) -> int:
    """Return where a subject may begin: behind a clause whose verb the lexicon has not (were taken to …, where)."""
    found = start
    for m in _BOUNDARY.finditer(plain, start, end):
        other = _OTHER_VERB.search(plain, found, m.start())
        before = plain[found : other.start()].split() if other else []
        if before and before[-1].lower() not in words("determiner") | words("preposition"):
            found = m.end()
    return found


def _end(plain: str, sentence: Sentence) -> int:
    end = sentence.end
    while end > sentence.start and plain[end - 1] in ".!? ":
        end -= 1
    return end


def _subject(plain: str, start: int, end: int, cuts: Sequence[int], times: Sequence[Time]) -> tuple[int, int]:
    """Return the words of a subject: without what leads up to it, what describes it, and adverbs behind it."""
    start = _without_lead(plain, start, end, times)
    end = min([cut for cut in cuts if start < cut < end], default=end)
    if relative := _RELATIVE.search(plain, start, end):
        end = relative.start()
    at_verb = plain[start:end].rstrip()
    if at_verb.endswith(",") and at_verb.count(",") > 0:  # Rita Holm, 41, a nurse from Ashby,
        end = start + at_verb.index(",")
    for time in times:
        if start < time.start < end and plain[time.end : end].strip(" ,") == "":
            end = time.start  # the county on Monday sent
    while True:
        text = plain[start:end].rstrip(" ,")
        last = text.rsplit(" ", 1)[-1].lower()
        if not text or (last not in words("adverb") and last not in ("on", "in", "at", "by", "and", "but")):
            return start, start + len(text)
        end = start + len(text) - len(last)


def _without_lead(plain: str, start: int, end: int, times: Sequence[Time]) -> int:
    while start < end:
        before = start
        for pattern in (_LED, _LATER):
            lead = pattern.match(plain, start, end)
            if lead and lead.end() < end:
                start = lead.end()
        opening = _OPENING.match(plain, start, end)
        if opening and opening.end() > start:
            start = opening.end()
        at = re.compile(r"(?:on|in|at|by|during|since)\s+", re.IGNORECASE).match(plain, start, end)
        inner = at.end() if at else start
        time = next((t for t in times if inner <= t.start <= inner + 1 and t.end < end), None)
        if time:
            start = time.end
        if start == before:
            break
    return min(start, end)
