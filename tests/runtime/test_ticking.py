"""Jobs come again by the monotonic clock: the wall clock may be set as it likes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest

from daemon.runtime.ticking import TickingScheduler


@pytest.fixture
def set_wall_clock() -> Iterator[Callable[[int], None]]:
    """Sets the local wall time so many hours off UTC, as the change from summer time does; nothing is faked."""
    before = os.environ.get("TZ")

    def move(hours: int) -> None:
        os.environ["TZ"] = f"XXX{-hours:+d}"  # POSIX counts westwards
        time.tzset()

    move(0)
    yield move
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("hours", [-1, -12, 0, 1, 12])
def test_a_job_comes_every_few_seconds_wherever_the_wall_clock_jumps(
    hours: int, set_wall_clock: Callable[[int], None]
) -> None:
    clock, runs = Clock(), []
    ticking = TickingScheduler(clock)
    ticking.each(5, lambda: runs.append(clock.seconds))
    for _ in range(3):
        clock.seconds += 4
        set_wall_clock(hours)
        ticking.run_pending()
        clock.seconds += 1
        ticking.run_pending()
        set_wall_clock(0)
        ticking.run_pending()
    assert runs == [105, 110, 115]


def test_the_next_turn_is_told_by_the_earliest_job(set_wall_clock: Callable[[int], None]) -> None:
    clock = Clock()
    ticking = TickingScheduler(clock)
    assert ticking.idle_seconds is None
    ticking.each(10, lambda: None)
    ticking.each(2, lambda: None)
    set_wall_clock(-1)
    assert ticking.idle_seconds == 2
    clock.seconds += 3
    assert ticking.idle_seconds == -1
    ticking.run_pending()
    assert ticking.idle_seconds == 2


def test_a_job_that_takes_long_is_not_made_up_for(set_wall_clock: Callable[[int], None]) -> None:
    clock, runs = Clock(), []

    def slow() -> None:
        runs.append(clock.seconds)
        clock.seconds += 60

    ticking = TickingScheduler(clock)
    ticking.each(5, slow)
    clock.seconds += 5
    for _ in range(3):
        ticking.run_pending()
    assert runs == [105]


def test_an_exception_of_a_job_reaches_the_caller() -> None:
    clock = Clock()
    ticking = TickingScheduler(clock)
    ticking.each(1, lambda: [][0])
    clock.seconds += 1
    with pytest.raises(IndexError):
        ticking.run_pending()
