"""A deed as a sentence in Chinese or English, in parts that can be shown with links: who, did, what, where, when.

The page's own script makes the same sentences in the browser; a test holds one against the other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from graph.model.bounds import SIGNS
from graph.model.fields import DeedRow
from graph.model.measures import measure
from graph.model.vocab import KIND, ROLE, concepts

Language = Literal["zh", "en"]


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

    ``names`` are the names in this language by IRI, where there are any. Numbers keep their bound, and what is not
    said is told.
    """
    parts = (_chinese if language == "zh" else _english)(row, names or {})
    return [part for part in parts if part.text]


def sentence_text(row: DeedRow, language: Language, names: Mapping[str, str] | None = None) -> str:
    """Return the sentence of a deed as plain text."""
    return "".join(part.text for part in sentence(row, language, names))


def _chinese(row: DeedRow, names: Mapping[str, str]) -> list[Part]:
    def named(role: str) -> list[Part]:
        return _named(row, role, names, "、")

    parts = named("who") or [Part("（未说明何人）", muted=True)]
    if partners := named("with"):
        parts += [Part("与"), *partners, Part("一道")]
    parts.append(Part(f"“{row['did']}”", strong=True))
    parts += _joined([named("whom"), _texts(row["what"], "、"), _texts(row["as"], "、")], "、")
    parts += _led("，给", named("to")) + _led("，来自", named("from"))
    if about := named("about"):
        parts += [Part("：《"), *about, Part("》")]
    where = named("where")
    parts += _led("，地点：", where) or [Part("，"), Part("未说明地点", muted=True)]
    parts += [Part("，时间："), *_when(row, "zh")]
    parts += _led("，数量：", _interleaved([Part(say_quantity(q, "zh")) for q in row["quantities"]], "、"))
    return [*parts, Part("。")]


def _english(row: DeedRow, names: Mapping[str, str]) -> list[Part]:
    def named(role: str) -> list[Part]:
        return _named(row, role, names, ", ")

    known = concepts(KIND)
    kind = known[row["kind"]].en if row["kind"] in known else row["kind"]
    parts = named("who") or [Part("(nobody named)", muted=True)]
    parts += _led(" with ", named("with"))
    parts += [
        Part(f" {f'did work of {kind}' if is_broad(row['kind']) else past(kind)}", strong=True),
        Part(f" ({row['did']})"),
    ]
    # One consoles somebody, not to somebody.
    direct = named("to") if row["kind"] == "console" else []
    parts += _led(" ", _joined([named("whom"), direct, _texts(row["what"], ", ")], ", "))
    parts += _led(" " if kind.endswith(" as") else " as ", _texts(row["as"], ", "))
    parts += _led(" to ", [] if direct else named("to"))
    parts += _led(" from ", named("from")) + _led(": ", named("about"))
    parts += _led(", at ", named("where")) or [Part(", "), Part("no place said", muted=True)]
    parts += [Part(", "), *_when(row, "en")]
    parts += _led("; ", _interleaved([Part(say_quantity(q, "en")) for q in row["quantities"]], ", "))
    return [*parts, Part(".")]


def _named(row: DeedRow, role: str, names: Mapping[str, str], comma: str) -> list[Part]:
    inferred = role in row["inferred"]
    references: Iterable[Any] = row[role]  # type: ignore[literal-required]
    return _interleaved(
        [Part(names.get(one["id"]) or one["name"], one["id"], inferred) for one in references], comma
    )


def _texts(texts: Iterable[str], comma: str) -> list[Part]:
    return _interleaved([Part(text) for text in texts], comma)


def _interleaved(parts: Sequence[Part], comma: str) -> list[Part]:
    return [piece for n, part in enumerate(parts) for piece in ([Part(comma), part] if n else [part])]


def _joined(lists: Iterable[list[Part]], comma: str) -> list[Part]:
    found: list[Part] = []
    for parts in lists:
        if parts:
            found += [Part(comma), *parts] if found else parts
    return found


def _led(lead: str, parts: list[Part]) -> list[Part]:
    return [Part(lead), *parts] if parts else []


