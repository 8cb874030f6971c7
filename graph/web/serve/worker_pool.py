"""The workers: child processes that hold the store, so that a question that runs away is ended with its process.

Ours and no library's: of sixteen askers of a small question two of our workers answered 5,900 a second, those of
concurrent.futures 2,500 and of pebble 1,900; neither bounds a worker's memory, sets a long question aside, or goes over
to another store without a question lost.
"""

import asyncio
import itertools
import sys
import time
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph.errors import StoreError
from graph.messages import Label
from graph.web.serve.access import CLIENT
from graph.web.serve.ipc import framed
from graph.web.serve.limits import Limits, Problem
from graph.web.serve.scheduler import AHEAD, SOON, Question, Queue, Worker, ready
from graph.web.serve.store_source import StoreSource
from graph.web.serve.tasks import Task, TaskResult, name_of
from graph.web.serve.worker_process import beyond, connect, is_long, set_aside, started

_START = 60.0  # seconds in which a worker must have opened its store
_LOOK = 0.1  # seconds between two looks at the busy workers


@dataclass(eq=False)
class Pool:
    """Workers over one source, and the questions that wait for them, first come first served.

    ``run`` calls a function of ours in a worker; ``swap`` goes over to another source without a question lost. A
    question whose asker is cancelled is taken back. Long questions have at most half of the workers: one more is
    ended, and asked anew when one of those has been answered.
    """

    source: StoreSource
    limits: Limits
    _idle: list[Worker] = field(default_factory=list)
    _all: set[Worker] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _sources: set[StoreSource] = field(default_factory=set)  # that workers still read
    _closed: bool = False

    def __post_init__(self) -> None:
        """Begin with nothing that waits."""
        self._queue = Queue(self.limits.queue)

    @property
    def state(self) -> str | None:
        """Return what names the graph's present state; ``None`` where that is unknown, as for a server's graph."""
        return self.source.state

    async def start(self) -> None:
        """Start the workers. Raises ``StoreError`` when they cannot open the store."""
        for worker in await self._started(self.source):
            self._free(worker)
        self._background(self._watch())

    async def _started(self, source: StoreSource) -> list[Worker]:
        made = await asyncio.gather(
            *(self._start(source) for _ in range(self.limits.workers)), return_exceptions=True
        )
        workers = [worker for worker in made if isinstance(worker, Worker)]
        for failed in made:
            if isinstance(failed, BaseException):
                for worker in workers:
                    self._end(worker)
                raise failed
        return workers

    async def _start(self, source: StoreSource) -> Worker:
        worker = started(source)
        self._all.add(worker)
        self._sources.add(source)
        source.readers += 1
        opening = Question(framed(source.message()), asyncio.get_running_loop().create_future())
        worker.asked.append(opening)
        await connect(worker, partial(self._heard, worker), partial(self._lost, worker))
        try:
            worker.channel.send(opening.message)
            header, *_ = await asyncio.wait_for(opening.answer, _START)
        except (Problem, TimeoutError):
            self._end(worker, Problem(503, "the server stops"))
            raise StoreError("serve-worker") from None
        if header["status"] != 200:
            self._end(worker)
            raise StoreError(Label(header["reason"], header["reason"]))
        return worker

    async def run(self, task: Task, **arguments: Any) -> TaskResult:
        """Call a module's function in a worker, with the store and these plain values; return its ``TaskResult``.

        Raises ``Problem``: 503 when too many wait already, 504 when the time is over, 403 for too much memory,
        and what the function itself raises.
        """
        message = framed({"do": name_of(task), "with": arguments})
        question = Question(message, asyncio.get_running_loop().create_future(), CLIENT.get())
        self._queue.admit(question, self._ahead(), full=not self._idle)
        self._deal()
        try:
            header, body, state = await question.answer
        except asyncio.CancelledError:
            # Whoever asked is gone. What runs already is left to its worker, unless it takes long (_watch).
            self._queue.forget(question)
            raise
        if header["status"] != 200:
            raise Problem(header["status"], header["reason"], **header.get("headers", {}))
        return TaskResult(body, header["type"], header["gzip"], header["lasting"], state)

    def _ahead(self) -> int:
        return sum(len(worker.asked) - 1 for worker in self._all if worker.asked)

    def _deal(self) -> None:
        """Give out what waits, as far as a worker is to take it now."""
        while self._queue.short and (worker := self._ready()):
            self._begin(worker, self._queue.short.popleft())

    def _ready(self) -> Worker | None:
        full = len(self._queue.short) + self._ahead() >= self.limits.queue
        worker = ready(self._idle, self._all, time.monotonic(), full=full)
        if worker in self._idle:
            self._idle.remove(worker)
        return worker

    def _begin(self, worker: Worker, question: Question) -> None:
        if not worker.asked:
            worker.since, worker.spent = time.monotonic(), None
        worker.asked.append(question)
        worker.channel.send(question.message)

    def _heard(self, worker: Worker, header: dict[str, Any], body: bytes) -> None:
        question, began, now = worker.asked.popleft(), worker.since, time.monotonic()
        worker.since, worker.spent = (now if worker.asked else None), None
        if began is not None:  # else it only says that its store is open
            # A server that is asked elsewhere has cores of its own.
            worker.quick = now - began < SOON and worker.source.endpoint is None
            self._release(worker)
        if question is not None and not question.answer.done():
            question.answer.set_result((header, body, worker.source.state))

    def _lost(self, worker: Worker) -> None:
        if worker not in self._all:
            return  # we hung up ourselves
        begun = worker.since is not None or worker in self._idle
        # It ended by itself, unless we ended it: the engine's stack or memory did not suffice for this question.
        words = "this question breaks the engine: it is too deep or too large; ask in parts"
        self._end(worker, worker.ended or Problem(400, words))
        if begun and worker.source is self.source:
            self._background(self._replace())

    def _free(self, worker: Worker) -> None:
        """Give a worker what waits; one that answers soon gets some ahead, so that it need not sleep in between."""
        if self._queue.long and not worker.asked and self._room_for_long():
            self._begin(worker, self._queue.long.popleft())
            set_aside(worker)
            return
        while self._queue.short and len(worker.asked) < (AHEAD if worker.quick else 1):
            self._begin(worker, self._queue.short.popleft())
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
        self._queue.short.extendleft(question for question in reversed(back) if question is not None)
        while self._queue.short and self._idle:
            self._begin(self._idle.pop(), self._queue.short.popleft())

    def _release(self, worker: Worker) -> None:
        """Take a worker back after a question; one that is spent, or of a source left behind, is replaced."""
        if worker.source is not self.source:
            self._end(worker)
        elif worker.slow or worker.ended:
            self._end(worker)
            self._background(self._replace())
        else:
            self._free(worker)

    async def _replace(self) -> None:
        source = self.source
        for pause in itertools.chain((0.0, 1.0, 5.0), itertools.repeat(30.0)):
            await asyncio.sleep(pause)
            if self._closed or source is not self.source:
                return  # another source brings its own workers
            try:
                worker = await self._start(source)
            except (StoreError, OSError) as error:
                if self._closed:
                    return
                print(f"deedgraph serve: {error}", file=sys.stderr, flush=True)
                continue
            if source is self.source:
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
        if question is not None and why is not None:
            question.fail(why)
        worker.since = None
        worker.channel.close()
        worker.process.kill()
        self._background(self._buried(worker))

    async def _buried(self, worker: Worker) -> None:
        while worker.process.poll() is None:
            await asyncio.sleep(0.01)
        worker.source.readers -= 1
        if worker.source is not self.source and worker.source.readers == 0:
            self._sources.discard(worker.source)
            await asyncio.to_thread(worker.source.close)

    async def _watch(self) -> None:
        """End the questions that take too long or too much memory; let long ones yield to the others."""
        while True:
            await asyncio.sleep(_LOOK)
            now = time.monotonic()
            for worker in list(self._all):
                if worker.since is not None and worker.ended is None:
                    self._look_at(worker, now - worker.since)

    def _look_at(self, worker: Worker, taken: float) -> None:
        if taken > _LOOK:
            self._take_back(worker)
        worker.ended = beyond(worker, taken, self.limits)
        if worker.ended is not None:
            worker.process.kill()
        elif worker.slow or is_long(worker, taken, room=self._room_for_long()):
            question = worker.asked[0]
            if question is None or question.answer.done():
                worker.process.kill()  # whoever asked is gone
            elif not worker.slow and self._room_for_long():
                set_aside(worker)
            elif not worker.slow:
                worker.asked[0] = None
                self._queue.postpone(question)
                worker.process.kill()  # another takes its place

    def _room_for_long(self) -> bool:
        busy = sum(worker.slow for worker in self._all if worker.source is self.source)
        return busy < max(1, self.limits.workers // 2)

    async def swap(self, source: StoreSource) -> None:
        """Go over to another source: its workers start, then take over; the old ones finish what they do.

        Raises ``StoreError`` when it cannot be opened; then all stays as it was.
        """
        fresh = await self._started(source)
        self.source = source
        # Those that are busy, or just handed to somebody, end when they are given back.
        for worker in list(self._idle):
            self._end(worker)
        for worker in fresh:
            self._free(worker)

    async def stop(self) -> None:
        """End all workers, and leave nothing of the source behind that was made for it alone."""
        self._closed = True
        for worker in list(self._all):
            self._end(worker, Problem(503, "the server stops"))
        self._queue.cancel()
        while self._all or any(source.readers for source in self._sources):
            await asyncio.sleep(0.01)
        for source in {self.source, *self._sources}:
            source.close()
        for task in list(self._tasks):
            task.cancel()

    def facts(self) -> dict[str, int]:
        """Return how many workers there are, how many are busy, and how many questions wait."""
        busy = sum(worker.since is not None for worker in self._all)
        return {"workers": len(self._all), "busy": busy, "waiting": len(self._queue) + self._ahead()}

    def _background(self, work: Awaitable[None]) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
