"""Measures the server beside ``oxigraph serve-read-only`` on the same stores, and writes docs/performance-serve.md.

Usage: ``python -m benchmarks.serve [SECONDS [MINUTES]]``: the seconds that each run of wrk takes (3), and the
minutes over which memory is watched (10); these take some twenty minutes on a calm machine. The page is written
after each line that was measured. Needs wrk (apt), and the test dependencies for Oxigraph's server.
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from benchmarks.generate import records
from benchmarks.load import Load, free_port, ours, theirs, wrk
from graph.store.sparql import bind, insert_terms, saved_query

_OUT = Path(__file__).parent.parent / "docs" / "performance-serve.md"
_BIN = Path(sys.executable).parent
_REPORTS = 3300  # of the larger store: a million quads
_CLIENTS = {"Hubei": 64, "million": 16}  # a question of a quarter of a second comes to each of 64 too seldom
_ROUNDS = 3  # of which the best is told: other work on the machine only slows
_WARM = (
    1.0  # seconds of load before a server is measured: the first clients find nothing kept, and wait together
)
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# Saved queries with parameters that find something in the store at hand.
_QUERIES: dict[str, dict[str, dict[str, str]]] = {
    "Hubei": {
        "unit-deeds": {}, "community-deeds": {}, "day-deeds": {}, "deed-evidence": {}, "find-name": {},
        "goods-given": {}, "kind-counts": {}, "places": {}, "sums-by-unit": {}, "who-works-where": {},
    },
    "million": {
        "day-deeds": {"day": "2020-02-10"}, "deed-evidence": {"deed": "report/report-7/d02"},
        "agent-view": {"agent": "第212号单位"},
    },
}  # fmt: skip
_PAGES = {
    "home": "/",
    "a deed": "/page/report/report-7/d02",
    "an agent": "/page/agent/unit-212",
    "a place": "/page/place/city",
    "a report": "/page/report/report-7",
    "a saved query": "/queries/deed-evidence?" + urlencode({"deed": "report/report-7/d02"}),
}
Tell = Callable[[str], None]


def text_of(name: str, values: Mapping[str, str]) -> str:
    """Return a saved query's text with its parameters."""
    query = saved_query(name)
    return insert_terms(query.text, bind(query, values))


def side_by_side(title: str, store: Path, seconds: float) -> Iterator[tuple[str, list[Load]]]:
    """Yield each query with the loads of Oxigraph, of ours without and with kept answers."""
    with (
        theirs(store, free_port()) as (ox, _),
        ours(store, "--cache", "0") as (bare, _),
        ours(store) as (kept, _),
    ):
        for name, values in _QUERIES[title].items():
            asked = quote(text_of(name, values))
            addresses = [f"{ox}/query", f"{bare}/sparql", f"{kept}/sparql"]
            urls = [f"{address}?query={asked}" for address in addresses]
            for url in urls:
                wrk(url, _WARM, _CLIENTS[title])
            rounds = [[wrk(url, seconds, _CLIENTS[title]) for url in urls] for _ in range(_ROUNDS)]
            yield name, [_best(loads) for loads in zip(*rounds, strict=True)]


def _best(loads: tuple[Load, ...]) -> Load:
    failed = sum((Counter(load.failed) for load in loads), Counter[str]())
    # A run without an answer has no tail.
    quickest = min(loads, key=lambda load: load.p99 or float("inf"))
    return Load(max(load.rate for load in loads), quickest.p50, quickest.p99, dict(failed))


