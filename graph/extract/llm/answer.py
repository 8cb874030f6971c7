"""A language model's answer, checked against its schema and the text: what these do not support is dropped."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.extract.draft import Amount, Counted, Draft, Noun
from graph.extract.text import Text, is_chinese
from graph.extract.zh.lexicon import sort_of
from graph.messages import Message
from graph.model.vocab import KIND, concepts
from graph.text.dates import find_dates
from graph.text.numerals import find_numbers
from graph.text.reading import measured
from graph.text.relative import Calendar
from graph.text.report import Paragraph

_NAMES = ("who", "whom", "to", "from", "where")
_BOUNDS = ("exact", "atLeast", "atMost", "about", "almost")
_ROLES = ("doer", "whom", "goods", "money", "recipient", "result", "place", "batch", "rate")
_STRINGS = {"type": "array", "items": {"type": "string", "minLength": 1}}
ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["deeds"],
    "properties": {
        "deeds": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind", "did", "who", "words"],
                "properties": {
                    "kind": {"type": "string"},
                    "did": {"type": "string", "minLength": 1},
                    "words": {"type": "string", "minLength": 2},
                    **dict.fromkeys(_NAMES, _STRINGS),
                    "start": {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                    "end": {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                    "quantities": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["value"],
                            "properties": {
                                "value": {"type": "number", "minimum": 0},
                                "measure": {"type": ["string", "null"]},
                                "bound": {"enum": list(_BOUNDS)},
                                "of": {"type": ["string", "null"]},
                                "role": {"enum": list(_ROLES)},
                            },
                        },
                    },
                },
            },
        }
    },
}


@dataclass
class Answers:
    """The answers about one text: the deeds that are kept, and what was dropped, by reason."""

    text: Text
    published: date
    dropped: Counter[str]
    drafts: list[Draft] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, answer: str, lines: list[Paragraph]) -> None:
        """Keep the deeds of an answer about some lines that its schema and the lines' words support."""
        for deed in _deeds(answer, self.dropped):
            key = json.dumps(deed, sort_keys=True)
            if key in self._seen:
                self.dropped[Message("drop-twice")] += 1
            elif draft := self._held(deed, lines):
                self.drafts.append(draft)
                self._seen.add(key)

    def _held(self, deed: dict[str, Any], lines: list[Paragraph]) -> Draft | None:
        words: str = deed["words"].strip()
        line = next((p for p in lines if words in p.text), None)
        reason = _unsupported(deed, words) if line else Message("drop-words")
        if reason or line is None:
            self.dropped[reason] += 1
            return None
        start = line.start + line.text.index(words)
        made = Draft(deed["kind"], deed["did"], start, start + len(words), line.number, 0, confidence=0.6)
        made.reasons.append("drafted by a language model")
        made.who, made.whom, made.to, made.from_, made.where = (
            [_noun(name, words, start) for name in deed.get(key, [])] for key in _NAMES
        )
        for place in made.where:
            place.sort = "site"
        numbers = {n.value: n for n in find_numbers(words, bare=True)}
        for q in deed.get("quantities", []):
            n = numbers[q["value"]]
            amount = Amount(start + n.start, start + n.end, n.value, q.get("measure") or "", n.bound)
            made.quantities.append(Counted(amount, q.get("of") or "", q.get("role", "goods")))
        self._days(made, deed, words)
        return made

    def _days(self, made: Draft, deed: dict[str, Any], words: str) -> None:
        first = deed.get("start")
        if not first:
            return
        last = deed.get("end") or first
        try:
            ordered = date.fromisoformat(first) <= date.fromisoformat(last)
        except ValueError:
            self.dropped[Message("drop-day")] += 1
            return
        if ordered and all(_states_day(day, words, self.published) for day in (first, last)):
            made.when = {"start": first, "end": last}
        else:
            self.dropped[Message("drop-day-unsaid")] += 1


def _deeds(answer: str, dropped: Counter[str]) -> list[dict[str, Any]]:
    import jsonschema_rs

    begin, end = answer.find("{"), answer.rfind("}")
    try:
        content = json.loads(answer[begin : end + 1]) if 0 <= begin < end else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("deeds"), list):
        dropped[Message("drop-no-json")] += 1
        return []
    validator = jsonschema_rs.Draft202012Validator(ANSWER["properties"]["deeds"]["items"])

    def valid(deed: object) -> bool:
        try:
            return validator.is_valid(deed)
        except (ValueError, RecursionError):  # NaN is not JSON, though Python reads it
            return False

    good = [deed for deed in content["deeds"] if valid(deed)]
    if len(good) < len(content["deeds"]):
        dropped[Message("drop-form")] += len(content["deeds"]) - len(good)
    return good


def _unsupported(deed: dict[str, Any], words: str) -> str:
    """Return what in a deed its words do not support, or ""."""
    if deed["kind"] not in concepts(KIND):
        return Message("drop-unknown-kind")
    quantities = deed.get("quantities", [])
    named = [name for key in _NAMES for name in deed.get(key, [])] + [
        q["of"] for q in quantities if q.get("of")
    ]
    if not deed["who"] or any(name not in words for name in named):
        return Message("drop-name")
    if deed["did"] not in words:
        return Message("drop-doing")
    numbers = find_numbers(words, bare=True)
    for q in quantities:
        alike = [n for n in numbers if n.value == q["value"]]
        if not alike:
            return Message("drop-number")
        if q.get("measure") and not any(measured(n, q["measure"], words) for n in alike):
            return Message("drop-measure")
    return ""


def _noun(name: str, words: str, start: int) -> Noun:
    at = start + words.index(name)
    if not is_chinese(name):
        from graph.extract.en.nouns import noun_of

        noun = noun_of(words, at - start, at - start + len(name))
        return Noun(at, at + len(name), name, "unit" if noun.sort in ("thing", "pronoun") else noun.sort)
    sort = sort_of(name)
    if sort not in ("team", "unit", "group"):
        sort = "person" if len(name) < 5 else "unit"
    return Noun(at, at + len(name), name, sort)


def _states_day(day: str, words: str, published: date) -> bool:
    """Say whether words state a date: as a date, or in words that the rules read so (昨日, on Friday)."""
    dates = find_dates(words)
    return any(d.fits(day) for d in dates) or any(
        day in (when.get("start"), when.get("end"), when.get("asOf")) for when in _read(words, published)
    )


def _read(words: str, published: date) -> Iterator[Any]:
    calendar = Calendar(published)
    if is_chinese(words):
        from graph.extract.zh.when import times

        yield from (time.when for time in times(words, 0, len(words), calendar))
    else:
        from graph.extract.en.when import times as english_times

        yield from (time.when for time in english_times(words, 0, len(words), find_numbers(words), calendar))
