"""Folders and files that were moved, and stores of another edition: what ingest knew it knows again."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from helpers.paths import DATA

import graph
from graph.errors import DataError
from graph.ingest import Summary, ingest, states, work_folder
from graph.ingest.listing import MANIFEST
from graph.store.store import open_store

REPORTS = sorted((DATA / "reports").glob("own-0*.txt"))[:3]


def run(folder: Path, store: Path, told: list[str] | None = None, **options: object) -> Summary:
    return ingest([folder], store, workers=1, notify=(told if told is not None else []).append, **options)  # type: ignore[arg-type]


def quads(store: Path) -> set[str]:
    return {str(quad) for quad in open_store(store)}


@pytest.fixture
def ingested(tmp_path: Path) -> tuple[Path, Path]:
    """Three texts whose day was given, one draft of them reviewed in part, one report as records."""
    folder, store = tmp_path / "m1", tmp_path / "graph"
    folder.mkdir()
    for report in REPORTS:
        shutil.copy(report, folder / f"{report.stem}.txt")
    (folder / "records").mkdir()
    (folder / "records" / "lake.yaml").write_text(
        "report: {id: lake, title: 湖边清淤, published: '2021-07-02', language: zh, sha256: '"
        + "1" * 64
        + "'}\n"
        "agents: [{id: lake-office, type: unit, name: 湖泊局}]\n"
        "deeds: [{id: d01, kind: deliver, did: 送去, who: [lake-office], source: {paragraph: 1, start: 1, end: 3}}]\n"
    )
    run(folder, store, published="2021-07-01", unreviewed=True)
    draft = sorted((work_folder(store) / "drafts").glob("*.yaml"))[0]
    record = yaml.safe_load(draft.read_text())
    record["deeds"] = [{**deed, "reviewedBy": "李编辑", "reviewed": "2021-07-09"} for deed in record["deeds"]]
    draft.write_text(yaml.safe_dump(record, allow_unicode=True))
    run(folder, store)
    return folder, store


def _renamed_files(folder: Path) -> Path:
    for n, path in enumerate(sorted(folder.rglob("*.txt"))):
        path.rename(path.with_name(f"文稿{n}.txt"))
    (folder / "records").rename(folder / "另存")
    return folder


def _deeper(folder: Path) -> Path:
    new = folder.parent / "archive" / "2021" / "七月"
    new.parent.mkdir(parents=True)
    return folder.rename(new)


MOVES: list[Callable[[Path], Path]] = [
    lambda folder: folder.rename(folder.with_name("m2")),
    _renamed_files,
    _deeper,
]


@pytest.mark.parametrize("move", MOVES)
def test_what_was_moved_is_known_again(move: Callable[[Path], Path], ingested: tuple[Path, Path]) -> None:
    folder, store = ingested
    before, drafts = quads(store), {p.name: p.read_bytes() for p in (work_folder(store) / "drafts").iterdir()}
    told: list[str] = []
    made = run(move(folder), store, told)
    assert (made.files, made.aside) == ({"loaded": 4}, [])
    assert quads(store) == before
    assert {p.name: p.read_bytes() for p in (work_folder(store) / "drafts").iterdir()} == drafts
    assert told[0] == "4 files were moved or renamed, and were recognised"
    assert all(Path(state.path).exists() for state in states(store))


def test_a_file_that_was_moved_and_changed_takes_the_place_of_its_former_self(
    ingested: tuple[Path, Path],
) -> None:
    folder, store = ingested
    moved = folder.rename(folder.with_name("m2"))
    lake = moved / "records" / "lake.yaml"
    lake.write_text(lake.read_text().replace("送去", "送到"))
    made = run(moved, store)
    assert (made.files, made.aside) == ({"loaded": 4}, [])
    assert "送到" in {deed["did"] for deed in graph.open(store).deeds(report="lake")}


def test_a_name_that_tells_another_day_is_another_report(ingested: tuple[Path, Path]) -> None:
    folder, store = ingested
    name = REPORTS[1].stem
    (folder / f"{name}.txt").rename(folder / f"2022-02-02-{name}.txt")
    made = run(folder, store, unreviewed=True)
    assert made.aside == [] and made.files == {"loaded": 4}
    assert any(
        deed["report"].endswith("2022-02-02") or "2022-02-02" in deed["report"]
        for deed in graph.open(store).deeds()
    )


def test_a_copy_is_no_move_and_a_folder_that_is_away_stays(
    ingested: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, store = ingested
    shutil.copytree(folder, tmp_path / "copy")
    aside = run(tmp_path / "copy", store, published="2021-07-01").aside
    assert len(aside) == 4 and all("remove one of them" in one.why or "keep one" in one.why for one in aside)
    shutil.rmtree(tmp_path / "copy")
    (tmp_path / "copy").mkdir()
    before = quads(store)
    away = folder.rename(folder.with_name("unplugged"))
    (tmp_path / "copy" / "2021-08-01-other.txt").write_text("8月1日，青河镇派出30名民兵到大堤巡查。\n")
    made = run(tmp_path / "copy", store)
    assert made.aside == [] and before <= quads(store)
    assert run(away, store).aside == []


def test_a_store_that_was_moved_with_its_work_folder_keeps_what_was_said(
    ingested: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, store = ingested
    before = quads(store)
    (tmp_path / "elsewhere").mkdir()
    moved = store.rename(tmp_path / "elsewhere" / "g")
    work_folder(store).rename(work_folder(moved))
    made = run(folder, moved)
    assert (made.files, made.aside, made.changed) == ({"loaded": 4}, [], 0)
    assert quads(moved) == before


def test_an_older_ingest_is_read_and_written_again(ingested: tuple[Path, Path]) -> None:
    folder, store = ingested
    before = quads(store)
    manifest = work_folder(store) / MANIFEST
    with sqlite3.connect(manifest) as connection:
        connection.execute("UPDATE meta SET value = '0.0.1' WHERE key = 'edition'")
    made = run(folder, store)
    assert (
        made.changed > made.reports == 4 and made.aside == []
    )  # the reports, and the records that they share
    assert quads(store) == before
    assert run(folder, store).changed == 0


def test_a_newer_ingest_is_left_alone(ingested: tuple[Path, Path]) -> None:
    folder, store = ingested
    manifest = work_folder(store) / MANIFEST
    with sqlite3.connect(manifest) as connection:
        connection.execute("UPDATE meta SET value = '99.0.0' WHERE key = 'edition'")
    with pytest.raises(DataError, match=r"newer deedgraph \(edition 99.0.0"):
        run(folder, store)
    with sqlite3.connect(manifest) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(DataError, match="older deedgraph .*run ingest again: both are made again"):
        run(folder, store)
    with pytest.raises(DataError, match="older deedgraph"):
        list(states(store))
