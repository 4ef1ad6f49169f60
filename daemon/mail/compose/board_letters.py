"""Letters about signing in to the board: the link, or why there is none."""

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


def no_board(settings: LetterSettings, to: Participant) -> Composed:
    """Return the letter to who asks for a link where the house has no board: what can be asked by mail instead."""
    return _without_link(settings, to, "no_board")


def too_many_links(settings: LetterSettings, to: Participant) -> Composed:
    """Return the letter to who has asked for so many links that the next one has to wait."""
    return _without_link(settings, to, "too_many")


def _without_link(settings: LetterSettings, to: Participant, why: str) -> Composed:
    letter = LetterWithoutContract(settings, to)
    blocks = [Text(letter.say(f"sign_in.{why}"), strong=True), Text(letter.say(f"sign_in.{why}_how"))]
    return letter.finished("subject.no_link", blocks)
