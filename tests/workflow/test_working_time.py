"""Working time: tables of moments, and what must hold of every moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.workflow.working_time import (
    Calendar,
    add,
    after,
    between,
    is_working,
    parse_duration,
    spans,
    subtract,
)
from workflow.people import BERLIN, FRIDAY, LONG_DAY, YEKATERINBURG, at, stage_calendar, theatre_calendar

THEATRE = theatre_calendar()
PLAIN = Calendar(BERLIN, (LONG_DAY,) * 5 + ((), ()))
NIGHT = Calendar(BERLIN, (((time(0), time(23, 59)),),) * 7)  # a house that works over the change of the clock

moments = st.integers(0, 1_000_000).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
working = st.integers(1, 12).flatmap(
    lambda n: st.sampled_from([f"{n} working hours", f"{n} working days", f"{n * 20} working minutes"])
)
calendars = st.sampled_from([THEATRE, PLAIN, stage_calendar()])


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-11-23 10:00", "1 working day", "2026-11-24 18:00"),
        ("2026-11-26 10:00", "1 working day", "2026-11-27 17:00"),  # a Friday ends at five
        ("2026-11-27 23:00", "1 working day", "2026-11-30 18:00"),
        ("2026-11-28 10:00", "1 working day", "2026-11-30 18:00"),  # from a Saturday: the first working day after
        ("2026-11-23 10:00", "1 working week", "2026-11-30 18:00"),
        ("2026-11-23 10:00", "3 working hours", "2026-11-23 13:00"),
        ("2026-11-23 10:00", "4 working hours", "2026-11-23 14:48"),  # over lunch
        ("2026-11-23 13:10", "1 working hour", "2026-11-23 14:48"),
        ("2026-11-23 08:00", "30 working minutes", "2026-11-23 09:30"),
        ("2026-11-27 16:30", "1 working hour", "2026-11-30 09:30"),
        ("2026-11-27 17:00", "1 working minute", "2026-11-30 09:01"),
        ("2026-12-29 12:00", "1 working day", "2027-01-11 18:00"),  # the New Year holidays of Russia
        ("2026-11-23 10:00", "2 days", "2026-11-25 10:00"),
        ("2026-11-23 10:00", "1 week", "2026-11-30 10:00"),
        ("2026-11-23 10:00", "90 minutes", "2026-11-23 11:30"),
        ("2026-11-23 23:00", "3 hours", "2026-11-24 02:00"),
    ],
)
def test_so_much_later(start: str, duration: str, end: str) -> None:
    assert add(THEATRE, at(start), parse_duration(duration)) == at(end)


@pytest.mark.parametrize(
    ("end", "duration", "start"),
    [
        ("2026-11-25 18:00", "8 working hours", "2026-11-25 09:12"),
        ("2026-11-25 10:00", "1 working hour", "2026-11-25 09:00"),
        ("2026-11-25 10:00", "2 working hours", "2026-11-24 17:00"),
        ("2026-11-30 10:00", "90 working minutes", "2026-11-27 16:30"),
        ("2026-11-30 18:00", "1 working day", "2026-11-27 18:00"),
        ("2026-11-25 18:00", "2 working days", "2026-11-23 18:00"),
        ("2027-01-11 10:00", "2 working hours", "2026-12-29 17:00"),
        ("2026-11-25 18:00", "1 day", "2026-11-24 18:00"),
        ("2026-11-25 18:00", "30 minutes", "2026-11-25 17:30"),
    ],
)
def test_so_much_before(end: str, duration: str, start: str) -> None:
    assert subtract(THEATRE, at(end), parse_duration(duration)) == at(start)


def test_the_day_before_a_holiday_is_shorter_and_an_extra_day_is_as_long_as_the_longest() -> None:
    assert spans(THEATRE, date(2026, 11, 3))[-1][1] == at("2026-11-03 17:00")  # the 4th is a holiday
    assert spans(THEATRE, date(2026, 11, 2))[-1][1] == at("2026-11-02 18:00")
    assert spans(THEATRE, date(2027, 2, 20))[-1][1] == at("2027-02-20 18:00")
    assert spans(THEATRE, date(2026, 11, 4)) == spans(THEATRE, date(2026, 12, 30)) == []
    assert spans(THEATRE, date(2026, 11, 28)) == []


def test_a_shorter_day_may_lose_its_last_span() -> None:
    calendar = Calendar(
        YEKATERINBURG,
        (LONG_DAY,) * 7,
        holidays=frozenset({date(2026, 11, 4)}),
        shorter_before_holiday=timedelta(hours=5),
    )
    assert spans(calendar, date(2026, 11, 3)) == [(at("2026-11-03 09:00"), at("2026-11-03 13:00"))]
    assert len(spans(calendar, date(2026, 11, 2))) == 2


def test_both_ends_of_a_span_are_working_and_lunch_is_not() -> None:
    for moment, works in (
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 13:00", True),
        ("2026-11-23 13:01", False),
        ("2026-11-23 13:48", True),
        ("2026-11-23 18:00", True),
        ("2026-11-23 18:01", False),
        ("2026-11-22 12:00", False),
    ):
        assert is_working(THEATRE, at(moment)) is works, moment


def test_how_much_working_time_lies_between() -> None:
    assert between(THEATRE, at("2026-11-23 10:00"), at("2026-11-23 14:00")) == timedelta(hours=3, minutes=12)
    assert between(THEATRE, at("2026-11-27 16:00"), at("2026-11-30 10:00")) == timedelta(hours=2)
    assert between(THEATRE, at("2026-11-23 14:00"), at("2026-11-23 10:00")) == timedelta()
    assert between(THEATRE, at("2026-12-30 00:00"), at("2027-01-10 23:00")) == timedelta()


def test_no_time_at_all_after_the_end_of_a_day_is_the_next_morning() -> None:
    assert after(THEATRE, at("2026-11-23 18:00"), timedelta()) == at("2026-11-24 09:00")
    assert after(THEATRE, at("2026-11-23 13:00"), timedelta()) == at("2026-11-23 13:48")
    assert after(THEATRE, at("2026-11-23 12:59"), timedelta()) == at("2026-11-23 12:59")


def test_over_a_change_of_the_clock_hours_are_real_and_days_are_the_wall_s() -> None:
    autumn, spring = at("2026-10-25 00:30", BERLIN), at("2026-03-29 00:30", BERLIN)
    for start, hours in ((autumn, 4), (spring, 2)):
        assert between(NIGHT, start, start.replace(hour=3)) == timedelta(hours=hours)
        assert add(NIGHT, start, parse_duration("1 day")) == start + timedelta(days=1)
        three_hours = parse_duration("3 working hours")
        assert subtract(NIGHT, add(NIGHT, start, three_hours), three_hours) == start.astimezone(UTC)
    assert add(NIGHT, autumn, parse_duration("3 hours")).astimezone(UTC) - autumn.astimezone(UTC) == timedelta(hours=3)


@given(calendar=calendars, start=moments, text=working)
def test_what_is_due_in_working_units_is_due_in_working_time(calendar: Calendar, start: datetime, text: str) -> None:
    due = add(calendar, start, parse_duration(text))
    assert due > start
    assert is_working(calendar, due)


@given(calendar=calendars, start=moments, minutes=st.integers(0, 3000))
def test_after_and_between_undo_each_other(calendar: Calendar, start: datetime, minutes: int) -> None:
    worked = timedelta(minutes=minutes)
    end = after(calendar, start, worked)
    assert end >= start
    assert between(calendar, start, end) == worked


@given(calendar=calendars, end=moments, minutes=st.integers(1, 3000))
def test_so_much_before_is_so_much_between(calendar: Calendar, end: datetime, minutes: int) -> None:
    start = subtract(calendar, end, parse_duration(f"{minutes} working minutes"))
    assert start < end
    assert between(calendar, start, end) == timedelta(minutes=minutes)


@given(amount=st.integers(1, 500), unit=st.sampled_from(["minute", "hour", "day", "week"]), works=st.booleans())
def test_a_duration_is_read_as_it_is_written(amount: int, unit: str, works: bool) -> None:
    text = f"{amount} {'working ' if works else ''}{unit}{'' if amount == 1 else 's'}"
    assert str(parse_duration(text)) == text
    assert parse_duration(f" {text} ").amount == amount


@pytest.mark.parametrize("text", ["", "0 days", "1.5 hours", "-1 day", "1 month", "day", "1 working", "100000 days"])
def test_what_is_no_duration_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2 working days"):
        parse_duration(text)


def test_a_calendar_without_working_time_is_refused_and_never_searched_for_ever() -> None:
    for hours in ((), ((),) * 7, (LONG_DAY,) * 6):
        with pytest.raises(ValueError, match="seven weekdays"):
            Calendar(BERLIN, hours)
    days = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(1500))
    never = Calendar(BERLIN, (FRIDAY,) * 7, days_off=days)
    for search in (add, subtract):
        for text in ("1 working day", "1 working hour"):
            with pytest.raises(ValueError, match="no working time within a year"):
                search(never, datetime(2028, 1, 1, tzinfo=UTC), parse_duration(text))


def test_a_duration_may_be_longer_than_the_longest_time_without_work() -> None:
    start = at("2026-01-05 10:00", BERLIN)
    assert add(PLAIN, start, parse_duration("500 working days")) == at("2027-12-06 18:00", BERLIN)
    assert subtract(PLAIN, at("2027-12-06 10:00", BERLIN), parse_duration("500 working days")) == start


def test_a_year_without_work_is_bridged_if_there_is_work_behind_it() -> None:
    days = frozenset(date(2026, 1, 2) + timedelta(days=n) for n in range(360))
    calendar = Calendar(BERLIN, (FRIDAY,) * 7, days_off=days)
    due = add(calendar, at("2026-01-01 20:00", BERLIN), parse_duration("1 working hour"))
    assert due == at("2026-12-28 10:00", BERLIN)
