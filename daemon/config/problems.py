"""Mistakes in the configuration: collected all together, each with its place and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_LONGEST_QUOTE = 60  # characters: a message stays one line that is read at a glance


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `line` counts from 1, 0 is the file as a whole; `path` is like `people.clerk.email`."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class Mistake(Exception):
    """What is wrong with one value, in words; whoever knows its place makes a problem of it."""


class ConfigurationError(ValueError):
    """The configuration is wrong; `problems` has every mistake, in the order of files and lines.

    `files` are those that were read or should have been there to read.
    """

    def __init__(self, problems: tuple[Problem, ...], files: tuple[Path, ...] = ()) -> None:
        super().__init__("\n".join(str(each) for each in problems))
        self.problems = problems
        self.files = files


@dataclass(slots=True)
class Problems:
    """Where readers put the mistakes they find, and the files that they looked for."""

    found: list[Problem] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)  # what is right, and may not be what was meant

    def add(self, problem: Problem) -> None:
        if problem not in self.found:  # an anchor that is used twice is wrong once
            self.found.append(problem)

    def in_order(self) -> tuple[Problem, ...]:
        """Return all that was found, files in the order they were read, each from its first line on."""
        files = list(dict.fromkeys(each.file for each in self.found))
        return tuple(sorted(self.found, key=lambda each: (files.index(each.file), each.line)))


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Return `; did you mean "x"?` when something known is close to what was found, else nothing."""
    folded = {each.casefold(): each for each in reversed(list(known))}
    close = difflib.get_close_matches(found.casefold(), folded, n=1, cutoff=0.7)
    return f"; did you mean {quoted(folded[close[0]])}?" if close else ""


def hint(found: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return how to mend an unknown word: what was probably meant, else what is known or `otherwise` describes it."""
    words = list(known)
    if close := did_you_mean(found, words):
        return close
    expected = otherwise or (listed(words) if words else "")
    return f"; expected {expected}" if expected else ""


def listed(words: Iterable[str]) -> str:
    """Return `a, b or c`."""
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last


def printable(text: str) -> str:
    """Return the text without control characters and lone surrogates: a message is one line that any log takes."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def quoted(text: str) -> str:
    """Return the text as found, in quotes, cut short."""
    clean = printable(text)
    return f'"{clean}"' if len(clean) <= _LONGEST_QUOTE else f'"{clean[: _LONGEST_QUOTE - 3]}..."'
