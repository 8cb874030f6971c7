"""Days: what expressions of dates in either language mean, and a second opinion on the Chinese ones."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.text.dates import find_dates
from graph.text.days import read_days
from graph.text.relative import Calendar

PUBLISHED = date(2023, 6, 10)


def read(words: str, published: date = PUBLISHED, *, republic: bool = False) -> list[dict]:
    cal = Calendar(published, republic=republic)
    return [dict(time.when) for time in read_days(words, 0, len(words), cal)]


def span(start: str, end: str = "", said: str = "") -> list[dict]:
    return [{"start": start, "end": end or start, **({"said": said} if said else {})}]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        # ranges whose 日, 月 or 年 stands at the last day only
        ("3月5-7日", "2023-03-05", "2023-03-07"),
        ("3月5至7日", "2023-03-05", "2023-03-07"),
        ("3月5日-7日", "2023-03-05", "2023-03-07"),
        ("3月5～7日", "2023-03-05", "2023-03-07"),
        ("3月5—7日", "2023-03-05", "2023-03-07"),
        ("5月28至6月2日", "2023-05-28", "2023-06-02"),
        ("5月28—6月2日", "2023-05-28", "2023-06-02"),
        ("3至5月", "2023-03-01", "2023-05-31"),
        ("2022年3-5月", "2022-03-01", "2022-05-31"),
        ("三至五月", "2023-03-01", "2023-05-31"),
        ("2021-2022年", "2021-01-01", "2022-12-31"),
        ("2021至2022年", "2021-01-01", "2022-12-31"),
        ("6至8日", "2023-06-06", "2023-06-08"),
        ("4月底至5月上旬", "2023-04-21", "2023-05-10"),
        ("2月中旬至下旬", "2023-02-11", "2023-02-28"),
        ("12月28日到2023年1月3日", "2022-12-28", "2023-01-03"),
        ("2022年12月28日至1月3日", "2022-12-28", "2023-01-03"),
        ("三月一日至五日", "2023-03-01", "2023-03-05"),
        # lists of days
        ("3月7日、8日", "2023-03-07", "2023-03-08"),
        ("3月7、8日", "2023-03-07", "2023-03-08"),
        ("5月6日、7日、8日", "2023-05-06", "2023-05-08"),
        ("5月6日和7日", "2023-05-06", "2023-05-07"),
        # years written out, in all their zeros, and days as digits
        ("二〇二〇年三月七日", "2020-03-07", "2020-03-07"),
        ("二○二○年三月七日", "2020-03-07", "2020-03-07"),
        ("二零二零年三月七日", "2020-03-07", "2020-03-07"),
        ("二Ｏ二Ｏ年三月七日", "2020-03-07", "2020-03-07"),
        ("二0二0年三月七日", "2020-03-07", "2020-03-07"),
        ("20200307", "2020-03-07", "2020-03-07"),
        ("2020/03/07", "2020-03-07", "2020-03-07"),
        ("2020.3.7", "2020-03-07", "2020-03-07"),
        ("廿三日", "2023-05-23", "2023-05-23"),
        # years of two digits
        ("’98年", "1998-01-01", "1998-12-31"),
        ("08年5月12日", "2008-05-12", "2008-05-12"),
        ("08年", "2008-01-01", "2008-12-31"),
        ("九八年八月七日", "1998-08-07", "1998-08-07"),
        ("22年11月", "2022-11-01", "2022-11-30"),
        # parts of years and months
        ("一季度", "2023-01-01", "2023-03-31"),
        ("去年第三季度", "2022-07-01", "2022-09-30"),
        ("2022年四季度", "2022-10-01", "2022-12-31"),
        ("2022年前三季度", "2022-01-01", "2022-09-30"),
        ("今年上半年", "2023-01-01", "2023-06-30"),
        ("2021年下半年", "2021-07-01", "2021-12-31"),
        ("5月上旬", "2023-05-01", "2023-05-10"),
        ("去年12月中旬", "2022-12-11", "2022-12-20"),
        ("2月下旬", "2023-02-21", "2023-02-28"),
        ("2020年底", "2020-12-01", "2020-12-31"),
        ("同年3月", "2023-03-01", "2023-03-31"),
        # the day that a word means, and a weekday behind a day
        ("今天（6月9日）", "2023-06-09", "2023-06-09"),
        ("6月9日（星期五）", "2023-06-09", "2023-06-09"),
    ],
)
def test_chinese_days(words, start, end):
    assert read(words) == span(start, end)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("on Monday, March 2, 2020", "2020-03-02", "2020-03-02"),
        ("on Tuesday (March 3)", "2020-03-03", "2020-03-03"),
        ("on Friday, 28 February 2020", "2020-02-28", "2020-02-28"),
        ("on March 2nd", "2020-03-02", "2020-03-02"),
        ("on the 2nd of March", "2020-03-02", "2020-03-02"),
        ("on 2 March 2020", "2020-03-02", "2020-03-02"),
        ("on 31st December, 2019", "2019-12-31", "2019-12-31"),
        ("on Feb. 3", "2020-02-03", "2020-02-03"),
        ("from March 3-5, 2019", "2019-03-03", "2019-03-05"),
        ("on March 3 and 4", "2020-03-03", "2020-03-04"),
        ("3–5 March", "2020-03-03", "2020-03-05"),
        ("from February 28 to March 2", "2020-02-28", "2020-03-02"),
        ("between December 30 and January 2", "2019-12-30", "2020-01-02"),
        ("from 2017 to 2019", "2017-01-01", "2019-12-31"),
        ("in 2018-2019", "2018-01-01", "2019-12-31"),
        ("in Q1 2019", "2019-01-01", "2019-03-31"),
        ("in the third quarter of 2019", "2019-07-01", "2019-09-30"),
        ("in the first half of 2019", "2019-01-01", "2019-06-30"),
        ("in the second half of last year", "2019-07-01", "2019-12-31"),
        ("the flood of '98", "1998-01-01", "1998-12-31"),
        ("on 12/25/2019", "2019-12-25", "2019-12-25"),
        ("on 25/12/2019", "2019-12-25", "2019-12-25"),
        ("on 2020-03-02", "2020-03-02", "2020-03-02"),
    ],
)
def test_english_days(words, start, end):
    assert read(words, date(2020, 3, 11)) == span(start, end)


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("7日和9日", {"start": "2023-06-07", "end": "2023-06-09", "said": "7日和9日"}),
        ("3月1日、5日、9日", {"start": "2023-03-01", "end": "2023-03-09", "said": "3月1日、5日、9日"}),
        ("截至3月7日", {"asOf": "2023-03-07"}),
        ("截至3月底", {"asOf": "2023-03-31"}),
        ("3月7日以来", {"start": "2023-03-07"}),
        ("3月7日起", {"start": "2023-03-07"}),
        ("3月7日至今", {"start": "2023-03-07"}),
        ("3月7日前", {"said": "3月7日前"}),
        ("3月7日以前", {"said": "3月7日以前"}),
        ("3月底前", {"said": "3月底前"}),
        ("3月7日之后", {"said": "3月7日之后"}),
        ("3月7日后", {"said": "3月7日后"}),
        ("3月7日前后", {"said": "3月7日前后"}),
        ("3月7日左右", {"said": "3月7日左右"}),
        ("持续到3月7日", {"said": "持续到3月7日"}),
        ("去年开始", {"said": "去年开始"}),
        ("2021年以来", {"said": "2021年以来"}),
        ("3月7日前往", {"start": "2023-03-07", "end": "2023-03-07"}),
        ("3月7日后勤", {"start": "2023-03-07", "end": "2023-03-07"}),
        ("3月5日8时至7日20时", {"start": "2023-03-05", "end": "2023-03-07", "said": "3月5日8时至7日20时"}),
        ("since March 7", {"start": "2023-03-07"}),
        ("starting March 7", {"start": "2023-03-07"}),
        ("by March 7", {"asOf": "2023-03-07"}),
        ("by the end of March", {"asOf": "2023-03-31"}),
        ("before March 7", {"said": "before March 7"}),
        ("after March 7", {"said": "after March 7"}),
        ("until 2021", {"said": "until 2021"}),
        ("since last year", {"said": "since last year"}),
        # which of two days, nobody can say
        ("07/08/2021", {"said": "07/08/2021"}),
    ],
)
def test_a_bound_is_no_exact_day(words, when):
    assert read(words) == [when]


@pytest.mark.parametrize(
    "words",
    ["2月30日", "2021年2月29日", "4月31日", "13/25/2021", "February 30", "每年3月5日", "2020年度", "连续3日"],
)
def test_what_is_no_day(words):
    assert read(words) == []


# ---- other calendars ----


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("农历2023年八月十五日", "2023-09-29"),
        ("2023年农历八月十五", "2023-09-29"),
        ("阴历四月初八", "2023-05-26"),
        ("農曆四月初八", "2023-05-26"),
        ("正月初五", "2023-01-26"),
        ("腊月廿三", "2023-01-14"),
        ("正月十五", "2023-02-05"),
        ("大年初一", "2023-01-22"),
        ("大年三十", "2023-01-21"),
        ("除夕", "2023-01-21"),
        ("农历二月二", "2023-02-21"),
        ("民國110年3月7日", "2021-03-07"),
        ("民国九十八年八月七日", "2009-08-07"),
        ("110年3月7日", "2021-03-07"),
    ],
)
def test_other_calendars_are_reckoned_and_their_words_kept(words, day):
    [when] = read(words)
    assert (when["start"], when["end"]) == (day, day)
    assert when.get("said", words) == words
    assert all(found.fits(day) for found in find_dates(words))


@pytest.mark.parametrize("words", ["农历八月十五日", "2023年除夕", "2022年腊月廿三", "农历八月"])
def test_a_day_of_another_calendar_that_is_yet_to_come_or_unclear_stays_in_words(words):
    assert read(words) == [{"said": words}]


def test_a_leap_month_is_not_its_namesake():
    assert read("闰二月初八") == []


def test_short_years_are_of_the_republic_where_it_counts():
    assert read("98年8月7日", republic=True) == span("2009-08-07")
    assert read("98年8月7日") == span("1998-08-07")
    assert find_dates("98年8月7日")[0].fits("2009-08-07")
    assert find_dates("98年8月7日")[0].fits("1998-08-07")
    assert not find_dates("98年8月7日")[0].fits("2008-08-07")


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("上世纪80年代", (1980, 1989)),
        ("20世纪九十年代", (1990, 1999)),
        ("1970年代", (1970, 1979)),
        ("90年代", (1990, 1999)),
        ("1980s", (1980, 1989)),
        ("'80s", (1980, 1989)),
    ],
)
def test_a_decade_is_ten_years_and_its_words(words, years):
    assert read(words) == span(f"{years[0]}-01-01", f"{years[1]}-12-31", words)


def test_a_decade_of_no_clear_century_stays_in_words():
    assert read("20年代") == [{"said": "20年代"}]


# ---- a second opinion ----


def _jionlp(words: str) -> tuple[str, str] | None:
    import jionlp

    try:
        found = jionlp.parse_time(words, time_base={"year": 2023, "month": 6, "day": 10})
    except ValueError:
        return None
    if found["type"] not in ("time_point", "time_span"):
        return None
    first, last = found["time"]
    return first[:10], last[:10]


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Days, ranges, months and their parts, quarters and halves, in digits and in characters, none in the future."""
    day = draw(st.dates(date(2001, 1, 1), date(2022, 12, 1)))
    later = day + timedelta(days=draw(st.integers(1, 20)))
    to = draw(st.sampled_from(["至", "到", "-", "—", "~"]))
    written = "〇一二三四五六七八九"
    year = "".join(written[int(digit)] for digit in str(day.year))
    third = draw(st.sampled_from(["上旬", "中旬", "下旬"]))
    forms = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
        f"{day.year}年{day.month}月{day.day}日{to}{later.year}年{later.month}月{later.day}日",
        f"{day.year}年{day.month}月{third}",
        f"{day.year}年{day.month}月",
        f"{day.year}年{draw(st.sampled_from(['上半年', '下半年', '一季度', '第二季度', '三季度', '第四季度']))}",
        f"{day.year}年",
        f"{day.year}年{to}{day.year + 1}年",
    ]
    if later.month == day.month:
        forms.append(f"{day.year}年{day.month}月{day.day}日{to}{later.day}日")
    return draw(st.sampled_from(forms))


