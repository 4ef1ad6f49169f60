"""The demo's clock: everybody reads the same one, and it can be put forward to the next working morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.workflow.working_time import Calendar
from demo.clock import Clock, next_morning

ZONE = ZoneInfo("Asia/Yekaterinburg")
OFFICE = Calendar(ZONE, (((time(9), time(18)),),) * 5 + ((), ()), holidays=frozenset({date(2026, 11, 30)}))
MOMENT = timedelta(minutes=1)


def test_who_else_reads_the_clock_sees_it_put_forward(tmp_path: Path) -> None:
    ours = Clock.set_going(tmp_path / "clock")
    theirs = Clock(tmp_path / "clock")
    assert abs(theirs.now() - datetime.now(UTC)) < MOMENT
    later = ours.now() + timedelta(days=3)
    ours.put_forward(later)
    assert later <= theirs.now() < later + MOMENT
    assert later <= ours.now() < later + MOMENT


def test_the_clock_never_goes_back(tmp_path: Path) -> None:
    clock = Clock.set_going(tmp_path / "clock")
    clock.put_forward(clock.now() - timedelta(hours=1))
    assert abs(clock.now() - datetime.now(UTC)) < MOMENT


def test_a_faster_clock_stays_fast_when_it_was_put_forward(tmp_path: Path) -> None:
    clock = Clock.set_going(tmp_path / "clock", speed=10_000)
    clock.put_forward(clock.now() + timedelta(days=3))
    before, began = clock.now(), datetime.now(UTC)
    while datetime.now(UTC) - began < timedelta(milliseconds=20):
        pass
    assert clock.now() - before >= timedelta(milliseconds=20) * 10_000


def test_the_next_morning_is_when_people_come_to_work_after_free_days() -> None:
    friday = datetime(2026, 11, 27, 12, tzinfo=ZONE)
    assert next_morning(OFFICE, friday) == datetime(2026, 12, 1, 9, tzinfo=ZONE)


def test_before_work_begins_the_next_morning_is_that_of_the_day_after() -> None:
    early = datetime(2026, 12, 1, 7, tzinfo=ZONE)
    assert next_morning(OFFICE, early) == datetime(2026, 12, 2, 9, tzinfo=ZONE)
