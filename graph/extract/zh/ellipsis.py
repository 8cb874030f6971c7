"""The agent, place and time of a deed's clause, and what is filled in where it has none."""

from dataclasses import replace

from graph.extract.draft import AGENTS, PLACES, Draft, Noun
from graph.extract.kinds import behaves
from graph.extract.zh.clauses import Part, Reading
from graph.extract.zh.context import COLLECTIVE, Context
from graph.extract.zh.nouns import Phrase, is_placelike, subject
from graph.extract.zh.when import Time
from graph.extract.zh.where import inner

_TOTALS = ("共", "累计", "总计", "合计", "总共", "截至", "截止", "迄今")
_JOINED = frozenset(("并", "还", "同时", "又", "也", "并且", "及时"))
_NEAR = ("社区", "村")  # so small that what its people set up is set up there
_BESIDE = ("带队", "率队", "领队", "挂帅")


def resolve_ellipsis(
    made: Draft,
    part: Part,
    explicit: list[Noun],
    reading: Reading,
    following: list[Reading],
    context: Context,
) -> None:
    """Give a deed its agents, place and time."""
    _who(made, part, explicit, reading, following, context)
    _where(made, part, context)
    _when(made, part, reading, context)
    _summary(made, part, context)
    if not part.predicate.relative and not part.embedded:
        if behaves(made.kind, "gathers") and made.whom:
            _pivot(made, reading, context)
        elif not (context.pivot and made.who is context.pivot):
            context.pivot = []
        context.last = made.who


def _pivot(made: Draft, reading: Reading, context: Context) -> None:
    """Keep those who were formed or sent: they do what follows."""
    teams = [n for n in made.whom if n.sort == "team"]
    found = teams if behaves(made.kind, "forms") and teams else made.whom
    context.moved = behaves(made.kind, "assigns")
    context.pivot, context.sender = [n for n in found if n.name != "人"], made.who
    themselves = made.did == "组成" and all(n.sort == "group" for n in made.who)
    context.here = reading.clause.start if themselves else -1


def _who(
    made: Draft,
    part: Part,
    explicit: list[Noun],
    reading: Reading,
    following: list[Reading],
    context: Context,
) -> None:
    if part.received and context.subject and not made.to:
        made.to = context.subject
        made.inferred.append("to")
    if explicit:
        made.who = explicit
        beside = made.did in _BESIDE and context.own  # 县长带队，: the sentence goes on with its own subject
        if not (part.predicate.relative or part.embedded or beside):
            context.subject, context.own = explicit, True
        return
    joined = bool(part.led & {"并", "还", "同时", "又", "也", "并且"}) or bool(
        part.before and part.before[0].governor == "object"
    )
    objects = {noun.name for noun in made.whom + made.to}
    resent = behaves(made.kind, "sends") and not made.whom and context.pivot
    if resent:
        made.whom, made.who = context.pivot, context.sender or context.subject
    elif joined and context.last:
        made.who = context.last
    elif (
        context.pivot
        and context.here in (-1, reading.clause.start)
        and not joined
        and not (behaves(made.kind, "forms") and context.moved)
        and not objects & {noun.name for noun in context.pivot}
    ):
        made.who = context.pivot
    elif not context.own and reading.tail:
        made.who = _later(following) or context.subject
    else:
        made.who = context.subject or _later(following)
    if made.who:
        made.inferred.append("who")
        made.doubt("doer filled in", 0.8)


def _later(following: list[Reading]) -> list[Noun]:
    """Return the subject of the next clause: 接到报警后，消防队出动."""
    return next((s for r in following for p in r.parts if (s := subject(p.before))), [])


