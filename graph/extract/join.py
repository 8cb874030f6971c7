"""From clauses to deeds: who did it, to whom, with whom, where, when and how much.

What a clause does not say is filled in by one rule: a day holds for the later clauses of its sentence; a doer
or place that the sentence drops is the one before it in its paragraph. Within a sentence those who were formed
or sent just before are the doers of what follows, unless they are its object; at a new sentence it is the
subject of the sentence before. What was filled in so stands in ``inferred``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from graph.deed import When
from graph.extract.clauses import Part, Reading, read_clause
from graph.extract.draft import Counted, Draft
from graph.extract.lexicon import function_words
from graph.extract.nouns import AGENTS, PLACES, Noun, Phrase
from graph.extract.quantity import Amounts
from graph.extract.segments import Sentence, sentences
from graph.extract.text import Text
from graph.extract.tokens import tokens
from graph.extract.when import Calendar

_PIVOT = frozenset(("whom",))
_GIVING = frozenset(
    ("donate", "deliver", "supply", "pass-on", "console", "help", "serve", "carry", "make", "raise")
)
_TOTALS = ("共", "累计", "总计", "合计", "总共", "截至", "截止", "已有", "迄今")
_COLLECTIVE = ("各单位", "各地", "各级", "各部门", "各有关部门", "各县", "各区", "各界", "广大")


@dataclass
class Context:
    """What holds while a paragraph is read."""

    calendar: Calendar
    paragraph: int = 0
    subject: list[Noun] = field(default_factory=list)  # of this sentence, else of the one before
    own: bool = False  # the sentence has said its subject
    pivot: list[Noun] = field(default_factory=list)  # those formed or sent just before
    place: list[Noun] = field(default_factory=list)
    day: When = field(default_factory=lambda: When())
    day_inferred: list[str] = field(default_factory=list)
    fresh_day: bool = False  # named in a clause of its own that says no deed
    fresh_place: bool = False
    persons: list[Noun] = field(default_factory=list)


def drafts(text: Text, published: date, *, titled: bool = True) -> Iterator[Draft]:
    """Yield the deeds of a report in the order of their words."""
    amounts = Amounts(text.plain)
    context = Context(Calendar(published))
    for sentence in sentences(text, titled=titled):
        if sentence.paragraph != context.paragraph:
            context.paragraph = sentence.paragraph
            context.subject, context.place = [], []
        context.day, context.day_inferred, context.pivot, context.own = When(), [], [], False
        yield from _sentence(text, sentence, amounts, context)


def _sentence(text: Text, sentence: Sentence, amounts: Amounts, context: Context) -> Iterator[Draft]:
    words = tokens(text.plain, sentence.start, sentence.end)
    readings = [
        read_clause(clause, words, text.plain, amounts, context.calendar) for clause in sentence.clauses
    ]
    ordered = False  # what was ordered, called for or planned is not said to be done
    for i, reading in enumerate(readings):
        _note_times(reading, context)
        if not reading.parts:
            _note_phrases(reading, context)
            continue
        first = True
        for part in reading.parts:
            made = _deed(text.plain, part, reading, readings[i + 1 :], sentence, context)
            if made and not (part.predicate.negated or part.predicate.planned or ordered):
                if sentence.quotes and made.kind == "say":
                    _take_speech(made, sentence)
                yield made
            if part.predicate.did in function_words("orders") and not sentence.quotes:
                ordered = True
            first = False
        context.fresh_day = context.fresh_place = False


def _take_speech(made: Draft, sentence: Sentence) -> None:
    made.start = min(made.start, sentence.quotes[0].start)
    made.end = max(made.end, sentence.quotes[-1].end)


def _note_times(reading: Reading, context: Context) -> None:
    for time in reading.times:
        if any(key in time.when for key in ("start", "asOf")):
            context.day, context.day_inferred = time.when, time.inferred
            context.fresh_day = True
        elif "said" in time.when and not context.day:
            context.day, context.day_inferred, context.fresh_day = time.when, time.inferred, True


def _note_phrases(reading: Reading, context: Context) -> None:
    """Keep what a clause without a deed tells for the next: its places, and a subject left standing."""
    places = [n for phrase in reading.loose for n in phrase.nouns if n.sort == "place"]
    if places:
        context.place, context.fresh_place = places[-1:], True
    subject = _subject(reading.loose)
    if subject:
        context.subject, context.own = subject, True


def _subject(found: list[Phrase]) -> list[Noun]:
    """Return the doers among phrases before a verb: the last that nothing governs and that can act."""
    for phrase in reversed(found):
        if phrase.governor == "by" and phrase.agents:
            return phrase.agents
    for phrase in reversed(found):
        if phrase.governor == "" and phrase.agents:
            return phrase.agents
    for phrase in reversed(found):
        if phrase.governor == "aside" and phrase.agents:
            return phrase.agents
    for phrase in reversed(found):
        if phrase.governor == "" and (areas := [n for n in phrase.nouns if n.sort in ("place", "area")]):
            return areas
    return []


def _deed(
    plain: str, part: Part, reading: Reading, following: list[Reading], sentence: Sentence, context: Context
) -> Draft | None:
    predicate = part.predicate
    made = Draft(
        predicate.entry.kind, predicate.did, part.start, part.end, sentence.paragraph, sentence.number
    )
    if not predicate.known:
        made.doubt("verb not in the lexicon", 0.4)
    passive = any(p.governor == "by" and plain[max(0, p.start - 1)] in "被遭受" for p in part.before)
    explicit = _subject(part.before)
    if predicate.relative and not explicit:
        return None
    _objects(made, part, passive=passive)
    _who(made, part, explicit, reading, following, context)
    _where(made, part, explicit, context, relative=predicate.relative)
    _when(made, part, reading, context)
    _quantities(made, part)
    _with(made, part)
    made.summary = any(word in plain[made.start : made.end] for word in _TOTALS) or any(
        noun.name.endswith(_COLLECTIVE) or noun.name.startswith(_COLLECTIVE) for noun in made.who
    )
    if predicate.relative:
        made.doubt("said in passing", 0.7)
    elif predicate.entry.frame in _PIVOT and made.whom:
        context.pivot = made.whom
    else:
        context.pivot = []
    return made if made.who else None


def _objects(made: Draft, part: Part, *, passive: bool) -> None:
    frame = part.predicate.entry.frame
    found = [p for p in part.before if p.governor == "object"] + part.behind
    for phrase in found:
        if phrase.governor == "from":
            made.from_ += phrase.agents
            continue
        if phrase.governor in ("with", "aside"):
            continue
        for noun in phrase.nouns:
            if noun.sort == "document":
                made.about.append(noun)
            elif phrase.governor == "to" and noun.sort in AGENTS:
                made.to.append(noun)
            elif frame == "whom" and noun.sort in AGENTS | {"pronoun"}:
                made.whom.append(noun)
            elif frame == "to" and noun.sort in AGENTS:
                made.to.append(noun)
            elif frame == "as" and noun.name:
                made.as_.append(noun.name)
            elif frame == "with" and noun.sort in AGENTS:
                made.with_.append(noun)
            elif noun.sort in AGENTS and made.kind in _GIVING and phrase is not found[0]:
                made.to.append(noun)
            elif noun.sort in AGENTS and frame in ("where", "direct"):
                made.whom.append(noun)
            elif noun.sort not in PLACES and noun.name and noun.name not in made.what:
                made.what.append(noun.name)
    for phrase in part.before:
        if phrase.governor == "to":
            made.to += phrase.agents
        elif phrase.governor == "from":
            made.from_ += phrase.agents
        elif passive and phrase.governor == "" and phrase.agents and frame in ("whom", "to"):
            (made.whom if frame == "whom" else made.to).extend(phrase.agents)


def _who(
    made: Draft,
    part: Part,
    explicit: list[Noun],
    reading: Reading,
    following: list[Reading],
    context: Context,
) -> None:
    if explicit:
        made.who = explicit
        if not part.predicate.relative:
            context.subject, context.own = explicit, True
        return
    behind = _subject_behind(part)
    if behind:
        made.who = behind
        return
    joined = any(
        word.word in ("并", "还", "同时", "又", "也") for word in reading.words[: part.predicate.first][-4:]
    )
    objects = {noun.name for noun in made.whom + made.to}
    if context.pivot and not joined and not objects & {noun.name for noun in context.pivot}:
        made.who = context.pivot
    elif not context.own and reading.tail and following:
        later = next((s for r in following for p in r.parts if (s := _subject(p.before))), [])
        made.who = later or context.subject
    else:
        made.who = context.subject or next(
            (s for r in following for p in r.parts if (s := _subject(p.before))), []
        )
    if made.who:
        made.inferred.append("who")
        made.doubt("doer filled in", 0.8)


def _subject_behind(part: Part) -> list[Noun]:
    """Return the speaker behind a quotation: “……”，某某说 has him before; 据某某介绍 too."""
    return []


def _where(made: Draft, part: Part, explicit: list[Noun], context: Context, *, relative: bool) -> None:
    found = [
        noun
        for phrase in part.before
        if phrase.governor in ("where", "from", "")
        for noun in phrase.nouns
        if noun.sort in PLACES
    ]
    if part.predicate.entry.frame in ("where", "whom", "what", "to", "as", "stay") or True:
        found += [
            noun
            for phrase in part.behind
            for noun in phrase.nouns
            if noun.sort in PLACES and phrase.governor != "aside"
        ]
    if found:
        made.where = found
        if not relative:
            context.place = [n for n in found if n.sort == "place"][-1:] or context.place
        return
    inner = [noun for noun in made.whom + made.who if any(t.tag in ("LOC", "ns") for t in noun.tokens)]
    if inner and made.kind in ("dispatch", "form", "assign"):
        made.where = inner[:1]
        context.place = inner[:1]
        return
    if context.place and not relative:
        made.where = context.place
        if not context.fresh_place:
            made.inferred.append("where")


def _when(made: Draft, part: Part, reading: Reading, context: Context) -> None:
    own = [t for t in reading.times if part.start <= t.start < part.end or (len(reading.parts) == 1)]
    for time in own:
        for key, value in time.when.items():
            if key not in made.when:
                made.when[key] = value  # type: ignore[literal-required]
                made.inferred += [path for path in time.inferred if path not in made.inferred]
    if not any(key in made.when for key in ("start", "asOf")) and context.day and not part.predicate.relative:
        if "said" in context.day and not ("start" in context.day or "asOf" in context.day) and made.when:
            return
        carried = {k: v for k, v in context.day.items() if k not in ("duration", "recurrence")}
        for key, value in carried.items():
            made.when.setdefault(key, value)  # type: ignore[misc]
        made.inferred += [path for path in context.day_inferred if path not in made.inferred]
        if not context.fresh_day:
            made.inferred += [
                f"when.{k}"
                for k in carried
                if f"when.{k}" not in made.inferred and k in ("start", "end", "asOf", "said")
            ]


def _with(made: Draft, part: Part) -> None:
    for phrase in part.before:
        if phrase.governor == "with":
            made.with_ += phrase.agents or [n for n in phrase.nouns if n.sort in ("place", "area")]


def _quantities(made: Draft, part: Part) -> None:
    who = {id(noun) for noun in made.who}
    whom, to = {id(n) for n in made.whom}, {id(n) for n in made.to}
    for phrase in part.before + part.behind:
        for noun in phrase.nouns:
            if noun.amount is None:
                continue
            role = "goods"
            if noun.amount.measure == "批":
                role = "batch"
            elif noun.amount.measure in ("元", "美元", "欧元", "港元", "英镑", "日元"):
                role = "money"
            elif id(noun) in who or (noun.sort in AGENTS and phrase in part.before and phrase.governor == ""):
                role = "doer"
            elif id(noun) in whom:
                role = "result" if noun.amount.measure in ("支", "个") and made.kind == "form" else "whom"
            elif id(noun) in to or phrase.governor == "to":
                role = "recipient"
            elif noun.sort in PLACES:
                role = "place"
            elif noun.sort in AGENTS:
                role = "recipient" if made.kind in _GIVING else "whom"
            made.quantities.append(Counted(noun.amount, noun.name, role))
