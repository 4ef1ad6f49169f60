"""The letter with the link that signs its reader in to the board."""

from __future__ import annotations

from daemon.mail.compose.layout import Block, Button, Buttons, Composed, Text
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.reply_letters import LetterWithoutContract
from daemon.workflow.model import Participant


def sign_in(settings: LetterSettings, to: Participant, link: str, minutes: int) -> Composed:
    """Return the letter with the link that signs its reader in to the board; it is good for so many minutes."""
    letter = LetterWithoutContract(settings, to)
    blocks: list[Block] = [
        Text(letter.say("sign_in.first", minutes=minutes), strong=True),
        Text(link),
        Buttons([Button(letter.say("sign_in.open"), link, "good")]),
        Text(letter.say("sign_in.not_you")),
    ]
    return letter.finished("subject.sign_in", blocks)
