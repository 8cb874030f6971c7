"""Edits by lines: the same records as when ruamel.yaml takes the whole file, and no other line touched."""

import difflib
from collections.abc import Callable
from typing import Any

import pytest
from helpers.paths import DATA
from helpers.review_desk import DRAFT

from graph.errors import CallError, DataError
from graph.model.strict_yaml import read_yaml
from graph.web.review import yaml_edit as splice
from graph.web.review.changes import apply
from graph.web.review.yaml_edit import edited

FILES = {
    "draft": DRAFT,
    "example": (DATA / "example" / "example.yaml").read_text(encoding="utf-8"),
    **{
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((DATA / "reports").glob("own-0[2-4]*.yaml"))
    },
}
NEW = {"kind": "visit", "did": "走访", "who": ["newcomer"], "source": {"paragraph": 1, "start": 0, "end": 2}}


def changes(text: str) -> list[dict[str, Any]]:
    deeds = read_yaml(text.encode(), "")["deeds"]
    found: list[dict[str, Any]] = []
    for deed, other in zip(deeds, [*deeds[1:], deeds[0]], strict=True):
        name, record = deed["id"], {**deed, "did": "改了", "what": ["甲", "2020-01-01"], "summary": True}
        record["when"] = {**deed.get("when", {}), "said": "当天"}
        record.pop("also", None)
        found += [{"do": do, "deed": name} for do in ("accept", "reject", "split")]
        found += [{"do": "merge", "deed": name, "other": other["id"]}]
        found += [{"do": "correct", "deed": name, "record": record}]
    agent = {"id": "newcomer", "type": "unit", "name": "新来的"}
    return [*found, {"do": "add", "record": NEW, "agents": [agent]}]


def made(text: str, change: dict[str, Any]) -> bytes:
    return edited(text.encode(), lambda document: apply(document, change, "林小禾", "2026-01-02"))[0]


@pytest.mark.parametrize("name", FILES)
def test_by_lines_it_is_the_same_as_by_ruamel(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = FILES[name]
    tried = changes(text)[:: 1 if name == "draft" else 7]
    with monkeypatch.context() as patch:
        patch.setattr(
            splice,
            "round_trip",
            lambda data: pytest.fail("it took the whole file") if len(data) > 4000 else kept(data),
        )
        by_lines = [made(text, change) for change in tried]
    monkeypatch.setattr(splice, "_spliced", lambda *_: None)
    for change, found in zip(tried, by_lines, strict=True):
        assert read_yaml(found, "") == read_yaml(made(text, change), ""), change


kept = splice.round_trip


@pytest.mark.parametrize("name", FILES)
def test_an_accepted_deed_has_two_lines_more_and_no_other_line_moves(name: str) -> None:
    for deed in read_yaml(FILES[name].encode(), "")["deeds"][:5]:
        found = made(FILES[name], {"do": "accept", "deed": deed["id"]}).decode()
        told = [
            line for line in difflib.ndiff(FILES[name].splitlines(), found.splitlines()) if line[:1] in "+-"
        ]
        stamps = [line for line in told if "reviewed" in line]
        if "reviewedBy" not in deed:
            assert told == stamps and len(told) == 2, told


REPORT = "report: {id: r, title: t}\n"
RECORDS = """\
deeds:  # all of them
  # above the first
  - id: d01   # one
    did: |
      一
      # no comment, but words
  # above the second

  - {id: d02, did: 二}   # two
  # above the third
  - id: d03
    did: "三"
    after: [d02]   # it follows
# at the end
"""
ODD: dict[str, str] = {
    "as it is": REPORT + RECORDS,
    "no line end": (REPORT + RECORDS).rstrip("\n"),
    "carriage returns": (REPORT + RECORDS).replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + REPORT + RECORDS,
    "another key behind": RECORDS + REPORT,
    "one line": REPORT
    + "deeds: [{id: d01, did: 一}, {id: d02, did: 二}, {id: d03, did: 三, after: [d02]}]\n",
    "dashes alone": REPORT + "deeds:\n-\n  id: d01\n  did: 一\n-\n  id: d02\n-\n  id: d03\n  did: 三\n",
    "two on a line": REPORT + "deeds: [{id: d01}, {id: d02},\n {id: d03}]\n",
    "a line separator": REPORT + 'deeds:\n- {id: d01, did: "一\u2028二"}\n- id: d02\n- id: d03\n',
    "an id twice": REPORT + "deeds:\n- id: d01\n- id: d02\n- id: d03\n- id: d01\n",
    "ids are numbers": REPORT + "deeds:\n- id: d01\n- id: d02\n- id: d03\n- id: 1\n",
    "quoted keys": '"report": {"id": "r"}\n"deeds":\n- "id": "d01"\n- "id": "d02"\n- "id": "d03"\n',
    "days unquoted": REPORT
    + "deeds:\n- {id: d01, when: {start: 2020-03-05}}\n- id: d02\n- id: d03\n  when: {start: 2020-03-05}\n",
}


def stamped(document: Any) -> None:
    for deed in document["deeds"]:
        if deed["id"] == "d03":
            deed["reviewedBy"] = "林"


def gone(document: Any) -> None:
    document["deeds"].remove(next(deed for deed in document["deeds"] if deed["id"] == "d02"))


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("edit", [stamped, gone])
def test_a_file_written_otherwise_comes_out_right(name: str, edit: Callable[[Any], None]) -> None:
    wanted = read_yaml(ODD[name].encode(), "")
    edit(wanted)
    found, _ = edited(ODD[name].encode(), edit)
    assert read_yaml(found, "") == wanted


@pytest.mark.parametrize("by_lines", [True, False])
@pytest.mark.parametrize("text", [DRAFT, DRAFT.rstrip("\n"), ODD["as it is"]])
def test_a_file_keeps_its_line_ends(text: str, by_lines: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not by_lines:
        monkeypatch.setattr(splice, "_spliced", lambda *_: None)
    added = {**NEW, "who": ["liuxi-town"], "what": ["a\nb"]}
    changes = [
        {"do": "accept", "deed": "d03"},
        {"do": "split", "deed": "d01"},
        {"do": "add", "record": added},
    ]
    for given in changes:
        unix, dos = (made(one, given) for one in (text, text.replace("\n", "\r\n")))
        assert dos.decode() == unix.decode().replace("\n", "\r\n"), given


def test_comments_stay_where_they_stood_also_above_a_record_that_goes() -> None:
    text = ODD["as it is"]
    found = edited(text.encode(), stamped)[0].decode()
    assert found == text.replace("# it follows\n", "# it follows\n    reviewedBy: 林\n")
    found = edited(text.encode(), gone)[0].decode()
    assert found == text.replace("  - {id: d02, did: 二}   # two\n", "")


def test_the_last_of_a_section_takes_it_along() -> None:
    def empty(document: Any) -> None:
        del document["deeds"]

    assert read_yaml(edited(ODD["as it is"].encode(), empty)[0], "") == {"report": {"id": "r", "title": "t"}}


def test_what_an_edit_raises_goes_through() -> None:
    def wrong(_: Any) -> None:
        raise CallError("review-no-change")

    with pytest.raises(CallError, match="no"):
        edited(DRAFT.encode(), wrong)


@pytest.mark.parametrize("text", ["deeds: [\n", "a: &x 1\nb: *x\n", "a: !!python/object 1\n", "\x00"])
def test_a_file_that_is_no_record_file_is_refused(text: str) -> None:
    with pytest.raises(DataError):
        edited(text.encode(), lambda document: document.clear())
