"""A sentence's words, with each time and each quantity as one word: LAC cuts inside them."""

from collections.abc import Iterable

from graph.extract.draft import Token

TIME, QUANTITY = "TIME*", "QTY*"
_PREPOSITIONS = frozenset("经被由向在把将给对从")
Stretch = tuple[int, int, str]


def merge(tokens: Iterable[Token], stretches: Iterable[Stretch], plain: str) -> list[Token]:
    """Return the words with each stretch (start, end, tag) as one; words that stick out are cut at its edge."""
    waiting = sorted(stretches)
    found: list[Token] = []
    at = 0
    for token in tokens:
        start = token.start
        while at < len(waiting) and waiting[at][1] <= start:
            at += 1
        i = at
        while i < len(waiting) and waiting[i][0] < token.end:
            begin, end, tag = waiting[i]
            if start < begin:
                found.append(Token(plain[start:begin], token.tag, start, begin))
            if not found or found[-1].start != begin:
                found.append(Token(plain[begin:end], tag, begin, end))
            start = max(start, min(end, token.end))
            i += 1
        if start < token.end:
            word = plain[start : token.end]
            found.append(
                token if start == token.start else Token(word, _left_tag(token, word), start, token.end)
            )
    return [token for token in found if token.word.strip()]


def _left_tag(token: Token, word: str) -> str:
    """Return the tag of what is left of a word: 余名 of a number is none, 警 of 名民警 a noun."""
    if word in _PREPOSITIONS:
        return "p"
    return "n" if token.tag in ("m", "TIME", "q", "t") and len(word) > 1 else token.tag


def outside_brackets(words: Iterable[Token]) -> list[Token]:
    """Return the words outside round brackets."""
    found, depth = [], 0
    for word in words:
        if word.word in ("(", "（"):
            depth += 1
        elif word.word in (")", "）"):
            depth = max(0, depth - 1)
        elif not depth:
            found.append(word)
    return found