def compared(title: str, store: Path, words: str, seconds: float, tell: Tell) -> None:
    """Tell the table of one store, line by line."""
    tell(
        f"## {words}\n\n{_CLIENTS[title]} clients.\n\n"
        "| query | Oxigraph, requests/s | asked | kept | asked ÷ Oxigraph | kept ÷ Oxigraph | Oxigraph p50 / p99, ms "
        "| asked p50 / p99 | p99 ÷ p50 | kept p50 / p99 | p99 ÷ p50 | failed |\n"
        f"| --- |{' ---: |' * 10} --- |\n"
    )
    measured = []
    for name, loads in side_by_side(title, store, seconds):
        ox, bare, kept = loads
        ratios = [_ratio(bare.rate, ox.rate, 2), _ratio(kept.rate, ox.rate, 1)]
        failed = "; ".join(
            f"{whose}: {_failures(load.failed)}"
            for whose, load in zip(("Oxigraph", "asked", "kept"), loads, strict=True)
            if load.failed
        )
        cells = [f"{load.rate:,.0f}" for load in loads] + ratios + [_spread(ox)]
        cells += [_spread(bare), _tail(bare), _spread(kept), _tail(kept), failed]
        tell(f"| `{name}` | {' | '.join(cells)} |\n")
        measured.append(loads)
    whole = [loads for loads in measured if all(load.p50 for load in loads)]
    if not whole:
        tell("\n")
        return
    asked = [bare.rate / ox.rate for ox, bare, _ in whole]
    told = [kept.rate / ox.rate for ox, _, kept in whole]
    tails = [[load.tail for load in column] for column in list(zip(*whole, strict=True))[1:]]
    tell(
        f"\nAsked, the ratio is {min(asked):.2f} to {max(asked):.2f}, {statistics.median(asked):.2f} in the middle; "
        f"kept, {min(told):.1f} to {max(told):.1f}. p99 is {min(tails[0]):.1f} to {max(tails[0]):.1f} times p50 where "
        f"asked, {min(tails[1]):.1f} to {max(tails[1]):.1f} where kept.\n\n"
    )


def _ratio(part: float, whole: float, places: int) -> str:
    return f"{part / whole:.{places}f}" if whole and part else "–"


def _spread(load: Load) -> str:
    return f"{load.p50:,.3g} / {load.p99:,.3g}" if load.p50 else "–"


def _tail(load: Load) -> str:
    return f"{load.tail:.1f}" if load.p50 else "–"


def _failures(failed: Mapping[str, int]) -> str:
    return ", ".join(f"{times:,} × {kind}" for kind, times in sorted(failed.items())) or "none"


def beside(store: Path, seconds: float, tell: Tell) -> None:
    """Tell the load of a query alone, and while somebody asks one endless question after another."""
    with ours(store, "--cache", "0") as (base, _):
        url = f"{base}/sparql?{urlencode({'query': text_of('unit-deeds', {})})}"
        wrk(url, _WARM)
        alone = wrk(url, seconds)
        over = threading.Event()

        def ask_on() -> None:
            n = 0
            while not over.is_set():
                n += 1
                httpx.get(f"{base}/sparql", params={"query": f"{_ENDLESS} #{n}"}, timeout=60)

        asking = threading.Thread(target=ask_on)
        asking.start()
        time.sleep(0.5)
        together = wrk(url, seconds)
        over.set()
        asking.join()
    tell(
        "## Beside an endless question\n\n`unit-deeds` on the packaged report, without kept answers, 64 clients, while "
        f"another client asks one endless question after another: {together.rate:,.0f} requests a second, alone "
        f"{alone.rate:,.0f} (ratio {_ratio(together.rate, alone.rate, 2)}); p50 / p99 {_spread(together)} ms, alone "
        f"{_spread(alone)}; failed: {_failures(together.failed)}, alone {_failures(alone.failed)}.\n\n"
    )


def pages(store: Path, words: str, tell: Tell) -> None:
    """Tell how long a page takes: the first time, made again, and kept."""
    tell(
        f"## Pages, {words}\n\nMilliseconds until a page has come whole, one client, each page asked for once before "
        "any other of its kind. *First*: of a server just started. *Made again*: of one with `--cache 0`, the median "
        "of 5 after the first. *Kept*: as the server comes, the median of 5 after the first.\n\n"
        "| page | bytes | first | made again | kept |\n| --- | ---: | ---: | ---: | ---: |\n"
    )
    with ours(store) as (kept, _), ours(store, "--cache", "0") as (bare, _):
        for name, path in _PAGES.items():
            times = {base: [_page_time(base + path) for _ in range(6)] for base in (kept, bare)}
            size, first = times[kept][0]
            again, repeated = (statistics.median(ms for _, ms in times[base][1:]) for base in (bare, kept))
            tell(f"| {name}, `{path}` | {size:,} | {first:,.1f} | {again:,.1f} | {repeated:,.1f} |\n")
    tell("\n")


def _page_time(url: str) -> tuple[int, float]:
    # A connection of its own, but not the making of a client, which takes longer than a kept page.
    with httpx.Client(timeout=120) as client:
        began = time.perf_counter()
        answer = client.get(url, headers={"Accept": "text/html"})
        took = 1000 * (time.perf_counter() - began)
    if answer.status_code != 200:
        print(f"{url}: {answer.status_code}", file=sys.stderr)
    return len(answer.content), took


