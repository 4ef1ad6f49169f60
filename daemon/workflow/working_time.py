"""Working time: when people work, and deadlines counted in it.

"2 working days" end when the second working day after the day of the start ends: the day of the start is not counted.
"8 working hours" run only while people work. "2 days" and "30 minutes" are plain time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Unit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Duration:
    amount: int
    unit: Unit
    working: bool = False

    def __str__(self) -> str:
        return f"{self.amount} {'working ' if self.working else ''}{self.unit}{'' if self.amount == 1 else 's'}"


_DURATION = re.compile(r"(\d{1,5}) (working )?(minute|hour|day|week)s?")


def parse_duration(text: str) -> Duration:
    """Return the duration of "2 working days", "8 working hours", "30 minutes". Raises ValueError if it is none."""
    match = _DURATION.fullmatch(text.strip())
    if not match or int(match[1]) == 0:
        raise ValueError('expected a duration such as "2 working days", "8 working hours" or "30 minutes"')
    return Duration(int(match[1]), Unit(match[3]), bool(match[2]))


Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works. `hours` has the spans of each weekday, Monday first, in order and apart.

    `holidays` and `days_off` are free; the last working day before one of the `holidays` ends earlier by
    `shorter_before_holiday`. `extra_working_days` are worked whatever else says; where their weekday has no
    hours, with the longest day's.
    """

    timezone: ZoneInfo
    hours: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = field(default_factory=frozenset)
    days_off: frozenset[date] = field(default_factory=frozenset)
    extra_working_days: frozenset[date] = field(default_factory=frozenset)
    shorter_before_holiday: timedelta = timedelta()

    def __post_init__(self) -> None:
        if len(self.hours) != 7 or not any(self.hours):
            raise ValueError("a calendar needs seven weekdays, at least one of them with hours")


# A year of free days in a row means the calendar is wrong; searching further would never end.
_SEARCH_DAYS = 370


