"""Whatever is sent to the review server, by a page with the secret too: an answer in words, and a sound file."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.event_loop import finished
from helpers.review_desk import DRAFT, TEXT, put
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph.web.review.app import Review, create_app
from graph.web.review.changes import FIELDS
from graph.web.review.draft import open_drafts, read_bundle
from graph.web.review.questions import Questions

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Ask, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder))
        drafts = open_drafts([path], lambda _: TEXT, [])
        questions = Questions(drafts, [], path.with_name("decisions.yaml"))
        app = create_app(Review(drafts, questions, "林小禾", token="secret"))

        async def asked(method: str, address: str, **more: Any) -> httpx.Response:
            transport = httpx.ASGITransport(app)  # an error that nobody catches comes out here
            headers = {"X-Deedgraph-Token": "secret"}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1", headers=headers
            ) as client:
                return await client.request(method, address, **more)

        yield lambda *given, **more: finished(asked(*given, **more)), path


def sent(served: tuple[Ask, Path], change: Any, **more: Any) -> Any:
    ask, path = served
    path.write_text(DRAFT, encoding="utf-8")
    version = ask("GET", "/api/drafts/0").json()["state"]["version"]
    body = json.dumps({"version": version, "change": change, **more})
    answer = ask("POST", "/api/drafts/0/change", content=body)
    assert answer.status_code < 500, answer.text
    if answer.status_code != 200:
        told = answer.json()["error"]
        assert told and "Traceback" not in told
        assert path.read_text(encoding="utf-8") == DRAFT
    read_bundle(path.read_bytes(), path)
    return answer


odd = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats()
    | st.text(st.characters(exclude_categories=[]), max_size=5)
    | st.sampled_from(["d01", "d02", "cadres", "xiatan", "q1", "*a", "&a b", "!!python/object:os.system", "no", "2021-08-01", "~", "# x", "- x", "|", "%"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FIELDS, "", "a: b", "<<", "*x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
acts = st.sampled_from(["accept", "correct", "reject", "split", "merge", "add", "set_spans"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {"do": acts | odd}, optional=dict.fromkeys(("deed", "other", "record", "agents", "places"), odd)
    )
)
@example(change={"do": "accept", "deed": "d01", "places": True})
def test_any_change_gets_an_answer_and_leaves_a_sound_file(served: tuple[Ask, Path], change: Any) -> None:
    sent(served, change)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), odd, max_size=5), st.sampled_from(["correct", "add"]))
def test_any_field_of_a_record_gets_an_answer(served: tuple[Ask, Path], fields: Any, do: str) -> None:
    sound = {
        "kind": "help",
        "did": "帮忙",
        "who": ["zhou-dahe"],
        "source": {"paragraph": 2, "start": 10, "end": 20},
    }
    sent(served, {"do": do, "deed": "d02", "record": {**sound, **fields}})


def test_words_that_look_like_yaml_stay_words(served: tuple[Ask, Path]) -> None:
    words = [
        "*a",
        "&a b",
        "!!str x",
        "no",
        "2021-08-01",
        "~",
        "# x",
        "- x",
        "|",
        "%",
        "a: b",
        "'",
        '"',
        "{x}",
        "null",
        "1e3",
        "\\n",
        "true",
    ]
    sound = {
        "kind": "help",
        "did": "no",
        "who": ["zhou-dahe"],
        "source": {"paragraph": 2, "start": 10, "end": 20},
    }
    answer = sent(served, {"do": "correct", "deed": "d02", "record": {**sound, "what": words}})
    assert answer.status_code == 200, answer.text
    kept = next(deed for deed in answer.json()["state"]["deeds"] if deed["id"] == "d02")
    assert (kept["did"], kept["what"]) == ("no", words)


def test_what_is_nested_deep_is_refused(served: tuple[Ask, Path]) -> None:
    deep: Any = []
    for _ in range(400):
        deep = [deep]
    assert sent(served, {"do": "correct", "deed": "d01", "record": {"what": deep}}).status_code in (400, 422)


@pytest.mark.parametrize(
    "body", [{}, {"a": 1, "b": 2, "same": True}, {"a": "x", "b": "y", "same": "no"}, {"a": "x/../..", "b": "", "same": True},
             {"a": "agent/x", "b": "place/y", "same": True}, {"a": "\ud800", "b": "agent/x", "same": True}],
)  # fmt: skip
def test_a_decision_that_is_none(served: tuple[Ask, Path], body: Any) -> None:
    ask, path = served
    path.write_text(DRAFT, encoding="utf-8")
    answer = ask("POST", "/api/questions/decide", content=json.dumps(body))
    assert answer.status_code == 400, answer.text
    assert not path.with_name("decisions.yaml").exists()


@pytest.mark.parametrize("words", ["", "%", "\x00", "a" * 5000, "420106", "<b>", "\\"])
@pytest.mark.parametrize("sort", ["agent", "place", "nothing"])
def test_offers_of_anything(served: tuple[Ask, Path], sort: str, words: str) -> None:
    ask, path = served
    path.write_text(DRAFT, encoding="utf-8")
    answer = ask("GET", "/api/drafts/0/offers", params={"sort": sort, "words": words})
    assert answer.status_code == 200
    assert len(answer.json()["offers"]) <= 12
