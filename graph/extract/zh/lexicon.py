"""The lexicon as data: what verbs do and what heads of names mean; see verbs.tsv, head_nouns.tsv and function.json."""

import json
from dataclasses import dataclass
from functools import cache

from graph.common.word_table import word_table
from graph.resources import resource


@dataclass(frozen=True)
class Entry:
    """What a verb does: its kind, and the field of a deed that its object fills."""

    kind: str
    frame: str


@dataclass(frozen=True)
class Predicate:
    """A verb that says a deed: the words from ``first`` up to ``last`` (exclusive) of its clause."""

    first: int
    last: int
    did: str
    entry: Entry
    relative: bool = False  # 某单位捐赠的物资: the deed is in the description of a thing
    silent: bool = False  # it parts the clause and says no deed: 是, 看到
    negated: bool = False
    planned: bool = False
    wide: bool = False  # it contains an object: 挑选(11名队员)组成


@cache
def verbs() -> dict[str, Entry]:
    """Return the verbs of the lexicon."""
    return {word: Entry(kind, frame) for word, (kind, frame) in word_table("extract/zh/verbs.tsv", 2)}


@cache
def head_nouns() -> dict[str, str]:
    """Return the ends of names with what they name: team, unit, group, site or area."""
    return {word: sort for word, (sort,) in word_table("extract/zh/head_nouns.tsv", 1)}


@cache
def function_words(sort: str) -> frozenset[str]:
    """Return the function words of a sort: negations, plans, prepositions by what they govern."""
    loaded: dict[str, str] = json.loads(resource("extract/zh/function.json").read_text(encoding="utf-8"))
    return frozenset(loaded[sort].split())


def sort_of(name: str) -> str:
    """Return what a name names by its longest end that the lexicon knows: team, unit …, or thing.

    >>> [sort_of(name) for name in ("省应急管理厅", "民警突击队", "机关党员", "保暖鞋套")]
    ['unit', 'team', 'group', 'thing']
    """
    for size in range(min(6, len(name)), 0, -1):
        if size == 1 and len(name) == 1 and name != "人":
            continue
        sort = head_nouns().get(name[-size:])
        if sort:
            return sort
    return "thing"


@cache
def entry(word: str) -> Entry | None:
    """Return a verb's entry, with or without what completes it: 送到 and 派往 are 送 and 派."""
    found = verbs().get(word)
    if found:
        return found
    for complement in sorted(function_words("complements"), key=len):
        stem = word.removesuffix(complement)
        if stem and stem != word and stem in verbs():
            return verbs()[stem]
    return None
