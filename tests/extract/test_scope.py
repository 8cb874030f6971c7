"""What a Chinese report denies, plans, asks for or only tells of is no deed; what is reported as done is one."""

import pytest

import graph.extract as ex


def rows(text: str) -> list[dict]:
    return ex.to_rows(ex.extract(text, published="2020-03-11"))


def said(text: str) -> list[str]:
    return [row["did"] for row in rows(text)]


def doers(text: str) -> list[str]:
    return [who["name"] for row in rows(text) for who in row["who"]]


@pytest.mark.parametrize(
    "text",
    [
        "市水务局没有收到任何捐款。",
        "市民政局未向灾区发放帐篷。",
        "市红十字会从未向学校捐赠过口罩。",
        "镇政府还没有组织群众转移。",
        "县医院至今没能把12名医生派往乡镇。",
        "校医院没有一名医生赶到现场。",
    ],
)
def test_a_denial_reaches_its_verb_over_receivers_and_objects(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("消防员不顾危险救出3名群众。", ["救出"]),
        ("志愿者们不停地搬运沙袋。", ["搬运"]),
        ("在没有电的情况下，医生完成了手术。", ["完成"]),
        ("没有等待救援，村民自己搬运沙袋。", ["搬运"]),
        ("县医院没有派出医生，但捐赠了口罩。", ["捐赠"]),
        ("村民没有等待就搬运沙袋。", ["搬运"]),
    ],
)
def test_a_denial_ends_with_what_it_denies(text, done):
    assert said(text) == done


@pytest.mark.parametrize(
    "text",
    [
        "市教育局拟于下周向农村学校捐赠图书500册。",
        "镇政府计划下周再派200名干部进村。",
        "县医院准备在国庆节前为全县老人体检。",
        "如果水位上涨，镇政府就转移群众。",
    ],
)
def test_a_plan_reaches_to_the_end_of_its_clause(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "done"),
    [("计划捐赠的口罩已送到学校，老师表示感谢。", "表示"), ("食堂准备了300份午餐送到工地。", "送到")],
)
def test_a_plan_that_only_describes_plans_nothing_else(text, done):
    assert done in said(text)


def test_advice_and_promises_are_said_and_not_done():
    assert (said("市民建议区政府捐赠口罩。"), doers("市民建议区政府捐赠口罩。")) == (["建议"], ["市民"])
    [row] = rows("该公司曾承诺捐款100万元，但至今没有兑现。")
    assert (row["kind"], row["did"], row["quantities"]) == ("say", "承诺", [])


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("王芳说，市妇联捐赠了300箱牛奶，还派出了志愿者。", ["说"]),
        ("镇长李国强告诉记者，消防队转移了300名群众。", ["告诉"]),
        ("据市民政局局长李国强介绍，市民政局已发放帐篷200顶。", ["介绍", "发放"]),
        ("市应急局通报，消防队已转移群众300人。", ["通报", "转移"]),
        ("记者从市应急局获悉，消防队已转移群众300人。", ["转移"]),
    ],
)
def test_what_a_speaker_says_is_no_deed_and_what_a_body_reports_is_one(text, done):
    assert said(text) == done


def test_a_pronoun_that_means_nobody_named_does_nothing():
    assert doers("他转移了300名群众，公司捐款50万元。") == ["公司"]
