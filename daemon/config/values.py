"""Readers of single values: each makes one value of an item, or raises `Mistake` with what the table says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from daemon.addresses import NotAnAddress, checked
from daemon.config.key_shapes import Choice, ValueKind, WholeNumber
from daemon.config.problems import Mistake, did_you_mean, hint, quoted
from daemon.config.yaml_node import Item
from daemon.workflow.working_time import Duration, Span, parse_duration

E = TypeVar("E", bound=StrEnum)

_LONGEST_PATH = 2000  # bytes: Linux takes 4096, and the names of contracts are still put behind it
_LONGEST_NAME = 255  # bytes of one name on the usual file systems of Linux
_KEY = re.compile(r"[^\W\d_][\w-]{0,63}")


def text(item: Item) -> str:
    """Return a text of one line that says something."""
    item.described_as(ValueKind)
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
    """Return a path as written. Raises Mistake when no file system could hold it."""
    found = text(item)
    if len(found.encode()) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in PurePath(found).parts):
        raise Mistake(f"{quoted(found)} is too long for a path; a name has at most {_LONGEST_NAME} bytes")
    return found


def is_file(path: Path) -> bool:
    """Return whether there is such a file; one that cannot even be looked at, in a closed folder say, is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def flag(item: Item) -> bool:
    if item.kind != "bool":
        raise item.unexpected()
    return (item.scalar or "").lower() == "true"


def whole(item: Item) -> int:
    """Return a whole number within the table's limits."""
    limits = item.described_as(WholeNumber)
    written = item.scalar or ""
    if item.kind != "int" or not re.fullmatch(r"[+-]?\d{1,15}", written):
        raise item.unexpected()
    if not limits.least <= int(written) <= limits.most:
        raise item.unexpected()
    return int(written)


def number(item: Item) -> Decimal:
    """Return a number, as exact as it is written."""
    written = item.scalar or ""
    if item.kind not in ("int", "float") or not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", written):
        raise item.unexpected()
    return Decimal(written)


def day(item: Item) -> date:
    try:
        return date.fromisoformat(item.scalar or "")
    except ValueError:
        raise item.unexpected() from None


def clock(item: Item) -> time:
    if not item.described_as(ValueKind).matches(item.scalar or ""):
        raise item.unexpected()
    return time_of(item.scalar or "")


def time_of(clock: str) -> time:
    """Return the time of "09:00", whatever digits it is written in."""
    hour, minute = clock.split(":")
    return time(int(hour), int(minute))


def span(item: Item) -> Span:
    """Return a stretch of the day, "09:00-13:00"."""
    if not item.described_as(ValueKind).matches(item.scalar or ""):
        raise item.unexpected()
    start, _, end = (item.scalar or "").partition("-")
    found = time_of(start.strip()), time_of(end.strip())
    if found[0] >= found[1]:
        raise Mistake(f"{item.described()} ends before it begins")
    return found


def duration(item: Item) -> Duration:
    item.described_as(ValueKind)
    try:
        return parse_duration(item.scalar or "")
    except ValueError:
        raise item.unexpected() from None


def shorter(item: Item) -> timedelta:
    """Return by how much a day is shorter, "1 hour shorter"."""
    written = item.scalar or ""
    if not item.described_as(ValueKind).matches(written):
        raise item.unexpected()
    amount, unit, _ = written.split()
    return timedelta(minutes=int(amount) * (60 if unit.startswith("hour") else 1))


def address(item: Item) -> str:
    """Return an e-mail address in its one form, as mail servers take it."""
    expected = item.described_as(ValueKind).expected
    found = text(item)
    try:
        return checked(found)
    except NotAnAddress as error:
        raise Mistake(f"{quoted(found)} is no e-mail address ({error}); expected {expected}") from None


def zone(item: Item) -> ZoneInfo:
    expected = item.described_as(ValueKind).expected
    name = text(item)
    known = available_timezones()
    if name not in known:
        raise Mistake(f"no such time zone {quoted(name)}{hint(name, sorted(known), expected)}")
    return ZoneInfo(name)


def word(item: Item) -> str:
    """Return one of the words of the table's choice."""
    known = item.described_as(Choice).known
    written = item.scalar or ""
    if item.kind == "str" and written in known:
        return written
    raise Mistake(f"{item.unexpected()}{did_you_mean(written, known)}")


def member(enum: type[E]) -> Callable[[Item], E]:
    """Return a reader of the words of an enumeration."""
    return lambda item: enum(word(item))


def key(word: str, what: str) -> str:
    """Return a name that the admin chose for a `what`. Raises Mistake when it could not stand in a path or a rule."""
    if not _KEY.fullmatch(word):
        raise Mistake(f"{quoted(word)} cannot be the key of a {what}; expected letters, digits, _ and -")
    return word
