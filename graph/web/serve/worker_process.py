"""A worker's process: how it is started, and what it takes of time, memory and the processor."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

import psutil

from graph.web.serve.ipc import FrameProtocol, Heard
from graph.web.serve.limits import MIB, Limits, Problem
from graph.web.serve.scheduler import Worker
from graph.web.serve.store_source import StoreSource

_LONG = 1.0  # seconds of the processor after which a question counts as a long one,
_LONG_BESIDE_OTHERS = 0.25  # and when there are as many long ones as there may be


def started(source: StoreSource) -> Worker:
    """Start a worker; it opens its store when it is connected and is sent where this lies."""
    ours, theirs = socket.socketpair()
    with theirs:
        # The command is our own; what to open goes over the socket, so that no list of processes shows it.
        process = subprocess.Popen(  # noqa: S603
            # -P: nothing that lies in the folder where somebody stands is taken for a module of ours.
            [sys.executable, "-P", "-m", "graph.web.serve.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
    # The system ends a worker first when memory runs out, and not the server; psutil has no function for it.
    with suppress(OSError), open(f"/proc/{process.pid}/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("500")
    return Worker(source, process, psutil.Process(process.pid), ours)


async def connect(worker: Worker, heard: Heard, lost: Callable[[], None]) -> None:
    """Open the channel to a worker; ``heard`` gets each message of it, ``lost`` is called when it has ended."""
    worker.channel = FrameProtocol(heard, lost)
    await asyncio.get_running_loop().create_unix_connection(lambda: worker.channel, sock=worker.end)


def _environment() -> dict[str, str]:
    """Return the environment of a worker."""
    # The engine takes and gives back many small pieces of memory for each question; the C library (glibc) has them
    # at hand when it may keep more of a size. With this a small question costs a sixth less.
    return {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=1000", **os.environ}


def beyond(worker: Worker, taken: float, limits: Limits) -> Problem | None:
    """Return why a worker's question is to be stopped after so many seconds; ``None`` if it is within the limits."""
    if taken > limits.seconds:
        return Problem(504, f"stopped: not done within {limits.seconds:g} seconds; ask for less")
    with suppress(psutil.Error):
        memory = worker.usage.memory_info()
        if memory.rss - getattr(memory, "shared", 0) > limits.memory:
            reason = f"stopped: the question needs more than {limits.memory // MIB:,} MiB; ask for less"
            return Problem(403, reason)
    return None


def is_long(worker: Worker, taken: float, *, room: bool) -> bool:
    """Say whether a worker's question is a long one, by the processor that it used; time in which it waited is none.

    ``room`` says that there may be more of them. What is asked of another server uses that one's processor, and here
    only time.
    """
    most = _LONG if room else _LONG_BESIDE_OTHERS
    if worker.source.endpoint:
        return taken > most
    with suppress(psutil.Error):
        times = worker.usage.cpu_times()
        used = times.user + times.system
        worker.spent = used if worker.spent is None else worker.spent
        return bool(used - worker.spent > most)
    return False


def set_aside(worker: Worker) -> None:
    """Let a worker have the processor only where others leave it, for the one question that it answers."""
    worker.slow = True
    with suppress(psutil.Error):
        worker.usage.nice(10)
