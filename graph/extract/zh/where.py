"""Where: a place's name into its chain, from the largest to the innermost, with official codes where they fit."""

import re
from collections import Counter
from dataclasses import dataclass, field

from graph.extract.draft import Noun
from graph.extract.zh.divisions import EDITION, Level, Row, resolve, short, upper

_END = r"自治区|特别行政区|自治州|自治县|街道|社区|新区|省|市|区|县|旗|州|镇|乡|村|街"
# An end that is the middle of a longer name ends none: 广州(市), 景德镇(市), 中关村(街道).
_LAST = (
    r"(?:自治区|特别行政区|自治州|自治县|街道|社区|新区|省|市|区|县|旗(?![县镇])|州(?![省市县区])|镇(?![市区乡镇])"
    r"|乡(?![市县镇])|村(?![区镇乡村]|街道|社区)|街(?![道镇村]))"
)
_PIECE = re.compile(rf".[^省市区县旗社]{{0,12}}?{_LAST}")
_LONG_ENDS = ("自治区", "特别行政区", "自治州", "自治县", "街道", "社区", "新区")
_BY_END: dict[str, Level] = {
    "省": "province", "自治区": "province", "特别行政区": "province", "市": "city", "州": "city", "自治州": "city",
    "区": "district", "县": "district", "旗": "district", "自治县": "district", "新区": "district",
    "街道": "subdistrict", "街": "subdistrict", "镇": "subdistrict", "乡": "subdistrict",
    "社区": "community", "村": "community",
}  # fmt: skip


_OPEN = "?"  # no code begins so


@dataclass(frozen=True)
class Site:
    """A place in a chain, with its official code where one is known, else with what it may be."""

    name: str
    level: Level
    code: str = ""
    official: str = ""
    edition: str = ""
    candidates: tuple[Row, ...] = field(default=())


def locate(noun: Noun, context: Counter[str]) -> list[Site]:
    """Return the chain of places that a mention names, the innermost last."""
    if noun.sort == "site":
        return [Site(noun.name, "site")]
    return coded(chain("".join(t.word for t in noun.tokens) or noun.name), context)


def inner(noun: Noun) -> str:
    """Return the place within an agent's name: 某区某社区 of 某区某社区党委, "" for none."""
    placed = [i for i, t in enumerate(noun.tokens) if t.tag in ("LOC", "ns")]
    if placed:
        ends = (i for i, t in enumerate(noun.tokens) if i > placed[-1] and t.word.endswith(("社区", "村")))
        last = next(ends, placed[-1])
        return "".join(t.word for t in noun.tokens[placed[0] : last + 1])
    name = next((t.word for t in noun.tokens if t.tag in ("ORG", "nt")), "")
    end = max(name.find(word) + len(word) if word in name else -1 for word in ("社区", "街道", "镇", "乡"))
    return name[:end] if 2 < end < len(name) else ""


def chain(words: str) -> list[Site]:
    """Return the places in a chain of names.

    >>> [site.name for site in chain("武汉江岸区塔子湖街华汇社区")]
    ['武汉', '江岸区', '塔子湖街', '华汇社区']
    """
    found: list[Site] = []
    at = 0
    while at < len(words):
        bare = _known_short(words, at)
        match = _PIECE.match(words, at)
        if bare and (match is None or short(match[0]) != words[at:bare]):
            found.append(Site(words[at:bare], _level_of(words[at:bare])))
            at = bare
        elif match:
            end = next((e for e in _LONG_ENDS if match[0].endswith(e)), match[0][-1])
            found.append(Site(match[0], _BY_END[end]))
            at = match.end()
        else:
            found.append(Site(words[at:], "site"))
            break
    return found


def _known_short(words: str, at: int) -> int:
    """Return where the short name of a province or city at ``at`` ends, 0 for none: 武汉(江岸区)."""
    for size in (4, 3, 2):
        rows = upper().get(words[at : at + size], [])
        rest = words[at + size :]
        if rows and len(rest) > 1 and not re.match(_END, rest):
            return at + size
    return 0


def _level_of(name: str) -> Level:
    rows = upper().get(name, [])
    return min(rows, key=lambda row: len(row.code)).level if rows else "site"


def coded(sites: list[Site], context: Counter[str]) -> list[Site]:
    """Give a chain's places their codes, from the largest down, each within the one before it."""
    found: list[Site] = []
    holder = ""
    for i, site in enumerate(sites):
        alone = site.level == "site" and i == 0 and len(site.name) <= 8
        what = (
            resolve(site.name, None if alone else site.level, holder, context)
            if alone or site.level != "site"
            else None
        )
        if what is not None and what.row is not None:
            row = what.row
            found.append(Site(site.name, row.level, row.code, row.name, EDITION))
            holder = row.code
        elif site.level != "site" and holder != _OPEN:
            holder = _OPEN  # what an unknown place holds is not looked up elsewhere
            found.append(Site(site.name, site.level, candidates=what.candidates if what else ()))
        else:
            found.append(Site(site.name, site.level, candidates=what.candidates if what else ()))
    return found