@settings(max_examples=150, deadline=None)
@given(expressions())
def test_days_are_as_jionlp_reads_them(words):
    """Wherever both claim to know the days of an expression they are the same."""
    [when] = read(words)
    assert (when["start"], when["end"]) == _jionlp(words)


@settings(max_examples=50, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 1)))
def test_lunar_days_are_as_jionlp_reads_them(day):
    """Any day written in the Chinese calendar is found again, and jionlp's tables have it so."""
    from graph.text.stated_date import lunar_of

    lunar = lunar_of(day)
    if lunar is None:  # a leap month has no name that both read
        return
    months = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
    tens, ones = divmod(lunar[2], 10)
    digits = "十一二三四五六七八九"
    name = {10: "初十", 20: "二十", 30: "三十"}.get(lunar[2]) or ("初", "十", "廿")[tens] + digits[ones]
    words = f"农历{lunar[0]}年{months[lunar[1] - 1]}月{name}"
    [when] = read(words)
    assert when["start"] == day.isoformat()
    if name[0] in "初廿":  # of the others jionlp takes the month alone
        assert _jionlp(words) == (day.isoformat(), day.isoformat())


# ---- whatever comes ----


@given(
    st.text(
        "0123456789〇○零一二三四五六七八九十年月日号至-、和到农历正腊初上下旬半季度前后起以来Q March,'s/."
    )
)
def test_any_words_are_read(words):
    found = read(words)
    for when in found:
        assert when.get("start", "") <= when.get("end", "9")
        assert when.get("said", "x")
    dates = find_dates(words)
    assert all(a.end <= b.start for a, b in pairwise(dates))


def test_a_long_run_of_anything_is_read():
    for unit in (
        "3月",
        "3月5",
        "5、",
        "2020年",
        "农历",
        "二",
        "1",
        "March ",
        "of ",
        "、",
        "-",
        "'9",
        "民国",
        "上世纪",
    ):
        read(unit * 5_000)