def _where(made: Draft, part: Part, context: Context) -> None:
    relative = part.predicate.relative
    found = [
        noun if noun.sort in PLACES else replace(noun, sort="site")
        for phrase in part.before
        if phrase.governor in ("where", "" if behaves(made.kind, "hears") else "from", "", "to")
        and not (relative and phrase.governor == "")
        for noun in phrase.nouns
        if (noun.sort in PLACES and not _is_agent(noun, phrase))
        or (phrase.governor == "where" and noun.sort == "unit")
        or (phrase.governor in ("where", "from") and is_placelike(noun))
    ]
    if not behaves(made.kind, "says"):
        found += _behind(part)
    found = made.where + [noun for noun in found if noun.name and noun.sort != "area"]
    if found:
        made.where = found
        if not relative:
            context.place = [n for n in found if n.sort == "place"] or context.place
        return
    if context.scene and not relative:
        made.where = context.scene
        return
    within = [
        n
        for n in made.whom + made.who + made.with_ + made.to
        if n.sort in ("team", "unit", "group") and inner(n)
    ]
    received = [n for n in within if n in made.to]
    near = [n for n in within if behaves(made.kind, "seated") and inner(n).endswith(_NEAR)]
    if held := near or received:
        made.where = [replace(held[0], name=inner(held[0]), sort="place", tokens=[])]
        context.place = made.where
    elif context.place and not relative:
        made.where = context.place
        if not context.fresh_place:
            made.inferred.append("where")


def _is_agent(noun: Noun, phrase: Phrase) -> bool:
    """Say whether a place is listed with those who act: 某市、某县各级干部."""
    return len(phrase.nouns) > 1 and phrase.governor == "" and phrase.nouns[-1].sort in AGENTS


def _behind(part: Part) -> list[Noun]:
    """Return the places behind a verb; in a list that ends in one they name organisations: 调集某地、某地3个中队."""
    found: list[Noun] = []
    for i, phrase in enumerate(part.behind):
        listed = len(phrase.nouns) > 1 and (
            phrase.nouns[-1].sort in ("unit", "team")
            or (i + 1 < len(part.behind) and part.behind[i + 1].nouns[0].sort in ("unit", "team"))
        )
        if phrase.governor != "aside" and not (listed and phrase.governor == ""):
            found += [n for n in phrase.nouns if n.sort in PLACES]
    return found


def _when(made: Draft, part: Part, reading: Reading, context: Context) -> None:
    single = sum(not p.predicate.silent for p in reading.parts) == 1
    for time in reading.times:
        if not (single or part.start <= time.start < part.end):
            continue
        if _take_time(made, time):
            made.inferred += [path for path in time.inferred if path not in made.inferred]
    if context.schedule:
        _take_time(made, context.schedule)
    if "start" in made.when or "asOf" in made.when or not context.day or part.predicate.relative:
        return
    if "start" not in context.day and "asOf" not in context.day and made.when:
        return
    carried = {k: v for k, v in context.day.items() if k not in ("duration", "recurrence")}
    for key, value in carried.items():
        made.when.setdefault(key, value)  # type: ignore[misc]
    made.inferred += [path for path in context.day_inferred if path not in made.inferred]
    if not context.fresh_day:
        made.inferred += [f"when.{k}" for k in carried if f"when.{k}" not in made.inferred]


def _take_time(made: Draft, time: Time) -> bool:
    """Give a deed what it lacks of a time, and cite the words that say it; say whether there was any."""
    lacking = time.when.keys() - made.when.keys()
    if lacking:
        made.when = {**time.when, **made.when}
        made.also.append((time.start, time.end))
    return bool(lacking)


def _summary(made: Draft, part: Part, context: Context) -> None:
    """Mark what gives a figure for all together: 共, 累计, 各单位, 广大."""
    adverbs = part.led & frozenset(("共", "累计", "总计", "合计", "总共", "已累计", "一共"))
    bare = context.collective and all(n.sort in ("group", "team") and not n.amount for n in made.who)
    made.summary = bare or (
        bool(adverbs)
        or "asOf" in made.when
        or any(n.name.startswith(COLLECTIVE) or "各单位" in n.name or "各部门" in n.name for n in made.who)
    )
