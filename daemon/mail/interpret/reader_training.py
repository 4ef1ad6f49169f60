"""Train the second reader from texts whose classes are known: a logistic regression by steps, in whole numbers.

The same texts give the same weights on every machine: sums are of whole numbers, the order of the texts is by their
hash, and no function of the platform's library takes part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from zlib import crc32

from daemon.mail.interpret.intent import Intent
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.second_reader import CLASSES, ONE, ROW, features, scores, shares_of

_ROUNDS = 12  # times that every text is seen
_RATE = 6.0  # of the first round; it falls to nothing in a straight line


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text as places in a row, and the classes that are right for it, by their numbers."""

    text: str
    places: tuple[int, ...]
    right: frozenset[int]


def lessons(texts: Mapping[str, frozenset[Intent]], lexicon: Lexicon) -> list[Lesson]:
    """Return the texts as lessons, in an order that has nothing to do with where they stand."""
    ordered = sorted(texts, key=lambda text: (crc32(text.encode()), text))
    return [
        Lesson(text, tuple(features(text, lexicon)), frozenset(map(CLASSES.index, texts[text]))) for text in ordered
    ]


def trained(taught: Sequence[Lesson]) -> list[list[int]]:
    """Return a row of weights for each class, in whole numbers of which ONE is 1."""
    rows = [[0] * ROW for _ in CLASSES]
    for round_ in range(_ROUNDS):
        rate = _RATE * ONE * (1 - round_ / _ROUNDS)
        for lesson in taught:
            _learn(lesson, rows, rate)
    return rows


def _learn(lesson: Lesson, rows: Sequence[list[int]], rate: float) -> None:
    """Move the weights at the lesson's places toward its classes: among several, each as likely as it is thought."""
    shares = shares_of(scores(lesson.places, rows))
    right = fsum(shares[each] for each in sorted(lesson.right)) or 1.0
    for number, (share, row) in enumerate(zip(shares, rows, strict=True)):
        wanted = share / right if number in lesson.right else 0.0
        if step := int((wanted - share) * rate / len(lesson.places)):
            for place in lesson.places:
                row[place] += step


def merged(labelled: Iterable[tuple[str, frozenset[Intent]]]) -> dict[str, frozenset[Intent]]:
    """Return each text once, with the classes on which all agree; those of the first where they disagree."""
    found: dict[str, frozenset[Intent]] = {}
    for text, said in labelled:
        found[text] = found.get(text, said) & said or found[text]
    return found
