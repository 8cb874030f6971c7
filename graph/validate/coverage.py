"""What a report says and no record holds: numbers, days and known names that are left over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.messages import Message
from graph.model.fields import Deed
from graph.model.records import Agent, Bundle, Unrecorded
from graph.model.schema import at_field
from graph.text.durations import lasts
from graph.text.names import Name, NameIndex, find_names, names_of
from graph.text.numerals import Number
from graph.text.reading import Reading, Stretch, inside, spans_of, states, times
from graph.text.stated_date import Date
from graph.validate.evidence import span_errors

What = Literal["number", "date", "name"]


@dataclass
class Tally:
    """How many of one type the text has, how many are in a record, how many ``unrecorded`` excuses."""

    found: int = 0
    recorded: int = 0
    excused: int = 0

    @property
    def left(self) -> int:
        """How many are left over."""
        return self.found - self.recorded - self.excused

    def add(self, other: "Tally") -> None:
        """Add the counts of another report."""
        self.found += other.found
        self.recorded += other.recorded
        self.excused += other.excused


@dataclass(frozen=True)
class Leftover:
    """Something that the text says and no record holds; code points, the end exclusive."""

    what: What
    start: int
    end: int


@dataclass
class Coverage:
    """What a text says, by type: the counts, what is left over, and what is wrong with ``unrecorded``."""

    numbers: Tally = field(default_factory=Tally)
    dates: Tally = field(default_factory=Tally)
    names: Tally = field(default_factory=Tally)
    leftovers: list[Leftover] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def tallies(self) -> dict[What, Tally]:
        """Return the counts by type."""
        return {"number": self.numbers, "date": self.dates, "name": self.names}


def cover(bundle: Bundle, reading: Reading, shared: NameIndex) -> Coverage:
    """Hold what a report's text says against the records of its bundle.

    A number or a date is recorded if a deed or an agent whose span covers it has that value; a name, if it
    is in any span. A number within a name or within a record's own words (四类人员) is part of those.
    ``shared`` has the names that reports share; groups are described rather than named, so theirs are none.
    """
    own = NameIndex()
    own.add(name for agent in bundle.agents if agent["type"] != "group" for name in names_of(agent))
    names = find_names(reading.text, shared, own)
    excuses = _excuses(bundle)
    used: set[int] = set()
    coverage = Coverage()
    for what, thing, recorded in _judge(bundle, reading, names):
        tally = coverage.tallies()[what]
        tally.found += 1
        excusing = [i for i, excuse in enumerate(excuses) if inside(thing, [excuse])]
        if recorded:
            tally.recorded += 1
        elif excusing:
            tally.excused += 1
            used.update(excusing)
        else:
            coverage.leftovers.append(Leftover(what, thing.start, thing.end))
    coverage.leftovers.sort(key=lambda leftover: leftover.start)
    coverage.errors = list(_excuse_errors(excuses, used, reading))
    return coverage


def _excuses(bundle: Bundle) -> Sequence[Unrecorded]:
    return bundle.report.get("unrecorded", []) if bundle.report else []


def _excuse_errors(excuses: Sequence[Unrecorded], used: set[int], reading: Reading) -> Iterator[str]:
    for i, excuse in enumerate(excuses):
        misplaced = list(span_errors({"source": excuse}, reading))
        yield from (at_field("unrecorded", message) for message in misplaced)
        if not misplaced and i not in used:
            named = {"start": excuse["start"], "end": excuse["end"], "paragraph": excuse["paragraph"]}
            yield at_field("unrecorded", Message("excuse-needless", **named))


def _judge(bundle: Bundle, reading: Reading, names: Sequence[Name]) -> Iterator[tuple[What, Stretch, bool]]:
    """Yield each number, date and name of the text, and whether a record holds it."""
    for date in reading.dates:
        yield "date", date, any(_dated(date, record) for record in _covering(date, bundle))
    for name in names:
        yield "name", name, any(True for _ in _covering(name, bundle))
    for number in reading.numbers:
        if not any(name.start <= number.start and number.end <= name.end for name in names):
            yield (
                "number",
                number,
                any(_counted(number, record, reading) for record in _covering(number, bundle)),
            )


def _covering(thing: Stretch, bundle: Bundle) -> Iterator[Deed | Agent]:
    records: list[Deed | Agent] = [*bundle.deeds, *bundle.agents]
    return (record for record in records if inside(thing, spans_of(record)))


def _dated(date: Date, record: Mapping[str, Any]) -> bool:
    when = record.get("when", {})
    days = [
        when.get("start"),
        when.get("end"),
        when.get("asOf"),
        *(p.get("since") for p in record.get("posts", [])),
    ]
    return any(date.fits(day) for day in days if day)


def _counted(number: Number, record: Mapping[str, Any], reading: Reading) -> bool:
    text = reading.text
    return (
        any(states(number, quantity, text) for quantity in record.get("quantities", []))
        or times(number, record.get("when", {}), text)
        or number.value == record.get("age")
        or any(lasts(number, post.get("duration", ""), text) for post in record.get("posts", []))
        or _worded(text[number.start : number.end] + number.measure, record)
    )


def _worded(phrase: str, record: Mapping[str, Any]) -> bool:
    """Say whether a number with its measure is in the words of a record."""
    words = [record.get("did", ""), *record.get("what", []), *record.get("as", [])]
    words += [
        record.get("when", {}).get("said", ""),
        *(q.get("of", "") for q in record.get("quantities", [])),
    ]
    return len(phrase) > 1 and any(phrase in word for word in words)
