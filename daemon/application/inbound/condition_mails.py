"""Mails about the conditions of approvals: the initiator says that they are met, who set one that it is not."""

from __future__ import annotations

from functools import partial

from daemon.application.inbound import person_lookup
from daemon.application.inbound.mail_context import MailContext, asked_back, by_whom, execute_order, executed, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.confirmation import confirmed_in, is_disputed_in
from daemon.mail.interpret.intent import APPROVES
from daemon.mail.interpret.rules import Intent, says_nothing
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import ApprovalCondition
from daemon.workflow.refusal import Reason, Refused


def answer(context: MailContext) -> Outcome | None:
    """Do what a mail says of the conditions of approvals; None if it says nothing of them. Raises Refused."""
    if not context.is_in_answer or context.interpretation.reading.intent is Intent.COMMAND:
        return None
    with context.tx.savepoint():
        return _of_initiator(context) or _of_giver(context)


def _of_initiator(context: MailContext) -> Outcome | None:
    if context.writer.key not in (context.contract.initiator.key, context.contract.acting.key):
        return None
    asked = context.correlation is not None and context.correlation.letter_kind is LetterKind.CONDITIONS
    if not context.contract.asks_conditions:
        if asked:
            raise Refused(Reason.NO_CONDITION)
        return None
    met = _met(context, context.contract.open_conditions)
    if met:
        return _confirm(context, met)
    if not asked:
        return None
    example = context.contract.open_conditions[0].number
    ask = partial(reply_letters.ask_back, what="conditions", values={"example": example})
    reply(context, LetterKind.ASK_BACK, None, ask)
    return asked_back("which conditions are met")


def _of_giver(context: MailContext) -> Outcome | None:
    """Do what somebody says of the conditions that they set, while these hold the contract back."""
    contract = context.contract
    own = tuple(each for each in contract.standing_conditions if each.set_by.key == context.writer.key)
    if not own or not contract.stands_between:
        return None
    confirmed = tuple(each for each in own if not each.is_open)
    if is_disputed_in(context.words, context.app.lexicon):
        return _dispute(context, confirmed)
    if met := _met(context, tuple(each for each in own if each.is_open)):
        return _confirm(context, met)
    asked = context.correlation is not None and context.correlation.letter_kind is LetterKind.CONDITION_CONFIRMED
    return _beside_confirmation(context, confirmed) if asked and confirmed else None


def _beside_confirmation(context: MailContext, confirmed: tuple[ApprovalCondition, ...]) -> Outcome | None:
    """Do what is answered to the letter that a condition is met; None if it is a verdict, a question, an order.

    Words that are not clear are an objection: the grace would be over before its writer were asked what they mean.
    """
    reading = context.interpretation.reading
    fine = reading.intent in APPROVES or reading.answer == "yes" or says_nothing(context.words, context.app.lexicon)
    if fine and not reading.conditions:
        reply(context, LetterKind.DONE, None, lambda letter: reply_letters.done(letter, "no_objection", {}))
        return outcome(OutcomeKind.TOLD, what="no objection")
    return _dispute(context, confirmed) if reading.intent is Intent.UNCLEAR and not reading.code else None


def _met(context: MailContext, open_: tuple[ApprovalCondition, ...]) -> tuple[tuple[ApprovalCondition, str], ...]:
    """Return the open conditions that the words say are met, with the words about each; empty if others are named."""
    said = confirmed_in(context.words, context.app.lexicon)
    known = {each.number: each for each in open_}
    if any(each.number and each.number not in known for each in said):
        return ()
    named = ((known[each.number],) if each.number else open_ for each in said)
    return tuple((condition, each.words) for each, those in zip(said, named, strict=True) for condition in those)


def _confirm(context: MailContext, met: tuple[tuple[ApprovalCondition, str], ...]) -> Outcome:
    person_lookup.check_proved(context)
    after = context.about
    for condition, words in met:
        command = c.ConfirmCondition(
            condition.number,
            words,
            by_whom(context),
            context.writer.key,
            context.mail.sha256,
            context.mail.written_at,
        )
        after = execute_order(context, command, after)
    reply(context, LetterKind.DONE, None, lambda letter: reply_letters.done(letter, "conditions", {}), after)
    return executed(command)


def _dispute(context: MailContext, confirmed: tuple[ApprovalCondition, ...]) -> Outcome | None:
    after = context.about
    for each in confirmed:
        command = c.DisputeCondition(
            each.number, context.words, context.me, context.mail.sha256, context.mail.written_at
        )
        after = execute_order(context, command, after)
    if not confirmed:
        return None
    reply(context, LetterKind.DONE, None, lambda letter: reply_letters.done(letter, "disputed", {}), after)
    return executed(command)
