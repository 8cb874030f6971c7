"""Numbers in each of the ways in which reports write them, and what only looks like a number."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError
from graph.text.numerals import find_numbers
from graph.text.plain import plain_text


def numbers(text: str) -> list[tuple[float, str, str]]:
    return [(n.value, n.bound, n.measure) for n in find_numbers(text)]


@pytest.mark.parametrize("comma", [",", "，", " ", "\u00a0", "\u2009", "\u202f", "\u3000", "'", "’"])
@pytest.mark.parametrize("value", [1000, 12_345, 1_234_567, 1_002_003_004])
def test_thousands_with_what_parts_them(value: int, comma: str) -> None:
    written = f"{value:,}".replace(",", comma)
    assert numbers(f"镇里发放口罩{written}只。") == [(value, "exact", "只")]
    assert numbers(f"They gave {written} masks.") == [(value, "exact", "")]


def test_numbers_side_by_side_are_no_thousands() -> None:
    assert [value for value, _, _ in numbers("甲队 3 120 45 人")] == [3, 120, 45]
    assert [value for value, _, _ in numbers("送去3，20，400箱")] == [3, 20, 400]


def test_a_number_over_a_line_break() -> None:
    assert numbers("捐款1,\n234元") == [(1234, "exact", "元")]
    assert numbers("捐款300\n万元") == [(3_000_000, "exact", "元")]


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("3000至5000人", 3000, "人"),
        ("3000-5000人", 3000, "人"),
        ("3000—5000人", 3000, "人"),
        ("3~5吨", 3, "吨"),
        ("3到5吨", 3, "吨"),
        ("3吨到5吨", 3, "吨"),
        ("3至5万元", 30_000, "元"),
        ("三至五万元", 30_000, "元"),
        ("2亿至3亿元", 200_000_000, "元"),
        ("三四十人", 30, "人"),
        ("三、四十人", 30, "人"),
        ("七、八个", 7, "个"),
        ("三五百人", 300, "人"),
        ("十五六个", 15, "个"),
        ("十几二十人", 10, "人"),
        ("两三千斤", 2000, "斤"),
        ("30%至50%", 30, "%"),
        ("30-50%", 30, "%"),
        ("百分之三十至四十", 30, "%"),
        ("三到五成", 30, "%"),
        ("20-30 people", 20, ""),
        ("20 to 30 boats", 20, ""),
        ("between 20 and 30 people", 20, ""),
        ("$3-5 million", 3_000_000, ""),
    ],
)
def test_of_a_range_the_lower_end_holds_at_least(text: str, value: float, measure: str) -> None:
    assert numbers(text) == [(value, "atLeast", measure)]


@given(
    st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from("至到-~—"), st.sampled_from("人户件吨元")
)
def test_any_range_is_read_from_its_lower_end(one: int, other: int, link: str, measure: str) -> None:
    low, high = sorted((one, other + one))
    assert numbers(f"共有{low}{link}{high}{measure}") == [(low, "atLeast", measure)]


def test_some_more_than_so_many_months_counts_no_things() -> None:
    assert numbers("历时3个多月") == [(3, "atLeast", "月")]
    assert numbers("用了2个多小时") == [(2, "atLeast", "小时")]


def test_a_change_and_a_score_are_no_range() -> None:
    assert numbers("从3人到5人") == [(3, "exact", "人"), (5, "exact", "人")]
    assert [n[0] for n in numbers("from 20 to 30 boats")] == [20, 30]
    assert numbers("以3-2获胜") == []
    assert [n[0] for n in numbers("2人到3个村")] == [2, 3]
    assert numbers("几百上千人") == []


@pytest.mark.parametrize(
    ("text", "value", "bound", "measure"),
    [
        ("近三成队员", 30, "almost", "%"),
        ("七成以上", 70, "atLeast", "%"),
        ("过九成", 90, "atLeast", "%"),
        ("三成五", 35, "exact", "%"),
        ("六成半", 65, "exact", "%"),
        ("七八成", 70, "atLeast", "%"),
        ("30%", 30, "exact", "%"),
        ("百分之三十", 30, "exact", "%"),
        ("千分之三", 3, "exact", "‰"),
        ("三分之二的队员", 2 / 3, "exact", ""),
        ("五分之一", 0.2, "exact", ""),
        ("1/3的居民", 1 / 3, "exact", ""),
        ("一半队员", 0.5, "exact", ""),
        ("半数以上", 0.5, "atLeast", ""),
        ("two thirds of the homes", 2 / 3, "exact", ""),
        ("nearly a quarter of residents", 0.25, "almost", ""),
        ("half of the crew", 0.5, "exact", ""),
        ("one in five homes", 0.2, "exact", ""),
        ("nine out of ten homes", 0.9, "exact", ""),
        ("12 per cent", 12, "exact", "%"),
    ],
)
def test_a_share_is_a_share(text: str, value: float, bound: str, measure: str) -> None:
    (number,) = find_numbers(text)
    assert number.value == pytest.approx(value)
    assert (number.bound, number.measure, number.share) == (bound, measure, True)


@pytest.mark.parametrize(
    "text", ["两成立", "三个成员国", "10人", "half a tonne", "half a million", "一成不变"]
)
def test_what_is_no_share(text: str) -> None:
    assert not any(number.share for number in find_numbers(text))


@given(st.integers(1, 10**12 - 1))
def test_the_characters_of_cheques(value: int) -> None:
    """cn2an writes the cheque, and is asked what it reads."""
    words = cn2an.an2cn(value, "up")
    assert numbers(f"{words}元整") == [(cn2an.cn2an(words, "normal"), "exact", "元")]


@given(st.integers(1, 10**8 - 1))
def test_traditional_numerals_are_read_as_simplified_ones(value: int) -> None:
    words = cn2an.an2cn(value).replace("万", "萬").replace("两", "兩")
    assert numbers(f"捐款{words}元") == [(value, "exact", "元")]


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("壹佰贰拾叁万元整", 1_230_000, "元"),
        ("伍元", 5, "元"),
        ("貳拾戶", 20, "户"),
        ("三萬元", 30_000, "元"),
        ("兩千元", 2000, "元"),
        ("3億元", 300_000_000, "元"),
        ("廿五名", 25, "名"),
        ("卅人", 30, "人"),
        ("卌二人", 42, "人"),
        ("仨人", 3, "人"),
        ("一个半小时", 1.5, "小时"),
        ("一个半", 1.5, "个"),
        ("三万半", 35_000, ""),
        ("三吨半", 3.5, "吨"),
        ("3千瓦", 3, "千瓦"),
        ("5千克", 5, "千克"),
        ("600剂", 600, "剂"),
        ("四部门", 4, "部门"),
        ("1.2m masks", 1_200_000, ""),
        ("3k", 3000, ""),
        ("$1.5bn", 1_500_000_000, ""),
        ("2 billion", 2_000_000_000, ""),
        ("5 lakh", 500_000, ""),
        ("one and a half million", 1_500_000, ""),
        ("a million and a half", 1_500_000, ""),
        ("half a million", 500_000, ""),
        ("two and a half tonnes", 2.5, ""),
        ("2½ tonnes", 2.5, ""),
        ("20m long", 20, ""),
        ("a quarter of a million", 250_000, ""),
        ("2万5元", 25_000, "元"),
        ("2万5千元", 25_000, "元"),
        ("3亿5", 350_000_000, ""),
    ],
)
def test_other_ways_to_write_a_number(text: str, value: float, measure: str) -> None:
    assert numbers(text) == [(value, "exact", measure)]


@pytest.mark.parametrize(
    "text",
    [
        *("市红十字会", "长三角", "三峡大坝", "一中", "第八医院", "八一路", "两会", "三农", "百步亭", "十九大", "三门峡市", "五家渠市", "七里河区"),
        *("夫妻俩", "大陆队伍", "一户一策", "一人一岗", "千头万绪", "二期", "百八十人", "三方", "零首付"),
        *("12345热线", "拨打119", "120急救", "G42高速", "027-12345678", "13812345678", "400-123-4567", "007", "2.0.1"),
        *("07/08/2021", "3:15", "3：15", "2比1", "三比二", "5·12", "第3批", "3月", "24/7"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number(text: str) -> None:
    assert numbers(f"这里是{text}，") == []


@given(
    st.decimals(Decimal("0.1"), Decimal(9999), places=1), st.sampled_from([("k", 3), ("bn", 9), ("mn", 6)])
)
def test_short_multipliers(value: Decimal, short: tuple[str, int]) -> None:
    assert numbers(f"They gave {value}{short[0]} masks") == [(float(value * 10 ** short[1]), "exact", "")]


@given(st.text())
def test_a_plain_text_is_of_the_same_length(text: str) -> None:
    assert len(plain_text(text)) == len(text)


@pytest.mark.parametrize(
    "text", ["1 234", "一", "3-", "3至", "0.1.", "壹", "1/3的", "三成", "一人一", "两、", "½", "廿"]
)
def test_a_long_run_is_read_in_time(text: str) -> None:
    find_numbers(text * 20_000)


def test_a_word_in_two_lines_of_a_table_is_refused(tmp_path, monkeypatch) -> None:
    from graph.common import word_table

    (tmp_path / "words.tsv").write_text("# words\n箱 包\tcontainer\n包 袋\tthing\n", encoding="utf-8")
    monkeypatch.setattr(word_table, "resource", lambda name: tmp_path / name)
    with pytest.raises(DataError, match="words.tsv:3: duplicate word 包, first in line 2"):
        list(word_table.word_table("words.tsv", 0))
