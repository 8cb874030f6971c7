"""A worker's process: how it is started, and what it takes of memory and of the processor."""

import os
import socket
import subprocess
import sys
from contextlib import suppress

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def started(line: socket.socket) -> subprocess.Popen[bytes]:
    """Start a worker at the end of a line."""
    # The command is our own; the place goes over the line, so that no list of processes shows it.
    process = subprocess.Popen(  # noqa: S603
        # -P: nothing that lies in the folder where somebody stands is taken for a module of ours.
        [sys.executable, "-P", "-m", "graph.web.serve.worker", str(line.fileno())],
        pass_fds=[line.fileno()],
        stdin=subprocess.DEVNULL,
        env=_environment(),
    )
    # The system ends a worker first when memory runs out, and not the server.
    with suppress(OSError), open(f"/proc/{process.pid}/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("500")
    return process


def _environment() -> dict[str, str]:
    """Return the environment of a worker."""
    # The engine takes and gives back many small pieces of memory for each question; the C library (glibc) has them
    # at hand when it may keep more of a size. With this a small question costs a sixth less.
    told = os.environ.get("GLIBC_TUNABLES", "glibc.malloc.tcache_count=1000")
    return {**os.environ, "GLIBC_TUNABLES": told}


def resident(pid: int) -> int:
    """Return the bytes of memory that are a process's own."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - opened ten times a second
            _, resident, shared, *_ = map(int, file.read().split())
            return (resident - shared) * _PAGE
    except (OSError, IndexError):
        return 0


def spent(pid: int) -> float:
    """Return the seconds of the processor that a process has used; time in which it had to wait is none."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
