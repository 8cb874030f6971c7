"""The page on large graphs: file size, time until it answers a key, time for a search and for a filter.

Usage: python benchmarks/page.py [--write docs/page.md] [DEEDS…]. Made-up graphs of about so many deeds (by
default 1,000, 10,000 and 100,000) are written as pages and opened in headless Chromium, three times each; the
figures are medians. ``--write`` puts the table between the marks in a Markdown file.
"""

import json
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generate import records
from playwright.sync_api import Browser, Page, sync_playwright

from graph.model.read import read
from graph.store.load import load
from graph.store.store import open_store
from graph.web.page import write_page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DEEDS_A_REPORT = 7.95
RUNS = 3
MARKS = ("<!-- figures of benchmarks/page.py -->", "<!-- end of figures -->")
# The time from an act of the reader to the frame that shows its effect.
SEARCH = """async (query) => {
  const begun = performance.now();
  const box = document.querySelector("#query");
  box.value = query;
  box.dispatchEvent(new Event("input"));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const took = performance.now() - begun;
  box.value = "";
  box.dispatchEvent(new Event("input"));
  return took;
}"""
FILTER = """async (n) => {
  const ticks = document.querySelectorAll("#filters input[type=checkbox]");
  const begun = performance.now();
  ticks[n].click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""


@dataclass
class Figures:
    """What was measured of one page; times in milliseconds, the size in bytes."""

    deeds: int
    size: int
    writing: float
    answers: float
    search: float
    filter: float


def main(arguments: list[str]) -> None:
    """Measure, print the table, and write it where asked."""
    target = None
    if "--write" in arguments:
        at = arguments.index("--write")
        target = Path(arguments[at + 1])
        arguments = arguments[:at] + arguments[at + 2 :]
    sizes = [int(argument) for argument in arguments] or [1_000, 10_000, 100_000]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        figures = [measure(browser, deeds, Path(folder)) for deeds in sizes]
        version = browser.version
        browser.close()
    table = table_of(figures, version)
    print(table)
    if target:
        put_between_marks(target, table)


def measure(browser: Browser, deeds: int, folder: Path) -> Figures:
    """Write the page of a made-up graph and measure it."""
    source, page = folder / "made-up.jsonl", folder / f"{deeds}.html"
    with source.open("w", encoding="utf-8") as file:
        for record in records(round(deeds / DEEDS_A_REPORT)):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    store = open_store()
    load(store, read([source]))
    begun = time.perf_counter()
    info = write_page(store, page)
    writing = time.perf_counter() - begun
    runs = [open_once(browser, page) for _ in range(RUNS)]
    return Figures(
        info.deeds,
        info.bytes,
        writing * 1000,
        *(statistics.median(times) for times in zip(*runs, strict=True)),
    )


def open_once(browser: Browser, path: Path) -> tuple[float, float, float]:
    """Open a page; return when it answers a key, how long a search takes, and the longest of some filters."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    answers = time_to_answer(page, begun)
    page.keyboard.press("Escape")
    searches = [page.evaluate(SEARCH, query) for query in ("单位", "guard", "社区 大米", "第12号")]
    filters = [page.evaluate(FILTER, tick) for tick in (1, 1, 3, 3)]
    context.close()
    return answers, max(searches), max(filters)


def time_to_answer(page: Page, begun: float) -> float:
    """Press / until the search box has the focus."""
    while True:
        page.keyboard.press("/")
        if page.evaluate("document.activeElement?.id") == "query":
            return (time.perf_counter() - begun) * 1000
        page.wait_for_timeout(10)


def table_of(figures: Iterable[Figures], browser: str) -> str:
    """Return the figures as a Markdown table, with what they were measured on."""
    lines = [
        "| deeds | file | written in | answers a key after | slowest search | slowest filter |",
        "| --: | --: | --: | --: | --: | --: |",
    ]
    for f in figures:
        cells = (f"{f.deeds:,}", f"{f.size / 1e6:.1f} MB", f"{f.writing / 1000:.1f} s", f"{f.answers / 1000:.2f} s",
                 f"{f.search:.0f} ms", f"{f.filter:.0f} ms")  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        f"Chromium {browser}, headless, Python {platform.python_version()}, two cores; medians of {RUNS} openings.",
    ]
    return "\n".join(lines)


def put_between_marks(path: Path, table: str) -> None:
    """Replace what stands between the two marks of a file."""
    head, rest = path.read_text(encoding="utf-8").split(MARKS[0])
    tail = rest.split(MARKS[1])[1]
    path.write_text(f"{head}{MARKS[0]}\n{table}\n{MARKS[1]}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
