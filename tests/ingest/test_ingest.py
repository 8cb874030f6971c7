"""Many reports: what is new is read once, what is gone goes, what is bad is set aside, and nothing else happens."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers.paths import DATA

import graph.ingest
import graph.ingest.importer as intake
from benchmarks.generate import records
from graph.errors import CallError, DataError
from graph.export.write import export
from graph.ingest import Summary, ingest, states, work_folder
from graph.model.read import read
from graph.store.build import build
from graph.store.store import open_store
from graph.text.report import text_hash

REPORTS = sorted((DATA / "reports").glob("own-0*.txt"))
SHARED = """
agents:
  - {id: lake-town, type: unit, name: 湖边镇}
"""
REPORT = """
report: {id: lake, title: 湖边日报, published: "2021-08-03", language: zh, sha256: %s}
agents:
  - {id: team, type: team, name: 抢险队, unit: lake-town, source: {paragraph: 1, start: 4, end: 7}}
""" % ("0" * 64)
DEEDS = """
report: lake
deeds:
  - {id: d01, kind: dispatch, did: 派出, who: [lake-town], whom: [team], source: {paragraph: 1, start: 0, end: 18}}
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Four short texts in two folders, named by their day."""
    folder = tmp_path / "texts"
    for n, report in enumerate(REPORTS[:4]):
        (folder / str(n % 2)).mkdir(parents=True, exist_ok=True)
        shutil.copy(report, folder / str(n % 2) / f"2020-03-1{n}-{report.name}")
    return folder


def run(folders: Path | list[Path], store: Path, **options: object) -> Summary:
    wanted = {"unreviewed": True, "workers": 1, **options}
    return ingest(folders if isinstance(folders, list) else [folders], store, **wanted)  # type: ignore[arg-type]


def turtle(store: Path) -> bytes:
    out = store.with_suffix(".ttl")
    export(open_store(store), out)
    return out.read_bytes()


def reports_of(store: Path) -> set[str]:
    """Return what a store holds besides links, which ``build`` may make at another time."""
    return {str(quad) for quad in open_store(store) if not quad.graph_name.value.endswith("links/graph")}


def fresh(folders: Path | list[Path], tmp_path: Path, **options: object) -> bytes:
    """Return the Turtle of an ingest that begins with nothing."""
    store = tmp_path / "fresh"
    shutil.rmtree(store, ignore_errors=True)
    shutil.rmtree(work_folder(store), ignore_errors=True)
    run(folders, store, **options)
    return turtle(store)


def by_name(store: Path) -> dict[str, tuple[str, str]]:
    return {Path(state.path).name: (state.state, state.why) for state in states(store)}


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "graph.cli", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_a_draft_waits_until_somebody_says_that_it_need_not(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    made = run(texts, store, unreviewed=False)
    assert made.files == {"waiting": 4} and made.reports == 0
    drafts = sorted((work_folder(store) / "drafts").iterdir())
    assert len(drafts) == 4 and all(yaml.safe_load(draft.read_text())["deeds"] for draft in drafts)
    made = run(texts, store)
    assert made.files == {"loaded": 4} and made.reports == 4
    # What was said once holds for these drafts; a new text waits again.
    shutil.copy(REPORTS[5], texts / "2020-03-20-new.txt")
    made = run(texts, store, unreviewed=False)
    assert made.files == {"loaded": 4, "waiting": 1} and made.reports == 4


def test_the_number_of_processes_makes_no_difference(texts: Path, tmp_path: Path) -> None:
    run(texts, tmp_path / "one", workers=1)
    run(texts, tmp_path / "two", workers=2)
    assert turtle(tmp_path / "one") == turtle(tmp_path / "two")


def test_records_come_out_as_build_makes_them(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    (folder / "lake").mkdir(parents=True)
    (folder / "shared.yaml").write_text(SHARED)
    (folder / "lake" / "report.yaml").write_text(REPORT)
    (folder / "lake" / "deeds.yaml").write_text(DEEDS)
    lines = "".join(yaml_line(record) for record in records(30, seed=3))
    (folder / "many.jsonl").write_text(lines)
    made = run(folder, tmp_path / "graph")
    assert made.files == {"loaded": 4} and made.reports == 31
    build(tmp_path / "built", read([folder]))
    assert reports_of(tmp_path / "graph") == reports_of(tmp_path / "built")


def yaml_line(record: object) -> str:
    import json

    return json.dumps(record, ensure_ascii=False) + "\n"


def test_with_nothing_changed_nothing_is_read(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "graph"
    run(texts, store)
    before = turtle(store)
    for text in texts.rglob("*.txt"):
        os.utime(text)  # another time, the same bytes

    def refuse(jobs: object, *_: object) -> object:
        assert list(jobs) == []  # type: ignore[call-overload]
        return []

    monkeypatch.setattr(intake, "run_jobs", refuse)
    made = run(texts, store)
    assert made.changed == 0 and made.files == {"loaded": 4}
    assert turtle(store) == before


def test_what_changes_is_replaced_and_what_is_gone_goes(texts: Path, tmp_path: Path) -> None:
    store, told = tmp_path / "graph", list[str]()
    run(texts, store)
    first, second, *_ = sorted(texts.rglob("*.txt"))
    first.write_text(first.read_text() + "\n镇政府派出9名干部到村里值守。\n")
    second.unlink()
    made = run(texts, store, notify=told.append)
    assert made.reports == 3 and told == ["1 file is gone; records that only it had are removed"]
    assert turtle(store) == fresh(texts, tmp_path)
    assert len(list((work_folder(store) / "drafts").iterdir())) == 3


def test_a_day_that_is_given_is_that_of_texts_whose_names_say_none(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run(texts, store)
    before = reports_of(store)
    shutil.copy(REPORTS[4], texts / "lake.txt")
    assert run(texts, store).files == {"loaded": 4, "set aside": 1}
    assert run(texts, store, published="2022-01-05").files == {"loaded": 5}
    assert before <= reports_of(store)
    assert {state.report[:10] for state in states(store)} == {
        *(f"2020-03-1{n}" for n in range(4)),
        "2022-01-05",
    }
    assert run(texts, store).changed == 0  # the day is remembered
    run(texts, store, published="2022-01-06")
    assert {state.report[:10] for state in states(store)} == {
        *(f"2020-03-1{n}" for n in range(4)),
        "2022-01-06",
    }
    assert turtle(store) == fresh(texts, tmp_path, published="2022-01-06")


def test_what_lies_in_a_folder_that_cannot_be_read_stays(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, told = tmp_path / "graph", list[str]()
    run(texts, store)
    before, scandir = turtle(store), os.scandir

    def closed(path: str) -> Any:  # as root reads what it likes, taking the right away would not do
        if path == str(texts / "1"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    made = run(texts, store, notify=told.append)
    assert made.files == {"loaded": 4, "set aside": 1} and told == []
    assert [state.why for state in made.aside] == [f"{texts}/1: cannot be read: Permission denied"]
    assert turtle(store) == before
    monkeypatch.undo()
    assert run(texts, store, notify=told.append).files == {"loaded": 4} and told == []


def test_a_draft_that_a_person_broke_is_told_with_its_line(texts: Path, tmp_path: Path) -> None:
    store, told = tmp_path / "graph", list[str]()
    run(texts, store)
    draft = sorted((work_folder(store) / "drafts").iterdir())[0]
    whole = draft.read_text("utf-8")
    at = whole[: whole.index("kind: ")].count("\n") + 2  # where the reader sees it, one below
    for broken in (whole.replace("kind: ", "kind: [", 1).encode(), whole.encode("gbk")):
        draft.write_bytes(broken)
        for _ in range(2):
            (aside,) = run(texts, store, notify=told.append).aside
            assert aside.path.endswith(".txt") and aside.why.startswith(f"{draft}:"), aside.why
            assert f"{draft}:{at}" in aside.why or "UTF-8" in aside.why
    assert told == []
    draft.write_text(whole, "utf-8")
    assert run(texts, store).files == {"loaded": 4}
    assert turtle(store) == fresh(texts, tmp_path)


def test_other_folders_stay_as_they_are(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run(texts / "0", store)
    assert run(texts / "1", store).reports == 4
    assert turtle(store) == fresh(texts, tmp_path)


def test_a_shared_record_stays_as_long_as_one_file_tells_it(tmp_path: Path) -> None:
    """What several files tell of a place is one place, with each file's name for it, whoever came first."""
    folder, store = tmp_path / "records", tmp_path / "graph"
    folder.mkdir()
    for name, word in (("a", "武汉"), ("b", "江城")):
        (folder / f"{name}.yaml").write_text(f"places: [{{id: wuhan, level: city, name: {word}}}]")
    run(folder, store)
    both = turtle(store)
    assert "江城".encode() in both and "武汉".encode() in both
    (folder / "a.yaml").unlink()
    run(folder, store)
    assert "武汉".encode() not in turtle(store)
    (folder / "a.yaml").write_text("places: [{id: wuhan, level: city, name: 武汉}]")
    run(folder, store)
    assert turtle(store) == both
    shutil.rmtree(folder)
    folder.mkdir()
    run(folder, store)
    assert b"wuhan" not in turtle(store)


