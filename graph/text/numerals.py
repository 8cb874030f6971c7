"""Numbers in a text, where they stand, and how exactly they are meant: 234万余, 两百多, 12,920, 2.5 million.

Dates are told apart from numbers (see ``graph.text.dates``), ordinals (第一) and fixed words (一线) are none.
A vague number (几十, 数百, dozens) has no value, so it is not found. English numbers are read in digits and in
words (two hundred; see ``graph.text.numerals_en``).
Every pattern is bounded, so that reading takes time in proportion to the length of the text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from graph.text.dates import find_dates, half_width
from graph.text.numerals_en import PATTERN, read_english
from graph.text.numerals_zh import UNITS, read_chinese

# Reading one numeral is a file of its own; whoever finds numbers may want it too.
__all__ = ["MEASURES", "Bound", "Number", "find_numbers", "read_chinese"]

Bound = Literal["exact", "atLeast", "atMost", "about", "almost"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH = {
    "dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12
}  # fmt: skip
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}  # only of money: £3.2m
_MONEY = "$€£¥￥"

# Measure words, units, and nouns that are counted without a measure word.
MEASURES = _words(
    "个 名 位 人 人次 户 家 口 对 支 队 组 批 班 拨 件 箱 袋 盒 包 瓶 桶 壶 套 双 只 台 辆 架 艘 张 份 副 枚 "
    "把 条 根 块 片 顶 床 车 斤 公斤 千克 克 吨 升 毫升 公里 千米 米 厘米 平方米 平方公里 公顷 亩 元 万元 美元 "
    "欧元 港元 角 年 个月 月 周 星期 天 日 小时 个小时 钟头 分钟 秒 秒钟 岁 周岁 季度 晚 夜 项 类 种 级 层 次 "
    "场 起 例 轮 遍 趟 回 处 所 座 栋 幢 间 道 方面 本 册 篇 封 首 句 声 字 页 部 款 则 期 集 株 棵 匹 头 顿 "
    "餐 杯 碗 列 倍 成 度 盘 面 百分点 个百分点 网格 社区 街道 省 市 区 县 乡 镇 村 部门 单位 企业 党员"
)
_TIMES = ("年", "个月", "周", "星期", "天", "日", "小时", "分钟", "岁")

# Words that hold a numeral and a measure word and yet count nothing.
_FIXED = _words(
    "一起 一道 一面 一时 一度 一部分 一方面 一回事 一家人 一口气 十分 万一 千家万户 万户 百家 四处 "
    "百年大计 五一 十一国庆"
)
_NOT_AFTER = "第统唯逐同万单划归专"

_BEFORE: dict[str, Bound] = {
    **dict.fromkeys(("不少于", "不低于", "至少", "超过", "超", "逾", "突破", "上"), "atLeast"),
    **dict.fromkeys(("不超过", "不多于", "至多", "最多", "不足", "不到", "不满", "低于", "少于"), "atMost"),
    **dict.fromkeys(("近", "将近", "接近"), "almost"),
    **dict.fromkeys(("约", "大约", "大概", "差不多"), "about"),
    **dict.fromkeys(("over", "more than", "at least", "no fewer than", "no less than"), "atLeast"),
    **dict.fromkeys(("up to", "at most", "no more than", "fewer than", "less than"), "atMost"),
    **dict.fromkeys(("nearly", "almost", "close to", "just under"), "almost"),
    **dict.fromkeys(("about", "around", "approximately", "roughly", "some", "an estimated"), "about"),
    "in excess of": "atLeast",
    "as many as": "atMost",
}
# Where these end a longer word they say nothing of the number: 最近, 预约.
_NO_BOUND = re.compile(r"(?:[最附就临邻远亲靠]近|[预条合节签契特邀制]约|[以之马晚早]上)$")
_AFTER: dict[str, Bound] = {
    **dict.fromkeys(("及以上", "以上", "开外", "or more", "+"), "atLeast"),
    **dict.fromkeys(("及以下", "以下", "以内"), "atMost"),
    **dict.fromkeys(("左右", "上下", "or so"), "about"),
}
_MORE: dict[str, Bound] = {"余": "atLeast", "多": "atLeast", "几": "atLeast", "来": "about"}


def _any_of(words: Iterable[str]) -> str:
    """Return the words as a pattern, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: -len(word))))


