"""No word that a person can type or give ends a command in a traceback: every option and argument of every command."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from helpers.paths import DATA
from helpers.records import EXAMPLE

from graph.cli import cli
from graph.errors import DeedgraphError

WORDS = [
    "", " ", "青湖镇", "x", "nan", "inf", "-inf", "-1", "0", "1e999", "9" * 40, "a" * 300, "长" * 300, "\udcff",
    "\udcff.yaml", "a\nb", "/dev/full", "/dev/null", "/dev/zero", "/dev/full/x.yaml", "~", "'\"$(x)`", "-", "--", "=", "#",
    "http://[", "2020-02-30", "20200310", "a.yaml", "a" * 300 + ".yaml", "null.jsonl", "deep.jsonl", "notext.yaml",
]  # fmt: skip
# What a command needs to come as far as its options; {} is a folder with the files of ``folder``.
NEEDS = {
    "export": ["o.nt"], "remove": ["no-report"], "extract": ["2020-03-10-a.txt"], "evaluate": ["mine", "mine"],
    "agree": ["mine", "mine"], "annotations": ["mine"], "ingest": ["empty", "--store", "s"], "review": ["mine"],
    "build": ["mine"], "check": ["mine"], "link": ["mine"], "show": ["--no-open"], "network": [],
}  # fmt: skip
SLOW = {"show", "ingest"}  # a page or a store a word; of words, every fourth
PARAMETERS = [
    (name, parameter)
    for name, command in sorted(cli.commands.items())
    for parameter in command.params
    if not (isinstance(parameter, click.Option) and parameter.is_flag)
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hubei: ox.Store) -> Path:
    """Work in a folder of small files; what would serve, open a browser or fork does not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("graph.api.packaged", lambda: hubei)  # loaded once, not for each word
    (tmp_path / "empty").mkdir()
    (tmp_path / "mine").symlink_to(EXAMPLE)
    (tmp_path / "2020-03-10-a.txt").write_text("青湖镇派出三十名干部。\n", encoding="utf-8")
    (tmp_path / "null.jsonl").write_text("null\n")
    (tmp_path / "deep.jsonl").write_text("[" * 100_000 + "\n")
    (tmp_path / "notext.yaml").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setattr("graph.web.serve.server.serve", lambda *_, **__: None)
    monkeypatch.setattr("graph.web.review.server.run", lambda *_, **__: None)
    monkeypatch.setattr("graph.web.serve.mcp.over_stdio", _nothing)
    monkeypatch.setattr("click.launch", lambda *_, **__: 0)
    monkeypatch.setattr("os.fork", lambda: 0)  # what a child does under --timeout is done here
    return tmp_path


async def _nothing(*_: object) -> None:
    return


def wrong(args: list[str]) -> str:
    """Return what is wrong with how a command ended, "" if nothing is."""
    done = CliRunner().invoke(cli, args)
    error = done.exception
    if error is None or isinstance(error, (DeedgraphError, SystemExit)):
        told = str(error) if isinstance(error, DeedgraphError) else ""
        return "" if done.exit_code in (0, 1, 2) and "Traceback" not in done.output + told else done.output
    # The system's own refusal of a path is told by ``main``, in a line; what is no UTF-8 it writes by its number.
    expected = (isinstance(error, OSError) and error.filename) or isinstance(error, UnicodeEncodeError)
    return "" if expected else repr(error)


@pytest.mark.parametrize(
    ("name", "parameter"), PARAMETERS, ids=[f"{name}-{parameter.name}" for name, parameter in PARAMETERS]
)
def test_a_word_ends_no_command_in_a_traceback(folder: Path, name: str, parameter: click.Parameter) -> None:
    needed = NEEDS.get(name, [])
    found = {}
    for word in WORDS[::4] if name in SLOW else WORDS:
        if isinstance(parameter, click.Option):
            args = [name, *needed, *[parameter.opts[0], *[word] * max(1, parameter.nargs)]]
        else:
            options = [
                part
                for n, part in enumerate(needed)
                if part.startswith("--") or (n and needed[n - 1] == "--store")
            ]
            args = [name, *options, "--", *[word] * max(1, len(needed) - len(options))]
        if problem := wrong(args):
            found[word[:20]] = problem
    assert not found


