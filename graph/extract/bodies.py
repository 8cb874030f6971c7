"""Bodies that the recogniser cuts into pieces: 省委军民融合办, 省委直属机关工委; their names are data (bodies.txt)."""

import re
from collections.abc import Iterator
from functools import cache

from graph.resources import resource

# What a body's name begins with: the level it belongs to, a place before it read by the recogniser.
_NO_NAME = "在由向据对从与和及为将把被到经赴请让令派是的等日晚时，。、：；,"
_PLACE = rf"[^\W{_NO_NAME}]{{2,3}}(?:省|市|县|(?<!社)区|自治州)"
_LEVEL = rf"(?:中共)?(?:{_PLACE}|省|市|县|(?<!社)区|州|国家|中央|团)(?:委|政府)?"


@cache
def _pattern() -> re.Pattern[str]:
    lines = resource("extract/bodies.txt").read_text(encoding="utf-8").splitlines()
    names = {word for line in lines if not line.startswith("#") for word in line.split()}
    return re.compile(
        rf"{_LEVEL}(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?![办院])"
    )


def bodies(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of bodies named with their level.

    >>> text = "由省委军民融合办组建"
    >>> [text[a:b] for a, b in bodies(text, 0, len(text))]
    ['省委军民融合办']
    """
    for match in _pattern().finditer(plain, start, end):
        yield match.span()
