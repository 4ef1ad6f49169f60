"""Answers that do not count yet: a colleague gave them, or their sender is still to prove who they are."""

from __future__ import annotations

from dataclasses import replace

from daemon.application import sender_policy
from daemon.application.inbound.mail_context import Case, carry_out, reply, tell
from daemon.mail.compose import reply_letters
from daemon.store import confirmations
from daemon.workflow import commands as c
from daemon.workflow.model import File, Request, Verdict
from daemon.workflow.refusal import Reason, Refused


def of_colleague(case: Case, request: Request) -> str:
    """Somebody of the house answered a request that was sent to another: its owner decides whether that counts."""
    verdict = case.judged.reading.said.verdict
    if verdict is None or not request.waits or case.contract.is_closed:
        if request.waits:
            tell_owner(case, request, case.writer.name)
        raise Refused(Reason.NOT_YOURS, request.asked.name)
    remarks = case.judged.reading.remarks
    did = carry_out(case, c.ProposeVerdict(request.id, verdict, remarks, case.me, case.mail.sha256))
    reply(case, "owner_asked", request.id, lambda letter: reply_letters.owner_asked(letter, verdict))
    return did


def tell_owner(case: Case, request: Request, who: str) -> None:
    """The owner hears what somebody wrote in answer to their request; nothing comes of it."""
    words = case.words
    tell(case, request.asked, "colleague", request.id, lambda letter: reply_letters.colleague(letter, who, words))


def of_own(case: Case, request: Request, verdict: Verdict, remarks: str, signed: tuple[File, ...], lacking: str) -> str:
    """The one who was asked answered, but not in a way that proves it: a code goes to their known address."""
    case.answering = replace(case.answering, lacking=lacking)
    known = request.proposal
    if known and known.proposed_by.key == case.writer.key and request.is_open:
        carry_out(case, c.DropProposal(request.id, case.me, case.mail.sha256))  # so that a new code is made
    return carry_out(case, c.ProposeVerdict(request.id, verdict, remarks, case.me, case.mail.sha256, signed))


def of_owner(case: Case, request: Request) -> str:
    """What the owner says to a proposal: yes, no, or the code. Empty when it is something else, such as a verdict."""
    proposal = request.proposal
    if proposal is None:
        return ""
    answer = case.judged.reading.answer
    asked = case.bound is not None and case.bound.letter_kind == "proposed"
    if proposal.proposed_by.key == case.writer.key:
        return drop(case, request) if asked and answer == "no" else _by_code(case, request)
    if answer == "yes":
        if not asked and not proposal.verdict.approves:
            return ""  # "yes" to the request itself, while a colleague wants it returned: the words are read
        return _confirm(case, request)
    return drop(case, request) if asked and answer == "no" else ""


def drop(case: Case, request: Request) -> str:
    did = carry_out(case, c.DropProposal(request.id, case.me, case.mail.sha256))
    confirmations.forget(case.tx, case.about.id, request.id)
    reply(case, "done", request.id, lambda letter: reply_letters.done(letter, "drop_proposal", {}))
    return did


def _confirm(case: Case, request: Request) -> str:
    """The owner says yes to a colleague's answer; where a proof of the sender is needed, the owner's own is."""
    lacking = sender_policy.lacking(sender_policy.needed(case.office.settings, case.contract), case.proof)
    proposal = request.proposal
    if lacking and proposal:
        return of_own(case, request, proposal.verdict, proposal.remarks, proposal.signed, lacking)
    return carry_out(case, c.ConfirmProposal(request.id, case.me, case.mail.sha256, case.proof or sender_policy.OWNER))


def _by_code(case: Case, request: Request) -> str:
    """The code that was sent to the known address came back."""
    code = case.judged.reading.code
    if not code:
        return ""
    if not confirmations.matches(case.tx, case.about.id, request.id, code, case.now):
        reply(case, "ask_back", request.id, lambda letter: reply_letters.ask_back(letter, "code", {}))
        return "the code did not fit"
    did = carry_out(case, c.ConfirmProposal(request.id, case.me, case.mail.sha256, sender_policy.CODE))
    confirmations.forget(case.tx, case.about.id, request.id)
    return did
