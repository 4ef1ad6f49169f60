"""Contract numbers as people type them: З-2026-0002 as "3-2026-0002", "з 2026 2", "[З–2026–2]", "2026/2"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from sqlalchemy import Connection

from daemon.documents.naming import format_number
from daemon.store import sequences

_PARTS = re.compile(r"(\{year\}|\{seq(?::0?\d+)?\})")
_BETWEEN = r"[\s\-‐‑‒–—−_/\\.№#]{0,3}"  # what may stand between two parts of a number, or be left out
_APART = r"[\s\-‐‑‒–—−_/\\.№#]{1,3}"
_CENTURY = 2000
_MOST_DIGITS = 9
_LONGEST_TEXT = 4_000  # characters that are looked through; nobody asks in more
# Letters that look or sound alike on the two keyboards, and the digits that are typed for them.
_ALIKE = (
    "АA",
    "ВBV",
    "ЕEЁ",
    "ЗZ3",
    "КK",
    "МM",
    "НHN",
    "ОO0",
    "РPR",
    "СCS",
    "ТT",
    "УYU",
    "ХXH",
    "ДD",
    "ПP",
    "ИI",
    "БB6",
)


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A contract's number as it would be spelt, and where in a text something like it was typed.

    `is_whole` is False without the letters: "2026/27" may as well be a season.
    """

    number: str
    start: int
    end: int
    is_whole: bool = True


class _Way(Enum):
    """The ways to type a number, the surest first. A mere "2" or "2026" names no contract."""

    WHOLE = auto()  # a digit may stand for a letter
    SHORT_YEAR = auto()
    WITHOUT_LETTERS = auto()


def typed_numbers(text: str, patterns: Iterable[str]) -> tuple[TypedNumber, ...]:
    """Return the numbers that a text may name, spelt by the patterns of the contract types ("З-{year}-{seq:04}").

    A number is found in any case, with letters and digits that look alike, with any signs or none between its parts,
    without leading zeros, with two digits of the year, and, where the pattern has a year, without its letters. One
    place of the text may be a number of several patterns. What is taken by a longer way to write it is not read anew.
    """
    flat = unicodedata.normalize("NFC", text)[:_LONGEST_TEXT]
    every, found = tuple(patterns), list[TypedNumber]()
    for way in _Way:
        taken = tuple(found)
        for each in (number for pattern in every for number in _found(pattern, flat, way)):
            if not any(known.start < each.end and each.start < known.end for known in taken):
                found.append(each)
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.start, each.number)))


def without_numbers(text: str, numbers: Iterable[TypedNumber]) -> str:
    """Return the text with a space in place of each number."""
    signs = list(unicodedata.normalize("NFC", text))
    for each in numbers:
        signs[each.start : each.end] = " " * (each.end - each.start)
    return "".join(signs)


def find(connection: Connection, typed: str, patterns: Iterable[str]) -> list[int]:
    """Return the contracts that a number, as somebody typed it, may mean; one that is spelt so is meant alone."""
    if (exact := sequences.find_number(connection, typed.strip())) is not None:
        return [exact]
    bare = typed.strip().strip("[]()«»\"'").strip()
    numbers = [each.number for each in typed_numbers(bare, patterns) if each.start == 0 and each.end == len(bare)]
    ids = [sequences.find_number(connection, each) for each in dict.fromkeys(numbers)]
    return [each for each in ids if each is not None]


def _found(pattern: str, text: str, way: _Way) -> Iterator[TypedNumber]:
    written = _as_typed(pattern, way)
    for match in written.finditer(text) if written else ():
        parts = match.groupdict()
        year = int(parts.get("year") or 0)
        number = format_number(pattern, year + _CENTURY if 0 < year < 100 else year, int(parts["seq"]))
        yield TypedNumber(number, match.start(), match.end(), is_whole=way is not _Way.WITHOUT_LETTERS)


@lru_cache(maxsize=512)
def _as_typed(pattern: str, way: _Way) -> re.Pattern[str] | None:
    """Return a regular expression for how people type the numbers of a pattern; None if there is none."""
    has_year, has_letters = "{year}" in pattern, any(map(str.isalpha, _PARTS.sub("", pattern)))
    if (not has_year and way is not _Way.WHOLE) or (way is _Way.SHORT_YEAR and not has_letters):
        return None
    pieces = [piece for part in _PARTS.split(pattern) if (piece := _piece(part, way))]
    between = {_Way.WHOLE: _BETWEEN, _Way.SHORT_YEAR: _APART, _Way.WITHOUT_LETTERS: r"\s?[-‐‑‒–—_/]\s?"}[way]
    return re.compile(rf"(?<![\w-])(?<!\d[./]){between.join(pieces)}(?![\w]|[-./]\d)", re.IGNORECASE)


def _piece(part: str, way: _Way) -> str:
    if part == "{year}":
        return r"(?P<year>\d\d)" if way is _Way.SHORT_YEAR else r"(?P<year>20\d\d)"
    if part.startswith("{seq"):
        return rf"(?P<seq>\d{{1,{_MOST_DIGITS}}})"
    kept = [] if way is _Way.WITHOUT_LETTERS else [each for each in part if each.isalnum()]
    return _BETWEEN.join(_any_of(each, digits=way is _Way.WHOLE) for each in kept)


def _any_of(sign: str, *, digits: bool) -> str:
    """Return what is typed for a sign: what looks like it; of a letter not its digit, unless `digits`."""
    alike = {sign.upper(), *(other for group in _ALIKE if sign.upper() in group for other in group)}
    kept = sorted(each for each in alike if digits or sign.isdigit() or not each.isdigit())
    return f"[{re.escape(''.join(kept))}]"
