"""Where: names and sites behind in, at, to and near. English reports get no codes of places."""

import re
from collections.abc import Iterator, Sequence

from graph.extract.draft import Noun
from graph.extract.en.lexicon import is_a, words
from graph.text.days import Time

_WORD = r"[A-Z][\w'’-]*"
_PLACE = re.compile(
    rf"\b(?P<by>in|at|to|near|into|across|around|outside|inside|beside|throughout|along|on|from)\s+"
    rf"(?:(?P<article>the|a|an|its|their|his|her|this|every|both|all)\s+)?"
    rf"(?:(?P<name>{_WORD}(?:\s+(?:of\s+)?{_WORD}){{0,4}}(?:\s+[a-z]+)?)|(?P<site>(?:[a-z][a-z-]*\s+){{0,2}}?[a-z]+)\b)"
)
_AND = re.compile(
    rf"\s*(?:,|and|,\s+and)\s+(?P<name>{_WORD}(?:\s+{_WORD}){{0,3}})(?=\s*(?:[,.;]|and\b|on\b|in\b|$))"
)
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


def sites(plain: str, start: int, end: int, times: Sequence[Time], *, source: bool = False) -> Iterator[Noun]:
    """Yield the places of a clause; with ``source`` also those behind from, for people who are moved."""
    for m in _PLACE.finditer(plain, start, end):
        if m["by"] == "from" and not source:
            continue
        if any(t.start < m.end() and m.start() < t.end for t in times):
            continue
        made = _named(m) if m["name"] else _site(plain, m, end)
        if made is None:
            continue
        yield made
        at = made.end
        while m["name"] and (more := _AND.match(plain, at, end)):
            if any(t.start < more.end() and more.start() < t.end for t in times):
                break
            yield Noun(more.start("name"), more.end("name"), more["name"], "site")
            at = more.end()


def _named(m: re.Match[str]) -> Noun | None:
    name, start = m["name"], m.start("name")
    *front, last = name.split()
    if front and last.islower() and not is_a(last, "site"):
        name = name[: -len(last)].rstrip()
    if name.split()[0].lower() in _DAYS or (m["by"] == "on" and not is_a(name.split()[-1], "site")):
        return None
    return Noun(start, start + len(name), name, "site")


def _site(plain: str, m: re.Match[str], end: int) -> Noun | None:
    """Return the site that a phrase names: the old mill; with no more words than lead up to it."""
    kept: list[str] = []
    for word in re.findall(r"[a-z][a-z-]*", plain[m.start("site") : min(end, m.start("site") + 60)])[:3]:
        if word in words("preposition") or word in words("be") | words("have") | words("modal"):
            break
        kept.append(word)
        if is_a(word, "site"):
            name = " ".join(kept)
            at = plain.find(name, m.start("site"), end)
            return Noun(at, at + len(name), name, "site") if at >= 0 else None
    return None


def is_place(noun: Noun) -> bool:
    """Say whether an object names a place: visited the camp, reached Ashby."""
    head = noun.name.split()[-1]
    return is_a(head, "site") or (noun.name[:1].isupper() and not is_a(head, "group") and noun.sort != "team")
