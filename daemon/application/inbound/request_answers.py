"""What the one who was asked answers to a request: a verdict, a question, another's name, or that it is undone."""

from __future__ import annotations

from daemon.application import sender_policy
from daemon.application.inbound import attachments, person_lookup, unconfirmed_verdicts
from daemon.application.inbound.mail_context import MailContext, execute_order, reply
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.rules import Intent
from daemon.mail.parsing.message import parse
from daemon.store import inbox
from daemon.workflow import commands as c
from daemon.workflow.model import Request, Verdict
from daemon.workflow.refusal import Reason, Refused

# A verdict that is refused for one of these came too late: it is kept, and its sender hears where things stand.
LATE = frozenset({Reason.ALREADY_CLOSED, Reason.OLD_VERSION, Reason.STAGE_CLOSED, Reason.HANDED_OVER})


def answer_request(context: MailContext, number: int) -> str:
    """Do what a mail says to a request; returns what that was. Raises Refused."""
    request = context.request(number)
    if request.asked.key != context.writer.key:
        return unconfirmed_verdicts.of_colleague(context, request)
    if answered := unconfirmed_verdicts.of_owner(context, request):
        return answered
    reading = context.interpretation.reading
    match reading.said:
        case Intent.QUESTION:
            return execute_order(context, c.AskQuestion(number, reading.remarks, context.me, context.mail.sha256))
        case Intent.DELEGATE:
            return _delegate(context, request, reading.delegate_to)
        case Intent.UNDO:
            return _undo(context, request)
        case said if said.verdict is not None:
            return give(context, request, said.verdict, reading.remarks)
        case _:
            return ask_back(context, number)


def give(context: MailContext, request: Request, verdict: Verdict, remarks: str) -> str:
    """Record a verdict of the one who was asked, or ask for a code first; what comes too late is kept."""
    _check_order(context, request, verdict)
    copies = _signed(context, request, verdict)
    signed = tuple(each.file for each in copies)
    lacking = sender_policy.lacking(sender_policy.needed(context.app.settings, context.contract), context.proof)
    try:
        if lacking:
            did = unconfirmed_verdicts.of_own(context, request, verdict, remarks, signed, lacking)
        else:
            checked = context.proof or sender_policy.ADDRESS
            command = c.GiveVerdict(request.id, verdict, remarks, context.me, context.mail.sha256, signed, checked)
            did = execute_order(context, command)
    except Refused as refused:
        if refused.reason not in LATE:
            raise
        if _said_already(context, request, verdict, remarks):
            raise Refused(Reason.ALREADY_ANSWERED, verdict) from refused
        return _keep_late(context, request, verdict, remarks, refused)
    attachments.lay(context.app, context.tx, copies)
    return did


def _said_already(context: MailContext, request: Request, verdict: Verdict, remarks: str) -> bool:
    """An impatient person's second mail, after the first has closed the stage: it is not late, it is known."""
    answer = request.answer
    if answer is None or request.round != context.contract.round or request.kept_from:
        return False
    return (answer.verdict, answer.remarks, answer.given_by.key) == (verdict, remarks, context.writer.key)


def _check_order(context: MailContext, request: Request, verdict: Verdict) -> None:
    """Raises Refused for an approval that was written before the objection that stands, and came after it."""
    answer = request.answer
    if answer is None or not verdict.approves or answer.verdict.approves or not answer.mail or not request.is_open:
        return
    raw = inbox.of_content(context.tx.connection, answer.mail)
    objected, written = parse(raw).date if raw else None, context.interpretation.message.date
    if objected and written and written < objected:
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "written_before"))


def ask_back(context: MailContext, number: int) -> str:
    reply(context, "unclear", number, lambda letter: reply_letters.unclear(letter, context.words))
    return "unclear; asked back"


def waiting_of_writer(context: MailContext) -> Request | None:
    """The request of this contract that waits for the writer."""
    waiting = (each for each in context.contract.requests if each.waits and each.asked.key == context.writer.key)
    return next(waiting, None)


def _signed(context: MailContext, request: Request, verdict: Verdict) -> tuple[attachments.SignedCopy, ...]:
    if not verdict.approves:
        return ()
    return attachments.signed_copies(context.app, context.about, request.id, context.interpretation.message)


def _keep_late(context: MailContext, request: Request, verdict: Verdict, remarks: str, refused: Refused) -> str:
    """The history has it, nothing counts it; whoever is still asked gets the request again."""
    reason = refused.reason
    execute_order(context, c.KeepLateAnswer(request.id, verdict, remarks, context.me, reason, context.mail.sha256))
    fresh = waiting_of_writer(context)
    reply(context, "late", fresh.id if fresh else 0, lambda letter: reply_letters.late(letter, reason, refused.detail))
    return f"kept, not counted: {refused}"


def _undo(context: MailContext, request: Request) -> str:
    proposal = request.proposal
    if proposal and request.answer is None:
        return unconfirmed_verdicts.drop(context, request)
    return execute_order(context, c.UndoVerdict(request.id, context.me, context.mail.sha256))


def _delegate(context: MailContext, request: Request, to: str) -> str:
    found = person_lookup.meant(context, to)
    if found is None:
        return "nobody, or more than one, is meant by the delegation; asked back"
    person_lookup.check_proved(context)
    person_lookup.check_may_take(context, request, found)
    if not context.app.may_delegate(context.writer, found):
        policy = context.app.settings.delegation.value
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, f"delegation_{policy}"))
    return execute_order(context, c.Reassign(request.id, found, context.writer.name))
