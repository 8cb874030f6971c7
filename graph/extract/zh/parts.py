"""Parts of a number stated before: 转移群众120名，其中儿童47名."""

from graph.extract.draft import Amount, Counted, Draft
from graph.extract.zh.clauses import Reading
from graph.model.measures import measure_words

_PEOPLE = measure_words("people")


def begins_parts(reading: Reading) -> bool:
    """Say whether a clause goes on with what is part of a number stated before it."""
    return bool(reading.words) and reading.words[0].word == "其中"


def take_parts(reading: Reading, whole: Draft) -> None:
    """Give a deed the numbers of a clause that says no deed of its own, each as a part of its own number."""
    found = [noun for phrase in reading.loose for noun in phrase.nouns if noun.amount and noun.amount.measure]
    for noun in found:
        if noun.amount is None or (number := _holding(whole, noun.amount)) is None:
            continue
        part = Counted(noun.amount, noun.name or number.of, number.role, part_of=number)
        whole.quantities.append(part)
        if (reading.clause.start, reading.clause.end) not in whole.also:
            whole.also.append((reading.clause.start, reading.clause.end))


def link_parts(made: Draft, whole: Draft) -> None:
    """Say of a deed's numbers that they are counted in a deed before: 其中15名送往医院."""
    for counted in made.quantities:
        if (number := _holding(whole, counted.amount)) is not None:
            counted.part_of = number
            counted.of = counted.of or number.of


def _holding(whole: Draft, amount: Amount) -> Counted | None:
    """Return the number that can hold another: larger, and of the same measure, or of people both."""
    return next(
        (
            q
            for q in reversed(whole.quantities)
            if q.part_of is None
            and q.amount.value > amount.value
            and (q.amount.measure == amount.measure or {q.amount.measure, amount.measure} <= _PEOPLE)
        ),
        None,
    )
