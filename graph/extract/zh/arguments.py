"""The parts that phrases play in a deed: agents, receivers, those sent, things, roles, documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.extract.draft import AGENTS, PLACES, Amount, Counted, Draft, Noun
from graph.extract.kinds import behaves
from graph.extract.zh.lexicon import function_words
from graph.extract.zh.nouns import Phrase, is_placelike
from graph.model.measures import measure

if TYPE_CHECKING:
    from graph.extract.zh.clauses import Part
    from graph.extract.zh.context import Context

_INTO = ("到", "往", "至", "进", "入", "在")


def assign_arguments(made: Draft, part: Part, plain: str, context: Context) -> None:
    """Give each phrase of a part its place in the deed."""
    passive = part.passive
    moved = [p for p in part.before if p.governor == "object"]
    frame = part.predicate.entry.frame
    if moved and behaves(made.kind, "goes"):
        made.kind, frame = "assign", "whom"
    if frame == "what" and made.kind == "organise" and part.behind and _all_agents(part.behind[0], context):
        made.kind, frame = (
            ("form", "whom") if part.behind[0].nouns[0].sort == "team" else ("organise", "whom")
        )
    if part.predicate.wide and any(n.sort == "team" for p in part.behind for n in p.nouns):
        # 挑选(11名骨干)组成突击队: those chosen are counted, the team is what was formed
        made_of = [p for p in part.behind if not any(n.sort == "team" for n in p.nouns)]
    else:
        made_of = []
    for phrase in [p for p in moved + part.behind if p not in made_of]:
        _behind(made, phrase, frame, context, first=phrase is part.behind[0] if part.behind else False)
    for phrase in part.before:
        if phrase.governor == "to":
            made.to += context.meant(_receivers(phrase))
        elif phrase.governor == "from":
            made.from_ += context.meant(phrase.agents)
        elif phrase.governor == "with":
            made.with_ += context.meant(_receivers(phrase))
        elif passive and phrase.governor == "" and phrase.agents:
            (made.to if frame == "to" else made.whom).extend(phrase.agents)
    _count(made, part)


def _all_agents(phrase: Phrase, context: Context) -> bool:
    return (
        bool(phrase.nouns)
        and all(n.sort in ("team", "group") for n in phrase.nouns)
        and phrase.governor == ""
    )


def _receivers(phrase: Phrase) -> list[Noun]:
    return [
        n
        for n in phrase.nouns
        if n.sort in AGENTS
        or (n.sort in ("place", "area") and n.name and n.name not in function_words("no-bodies"))
    ]


def _behind(made: Draft, phrase: Phrase, frame: str, context: Context, *, first: bool) -> None:
    if phrase.governor == "from":
        made.from_ += context.meant(phrase.agents)
        return
    if phrase.governor in ("with", "aside", "by"):
        return
    for noun in phrase.nouns:
        if noun.tokens:  # else it is a number that counts no noun
            field = _field(made, phrase, noun, frame, first=first)
            _put(made, field, noun, context)


def _field(made: Draft, phrase: Phrase, noun: Noun, frame: str, *, first: bool) -> str:
    """Return the field that a noun behind the verb fills, "" for none."""
    if noun.sort == "document":
        return "about"
    if frame == "as":
        return "as"
    if noun.sort == "unit" and frame in ("whom", "to") and made.did.endswith(_INTO):
        return "where"  # 安置到学校, 送往医院
    if frame == "where" and (noun.sort == "unit" or is_placelike(noun)):
        return "where"  # 赶赴指挥部, 逃出寝室: where somebody goes is a place
    if noun.sort in AGENTS or (noun.sort == "area" and noun.name):
        return _agent_field(made, phrase, noun, frame, first=first)
    if noun.sort == "place" and behaves(made.kind, "brings") and not noun.amount:
        return "to"
    return "what" if noun.sort not in PLACES and noun.name else ""


def _agent_field(made: Draft, phrase: Phrase, noun: Noun, frame: str, *, first: bool) -> str:
    if phrase.governor == "to" or frame == "to":
        return "to"
    if frame == "with":
        return "with"
    if frame == "whom":
        return "whom" if noun.sort in AGENTS else ""
    if frame == "where":
        return "whom"
    if behaves(made.kind, "gives") and (not first or behaves(made.kind, "hands-over")):
        return "to"
    return "" if noun.sort == "area" else "what"


def _put(made: Draft, field: str, noun: Noun, context: Context) -> None:
    if field == "about":
        made.about.append(noun)
    elif field == "as" and noun.name:
        made.as_.append(noun.name)
    elif field == "where":
        made.where.append(replace(noun, sort="site"))
    elif field == "what" and noun.name and noun.name not in made.what:
        made.what.append(noun.name)
    elif field in ("to", "with", "whom"):
        found: dict[str, list[Noun]] = {"to": made.to, "with": made.with_, "whom": made.whom}
        found[field] += context.meant([noun])


def _own_role(amount: Amount) -> str:
    """Return the role that a number has by itself, whatever it counts."""
    if amount.rate:
        return "rate"
    return "batch" if amount.measure == "批" else "money" if measure(amount.measure).type == "money" else ""


def _count(made: Draft, part: Part) -> None:
    """Give the numbers of a part their roles."""
    whom, to, who = ({id(n) for n in nouns} for nouns in (made.whom, made.to, made.who))
    frame = part.predicate.entry.frame
    for phrase in part.before + part.behind:
        for noun in phrase.nouns:
            if noun.amount is None or any(q.amount.start == noun.amount.start for q in made.quantities):
                continue
            of = noun.name
            if role := _own_role(noun.amount):
                pass
            elif noun.sort in PLACES:
                role = "place"
            elif id(noun) in whom:
                role = (
                    "result"
                    if noun.amount.measure in ("支", "个") and behaves(made.kind, "forms")
                    else "whom"
                )
            elif (
                id(noun) in to
                or phrase.governor == "to"
                or (frame == "to" and noun.sort in AGENTS and phrase in part.behind)
            ):
                role = "recipient"
            elif (
                not noun.tokens and frame in ("to", "whom") and noun.sort in AGENTS and phrase.governor == ""
            ):
                role = "recipient" if frame == "to" else "whom"  # 15名送往医院: it is they who are brought
            elif id(noun) in who or (
                noun.sort in AGENTS and phrase in part.before and phrase.governor in ("", "by")
            ):
                role = "doer"
            elif noun.sort in AGENTS:
                role = "recipient" if behaves(made.kind, "gives") else "whom"
            else:
                role = "goods"
            made.quantities.append(Counted(noun.amount, of, role))
