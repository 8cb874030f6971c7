"""The English lexicon as data: verbs.tsv has what verbs do, words.json the classes of nouns and function words."""

import json
from functools import cache

from graph.common.word_table import word_table
from graph.extract.zh.lexicon import Entry
from graph.resources import resource


@cache
def verbs() -> dict[tuple[str, ...], Entry]:
    """Return the verbs by their words, of finite use: sent, handed out, gave."""
    return {words: entry for words, (entry, _) in _forms().items()}


@cache
def only_participle(words: tuple[str, ...]) -> bool:
    """Say whether a form is a participle and no past tense: given, written."""
    return _forms()[words][1]


@cache
def _forms() -> dict[tuple[str, ...], tuple[Entry, bool]]:
    return {
        tuple(form.split("-")): (Entry(kind, frame), which == "participle")
        for form, (kind, frame, which) in word_table("extract/en/verbs.tsv", 3)
    }


@cache
def words(word_class: str) -> frozenset[str]:
    """Return the words of a class: the nouns of teams, units and sites, the prepositions, what denies."""
    loaded: dict[str, str] = json.loads(resource("extract/en/words.json").read_text(encoding="utf-8"))
    return frozenset(loaded[word_class].split())


_IRREGULAR = {
    "people": "people",
    "children": "child",
    "women": "woman",
    "men": "man",
    "buses": "bus",
    "feet": "foot",
}


def singular(word: str) -> str:
    """Return a noun's singular as far as the lexicon needs it.

    >>> [singular(word) for word in ("crews", "agencies", "churches", "police", "firefighters", "buses")]
    ['crew', 'agency', 'church', 'police', 'firefighter', 'bus']
    """
    word = word.lower().removesuffix("’s").removesuffix("'s").rstrip("'’")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def is_a(word: str, word_class: str) -> bool:
    """Say whether a noun, in the singular or the plural, is of a class."""
    return word.lower() in words(word_class) or singular(word) in words(word_class)
