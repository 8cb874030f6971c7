"""From sentences to deeds: reads clause by clause, with what the paragraph has stated so far.

What a clause does not say is filled in by one rule: a day holds for the later clauses of its sentence; an agent
or place that the sentence drops is the one before it in its paragraph. Within a sentence those who were formed
or sent just before are the agents of what follows, unless they are its object; at a new sentence it is the
subject of the sentence before. What was filled in this way is listed in ``inferred``.
"""

import re
from collections.abc import Iterator
from datetime import date

from graph.extract.draft import AGENTS, PLACES, Amount, Counted, Draft, Noun
from graph.extract.kinds import behaves
from graph.extract.text import Text
from graph.extract.zh.arguments import assign_arguments
from graph.extract.zh.clauses import Part, Reading, read_clause
from graph.extract.zh.context import Context
from graph.extract.zh.credits import credits_of
from graph.extract.zh.ellipsis import resolve_ellipsis
from graph.extract.zh.lexicon import function_words
from graph.extract.zh.nouns import subject
from graph.extract.zh.parts import begins_parts, link_parts, take_parts
from graph.extract.zh.quantity import Amounts
from graph.extract.zh.reported_speech import ReportedSpeech, introduces_speech
from graph.extract.zh.segments import Sentence, report_dateline, sentences
from graph.extract.zh.tokens import tokens
from graph.text.days import read_days
from graph.text.relative import Calendar
from graph.text.traditional import simplified

_HONG_KONG = re.compile("香港|澳门|港府|九龙|新界")


def build_drafts(text: Text, published: date, *, titled: bool = True) -> Iterator[Draft]:
    """Yield the deeds of a report in the order of their words."""
    amounts = Amounts(text.plain)
    context = Context(_calendar(text, published))
    pictures = list(credits_of(text))
    for sentence in sentences(text, titled=titled):
        while pictures and pictures[0].start < sentence.start:
            yield _beside(pictures.pop(0), context)
        context.enter(sentence)
        yield from _sentence(text, sentence, amounts, context)
    for picture in pictures:
        yield _beside(picture, context)


def _calendar(text: Text, published: date) -> Calendar:
    """Return what days are counted from: the day of the dateline, if there is one, and that of publication.

    A text in traditional characters that is not of Hong Kong or Macau counts short years from 1912: 98年 is 2009.
    """
    traditional = simplified(text.text) != text.text
    republic = traditional and ("民国" in text.plain or not _HONG_KONG.search(text.plain))
    found = Calendar(published, republic=republic)
    if (span := report_dateline(text)) is not None:
        for time in read_days(text.plain, *span, Calendar(published)):
            if day := time.when.get("start"):
                found.file(date.fromisoformat(day))
    return found


def _beside(picture: Draft, context: Context) -> Draft:
    """Give a picture the place that its paragraph named last."""
    if context.place and context.paragraph == picture.paragraph:
        picture.where = context.place
        picture.inferred.append("where")
    return picture


def _sentence(text: Text, sentence: Sentence, amounts: Amounts, context: Context) -> Iterator[Draft]:
    words = tokens(text.plain, sentence.start, sentence.end)
    readings = [
        read_clause(clause, words, text.plain, amounts, context.calendar) for clause in sentence.clauses
    ]
    reported = ReportedSpeech()
    leading: list[Reading] = []  # clauses that say no deed and lead to the next one
    last: Draft | None = None
    whole: Draft | None = None  # the deed whose number the clauses behind 其中 divide
    for i, reading in enumerate(readings):
        if reported.supposes(reading):
            continue
        context.note_times(reading)
        whole = last if begins_parts(reading) else whole
        if not reading.says:
            if whole is not None:
                take_parts(reading, whole)
            context.note_phrases(reading)
            leading = [*leading, reading] if not reading.parts else []
            continue
        for part in reading.parts:
            place = context.place
            made = _deed(text.plain, part, reading, readings[i + 1 :], sentence, context)
            predicate = part.predicate
            if reported.holds(part, i) or predicate.negated or predicate.planned or made is None:
                context.place = place  # nothing was done there
            else:
                if not predicate.relative:
                    _take_leading(made, leading)
                    leading = []
                _finish(made, last, whole, sentence, context)
                last = made
                yield made
            context.speech = behaves(predicate.entry.kind, "says")
            reported.note(part, i, quoted=bool(sentence.quotes))
        if not sentence.quotes and introduces_speech(reading, text.plain):
            break  # what somebody says is no deed
        leading = []
        context.leave_clause()


