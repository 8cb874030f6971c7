"""Record files: what is read, in which order, and what a person is told of a bad one.

``tests/data/bad`` has one file for each fault; the comments at its top are the lines that a person gets.
"""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from helpers.paths import DATA
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError, DataErrors
from graph.model.read import read, read_groups, read_lines
from graph.model.records import RecordType, schema
from graph.model.schema import validate_record
from graph.store.load import load
from graph.store.store import open_store
from graph.validate.check import check

BAD = DATA / "bad"
UNIT = {"record": "agent", "id": "qinghu-town", "type": "unit", "name": "青湖镇政府"}
REPORT = {
    "record": "report",
    "id": "qinghu-2021",
    "title": "青湖镇加固堤坝",
    "published": "2021-08-03",
    "language": "zh",
    "sha256": "0" * 64,
}
DEED = {
    "record": "deed",
    "id": "d01",
    "kind": "help",
    "did": "帮助",
    "who": ["qinghu-town"],
    "source": {"paragraph": 1, "start": 0, "end": 6},
}


def expected(path: Path) -> list[str]:
    """Return the lines that a bad example says a person gets."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("# ") for line in lines if line.startswith("# ")]


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.glob("*.yaml")))
def test_a_bad_file_is_told_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    wanted = expected(Path(name))
    assert wanted, "a bad example says at its top what it is to give"
    with pytest.raises(DataErrors) as caught:
        list(read([Path(name)]))
    assert str(caught.value).splitlines() == wanted
    assert [str(finding) for finding in check([Path(name)])] == wanted
    assert caught.value.exit_code == 1


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("agents:\n  - {id: a, type: unit, name: 青湖}\n".encode("gb18030"))
    with pytest.raises(DataErrors, match=r"a\.yaml:2: not UTF-8; save the file as UTF-8"):
        list(read([path]))


def write_lines(path: Path, *records: Any) -> Path:
    lines = (r if isinstance(r, bytes) else json.dumps(r, ensure_ascii=False).encode() for r in records)
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


BAD_LINES = [
    (b"[1]", 'write an object with "record": one of report, agent, place, document, deed, decision'),
    (b'{"record": "event"}', 'write an object with "record": one of report, agent, place, document, deed, decision'),
    (b'{"record": "deed", "n": NaN}', "broken JSON: NaN is not a JSON number; write one object a line"),
    (b'{"record": "deed", "n": ' + b"9" * 5000, "broken JSON: a number too long; write one object a line"),
    (b'{"record": "deed", "a": 1, "a": 2}', "broken JSON: duplicate key 'a'; write one object a line"),
    (b'{"record": "agent", "name": "\\ud800"}', r"half a character (\ud800 to \udfff by itself); write it whole"),
    (b"[" * 100_000, "nested too deep for a record"),
    (b'{"record": "deed", "a": ' + b"[" * 900 + b"]" * 900 + b"}",
     "deed: nested too deep, or a number too long, for any record"),
    (b"\xff", "not UTF-8; save the file as UTF-8"),
    (b'{"record": "agent", "id": "a", "type": "unit", "name": "\\u0000"}',
     'agent a: name: "\\u0000" does not fit; write some words: not empty, without control characters'),
    (b'{"record": "agent", "id": "a\\nb", "type": "unit", "name": "n"}',
     'agent: id: "a\\nb" does not fit; write an id in lower-case ASCII letters, digits and hyphens, '
     "such as wuhan-union"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "fault"), BAD_LINES)
def test_a_bad_line_of_json_is_told_and_the_others_are_read(tmp_path: Path, line: bytes, fault: str) -> None:
    path = write_lines(tmp_path / "a.jsonl", UNIT, line, REPORT, DEED)
    first, second = read_lines(path)
    assert [str(f) for f in first.errors] == [f"{path}:2: {fault}"]
    assert [deed["id"] for deed in second.bundles[0].deeds] == ["d01"]
    assert second.errors == []


def test_lines_stream_a_bundle_a_report(tmp_path: Path) -> None:
    second = {**REPORT, "id": "qinghu-2022"}
    path = write_lines(tmp_path / "a.jsonl", UNIT, REPORT, DEED, second, DEED, {**DEED, "id": "d02"})
    bundles = list(read([path]))
    assert [bundle.report and bundle.report["id"] for bundle in bundles] == [
        None,
        "qinghu-2021",
        "qinghu-2022",
    ]
    assert [[deed["id"] for deed in bundle.deeds] for bundle in bundles] == [[], ["d01"], ["d01", "d02"]]
    assert bundles[2].origin("deed", "d02").line == 6


def test_shared_records_come_first_however_the_folders_are_named(tmp_path: Path) -> None:
    (tmp_path / "a-report").mkdir()
    (tmp_path / "z-shared").mkdir()
    report = {key: value for key, value in REPORT.items() if key != "record"}
    (tmp_path / "a-report" / "r.yaml").write_text(json.dumps({"deeds": []}), encoding="utf-8")
    (tmp_path / "a-report" / "r.yaml").write_text(f'# 名\n"report": {json.dumps(report)}\n', encoding="utf-8")
    (tmp_path / "z-shared" / "u.yaml").write_text("agents: []\n", encoding="utf-8")
    reports = [bundle.report and bundle.report["id"] for bundle in read([tmp_path])]
    assert reports == [None, "qinghu-2021"]


@pytest.mark.parametrize(
    ("report", "agents", "places"),
    [("a.jsonl", "shared.jsonl", "z.jsonl"), ("a.yaml", "shared.jsonl", "z.jsonl"), ("a.jsonl", "s.yaml", "z/z.yaml"),
     ("z.jsonl", "b.jsonl", "a.jsonl"), ("a.yaml", "s.yaml", "z.jsonl"), ("a.jsonl", "shared.jsonl", "s.yaml")],
)  # fmt: skip
def test_records_are_found_however_their_files_are_named(
    tmp_path: Path, report: str, agents: str, places: str
) -> None:
    seat = {"record": "place", "id": "qinghu", "level": "site", "name": "青湖镇"}
    for name, records in (report, [REPORT, DEED]), (agents, [{**UNIT, "seat": "qinghu"}]), (places, [seat]):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".jsonl":
            write_lines(path, *records)
        else:
            path.write_text(as_yaml(records), encoding="utf-8")
    assert check([tmp_path]) == []
    counts = load(open_store(), read([tmp_path]))
    assert (counts.reports, counts.agents, counts.places) == (1, 1, 1)


def as_yaml(records: list[dict[str, Any]]) -> str:
    """Return record lines as a YAML file has them, the report first."""
    content: dict[str, Any] = {}
    for line in records:
        record = {key: value for key, value in line.items() if key != "record"}
        if line["record"] == "report":
            content["report"] = record
        else:
            content.setdefault(f"{line['record']}s", []).append(record)
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in content.items())


def test_files_of_one_folder_belong_together(tmp_path: Path) -> None:
    report = {key: value for key, value in REPORT.items() if key != "record"}
    deed = {key: value for key, value in DEED.items() if key != "record"}
    (tmp_path / "1.yaml").write_text(
        json.dumps({"deeds": [deed]})[:-1] + ',\n"report": "qinghu-2021"}', encoding="utf-8"
    )
    (tmp_path / "2.yaml").write_text(f"report: {json.dumps(report)}\n", encoding="utf-8")
    (bundle,) = read([tmp_path])
    assert bundle.report is not None
    assert [d["id"] for d in bundle.deeds] == ["d01"]


def test_one_id_twice_in_two_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(
            "places:\n  - {id: wuhan, level: city, name: 武汉市}\n", encoding="utf-8"
        )
    with pytest.raises(DataErrors) as caught:
        list(read([tmp_path]))
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    wanted = f"{second}:2: place wuhan: duplicate id, first in {first}:2; give one of them another"
    assert str(caught.value) == wanted


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", UNIT)
    yaml = tmp_path / "a.yaml"
    yaml.write_text("agents:\n  - {id: a, type: unit, name: 青湖}\n", encoding="utf-8")
    assert sum(len(bundle.agents) for bundle in read([path, tmp_path, path, yaml])) == 2


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: None, "no such file or folder"),
        (lambda path: path.mkdir(), "no record files (.yaml, .yml, .jsonl) in this folder"),
        (lambda path: path.write_text("x"), "not a record file; its name must end in .yaml, .yml or .jsonl"),
    ],
)
def test_a_path_without_records(tmp_path: Path, make: Any, fault: str) -> None:
    path = tmp_path / "a.txt"
    make(path)
    with pytest.raises(DataError) as caught:
        list(read_groups([path]))
    assert str(caught.value) == f"{path}: {fault}"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
TYPES = get_args(RecordType)
fields = st.sampled_from(sorted({key for name in TYPES for key in schema()["$defs"][name]["properties"]}))


SOUND = {name: {} for name in TYPES} | {r["record"]: {**r} for r in (UNIT, REPORT, DEED)}


@given(st.sampled_from(TYPES), st.dictionaries(fields, json_values, max_size=6) | json_values)
def test_any_record_is_judged_in_words(sort: Any, record: Any) -> None:
    """Whatever is given for a record, it is sound or there is a line that says what is wrong with it."""
    if isinstance(record, dict):  # a sound record with some fields of it changed goes deeper than any dict
        record = {**SOUND[sort], **record}
        record.pop("record", None)
    for at, message in validate_record(sort, record):
        assert isinstance(at, tuple)
        assert message
        assert "\n" not in message


@given(st.integers(0, 10**15), st.integers(-3, 3), st.integers(-3, 3))
def test_a_deed_is_sound_if_its_numbers_are(value: int, start: int, length: int) -> None:
    deed = {key: field for key, field in DEED.items() if key != "record"}
    deed["quantities"] = [{"id": "q1", "value": value, "bound": "exact", "role": "goods"}]
    deed["source"] = {"paragraph": 1, "start": start, "end": start + length}
    assert (validate_record("deed", deed) == []) == (start >= 0 and length > 0)
