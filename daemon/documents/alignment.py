"""Alignment: which paragraphs, rows and words of two texts belong together."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

_MOST_FOR_CARE = 2000  # tokens; beyond, difflib may take frequent ones for noise, or it would take minutes
_MOST_PAIRS = 40_000  # that are weighed against each other; beyond, they are taken in their order
_ALIKE = 0.3  # two texts are the same one, changed, if they share this part of their words

Pair = tuple[int | None, int | None]
Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]


def opcodes(old: Sequence[Any], new: Sequence[Any]) -> list[Opcode]:
    """Return what difflib says of two sequences; of long ones more loosely, so that it ends."""
    loose = len(old) + len(new) > _MOST_FOR_CARE
    return list(difflib.SequenceMatcher(None, old, new, autojunk=loose).get_opcodes())


def pairs(old: Sequence[Any], new: Sequence[Any], words: Callable[[Any], Counter[Any]]) -> Iterator[Pair]:
    """Yield which keys belong together, in the order of both; None where one has no counterpart.

    Equal ones do; between those, the ones that share the most words, or as many as there are on either side.
    """
    for kind, a, b, c, d in opcodes(old, new):
        if kind == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif (b - a) * (d - c) > _MOST_PAIRS:
            yield from _in_order(range(a, b), range(c, d))
        else:
            yield from _by_likeness(
                [(i, words(old[i])) for i in range(a, b)], [(j, words(new[j])) for j in range(c, d)]
            )


def _by_likeness(old: list[tuple[int, Counter[Any]]], new: list[tuple[int, Counter[Any]]]) -> Iterator[Pair]:
    """Yield the pairing with the greatest likeness in all; what lies between two pairs is paired if it is as many."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    like = [[_likeness(left, right) for _, right in new] for _, left in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = like[i][j] + best[i + 1][j + 1] if like[i][j] >= _ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    i = j = from_i = from_j = 0
    while i < len(old) and j < len(new):
        if like[i][j] >= _ALIKE and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            yield from _between([n for n, _ in old[from_i:i]], [n for n, _ in new[from_j:j]])
            yield old[i][0], new[j][0]
            i, j = i + 1, j + 1
            from_i, from_j = i, j
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    yield from _between([n for n, _ in old[from_i:]], [n for n, _ in new[from_j:]])


def _between(old: Sequence[int], new: Sequence[int]) -> Iterator[Pair]:
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
    else:
        yield from ((each, None) for each in old)
        yield from ((None, each) for each in new)


def _in_order(old: Sequence[int], new: Sequence[int]) -> Iterator[Pair]:
    common = min(len(old), len(new))
    yield from zip(old[:common], new[:common], strict=True)
    yield from ((each, None) for each in old[common:])
    yield from ((None, each) for each in new[common:])


def _likeness(left: Counter[Any], right: Counter[Any]) -> float:
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0
