"""Which worker is asked next, and whose questions wait, without a process."""

from collections import Counter, deque
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.web.serve.limits import Problem
from graph.web.serve.scheduler import AHEAD, SOON, Question, Queue, Worker, ready
from graph.web.serve.store_source import StoreSource

NOW = 100.0


def worker(asked: int = 0, *, ago: float = 0.0, quick: bool = True) -> Worker:
    none = cast("Any", None)
    made = Worker(StoreSource(), none, none, none, deque([None] * asked), NOW - ago if asked else None)
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


class Answer:
    """What a question's future does here."""

    error: Exception | None = None

    def done(self) -> bool:
        return self.error is not None

    def set_exception(self, error: Exception) -> None:
        self.error = error


def question(client: str) -> Question:
    return Question(b"", cast("Any", Answer()), client)


@given(st.lists(st.sampled_from("aaaabc"), max_size=40), st.integers(0, 12), st.integers(0, 5))
def test_a_full_queue_is_shared_by_those_who_ask(clients: list[str], limit: int, ahead: int) -> None:
    queue, asked = Queue(limit), [question(client) for client in clients]
    for each in asked:
        before = Counter(waiting.client for waiting in queue.short)
        try:
            queue.admit(each, ahead, full=True)
        except Problem as problem:
            assert (problem.status, each in queue.short) == (503, False)
            # Nobody has more than who is refused, but for the one question that he would have then.
            assert all(held <= before[each.client] + 1 for held in before.values())
        assert len(queue.short) <= max(limit - ahead, 0)
    out = [each for each in asked if cast("Any", each.answer).error]
    assert not [each for each in out if each in queue.short]
    assert [each for each in asked if each in queue.short] == list(queue.short)  # first come, first served


def test_who_fills_the_queue_makes_room_for_another() -> None:
    queue = Queue(4)
    greedy = [question("10.0.0.1") for _ in range(4)]
    for each in greedy:
        queue.admit(each, 0, full=True)
    for client in ("10.0.0.2", "10.0.0.3"):
        queue.admit(question(client), 0, full=True)
    assert [each.client[-1] for each in queue.short] == ["1", "1", "2", "3"]
    assert [cast("Any", each.answer).error is None for each in greedy] == [True, True, False, False]
    with pytest.raises(Problem):
        queue.admit(question("10.0.0.1"), 0, full=True)


def test_long_questions_wait_by_themselves() -> None:
    queue, longs = Queue(2), [question("a") for _ in range(3)]
    for each in longs:
        queue.postpone(each)
    assert list(queue.long) == longs[:2]
    assert cast("Any", longs[2].answer).error.status == 503
    queue.admit(question("b"), 0, full=True)
    assert len(queue) == 3
    queue.forget(longs[0])
    assert list(queue.long) == longs[1:2]
