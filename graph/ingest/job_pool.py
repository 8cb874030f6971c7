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

_JOBS_PER_WORKER = 4  # that wait for each worker: enough to keep it busy, few enough for memory
_MAX_PENDING_BYTES = 32_000_000
_RETRIES = 2  # of a job whose worker was lost, on a cluster
_CLUSTER_SECONDS = 20  # for a cluster to answer
SECONDS = 120  # that one file, however small, may take in a process of this machine
_BYTES_PER_SECOND = 10_000  # more time for a long file; reading is several times as fast
Pending = deque[tuple[Job, "Future[Outcome]"]]


def run_jobs(jobs: Iterable[Job], workers: int, dask: str | None = None) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job with its outcome, in order; with one worker, and no cluster, in this process.

    A file on which a worker dies, or takes longer than the time limit, has an outcome with an error; on a cluster and
    in this process there is no time limit.
    Raises ``CallError`` when a cluster cannot be reached, and ``StoreError`` when it is lost.
    """
    if dask is not None:
        with _cluster(dask) as (executor, threads):
            yield from _outcomes(jobs, executor, threads * _JOBS_PER_WORKER, _lost_on_cluster)
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
                yield from _outcomes(
                    jobs, executor, workers * _JOBS_PER_WORKER, _raised, pending, limited=True
                )
        except BrokenProcessPool:
            left = [job for job, _ in pending]
        else:
            return
        # A worker was killed, perhaps by a file; each job that was running is tried alone.
        yield from ((job, _alone(job)) for job in left)


def _alone(job: Job) -> Outcome:
    began = time.monotonic()
    try:
        with _processes(1) as executor:
            return _submitted(executor, job, limited=True).result()
    except BrokenProcessPool:
        return _too_slow(job) if time.monotonic() - began >= _seconds(job) else _died(job)


def _seconds(job: Job) -> float:
    return SECONDS + len(job.data) / _BYTES_PER_SECOND


def _within(seconds: float, work: Callable[[Job], Outcome], job: Job) -> Outcome:
    """Do a job in a process that is killed when it takes longer.

    By a signal: a hang in a library's native code sees no exception and blocks all other Python threads.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work(job)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _processes(workers: int) -> AbstractContextManager[Executor]:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Let a worker end at its time limit, and when its parent process is gone, for which it would wait forever."""
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
        while more and len(pending) < limit and size < _MAX_PENDING_BYTES:
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
    except RuntimeError as error:  # the pool is broken; raised where the job's result is awaited
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
    for name in ("distributed", "distributed.client"):  # a worker's end is reported here, if it matters
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(address, timeout=_CLUSTER_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=_CLUSTER_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        words = " ".join(str(error).split())[:200]
        raise CallError("ingest-dask-not-there", address=address, why=words) from None
    with client:
        threads = sum(client.nthreads().values())
        yield client.get_executor(pure=False, retries=_RETRIES), threads
