"""Letters about mails that fitted nothing: to the administrators, to a stranger, to whose mail could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daemon.addresses import shown
from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.layout import Block, Composed, Pairs, Text, compose
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.reply_letters import LetterWithoutContract, cut
from daemon.workflow.model import Participant

_MOST = 50  # mails in one letter; `contractd unmatched` has them all
_LONGEST = 120  # characters of a subject or a name that somebody else chose


@dataclass(frozen=True, slots=True)
class UnmatchedLine:
    """A mail that fitted nothing, as administrators read of it. `why` is a key of the catalogue's `unmatched.why`."""

    received_at: datetime
    sender: str
    name: str
    subject: str
    why: str
    answered: bool
    meant: Participant | None = None


def unmatched(settings: LetterSettings, to: Participant, lines: Sequence[UnmatchedLine]) -> Composed:
    """Return the day's letter to an administrator: who wrote, about what, why it fitted nothing, who they may be."""
    letter = LetterWithoutContract(settings, to)
    rows = [(letter.words.when(each.received_at), _told(letter.words, each)) for each in lines[:_MOST]]
    blocks: list[Block] = [Text(letter.say("unmatched.first", count=len(lines)), strong=True), Pairs(rows)]
    if len(lines) > _MOST:
        blocks.append(Text(letter.say("unmatched.more", more=len(lines) - _MOST)))
    blocks.append(Text(letter.say("unmatched.how")))
    return letter.finished("subject.unmatched", blocks, count=len(lines))


def _told(words: Wording, line: UnmatchedLine) -> str:
    first = words.say("unmatched.line", who=who(words, line), subject=cut(line.subject, _LONGEST))
    return f"{first} {fate(words, line)}"


def who(words: Wording, line: UnmatchedLine) -> str:
    """Return who wrote: the name that they gave themselves, and the address."""
    address = shown(line.sender) if line.sender else words.say("unmatched.nobody")
    return f"{cut(line.name, _LONGEST)} <{address}>" if line.name else address


def fate(words: Wording, line: UnmatchedLine) -> str:
    """Return why a mail fitted nothing, who its sender may be, and whether they were answered."""
    said = [words.say(f"unmatched.why.{line.why}")]
    if line.meant:
        person = f"{words.name(line.meant)} <{shown(line.meant.email)}>"
        said.append(words.say("unmatched.meant", person=person, key=line.meant.key))
    said.append(words.say("unmatched.answered" if line.answered else "unmatched.unanswered"))
    return " ".join(said)


def to_stranger(settings: LetterSettings, to: Participant) -> Composed:
    """Return the letter to somebody who sent a form and is not in the directory: in both languages, naming nothing."""
    languages = sorted(settings.catalogues, key=lambda each: each != settings.language)
    said = [settings.wording(each).say("stranger.first", organisation=settings.organisation) for each in languages]
    blocks = [Text(each, strong=number == 0) for number, each in enumerate(said)]
    subjects = " / ".join(settings.wording(each).say("subject.stranger") for each in languages)
    return compose(subjects, blocks, to.language)


def set_aside(settings: LetterSettings, to: Participant) -> Composed:
    """Return the letter to somebody whose mail could not be worked on: it is kept, and the administrators know."""
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [Text(letter.say("set_aside.first"), strong=True), Text(letter.say("set_aside.how"))]
    return letter.finished("subject.set_aside", blocks)
