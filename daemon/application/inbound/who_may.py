"""Who may order what about a contract by mail: its initiator, administrators, managers, whoever was told of a delay."""

from __future__ import annotations

from daemon.application.inbound import person_lookup
from daemon.application.inbound.mail_context import MailContext
from daemon.mail.compose.letter_traits import TRAITS
from daemon.store import outbox
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import PersonKey
from daemon.workflow.refusal import Reason, Refused

_DELAYS = frozenset(kind for kind, traits in TRAITS.items() if traits.tells_delay)
_OF_INITIATOR = frozenset({LetterKind.DUTY_OVERDUE})


def may_hurry(context: MailContext) -> bool:
    """Return whether the writer is the initiator, an administrator, or was told that somebody is silent."""
    if context.app.may_steer(context.writer, context.contract):
        return True
    return any(silent != context.writer.key for silent in _silent(context, _DELAYS))


def check_may_hurry(context: MailContext) -> None:
    """Raise Refused unless the writer may hurry or replace those who are asked."""
    if not may_hurry(context):
        raise Refused(Reason.NOT_ALLOWED, _only_steering(context))
    person_lookup.check_proved(context)


def check_may_steer(context: MailContext) -> None:
    """Raise Refused unless the writer may hold, resume, recall or end the contract."""
    if not context.app.may_steer(context.writer, context.contract):
        raise Refused(Reason.NOT_ALLOWED, _only_steering(context))
    person_lookup.check_proved(context)


def check_may_withdraw(context: MailContext) -> None:
    """Raise Refused unless the writer may end the contract: so may who was told that its initiator is silent."""
    if not was_told_of_initiator(context):
        check_may_steer(context)
    person_lookup.check_proved(context)


def check_may_hand_over(context: MailContext) -> None:
    """Raise Refused unless the writer may give the contract another initiator."""
    if not (context.app.may_hand_over(context.writer, context.contract) or was_told_of_initiator(context)):
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "handing_over"))
    person_lookup.check_proved(context)


def give_initiator_time(context: MailContext) -> bool:
    """Return whether the writer may move the initiator's deadlines: their managers and administrators, not themself."""
    if context.writer.key in (context.contract.initiator.key, context.contract.acting.key):
        return False
    return context.app.may_hand_over(context.writer, context.contract) or was_told_of_initiator(context)


def was_told_of_initiator(context: MailContext) -> bool:
    """Return whether the writer was told that the initiator is silent, and is not the initiator."""
    return any(silent != context.writer.key for silent in _silent(context, _OF_INITIATOR))


def _silent(context: MailContext, kinds: frozenset[LetterKind]) -> list[PersonKey]:
    """Return of whose silence the writer was told in letters of these kinds about this contract.

    Nothing if the mail answers no letter that they got: who forwards such a letter was not told by us.
    """
    if not context.is_in_answer:
        return []
    contract = context.contract
    found = outbox.sent_about(context.tx.connection, context.about.id, context.writer.addresses)
    told = [(kind, request) for kind, request in found if kind in kinds]
    acting = contract.acting.key
    return [
        acting if kind in _OF_INITIATOR or not request else contract.request(request).assignee.key
        for kind, request in told
    ]


def _only_steering(context: MailContext) -> str:
    words = context.app.letters.letter_settings.wording(context.me.language)
    return person_lookup.why_not(context, "steering", initiator=words.name(context.contract.initiator))
