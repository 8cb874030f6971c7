"""A language model as an option: an OpenAI-compatible server of the user's own drafts, and its answer is checked.

A deed stays only if its words are found in the text, and its names and numbers are in those words; the others
are dropped and counted. Nothing is sent anywhere but to the address that the user gave.
"""

import json
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.errors import CallError, DataError
from graph.extract.draft import Counted, Draft
from graph.extract.lexicon import sort_of
from graph.extract.naming import Noun
from graph.extract.quantity import Amount
from graph.extract.text import Text
from graph.numerals import find_numbers
from graph.report import Paragraph, paragraphs
from graph.vocab import KIND, concepts

_CHUNK = 3000  # characters of the report in one question
_MAX_ANSWER = 4_000_000  # bytes
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
class Model:
    """A server and its model; ``dropped`` counts what was left out of its answers, by reason."""

    url: str
    name: str = "default"
    timeout: float = 120.0
    key: str = ""
    dropped: Counter[str] = field(default_factory=Counter)

    def drafts(self, text: Text, published: date) -> list[Draft]:
        """Return the deeds that the model drafts and the text bears out."""
        made: list[Draft] = []
        for lines in _chunks(text):
            answer = self._ask("\n".join(line.text for line in lines), published)
            for deed in _deeds(answer, self.dropped):
                draft = _held(deed, text, lines, self.dropped)
                made += [draft] if draft else []
        made.sort(key=lambda draft: (draft.start, draft.end))
        return made

    def _ask(self, words: str, published: date) -> str:
        body = {
            "model": self.name,
            "temperature": 0,
            "messages": [{"role": "system", "content": _task(published)}, {"role": "user", "content": words}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "deeds", "schema": ANSWER}},
        }
        address = self.url.rstrip("/")
        if not address.startswith(("http://", "https://")):
            raise CallError(f"{self.url!r} is no address of a server; write http://host:port/v1")
        address += "/chat/completions" if address.endswith("/v1") else "/v1/chat/completions"
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.key}"} if self.key else {}
        )
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                data = response.read(_MAX_ANSWER + 1)
        except TimeoutError:
            raise CallError(f"{self.url}: no answer within {self.timeout:g} s") from None
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise CallError(f"{self.url}: no answer within {self.timeout:g} s") from None
            raise CallError(f"{self.url}: {reason}") from None
        if len(data) > _MAX_ANSWER:
            raise DataError(f"the model's answer is larger than {_MAX_ANSWER:,} bytes", self.url)
        try:
            return str(json.loads(data)["choices"][0]["message"]["content"])
        except (ValueError, KeyError, IndexError, TypeError):
            raise DataError("the server's answer is no chat completion", self.url) from None


def _task(published: date) -> str:
    kinds = ", ".join(concepts(KIND))
    return (
        "List each deed that the report says was done: who did what. Leave out plans, wishes and denials. Answer "
        'with JSON {"deeds": [{"kind", "did", "who": [], "whom": [], "to": [], "from": [], "where": [], "start", '
        '"end", "quantities": [{"value", "measure", "bound", "of", "role"}], "words"}]}. "words" is the clause '
        "copied from the report character by character; names and numbers are those that stand in it. "
        f"kind is one of: {kinds}. Days are YYYY-MM-DD; the report was published on {published.isoformat()}."
    )


def _chunks(text: Text) -> Iterator[list[Paragraph]]:
    held: list[Paragraph] = []
    for line in paragraphs(text.text):
        if held and sum(len(p.text) for p in held) + len(line.text) > _CHUNK:
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _deeds(answer: str, dropped: Counter[str]) -> list[dict[str, Any]]:
    import jsonschema_rs

    begin, end = answer.find("{"), answer.rfind("}")
    try:
        content = json.loads(answer[begin : end + 1]) if 0 <= begin < end else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("deeds"), list):
        dropped["no JSON with deeds"] += 1
        return []
    validator = jsonschema_rs.Draft202012Validator(ANSWER["properties"]["deeds"]["items"])
    good = [deed for deed in content["deeds"] if validator.is_valid(deed)]
    if len(good) < len(content["deeds"]):
        dropped["not in the form asked for"] += len(content["deeds"]) - len(good)
    return good


def _held(deed: dict[str, Any], text: Text, lines: list[Paragraph], dropped: Counter[str]) -> Draft | None:
    """Return a deed that the text bears out; else count why not."""
    words: str = deed["words"].strip()
    line = next((p for p in lines if words in p.text), None)
    if line is None:
        dropped["words not in the text"] += 1
        return None
    if deed["kind"] not in concepts(KIND):
        dropped["unknown kind"] += 1
        return None
    start = line.start + line.text.index(words)
    if not deed["who"] or any(name not in words for key in _NAMES for name in deed.get(key, [])):
        dropped["a name not in its words"] += 1
        return None
    numbers = {(n.value): n for n in find_numbers(words, bare=True)}
    if any(q["value"] not in numbers for q in deed.get("quantities", [])):
        dropped["a number not in its words"] += 1
        return None
    made = Draft(deed["kind"], deed["did"], start, start + len(words), line.number, 0, confidence=0.6)
    made.reasons.append("drafted by a language model")

    def nouns(key: str) -> list[Noun]:
        return [_noun(name, words, start) for name in deed.get(key, [])]

    made.who, made.whom, made.to, made.from_, made.where = (nouns(key) for key in _NAMES)
    for place in made.where:
        place.sort = "site"
    for q in deed.get("quantities", []):
        n = numbers[q["value"]]
        amount = Amount(start + n.start, start + n.end, n.value, q.get("measure") or "", n.bound)
        made.quantities.append(Counted(amount, q.get("of") or "", q.get("role", "goods")))
    _days(made, deed, dropped)
    return made


def _noun(name: str, words: str, start: int) -> Noun:
    at = start + words.index(name)
    sort = sort_of(name)
    return Noun(
        at,
        at + len(name),
        name,
        sort if sort in ("team", "unit", "group") else "person" if len(name) < 5 else "unit",
    )


def _days(made: Draft, deed: dict[str, Any], dropped: Counter[str]) -> None:
    try:
        first = date.fromisoformat(deed["start"]) if deed.get("start") else None
        last = date.fromisoformat(deed["end"]) if deed.get("end") else first
    except ValueError:
        dropped["a day that is none"] += 1
        return
    if first and last and first <= last:
        made.when = {"start": first.isoformat(), "end": last.isoformat()}
        made.inferred.append("when.start")
