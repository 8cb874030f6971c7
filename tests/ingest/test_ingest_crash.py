"""Killed at any moment, on one machine or on a cluster: ingest goes on where it was, and the graph is the same."""

import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.generate import records
from benchmarks.texts import texts, write
from graph.export.write import export
from graph.ingest.job_pool import run_jobs
from graph.ingest.listing import Found
from graph.ingest.tasks import Job, Outcome
from graph.store.store import open_store

# CI kills it fifty times; elsewhere a few times will do.
ROUNDS = 50 if os.environ.get("CI") else 10


def command(folder: Path, store: Path, *more: object) -> list[str]:
    words = (folder, "--store", store, "--unreviewed", *more)
    return [sys.executable, "-m", "graph.cli", "ingest", *map(str, words)]


def turtle(store: Path) -> bytes:
    out = store.with_suffix(".ttl")
    export(open_store(store), out)
    return out.read_bytes()


def archive(folder: Path, edition: int) -> None:
    """Write an archive whose files differ from edition to edition: some are new, some changed, some gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for n, (name, text) in enumerate(texts(10, seed=4, characters=100)):
        if n % 3 != edition % 3:
            more = f"镇政府派出{edition + 2}名干部到村里值守。\n" if n % 2 else ""
            (folder / name).write_text(text + more)
    for part in range(3):
        lines = [json.dumps(record, ensure_ascii=False) for record in records(6, seed=part + edition % 2)]
        # The reports of each file have names of their own; the units and places are those of all.
        told = "\n".join(lines).replace('"id": "report-', f'"id": "part-{part}-')
        (folder / f"{part}.jsonl").write_text(told + "\n")


def test_killed_again_and_again_it_ends_in_the_same_graph(tmp_path: Path) -> None:
    folder, store, undisturbed = tmp_path / "archive", tmp_path / "graph", tmp_path / "undisturbed"
    archive(folder, 0)
    began = time.monotonic()
    subprocess.run(command(folder, undisturbed, "--jobs", 1), check=True, stderr=subprocess.DEVNULL)
    whole = time.monotonic() - began
    chance = random.Random(8)
    killed = edition = 0
    while killed < ROUNDS:
        more = ("--jobs", 2) if killed % 5 == 4 else ("--jobs", 1)
        with subprocess.Popen(
            command(folder, store, *more), stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            time.sleep(chance.uniform(0.15, 1.0) * whole)
            at_work = process.poll() is None
            process.send_signal(signal.SIGKILL)
        assert ends(process.pid), "a worker outlived the process that began it"
        killed += at_work
        if not at_work or killed % 4 == 0:  # there is always something to do, and some of it done half
            edition += 1
            archive(folder, edition)
    archive(folder, 0)
    subprocess.run(command(folder, store, "--jobs", 1), check=True, stderr=subprocess.DEVNULL)
    assert turtle(store) == turtle(undisturbed)


def ends(group: int) -> bool:
    """Say whether all processes of a group end within some seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def jobs(number: int) -> Iterator[Job]:
    for name, text in texts(number, seed=2, characters=200):
        yield Job(name, "text", text.encode(), date(2020, 3, 11))


def test_a_worker_that_is_killed_loses_no_file() -> None:
    wanted = [outcome.draft for _, outcome in run_jobs(jobs(30), 1)]
    assert all(wanted)
    found = []
    for n, (_, outcome) in enumerate(run_jobs(jobs(30), 2)):
        found.append(outcome.draft)
        if n == 4:
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
    assert found == wanted


def test_a_file_on_which_workers_die_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    import graph.ingest.job_pool as module

    monkeypatch.setattr(module, "process", die_of_bad)
    given = [Job(name, "text", b"") for name in ("a", "bad", "b", "c", "d")]
    outcomes = {job.path: outcome for job, outcome in run_jobs(given, 2)}
    assert list(outcomes) == ["a", "bad", "b", "c", "d"]
    assert [name for name, outcome in outcomes.items() if outcome.error] == ["bad"]
    assert outcomes["bad"].again and "the process that read it died" in (outcomes["bad"].error or "")


