"""Questions, the workers that answer them, and which worker is asked which question next."""

import asyncio
import os
import socket
import subprocess
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil

from graph.web.serve.ipc import FrameProtocol
from graph.web.serve.limits import Problem
from graph.web.serve.store_source import StoreSource

SOON = 0.02  # seconds in which a worker has answered that gets questions ahead
AHEAD = 4  # questions that such a worker has at once, so that it need not sleep between two
_CORES = os.cpu_count() or 1


@dataclass(eq=False)
class Question:
    """A question: the message to a worker, and what comes back: a header, a body, and of which state they are.

    ``client`` is the address that asks.
    """

    message: bytes
    answer: asyncio.Future[tuple[dict[str, Any], bytes, str | None]]
    client: str = ""

    def fail(self, why: Problem) -> None:
        """Answer with an error, if somebody still waits."""
        if not self.answer.done():
            self.answer.set_exception(why)


@dataclass(eq=False)
class Worker:
    """A worker, as the server sees it.

    Of what it was ``asked`` the first is being answered, the others lie behind it; ``None`` stands for one that was
    taken back. ``since`` is when its question began, ``spent`` the seconds of the processor that it had used when
    this was first looked at; ``quick``: its last answer came soon; ``slow``: this one does not; ``ended``: why it was.
    """

    source: StoreSource
    process: subprocess.Popen[bytes]
    usage: psutil.Process
    end: socket.socket  # ours of the pair
    channel: FrameProtocol = field(init=False)
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

    More workers than cores only share them, and to wake one costs more than a small question. So where as many as
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


@dataclass(eq=False)
class Queue:
    """Questions that wait: short ones, and long ones until another long one is answered; ``limit`` of each."""

    limit: int
    short: deque[Question] = field(default_factory=deque)
    long: deque[Question] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self.short) + len(self.long)

    def admit(self, question: Question, ahead: int, *, full: bool) -> None:
        """Take a question in; ``ahead`` lie with the workers already, of which none rests if ``full``.

        Where there is no room, a client that has more questions waiting than this one loses its last. Raises
        ``Problem`` (503) when there is none.
        """
        if full and len(self.short) + ahead >= self.limit:
            no_room = Problem(503, "too many questions at once; ask again in a moment", Retry_After="2")
            held = Counter(each.client for each in self.short)
            client, most = max(held.items(), key=lambda one: one[1], default=("", 0))
            if most <= held[question.client] + 1:
                raise no_room
            last = next(each for each in reversed(self.short) if each.client == client)
            self.short.remove(last)
            last.fail(no_room)
        self.short.append(question)

    def postpone(self, question: Question) -> None:
        """Let a question that turned out long wait for another long one, or fail."""
        if len(self.long) < self.limit:
            self.long.append(question)
        else:
            question.fail(Problem(503, "too many long questions at once; ask again later", Retry_After="10"))

    def forget(self, question: Question) -> None:
        """Drop a question whose asker is gone."""
        for waiting in (self.short, self.long):
            if question in waiting:
                waiting.remove(question)

    def cancel(self) -> None:
        """Give all up."""
        for question in (*self.short, *self.long):
            question.answer.cancel()
