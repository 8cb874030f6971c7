"""What was done: the verbs of a clause that say a deed, and why others say none."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.extract.lexicon import Entry, entry, function_words, verbs
from graph.extract.tokens import Token

_VERBAL = frozenset(("v", "vd", "vn", "vi"))
_LONGEST = 4  # words that make one verb: 下/发, 送/去
GENERIC = Entry("undertake", "what")


@dataclass(frozen=True)
class Predicate:
    """A verb that says a deed: the words from ``first`` up to ``last`` (exclusive) of its clause."""

    first: int
    last: int
    did: str
    entry: Entry
    relative: bool = False  # 某单位捐赠的物资: the deed stands in what is said of a thing
    known: bool = True  # the lexicon has the verb
    negated: bool = False
    planned: bool = False


def predicates(words: Sequence[Token]) -> list[Predicate]:
    """Return the predicates of a clause, negated and planned ones among them (they still part the clause)."""
    found: list[Predicate] = []
    i = 0
    while i < len(words):
        made = _at(words, i)
        if made is None:
            i += 1
            continue
        found.append(made)
        i = made.last
    return _without_attributes(words, found)


def _at(words: Sequence[Token], i: int) -> Predicate | None:
    word = words[i]
    if word.tag in ("TIME*", "QTY*", "w", "PER", "LOC", "ORG"):
        return None
    last, what = _lookup(words, i)
    known = what is not None
    if what is None:
        if word.tag not in ("v",) or word.word in function_words("skip") or len(word.word) < 2:
            return None
        what, last = GENERIC, i + 1
    if word.word in function_words("skip") and last == i + 1 and word.word not in verbs():
        return None
    if what.kind == "move" and word.tag == "p":
        return None
    if word.word in function_words("light") and (inner := _governed(words, last)):
        return _finish(words, inner, known=True, light=i)
    if _nominal(words, i, last):
        return None
    return _finish(words, (i, last, what), known=known)


def _lookup(words: Sequence[Token], i: int) -> tuple[int, Entry | None]:
    """Return where the longest verb at ``i`` ends, and its entry."""
    for size in range(min(_LONGEST, len(words) - i), 0, -1):
        part = words[i : i + size]
        if size > 1 and (
            part[-1].end - part[0].start != sum(len(t.word) for t in part) or part[-1].tag.endswith("*")
        ):
            continue
        joined = "".join(t.word for t in part)
        what = verbs().get(joined) if size > 1 else entry(joined)
        if what is None or len(joined) > 8:
            continue
        if size == 1 and not _can_be_verb(part[0], words, i):
            continue
        if size > 1 and not any(t.tag in _VERBAL or t.tag in ("f", "p", "d") for t in part):
            continue
        return i + size, what
    return i + 1, None


def _can_be_verb(token: Token, words: Sequence[Token], i: int) -> bool:
    if token.tag in _VERBAL:
        return True
    if token.tag == "p":
        # 到社区报到: 到 goes with the next verb; 赴灾区 alone is a going
        return token.word in ("赴", "到") and not any(t.tag in _VERBAL for t in words[i + 1 :])
    return token.tag in ("n", "nz", "ad", "d", "a", "q") and len(token.word) > 1 and token.tag != "n"


def _governed(words: Sequence[Token], at: int) -> tuple[int, int, Entry] | None:
    """Return the doing that a light verb governs: 进行(登记排查), 开展(排查)工作."""
    i = at
    while i < len(words) and words[i].tag not in ("w",) and i - at < 12:
        if words[i].tag in ("v", "vn", "n", "nz") and words[i].word not in function_words("light"):
            what = entry(words[i].word)
            if what and len(words[i].word) > 1:
                last = i + 1
                while last < len(words) and words[last].tag in ("v", "vn") and entry(words[last].word):
                    last += 1
                final = entry(words[last - 1].word) or what
                return i, last, final
        if words[i].word in ("的",) and i > at + 3:
            break
        i += 1
    return None


def _nominal(words: Sequence[Token], i: int, last: int) -> bool:
    """Say whether a verb stands as part of a name or thing: 救援人员, 防控工作, 疫情的防控."""
    following = words[last] if last < len(words) else None
    before = words[i - 1] if i else None
    abstract = function_words("abstract")
    if following and following.tag in ("n", "nz") and following.word in abstract and words[i].tag != "vd":
        return (
            words[i].tag == "vn"
            or before is None
            or before.tag not in ("ad", "d")
            or following.word in ("人员", "队", "队伍")
        )
    if words[i].tag == "vn":
        if following and following.tag in ("n", "nz", "vn", "v", "u"):
            return True
        return before is not None and (before.tag in ("u", "v", "vn", "a") or before.word in ("、", "和"))
    return before is not None and before.word == "的" and (following is None or following.tag in ("w",))


def _finish(
    words: Sequence[Token], found: tuple[int, int, Entry], *, known: bool, light: int | None = None
) -> Predicate:
    first, last, what = found
    start = light if light is not None else first
    did = "".join(t.word for t in words[first:last])
    end = last
    while end < len(words) and words[end].tag in ("u", "xc") and words[end].word in ("了", "过", "着"):
        end += 1
    relative = light is None and end < len(words) and words[end].word == "的" and end + 1 < len(words)
    return Predicate(
        start if light is None else light,
        end,
        did,
        what,
        relative=relative,
        known=known,
        negated=_negated(words, start),
        planned=_planned(words, start),
    )


def _negated(words: Sequence[Token], i: int) -> bool:
    return (
        any(t.word in function_words("negation") for t in words[max(0, i - 2) : i])
        or words[i].word[0] in "没未"
        and len(words[i].word) > 2
    )


def _planned(words: Sequence[Token], i: int) -> bool:
    for t in words[max(0, i - 3) : i]:
        if t.tag == "w":
            continue
        if (
            t.word in function_words("plan")
            and not (t.word == "将" and t.tag == "p")
            and t.tag in ("d", "v", "c", "vd", "p", "a", "ad", "xc")
        ):
            return True
    return False


_ATTRIBUTE = (
    "go-down",
    "report-in",
    "guard",
    "undertake",
    "help",
    "prevent",
    "serve",
    "stay",
    "visit",
    "receive",
    "study",
    "donate",
    "supply",
)


def _without_attributes(words: Sequence[Token], found: list[Predicate]) -> list[Predicate]:
    """Leave out verbs that describe the people behind them: 下沉(党员), 值班(人员), 获救(矿工)."""
    from graph.extract.lexicon import sort_of

    kept = []
    for p in found:
        following = words[p.last] if p.last < len(words) else None
        plain_noun = (
            following is not None
            and following.tag in ("n", "nz")
            and following.start == words[p.last - 1].end
        )
        before = words[p.first - 1] if p.first else None
        led = before is not None and (
            before.tag in ("QTY*", "u", "r", "m", "p") or before.word in ("、", "和", "的", "名")
        )
        describes = (
            plain_noun
            and following is not None
            and p.entry.kind in _ATTRIBUTE
            and sort_of(following.word) in ("group", "team")
            and p.entry.frame not in ("to", "whom")
            and (led or before is None or before.tag in ("ORG", "LOC", "n", "v"))
        )
        if not describes:
            kept.append(p)
    return kept
