"""Signed copies that came in an earlier mail of the same person than their word: either counts, in whatever order."""

from __future__ import annotations

from daemon.application import sender_policy
from daemon.application.inbound import attachments
from daemon.application.inbound.correlate import correlate
from daemon.application.inbound.mail_context import MailContext
from daemon.mail.parsing.message import Message, parse
from daemon.store import inbox
from daemon.store.inbox import StoredMail
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import Request, StageKind
from daemon.workflow.refusal import Refused


def in_this_mail(context: MailContext, request: Request) -> tuple[attachments.SignedCopy, ...]:
    """Return the signed copies that came with the mail; none where what came is the document as it was sent."""
    return _of_message(context, request, context.interpretation.message)


def sent_before(context: MailContext, request: Request) -> tuple[attachments.SignedCopy, ...]:
    """Return the signed copies of the writer's latest earlier mail about this request that has any.

    A mail that has answered the request ends the search: its copies went with that answer, or were taken back with it.
    """
    if context.contract.stage_of(request).kind is not StageKind.SIGNATURE:
        return ()
    answered = {each.mail for each in request.answers}
    for mail in inbox.earlier_about(context.tx.connection, context.about.id, context.mail.id, request.opened_at):
        if mail.sha256 in answered:
            break
        message = parse(mail.raw)
        if _is_writers(context, request, mail, message) and (found := _of_message(context, request, message)):
            return found
    return ()


def _is_writers(context: MailContext, request: Request, mail: StoredMail, message: Message) -> bool:
    """Return whether an earlier mail is as surely the writer's, and about this request, as the present one."""
    correlation = correlate(context.tx.connection, message)
    if message.sender.email.lower() not in context.writer.addresses or correlation is None:
        return False
    if correlation.request != request.id or not (
        correlation.token or correlation.recipient in context.writer.addresses
    ):
        return False
    settings = context.app.settings
    policy = sender_policy.needed(settings, context.contract)
    if policy is not IdentityPolicy.AUTHENTICATED or not context.proof:  # else a code is wanted of the answer anyway
        return True
    return sender_policy.proved(settings, policy, message, mail.raw, context.app.lookup) is not None


def _of_message(context: MailContext, request: Request, message: Message) -> tuple[attachments.SignedCopy, ...]:
    try:
        return attachments.signed_copies(context.app, context.about, request.id, message)
    except Refused:
        return ()
