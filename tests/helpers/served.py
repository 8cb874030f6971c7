"""``deedgraph serve`` as a process of its own, on a free port of loopback; ended by its process id."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox

PATIENT = ("--timeout", "60")  # a loaded machine is no fault of a page
DEEDGRAPH = str(Path(sys.executable).with_name("deedgraph"))


@dataclass
class Served:
    """A server that runs: its address without the slash at the end, its process, and where its words go."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask(
        self, query: str, accept: str = "application/sparql-results+json", **fields: str
    ) -> httpx.Response:
        return httpx.post(
            f"{self.url}/sparql", data={"query": query, **fields}, headers={"Accept": accept}, timeout=60
        )

    def alive(self) -> bool:
        """Say whether it still answers, and has never shown a traceback."""
        assert "Traceback" not in self.words(), self.words()
        return self.ask("ASK { ?s ?p ?o }").json() == {"head": {}, "boolean": True}


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Served]:
    """Start a server with these arguments; its log lies in ``folder``."""
    log = folder / "serve.log"
    with log.open("wb") as file:
        process = subprocess.Popen([DEEDGRAPH, "serve", "--port", "0", *arguments], stderr=file)
    try:
        for _ in range(1200):
            found = re.search(r"^(http://\S+)/ \(stop", log.read_text(errors="replace"), re.MULTILINE)
            if found:
                break
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            raise AssertionError("the server did not start: " + log.read_text())
        yield Served(found[1], process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def folder_of(folder: Path, quads: list[ox.Quad]) -> Path:
    """Return a store folder that holds these quads."""
    store = ox.Store(str(folder))
    store.bulk_extend(quads)
    store.flush()
    return folder


def children(pid: int) -> list[int]:
    """Return the ids of a process's children: a server's workers."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in found]
