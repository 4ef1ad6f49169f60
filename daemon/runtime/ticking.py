"""Jobs that come again every few seconds, by `schedule`, whatever the wall clock does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import schedule


class TickingJob(schedule.Job):
    """A job of `schedule` that is due by the monotonic clock.

    `schedule` counts by local wall time: after the hour that comes twice in autumn, or a clock that is set back, it
    would run nothing until the old time has come again.
    """

    def __init__(self, seconds: int, scheduler: schedule.Scheduler, clock: Callable[[], float]) -> None:
        super().__init__(seconds, scheduler)
        self._clock, self._length = clock, seconds
        self.due = clock() + seconds

    @property
    def should_run(self) -> bool:
        return self._clock() >= self.due

    def run(self) -> Any:
        """Run the job and count anew from its end, as `schedule` does."""
        result = super().run()  # type: ignore[no-untyped-call]
        self.due = self._clock() + self._length
        return result


class TickingScheduler(schedule.Scheduler):
    """Gives each job its turn; an exception in a job escapes `run_pending`. `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._dues: list[TickingJob] = []

    def each(self, seconds: int, job: Callable[[], None]) -> None:
        """Run a job every so many seconds, for the first time when they have passed."""
        ticking = TickingJob(seconds, self, self._clock)
        ticking.seconds.do(job)
        self._dues.append(ticking)

    @property
    def idle_seconds(self) -> float | None:
        """Return the seconds until something is due, below zero when it is late; None without jobs."""
        return min((each.due for each in self._dues), default=self._clock()) - self._clock() if self._dues else None
