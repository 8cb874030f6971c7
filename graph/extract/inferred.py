"""What a drafted deed says that its own words do not: listed in ``inferred``, whatever rule filled it in."""

from collections.abc import Sequence
from typing import Any

from graph.extract.names import Register
from graph.model.records import AGENT_FIELDS, Deed
from graph.text.dates import Date
from graph.text.durations import lasts
from graph.text.numerals import find_numbers
from graph.text.reading import inside, spans_of

_LEVELS = ("subdistrict", "district", "city", "province")


def mark_inferred(deed: Deed, register: Register, plain: str, dates: Sequence[Date]) -> None:
    """Add to a deed's ``inferred`` each field that its spans do not bear out, and drop what may not be inferred.

    ``dates`` are those of the text.
    """
    record: dict[str, Any] = deed  # type: ignore[assignment]
    spans = spans_of(deed)
    words = " ".join(plain[s["start"] : s["end"]] for s in spans)
    found = list(deed.get("inferred", []))
    found += [
        key for key in AGENT_FIELDS if any(not _named(register.agents[i], words) for i in record.get(key, []))
    ]
    line = register.lines[deed["source"]["paragraph"] - 1].text
    for place in deed.get("where", []):
        found += _places(place, register, words, line)
    if when := record.get("when"):
        _drop_unread(when, words)
        found += _times(when, words, [date for date in dates if inside(date, spans)])
        if not when:
            del record["when"]
    kept = [path for path in dict.fromkeys(found) if _stands(path, record)]
    if kept:
        record["inferred"] = kept


def _named(agent: Any, words: str) -> bool:
    return any(name in words for name in (agent["name"], *agent.get("names", [])))


def _places(place: str, register: Register, words: str, line: str) -> list[str]:
    held = register.places[place]
    found = [] if held["name"] in words else ["where"]
    while "within" in held:
        held = register.places[held["within"]]
        if held["level"] in _LEVELS and held["name"] not in line:
            found.append(f"where.{held['level']}")
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


def _drop_unread(when: Any, words: str) -> None:
    """Take back how long and how often where the deed's spans do not say so: it was said of something else."""
    duration, recurrence = when.get("duration"), when.get("recurrence", {})
    often = [recurrence[key] for key in ("times", "shifts") if recurrence.get(key, 1) > 1]
    numbers = find_numbers(words, bare=True) if duration or often else []
    if duration and not any(lasts(number, duration, words) for number in numbers):
        del when["duration"]
    if any(count not in {number.value for number in numbers} for count in often) and "twice" not in words:
        del when["recurrence"]


def _stands(path: str, record: dict[str, Any]) -> bool:
    """Say whether there is what a path says was filled in."""
    head, _, tail = path.partition(".")
    if head not in record:
        return False
    return head != "when" or tail in ("", "year") or tail in record["when"]
