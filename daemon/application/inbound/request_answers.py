"""What the one who was asked answers to a request: a verdict, a question, another's name, or that it is undone."""

from __future__ import annotations

from daemon.application import sender_policy
from daemon.application.inbound import attachments, person_lookup, unconfirmed_verdicts
from daemon.application.inbound.mail_context import Case, carry_out, reply
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.rules import Said
from daemon.mail.parsing.message import parse
from daemon.store import inbox
from daemon.workflow import commands as c
from daemon.workflow.model import Request, Verdict
from daemon.workflow.refusal import Reason, Refused

# A verdict that is refused for one of these came too late: it is kept, and its sender hears where things stand.
LATE = frozenset({Reason.ALREADY_CLOSED, Reason.OLD_VERSION, Reason.STAGE_CLOSED, Reason.HANDED_OVER})


def answer_request(case: Case, number: int) -> str:
    """Do what a mail says to a request; returns what that was. Raises Refused."""
    request = case.request(number)
    if request.asked.key != case.writer.key:
        return unconfirmed_verdicts.of_colleague(case, request)
    if answered := unconfirmed_verdicts.of_owner(case, request):
        return answered
    reading = case.judged.reading
    match reading.said:
        case Said.QUESTION:
            return carry_out(case, c.AskQuestion(number, reading.remarks, case.me, case.mail.sha256))
        case Said.DELEGATE:
            return _delegate(case, request, reading.delegate_to)
        case Said.UNDO:
            return _undo(case, request)
        case said if said.verdict is not None:
            return give(case, request, said.verdict, reading.remarks)
        case _:
            return ask_back(case, number)


def give(case: Case, request: Request, verdict: Verdict, remarks: str) -> str:
    """Record a verdict of the one who was asked, or ask for a code first; what comes too late is kept."""
    _check_order(case, request, verdict)
    copies = _signed(case, request, verdict)
    signed = tuple(each.file for each in copies)
    lacking = sender_policy.lacking(sender_policy.needed(case.office.settings, case.contract), case.proof)
    try:
        if lacking:
            did = unconfirmed_verdicts.of_own(case, request, verdict, remarks, signed, lacking)
        else:
            checked = case.proof or sender_policy.ADDRESS
            command = c.GiveVerdict(request.id, verdict, remarks, case.me, case.mail.sha256, signed, checked)
            did = carry_out(case, command)
    except Refused as refused:
        if refused.reason not in LATE:
            raise
        if _said_already(case, request, verdict, remarks):
            raise Refused(Reason.ALREADY_ANSWERED, verdict) from refused
        return _keep_late(case, request, verdict, remarks, refused)
    attachments.lay(case.office, case.tx, copies)
    return did


def _said_already(case: Case, request: Request, verdict: Verdict, remarks: str) -> bool:
    """An impatient person's second mail, after the first has closed the stage: it is not late, it is known."""
    answer = request.answer
    if answer is None or request.round != case.contract.round or request.kept_from:
        return False
    return (answer.verdict, answer.remarks, answer.given_by.key) == (verdict, remarks, case.writer.key)


def _check_order(case: Case, request: Request, verdict: Verdict) -> None:
    """Raises Refused for an approval that was written before the objection that stands, and came after it."""
    answer = request.answer
    if answer is None or not verdict.approves or answer.verdict.approves or not answer.mail or not request.is_open:
        return
    raw = inbox.of_content(case.tx.connection, answer.mail)
    objected, written = parse(raw).date if raw else None, case.judged.message.date
    if objected and written and written < objected:
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(case, "written_before"))


def ask_back(case: Case, number: int) -> str:
    reply(case, "unclear", number, lambda letter: reply_letters.unclear(letter, case.words))
    return "unclear; asked back"


def waiting_of_writer(case: Case) -> Request | None:
    """The request of this contract that waits for the writer."""
    waiting = (each for each in case.contract.requests if each.waits and each.asked.key == case.writer.key)
    return next(waiting, None)


def _signed(case: Case, request: Request, verdict: Verdict) -> tuple[attachments.SignedCopy, ...]:
    if not verdict.approves:
        return ()
    return attachments.signed_copies(case.office, case.about, request.id, case.judged.message)


def _keep_late(case: Case, request: Request, verdict: Verdict, remarks: str, refused: Refused) -> str:
    """The history has it, nothing counts it; whoever is still asked gets the request again."""
    reason = refused.reason
    carry_out(case, c.KeepLateAnswer(request.id, verdict, remarks, case.me, reason, case.mail.sha256))
    fresh = waiting_of_writer(case)
    reply(case, "late", fresh.id if fresh else 0, lambda letter: reply_letters.late(letter, reason, refused.detail))
    return f"kept, not counted: {refused}"


def _undo(case: Case, request: Request) -> str:
    proposal = request.proposal
    if proposal and request.answer is None:
        return unconfirmed_verdicts.drop(case, request)
    return carry_out(case, c.UndoVerdict(request.id, case.me, case.mail.sha256))


def _delegate(case: Case, request: Request, to: str) -> str:
    found = person_lookup.meant(case, to)
    if found is None:
        return "nobody, or more than one, is meant by the delegation; asked back"
    person_lookup.check_proved(case)
    person_lookup.check_may_take(case, request, found)
    if not case.office.may_delegate(case.writer, found):
        policy = case.office.settings.delegation.value
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(case, f"delegation_{policy}"))
    return carry_out(case, c.Reassign(request.id, found, case.writer.name))
