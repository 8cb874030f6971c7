"""The official division tree, province to community: names into codes, by what is around and beside them.

Read from two archives that ``scripts/gazetteer.py`` makes: province to district at once (a few thousand rows),
subdistricts by province and communities by city only when one is asked for. Communities are an own archive,
which need not be there: places of that level then have no code.
"""

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from graph.resources import resource

Level = Literal["province", "city", "district", "subdistrict", "community", "site"]
EDITION = "2020"
_LEVELS: dict[int, Level] = {2: "province", 4: "city", 6: "district", 9: "subdistrict", 12: "community"}
_PEOPLES = (
    "壮 满 回 苗 土家 彝 蒙古 藏 布依 侗 瑶 朝鲜 白 哈尼 "
    "哈萨克 黎 傣 畲 傈僳 仡佬 东乡 拉祜 水 佤 纳西 羌 土 仫佬 "
    "锡伯 柯尔克孜 达斡尔 景颇 毛南 撒拉 布朗 塔吉克 阿昌 普米 鄂温克 怒 京 基诺 "
    "德昂 保安 裕固 门巴 鄂伦春 独龙 赫哲 珞巴 维吾尔 俄罗斯"
)
_ENDS = re.compile(
    rf"(?:维吾尔自治区|(?:(?:{_PEOPLES.replace(' ', '|')})族?){{0,5}}自治[区州县旗]|特别行政区|自治区"
    r"|社区居民委员会|社区居委会|居民委员会|社区|居委会|村民委员会|村委会|街道办事处|街道|地区|新区|林区"
    r"|[省市区县旗盟州镇乡村街])$"
)
_NO_NAMES = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"))


@dataclass(frozen=True)
class Row:
    """A division of the register."""

    code: str
    name: str

    @property
    def level(self) -> Level:
        """Return the level that the code's length says."""
        return _LEVELS[len(self.code)]


@dataclass(frozen=True)
class Found:
    """What a name resolves to: one row, or the candidates among which the context does not decide."""

    row: Row | None = None
    candidates: tuple[Row, ...] = field(default=())


def short(name: str) -> str:
    """Return a name without its level: 华汇社区居委会 and 华汇社区 are both 华汇.

    >>> [short(name) for name in ("湖北省", "塔子湖街道", "华汇社区居委会", "通道侗族自治县")]
    ['湖北', '塔子湖', '华汇', '通道']
    """
    bare = _ENDS.sub("", name)
    return bare if len(bare) > 1 else name


@cache
def upper() -> dict[str, list[Row]]:
    """Return provinces, cities and districts by their short names."""
    return _index(_read("divisions.zip", "upper"))


@cache
def subdistricts(province: str) -> dict[str, list[Row]]:
    """Return the subdistricts of a province by their short names."""
    return _index(_read("divisions.zip", province))


@cache
def communities(city: str) -> dict[str, list[Row]]:
    """Return the communities of a city by their short names."""
    return _index(_read("communities.zip", city))


def _read(archive: str, member: str) -> list[Row]:
    with zipfile.ZipFile(resource(f"extract/zh/{archive}")) as file:
        if member not in file.namelist():
            return []
        lines = file.read(member).decode("utf-8").splitlines()
    return [Row(*line.split(" ", 1)) for line in lines]


