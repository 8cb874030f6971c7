"""Records against the words that they cite: spans, numbers, days, names."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from graph.errors import DataError
from graph.messages import Message
from graph.model.fields import DEED, Deed, Span
from graph.model.records import LOCAL_AGENTS, Agent, Bundle, Document, Place
from graph.model.schema import at_field, located
from graph.model.vocab import BOUND, concept_label
from graph.text.durations import lasts
from graph.text.names import names_of
from graph.text.reading import Reading, inside, measured, same_value, spans_of, states

# The levels of a place's path that inferred must list when the deed's paragraph does not name them.
_LEVELS = ("subdistrict", "district", "city")


@dataclass
class Shared:
    """The records that reports share, by id: units, places, documents."""

    units: MutableMapping[str, Agent] = field(default_factory=dict)
    places: MutableMapping[str, Place] = field(default_factory=dict)
    documents: MutableMapping[str, Document] = field(default_factory=dict)

    def learn(self, bundle: Bundle) -> None:
        """Take in the shared records of a bundle."""
        self.units.update(
            {agent["id"]: agent for agent in bundle.agents if agent["type"] not in LOCAL_AGENTS}
        )
        self.places.update({place["id"]: place for place in bundle.places})
        self.documents.update({document["id"]: document for document in bundle.documents})

    def as_named_in(self, bundle: Bundle) -> "Shared":
        """Return the records with a bundle's own first: 武汉 of one draft may be 武汉市 of another."""
        own = Shared()
        own.learn(bundle)
        return Shared(
            ChainMap(own.units, self.units),
            ChainMap(own.places, self.places),
            ChainMap(own.documents, self.documents),
        )

    def path(self, place: str) -> Iterator[Place]:
        """Yield the places that hold a place, the nearest first."""
        seen: set[str] = set()
        while place in self.places and place not in seen:
            if seen:
                yield self.places[place]
            seen.add(place)
            place = self.places[place].get("within", "")


def evidence_errors(bundle: Bundle, reading: Reading, shared: Shared) -> list[DataError]:
    """Return what a report's records say and the words they cite do not.

    Spans must lie in the paragraph that they name; quantities, days, durations and names must be readable
    there, unless ``inferred`` lists them. The bundle's references must be sound already; a record that was
    too faulty to be taken in is passed over.
    """
    errors: list[DataError] = []
    deeds = {deed["id"]: deed for deed in bundle.deeds}
    shared = shared.as_named_in(bundle)
    agents = ChainMap({agent["id"]: agent for agent in bundle.agents}, shared.units)

    def judge(record_type: Any, record: Mapping[str, Any], messages: Iterable[str]) -> None:
        errors.extend(located(bundle, record_type, record["id"], message) for message in messages)

    for agent in bundle.agents:
        judge("agent", agent, list(span_errors(agent, reading)) or _agent_errors(agent, reading))
    for deed in bundle.deeds:
        wrong = list(span_errors(deed, reading))
        judge("deed", deed, wrong or _quantity_errors(deed, deeds, reading))
        if not wrong:
            judge("deed", deed, _time_errors(deed, reading))
            judge("deed", deed, _name_errors(deed, agents, reading, shared))
            judge("deed", deed, _path_errors(deed, reading, shared))
    return errors


def span_errors(record: Mapping[str, Any], reading: Reading) -> Iterator[str]:
    """Yield what is wrong with the spans of a record: past the text, or not in the paragraph that they name."""
    for span in spans_of(record):
        named = {"start": span["start"], "end": span["end"]}
        paragraph = reading.paragraphs.get(span["paragraph"])
        if span["end"] > len(reading.text):
            yield Message("span-past-text", n=len(reading.text), **named)
        elif paragraph is None:
            named["paragraph"] = span["paragraph"]
            yield Message("span-no-paragraph", n=len(reading.paragraphs), **named)
        elif span["start"] < paragraph.start or span["end"] > paragraph.end:
            where = {"paragraph": span["paragraph"], "first": paragraph.start, "last": paragraph.end}
            yield Message("span-other-paragraph", **named, **where)


def _agent_errors(agent: Agent, reading: Reading) -> Iterator[str]:
    spans = spans_of(agent)
    if not spans:
        return
    words = "".join(_words(spans, reading))
    if not any(_in_order(name, words) for name in names_of(agent)):
        yield Message("name-not-in-spans", name=agent["name"])
    if "age" in agent and not any(n.value == agent["age"] for n in reading.numerals if inside(n, spans)):
        yield at_field("age", Message("age-not-in-spans", age=agent["age"]))


def _in_order(name: str, words: str) -> bool:
    """Say whether the characters of a name are in the words in that order: other words may come between."""
    rest = iter(words)
    return all(character in rest for character in name)


def _words(spans: Iterable[Span], reading: Reading) -> list[str]:
    return [reading.text[span["start"] : span["end"]] for span in spans]


