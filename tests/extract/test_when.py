"""When: ranges, the turn of a year, words that count from a day, and how far a day carries."""

from datetime import date

import pytest

import graph.extract as ex
from graph.extract.zh.when import times
from graph.text.relative import Calendar

PUBLISHED = date(2020, 3, 11)


def read(words: str, published: date = PUBLISHED) -> list[dict]:
    return [time.when for time in times(words, 0, len(words), Calendar(published))]


def whens(text: str) -> list[dict]:
    rows = ex.to_rows(ex.extract(text, published=PUBLISHED))
    return [{key: value for key, value in (row["when"] or {}).items() if value} for row in rows]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2019年12月30日至2020年1月5日", "2019-12-30", "2020-01-05"),
        ("12月30日至1月5日", "2019-12-30", "2020-01-05"),
        ("3月1日至5日", "2020-03-01", "2020-03-05"),
        ("三月一日至五日", "2020-03-01", "2020-03-05"),
        ("从3月1日到3月5日", "2020-03-01", "2020-03-05"),
        ("2月28日—3日", "2020-02-28", "2020-03-03"),
        ("2月中旬至3月上旬", "2020-02-11", "2020-03-10"),
        ("2019年", "2019-01-01", "2019-12-31"),
        ("上月底", "2020-02-21", "2020-02-29"),
        ("本月5日", "2020-03-05", "2020-03-05"),
        ("今天（3月9日）", "2020-03-09", "2020-03-09"),
    ],
)
def test_days_and_ranges(words, start, end):
    assert read(words) == [{"start": start, "end": end}]


def test_a_range_whose_days_are_turned_round_is_two_days():
    assert len(read("3月5日至3月1日")) == 2


def test_since_a_day_has_no_end():
    assert read("3月1日起") == [{"start": "2020-03-01"}]


@pytest.mark.parametrize(
    ("words", "day", "said"),
    [
        ("3月5日凌晨", "2020-03-05", "3月5日凌晨"),
        ("昨晚", "2020-03-10", "昨晚"),
        ("上周五上午9时至11时", "2020-03-06", "上周五上午9时至11时"),
    ],
)
def test_times_of_day_are_kept_in_words(words, day, said):
    assert read(words) == [{"start": day, "end": day, "said": said}]


def test_words_that_count_from_the_day_named_last():
    assert [time["start"] for time in read("3月5日、当晚、次日")] == [
        "2020-03-05",
        "2020-03-05",
        "2020-03-06",
    ]
    # a year is no day that 同日 could mean
    assert [time["start"] for time in read("3月5日、去年、同日")][-1] == "2020-03-05"


def test_words_that_count_from_the_day_of_the_dateline():
    [when] = whens("新华社武汉3月9日电 昨日，县医院派出医生。\n")
    assert when["start"] == "2020-03-08"


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("连续两周", {"duration": "P14D"}),
        ("每周两次", {"recurrence": {"times": 2, "per": "P7D"}}),
        ("一日三次", {"recurrence": {"times": 3, "per": "P1D"}}),
        ("每2小时一次", {"recurrence": {"times": 1, "per": "PT2H"}}),
    ],
)
def test_durations_and_recurrences_have_no_weeks(words, when):
    assert read(words) == [when]


@pytest.mark.parametrize("words", ["一年级", "三天后", "2020年度"])
def test_what_is_no_time(words):
    assert read(words) == []


def test_a_day_holds_for_its_sentence_and_not_for_the_next():
    first, second, third = whens("3月5日，县医院派出医生，为老人体检。县妇联走访居民。\n")
    assert first["start"] == second["start"] == "2020-03-05"
    assert third == {}


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("縣政府於98年8月7日派出醫生，將災區的鄉親轉移到學校。\n", "2009-08-07"),
        ("香港紅十字會於98年8月7日派出醫生，為災區的長者體檢。\n", "1998-08-07"),
        ("县政府于98年8月7日派出医生，将灾区的群众转移到学校。\n", "1998-08-07"),
        ("縣政府於民國110年3月7日派出醫生。\n", "2021-03-07"),
    ],
)
def test_short_years_are_of_the_republic_in_taiwan(text, start):
    rows = ex.to_rows(ex.extract(text, published="2023-06-10"))
    assert rows[0]["when"]["start"] == start