def _index(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.name not in _NO_NAMES:
            found[short(row.name)].append(row)
    return dict(found)


@cache
def _by_code(member: str) -> dict[str, Row]:
    return {row.code: row for row in _read("divisions.zip", member)}


def parent_of(code: str) -> Row | None:
    """Return the parent division of a code that has its own name: 市辖区 is passed over.

    >>> parent_of("420106001").name, parent_of("110105").name
    ('武昌区', '北京市')
    """
    for size in (9, 6, 4, 2):
        if size < len(code):
            row = _by_code("upper" if size < 9 else code[:2]).get(code[:size])
            if row is not None and row.name not in _NO_NAMES:
                return row
    return None


def resolve(name: str, level: Level | None, holder: str, context: Counter[str]) -> Found:
    """Return the division that a name means.

    ``holder``: the code of the place before it, "" for none. ``context``: how often the report
    names each province, city and district, by code. A name that fits several and that neither decides is left
    open, with its candidates.

    >>> resolve("东湖区", "district", "", Counter({"36": 1})).row.code
    '360102'
    """
    rows = [
        row
        for row in _named(name, level, holder, context)
        if row.code.startswith(holder) and row.code != holder
    ]
    exact = [row for row in rows if row.name == name] or rows
    if level in ("province", "city", "district"):
        exact = [row for row in exact if row.name == name or not _ENDS.search(name)] or exact
    if len(exact) == 1 or not exact:
        return Found(exact[0]) if exact else Found()
    scored = sorted(exact, key=lambda row: (-_near(row, context), len(row.code), row.code))
    first, second = scored[0], scored[1]
    if _near(first, context) > _near(second, context) or (not level and len(first.code) < len(second.code)):
        return Found(first)
    return Found(None, tuple(scored[:5]))


def _named(name: str, level: Level | None, holder: str, context: Counter[str]) -> list[Row]:
    bare = short(name)
    if level in (None, "province", "city", "district"):
        rows = upper().get(bare, [])
        # 石首市 is a city by its name and a district by its code, 某州 a city
        return [
            row
            for row in rows
            if level is None or row.level == level or {row.level, level} == {"city", "district"}
        ]
    if level == "subdistrict":
        provinces = [holder[:2]] if holder else [code for code in context if len(code) == 2]
        return [row for province in provinces for row in subdistricts(province).get(bare, [])]
    if level == "community":
        cities = (
            [holder[:4]]
            if len(holder) >= 4
            else [code for code in context if len(code) == 4 and code.startswith(holder)]
        )
        return [row for city in cities for row in communities(city).get(bare, [])]
    return []


def _near(row: Row, context: Counter[str]) -> int:
    """Return how well a division fits among the places that a report names."""
    return sum(
        context[row.code[:size]] * weight
        for size, weight in ((2, 1), (4, 10), (6, 100), (9, 1000))
        if size <= len(row.code)
    )


@cache
def _by_start() -> dict[str, list[str]]:
    """Return the names of provinces, cities and districts by their first two characters, the longest first."""
    names = {row.name for rows in upper().values() for row in rows}
    names |= {short(row.name) for rows in upper().values() for row in rows if len(row.code) <= 4}
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if len(name) > 1:
            found[name[:2]].append(name)
    return dict(found)


def _mentions(plain: str) -> Iterator[str]:
    at, starts = 0, _by_start()
    while at < len(plain) - 1:
        name = next((n for n in starts.get(plain[at : at + 2], ()) if plain.startswith(n, at)), "")
        if name:
            yield name
        at += len(name) or 1


def leading(name: str, context: Counter[str]) -> tuple[str, str]:
    """Return the code of the division that a name begins with, and the rest of the name; no code if none is sure.

    >>> leading("湖北省武汉市教育局", Counter()), leading("石油公司", Counter())
    (('4201', '教育局'), ('', '石油公司'))
    """
    code, at, starts = "", 0, _by_start()
    while at < len(name):
        fits = [one for one in starts.get(name[at : at + 2], ()) if name.startswith(one, at)]
        rows = ((one, resolve(one, None, code, context).row) for one in fits)
        found = next(((one, row) for one, row in rows if row is not None), None)
        if found is None:
            break
        at, code = at + len(found[0]), found[1].code
    return (code, name[at:]) if code else ("", name)


def context_of(plain: str) -> Counter[str]:
    """Return how often a text names each province, city and district, by code; each counts for those around it too.

    >>> context_of("湖北日报讯 武汉市武昌区")["4201"]
    2
    """
    found: Counter[str] = Counter()
    open_: list[tuple[str, list[Row]]] = []
    for name in _mentions(plain):
        rows = [row for row in upper().get(short(name), []) if name in (row.name, short(row.name))]
        top = [row for row in rows if len(row.code) == min(len(r.code) for r in rows)]
        if len(top) == 1:
            _count(found, top[0].code)
        else:
            open_.append((name, rows))
    for _, rows in open_:
        within = [row for row in rows if found[row.code[:4]] or found[row.code[:2]]]
        best = sorted(within, key=lambda row: -_near(row, found))
        if best and (len(best) == 1 or _near(best[0], found) > _near(best[1], found)):
            _count(found, best[0].code)
    return found


def _count(found: Counter[str], code: str) -> None:
    for size in (2, 4, 6):
        if size <= len(code):
            found[code[:size]] += 1
