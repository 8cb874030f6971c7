"""A deed as a sentence in Chinese or English, in parts that can be shown with links: who, did, what, where, when.

The page's own script makes the same sentences in the browser, of the same words; a test compares the two.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from graph.messages import Language, catalogue, translate
from graph.model.bounds import SIGNS
from graph.model.fields import DeedRow
from graph.model.measures import measure
from graph.model.vocab import KIND, ROLE, concepts


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; ``iri`` of what it names; ``inferred`` when the report does not say it itself."""

    text: str
    iri: str | None = None
    inferred: bool = False
    strong: bool = False
    muted: bool = False  # says that something is not said


def sentence(row: DeedRow, language: Language, names: Mapping[str, str] | None = None) -> list[Part]:
    """Return the sentence of a deed as parts.

    ``names`` are the names in this language by IRI, where there are any. Numbers keep their bound, and it says what
    the report does not say.
    """
    zh = language == "zh"

    def named(role: str) -> list[Part]:
        return _named(row, role, language, names or {})

    def texts(values: Iterable[str]) -> list[Part]:
        return _listed(map(Part, values), language)

    def led(key: str, parts: list[Part]) -> list[Part]:
        return _led(language, key, parts)

    direct = [] if zh or row["kind"] != "console" else named("to")  # one consoles somebody, not to somebody
    role = texts(row["as"])
    things = [named("whom"), direct, texts(row["what"]), role if zh else []]
    nowhere = led("ui.sentenceNowhere", [Part(translate(language, "ui.nowhere"), muted=True)])
    numbers = _listed((Part(say_quantity(quantity, language)) for quantity in row["quantities"]), language)
    parts = [
        *(named("who") or [Part(translate(language, "ui.nobody"), muted=True)]),
        *led("ui.sentenceWith", named("with")),
        *([Part(f"“{row['did']}”", strong=True)] if zh else _english_verb(row)),
        *led("ui.sentenceThings", _joined(things, language)),
        *([] if zh else _role(row["kind"], role)),
        *led("ui.sentenceTo", [] if direct else named("to")),
        *led("ui.sentenceFrom", named("from")),
        *led("ui.sentenceAbout", named("about")),
        *(led("ui.sentenceWhere", named("where")) or nowhere),
        *led("ui.sentenceWhen", _when(row, language)),
        *led("ui.sentenceNumbers", numbers),
        Part(translate(language, "ui.sentenceEnd")),
    ]
    return [part for part in parts if part.text]


def sentence_text(row: DeedRow, language: Language, names: Mapping[str, str] | None = None) -> str:
    """Return the sentence of a deed as plain text."""
    return "".join(part.text for part in sentence(row, language, names))


def _english_verb(row: DeedRow) -> list[Part]:
    return [Part(f" {predicate(row['kind'])}", strong=True), Part(f" ({row['did']})")]


def _role(kind: str, role: list[Part]) -> list[Part]:
    if predicate(kind).endswith(" as"):
        return [Part(" "), *role] if role else []
    return _led("en", "ui.sentenceAs", role)


def _named(row: DeedRow, role: str, language: Language, names: Mapping[str, str]) -> list[Part]:
    inferred = role in row["inferred"]
    references: Iterable[Any] = row[role]  # type: ignore[literal-required]
    return _listed((Part(names.get(r["id"]) or r["name"], r["id"], inferred) for r in references), language)


def _listed(parts: Iterable[Part], language: Language) -> list[Part]:
    return _joined([[part] for part in parts], language)


def _joined(lists: Iterable[list[Part]], language: Language) -> list[Part]:
    found: list[Part] = []
    for parts in filter(None, lists):
        found += [Part(translate(language, "ui.comma")), *parts] if found else parts
    return found


def _led(language: Language, key: str, parts: list[Part]) -> list[Part]:
    """Put the words of a row of the catalogue before and after parts; nothing where there are none."""
    before, _, after = catalogue()[key][language].partition("{x}")
    return [Part(before), *parts, Part(after)] if parts else []


def _when(row: DeedRow, language: Language) -> list[Part]:
    when = row["when"]
    inferred = any(path.startswith("when") for path in row["inferred"])
    start, end, as_of = when["start"], when["end"], when["asOf"]
    parts = []
    if start:
        parts.append(Part(_period(start, end, language), inferred=inferred))
    elif end:
        parts.append(Part(translate(language, "ui.untilDate", x=say_day(end, language)), inferred=inferred))
    if as_of:
        parts.append(Part(translate(language, "ui.asOfDate", x=say_day(as_of, language)), inferred=inferred))
    if when["said"]:
        parts.append(Part(f"“{when['said']}”", inferred=inferred))
    if not (start or end or as_of):
        parts.append(Part(translate(language, "ui.noDay"), muted=True))
    if when["duration"]:
        parts.append(Part(translate(language, "ui.lasting", x=say_duration(when["duration"], language))))
    if when["recurrence"]:
        parts.append(Part(say_recurrence(when["recurrence"], language)))
    return _listed(parts, language)


def _period(start: str, end: str | None, language: Language) -> str:
    first = say_day(start, language)
    if end is None:
        return translate(language, "ui.fromDate", x=first)
    if end == start:
        return translate(language, "ui.onDate", x=first)
    return translate(language, "ui.fromDateTo", x=first, y=say_day(end, language))