def _quantity_errors(deed: Deed, deeds: Mapping[str, Deed], reading: Reading) -> Iterator[str]:
    for quantity in deed.get("quantities", []):
        spans = spans_of(deed)
        if "same" in quantity and "/" in quantity["same"]:  # stated twice: either deed's words will do
            spans += spans_of(deeds[quantity["same"].partition("/")[0]])
        near = [number for number in reading.numerals if inside(number, spans)]
        if any(states(number, quantity, reading.text) for number in near):
            continue
        path = f"quantities.{quantity['id']}"
        alike = [number for number in near if same_value(number, quantity["value"])]
        if not alike:
            there = ", ".join(f"{number.value:g}" for number in reading.numbers if inside(number, spans))
            missing = Message("number-not-in-spans", value=quantity["value"], there=there or Message("none"))
            yield at_field(path, missing)
        elif measured(alike[0], quantity.get("measure", ""), reading.text):
            said = reading.text[alike[0].start : alike[0].end]
            bounds = {
                "said": concept_label(BOUND, alike[0].bound),
                "bound": concept_label(BOUND, quantity["bound"]),
            }
            yield at_field(f"{path}.bound", Message("bound-other", words=said, **bounds))
        else:
            named = {"measure": quantity["measure"], "value": quantity["value"]}
            yield at_field(f"{path}.measure", Message("measure-not-beside", **named))


def _time_errors(deed: Deed, reading: Reading) -> Iterator[str]:
    when, inferred, spans = deed.get("when", {}), deed.get("inferred", []), spans_of(deed)
    if "when" in inferred:
        return
    dates = [date for date in reading.dates if inside(date, spans)]
    for key, day in (("start", when.get("start")), ("end", when.get("end")), ("asOf", when.get("asOf"))):
        if day is None or f"when.{key}" in inferred or (key == "end" and day == when["start"]):
            continue
        fitting = [date for date in dates if date.fits(day)]
        if not fitting:
            yield at_field(f"when.{key}", Message("day-not-in-spans", day=day, path=f"when.{key}"))
        elif not any(date.has_year for date in fitting) and "when.year" not in inferred:
            yield at_field(f"when.{key}", Message("year-not-said"))
    numbers = [number for number in reading.numerals if inside(number, spans)]
    duration, recurrence = when.get("duration"), when.get("recurrence", {})
    if duration and not any(lasts(number, duration, reading.text) for number in numbers):
        yield at_field("when.duration", Message("value-not-in-spans", value=duration))
    for name, count in (("times", recurrence.get("times", 1)), ("shifts", recurrence.get("shifts", 1))):
        # Once a day (每天) needs no number.
        twice = count == 2 and any("twice" in part.lower() for part in _words(spans, reading))
        if count > 1 and not twice and not any(number.value == count for number in numbers):
            yield at_field(f"when.recurrence.{name}", Message("value-not-in-spans", value=count))
    if "said" in when and "when.said" not in inferred and not _said(when["said"], spans, reading):
        yield at_field("when.said", Message("said-not-in-spans", said=when["said"]))


def _said(words: str, spans: Iterable[Span], reading: Reading) -> bool:
    return any(words in part for part in _words(spans, reading))


def _name_errors(deed: Deed, agents: Mapping[str, Agent], reading: Reading, shared: Shared) -> Iterator[str]:
    spans, record = spans_of(deed), dict[str, Any](deed)
    known: dict[str, Mapping[str, Mapping[str, Any]]] = {
        "agents": agents, "places": shared.places, "documents": shared.documents,
    }  # fmt: skip
    for key, records in ((one.name, known[one.value]) for one in DEED if one.value in known):
        if key in deed.get("inferred", []):
            continue
        for ref in record.get(key, []):
            if ref in records and not _named(records[ref], spans, reading):
                named = {"id": ref, "name": records[ref]["name"]}
                yield at_field(
                    key,
                    Message("not-named", **named)
                    if key == "about"
                    else Message("not-named-or-inferred", path=key, **named),
                )


def _named(record: Mapping[str, Any], spans: list[Span], reading: Reading) -> bool:
    """Say whether one of the names is in the spans, or they meet with what the record itself cites."""
    if any(_said(name, spans, reading) for name in names_of(record)):
        return True
    return any(
        own["start"] < span["end"] and span["start"] < own["end"]
        for own in spans_of(record)
        for span in spans
    )


def _path_errors(deed: Deed, reading: Reading, shared: Shared) -> Iterator[str]:
    inferred = deed.get("inferred", [])
    if "where" in inferred:
        return
    around = "\n".join(reading.paragraphs[span["paragraph"]].text for span in spans_of(deed))
    for place in deed.get("where", []):
        for holder in shared.path(place):
            level = f"where.{holder['level']}"
            if holder["level"] not in _LEVELS or level in inferred:
                continue
            if not any(name in around for name in names_of(holder)):
                yield at_field("where", Message("holder-not-named", name=holder["name"], path=level))
