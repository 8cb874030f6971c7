"""Where a report was filed is no part of its first sentence; a name that only looks so is."""

import pytest

from graph.extract.text import read
from graph.extract.zh.datelines import headless


def first_sentence(text):
    plain = read(text).plain
    return plain[headless(plain, 0, len(plain)) :]


@pytest.mark.parametrize(
    "head",
    [
        "新华社武汉3月5日电 ", "新华社武汉3月5日电", "新华社北京2020年3月5日新媒体专电 ", "中新社武汉3月5日电 （张三）",
        "中新网3月5日电（张三 李四）", "人民网讯 ", "人民网讯", "人民网北京3月5日电（记者王小明）", "本报讯 ", "本报讯（记者王小明）", "本报武汉讯 ",
        "本报武汉3月5日讯 ", "【新华社快讯】", "江城日报讯 ", "江城日报全媒记者讯 ", "央广网北京3月1日消息 ",
        "路透社伦敦3月1日电 ", "法新社巴黎电 ", "中央社台北五日电 ", "（中央社記者王小明台北5日電）", "新华社北京二〇二〇年三月五日电 ",
        "据新华社电 ", "江城网消息（记者王小明）", "（记者李四 王五）",
    ],
)  # fmt: skip
def test_a_dateline_is_cut(head):
    assert first_sentence(head + "县医院派出12名医生。").strip() == "县医院派出12名医生。"


@pytest.mark.parametrize(
    "text",
    [
        "国网湖北电力公司派出300人。", "国网湖北3月5日电力抢修队出动。", "国网讯通公司派出20人。", "电视台电视塔管理处派出20人。",
        "县广播电视台电视部派出20人。", "央视网电视塔管理处派出20人。", "通讯社记者赶到村里。", "市电视台消息部派出3人。",
        "社区电力抢修队派出20人。", "社区电工李大山修好线路。", "市报社电话通知各村。", "县电视台发来贺电，派出12人。",
        "气象台3月5日电话通知各村。", "供销社电商中心捐款3000元。", "市社保局讯息中心派出5人。", "社区3月5日电焊工李大山修好大门。",
        "供销社消息灵通，组织12人。", "网信办电请各单位派人。",
    ],
)  # fmt: skip
def test_a_name_that_looks_like_a_dateline_is_not_cut(text):
    assert first_sentence(text) == text
