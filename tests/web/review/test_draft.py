"""A draft changed: each change on the records, saved whole, with all else in the file as it was."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.paths import DATA
from helpers.review_desk import DRAFT, TEXT, put, where

from graph.errors import CallError, DataError, DataErrors, DeedgraphError
from graph.extract.write import to_yaml
from graph.model.read import read
from graph.model.records import Bundle
from graph.web.review.draft import Draft, Stale, open_drafts, read_bundle, version_of
from graph.web.review.suggestions import agents, codes, places

TODAY = date.today().isoformat()


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(put(tmp_path), [], TEXT)


def change(draft: Draft, do: str, **given: Any) -> dict[str, Any]:
    state, _ = draft.change(draft.state()["version"], {"do": do, **given}, "林小禾")
    return state


def deed(draft: Draft, identifier: str) -> dict[str, Any]:
    return next(dict(one) for one in draft.state()["deeds"] if one["id"] == identifier)


def test_the_example_is_sound(draft: Draft) -> None:
    state = draft.state()
    assert state["faults"] == []
    assert state["warnings"] == []


def test_accepting_says_who_and_when_and_changes_nothing_else(draft: Draft) -> None:
    change(draft, "accept", deed="d02")
    assert draft.path.read_text(encoding="utf-8") == DRAFT.replace(
        "  reason: doer filled in\n",
        f"  reason: doer filled in\n  reviewedBy: 林小禾\n  reviewed: '{TODAY}'\n",
    )


def test_a_correction_keeps_comments_and_order(draft: Draft) -> None:
    record = {
        **deed(draft, "d02"),
        "kind": "donate",
        "what": ["院子", "被褥"],
        "when": {"start": "2021-07-03"},
    }
    del record["reason"]
    change(draft, "correct", deed="d02", record=record)
    text = draft.path.read_text(encoding="utf-8")
    assert "- id: d02   # is this a deed?\n  kind: donate\n" in text
    assert "  what: [院子, 被褥]\n  when: {start: '2021-07-03'}\n  source:" in text
    assert text.startswith("# A draft, with a word of ours\n")
    assert "- id: cadres   # thirty of them\n" in text
    assert deed(draft, "d02")["reviewedBy"] == "林小禾"
    assert [one["id"] for one in draft.state()["deeds"]] == ["d01", "d02", "d03", "d04"]


def test_what_would_be_wrong_is_told_and_not_saved(draft: Draft) -> None:
    before = draft.path.read_bytes()
    for broken, words in (
        ({"who": ["nobody-known"]}, "no agent has the id 'nobody-known'"),
        ({"kind": "dig"}, "no kind has the id 'dig'"),
        ({"when": {"start": "2021-02-30"}}, "2021-02-30"),
        ({"source": {"paragraph": 2, "start": 36, "end": 4800}}, "runs past the text"),
        ({"source": {"paragraph": 3, "start": 36, "end": 48}}, "does not lie in paragraph 3"),
        ({"quantities": [{"id": "q1", "value": "many", "bound": "exact", "role": "goods"}]}, "value"),
        ({"colour": "red"}, "no field 'colour'"),
    ):
        with pytest.raises((DataErrors, CallError), match=words):
            change(draft, "correct", deed="d02", record={**deed(draft, "d02"), **broken})
        assert draft.path.read_bytes() == before


@pytest.mark.parametrize(
    ("section", "record", "words"),
    [
        (
            "places",
            {"id": "new", "level": "site", "name": "堤上", "within": "nowhere"},
            "no place has the id 'nowhere'",
        ),
        (
            "agents",
            {"id": "new", "type": "unit", "name": "新", "parent": "nobody"},
            "no unit has the id 'nobody'",
        ),
        ("agents", {"id": "new", "type": "robot", "name": "新"}, "one of unit, team, person, group"),
        ("agents", {"id": "new", "type": "unit", "name": ""}, "name"),
        ("places", {"id": "new", "level": "city", "name": "市", "code": "1", "edition": "2020"}, "code"),
        ("agents", "new", "a record has an id"),
    ],
)
def test_what_comes_along_must_be_sound_too(draft: Draft, section: str, record: Any, words: str) -> None:
    with pytest.raises(DeedgraphError, match=words) as told:
        change(draft, "correct", deed="d01", record=deed(draft, "d01"), **{section: [record]})
    assert "deed :" not in str(told.value)
    assert draft.path.read_text(encoding="utf-8") == DRAFT


def test_a_fault_that_was_there_before_holds_nobody_up(draft: Draft) -> None:
    draft.path.write_text(DRAFT.replace("whom: [cadres]", "whom: [nobody]"), encoding="utf-8")
    change(draft, "accept", deed="d03")
    with pytest.raises(DataError, match="no agent has the id 'nobody'"):
        change(draft, "accept", deed="d01")


def test_rejecting_takes_what_only_it_told_of(draft: Draft) -> None:
    change(draft, "reject", deed="d02")
    state = draft.state()
    assert "zhou-dahe" not in {agent["id"] for agent in state["agents"]}
    change(draft, "reject", deed="d03")
    left = deed(draft, "d04")
    assert "after" not in left
    assert "partOf" not in left["quantities"][0]
    assert "liuxi-school" in {agent["id"] for agent in draft.state()["agents"]}  # d04 still tells of it
    list(read([draft.path]))


def test_splitting_gives_two_to_be_looked_at(draft: Draft) -> None:
    change(draft, "accept", deed="d01")
    state = change(draft, "split", deed="d01")
    assert [one["id"] for one in state["deeds"]] == ["d01", "d05", "d02", "d03", "d04"]
    assert not any("reviewed" in one for one in state["deeds"])


def test_what_a_person_corrects_is_inferred_no_more(draft: Draft) -> None:
    text = DRAFT.replace("  inferred: [who]\n", "  inferred: [who, where.city]\n  reason: doer filled in\n")
    draft.path.write_text(text, encoding="utf-8")
    whole = deed(draft, "d04")
    change(draft, "correct", deed="d04", record={**whole, "what": ["被褥"]})
    assert deed(draft, "d04")["inferred"] == ["who", "where.city"]
    change(draft, "correct", deed="d04", record={**deed(draft, "d04"), "who": ["liuxi-town"]})
    assert deed(draft, "d04")["inferred"] == ["where.city"]
    assert deed(draft, "d04")["reason"] == "doer filled in"
    placeless = {name: value for name, value in deed(draft, "d04").items() if name != "where"}
    change(draft, "correct", deed="d04", record=placeless)
    assert not {"inferred", "reason"} & deed(draft, "d04").keys()
    # What the person marks stays so.
    change(draft, "correct", deed="d04", record={**whole, "inferred": ["who"], "reason": "told by nobody"})
    assert deed(draft, "d04")["inferred"] == ["who"]
    change(draft, "correct", deed="d04", record={**whole, "who": ["liuxi-town"], "inferred": ["where"]})
    assert deed(draft, "d04")["inferred"] == ["where"]


@pytest.mark.parametrize(
    ("when", "left"),
    [
        ({"start": "2021-07-02", "end": "2021-07-03"}, ["when.end", "when.year"]),
        ({"start": "2021-07-03", "end": "2021-07-04"}, ["when.start", "when.year"]),
        ({"start": "2020-07-03", "end": "2020-07-03"}, []),
    ],
)
def test_of_a_day_that_is_corrected_only_that_is_inferred_no_more(
    draft: Draft, when: dict[str, str], left: list[str]
) -> None:
    text = DRAFT.replace("inferred: [when.year]", "inferred: [when.start, when.end, when.year]")
    draft.path.write_text(text, encoding="utf-8")
    change(draft, "correct", deed="d01", record={**deed(draft, "d01"), "when": when})
    assert deed(draft, "d01").get("inferred", []) == left


def test_what_the_standing_deed_says_itself_is_not_inferred_from_the_other(draft: Draft) -> None:
    text = DRAFT.replace("  inferred: [who]\n", "  inferred: [who, where]\n")
    draft.path.write_text(text, encoding="utf-8")
    change(draft, "merge", deed="d03", other="d04")
    assert deed(draft, "d03")["inferred"] == ["where"]  # who is its own


def test_deeds_of_other_days_are_not_merged(draft: Draft) -> None:
    text = DRAFT.replace("  what: [院子]\n", "  what: [院子]\n  when: {start: '2021-07-04'}\n")
    draft.path.write_text(text, encoding="utf-8")
    words = "the days differ: d01 2021-07-03 and d02 2021-07-04; correct one first"
    with pytest.raises(CallError) as told:
        change(draft, "merge", deed="d01", other="d02")
    assert str(told.value) == words
    assert told.value.in_language("zh") == "日子不同：d01 2021-07-03 与 d02 2021-07-04；请先改正一个"
    assert draft.path.read_text(encoding="utf-8") == text
    change(draft, "merge", deed="d03", other="d02")
    assert deed(draft, "d03")["when"] == {"start": "2021-07-04"}
    for when, told in (
        ({"asOf": "2021-07-03"}, "d03 asOf 2021-07-03"),
        (
            {"start": "2021-07-03", "end": "2021-07-05", "said": "连夜"},
            "d03 2021-07-03–2021-07-05, said 连夜",
        ),
    ):
        change(draft, "correct", deed="d03", record={**deed(draft, "d03"), "when": when})
        with pytest.raises(CallError, match=f"d01 2021-07-03 and {told}; correct"):
            change(draft, "merge", deed="d01", other="d03")
    change(draft, "correct", deed="d03", record={**deed(draft, "d03"), "when": {"start": "2021-07-03"}})
    change(draft, "merge", deed="d01", other="d03")  # one day, with its end and without
    assert deed(draft, "d01")["when"] == {"start": "2021-07-03", "end": "2021-07-03"}


@pytest.mark.parametrize("says", ["first", "second"])
def test_what_is_said_of_a_number_stays_when_it_is_folded_into_its_twin(draft: Draft, says: str) -> None:
    other = {"id": "q1", "value": 40, "bound": "exact", "role": "goods", "measure": "套", "of": "被褥"}
    whole = {**other, "same": "d02/q1" if says == "first" else "d04/q1"}
    change(draft, "correct", deed="d02", record={**deed(draft, "d02"), "quantities": [other]})
    one, two = (deed(draft, name) for name in ("d04", "d02"))
    if says == "first":
        change(draft, "correct", deed="d04", record={**one, "quantities": [whole]})
        change(draft, "correct", deed="d02", record={**two, "quantities": [{**other, "partOf": ["d03/q1"]}]})
        wanted = [{**other, "partOf": ["d03/q1"]}]
    else:
        change(draft, "correct", deed="d02", record={**two, "quantities": [whole]})
        wanted = [{**other, "partOf": ["d03/q1"]}]  # as d04 has it
    change(draft, "merge", deed="d04", other="d02")
    assert deed(draft, "d04")["quantities"] == wanted


def test_a_number_that_both_deeds_give_is_not_doubled(draft: Draft) -> None:
    change(draft, "split", deed="d03")
    assert deed(draft, "d05")["quantities"] == deed(draft, "d03")["quantities"]
    twice = deed(draft, "d05")
    twice["quantities"] = [{**twice["quantities"][0], "same": "d03/q1"}]
    change(draft, "correct", deed="d05", record=twice)
    counted = deed(draft, "d04")
    counted["quantities"] = [{**counted["quantities"][0], "partOf": ["d03/q1", "d05/q1"]}]
    change(draft, "correct", deed="d04", record=counted)
    change(draft, "merge", deed="d05", other="d03")
    assert [one["id"] for one in draft.state()["deeds"]] == ["d01", "d02", "d05", "d04"]
    assert deed(draft, "d05")["quantities"] == [
        {"id": "q1", "value": 120, "bound": "exact", "role": "goods", "measure": "套", "of": "被褥"}
    ]
    assert deed(draft, "d04")["quantities"][0]["partOf"] == ["d05/q1"]
    assert draft.state()["faults"] == []


@pytest.mark.parametrize(("same", "left"), [(None, 2), ("d03/q1", 1)])
def test_a_number_told_elsewhere_stands_twice_unless_it_says_that_it_is_the_same(
    draft: Draft, same: str | None, left: int
) -> None:
    number = {**deed(draft, "d03")["quantities"][0], **({"same": same} if same else {})}
    change(draft, "correct", deed="d04", record={**deed(draft, "d04"), "quantities": [number]})
    change(draft, "merge", deed="d03", other="d04")
    assert len(deed(draft, "d03")["quantities"]) == left


def test_a_rare_character_is_written_itself(tmp_path: Path) -> None:
    path = put(tmp_path)
    text = TEXT.replace("周大河", "周𠮷河").replace("连夜", "连🌊")
    rare = DRAFT.replace("周大河", "周𠮷河").replace("连夜", "连🌊")
    path.write_text(to_yaml(read_bundle(rare.encode(), path)), encoding="utf-8")
    assert "周𠮷河" in path.read_text(encoding="utf-8")
    draft = Draft(path, [], text)
    change(draft, "correct", deed="d02", record={**deed(draft, "d02"), "what": ["𠮷院"]})
    written = path.read_text(encoding="utf-8")
    assert "𠮷院" in written and "🌊" in written
    assert "\\U" not in written


def test_merging_puts_two_into_one(draft: Draft) -> None:
    state = change(draft, "merge", deed="d03", other="d04")
    assert [one["id"] for one in state["deeds"]] == ["d01", "d02", "d03"]
    merged = deed(draft, "d03")
    assert merged["where"] == ["xiatan"]
    assert [TEXT[one["start"] : one["end"]] for one in merged["also"]] == ["又把其中40套送到下滩村"]
    assert "after" not in merged
    assert [(q["id"], q["value"], q.get("partOf")) for q in merged["quantities"]] == [
        ("q1", 120, None),
        ("q2", 40, ["d03/q1"]),
    ]
    with pytest.raises(CallError, match="itself"):
        change(draft, "merge", deed="d01", other="d01")


def test_a_new_deed_stands_where_its_words_stand(draft: Draft) -> None:
    record = {
        "kind": "say",
        "did": "说",
        "who": ["zhou-dahe"],
        "source": where("“水退得慢。”周大河说"),
    }
    state = change(draft, "add", record=record)
    assert state["deeds"][-1]["id"] == "d05"
    agent = {
        "id": "villagers",
        "type": "group",
        "name": "村民",
        "source": where("村民"),
    }
    record = {
        "kind": "help",
        "did": "帮",
        "who": ["villagers"],
        "source": where("村民周大河腾出自家院子"),
    }
    state = change(draft, "add", record=record, agents=[agent])
    assert [one["id"] for one in state["deeds"]] == ["d01", "d02", "d06", "d03", "d04", "d05"]


def test_every_change_can_be_undone_and_done_again(draft: Draft) -> None:
    versions = [draft.path.read_bytes()]
    for do, given in (
        ("accept", {"deed": "d01"}),
        ("merge", {"deed": "d03", "other": "d04"}),
        ("reject", {"deed": "d02"}),
    ):
        change(draft, do, **given)
        versions.append(draft.path.read_bytes())
    for before in reversed(versions[:-1]):
        draft.undo(draft.state()["version"])
        assert draft.path.read_bytes() == before
    with pytest.raises(CallError, match="nothing to undo"):
        draft.undo(draft.state()["version"])
    for after in versions[1:]:
        draft.undo(draft.state()["version"], again=True)
        assert draft.path.read_bytes() == after
    with pytest.raises(CallError, match="nothing to make again"):
        draft.undo(draft.state()["version"], again=True)


def test_a_change_on_an_old_version_is_not_made(draft: Draft) -> None:
    version = draft.state()["version"]
    change(draft, "accept", deed="d01")
    with pytest.raises(Stale):
        draft.change(version, {"do": "accept", "deed": "d02"}, "另一人")
    draft.path.write_text(DRAFT + "# by another program\n", encoding="utf-8")
    with pytest.raises(Stale):
        draft.undo(version)
    assert draft.path.read_text(encoding="utf-8").endswith("# by another program\n")


def test_undoing_never_takes_back_what_somebody_else_wrote(draft: Draft) -> None:
    change(draft, "accept", deed="d01")
    change(draft, "accept", deed="d02")
    draft.undo(draft.state()["version"])
    other = draft.path.read_text(encoding="utf-8") + "# by another program\n"
    draft.path.write_text(other, encoding="utf-8")
    for again in (False, True):  # the page has been shown the newer state, and its version fits
        with pytest.raises(CallError, match="changed elsewhere"):
            draft.undo(draft.state()["version"], again=again)
    assert draft.path.read_text(encoding="utf-8") == other
    assert (draft.state()["undo"], draft.state()["redo"]) == (0, 0)
    change(draft, "accept", deed="d03")
    draft.undo(draft.state()["version"])
    assert draft.path.read_text(encoding="utf-8") == other


def test_a_file_made_read_only_is_told_and_left_alone(draft: Draft) -> None:
    version, before = change(draft, "accept", deed="d01")["version"], draft.path.read_bytes()
    draft.path.chmod(0o444)
    for act in (
        lambda: draft.change(version, {"do": "accept", "deed": "d02"}, "林小禾"),
        lambda: draft.undo(version),
    ):
        with pytest.raises(CallError, match="read-only"):
            act()
    assert draft.path.read_bytes() == before
    draft.path.chmod(0o644)
    draft.undo(version)
    assert draft.path.read_text(encoding="utf-8") == DRAFT


def test_a_draft_that_is_a_link_stays_one(draft: Draft, tmp_path: Path) -> None:
    own, elsewhere = tmp_path / "own", tmp_path / "elsewhere"
    own.mkdir()
    elsewhere.mkdir()
    file = draft.path.rename(elsewhere / "kept.yaml")
    (own / "middle.yaml").symlink_to(file)
    draft.path.symlink_to(Path("own") / "middle.yaml")
    change(draft, "accept", deed="d01")
    assert draft.path.is_symlink() and (own / "middle.yaml").is_symlink()
    assert not file.is_symlink()
    assert "reviewedBy: 林小禾" in file.read_text(encoding="utf-8")
    draft.undo(draft.state()["version"])
    assert file.read_text(encoding="utf-8") == DRAFT
    assert [one.name for folder in (own, elsewhere) for one in folder.iterdir()] == [
        "middle.yaml",
        "kept.yaml",
    ]


def test_a_file_that_is_gone_or_no_draft_any_more(draft: Draft, tmp_path: Path) -> None:
    version = draft.state()["version"]
    draft.path.rename(tmp_path / "elsewhere.yaml")
    with pytest.raises(DataError, match="cannot be read"):
        draft.change(version, {"do": "accept", "deed": "d01"}, "林小禾")
    assert not draft.path.exists()
    draft.path.write_text("deeds: [\n", encoding="utf-8")
    with pytest.raises(DataError):
        draft.state()


def test_a_file_written_by_hand_stays_as_it_is(tmp_path: Path) -> None:
    by_hand = (DATA / "example" / "example.yaml").read_text(encoding="utf-8")
    path = tmp_path / "example.yaml"
    path.write_text(by_hand, encoding="utf-8")
    draft = Draft(path, [])
    change(draft, "accept", deed="d11")
    kept = path.read_text(encoding="utf-8").replace(f"    reviewedBy: 林小禾\n    reviewed: '{TODAY}'\n", "")
    assert kept == by_hand


@pytest.mark.parametrize("do", ["", "delete", None, ["accept"], {"a": 1}])
def test_an_unknown_change(draft: Draft, do: Any) -> None:
    with pytest.raises(CallError, match="no change is called"):
        draft.change(draft.state()["version"], {"do": do}, "林小禾")


def test_drafts_are_found_and_others_told(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "decisions.yaml").write_text("decisions: []\n", encoding="utf-8")
    (found,) = open_drafts([tmp_path], lambda _: None, [])
    assert found.path.name == "liuxi.yaml"
    with pytest.raises(DataErrors, match="holds no report of its own"):
        open_drafts([tmp_path / "decisions.yaml"], lambda _: None, [])
    with pytest.raises(CallError, match="as YAML"):
        open_drafts([tmp_path / "2021-07-04-liuxi.txt"], lambda _: None, [])
    (tmp_path / "empty").mkdir()
    with pytest.raises(CallError, match="no drafts here"):
        open_drafts([tmp_path / "empty"], lambda _: None, [])


def test_a_broken_draft_in_a_folder_is_told_in_a_line_and_left_out(tmp_path: Path) -> None:
    put(tmp_path)
    others = {
        "broken.yaml": DRAFT.replace("  kind: help\n", "  kind: [help\n"),
        "wrong.yaml": DRAFT.replace("did: 派出", "done: 派出").replace("kind: help", "art: help"),
        "parted.yaml": "report: liuxi-2021-07-04\n" + DRAFT[DRAFT.index("agents:") :],
        "latin.yaml": "# caf\xe9\n" + DRAFT,
        "decisions.yaml": "decisions: []\n",
        "units.yaml": "agents:\n- {id: liuxi-town, type: unit, name: 柳溪镇政府}\n",
        "mkdocs.yaml": "site_name: x\nnav: [\n",
    }
    for name, text in others.items():
        coded = text.replace("\xe9", "\udce9").encode("utf-8", "surrogateescape")
        (tmp_path / name).write_bytes(coded)
    said: list[str] = []
    (found,) = open_drafts([tmp_path], lambda _: None, [], said.append)
    assert found.path.name == "liuxi.yaml"
    assert [line.split(": ")[1].split(":")[0].rpartition("/")[2] for line in said] == [
        "broken.yaml", "latin.yaml", "parted.yaml", "wrong.yaml",
    ]  # fmt: skip
    assert not any("\n" in line for line in said)
    assert "broken YAML" in said[0] and "not UTF-8" in said[1]
    assert "(and " in said[3]


def test_hostile_yaml_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path)
    for hostile in ("a: &a [x]\nb: [*a, *a]\n", "x: !!python/object/apply:os.system ['true']\n", "[" * 5000):
        path.write_text(hostile, encoding="utf-8")
        with pytest.raises(DataError):
            open_drafts([path], lambda _: None, [])


def test_offers(draft: Draft) -> None:
    own = read_bundle(draft.data(), draft.path)
    assert agents("柳溪", own, [])[0]["id"] in ("liuxi-town", "liuxi-school")
    assert [one["id"] for one in agents("zhou", own, [])] == ["zhou-dahe"]  # by its pinyin
    assert agents("火星", own, []) == []
    (place,) = [
        one for one in places("武铁社区", own, [], "湖北省武汉市武昌区") if one["code"] == "420106012003"
    ]
    assert [record["level"] for record in place["places"]] == [
        "province",
        "city",
        "district",
        "subdistrict",
        "community",
    ]
    assert [record.get("within") for record in place["places"]][:2] == [None, "cn-42"]
    assert places("420106012003", own, [], "湖北省武汉市")[0]["name"].startswith("武铁")


@pytest.mark.parametrize("text", [None, "河北省衡水市安平县" * 3, "湖北省武汉市"])
@pytest.mark.parametrize(
    ("words", "code"),
    [("131125", "131125"), ("安平县", "131125"), ("衡水市", "1311"), ("420106012003", "420106012003")],
)
def test_what_a_code_or_a_whole_name_says_is_offered_first(
    draft: Draft, text: str | None, words: str, code: str
) -> None:
    own = read_bundle(draft.data(), draft.path)
    assert codes(words, own, [], text)[0]["id"] == code
    assert places(words, own, [], text)[0]["code"] == code
    village = {"id": "an", "level": "community", "name": "衡水市安平县131125号院", "within": "xiatan"}
    own.places.append(village)  # type: ignore[arg-type]
    assert places(words, own, [], text)[0]["code"] == code


def test_before_anything_is_typed_the_drafts_own_places_come_first(draft: Draft) -> None:
    own = read_bundle(draft.data(), draft.path)
    own.places[0] |= {"official": "下滩村委会", "code": "421126100200", "edition": "2020"}
    known = Bundle(places=[{"id": "levee", "level": "site", "name": "堤上"}])
    assert [one["id"] for one in places("", own, [known], None)] == ["xiatan", "levee"]


def test_wider_divisions_are_offered_before_narrower_ones(draft: Draft) -> None:
    own = read_bundle(draft.data(), draft.path)
    for words in ("安平", "13112", "1311"):
        found = [len(one["id"]) for one in codes(words, own, [], "河北省衡水市安平县" * 3)]
        assert found == sorted(found), words
        assert found[0] <= 6


def test_an_offered_place_can_be_taken(draft: Draft) -> None:
    own = read_bundle(draft.data(), draft.path)
    place = next(one for one in places("武铁社区", own, [], "湖北省武汉市武昌区") if one["code"])
    record = {**deed(draft, "d01"), "where": [place["id"]]}
    change(draft, "correct", deed="d01", record=record, places=place["places"])
    assert deed(draft, "d01")["where"] == ["cn-420106012003"]
    list(read([draft.path]))
    change(draft, "reject", deed="d01")
    assert not any(one["id"].startswith("cn-") for one in draft.state()["places"])


def test_versions_name_contents() -> None:
    assert version_of(b"a") == version_of(b"a") != version_of(b"b")


def record(draft: Draft, section: str, identifier: str) -> dict[str, Any]:
    return next(dict(one) for one in draft.state()[section] if one["id"] == identifier)


def test_an_agents_record_is_corrected_where_it_stands(draft: Draft) -> None:
    change(draft, "accept", deed="d01")
    cadres = {**record(draft, "agents", "cadres"), "names": ["镇干部"], "unit": "liuxi-town"}
    change(draft, "record", section="agents", record=cadres)
    text = draft.path.read_text(encoding="utf-8")
    wanted = "- id: cadres   # thirty of them\n  type: group\n  name: 干部\n  names: [镇干部]\n  unit: liuxi-town\n  source:"
    assert wanted in text
    assert deed(draft, "d01")["reviewedBy"] == "林小禾"  # the deed was looked at, and still says the same
    person = {
        **record(draft, "agents", "zhou-dahe"), "posts": [{"role": "村民组长", "of": "liuxi-town"}], "age": 61,
    }  # fmt: skip
    state = change(draft, "record", section="agents", record=person)
    told = [one for one in state["warnings"] if one["record"] == "agent zhou-dahe"]
    assert [one["message"] for one in told] == ["age: 61 cannot be read in its spans"]
    line = "posts: [{role: 村民组长, of: liuxi-town}], source:"
    assert line in draft.path.read_text(encoding="utf-8")
    draft.undo(draft.state()["version"])
    draft.undo(draft.state()["version"])
    assert "names: [镇干部]" not in draft.path.read_text(encoding="utf-8")


def test_a_places_record_gets_its_code_and_what_that_needs(draft: Draft) -> None:
    found = codes("武昌区", read_bundle(draft.data(), draft.path), [], None)
    offered = next(one for one in found if one["id"] == "420106")
    place = {**record(draft, "places", "xiatan"), **offered["record"]}
    change(draft, "record", section="places", record=place, places=offered["places"])
    held = record(draft, "places", "xiatan")
    assert (held["code"], held["official"], held["within"]) == ("420106", "武昌区", "cn-4201")
    assert [one["id"] for one in draft.state()["places"]] == ["xiatan", "cn-42", "cn-4201"]
    assert codes("武昌区", read_bundle(draft.data(), draft.path), [], None) == []
    assert [one["id"] for one in codes("4201", read_bundle(draft.data(), draft.path), [], None)]


def test_an_agent_is_added(draft: Draft) -> None:
    new = {
        "id": "liuxi-clinic",
        "type": "unit",
        "name": "柳溪镇卫生院",
        "parent": "liuxi-town",
        "seat": "xiatan",
    }
    change(draft, "record", section="agents", record=new, new=True)
    assert record(draft, "agents", "liuxi-clinic") == new
    with pytest.raises(CallError, match="has agent 'liuxi-clinic' already"):
        change(draft, "record", section="agents", record=new, new=True)


def test_what_becomes_a_unit_gets_an_id_that_no_other_report_has(draft: Draft) -> None:
    given = DRAFT.replace("id: zhou-dahe, type: person,", "id: zhou-dahe, type: person, memberOf: [cadres],")
    given = given.replace("did: 腾出\n  who: [zhou-dahe]", "did: 腾出\n  who: [zhou-dahe, cadres]")
    draft.path.write_text(given, encoding="utf-8")
    change(draft, "accept", deed="d01")
    cadres = {"id": "cadres", "type": "unit", "name": "干部"}
    state = change(draft, "record", section="agents", record=cadres)
    own = "liuxi-2021-07-04-gan-bu"
    assert [one["id"] for one in state["agents"]] == ["liuxi-town", own, "zhou-dahe", "liuxi-school"]
    assert state["agents"][2]["memberOf"] == [own]
    assert deed(draft, "d01")["whom"] == [own]
    assert deed(draft, "d01")["reviewedBy"] == "林小禾"
    assert deed(draft, "d02")["who"] == ["zhou-dahe", own]
    assert state["faults"] == []
    assert re.search(
        rf"- id: {own} +# thirty of them\n  type: unit\n", draft.path.read_text(encoding="utf-8")
    )
    # Corrected again it keeps its id, and a second of that name gets another.
    again = {"id": own, "type": "unit", "name": "镇干部"}
    assert change(draft, "record", section="agents", record=again)["agents"][1]["id"] == own
    zhou = {"id": "zhou-dahe", "type": "unit", "name": "干部"}
    state = change(draft, "record", section="agents", record=zhou)
    assert state["agents"][2]["id"] == f"{own}-2"


@pytest.mark.parametrize(
    ("section", "changes", "words"),
    [
        ("agents", {"age": 30}, "age: a unit has none"),
        ("agents", {"parent": "nobody"}, "no unit has the id 'nobody'"),
        ("agents", {"parent": "liuxi-school", "colour": "red"}, "an agent has no field 'colour'"),
        ("agents", {"id": "somebody"}, "no agent 'somebody' in this draft"),
        ("agents", {"name": ""}, "some words"),
        (
            "agents",
            {"type": "group", "source": {"paragraph": 1, "start": 0, "end": 9999}},
            "runs past the text",
        ),
        ("deeds", {}, "section agents or places"),
    ],
)
def test_a_record_that_would_be_wrong_is_refused(
    draft: Draft, section: str, changes: dict[str, Any], words: str
) -> None:
    given = {**record(draft, "agents", "liuxi-town"), **changes}
    with pytest.raises(DeedgraphError, match=words):
        change(draft, "record", section=section, record=given)
    assert draft.path.read_text(encoding="utf-8") == DRAFT
