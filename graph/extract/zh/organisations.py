"""Organisations that the recogniser cuts into pieces: 省委军民融合办, 省委直属机关工委; see organisations.txt."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from graph.extract.draft import Token
from graph.resources import resource

# What an organisation's name begins with: the level it belongs to, a place before it read by the recogniser.
_NO_NAME = "在由向据对从与和及为将把被到经赴请让令派是的等日晚时，。、：；,"
_NO_PART = frozenset(("v", "vd", "d", "ad", "p", "c"))
_PLACE = rf"(?![省市县区州]委)[^\W{_NO_NAME}]{{2,3}}(?:省|市|县|(?<!社)区|自治州)"
_LEVEL = rf"(?:中共)?(?:{_PLACE}|省|市|县|(?<!社)区|州|国家|中央|团)(?:委|政府)?"


@cache
def _pattern() -> re.Pattern[str]:
    lines = resource("extract/zh/organisations.txt").read_text(encoding="utf-8").splitlines()
    names = {word for line in lines if not line.startswith("#") for word in line.split()}
    return re.compile(
        rf"{_LEVEL}(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?![办院])"
    )


def organisations(plain: str, start: int, end: int, words: Sequence[Token] = ()) -> Iterator[tuple[int, int]]:
    """Yield the spans of bodies named with their level; a verb before the name, if ``words`` has one, is none of it.

    >>> text = "由省委军民融合办组建"
    >>> [text[a:b] for a, b in organisations(text, 0, len(text))]
    ['省委军民融合办']
    """
    for match in _pattern().finditer(plain, start, end):
        begin, stop = match.span()
        inside = [w for w in words if begin <= w.start < stop]
        if inside and (inside[0].start > begin or inside[0].tag in _NO_PART):
            # (市)民建议(区政府): the name begins with a word, and with no verb
            begin = next(
                (
                    w.start
                    for w in inside
                    if w.tag not in _NO_PART and _pattern().fullmatch(plain, w.start, stop)
                ),
                begin,
            )
        yield begin, stop
