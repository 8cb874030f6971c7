"""From sentences to deeds: reads clause by clause and keeps what the paragraph has said so far.

What a clause does not say is filled in by one rule: a day holds for the later clauses of its sentence; a doer
or place that the sentence drops is the one before it in its paragraph. Within a sentence those who were formed
or sent just before are the doers of what follows, unless they are its object; at a new sentence it is the
subject of the sentence before. What was filled in so stands in ``inferred``.
"""

from collections.abc import Iterator
from datetime import date

from graph.deed import When
from graph.extract.arguments import fill, subject
from graph.extract.clauses import Part, Reading, read_clause
from graph.extract.context import Context
from graph.extract.credits import credits_of
from graph.extract.days import Calendar, read_days
from graph.extract.draft import Counted, Draft
from graph.extract.fill import complete
from graph.extract.lexicon import function_words
from graph.extract.nouns import AGENTS, Noun
from graph.extract.parts import begins_parts, take_parts, tell_parts
from graph.extract.quantity import Amounts
from graph.extract.segments import Sentence, dateline, sentences
from graph.extract.text import Text
from graph.extract.tokens import tokens


def drafts(text: Text, published: date, *, titled: bool = True) -> Iterator[Draft]:
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
    """Return what days are counted from: the day of the dateline, if there is one, and that of publication."""
    found = Calendar(published)
    if (span := dateline(text)) is not None:
        for time in read_days(text.plain, *span, Calendar(published)):
            found.file(date.fromisoformat(time.when["start"]))
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
    ordered = False  # what was ordered, called for or planned is not said to be done
    since = -1  # the clause that ordered it
    supposed = False  # 如果…，就…
    leading: list[Reading] = []  # clauses that say no deed and lead to the next one
    last: Draft | None = None
    whole: Draft | None = None  # the deed whose number the clauses behind 其中 divide
    for i, reading in enumerate(readings):
        if supposed and any(word.word in function_words("then") for word in reading.words):
            supposed = False
            continue
        supposed = _supposes(reading)
        context.note_times(reading)
        if begins_parts(reading):
            whole = last
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
            ordered = ordered and (since == i or part.embedded or not subject(part.before))
            if made and not (predicate.negated or predicate.planned or ordered):
                if not predicate.relative:
                    _take_leading(made, leading)
                    leading = []
                if sentence.quotes and made.kind == "say":
                    _take_speech(made, sentence)
                _take_goods(made, last)
                if whole is not None:
                    tell_parts(made, whole)
                last = made
                context.counted |= {counted.amount.start for counted in made.quantities}
                yield made
            else:
                context.place = place  # nothing was done there
            orders = any(word in predicate.did for word in function_words("orders"))
            if orders and not (sentence.quotes or predicate.relative or part.embedded):
                ordered, since = True, i
        if not sentence.quotes and _tells(reading, text.plain):
            break  # what somebody says is no deed
        leading = []
        context.fresh_day = context.fresh_place = False
        context.scene = []
        context.schedule = When()


def _supposes(reading: Reading) -> bool:
    """Say whether a clause is a condition: what follows from it is not said to be done."""
    return any(word.word in function_words("conditions") for word in reading.words[:3])


def _tells(reading: Reading, plain: str) -> bool:
    """Say whether a clause only tells who says what follows: 某某说.

    What a body makes known, and what 据 leads in, is reported as a fact and stays.
    """
    part = reading.parts[-1]
    predicate = part.predicate
    if (
        predicate.entry.kind != "say"
        or predicate.relative
        or plain[reading.clause.end : reading.clause.end + 1] not in "，,：:"
    ):
        return False
    if any(
        word.word in function_words("hearsay") for word in reading.words
    ) or predicate.did not in function_words("speech"):
        return False
    if any(noun.tokens and noun.sort not in AGENTS for phrase in part.behind for noun in phrase.nouns):
        return False
    speakers = subject(part.before)
    return any(noun.sort in ("person", "group", "pronoun") for noun in speakers)


def _take_speech(made: Draft, sentence: Sentence) -> None:
    made.start = min(made.start, sentence.quotes[0].start)
    made.end = max(made.end, sentence.quotes[-1].end)


def _take_leading(made: Draft, leading: list[Reading]) -> None:
    """Take in the clauses before a deed that give it time, place, doer or number: 萝卜一袋100多斤，全凭肩扛."""
    for reading in reversed(leading):
        nouns = [noun for phrase in reading.loose for noun in phrase.nouns]
        counted = [n for n in nouns if n.amount and n.sort not in AGENTS]
        places = any(n.sort == "place" for n in nouns)
        if not (reading.times or places or counted or any(n in made.who for n in nouns)):
            return
        made.start = min(made.start, reading.clause.start)
        doers = [n for n in nouns if n.amount and n.amount.measure and n.sort in AGENTS and n in made.who]
        made.quantities += [Counted(n.amount, n.name, "doer") for n in doers if n.amount]
        for noun in counted:
            if noun.amount and noun.amount.measure:
                role = "rate" if noun.amount.rate else "goods"
                made.quantities.append(Counted(noun.amount, noun.name, role))


_ORDERING = frozenset(("direct", "ask", "call"))
_MOVING = frozenset(["deliver", "pass-on", "donate", "carry", "supply"])
_GETTING = frozenset(["make", "raise", "receive", "supply", "study"])


def _take_goods(made: Draft, last: Draft | None) -> None:
    """Give a deed without an object that of the deed before: 筹集口罩100件，送到社区."""
    if last is None or made.kind not in _MOVING or last.kind not in _GETTING or made.what or made.quantities:
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
    if not explicit and predicate.entry.frame == "where" and _thing_moves(part):
        return None
    if predicate.entry.kind in _ORDERING and part.led & function_words("by-order") and _aside(part):
        return None  # 按照县委部署: it says by whose order the next was done
    doers = context.meant(explicit)
    if explicit and not doers and all(noun.name in ("他", "她") for noun in explicit):
        return None  # nobody was named whom the pronoun could mean
    fill(made, part, plain, context)
    complete(made, part, doers, reading, following, context)
    _count_meant(made, explicit, doers, sentence, context)
    if predicate.relative:
        made.doubt("said in passing", 0.7)
    return made if made.who else None


def _aside(part: Part) -> bool:
    return all(phrase.governor in ("aside", "where") for phrase in part.before)


def _count_meant(
    made: Draft, explicit: list[Noun], doers: list[Noun], sentence: Sentence, context: Context
) -> None:
    """Give a deed the number of those whom its pronoun means, if the sentence tells it and no deed has it yet."""
    if not any(noun.sort == "pronoun" for noun in explicit):
        return
    for noun in doers:
        amount = noun.amount
        if amount and amount.measure and noun.start >= sentence.start and amount.start not in context.counted:
            made.quantities.append(Counted(amount, noun.name, "doer"))
            made.also.append((min(amount.start, noun.start), max(amount.end, noun.end)))


def _thing_moves(part: Part) -> bool:
    """Say whether a thing is what goes or arrives: 物资抵达."""
    return (
        bool(part.before)
        and part.before[-1].governor == ""
        and all(n.sort in ("thing", "site") and n.name for n in part.before[-1].nouns)
    )
