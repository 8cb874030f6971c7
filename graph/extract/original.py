"""A draft's words as the report writes them: the rules read simplified, half-width text."""

from dataclasses import replace

from graph.extract.draft import Draft
from graph.extract.text import Text


def restore_original(draft: Draft, text: Text) -> Draft:
    """Give a draft's names and words the characters of the original; spans stay what they are."""
    if text.text == text.plain:
        return draft

    def original(words: str, start: int, end: int) -> str:
        at = text.plain.find(words, start, end)
        return text.cut(at, at + len(words)) if at >= 0 else words

    draft.did = original(draft.did, draft.start, draft.end)
    draft.what = [original(words, draft.start, draft.end) for words in draft.what]
    draft.as_ = [original(words, draft.start, draft.end) for words in draft.as_]
    if "said" in draft.when:
        draft.when["said"] = original(draft.when["said"], draft.start, draft.end)
    for nouns in (draft.who, draft.with_, draft.whom, draft.to, draft.from_, draft.about):
        for noun in nouns:
            noun.name = original(noun.name, noun.start, noun.end + 4)
    for noun in draft.where:
        if noun.sort == "site":
            noun.name = original(noun.name, noun.start, noun.end)
    for noun in draft.where + draft.who + draft.with_ + draft.whom + draft.to + draft.from_:
        if noun.sort == "place":  # looked up by its simplified name, and named as it is written
            words = [text.cut(token.start, token.end) for token in noun.tokens]
            noun.written = "".join(words) or original(noun.name, noun.start, noun.end)
    for counted in draft.quantities:
        counted.of = original(counted.of, draft.start, draft.end) if counted.of else ""
        amount = counted.amount
        measure = text.cut(amount.end - len(amount.measure), amount.end)
        if text.plain[amount.end - len(amount.measure) : amount.end] == amount.measure:
            counted.amount = replace(amount, measure=measure)
    return draft
