"""Known names in a text: their positions, the longest name first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Name:
    """A known name in a text; ``start`` and ``end`` are code points, the end exclusive."""

    start: int
    end: int
    name: str


@dataclass
class NameIndex:
    """Names by their first two characters, so that a text is read once however many names are known."""

    by_head: dict[str, set[str]] = field(default_factory=dict)

    def add(self, names: Iterable[str]) -> None:
        """Add names. A single character is not added: it would be found in every other word."""
        for name in names:
            if len(name) > 1:
                self.by_head.setdefault(name[:2], set()).add(name)


def find_names(text: str, *indexes: NameIndex) -> list[Name]:
    """Return the known names in a text in order; where several begin at one place, the longest.

    >>> index = NameIndex()
    >>> index.add(["湖北", "湖北日报", "日报社"])
    >>> [(n.start, n.name) for n in find_names("湖北日报社在湖北", index)]
    [(0, '湖北日报'), (6, '湖北')]
    """
    found: list[Name] = []
    at = 0
    while at < len(text) - 1:
        head = text[at : at + 2]
        known = [
            name for index in indexes for name in index.by_head.get(head, ()) if text.startswith(name, at)
        ]
        if known:
            name = max(known, key=len)
            found.append(Name(at, at + len(name), name))
            at += len(name)
        else:
            at += 1
    return found


def names_of(record: Mapping[str, Any]) -> list[str]:
    """Return the names of a record, the first one first.

    >>> names_of({"name": "省委", "names": ["湖北省委"]})
    ['省委', '湖北省委']
    """
    return [record["name"], *record.get("names", [])]
