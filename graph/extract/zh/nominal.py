"""Verbs that say no deed: parts of names and things, and descriptions."""

from collections.abc import Sequence

from graph.extract.draft import Token
from graph.extract.kinds import behaves
from graph.extract.zh.lexicon import Entry, Predicate, entry, function_words, sort_of

VERBAL = frozenset(("v", "vd", "vn", "vi"))
_PEOPLE = ("人员", "队", "队伍", "力量")


def is_nominal(words: Sequence[Token], i: int, last: int, what: Entry) -> bool:
    """Say whether a verb is part of a name or thing: 救援人员, 防控工作, 疫情的防控."""
    following = words[last] if last < len(words) else None
    before = words[i - 1] if i else None
    led_in = before is not None and before.word == "在" and words[-1].word in ("后", "时", "之后", "以后")
    if before is not None and _after_preposition(before) and not led_in:
        return True  # 在抗击疫情的战场上, 从报到的党员中
    if before is not None and before.word == "为" and _verb_follows(words, last):
        return True  # 为(隔离)居民送餐
    if following is not None and _in_compound(words, i, before, following, what):
        return True
    if words[i].tag == "vn":
        if following is not None and following.tag in ("n", "nz", "vn", "v", "u", "q"):
            return True
        loose = before is None or before.tag in ("u", "v", "vn", "a", "n", "w", "QTY*", "nz", "NAME*")
        return loose and not _acting(words[:i])
    return before is not None and before.word == "的" and (following is None or following.tag in ("w", "v"))


def _verb_follows(words: Sequence[Token], at: int) -> bool:
    return any(word.tag in ("v", "vd") and entry(word.word) for word in words[at:])


def _after_preposition(before: Token) -> bool:
    return before.tag == "p" and before.word not in function_words("by") | {"将", "把", "以", "为"}


def _in_compound(words: Sequence[Token], i: int, before: Token | None, following: Token, what: Entry) -> bool:
    if following.tag not in ("n", "nz", "q"):
        return False
    if words[i].tag != "vn" and (not behaves(what.kind, "compounds") or len(words[i].word) < 2):
        return False
    if following.word in function_words("compound"):
        return before is None or before.tag not in ("ad", "d") or following.word in _PEOPLE
    if behaves(what.kind, "goes") and words[i].tag != "vn":
        return False  # 没穿衣服逃出寝室
    thing = before is not None and before.tag in ("n", "nz") and sort_of(before.word) == "thing"
    return thing and sort_of(following.word) == "thing"


def _acting(before: Sequence[Token]) -> bool:
    """Say whether words end in somebody who can act, so that a noun-like verb behind them is an action."""
    if not before or before[-1].tag == "w":
        return False
    last = before[-1]
    return last.tag in ("PER", "ORG") or sort_of(last.word) in ("group", "team", "unit")


def is_coverb(words: Sequence[Token], i: int) -> bool:
    """Say whether a word goes with a later verb: 为社区筹集; but 图为 says what a picture shows."""
    if words[i].word not in ("为", "给", "在", "到", "对"):
        return False
    if i and words[i - 1].word in ("图", "照片", "这", "均"):
        return False
    return any(t.tag in VERBAL and entry(t.word) for t in words[i + 1 :])


def describes(words: Sequence[Token], p: Predicate, found: list[Predicate]) -> bool:
    """Say whether a verb only describes what follows it: 下沉(党员), 对口联系的(社区), 获救(矿工)."""
    if p.silent:
        return False
    begin = max((q.last for q in found if q.last <= p.first), default=0)
    led = words[begin : p.first]
    if p.relative and p.did in ("参加", "组成", "构成", "参与"):
        return True
    if p.relative:
        head = next((t for t in words[p.last + 1 :] if t.tag in ("n", "nz", "vn", "s")), None)
        abstract = head is not None and head.word in function_words("abstract")
        return abstract or not any(_can_act(t) for t in led)
    following = words[p.last] if p.last < len(words) else None
    if following is None or following.tag not in ("n", "nz") or following.start != words[p.last - 1].end:
        return False
    if len(p.did) < 2 or (p.entry.frame in ("whom", "to", "with") and not behaves(p.entry.kind, "saves")):
        return False
    return _led_as_attribute(words[p.first - 1] if p.first else None, following, p)


def describes_agent(words: Sequence[Token], p: Predicate, found: list[Predicate]) -> bool:
    """Say whether a verb and its object describe who does what follows: 出差在外的省长立即作出."""
    begin = max((q.last for q in found if q.last <= p.first), default=0)
    if p.silent or p.relative or any(_can_act(word) for word in words[begin : p.first]):
        return False
    cut = next((i for i in range(p.last, min(len(words), p.last + 8)) if words[i].word == "的"), None)
    if cut is None:
        return False
    verb = next((i for i in range(cut + 1, len(words)) if words[i].tag in ("v", "vd")), None)
    return (
        verb is not None
        and words[verb - 1].tag in ("d", "ad")
        and any(word.tag == "PER" or sort_of(word.word) == "group" for word in words[cut + 1 : verb])
        and all(word.tag not in ("v", "w") or word.word == "、" for word in words[p.last : verb])
    )


def _led_as_attribute(before: Token | None, following: Token, p: Predicate) -> bool:
    sort = sort_of(following.word)
    if p.entry.frame == "where" and behaves(p.entry.kind, "joins-up"):
        return sort in ("group", "team")
    marked = before is not None and (
        before.tag in ("QTY*", "m", "p", "q", "a")
        or (before.tag == "r" and before.word not in function_words("own"))
        or before.word in ("的", "、", "和", "对口")
    )
    return marked and sort in ("group", "team", "unit", "area")


def _can_act(token: Token) -> bool:
    return token.tag in ("ORG", "PER", "LOC") or sort_of(token.word) in ("team", "unit", "group", "area")
