"""Numbers and dates as reports write them: where they stand, what they say, and what is none."""

from datetime import date
from itertools import pairwise

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.measures import measure_words, measures
from graph.text.dates import find_dates, half_width
from graph.text.numerals import find_numbers
from graph.text.numerals_zh import read_chinese


def numbers(text: str, *, bare: bool = False) -> list[tuple[str, float, str, str]]:
    """Return the numbers of a text: the words, the value, the bound, the measure."""
    found = find_numbers(text, bare=bare)
    return [(text[n.start : n.end], n.value, n.bound, n.measure) for n in found]


@pytest.mark.parametrize(
    ("text", "words", "value", "bound", "measure"),
    [
        # digits
        ("42箱", "42", 42, "exact", "箱"),
        ("12,920名", "12,920", 12920, "exact", "名"),
        ("1,234,567元", "1,234,567", 1234567, "exact", "元"),
        ("2.5吨", "2.5", 2.5, "exact", "吨"),
        ("２．５吨", "２．５", 2.5, "exact", "吨"),
        ("1200 人", "1200", 1200, "exact", "人"),
        # multipliers
        ("234万件", "234万", 2340000, "exact", "件"),
        ("2.5万元", "2.5万", 25000, "exact", "元"),
        ("1.2亿元", "1.2亿", 120000000, "exact", "元"),
        ("2亿3000万元", "2亿3000万", 230000000, "exact", "元"),
        ("1万5千人", "1万5千", 15000, "exact", "人"),
        ("3千人", "3千", 3000, "exact", "人"),
        ("5百万元", "5百万", 5000000, "exact", "元"),
        ("2.5 million people", "2.5 million", 2500000, "exact", ""),
        ("3 thousand", "3 thousand", 3000, "exact", ""),
        ("2 dozen eggs", "2 dozen", 24, "exact", ""),
        # English words
        ("Two hundred volunteers", "Two hundred", 200, "exact", ""),
        ("a hundred and fifty boats", "a hundred and fifty", 150, "exact", ""),
        ("twenty-three people", "twenty-three", 23, "exact", ""),
        ("two dozen houses", "two dozen", 24, "exact", ""),
        ("half a million people", "half a million", 500000, "exact", ""),
        ("half a tonne of bread", "half a", 0.5, "exact", ""),
        ("three and a half tonnes", "three and a half", 3.5, "exact", ""),
        ("five million dollars", "five million", 5000000, "exact", ""),
        ("more than a dozen boats", "a dozen", 12, "atLeast", ""),
        ("some 300 children", "300", 300, "about", ""),
        ("an estimated two thousand people", "two thousand", 2000, "about", ""),
        ("as many as 40 boats", "40", 40, "atMost", ""),
        ("more than $1.5 million", "1.5 million", 1500000, "atLeast", ""),
        ("nearly US$2.5bn", "2.5bn", 2500000000, "almost", ""),
        ("£25k", "25k", 25000, "exact", ""),
        ("3.2m euros", "3.2m", 3200000, "exact", ""),
        ("3.2m", "3.2", 3.2, "exact", ""),
        ("12 percent", "12", 12, "exact", "%"),
        ("four per cent", "four", 4, "exact", "%"),
        # bounds behind
        ("1万余名", "1万余", 10000, "atLeast", "名"),
        ("80多人", "80多", 80, "atLeast", "人"),
        ("200多万元", "200多万", 2000000, "atLeast", "元"),
        ("1195万余元", "1195万余", 11950000, "atLeast", "元"),
        ("50人以上", "50", 50, "atLeast", "人"),
        ("3年多", "3", 3, "atLeast", "年"),
        ("100+", "100", 100, "atLeast", ""),
        ("30人以下", "30", 30, "atMost", "人"),
        ("3天左右", "3", 3, "about", "天"),
        ("三十来岁", "三十来", 30, "about", "岁"),
        # bounds before
        ("近300人", "300", 300, "almost", "人"),
        ("将近300人", "300", 300, "almost", "人"),
        ("约300人", "300", 300, "about", "人"),
        ("大约有300人", "300", 300, "about", "人"),
        ("超过300人", "300", 300, "atLeast", "人"),
        ("至少300人", "300", 300, "atLeast", "人"),
        ("不超过300人", "300", 300, "atMost", "人"),
        ("不足300人", "300", 300, "atMost", "人"),
        ("about 300", "300", 300, "about", ""),
        ("More than 300", "300", 300, "atLeast", ""),
        ("up to 300", "300", 300, "atMost", ""),
        # what looks like a bound and is none
        ("预约300人", "300", 300, "exact", "人"),
        ("最近3天", "3", 3, "exact", "天"),
        ("就近3人", "3", 3, "exact", "人"),
        ("turnabout 300", "300", 300, "exact", ""),
        # numerals in Chinese characters
        ("两批", "两", 2, "exact", "批"),
        ("十余名", "十余", 10, "atLeast", "名"),
        ("十几个", "十几", 10, "atLeast", "个"),
        ("两百多名", "两百多", 200, "atLeast", "名"),
        ("一千二百人", "一千二百", 1200, "exact", "人"),
        ("一千零五人", "一千零五", 1005, "exact", "人"),
        ("两百五十人", "两百五十", 250, "exact", "人"),
        ("三万六千七百八十九元", "三万六千七百八十九", 36789, "exact", "元"),
        ("一亿零三百万元", "一亿零三百万", 103000000, "exact", "元"),
        ("十余万人", "十余万", 100000, "atLeast", "人"),
        ("万余党员", "万余", 10000, "atLeast", "党员"),
        ("上万名", "万", 10000, "atLeast", "名"),
        ("百名医生", "百", 100, "exact", "名"),
        ("四类人员", "四", 4, "exact", "类"),
        ("七八个", "七八", 7, "atLeast", "个"),
        ("三四十人", "三四十", 30, "atLeast", "人"),
        # halves, parts, percentages
        ("半年", "半", 0.5, "exact", "年"),
        ("一年半", "一", 1.5, "exact", "年"),
        ("两个半小时", "两个半", 2.5, "exact", "小时"),
        ("95.5%", "95.5", 95.5, "exact", "%"),
        ("９５％", "９５", 95, "exact", "%"),
        ("百分之九十五", "百分之九十五", 95, "exact", "%"),
        ("百分之3.5", "百分之3.5", 3.5, "exact", "%"),
        ("四分之三", "四分之三", 0.75, "exact", ""),
        # decimals in characters
        ("二点四万元", "二点四万", 24000, "exact", "元"),
        ("十二点零五吨", "十二点零五", 12.05, "exact", "吨"),
        ("一点二亿余元", "一点二亿余", 120000000, "atLeast", "元"),
        ("百分之二点五", "百分之二点五", 2.5, "exact", "%"),
    ],
)
def test_a_number(text: str, words: str, value: float, bound: str, measure: str) -> None:
    assert numbers(f"共{text}。" if text[0].isdigit() else text) == [(words, value, bound, measure)]


