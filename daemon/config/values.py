"""Readers of single values: each makes one value of an item or raises `Mistake` with what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from daemon.addresses import NotAnAddress, checked
from daemon.config.problems import Mistake, did_you_mean, hint, listed, quoted
from daemon.config.yaml_node import Item
from daemon.workflow.working_time import Duration, Span, parse_duration

E = TypeVar("E", bound=StrEnum)

DURATION = r"\d{1,5} (working )?(minute|hour|day|week)s?"

_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+"
_KEY = re.compile(r"[^\W\d_][\w-]{0,63}")
CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_CLOCK = re.compile(CLOCK)
_SHORTER = re.compile(r"(\d{1,3}) (minute|hour)s? shorter")


def text(item: Item) -> str:
    """A text of one line that says something."""
    item.expects({"type": "string", "pattern": r"\S"}, "example")
    found = item.scalar
    if item.kind in ("int", "float", "bool", "timestamp"):
        raise Mistake(f'found {item.described()}, expected text; put it in quotes: "{found}"')
    if item.kind != "str" or found is None:
        raise Mistake(f"found {item.described()}, expected text")
    if not found.strip():
        raise Mistake("found an empty text, expected some words")
    if not found.isprintable():
        raise Mistake(f"{quoted(found)} has a line break or another control character; expected one plain line")
    return found.strip()


def path(item: Item) -> str:
    """A path as written. Raises Mistake when no file system could hold it."""
    found = text(item)
    if len(found.encode()) > 2000 or any(len(part.encode()) > 255 for part in PurePath(found).parts):
        raise Mistake(f"{quoted(found)} is too long for a path; a name has at most 255 bytes")
    return found


def is_file(path: Path) -> bool:
    """Whether there is such a file; one that cannot even be looked at, in a closed folder say, is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def flag(item: Item) -> bool:
    item.expects({"type": "boolean"}, "true")
    if item.kind != "bool":
        raise Mistake(f"found {item.described()}, expected true or false")
    return (item.scalar or "").lower() == "true"


def whole(least: int, most: int) -> Callable[[Item], int]:
    """A whole number within limits."""

    def read(item: Item) -> int:
        item.expects({"type": "integer", "minimum": least, "maximum": most}, str(least))
        written = item.scalar or ""
        if item.kind != "int" or not re.fullmatch(r"[+-]?\d{1,15}", written) or not least <= int(written) <= most:
            raise Mistake(f"found {item.described()}, expected a whole number from {least} to {most}")
        return int(written)

    return read


def number(item: Item) -> Decimal:
    """A number, as exact as it is written."""
    item.expects({"type": "number"}, "0.5")
    written = item.scalar or ""
    if item.kind not in ("int", "float") or not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", written):
        raise Mistake(f"found {item.described()}, expected a number such as 15 or 0.5")
    return Decimal(written)


def day(item: Item) -> date:
    item.expects({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$", "format": "date"}, "2026-12-31")
    try:
        return date.fromisoformat(item.scalar or "")
    except ValueError:
        raise Mistake(f"found {item.described()}, expected a day such as 2026-12-31") from None


def clock(item: Item) -> time:
    item.expects({"type": "string", "pattern": f"^{CLOCK}$"}, "09:00")
    return clock_of(item.scalar or "", item.described())


def clock_of(written: str, described: str) -> time:
    match = _CLOCK.fullmatch(written)
    if not match:
        raise Mistake(f'found {described}, expected a time of day such as "09:00"')
    return time(int(match[1]), int(match[2]))


def span(item: Item) -> Span:
    """A stretch of the day, "09:00-13:00"."""
    item.expects({"type": "string", "pattern": rf"^{CLOCK}\s*-\s*{CLOCK}$"}, "09:00-13:00")
    start, dash, end = (item.scalar or "").partition("-")
    if not dash or not _CLOCK.fullmatch(start.strip()) or not _CLOCK.fullmatch(end.strip()):
        raise Mistake(f'found {item.described()}, expected hours such as "09:00-13:00"')
    found = clock_of(start.strip(), start), clock_of(end.strip(), end)
    if found[0] >= found[1]:
        raise Mistake(f"{item.described()} ends before it begins")
    return found


def duration(item: Item) -> Duration:
    item.expects({"type": "string", "pattern": f"^{DURATION}$"}, "1 working day")
    try:
        return parse_duration(item.scalar or "")
    except ValueError as error:
        raise Mistake(f"found {item.described()}, {error}") from None


def shorter(item: Item) -> timedelta:
    """By how much a day is shorter, "1 hour shorter"."""
    item.expects({"type": "string", "pattern": f"^{_SHORTER.pattern}$"}, "1 hour shorter")
    match = _SHORTER.fullmatch(item.scalar or "")
    if not match:
        raise Mistake(f'found {item.described()}, expected "1 hour shorter" or "30 minutes shorter"')
    return timedelta(minutes=int(match[1]) * (60 if match[2] == "hour" else 1))


def address(item: Item) -> str:
    """Return an e-mail address in its one form, as mail servers take it."""
    item.expects({"type": "string", "pattern": f"^{_ADDRESS}$", "maxLength": 254}, "name@house.example")
    found = text(item)
    try:
        return checked(found)
    except NotAnAddress as error:
        raise Mistake(f"{quoted(found)} is no e-mail address ({error}); expected name@domain") from None


def zone(item: Item) -> ZoneInfo:
    item.expects({"type": "string"}, "Europe/Moscow")
    name = text(item)
    known = available_timezones()
    if name not in known:
        raise Mistake(f"no such time zone {quoted(name)}{hint(name, sorted(known), 'one such as Europe/Moscow')}")
    return ZoneInfo(name)


def one_of(options: Collection[str]) -> Callable[[Item], str]:
    """One of a few words."""

    def read(item: Item) -> str:
        item.expects({"enum": list(options)}, next(iter(options)))
        word = item.scalar or ""
        if item.kind == "str" and word in options:
            return word
        raise Mistake(f"found {item.described()}, expected {listed(options)}{did_you_mean(word, options)}")

    return read


def member(enum: type[E]) -> Callable[[Item], E]:
    """One of the words of an enumeration."""
    word = one_of([each.value for each in enum])
    return lambda item: enum(word(item))


def key(word: str, what: str) -> str:
    """A name that the admin chose for a `what`. Raises Mistake when it could not stand in a path or a rule."""
    if not _KEY.fullmatch(word):
        raise Mistake(f"{quoted(word)} cannot be the key of a {what}; expected letters, digits, _ and -")
    return word
