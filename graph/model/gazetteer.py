"""Official place names and codes: the register of division codes, and places checked against it.

The packaged extract (``data/shared/divisions.csv``, made by ``scripts/divisions.py``) has the rows that the
packaged places use. A code's level and its parent are known for any code, by its digits.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.errors import DataError
from graph.messages import Message
from graph.model.records import Bundle, Place
from graph.model.schema import at_field, located
from graph.model.vocab import LEVEL, concept_label
from graph.resources import resource

# How many digits the code of each level has; each begins with the code of the level above.
DIGITS = {"province": 2, "city": 4, "district": 6, "subdistrict": 9, "community": 12}
_LEVELS = {digits: level for level, digits in DIGITS.items()}


@dataclass(frozen=True)
class Division:
    """A row of the register; ``parent`` is the code of its parent division, ``None`` for a province."""

    code: str
    name: str
    edition: str
    level: str
    parent: str | None


def level_of(code: str) -> str | None:
    """Return the level of a code by its length, or ``None`` if no level has such codes.

    >>> level_of("420106012003"), level_of("42010")
    ('community', None)
    """
    return _LEVELS.get(len(code))


def parent_of(code: str) -> str | None:
    """Return the code of a division's parent, ``None`` for a province.

    >>> parent_of("420106012003"), parent_of("42")
    ('420106012', None)
    """
    return code[: max((digits for digits in _LEVELS if digits < len(code)), default=0)] or None


def division(code: str, edition: str = "2020") -> Division | None:
    """Return the row of the packaged register for a code, or ``None`` if the extract does not have it.

    >>> division("420106012003").name
    '武铁社区居委会'
    """
    return divisions().get((code, edition))


@cache
def divisions() -> Mapping[tuple[str, str], Division]:
    """Return the packaged register by code and edition."""
    return read_divisions(resource("data/shared/divisions.csv"))


def read_divisions(path: Path) -> dict[tuple[str, str], Division]:
    """Read a register from a CSV file with the columns ``code,name,edition``.

    Raises ``DataError`` when a code has no level.
    """
    rows: dict[tuple[str, str], Division] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            code, level = row["code"], level_of(row["code"])
            if level is None:
                raise DataError("division-no-code", path, number, code=code)
            rows[code, row["edition"]] = Division(code, row["name"], row["edition"], level, parent_of(code))
    return rows


def place_errors(bundle: Bundle, places: Mapping[str, Place]) -> list[DataError]:
    """Return what is wrong with the codes of a bundle's places.

    ``places`` has all places known, by id. A code that the extract does not have is not an error: the extract is
    small, and the code's level and parent are checked all the same.
    """
    return [
        located(bundle, "place", place["id"], message)
        for place in bundle.places
        for message in _code_errors(place, places)
    ]


def _code_errors(place: Place, places: Mapping[str, Place]) -> Iterator[str]:
    code = place.get("code")
    if code is None:
        return
    expected = DIGITS.get(place["level"])
    if len(code) != expected:
        level = concept_label(LEVEL, place["level"])
        wanted = Message("division-digits", level=level, n=expected) if expected else Message("division-site")
        yield at_field("code", Message("division-wrong-digits", code=code, n=len(code), wanted=wanted))
        return
    row = division(code, place["edition"])
    if row and place.get("official", place["name"]) != row.name:
        named = {"edition": row.edition, "code": code, "name": row.name}
        yield at_field("official", Message("division-official", **named))
    holder = _coded_holder(place, places)
    if holder and not code.startswith(holder["code"]):
        named = {"holder": holder["name"], "holder_code": holder["code"], "code": code}
        yield at_field("within", Message("division-outside", parent=parent_of(code), **named))


def _coded_holder(place: Place, places: Mapping[str, Place]) -> Place | None:
    """Return the nearest place around this one that has a code of the same edition."""
    seen, holder = {place["id"]}, places.get(place.get("within", ""))
    while holder and holder["id"] not in seen:
        if holder.get("edition") == place.get("edition"):
            return holder
        seen.add(holder["id"])
        holder = places.get(holder.get("within", ""))
    return None
