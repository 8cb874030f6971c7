"""What some words in a row name: a person, group, team, unit, place, site, document or thing."""

import re
from collections.abc import Sequence

from graph.extract.draft import Noun, Token
from graph.extract.zh.lexicon import function_words, sort_of

_INSIDE = frozenset(("附近", "周边", "周围", "内", "里", "外", "旁", "境内"))
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]?|[）)]")
_MAX_OWNED_CHARS = 18  # 华汇社区的贫困群众 is one name, a longer one keeps its head only


def is_placelike(noun: Noun) -> bool:
    """Say whether a thing is one that somebody can be in or at: 寝室, 二楼窗户, no 紧急状态.

    >>> is_placelike(Noun(0, 2, "寝室", "thing", [Token("寝室", "n", 0, 2)]))
    True
    """
    if noun.sort != "thing" or noun.amount is not None or not noun.tokens:
        return False
    last = noun.tokens[-1]
    if last.word in function_words("no-places"):
        return False
    return last.tag in ("n", "s", "nz", "LOC") and noun.name.endswith(tuple(function_words("place-ends")))


def name(tokens: Sequence[Token], plain: str) -> Noun | None:
    """Return what some words in a row name, or ``None`` for words that name nothing."""
    words, position = _stripped(tokens)
    if not words:
        return None
    if words[-1].tag == "DOC*":
        start, end = words[-1].start, words[-1].end
        return Noun(start, end, plain[start + 1 : end - 1], "document", words)
    person = _person(words, plain)
    if person:
        return person
    kept = _head(words)
    if not kept:
        return None
    while len(kept) > 1 and kept[0].tag in ("v", "vd") and sort_of(kept[-1].word) not in ("group", "team"):
        kept = kept[1:]
    text = _text(kept, plain)
    if not text.strip(' ,，.。、"“”'):
        return None
    bare = _BRACKETS.sub("", text).strip("”」")
    if not bare:
        return None  # a remark in brackets names nothing
    sort = _sort(
        bare,
        kept[-1],
        named=any(t.tag in ("LOC", "ORG", "ns", "nt") for t in kept),
    )
    if sort in ("thing", "site") and kept[-1].word in function_words("no-places"):
        sort = "thing"
    elif sort == "thing" and position in _INSIDE and kept[-1].tag in ("n", "s"):
        sort = "site"
    return Noun(kept[0].start, kept[-1].end, text, sort, kept)


def _stripped(tokens: Sequence[Token]) -> tuple[list[Token], str]:
    """Return the words without what trails a name, and the word of position that did."""
    words, position = list(tokens), ""
    while words:
        last = words[-1]
        if (
            last.word == "的"
            or last.tag in ("ad", "d")
            or (len(words) > 1 and last.word in ("手里", "手中", "手上", "自己", "本人"))
        ):
            words.pop()
        elif last.tag == "f" and (len(words) > 1 or last.word not in ("下", "上")):
            position = words.pop().word
        else:
            break
    return words, position


def _person(words: list[Token], plain: str) -> Noun | None:
    """Return the person whom the words end in, a title behind the name allowed: 某某市长."""
    for i in range(len(words) - 1, -1, -1):
        if words[i].tag == "PER" and len(set(words[i].word)) > 1:
            behind = plain[words[i].end : words[-1].end]
            if len(behind) <= 4 and "的" not in behind:
                return Noun(words[0].start, words[-1].end, words[i].word, "person", words)
    return None


def _head(words: list[Token]) -> list[Token]:
    """Return the words that are the name itself: without determiners, and without what only describes it."""
    cut = max((i for i, t in enumerate(words) if t.word == "的"), default=-1)
    whole = cut >= 0 and _owns(words[:cut]) and words[-1].end - words[0].start <= _MAX_OWNED_CHARS
    kept = words if whole else words[cut + 1 :]
    if len(kept) == 2 and kept[0].word == "该" and _is_body(kept[1].word):
        return kept  # 该公司 means the one named last
    while len(kept) > 1 and (kept[0].word in function_words("determiners") or kept[0].tag in ("q", "m", "f")):
        kept = kept[1:]
    return kept


def _is_body(head: str) -> bool:
    return head in function_words("body-heads") or (len(head) < 5 and sort_of(head) in ("unit", "team"))


def _owns(modifier: Sequence[Token]) -> bool:
    """Say whether the words before 的 state whose it is: 社区的贫困群众, not 急需的物资."""
    return bool(modifier) and all(
        t.tag in ("n", "ORG", "LOC", "ns", "nt", "nz", "PER", "s") for t in modifier
    )


def _text(kept: list[Token], plain: str) -> str:
    start, end = kept[0].start, kept[-1].end
    if kept[-1].tag == "NAME*":
        return plain[start:end].strip("“”「」") if len(kept) == 1 else plain[start:end]
    return plain[start:end] + _bracket(plain, end)


def _bracket(plain: str, at: int) -> str:
    """Return a bracket of one or two characters behind a name, which is part of it: 工作队(组)."""
    if plain[at : at + 1] not in ("(", "（"):
        return ""
    end = plain.find(")" if plain[at] == "(" else "）", at, at + 4)
    return plain[at : end + 1] if end > 0 and sort_of("工作" + plain[at + 1 : end]) != "thing" else ""


def _sort(text: str, last: Token, *, named: bool) -> str:
    sort = sort_of(text)
    if text in function_words("own") or (text[0] == "该" and _is_body(text[1:])):
        return "pronoun"  # 该局, 该公司
    if last.tag in ("ORG", "nt"):
        return sort if sort in ("team", "group", "site") else "unit"
    if last.tag in ("LOC", "ns") and text.endswith("人") and len(text) < 6:
        return "group"  # 日本人
    if last.tag in ("LOC", "ns"):
        return sort if sort in ("unit", "team", "group") and len(text) > 3 else "place"
    if last.tag == "r" and sort not in ("group", "unit"):
        return "pronoun" if text in ("我们", "我", "谁") else "thing"
    if sort == "area" and len(text) > 3 and named:
        return "place"
    if sort == "thing" and last.word.endswith(tuple(function_words("titles"))):
        return "group"  # 镇长, 副总队长: somebody named by the post alone
    return "site" if sort == "thing" and last.tag == "s" else sort
