"""What is offered while typing: the agents and places of the draft, those known, and official divisions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from graph.extract.zh.divisions import EDITION, Row, communities, context_of, parent_of, subdistricts, upper
from graph.model.records import LOCAL_AGENTS, Bundle, Place
from graph.text.names import names_of

MOST = 12


def agents(words: str, own: Bundle, shared: Iterable[Bundle]) -> list[dict[str, Any]]:
    """Return the agents whose name or id has the words: the draft's own first, each with the records to add."""
    key = words.strip().casefold()
    found: dict[str, dict[str, Any]] = {}
    for bundle in (own, *shared):
        for agent in bundle.agents:
            if bundle is not own and agent["type"] in LOCAL_AGENTS:
                continue
            if agent["id"] not in found and _fits(key, agent["id"], names_of(agent)):
                # What is known elsewhere need not be repeated: its record is among the shared ones.
                found[agent["id"]] = {"id": agent["id"], "name": agent["name"], "type": agent["type"]}
    return sorted(found.values(), key=lambda one: not one["name"].casefold().startswith(key))[:MOST]


def places(words: str, own: Bundle, shared: Iterable[Bundle], text: str | None) -> list[dict[str, Any]]:
    """Return the places whose name, code or id has the words; official ones come with the records that they need."""
    key = words.strip().casefold()
    bundles = [own, *shared]
    held = {place["id"]: place for bundle in reversed(bundles) for place in bundle.places}
    found: list[dict[str, Any]] = [
        {"id": one, "name": place["name"], "code": place.get("code", ""), "path": _path(place, held)}
        for one, place in held.items()
        if _fits(key, one, [*names_of(place), place.get("official", ""), place.get("code", "")])
    ]
    found.sort(
        key=lambda one: (one["id"] not in {p["id"] for p in own.places}, not one["name"].startswith(key))
    )
    codes = {place["code"]: place["id"] for place in held.values() if "code" in place}
    rows = _divisions(key, held.values(), text) if key else []
    for row in [row for row in rows if row.code not in codes][:MOST]:
        chain = list(_records(row, codes))
        path = [record["name"] for record in chain[:-1]]
        found.append(
            {"id": chain[-1]["id"], "name": row.name, "code": row.code, "path": path, "places": chain}
        )
    found.sort(key=lambda one: not _is(key, one["code"], one["name"], *_as_json(held.get(one["id"]))))
    return found[:MOST]


def codes(words: str, own: Bundle, shared: Iterable[Bundle], text: str | None) -> list[dict[str, Any]]:
    """Return official divisions whose name or code begins so, each with what its code says of a place that is held.

    ``record`` has code, edition, official name, level, and what holds it; ``places`` the records which that needs. A
    code that a place of the draft has is not offered again.
    """
    key = words.strip()
    held = [place for bundle in (own, *shared) for place in bundle.places]
    taken = {place["code"]: place["id"] for place in held if "code" in place}
    found: list[dict[str, Any]] = []
    rows = _divisions(key, held, text) if key else []
    for row in [row for row in rows if row.code not in taken][:MOST]:
        *above, record = _records(row, taken)
        said = {key: value for key, value in record.items() if key not in ("id", "name")}
        path = [place["name"] for place in above]
        found.append({"id": row.code, "name": row.name, "path": path, "record": said, "places": above})
    return found


def _fits(key: str, identifier: str, names: Iterable[str]) -> bool:
    # Ids are pinyin: who types it finds the name, too.
    return key in identifier.replace("-", "") or any(key in name.casefold() for name in names)


def _path(place: Place, held: dict[str, Place]) -> list[str]:
    found: list[str] = []
    at, seen = place.get("within"), {place["id"]}
    while at in held and at not in seen:
        seen.add(at)
        found.insert(0, held[at]["name"])
        at = held[at].get("within")
    return found


def _as_json(place: Place | None) -> list[str]:
    return [*names_of(place), place.get("official", "")] if place else []


def _is(key: str, *names: str) -> bool:
    return bool(key) and any(key == name.casefold() for name in names)


def _divisions(key: str, known: Iterable[Place], text: str | None) -> list[Row]:
    """Return official divisions that begin with the words: whose code or name they are, then wider ones first.

    Of one level near ones come first: where the draft's places and text are. Communities are those of its cities,
    subdistricts those of its provinces, but for a code, which says itself where to look.
    """
    context: Counter[str] = context_of(text) if text else Counter()
    for place in known:
        code = place.get("code", "")
        context.update({code[:size] for size in (2, 4, 6) if len(code) >= size})
    provinces = [code for code, _ in context.most_common() if len(code) == 2][:3]
    cities = [code for code, _ in context.most_common() if len(code) == 4][:3]
    if key.isdecimal():
        provinces += [key[:2]] if len(key) > 6 else []
        cities += [key[:4]] if len(key) > 9 else []
    indexes = (upper(), *map(subdistricts, provinces), *map(communities, cities))
    found = {row for index in indexes for rows in index.values() for row in rows if _begins(row, key)}
    return sorted(
        found,
        key=lambda row: (
            not _is(key, row.code, row.name),
            len(row.code),
            -context[row.code[:6]] - context[row.code[:4]],
            row.code,
        ),
    )


def _begins(row: Row, key: str) -> bool:
    return row.name.startswith(key) or (key.isdecimal() and row.code.startswith(key))


def _records(row: Row, codes: dict[str, str]) -> Iterator[Place]:
    """Yield the records of a division and of what holds it, from the top down, but for those that are there."""
    parent = parent_of(row.code)
    if parent is not None and parent.code not in codes:
        yield from _records(parent, codes)
    record: Place = {
        "id": f"cn-{row.code}", "level": row.level, "name": row.name, "official": row.name, "code": row.code,
        "edition": EDITION,
    }  # fmt: skip
    if parent is not None:
        record["within"] = codes.get(parent.code, f"cn-{parent.code}")
    yield record