@pytest.mark.parametrize(
    "text",
    [
        "第一时间 第二批 第12次",  # ordinals
        "3号楼 12号线",
        "八点二十分 三点五十 九点三刻",  # times of day
        "一线 一起 一样 一定 统一部署 逐一落实 唯一 进一步",
        "千万不要 万一 千方百计 十分重要 百姓",
        "几十名 数百人 几万元",  # nobody can say how many
        "N95口罩 COVID-19 B2次列车",
        "5G网络",
        "3月10日 2020年 2020-03-05 二月",  # dates
        "电话1234567890123456789",  # longer than any count
        "",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert numbers(text) == []


def test_numbers_in_a_row_are_read_one_by_one() -> None:
    assert [value for _, value, _, _ in numbers("3、5天,2.5吨、3,200人;8 30")] == [3, 5, 2.5, 3200, 8, 30]


def test_bare_finds_what_has_no_measure_word() -> None:
    assert numbers("两队员三社员") == [("两", 2, "exact", "队")]
    assert [value for _, value, _, _ in numbers("三社员四组员", bare=True)] == [3, 4]


def test_positions_count_characters_beyond_the_first_plane_once() -> None:
    text = "𠮷😀３箱"
    (number,) = find_numbers(text)
    assert (number.start, number.end) == (2, 3)


@given(st.integers(1, 10**16 - 1))
def test_cn2an_writes_what_is_read(value: int) -> None:
    """The second opinion: whatever number cn2an writes, its words are read as that number."""
    words = cn2an.an2cn(value)
    assert read_chinese(words) == (value, "exact")
    assert numbers(f"{words}名") == [(words, value, "exact", "名")]


# Measure words that make a date of the number before them, or go on with it.
PLAIN_MEASURES = [
    word
    for word in measures()
    if not word.isascii() and word[0] not in "年月日万千亿" and word not in measure_words("share")
]


@given(st.integers(0, 10**6), st.sampled_from(["", "万", "亿"]), st.sampled_from(PLAIN_MEASURES))
def test_digits_and_characters_agree(value: int, multiplier: str, measure: str) -> None:
    """A number in digits with a multiplier is the number that cn2an reads from it."""
    (found,) = numbers(f"{value}{multiplier}{measure}")
    assert found[1] == int(cn2an.cn2an(f"{value}{multiplier}", "smart"))
    assert found[2] == "exact"


@given(st.text("0123456789０９,.，零一二两三十百千万亿半余多几来约近上不超过月日年号个名分之第% \n至GN"))
def test_any_text_is_read(text: str) -> None:
    found = find_numbers(text, bare=True)
    assert all(first.end <= second.start for first, second in pairwise(found))
    for number in found:
        assert 0 <= number.start < number.end <= len(text)
        assert number.value >= 0
    dates = find_dates(text)
    assert not any(n.start < d.end and d.start < n.end for n in found for d in dates)


def test_a_long_run_of_anything_is_read() -> None:
    """Patterns that back-track without bound would never end on these."""
    for unit in (
        "1",
        "1,",
        "1,234",
        "一",
        "十",
        "万",
        "1万",
        "第",
        "余",
        "百分之",
        "2020年",
        "1月",
        "Sept ",
        " ",
        "N9",
    ):
        find_numbers(unit * 50_000)


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("2020年3月5日", 2020, 3, 5),
        ("2020 年 3 月 5 日", 2020, 3, 5),
        ("３月１０日", None, 3, 10),
        ("3月10号", None, 3, 10),
        ("2月", None, 2, None),
        ("2月份", None, 2, None),
        ("12月", None, 12, None),
        ("2020年", 2020, None, None),
        ("2020年2月", 2020, 2, None),
        ("二〇二〇年三月五日", 2020, 3, 5),
        ("十二月二十一日", None, 12, 21),
        ("三月三十日", None, 3, 30),
        ("2020-03-05", 2020, 3, 5),
        ("2020/3/5", 2020, 3, 5),
        ("2020.3.5", 2020, 3, 5),
        ("March 5, 2020", 2020, 3, 5),
        ("5 March 2020", 2020, 3, 5),
        ("Mar 5", None, 3, 5),
        ("15日", None, None, 15),
    ],
)
def test_a_date(text: str, year: int | None, month: int | None, day: int | None) -> None:
    (found,) = find_dates(f"，{text}，")
    assert (found.year, found.month, found.day) == (year, month, day)
    assert f"，{text}，"[found.start : found.end] == text


