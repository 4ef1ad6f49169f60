"""Letters about who is away: recorded, taken back, proposed by a machine's reply, or not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daemon.mail.compose.layout import Block, Composed, Pairs, Text
from daemon.mail.compose.letter_context import LetterSettings
from daemon.mail.compose.reply_letters import Note
from daemon.workflow.model import Participant


@dataclass(frozen=True, slots=True)
class AbsencePeriod:
    """Somebody's absence, both days included, and who stands in, if anybody does."""

    person: Participant
    first: date
    last: date
    substitute: Participant | None = None


def recorded(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    """To the one who is away: what was recorded, and how to take it back."""
    note, values = _begin(settings, to, absent)
    key = "absence.substitute" if absent.substitute else "absence.nobody"
    blocks = [Text(note.say("absence.first", **values), strong=True), Text(note.say(key, **values))]
    return note.finished("subject.absence", [*blocks, Text(note.say("absence.wrong"))], **values)


def removed(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    note, values = _begin(settings, to, absent)
    return note.finished(
        "subject.absence_removed", [Text(note.say("absence.removed", **values), strong=True)], **values
    )


def proposed(settings: LetterSettings, to: Participant, absent: AbsencePeriod, *, own: bool = False) -> Composed:
    """To the substitute or the manager: shall what an automatic reply says be recorded? `own`: to the person."""
    note, values = _begin(settings, to, absent)
    key = "absence.proposed_how" if absent.substitute else "absence.proposed_nobody"
    blocks = [
        Text(note.say("absence.proposed_own" if own else "absence.proposed", **values), strong=True),
        Text(note.say(key, **values)),
    ]
    return note.finished("subject.absence_proposed", blocks, **values)


def agreed(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    """To the one who confirmed it."""
    note, values = _begin(settings, to, absent)
    first = note.say("absence.agreed" if absent.substitute else "absence.first", **values)
    blocks = [Text(first, strong=True), Text(note.say("absence.wrong"))]
    return note.finished("subject.absence", blocks, **values)


def past(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> Composed:
    note, values = _begin(settings, to, absent)
    return note.finished("subject.ask_back", [Text(note.say("absence.past", **values), strong=True)], **values)


def unclear_substitute(
    settings: LetterSettings, to: Participant, absent: AbsencePeriod, who: str, people: Sequence[Participant]
) -> Composed:
    """The substitute that was named is nobody, or may be several people."""
    note, values = _begin(settings, to, absent)
    key = "absence.unclear_several" if people else "absence.unclear_nobody"
    blocks: list[Block] = [Text(note.say(key, who=who, **values), strong=True)]
    if people:
        blocks.append(Pairs([(each.name, each.post) for each in people]))
    return note.finished("subject.absence_unclear", blocks, **values)


def _begin(settings: LetterSettings, to: Participant, absent: AbsencePeriod) -> tuple[Note, dict[str, object]]:
    note = Note(settings, to)
    return note, {
        "person": note.words.name(absent.person),
        "days": note.words.days(absent.first, absent.last),
        "substitute": note.words.name(absent.substitute) if absent.substitute else "–",
    }
