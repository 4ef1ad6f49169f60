"""The blocks `working_time` and `calendars`: when people work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from daemon.config.key_shapes import ValueKind
from daemon.config.problems import Mistake, hint, quoted
from daemon.config.value_kinds import WEEKDAYS
from daemon.config.values import day, key, shorter, span, text
from daemon.config.yaml_node import Block, Item
from daemon.workflow.working_time import Calendar, Span

HOLIDAY_YEARS = range(2020, 2046)

_WEEK = tuple[tuple[Span, ...], ...]
_FREE_WEEK: _WEEK = ((),) * 7


def read_working_time(top: Block, timezone: ZoneInfo) -> Calendar:
    """Return the organisation's calendar; Monday to Friday from nine to six stands in for one that is wrong."""
    stand_in = Calendar(timezone, (((time(9), time(18)),),) * 5 + ((), ()))
    with top.need_inner("working_time") as block:
        return stand_in if block.silent else _read(block, stand_in, _FREE_WEEK)


def read_calendars(top: Block, general: Calendar) -> Mapping[str, Calendar]:
    """Return the calendars of people whose hours differ; what they do not say is as in the organisation's."""
    found: dict[str, Calendar] = {}
    block = top.inner("calendars")
    for name, item in block.each() if block else ():
        found[name] = general
        inner = item.read(_named_block, None)
        if inner:
            with inner:
                found[name] = _read(inner, general, general.hours)
    return found


def _named_block(item: Item) -> Block:
    key(item.name, "calendar")
    return item.block()


def _read(block: Block, base: Calendar, week: _WEEK) -> Calendar:
    """Return a calendar that is as `base` where the block is silent, in the days of which it is silent as `week`."""
    hours = _hours(block, week)
    if not any(hours):
        block.item.wrong('no day has working hours; add, for example, `monday-friday: ["09:00-18:00"]`')
        hours = base.hours
    return Calendar(
        base.timezone,
        hours,
        block.read("holidays", _holidays, base.holidays),
        block.read("days_off", _days, base.days_off),
        block.read("extra_working_days", _days, base.extra_working_days),
        block.read("before_holiday", shorter, base.shorter_before_holiday),
    )


def _days(item: Item) -> frozenset[date]:
    return frozenset(found for each in item.items() if (found := each.read(day, None)))


def _hours(block: Block, base: _WEEK) -> _WEEK:
    week = list(base)
    said: dict[int, str] = {}
    for name, item in block.matching():
        days = _weekdays(name)
        spans: tuple[Span, ...] = item.read(_spans, ())
        for each in days:
            if each in said:
                item.wrong(f"{WEEKDAYS[each]} is already in `{said[each]}`; say each day once")
            said[each] = name
            week[each] = spans
    return tuple(week)


def _weekdays(name: str) -> list[int]:
    """Return the days that a key such as `monday` or `friday-sunday` means, from Monday, 0."""
    first, dash, last = name.partition("-")
    a = WEEKDAYS.index(first)
    b = WEEKDAYS.index(last) if dash else a
    return [each % 7 for each in range(a, (b if b >= a else b + 7) + 1)]


def _spans(item: Item) -> tuple[Span, ...]:
    found = tuple(span(each) for each in item.items())
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise Mistake(f"the hours from {after[0]:%H:%M} begin before those until {before[1]:%H:%M} have ended")
    return found


def _holidays(item: Item) -> frozenset[date]:
    import holidays  # half of the time that `check` takes

    expected = item.described_as(ValueKind).expected
    code = text(item)
    try:
        return frozenset(holidays.country_holidays(code, years=HOLIDAY_YEARS))
    except NotImplementedError:
        mend = hint(code, holidays.list_supported_countries(), expected)
        raise Mistake(f"no holidays are known for {quoted(code)}{mend}") from None