def spans(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """Return the working spans of a day as aware datetimes in the calendar's zone; empty on a free day."""
    hours = _hours(calendar, day)
    if not hours:
        return []
    zone = calendar.timezone
    found = [(datetime.combine(day, a, zone), datetime.combine(day, b, zone)) for a, b in hours]
    if calendar.shorter_before_holiday and _before_holiday(calendar, day):
        end = found[-1][1] - calendar.shorter_before_holiday
        found = [(a, min(b, end)) for a, b in found if a < end]
    return found


def is_working(calendar: Calendar, moment: datetime) -> bool:
    """Return True if the moment lies in working time; the last moment of a span counts."""
    local = moment.astimezone(calendar.timezone)
    return any(a <= local <= b for a, b in spans(calendar, local.date()))


def add(calendar: Calendar, start: datetime, duration: Duration) -> datetime:
    """Return the moment `duration` after `start`, in the calendar's zone.

    Raises ValueError if the calendar has no working time for a year.
    """
    if not duration.working:
        return _plain(calendar, start, duration, 1)
    if duration.unit in (Unit.DAY, Unit.WEEK):
        return _end_of_working_day(calendar, start, _working_days(calendar, duration))
    return _walk(calendar, start, timedelta(minutes=_minutes(duration)))


def subtract(calendar: Calendar, end: datetime, duration: Duration) -> datetime:
    """Return the moment `duration` before `end`, in the calendar's zone.

    Raises ValueError if the calendar has no working time for a year.
    """
    if not duration.working:
        return _plain(calendar, end, duration, -1)
    if duration.unit in (Unit.DAY, Unit.WEEK):
        left = _working_days(calendar, duration)
        for day in _days(calendar, end, -1):
            if day < end.astimezone(calendar.timezone).date() and spans(calendar, day):
                left -= 1
                if left == 0:
                    return _same_time(calendar, day, end)
    left_time = timedelta(minutes=_minutes(duration))
    for day in _days(calendar, end, -1):
        for a, b in reversed(spans(calendar, day)):
            b = min(b, end)
            if b <= a:
                continue
            if _elapsed(a, b) >= left_time:
                return _shift(b, -left_time)
            left_time -= _elapsed(a, b)
    raise ValueError("the calendar has no working time within a year")


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return how much working time lies between two moments; zero when `end` is not after `start`."""
    total = timedelta()
    day, last = start.astimezone(calendar.timezone).date(), end.astimezone(calendar.timezone).date()
    while day <= last:
        for a, b in spans(calendar, day):
            total += max(timedelta(), _elapsed(max(a, start), min(b, end)))
        day += timedelta(days=1)
    return total


def after(calendar: Calendar, start: datetime, time_worked: timedelta) -> datetime:
    """Return the moment when so much working time has passed since `start`. Raises ValueError like `add`."""
    return _walk(calendar, start, time_worked)


def _walk(calendar: Calendar, start: datetime, left: timedelta) -> datetime:
    for day in _days(calendar, start, 1):
        for a, b in spans(calendar, day):
            a = max(a, start)
            if b <= a:
                continue
            if _elapsed(a, b) >= left:
                return _shift(a.astimezone(calendar.timezone), left)
            left -= _elapsed(a, b)
    raise ValueError("the calendar has no working time within a year")


def _end_of_working_day(calendar: Calendar, start: datetime, days: int) -> datetime:
    left = days
    first = start.astimezone(calendar.timezone).date()
    for day in _days(calendar, start, 1):
        if day > first and (worked := spans(calendar, day)):
            left -= 1
            if left == 0:
                return worked[-1][1]
    raise ValueError("the calendar has no working time within a year")


def _days(calendar: Calendar, start: datetime, direction: int) -> Iterator[date]:
    """Yield the days from `start` on, forwards or backwards; end after a year without a working one."""
    day = start.astimezone(calendar.timezone).date()
    free = 0
    while free < _SEARCH_DAYS:
        yield day
        free = 0 if _hours(calendar, day) else free + 1
        day += timedelta(days=direction)


def _hours(calendar: Calendar, day: date) -> tuple[Span, ...]:
    usual = calendar.hours[day.weekday()]
    if day in calendar.extra_working_days:
        return usual or max(calendar.hours, key=_length)
    if day in calendar.holidays or day in calendar.days_off:
        return ()
    return usual


def _length(hours: tuple[Span, ...]) -> timedelta:
    day = date(2000, 1, 3)  # any day: times alone cannot be subtracted
    return sum((datetime.combine(day, b) - datetime.combine(day, a) for a, b in hours), timedelta())


def _before_holiday(calendar: Calendar, day: date) -> bool:
    """Return True if the next day is a public holiday, not merely a free day or a weekend."""
    return day + timedelta(days=1) in calendar.holidays


def _plain(calendar: Calendar, start: datetime, duration: Duration, sign: int) -> datetime:
    local = start.astimezone(calendar.timezone)
    if duration.unit in (Unit.DAY, Unit.WEEK):  # the same hour on the wall, also over a change of the clock
        days = duration.amount * (7 if duration.unit is Unit.WEEK else 1)
        return _same_time(calendar, local.date() + timedelta(days=sign * days), start)
    return _shift(local, sign * timedelta(minutes=_minutes(duration)))


def _same_time(calendar: Calendar, day: date, moment: datetime) -> datetime:
    return datetime.combine(day, moment.astimezone(calendar.timezone).time(), calendar.timezone)


def _working_days(calendar: Calendar, duration: Duration) -> int:
    per_week = sum(1 for each in calendar.hours if each)
    return duration.amount * (per_week if duration.unit is Unit.WEEK else 1)


def _minutes(duration: Duration) -> int:
    return duration.amount * (60 if duration.unit is Unit.HOUR else 1)


def _elapsed(a: datetime, b: datetime) -> timedelta:
    """Return the real time between two moments: subtraction within one zone would ignore a change of the clock."""
    return timedelta(seconds=b.timestamp() - a.timestamp())


def _shift(moment: datetime, delta: timedelta) -> datetime:
    return datetime.fromtimestamp(moment.timestamp() + delta.total_seconds(), moment.tzinfo)
