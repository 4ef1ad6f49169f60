"""Letters that come back: the letter of ours is found, and its recipient counts as one who cannot be reached."""

from __future__ import annotations

from daemon.application.delivery.undelivered import not_delivered
from daemon.application.inbound.mail_context import MailContext
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.parsing.thread_refs import thread_of
from daemon.store import outbox


def came_back(context: MailContext) -> Outcome:
    """Find the letter of ours that a bounce brings back, and tell those who can mend it."""
    message = context.interpretation.message
    letter = outbox.find(context.tx.connection, (message.returned_id, *thread_of(message).message_ids))
    if letter is None:
        return outcome(OutcomeKind.BOUNCE_UNKNOWN)
    bounce = context.interpretation.bounce
    if bounce and not bounce.permanent:
        return outcome(OutcomeKind.BOUNCE_TEMPORARY, letter=letter.id)
    failed = next((each for each in bounce.failed if each.why), None) if bounce else None
    why = f"{failed.status} {failed.why}".strip() if failed else message.plain.strip() or message.subject
    not_delivered(context.app, context.tx, letter, why, context.now)
    return outcome(OutcomeKind.NOT_DELIVERED, letter=letter.id)
