"""English reports: a narrower draft by rules, a file for each question as for Chinese; no model, no download.

``sentences`` cuts, ``predicates`` finds what was done, ``clauses`` its words and subject, ``nouns`` and ``mentions``
who, ``when``, ``where`` and ``quantity`` what their names say, ``parts`` the verb's objects; this file combines them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from graph.extract.draft import Draft, Noun
from graph.extract.en.arguments import agents_behind, parts_of
from graph.extract.en.clauses import Clause, clauses_of
from graph.extract.en.lexicon import is_a
from graph.extract.en.mentions import Mentions
from graph.extract.en.nouns import AGENTS, Phrase, noun_of, phrases
from graph.extract.en.predicates import predicates_of, tokens_of
from graph.extract.en.quantity import amounts, counted, is_rate
from graph.extract.en.sentences import Sentence, sentences_of
from graph.extract.en.when import times
from graph.extract.en.where import sites
from graph.extract.kinds import behaves
from graph.extract.text import Text
from graph.model.fields import When
from graph.text.days import Time
from graph.text.numerals import Number, find_numbers
from graph.text.relative import Calendar

_SPEAKER = re.compile(r"\s+(?:the\s+)?(?P<name>[A-Za-z][^,.;:\"“”]{1,60})")
_TOTAL = re.compile(
    r"\b(?:a total of|in total|in all|altogether|so far|to date|combined|cumulative)\b", re.IGNORECASE
)
_ROLES = {"whom": "whom", "to": "recipient"}


def build_drafts(text: Text, published: date, *, titled: bool = True) -> Iterator[Draft]:
    """Yield the deeds of an English report in the order of their words."""
    numbers, calendar = find_numbers(text.plain), Calendar(published)
    firsts = [n.start for n in numbers]
    seen = Mentions()
    for sentence in sentences_of(text.plain, titled=titled):
        inside = numbers[bisect_left(firsts, sentence.start) : bisect_left(firsts, sentence.end)]
        stated = times(text.plain, sentence.start, sentence.end, inside, calendar)
        yield from _sentence(text.plain, sentence, inside, stated, seen)


def _sentence(
    plain: str, sentence: Sentence, numbers: Sequence[Number], times: Sequence[Time], seen: Mentions
) -> list[Draft]:
    made: list[Draft] = []
    actor: list[Noun] = []
    day: When = {}
    found = predicates_of(plain, tokens_of(plain, sentence))
    for i, clause in enumerate(clauses_of(plain, sentence, found, times)):
        verb = clause.verb
        if verb.entry.frame == "say":
            said = None if verb.passive else _say(plain, sentence, clause, actor, numbers, times, seen)
            if said is None:
                return made
            if made and clause.joined == ",":  # the county sent boats, officials said
                for earlier in made:
                    earlier.doubt(f"as {plain[clause.subject[0] : clause.subject[1]]} {verb.did}", 0.9)
            elif not said.when and day:
                said.when = day
                said.inferred += [f"when.{key}" for key in day]
            return [*made, said]
        own = phrases(plain, *clause.subject, numbers)
        if verb.relative is not None and i:
            own = _before_relative(plain, found.done[i - 1].end, verb.relative, numbers)
        draft = _draft(plain, sentence, clause, own, actor, numbers, times, seen)
        if draft is None:
            continue
        if day and not ({"start", "asOf"} & draft.when.keys()) and verb.relative is None:
            draft.when = {**day, **draft.when}
            draft.inferred += [f"when.{key}" for key in day]
        if verb.relative is None:
            kept = {key: value for key, value in draft.when.items() if key in ("start", "end", "asOf")}
            day = kept or day  # type: ignore[assignment]
        actor = draft.who
        seen.did(actor, sentence.paragraph)
        made.append(draft)
    return made


def _before_relative(plain: str, start: int, end: int, numbers: Sequence[Number]) -> list[Phrase]:
    """Return the noun right before a relative pronoun: trained 12 students, who now serve."""
    start = max(start, *(plain.rfind(sign, start, end) + 1 for sign in ";:"))
    return phrases(plain, start, end, numbers)[-1:]


def _say(
    plain: str,
    sentence: Sentence,
    clause: Clause,
    actor: list[Noun],
    numbers: Sequence[Number],
    times: Sequence[Time],
    seen: Mentions,
) -> Draft | None:
    """Return what somebody says as one deed; the contents are none."""
    verb = clause.verb
    own = phrases(plain, *clause.subject, numbers)
    before = plain[sentence.start : verb.start].rstrip()
    if (
        not own
        and before.endswith(('"', "”", ","))
        and (speaker := _SPEAKER.match(plain, verb.end, clause.end))
    ):
        start = speaker.start("name")
        own = [Phrase(noun_of(plain, start, start + len(speaker["name"].rstrip())))]
    who = [
        noun
        for phrase in own
        if phrase.noun.sort in AGENTS or phrase.noun.name
        for noun in seen.meant(phrase)
    ]
    who = who or actor
    if not who:
        return None
    behind = clause.joined not in ("", ",")
    made = Draft(
        "say",
        verb.did,
        clause.start if behind else sentence.start,
        clause.end,
        sentence.paragraph,
        sentence.number,
    )
    made.who, made.confidence = _as_agents(who), 0.8
    if not own:
        made.inferred.append("who")
    made.to = parts_of(plain, clause, [], numbers, times, seen).to
    for time in times:
        near = clause.start <= time.start < verb.start or (
            verb.end <= time.start <= verb.end + 30
            and " that " not in plain[verb.end : time.start]
            and plain[verb.end : time.start].count(" ") <= 3
        )
        if near and time.when and "asOf" not in time.when:
            made.when = {**time.when, **made.when}
            made.inferred += time.inferred
    return made


def _draft(
    plain: str,
    sentence: Sentence,
    clause: Clause,
    own: list[Phrase],
    actor: list[Noun],
    numbers: Sequence[Number],
    times: Sequence[Time],
    seen: Mentions,
) -> Draft | None:
    verb = clause.verb
    agents = agents_behind(plain, clause, numbers, times, seen) if verb.passive else own
    who = [noun for phrase in agents for noun in seen.meant(phrase)]
    filled = not agents
    if filled:
        who = actor or (seen.before(sentence.paragraph) if verb.passive else [])
    if not who or any(is_a(noun.name.split()[-1], "nature") for noun in who):
        return None
    made = Draft(verb.entry.kind, verb.did, clause.start, clause.end, sentence.paragraph, sentence.number)
    made.who, made.confidence = _as_agents(who), 0.8
    made.from_ = [phrase.owner for phrase in agents if phrase.owner]
    if filled:
        made.inferred.append("who")
        made.doubt("doer filled in", 0.8)
    if any(noun.sort == "thing" for noun in who):
        made.doubt("doer unsure", 0.8)
    parts = parts_of(plain, clause, own if verb.passive else [], numbers, times, seen)
    made.whom, made.to, made.with_, made.what, made.as_ = (
        parts.whom,
        parts.to,
        parts.with_,
        parts.what,
        parts.as_,
    )
    made.from_ += parts.from_
    taken = [*made.to, *made.who, *made.with_, *made.from_]
    made.where = parts.where + [
        site
        for site in sites(plain, clause.start, clause.end, times, source=behaves(verb.entry.kind, "removes"))
        if not any(noun.start <= site.start < noun.end for noun in taken)
        and (
            behaves(verb.entry.kind, "heads-for")
            or not plain[: site.start].rstrip().endswith((" to", " to the"))
        )
    ]
    _time(made, clause, times)
    for number, amount, of in amounts(plain, clause.start, clause.end, numbers, times):
        role = _ROLES.get(verb.entry.frame, "goods")
        if behaves(verb.entry.kind, "forms"):
            role = "result"
        elif role == "whom" and of and not (is_a(of.split()[-1], "group") or is_a(of.split()[-1], "team")):
            role = "goods"  # sent 12 boats
        if number.share:
            role = "rate"
        elif number.start < verb.start and not verb.passive:
            role = "doer"
        elif number in parts.recipients:
            role = "recipient"
        elif is_rate(plain, number, clause.end):
            role = "rate"
        made.quantities.append(counted(amount, _without_verb(of, verb.did), role))
    running = "asOf" in made.when or _TOTAL.search(plain, clause.start, clause.end)
    made.summary = bool(made.quantities and running)
    return made


def _as_agents(who: Sequence[Noun]) -> list[Noun]:
    """Return nouns as agents: one without a known head is a unit, in the plural a group."""
    return [
        noun
        if noun.sort != "thing"
        else Noun(noun.start, noun.end, noun.name, "group" if noun.name.endswith("s") else "unit")
        for noun in who
    ]


def _without_verb(of: str, did: str) -> str:
    """Return what a number counts without the verb behind it: 60 parents painted."""
    words = of.split()
    first = did.split(maxsplit=1)[0]
    return " ".join(words[: words.index(first)] if first in words else words)


def _time(made: Draft, clause: Clause, times: Sequence[Time]) -> None:
    for time in times:
        if clause.start <= time.start < clause.end:
            days = {"start", "end", "asOf"}
            if days & time.when.keys() and days & made.when.keys():
                continue
            made.when = {**time.when, **made.when}
            made.inferred += time.inferred
