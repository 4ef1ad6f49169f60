"""Answers that do not count yet: a colleague gave them, or their sender is still to prove who they are."""

from __future__ import annotations

from dataclasses import replace

from daemon.application import sender_policy
from daemon.application.inbound.mail_context import MailContext, execute_order, reply, tell
from daemon.mail.compose import reply_letters
from daemon.store import confirmations
from daemon.workflow import commands as c
from daemon.workflow.model import File, Request, Verdict
from daemon.workflow.refusal import Reason, Refused


def of_colleague(context: MailContext, request: Request) -> str:
    """Somebody of the house answered a request that was sent to another: its owner decides whether that counts."""
    verdict = context.interpretation.reading.said.verdict
    if verdict is None or not request.waits or context.contract.is_closed:
        if request.waits:
            tell_owner(context, request, context.writer.name)
        raise Refused(Reason.NOT_YOURS, request.asked.name)
    remarks = context.interpretation.reading.remarks
    did = execute_order(context, c.ProposeVerdict(request.id, verdict, remarks, context.me, context.mail.sha256))
    reply(context, "owner_asked", request.id, lambda letter: reply_letters.owner_asked(letter, verdict))
    return did


def tell_owner(context: MailContext, request: Request, who: str) -> None:
    """The owner hears what somebody wrote in answer to their request; nothing comes of it."""
    words = context.words
    tell(context, request.asked, "colleague", request.id, lambda letter: reply_letters.colleague(letter, who, words))


def of_own(
    context: MailContext, request: Request, verdict: Verdict, remarks: str, signed: tuple[File, ...], lacking: str
) -> str:
    """The one who was asked answered, but not in a way that proves it: a code goes to their known address."""
    context.answering = replace(context.answering, lacking=lacking)
    known = request.proposal
    if known and known.proposed_by.key == context.writer.key and request.is_open:
        execute_order(
            context, c.DropProposal(request.id, context.me, context.mail.sha256)
        )  # so that a new code is made
    return execute_order(
        context, c.ProposeVerdict(request.id, verdict, remarks, context.me, context.mail.sha256, signed)
    )


def of_owner(context: MailContext, request: Request) -> str:
    """What the owner says to a proposal: yes, no, or the code. Empty when it is something else, such as a verdict."""
    proposal = request.proposal
    if proposal is None:
        return ""
    answer = context.interpretation.reading.answer
    asked = context.correlation is not None and context.correlation.letter_kind == "proposed"
    if proposal.proposed_by.key == context.writer.key:
        return drop(context, request) if asked and answer == "no" else _by_code(context, request)
    if answer == "yes":
        if not asked and not proposal.verdict.approves:
            return ""  # "yes" to the request itself, while a colleague wants it returned: the words are read
        return _confirm(context, request)
    return drop(context, request) if asked and answer == "no" else ""


def drop(context: MailContext, request: Request) -> str:
    did = execute_order(context, c.DropProposal(request.id, context.me, context.mail.sha256))
    confirmations.forget(context.tx, context.about.id, request.id)
    reply(context, "done", request.id, lambda letter: reply_letters.done(letter, "drop_proposal", {}))
    return did


def _confirm(context: MailContext, request: Request) -> str:
    """The owner says yes to a colleague's answer; where a proof of the sender is needed, the owner's own is."""
    lacking = sender_policy.lacking(sender_policy.needed(context.app.settings, context.contract), context.proof)
    proposal = request.proposal
    if lacking and proposal:
        return of_own(context, request, proposal.verdict, proposal.remarks, proposal.signed, lacking)
    return execute_order(
        context, c.ConfirmProposal(request.id, context.me, context.mail.sha256, context.proof or sender_policy.OWNER)
    )


def _by_code(context: MailContext, request: Request) -> str:
    """The code that was sent to the known address came back."""
    code = context.interpretation.reading.code
    if not code:
        return ""
    if not confirmations.matches(context.tx, context.about.id, request.id, code, context.now):
        reply(context, "ask_back", request.id, lambda letter: reply_letters.ask_back(letter, "code", {}))
        return "the code did not fit"
    did = execute_order(context, c.ConfirmProposal(request.id, context.me, context.mail.sha256, sender_policy.CODE))
    confirmations.forget(context.tx, context.about.id, request.id)
    return did
