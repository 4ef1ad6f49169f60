"""Days as people write them: "пн 30.11", "1 декабря", "понедельника", "30 November", "завтра"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from daemon.workflow.working_time import Duration, Unit

# Beginnings of names, in any case and language; the first that fits decides.
_MONTHS = (
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("мая", "май", "мае", "may"), ("июн", "jun"),
    ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec"),
)  # fmt: skip
_WEEKDAYS = (
    ("пн", "понедельник", "mon"), ("вт", "вторник", "tue"), ("ср", "среда", "среды", "среду", "wed"),
    ("чт", "четверг", "thu"), ("пт", "пятниц", "fri"), ("сб", "суббот", "sat"), ("вс", "воскресен", "sun"),
)  # fmt: skip
_SOON = {"сегодня": 0, "today": 0, "завтра": 1, "tomorrow": 1, "послезавтра": 2}

_NUMERIC = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?\.?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEAR = re.compile(r"(\d{4})(?:г|г\.|года|год)?")
_SPAN = re.compile(
    r"(?P<number>\d{1,3})?\s?(?P<working>рабоч\w+ |working |business )?"
    r"(?P<unit>час\w*|день|дня|дней|недел\w+|hours?|days?|weeks?)",
    re.IGNORECASE,
)
_UNITS = (("час", Unit.HOUR), ("hour", Unit.HOUR), ("недел", Unit.WEEK), ("week", Unit.WEEK))


def read_span(text: str) -> Duration | None:
    """Return the duration of words such as "2 рабочих дня" or "неделю", always in working time; None if it is none."""
    found = _SPAN.fullmatch(text.strip())
    if not found:
        return None
    unit = next((unit for begins, unit in _UNITS if found["unit"].lower().startswith(begins)), Unit.DAY)
    return Duration(max(1, int(found["number"] or 1)), unit, working=True)


def read_day(text: str, today: date) -> date | None:
    """Return the day that a text means, seen from `today`; None if it is no day, or its weekday does not fit its date.

    Without a year it is this year's, or next year's if this year's is more than 120 days past. A bare weekday is the
    next one, never today.
    """
    words = [each.strip(",.") for each in text.lower().split()]
    words = [each for each in words if each not in ("", "г", "года", "the", "of", "день", "дня")]
    if words == ["конца", "недели"]:
        return today + timedelta(days=(4 - today.weekday()) % 7)
    if len(words) == 1 and words[0] in _SOON:
        return today + timedelta(days=_SOON[words[0]])
    weekday = _weekday(words[0]) if words else None
    if weekday is not None:
        words = words[1:]
        if not words:
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    day = _date(words, today)
    return None if day is None or (weekday is not None and day.weekday() != weekday) else day


def _date(words: list[str], today: date) -> date | None:
    text = " ".join(words)
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        year = int(found[3]) if found[3] else None
        return _near(int(found[1]), int(found[2]), year + 2000 if year and year < 100 else year, today)
    if not 2 <= len(words) <= 3:
        return None
    year_said = _YEAR.fullmatch(words[2]) if len(words) == 3 else None
    if len(words) == 3 and not year_said:
        return None
    for number, name in (words[:2], words[1::-1]):
        digits = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|го|-го|е)?", number)
        month = next((at for at, begins in enumerate(_MONTHS, 1) if name.startswith(begins)), 0)
        if digits and month:
            return _near(int(digits[1]), month, int(year_said[1]) if year_said else None, today)
    return None


def _near(day: int, month: int, year: int | None, today: date) -> date | None:
    """Return the day of this year, or of the next one if this year's is more than 120 days past; None if it is none."""
    # In autumn "15 января" is next year's; "24.11" on the 26th is the day before yesterday.
    if year is not None:
        return _day(year, month, day)
    this = _day(today.year, month, day)
    return _day(today.year + 1, month, day) if this and (today - this).days > 120 else this


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(word: str) -> int | None:
    for number, names in enumerate(_WEEKDAYS):
        # Two letters must be the whole word: many words begin with "ср" or "вс".
        if any(word == each or (len(each) > 2 and word.startswith(each)) for each in names):
            return number
    return None
