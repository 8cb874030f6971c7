"""Where: a place's name into its chain, from the largest to the innermost."""

import re
from dataclasses import dataclass
from typing import Literal

from graph.extract.nouns import Noun

Level = Literal["province", "city", "district", "subdistrict", "community", "site"]
_PIECE = re.compile(
    r"[^省市区县旗州镇乡村街社]{1,12}?(?:自治区|特别行政区|自治州|自治县|街道|社区|新区|省|市|区|县|旗|州|镇|乡|村|街)"
)
_LEVELS: dict[str, Level] = {"省": "province", "自治区": "province", "特别行政区": "province", "市": "city", "州": "city", "自治州": "city",
           "区": "district", "县": "district", "旗": "district", "自治县": "district", "新区": "district", "街道": "subdistrict",
           "街": "subdistrict", "镇": "subdistrict", "乡": "subdistrict", "社区": "community", "村": "community"}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A place in a chain, with its official code where one is known."""

    name: str
    level: Level
    code: str = ""
    official: str = ""
    edition: str = ""


def locate(noun: Noun) -> list[Site]:
    """Return the chain of places that a mention names, the innermost last."""
    words = "".join(t.word for t in noun.tokens) if noun.sort in ("place", "area", "site") else ""
    if noun.sort not in ("place", "area", "site"):
        words = inner(noun)
    if noun.sort == "site":
        return [Site(noun.name, "site")]
    return chain(words)


def inner(noun: Noun) -> str:
    """Return the place within an agent's name: 某区某社区 of 某区某社区党委, "" for none."""
    named = "".join(t.word for t in noun.tokens if t.tag in ("LOC", "ns"))
    if named:
        return named + next((t.word for t in noun.tokens if t.word in ("社区", "村")), "")
    name = next((t.word for t in noun.tokens if t.tag in ("ORG", "nt")), "")
    end = max(
        name.find(word) + len(word) if word in name else -1 for word in ("社区", "街道", "村", "镇", "乡")
    )
    return name[:end] if 2 < end < len(name) else ""


def chain(words: str) -> list[Site]:
    """Return the places in a chain of names.

    >>> [site.name for site in chain("武汉市江岸区塔子湖街华汇社区")]
    ['武汉市', '江岸区', '塔子湖街', '华汇社区']
    """
    found: list[Site] = []
    at = 0
    for match in _PIECE.finditer(words):
        end = next(
            (
                e
                for e in ("自治区", "特别行政区", "自治州", "自治县", "街道", "社区", "新区")
                if match[0].endswith(e)
            ),
            match[0][-1],
        )
        found.append(Site(words[at : match.end()], _LEVELS[end]))
        at = match.end()
    if words[at:].strip():
        found.append(Site(words[at:], "site"))
    return found
