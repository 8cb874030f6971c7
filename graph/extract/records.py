"""Drafts into records: a bundle that ``check``, ``build`` and ``show`` read as they read records by hand."""

from collections import Counter
from datetime import date
from typing import Any

from graph.extract.draft import Draft, Noun
from graph.extract.inferred import mark_inferred
from graph.extract.names import Register
from graph.extract.text import read
from graph.extract.zh.divisions import context_of
from graph.model.fields import Deed, Quantity
from graph.model.records import Bundle, Report
from graph.text.dates import find_dates
from graph.text.report import normalise, paragraphs, span_in, text_hash

_AGENTS = (("who", "who"), ("with", "with_"), ("whom", "whom"), ("to", "to"), ("from", "from_"))


def bundle(
    text: str, published: date, title: str, drafted: list[Draft], *, language: str, identifier: str
) -> Bundle:
    """Return the records of a report: itself, its agents, places, documents and deeds."""
    report: Report = {
        "id": identifier,
        "title": title,
        "published": published.isoformat(),
        "language": language,
        "sha256": text_hash(text),
    }
    words = normalise(text)
    lines, dates = paragraphs(words), find_dates(words)
    context = context_of(read(text).plain) if language == "zh" else Counter()
    register = Register(identifier, lines, context)
    deeds: list[Deed] = []
    made: dict[int, Deed] = {}
    numbers: dict[int, str] = {}  # of each number drafted, its path
    for draft in drafted:
        number = f"d{len(deeds) + 1:02d}"
        numbers |= {id(counted): f"{number}/q{n}" for n, counted in enumerate(draft.quantities, 1)}
        deed = _deed(draft, register, number, numbers)
        if deed:
            _mark_same(deed, made.get(id(draft.same)))
            mark_inferred(deed, register, words, dates)
            made[id(draft)] = deed
            deeds.append(deed)
    return Bundle(
        report,
        list(register.agents.values()),
        list(register.places.values()),
        list(register.documents.values()),
        deeds,
    )


def _mark_same(deed: Deed, before: Deed | None) -> None:
    """Mark a deed's goods as those of the deed before, mentioned again: each number refers to the other."""
    if before is None or not before.get("quantities"):
        return
    goods = [q for q in before["quantities"] if q["role"] == "goods"]
    found: list[Quantity] = [
        {**q, "id": f"q{n}", "same": f"{before['id']}/{q['id']}"} for n, q in enumerate(goods, 1)
    ]
    if found:
        deed["quantities"] = found
        deed["after"] = [before["id"]]


def _deed(draft: Draft, register: Register, identifier: str, numbers: dict[int, str]) -> Deed | None:
    made: dict[str, Any] = {"id": identifier, "kind": draft.kind, "did": draft.did}
    for key, attribute in _AGENTS:
        nouns: list[Noun] = getattr(draft, attribute)
        ids = list(dict.fromkeys(i for noun in nouns if (i := register.agent(noun, draft.paragraph))))
        if ids:
            made[key] = ids
    if "who" not in made:
        return None
    places = list(dict.fromkeys(place for noun in draft.where for place in register.place(noun)))
    fields: dict[str, Any] = {
        "as": list(dict.fromkeys(draft.as_)),
        "what": list(dict.fromkeys(draft.what)),
        "about": list(dict.fromkeys(register.document(noun) for noun in draft.about)),
        "where": places,
        "when": draft.when,
        "quantities": [_quantity(counted, n, numbers) for n, counted in enumerate(draft.quantities, 1)],
        "summary": draft.summary,
    }
    made |= {key: value for key, value in fields.items() if value}
    inferred = [p for p in draft.inferred if p != "where" or places]
    if inferred:
        made["inferred"] = inferred
    made["source"] = span_in(register.lines, draft.start, draft.end)
    also = [(start, end) for start, end in draft.also if start < draft.start or end > draft.end]
    if also:
        made["also"] = [span_in(register.lines, *span) for span in also]
    made["confidence"] = draft.confidence
    draft.reasons += [
        words
        for name, words in register.open.items()
        if any(p in places and q["name"] == name for p, q in register.places.items())
    ]
    if draft.reasons:
        made["reason"] = "; ".join(draft.reasons)
    return made  # type: ignore[return-value]


def _quantity(counted: Any, n: int, numbers: dict[int, str]) -> Quantity:
    amount = counted.amount
    made: Quantity = {"id": f"q{n}", "value": amount.value, "bound": amount.bound, "role": counted.role}
    if amount.measure:
        made["measure"] = amount.measure
    if counted.of and counted.of != amount.measure:
        made["of"] = counted.of
    if counted.part_of is not None and id(counted.part_of) in numbers:
        made["partOf"] = [numbers[id(counted.part_of)]]
    return made
