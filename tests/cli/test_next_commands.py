"""What ``extract``, ``check``, ``link`` and ``build`` say when they are done: what was done, and the next command."""

import shlex
from pathlib import Path

import pytest
from helpers.command import deedgraph
from helpers.paths import DATA
from helpers.records import EXAMPLE

SEEN = DATA / "link" / "seen" / "records"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder of two reports: a plain one, and one with a deed that the rules are not sure of."""
    folder = tmp_path / "my texts"
    folder.mkdir()
    (folder / "2020-03-10-a.txt").write_text("青湖镇派出三十名干部。\n", encoding="utf-8")
    (folder / "2020-03-11-b.txt").write_text("县医院派出8名医生。前往街道消毒。\n", encoding="utf-8")
    return folder


def last(*args: object, code: int = 0) -> str:
    done = deedgraph(*args)
    assert done.code == code, done.err
    return done.err.splitlines()[-1]


def test_extract_counts_its_drafts_and_names_the_review(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "drafts"
    rows = deedgraph("extract", texts, "--format", "jsonl").out.splitlines()
    unsure = sum('"reason": "' in row for row in rows)
    assert len(rows) > unsure > 0
    counts = f"2 drafts, {len(rows)} deeds, {unsure} unsure"
    assert (
        last("extract", texts, "-o", out)
        == f"{counts}; next: {shlex.join(['deedgraph', 'review', str(out)])}"
    )
    one = texts / "2020-03-10-a.txt"
    draft = tmp_path / "a draft.yaml"
    assert last("extract", one, "-o", draft) == f"1 draft, 1 deed, 0 unsure; next: deedgraph review '{draft}'"
    zh = last("--lang", "zh", "extract", one, "-o", draft)
    assert zh == f"1 份草稿，1 件事迹，0 件没把握；下一步：deedgraph review '{draft}'"


def test_extract_says_nothing_among_what_a_script_reads(texts: Path) -> None:
    for format_ in ("yaml", "jsonl"):
        done = deedgraph("extract", texts / "2020-03-10-a.txt", "--format", format_)
        assert "draft," not in done.out and "next" not in done.out
        following = "deedgraph review FILE" if format_ == "yaml" else "deedgraph evaluate GOLD FILE"
        assert done.err == f"1 draft, 1 deed, 0 unsure; next: {following}\n"


def test_extract_counts_what_it_wrote_when_something_failed(texts: Path, tmp_path: Path) -> None:
    (texts / "2020-03-12-c.txt").write_bytes(b"\x00\x01")
    done = deedgraph("extract", texts, "-o", tmp_path / "drafts")
    assert done.code == 1
    assert any(line.startswith("2 drafts, ") for line in done.err.splitlines())
    drafts = tmp_path / "drafts"
    for draft in drafts.iterdir():
        draft.write_text("report: x\n", encoding="utf-8")
    assert "drafts," not in deedgraph("extract", texts, "-o", drafts).err  # nothing was written


def test_check_names_the_build_the_review_or_itself(texts: Path, tmp_path: Path) -> None:
    sound = last("check", EXAMPLE)
    assert sound == f"nothing is wrong, nothing is left over; next: deedgraph build {EXAMPLE} --store DIR"
    assert last("check").endswith("; next: deedgraph build --store DIR")
    assert last("--lang", "zh", "check", EXAMPLE).endswith(
        f"；下一步：deedgraph build {EXAMPLE} --store 文件夹"
    )
    draft = tmp_path / "a.yaml"
    deedgraph("extract", texts / "2020-03-10-a.txt", "-o", draft)
    review = shlex.join(["deedgraph", "review", str(draft), "--text", str(texts)])
    assert last("check", draft, "--text", texts).endswith(f"; next: {review}")
    wrong = sorted((DATA / "wrong").glob("*.yaml"))[0]
    assert last("check", wrong, code=1).endswith("; fix what is listed, then run check again")
    assert last("--lang", "zh", "check", wrong, code=1).endswith("；请改正所列各处，再运行 check")


def test_build_names_the_deeds_or_how_to_keep_them(tmp_path: Path) -> None:
    store = tmp_path / "a store"
    assert last("build", EXAMPLE, "--store", store).endswith(
        f" written; next: deedgraph deeds --store '{store}'"
    )
    assert last("check", "--store", store).endswith(f"; next: deedgraph deeds --store '{store}'")
    kept = last("build", EXAMPLE)
    assert kept.startswith("1 report, 4 deeds, ") and kept.endswith(
        f"; next: deedgraph build {EXAMPLE} --store DIR"
    )


def test_link_names_the_decision_or_the_build() -> None:
    build = f"; next: deedgraph build {EXAMPLE} --store DIR"
    assert last("link", EXAMPLE) == f"0 sure links, 0 unsure pairs, 0 conflicts, 0 event clusters{build}"
    decide = f"; next: deedgraph link {SEEN} --same A B --by NAME, or --not-same A B"
    assert last("link", SEEN).endswith(decide)
    assert last("--lang", "zh", "link", SEEN).endswith(
        f"；下一步：deedgraph link {SEEN} --same A B --by 姓名，或 --not-same A B"
    )
