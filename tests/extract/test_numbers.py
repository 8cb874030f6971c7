"""Numbers as parts of others, numbers of those whom a pronoun means, and whose they are in a passive."""

import graph.extract as ex


def rows(text: str) -> list[dict]:
    return ex.to_rows(ex.extract(text, published="2020-03-11"))


def numbers(row: dict) -> list[tuple]:
    return [(q["value"], q["of"], q["role"], q["partOf"]) for q in row["quantities"]]


def names(row: dict, key: str) -> list[str]:
    return [item["name"] for item in row[key]]


def test_a_part_says_of_which_number():
    [row] = rows("县政府转移群众120名，其中儿童47名、老人20名。\n")
    whole = f"{row['id']}/q1"
    assert numbers(row) == [
        (120, "群众", "whom", []), (47, "儿童", "whom", [whole]), (20, "老人", "whom", [whole])
    ]  # fmt: skip


def test_a_part_that_does_something_is_a_part_too():
    saved, brought = rows("消防队救出35名工人，其中15名送往医院。\n")
    assert numbers(brought) == [(15, "工人", "whom", [f"{saved['id']}/q1"])]
    assert names(brought, "where") == ["医院"]


def test_parts_keep_a_draft_valid(tmp_path):
    from graph.validate.check import check

    text = "县政府转移群众120名，其中儿童47名。\n"
    (tmp_path / "draft.yaml").write_text(
        ex.to_yaml(ex.extract(text, published="2020-03-11")), encoding="utf-8"
    )
    assert check([tmp_path]) == []


def test_those_whom_a_pronoun_means_bring_their_number():
    last = rows("县残联5名党员中，王芳带病坚守，他们封控小区。\n")[-1]
    assert (names(last, "who"), numbers(last)) == (["党员"], [(5, "党员", "doer", [])])
    assert last["also"]


def test_a_measure_is_not_said_twice():
    [row] = rows("县水务局派出30人。\n")
    assert (row["quantities"][0]["measure"], row["quantities"][0]["of"]) == ("人", None)


def test_who_suffers_is_not_who_does():
    moved = rows("镇政府组织转移，300名受灾群众被安置到学校。\n")[-1]
    assert (names(moved, "who"), names(moved, "whom")) == (["镇政府"], ["受灾群众"])
    assert (names(moved, "where"), numbers(moved)) == (["学校"], [(300, "受灾群众", "whom", [])])


def test_what_describes_those_who_receive_is_no_deed():
    [row] = rows("志愿者每天三次为隔离居民送餐。\n")
    assert (row["did"], names(row, "to")) == ("送餐", ["隔离居民"])
    assert row["when"]["recurrence"] == {"times": 3, "per": "P1D"}
    [row] = rows("消防员共救出28名被困人员。\n")
    assert names(row, "to") == ["被困人员"]


def test_a_body_named_again_by_its_head():
    for text in (
        "市卫健委派出专家，该委还发放了手册。",
        "红星公司捐款，青松中学派出志愿者，该公司还捐赠了口罩。",
        "梅溪中学组织学生参观，该校还举行了讲座。",
    ):
        found = rows(text + "\n")
        assert names(found[-1], "who") == names(found[0], "who")


def test_two_bodies_side_by_side_are_two():
    assert names(rows("县委县政府下发通知。\n")[0], "who") == ["县委", "县政府"]


def test_by_whose_order_is_no_deed():
    assert [row["did"] for row in rows("按照县委县政府部署，县医院派出医生。\n")] == ["派出"]


def test_those_chosen_for_a_team_are_counted_and_the_team_is_formed():
    [row] = rows("县水利局挑选11名精干力量组成抢险突击队。\n")
    assert names(row, "whom") == ["抢险突击队"]
    assert numbers(row) == [(11, "精干力量", "whom", [])]


def test_who_leads_beside_is_not_who_goes_on():
    last = rows("县直各单位迅速行动，局长带队，派出30名干部。\n")[-1]
    assert names(last, "who") == ["县直各单位"]


NUMBERS_AS_WRITTEN = """市红十字会向县医院捐赠疫苗600剂。
镇政府转移群众1，234名，派出干部30至50人。
縣民政局向災民發放三萬元、棉被兩千床。
近三成队员下沉社区，三分之二的志愿者配送蔬菜。
县水利局派出三四十人，搬运沙袋三五百袋，抢险队运来壹佰贰拾吨石料。
区政府拨款3至5万元，组织廿五名医生巡诊。
"""


def test_a_draft_and_its_check_read_the_same_numbers(tmp_path):
    from graph.validate.check import check

    (tmp_path / "report.txt").write_text(NUMBERS_AS_WRITTEN, encoding="utf-8")
    draft = ex.extract(NUMBERS_AS_WRITTEN, published="2020-03-11")
    (tmp_path / "draft.yaml").write_text(ex.to_yaml(draft), encoding="utf-8")
    found = [
        finding for finding in check([tmp_path / "draft.yaml"], tmp_path) if "quantities" in str(finding)
    ]
    assert found == []
    values = {
        (q["value"], q["bound"], q.get("measure")) for deed in draft.deeds for q in deed.get("quantities", [])
    }
    assert values >= {
        (600, "exact", "剂"), (1234, "exact", "名"), (30, "atLeast", "人"), (30000, "exact", "元"),
        (2000, "exact", "床"), (30, "atLeast", "人"), (300, "atLeast", "袋"), (120, "exact", "吨"),
        (30000, "atLeast", "元"), (25, "exact", "名"),
    }  # fmt: skip


def test_a_share_is_a_rate_and_is_never_added():
    found = [q for row in rows("近三成队员下沉社区，三分之二的志愿者配送蔬菜。\n") for q in row["quantities"]]
    assert [(q["value"], q["measure"], q["role"]) for q in found] == [
        (30, "%", "rate"),
        (2 / 3, None, "rate"),
    ]


def test_a_name_with_a_numeral_brings_no_number():
    for text in (
        "区红十字会捐款。\n",
        "三门峡市民政局派出医生。\n",
        "五家渠市民政局派出医生，拨打12345热线。\n",
    ):
        assert not any(row["quantities"] for row in rows(text))
