"""``check``: what is wrong with records, and what a report says and no record holds.

``tests/data/wrong`` has records that are sound one by one and wrong together; the comments at the top of each file
are the lines that a person gets. ``tests/data/text`` has a small report with its text and the records that fit it:
the tests below change one thing in it and say what is then told.
"""

import re
import shutil
from pathlib import Path

import pytest
from helpers.paths import DATA
from helpers.wrong_changes import CHANGES

from graph.messages import in_language
from graph.resources import resource
from graph.text.report import normalise, text_hash
from graph.validate.check import Checked, Finding, check, examine

WRONG, TEXT = DATA / "wrong", DATA / "text"


@pytest.mark.parametrize("name", sorted(path.name for path in WRONG.glob("*.yaml")))
def test_records_that_are_wrong_together(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    wanted = [line.removeprefix("# ") for line in lines if line.startswith("# ")]
    assert wanted, "a wrong example says at its top what it is to give"
    assert [str(finding) for finding in check([Path(name)])] == wanted


def test_nothing_is_wrong_with_the_packaged_data() -> None:
    checked = examine([resource("data")])
    assert checked.findings == []
    assert (checked.reports, checked.deeds, checked.places) == (1, 94, 24)
    assert checked.codes == checked.in_register == 24
    assert checked.summary()[1] == "24 division codes, 24 of them in the register's extract"


# ---- with the text ----


def told(folder: Path, text: Path | None = None) -> list[str]:
    """Return what a check of a folder against its texts tells: the record and the message."""
    return [f"{f.record}: {f.message}" for f in check([folder / "records.yaml"], text or folder)]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example, to be changed."""
    return Path(shutil.copytree(TEXT, tmp_path / "text"))


def change(folder: Path, *changes: tuple[str, str]) -> None:
    """Change the records of a copy; what is to be changed must stand in them once."""
    path = folder / "records.yaml"
    records = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert records.count(old) == 1, old
        records = records.replace(old, new)
    path.write_text(records, encoding="utf-8")


def test_nothing_is_wrong_or_left_over_in_the_example() -> None:
    checked = examine([TEXT / "records.yaml"], TEXT)
    assert checked.findings == []
    assert checked.summary()[2:] == [
        "1 reports checked against their text, 0 texts of no report",
        "numbers: 13 in the text, 11 recorded, 2 excused, 0 left over",
        "dates: 3 in the text, 3 recorded, 0 excused, 0 left over",
        "known names: 11 in the text, 10 recorded, 1 excused, 0 left over",
    ]


@pytest.mark.parametrize(("old", "new", "wanted"), CHANGES.values(), ids=list(CHANGES))
def test_one_thing_changed(example: Path, old: str, new: str, wanted: list[str]) -> None:
    change(example, (old, new))
    assert sorted(told(example)) == sorted(wanted)


def test_each_finding_is_said_in_chinese(example: Path) -> None:
    sound, said = (example / "records.yaml").read_text(encoding="utf-8"), {}
    for old, new, _ in CHANGES.values():
        (example / "records.yaml").write_text(sound.replace(old, new), encoding="utf-8")
        said |= {f.message: in_language(f.message, "zh") for f in check([example / "records.yaml"], example)}
    assert len(said) > 15
    assert [zh for en, zh in said.items() if zh == en or re.search("[a-z]{2,} [a-z]{2,}", zh)] == []


def test_a_leftover_is_told_apart_and_stands_in_the_text(example: Path) -> None:
    change(
        example,
        ("    - {paragraph: 1, start: 0, end: 3, why: the title; what it says is told again below}\n", ""),
    )
    (finding,) = check([example / "records.yaml"], example)
    assert finding.severity == "leftover"
    assert (finding.path, finding.line) == (str(example / "qinghu.txt"), 1)
    assert finding.message.startswith("the name 青湖镇 is in no record; ")


def test_what_inferred_lists_needs_no_words(example: Path) -> None:
    change(
        example,
        ("    to: [beian-village]\n", "    to: [villagers]\n    inferred: [to, when, where]\n"),
        ('start: "2021-08-03", end: "2021-08-03"', 'start: "2021-08-05", end: "2021-08-09"'),
    )
    # The day is the writer's own now; the one in the text is left over.
    assert [message.partition(";")[0] for message in told(example)] == [
        "report qinghu-2021: the date 2021年8月3日 is in no record"
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_the_text_may_be_saved_with_other_line_ends_and_a_mark(example: Path, line_end: str) -> None:
    text = (example / "qinghu.txt").read_text(encoding="utf-8")
    (example / "qinghu.txt").write_bytes(("\ufeff" + text.replace("\n", line_end)).encode("utf-8"))
    assert told(example) == []


# ---- finding the text ----


def test_one_text_by_itself(example: Path) -> None:
    assert told(example, example / "qinghu.txt") == []


def test_a_text_that_was_changed_is_another_text(example: Path) -> None:
    text = normalise((example / "qinghu.txt").read_text(encoding="utf-8")).rstrip() + "。\n"
    (example / "qinghu.txt").write_text(text, encoding="utf-8")
    assert told(example) == [
        f"report qinghu-2021: sha256: no text in {example} has it; fix it, or add the text"
    ]
    assert told(example, example / "qinghu.txt") == [
        f"None: fits no report; its SHA-256 is {text_hash(text)}"
    ]


def test_a_text_of_no_report_is_counted(example: Path) -> None:
    (example / "other.txt").write_text("别的\n", encoding="utf-8")
    checked = examine([example / "records.yaml"], example)
    assert checked.findings == []
    assert (checked.texts, checked.texts_of_no_report) == (1, 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such file or folder"),
        (lambda path: path.mkdir(), "no report files ("),
        (lambda path: path.write_bytes(b"\xff"), "not UTF-8, GB18030 or Big5 ("),
    ],
    ids=["missing", "empty folder", "not text"],
)
def test_texts_that_cannot_be_read(tmp_path: Path, make: object, message: str) -> None:
    path = tmp_path / "texts"
    make(path)  # type: ignore[operator]
    (finding,) = check([TEXT / "records.yaml"], path)
    assert str(finding).startswith(f"{path}: {message}")
    assert finding.severity == "error"


def test_a_file_that_cannot_be_read_is_told_and_fails_nothing(example: Path) -> None:
    (example / "a.txt").write_bytes(b"\0\1\2")
    checked = examine([example / "records.yaml"], example)
    assert [(str(f), f.severity) for f in checked.findings] == [
        (f"{example / 'a.txt'}: a binary file, not text", "note")
    ]
    assert not checked.wrong


# ---- drafts ----


def draft_of(folder: Path, text: str) -> Path:
    """Write a text and the draft that extract makes of it; return the draft."""
    import graph.extract as ex

    (folder / "2021-07-10-a.txt").write_text(text, encoding="utf-8")
    made = ex.extract(text, published="2021-07-10", identifier="a")
    (folder / "a.yaml").write_text(ex.to_yaml(made), encoding="utf-8")
    return folder / "a.yaml"


DRAFTED = "The county sent 12 boats to Ashby on July 3. The rain lasted 14 hours. Crews repaired two roads.\n"


def test_each_draft_is_said_to_hold_and_what_is_left_over_fails_nothing(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, DRAFTED)
    checked = examine([draft], tmp_path)
    assert checked.drafts == [f"{draft}: report a: 2 deeds: every span holds"]
    (left,) = checked.findings
    assert (left.severity, left.message.split(" is in")[0]) == ("note", "the number 14")
    assert not checked.wrong


def test_a_draft_whose_spans_do_not_hold_is_wrong(tmp_path: Path) -> None:
    draft = draft_of(tmp_path, DRAFTED)
    words = draft.read_text(encoding="utf-8")
    assert words.count("value: 12,") == 1
    draft.write_text(words.replace("value: 12,", "value: 13,"), encoding="utf-8")
    checked = examine([draft], tmp_path)
    assert checked.drafts == [f"{draft}: report a: 2 deeds: d01 does not hold"]
    assert checked.wrong


def test_records_by_hand_stay_strict_and_are_no_draft(example: Path) -> None:
    change(
        example,
        ("    - {paragraph: 1, start: 0, end: 3, why: the title; what it says is told again below}\n", ""),
    )
    checked = examine([example / "records.yaml"], example)
    assert checked.drafts == []
    assert [f.severity for f in checked.findings] == ["leftover"]
    assert checked.wrong


# ---- many groups ----


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert [str(f) for f in check([tmp_path / "x"])] == [f"{tmp_path / 'x'}: no such file or folder"]


def report_in(folder: Path, name: str, deed: str) -> None:
    (folder / name).mkdir()
    head = f'report: {{id: {name}, title: 青湖, published: "2021-08-03", language: zh, sha256: {"0" * 64}}}\n'
    (folder / name / "r.yaml").write_text(f"{head}deeds:\n  - {deed}\n", encoding="utf-8")


SOUND = "{id: d01, kind: help, did: 帮助, who: [town], source: {paragraph: 1, start: 0, end: 6}}"


def test_a_bad_group_does_not_end_the_check(tmp_path: Path) -> None:
    report_in(tmp_path, "r1", SOUND.replace("who: [town], ", ""))
    report_in(tmp_path, "r2", SOUND)
    report_in(tmp_path, "r3", SOUND.replace("[town]", "[nobody]"))
    (tmp_path / "shared.yaml").write_text(
        "agents:\n  - {id: town, type: unit, name: 青湖镇政府}\n", encoding="utf-8"
    )
    checked = examine([tmp_path])
    assert [f"{f.record}: {f.message}" for f in checked.findings] == [
        "deed d01: who is missing; write the doers",
        "deed d01: who: no agent has the id 'nobody'; add its record, or fix the id",
    ]
    assert (checked.reports, checked.deeds) == (3, 2)


def test_a_fault_in_a_shared_record_does_not_spread(tmp_path: Path) -> None:
    report_in(tmp_path, "r1", SOUND)
    (tmp_path / "shared.yaml").write_text(
        "agents:\n  - {id: town, type: unit, nam: 青湖镇政府}\n", encoding="utf-8"
    )
    assert [f.message for f in check([tmp_path])] == [
        "name is missing; write some words: not empty, without control characters",
        "unknown key 'nam'; did you mean 'name'?",
    ]


def test_a_shared_file_that_cannot_be_read_does_not_spread(tmp_path: Path) -> None:
    report_in(tmp_path, "r1", SOUND)
    (tmp_path / "shared.yaml").write_text("agents: [", encoding="utf-8")
    (finding,) = check([tmp_path])
    assert "broken YAML" in finding.message


def test_a_report_told_twice(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(TEXT / "records.yaml", tmp_path / folder)
    findings = check([tmp_path])
    assert [str(finding) for finding in findings] == [
        f"{tmp_path / 'b' / 'records.yaml'}:4: report qinghu-2021: "
        "a second report of this id; it would take the place of the first"
    ]


def test_more_deeds_than_one_run_of_the_shapes_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.validate import check as module

    runs = []
    monkeypatch.setattr(module, "_BATCH", 2)
    monkeypatch.setattr(module, "shape_violations", lambda bundles: runs.append(len(bundles)) or [])
    for n in range(5):
        report_in(tmp_path, f"r{n}", SOUND)
    (tmp_path / "shared.yaml").write_text(
        "agents:\n  - {id: town, type: unit, name: 青湖镇政府}\n", encoding="utf-8"
    )
    assert check([tmp_path]) == []
    assert runs == [3, 2, 1]  # the shared records come with the first two reports


def test_a_finding_is_one_line() -> None:
    assert str(Finding("a.yaml", 3, "deed d01", "words")) == "a.yaml:3: deed d01: words"
    assert str(Finding(None, None, None, "words")) == "words"
    assert Checked().summary()[0] == "0 reports, 0 deeds, 0 agents, 0 places"
