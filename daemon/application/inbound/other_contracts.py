"""A letter that speaks of several contracts: each of the others gets its request again, to be answered by itself."""

from __future__ import annotations

from daemon.application.inbound.mail_context import Case
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.multi_contract import same_number
from daemon.store import history, sequences

MOST = 10  # contracts in one letter


def send_requests(case: Case) -> int:
    """Send the writer their request of every contract named beside the one that was answered; how many there were.

    A number is no secret: what a letter says of another contract counts only in answer to that contract's request.
    """
    number = case.kept.contract.number if case.kept else ""
    others = dict.fromkeys(each.number for each in case.judged.parts if not same_number(each.number, number))
    return sum(_send(case, each) for each in list(others)[:MOST])


def _send(case: Case, number: str) -> bool:
    contract_id = sequences.find_number(case.tx.connection, number)
    if contract_id is None:
        return False
    kept = history.load(case.tx.connection, contract_id)
    waiting = (each for each in kept.contract.requests if each.waits and each.asked.key == case.writer.key)
    mine = next(waiting, None)
    if mine is None:
        return False
    compose = reply_letters.several if case.kept else reply_letters.number_alone
    case.office.correspondence.reply(case.tx, kept, mine.id, case.me, "several", compose, case.now, case.answering)
    return True
