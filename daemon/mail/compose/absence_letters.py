"""Letters about who is away: recorded, taken back, proposed by a machine's reply, or not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daemon.mail.compose.layout import Block, Composed, Pairs, Text
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.reply_letters import LetterWithoutContract
from daemon.workflow.model import Participant


@dataclass(frozen=True, slots=True)
class AbsencePeriod:
    """Somebody's absence, both days included, and who stands in, if anybody does."""

    person: Participant
    first: date
    last: date
    substitute: Participant | None = None


def recorded(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    """Return the letter to the absent person: what was recorded, and how to remove it."""
    letter, values = _begin(settings, to, absent)
    key = "absence.substitute" if absent.substitute else "absence.nobody"
    blocks = [Text(letter.say("absence.first", **values), strong=True), Text(letter.say(key, **values))]
    return letter.finished("subject.absence", [*blocks, Text(letter.say("absence.wrong"))], **values)


def removed(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    """Return the letter that an absence was removed."""
    letter, values = _begin(settings, to, absent)
    return letter.finished(
        "subject.absence_removed", [Text(letter.say("absence.removed", **values), strong=True)], **values
    )


def proposed(settings: LetterSettings, to: Participant, absent: AbsencePeriod, *, own: bool = False) -> Composed:
    """Return the letter that asks whether to record what an automatic reply says.

    It goes to the substitute or the manager; with `own` to the absent person.
    """
    letter, values = _begin(settings, to, absent)
    key = "absence.proposed_how" if absent.substitute else "absence.proposed_nobody"
    blocks = [
        Text(letter.say("absence.proposed_own" if own else "absence.proposed", **values), strong=True),
        Text(letter.say(key, **values)),
    ]
    return letter.finished("subject.absence_proposed", blocks, **values)


def agreed(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    """Return the letter to the one who confirmed an absence: it is recorded."""
    letter, values = _begin(settings, to, absent)
    first = letter.say("absence.agreed" if absent.substitute else "absence.first", **values)
    blocks = [Text(first, strong=True), Text(letter.say("absence.wrong"))]
    return letter.finished("subject.absence", blocks, **values)


def past(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    """Return the letter that an absence is over and was not recorded."""
    letter, values = _begin(settings, to, absent)
    return letter.finished("subject.ask_back", [Text(letter.say("absence.past", **values), strong=True)], **values)


def unclear_substitute(
    settings: LetterSettings, to: Participant, absent: AbsencePeriod, who: str, people: Sequence[Participant]
) -> Composed:
    """Return the letter that the substitute `who` is nobody known, or may be any of `people`."""
    letter, values = _begin(settings, to, absent)
    key = "absence.unclear_several" if people else "absence.unclear_nobody"
    blocks: list[Block] = [Text(letter.say(key, who=who, **values), strong=True)]
    if people:
        blocks.append(Pairs([(each.name, each.post) for each in people]))
    return letter.finished("subject.absence_unclear", blocks, **values)


def _begin(
    settings: LetterSettings, to: Participant, absent: AbsencePeriod
) -> tuple[LetterWithoutContract, dict[str, object]]:
    """Return the letter to fill, and the values that its texts can hold."""
    letter = LetterWithoutContract(settings, to)
    return letter, {
        "person": letter.words.name(absent.person),
        "days": letter.words.days(absent.first, absent.last),
        "substitute": letter.words.name(absent.substitute) if absent.substitute else "–",
    }