def say_day(day: str, language: Language) -> str:
    """Return an ISO day as the language writes it.

    >>> say_day("2020-03-05", "zh"), say_day("2020-03-05", "en")
    ('2020年3月5日', '5 Mar 2020')
    """
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    month = translate(language, "ui.months").split()[found.month - 1]
    return translate(language, "ui.date", day=found.day, month=month, year=found.year)


_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)


def say_duration(duration: str, language: Language) -> str:
    """Return an ``xsd:duration`` in words.

    >>> say_duration("P11D", "zh"), say_duration("P1DT2H", "en")
    ('11天', '1 day 2 hours')
    """
    match = _DURATION.fullmatch(duration)
    if match is None:
        return duration
    units = translate(language, "ui.durationUnits").split()
    parts = [(n, unit) for n, unit in zip(match.groups(), units, strict=True) if n]
    if language == "zh":
        return "".join(f"{n}{unit}" for n, unit in parts)
    return " ".join(f"{n} {unit}{'' if n == '1' else 's'}" for n, unit in parts)


def say_recurrence(recurrence: Mapping[str, Any], language: Language) -> str:
    """Return a recurrence in words.

    >>> say_recurrence({"times": 2, "per": "P1D"}, "en"), say_recurrence({"times": 2, "per": "P1D"}, "zh")
    ('twice a day', '每天2次')
    """
    said = []
    if (times := recurrence.get("times")) and recurrence.get("per"):
        per = re.sub("^1 ?", "", say_duration(recurrence["per"], language))
        key = {1: "ui.oncePer", 2: "ui.twicePer"}.get(times, "ui.timesPer")
        said.append(translate(language, key, times=times, per=per))
    if recurrence.get("shifts"):
        said.append(translate(language, "ui.shiftsPerDay", n=recurrence["shifts"]))
    if recurrence.get("allDay"):
        said.append(translate(language, "ui.roundTheClock"))
    return translate(language, "ui.comma").join(said)


def say_quantity(quantity: Mapping[str, Any], language: Language) -> str:
    """Return a number with its bound in words, its measure and what is counted.

    >>> say_quantity({"value": 2340000, "bound": "atLeast", "measure": "件", "of": "物资"}, "zh")
    '至少234万件物资'
    """
    _, zh, en = SIGNS.get(quantity["bound"], SIGNS["exact"])
    number = (zh if language == "zh" else en) + say_number(quantity["value"], language)
    joint = "" if language == "zh" else " "
    counted = joint.join(part for part in (number, quantity["measure"], quantity["of"]) if part)
    if quantity.get("role") != "rate" or measure(quantity["measure"] or "").type == "share":
        return counted
    role = getattr(concepts(ROLE)["rate"], language)  # so much each is no amount
    return translate(language, "ui.numberWithRole", number=counted, role=role)


def say_number(value: float, language: Language) -> str:
    """Return a number grouped, in 万 or 亿 where Chinese says it so.

    >>> say_number(2340000, "zh"), say_number(2340000, "en"), say_number(2.5, "en"), say_number(650000000, "zh")
    ('234万', '2,340,000', '2.5', '6.5亿')
    """
    if language == "zh" and value >= 10000 and value % 10000 == 0:
        big, unit = (10**8, "亿") if value >= 10**8 else (10**4, "万")
        return f"{Decimal(int(value)) / big:,f}{unit}"
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)).normalize():,f}"


_IRREGULAR = {
    "be": "was", "bring": "brought", "build": "built", "buy": "bought", "come": "came", "do": "did", "find": "found",
    "get": "got", "give": "gave", "go": "went", "hold": "held", "keep": "kept", "lead": "led", "leave": "left",
    "make": "made", "meet": "met", "pay": "paid", "put": "put", "read": "read", "run": "ran", "say": "said",
    "see": "saw", "sell": "sold", "send": "sent", "set": "set", "speak": "spoke", "spend": "spent", "take": "took",
    "teach": "taught", "tell": "told", "think": "thought", "undertake": "undertook", "win": "won", "write": "wrote",
}  # fmt: skip


@cache
def is_broad(kind: str) -> bool:
    """Say whether a kind of deed has narrower ones: its label is a noun then (supplying), else a verb (donate).

    >>> is_broad("supply"), is_broad("donate")
    (True, False)
    """
    return any(one.broader == kind for one in concepts(KIND).values())


def predicate(kind: str) -> str:
    """Return what an English sentence says of a kind of deed.

    >>> predicate("supply"), predicate("donate")
    ('did work of supplying', 'donated')
    """
    known = concepts(KIND)
    label = known[kind].en if kind in known else kind
    return f"did work of {label}" if is_broad(kind) else past(label)


def past(label: str) -> str:
    """Return the past tense of the first word of a kind's English label.

    >>> past("issue a document"), past("carry"), past("give back")
    ('issued a document', 'carried', 'gave back')
    """
    verb, space, rest = label.partition(" ")
    return (_IRREGULAR.get(verb) or _regular(verb)) + space + rest


def _regular(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    return f"{verb}ed"
