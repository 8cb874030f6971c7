"""What a drafted deed says that its own words do not: listed in ``inferred``, whatever rule filled it in."""

from typing import Any

from graph.extract.names import Register
from graph.model.records import AGENT_FIELDS, Deed
from graph.text.dates import find_dates

_LEVELS = ("subdistrict", "district", "city", "province")


def mark_inferred(deed: Deed, register: Register, plain: str) -> None:
    """Add to a deed's ``inferred`` each field that its spans do not bear out."""
    record: dict[str, Any] = deed  # type: ignore[assignment]
    words = " ".join(plain[s["start"] : s["end"]] for s in (deed["source"], *deed.get("also", [])))
    found = list(deed.get("inferred", []))
    found += [
        key for key in AGENT_FIELDS if any(not _named(register.agents[i], words) for i in record.get(key, []))
    ]
    line = register.lines[deed["source"]["paragraph"] - 1].text
    for place in deed.get("where", []):
        found += _places(place, register, words, line)
    found += _times(record.get("when", {}), words)
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


def _times(when: Any, words: str) -> list[str]:
    dates = find_dates(words)
    found = []
    for key in ("start", "end", "asOf"):
        if key in when and not any(date.fits(when[key]) for date in dates):
            found.append(f"when.{key}")
        if key in when and not any(date.year for date in dates):
            found.append("when.year")
    if "said" in when and when["said"] not in words:
        found.append("when.said")
    return found


def _stands(path: str, record: dict[str, Any]) -> bool:
    """Say whether there is what a path says was filled in."""
    head, _, tail = path.partition(".")
    if head not in record:
        return False
    return head != "when" or tail in ("", "year") or tail in record["when"]
