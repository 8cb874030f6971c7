"""Measures loading, asking and writing side by side, and writes docs/performance.md.

Usage: ``python -m benchmarks.engines [--sizes 330,3300,9900] [--load-only 33000] [--only loading,adding]``, sizes in
reports: these make some 0.1, 1 and 3 million quads, and 10 million that are only loaded. It takes half an hour or so on
a calm machine. ``--only`` measures some sections (their first words) and leaves the others as the page has them.
"""

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from benchmarks.generate import records
from benchmarks.measure import Taken, in_turn, kglab_version, once, ratio, run, table
from graph.store.sparql import saved_queries

_OUT = Path(__file__).parent.parent / "docs" / "performance.md"
_LIMIT = 30  # seconds that one of rdflib's queries may take; at a million quads some would take hours
_LOAD_LIMIT = 1800
_BOUNDED = 1000  # rows up to which an answer counts as bounded


@dataclass(frozen=True)
class Size:
    """Made-up reports of one size: their record lines, their quads as a file, and a store that holds them."""

    reports: int
    quads: int
    deeds: int
    lines: Path
    nquads: Path
    store: Path


def made(reports: int, folder: Path, *, only_load: bool = False) -> Size:
    """Make the reports of one size and the files that the tasks read, for loading only or for all."""
    folder.mkdir()
    lines, nquads, store = folder / "reports.jsonl", folder / "reports.nq", folder / "store"
    deeds = _written(lines, records(reports))
    command = [sys.executable, "-m", "graph.cli", "build", str(lines), "--store", str(store)]
    subprocess.run(command, check=True)
    held = ox.Store.read_only(str(store))
    held.dump(output=str(nquads), format=ox.RdfFormat.N_QUADS)
    size = Size(reports, len(held), deeds, lines, nquads, store)
    if not only_load:
        with nquads.open("rb") as quads, nquads.with_suffix(".nt").open("wb") as triples:
            triples.writelines(line.rsplit(b" <", 1)[0] + b" .\n" for line in quads)
    return size


def _written(path: Path, made_up: Iterator[dict[str, Any]]) -> int:
    deeds = 0
    with path.open("w", encoding="utf-8") as file:
        for record in made_up:
            deeds += record["record"] == "deed"
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return deeds


def loading(size: Size, folder: Path) -> str:
    """Measure all ways of loading at one size."""
    target = folder / "loaded"
    others = ("rdflib_load", "kglab_load", "oxrdflib_load", "pyoxigraph_load", "oxigraph_load")
    tasks = {task: [size.nquads, target] for task in others} | {"deedgraph_build": [size.lines, target]}
    found = in_turn(tasks, 1, _LOAD_LIMIT, fresh=target)
    quick = {task: tasks[task] for task in (*others[2:], "deedgraph_build")}
    found |= in_turn(quick, 3, _LOAD_LIMIT, fresh=target)
    base = found["oxigraph_load"]
    return table(
        ["load", "seconds", "to `oxigraph load`", "processor seconds", "to `oxigraph load`", "peak MB"],
        [
            [f"`{task}`", t.told(), ratio(t.seconds, base.seconds), f"{t.processor:.3g}",
             ratio(t.processor, base.processor), f"{t.megabytes:.0f}"]
            for task, t in found.items()
        ],
    )  # fmt: skip


def growing(sizes: Sequence[Size], folder: Path) -> str:
    """Measure building beside ``oxigraph load`` at each size."""
    target = folder / "loaded"
    rows = []
    for size in sizes:
        tasks = {"oxigraph_load": [size.nquads, target], "deedgraph_build": [size.lines, target]}
        found = in_turn(tasks, 3 if size.quads < 2_000_000 else 1, _LOAD_LIMIT, fresh=target)
        theirs, ours = found["oxigraph_load"], found["deedgraph_build"]
        cells = [theirs.told(), ours.told(), ratio(ours.seconds, theirs.seconds)]
        cells.append(ratio(ours.processor, theirs.processor))
        rows.append([f"{size.quads:,}", *cells, f"{theirs.megabytes:.0f}", f"{ours.megabytes:.0f}"])
    head = [
        "quads",
        "`oxigraph load`",
        "`deedgraph build`",
        "ratio",
        "of processor seconds",
        "peak MB of `oxigraph load`",
        "of `build`",
    ]
    return table(head, rows)


