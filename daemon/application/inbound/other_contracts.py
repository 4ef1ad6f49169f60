"""A letter that speaks of several contracts: each of the others gets its request again, to be answered by itself."""

from __future__ import annotations

from daemon.application.inbound.mail_context import MailContext
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.multi_contract import same_number
from daemon.store import history, sequences
from daemon.workflow.letter_kind import LetterKind

MOST = 10  # contracts in one letter


def send_requests(context: MailContext) -> int:
    """Send the writer their request of every contract named with the one that was answered; return how many there were.

    A number is no secret: what a letter says of another contract counts only in answer to that contract's request.
    """
    mine = context.stored.contract.number if context.stored else None
    numbers = dict.fromkeys(each.number for each in context.interpretation.parts)
    others = [each for each in numbers if mine is None or not same_number(each, mine)]
    return sum(_send(context, each) for each in others[:MOST])


def _send(context: MailContext, number: str) -> bool:
    contract_id = sequences.find_number(context.tx.connection, number)
    if contract_id is None:
        return False
    stored = history.load(context.tx.connection, contract_id)
    mine = stored.contract.request_waiting_for(context.writer.key)
    if mine is None:
        return False
    compose = reply_letters.several if context.stored else reply_letters.number_alone
    context.app.letters.reply(
        context.tx, stored, mine.id, context.me, LetterKind.SEVERAL, compose, context.now, context.answering
    )
    return True
