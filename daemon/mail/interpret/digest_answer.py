"""An answer to a digest: what it says of each line, each read as the whole of an answer to that contract would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from daemon.mail.interpret.digest_lines import LineWords, Passage, split, stray_number
from daemon.mail.interpret.digest_places import DigestPlaces
from daemon.mail.interpret.intent import APPROVES, Intent, Reading
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.pipeline import Interpretation, interpret_part, mistrusted
from daemon.mail.interpret.rules import read
from daemon.mail.parsing.message import Message

_LONGEST = 8_000  # characters; more than anybody answers to a list


@dataclass(frozen=True, slots=True)
class LineReading:
    """What was understood of the words about one line; a line may be answered alone (`DigestAnswer.lines`)."""

    line: int
    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class DigestAnswer:
    """`loose` are words that belong to no line, `strange` are lines that were named and that there are not."""

    lines: tuple[LineReading, ...] = ()
    loose: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def decides(self) -> bool:
        """True if a line has a verdict."""
        return any(each.reading.intent.verdict for each in self.lines)


def read_digest_answer(
    interpretation: Interpretation, sent: Message | None, numbers: Mapping[int, str], lexicon: Lexicon, post: str = ""
) -> DigestAnswer:
    """Return what a mail says to a digest. `numbers` are the contracts' by line, `sent` the letter that it answers.

    An approval is unclear where other words of the mail may be about its line, or were perhaps not read.
    """
    places = DigestPlaces(sent, numbers) if sent else None
    own = [
        Passage(each.text[:_LONGEST], places.line_at(each.after) if places and each.after >= 0 else 0)
        for each in interpretation.words.passages
    ]
    found = split(own or [Passage(interpretation.words.text[:_LONGEST])], numbers, lambda text: read(text, lexicon))
    why = mistrusted(interpretation, sent, lexicon)
    if not why and found.loose:
        why = f"beside it, words that may be of any line: «{found.loose[0][:200]}»"
    readings = [_of_line(each, places, numbers, lexicon, post) for each in found.lines]
    strays = {stray for each in found.lines if (stray := _stray(each, numbers, lexicon))}
    lines = [_believed(each, why, strays) for each in readings]
    known = {each.line for each in lines}
    unsaid = [LineReading(each, "", _unclear("", "its number stands among other words")) for each in strays - known]
    return DigestAnswer(tuple(sorted([*lines, *unsaid], key=lambda each: each.line)), found.loose, found.strange)


def _of_line(
    words: LineWords, places: DigestPlaces | None, numbers: Mapping[int, str], lexicon: Lexicon, post: str
) -> LineReading:
    """Return what is said of a line; unclear if it may not be said of it."""
    if not words.doubt and _stray(words, numbers, lexicon):
        return LineReading(words.line, words.text, _unclear(words.text, "the number of another line among the words"))
    if words.doubt:
        return LineReading(words.line, words.text, _unclear(words.text, words.doubt))
    asked = places.block(words.line) if places else ""
    return LineReading(words.line, words.text, interpret_part(words.text, asked, numbers[words.line], lexicon, post))


def _stray(words: LineWords, numbers: Mapping[int, str], lexicon: Lexicon) -> int:
    return stray_number(words.text, words.line, numbers, lambda text: read(text, lexicon))


def _believed(each: LineReading, why: str, strays: set[int]) -> LineReading:
    """Return a line's reading; an approval is unclear where there is a reason to mistrust it."""
    stray = "its number stands among other words" if each.line in strays else ""
    approves = each.reading.intent in APPROVES or each.reading.answer == "yes"
    doubt = (why or stray) if approves else ""
    return LineReading(each.line, each.text, _unclear(each.text, doubt)) if doubt else each


def _unclear(text: str, why: str) -> Reading:
    return Reading(Intent.UNCLEAR, text, (why,))