def test_a_bad_file_is_set_aside_and_the_rest_goes_on(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    (texts / "2020-03-12-binary.txt").write_bytes(b"\0\1\2" * 50)
    (texts / "2020-03-12-empty.txt").write_bytes(b"")
    (texts / "noday.txt").write_text("县医院派出12名医生。")
    (texts / "broken.yaml").write_text("report: {id: [")
    (texts / "wrong.yaml").write_text("deeds: [{id: d01, knid: dispatch}]")
    (texts / "broken.jsonl").write_text('{"record": "report"\n')
    (texts / "rows.jsonl").write_text('{"id": "x", "report": "y"}\n')
    (texts / "lacking.yaml").write_text(REPORT)
    made = run(texts, store)
    assert made.files == {"loaded": 4, "set aside": 8} and made.reports == 4
    told = by_name(store)
    for name, words in {
        "2020-03-12-binary.txt": "binary", "2020-03-12-empty.txt": "empty", "noday.txt": "--published",
        "broken.yaml": "broken.yaml:1", "wrong.yaml": "kind is missing", "broken.jsonl": "broken.jsonl:1: broken JSON",
        "rows.jsonl": '"record"', "lacking.yaml": "lacking.yaml:4: agent team: unit: no agent has the id 'lake-town'",
    }.items():  # fmt: skip
        state, why = told[name]
        assert state == "set aside" and words in why and name in why and "\n" not in why, why
    # Mended, each of them comes in; and what was said of the day holds from then on.
    (texts / "lacking.yaml").write_text(REPORT + "  - {id: lake-town, type: unit, name: 湖边镇}\n")
    assert run(texts, store).reports == 5
    assert run(texts / "noday.txt", store, published="2020-03-12").reports == 6
    assert run(texts, store).reports == 6


def test_half_a_report_is_not_loaded(tmp_path: Path) -> None:
    """A report told in several files waits for all of them; one that others need takes those with it."""
    folder, store = tmp_path / "records", tmp_path / "graph"
    folder.mkdir()
    (folder / "shared.yaml").write_text(SHARED)
    (folder / "report.yaml").write_text(REPORT)
    (folder / "deeds.yaml").write_text(DEEDS.replace("did: 派出", "did: ["))
    made = run(folder, store)
    assert made.reports == 0 and [Path(s.path).name for s in made.aside] == ["deeds.yaml", "report.yaml"]
    assert all("deeds.yaml:4" in state.why for state in made.aside)
    (folder / "deeds.yaml").write_text(DEEDS)
    assert run(folder, store).reports == 1
    (folder / "shared.yaml").write_text("agents: [{id: lake-town, type: unit, name: 湖边镇, parent: county}]")
    made = run(folder, store)
    assert made.reports == 0
    assert "parent: no unit has the id 'county'" in by_name(store)["shared.yaml"][1]
    assert "no agent has the id 'lake-town'" in by_name(store)["report.yaml"][1]


def test_two_files_that_make_one_report_are_both_named(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    first = sorted(texts.rglob("*.txt"))[0]
    shutil.copy(first, first.with_name(first.name.replace(".txt", "_later.txt")))
    for name in ("x", "y"):
        (texts / name).mkdir()
        (texts / name / "lake.yaml").write_text(REPORT + "  - {id: lake-town, type: unit, name: 湖边镇}\n")
    made = run(texts, store)
    assert made.files == {"loaded": 5, "set aside": 2} and made.reports == 5
    twice, again = [state.why for state in made.aside]
    assert f"makes the same report 2020-03-10-e3e65ab8 as {first}; " in twice and "_later.txt: " in twice
    assert again == f"{texts}/y: report lake is in {texts}/x too; keep one of them"
    shutil.rmtree(texts / "x")
    first.unlink()
    assert run(texts, store).files == {"loaded": 5}


def test_a_text_whose_records_are_given_needs_no_draft(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run(texts, store, unreviewed=False)
    draft = sorted((work_folder(store) / "drafts").iterdir())[0]
    (tmp_path / "mine").mkdir()
    shutil.copy(draft, tmp_path / "mine" / "lake.yaml")
    made = run([texts, tmp_path / "mine"], store, unreviewed=False)
    assert made.files == {"recorded": 1, "waiting": 3, "loaded": 1} and made.reports == 1


def test_a_text_that_cannot_be_drafted_is_none_the_worse_when_its_records_are_given(
    texts: Path, tmp_path: Path
) -> None:
    store, made = tmp_path / "graph", tmp_path / "made"
    first = sorted(texts.rglob("*.txt"))[0]
    run(first.parent, made)
    records = sorted((work_folder(made) / "drafts").iterdir())[0]
    text = first.rename(first.with_name("lake.txt"))  # no day in its name, and none is given
    run(texts, store)
    state, why = by_name(store)["lake.txt"]
    assert state == "set aside" and why.startswith(f"{text}: no date in its name; name it 2020-")
    shutil.copy(records, text.with_name("lake.yaml"))
    assert run(texts, store).files == {"recorded": 1, "loaded": 4}
    assert by_name(store)["lake.txt"] == ("recorded", "")
    text.with_name("lake.yaml").unlink()
    assert run(texts, store).files == {"set aside": 1, "loaded": 3}


@pytest.mark.parametrize("order", ["the text first", "the records first", "together"])
@pytest.mark.parametrize("day", ["2021-08-03-lake.txt", "lake.txt"])  # without a day a text is not drafted
def test_records_are_held_against_the_text_that_stands_beside_them(
    tmp_path: Path, order: str, day: str
) -> None:
    text = "湖边镇派出抢险队\n湖边镇3日派出抢险队上堤。\n"
    folder, store = tmp_path / "archive", tmp_path / "s"
    folder.mkdir()
    report = REPORT.replace("0" * 64, text_hash(text)).replace("start: 4, end: 7", "start: 5, end: 8")

    def put(*names: str) -> None:
        for name in names:
            span = "{paragraph: 2, start: 9, end: 22}" if name == "deeds.yaml" else ""
            deeds = DEEDS.replace("{paragraph: 1, start: 0, end: 18}", span)
            (folder / name).write_text({"report.yaml": report, "deeds.yaml": deeds}.get(name, text), "utf-8")

    (folder / "shared.yaml").write_text(SHARED, "utf-8")
    names = ["report.yaml", "deeds.yaml"]
    if order == "the text first":
        put(day)
        run(folder, store)
    put(*names)
    if order == "the records first":
        assert run(folder, store).files["loaded"] == 3
    put(day)
    assert run(folder, store).files["loaded"] == 3

    broken = (folder / "deeds.yaml").read_text("utf-8").replace("end: 22", "end: 99")
    (folder / "deeds.yaml").write_text(broken, "utf-8")
    run(folder, store)
    state, why = by_name(store)["deeds.yaml"]
    assert state == "set aside"
    words = f"{folder}/deeds.yaml:4: deed d01: the span 9–99 runs past the text, which has 23 characters"
    assert why == f"{words}; fix the span, or the text"
    assert "lake/d01" not in turtle(store).decode()
    assert turtle(store) == fresh(folder, tmp_path)
    (folder / day).unlink()  # without its text nobody can say so
    assert run(folder, store).files["loaded"] == 3
    assert turtle(store) == fresh(folder, tmp_path)


def test_what_a_person_did_to_a_draft_is_kept(texts: Path, tmp_path: Path) -> None:
    store, told = tmp_path / "graph", list[str]()
    run(texts, store)
    drafts = sorted((work_folder(store) / "drafts").iterdir())
    before = turtle(store)
    mended = drafts[0].read_text().replace("did: 派出", "did: 派遣")
    drafts[0].write_text(mended)
    drafts[1].unlink()  # whoever deletes a draft wants another
    run(texts, store)
    assert drafts[1].exists() and turtle(store) != before and "派遣".encode() in turtle(store)
    drafts[0].write_text(mended.replace("end: 37", "end: 9999"))
    made = run(texts, store)
    assert (
        made.reports == 3
        and "runs past the text" in made.aside[0].why
        and drafts[0].name in made.aside[0].why
    )
    drafts[0].write_text(mended)
    for text in texts.rglob("*.txt"):
        text.unlink()
    run(texts, store, notify=told.append)
    assert [path.name for path in sorted((work_folder(store) / "drafts").iterdir())] == [drafts[0].name]
    assert "kept in" in told[-1] and told[-1].endswith(": 1") and b"dispatch>" not in turtle(store)


def test_a_draft_is_loaded_once_each_of_its_deeds_was_reviewed(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run(texts, store, unreviewed=False)
    draft = sorted((work_folder(store) / "drafts").iterdir())[0]
    content = yaml.safe_load(draft.read_text())
    for n, deed in enumerate(content["deeds"]):
        if n == len(content["deeds"]) - 1:  # one deed that nobody has looked at is enough
            draft.write_text(yaml.safe_dump(content, allow_unicode=True))
            assert run(texts, store, unreviewed=False).files == {"waiting": 4}
        deed |= {"reviewedBy": "林涛", "reviewed": "2020-03-20"}
    draft.write_text(yaml.safe_dump(content, allow_unicode=True))
    made = run(texts, store, unreviewed=False)
    assert made.files == {"waiting": 3, "loaded": 1} and made.deeds == len(content["deeds"])


def test_what_was_removed_is_not_loaded_again_by_itself(texts: Path, tmp_path: Path) -> None:
    store, first = tmp_path / "graph", sorted(texts.rglob("*.txt"))[0]
    run(texts, store)
    before = turtle(store)
    assert command("remove", "2020-03-10-e3e65ab8", "--store", store).returncode == 0
    told = command("ingest", "--status", "--store", store)
    assert "removed,2020-03-10-e3e65ab8," in told.stdout
    assert (
        told.stderr
        == f"{store}: ingest was stopped, or a report removed, since; run it again to bring the graph up to this\n"
    )
    for _ in range(2):
        made = run(texts, store)
        assert made.files == {"loaded": 3, "removed": 1} and made.reports == 3
        assert b"2020-03-10-e3e65ab8" not in turtle(store)
    away = first.rename(tmp_path / first.name)
    run(texts, store)
    away.rename(first)
    assert run(texts, store).files == {"loaded": 4}
    assert turtle(store) == before


def test_hostile_names_and_files(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    text = REPORTS[6].read_bytes()
    (texts / "2020-03-20-a\nb.txt").write_bytes(text)
    (texts / "2020-03-21-\udcff\udcfe.txt").write_bytes(
        text
    )  # as Python tells the bytes FF FE, which are no UTF-8
    (texts / "2020-03-22-'; DROP TABLE file; --.txt").write_bytes(text)
    (texts / "circle").symlink_to(texts)
    (texts / "loop.txt").symlink_to(texts / "loop.txt")
    (texts / "gone.txt").symlink_to(texts / "nowhere.txt")
    (texts / "2020-03-23-folder.txt").mkdir()
    os.mkfifo(texts / "2020-03-24-pipe.txt")
    (texts / ".2020-03-25-hidden.txt").write_bytes(text)
    (texts / "2020-03-26-line.txt").write_text("县医院派出12名医生。\n" * 1_000_000)
    made = run(texts, store)
    assert made.files == {"loaded": 7, "set aside": 3} and made.reports == 7
    told = command("ingest", "--status", "--store", store)
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert told.returncode == 0 and len(rows) == 10 and len(told.stdout.splitlines()) == 11
    assert {Path(row["path"]).name for row in rows} >= {
        "2020-03-20-a\\nb.txt",
        "2020-03-21-\\udcff\\udcfe.txt",
    }
    why = {Path(row["path"]).name: row["why"] for row in rows}
    assert "symbolic links" in why["loop.txt"] and "No such file" in why["gone.txt"]
    assert "split it" in why["2020-03-26-line.txt"]


def test_record_lines_by_the_million_bytes_are_read_piece_by_piece(tmp_path: Path) -> None:
    path, store = tmp_path / "many.jsonl", tmp_path / "graph"
    path.write_text("".join(yaml_line(record) for record in records(500, seed=5)))
    assert path.stat().st_size > 1_500_000
    assert run(path, store).reports == 500
    build(tmp_path / "built", read([path]))
    assert reports_of(store) == reports_of(tmp_path / "built")
    lines = path.read_text().splitlines(keepends=True)
    lines[-3] = '{"record": "deed"}\n'
    path.write_text("".join(lines))
    made = run(path, store)
    assert made.reports == 499 and f"many.jsonl:{len(lines) - 2}: deed" in made.aside[0].why


def test_a_file_that_vanishes_on_the_way_is_left_out(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, told = graph.ingest.listed, list[str]()

    def then_gone(*arguments: object) -> object:
        found = list(listed(*arguments))  # type: ignore[arg-type]
        Path(found[1].path).unlink()
        return found

    monkeypatch.setattr(graph.ingest, "listed", then_gone)
    made = run(texts, tmp_path / "graph", notify=told.append)
    assert made.files == {"loaded": 3} and "gone while files were read" in told[0]


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_manifest_that_is_cut_off_is_told_in_a_line(texts: Path, tmp_path: Path, part: float) -> None:
    store = tmp_path / "graph"
    run(texts, store)
    before = turtle(store)
    manifest = work_folder(store) / "manifest.sqlite"
    os.truncate(manifest, max(1, int(manifest.stat().st_size * part)))
    with pytest.raises(DataError, match="damaged .*delete it and .*graph, and run ingest again") as error:
        run(texts, store)
    assert "\n" not in str(error.value)
    manifest.unlink()
    shutil.rmtree(store)
    run(texts, store)
    assert turtle(store) == before


def test_a_manifest_of_noise_is_told_in_a_line(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run(texts, store)
    manifest = work_folder(store) / "manifest.sqlite"
    data = bytearray(manifest.read_bytes())
    for at in range(4096, len(data), 8192):
        data[at : at + 2048] = os.urandom(2048)
    manifest.write_bytes(data)
    with pytest.raises(DataError, match="damaged"):
        run(texts, store)


def test_a_second_ingest_is_told(texts: Path, tmp_path: Path) -> None:
    from graph.ingest.manifest import opened

    store = tmp_path / "graph"
    with opened(store):
        told = command("ingest", texts, "--store", store)
    assert (
        told.returncode == 2
        and told.stderr == f"{store}: another ingest is using this store; wait for it to end\n"
    )


def test_a_store_that_was_deleted_is_made_again(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    run(texts, store)
    before = turtle(store)
    shutil.rmtree(store)
    assert run(texts, store).changed
    assert turtle(store) == before


def test_the_command_says_what_it_did(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph"
    (texts / "noday.txt").write_text("县医院派出12名医生。")
    told = command("ingest", texts, "--store", store, "--jobs", 1)
    assert told.returncode == 1 and told.stdout == ""
    assert told.stderr.splitlines() == [
        f"{texts}/noday.txt: no date in its name; name it 2020-03-11-name.txt, or give --published YYYY-MM-DD",
        "5 files: 1 set aside, 4 waiting",
        f"4 wait for a review: deedgraph review {store}.ingest/drafts; "
        "then run ingest again, or with --unreviewed if they need none",
        "graph: 0 reports, 0 deeds; nothing changed",
    ]
    told = command("ingest", texts, "--store", store, "--published", "2020-03-12", "--unreviewed")
    assert told.returncode == 0 and "5 files: 5 loaded\n" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--store", "g"], "which folders?"),
        (["nowhere", "--store", "g"], "no such file or folder"),
        (["g", "--store", "g"], "the store itself"),
        ([".", "--store", "README.md"], "a file, not a store"),
        ([".", "--store", "g", "--published", "yesterday"], "YYYY-MM-DD"),
        (["--status", "--store", "g"], "nothing was ingested into this store"),
        ([".", "--store", "g", "--dask", "tcp://127.0.0.1:9"], "no cluster with workers answers there"),
    ],
)
def test_a_wrong_call_is_told_in_a_line(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "README.md").write_text("")
    (tmp_path / "2020-03-11-a.txt").write_text("县医院派出12名医生。")
    monkeypatch.chdir(tmp_path)
    told = command("ingest", *arguments)
    assert told.returncode in (1, 2) and words in told.stderr and told.stderr.count("\n") == 1


def test_what_is_the_store_is_no_archive(texts: Path, tmp_path: Path) -> None:
    """The drafts lie below the folder that is ingested, and are no records for that."""
    store = texts / "graph"
    run(texts, store, unreviewed=False)
    made = run(texts, store, unreviewed=False)
    assert made.files == {"waiting": 4} and made.reports == 0
    made = run(texts, tmp_path / "another", unreviewed=False)
    assert made.files == {"waiting": 4}


def test_an_error_of_the_call_leaves_the_manifest_sound(texts: Path, tmp_path: Path) -> None:
    with pytest.raises(CallError):
        run(texts, tmp_path / "graph", published="2020-02-31")
    assert run(texts, tmp_path / "graph").reports == 4


def test_links_come_and_go_with_their_reports_and_a_person_decides(tmp_path: Path) -> None:
    folder, store, told = tmp_path / "records", tmp_path / "graph", list[str]()
    folder.mkdir()
    unit = "  - {id: %s, type: unit, name: 湖边镇人民政府}\n"
    (folder / "one.yaml").write_text(REPORT + unit % "lake-town")
    other = REPORT.replace("id: lake,", "id: hill,").replace("lake-town", "hubian") + unit % "hubian"
    (folder / "other.yaml").write_text(other)
    run(folder, store)
    linked = "owl:sameAs <agent/hubian>"
    assert linked in turtle(store).decode()
    build(tmp_path / "built", read([folder]))
    assert turtle(store) == turtle(tmp_path / "built")
    decision = "{a: agent/hubian, b: agent/%s, same: false, by: 李编辑, on: '2021-09-01'}"
    (folder / "decisions.yaml").write_text(f"decisions: [{decision % 'lake-town'}]")
    made = run(folder, store, notify=told.append)
    assert linked not in turtle(store).decode() and told == []
    assert made.relinked and not made.changed
    (folder / "decisions.yaml").unlink()
    run(folder, store)
    assert linked in turtle(store).decode()
    (folder / "other.yaml").unlink()
    (folder / "decisions.yaml").write_text(f"decisions: [{decision % 'lake-town'}]")
    run(folder, store, notify=told.append)
    assert linked not in turtle(store).decode() and "decision ignored" in told[-1]
