"""A person's decisions: in their file, honoured by link and build, taken back; a damaged file is told in a line."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner, Result
from helpers.paths import DATA

from graph.cli import cli, main
from graph.errors import CallError, DataErrors, DeedgraphError
from graph.link.decisions import decide, decisions_file, read_decisions, take_back
from graph.model.records import Decision

SEEN = DATA / "link" / "seen" / "records"
TEAM, OTHER = "report/yd-0603/agent/volunteers", "report/yd-0606/agent/volunteers"
WORD: Decision = {
    "a": TEAM,
    "b": OTHER,
    "same": True,
    "by": "李编辑",
    "on": "2021-07-01",
    "why": "同一支队伍",
}


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return Path(copytree(SEEN, tmp_path / "records"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def found(records: Path) -> Any:
    return json.loads(run("link", records, "--format", "json").stdout)


def test_a_decision_is_written_read_and_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "decisions.yaml"
    decide(file, WORD)
    assert read_decisions(file) == [WORD]
    decide(
        file, {**WORD, "a": OTHER, "b": TEAM, "same": False}
    )  # the same two: it takes the place of the first
    assert [decision["same"] for decision in read_decisions(file)] == [False]
    assert take_back(file, TEAM, OTHER)["by"] == "李编辑"
    assert read_decisions(file) == []
    with pytest.raises(CallError, match="none to take back"):
        take_back(file, TEAM, OTHER)


def test_comments_and_order_of_the_file_stay(tmp_path: Path) -> None:
    file = tmp_path / "decisions.yaml"
    file.write_text(
        "# 先问王编辑\ndecisions:\n  # 电话核实\n  - {a: agent/x, b: agent/y, same: true, by: 王编辑, on: '2021-01-02'}  # 已核\n",
        encoding="utf-8",
    )
    decide(file, WORD)
    text = file.read_text(encoding="utf-8")
    assert text.index("# 先问王编辑") < text.index("# 电话核实") < text.index("# 已核") < text.index(TEAM)
    take_back(file, TEAM, OTHER)
    assert "# 电话核实" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("decisions: [", "broken YAML"),
        ("decisions:\n  - {a: agent/x, b: agent/x, same: true, by: 李, on: '2021-01-01'}\n", "is what a is"),
        ("decisions:\n  - {a: agent/x, b: place/y, same: true, by: 李, on: '2021-01-01'}\n", "of another type"),
        ("decisions:\n  - {a: x, b: agent/y, same: true, by: 李, on: '2021-01-01'}\n", "the path of an agent"),
        ("decisions:\n  - {a: agent/x, b: agent/y, same: maybe, by: 李, on: '2021-01-01'}\n", "true if they are the same"),
        ("decisions:\n  - {a: agent/x, b: agent/y, same: true, on: '2021-01-01'}\n", "by is missing"),
        ("decisions: {}\n", "write a list"),
        ("- agent/x\n", "is a mapping"),
        (
            "decisions:\n  - {a: agent/x, b: agent/y, same: true, by: 李, on: '2021-01-01'}\n"
            "  - {a: agent/y, b: agent/x, same: false, by: 王, on: '2021-01-02'}\n",
            "duplicate pair",
        ),
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_in_one_line_and_left_alone(records: Path, content: str, told: str) -> None:
    file = records / "decisions.yaml"
    file.write_text(content, encoding="utf-8")
    for change in (
        lambda: decide(file, WORD),
        lambda: take_back(file, TEAM, OTHER),
        lambda: read_decisions(file),
    ):
        with pytest.raises(DataErrors, match=told) as caught:
            change()
        (line,) = str(caught.value).splitlines()
        assert line.startswith(f"{file}:")
    assert file.read_text(encoding="utf-8") == content
    assert isinstance(run("link", records).exception, DataErrors)


def test_where_the_decisions_stand(tmp_path: Path) -> None:
    report = tmp_path / "report"
    (tmp_path / "shared").mkdir()
    report.mkdir()
    assert decisions_file([tmp_path]) == tmp_path / "shared" / "decisions.yaml"
    assert decisions_file([report]) == tmp_path / "shared" / "decisions.yaml"
    assert decisions_file([report / "a.yaml"]) == tmp_path / "shared" / "decisions.yaml"
    (report / "decisions.yaml").touch()
    assert decisions_file([tmp_path]) == report / "decisions.yaml"


def test_what_is_decided_at_the_command_line_holds_from_then_on(records: Path) -> None:
    asked = [{pair["a"], pair["b"]} for pair in found(records)["unsure"]]
    assert {TEAM, OTHER} in asked
    assert run("link", records, "--same", TEAM, OTHER, "--by", "李编辑", "--why", "同一支队伍").exit_code == 0
    after = found(records)
    assert {TEAM, OTHER} not in [{pair["a"], pair["b"]} for pair in after["unsure"]]
    decided = [link for link in after["sure"] if link["decided"]]
    assert [(link["a"], link["b"], link["score"]) for link in decided] == [(TEAM, OTHER, 1.0)]
    assert run("link", records, "--not-same", OTHER, TEAM, "--by", "王编辑").exit_code == 0
    assert not [link for link in found(records)["sure"] if link["decided"]]
    assert run("link", records, "--take-back", TEAM, OTHER).exit_code == 0
    assert {TEAM, OTHER} in [{pair["a"], pair["b"]} for pair in found(records)["unsure"]]


def test_a_build_honours_decisions_and_tells_of_those_that_are_ignored(records: Path, tmp_path: Path) -> None:
    run("link", records, "--same", TEAM, "report/yd-0607/agent/gone", "--by", "李编辑")
    run("link", records, "--not-same", "agent/gy-juwei", "agent/guiyuan-committee", "--by", "李编辑")
    built = run("build", records, "--store", tmp_path / "store")
    assert built.exit_code == 0
    assert "there is no report/yd-0607/agent/gone" in built.stderr
    assert "event clusters" in built.stderr
    asked = run(
        "sparql", "--store", tmp_path / "store", "--format", "csv",
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX dg: <https://w3id.org/deedgraph#> "
        "SELECT ?b { ?d a dg:Decision ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> owl:differentFrom ; "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#object> ?b }",
    )  # fmt: skip
    assert asked.stdout.splitlines()[1:] == ["https://w3id.org/deedgraph/id/agent/gy-juwei"]


def test_the_tables_show_links_questions_conflicts_and_happenings(records: Path) -> None:
    run("link", records, "--not-same", "agent/lj-fgw", "agent/linjiang-drc", "--by", "李编辑")
    shown = run("link", records)
    assert shown.exit_code == 0
    for heading in ("Sure", "Unsure", "Conflicts", "Event clusters"):
        assert f"{heading}\n+" in shown.stdout
    assert "quantities: 943 个; 934 个; ≥ 900 个" in shown.stdout
    assert "1 conflict" in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--same", "agent/a", "agent/b"), "--by NAME"),
        (
            ("--same", "agent/a", "agent/b", "--take-back", "agent/a", "agent/b", "--by", "x"),
            "one decision at a time",
        ),
        (("--by", "x"), "go with --same"),
        (("--same", "a", "agent/b", "--by", "x"), "the path of an agent"),
        (("--same", "agent/a", "place/b", "--by", "x"), "of another type"),
    ],
)
def test_a_wrong_call_is_told(
    records: Path, arguments: tuple[str, ...], told: str, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setattr("sys.argv", ["deedgraph", "link", str(records), *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert told in capsys.readouterr().err
    assert not (records / "decisions.yaml").exists()


def test_decisions_may_stand_among_record_lines(tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    file.write_text(json.dumps({"record": "decision", **WORD}) + "\n", encoding="utf-8")
    assert read_decisions(file) == [WORD]


def decided(*arguments: object) -> str:
    """Return the line that a decision is refused with, and nothing but a line."""
    refused = run("link", *arguments, "--same", TEAM, OTHER, "--by", "李编辑").exception
    assert isinstance(refused, DeedgraphError), refused
    assert "\n" not in str(refused)
    return str(refused)


@pytest.mark.parametrize("name", ["lines.jsonl", "my.txt", "decisions", "decisions.YAML"])
def test_a_decision_is_written_only_where_it_will_be_read(records: Path, name: str) -> None:
    file = records.parent / name
    assert "name a file that ends in .yaml" in decided(records, "--decisions", file)
    assert not file.exists()
    held = json.dumps({"record": "decision", **WORD}) + "\n"
    file.write_text(held, encoding="utf-8")
    assert str(file) in decided(records, "--decisions", file)
    assert file.read_text(encoding="utf-8") == held
    read = run("link", records, "--decisions", file)
    assert (read.exit_code == 0) == (name == "lines.jsonl")


def test_nothing_is_decided_about_records_that_are_not_there(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert decided("nowhere") == "nowhere: no such file or folder"
    assert str(run("link", "nowhere").exception) == "nowhere: no such file or folder"
    assert list(tmp_path.iterdir()) == []


def test_no_decision_is_written_beside_the_drafts_of_an_ingest(records: Path, monkeypatch: Any) -> None:
    drafts = Path(copytree(records, records.parent / "g.db.ingest" / "drafts"))
    before = sorted(drafts.rglob("*"))
    for given in ([drafts], [drafts.parent], sorted(drafts.glob("*.yaml"))[:2]):
        assert "name a file in a folder that is ingested: --decisions FILE" in decided(*given)
    monkeypatch.chdir(drafts)
    assert "--decisions FILE" in decided(".")
    assert sorted(drafts.rglob("*")) == before
    assert run("link", drafts).exit_code == 0
    shared = records.parent / "arch" / "records"
    shared.mkdir(parents=True)
    (shared / "units.yaml").write_text("agents: []\n", encoding="utf-8")
    made = run("link", drafts, shared, "--same", TEAM, OTHER, "--by", "李编辑")
    assert made.stderr.startswith(f"{shared / 'decisions.yaml'}: ")
    assert read_decisions(shared / "decisions.yaml")