def remembered(store: Path, minutes: float, tell: Tell) -> None:
    """Tell, at ten moments, the MB of the server and the sum of its workers under load.

    Each request asks for another name, so that no answer is a kept one; kept answers fill their room too.
    """
    tell(
        f"## Memory\n\n`find-name` for {minutes:g} minutes, each request with another parameter, 64 clients, 64 MiB of "
        "answers kept:\n\n"
        "| after seconds | requests | server, MB | all workers, MB | failed |\n| ---: | ---: | ---: | ---: | --- |\n"
    )
    with ours(store) as (base, pid):
        total = 0.0
        for step in range(10):
            count = (step * 10_000_000, "'/queries/find-name.json?text=' .. n")
            seconds = minutes * 6
            load = wrk(base, seconds, count=count)
            total += load.rate * seconds
            workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            held = sum(_megabytes(int(each)) for each in workers)
            tell(
                f"| {seconds * (step + 1):,.0f} | {total:,.0f} | {_megabytes(pid):,.0f} | {held:,.0f} | "
                f"{_failures(load.failed)} |\n"
            )
    tell("\n")


def _megabytes(pid: int) -> float:
    # What is this process's own: the store's files, which all share, are counted for nobody.
    try:
        held = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0.0  # a worker that was just replaced
    return (int(held[1]) - int(held[2])) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=int, default=3, help="that a run of wrk takes, whole ones")
    parser.add_argument("minutes", nargs="?", type=float, default=10.0, help="over which memory is watched")
    parser.add_argument("--reports", type=int, default=_REPORTS, help="of the larger store")
    parser.add_argument("-o", "--out", type=Path, default=_OUT)
    given = parser.parse_args()
    seconds, parts = given.seconds, [_head(given.seconds)]

    def tell(part: str) -> None:
        # The whole takes its time and may break off: what is measured is written.
        parts.append(part)
        print(part, end="", flush=True)
        given.out.write_text("".join(parts).rstrip("\n") + "\n", encoding="utf-8")

    with tempfile.TemporaryDirectory(prefix="deedgraph-bench-") as name:
        folder = Path(name)
        hubei, million = folder / "hubei", folder / "million"
        _built(hubei)
        made = f"{_built(million, given.reports, folder / 'reports.jsonl')} quads ({given.reports:,} made-up reports)"
        for part in (
            partial(compared, "Hubei", hubei, "The packaged report", seconds),
            partial(compared, "million", million, made, seconds * 2),
            partial(pages, million, made),
            partial(beside, hubei, seconds * 2),
            partial(remembered, hubei, given.minutes),
        ):
            try:
                part(tell)
            except (httpx.HTTPError, OSError, RuntimeError) as error:
                tell(f"\nThis part broke off: {error!r}.\n\n")


def _built(store: Path, reports: int | None = None, lines: Path | None = None) -> str:
    """Build a store, of the packaged data or of made-up reports; return its number of quads in words."""
    command = [str(_BIN / "deedgraph"), "build", "--store", str(store)]
    if reports is not None and lines is not None:
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in records(reports))
        command.insert(2, str(lines))
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"([\d,]+) quads", told.stdout + told.stderr)
    return found[1] if found else "?"


def _head(seconds: float) -> str:
    return _HEAD.format(
        day=datetime.now(UTC).date(), cores=os.cpu_count(), machine=platform.machine(),
        python=platform.python_version(), oxigraph=version("oxigraph"), pyoxigraph=version("pyoxigraph"),
        uvicorn=version("uvicorn"), load=os.getloadavg()[0], rounds=_ROUNDS, warm=_WARM, seconds=seconds,
    )  # fmt: skip


_HEAD = """# Performance of the server

Written by `python -m benchmarks.serve` on {day}: {cores} cores, {machine}, Python {python}, pyoxigraph
{pyoxigraph}, uvicorn {uvicorn}, beside `oxigraph serve-read-only` {oxigraph} over the same folders. When it began,
the machine had a load of {load:.1f}. Load by wrk, on loopback and on the same machine as the servers: after {warm:g}
second that does not count, runs of {seconds:g} seconds (twice that on the larger store), the servers in turn; of
{rounds} runs the highest rate and the lowest p99 (with its p50) are told, since other work on the machine only slows.
SPARQL JSON, the text of each saved query in the address. *Asked* is the server with `--cache 0`, where each request
asks the store; *kept* is it as it comes, where an answer is kept as long as the graph stays what it is. *Failed*
counts what was no answer, in all runs together.

"""


if __name__ == "__main__":
    main()
