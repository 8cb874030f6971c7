"""Text files whose lines were broken at a width; one that nobody broke stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.lines import unwrap
from graph.text.report import find_texts, read_text, text_hash

WRAPPED = """县医院组织医生进村义诊

　　6月3日上午，县医院派出12名医生赶赴柳树村，为
居民义诊。志愿者连夜搬运沙袋300袋，转移群众1
50人。村干部组织党员巡堤。
　　消防队出动20人救援被困群众，送去口罩和米面，
直到天亮。
"""
WHOLE = """县医院组织医生进村义诊

　　6月3日上午，县医院派出12名医生赶赴柳树村，为居民义诊。志愿者连夜搬运沙袋300袋，转移群众150人。村干部组织党员巡堤。
　　消防队出动20人救援被困群众，送去口罩和米面，直到天亮。
"""
ENGLISH = """The county sent 12 boats to Ashby on July 3, and fire crews
evacuated 150 residents of the valley. Volunteers distrib-
uted 1,200 meals to shelters that the Red Cross had opened
in three schools.

The mayor thanked them.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_broken_at_a_width_are_joined(tmp_path, end):
    path = tmp_path / "2023-06-10-a.txt"
    path.write_bytes(WRAPPED.replace("\n", end).encode())
    assert read_text(path) == WHOLE
    assert find_texts(path).by_hash == {text_hash(WHOLE): path}


def test_english_lines_are_joined_with_a_blank():
    first, blank, last, _ = unwrap(ENGLISH).split("\n")
    assert "crews evacuated 150" in first
    assert "distributed 1,200 meals" in first
    assert first.endswith("in three schools.")
    assert (blank, last) == ("", "The mayor thanked them.")


@pytest.mark.parametrize(
    "text",
    [
        "题目\n县医院派出12名医生，为居民体检。\n村干部组织党员巡堤。\n",
        "县医院派出12名医生支援柳树村抗洪纪实\n县医院派出12名医生，为居民体检。\n",
        "一、县医院派出12名医生\n二、村干部组织党员巡堤\n三、消防队出动20人救援\n",
        "- 县医院派出12名医生\n- 村干部组织党员巡堤\n- 消防队出动20人救援\n",
        "同心协力——\n县医院派出12名医生，为居民体检。\n",
        "村干部巡堤。\n。", "村干部巡堤！\n，为居民体检。\n", "他说：“开饭了。”\n。\n", WHOLE + "。", WHOLE + "；\n",
        "名称\n数量\n口罩\n300\n", "", "\n\n", "12", WHOLE,
    ],
)  # fmt: skip
def test_a_text_that_nobody_broke_stays(text):
    assert unwrap(text) == text


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("县医院派出医生，\n为居民体检。", "县医院派出医生，为居民体检。"),
        ("口罩、沙袋、\n米面都送到了。", "口罩、沙袋、米面都送到了。"),
        ("他说：“派出12人\n。”", "他说：“派出12人。”"),
        ("他说：“派出12人。\n”大家鼓掌。", "他说：“派出12人。”大家鼓掌。"),
    ],
)
def test_marks_that_end_or_begin_no_line_tell_of_a_break(text, joined):
    assert unwrap(text) == joined


@given(st.text(st.sampled_from("县医院派出12名，。\n \t-a."), max_size=200))
def test_nothing_but_breaks_blanks_and_hyphens_goes(text):
    def kept(words):
        return "".join(words.split()).replace("-", "")

    once = unwrap(text)
    assert kept(once) == kept(text)
    assert unwrap(unwrap(once)) == unwrap(once) or len(unwrap(once)) <= len(once)
