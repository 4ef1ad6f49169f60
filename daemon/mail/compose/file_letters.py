"""Letters about files that came with somebody's words: to those who get them, and to the sender of what nobody gets."""

from __future__ import annotations

from collections.abc import Sequence

from daemon.mail.compose.layout import Block, Composed, Pairs, Quoted, Text
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.sections import next_line
from daemon.workflow.model import Participant

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


def files_kept_back(letter: LetterContext, kept: Reasons) -> Composed:
    """Return the letter to the sender of files that reach nobody."""
    blocks: list[Block] = [Text(letter.say("files.kept_first"), strong=True), Pairs(kept)]
    return letter.finished("subject.files_kept_back", [*blocks, Text(letter.say("files.kept_how"))], replying=True)


def kept_back(letter: LetterContext, kept: Reasons) -> list[Block]:
    """Return which files of an answer are not attached, and why."""
    return [Pairs(kept, letter.say("files.kept_title"))] if kept else []
