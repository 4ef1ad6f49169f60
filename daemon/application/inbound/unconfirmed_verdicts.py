"""Answers that do not count yet: a colleague gave them, or their sender is still to prove who they are."""

from __future__ import annotations

from dataclasses import replace

from daemon.application import sender_policy
from daemon.application.inbound import additions, attachments, comment_mails, earlier_copies, too_late
from daemon.application.inbound.mail_context import MailContext, asked_back, execute_order, executed, reply, tell
from daemon.application.inbound.outcome import Outcome
from daemon.mail.compose import reply_letters
from daemon.store import confirmations
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Proposal, Request
from daemon.workflow.refusal import Reason, Refused


def of_colleague(context: MailContext, request: Request) -> Outcome:
    """Propose what a colleague answered to another's request: its owner decides whether that counts.

    Raises Refused when nothing can be proposed; the owner hears of it all the same.
    """
    if added := additions.to_what_waits(context, request):
        return added
    reading = context.interpretation.reading
    verdict = reading.intent.verdict
    if kept := too_late.keep_of_colleague(context, request):
        return kept
    takes_part = context.is_in_answer or context.app.may_see(context.writer, context.contract)
    if takes_part and (verdict is None or context.contract.is_closed):
        return comment_mails.of_who_is_not_asked(context, request)
    if verdict is None or not request.waits or context.contract.is_closed:
        if request.waits:
            tell_owner(context, request, context.writer.name)
        raise Refused(Reason.NOT_YOURS, request.assignee.name)
    copies = earlier_copies.in_this_mail(context, request) if verdict.approves else ()
    signed = tuple(each.file for each in copies)
    said = (request.id, verdict, reading.remarks, context.me, context.mail.sha256, signed)
    command = c.ProposeVerdict(*said, conditions=reading.conditions)
    after = execute_order(context, command)
    attachments.lay(context.app, context.tx, copies)
    reply(
        context,
        LetterKind.OWNER_ASKED,
        request,
        lambda letter: reply_letters.assignee_was_asked(letter, verdict),
        after,
    )
    return executed(command)


def tell_owner(context: MailContext, request: Request, who: str) -> None:
    """Tell the owner what somebody wrote in answer to their request; nothing comes of it."""
    words = context.words
    tell(
        context,
        request.assignee,
        LetterKind.COLLEAGUE,
        request,
        lambda letter: reply_letters.colleague(letter, who, words),
    )


def of_own(context: MailContext, request: Request, answer: c.GiveVerdict | Proposal) -> Outcome:
    """Ask for a code at the known address: the one who was asked answered, but not in a way that proves it."""
    answering = replace(context.answering, lacking=context.lacking)
    known, stored, signed = request.proposal, context.about, answer.signed
    if known and known.proposed_by.key == context.writer.key and request.is_open:  # so that a new code is made
        signed = signed or (known.signed if answer.verdict.approves else ())
        dropped = c.DropProposal(request.id, context.me, context.mail.sha256)
        stored = execute_order(context, dropped, answering=answering)
    command = c.ProposeVerdict(
        request.id,
        answer.verdict,
        answer.remarks,
        context.me,
        context.mail.sha256,
        signed,
        conditions=answer.conditions,
    )
    execute_order(context, command, stored, answering)
    return executed(command)


def of_owner(context: MailContext, request: Request) -> Outcome | None:
    """Do what the owner says to a proposal: yes, no, or the code; None when it is something else, as a verdict is."""
    proposal = request.proposal
    if proposal is None or proposal.guessed_from:
        return None
    answer = context.interpretation.reading.answer
    asked = context.correlation is not None and context.correlation.letter_kind == LetterKind.PROPOSED
    if proposal.proposed_by.key == context.writer.key:
        said = drop(context, request) if asked and answer == "no" else _by_code(context, request, proposal)
        return said or additions.to_what_waits(context, request)
    if answer == "yes":
        if asked and _is_another_since(context, proposal):
            return _ask_again(context, request, proposal)
        if not asked and not proposal.verdict.approves:
            return None  # "yes" to the request itself, while a colleague wants it returned: the words are read
        return confirm(context, request, proposal, context.proof or sender_policy.OWNER)
    return drop(context, request) if asked and answer == "no" else None


def _is_another_since(context: MailContext, proposal: Proposal) -> bool:
    """Return whether the answer that waits is not the one that the letter told of."""
    written_at = context.correlation.written_at if context.correlation else None
    return written_at is None or written_at < proposal.at


def _ask_again(context: MailContext, request: Request, proposal: Proposal, what: str = "proposal_changed") -> Outcome:
    words = context.app.letters.letter_settings.wording(context.me.language)
    values = {"said": words.table("verdicts")[proposal.verdict.value], "remarks": proposal.remarks or "–"}
    compose = lambda letter: reply_letters.ask_back(letter, what, values)  # noqa: E731
    reply(context, LetterKind.ASK_BACK, request, compose)
    return asked_back("which answer")


def drop(context: MailContext, request: Request) -> Outcome:
    """Take a proposal away, on the word of the one who may."""
    command = c.DropProposal(request.id, context.me, context.mail.sha256)
    after = execute_order(context, command)
    confirmations.forget(context.tx, context.about.id, request.id)
    reply(context, LetterKind.DONE, request, lambda letter: reply_letters.done(letter, "drop_proposal", {}), after)
    return executed(command)


def confirm(context: MailContext, request: Request, proposal: Proposal, proof: str) -> Outcome:
    """Make a proposal count on the yes of the one who was asked; where a proof of the sender is needed, after a code.

    What is confirmed too late is kept.
    """
    try:
        if context.lacking:
            return of_own(context, request, proposal)
        return _count(context, request, proof)
    except Refused as refused:
        return too_late.keep_confirmed(context, request, proposal, refused)


def _by_code(context: MailContext, request: Request, proposal: Proposal) -> Outcome | None:
    """Count an answer whose code came back from the known address; None if the mail has no code.

    A code proves whose the words are that its sender had been shown: what was put to the answer after the code was
    written may be anybody's, who knows the address and the request.
    """
    code = context.interpretation.reading.code
    if not code:
        return None
    if not confirmations.matches(context.tx, context.about.id, request.id, code, context.now):
        reply(context, LetterKind.ASK_BACK, request, lambda letter: reply_letters.ask_back(letter, "code", {}))
        return asked_back("the code")
    if proposal.amended_at and context.mail.written_at < proposal.amended_at:
        return _ask_again(context, request, proposal, "code_before_addition")
    try:
        did = _count(context, request, sender_policy.CODE)
    except Refused as refused:
        return too_late.keep_confirmed(context, request, proposal, refused)
    confirmations.forget(context.tx, context.about.id, request.id)
    return did


def _count(context: MailContext, request: Request, proof: str) -> Outcome:
    command = c.ConfirmProposal(request.id, context.me, context.mail.sha256, proof)
    execute_order(context, command)
    return executed(command)
