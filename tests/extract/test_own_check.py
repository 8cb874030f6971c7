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


@pytest.mark.parametrize("lasting", ["两到三天", "1-2个月", "10年至20年", "3～5小时", "三至四周"])
def test_of_a_range_of_durations_the_upper_end_alone_is_none(lasting):
    text = f"县医院为居民送药{lasting}。县医院连续义诊三天。"
    durations = [
        deed.get("when", {}).get("duration") for deed in ex.extract(text, published="2023-06-10").deeds
    ]
    assert set(durations) <= {None, "P3D"}
    assert wrong(text) == []


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


DAYS = [
    "3月5-7日",
    "3月5至7日",
    "5月28至6月2日",
    "3至5月",
    "2021-2022年",
    "3月7日、8日",
    "3月7、8日",
    "7日和9日",
    "3月1日、5日、9日",
    "二○二○年三月七日",
    "20200307",
    "2020/03/07",
    "08年5月12日",
    "一季度",
    "去年第三季度",
    "2021年下半年",
    "5月上旬",
    "2020年底",
    "今天（6月9日）",
    "6月9日（星期五）",
    "截至3月7日",
    "3月7日以来",
    "3月7日前",
    "3月底前",
    "3月7日之后",
    "持续到3月7日",
    "去年开始",
    "07/08/2021",
    "2月30日",
    "农历四月初八",
    "農曆八月十五日",
    "正月初五",
    "除夕",
    "民國110年3月7日",
    "98年8月7日",
    "上世纪80年代",
    "20年代",
    "2022年12月28日至1月3日",
    "12月28日到2023年1月3日",
    "昨晚",
    "上周五上午9时至11时",
    "本月5日",
    "上月底",
    "次日",
    "历时1.5小时",
    "奋战2.5天",
    "两天半",
    "1个半小时",
    "三个半月",
    "一年半",
    "半年",
    "半个月",
    "失联两天",
    "连续3日",
    "两周",
    "每2小时一次",
    "36小时",
    "号",
    "５月６日",
    "三月五號",
    "2020年度",
]
EN_DAYS = [
    "on Monday, March 2, 2020",
    "on March 2nd",
    "on the 2nd of March",
    "from March 3-5, 2019",
    "on March 3 and 9",
    "since March 7",
    "by March 7",
    "before March 7",
    "after March 7",
    "in Q1 2019",
    "in the first half of 2019",
    "in the 1990s",
    "from 2017 to 2019",
    "on 07/08/2021",
    "for three and a half hours",
    "for 1.5 hours",
    "for two weeks",
    "over half an hour",
    "for half an hour",
    "last Wednesday",
    "three days ago",
    "twice a week",
    "in late May",
    "on 25/12/2021",
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(DAYS), st.sampled_from(DAYS), st.sampled_from(["，", "", "、", "至", "和"]), st.booleans()
)
def test_days_and_durations_of_a_draft_stand_in_its_text(first, second, between, turned):
    text = f"{first}{between}{second}，县医院派出医生12名，转移群众300人。"
    if turned:
        text = f"县医院{first}派出医生12名{between}{second}，并在柳树村转移群众300人。"
    assert wrong(text) == []


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(EN_DAYS), st.sampled_from(EN_DAYS))
def test_days_and_durations_of_an_english_draft_stand_in_its_text(first, second):
    text = f"The county sent 12 boats {first}. {first[0].upper()}{first[1:]}, volunteers cleaned the school {second}."
    assert wrong(text) == []
