"""Orders about the initiator of a contract: another one, more time for what they are to do."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from daemon.application.inbound import person_lookup, who_may
from daemon.application.inbound.mail_context import MailContext, asked_back, execute_order, executed, reply
from daemon.application.inbound.outcome import Outcome
from daemon.mail.compose import reply_letters
from daemon.store.history import StoredContract
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Duty
from daemon.workflow.refusal import Reason, Refused


def hand_over(context: MailContext, to: str) -> Outcome:
    """Give the contract another initiator, on the word of those who may. Raises Refused."""
    with context.tx.savepoint():
        who_may.check_may_hand_over(context)
        if not to:
            reply(context, LetterKind.ASK_BACK, None, partial(reply_letters.ask_back, what="initiator", values={}))
            return asked_back("to which initiator")
        found = person_lookup.meant(context, to)
        if found is None:
            return asked_back("to which initiator")
        if found.key == context.contract.initiator.key:
            raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "initiator_already"))
        order = c.HandOver(found, context.writer.name)
        after = execute_order(context, order)
        compose = partial(reply_letters.done, what="initiator", values={})
        reply(context, LetterKind.DONE, None, compose, after)
        return executed(order)


def extend(context: MailContext, duty: Duty, due_at: datetime, stored: StoredContract) -> StoredContract:
    """Move the time that the initiator has, and return the contract then. Raises Refused: not on their own word."""
    if not who_may.give_initiator_time(context):
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "own_time"))
    order = c.MoveDutyDeadline(duty.kind, duty.request, due_at, context.writer.name, context.writer.key)
    return execute_order(context, order, stored)
