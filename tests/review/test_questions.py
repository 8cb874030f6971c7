"""The questions of link as the page asks them: names for ids, and the words in which either is told."""

from pathlib import Path

import pytest

from graph.review.app import texts_at
from graph.review.draft import open_drafts
from graph.review.questions import Questions

SEEN = Path(__file__).parent.parent / "link" / "seen"


@pytest.fixture
def questions(tmp_path: Path) -> Questions:
    return Questions(open_drafts([SEEN], texts_at([SEEN]), []), [], tmp_path / "decisions.yaml")


def test_both_are_told_in_names_and_in_their_reports_words(questions: Questions) -> None:
    asked = questions.open()
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


def test_what_is_decided_is_asked_no_more(questions: Questions) -> None:
    asked = questions.open()
    assert questions.open() is asked  # nothing changed, so nothing is computed
    first = asked[0]
    questions.decide({"a": first["a"], "b": first["b"], "same": False, "by": "林小禾", "on": "2021-08-01"})
    left = [(one["a"], one["b"]) for one in questions.open()]
    assert (first["a"], first["b"]) not in left
