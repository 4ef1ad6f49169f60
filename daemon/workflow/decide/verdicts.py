"""Decide what follows from answers: verdicts given, undone or proposed, and questions."""

from __future__ import annotations

from dataclasses import replace

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.condition_word import reopen_for_objection
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.late_answers import keep_late_answer
from daemon.workflow.decide.request_lookup import answered_already, find_open_request, find_request
from daemon.workflow.decide.taking_back import undo_verdict
from daemon.workflow.model import (
    DutyKind,
    File,
    Participant,
    Proposal,
    Request,
    StageKind,
    Verdict,
)
from daemon.workflow.policies import Conditions
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.request_schedule import plan_after_pause


def decide_answer(d: DecisionContext, command: c.Command) -> bool:
    """Emit the events of an answer and return True; return False for any other command. Raises Refused."""
    match command:
        case c.GiveVerdict():
            _give_verdict(d, command)
        case c.UndoVerdict():
            undo_verdict(d, command)
        case c.ProposeVerdict():
            _propose_verdict(d, command)
        case c.AmendProposal():
            _amend_proposal(d, command)
        case c.ConfirmProposal():
            _confirm_proposal(d, command)
        case c.KeepBareReturn():
            _keep_bare_return(d, command)
        case c.DropProposal():
            _drop_proposal(d, command)
        case c.KeepLateAnswer():
            keep_late_answer(d, command)
        case c.AskQuestion() | c.AnswerQuestion():
            _decide_question(d, command)
        case _:
            return False
    return True


def _give_verdict(d: DecisionContext, command: c.GiveVerdict) -> None:
    request = (
        _give_back_to_sender(d, command)
        or reopen_for_objection(d, command)
        or find_open_request(d.contract, command.request, command.actor)
    )
    command = replace(command, verdict=_counted(d, command))
    given = request.answer
    same = given and (given.verdict, given.remarks) == (command.verdict, command.remarks)
    another_copy = command.signed and command.signed != request.signed
    if given and same and not given.silent and not another_copy:
        raise Refused(Reason.ALREADY_ANSWERED, given.verdict)
    if answered_already(d.contract, command.mail):  # one mail answers once, also when it is processed again
        raise Refused(Reason.ALREADY_ANSWERED, command.verdict)
    _check_not_own(d, command.actor, command.verdict)
    copies = _copies(d, request, command, command.actor)
    verdict = e.VerdictGiven(
        request.id,
        command.verdict,
        command.remarks,
        command.actor,
        request.version,
        request.sha256,
        command.mail,
        replaces=given is not None,
        verified=command.verified,
        written_at=d.written_at,
        conditions=command.conditions,
    )
    _record(d, request, verdict, copies)


def _keep_bare_return(d: DecisionContext, command: c.KeepBareReturn) -> None:
    """Emit that somebody returned and did not say why; nothing if that is known. Raises Refused like a verdict."""
    request = find_open_request(d.contract, command.request, command.actor)
    if request.answer and not request.answer.verdict.approves:
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict)
    if request.bare_return is None and not answered_already(d.contract, command.mail):
        d.emit(e.BareReturnKept(request.id, command.actor, command.mail, command.verified, d.written_at))
        if request.overdue_since:  # no deadline is left to count it
            d.count_bare_returns((d.contract.request(request.id),))


def _counted(d: DecisionContext, answer: c.GiveVerdict | Proposal) -> Verdict:
    """Return the verdict that an answer counts as: an approval with a condition is a return where the house says so."""
    returns = d.contract.route.policies.conditions is Conditions.RETURN
    return Verdict.RETURN if returns and answer.conditions and answer.verdict.approves else answer.verdict


def _give_back_to_sender(d: DecisionContext, command: c.GiveVerdict) -> Request | None:
    """Give a sender who is away and answers in spite of a substitute the request back, and return the new one.

    None if that is not so. The substitute's request is closed, if it is unanswered. Raises Refused if this mail has
    answered before.
    """
    asked = find_request(d.contract, command.request)
    if asked.round != d.contract.round:
        return None  # about an earlier version
    for each in d.contract.in_round(d.contract.round, asked.stage):
        owner = each.on_behalf_of
        if (
            owner
            and owner.key == command.actor.key
            and each.waits
            and each.slot == asked.slot
            and d.directory.knows(owner.key)
        ):
            if answered_already(d.contract, command.mail):
                raise Refused(Reason.ALREADY_ANSWERED, command.verdict)
            if owner.key == d.own:
                raise Refused(Reason.OWN_CONTRACT, each.assignee.name)
            return d.give_back(each)
    return None


def _check_not_own(d: DecisionContext, by: Participant, verdict: Verdict) -> None:
    """Raise Refused if somebody approves what they have handed in, where the house does not want it."""
    if verdict.approves and by.key == d.own:
        raise Refused(Reason.OWN_CONTRACT)


def _record(d: DecisionContext, request: Request, verdict: e.VerdictGiven, copies: tuple[File, ...]) -> None:
    d.close_question(request)  # a verdict closes the approver's own
    d.emit(verdict)
    if copies:  # after the verdict, which drops the earlier ones
        d.emit(e.SignedCopyFiled(request.id, copies))
    d.settle()


# -- proposals ---------------------------------------------------------------------------------------------------------


