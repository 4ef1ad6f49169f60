"""What the one who was asked answers to a request: a verdict, a question, another's name, or that it is undone."""

from __future__ import annotations

from contextlib import suppress

from daemon.application import sender_policy
from daemon.application.inbound import (
    attachments,
    bare_words,
    comment_mails,
    earlier_copies,
    person_lookup,
    too_late,
    unclear_words,
    unconfirmed_verdicts,
)
from daemon.application.inbound.mail_context import MailContext, asked_back, execute_order, executed
from daemon.application.inbound.outcome import Outcome
from daemon.mail.interpret.rules import Intent
from daemon.workflow import commands as c
from daemon.workflow.model import Request, Verdict
from daemon.workflow.refusal import Reason, Refused


def answer_request(context: MailContext, request: Request) -> Outcome:
    """Do what a mail says to a request. Raises Refused; nothing is left then of what the asked one ordered."""
    if not context.is_asked(request):
        return unconfirmed_verdicts.of_colleague(context, request)
    with context.tx.savepoint():
        said = unclear_words.of_guess(context, request) or unconfirmed_verdicts.of_owner(context, request)
        return said or _answer_own(context, request)


def _answer_own(context: MailContext, request: Request) -> Outcome:
    reading = bare_words.completed(context, request)
    match reading.intent:
        case Intent.QUESTION:
            return _ask(context, request, reading.remarks)
        case Intent.DELEGATE:
            return _delegate(context, request, reading.delegate_to)
        case Intent.UNDO:
            return _undo(context, request)
        case said if said.verdict is not None:
            if bare_words.lacks_reason(context, request, said.verdict, reading.remarks):
                with suppress(Refused), context.tx.savepoint():  # deadlines may have decided: then it is too late
                    return bare_words.ask_reason(context, request)
            return give(context, request, said.verdict, reading.remarks, reading.conditions)
        case _ if _is_over(context, request) and context.words.strip():
            return comment_mails.of_who_is_not_asked(context, request)
        case _:
            return unclear_words.ask_whether(context, request)


def _is_over(context: MailContext, request: Request) -> bool:
    """Return whether no verdict on a request can count any more, so that it need not be asked what the words mean."""
    return not request.is_open or request.round != context.contract.round or context.contract.is_closed


def _order(context: MailContext, command: c.Command) -> Outcome:
    execute_order(context, command)
    return executed(command)


def give(
    context: MailContext, request: Request, verdict: Verdict, remarks: str, conditions: tuple[str, ...] = ()
) -> Outcome:
    """Record a verdict of the one who was asked, or ask for a code first; what comes too late is kept."""
    _check_order(context, request, verdict)
    copies = _signed(context, request, verdict)
    try:
        with context.tx.savepoint():
            answer = c.GiveVerdict(
                request.id,
                verdict,
                remarks,
                context.me,
                context.mail.sha256,
                tuple(each.file for each in copies),
                context.proof or sender_policy.ADDRESS,
                conditions=conditions,
            )
            did = _give(context, request, answer)
    except Refused as refused:
        if refused.reason not in too_late.LATE:
            raise
        if _said_already(context, request, verdict, remarks):
            raise Refused(Reason.ALREADY_ANSWERED, verdict) from refused
        return too_late.keep(context, request, verdict, remarks, refused)
    attachments.lay(context.app, context.tx, copies)
    return did


def _give(context: MailContext, request: Request, answer: c.GiveVerdict) -> Outcome:
    if context.lacking:
        return unconfirmed_verdicts.of_own(context, request, answer)
    return _order(context, answer)


def _said_already(context: MailContext, request: Request, verdict: Verdict, remarks: str) -> bool:
    """Return whether an impatient person said the same before, in the mail that closed the stage: it is not late."""
    answer = request.answer
    if answer is None or request.round != context.contract.round or request.kept_from:
        return False
    return (answer.verdict, answer.remarks, answer.actor.key) == (verdict, remarks, context.writer.key)


def _check_order(context: MailContext, request: Request, verdict: Verdict) -> None:
    """Raise Refused for an approval that was written before the objection that stands, and came after it."""
    answer = request.answer
    if answer is None or not verdict.approves or answer.verdict.approves or not answer.mail or not request.is_open:
        return
    if context.mail.written_at < answer.at:
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "written_before"))


def _signed(context: MailContext, request: Request, verdict: Verdict) -> tuple[attachments.SignedCopy, ...]:
    if not verdict.approves:
        return ()
    came = attachments.signed_copies(context.app, context.about, request.id, context.interpretation.message)
    waits = request.proposal is not None and request.proposal.proposed_by.key == context.writer.key
    known = request.signed or (waits and request.proposal is not None and request.proposal.signed)
    return came or (() if known else earlier_copies.sent_before(context, request))


def _undo(context: MailContext, request: Request) -> Outcome:
    proposal = request.proposal
    if proposal and request.answer is None:
        return unconfirmed_verdicts.drop(context, request)
    try:
        return _order(context, c.UndoVerdict(request.id, context.me, context.mail.sha256))
    except Refused as refused:
        return too_late.keep_undo(context, request, refused)


def _ask(context: MailContext, request: Request, text: str) -> Outcome:
    """Ask the initiator; a question that stops no clock any more reaches them all the same."""
    try:
        return _order(context, c.AskQuestion(request.id, text, context.me, context.mail.sha256))
    except Refused as refused:
        return too_late.keep_question(context, request, text, refused)


def _delegate(context: MailContext, request: Request, to: str) -> Outcome:
    found = person_lookup.meant(context, to)
    if found is None:
        return asked_back("to whom")
    person_lookup.check_proved(context)
    person_lookup.check_may_take(context, request, found)
    if not context.app.may_delegate(context.writer, found):
        policy = context.app.settings.delegation.value
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, f"delegation_{policy}"))
    return _order(context, c.Reassign(request.id, found, context.writer.name))
