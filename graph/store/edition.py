"""Which edition of the vocabulary and the record model a store was made with, and whether this program can use it.

The edition is the ontology's ``owl:versionInfo``, which each store contains. It changes whenever an older
store would answer otherwise than one that is built now.
"""

import re
from collections.abc import Collection
from typing import Literal

from graph.errors import StoreError
from graph.model.vocab import EDITION


def compared(found: str | None) -> Literal["older", "same", "newer"]:
    """Compare an edition with this program's; ``None``, and what is not an edition, counts as older.

    >>> compared("0.0.9"), compared("0.1.0"), compared("12.0.0"), compared(None)
    ('older', 'same', 'newer', 'older')
    """
    if found == EDITION:
        return "same"
    return "newer" if found is not None and _parts(found) > _parts(EDITION) else "older"


def _parts(edition: str) -> list[int]:
    whole = re.fullmatch(r"\d{1,9}(\.\d{1,9}){0,9}", edition)
    return [int(part) for part in edition.split(".")] if whole else []


def check_edition(found: Collection[str | None], place: object, *, reads: bool) -> None:
    """Raise ``StoreError`` for a store that cannot be used: made with a newer edition, or, to read it, an older one.

    ``found`` are the editions that it names: none if it has no ontology.
    """
    for edition in found:
        how = compared(edition)
        if how == "newer" or (how == "older" and reads):
            raise StoreError(f"store-edition-{how}", place=place, found=edition or "?", here=EDITION)
