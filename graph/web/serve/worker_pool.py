"""The workers: child processes that hold the store, so that a question that runs away is ended with its process."""

import asyncio
import itertools
import os
import socket
import sys
import time
from collections import deque
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph.errors import StoreError
from graph.web.serve.ipc import FrameProtocol, framed
from graph.web.serve.limits import MIB, Limits, Problem
from graph.web.serve.scheduler import AHEAD, SOON, Question, Worker, ready
from graph.web.serve.store_source import StoreSource
from graph.web.serve.tasks import TaskResult
from graph.web.serve.worker_process import resident, spent, started

_START = 60.0  # seconds in which a worker must have opened its store
_LOOK = 0.1  # seconds between two looks at the busy workers
_LONG = 1.0  # seconds of the processor after which a question counts as a long one, and yields to the others


@dataclass(eq=False)
class Pool:
    """Workers over one place, and the questions that wait for them, first come first served.

    ``run`` calls a function of ours in a worker, ``ask`` a SPARQL query; ``swap`` goes over to another place
    without a question lost. A question whose asker is cancelled is taken back.
    """

    place: StoreSource
    limits: Limits
    _idle: list[Worker] = field(default_factory=list)
    _all: set[Worker] = field(default_factory=set)
    _waiting: deque[Question] = field(default_factory=deque)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _places: set[StoreSource] = field(default_factory=set)  # that workers still read
    _closed: bool = False

    @property
    def state(self) -> str | None:
        """Return what names the graph's present state; ``None`` where nobody can tell, as for a server's graph."""
        return self.place.state

    async def start(self) -> None:
        """Start the workers. Raises ``StoreError`` when they cannot open the store."""
        for worker in await self._started(self.place):
            self._free(worker)
        self._background(self._watch())

    async def _started(self, place: StoreSource) -> list[Worker]:
        made = await asyncio.gather(
            *(self._start(place) for _ in range(self.limits.workers)), return_exceptions=True
        )
        workers = [worker for worker in made if isinstance(worker, Worker)]
        for failed in made:
            if isinstance(failed, BaseException):
                for worker in workers:
                    self._end(worker)
                raise failed
        return workers

    async def _start(self, place: StoreSource) -> Worker:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with theirs:
            process = started(theirs)
        worker = Worker(place, process)
        self._all.add(worker)
        self._places.add(place)
        place.readers += 1
        opening = Question(framed(place.message()), loop.create_future())
        worker.asked.append(opening)
        worker.line = FrameProtocol(partial(self._heard, worker), partial(self._lost, worker))
        await loop.create_unix_connection(lambda: worker.line, sock=ours)
        try:
            worker.line.send(opening.message)
            header, *_ = await asyncio.wait_for(opening.answer, _START)
        except (Problem, TimeoutError):
            self._end(worker, Problem(503, "the server stops"))
            raise StoreError("serve-worker") from None
        if header["status"] != 200:
            self._end(worker)
            raise StoreError(header["reason"])
        return worker

    async def run(self, function: str, **arguments: Any) -> TaskResult:
        """Call ``"module:name"`` in a worker, with the store and these plain values; return its ``TaskResult``.

        Raises ``Problem``: 503 when too many wait already, 504 when the time is over, 403 for too much memory,
        and what the function itself raises.
        """
        message = framed({"do": function, "with": arguments})
        question = Question(message, asyncio.get_running_loop().create_future())
        self._put(question)
        try:
            header, body, state = await question.answer
        except asyncio.CancelledError:
            # Whoever asked is gone. What runs already is left to its worker, unless it takes long (_watch).
            with suppress(ValueError):
                self._waiting.remove(question)
            raise
        if header["status"] != 200:
            raise Problem(header["status"], header["reason"], **header.get("headers", {}))
        return TaskResult(body, header["type"], header["gzip"], header["lasting"], state)

    async def ask(
        self,
        query: str,
        *,
        results: tuple[str, str] | None = ("json", "application/sparql-results+json"),
        graphs: tuple[str, str] | None = ("ttl", "text/turtle"),
        default: Sequence[str] = (),
        named: Sequence[str] = (),
        compress: bool = False,
    ) -> TaskResult:
        """Ask a SPARQL query within the limits; formats are as in ``formats.Choice``. Raises ``Problem``."""
        return await self.run(
            "graph.web.serve.tasks:sparql", query=query, results=results, graphs=graphs, default=[*default],
            named=[*named], compress=compress, rows=self.limits.rows, size=self.limits.answer,
        )  # fmt: skip

    def _put(self, question: Question) -> None:
        if self._waits() >= self.limits.queue and not self._idle:
            raise Problem(503, "too many questions at once; ask again in a moment", Retry_After="2")
        self._waiting.append(question)
        self._deal()

    def _waits(self) -> int:
        return len(self._waiting) + sum(len(worker.asked) - 1 for worker in self._all if worker.asked)

    def _deal(self) -> None:
        """Give out what waits, as far as somebody is to take it now."""
        while self._waiting and (worker := self._ready()):
            self._begin(worker, self._waiting.popleft())

    def _ready(self) -> Worker | None:
        full = self._waits() >= self.limits.queue
        worker = ready(self._idle, self._all, time.monotonic(), full=full)
        if worker in self._idle:
            self._idle.remove(worker)
        return worker

    def _begin(self, worker: Worker, question: Question) -> None:
        if not worker.asked:
            worker.since, worker.spent = time.monotonic(), None
        worker.asked.append(question)
        worker.line.send(question.message)

    def _heard(self, worker: Worker, header: dict[str, Any], body: bytes) -> None:
        question, began, now = worker.asked.popleft(), worker.since, time.monotonic()
        worker.since, worker.spent = (now if worker.asked else None), None
        if began is not None:  # else it only says that its store is open
            # A server that is asked elsewhere has cores of its own.
            worker.quick = now - began < SOON and worker.place.endpoint is None
            self._release(worker)
        if question is not None and not question.answer.done():
            question.answer.set_result((header, body, worker.place.state))

    def _lost(self, worker: Worker) -> None:
        if worker not in self._all:
            return  # we hung up ourselves
        begun = worker.since is not None or worker in self._idle
        # It ended by itself, unless we ended it: the engine's stack or memory did not suffice for this question.
        words = "this question breaks the engine: it is too deep or too large; ask in parts"
        self._end(worker, worker.ended or Problem(400, words))
        if begun and worker.place is self.place:
            self._background(self._replace())

    def _free(self, worker: Worker) -> None:
        """Give a worker what waits; one that answers soon gets some ahead, so that it need not sleep in between."""
        while self._waiting and len(worker.asked) < (AHEAD if worker.quick else 1):
            self._begin(worker, self._waiting.popleft())
        if not worker.asked:
            self._idle.append(worker)
        if self._idle:
            self._deal()

    def _take_back(self, worker: Worker, keep: int = 1) -> None:
        """Let others answer what lies behind a worker's question, or all that it was asked."""
        back = list(worker.asked)[keep:]
        for _ in back:
            worker.asked.pop()
        worker.asked.extend([None] * len(back))
        self._waiting.extendleft(question for question in reversed(back) if question is not None)
        while self._waiting and self._idle:
            self._begin(self._idle.pop(), self._waiting.popleft())

    def _release(self, worker: Worker) -> None:
        """Take a worker back after a question; one that is spent, or of a place left behind, is replaced."""
        if worker.place is not self.place:
            self._end(worker)
        elif worker.slow or worker.ended:
            self._end(worker)
            self._background(self._replace())
        else:
            self._free(worker)

    async def _replace(self) -> None:
        place = self.place
        for pause in itertools.chain((0.0, 1.0, 5.0), itertools.repeat(30.0)):
            await asyncio.sleep(pause)
            if self._closed or place is not self.place:
                return  # another place brings its own workers
            try:
                worker = await self._start(place)
            except (StoreError, OSError) as error:
                if self._closed:
                    return
                print(f"deedgraph serve: {error}", file=sys.stderr, flush=True)
                continue
            if place is self.place:
                self._free(worker)
            else:
                self._end(worker)
            return

    def _end(self, worker: Worker, why: Problem | None = None) -> None:
        """End a worker: its question fails for a reason, or goes to another if there is none."""
        if worker not in self._all:
            return
        self._all.discard(worker)
        with suppress(ValueError):
            self._idle.remove(worker)
        question = worker.asked[0] if worker.asked and why is not None else None
        self._take_back(worker, keep=1 if why is not None else 0)
        if question is not None and why is not None and not question.answer.done():
            question.answer.set_exception(why)
        worker.since = None
        worker.line.close()
        worker.process.kill()
        self._background(self._buried(worker))

    async def _buried(self, worker: Worker) -> None:
        while worker.process.poll() is None:
            await asyncio.sleep(0.01)
        worker.place.readers -= 1
        if worker.place is not self.place and worker.place.readers == 0:
            self._places.discard(worker.place)
            await asyncio.to_thread(worker.place.close)

    async def _watch(self) -> None:
        """End the questions that take too long or too much memory; let long ones yield to the others."""
        limits = self.limits
        while True:
            await asyncio.sleep(_LOOK)
            now = time.monotonic()
            for worker in list(self._all):
                if worker.since is None or worker.ended is not None:
                    continue
                taken = now - worker.since
                if taken > _LOOK:
                    self._take_back(worker)
                if taken > limits.seconds:
                    self._stop(
                        worker, 504, f"stopped: not done within {limits.seconds:g} seconds; ask for less"
                    )
                elif resident(worker.process.pid) > limits.memory:
                    words = (
                        f"stopped: the question needs more than {limits.memory // MIB:,} MiB; ask for less"
                    )
                    self._stop(worker, 403, words)
                elif worker.spent is None:
                    worker.spent = spent(worker.process.pid)
                elif not worker.slow and spent(worker.process.pid) - worker.spent > _LONG:
                    worker.slow = True
                    if worker.asked[0] is None or worker.asked[0].answer.done():
                        worker.process.kill()  # whoever asked is gone; after this it would be replaced anyway
                        continue
                    with suppress(OSError):
                        os.setpriority(os.PRIO_PROCESS, worker.process.pid, 10)

    def _stop(self, worker: Worker, status: int, reason: str) -> None:
        worker.ended = Problem(status, reason)
        worker.process.kill()

    async def swap(self, place: StoreSource) -> None:
        """Go over to another place: its workers start, then take over; the old ones finish what they do.

        Raises ``StoreError`` when it cannot be opened; then all stays as it was.
        """
        fresh = await self._started(place)
        self.place = place
        # Those that are busy, or just handed to somebody, end when they are given back.
        for worker in list(self._idle):
            self._end(worker)
        for worker in fresh:
            self._free(worker)

    async def stop(self) -> None:
        """End all workers, and leave nothing of the place behind that was made for it alone."""
        self._closed = True
        for worker in list(self._all):
            self._end(worker, Problem(503, "the server stops"))
        while self._waiting:
            self._waiting.popleft().answer.cancel()
        while self._all or any(place.readers for place in self._places):
            await asyncio.sleep(0.01)
        for place in {self.place, *self._places}:
            place.close()
        for task in list(self._tasks):
            task.cancel()

    def facts(self) -> dict[str, int]:
        """Return how many workers there are, how many are busy, and how many questions wait."""
        busy = sum(worker.since is not None for worker in self._all)
        return {"workers": len(self._all), "busy": busy, "waiting": self._waits()}

    def _background(self, work: Awaitable[None]) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
