"""From sentences to deeds: reads clause by clause and keeps what the paragraph has said so far.

What a clause does not say is filled in by one rule: a day holds for the later clauses of its sentence; a doer
or place that the sentence drops is the one before it in its paragraph. Within a sentence those who were formed
or sent just before are the doers of what follows, unless they are its object; at a new sentence it is the
subject of the sentence before. What was filled in so stands in ``inferred``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from graph.deed import When
from graph.extract.arguments import fill, subject
from graph.extract.clauses import Part, Reading, read_clause
from graph.extract.draft import Counted, Draft
from graph.extract.fill import complete
from graph.extract.context import Context
from graph.extract.lexicon import function_words
from graph.extract.quantity import Amounts
from graph.extract.segments import Sentence, sentences
from graph.extract.text import Text
from graph.extract.tokens import tokens
from graph.extract.when import Calendar


def drafts(text: Text, published: date, *, titled: bool = True) -> Iterator[Draft]:
    """Yield the deeds of a report in the order of their words."""
    amounts = Amounts(text.plain)
    context = Context(Calendar(published))
    for sentence in sentences(text, titled=titled):
        context.enter(sentence)
        yield from _sentence(text, sentence, amounts, context)


def _sentence(text: Text, sentence: Sentence, amounts: Amounts, context: Context) -> Iterator[Draft]:
    words = tokens(text.plain, sentence.start, sentence.end)
    readings = [
        read_clause(clause, words, text.plain, amounts, context.calendar) for clause in sentence.clauses
    ]
    ordered = False  # what was ordered, called for or planned is not said to be done
    led_from: int | None = None  # where clauses begin that say no deed and lead to the next one
    for i, reading in enumerate(readings):
        context.note_times(reading)
        if not reading.says:
            context.note_phrases(reading)
            led_from = reading.clause.start if led_from is None else led_from
            continue
        for part in reading.parts:
            made = _deed(text.plain, part, reading, readings[i + 1 :], sentence, context)
            predicate = part.predicate
            if made and not (predicate.negated or predicate.planned or ordered):
                if led_from is not None and not predicate.relative:
                    made.start, led_from = min(made.start, led_from), None
                if sentence.quotes and made.kind == "say":
                    _take_speech(made, sentence)
                _count_rest(made, amounts)
                yield made
            orders = any(word in predicate.did for word in function_words("orders"))
            if orders and not (sentence.quotes or predicate.relative or part.embedded):
                ordered = True
        led_from = None
        context.fresh_day = context.fresh_place = False
        context.schedule = When()


def _take_speech(made: Draft, sentence: Sentence) -> None:
    made.start = min(made.start, sentence.quotes[0].start)
    made.end = max(made.end, sentence.quotes[-1].end)


def _count_rest(made: Draft, amounts: Amounts) -> None:
    """Take the numbers of the clauses that lead to a deed: 萝卜一袋100多斤，全凭肩扛手抬."""
    counted = {q.amount.start for q in made.quantities}
    of = made.what[0] if made.what else ""
    for amount in amounts.within(made.start, made.end):
        if amount.start not in counted and amount.measure:
            made.quantities.append(Counted(amount, of, "goods"))


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
    fill(made, part, plain, context)
    complete(made, part, context.meant(explicit), reading, following, context)
    if predicate.relative:
        made.doubt("said in passing", 0.7)
    return made if made.who else None


def _thing_moves(part: Part) -> bool:
    """Say whether a thing is what goes or arrives: 物资抵达."""
    return (
        bool(part.before)
        and part.before[-1].governor == ""
        and all(n.sort == "thing" and n.name for n in part.before[-1].nouns)
    )
