"""Credits of pictures: （某报记者 某某 摄） says who took the picture beside it."""

import re
from collections.abc import Iterator

from graph.extract.draft import Draft
from graph.extract.text import Text
from graph.extract.zh.naming import name
from graph.extract.zh.tokens import tokens
from graph.text.report import paragraphs

_CREDIT = re.compile(r"[（(](?P<who>[^（()）\n]{2,40}?)\s?(?P<did>摄影|拍摄|摄)\s?[）)]")


def credits_of(text: Text) -> Iterator[Draft]:
    """Yield a deed for each credit that names a person.

    >>> from graph.extract.text import read
    >>> [draft.who[0].name for draft in credits_of(read("（省报记者 王小明 摄）"))]
    ['王小明']
    """
    for line in paragraphs(text.plain):
        for match in _CREDIT.finditer(text.plain, line.start, line.end):
            words = [t for t in tokens(text.plain, *match.span("who")) if t.tag != "w"]
            who = name(words, text.plain) if words else None
            if who is not None and who.sort == "person":
                start, end = match.start("who"), match.end("did")
                yield Draft("photograph", match["did"], start, end, line.number, 0, who=[who], what=["照片"])
