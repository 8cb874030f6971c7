"""No text ends the reading, and whatever is drafted holds against its own text, as ``check --text`` asks."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import graph.extract as ex
from graph.errors import DataError
from graph.text.reading import read_closely
from graph.text.report import normalise
from graph.validate.evidence import Shared, evidence_errors

MARKS = [
    *"“”‘’「」『』《》〈〉（）()【】[]〔〕—…、，。！？；：:,.;!?·•・‧．-–~～\"'/\\|　 \t\n",
    "——",
    "……",
    "“”",
    "（）",
    "“（",
    "）”",
]
PARTS = [
    "村里",
    "党员",
    "他们",
    "她们",
    "大家",
    "该局",
    "该县",
    "自己",
    "志愿者",
    "县医院",
    "市红十字会",
    "消防队",
    "李大山",
    "老人",
    "向",
    "对",
    "把",
    "被",
    "由",
    "从",
    "在",
    "为",
    "给",
    "和",
    "的",
    "了",
    "将",
    "没有",
    "搬运",
    "派出",
    "捐赠",
    "表示",
    "说",
    "组织",
    "转移",
    "沙袋",
    "口罩",
    "群众",
    "300袋",
    "12名",
    "20余人",
    "三千人",
    "1.5万元",
    "3月5日",
    "昨天",
    "每天",
    "三天",
    "青河县",
    "柳树村",
    "附近",
    "后",
    "其中",
    "共",
    "包括",
    "等",
    "以及",
    "通过",
    "方式",
    "应该",
    "是",
    "大动作",
    "记者",
    "摄",
    "图为",
    "据",
    "如果",
    "就",
    "The",
    "county",
    "sent",
    "12",
    "boats",
    "on",
    "July",
    "3",
    ".",
    "They",
    "he",
    "said",
]
SENTENCES = (
    "{who}派出{count}医生。", "{who}组织{count}志愿者，为{place}居民送药。", "村里有{who}。", "他们搬运沙袋300袋。",
    "该局转移群众{count}。", "{who}说，“（{place}）应该有{count}到位”。", "其中{count}是党员。", "在{place}，{who}带领{count}清淤，并送去口罩500个。",
    "{place}有{who}。", "他向{place}捐款2000元。", "大家一起加固堤坝。", "县领导{who}来到{place}。", "工作队在{place}消毒。",
    "由{who}组成的突击队到达{place}。", "每天三班倒，{who}值守卡点。", "奋战三天，{who}搬运沙袋，转移{count}。",
)  # fmt: skip
WHO = [
    "县医院",
    "市红十字会",
    "老党员周建民",
    "志愿者",
    "消防大队",
    "青河县水利局",
    "省水利厅工作队",
    "柳树村村民",
    "王小梅和李大山",
    "两支突击队",
    "达瓦·次仁",
]
COUNTS = ("12名", "20余名", "三百名", "1200人", "近50名", "两千名", "")
PLACES = ["柳树村", "青河县城关镇", "村口", "湖北省", "堤坝上", "社区", "湖南长沙"]


def wrong(text):
    """Return what ``check --text`` would say of a text's own draft."""
    made = ex.extract(text, published="2023-06-10")
    shared = Shared()
    shared.learn(made)
    return [str(error) for error in evidence_errors(made, read_closely(normalise(text)), shared)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKS * 2 + PARTS), min_size=1, max_size=40).map("".join))
@example("李国安表示，“（这次）应该是大动作”。")
@example("李国安表示，“（这次）”，“”，“——”。")
@example("等给该局‘~、送介绍这次.,其中的：是「'当天[给？』」·“（””")
@example("她们三天老人;当天柳树村送了三天三千人转移三千人")
def test_no_soup_of_punctuation_ends_the_reading(text):
    try:
        assert wrong(text) == []
    except DataError as error:
        assert "empty" in str(error)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_a_line(text):
    try:
        assert wrong(text) == []
    except DataError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("text", ["\ud800", "县医院派出12名医生。\udfff", "“\ud83d”。"])
def test_halves_of_characters_are_refused_in_a_line(text):
    with pytest.raises(DataError, match="halves of characters"):
        ex.extract(text, published="2023-06-10")


@pytest.mark.parametrize(
    ("text", "name", "paragraph"),
    [
        ("村里有党员。\n他们搬运沙袋300袋。", "党员", 1),
        ("题目\n\n县里来了志愿者。\n\n\n大家搬运沙袋300袋。", "志愿者", 2),
        ("The crew of Ashby met the mayor.\nThey sent 12 boats.", "crew of Ashby", 1),
    ],
)
def test_who_is_meant_is_cited_where_it_is_named(text, name, paragraph):
    made = ex.extract(text, published="2023-06-10")
    cited = [agent["source"] for agent in made.agents if agent["name"] == name and "source" in agent]
    assert [span["paragraph"] for span in cited] in ([paragraph], [])
    assert wrong(text) == []


def test_the_drafts_of_a_thousand_texts_hold():
    chosen = random.Random(20230610)
    failing = {}
    for _ in range(1000):
        text = "".join(
            chosen.choice(SENTENCES).format(
                who=chosen.choice(WHO), count=chosen.choice(COUNTS), place=chosen.choice(PLACES)
            )
            + chosen.choice(("", "\n", "\n\n"))
            for _ in range(chosen.randint(1, 4))
        )
        if found := wrong(text):
            failing[text] = found
    assert failing == {}
