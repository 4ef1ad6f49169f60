"""Letters about files that came with somebody's words: to those who get them, and to the sender of what nobody gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.mail.compose.layout import Block, Composed, Pairs, Quoted, Text
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.sections import next_line
from daemon.mail.compose.text_news import proposed_changes
from daemon.workflow.model import Participant
from daemon.workflow.text_comparison import ReviewMark, TextComparison


@dataclass(frozen=True, slots=True)
class ShownText:
    """A proposed text as its letter shows it. `marked`: how many marks there are; `redline`: whether it comes along."""

    comparison: TextComparison
    marks: Sequence[ReviewMark]
    marked: int
    redline: bool
    files: Sequence[str]


Reasons = Sequence[tuple[str, str]]  # the name of a file, and why it is kept back


def files_came(letter: LetterContext, by: Participant, words: str, names: Sequence[str], kept: Reasons) -> Composed:
    """Return the letter that brings the files of somebody's mail, with its words and what is kept back of it."""
    who = letter.words.name(by)
    blocks: list[Block] = [Text(letter.by_gender("files.first", by, number=letter.contract.number), strong=True)]
    if words.strip():
        blocks.append(Quoted(words.strip()))
    if names:
        blocks.append(Text(letter.say("files.attached", files="; ".join(names))))
    blocks += kept_back(letter, kept)
    return letter.finished("subject.files", [*blocks, Text(next_line(letter))], person=who)


def text_proposed(letter: LetterContext, by: Participant, words: str, text: ShownText) -> Composed:
    """Return the letter to the initiator about a text that an approver proposes: what changes, what they remark."""
    first = letter.by_gender("text_proposed.first", by, number=letter.contract.number)
    blocks: list[Block] = [Text(first, strong=True)]
    if words.strip():
        blocks.append(Quoted(words.strip()))
    blocks.append(Text(letter.say("text_proposed.how")))
    blocks += proposed_changes(letter, text.comparison, redline=text.redline)
    if text.marks:
        rows = [_mark(letter, each) for each in text.marks]
        blocks.append(Pairs(rows, letter.say("text_proposed.marks", count=text.marked)))
    blocks.append(Text(letter.say("text_proposed.attached", files="; ".join(text.files))))
    return letter.finished("subject.text_proposed", [*blocks, Text(next_line(letter))], person=letter.words.name(by))


def _mark(letter: LetterContext, mark: ReviewMark) -> tuple[str, str]:
    who = letter.say(f"text_proposed.{mark.kind}", author=mark.author)
    return who, letter.say("text_proposed.mark", text=mark.text, place=mark.place)


def files_kept_back(letter: LetterContext, kept: Reasons) -> Composed:
    """Return the letter to the sender of files that reach nobody."""
    blocks: list[Block] = [Text(letter.say("files.kept_first"), strong=True), Pairs(kept)]
    return letter.finished("subject.files_kept_back", [*blocks, Text(letter.say("files.kept_how"))], replying=True)


def kept_back(letter: LetterContext, kept: Reasons) -> list[Block]:
    """Return which files of an answer are not attached, and why."""
    return [Pairs(kept, letter.say("files.kept_title"))] if kept else []
