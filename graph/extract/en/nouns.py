"""Who and what: the noun phrases of a stretch of text, each with its number, what it is, and whose it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.extract.draft import Noun
from graph.extract.en.lexicon import is_a, words
from graph.extract.en.quantity import is_measure
from graph.text.numerals import Number

_SPLIT = re.compile(
    r",?\s+(?:and|as well as|along with|together with)\s+(?!rescue\b|welfare\b)|\s*,\s*(?:and\s+)?|\s+or\s+"
)
_WORD = re.compile(r"[A-Za-z][\w'’.&-]*|\S")
_BOUND = re.compile(
    r"(?:more than|less than|fewer than|at least|at most|up to|as many as|close to|just (?:over|under)|an estimated"
    r"|a total of|over|about|around|approximately|roughly|nearly|almost|some|only|the (?:first|last|other)|dozens of"
    r"|hundreds of|thousands of|(?:a )?(?:few|group|number|pair) of|several|many|all of|half of|other|another|most)\s+",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\s+[$€£¥]?\d")
_NAME = re.compile(
    r"[A-Z][\w'’.-]*(?:\s+(?:van|von|de|da|del|bin|al|la|le)\b)?(?:\s+(?:[A-Z][\w'’-]*|[A-Z]\.))*$"
)
_HEAD = re.compile(r"\s+(?:of|for)\s+")
AGENTS = frozenset(("person", "group", "team", "unit", "pronoun"))


@dataclass
class Phrase:
    """One member of a list: what it names, the number that counts it, whose it is, and whether it says "the"."""

    noun: Noun
    number: Number | None = None
    owner: Noun | None = None
    definite: bool = False


def phrases(plain: str, start: int, end: int, numbers: Sequence[Number]) -> list[Phrase]:
    """Return the members of a list of nouns: the fire department, the Red Cross and 40 volunteers from Ashby."""
    found: list[Phrase] = []
    at = start
    for match in [*_SPLIT.finditer(plain, start, end), None]:
        stop = match.start() if match else end
        if match and any(n.start < match.end() and match.start() < n.end for n in numbers):
            continue  # three and a half
        made = _phrase(plain, at, stop, numbers)
        found += [made] if made else []
        at = match.end() if match else end
    return found


def _phrase(plain: str, start: int, end: int, numbers: Sequence[Number]) -> Phrase | None:
    start, number, definite = _stripped(plain, start, end, numbers)
    cut = next(
        (
            m
            for m in _WORD.finditer(plain, start, end)
            if m[0].lower() in words("preposition") - {"of", "and", "for"}
        ),
        None,
    )
    stop = cut.start() if cut else end
    if number and (of := re.match(r"\s*([a-z]+)\s+of\s+", plain[start:stop])) and is_measure(of[1], of=True):
        start += of.end()
    if amount := _AMOUNT.search(plain, start, stop):
        stop = amount.start()  # fined the club $20,000
    while stop > start and plain[stop - 1] in " ,.;:\"”'":
        stop -= 1
    first = _WORD.match(plain, start, stop)
    if first is None or first[0].lower() in words("preposition") | {"not"}:
        return None  # seven of them
    noun = noun_of(plain, start, stop, definite=definite)
    owner = None
    if cut and cut[0].lower() == "from" and noun.sort in AGENTS:
        owned = _phrase(plain, cut.end(), end, numbers)
        owner = owned.noun if owned and owned.noun.sort in ("unit", "team") else None
    return Phrase(noun, number, owner, definite)


def _stripped(plain: str, start: int, end: int, numbers: Sequence[Number]) -> tuple[int, Number | None, bool]:
    """Return where a phrase begins without its articles, bounds and number; the number; whether it says "the"."""
    number, definite = None, False
    while start < end:
        if plain[start] in ' ,"“($€£¥':
            start += 1
            continue
        found = next((n for n in numbers if n.start == start), None)
        if found and found.end <= end and plain[found.end : found.end + 1] != "-":
            number, start = found, found.end
            continue
        if bound := _BOUND.match(plain, start, end):
            start = bound.end()
            continue
        word = _WORD.match(plain, start, end)
        if word and word[0].lower() in words("determiner") and word.end() < end:
            definite = definite or word[0].lower() in ("the", "this", "these", "that", "those")
            start = word.end()
            continue
        break
    return start, number, definite


def noun_of(plain: str, start: int, end: int, *, definite: bool = False) -> Noun:
    """Return what a stretch without articles names: a person, unit, team, group, or a thing."""
    text = plain[start:end]
    if text.lower() in ("he", "she", "they", "it", "who", "i", "we", "you"):
        return Noun(start, end, text, "pronoun")
    base = _HEAD.split(text)[0]
    if base != text and noun_of(plain, start, start + len(base), definite=definite).sort == "person":
        return noun_of(plain, start, start + len(base), definite=definite)  # Dr. Ana Ruiz of the clinic
    head = base.split()[-1]
    if head[:1].islower() or not _NAME.fullmatch(text):
        if person := _titled(text):
            return Noun(end - len(person), end, person, "person")
        return Noun(start, end, text, _sort(head))
    if is_a(head, "team") or is_a(head, "unit"):
        return Noun(start, end, text, _sort(head))
    name = text.split()
    last = max(
        (i for i, word in enumerate(name[:-1]) if word.lower().rstrip(".") in words("title")), default=-1
    )
    if last >= 0:
        person = " ".join(name[last + 1 :])
        return Noun(end - len(person), end, person, "person")
    if is_a(head, "group") and len(name) == 1:
        return Noun(start, end, text, "group")
    if 2 <= len(name) <= 4 and not definite and not is_a(head, "site"):
        return Noun(start, end, text, "person")
    return Noun(start, end, text, "unit")


def _titled(text: str) -> str | None:
    """Return the name at the end of a phrase that begins with a person's role: union leader Karl Osei."""
    name = _NAME.search(text)
    if not name or not name.start():
        return None
    before, words_ = text[: name.start()].split(), name[0].split()
    if before[-1].lower().rstrip(".") not in words("title") and not is_a(before[-1], "group"):
        return None
    return (
        name[0] if len(words_) > 1 and not is_a(words_[-1], "unit") and not is_a(words_[-1], "team") else None
    )


def _sort(head: str) -> str:
    if is_a(head, "team"):
        return "team"
    if is_a(head, "group"):
        return "group"
    return "unit" if is_a(head, "unit") else "thing"
