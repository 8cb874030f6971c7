"""Killed at any moment, on a full disk, read while it is written: each report is wholly old or wholly new."""

import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks.generate import records
from graph.model.read import read
from graph.store.load import load
from graph.store.store import holder_of, open_store

REPORTS, ROUNDS = 60, 12
Graphs = dict[str, frozenset[str]]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "graph.cli", *arguments]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)


def by_graph(store: ox.Store) -> Graphs:
    found: dict[str, set[str]] = {}
    for quad in store:
        found.setdefault(str(quad.graph_name), set()).add(str(quad.triple))
    return {name: frozenset(triples) for name, triples in found.items()}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Graphs]]:
    """Two editions of the same reports: the files, and what each graph holds then."""
    made = []
    for edition, did in enumerate(("派出", "派遣")):
        path = tmp_path_factory.mktemp("records") / f"{edition}.jsonl"
        lines = [r | {"did": did} if r["record"] == "deed" else r for r in records(REPORTS, seed=7)]
        path.write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
        )
        store = open_store()
        load(store, read([path]))
        made.append((path, by_graph(store)))
    return made


def killed_after(seconds: float, *arguments: str) -> None:
    with subprocess.Popen(command(*arguments), stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)


def test_killed_while_reports_are_replaced(tmp_path: Path, versions: list[tuple[Path, Graphs]]) -> None:
    folder = tmp_path / "store"
    began = time.monotonic()
    assert run("build", str(versions[0][0]), "--store", str(folder)).returncode == 0
    whole = time.monotonic() - began
    chance = random.Random(3)
    for turn in range(ROUNDS):
        path = versions[(turn + 1) % 2][0]
        killed_after(chance.uniform(0.1, 1.5) * whole, "build", str(path), "--store", str(folder))
        found = by_graph(open_store(folder))
        assert found.keys() == versions[0][1].keys()
        for name, triples in found.items():
            assert triples in (versions[0][1][name], versions[1][1][name]), name
    for path, wanted in versions:
        assert run("build", str(path), "--store", str(folder)).returncode == 0
        assert by_graph(open_store(folder)) == wanted


