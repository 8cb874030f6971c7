"""Paragraphs into sentences and clauses: what is a heading, a dateline, a caption, and what somebody says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.extract.text import Text
from graph.extract.zh.datelines import dateline, headless
from graph.text.report import Paragraph, paragraphs

_SENTENCE_ENDS = frozenset("。！？!?")
_CLAUSE_ENDS = frozenset("，,；;：:")
_OPENERS = {"“": "”", "「": "」", "『": "』"}
_MAX_CLAUSE = 300  # characters; a text with no punctuation is cut here
_HEADING = 32  # a line without a full stop and shorter than this is a heading
_QUOTE_MARKS = frozenset("，。！？；,!?;")


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence between commas, without what somebody says in it."""

    start: int
    end: int
    sentence: int
    paragraph: int


@dataclass(frozen=True)
class Quote:
    """What somebody says, its marks included."""

    start: int
    end: int


@dataclass
class Sentence:
    """A sentence with its clauses and the speech in it."""

    start: int
    end: int
    number: int
    paragraph: int
    clauses: list[Clause] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)


def sentences(text: Text, *, titled: bool = True) -> Iterator[Sentence]:
    """Yield the sentences that state something: headings, datelines and bylines are left out.

    ``titled``: the first paragraph of several is the report's title.
    """
    lines = paragraphs(text.plain)
    number = 0
    for line in lines:
        if is_heading(line, first=line.number == 1 and titled and len(lines) > 1):
            continue
        for start, end in _cut(line):
            number += 1
            yield _sentence(text.plain, start, end, number, line.number)


def report_dateline(text: Text) -> tuple[int, int] | None:
    """Return the span that says where and when the report was filed, ``None`` for a report that does not."""
    for line in paragraphs(text.plain)[:6]:
        if found := dateline(text.plain, line.start, line.end):
            return found
    return None


def is_heading(line: Paragraph, *, first: bool = False) -> bool:
    """Say whether a paragraph is a title or heading: short, with no end of a sentence in it."""
    words = line.text.strip()
    ends = words[-1] if words[-1] not in "”』」)）" else words[-2:-1]
    if first:
        return ends not in _SENTENCE_ENDS and len(words) < 80
    return words.endswith(("——", "—")) or (
        ends not in _SENTENCE_ENDS | {"…", ".", "；"} and len(words) <= _HEADING
    )


def _cut(line: Paragraph) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a paragraph.

    A full stop within quotation marks ends none, unless what follows the closing mark begins a new one.
    """
    text, closing = line.text, ""
    start = headless(text, 0, len(text))
    for i in range(start, len(text)):
        char = text[i]
        if char in _OPENERS and not closing and text.find(_OPENERS[char], i, i + 600) > 0:
            closing = _OPENERS[char]
        elif char == closing:
            closing = ""
            if text[i - 1] in _SENTENCE_ENDS and not _speaker_follows(text, i + 1):
                yield line.start + start, line.start + i + 1
                start = i + 1
        elif not closing and (char in _SENTENCE_ENDS or i - start >= _MAX_CLAUSE * 4):
            if start < i:
                yield line.start + start, line.start + i + 1
            start = i + 1
    if text[start:].strip():
        yield line.start + start, line.end


def _speaker_follows(text: str, at: int) -> bool:
    """Say whether the words after a closing quotation mark still state who spoke, as in “……。”某某说."""
    rest = text[at : at + 40]
    stop = next((i for i, char in enumerate(rest) if char in _SENTENCE_ENDS), len(rest))
    return stop > 0 and any(
        word in rest[:stop] for word in ("说", "道", "表示", "介绍", "告诉", "称", "这", "是")
    )


def _sentence(plain: str, start: int, end: int, number: int, paragraph: int) -> Sentence:
    made = Sentence(start, end, number, paragraph)
    begin, i, depth = start, start, 0

    def close(at: int) -> None:
        nonlocal begin
        if plain[begin:at].strip(" \u3000。！？!?，,；;：:"):
            made.clauses.append(Clause(begin, at, number, paragraph))
        begin = at + 1

    while i < end:
        char = plain[i]
        if char in _OPENERS:
            closing = plain.find(_OPENERS[char], i + 1, end)
            if closing > 0 and _is_speech(plain, i, closing):
                made.quotes.append(Quote(i, closing + 1))
                close(i)
                begin = i = closing + 1
                continue
            if closing > 0:
                i = closing
        elif char == "《" and (closing := plain.find("》", i, end)) > 0:
            i = closing
        elif char in "(（":
            depth += 1
        elif char in ")）":
            depth = max(0, depth - 1)
        elif (
            (char in _CLAUSE_ENDS and not depth and not _in_number(plain, i))
            or char in _SENTENCE_ENDS
            or i - begin >= _MAX_CLAUSE
        ):
            close(i)
        i += 1
    if begin < end:
        close(end)
    return made


_THREE_DIGITS = re.compile(r"[0-9]{3}(?![0-9])")


def _in_number(plain: str, at: int) -> bool:
    thousands = plain[at] == "，" and _THREE_DIGITS.match(plain, at + 1)
    between = plain[at] in ",:：" and plain[at + 1 : at + 2].isdigit()
    return bool(thousands or between) and plain[at - 1 : at].isdigit()


def _is_speech(plain: str, opening: int, closing: int) -> bool:
    """Say whether quotation marks hold speech and no name: there is punctuation within, or a colon before."""
    within = plain[opening + 1 : closing]
    return plain[opening - 1 : opening] in ("：", ":") or (
        len(within) > 5 and any(char in _QUOTE_MARKS for char in within)
    )
