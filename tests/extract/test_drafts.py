"""From text to draft deeds: each question by itself, then whole reports."""

from collections import Counter
from datetime import date

import pytest
from helpers.paths import DATA

import graph.extract as ex
from graph.extract.text import read
from graph.extract.zh.divisions import context_of, resolve
from graph.extract.zh.organisations import organisations
from graph.extract.zh.quantity import Amounts
from graph.extract.zh.segments import sentences
from graph.extract.zh.when import times
from graph.extract.zh.where import chain, coded
from graph.model.records import Bundle
from graph.model.schema import validate_record
from graph.text.relative import Calendar

PUBLISHED = date(2020, 3, 11)
REPORTS = sorted((DATA / "reports").glob("*.txt"))


def draft(text: str, published: date | str = PUBLISHED) -> Bundle:
    return ex.extract(text, published=published)


def rows(text: str) -> list[dict]:
    return ex.to_rows(draft(text))


def names(row: dict, key: str) -> list[str]:
    return [item["name"] for item in row[key]]


def said(text: str) -> list[str]:
    return [row["did"] for row in rows(text)]


# ---- text and sentences ----


def test_full_width_and_traditional_are_read_and_spans_stay_in_the_original():
    text = "縣醫院派出１２名醫生趕赴災區。\n"
    made = rows(text)
    assert [row["did"] for row in made] == ["派出", "趕赴"]
    first = made[0]
    assert names(first, "who") == ["縣醫院"]
    assert first["quantities"][0]["value"] == 12
    assert "派出" in text[first["source"]["start"] : first["source"]["end"]]


@pytest.mark.parametrize(
    "line", ["新华社武汉3月10日电", "本报讯（记者王小明）", "中新网3月10日电（张三）", "（记者李四 王五）"]
)
def test_datelines_and_bylines_are_no_sentence(line):
    text = read(f"{line}县医院派出医生。\n")
    [only] = sentences(text)
    assert text.plain[only.start : only.end] == "县医院派出医生。"


def test_titles_and_headings_say_no_deed():
    assert said("县医院派出医生\n\n同心协力——\n\n县医院派出了12名医生。\n") == ["派出"]


def test_speech_is_one_deed_of_its_speaker_and_a_slogan_is_none():
    [row] = rows("“我们派出医生，组建队伍。”院长王小明说。\n")
    assert (row["kind"], names(row, "who")) == ("say", ["王小明"])
    assert row["source"]["start"] == 0


# ---- when ----


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("3月5日", {"start": "2020-03-05", "end": "2020-03-05"}),
        ("12月30日", {"start": "2019-12-30", "end": "2019-12-30"}),
        ("2019年2月1日", {"start": "2019-02-01", "end": "2019-02-01"}),
        ("五月十二日", {"start": "2019-05-12", "end": "2019-05-12"}),
        ("3月5日至8日", {"start": "2020-03-05", "end": "2020-03-08"}),
        ("上周五", {"start": "2020-03-06", "end": "2020-03-06"}),
        ("昨日", {"start": "2020-03-10", "end": "2020-03-10"}),
        ("2月中旬", {"start": "2020-02-11", "end": "2020-02-20"}),
        ("去年", {"start": "2019-01-01", "end": "2019-12-31"}),
        ("截至3月7日", {"asOf": "2020-03-07"}),
        ("截至目前", {"asOf": "2020-03-11"}),
        ("连续11天", {"duration": "P11D"}),
        ("每天两次", {"recurrence": {"times": 2, "per": "P1D"}}),
        ("三班倒", {"recurrence": {"shifts": 3}}),
        ("24小时", {"recurrence": {"allDay": True}}),
        ("连日来", {"said": "连日来"}),
        ("2月30日", None),
        ("第一时间", None),
    ],
)
def test_times(words, when):
    found = times(words, 0, len(words), Calendar(PUBLISHED))
    assert [time.when for time in found] == ([when] if when else [])


def test_a_day_without_its_month_is_the_last_such_day():
    words = "30日"
    [time] = times(words, 0, len(words), Calendar(date(2020, 3, 11)))
    assert time.when["start"] == "2020-01-30"


# ---- how much ----


@pytest.mark.parametrize(
    ("words", "value", "measure", "bound"),
    [
        ("1.2万余元", 12000, "元", "atLeast"),
        ("两百多名", 200, "名", "atLeast"),
        ("十余名", 10, "名", "atLeast"),
        ("百分之三十", 30, "%", "exact"),
        ("2.5吨", 2.5, "吨", "exact"),
        ("200多万元", 2000000, "元", "atLeast"),
        ("近五千名", 5000, "名", "almost"),
        ("约30人", 30, "人", "about"),
        ("不足10户", 10, "户", "atMost"),
    ],
)
def test_quantities(words, value, measure, bound):
    [amount] = Amounts(words).all
    assert (amount.value, amount.measure, amount.bound) == (value, measure, bound)


@pytest.mark.parametrize(
    "words", ["第三批", "一批口罩", "一线", "3月5日", "第一时间", "二〇二〇年", "24小时"]
)
def test_no_quantities(words):
    assert Amounts(words).all == []


def test_so_much_for_each_is_a_rate():
    [amount] = Amounts("一袋100多斤").all
    assert (amount.value, amount.measure, amount.rate) == (100, "斤", True)


# ---- where ----


def test_a_chain_of_places_gets_its_codes_from_the_largest_down():
    found = coded(chain("武汉江岸区塔子湖街"), Counter())
    assert [(site.name, site.code) for site in found] == [
        ("武汉", "4201"), ("江岸区", "420102"), ("塔子湖街", "420102018")
    ]  # fmt: skip


