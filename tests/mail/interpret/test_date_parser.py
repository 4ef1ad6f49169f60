"""Days and spans as people write them, seen from a Tuesday."""

from __future__ import annotations

from datetime import date

import pytest

from daemon.mail.interpret.date_parser import read_day, read_span
from daemon.workflow.working_time import parse_duration

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("пн 30.11", date(2026, 11, 30)),
        ("понедельника", date(2026, 11, 30)),
        ("вторника", date(2026, 12, 1)),  # the next one, not today
        ("30 ноября", date(2026, 11, 30)),
        ("понедельника 30 ноября 2026", date(2026, 11, 30)),
        ("Monday 30 November", date(2026, 11, 30)),
        ("November 30, 2026", date(2026, 11, 30)),
        ("2026-12-01", date(2026, 12, 1)),
        ("1.12.26", date(2026, 12, 1)),
        ("15 января", date(2027, 1, 15)),
        ("20.11", date(2026, 11, 20)),  # over, not next year's
        ("завтра", date(2026, 11, 25)),
        ("конца недели", date(2026, 11, 27)),
        ("вт 30.11", None),  # a Monday
        ("31.11", None),
        ("30.02", None),
        ("когда-нибудь", None),
        ("", None),
    ],
)
def test_a_day_is_read_or_not_understood(written: str, day: date | None) -> None:
    assert read_day(written, TUESDAY) == day


@pytest.mark.parametrize(
    ("written", "duration"),
    [
        ("2 рабочих дня", "2 working days"),
        ("неделю", "1 working week"),
        ("4 часа", "4 working hours"),
        ("3 days", "3 working days"),
        ("30.11", None),
        ("пару дней", None),
    ],
)
def test_a_span_is_working_time(written: str, duration: str | None) -> None:
    assert read_span(written) == (parse_duration(duration) if duration else None)