def test_a_file_on_which_reading_hangs_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    import graph.ingest.job_pool as module

    monkeypatch.setattr(module, "process", hang_on_bad)
    monkeypatch.setattr(module, "SECONDS", 1)
    given = [Job(name, "text", b"") for name in ("a", "bad", "b", "worse", "c")]
    outcomes = {job.path: outcome for job, outcome in run_jobs(given, 2)}
    assert list(outcomes) == ["a", "bad", "b", "worse", "c"]
    assert [name for name, outcome in outcomes.items() if outcome.error] == ["bad", "worse"]
    for name in ("bad", "worse"):
        words = "not read within 1 seconds, twice; is it damaged? fix it, or take it out"
        assert outcomes[name] == Outcome(error=f"{name}: {words}", again=True)


def hang_on_bad(job: Job) -> Outcome:
    if job.path == "bad":
        time.sleep(600)
    if job.path == "worse":  # the interpreter is held by a library, so that no other thread runs
        re.search("(a+)+b", "a" * 60)
    return Outcome()


def die_of_bad(job: Job) -> object:
    from graph.ingest.tasks import Outcome

    if job.path == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """Start a Dask scheduler and two workers on loopback; yield the address and the workers."""
    pytest.importorskip("distributed")
    told = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    at_home = ["--host", "127.0.0.1", "--no-dashboard"]
    began = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "distributed.cli.dask_scheduler",
                "--port",
                "0",
                "--scheduler-file",
                str(told),
                *at_home,
            ],
            **quiet,
        )
    ]
    try:
        while not told.exists() or not told.read_text():
            assert began[0].poll() is None
            time.sleep(0.05)
        address = json.loads(told.read_text())["address"]
        worker = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--nthreads",
            "1",
            "--no-nanny",
        ]
        folders = ["--local-directory", str(tmp_path)]
        began += [subprocess.Popen([*worker, *at_home, *folders], **quiet) for _ in range(2)]
        yield address, began[1:]
    finally:
        for process in began:
            process.kill()
            process.wait()


def test_a_cluster_that_loses_a_worker_makes_the_same_graph(
    tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]]
) -> None:
    address, workers = cluster
    folder, store, alone = tmp_path / "archive", tmp_path / "graph", tmp_path / "alone"
    write(folder, 40, characters=300)
    (folder / "000" / "2020-03-11-bad.txt").write_bytes(b"\0\1\2")
    drafts = store.with_name("graph.ingest") / "drafts"
    with subprocess.Popen(
        command(folder, store, "--dask", address), stderr=subprocess.PIPE, text=True
    ) as process:
        while not drafts.is_dir() or len(list(drafts.iterdir())) < 5:
            assert process.poll() is None
            time.sleep(0.02)
        workers[0].kill()
        assert process.stderr
        told = process.stderr.read()
    assert process.returncode == 1 and "41 files: 40 loaded, 1 set aside\n" in told, told
    done = subprocess.run(command(folder, alone, "--jobs", 1), stderr=subprocess.PIPE, text=True)
    assert done.stderr == told
    assert turtle(store) == turtle(alone)
    others = alone.with_name("alone.ingest") / "drafts"
    assert {p.name: p.read_bytes() for p in drafts.iterdir()} == {
        p.name: p.read_bytes() for p in others.iterdir()
    }


def test_a_missing_extra_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "2020-03-11-a.txt").write_text("县医院派出12名医生。")
    hidden = "import sys; sys.modules['distributed'] = None; from graph.cli import main; main()"
    arguments = command(tmp_path / "archive", tmp_path / "graph", "--dask", "tcp://127.0.0.1:9")[3:]
    told = subprocess.run([sys.executable, "-c", hidden, *arguments], capture_output=True, text=True)
    assert told.returncode == 2 and told.stderr == "--dask needs an extra: pip install 'deedgraph[dask]'\n"


def test_a_file_is_known_by_its_bytes() -> None:
    """A file that changes twice within the disk's clock is looked at again: its time of change is not trusted."""
    from graph.ingest.importer import _trusted

    now = time.time_ns()
    assert _trusted(Found("a", "text", 1, now - 100), now).mtime == -1
    assert _trusted(Found("a", "text", 1, now - 10_000_000_000), now).mtime > 0
