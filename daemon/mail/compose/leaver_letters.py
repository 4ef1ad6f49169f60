"""The letter to administrators about people who are not in the directory any more: what hangs on them, and the cure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from daemon.mail.compose.layout import Block, Composed, Pairs, Text
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.reply_letters import LetterWithoutContract
from daemon.workflow.leavers import Concern
from daemon.workflow.model import Participant, Person


def leavers(
    settings: LetterSettings,
    to: Participant,
    concerns: Sequence[tuple[Concern, str]],
    renamed: Mapping[str, Person],
) -> Composed:
    """Return the letter with everything that hangs on people who have left, each with the command that cures it.

    `renamed` are those who have the address of one of them now, by the key that is gone.
    """
    letter = LetterWithoutContract(settings, to)
    gone = {each.person.key: each.person for each, _ in concerns}
    people = letter.words.names(tuple(gone.values()))
    blocks: list[Block] = [Text(letter.say("leavers.first", people=people), strong=True)]
    for key, person in renamed.items():
        blocks.append(Text(letter.say("leavers.renamed", key=key, new=person.key, name=person.name)))
    blocks.append(Pairs([(_what(letter, each), command) for each, command in concerns]))
    blocks.append(Text(letter.say("leavers.how")))
    return letter.finished("subject.leavers", blocks, people=people)


def _what(letter: LetterWithoutContract, concern: Concern) -> str:
    absence = concern.absence
    return letter.say(
        f"leavers.{concern.kind.value}",
        number=concern.number,
        stage=concern.title,
        rule=concern.slot,
        person=letter.words.name(concern.person),
        whom=absence.person if absence else "",
        days=letter.words.days(absence.first, absence.last) if absence else "",
    )
