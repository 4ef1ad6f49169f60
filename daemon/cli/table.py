"""Tables that fit the terminal: columns that may shrink break their texts between words, others are never broken.

Where even that is too wide, each row becomes a few lines, one for each column. Nothing is ever left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_GAP = 2  # characters between columns
_LONGEST_WORDS = (32, 24, 16, 12)  # characters: words up to this are not broken, where there is room for it
_INSIDE_A_NUMBER = re.compile(r"(?<=[\d№]) (?=\d)|(?<=[^\W\d]) (?=\d\d\.\d\d\b)")  # 700 000; № 5; вт 01.12 18:00
_AFTER_A_HYPHEN = re.compile(r"(?<=[^\W\d]-)(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column, shown under its `title`. `whole`: its values are never broken, as numbers and dates are."""

    key: str
    title: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """The values of a row by the keys of their columns. One that `is_late` stands out where there are colours."""

    values: Mapping[str, str]
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line as it is printed: a `head` is the columns' titles, `is_late` is of a row that is."""

    text: str
    head: bool = False
    is_late: bool = False


def table_lines(columns: Sequence[TableColumn], rows: Sequence[TableRow], width: int) -> Iterator[TableLine]:
    """Yield the lines of a table, none wider than `width`; columns without any value are left out."""
    texts = [[_clean(row.values.get(each.key, "")) for each in columns] for row in rows]
    used = [index for index in range(len(columns)) if any(row[index] for row in texts)]
    columns = [columns[each] for each in used]
    texts = [[row[each] for each in used] for row in texts]
    widths = _widths(columns, texts, width)
    if widths is None:
        yield from _in_blocks(columns, texts, rows, width)
        return
    for line in _beside(widths, [each.title for each in columns]):
        yield TableLine(line, head=True)
    yield TableLine((" " * _GAP).join("─" * each for each in widths), head=True)
    for row, values in zip(rows, texts, strict=True):
        for line in _beside(widths, values):
            yield TableLine(line, is_late=row.is_late)


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines, broken between words; a word that is too long is broken where it must be."""
    lines: list[str] = []
    for paragraph in _clean(text).split("\n"):
        line = ""
        for part in _parts(paragraph):
            if shown_width((line + part).rstrip(" ")) <= width:
                line += part
                continue
            lines += [line.rstrip(" ")] if line else []
            *full, line = _pieces(part, width)
            lines += full
        lines.append(line.rstrip(" "))
    return lines


def shown_width(text: str) -> int:
    """Return how many characters of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(bool(unicodedata.combining(each)) for each in text)


def _clean(text: str) -> str:
    """Return a text that does nothing to a terminal but stand there, with its numbers held together."""
    shown = "".join(each for each in text.replace("\t", " ") if each == "\n" or unicodedata.category(each)[0] != "C")
    return _INSIDE_A_NUMBER.sub("\N{NO-BREAK SPACE}", shown)


def _parts(text: str) -> list[str]:
    """Return what a line may end after: words with their space, and the halves of a word with a hyphen."""
    words = [f"{each} " for each in text.split(" ")]
    return [part for word in words for part in _halves(word)]


def _halves(word: str) -> list[str]:
    """Return a word split after its hyphens; what holds a digit is a number, and stays whole."""
    return [word] if any(map(str.isdigit, word)) else _AFTER_A_HYPHEN.split(word)


def _pieces(word: str, width: int) -> list[str]:
    """Return a word in pieces that fit; also one that is a number, if it is wider than everything there is."""
    pieces = [""]
    for each in word:
        if pieces[-1] and shown_width((pieces[-1] + each).rstrip(" ")) > width:
            pieces.append("")
        pieces[-1] += each
    return pieces


def _widths(columns: Sequence[TableColumn], texts: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the columns' widths; None if there is no room for them beside one another."""
    values = [[column.title, *(row[index] for row in texts)] for index, column in enumerate(columns)]
    full = [max(map(shown_width, _lines(each))) for each in values]
    for longest in _LONGEST_WORDS:
        least = [
            whole if column.whole else _least(each, longest)
            for column, each, whole in zip(columns, values, full, strict=True)
        ]
        spare = width - sum(least) - _GAP * (len(columns) - 1)
        if spare >= 0:
            return _shared(least, full, spare)
    return None


def _lines(values: Sequence[str]) -> list[str]:
    return [line for each in values for line in each.split("\n")]


def _least(values: Sequence[str], longest: int) -> int:
    """Return the width of the longest part that is not to be broken: numbers never are, words up to `longest`."""
    parts = [part.rstrip(" ") for line in _lines(values) for part in _parts(line)]
    return max(shown_width(each) if any(map(str.isdigit, each)) else min(shown_width(each), longest) for each in parts)


def _shared(least: Sequence[int], full: Sequence[int], spare: int) -> list[int]:
    """Return the widths with what is to spare: a character to each that wants one, in turn."""
    widths = list(least)
    while spare > 0 and widths != list(full):
        for index in range(len(widths)):
            if spare > 0 and widths[index] < full[index]:
                widths[index] += 1
                spare -= 1
    return widths


def _beside(widths: Sequence[int], values: Sequence[str]) -> Iterator[str]:
    """Yield the lines of one row."""
    cells = [wrapped(value, width) for value, width in zip(values, widths, strict=True)]
    for number in range(max(map(len, cells), default=0)):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = (part + " " * (width - shown_width(part)) for part, width in zip(parts, widths, strict=True))
        yield (" " * _GAP).join(padded).rstrip()


def _in_blocks(
    columns: Sequence[TableColumn], texts: Sequence[Sequence[str]], rows: Sequence[TableRow], width: int
) -> Iterator[TableLine]:
    for number, (row, values) in enumerate(zip(rows, texts, strict=True)):
        if number:
            yield TableLine("")
        for column, value in zip(columns, values, strict=True):
            told = f"{column.title}: {value}" if column.title and value else value
            first, *more = wrapped(told, width) if value else [""]
            for line in filter(None, [first, *(f"  {line}" for each in more for line in wrapped(each, width - 2))]):
                yield TableLine(line, is_late=row.is_late)
