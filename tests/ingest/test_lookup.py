"""What review and link know of the files that an ingest's drafts came from; what ingest says to do next."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from helpers.command import deedgraph

import graph.web.review.server
from graph.cli import cli
from graph.ingest import ingest, work_folder
from graph.ingest.listing import MANIFEST
from graph.ingest.lookup import decision_files, texts_known

TEXTS = {
    "2021-08-03-lake.txt": "湖边镇派出志愿者\n\n8月2日，湖边镇志愿服务队给学校送去课桌300张。\n",
    "山里/2021-08-03-hill.txt": "镇里送课桌\n\n8月2日，湖边志愿服务队向湖边镇小学捐赠课桌280张。\n",
}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two texts that were ingested, in two folders; the store is named by a relative path."""
    monkeypatch.chdir(tmp_path)
    for name, text in TEXTS.items():
        path = tmp_path / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ingest([Path("archive")], Path("graph.db"), workers=1)
    return tmp_path / "archive"


def reviewed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str | None]:
    """Return the texts that the desk shows beside the drafts, its command run as a person runs it."""
    desks: list[Any] = []
    monkeypatch.setattr(graph.web.review.server, "run", lambda desk, _port, _say: desks.append(desk))
    done = CliRunner().invoke(cli, ["review", *arguments, "--no-open"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return [draft.text for draft in desks[0].drafts]


@pytest.mark.parametrize("whole", [False, True])
def test_the_desk_shows_the_texts_of_an_ingests_drafts(
    whole: bool, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = work_folder(Path("graph.db")) / "drafts"
    named = [str(drafts)] if whole else sorted(map(str, drafts.glob("*.yaml")))
    assert sorted(map(str, reviewed(monkeypatch, *named))) == sorted(text for text in TEXTS.values())


def test_the_desk_finds_texts_that_were_moved_and_tells_of_none_that_are_gone(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([archive.rename(archive.with_name("档案"))], Path("graph.db"), workers=1)
    assert None not in reviewed(monkeypatch, "graph.db.ingest/drafts")
    shutil.rmtree(archive.with_name("档案") / "山里")
    assert reviewed(monkeypatch, "graph.db.ingest/drafts").count(None) == 1


def test_the_manifest_is_asked_while_an_ingest_is_at_work_and_when_it_is_damaged(archive: Path) -> None:
    drafts = work_folder(Path("graph.db")) / "drafts"
    with sqlite3.connect(drafts.parent / MANIFEST) as busy:
        busy.execute("BEGIN IMMEDIATE")
        assert len(texts_known([drafts])) == 2
    assert texts_known([archive]) == {} and decision_files([drafts]) == []
    (drafts.parent / MANIFEST).write_bytes(b"\0" * 5000)
    assert texts_known([drafts]) == {}


def test_link_knows_the_decisions_that_the_ingest_reads(archive: Path) -> None:
    def link(*arguments: str) -> str:
        done = deedgraph("link", "graph.db.ingest/drafts", *arguments)
        assert done.code == 0, done.err
        return done.out + done.err

    ingest([Path("archive")], Path("graph.db"), workers=1, unreviewed=True)
    drafts = [yaml.safe_load(path.read_text()) for path in sorted(Path("graph.db.ingest/drafts").iterdir())]
    one, other = (
        next(f"agent/{agent['id']}" for agent in draft["agents"] if agent["type"] == "unit")
        for draft in drafts
    )
    assert one != other and "decided by" not in link()
    link("--not-same", one, other, "--by", "李编辑", "--decisions", "archive/decisions.yaml")
    assert decision_files([Path("graph.db.ingest/drafts")]) == []  # until the ingest reads them
    ingest([Path("archive")], Path("graph.db"), workers=1)
    link("--take-back", one, other)
    link("--same", one, other, "--by", "李编辑")
    assert "decided by 李编辑" in link()
    assert (archive / "decisions.yaml").read_text(encoding="utf-8").count("same: true") == 1


def test_ingest_says_what_to_do_with_drafts_that_wait(archive: Path) -> None:
    done = deedgraph("ingest", "archive", "--store", "graph.db")
    assert "2 wait for a review: deedgraph review graph.db.ingest/drafts; then run ingest again" in done.err
    assert "wait for" not in deedgraph("ingest", "archive", "--store", "graph.db", "--unreviewed").err
