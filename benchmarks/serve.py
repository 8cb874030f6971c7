"""Measures the server beside ``oxigraph serve-read-only`` on the same stores, and writes docs/performance-serve.md.

Usage: ``python -m benchmarks.serve [SECONDS [MINUTES]]``: the seconds that each run of wrk takes (5), and the
minutes over which memory is watched (10). Needs wrk (apt), and the test dependencies for Oxigraph's server.
"""

import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from benchmarks.generate import records
from graph.ask import bind, insert_terms, saved_query

_OUT = Path(__file__).parent.parent / "docs" / "performance-serve.md"
_BIN = Path(sys.executable).parent
_CLIENTS = {"Hubei": 64, "million": 16}  # a question of a quarter of a second comes to each of 64 too seldom
_ROUNDS = 3  # of which the best is told: other work on the machine only slows
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


@dataclass(frozen=True)
class Load:
    """What wrk measured: requests a second, half and 99 hundredths of the answers within milliseconds, errors."""

    rate: float
    p50: float
    p99: float
    errors: int


def text_of(name: str, values: dict[str, str]) -> str:
    query = saved_query(name)
    return insert_terms(query.text, bind(query, values))


def wrk(url: str, seconds: float, clients: int = 64, script: Path | None = None) -> Load:
    """Ask one address by so many clients for so many seconds."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "60s", "--latency"]
    command += [
        "-H",
        "Accept: application/sparql-results+json",
        *(["-s", str(script)] if script else []),
        url,
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def milliseconds(mark: str) -> float:
        number, unit = re.search(rf"{mark}%\s+([\d.]+)(us|ms|s|m)", told).groups()  # type: ignore[union-attr]
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]

    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    late = re.search(r"timeout (\d+)", told)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]
    return Load(rate, milliseconds("50"), milliseconds("99"), sum(int(m[1]) for m in (wrong, late) if m))


@contextmanager
def running(command: list[str], url: Callable[[str], str], asked: str) -> Iterator[tuple[str, int]]:
    """Run a server until the block ends; yield its address and process id."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            for _ in range(600):
                log.seek(0)
                base = url(log.read().decode())
                try:
                    if base and httpx.get(base + asked).status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                time.sleep(0.1)
            yield base, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def ours(store: Path, *options: str):  # type: ignore[no-untyped-def]
    command = [str(_BIN / "deedgraph"), "serve", "--store", str(store), "--port", "0", "--no-log", *options]
    return running(command, lambda told: (re.findall(r"(http://\S+)/ ", told) or [""])[0], "/health")


def theirs(store: Path, port: int):  # type: ignore[no-untyped-def]
    command = [str(_BIN / "oxigraph"), "serve-read-only", "--location", str(store), "--union-default-graph"]
    base = f"http://127.0.0.1:{port}"
    return running([*command, "--bind", f"127.0.0.1:{port}"], lambda _: base, "/query?query=ASK%7B%7D")


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def side_by_side(
    store: Path, queries: dict[str, dict[str, str]], seconds: float, clients: int
) -> Iterator[tuple[str, list[Load]]]:
    """Yield each query with the loads of Oxigraph, of ours without and with kept answers."""
    with (
        theirs(store, free_port()) as (ox, _),
        ours(store, "--cache", "0") as (bare, _),
        ours(store) as (kept, _),
    ):
        for name, values in queries.items():
            asked = quote(text_of(name, values))
            urls = [
                f"{ox}/query?query={asked}",
                f"{bare}/sparql?query={asked}",
                f"{kept}/sparql?query={asked}",
            ]
            for url in urls:
                httpx.get(url, timeout=60).raise_for_status()
            rounds = [[wrk(url, seconds, clients) for url in urls] for _ in range(_ROUNDS)]
            yield name, [_best(loads) for loads in zip(*rounds, strict=True)]


def _best(loads: tuple[Load, ...]) -> Load:
    # A run without an answer has no tail.
    quickest = min(loads, key=lambda load: load.p99 or float("inf"))
    rate = max(load.rate for load in loads)
    return Load(rate, quickest.p50, quickest.p99, sum(load.errors for load in loads))


def beside_endless(store: Path, name: str, values: dict[str, str], seconds: float) -> tuple[Load, Load]:
    """Return the load of a query alone, and while somebody asks one endless question after another."""
    with ours(store, "--cache", "0") as (base, _):
        url = f"{base}/sparql?{urlencode({'query': text_of(name, values)})}"
        wrk(url, 1)
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
    return alone, together


def memory(store: Path, minutes: float) -> tuple[list[tuple[float, float, float]], int]:
    """Return, at ten moments, the MB of the server and the sum of its workers; and how many requests there were.

    Each request asks for another name, so that no answer is a kept one; kept answers fill their room too.
    """
    address = "'/queries/find-name.json?text=' .. n"
    script = f"n = 0\nrequest = function()\n n = n + 1\n return wrk.format('GET', {address})\nend\n"
    found: list[tuple[float, float, float]] = []
    total = 0.0
    with tempfile.TemporaryDirectory() as folder, ours(store) as (base, pid):
        lua = Path(folder) / "ask.lua"
        for step in range(10):
            lua.write_text(script.replace("n = 0", f"n = {step * 10_000_000}"))
            load = wrk(base, minutes * 6, script=lua)
            total += load.rate * minutes * 6
            if load.errors:
                print(f"{load.errors} requests failed or took a minute", file=sys.stderr)
            workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            found.append(
                (minutes * 6 * (step + 1), _megabytes(pid), sum(_megabytes(int(each)) for each in workers))
            )
    return found, int(total)