def test_an_ambiguous_name_is_open_until_the_report_decides():
    assert resolve("东湖区", "district", "", Counter()).row is not None
    found = resolve("鼓楼区", "district", "", Counter())
    assert found.row is None
    assert {row.code for row in found.candidates} >= {"320106", "350102"}
    assert resolve("鼓楼区", "district", "", context_of("南京市玄武区")).row.code == "320106"


def test_an_open_place_says_its_candidates():
    [row] = rows("鼓楼区组建3支突击队。\n")
    assert row["where"][0]["code"] is None
    assert "320106" in row["reason"]


def test_what_an_unknown_place_holds_gets_no_code():
    found = coded(chain("云岭市青松区"), Counter())
    assert [site.code for site in found] == ["", ""]


# ---- who ----


def test_bodies_that_the_recogniser_cuts():
    text = "由省委军民融合办、省委直属机关工委和东湾区消防救援大队组建"
    assert [text[a:b] for a, b in organisations(text, 0, len(text))] == [
        "省委军民融合办", "省委直属机关工委", "东湾区消防救援大队"
    ]  # fmt: skip


def test_lists_nested_names_and_persons_with_posts():
    made = draft(
        "县妇联、县残联和团县委组建志愿队。县妇联工作队走访居民。县文联党组成员、副主席王小明慰问老人。\n"
    )
    found = [names(row, "who") for row in ex.to_rows(made)]
    assert found == [["县妇联", "县残联", "团县委"], ["县妇联工作队"], ["王小明"]]
    agents = {agent["name"]: agent for agent in made.agents}
    assert agents["县妇联工作队"]["unit"] == agents["县妇联"]["id"]
    assert "副主席" in agents["王小明"]["posts"][0]["role"]


def test_those_sent_do_what_follows_and_it_is_said_to_be_inferred():
    sent, screened = rows("县医院派出12名医生，为居民体检。\n")
    assert names(sent, "whom") == ["医生"]
    assert names(screened, "who") == ["医生"]
    assert "who" in screened["inferred"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("县消防队“尖刀”突击队赶到现场。", ["县消防队“尖刀”突击队"]),
        ("出差在外的副县长王小明立即赶到现场。", ["王小明"]),
        ("救出3名群众的消防员立即返回现场。", ["消防员"]),
        ("在省城的医生赶到现场。", ["医生"]),
        ("县卫健局主要负责同志赶到现场。", ["县卫健局主要负责同志"]),
    ],
)
def test_who_stands_behind_what_describes_them(text, who):
    [row] = rows(text + "\n")
    assert (row["kind"], names(row, "who"), row["quantities"]) == ("visit", who, [])


@pytest.mark.parametrize(
    "text", ["消防员很难进入院内。", "记者联系不上学校。", "无人居住。", "医生到当晚9时。"]
)
def test_what_failed_is_no_deed(text):
    assert rows(text + "\n") == []


def test_a_pronoun_means_who_was_named():
    assert names(rows("医生王小明走访居民。他为老人送去药品。\n")[-1], "who") == ["王小明"]


# ---- what was done ----


@pytest.mark.parametrize(
    "text",
    [
        "县医院没有派出医生。\n",
        "县医院将派出医生。\n",
        "县医院计划派出医生。\n",
        "县医院拟组建医疗队。\n",
        "县医院不派出医生。\n",
        "疫情防控工作任务繁重。\n",
    ],
)
def test_denials_plans_and_things_are_no_deeds(text):
    assert rows(text) == []


def test_what_was_ordered_is_not_said_to_be_done():
    assert said("县政府要求医院派出医生，组建医疗队。\n") == ["要求"]


def test_an_object_before_its_verb():
    [row] = rows("县医院将12名医生派往乡镇。\n")
    assert names(row, "whom") == ["医生"]


def test_a_passive_has_no_doer_before_its_verb():
    text = "消防队赶到现场，5名工人被救出。\n"
    last = rows(text)[-1]
    assert names(last, "who") == ["消防队"]
    assert names(last, "to") == ["工人"]


def test_goods_told_twice_are_the_same():
    first, second = rows("县文联筹集口罩300个，送到县医院。\n")
    assert second["quantities"][0]["same"] == f"{first['id']}/q1"
    assert second["also"]


def test_totals_are_summaries():
    [row] = rows("截至3月7日，全县共筹集口罩300个。\n")
    assert row["summary"]
    assert row["when"]["asOf"] == "2020-03-07"


# ---- whole reports ----


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_drafts_are_valid_records_and_the_same_each_time(path):
    text = path.read_text(encoding="utf-8")
    made = draft(text, "2024-04-01")
    assert made.deeds
    assert [fault for sort, record in made.records() for fault in validate_record(sort, record)] == []
    assert ex.to_yaml(made) == ex.to_yaml(draft(text, "2024-04-01"))


def test_yaml_reads_back_as_the_same_records(tmp_path):
    from graph.model.read import read as read_records

    made = draft(REPORTS[0].read_text(encoding="utf-8"), "2021-08-06")
    (tmp_path / "draft.yaml").write_text(ex.to_yaml(made), encoding="utf-8")
    [again] = read_records([tmp_path])
    assert again.deeds == made.deeds
    assert again.places == made.places


def test_every_kind_of_the_lexicon_is_in_the_scheme():
    from graph.extract.en.lexicon import verbs as english_verbs
    from graph.extract.zh import lexicon
    from graph.model.vocab import KIND, concepts

    kinds = {entry.kind for entry in lexicon.verbs().values()} | {e.kind for e in english_verbs().values()}
    assert kinds <= set(concepts(KIND))
