"""Who works on what, when: keys in order, never two at once for one key, and nothing lost that the sweep can find."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from daemon.runtime import job_queue
from daemon.runtime.job_queue import Handler, InProcessJobQueue, Lane
from daemon.store.job_key import JobKey, JobKind

MAIL, CONTRACT, LETTER = JobKind.MAIL, JobKind.CONTRACT, JobKind.LETTER
LANES = (Lane((MAIL, CONTRACT), 1), Lane((LETTER,), 4))


@contextmanager
def engine(handlers: Mapping[JobKind, Handler], lanes: tuple[Lane, ...] = LANES) -> Iterator[InProcessJobQueue]:
    running = InProcessJobQueue(lanes)
    running.run(handlers)
    yield running
    running.stop(10)
    assert not running.is_alive()


def until(what: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_every_kind_of_key_has_one_lane() -> None:
    kinds = [kind for lane in job_queue.LANES for kind in lane.kinds]
    assert sorted(kinds) == sorted(JobKind)


def test_keys_of_a_lane_are_worked_on_in_the_order_of_waking() -> None:
    seen: list[JobKey] = []
    handlers = {kind: (lambda n, kind=kind: seen.append(JobKey(kind, n))) for kind in (MAIL, CONTRACT)}
    keys = [JobKey(kind, n) for n in range(200) for kind in (MAIL, CONTRACT)]
    with engine(handlers) as running:
        running.wake(keys)
        until(running.is_idle)
    assert seen == keys


def test_one_key_is_never_worked_on_twice_at_once_but_again_when_it_was_woken_meanwhile() -> None:
    at_work: set[int] = set()
    together: list[int] = []
    done: list[int] = []
    lock = threading.Lock()

    def work(n: int) -> None:
        with lock:
            together.extend(at_work & {n})
            at_work.add(n)
        time.sleep(0.001)
        with lock:
            at_work.discard(n)
            done.append(n)

    with engine({LETTER: work}) as running:
        for _ in range(100):
            running.wake(JobKey(LETTER, n) for n in range(3))
            time.sleep(0.0005)
        until(running.is_idle)
    assert together == []
    assert set(done) == {0, 1, 2}


def test_a_wake_up_during_the_work_leads_to_another_look() -> None:
    begun, go_on = threading.Event(), threading.Event()
    looks: list[int] = []

    def look(n: int) -> None:
        looks.append(n)
        begun.set()
        go_on.wait(10)

    with engine({LETTER: look}) as running:
        running.wake([JobKey(LETTER, 1)])
        begun.wait(10)
        running.wake([JobKey(LETTER, 1), JobKey(LETTER, 1)])
        go_on.set()
        until(running.is_idle)
    assert looks == [1, 1]


def test_what_is_slow_holds_up_only_its_own_lane() -> None:
    go_on, came = threading.Event(), threading.Event()
    with engine({MAIL: lambda _: go_on.wait(10), LETTER: lambda _: came.set()}) as running:
        running.wake([JobKey(MAIL, 1), JobKey(LETTER, 1)])
        assert came.wait(5)
        go_on.set()


def test_it_ends_what_it_works_on_and_begins_nothing_new() -> None:
    begun, seen = threading.Event(), []

    def work(n: int) -> None:
        begun.set()
        time.sleep(0.1)
        seen.append(n)

    running = InProcessJobQueue(LANES)
    running.run({MAIL: work})
    running.wake([JobKey(MAIL, 1), JobKey(MAIL, 2)])
    begun.wait(10)
    running.stop(10)
    assert seen == [1]


def test_stopping_takes_no_longer_than_was_said_whatever_hangs() -> None:
    go_on, begun = threading.Event(), threading.Barrier(6)

    def hang(_: int) -> None:
        begun.wait(10)
        go_on.wait(20)

    running = InProcessJobQueue(LANES)
    running.run({MAIL: hang, LETTER: hang})
    running.wake([JobKey(MAIL, 1), *(JobKey(LETTER, n) for n in range(4))])
    begun.wait(10)
    begin = time.monotonic()
    running.stop(0.5)
    assert time.monotonic() - begin < 2
    go_on.set()
    until(lambda: not running.is_alive())


def test_what_is_worked_on_without_an_end_is_known_by_its_key() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hang(_: int) -> None:
        begun.set()
        go_on.wait(10)

    with engine({MAIL: hang}) as running:
        running.wake([JobKey(MAIL, 7)])
        begun.wait(10)
        assert running.stuck(60) == []
        until(lambda: running.stuck(0.05) == [JobKey(MAIL, 7)])
        go_on.set()
        until(running.is_idle)
        assert running.stuck(0) == []


@pytest.mark.parametrize("kind", [MAIL, LETTER])
def test_a_worker_that_dies_is_noticed(kind: JobKind, recwarn: pytest.WarningsRecorder) -> None:
    running = InProcessJobQueue(LANES)
    caught: list[object] = []
    before, threading.excepthook = threading.excepthook, caught.append
    try:
        running.run({kind: lambda _: 1 // 0})
        assert running.is_alive()
        running.wake([JobKey(kind, 1)])
        until(lambda: not running.is_alive())
    finally:
        threading.excepthook = before
        running.stop(10)
    assert len(caught) == 1
