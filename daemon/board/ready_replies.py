"""Links that open a ready reply in the visitor's mail program: what is decided is decided by mail.

The secret of a request stands only in links on the page of the one who was asked.
"""

from __future__ import annotations

from sqlalchemy import Connection

from daemon.board.visit import Visit
from daemon.mail.compose.layout import Button
from daemon.mail.compose.letter_context import About, LetterContext
from daemon.mail.compose.sections import buttons, reply_link
from daemon.store import outbox, sequences
from daemon.store.history import StoredContract
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Contract, Request, Status


def of_visitor(connection: Connection, stored: StoredContract, letter: LetterContext, visit: Visit) -> list[Button]:
    """Return the replies that are the visitor's to give now: to their own request, and as the initiator."""
    contract, found = stored.contract, list[Button]()
    request = _own_request(contract, visit)
    token = sequences.tokens_made(connection, stored.id).get(request.id, "") if request else ""
    if token:
        own = LetterContext(letter.settings, letter.to, letter.matter, About(request, token))
        found += buttons(own).buttons
    if not contract.is_closed and visit.person.is_human(contract.acting):
        found += _of_initiator(connection, stored, letter, visit)
    return found


def _own_request(contract: Contract, visit: Visit) -> Request | None:
    """Return the request that waits for the visitor; of a signature only once its letter could be written."""
    request = contract.request_waiting_for(visit.person.key) if contract.status is Status.IN_APPROVAL else None
    if request is None or request in contract.without_sheet() or not visit.person.is_human(request.assignee):
        return None
    return request


def _of_initiator(connection: Connection, stored: StoredContract, letter: LetterContext, visit: Visit) -> list[Button]:
    """Return what the initiator, or who stands in for them, can write: answers first, then orders.

    A link names the letter that it answers, since an order counts only in answer to one. A mail program that drops
    this gets a letter back, which can be answered.
    """
    contract, say = stored.contract, visit.texts.say
    found = []
    for each in contract.requests:
        if each.question and each.is_open:
            asked = outbox.last_message_id(connection, stored.id, letter.to.email, LetterKind.QUESTION, each.id)
            label = say("replies.answer", who=letter.words.whom(each.assignee))
            found.append(Button(label, reply_link(letter, say("replies.answer_subject"), "", asked), "good"))
    if contract.asks_conditions:
        asked = outbox.last_message_id(connection, stored.id, letter.to.email, LetterKind.CONDITIONS)
        label = letter.say("conditions.button")
        found.append(Button(label, reply_link(letter, label, f"{label}: ", asked), "good"))
    latest = outbox.last_message_id(connection, stored.id, letter.to.email)
    orders = visit.texts.text("orders")
    for order in _orders(contract):
        label, body = orders[order]["label"], orders[order]["body"]
        found.append(Button(label, reply_link(letter, label, body, latest), "bad" if order == "withdraw" else "plain"))
    return found


def _orders(contract: Contract) -> tuple[str, ...]:
    match contract.status:
        case Status.IN_APPROVAL:
            return ("remind", "recall", "withdraw")
        case Status.ON_HOLD:
            return ("resume", "withdraw")
        case _:
            return ("withdraw",)
