"""Letters that come back: the letter of ours is found, and its recipient counts as one who cannot be reached."""

from __future__ import annotations

from datetime import timedelta

from daemon.addresses import one_form
from daemon.application.delivery.undelivered import not_delivered
from daemon.application.inbound.mail_context import MailContext
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.classify.dsn import Bounce, FailedRecipient
from daemon.mail.parsing.thread_refs import thread_of
from daemon.store import history, outbox, sequences
from daemon.store.outbox import StoredLetter

_GIVEN_UP_AFTER = timedelta(days=7)  # servers try for five days (RFC 5321, 4.5.4.1)


def came_back(context: MailContext) -> Outcome:
    """Find the letter of ours that a bounce brings back, and tell those who can mend it."""
    message, bounce = context.interpretation.message, context.interpretation.bounce or Bounce()
    letter = _letter(context, bounce)
    if letter is None:
        return outcome(OutcomeKind.BOUNCE_UNKNOWN)
    failed = _of_letter(bounce, letter)
    if not (any(each.permanent for each in failed) if failed else bounce.permanent):
        return outcome(OutcomeKind.BOUNCE_TEMPORARY, letter=letter.id)
    said = next((each for each in failed if each.permanent and each.why), None)
    why = f"{said.status} {said.why}".strip() if said else message.plain.strip() or message.subject
    not_delivered(context.app, context.tx, letter, why, context.now)
    return outcome(OutcomeKind.NOT_DELIVERED, letter=letter.id)


def _letter(context: MailContext, bounce: Bounce) -> StoredLetter | None:
    """Return the letter by its Message-ID, else by its token, else the last one to the recipient.

    A bounce that names another's Message-ID and no token of ours is about a letter that somebody forged in our name.
    """
    message, returned = context.interpretation.message, bounce.letter
    connection, thread = context.tx.connection, thread_of(message)
    named = (*filter(None, [message.returned_id]), *thread.message_ids, *returned.message_ids)
    if letter := outbox.find(connection, (*named, *returned.mentioned)):
        return letter
    addresses = tuple(each.address for each in bounce.failed)
    if letter := _by_token(context, (*thread.tokens, *returned.tokens), addresses):
        return letter
    since = context.now - _GIVEN_UP_AFTER
    last = (outbox.last_to(connection, each, since) for each in addresses if not named)
    return next(filter(None, last), None)


def _by_token(context: MailContext, tokens: tuple[str, ...], addresses: tuple[str, ...]) -> StoredLetter | None:
    """Return the last letter about a token's request to one of the addresses, else to the one who was asked."""
    connection = context.tx.connection
    for contract_id, request in filter(None, (sequences.find_token(connection, each) for each in tokens)):
        asked = history.load(connection, contract_id).contract.request(request).assignee.email
        found = (outbox.last_about(connection, contract_id, request, each) for each in (*addresses, asked))
        if letter := next(filter(None, found), None):
            return letter
    return None


def _of_letter(bounce: Bounce, letter: StoredLetter) -> tuple[FailedRecipient, ...]:
    """Return what a bounce says of the letter's recipient; of all, where it names only those it was forwarded to."""
    recipient = one_form(letter.recipient).lower()
    return tuple(each for each in bounce.failed if each.address == recipient) or bounce.failed