def test_killed_while_a_store_is_made(tmp_path: Path, versions: list[tuple[Path, Graphs]]) -> None:
    chance = random.Random(4)
    path, wanted = versions[0]
    for turn in range(ROUNDS // 2):
        folder = tmp_path / f"store{turn}"
        killed_after(chance.uniform(0.05, 1.0), "build", str(path), "--store", str(folder))
        assert not folder.exists() or by_graph(open_store(folder)) == wanted
        assert run("build", str(path), "--store", str(folder)).returncode == 0
        assert by_graph(open_store(folder)) == wanted
        assert sorted(p.name for p in tmp_path.iterdir()) == [f"store{n}" for n in range(turn + 1)]


def test_killed_before_the_engine_had_made_anything_whole(
    tmp_path: Path, versions: list[tuple[Path, Graphs]]
) -> None:
    path, wanted = versions[0]
    part = tmp_path / ".store.part"
    part.mkdir()
    for name in ("LOCK", "LOG", "MANIFEST-000001", "000001.dbtmp"):
        (part / name).touch()
    assert run("build", str(path), "--store", str(tmp_path / "store")).returncode == 0
    assert by_graph(open_store(tmp_path / "store")) == wanted
    (tmp_path / ".other.part").mkdir()
    (tmp_path / ".other.part" / "thesis.odt").touch()  # not ours to clear away
    assert run("build", str(path), "--store", str(tmp_path / "other")).returncode == 2


def test_a_second_writer_is_told_who_holds_the_store(
    tmp_path: Path, versions: list[tuple[Path, Graphs]]
) -> None:
    folder = tmp_path / "store"
    writer = open_store(folder, create=True)
    load(writer, read([versions[0][0]]))
    for arguments in (["build", str(versions[1][0])], ["remove", "report-1"]):
        told = run(*arguments, "--store", str(folder))
        assert told.returncode == 2
        words = f"process {os.getpid()} is writing to this store; wait for it to end"
        assert told.stderr == f"{folder}: {words}\n"
    del writer
    assert run("remove", "report-1", "--store", str(folder)).returncode == 0


WRITER = """
import sys
from pathlib import Path
from graph.store.load import load
from graph.model.read import read
from graph.store.store import holder_of, open_store
store = open_store(Path(sys.argv[1]), create=True)
for turn in range(int(sys.argv[4])):
    load(store, read([Path(sys.argv[2 + turn % 2])]))
    store.flush()
    store.optimize()
"""


def test_readers_go_on_while_a_writer_writes(tmp_path: Path, versions: list[tuple[Path, Graphs]]) -> None:
    folder = tmp_path / "store"
    assert run("build", str(versions[0][0]), "--store", str(folder)).returncode == 0
    arguments = [str(folder), str(versions[1][0]), str(versions[0][0]), "6"]
    readings = 0
    with subprocess.Popen([sys.executable, "-c", WRITER, *arguments]) as writer:
        held = open_store(folder)
        first = by_graph(held)
        while writer.poll() is None:
            found = by_graph(open_store(folder))
            assert all(t in (versions[0][1][name], versions[1][1][name]) for name, t in found.items())
            assert by_graph(held) == first  # what is open stays as it was
            readings += 1
    assert writer.returncode == 0
    assert readings > 1


READER = """
import sys, time, graph
held = graph.open(sys.argv[1])
print(len(held.store), flush=True)
time.sleep(60)
"""


def test_what_a_killed_reader_left_is_cleared_away(
    tmp_path: Path, versions: list[tuple[Path, Graphs]]
) -> None:
    folder = tmp_path / "store"
    assert run("build", str(versions[0][0]), "--store", str(folder)).returncode == 0
    with subprocess.Popen([sys.executable, "-c", READER, str(folder)], stdout=subprocess.PIPE) as reader:
        assert reader.stdout and reader.stdout.readline()
        assert len(list(folder.glob(".reading-*"))) == 1
        reader.kill()
    assert run("deeds", "--store", str(folder)).returncode == 0
    assert list(folder.glob(".reading-*")) == []


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of so many bytes, which takes root: so do CI and the machines that these tests were made on."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_loses_nothing(tmp_path: Path, versions: list[tuple[Path, Graphs]]) -> None:
    with small_disk(tmp_path / "disk", "3m") as disk:
        told = run("build", str(versions[0][0]), "--store", str(disk / "store"))
        assert told.returncode == 1
        assert "No space left on device" in told.stderr and told.stderr.count("\n") == 1
        assert list(disk.iterdir()) == []
    with small_disk(tmp_path / "larger", "24m") as disk:
        assert run("build", str(versions[0][0]), "--store", str(disk)).returncode == 0
        failed = 0
        for turn in range(30):
            told = run("build", str(versions[(turn + 1) % 2][0]), "--store", str(disk))
            failed += told.returncode
            found = by_graph(open_store(disk))
            assert all(t in (versions[0][1][name], versions[1][1][name]) for name, t in found.items())
            if failed:
                assert "No space left on device" in told.stderr and told.stderr.count("\n") == 1
                break
        assert failed


def test_a_disk_that_is_read_only_is_read(tmp_path: Path, versions: list[tuple[Path, Graphs]]) -> None:
    with small_disk(tmp_path / "disk", "60m") as disk:
        assert run("build", str(versions[0][0]), "--store", str(disk)).returncode == 0
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert by_graph(open_store(disk)) == versions[0][1]
        told = run("build", str(versions[1][0]), "--store", str(disk))
        assert told.returncode == 2 and "cannot be written to" in told.stderr and told.stderr.count("\n") == 1


def test_control_c_ends_a_build_and_leaves_no_lock(
    tmp_path: Path, versions: list[tuple[Path, Graphs]]
) -> None:
    folder, path = tmp_path / "store", versions[0][0]
    assert run("build", str(versions[1][0]), "--store", str(folder)).returncode == 0
    many = tmp_path / "many.jsonl"
    many.write_text(path.read_text(encoding="utf-8") * 3, encoding="utf-8")  # so that it is still at work
    for place in (folder, tmp_path / "new"):
        with subprocess.Popen(
            command("build", str(many), "--store", str(place)), stderr=subprocess.PIPE
        ) as process:
            lock = (place if place == folder else tmp_path / ".new.part") / "LOCK"
            while holder_of(lock) != f"process {process.pid}" and process.poll() is None:
                time.sleep(0.01)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            _, words = process.communicate(timeout=60)
        assert b"Traceback" not in words
        assert process.returncode in (0, -signal.SIGINT)  # 0: it was done before
        assert run("build", str(path), "--store", str(place)).returncode == 0
        assert by_graph(open_store(place)) == versions[0][1]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["many.jsonl", "new", "store"]


def test_a_file_damaged_in_its_middle_is_told_by_whatever_reads_it(
    tmp_path: Path, versions: list[tuple[Path, Graphs]]
) -> None:
    folder = tmp_path / "store"
    assert run("build", str(versions[0][0]), "--store", str(folder)).returncode == 0
    for file in folder.glob("*.sst"):
        with file.open("r+b") as opened:
            for at in range(4_000, file.stat().st_size - 8_000, 8_000):
                opened.seek(at)
                opened.write(b"\xff" * 64)
    for name in (["deeds"], ["export", str(tmp_path / "out.ttl")], ["export", str(tmp_path / "out.nq")], ["check"],
                 ["remove", "report-1"], ["show", "--no-open", "-o", str(tmp_path / "out.html")]):  # fmt: skip
        told = run(
            *name, "--store", str(folder), *(["--timeout", "100"] if name != ["remove", "report-1"] else [])
        )
        assert (told.returncode, told.stdout) == (1, ""), name
        assert "the graph cannot be read to its end: Corruption" in told.stderr, name
        assert told.stderr.count("\n") == 1
    assert not list(tmp_path.glob("out.*"))


def test_a_file_that_is_cut_off_is_told_in_a_line(
    tmp_path: Path, versions: list[tuple[Path, Graphs]]
) -> None:
    folder = tmp_path / "store"
    assert run("build", str(versions[0][0]), "--store", str(folder)).returncode == 0
    for file in folder.glob("*.sst"):
        os.truncate(file, 100)
    told = run("deeds", "--store", str(folder))
    assert told.returncode == 1 and told.stderr.count("\n") == 1
    assert "cannot be opened as a store" in told.stderr


def crc32c(data: bytes) -> int:
    """Return the Castagnoli checksum that RocksDB's log asks for."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def test_a_store_of_a_newer_version_is_told(tmp_path: Path) -> None:
    """Oxigraph keeps the version of its format under the key oxversion; here a later one is put into its log."""
    folder = tmp_path / "store"
    open_store(folder, create=True)
    (log,) = (path for path in folder.glob("*.log") if path.stat().st_size == 0)
    batch = struct.pack("<QI", 1000, 1) + b"\x01\x09oxversion\x08" + struct.pack(">Q", 9)
    checksum = crc32c(b"\x01" + batch)
    masked = ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF
    log.write_bytes(struct.pack("<IHB", masked, len(batch), 1) + batch)
    for name in (["deeds"], ["build"], ["check"], ["remove", "report-1"]):
        told = run(*name, "--store", str(folder))
        assert told.returncode == 1
        assert told.stderr == f"{folder}: made by a newer Oxigraph; upgrade here: pip install -U pyoxigraph\n"


EXPORTER = """
import sys, graph
made = graph.load([sys.argv[1]])
while True:
    made.export(sys.argv[2])
"""


def test_a_killed_export_leaves_no_file(tmp_path: Path, versions: list[tuple[Path, Graphs]]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", EXPORTER, str(versions[0][0]), str(tmp_path / "out.ttl")]
    ) as process:
        time.sleep(1.5)
        process.kill()
    assert {p.name for p in tmp_path.iterdir()} <= {"out.ttl"}
