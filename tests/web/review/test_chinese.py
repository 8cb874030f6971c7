"""What Python says on the Chinese page: each sentence that the page can show has its Chinese, and none is half English."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.paths import DATA, ROOT
from helpers.wrong_changes import CHANGES

from graph.errors import CallError, DataError, DataErrors
from graph.link import Links, features_of, linked
from graph.model.read import read, read_groups
from graph.model.records import schema
from graph.model.references import Known, reference_errors
from graph.web.review.changes import apply
from graph.web.review.chinese import in_both, in_chinese, rows

GRAPH = ROOT / "graph"


def untold(messages: Iterator[str]) -> list[str]:
    """Return those of some messages for which there is no Chinese."""
    return sorted({message for message in messages if in_chinese(message) == message})


def test_faults_of_records() -> None:
    groups = [group for path in sorted((DATA / "bad").glob("*.yaml")) for group in read_groups([path])]
    messages = [fault.message for group in groups for fault in group.errors]
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
                fault.message for bundle in group.bundles for fault in reference_errors(bundle, known)
            ]
    assert len(messages) > 12
    assert untold(iter(messages)) == []


def test_words_that_do_not_say_what_the_record_does() -> None:
    lines = [line.partition(": ")[2] for _, _, lines in CHANGES.values() for line in lines]
    lines = [line for line in lines if "unrecorded" not in line]  # those are told by check alone
    assert len(lines) > 15
    assert untold(iter(lines)) == []


def test_what_a_field_means() -> None:
    wholes = {schema()["description"], schema()["properties"]["report"]["description"]}
    wholes.add(schema()["$defs"]["line"]["description"])
    assert untold(words for words in _meanings(schema()) if words not in wholes) == []


def _meanings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield node["description"]
        for value in node.values():
            yield from _meanings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _meanings(value)


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
        assert in_chinese(str(caught.value)) != str(caught.value)


# Words in the code that no page shows: of the command line, of files that review does not take, keys of sorting.
ELSEWHERE = re.compile(
    r"JSON|json|\"record\"|one of $|lines? longer than|one object a line|record lines|one record a line|no such file or folder|no record files|not a record file|half a char"
    r"|a number too long$|no drafts here|review takes drafts as|decision ignored|there is no|default-src|start \}"
    r"|Whether two agents|^(?:team|person|office|name) (?:of|in|at)$|^not the same$|^are$"
)
MODULES = (
    "model/schema", "model/references", "validate/evidence", "model/read", "model/strict_yaml", "common/atomic_write", "link/places", "link/people", "link/units",
    "link/decisions", "web/review/app", "web/review/changes", "web/review/draft", "web/review/splice", "web/review/guard",
)  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_no_sentence_is_forgotten(module: str) -> None:
    english = "\n".join(words for words, _ in rows())
    pieces = [
        piece
        for words in _sentences(ast.parse((GRAPH / f"{module}.py").read_text(encoding="utf-8")))
        for piece in re.split(r": |; |, ", words.strip(" ;:,()–"))
        if len(piece.split()) > 2 and not ELSEWHERE.search(words)
    ]
    shown = [re.sub(r"add when\.(?:year|said)?", "add {path}", piece.strip(" ;:,()–")) for piece in pieces]
    assert [piece for piece in shown if piece not in english] == []


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Yield the words in some code that are no docstrings, those of an f-string piece by piece."""
    kinds = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    first = [node.body[0] for node in ast.walk(tree) if isinstance(node, kinds) and node.body]
    docs = {id(node.value) for node in first if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_each_row_is_there_once_and_fills_its_holes() -> None:
    held = list(rows())
    assert len({english for english, _ in held}) == len(held)
    for english, chinese in held:
        assert set(re.findall(r"\{(\w+)\}", chinese)) == set(re.findall(r"\{(\w+)[!.,^]?\}", english)), (
            english
        )
        assert re.search(r"[\u4e00-\u9fff：；]", chinese), english


def test_an_error_is_told_with_its_place() -> None:
    fault = DataError("who is missing; write the doers", "a.yaml", 3, "deed d01")
    assert in_both(DataErrors([fault, fault]))["zh"] == "\n".join(
        ["a.yaml:3：事迹 d01：缺少“谁”；应写：做事者"] * 2
    )
    assert in_both(CallError("nobody said this yet"))["zh"] == "nobody said this yet"
    assert in_chinese("x" * 10_000 + " is missing") == "x" * 10_000 + " is missing"


@pytest.mark.parametrize(
    "words", ["a: " * 600, "; write " * 250, "has no field " * 150, "(" * 2000, "1–2, " * 400]
)
def test_words_of_somebody_elses_are_left_as_they_are(words: str) -> None:
    """They stand in a message when a draft is hostile: neither deep nor long ones stop the page."""
    assert in_chinese(words) == words