def run(*args: str, out: str = "", **streams: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command itself, as ``main`` tells what the system refuses."""
    streams.setdefault("stdout", subprocess.PIPE)
    encoded = [os.fsencode(arg) for arg in args]
    return subprocess.run([sys.executable, "-m", "graph.cli", *encoded], stderr=subprocess.PIPE, **streams)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    "args",
    [
        ("extract", "a" * 300),
        ("build", "长" * 100 + ".yaml"),
        ("link", "--decisions", "a" * 300 + ".yaml"),
        ("deeds", "--who", "\udcff"),
        ("deeds", "--from", "x"),
        ("query", "a" * 300),
        ("evaluate", "null.jsonl", "null.jsonl"),
        ("agree", "null.jsonl", "null.jsonl"),
        ("export", "a" * 300 + ".nt"),
        ("export", "/proc/x.nt"),
    ],
)
def test_a_person_gets_one_line(args: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "null.jsonl").write_text("null\n")
    done = run(*args, cwd=tmp_path)
    lines = done.stderr.decode().rstrip("\n").splitlines()
    assert done.returncode in (1, 2) and "Traceback" not in done.stderr.decode()
    assert len(lines) == 1 or lines[0].startswith("Usage: ")
    assert [path.name for path in tmp_path.iterdir()] == ["null.jsonl"]  # and nothing half-written is left


PRINTS = ["deeds", "deeds --format csv", "totals --format json", "query", "network", "--help", "--version"]


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
@pytest.mark.parametrize("command", PRINTS)
def test_a_full_disk_at_the_other_end_is_told(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*command.split(), stdout=full)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == "standard output: No space left on device"
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("command", ["deeds --format csv", "deeds", "--help"])
def test_who_closes_a_pipe_is_told_nothing(command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    done = run(*command.split(), stdout=write)
    os.close(write)
    assert done.returncode == 1
    assert not done.stderr or done.stderr.decode().endswith(" deeds\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["deeds --format csv", "sparql -", "extract -"])
def test_streams_may_be_closed(command: str, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m graph.cli {command} {closed}"], capture_output=True, text=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode in (0, 1, 2) and "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "args",
    [("show", "--no-open", "-o"), ("annotations", str(EXAMPLE), "-o"), ("extract", "2020-03-10-a.txt", "-o")],
)
def test_a_device_is_written_to_and_stays_one(args: tuple[str, ...], tmp_path: Path) -> None:
    """A file that takes the place of what is named would take the place of ``/dev/null`` for all who may write there."""
    (tmp_path / "2020-03-10-a.txt").write_text("青湖镇派出三十名干部。\n", encoding="utf-8")
    null, full = tmp_path / "null", tmp_path / "full"
    null.symlink_to("/dev/null")
    full.symlink_to("/dev/full")
    done = run(*args, "null", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run(*args, "full", cwd=tmp_path)
    assert done.returncode == 2 and b"cannot be written: No space left on device" in done.stderr
    assert Path("/dev/null").is_char_device() and Path("/dev/full").is_char_device()


def test_a_terminal_without_chinese_shows_the_numbers_of_characters() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = run("deeds", "--who", "省妇联", env=environment)
    assert done.returncode == 0 and b"\\u7701\\u5987\\u8054" in done.stdout


def test_a_name_that_is_no_utf8_is_written_by_its_number() -> None:
    done = run("check", "\udcff")
    assert (done.returncode, done.stdout) == (1, b"\\udcff: no such file or folder\n")


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("command", ["deeds", "serve"])
def test_a_limit_in_time_is_finite_and_above_0(command: str, value: str) -> None:
    done = run(command, "--timeout", value)
    assert done.returncode == 2 and b"write a number of seconds above 0" in done.stderr


def test_annotations_of_a_file_without_its_report_are_refused() -> None:
    done = run("annotations", str(DATA.parents[1] / "data" / "hubei-daily-2020-03-11" / "deeds.yaml"))
    assert done.returncode == 2 and b"0 reports; annotations are those of one" in done.stderr
