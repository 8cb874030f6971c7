"""How far a denial or a plan reaches: over the verbs behind it in its clause, until something ends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.extract.draft import Token
from graph.extract.zh.lexicon import Predicate, function_words

_NOUNS = frozenset(("n", "nz", "nr", "nt", "nw", "ORG", "PER", "LOC", "s", "vn", "an", "NAME*", "QTY*", "r"))
_VERBS = frozenset(("v", "vd", "vi"))
_NOT = ("没有", "未", "没能", "未能", "从未", "尚未", "并未", "还未", "仍未", "均未", "都未", "未曾")
_DONE = ("了", "过", "好", "的")  # behind a word of plan, which then plans nothing: 准备了(午餐)
_NEAR = 4  # words: as far as a wish or a purpose reaches (能, 为了), which says little of what follows


@dataclass
class _Reach:
    """A denial or plan that is open."""

    governs: bool  # a preposition or adverb follows: 未(向灾区的学校)捐赠
    leads: bool = False  # nobody is named before it: 没有完成任务的(队员)


def unreal(words: Sequence[Token], found: Sequence[Predicate]) -> list[Predicate]:
    """Return a clause's predicates with those marked that are denied, or only planned, wished or demanded."""
    denied: _Reach | None = None
    planned: _Reach | None = None
    starts = {p.first: p for p in found}
    relatives = {p.last for p in found if p.relative}
    kept: list[Predicate] = []
    for i, word in enumerate(words):
        if (p := starts.get(i)) is not None:
            kept.append(
                replace(
                    p,
                    negated=denied is not None or _denies_itself(word) or _fails(words, p),
                    planned=planned is not None or _near_plan(words, i),
                )
            )
        if word.word in function_words("denial-ends"):
            denied = None
        if word.word in function_words("plan-ends"):
            planned = None
        if word.word == "的":
            denied = _after_relative(denied, i in relatives)
            planned = _after_relative(planned, i in relatives)
        if _is_denial(word):
            denied = _opened(words, i, starts)
        elif word.word in function_words("denying") and not (
            i + 1 < len(words) and words[i + 1].word == "的"
        ):
            denied = _Reach(governs=True)
        elif _is_plan(words, i):
            planned = _opened(words, i, starts)
    return kept


def _after_relative(open_: _Reach | None, relative: bool) -> _Reach | None:
    """End a denial within a relative clause: 没有完成任务的(队员)."""
    if open_ is not None and not open_.governs and (relative or open_.leads):
        return None
    return open_


def _opened(words: Sequence[Token], i: int, starts: dict[int, Predicate]) -> _Reach | None:
    if i + 1 >= len(words):
        return None
    following = words[i + 1]
    leads = not any(word.tag in _NOUNS for word in words[:i])
    if following.tag in _VERBS and following.word not in function_words("transparent"):
        said = starts.get(i + 1)
        whole = words[i].word.endswith(_NOT) and following.word not in function_words("never-ending")
        if (said is None or said.silent) and not whole:
            return None  # 不顾危险救出, 没有停止搬运; but 没有派人到某地
        return _Reach(governs=False, leads=leads)
    return _Reach(governs=following.tag in ("p", "d", "ad", "TIME*", "c"), leads=leads)


def _is_denial(word: Token) -> bool:
    return word.word in function_words("negation") or (len(word.word) <= 4 and word.word.endswith(_NOT))


def _denies_itself(word: Token) -> bool:
    return word.word.startswith(("没有", "未", "不"))


def _fails(words: Sequence[Token], p: Predicate) -> bool:
    """Say whether what completes a verb denies it: 联系(不上), 进(不了)."""
    following = words[p.last] if p.last < len(words) else None
    return following is not None and len(following.word) < 4 and following.word.startswith(("不", "没"))


def _is_plan(words: Sequence[Token], i: int) -> bool:
    """Say whether a word opens a plan that reaches to the end of its clause; 将 before a noun marks an object."""
    word = words[i]
    if word.word not in function_words("plan-far") or word.tag in ("n", "w", "p"):
        return False
    following = words[i + 1] if i + 1 < len(words) else None
    if following is None or following.word in _DONE:
        return False
    return not (following.tag in _NOUNS and following.tag not in ("vn", "r"))


def _near_plan(words: Sequence[Token], i: int) -> bool:
    """Say whether a word of wish, purpose or condition is just before the verb at ``i``."""
    for at in range(max(0, i - _NEAR), i):
        word = words[at]
        if word.word not in function_words("plan") or word.tag in ("n", "w"):
            continue
        if word.word == "将" and (word.tag == "p" or words[at + 1].tag in _NOUNS):
            continue
        if words[at + 1].word in _DONE:
            continue
        return True
    return False