def adding(size: Size, folder: Path) -> str:
    """Measure building into a store that is there: new reports, changed ones, and the same again."""
    tenth = size.reports // 10
    new, changed = folder / "new.jsonl", folder / "changed.jsonl"
    _written(new, records(tenth, seed=2, first=size.reports))
    _written(changed, records(tenth, seed=2))
    found = [
        (f"{tenth:,} new reports", tenth, once("deedgraph_add", new, size.store, limit=_LOAD_LIMIT)),
        (f"{tenth:,} changed reports", tenth, once("deedgraph_add", changed, size.store, limit=_LOAD_LIMIT)),
        ("all reports again, unchanged", size.reports,
         once("deedgraph_add", size.lines, size.store, limit=_LOAD_LIMIT)),
    ]  # fmt: skip
    rows = [
        [what, t.told(), f"{1000 * (t.seconds or 0) / reports:.1f}", f"{t.megabytes:.0f}"]
        for what, reports, t in found
    ]
    return table([f"build into {size.reports:,} reports", "seconds", "ms a report", "peak MB"], rows)


def asking(sizes: list[Size], middle: Size) -> str:
    """Measure each saved query at each size, the engine asked directly beside it, and rdflib at the smallest."""
    names = [query.name for query in saved_queries()]
    found = [run("queries", size.store, *names, limit=_LOAD_LIMIT) for size in sizes]
    rdflib = run("rdflib_queries", sizes[0].nquads, _LIMIT, limit=_LOAD_LIMIT)
    rows = []
    for name in names:
        here = [at[name] for at in found]
        at_middle = here[sizes.index(middle)]
        count, seconds = at_middle["rows"], at_middle["ours"]
        per_row = f"{1e6 * seconds / count:.0f}" if count > _BOUNDED else ""
        theirs = None if isinstance(rdflib, Taken) else rdflib[name]
        rows.append(
            [name, *(f"{at['ours']:.3g}" for at in here), f"{count:,}", per_row, _power(sizes, here),
             ratio(at_middle["ours"], at_middle["theirs"]), f"{theirs:.3g}" if theirs else f"over {_LIMIT} s"]
        )  # fmt: skip
    head = ["query", *(f"{size.quads:,} quads" for size in sizes), f"rows at {middle.quads:,}", "µs a row",
            "power", "to pyoxigraph", f"rdflib, {sizes[0].quads:,}"]  # fmt: skip
    return table(head, rows)


def _power(sizes: list[Size], here: list[dict[str, float]]) -> str:
    """Return the power of the quads by which a query's time grows: 1 is in step with them, 2 is quadratic."""
    if len(sizes) < 2 or here[-1]["ours"] < 0.01:
        return ""
    times = here[-1]["ours"] / here[0]["ours"]
    return f"{math.log(times) / math.log(sizes[-1].quads / sizes[0].quads):.1f}"


def deeds(size: Size) -> str:
    """Measure the deed table beside one query that gives the same rows."""
    tasks = {"deedgraph_deeds": [size.store], "pyoxigraph_deeds": [size.store]}
    found = in_turn(tasks, 2, _LOAD_LIMIT)
    ours, theirs = found["deedgraph_deeds"], found["pyoxigraph_deeds"]
    return table(
        ["the table", "processor seconds", "ratio", "peak MB"],
        [
            [words, f"{t.processor:.3g}", ratio(t.processor, theirs.processor), f"{t.megabytes:.0f}"]
            for words, t in (
                ("`benchmarks/deeds.rq`, by pyoxigraph as CSV", theirs),
                ("`deeds --format csv`", ours),
            )
        ],
    )


