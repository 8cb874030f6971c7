"""Measures ingest over made-up reports and writes the table of docs/ingest.md.

Usage: ``python -m benchmarks.ingest [REPORTS…]``, by default 100, 1000 and 10000 of some 1,500 characters each. Each
size is ingested into a new store in a process of its own with two workers, and then once more with nothing changed.
Memory is the most that the kernel says of a process (VmHWM), looked at ten times a second.
"""

import json
import math
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from benchmarks.texts import write

_OUT = Path(__file__).parent.parent / "docs" / "ingest.md"
_BEGIN, _END = "<!-- measured: benchmarks/ingest.py -->", "<!-- end -->"
_WORKERS = 2


@dataclass
class Measured:
    """What one size took; times in seconds, memory and disk in megabytes."""

    reports: int
    characters: int
    deeds: int
    quads: int
    seconds: float
    cpu: float
    read: float
    load: float
    link: float
    again: float
    loading: float
    parent: float
    worker: float
    store: float
    manifest: float


def main(sizes: list[int]) -> None:
    """Measure each size and write the document."""
    found = []
    for size in sizes:
        found.append(measured(size))
        print(found[-1], flush=True)
        _write(found)


def measured(reports: int) -> Measured:
    """Ingest so many reports into a new store, and once more."""
    with tempfile.TemporaryDirectory(prefix="ingest-bench-") as name:
        folder = Path(name)
        write(folder / "texts", reports)
        characters = sum(len(path.read_text(encoding="utf-8")) for path in (folder / "texts").rglob("*.txt"))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        told, parent, worker = _watched([sys.executable, "-m", "benchmarks.ingest", "--run", name])
        seconds = time.monotonic() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        _watched([sys.executable, "-m", "benchmarks.ingest", "--run", name])
        again = time.monotonic() - began
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        steps = told["steps"]
        return Measured(
            reports, characters, told["deeds"], _quads(folder / "graph"), seconds, cpu, steps.get("read", 0),
            steps.get("load", 0), steps.get("link", 0), again, told["loading"], parent, worker, _size(folder / "graph"),
            _size(folder / "graph.ingest" / "manifest.sqlite"),
        )  # fmt: skip


def run(folder: Path) -> None:
    """Ingest, and print how long each step took."""
    from graph.ingest import ingest

    steps: dict[str, float] = {}
    peaks: dict[str, float] = {}

    @contextmanager
    def timed(label: str, _steps: int) -> Iterator[Callable[[], None]]:
        began = time.monotonic()
        yield lambda: None
        steps[label] = steps.get(label, 0) + time.monotonic() - began
        peaks[label] = _peak(os.getpid())

    made = ingest(
        [folder / "texts"], folder / "graph", unreviewed=True, workers=_WORKERS, progress=timed, notify=print
    )
    assert not made.aside, made.aside[0]
    print(json.dumps({"deeds": made.deeds, "steps": steps, "loading": peaks.get("load", 0.0)}))


def _watched(command: list[str]) -> tuple[dict, float, float]:
    """Run a command; return what it printed, and the most memory of its process and of any child."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        parent = worker = 0.0
        while process.poll() is None:
            parent = max(parent, _peak(process.pid))
            worker = max(worker, *(_peak(child) for child in _children(process.pid)), 0.0)
            time.sleep(0.1)
        told = process.stdout.read() if process.stdout else ""
    assert process.returncode == 0, told
    return json.loads(told.splitlines()[-1]), parent, worker


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    match = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else 0.0


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _quads(store: Path) -> int:
    from graph.store.store import open_store

    return len(open_store(store))


def _size(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def _write(found: list[Measured]) -> None:
    head = ["reports", "deeds", "quads", "seconds", "CPU s", "read s", "load s", "link s", "again s"]
    head += ["CPU ms a report", "MB to load", "MB to link", "worker MB", "store MB", "manifest MB"]
    rows = [
        [
            f"{m.reports:,}", f"{m.deeds:,}", f"{m.quads:,}", _short(m.seconds), _short(m.cpu), _short(m.read),
            _short(m.load), _short(m.link), _short(m.again), _short(1000 * m.cpu / m.reports),
            f"{m.loading:.0f}", f"{m.parent:.0f}", f"{m.worker:.0f}", f"{m.store:,.0f}", f"{m.manifest:,.0f}",
        ]
        for m in found
    ]  # fmt: skip
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    mean = sum(m.characters for m in found) / sum(m.reports for m in found)
    machine = (
        f"{datetime.now(UTC).date()}; {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, pyoxigraph {version('pyoxigraph')}; {_WORKERS} workers; load average at "
        f"the end {os.getloadavg()[1]:.1f}; {mean:,.0f} characters a report."
    )
    growth = [
        f"From {a.reports:,} to {b.reports:,} reports the time of the processors grows as the number to the power of "
        f"{_power(a, b, a.cpu, b.cpu)} (linking by itself: {_power(a, b, a.link, b.link)})."
        for a, b in pairwise(found)
    ]
    if len(found) > 1 and found[-1].reports < 10_000:
        last, power = found[-1], float(_power(found[-2], found[-1], found[-2].cpu, found[-1].cpu))
        cpu = last.cpu * (10_000 / last.reports) ** power
        growth.append(
            f"10,000 were not measured in this run; at this growth the processors would take {cpu:,.0f} seconds."
        )
    told = "\n".join([_BEGIN, "", machine, "", *lines, "", *growth, "", _END])
    text = _OUT.read_text(encoding="utf-8")
    begin, end = text.index(_BEGIN), text.index(_END) + len(_END)
    _OUT.write_text(text[:begin] + told + text[end:], encoding="utf-8")


def _power(a: Measured, b: Measured, before: float, after: float) -> str:
    return f"{math.log(max(after, 1e-3) / max(before, 1e-3)) / math.log(b.reports / a.reports):.2f}"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(Path(sys.argv[2]))
    else:
        main([int(word) for word in sys.argv[1:]] or [100, 1000, 10000])