def _megabytes(pid: int) -> float:
    # What is this process's own: the store's files, which all share, are counted for nobody.
    held = Path(f"/proc/{pid}/statm").read_text().split()
    return (int(held[1]) - int(held[2])) * os.sysconf("SC_PAGE_SIZE") / 1e6


def beside(store: Path, seconds: float) -> str:
    """Return the part of the document on an endless question beside others."""
    alone, together = beside_endless(store, "unit-deeds", {}, seconds)
    return (
        "## Beside an endless question\n\n`unit-deeds` on the packaged report, without kept answers, 64 clients, while "
        f"another client asks one endless question after another: {together.rate:,.0f} requests a second, alone "
        f"{alone.rate:,.0f} (ratio {together.rate / alone.rate:.2f}).\n"
    )


def remembered(store: Path, minutes: float) -> str:
    """Return the part of the document on memory."""
    moments, requests = memory(store, minutes)
    rows = "".join(f"| {at:,.0f} | {server:,.0f} | {workers:,.0f} |\n" for at, server, workers in moments)
    return (
        f"## Memory\n\n{requests:,} requests of `find-name` in {minutes:g} minutes, each with another parameter, 64 "
        "MiB of answers kept:\n\n"
        f"| after seconds | server, MB | all workers, MB |\n| ---: | ---: | ---: |\n{rows}"
    )


def main() -> None:
    """Measure and write the document."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    parts: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        stores = {"Hubei": Path(folder) / "hubei", "million": Path(folder) / "million"}
        lines = Path(folder) / "reports.jsonl"
        lines.write_text(
            "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records(3300)), "utf-8"
        )
        build = [str(_BIN / "deedgraph"), "build"]
        subprocess.run([*build, "--store", str(stores["Hubei"])], check=True, capture_output=True)
        subprocess.run(
            [*build, str(lines), "--store", str(stores["million"])], check=True, capture_output=True
        )
        for title, store in stores.items():
            taken = seconds * 3 if title == "million" else seconds
            measured = side_by_side(store, _QUERIES[title], taken, _CLIENTS[title])
            parts.append(_table(title, measured))
            print(parts[-1], flush=True)  # the whole takes its time, and may break off
        parts.append(beside(stores["Hubei"], seconds * 2))
        print(parts[-1], flush=True)
        parts.append(remembered(stores["Hubei"], minutes))
    _OUT.write_text(_head(seconds) + "\n".join(parts), encoding="utf-8")


def _head(seconds: float) -> str:
    return _HEAD.format(
        day=datetime.now(UTC).date(), cores=os.cpu_count(), machine=platform.machine(),
        python=platform.python_version(), oxigraph=version("oxigraph"), pyoxigraph=version("pyoxigraph"),
        uvicorn=version("uvicorn"), seconds=seconds,
    )  # fmt: skip


_HEAD = """# Performance of the server

Written by `python -m benchmarks.serve` on {day}: {cores} cores, {machine}, Python {python}, pyoxigraph
{pyoxigraph}, uvicorn {uvicorn}, beside `oxigraph serve-read-only` {oxigraph} over the same folders. Load by wrk,
on loopback and on the same machine as the servers: runs of {seconds:g} seconds (three times that on the million), the
servers in turn; of three runs the highest rate and the lowest p99 (with its p50) are told, since other work on the
machine only slows. SPARQL JSON, the text of each saved query in the address. *Asked* is the server with `--cache 0`,
where each request asks the store; *kept* is it as it comes, where an answer is kept as long as the graph stays what
it is.

"""


def _table(title: str, measured: Iterator[tuple[str, list[Load]]]) -> str:
    lines, ratios, kept_ratios, tails, kept_tails = [], [], [], [], []
    for name, (ox, bare, kept) in measured:
        if 0 in (ox.rate, bare.rate, kept.rate):
            lines.append(
                f"| `{name}` | {ox.rate:,.0f} | {bare.rate:,.0f} | {kept.rate:,.0f} |" + " – |" * 5 + "\n"
            )
            continue  # no answer within the run: nothing to divide by
        ratios.append(bare.rate / ox.rate)
        kept_ratios.append(kept.rate / ox.rate)
        tails.append(bare.p99 / bare.p50)
        kept_tails.append(kept.p99 / kept.p50)
        errors = "" if not (bare.errors or kept.errors) else f" ({bare.errors + kept.errors} errors)"
        lines.append(
            f"| `{name}`{errors} | {ox.rate:,.0f} | {bare.rate:,.0f} | {kept.rate:,.0f} | {ratios[-1]:.2f} | "
            f"{kept_ratios[-1]:.1f} | {ox.p50:,.0f} / {ox.p99:,.0f} | {bare.p50:,.0f} / {bare.p99:,.0f} | "
            f"{kept.p50:,.0f} / {kept.p99:,.0f} |\n"
        )
    words = {"Hubei": "The packaged report", "million": "A million quads (3,300 made-up reports)"}[title]
    middle = sorted(ratios)[len(ratios) // 2]
    return (
        f"## {words}\n\n{_CLIENTS[title]} clients.\n\n"
        "| query | Oxigraph, requests/s | asked | kept | asked ÷ Oxigraph | kept ÷ Oxigraph | "
        "Oxigraph p50 / p99, ms | asked p50 / p99 | kept p50 / p99 |\n"
        f"| --- | {' | '.join(['---:'] * 8)} |\n{''.join(lines)}\n"
        f"Asked, the ratio is {min(ratios):.2f} to {max(ratios):.2f}, {middle:.2f} in the middle; kept, "
        f"{min(kept_ratios):.1f} to {max(kept_ratios):.1f}. p99 is {min(tails):.1f} to {max(tails):.1f} times p50 "
        f"where asked, {min(kept_tails):.1f} to {max(kept_tails):.1f} where kept.\n"
    )


if __name__ == "__main__":
    main()
