"""The questions of link as the page asks them: names for ids, and the words in which either is told."""

from collections import Counter
from pathlib import Path

import pytest
from helpers.paths import DATA
from helpers.review_desk import put_papers

from graph.errors import CallError
from graph.link import features_of, linked
from graph.link.model import Link
from graph.web.review.app import texts_at
from graph.web.review.draft import open_drafts, read_bundle
from graph.web.review.questions import Questions

SEEN = DATA / "link" / "seen"


@pytest.fixture
def questions(tmp_path: Path) -> Questions:
    return Questions(open_drafts([SEEN], texts_at([SEEN]), []), [], tmp_path / "decisions.yaml")


def test_both_are_told_in_names_and_in_their_reports_words(questions: Questions) -> None:
    asked = questions.open().questions
    assert {one["sort"] for one in asked} == {"agent", "deed"}
    for one in asked:
        for told in (one["of_a"], one["of_b"]):
            assert told["report"] and told["published"] and told["words"]
            for field in ("who", "where", "unit", "parent"):
                for name in (
                    [told["fields"].get(field, "")]
                    if field in ("unit", "parent")
                    else told["fields"].get(field, [])
                ):
                    assert "/" not in name, name
            for quantity in told["fields"].get("quantities", []):
                assert quantity.keys() == {"id", "value", "measure", "bound", "of", "role"}


TITLES = ["连夜转移柳溪镇群众", "柳溪镇连夜转移群众", "柳溪镇转移受淹群众"]


def test_units_are_told_with_the_reports_and_deeds_that_name_them(tmp_path: Path) -> None:
    drafts = open_drafts([put_papers(tmp_path, decisions=True)], texts_at([tmp_path]), [])
    [conflict] = Questions(drafts, [], tmp_path / "decisions.yaml").open().conflicts
    assert [member["path"] for member in conflict["members"]] == [
        f"agent/{name}-town" for name in ("jiangnan", "liuxi", "shanshui")
    ]
    for member, title in zip(conflict["members"], TITLES, strict=True):
        words = f"7月3日夜里，{member['fields']['name']}派出三十名干部到下滩村"
        one = {"report": title, "published": "2021-07-04", "words": words}
        assert member["told"] == [one]
        assert {name: member[name] for name in one} == one


def test_places_are_told_with_the_reports_and_deeds_that_name_them(tmp_path: Path) -> None:
    path = put_papers(tmp_path) / "shanshui.yaml"  # another paper's id for the village
    path.write_text(path.read_text(encoding="utf-8").replace("xiatan", "village"), encoding="utf-8")
    drafts = open_drafts([tmp_path], texts_at([tmp_path]), [])
    asked = Questions(drafts, [], tmp_path / "decisions.yaml").open().questions
    [one] = [one for one in asked if one["sort"] == "place"]
    found = {one[side]: one[f"of_{side}"] for side in ("a", "b")}
    assert {path: [one["report"] for one in side["told"]] for path, side in found.items()} == {
        "place/xiatan": TITLES[:2],
        "place/village": TITLES[2:],
    }
    assert all("下滩村" in side["words"] for side in found.values())


def test_what_no_deed_names_has_its_report_and_no_words(tmp_path: Path) -> None:
    path = put_papers(tmp_path) / "shanshui.yaml"
    lone = "- {id: lone, type: unit, name: 柳溪镇公所, seat: xiatan}\nplaces:"
    path.write_text(path.read_text(encoding="utf-8").replace("places:", lone), encoding="utf-8")
    drafts = open_drafts([tmp_path], texts_at([tmp_path]), [])
    asked = Questions(drafts, [], tmp_path / "decisions.yaml").open().questions
    (side,) = [one[f"of_{side}"] for one in asked for side in ("a", "b") if one[side] == "agent/lone"][:1]
    assert (side["report"], side["words"]) == ("柳溪镇转移受淹群众", "")


def test_what_is_decided_is_asked_no_more(questions: Questions) -> None:
    asked = questions.open()
    assert questions.open() is asked  # nothing changed, so nothing is computed
    first = asked.questions[0]
    questions.decide({"a": first["a"], "b": first["b"], "same": False, "by": "林小禾", "on": "2021-08-01"})
    left = [(one["a"], one["b"]) for one in questions.open().questions]
    assert (first["a"], first["b"]) not in left


def test_decisions_that_contradict_one_another_are_shown_and_one_is_taken_back(questions: Questions) -> None:
    first = questions.open().questions[0]
    third = next(
        one["a"] for one in questions.open().questions
        if one["sort"] == first["sort"] and one["a"] not in (first["a"], first["b"])
    )  # fmt: skip
    for a, b, same in ((first["a"], first["b"], True), (first["b"], third, True), (first["a"], third, False)):
        questions.decide({"a": a, "b": b, "same": same, "by": "林小禾", "on": "2021-08-01"})
    [conflict] = questions.open().conflicts
    assert [member["path"] for member in conflict["members"]] == sorted({first["a"], first["b"], third})
    assert all(member["fields"] and member["report"] for member in conflict["members"])
    assert [decision["same"] for decision in conflict["decisions"]].count(True) == 2
    assert conflict["links"] == []
    questions.take_back(first["a"], third)
    assert questions.open().conflicts == []


def test_a_rule_against_a_persons_word_is_shown(questions: Questions) -> None:
    links = [link for link in _sure(questions) if not link.decided]
    by_thing = Counter(path for link in links for path in (link.a, link.b))
    middle = next(path for path, n in by_thing.most_common() if n > 1)
    ends = [({link.a, link.b} - {middle}).pop() for link in links if middle in (link.a, link.b)][:2]
    questions.decide({"a": ends[0], "b": ends[1], "same": False, "by": "林小禾", "on": "2021-08-01"})
    shown = questions.open().conflicts
    assert shown and all(one["links"] and one["decisions"] for one in shown)
    assert all(link["zh"] != link["why"] for one in shown for link in one["links"])


def _sure(questions: Questions) -> list[Link]:
    bundles = [read_bundle(draft.data(), draft.path) for draft in questions.drafts]
    return linked(feature for bundle in bundles for feature in features_of(bundle)).sure


def test_where_decisions_are_not_read_none_is_made() -> None:
    questions = Questions(open_drafts([SEEN], texts_at([SEEN]), []), [], None)
    first = questions.open().questions[0]
    with pytest.raises(CallError, match="--decisions FILE"):
        questions.decide({"a": first["a"], "b": first["b"], "same": True, "by": "林小禾", "on": "2021-08-01"})
    with pytest.raises(CallError, match="--decisions FILE"):
        questions.take_back(first["a"], first["b"])
