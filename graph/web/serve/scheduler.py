"""Whose turn it is: questions, the workers that they are asked of, and which of these to ask next."""

import asyncio
import os
import subprocess
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.web.serve.ipc import FrameProtocol
from graph.web.serve.limits import Problem
from graph.web.serve.store_source import StoreSource

SOON = 0.02  # seconds in which a worker has answered that gets questions ahead
AHEAD = 4  # questions that such a worker has at once, so that it need not sleep between two
_CORES = os.cpu_count() or 1


@dataclass(eq=False)
class Question:
    """A question: the message to a worker, and what comes back: a header, a body, and of which state they are."""

    message: bytes
    answer: asyncio.Future[tuple[dict[str, Any], bytes, str | None]]


@dataclass(eq=False)
class Worker:
    """A worker, as the server sees it.

    Of what it was ``asked`` the first is being answered, the others lie behind it; ``None`` stands for one that was
    taken back. ``since`` is when its question began, ``spent`` the seconds of the processor that it had used when
    this was first looked at; ``quick``: its last answer came soon; ``slow``: this one does not; ``ended``: why it was.
    """

    place: StoreSource
    process: subprocess.Popen[bytes]
    line: FrameProtocol = field(init=False)
    asked: deque[Question | None] = field(default_factory=deque)
    since: float | None = None
    spent: float | None = None
    quick: bool = False
    slow: bool = False
    ended: Problem | None = None


def ready(
    idle: Sequence[Worker], workers: Iterable[Worker], now: float, *, full: bool = False, cores: int = _CORES
) -> Worker | None:
    """Return the worker to ask next; ``None`` to wait until one has answered, but when the queue is ``full``.

    More workers than cores only take turns, and to wake one costs more than a small question. So where as many as
    there are cores answer soon, these get all there is. A question that comes to lie behind a long one all the same
    is taken back (``Pool._watch``).
    """
    busy = [worker for worker in workers if worker.since is not None]
    # The last to rest is the first asked: what it needs is still in the processor's caches.
    if idle and len(busy) < cores:
        return idle[-1]
    soon = [worker for worker in busy if worker.quick and now - (worker.since or 0) < SOON]
    first = min(soon, key=lambda worker: len(worker.asked), default=None)
    if first is not None and len(first.asked) < AHEAD:
        return first
    if len(soon) >= cores and not full:
        return None
    return idle[-1] if idle else None
