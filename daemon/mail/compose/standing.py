"""Where a contract stands, in the words of the letter that says so, for whoever looks without a letter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from daemon.mail.compose.layout import SlotRow
from daemon.mail.compose.letter_context import About, LetterContext, LetterSettings, Matter, outcome
from daemon.mail.compose.sections import next_line, places
from daemon.workflow.model import Contract, Participant, PersonKey


@dataclass(frozen=True, slots=True)
class Standing:
    """`status` in words, `now` the sentence about who is waited for or how it ended, `places` everybody's answer."""

    status: str
    now: str
    places: tuple[SlotRow, ...]


def standing(
    settings: LetterSettings, contract: Contract, now: datetime, unreached: Collection[PersonKey] = ()
) -> Standing:
    """Return how a contract stands, in the language of the house. `unreached`: whose letters come back."""
    house = Participant("", "", language=settings.language)
    letter = LetterContext(settings, house, Matter(contract, 0, "", now, frozenset(unreached)), About())
    status = letter.words.table("statuses")[outcome(contract)]
    return Standing(status, next_line(letter), tuple(places(letter).rows))
