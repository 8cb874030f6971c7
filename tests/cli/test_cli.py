"""The command line as a person meets it: what goes where, which exit, no traceback, nothing half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.command import deedgraph
from helpers.records import EXAMPLE

from graph.cli import cli


def test_the_commands_of_the_contract_are_there() -> None:
    assert {"show", "build", "query", "sparql", "deeds", "export", "check"} <= set(cli.commands)
    shown = deedgraph("--help")
    assert shown.code == 0
    assert all(name in shown.out for name in cli.commands)
    assert deedgraph("--version").out == "deedgraph 0.1.0\n"


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_each_command_says_what_it_does(name: str) -> None:
    shown = deedgraph(name, "--help")
    assert shown.code == 0
    assert shown.out.startswith(f"Usage: deedgraph {name} ")


def test_results_go_to_output_and_words_to_error() -> None:
    told = deedgraph("deeds", "--who", "省妇联")
    assert told.code == 0
    assert [line.split()[0] for line in told.out.splitlines()] == ["deed", "d62", "d63", "d64", "d65"]
    assert told.err == "4 deeds\n"
    rows = [
        json.loads(line)
        for line in deedgraph("deeds", "--who", "省妇联", "--format", "jsonl").out.splitlines()
    ]
    assert [row["did"] for row in rows] == ["协作", "编为", "派到", "排查"]


def test_build_show_and_ask_ones_own_records(tmp_path: Path) -> None:
    store = tmp_path / "store"
    built = deedgraph("build", EXAMPLE, "--store", store)
    assert (built.code, built.out) == (0, "")
    assert built.err.startswith("1 report, 4 deeds, 6 agents, 3 places, ")
    assert "捐款" in deedgraph("deeds", "--store", store, "--to", "2021-08-02").out
    shown = deedgraph("show", "--store", store, "-o", tmp_path / "page.html")
    assert shown.code == 0, shown.err
    assert "no display here; open the file in a browser" in shown.err
    assert (tmp_path / "page.html").read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_sparql_from_text_and_from_standard_input() -> None:
    query = (
        'PREFIX dg: <https://w3id.org/deedgraph#> SELECT ?name { ?p dg:code "420106012003"; dg:name ?name }'
    )
    for run in (
        deedgraph("sparql", query, "--format", "csv"),
        deedgraph("sparql", "--format", "csv", stdin=query),
    ):
        assert (run.code, run.out.split()) == (0, ["name", "武铁社区"])
    assert deedgraph("sparql", query, "--format", "md").out.splitlines()[-1].strip("| ") == "武铁社区"
    told = json.loads(deedgraph("sparql", query, "--format", "json").out)
    assert told["results"]["bindings"] == [{"name": {"type": "literal", "value": "武铁社区"}}]
    assert deedgraph("sparql", query, "--format", "tsv").out == '?name\n"武铁社区"\n'
    assert deedgraph("sparql", "ASK { ?s ?p ?o }").out == "true\n"
    described = deedgraph("sparql", "DESCRIBE <https://w3id.org/deedgraph/id/place/wutie>")
    assert "schema:Place" in described.out


def test_saved_queries_are_listed_with_their_parameters() -> None:
    listed = deedgraph("query")
    assert listed.code == 0
    assert "unit-deeds" in listed.out


def test_a_file_of_ones_own_query(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "#+ title: {zh: 甲, en: A}\n#+ answers: {zh: 乙, en: B}\n#+ parameters:\n"
        "#+   name: {type: name, default: 省妇联, zh: 名称, en: name}\n"
        "SELECT ?a { ?a <https://w3id.org/deedgraph#name> $name }",
        encoding="utf-8",
    )
    assert (
        deedgraph("query", path, "--format", "csv").out.split()[1].endswith("/agent/hubei-womens-federation")
    )
    assert deedgraph("query", path, "-p", 'name=x" } DROP ALL #', "--format", "csv").out.split() == ["a"]


BAD_CALLS = [
    (("sparql", "DROP ALL"), "updates are refused"),
    (("sparql", "PREFIX s: <x:> INSERT DATA { s:a s:b s:c }"), "updates are refused"),
    (("sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE is refused"),
    (("sparql", "SELECT * {"), "the query cannot be read: error at 1:"),
    (("sparql", ""), "the query cannot be read"),
    (("sparql", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"), "leave --format out"),
    (("query", "no-such-query"), "no saved query 'no-such-query'; known are"),
    (("query", "missing.rq"), "missing.rq: cannot be read"),
    (("query", "unit-deeds", "-p", "unit"), "write KEY=VALUE"),
    (("query", "unit-deeds", "-p", "zzz=1"), "has no parameter 'zzz'"),
    (("deeds", "--kind", "dig"), "no kind 'dig'; known are"),
    (("deeds", "--from", "2020-02-30"), "'2020-02-30' is not a date"),
    (("deeds", "--from", "2020-03-05", "--to", "2020-03-01"), "swap them"),
    (("query", "period-deeds", "-p", "from=2020-03-05", "-p", "to=2020-03-01"), "swap them"),
    (("deeds", "--store", "nowhere"), "nowhere: no such store"),
    (("remove", "a", "--store", "nowhere"), "nowhere: no such store"),
    (("remove", "http://x y", "--store", "nowhere"), "nowhere: no such store"),
    (("deeds", "--format", "xml"), "'xml' is not one of"),
    (("export", "nowhere/x.ttl"), "the folder nowhere does not exist"),
    (("export", "x.docx"), "unknown suffix '.docx'"),
    (("show", "--no-open", "-o", "nowhere/x.html"), "the folder nowhere does not exist"),
    (("check", "--text", "nowhere"), "nowhere"),
    (("frobnicate",), "No such command"),
]


@pytest.mark.parametrize(
    ("args", "words"), BAD_CALLS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_wrong_call_is_exit_2_and_a_line(args: tuple[str, ...], words: str, tmp_path: Path) -> None:
    run = deedgraph(*args, cwd=tmp_path)
    assert run.code == 2
    assert words in run.err
    assert run.out == ""
    assert list(tmp_path.iterdir()) == []


def test_wrong_data_is_exit_1_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        "report: r1\ndeeds:\n  - id: d01\n    kind: help\n    did: 帮助\n    whom: [x]\n"
        "    source: {paragraph: 1, start: 0, end: 2}\n",
        encoding="utf-8",
    )
    for command in ("build", "check"):
        run = deedgraph(command, path)
        assert run.code == 1
        assert f"{path}:3: deed d01: who is missing; write the doers" in run.out + run.err


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        target = Path("/proc/x.ttl")  # not even root can write here
    else:
        tmp_path.chmod(0o500)
        target = tmp_path / "x.ttl"
    run = deedgraph("export", target)
    assert run.code == 2
    assert f"{target}: cannot be written" in run.err


def test_a_space_beside_a_measure_word_is_not_meant() -> None:
    assert deedgraph("totals", "--measure", " 名 ").out == deedgraph("totals", "--measure", "名").out != ""


def test_an_answer_without_rows_says_so() -> None:
    run = deedgraph("query", "unit-deeds", "-p", "unit=不存在")
    assert (run.code, run.err) == (0, "0 rows\n")


@pytest.mark.parametrize("format", ["yaml", "jsonl"])
def test_a_report_that_cannot_be_read_leaves_the_old_draft(format: str, tmp_path: Path) -> None:
    (tmp_path / "bin.txt").write_bytes(b"\0\1\2")
    (tmp_path / "old.yaml").write_text("keep", encoding="utf-8")
    run = deedgraph(
        "extract", "bin.txt", "--published", "2021-07-03", "-o", "old.yaml", "--format", format, cwd=tmp_path
    )
    assert run.code == 1
    assert "bin.txt: " in run.err
    assert (tmp_path / "old.yaml").read_text(encoding="utf-8") == "keep"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin.txt", "old.yaml"]


def test_a_closed_pipe_is_no_fault() -> None:
    command = f"{sys.executable} -m graph.cli deeds --format jsonl | head -n 1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, graph.cli; print([m for m in ('pyoxigraph', 'rdflib', 'networkx', 'pyvis') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
