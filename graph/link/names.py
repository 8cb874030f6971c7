"""Names as they are compared: spelling evened out, and a body's name taken apart into place, level and office."""

import itertools
import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from graph.resources import resource
from graph.text.traditional import simplified_name

_READINGS, _WAYS = 3, 12  # readings of a character, and of a whole name, that are tried
_MAX_NAME_CHARS = 120  # characters of a name that are compared; what is longer is no name
_APART = re.compile(r"[\s\"'“”‘’《》〈〉「」『』()（）\[\]【】·•,，.。、:：;；\-—_/<>]+")
_LEVELS = {
    "province": ("自治区", "省"),
    "city": ("自治州", "地区", "市", "州", "盟"),
    "district": ("自治县", "新区", "区", "县", "旗"),
    "subdistrict": ("街道办事处", "街道", "镇", "乡"),
    "community": ("社区居民委员会", "社区居委会", "社区", "村"),
    "site": ("小区",),
}
_LEVEL_OF = {end: level for level, ends in _LEVELS.items() for end in ends}
_ENDS = sorted(_LEVEL_OF, key=len, reverse=True)
_ENGLISH_LEVELS = {
    "provincial": "province", "province": "province", "municipal": "city", "municipality": "city",
    "city": "city", "prefecture": "city", "district": "district", "county": "district",
    "subdistrict": "subdistrict", "sub-district": "subdistrict", "town": "subdistrict",
    "township": "subdistrict", "community": "community", "village": "community", "estate": "site",
}  # fmt: skip
# A place, named or only by its level, at the head of a body's name; 市场, 区块 and the like begin no place.
_HEAD = re.compile(
    r"(?:[^\W\d_]{1,7}?)?(?:自治区|自治州|自治县|新区|街道|社区|省|市(?![场民政容])|州(?=[^\W\d_])|区(?![块域])"
    r"|县(?!域)|旗(?=[^帜])|镇|乡(?!村)|村(?!镇))"
)
_BARE = re.compile(r"(?:省|市(?![场民政容])|区(?![块域])|县(?!域)|州|镇|乡(?!村))")
_LEAGUE = re.compile(r"^(?:共青)?团(.{0,7}?[省市区县])委(?:员会)?")
_OFFICE = re.compile(r"^(?:委员会|办公室|管理局|总队|集团(?:有限)?公司|集团|厅|局|委|办|会|部|处)")
_ENGLISH_OFFICE = frozenset(("the", "of", "and", "for", "corps", "detachment", "brigade", "bureau"))
PROVINCES = frozenset(
    ("北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建",
     "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西",
     "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门")
)  # fmt: skip


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """Return a name without what spelling varies in: width, case, quotes, brackets, spaces, traditional characters.

    >>> plain("湖北省“妇联”（机关）"), plain("Bei'an  District"), plain("紅石鎮")
    ('湖北省妇联机关', 'beian district', '红石镇')
    """
    even = unicodedata.normalize("NFKC", name[:_MAX_NAME_CHARS]).casefold().replace("’", "'").replace("'", "")
    if is_chinese(even):
        return _APART.sub("", simplified_name(even))
    return " ".join(_APART.sub(" ", even).split())