_S = "[ \u00a0]?"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,18})?(?![0-9])"
_CHINESE = "[零〇一二两三四五六七八九十百千万亿]"
_POINT = "点[零〇一二三四五六七八九]{1,6}(?![十百分刻钟半])"  # 三点五十 is a time of day
_TOKEN = re.compile(
    rf"(?P<ordinal>第{_S}(?:[0-9]{{1,18}}|{_CHINESE}{{1,18}})|[0-9]{{1,4}}号(?=[楼院线馆门厅店]))"
    rf"|(?P<fixed>{_any_of(_FIXED)})"
    rf"|(?P<vague>[几数]{_CHINESE}{{1,18}})"
    rf"|(?P<part>(?P<whole>{_CHINESE}{{1,18}})分之(?P<share>{_ARABIC}|{_CHINESE}{{1,18}}(?:{_POINT})?))"
    rf"|(?<![A-Za-z0-9])(?<![A-Za-z]-)(?<![0-9][.])(?P<arabic>{_ARABIC})(?!G(?![A-Za-z])|(?:st|nd|rd|th)(?![a-z]))"
    rf"|(?P<english>{PATTERN})"
    rf"|(?P<decimal>{_CHINESE}{{1,18}}{_POINT})"
    rf"|(?P<chinese>{_CHINESE}{{1,40}}|半)"
)
_TAIL = re.compile(
    rf"{_S}(?P<more>[余多几])?{_S}(?P<units>[十百千万亿]{{1,3}})(?!分[点之])"
    rf"(?P<next>[0-9]{{1,4}}(?=[余多]?[百千万])|[0-9]{{3,8}}(?![0-9]))?"
)
_CHINESE_TAIL = re.compile("(?P<more>[余多几])(?P<units>[万亿]{1,2})")
_WORD_TAIL = re.compile(rf"[ \u00a0-]?({_any_of(_ENGLISH)})(?![A-Za-z])", re.IGNORECASE)
_SHORT_TAIL = re.compile(
    rf"({_any_of(_SHORT)})(?![A-Za-z])(?P<money>[ ](?:dollar|euro|pound|yuan))?", re.IGNORECASE
)
_PERCENT = re.compile(r"[ -]per[ ]?cent(?![a-z])", re.IGNORECASE)
_MORE_AFTER = re.compile(rf"{_S}([余多几来])(?!次)")
_MEASURE = re.compile(rf"{_S}({_any_of(MEASURES)}|%|‰)")
_BEFORE_END = re.compile(rf"({_any_of(_BEFORE)})[有占为达]?{_S}(?:(?:US|HK|A|C)?[{_MONEY}])?$", re.IGNORECASE)
_AFTER_START = re.compile(rf"{_S}({_any_of(_AFTER)})")
_MORE_LATE = re.compile("[多余](?![次为数是地])")


@dataclass(frozen=True)
class Number:
    """A number in a text.

    ``start`` and ``end`` are code points, the end exclusive: the numeral with its multiplier and with what
    bounds it from behind (``1万余``). ``value`` is the full number, ``measure`` the measure word that
    follows, ``""`` if none is known; a percentage has the measure ``%``.
    """

    start: int
    end: int
    value: int | float
    bound: Bound
    measure: str


def find_numbers(text: str, *, bare: bool = False) -> list[Number]:
    """Return the numbers of a text in order.

    Numbers in Chinese numerals need a measure word behind them, as most that have none count nothing
    (统一, 千万不要); ``bare`` finds those too.

    >>> [(n.value, n.bound, n.measure) for n in find_numbers("近三百人,筹集2.5万余元,3月5日每天两次")]
    [(300, 'almost', '人'), (25000, 'atLeast', '元'), (2, 'exact', '次')]
    """
    plain = half_width(text)
    dates = iter(find_dates(text))
    date = next(dates, None)
    found: list[Number] = []
    at = 0
    while token := _TOKEN.search(plain, at):
        while date and date.end <= token.start():
            date = next(dates, None)
        if date and date.start < token.end():
            at = date.end
            continue
        number = _read(plain, token, bare=bare)
        if number and date and number.end > date.start:  # its tail is the next date's: 0 十月
            number = _read(plain[: date.start], token, bare=bare)
        found += [number] if number else []
        # English words in a row may be several numbers: one or two hundred.
        at = number.end if number and token["english"] else max(token.end(), number.end if number else 0)
    return found


def _read(text: str, token: re.Match[str], *, bare: bool) -> Number | None:
    match token.lastgroup:
        case "arabic":
            value, end, bound = _multiplied(text, Decimal(token["arabic"].replace(",", "")), token.end())
        case "part":
            return _read_part(text, token)
        case "chinese":
            read = _read_chinese_token(text, token, bare=bare)
            if read is None:
                return None
            value, end, bound = read
        case "decimal":
            exact = _read_decimal(token["decimal"])
            if exact is None:
                return None
            value, end, bound = _multiplied(text, exact, token.end())
            if not bare and end == token.end() and not _MEASURE.match(text, end):
                return None
        case "english":
            words = read_english(token["english"], text[token.end() : token.end() + 11])
            if words is None or (words[0] == 1 and not bare and token["english"].lower() == "one"):
                return None
            value, end, bound = words[0], token.start() + words[1], "exact"
        case _:
            return None
    return _finish(text, token.start(), end, value, bound)


