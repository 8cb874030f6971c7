"""Load by wrk, and the servers that are put under it."""

import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

_BIN = Path(sys.executable).parent
# Asks for the addresses that an expression over n, counting up, makes; counts the answers by their status.
_COUNTED = """n, told = {first}, {{}}
request = function() n = n + 1; return wrk.format('GET', {address}) end
response = function(status) told[status] = (told[status] or 0) + 1 end
function setup(thread) only = thread end
done = function() for status, times in pairs(only:get('told')) do print('status ' .. status .. ' ' .. times) end end
"""


@dataclass(frozen=True)
class Load:
    """What wrk measured: requests a second, half and 99 hundredths of the answers within milliseconds, and failures.

    ``failed`` counts by kind: a status (or "not 2xx", where they were not told apart), an error of a socket, or
    "wrk", a run that broke off and measured nothing.
    """

    rate: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    failed: dict[str, int] = field(default_factory=dict)

    @property
    def tail(self) -> float:
        """Return how many times p50 p99 is."""
        return self.p99 / self.p50 if self.p50 else 0.0


def wrk(url: str, seconds: float, clients: int = 64, count: tuple[int, str] | None = None) -> Load:
    """Ask one address by so many clients for so many seconds.

    ``count`` asks for another address each time, counting from a number up, and tells failures by their status; a
    run without it does not, since that takes wrk time for each answer. A run that breaks off is no error here.
    """
    command = ["wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", "--timeout", "60s", "--latency"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if count is not None:
            script.write(_COUNTED.format(first=count[0], address=count[1]))
            script.flush()
            command += ["-s", script.name]
        command += ["-H", "Accept: application/sparql-results+json", url]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 120)
            return _read(done.stdout)
        except (subprocess.SubprocessError, OSError, ValueError) as error:
            print(f"wrk {url[:100]}: {error}", file=sys.stderr)
            return Load(failed={"wrk": 1})


def _read(told: str) -> Load:
    def milliseconds(mark: str) -> float:
        found = re.search(rf"{mark}%\s+([\d.]+)(us|ms|s|m)\b", told)
        if found is None:
            raise ValueError(f"wrk told no {mark}%: {told[-300:]}")
        return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[found[2]]

    failed = {status: int(n) for status, n in re.findall(r"status (\d+) (\d+)", told) if status != "200"}
    if not failed and (wrong := re.search(r"Non-2xx or 3xx responses: (\d+)", told)):
        failed["not 2xx"] = int(wrong[1])
    failed |= {
        f"socket {kind}": int(n)
        for kind, n in re.findall(r"(connect|read|write|timeout) (\d+)", told)
        if n != "0"
    }
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    return Load(float(rate[1]) if rate else 0.0, milliseconds("50"), milliseconds("99"), failed)


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


def ours(store: Path, *options: str) -> AbstractContextManager[tuple[str, int]]:
    """Run our server over a store."""
    command = [str(_BIN / "deedgraph"), "serve", "--store", str(store), "--port", "0", "--no-log", *options]
    return running(command, lambda told: (re.findall(r"(http://\S+)/ ", told) or [""])[0], "/health")


def theirs(store: Path, port: int) -> AbstractContextManager[tuple[str, int]]:
    """Run Oxigraph's server over a store."""
    command = [str(_BIN / "oxigraph"), "serve-read-only", "--location", str(store), "--union-default-graph"]
    base = f"http://127.0.0.1:{port}"
    return running([*command, "--bind", f"127.0.0.1:{port}"], lambda _: base, "/query?query=ASK%7B%7D")


def free_port() -> int:
    """Return a port of loopback that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
