"""Names with a dot are whole, whichever dot it is and whatever follows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph.extract as ex

NAMES = (
    "古丽娜尔·阿不都热合曼", "买买提·吐尔逊", "热孜万古丽·买买提明", "帕尔哈提·阿不来提", "努尔兰·阿布都满金", "居马泰·俄白克",
    "达瓦·次仁", "多吉·才让", "扎西·旺堆", "约翰·史密斯", "安东尼奥·古特雷斯", "乔治·W·布什", "让-皮埃尔·拉法兰",
)  # fmt: skip
SENTENCES = (
    "{}向灾区捐款3000元。", "{}对灾区捐款3000元。", "{}等10人转移群众。", "党员{}带领村民清淤。", "{}先生捐赠口罩。",
    "{}和王小梅一起搬运沙袋。", "{}来到村里，转移群众。", "{}的队员搬运沙袋。",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(SENTENCES), st.sampled_from("·•・‧．."))
def test_the_name_is_whole(name, sentence, dot):
    name = name.replace("·", dot)
    text = sentence.format(name)
    made = ex.extract(text, published="2023-06-10")
    named = {agent["name"] for agent in made.agents}
    if not sentence.startswith("{}的"):
        assert name in named
    assert not any(name.startswith(part) for part in named - {name}), named


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "古丽娜尔•阿不都热合曼、买买提‧吐尔逊向灾区捐款3000元。",
            ["古丽娜尔•阿不都热合曼", "买买提‧吐尔逊"],
        ),
        ("党支部书记达瓦・次仁带领12名党员清淤。", ["达瓦・次仁"]),
        ("“5·12”地震中，县医院派出12名医生。", ["县医院"]),
        ("5·12地震后，县医院派出12名医生。", ["县医院"]),
        ("“童心·抗疫”活动中，社区送去口罩。", ["社区"]),
    ],
)
def test_several_names_and_dots_of_no_name(text, who):
    made = ex.extract(text, published="2023-06-10")
    names = {agent["id"]: agent["name"] for agent in made.agents}
    assert [names[agent] for agent in made.deeds[0]["who"]] == who
