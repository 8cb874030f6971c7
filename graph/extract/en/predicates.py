"""What was done: the verbs of a sentence that say a deed, active or passive, and those that say none.

A verb says a deed in the past tense or the perfect. What is denied, planned, ordered or only describes a noun
(the repaired bridge, houses damaged by the flood) says none.
"""

import re
from dataclasses import dataclass

from graph.extract.en.lexicon import only_participle, verbs, words
from graph.extract.en.sentences import Sentence
from graph.extract.zh.lexicon import Entry

_TOKEN = re.compile(r"[A-Za-z][A-Za-z'’-]*|[0-9][0-9.,]*|[,;:()]|[–—]")
_RELATIVE = frozenset(("who", "which", "that"))
_NEW_CLAUSE = frozenset(
    ("when", "after", "before", "as", "because", "while", "until", "since", "where", "how", "what", "and", "but", "or")
) | {",", ";", ":", "–", "—"}  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A word, a number or a sign of a sentence."""

    start: int
    end: int
    word: str


@dataclass(frozen=True)
class Predicate:
    """A verb with its auxiliaries: where the group begins, where the verb itself is, and what it means."""

    start: int
    verb: int
    end: int
    did: str
    entry: Entry
    passive: bool = False
    perfect: bool = False
    relative: int | None = None  # the position of the pronoun, in a clause such as: who now serve


@dataclass(frozen=True)
class Predicates:
    """The deeds that a sentence states, and the positions of verbs that state none: a name ends before them."""

    done: tuple[Predicate, ...]
    cuts: tuple[int, ...]


def tokens_of(plain: str, sentence: Sentence) -> list[Token]:
    """Return the words and signs of a sentence outside of what it quotes."""
    return [
        Token(match.start(), match.end(), match[0].lower().replace("’", "'"))
        for match in _TOKEN.finditer(plain, sentence.start, sentence.end)
        if not any(start <= match.start() < end for start, end in sentence.quotes)
    ]


def predicates_of(plain: str, tokens: list[Token]) -> Predicates:
    """Return what a sentence's verbs say."""
    found: list[tuple[int, int, Predicate]] = []
    cuts: list[int] = []
    at = 0
    while at < len(tokens):
        size = _longest(tokens, at)
        if not size:
            at += 1
            continue
        made = _read(plain, tokens, at, size, first=not found)
        if isinstance(made, Predicate):
            found.append((at, at + size, made))
        elif made is not None:
            cuts.append(made)
        at += size
    return Predicates(*_without_descriptions(tokens, found, cuts))


def _longest(tokens: list[Token], at: int) -> int:
    for size in (3, 2, 1):
        if at + size <= len(tokens) and tuple(token.word for token in tokens[at : at + size]) in verbs():
            return size
    return 0


def _read(plain: str, tokens: list[Token], at: int, size: int, *, first: bool) -> Predicate | int | None:
    """Return a predicate; or the place where a description begins, or ``None``, for a verb that says no deed."""
    form = tuple(token.word for token in tokens[at : at + size])
    begin, helpers = _helpers(tokens, at)
    before = tokens[begin - 1].word if begin else ""
    behind = tokens[at + size].word if at + size < len(tokens) else ""
    have, be = bool(words("have") & helpers), bool(words("be") & helpers)
    if behind == "not" or words("not") & helpers or _denied(tokens, begin):
        return tokens[begin].start
    if words("modal") & helpers or (helpers & {"is", "are"} and "being" not in helpers):
        return tokens[begin].start
    if not have and not be:
        if before in words("determiner") or (
            before in words("preposition") and before not in _NEW_CLAUSE | _RELATIVE
        ):
            return None
        entry = verbs()[form]
        described = (
            before == "," and first and behind in words("preposition") and entry.frame not in ("where", "say")
        )
        if behind == "by" or only_participle(form) or described:
            return tokens[at].start  # houses damaged by the flood; the camp, opened in May,
        if not before and entry.frame != "say":
            return tokens[at].start  # armed with shovels, …
    relative = tokens[begin - 1].start if before in _RELATIVE and begin > 1 else None
    return Predicate(
        tokens[begin].start,
        tokens[at].start,
        tokens[at + size - 1].end,
        plain[tokens[at].start : tokens[at + size - 1].end],
        verbs()[form],
        be,
        have,
        relative,
    )


def _helpers(tokens: list[Token], at: int) -> tuple[int, set[str]]:
    """Return where the verb's group begins, and the auxiliaries and adverbs in it."""
    helping = words("modal") | words("be") | words("have") | words("not")
    begin, found = at, set[str]()
    while begin and at - begin < 7:
        word = tokens[begin - 1].word
        if (
            word not in helping
            and word not in words("adverb")
            and not (word.endswith("ly") and len(word) > 4)
        ):
            break
        begin -= 1
        found.add(word)
    while begin < at and tokens[begin].word not in helping and found & helping:
        begin += 1  # an adverb before the first auxiliary belongs to the subject
    return begin, found


def _denied(tokens: list[Token], begin: int) -> bool:
    """Say whether the clause before a verb denies it or makes it depend: no roads, nobody, if the county."""
    for token in reversed(tokens[max(0, begin - 12) : begin]):
        if token.word in (",", ";", "and", "but"):
            return False
        if token.word in words("nobody") or token.word in ("if", "unless", "until", "whether"):
            return True
    return False


def _without_descriptions(
    tokens: list[Token], found: list[tuple[int, int, Predicate]], cuts: list[int]
) -> tuple[tuple[Predicate, ...], tuple[int, ...]]:
    """Leave out participles that only describe the subject of the next verb: people trapped in houses escaped."""
    kept: list[Predicate] = []
    for i, (_, end, predicate) in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else None
        plain_form = not (
            predicate.passive or predicate.perfect or predicate.relative or predicate.entry.frame == "say"
        )
        if following and plain_form:
            between = {token.word for token in tokens[end : following[0]]}
            if not between & (_NEW_CLAUSE | _RELATIVE) and between & words("preposition"):
                cuts.append(predicate.start)
                continue
        kept.append(predicate)
    return tuple(kept), tuple(sorted(cuts))