def _when(row: DeedRow, language: Language) -> list[Part]:
    when = row["when"]
    zh = language == "zh"
    inferred = any(path.startswith("when") for path in row["inferred"])
    start, end, as_of = when["start"], when["end"], when["asOf"]
    parts = []
    if start:
        parts.append(Part(_period(start, end, language), inferred=inferred))
    elif end:
        parts.append(Part(("至" if zh else "until ") + say_day(end, language), inferred=inferred))
    if as_of:
        parts.append(Part(("截至" if zh else "as of ") + say_day(as_of, language), inferred=inferred))
    if when["said"]:
        parts.append(Part(f"“{when['said']}”", inferred=inferred))
    if not (start or end or as_of):
        parts.append(Part("未说明日期" if zh else "no day said", muted=True))
    if when["duration"]:
        duration = say_duration(when["duration"], language)
        parts.append(Part(f"持续{duration}" if zh else f"for {duration}"))
    if when["recurrence"]:
        parts.append(Part(say_recurrence(when["recurrence"], language)))
    return _interleaved(parts, "、" if zh else ", ")


def _period(start: str, end: str | None, language: Language) -> str:
    first = say_day(start, language)
    if end is None:
        return f"{first}起" if language == "zh" else f"from {first}"
    if end == start:
        return first if language == "zh" else f"on {first}"
    last = say_day(end, language)
    return f"{first}至{last}" if language == "zh" else f"{first} to {last}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: str, language: Language) -> str:
    """Return an ISO day as the language writes it.

    >>> say_day("2020-03-05", "zh"), say_day("2020-03-05", "en")
    ('2020年3月5日', '5 Mar 2020')
    """
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    if language == "zh":
        return f"{found.year}年{found.month}月{found.day}日"
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_UNITS = {
    "zh": ("年", "个月", "周", "天", "小时", "分钟", "秒"),
    "en": ("year", "month", "week", "day", "hour", "minute", "second"),
}


def say_duration(duration: str, language: Language) -> str:
    """Return an ``xsd:duration`` in words.

    >>> say_duration("P11D", "zh"), say_duration("P1DT2H", "en")
    ('11天', '1 day 2 hours')
    """
    match = _DURATION.fullmatch(duration)
    if match is None:
        return duration
    parts = [(n, unit) for n, unit in zip(match.groups(), _UNITS[language], strict=True) if n]
    if language == "zh":
        return "".join(f"{n}{unit}" for n, unit in parts)
    return " ".join(f"{n} {unit}{'' if n == '1' else 's'}" for n, unit in parts)


def say_recurrence(recurrence: Mapping[str, Any], language: Language) -> str:
    """Return a recurrence in words.

    >>> say_recurrence({"times": 2, "per": "P1D"}, "en"), say_recurrence({"times": 2, "per": "P1D"}, "zh")
    ('twice a day', '每天2次')
    """
    zh, en = [], []
    if recurrence.get("times") and recurrence.get("per"):
        times = recurrence["times"]
        each = {k: re.sub("^1 ?", "", say_duration(recurrence["per"], k)) for k in ("zh", "en")}
        zh.append(f"每{each['zh']}{times}次")
        en.append(f"{ {1: 'once', 2: 'twice'}.get(times, f'{times} times') } a {each['en']}")
    if recurrence.get("shifts"):
        zh.append(f"每天{recurrence['shifts']}班倒")
        en.append(f"in {recurrence['shifts']} shifts a day")
    if recurrence.get("allDay"):
        zh.append("24小时不间断")
        en.append("round the clock")
    return "、".join(zh) if language == "zh" else ", ".join(en)


def say_quantity(quantity: Mapping[str, Any], language: Language) -> str:
    """Return a number with its bound in words, its measure and what is counted.

    >>> say_quantity({"value": 2340000, "bound": "atLeast", "measure": "件", "of": "物资"}, "zh")
    '至少234万件物资'
    """
    _, zh, en = SIGNS.get(quantity["bound"], SIGNS["exact"])
    number = (zh if language == "zh" else en) + say_number(quantity["value"], language)
    joint = "" if language == "zh" else " "
    counted = joint.join(part for part in (number, quantity["measure"], quantity["of"]) if part)
    if quantity.get("role") != "rate" or measure(quantity["measure"] or "").sort == "share":
        return counted
    role = getattr(concepts(ROLE)["rate"], language)  # so much each is no amount
    return f"{counted}（{role}）" if language == "zh" else f"{counted} ({role})"


def say_number(value: float, language: Language) -> str:
    """Return a number grouped, in 万 or 亿 where Chinese says it so.

    >>> say_number(2340000, "zh"), say_number(2340000, "en"), say_number(2.5, "en"), say_number(650000000, "zh")
    ('234万', '2,340,000', '2.5', '6.5亿')
    """
    if language == "zh" and value >= 10000 and value % 10000 == 0:
        big, unit = (10**8, "亿") if value >= 10**8 else (10**4, "万")
        return f"{Decimal(int(value)) / big:,f}{unit}"
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)).normalize():,f}"


# The same verbs as in page/js/verbs.js.
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