def _finish(
    made: Draft, last: Draft | None, whole: Draft | None, sentence: Sentence, context: Context
) -> None:
    """Give a deed what the sentence states of it elsewhere: its speech, the goods and the number stated before."""
    if sentence.quotes and behaves(made.kind, "says"):
        _take_speech(made, sentence)
    _take_goods(made, last)
    if whole is not None:
        link_parts(made, whole)
    context.counted |= {counted.amount.start for counted in made.quantities}


def _take_speech(made: Draft, sentence: Sentence) -> None:
    made.start = min(made.start, sentence.quotes[0].start)
    made.end = max(made.end, sentence.quotes[-1].end)


def _take_leading(made: Draft, leading: list[Reading]) -> None:
    """Use the clauses before a deed that give it time, place, agent or number: 萝卜一袋100多斤，全凭肩扛."""
    for reading in reversed(leading):
        nouns = [noun for phrase in reading.loose for noun in phrase.nouns]
        counted = [n for n in nouns if n.amount and n.sort not in AGENTS]
        places = any(n.sort == "place" for n in nouns)
        if not (reading.times or places or counted or any(n in made.who for n in nouns)):
            return
        made.start = min(made.start, reading.clause.start)
        doers = [n for n in nouns if n.amount and n.amount.measure and n.sort in AGENTS and n in made.who]
        made.quantities += [Counted(n.amount, n.name, _role(n.amount, "doer")) for n in doers if n.amount]
        for noun in counted:
            if noun.amount and noun.amount.measure:
                made.quantities.append(Counted(noun.amount, noun.name, _role(noun.amount, "goods")))


def _role(amount: Amount, role: str) -> str:
    return "rate" if amount.rate else role


_VEHICLES = ("车", "艇", "船", "直升机", "飞机", "车辆")


def _take_goods(made: Draft, last: Draft | None) -> None:
    """Give a deed without an object that of the deed before: 筹集口罩100件，送到社区."""
    handed = last is not None and behaves(made.kind, "hands-goods") and behaves(last.kind, "gets-goods")
    if last is None or not handed or made.what or made.quantities:
        return
    made.what, made.same = list(last.what), last
    made.also.append((last.start, last.end))


def _deed(
    plain: str, part: Part, reading: Reading, following: list[Reading], sentence: Sentence, context: Context
) -> Draft | None:
    predicate = part.predicate
    made = Draft(
        predicate.entry.kind, predicate.did, part.start, part.end, sentence.paragraph, sentence.number
    )
    for phrase in part.before + part.behind:
        context.mention(phrase)
    explicit = subject(part.before, passive=part.passive)
    if predicate.silent:
        if explicit and not part.embedded:
            context.subject, context.own = context.meant(explicit), True
        return None
    if not explicit and predicate.entry.frame == "where" and _thing_moves(part, context):
        return None
    if behaves(predicate.entry.kind, "orders") and part.led & function_words("by-order") and _aside(part):
        return None  # 按照县委部署: it says by whose order the next was done
    doers = context.meant(explicit)
    if explicit and not doers and all(noun.name in ("他", "她") for noun in explicit):
        return None  # nobody was named whom the pronoun could mean
    if part.passive and not doers and context.speech:
        return None  # the speaker of the clause before is not who did it
    assign_arguments(made, part, plain, context)
    resolve_ellipsis(made, part, doers, reading, following, context)
    _count_meant(made, explicit, doers, sentence, context)
    if predicate.relative:
        made.doubt("said in passing", 0.7)
    if "由" in part.led and behaves(made.kind, "forms") and all(noun.sort in PLACES for noun in made.who):
        return None  # 由某岛、某岛组成: what it consists of
    return made if made.who else None


def _aside(part: Part) -> bool:
    return all(phrase.governor in ("aside", "where") for phrase in part.before)


def _count_meant(
    made: Draft, explicit: list[Noun], doers: list[Noun], sentence: Sentence, context: Context
) -> None:
    """Give a deed the number of those whom its pronoun means, if the sentence states it and no deed has it yet."""
    if not any(noun.sort == "pronoun" for noun in explicit):
        return
    for noun in doers:
        amount = noun.amount
        if amount and amount.measure and noun.start >= sentence.start and amount.start not in context.counted:
            made.quantities.append(Counted(amount, noun.name, _role(amount, "doer")))
            made.also.append((min(amount.start, noun.start), max(amount.end, noun.end)))


def _thing_moves(part: Part, context: Context) -> bool:
    """Say whether a thing is what goes or arrives: 物资抵达; an organisation's vehicles act for its people."""
    if any(n.sort in ("unit", "team") for n in context.subject) and all(
        n.name.endswith(_VEHICLES) for phrase in part.before for n in phrase.nouns
    ):
        return False
    return (
        bool(part.before)
        and part.before[-1].governor == ""
        and all(n.sort in ("thing", "site") and n.name for n in part.before[-1].nouns)
    )
