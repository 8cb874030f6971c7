"""Where a deed took effect, and what is no place though it stands where one would."""

import pytest

import graph.extract as ex
from graph.extract.zh.where import chain


def places(text: str) -> list[list[str]]:
    rows = ex.to_rows(ex.extract(text, published="2020-03-11"))
    return [[place["name"] for place in row["where"]] for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "两名护士在家中包扎伤口。",
        "居民疏散到室外。",
        "党员奔赴抗洪一线。",
        "全县进入紧急状态。",
        "护士来了很多。",
        "记者赶到时，居民已疏散。",
        "省地震局宣布，北京时间3月7日5时派出20名队员。",
        "伦敦时间上午10点，商会捐出口罩300箱。",
    ],
)
def test_what_is_no_place(text):
    assert not any(places(text))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("学生们逃出寝室。", [["寝室"]]),
        ("消防员在居民楼窗户上救出一名老人。", [["居民楼窗户"]]),
        ("在东门停车场，民警疏散了围观群众。", [["东门停车场"]]),
    ],
)
def test_somewhere_that_only_its_end_tells(text, where):
    assert places(text) == where


def test_a_place_is_not_carried_from_what_was_denied_or_planned():
    assert places("县医院没有派人到红石镇。志愿者搬运沙袋。") == [[]]
    assert places("县医院拟派人到红石镇。志愿者搬运沙袋。") == [[]]


def test_a_place_is_carried_from_what_describes_it():
    assert places("红石镇水位上涨，志愿者搬运沙袋。") == [["红石镇"]]


def test_several_places_are_carried_together():
    assert places("医疗队走访了红石镇、青松镇。医生为老人体检。") == [["红石镇", "青松镇"]] * 2


def test_bodies_named_by_places_in_a_list_are_no_places():
    [row] = places("指挥中心调集江北、河东两个消防中队。")
    assert row == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("广州市荔湾区", ["广州市", "荔湾区"]),
        ("贵州省镇远县", ["贵州省", "镇远县"]),
        ("景德镇市", ["景德镇市"]),
        ("北京市海淀区中关村街道", ["北京市", "海淀区", "中关村街道"]),
        ("武汉江岸区塔子湖街华汇社区", ["武汉", "江岸区", "塔子湖街", "华汇社区"]),
    ],
)
def test_an_end_within_a_name_ends_no_place(words, names):
    assert [site.name for site in chain(words)] == names


def test_a_place_is_named_as_the_report_writes_it_and_found_in_the_register():
    [row] = ex.to_rows(ex.extract("縣醫院醫生趕赴廣州市荔灣區。\n", published="2020-03-11"))
    assert [place["name"] for place in row["where"]] == ["荔灣區"]
    assert row["where"][0]["path"] == ["广东省", "廣州市", "荔灣區"]


def test_a_community_within_a_name_is_read_whole():
    [row] = ex.to_rows(
        ex.extract("报社将42箱牛奶转赠给武汉江岸区塔子湖街华汇社区的困难群众。\n", published="2020-03-11")
    )
    assert [(place["name"], place["code"]) for place in row["where"]] == [("华汇社区", "420102018016")]
