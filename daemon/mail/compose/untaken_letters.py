"""The letter about what lies in the drafts' folder and becomes no draft: each thing with the reason and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.layout import Block, Composed, Pairs, Text
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.reply_letters import LetterWithoutContract, cut
from daemon.workflow.model import Participant

_MOST = 50  # things in one letter
_LONGEST = 200  # characters of a path that somebody else chose


def untaken(settings: LetterSettings, to: Participant, things: Sequence[tuple[str, str, str]]) -> Composed:
    """Return the letter about some things: of each its path, why it is not taken, and a detail of that."""
    letter = LetterWithoutContract(settings, to)
    rows = [(cut(path, _LONGEST), reason(letter.words, why, detail)) for path, why, detail in things[:_MOST]]
    blocks: list[Block] = [Text(letter.say("untaken.first", count=len(things)), strong=True), Pairs(rows)]
    if len(things) > _MOST:
        blocks.append(Text(letter.say("untaken.more", more=len(things) - _MOST)))
    blocks.append(Text(letter.say("untaken.once")))
    return letter.finished("subject.untaken", blocks, count=len(things))


def reason(words: Wording, why: str, detail: str) -> str:
    """Return why a thing is not taken, and what to do."""
    return words.say(f"untaken.why.{why}", detail=detail)
