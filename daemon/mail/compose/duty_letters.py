"""The blocks of the letters about what the initiator is to do: that it is overdue, has more time, is another's now."""

from __future__ import annotations

from daemon.mail.compose.condition_sections import open_conditions
from daemon.mail.compose.layout import Block, Quoted, Text
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.sections import day_after, facts, next_line, places
from daemon.workflow.model import Duty, DutyKind


def overdue_opening(letter: LetterContext) -> list[Block]:
    """Return that the initiator has not done their part in time, and what the reader can do about it."""
    duty = _duty(letter)
    first = letter.by_gender(f"duty_overdue.{duty.kind.value}", letter.contract.acting, who=letter.acting())
    blocks: list[Block] = [Text(first, strong=True), *_what_is_owed(letter, duty)]
    day = day_after(letter, duty.due_at)
    return [*blocks, Text(letter.say("duty_overdue.how", day=day)), *facts(letter), places(letter)]


def moved_opening(letter: LetterContext) -> list[Block]:
    """Return the new time for what the initiator is to do."""
    duty = _duty(letter)
    return [
        Text(letter.say(f"duty_moved.{duty.kind.value}"), strong=True),
        *_what_is_owed(letter, duty),
        places(letter),
    ]


def changed_opening(letter: LetterContext) -> list[Block]:
    """Return whose contract it is now: to the new initiator, to the one before, to a substitute who is relieved."""
    contract = letter.contract
    former = {each.person.key: each for each in contract.former_initiators}
    if letter.to.key in (contract.initiator.key, contract.acting.key) and contract.former_initiators:
        last = contract.former_initiators[-1]
        key = "yours" if last.by else "passed"
        first = letter.say(f"initiator_changed.{key}", old=letter.words.name(last.person), by=last.by)
        how = [Text(letter.say("registered.how"))]
    elif letter.to.key in former:
        first, how = letter.say("initiator_changed.not_yours", by=former[letter.to.key].by), []
    else:
        first, how = letter.say("initiator_changed.back"), []
    return [Text(first, strong=True), *how, Text(next_line(letter)), *facts(letter), places(letter)]


def _what_is_owed(letter: LetterContext, duty: Duty) -> list[Block]:
    """Return the question that waits, or the open conditions; of rework nothing: that is in its own letter."""
    match duty.kind:
        case DutyKind.ANSWER:
            return [Quoted(letter.request.questions[-1].text)]
        case DutyKind.CONDITIONS:
            return [open_conditions(letter)]
        case DutyKind.REWORK:
            return []


def _duty(letter: LetterContext) -> Duty:
    if letter.about.duty is None:
        raise ValueError("this letter is about what the initiator is to do")
    return letter.about.duty
