"""Words that come too late to count: kept in the history, told to those who need them, and their writer hears whom."""

from __future__ import annotations

from functools import partial

from daemon.application.inbound import bare_words, mail_commands
from daemon.application.inbound.mail_context import MailContext, asked_back, execute_order, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import late_letters, reply_letters
from daemon.mail.interpret.rules import Intent
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Contract, LateAnswer, LateKind, Proposal, Request, Verdict
from daemon.workflow.refusal import Reason, Refused

# Words that are refused for one of these came too late; others are mistakes that their writer can mend.
LATE = frozenset({Reason.ALREADY_CLOSED, Reason.OLD_VERSION, Reason.STAGE_CLOSED, Reason.HANDED_OVER, Reason.ON_HOLD})
_LATE_UNDO = LATE | {Reason.TOO_LATE, Reason.NOTHING_TO_UNDO}
_LATE_QUESTION = LATE | {Reason.ALREADY_ANSWERED}


def keep(context: MailContext, request: Request, verdict: Verdict, remarks: str, refused: Refused) -> Outcome:
    """Keep a verdict that was refused because it came too late."""
    return _keep(context, request, verdict, remarks, LateKind.ANSWER, refused)


def keep_undo(context: MailContext, request: Request, refused: Refused) -> Outcome:
    """Keep the wish to take an answer back that counts for good. Raises `refused` again where it may be answered anew.

    An approval that is to be taken back is an objection, whatever word was used.
    """
    if refused.reason not in _LATE_UNDO or request.answer is None:
        raise refused
    return _keep(context, request, None, context.interpretation.reading.remarks, LateKind.UNDO, refused)


def keep_question(context: MailContext, request: Request, text: str, refused: Refused) -> Outcome:
    """Keep a question that came when its asker's clock does not run any more: the initiator gets it."""
    if refused.reason not in _LATE_QUESTION:
        raise refused
    return _keep(context, request, None, text, LateKind.QUESTION, refused)


def keep_confirmed(context: MailContext, request: Request, proposal: Proposal, refused: Refused) -> Outcome:
    """Keep a proposal that was confirmed too late: whoever says yes to it says it.

    Raises `refused` if it is not late.
    """
    if refused.reason not in LATE:
        raise refused
    return keep(context, request, proposal.verdict, proposal.remarks, refused)


def keep_of_colleague(context: MailContext, request: Request) -> Outcome | None:
    """Keep what a colleague objects or remarks to a request that waits no more; None for any other words."""
    reading = context.interpretation.reading
    verdict = reading.intent.verdict
    if verdict is None or request.waits or (verdict.approves and not reading.remarks):
        return None
    return keep(context, request, verdict, reading.remarks, Refused(Reason.NOT_YOURS, request.assignee.name))


def decision(context: MailContext) -> Outcome | None:
    """Do what those want who were asked about a late objection; None if the mail answers no such letter, or orders.

    Raises Refused. Their «вернуть» is no verdict: the contract is recalled for rework.
    """
    correlation, reading = context.correlation, context.interpretation.reading
    if correlation is None or correlation.letter_kind is not LetterKind.LATE_ASKED or not context.is_in_answer:
        return None
    if reading.intent is Intent.COMMAND or not context.app.may_steer(context.writer, context.contract):
        return None
    if reading.intent is Intent.RETURN:
        return mail_commands.command(context, "recall")
    reply(context, LetterKind.ASK_BACK, None, partial(reply_letters.ask_back, what="late", values={}))
    return asked_back("what becomes of the contract")


def reason_given(context: MailContext) -> Outcome | None:
    """Put what is to be mended to a bare return that came too late, in answer to our letter about it.

    None if the mail answers no such letter, or says something else.
    """
    correlation = context.correlation
    if correlation is None or correlation.letter_kind is not LetterKind.LATE or not context.is_in_answer:
        return None
    theirs = [each for each in context.contract.requests if each.bare_late_return(context.writer.key)]
    reading = bare_words.with_reason(context)
    if correlation.request is not None or not theirs or reading.intent is not Intent.RETURN or not reading.remarks:
        return None
    bare = theirs[-1].bare_late_return(context.writer.key)
    reason = bare.reason if bare else Reason.STAGE_CLOSED
    return keep(context, theirs[-1], Verdict.RETURN, reading.remarks, Refused(reason))


def _keep(
    context: MailContext, request: Request, verdict: Verdict | None, words: str, kind: LateKind, refused: Refused
) -> Outcome:
    """Keep late words, and answer with what becomes of them; whoever is still asked gets the request again.

    Raises `refused` if the core finds that they are not late.
    """
    reason, detail = refused.reason, refused.detail
    command = c.KeepLateAnswer(
        request.id, verdict, words, context.me, reason, context.mail.sha256, kind, unproved=not context.may_order
    )
    try:
        with context.tx.savepoint():
            after = execute_order(context, command)
    except Refused:
        raise refused from None
    fresh = after.contract.request_waiting_for(context.writer.key)
    kept = _kept(after.contract, request, command)
    # once, and not of who can still answer: they are asked there
    asks_reason = fresh is None and after.seq != context.about.seq and kind is LateKind.ANSWER
    asks_reason = asks_reason and bare_words.says_no_reason(context, verdict, words)
    compose = partial(late_letters.late, reason=reason, detail=detail, kept=kept, asks_reason=asks_reason)
    reply(context, LetterKind.LATE, fresh, compose, after)
    return outcome(OutcomeKind.LATE, reason=reason.value, detail=detail)


def _kept(contract: Contract, request: Request, command: c.KeepLateAnswer) -> LateAnswer | None:
    """Return the words as they are kept, also if they were before; None if their mail has counted."""
    of_version = [each for each in contract.requests if each.version == request.version]
    theirs = [late for each in of_version for late in each.late if late.actor.key == command.actor.key]
    same = [each for each in theirs if (each.kind, each.remarks) == (command.kind, command.remarks)]
    return same[-1] if same else None