def writing(size: Size, folder: Path) -> str:
    """Measure Turtle and the other formats."""
    rdflib = once("rdflib_turtle", size.nquads, folder / "theirs.ttl", limit=_LOAD_LIMIT)
    rows = [["rdflib `longturtle`", f"{rdflib.processor:.3g}", "1.00", "1.0", f"{rdflib.megabytes:.0f}"]]
    for suffix in (".ttl", ".trig", ".nq", ".nt", ".jsonld"):
        taken = once("deedgraph_turtle", size.store, folder / f"ours{suffix}", limit=_LOAD_LIMIT)
        ratios = [ratio(taken.processor, rdflib.processor), ratio(rdflib.processor, taken.processor, 1)]
        rows.append([f"`export {suffix}`", f"{taken.processor:.3g}", *ratios, f"{taken.megabytes:.0f}"])
    return table(["write", "processor seconds", "to rdflib", "times as fast", "peak MB"], rows)


def _heading() -> str:
    names = ("deedgraph", "pyoxigraph", "oxigraph", "rdflib", "oxrdflib")
    versions = ", ".join([*(f"{name} {version(name)}" for name in names), f"kglab {kglab_version()}"])
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; {versions}. What is compared was run turn by turn, so that other work on "
        "the machine falls on all alike; each section says when it was measured, and under which load it began."
    )


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="330,3300,9900", help="numbers of reports, by commas")
    parser.add_argument("--load-only", default="33000", help="numbers of reports that are only loaded")
    parser.add_argument("--only", default="", help="first words of the sections to measure, by commas")
    parser.add_argument("-o", "--out", type=Path, default=_OUT)
    given = parser.parse_args()
    counts = sorted(int(count) for count in given.sizes.split(","))
    more = sorted(int(count) for count in given.load_only.split(",") if count)
    wanted = {word.lower() for word in given.only.split(",") if word}
    held = given.out.read_text(encoding="utf-8").split("\n## ")[1:] if wanted else []
    with tempfile.TemporaryDirectory(prefix="deedgraph-bench-") as name:
        folder = Path(name)
        sizes = [made(count, folder / str(count)) for count in counts]
        for number, (title, measure) in enumerate(_sections(sizes, more, folder)):
            if not wanted or title.split()[0].lower() in wanted:
                began = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}."
                held[number : number + 1] = [
                    "\n\n".join([title, began, *(part.strip() for part in measure())])
                ]
            parts = ["# Performance", _WRITTEN, _heading(), *(f"## {part.strip()}" for part in held)]
            given.out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    sys.stdout.write(f"{given.out} written\n")


_WRITTEN = "Written by `make bench`; no figure here was typed by hand. Read the seconds as ratios."


def _sections(
    sizes: list[Size], more: list[int], folder: Path
) -> list[tuple[str, Callable[[], Sequence[str]]]]:
    middle = sizes[len(sizes) // 2]

    def larger() -> list[Size]:
        return [made(count, folder / str(count), only_load=True) for count in more]

    return [
        (f"Loading {middle.quads:,} quads", lambda: (loading(middle, folder), _OF_LOADING)),
        ("Adding to a store", lambda: (adding(middle, folder),)),
        ("Asking", lambda: (asking(sizes, middle), _OF_ASKING.format(quads=f"{middle.quads:,}"))),
        (f"The deed table of {sizes[-1].deeds:,} deeds", lambda: (deeds(sizes[-1]), _OF_DEEDS)),
        (f"Writing {middle.quads:,} quads", lambda: (writing(middle, folder),)),
        ("Loading more", lambda: (growing([*sizes, *larger()], folder),)),
    ]


_OF_LOADING = (
    "`deedgraph_build` reads record lines (JSON), checks them, makes the quads, writes them by two threads, links what "
    "is one and compacts the store; the others read N-Quads that are there already. rdflib and kglab are run once only."
)
_OF_ASKING = (
    f"Seconds of the processor. *Rows* say how large the answer is; where it has more than {_BOUNDED:,}, it grows with "
    "the graph, and *µs a row* says what each costs. *Power*: the time grows by this power of the quads, from the "
    "first size to the last; 1 is in step with them, 2 would be quadratic. *To pyoxigraph*: the same query given to "
    "the engine directly, turn by turn, at {quads} quads, both answered in CSV. A query of rdflib's was ended after "
    f"{_LIMIT} seconds."
)
_OF_DEEDS = (
    "The query gives the same rows in the same order (a test holds that), in the form that the engine answers fastest "
    "of those tried."
)


if __name__ == "__main__":
    main()
