"""Places scored: by code, by name and by what holds them; from the provinces down, so that holders are known."""

from collections.abc import Iterator

from rapidfuzz import fuzz

from graph.link.blocking import Keyed, neighbours
from graph.link.clusters import Gathered
from graph.link.model import Feature, Link
from graph.link.names import bare_place, is_chinese, sounds
from graph.link.state import LEVELS, LinkState, alike, names_in, same_register
from graph.messages import Message

_NEAR = 80  # of 100: names of places in one holder that a person is asked about


def place_links(known: LinkState, level: str, floor: float, found: Gathered) -> None:
    """Find the links between places of one level, as sure as ``floor`` at least; wider levels are settled already."""
    places = {path: f for path, f in known.places.items() if f.fields["level"] == level}
    for path, others in neighbours((key, f.path) for f in places.values() for key in _keys(f, known)):
        for other in others:
            a, b = sorted((path, other))
            if not found.has(a, b):
                score, why = score_places(places[a], places[b], known)
                if score >= floor:
                    found.add(Link(a, b, score, why))


def _keys(place: Feature, known: LinkState) -> Iterator[Keyed]:
    fields, path = place.fields, place.path
    if "code" in fields:
        yield f"code {fields['code']}", "", path
    for iri in fields.get("exactMatch", ()):
        yield f"iri {iri}", "", path
    holders = known.chain(path)[1:]
    order = " ".join(reversed(holders))
    for sound in {sound for name in names_in(place.fields) for sound in sounds(bare_place(name))}:
        yield f"name {sound}", order, path
        yield from ((f"name {sound} in {holder}", "", path) for holder in holders)
    if holders:
        yield f"in {holders[0]}", bare_place(names_in(place.fields)[0]), path


def score_places(a: Feature, b: Feature, known: LinkState) -> tuple[float, str]:
    """Return how sure it is that two places of one level are one, and why; 0 when they are not.

    A code is of its edition: two codes of one edition are two places, whatever their names.
    """
    if same_register(a.fields, b.fields):
        return 1.0, Message("why-exact-match")
    codes = [(f.fields.get("code"), f.fields.get("edition")) for f in (a, b)]
    one_edition = codes[0][0] and codes[0][1] == codes[1][1]
    if one_edition and codes[0] != codes[1]:
        return 0.0, ""
    if one_edition:
        return 1.0, Message("why-code", code=codes[0][0])
    name, words = _names(a, b)
    if not name:
        return 0.0, ""
    if codes[0][0] and codes[0][0] == codes[1][0]:
        return (0.97 if name > 0.9 else 0.8), Message("why-two-editions", why=words)
    return _held(a, b, name, words, known)


def _names(a: Feature, b: Feature) -> tuple[float, str]:
    best, words = 0.0, ""
    for one in names_in(a.fields):
        for other in names_in(b.fields):
            if alike(one, other):
                one_language = is_chinese(one) == is_chinese(other)
                return (0.98, Message("why-name")) if one_language else (0.95, Message("why-sound"))
            bare = bare_place(one), bare_place(other)
            if alike(*bare):
                best, words = max((best, words), (0.95, Message("why-level-word")))
            elif is_chinese(one) and is_chinese(other):
                near = fuzz.ratio(*bare)
                if near >= _NEAR:
                    best, words = max((best, words), (0.5 + near / 500, Message("why-near", a=one, b=other)))
    return best, words


def _held(a: Feature, b: Feature, name: float, words: str, known: LinkState) -> tuple[float, str]:
    chains = known.chain(a.path)[1:], known.chain(b.path)[1:]
    if name < 0.9:
        held = bool(chains[0] and chains[1]) and (chains[0][0] in chains[1] or chains[1][0] in chains[0])
        return (name, Message("why-in-one-place", why=words)) if held else (0.0, "")
    if chains[0] and chains[1]:
        if chains[0][0] in chains[1] or chains[1][0] in chains[0]:
            return name, Message("why-in", why=words, place=_said(known, chains))
        tops = known.level(chains[0][0]), known.level(chains[1][0])
        if tops[0] == tops[1] or set(chains[0]) & set(chains[1]):
            return 0.0, ""  # two holders of one level, or two branches of one tree
        return 0.6, Message("why-holder-unknown", why=words)
    level = a.fields["level"]
    if level == LEVELS[0]:
        return name, words
    if level == LEVELS[1]:
        return 0.92 * name / 0.98, Message("why-no-province", why=words)
    return 0.6, Message("why-no-holder", why=words)


def _said(known: LinkState, chains: tuple[tuple[str, ...], ...]) -> str:
    inner = chains[0][0] if chains[0][0] in chains[1] else chains[1][0]
    feature = known.places.get(inner)
    return feature.fields["name"] if feature else inner