def _finish(text: str, start: int, end: int, value: Decimal, bound: Bound) -> Number:
    """Read what stands around a numeral: 多 behind it, its measure word, and bounds on either side."""
    if more := _MORE_AFTER.match(text, end):
        end, bound = more.end(), _MORE[more[1]]
    if text.startswith("个半", end):  # 两个半小时
        end, value = end + 2, value + Decimal("0.5")
    measure = _MEASURE.match(text, end)
    behind = measure.end() if measure else end
    unit = measure[1] if measure else "%" if _PERCENT.match(text, end) else ""
    if measure and measure[1] in _TIMES and text.startswith("半", behind):  # 一年半
        value += Decimal("0.5")
    if bound == "exact":
        bound = _bound_behind(text, behind, unit)
    if bound == "exact":
        bound = _bound_before(text, start)
    return Number(start, end, _plain(value), bound, unit)


def _bound_behind(text: str, at: int, measure: str) -> Bound:
    if after := _AFTER_START.match(text, at):
        return _AFTER[after[1]]
    return "atLeast" if measure in _TIMES and _MORE_LATE.match(text, at) else "exact"


def _bound_before(text: str, start: int) -> Bound:
    words = text[max(0, start - 20) : start]
    found = _BEFORE_END.search(words)
    if (
        not found
        or _NO_BOUND.search(words[: found.end(1)])
        or (found[1].isascii() and _in_word(words, found))
    ):
        return "exact"
    # 上 bounds round numbers only: 上万, 上百.
    if found[1] == "上" and text[start] not in "百千万亿":
        return "exact"
    return _BEFORE[found[1].lower()]


def _in_word(words: str, found: re.Match[str]) -> bool:
    return found.start() > 0 and words[found.start() - 1].isalpha()


def _multiplied(text: str, value: Decimal, end: int) -> tuple[Decimal, int, Bound]:
    """Read the multipliers behind a number in digits: 2亿3000万, 200多万, 2.5 million."""
    if word := _WORD_TAIL.match(text, end):
        return value * _ENGLISH[word[1].lower()], word.end(), "exact"
    if short := _SHORT_TAIL.match(text, end):
        before = text[max(0, end - 48) : end].rstrip("0123456789.,")
        if short["money"] or before.endswith(tuple(_MONEY)):
            return value * _SHORT[short[1].lower()], short.end(1), "exact"
    total = Decimal(0)
    bound: Bound = "exact"
    while tail := _TAIL.match(text, end):
        total += _times(value, tail["units"])
        bound = "atLeast" if tail["more"] else bound
        value, end = Decimal(tail["next"] or 0), tail.end()
    return total + value, end, bound


def _read_chinese_token(text: str, token: re.Match[str], *, bare: bool) -> tuple[Decimal, int, Bound] | None:
    numeral, end = token["chinese"], token.end()
    if numeral == "半":
        measured = _MEASURE.match(text, end)
        return (Decimal("0.5"), end, "exact") if bare or (measured and measured[1] in _HALVED) else None
    read = read_chinese(numeral)
    if read is None:
        return None
    value, bound = Decimal(read[0]), read[1]
    if tail := _CHINESE_TAIL.match(text, end):  # 十余万
        value, end, bound = _times(value, tail["units"]), tail.end(), "atLeast"
    if not bare and not _counts(text, token.start(), numeral, end):
        return None
    return value, end, bound


_HALVED = {"年", "个月", "天", "日", "小时", "个小时", "斤", "公斤", "吨"}
_ROUND = {"名", "人", "人次", "元", "吨", "件", "亩", "户"}


def _times(value: Decimal, units: str) -> Decimal:
    for unit in units:
        value *= UNITS[unit]
    return value


def _counts(text: str, start: int, numeral: str, end: int) -> bool:
    """Say whether a numeral in Chinese characters counts something."""
    if start and text[start - 1] in _NOT_AFTER:
        return False
    more = _MORE_AFTER.match(text, end)
    measure = _MEASURE.match(text, more.end() if more else end)
    if all(c in "百千万亿" for c in numeral):  # 万余, 上百人, 千名; but not 千万不要
        return bool(more or _bound_before(text, start) != "exact" or (measure and measure[1] in _ROUND))
    return bool(measure or more or (len(numeral) > 1 and any(c in "百千万亿" for c in numeral)))


def _read_part(text: str, token: re.Match[str]) -> Number | None:
    """Read a share: 百分之九十五 is 95 with the measure %, 三分之一 a third."""
    whole, share = read_chinese(token["whole"]), token["share"]
    above = Decimal(share.replace(",", "")) if share.isascii() else _read_decimal(share)
    if not whole or above is None or not whole[0]:
        return None
    percent = token["whole"] in ("百", "一百")
    value = above if percent else above / whole[0]
    bound = _bound_before(text, token.start())
    return Number(token.start(), token.end(), _plain(value), bound, "%" if percent else "")


def _read_decimal(numeral: str) -> Decimal | None:
    """Return the value of Chinese characters that may have a point: 十二点零五 is 12.05."""
    whole, _, places = numeral.partition("点")
    read = read_chinese(whole)
    if read is None:
        return None
    digits = "".join(str(("〇一二三四五六七八九").index(c.replace("零", "〇"))) for c in places)
    return Decimal(f"{read[0]}.{digits}" if digits else read[0])


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
