"""A letter that speaks of several contracts: each of the others gets its request again, to be answered by itself."""

from __future__ import annotations

from daemon.application.inbound.mail_context import MailContext
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.multi_contract import same_number
from daemon.store import history, sequences

MOST = 10  # contracts in one letter


def send_requests(context: MailContext) -> int:
    """Send the writer their request of every contract named beside the one that was answered; how many there were.

    A number is no secret: what a letter says of another contract counts only in answer to that contract's request.
    """
    number = context.stored.contract.number if context.stored else ""
    others = dict.fromkeys(each.number for each in context.interpretation.parts if not same_number(each.number, number))
    return sum(_send(context, each) for each in list(others)[:MOST])


def _send(context: MailContext, number: str) -> bool:
    contract_id = sequences.find_number(context.tx.connection, number)
    if contract_id is None:
        return False
    stored = history.load(context.tx.connection, contract_id)
    waiting = (each for each in stored.contract.requests if each.waits and each.asked.key == context.writer.key)
    mine = next(waiting, None)
    if mine is None:
        return False
    compose = reply_letters.several if context.stored else reply_letters.number_alone
    context.app.letters.reply(
        context.tx, stored, mine.id, context.me, "several", compose, context.now, context.answering
    )
    return True
