"""A device or a pipe as input: read with an end and a bound, or refused in a line."""

import os
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.records import EXAMPLE

from graph.cli import cli
from graph.common import open_input as inputs
from graph.common.open_input import open_input, read_input
from graph.errors import DataError, DeedgraphError

DEVICES = [path for path in ("/dev/zero", "/dev/full", "/dev/urandom", "/dev/null") if Path(path).exists()]
SUFFIXES = ("", ".txt", ".yaml", ".jsonl", ".rq", ".pdf", ".html", ".json")
CALLS = [
    ("check", "{}"), ("build", "{}"), ("link", "{}"), ("evaluate", "{}", "mine"), ("evaluate", "mine", "{}"),
    ("evaluate", "mine", "mine", "--errors", "--text", "{}"), ("agree", "{}", "mine"), ("agree", "mine", "{}"),
    ("extract", "{}", "--published", "2020-03-10"), ("check", "mine", "--text", "{}"), ("review", "{}"),
    ("review", "mine", "--text", "{}"), ("review", "mine", "--known", "{}"), ("annotations", "{}"),
    ("annotations", "mine", "--text", "{}"), ("annotations", "mine", "--text", "mine", "--from", "{}"),
    ("link", "mine", "--decisions", "{}"), ("query", "{}"), ("ingest", "{}", "--store", "s"),
    ("link", "mine", "--decisions", "{}", "--same", "agent/a", "agent/b", "--by", "某甲"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with each device and a pipe under names of all forms."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(inputs, "_WAIT_SECONDS", 0.01)
    monkeypatch.setattr("graph.web.review.server.run", lambda *_, **__: None)
    (tmp_path / "mine").symlink_to(EXAMPLE)
    for suffix in SUFFIXES:
        os.mkfifo(tmp_path / f"pipe{suffix}")
        for device in DEVICES:
            (tmp_path / f"{Path(device).name}{suffix}").symlink_to(device)
    return tmp_path


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_an_input_without_an_end_ends_in_a_line(folder: Path, call: tuple[str, ...]) -> None:
    for name in sorted(path.name for path in folder.iterdir() if path.name != "mine" and path.name != "s"):
        done = CliRunner().invoke(cli, [word.replace("{}", name) for word in call])
        error = done.exception
        assert isinstance(error, (DeedgraphError, SystemExit, type(None))), (name, error)
        said = str(error) if isinstance(error, DeedgraphError) else done.output
        opens_without = call[:3] == ("review", "mine", "--text")  # as with any text that cannot be read
        assert (said or opens_without) and "Traceback" not in said, name


@pytest.mark.parametrize("name", ["zero", "full", "urandom", "null", "pipe"])
def test_devices_and_silent_pipes_are_refused(folder: Path, name: str) -> None:
    words = "nobody writes to this pipe" if name == "pipe" else "a device, which may have no end"
    with pytest.raises(DataError, match=f"{name}: {words}"):
        open_input(Path(name))


@pytest.mark.parametrize("slow", [0, 0.3])
def test_a_pipe_with_a_writer_is_read_to_its_end(folder: Path, slow: float) -> None:
    def write() -> None:
        with (folder / "pipe").open("wb") as file:
            time.sleep(slow)
            file.write("青湖镇".encode() * 50_000)

    writer = threading.Thread(target=write)
    inputs._WAIT_SECONDS = 0.1
    writer.start()
    assert read_input(folder / "pipe", 10**7).decode() == "青湖镇" * 50_000
    writer.join()


def test_what_is_read_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert [len(read_input(tmp_path / "a", most)) for most in (10, 99, 100, 101)] == [11, 100, 100, 100]
