"""Somebody who is not in the directory and sends a form: one polite answer a day, of no contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from daemon.application.inbound import attachments
from daemon.application.inbound.mail_context import MailContext
from daemon.mail.compose import unmatched_letters
from daemon.store import outbox, sequences
from daemon.store.cause import Cause
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Participant

MOST_A_DAY = 30  # strangers who are answered: a From is easily forged, and others would get what they never asked for


def answer_form(context: MailContext) -> None:
    """Answer a stranger's mail with a form, once a day for each address; a machine's is never one of a stranger."""
    message = context.interpretation.message
    address = message.sender.email
    if not address or address in context.app.own_addresses or not attachments.holds_form(message):
        return
    began = datetime.combine(context.today, time(), context.app.settings.organisation.timezone)
    if outbox.is_there_since(context.tx.connection, address, LetterKind.STRANGER, began):
        return
    if sequences.next_in(context.tx, f"strangers answered/{context.today}") > MOST_A_DAY:
        return
    settings = context.app.letters.letter_settings
    to = Participant("", message.sender.name, "", address, settings.language)
    cause = replace(Cause.of_stranger(address, context.today), mail_id=context.mail.id)
    composed = unmatched_letters.to_stranger(settings, to)
    context.app.letters.note(context.tx, to, LetterKind.STRANGER, composed, context.now, context.answering, cause=cause)
