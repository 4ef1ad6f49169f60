"""What letters say of the conditions of approvals: how each stands, and the letters that are about them."""

from __future__ import annotations

from daemon.mail.compose.layout import Block, Button, Buttons, Pairs, Quoted, Text
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.compose.sections import facts, next_line, places, reply_link, until_when
from daemon.workflow.attribution import answered
from daemon.workflow.model import ApprovalCondition


def conditions_opening(letter: LetterContext) -> list[Block]:
    """Return what the initiator is to confirm before anybody is asked to sign: each condition with its number."""
    open_ = letter.contract.open_conditions
    button = letter.say("conditions.button")
    signs = letter.contract.next_stage is not None
    return [
        Text(letter.say("conditions.one" if len(open_) == 1 else "conditions.several"), strong=True),
        *until_when(letter),
        open_conditions(letter),
        Text(letter.say("conditions.how", number=open_[0].number if open_ else 1)),
        Buttons([Button(button, reply_link(letter, button, f"{button}: "), "good")]),
        Text(letter.say("conditions.until_sign" if signs else "conditions.until_approved")),
        *facts(letter),
        places(letter),
    ]


def open_conditions(letter: LetterContext) -> Pairs:
    """Return each open condition with its number, its giver, and what they objected to a confirmation of it."""
    open_ = letter.contract.open_conditions
    rows = [(f"{each.number}. {who_set(letter, each)}", with_objections(letter, each)) for each in open_]
    return Pairs(rows, letter.say("conditions.title"))


def who_set(letter: LetterContext, condition: ApprovalCondition) -> str:
    """Return whose condition it is, and for whom they approved."""
    request = letter.contract.request(condition.requests[-1])
    return letter.attributed(answered(letter.contract, request, condition.set_by))


def with_objections(letter: LetterContext, condition: ApprovalCondition) -> str:
    """Return a condition in its giver's words, and what they objected to each confirmation."""
    said = [f"«{condition.text}»"]
    said += [
        letter.say("conditions.objection", words=each.words, at=letter.words.when(each.at))
        for each in condition.objections
    ]
    return "\n".join(said)


def condition_confirmed_opening(letter: LetterContext) -> list[Block]:
    """Return what the initiator says of a condition, for the one who set it, and until when they can object."""
    condition = letter.contract.conditions[letter.about.step - 1]
    confirmation = condition.confirmation
    blocks: list[Block] = [
        Text(letter.say("condition_confirmed.first", by=confirmation.by if confirmation else "–"), strong=True),
        Quoted(condition.text),
    ]
    if confirmation and confirmation.words:
        blocks += [Text(letter.say("condition_confirmed.words")), Quoted(confirmation.words)]
    if confirmation and confirmation.until:
        how = letter.say("condition_confirmed.until", end=letter.words.when_soon(confirmation.until, letter.matter.now))
    else:
        how = letter.say("condition_confirmed.while" if letter.contract.stands_between else "condition_confirmed.over")
    return [*blocks, Text(how), Text(next_line(letter)), *facts(letter), places(letter)]
