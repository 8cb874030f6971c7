"""Which worker is asked next, without a process."""

from collections import deque
from typing import Any, cast

from graph.web.serve.scheduler import AHEAD, SOON, Worker, ready
from graph.web.serve.store_source import StoreSource

NOW = 100.0


def worker(asked: int = 0, *, ago: float = 0.0, quick: bool = True) -> Worker:
    made = Worker(
        StoreSource(), cast("Any", None), asked=deque([None] * asked), since=NOW - ago if asked else None
    )
    made.quick = quick
    return made


def test_one_that_rests_is_asked_while_there_are_cores_for_it() -> None:
    busy, first, last = worker(1), worker(), worker()
    assert ready([first, last], [busy, first, last], NOW, cores=2) is last
    assert ready([first, last], [busy, first, last], NOW, cores=1) is busy


def test_those_that_answer_soon_get_questions_ahead_and_no_other_is_woken() -> None:
    short, long, resting = worker(2), worker(3), worker()
    assert ready([resting], [long, short, resting], NOW, cores=2) is short
    filled = [worker(AHEAD), worker(AHEAD)]
    assert ready([resting], [*filled, resting], NOW, cores=2) is None
    assert ready([resting], [*filled, resting], NOW, full=True, cores=2) is resting


def test_nothing_is_put_behind_what_takes_long() -> None:
    resting = worker()
    for busy in (worker(1, ago=2 * SOON), worker(1, quick=False)):
        assert ready([resting], [busy, busy, resting], NOW, cores=1) is resting
        assert ready([], [busy], NOW, cores=1) is None
