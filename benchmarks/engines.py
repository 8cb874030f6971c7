"""Measures loading, asking and writing side by side, and writes docs/performance.md.

Usage: ``python -m benchmarks.engines [REPORTS…]``, by default 330, 3300 and 9900 reports, which make some 0.1, 1
and 3 million quads. Each task runs in a process of its own; the median of three runs is told, of one run where
one takes longer than two seconds.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate import records
from graph.ask import saved_queries

_OUT = Path(__file__).parent.parent / "docs" / "performance.md"
_LIMIT = 60  # seconds that one run may take; rdflib's queries at a million quads would take hours
_LOADERS = (
    "rdflib_load",
    "kglab_load",
    "oxrdflib_load",
    "pyoxigraph_load",
    "oxigraph_load",
    "deedgraph_build",
)
_LOAD_LIMIT = 1200


@dataclass(frozen=True)
class Size:
    """Made-up reports of one size: their record lines, their quads as a file, and a store that holds them."""

    reports: int
    quads: int
    lines: Path
    nquads: Path
    store: Path


@dataclass(frozen=True)
class Taken:
    """What a task took; ``seconds`` is ``None`` where it went over the limit or could not run."""

    seconds: float | None
    megabytes: float = 0.0
    words: str = ""


def measured(task: str, *arguments: Path | str, limit: int = _LIMIT, fresh: Path | None = None) -> Taken:
    """Run a task up to three times, each in a new process and, for loading, into a new folder."""
    runs: list[Taken] = []
    for _ in range(3):
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        runs.append(_once(task, *map(str, arguments), limit=limit))
        if runs[-1].seconds is None or runs[-1].seconds > 2:
            break
    if runs[-1].seconds is None:
        return runs[-1]
    seconds = statistics.median(run.seconds for run in runs if run.seconds is not None)
    return Taken(seconds, max(run.megabytes for run in runs))


def _once(task: str, *arguments: str, limit: int) -> Taken:
    # kglab asks for older versions of what we use, so it may live in an environment of its own.
    python = os.environ.get("KGLAB_PYTHON", sys.executable) if task == "kglab_load" else sys.executable
    command = [python, "-m", "benchmarks.tasks", task, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Taken(None, words=f"over {limit} s")
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:]
        return Taken(None, words="not installed" if "ModuleNotFoundError" in "".join(last) else "failed")
    found = json.loads(done.stdout.splitlines()[-1])
    return Taken(found["seconds"], found["megabytes"])


def made(reports: int, folder: Path) -> Size:
    """Make the reports of one size and the files that the tasks read."""
    folder.mkdir()
    lines, nquads, store = folder / "reports.jsonl", folder / "reports.nq", folder / "store"
    with lines.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records(reports))
    subprocess.run(
        [sys.executable, "-m", "graph.cli", "build", str(lines), "--store", str(store)], check=True
    )
    held = ox.Store.read_only(str(store))
    held.dump(output=str(nquads), format=ox.RdfFormat.N_QUADS)
    with nquads.open("rb") as quads, nquads.with_suffix(".nt").open("wb") as triples:
        triples.writelines(line.rsplit(b" <", 1)[0] + b" .\n" for line in quads)
    return Size(reports, len(held), lines, nquads, store)


def told(taken: Taken) -> str:
    """Return seconds as a cell."""
    return taken.words if taken.seconds is None else f"{taken.seconds:.3g}"


def ratio(one: Taken, other: Taken) -> str:
    """Return how many times longer one task took than another."""
    return f"{one.seconds / other.seconds:.2f}" if one.seconds and other.seconds else "–"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def loading(size: Size, folder: Path) -> str:
    """Measure loading."""
    target = folder / "loaded"
    found = {}
    for task in _LOADERS:
        source = size.lines if task == "deedgraph_build" else size.nquads
        found[task] = measured(task, source, target, limit=_LOAD_LIMIT, fresh=target)
    base = found["oxigraph_load"]
    return table(
        ["load", "seconds", "to `oxigraph load`", "peak MB"],
        [
            [f"`{task}`", told(taken), ratio(taken, base), f"{taken.megabytes:.0f}"]
            for task, taken in found.items()
        ],
    )


def asking(sizes: list[Size]) -> str:
    """Measure each saved query at each size, the engine asked directly beside it, and rdflib at the smallest."""
    rows = []
    for query in saved_queries():
        ours = [measured("deedgraph_query", size.store, query.name) for size in sizes]
        direct = [measured("pyoxigraph_query", size.store, query.name) for size in sizes]
        theirs = measured("rdflib_query", sizes[0].nquads, query.name)
        ratios = [ratio(one, other) for one, other in zip(ours, direct, strict=True)]
        rows.append([query.name, *map(told, ours), ratios[-1], told(theirs)])
    head = [
        "query",
        *(f"{size.quads:,} quads" for size in sizes),
        "to pyoxigraph",
        f"rdflib, {sizes[0].quads:,}",
    ]
    return table(head, rows)


def writing(size: Size, folder: Path) -> str:
    """Measure Turtle, the other formats, and the deed table."""
    rdflib = measured("rdflib_turtle", size.nquads, folder / "theirs.ttl", limit=_LOAD_LIMIT)
    rows = [["rdflib `longturtle`", told(rdflib), "1.00", f"{rdflib.megabytes:.0f}"]]
    for suffix in (".ttl", ".trig", ".nq", ".nt", ".jsonld"):
        taken = measured("deedgraph_turtle", size.store, folder / f"ours{suffix}", limit=_LOAD_LIMIT)
        rows.append([f"`export {suffix}`", told(taken), ratio(taken, rdflib), f"{taken.megabytes:.0f}"])
    taken = measured("deedgraph_deeds", size.store, "", limit=_LOAD_LIMIT)
    rows.append(["`deeds --format csv`", told(taken), ratio(taken, rdflib), f"{taken.megabytes:.0f}"])
    return table(["write", "seconds", "to rdflib", "peak MB"], rows)


def _versions() -> str:
    ours = [
        f"{name} {version(name)}" for name in ("deedgraph", "pyoxigraph", "oxigraph", "rdflib", "oxrdflib")
    ]
    ask = "from importlib.metadata import version; print(version('kglab'))"
    python = os.environ.get("KGLAB_PYTHON", sys.executable)
    done = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return ", ".join([*ours, f"kglab {done.stdout.strip() or 'not installed'}"])


def main() -> None:
    """Measure, and write the page."""
    counts = sorted(int(argument) for argument in sys.argv[1:]) or [330, 3300, 9900]
    with tempfile.TemporaryDirectory(prefix="deedgraph-bench-") as name:
        folder = Path(name)
        sizes = [made(count, folder / str(count)) for count in counts]
        middle = sizes[len(sizes) // 2]
        memory = table(
            ["build of", "seconds", "peak MB"],
            [
                [f"{size.quads:,} quads", told(taken), f"{taken.megabytes:.0f}"]
                for size in sizes
                for taken in [
                    _once(
                        "deedgraph_build",
                        str(size.lines),
                        str(folder / f"m{size.reports}"),
                        limit=_LOAD_LIMIT,
                    )
                ]
            ],
        )
        parts = [
            "# Performance",
            "Written by `make bench`; no figure here was typed by hand. Seconds are wall time on a machine that may "
            "have done other work meanwhile, so read them as ratios.",
            f"{datetime.now(UTC):%Y-%m-%d}; {platform.machine()}, {os.cpu_count()} cores, {platform.system()} "
            f"{platform.release()}, Python {platform.python_version()}; {_versions()}.",
            f"## Loading {middle.quads:,} quads",
            loading(middle, folder),
            "`deedgraph_build` reads record lines (JSON), checks them, and makes the quads; the others read N-Quads "
            "that are there already.",
            "## Memory while loading",
            memory,
            "## Asking",
            asking(sizes),
            f"A run that took longer than {_LIMIT} seconds was ended. *To pyoxigraph*: the same query given to the "
            "engine directly, both answered in CSV, at the largest size.",
            f"## Writing {middle.quads:,} quads",
            writing(middle, folder),
        ]  # fmt: skip
    _OUT.parent.mkdir(exist_ok=True)
    _OUT.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")
    sys.stdout.write(f"{_OUT} written\n")


if __name__ == "__main__":
    main()
