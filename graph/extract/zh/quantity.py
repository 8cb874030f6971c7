"""How much: numbers with a measure word and their bounds; ``graph.text.numerals`` reads the numbers themselves."""

from bisect import bisect_left
from dataclasses import replace
from functools import cache

from graph.extract.draft import Amount
from graph.resources import resource
from graph.text.numerals import Bound, find_numbers

# Words that look like a number with a measure word and count nothing, and measures of time, age and rank.
_NONE = [
    "一批",
    "一些",
    "一种",
    "一定",
    "一起",
    "一线",
    "一直",
    "一旦",
    "一度",
    "一次",
    "一件事",
    "一道",
    "一面",
    "一系列",
    "一个个",
    "一名名",
    "一把手",
    "一条条",
    "一组组",
    "一家人",
    "一部分",
    "一路",
    "一口气",
    "一块",
    "一场",
    "一期",
    "一对一",
    "一件件",
    "一位位",
    "一项项",
    "一张张",
    "一双双",
    "一流",
    "一类",
    "一层",
    "一级",
    "一年",
    "一天",
    "一日",
    "一时",
    "一晚",
    "一夜",
    "一声",
    "一句",
    "一步",
    "一套",
    "一台戏",
    "一方",
    "一盘",
    "一号",
]
_NO_COUNT = frozenset(
    [
        "年",
        "个月",
        "月",
        "周",
        "星期",
        "天",
        "日",
        "小时",
        "个小时",
        "钟头",
        "分钟",
        "秒",
        "秒钟",
        "岁",
        "周岁",
        "季度",
        "晚",
        "夜",
        "次",
        "级",
        "度",
        "层",
        "成",
        "方面",
        "期",
        "届",
        "遍",
        "轮",
        "批",
    ]
)
_BATCH = "批"
_LONGEST = 4


@cache
def measure_words() -> frozenset[str]:
    """Return the measure words and units that make a number a quantity."""
    lines = resource("extract/zh/measures.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Amounts:
    """The quantities of a text, read once and asked for by span."""

    def __init__(self, plain: str) -> None:
        """Read the quantities of ``plain``.

        >>> [(a.value, a.measure, a.bound) for a in Amounts("捐款1.2万余元，派出两百多名医生").all]
        [(12000, '元', 'atLeast'), (200, '名', 'atLeast')]
        """
        self.all = [
            amount
            for n in find_numbers(plain)
            if (amount := _amount(plain, n.start, n.end, n.value, n.bound))
        ]
        self.all = _rates(self.all)
        self._starts = [amount.start for amount in self.all]

    def within(self, start: int, end: int) -> list[Amount]:
        """Return the quantities that begin and end in a span."""
        found = []
        for i in range(bisect_left(self._starts, start), len(self.all)):
            if self.all[i].end > end:
                break
            found.append(self.all[i])
        return found


def _rates(found: list[Amount]) -> list[Amount]:
    """Make one rate of one thing and the number that follows it at once: 一袋100多斤."""
    made: list[Amount] = []
    for amount in found:
        if made and made[-1].end == amount.start and made[-1].value == 1 and not made[-1].rate:
            made[-1] = replace(amount, rate=True)
        else:
            made.append(amount)
    return made


def _amount(plain: str, start: int, end: int, value: int | float, bound: Bound) -> Amount | None:
    if any(plain.startswith(word, start) for word in _NONE) or plain[max(0, start - 1) : start] in (
        "第",
        "-",
    ):
        return None
    if plain[end - 1 : end] in "%％之" or "分之" in plain[start:end]:
        return Amount(start, end, value, "%", bound)
    stop = end + 1 if plain[end : end + 1] == " " else end
    measure = next(
        (plain[stop : stop + n] for n in range(_LONGEST, 0, -1) if plain[stop : stop + n] in measure_words()),
        "",
    )
    if not measure:
        # 近100万居民, 万余党员: a large or bounded number needs no measure word before what it counts
        counts = (value >= 10_000 or bound != "exact") and "\u4e00" <= plain[stop : stop + 1] <= "\u9fff"
        return (
            Amount(start, end, value, "", bound)
            if counts and plain[stop] not in "年月日时点号分秒次岁级度"
            else None
        )
    stop += len(measure)
    if measure == _BATCH and not (value > 1 and plain[start - 1 : start] == "分"):
        return None
    if measure in _NO_COUNT and measure != _BATCH:
        return None
    if measure[0] == "余":
        measure, bound = measure[1:], "atLeast"
    if measure.endswith("元") and measure[0] == "万":
        measure, value = measure[1:], value * 10_000
    if plain.startswith("多", stop) and plain[stop + 1 : stop + 2] not in "次种为数是地":
        stop, bound = stop + 1, "atLeast"
    return Amount(start, stop, value, measure.replace("％", "%"), bound)
