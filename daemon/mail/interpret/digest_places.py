"""Where in a digest words stand that were typed into its quote: below which of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from daemon.mail.extract.sent_text_diff import SentLetter, letter_of, words_of
from daemon.mail.parsing.message import Message

_END = "\n"  # between the parts of a letter, as `sent_text_diff` keeps it
_FOOT_WORDS = 6
_TAG = re.compile(r"\[digest/[a-z0-9]{6,16}\]")
_HEADING = re.compile(r"^(\d{1,3})\. (\S+)", re.MULTILINE)


class DigestPlaces:
    """The places of a sent digest, or of the receipt for an answer to one; `numbers` are the contracts' by line."""

    def __init__(self, sent: Message, numbers: Mapping[int, str]) -> None:
        letter = letter_of(sent.plain, sent.html, sent.subject)
        self._marks = sorted(_marks(letter, sent.plain, numbers))
        self._blocks = _blocks(sent.plain, numbers)

    def line_at(self, place: int) -> int:
        """Return the line below whose heading a place is, counted in words; 0 above the first and in the footer."""
        return next((line for start, line in reversed(self._marks) if start < place), 0)

    def block(self, line: int) -> str:
        """Return what the letter says of a line."""
        return self._blocks.get(line, "")


def heading(line: int, number: str) -> str:
    """Return how the block of a line begins."""
    return f"{line}. {number}"


def numbers_in(sent: Message) -> dict[int, str]:
    """Return the contracts' numbers by line, as a digest or a receipt for it has them; none of any other letter."""
    body, _, foot = sent.plain.replace("\u00a0", " ").partition("\n-- \n")
    return {int(line): number for line, number in _HEADING.findall(body)} if _TAG.search(foot) else {}


def _marks(letter: SentLetter, plain: str, numbers: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Yield where a block begins, with its line; 0: what follows is of no line."""
    for line, number in numbers.items():
        yield from ((at, line) for at in _places(letter.words, words_of(heading(line, number))))
    _, _, foot = plain.partition("\n-- \n")
    yield from ((at, 0) for at in _places(letter.words, words_of(foot)[:_FOOT_WORDS]))
    yield from ((at, 0) for at, word in enumerate(letter.words) if word == _END)


def _places(words: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    count, sought = len(wanted), tuple(wanted)
    for at in range(len(words) - count + 1 if count else 0):
        if words[at] == sought[0] and tuple(words[at : at + count]) == sought:
            yield at


def _blocks(plain: str, numbers: Mapping[int, str]) -> dict[int, str]:
    body, _, _ = plain.replace("\u00a0", " ").partition("\n-- \n")
    starts = {line: body.find(f"\n{heading(line, number)}") for line, number in numbers.items()}
    known = sorted((at, line) for line, at in starts.items() if at >= 0)
    ends = [*(at for at, _ in known[1:]), len(body)]
    return {line: body[at:end] for (at, line), end in zip(known, ends, strict=True)}
