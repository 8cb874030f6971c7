"""What Python says on the Chinese page: each sentence that the page can show has its Chinese, and none is half English."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.paths import DATA

from graph.errors import CallError, DataError, DataErrors
from graph.link import Links, features_of, linked
from graph.messages import Message, in_language
from graph.model.read import read, read_groups
from graph.model.records import schema
from graph.model.references import Known, reference_errors
from graph.web.review.access import in_both
from graph.web.review.changes import apply


def untold(messages: Iterator[str]) -> list[str]:
    """Return those of some messages for which there is no Chinese."""
    return sorted({m for m in messages if not re.search("[\u4e00-\u9fff]", in_language(m, "zh"))})


def test_errors_of_records() -> None:
    groups = [group for path in sorted((DATA / "bad").glob("*.yaml")) for group in read_groups([path])]
    messages = [error.message for group in groups for error in group.errors]
    assert len(messages) > 45
    assert untold(iter(messages)) == []


def test_references_that_point_nowhere() -> None:
    messages = []
    for path in sorted((DATA / "wrong").glob("*.yaml")):
        for group in read_groups([path]):
            known = Known()
            for bundle in group.bundles:
                known.learn(bundle)
            messages += [
                error.message for bundle in group.bundles for error in reference_errors(bundle, known)
            ]
    assert len(messages) > 12
    assert untold(iter(messages)) == []


def test_what_a_field_means() -> None:
    wholes = {schema()["description"], schema()["properties"]["report"]["description"]}
    wholes.add(schema()["$defs"]["line"]["description"])
    described = [node for node in _described(schema()) if node["description"] not in wholes]
    assert len(described) > 60
    assert [node for node in described if not re.search("[\u4e00-\u9fff]", node.get("x-zh", ""))] == []


def _described(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield node
        for value in node.values():
            yield from _described(value)
    elif isinstance(node, list):
        for value in node:
            yield from _described(value)


@pytest.mark.parametrize("half", ["seen", "kept"])
def test_why_two_are_one(half: str) -> None:
    features = [
        feature for bundle in read([DATA / "link" / half / "records"]) for feature in features_of(bundle)
    ]
    links: Links = linked(features)
    whys = [link.why for link in (*links.sure, *links.unsure)]
    assert len(set(whys)) > 15
    assert untold(iter(whys)) == []


@pytest.mark.parametrize("do", ["accept", "correct", "reject", "split", "merge", "add", "dance"])
def test_changes_that_cannot_be_made(do: str) -> None:
    for change in ({"do": do, "deed": "d99"}, {"do": do, "agents": 1}, {"do": do, "agents": [1]}):
        with pytest.raises(CallError) as caught:
            apply({"deeds": []}, change, "林小禾", "2021-08-01")
        assert untold(iter([caught.value.message])) == []


def test_an_error_is_told_with_its_place() -> None:
    error = DataError("field-missing", "a.yaml", 3, "deed d01", field="who")
    assert in_both(DataErrors([error, error])) == {
        "error": "\n".join(["a.yaml:3: deed d01: who is missing"] * 2),
        "zh": "\n".join(["a.yaml:3：事迹 d01：缺少“who”"] * 2),
    }


@pytest.mark.parametrize(
    "words", ["a: " * 600, "{path}; write " * 250, "{0} has no field " * 150, "(" * 2000, "1–2, " * 400]
)
def test_words_of_somebody_elses_are_left_as_they_are(words: str) -> None:
    """They stand in a message when a draft is hostile: neither deep nor long ones stop the page."""
    said = Message("said-not-in-spans", said=words)
    assert words in said
    assert words in said.in_language("zh")
