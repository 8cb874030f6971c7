"""Sentences of an English report: without its title, its datelines and its bylines; and what is quoted in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.text.report import Paragraph, paragraphs

_MAX_SENTENCE_CHARS = 1500  # what is longer is not a sentence
_END = re.compile(r"[.!?][\"”’')]{0,2}(?=\s+[\"“‘(A-Z0-9]|\s*$)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Sgt|Lt|Capt|Maj|Gov|Sen|Rep|Rev|Hon|No|Nos|vs|approx|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Fla|Conn|Mass|Calif|Ariz|Ala|Ark|Ill|Ind|Mich|Minn|Tex"
    r"|Wash|Wis|Pa|Va|Ga|Tenn|[A-Z])|\b[ap]\.m|\b[A-Z]\.[A-Z])$"
)
_PLACE = r"[A-Z][A-Z.'’-]*(?:[ ][A-Z.][A-Z.'’-]*){0,4}"
_DATELINE = re.compile(
    rf"{_PLACE}(?:,[ ][A-Z][\w.]*(?:[ ][A-Z][\w.]*){{0,2}})?(?:,?[ ][A-Z][a-z]{{2,8}}\.?[ ]\d{{1,2}}(?:,[ ]\d{{4}})?)?"
    r"[ ]?(?:\([A-Z][\w .&/-]{1,30}\))?[ ]?(?:--|[-–—])[ ]"
)
_BYLINE = re.compile(r"(?:By|Reporting by|Editing by|Photo:|Caption:)\b[^.!?]{0,80}$")
_SPEAKER = re.compile(r"\s+(?:said|added)\s")
_SPACE = re.compile(r"\s*")
_SPEECH = re.compile(r"[\"“][^\"“”]{3,600}[\"”]")


@dataclass(frozen=True)
class Sentence:
    """A sentence: its span, its paragraph, its number in the report, and the spans of what is quoted in it."""

    start: int
    end: int
    paragraph: int
    number: int
    quotes: tuple[tuple[int, int], ...]


def sentences_of(plain: str, *, titled: bool) -> Iterator[Sentence]:
    """Yield the sentences of a report; its first line is a title if no full stop ends it and more lines follow."""
    lines = paragraphs(plain)
    number = 0
    for line in lines:
        last = line.text.rstrip()[-1:]
        if (titled and line.number == 1 and len(lines) > 1 and last not in '.!?"”') or _BYLINE.match(
            line.text
        ):
            continue
        for start, end in _cut(line):
            number += 1
            quotes = tuple(match.span() for match in _SPEECH.finditer(plain, start, end))
            yield Sentence(start, end, line.number, number, quotes)


def _cut(line: Paragraph) -> Iterator[tuple[int, int]]:
    dateline = _DATELINE.match(line.text)
    start = dateline.end() if dateline else 0
    for match in _END.finditer(line.text, start):
        if match[0] == "." and _ABBREVIATED.search(line.text, max(start, match.start() - 8), match.start()):
            continue
        # The speaker follows what is quoted: "…!" said somebody.
        if _SPEAKER.match(line.text, match.end()):
            continue
        if match.end() - start <= _MAX_SENTENCE_CHARS:
            yield line.start + start, line.start + match.end()
        start = _SPACE.match(line.text, match.end()).end()  # type: ignore[union-attr]  # it matches nothing too
    rest = line.text[start:].rstrip()
    if rest and len(rest) <= _MAX_SENTENCE_CHARS:
        yield line.start + start, line.start + start + len(rest)
