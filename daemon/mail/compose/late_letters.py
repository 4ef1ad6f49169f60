"""Letters about words that came too late to count: to those who need them, to who decides, and to who wrote them."""

from __future__ import annotations

from daemon.mail.compose.late_words import what_was_said, who_said, why_late
from daemon.mail.compose.layout import Block, Button, Buttons, Composed, Quoted, Text, Ways
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.sections import buttons, facts, next_line, places, reply_link, request_again
from daemon.workflow.model import LateAnswer, LateKind, Request, Status
from daemon.workflow.refusal import Reason


def late_told_opening(letter: LetterContext) -> list[Block]:
    """Return what came too late and from whom, and what the reader can do about it."""
    request = _late(letter)
    late = request.late[-1]
    blocks: list[Block] = [_first(letter, "late_told.first", request), *_quoted(late)]
    blocks.append(Text(letter.say(f"late_told.{_what_to_do(letter, late)}", address=late.actor.email)))
    if letter.about.request and letter.request.waits:
        blocks.append(buttons(letter))
    return [*blocks, Text(next_line(letter)), *facts(letter), places(letter)]


def _what_to_do(letter: LetterContext, late: LateAnswer) -> str:
    """Return the key of the sentence that says what the reader can do: by what they are, and where it stands."""
    contract = letter.contract
    if late.verdict is None:
        return "question"
    if letter.about.request and letter.request.waits:
        return "asked_on_hold" if contract.status is Status.ON_HOLD else "asked"
    decide = contract.held.asked if contract.held else ()
    if letter.to.key not in {each.key for each in (contract.initiator, contract.acting, *decide)}:
        return "signed"
    if contract.is_closed:
        return "closed"
    if contract.status in (Status.IN_REWORK, Status.PREPARING):
        return contract.status.value
    return "on_hold" if contract.status is Status.ON_HOLD else "under_way"


def late_asked_opening(letter: LetterContext) -> list[Block]:
    """Return the question what becomes of a contract that a late objection has stopped."""
    request = _late(letter)
    held = letter.contract.held
    ways = letter.words.texts["late_asked"]["ways"]
    return [
        _first(letter, "late_asked.first", request),
        *_quoted(request.late[-1]),
        Ways([(row["write"], row["means"]) for row in ways], letter.say("late_asked.how")),
        Buttons([Button(row["button"], reply_link(letter, row["button"], row["button"]), row["tone"]) for row in ways]),
        Text(letter.say("late_asked.who", people=letter.words.names(held.asked if held else ()))),
        *facts(letter),
        places(letter),
    ]


def held_late(letter: LetterContext) -> list[Block]:
    """Return that a contract is on hold because of a late objection, which is nothing that the reader has to answer."""
    request = _late(letter)
    held = letter.contract.held
    people = letter.words.names(held.asked if held else ())
    return [
        _first(letter, "held.late", request),
        *_quoted(request.late[-1]),
        Text(letter.say("held.late_decide", people=people)),
    ]


def said_on_hold(letter: LetterContext) -> list[Block]:
    """Return what the reader answered in vain while the contract was on hold, so that they say it again; or nothing."""
    request = letter.about.request
    unheard = request.unheard if request else None
    if request is None or unheard is None:
        return []
    said = what_was_said(letter, request, unheard)
    return [Text(letter.say("resumed.unheard", said=said, at=letter.words.when(unheard.at))), *_quoted(unheard)]


def late(
    letter: LetterContext, reason: Reason, detail: str, kept: LateAnswer | None, *, asks_reason: bool = False
) -> Composed:
    """Return the letter to who wrote too late: why it does not count, and who has been told.

    Where they are still asked their request follows. `asks_reason`: what is to be mended is asked.
    """
    kind = kept.kind if kept else LateKind.ANSWER
    first = letter.say(
        f"late.first.{kind.value}" if kind is not LateKind.ANSWER else f"refused.{reason.value}", detail=detail
    )
    blocks: list[Block] = [Text(first, strong=True), Text(_who_was_told(letter, kept))]
    if asks_reason:
        blocks.append(Text(letter.say("late.reason")))
    if reason is Reason.ON_HOLD:
        blocks.append(Text(letter.say("late.asked_again")))
    elif letter.about.request:
        blocks += [Text(letter.say("late.still_asked")), *request_again(letter)]
        return letter.finished("subject.late", blocks, replying=True)
    return letter.finished("subject.late", [*blocks, Text(next_line(letter)), places(letter)], replying=True)


def _who_was_told(letter: LetterContext, kept: LateAnswer | None) -> str:
    """Return the sentence about what has become of late words."""
    held = letter.contract.held
    if kept and kept.holds and held and letter.contract.status is Status.ON_HOLD:
        return letter.say("late.holds", people=letter.words.names(held.asked))
    if kept and kept.told:
        return letter.say("late.told", people=letter.words.names(kept.told))
    return letter.say("late.kept")


def _first(letter: LetterContext, key: str, request: Request) -> Text:
    late = request.late[-1]
    values = {
        "author": who_said(letter, request, late),
        "said": what_was_said(letter, request, late),
        "at": letter.words.when(late.at),
        "when": why_late(letter, request, late),
    }
    return Text(letter.say(key, **values), strong=True)


def _quoted(late: LateAnswer) -> list[Block]:
    return [Quoted(late.remarks)] if late.remarks else []


def _late(letter: LetterContext) -> Request:
    """Return the request to which the late words were an answer. Raises ValueError if the letter is about none."""
    if letter.about.late is None or not letter.about.late.late:
        raise ValueError("this letter is about words that came too late")
    return letter.about.late
