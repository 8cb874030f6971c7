"""How much: numbers with a measure word and their bounds; ``graph.text.numerals`` reads the numbers themselves."""

from bisect import bisect_left
from dataclasses import replace

from graph.extract.draft import Amount
from graph.model.measures import measure
from graph.text.numerals import Number, find_numbers

_BATCH = "批"
_NO_QUANTITY = ("time", "rank")


class Amounts:
    """The quantities of a text, read once and asked for by span."""

    def __init__(self, plain: str) -> None:
        """Read the quantities of ``plain``.

        >>> [(a.value, a.measure, a.bound) for a in Amounts("捐款1.2万余元，派出两百多名医生").all]
        [(12000, '元', 'atLeast'), (200, '名', 'atLeast')]
        """
        self.all = _rates([amount for n in find_numbers(plain) if (amount := _amount(plain, n))])
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


def _amount(plain: str, n: Number) -> Amount | None:
    before, behind = plain[max(0, n.start - 1) : n.start], plain[n.stop : n.stop + 2].lstrip()[:1]
    sort = measure(n.measure).type
    if before == "-" or (sort in _NO_QUANTITY and n.measure != _BATCH):
        return None
    if n.measure == _BATCH and not (n.value > 1 and before == "分"):
        return None
    if n.share or sort not in ("", "noun"):
        return Amount(n.start, n.stop, n.value, n.measure, n.bound, rate=n.share)
    # 近100万居民, 万余党员: a large or bounded number needs no measure word before what it counts
    counts = (n.value >= 10_000 or n.bound != "exact") and "\u4e00" <= (n.measure or behind)[:1] <= "\u9fff"
    return (
        Amount(n.start, n.end, n.value, "", n.bound)
        if counts and behind not in "年月日时点号分秒岁"
        else None
    )
