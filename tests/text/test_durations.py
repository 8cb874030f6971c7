"""How long: decimals and halves, and what looks like a length of time and is none."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.durations import duration, duration_of, find_durations, lasts
from graph.text.numerals import find_numbers


@pytest.mark.parametrize(
    ("words", "lasting"),
    [
        ("历时1.5小时", "PT1H30M"),
        ("奋战2.5天", "P2DT12H"),
        ("两天半", "P2DT12H"),
        ("1个半小时", "PT1H30M"),
        ("两个半小时", "PT2H30M"),
        ("半小时", "PT30M"),
        ("半天", "PT12H"),
        ("半个月", "P15D"),
        ("三个半月", "P3M15D"),
        ("半年", "P6M"),
        ("一年半", "P1Y6M"),
        ("1.5年", "P1Y6M"),
        ("失联两天", "P2D"),
        ("两周", "P14D"),
        ("36小时", "PT36H"),
        ("建校达98年", "P98Y"),
    ],
)
def test_a_length_of_time(words, lasting):
    [(_, _, found)] = find_durations(words, 0, len(words))
    assert found == lasting
    assert any(lasts(number, lasting, words) for number in find_numbers(words, bare=True))


@pytest.mark.parametrize(
    "words", ["三天后", "两年前", "一年级", "五年党龄", "第一天", "第30天", "几十年", "98年抗洪", "3日"]
)
def test_what_is_no_length_of_time(words):
    assert find_durations(words, 0, len(words)) == []


@pytest.mark.parametrize(
    ("words", "lasting"),
    [
        ("1.5 hours", "PT1H30M"),
        ("three and a half days", "P3DT12H"),
        ("two weeks", "P14D"),
        ("90 minutes", "PT90M"),
    ],
)
def test_a_length_of_time_in_english(words, lasting):
    [number] = find_numbers(words)
    assert duration_of(number, words) == lasting


@pytest.mark.parametrize("value", ["0.3", "1.37"])
def test_a_part_of_a_month_that_no_days_make(value):
    assert duration(Fraction(value), "M") is None


@given(st.integers(1, 50), st.sampled_from(["天", "小时", "分钟", "年"]), st.booleans())
def test_a_half_more_is_counted_in_smaller_parts(count, unit, half):
    words = f"历时{count}{'.5' if half else ''}{unit}"
    [(start, end, lasting)] = find_durations(words, 0, len(words))
    assert (start, end) == (2, len(words))
    assert "." not in lasting
    [number] = find_numbers(words)
    assert lasts(number, lasting, words)
