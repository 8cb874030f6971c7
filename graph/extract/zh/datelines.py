"""Datelines: where and when an agency filed a report, before its first sentence."""

import re

from graph.extract.zh.tokens import tokens

_DAY = r"(?:(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日|[一二三四五六七八九十〇○年月]{1,16}日)"
# 新华社武汉3月10日电（记者某某）, 本报讯, 某网3月1日讯.
_FILED = re.compile(
    r"\s*[（(【]?(?P<agency>[\u4e00-\u9fff“”]{0,10}?(?:社|网|报|台|站|讯))(?P<gap>[\u4e00-\u9fffA-Za-z·/\s]{0,12}?)"
    rf"(?P<day>{_DAY})?\s?(?:(?:新媒体)?专?电|讯|消息|快讯)[】)）]?"
)
_REPORTER = re.compile(r"\s*[（(](?:[^（()）\n]{0,10})(?:记者|通讯员)[^（()）\n]{1,30}[）)]")
_BYLINE = re.compile(
    r"\s*[（(](?:[^（()）\n]{0,12}(?:记者|通讯员|摄影|图)[^（()）\n]{0,24}|[\u4e00-\u9fff·\s]{2,10})[）)]"
)
_AFTER = re.compile(r"[\s（(【】)）：:，,/]|记者|通讯员|$")
_KNOWN = re.compile(
    r"(?:本[报台网站刊社]|[日晚晨早时商快]报|(?:都市|青年)报"
    r"|(?:新华|中新|中央|法新|路透|美联|共同)社|(?:新华|中新|人民|央视|央广|光明)网)$"
)
_COMPOUND = re.compile(r"电[话力视网缆器商台信工焊]|讯[息问]|息[中部人传]")
_PLACE = 4  # characters between the agency and its last word
_LOOKAHEAD_CHARS = 12  # after it, for the recogniser to distinguish 电｜湖北省 from 电力公司


def dateline(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the dateline that a paragraph begins with, its byline left out; ``None`` for none.

    Names such as 国网湖北电力公司 and 电视台电视塔 look like one: the 电 or 讯 that ends it has to be a word.
    """
    if (found := _FILED.match(plain, start, end)) and _is_dateline(plain, found, end):
        return found.span()
    reporter = _REPORTER.match(plain, start, end)
    return reporter.span() if reporter else None


def headless(plain: str, start: int, end: int) -> int:
    """Return where a paragraph's first sentence begins: behind its dateline and byline."""
    if (found := dateline(plain, start, end)) is None:
        return start
    byline = _BYLINE.match(plain, found[1], end)
    return byline.end() if byline else found[1]


def _is_dateline(plain: str, found: re.Match[str], end: int) -> bool:
    known = _KNOWN.search(found["agency"]) is not None
    short = known and len(found["gap"]) <= _PLACE
    if _AFTER.match(plain, found.end(), end):
        closed = found["day"] is not None or not found["gap"].strip() or short
    else:
        closed = short and not _COMPOUND.match(plain, found.end() - 1)
        if not known and found["day"] is None:
            return False
    return closed or _reads_so(plain, found, end)


def _reads_so(plain: str, found: re.Match[str], end: int) -> bool:
    """Say whether the recogniser cuts behind the dateline, and tags what is before its last word as a place."""
    words = tokens(plain, found.start(), min(end, found.end() + _LOOKAHEAD_CHARS))
    if found["day"] is None and found["gap"].strip():
        within = [w for w in words if found.start("gap") <= w.start and w.end <= found.end("gap")]
        if not within or any(w.tag not in ("LOC", "ns") for w in within):
            return False
    return any(word.start == found.end() for word in words)
