"""The blocks of the letters that tell what was recorded: receipts, answers taken back or proposed, comments."""

from __future__ import annotations

from daemon.mail.compose.conversation import in_place_of, is_short, recorded
from daemon.mail.compose.layout import Block, Button, Buttons, Quoted, Text
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.sections import (
    PROOFS,
    buttons,
    facts,
    next_line,
    places,
    reply_link,
    request_again,
)
from daemon.workflow.model import (
    Status,
)


def receipt_opening(letter: LetterContext) -> list[Block]:
    request = letter.request
    if request.question:
        return [Text(letter.say("receipt.question"), strong=True), Quoted(request.question.text)]
    answer = request.answer
    remarks = answer.remarks if answer else ""
    blocks = recorded(letter, "receipt.behalf" if letter.behalf(request) else "receipt.first", remarks)
    blocks += in_place_of(letter, request)
    if answer and answer.actor.key != request.assignee.key:
        blocks.append(Text(letter.say("receipt.confirmed", who=letter.words.name(answer.actor))))
    if remarks:
        blocks.append(Text(letter.say("receipt.seen_by")))
    if answer and answer.conditions:
        blocks.append(Text(letter.say("receipt.condition" if answer.verdict.approves else "receipt.condition_returns")))
    if answer and answer.verified in PROOFS and (letter.matter.shows_proof or answer.verified == "code"):
        blocks.append(Text(letter.say(f"receipt.verified_{answer.verified}")))
    return [*blocks, Text(_undo_line(letter)), Text(next_line(letter))]


def _undo_line(letter: LetterContext) -> str:
    """Return the sentence until when the verdict can be taken back, or why it cannot and what to do then."""
    if letter.about.until:
        if letter.contract.status is Status.IN_REWORK:
            return letter.say("receipt.undo_returned")
        return letter.say("receipt.undo_decided" if letter.contract.closes_at else "receipt.undo")
    if not letter.request.is_open:
        closed = letter.contract.is_closed or letter.contract.status is Status.IN_REWORK
        return letter.say("receipt.final_closed" if closed else "receipt.final")
    return letter.say("receipt.replace")


def undone_opening(letter: LetterContext) -> list[Block]:
    if not letter.is_to(letter.request.assignee):
        return [Text(letter.say("undone.initiator"), strong=True), Text(next_line(letter)), places(letter)]
    return [Text(letter.say("undone.first"), strong=True), *request_again(letter)]


def proposed_opening(letter: LetterContext) -> list[Block]:
    """Return the question whether a colleague's answer counts, or the code by which the reader proves their own."""
    proposal = letter.request.proposal
    said = letter.words.table("verdicts")[proposal.verdict.value] if proposal else "–"
    quoted: list[Block] = [Quoted(proposal.remarks)] if proposal and proposal.remarks else []
    if letter.about.code:
        return _code(letter, said, quoted)
    count_it = letter.say("proposed.yes")
    yes = Button(count_it, reply_link(letter, count_it, count_it), "good")
    return [
        Text(letter.say(f"proposed.first.{proposer_gender(letter)}", said=said), strong=True),
        *quoted,
        Text(letter.say("proposed.how")),
        Buttons([yes, *buttons(letter).buttons]),
        Text(letter.say("proposed.due")),
        *facts(letter),
        places(letter),
    ]


def _code(letter: LetterContext, said: str, quoted: list[Block]) -> list[Block]:
    """Return the code that confirms an answer, why it is needed, and a button that returns it."""
    body = letter.say("code.body", code=letter.about.code)
    lacking = [Text(letter.say(f"code.lacking_{letter.about.lacking}"))] if letter.about.lacking else []
    return [
        Text(letter.say("code.first", said=said, code=letter.about.code), strong=True),
        *quoted,
        *lacking,
        Text(letter.say("code.why")),
        Buttons([Button(letter.say("code.button"), reply_link(letter, letter.say("code.button"), body), "good")]),
        Text(letter.say("code.not_you")),
    ]


def proposer_gender(letter: LetterContext) -> str:
    """Return the key of the texts about who proposed an answer: man, woman or unknown."""
    proposal = letter.request.proposal
    return letter.words.gender(proposal.proposed_by) if proposal else "unknown"


def comment_opening(letter: LetterContext) -> list[Block]:
    """Return the latest comment that is not the reader's, and whose move it is."""
    said = next(each for each in reversed(letter.contract.comments) if not letter.is_to(each.by))
    by = letter.words.name(said.by)
    if is_short(said.text):
        first: list[Block] = [Text(letter.say("comment.first", by=by, words=said.text), strong=True)]
    else:
        first = [Text(letter.say("comment.long", by=by), strong=True), Quoted(said.text)]
    how = letter.about.request is not None and letter.request.waits
    told = [Text(letter.say("comment.yours"))] if how else []
    return [*first, *told, Text(next_line(letter))]
