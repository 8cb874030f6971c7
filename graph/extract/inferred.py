"""What a drafted deed states and its own words do not: listed in ``inferred``, whatever rule filled it in."""

from collections.abc import Sequence
from typing import Any

from graph.extract.names import Register
from graph.model.fields import AGENT_FIELDS, Deed
from graph.text.reading import inside, spans_of
from graph.text.stated_date import Date

_LEVELS = ("subdistrict", "district", "city", "province")


def mark_inferred(deed: Deed, register: Register, plain: str, dates: Sequence[Date]) -> None:
    """Add to a deed's ``inferred`` each field that its spans do not support; ``dates`` are the text's."""
    record: dict[str, Any] = deed  # type: ignore[assignment]
    spans = spans_of(deed)
    words = " ".join(plain[s["start"] : s["end"]] for s in spans)
    found = list(deed.get("inferred", []))
    found += [
        key for key in AGENT_FIELDS if any(not _named(register.agents[i], words) for i in record.get(key, []))
    ]
    line = register.lines[deed["source"]["paragraph"] - 1].text
    for place in deed.get("where", []):
        found += _place_paths(place, register, words, line)
    found += _times(record.get("when", {}), words, [date for date in dates if inside(date, spans)])
    kept = [path for path in dict.fromkeys(found) if _has_value(path, record)]
    if kept:
        record["inferred"] = kept


def _named(agent: Any, words: str) -> bool:
    return any(name in words for name in (agent["name"], *agent.get("names", [])))


def _place_paths(identifier: str, register: Register, words: str, line: str) -> list[str]:
    place = register.places[identifier]
    found = [] if place["name"] in words else ["where"]
    while "within" in place:
        place = register.places[place["within"]]
        if place["level"] in _LEVELS and place["name"] not in line:
            found.append(f"where.{place['level']}")
    return found


def _times(when: Any, words: str, dates: Sequence[Date]) -> list[str]:
    found = []
    for key in ("start", "end", "asOf"):
        if key in when:
            fitting = [date for date in dates if date.fits(when[key])]
            found += [] if fitting else [f"when.{key}"]
            found += [] if any(date.has_year for date in fitting) else ["when.year"]
    if "said" in when and when["said"] not in words:
        found.append("when.said")
    return found


def _has_value(path: str, record: dict[str, Any]) -> bool:
    """Say whether a record has a value at a path."""
    head, _, tail = path.partition(".")
    if head not in record:
        return False
    return head != "when" or tail in ("", "year") or tail in record["when"]