@lru_cache(maxsize=65536)
def is_chinese(name: str) -> bool:
    """Say whether a name is written in Chinese characters, in part at least."""
    return any("\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in name)


@lru_cache(maxsize=65536)
def sounds(name: str) -> tuple[str, ...]:
    """Return how a name may be written in pinyin, for comparing it across the languages; its usual reading first.

    >>> sounds("武昌"), sounds("Bei'an"), "chaoyang" in sounds("朝阳"), sounds("Wang Jianjun")[0] in sounds("王建军")
    (('wuchang',), ('beian',), True, True)
    """
    text = plain(name)
    if not is_chinese(text):
        return (_letters(text),)
    from pypinyin import Style, lazy_pinyin, pinyin

    readings = pinyin(text, style=Style.NORMAL, heteronym=True)
    some = itertools.islice(itertools.product(*(one[:_READINGS] for one in readings)), _WAYS)
    ways = ["".join(lazy_pinyin(text)), *("".join(way) for way in some)]
    return tuple(dict.fromkeys(map(_letters, ways)))


def _letters(written: str) -> str:
    return re.sub(r"[^a-z0-9]", "", written.replace("ü", "u").replace("v", "u"))


def bare_place(name: str) -> str:
    """Return a place's name without the word for its level.

    >>> [bare_place(n) for n in ("湖北省", "临江", "桂园社区居委会", "Bei'an District", "市")]
    ['湖北', '临江', '桂园', 'beian', '市']
    """
    text = plain(name)
    if not is_chinese(text):
        words = [word for word in text.split() if word not in _ENGLISH_LEVELS]
        return " ".join(words) or text
    for end in _ENDS:
        if text.endswith(end) and len(text) > len(end):
            return text[: -len(end)]
    return text


def level_of_place(name: str) -> str | None:
    """Return the level that a place's name says, ``None`` if it says none.

    >>> level_of_place("桂园社区"), level_of_place("临江")
    ('community', None)
    """
    text = plain(name)
    if not is_chinese(text):
        return next((_ENGLISH_LEVELS[word] for word in text.split() if word in _ENGLISH_LEVELS), None)
    return next((_LEVEL_OF[end] for end in _ENDS if text.endswith(end)), None)


class Body(NamedTuple):
    """A body's name taken apart: the innermost place in it (without its level word), the level, and the office."""

    area: str
    level: str | None
    office: str


@lru_cache(maxsize=65536)
def body(name: str, known: frozenset[str] = PROVINCES) -> Body:
    """Take a body's name apart; ``known`` has names of places, without their level, that may be its head.

    >>> body("湖北省发展和改革委员会"), body("省发改委")
    (Body(area='湖北', level='province', office='发改'), Body(area='', level='province', office='发改'))
    >>> body("Hubei DRC"), body("湖北妇联")
    (Body(area='hubei', level=None, office='发改'), Body(area='湖北', level=None, office='妇联'))
    """
    text = plain(name)
    return _chinese_body(text, known) if is_chinese(text) else _english_body(text)


def _chinese_body(text: str, known: frozenset[str]) -> Body:
    rest = text.removeprefix("中国共产党").removeprefix("中共").removeprefix("中国")
    rest = _LEAGUE.sub(r"\1团委", rest)
    area, level = "", None
    while True:
        match = _BARE.match(rest) if not area and level is None else None
        match = match or _HEAD.match(rest)
        if match is None or (match.end() == len(rest) < 3):
            break
        place = match.group()
        area, level = bare_place(place), level_of_place(place)
        area = "" if area in _LEVEL_OF else area
        rest = rest[match.end() :]
        if level == "community" and rest.startswith(("居", "委", "村")):
            break
    if not rest:
        return Body(area, level, "")
    if not area and level is None:
        area = next((rest[:n] for n in range(min(8, len(rest) - 2), 1, -1) if rest[:n] in known), "")
        rest = rest[len(area) :]
    return Body(area, level, office(rest or text))


def _english_body(text: str) -> Body:
    office_key, left = "", text.split()
    for words, key in _english_offices():
        before, found, after = f" {text} ".partition(f" {words} ")
        # What follows the office, but for "of" and a place, makes another body of it: the media group of a daily.
        rest = after.split()
        if found and (not rest or rest[0] == "of" or set(rest) <= _ENGLISH_OFFICE):
            office_key, left = key, before.split() + rest
            break
    level = next((_ENGLISH_LEVELS[word] for word in left if word in _ENGLISH_LEVELS), None)
    names = [word for word in left if word not in _ENGLISH_LEVELS and word not in _ENGLISH_OFFICE]
    if office_key:
        return Body(" ".join(names), level, office_key)
    # A place that acts, a community say, is a body by the place's own name.
    return (
        Body(bare_place(text), level, "")
        if level and left[-1:] and left[-1] in _ENGLISH_LEVELS
        else Body("", level, text)
    )


@lru_cache(maxsize=65536)
def office(words: str) -> str:
    """Return what an office is called whatever its length: 发展和改革委员会, 发改委 → 发改; others as they are.

    >>> office("卫健委"), office("公安局北岸分局"), office("第三小学"), office("妇联")
    ('卫健', '公安北岸分局', '第三小学', '妇联')
    """
    for stem, key in _chinese_offices():
        if words.startswith(stem):
            rest = words[len(stem) :]
            return key + _OFFICE.sub("", rest)
    return words


@cache
def _rows() -> list[list[str]]:
    lines = resource("link/bodies.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def _chinese_offices() -> list[tuple[str, str]]:
    pairs = [(stem, key) for key, chinese, _ in _rows() for stem in chinese.split(",")]
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair))


@cache
def _english_offices() -> list[tuple[str, str]]:
    pairs = [(plain(words), key) for key, _, english in _rows() for words in english.split(",")]
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair))
