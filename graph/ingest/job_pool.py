"""Jobs over processes, or over the workers of a Dask cluster: a few at a time, their outcomes in order."""

import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

from graph.errors import CallError, StoreError
from graph.ingest.listing import shown
from graph.ingest.tasks import Job, Outcome, process
from graph.messages import Message

_WAITING = 4  # jobs that wait for each worker: enough to keep it busy, little enough to be held in memory
_WAITING_BYTES = 32_000_000
_RETRIES = 2  # of a job whose worker was lost, on a cluster
_PATIENCE = 20  # seconds for a cluster to answer
SECONDS = 120  # that one file may take in a process of ours, however small it is
_BYTES_A_SECOND = 10_000  # what is added for a long one; reading is several times as fast
Pending = deque[tuple[Job, "Future[Outcome]"]]


def run_jobs(jobs: Iterable[Job], workers: int, dask: str | None = None) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job with its outcome, in order; with one worker, and no cluster, in this process.

    A file on which a worker dies is an outcome with an error, and so is one on which a process of ours works longer
    than it may; on a cluster, and in this process, there is no such limit.
    Raises ``CallError`` when a cluster cannot be reached, and ``StoreError`` when it is lost.
    """
    if dask is not None:
        with _cluster(dask) as (executor, threads):
            yield from _outcomes(jobs, executor, threads * _WAITING, _lost_on_cluster)
    elif workers <= 1:
        yield from ((job, process(job)) for job in jobs)
    else:
        yield from _in_processes(iter(jobs), workers)


def _in_processes(jobs: Iterator[Job], workers: int) -> Iterator[tuple[Job, Outcome]]:
    left: list[Job] = []
    while True:
        pending: Pending = deque()
        try:
            with _processes(workers) as executor:
                yield from _outcomes(jobs, executor, workers * _WAITING, _raised, pending, limited=True)
        except BrokenProcessPool:
            left = [job for job, _ in pending]
        else:
            return
        # Somebody killed a worker, or a file did; each that was under way is tried by itself.
        yield from ((job, _by_itself(job)) for job in left)


def _by_itself(job: Job) -> Outcome:
    began = time.monotonic()
    try:
        with _processes(1) as alone:
            return _submitted(alone, job, limited=True).result()
    except BrokenProcessPool:
        return _too_slow(job) if time.monotonic() - began >= _seconds(job) else _died(job)


def _seconds(job: Job) -> float:
    return SECONDS + len(job.data) / _BYTES_A_SECOND


def _within(seconds: float, work: Callable[[Job], Outcome], job: Job) -> Outcome:
    """Do a job in a process that ends when it takes longer.

    The system ends it: what hangs in a library's own code hears of no exception and lets no thread of ours run.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work(job)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _processes(workers: int) -> AbstractContextManager[Executor]:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """End this process when its time is up, and when the one that began it is gone: a worker would wait for ever."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _outcomes(
    jobs: Iterable[Job],
    executor: Executor,
    limit: int,
    lost: Callable[[Job, Exception], Outcome],
    pending: Pending | None = None,
    *,
    limited: bool = False,
) -> Iterator[tuple[Job, Outcome]]:
    pending = deque() if pending is None else pending
    size, source, more = 0, iter(jobs), True
    while more or pending:
        while more and len(pending) < limit and size < _WAITING_BYTES:
            new = next(source, None)
            if new is None:
                more = False
                break
            pending.append((new, _submitted(executor, new, limited=limited)))
            size += len(new.data)
        if not pending:
            return
        job, future = pending[0]
        try:
            outcome = future.result()
        except Exception as error:
            outcome = lost(job, error)
        pending.popleft()
        size -= len(job.data)
        yield job, outcome


def _submitted(executor: Executor, job: Job, *, limited: bool) -> "Future[Outcome]":
    try:
        if limited:
            return executor.submit(_within, _seconds(job), process, job)
        return executor.submit(process, job)
    except RuntimeError as error:  # the pool is broken; whoever waits for this job is told so
        future: Future[Outcome] = Future()
        future.set_exception(error)
        return future


def _raised(_job: Job, error: Exception) -> Outcome:
    raise error


def _died(job: Job) -> Outcome:
    return Outcome(error=Message("ingest-died", path=shown(job.path)), again=True)


def _too_slow(job: Job) -> Outcome:
    return Outcome(error=Message("ingest-too-slow", path=shown(job.path), seconds=_seconds(job)), again=True)


def _lost_on_cluster(job: Job, error: Exception) -> Outcome:
    if type(error).__name__ == "KilledWorker":
        return _died(job)
    words = " ".join(str(error).split()) or type(error).__name__
    raise StoreError("ingest-dask-failed", why=words[:300])


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise CallError("ingest-dask-extra") from None
    for name in ("distributed", "distributed.client"):  # a worker's end is told by us, if it matters
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        words = " ".join(str(error).split())[:200]
        raise CallError("ingest-dask-not-there", address=address, why=words) from None
    with client:
        threads = sum(client.nthreads().values())
        yield client.get_executor(pure=False, retries=_RETRIES), threads