def _propose_verdict(d: DecisionContext, command: c.ProposeVerdict) -> None:
    request = find_open_request(d.contract, command.request)
    own = command.proposed_by.key == request.assignee.key
    if request.answer and not request.answer.silent and not own:
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict)
    if command.guessed_from and not (own and request.waits):
        raise Refused(Reason.NOT_ALLOWED, "only what the one who was asked wrote in answer to it is guessed at")
    if answered_already(d.contract, command.mail):
        raise Refused(Reason.ALREADY_ANSWERED, command.verdict)
    known = request.proposal
    said = (command.verdict, command.remarks, command.proposed_by.key)
    if known and (known.verdict, known.remarks, known.proposed_by.key) == said:
        raise Refused(Reason.ALREADY_ANSWERED, command.verdict)
    copies = _copies(d, request, command, command.proposed_by)
    d.emit(
        e.VerdictProposed(
            request.id,
            command.verdict,
            command.remarks,
            command.proposed_by,
            command.mail,
            copies,
            command.guessed_from,
            command.reader,
            written_at=d.written_at,
            conditions=command.conditions,
        )
    )


def _amend_proposal(d: DecisionContext, command: c.AmendProposal) -> None:
    request = find_open_request(d.contract, command.request)
    known = request.proposal
    if known is None or known.guessed_from:
        raise Refused(Reason.NO_PROPOSAL)
    if known.proposed_by.key != command.by.key:
        raise Refused(Reason.NOT_YOURS, known.proposed_by.name)
    amended = e.ProposalAmended(
        request.id,
        command.verdict,
        command.remarks,
        command.mail,
        _copies(d, request, command, command.by),
        command.conditions,
    )
    if _content(known) != _content(amended):
        d.emit(amended)


def _content(answer: Proposal | e.ProposalAmended) -> tuple[object, ...]:
    return answer.verdict, answer.remarks, answer.signed, answer.conditions


def _confirm_proposal(d: DecisionContext, command: c.ConfirmProposal) -> None:
    request = find_open_request(d.contract, command.request, command.by)
    proposal = request.proposal
    if proposal is None:
        raise Refused(Reason.NO_PROPOSAL)
    _check_not_own(d, command.by, proposal.verdict)
    verdict = e.VerdictGiven(
        request.id,
        _counted(d, proposal),
        proposal.remarks,
        proposal.proposed_by,
        request.version,
        request.sha256,
        proposal.mail,
        replaces=request.answer is not None,
        verified=command.verified,
        confirmed_by=command.by,
        confirmation=command.mail,
        written_at=d.written_at,
        conditions=proposal.conditions,
    )
    _record(d, request, verdict, _copies(d, request, proposal, command.by))


def _drop_proposal(d: DecisionContext, command: c.DropProposal) -> None:
    request = find_open_request(d.contract, command.request, command.by)
    if request.proposal is None:
        raise Refused(Reason.NO_PROPOSAL)
    d.emit(e.ProposalDropped(request.id, command.mail))


# -- questions ---------------------------------------------------------------------------------------------------------


def _decide_question(d: DecisionContext, command: c.AskQuestion | c.AnswerQuestion) -> None:
    if isinstance(command, c.AskQuestion):
        _ask_question(d, command)
    else:
        _answer_question(d, command)


def _ask_question(d: DecisionContext, command: c.AskQuestion) -> None:
    request = find_open_request(d.contract, command.request, command.asked_by)
    if not request.waits or request.question or answered_already(d.contract, command.mail):
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict if request.answer else "question")
    due_at, plan = d.plan_duty(DutyKind.ANSWER)
    d.emit(e.QuestionAsked(request.id, command.text, command.mail, d.written_at, due_at, plan))


def _answer_question(d: DecisionContext, command: c.AnswerQuestion) -> None:
    request = find_open_request(d.contract, command.request)
    if command.answered_by.key not in (d.contract.initiator.key, d.contract.acting.key):
        raise Refused(Reason.NOT_YOURS, d.contract.acting.name)
    if request.question is None:
        raise Refused(Reason.ALREADY_ANSWERED, "question")
    stage, calendar = d.contract.stage_of(request), d.calendar_of(request.assignee)
    due_at, plan = plan_after_pause(request, stage, calendar, request.question.at, d.now)
    d.emit(
        e.QuestionAnswered(
            request.id, command.text, due_at, plan, command.mail, d.written_at, answered_by=command.answered_by
        )
    )
    d.apply_absences()


# -- signatures --------------------------------------------------------------------------------------------------------

_SignedAnswer = c.GiveVerdict | c.ProposeVerdict | c.AmendProposal | Proposal


def _signs(d: DecisionContext, request: Request, verdict: Verdict) -> bool:
    return d.contract.stage_of(request).kind is StageKind.SIGNATURE and verdict.approves


def _copies(d: DecisionContext, request: Request, answer: _SignedAnswer, by: Participant) -> tuple[File, ...]:
    """Return the signed copies of a signature: those that came with it, else those that its giver had sent before.

    None for any other answer. Raises Refused if a signature has none.
    """
    if not _signs(d, request, answer.verdict):
        return ()
    waiting = request.proposal
    proposed = waiting.signed if waiting and waiting.proposed_by.key == by.key else ()
    answered = request.signed if by.key == request.assignee.key else ()
    copies = answer.signed or proposed or answered
    if not copies:
        raise Refused(Reason.NOT_SIGNED)
    return copies