@pytest.mark.parametrize(
    "text", ["2个月", "35年", "30日内", "13月", "123月", "第3天", "20日元", "maybe 5", "12020-03-05"]
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_a_period_is_two_dates() -> None:
    first, last = find_dates("2月4日至16日")
    assert (first.month, first.day, last.month, last.day) == (2, 4, None, 16)


@given(st.dates())
def test_a_written_day_fits_itself_and_no_other(day: date) -> None:
    iso = day.isoformat()
    year, month, number = iso.split("-")
    (found,) = find_dates(f"{int(month)}月{int(number)}日")
    assert found.fits(iso)
    assert not found.fits(f"{year}-{month}-{29 if number == '28' else 28:02}")


@given(st.text())
def test_half_width_keeps_positions(text: str) -> None:
    assert len(half_width(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    ["hundreds of people", "a few dozen boats", "no one", "one of them", "the 12th team", "someone", "often"],
)
def test_what_is_no_number_in_english(text: str) -> None:
    assert numbers(text) == []


def test_numbers_in_english_words_side_by_side() -> None:
    assert [n[:2] for n in numbers("two and three dozen; one hundred two four")] == [
        ("two", 2),
        ("three dozen", 36),
        ("one hundred two", 102),
        ("four", 4),
    ]
    assert [n[:2] for n in numbers("one team", bare=True)] == [("one", 1)]
