"""Decide what follows from answers: verdicts given, undone or proposed; questions; answers that come too late."""

from __future__ import annotations

from datetime import datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.request_lookup import answered_already, find_open_request, find_request
from daemon.workflow.model import (
    Answer,
    ClosedWhy,
    Planned,
    PlannedKind,
    Proposal,
    Request,
    StageKind,
    StageStatus,
    Status,
    Verdict,
)
from daemon.workflow.quorum import outcome
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.request_schedule import make_plan, plan_after_pause
from daemon.workflow.working_time import add


def decide_answer(d: DecisionContext, command: c.Command) -> bool:
    """Emit the events of an answer and return True; return False for any other command. Raises Refused."""
    match command:
        case c.GiveVerdict():
            _give_verdict(d, command)
        case c.UndoVerdict():
            _undo_verdict(d, command)
        case c.ProposeVerdict():
            _propose_verdict(d, command)
        case c.ConfirmProposal():
            _confirm_proposal(d, command)
        case c.DropProposal():
            _drop_proposal(d, command)
        case c.KeepLateAnswer():
            _keep_late_answer(d, command)
        case c.AskQuestion():
            _ask_question(d, command)
        case c.AnswerQuestion():
            _answer_question(d, command)
        case _:
            return False
    return True


def _give_verdict(d: DecisionContext, command: c.GiveVerdict) -> None:
    request = _give_back_to_sender(d, command) or find_open_request(d.contract, command.request, command.actor)
    given = request.answer
    same = given and (given.verdict, given.remarks) == (command.verdict, command.remarks)
    if given and same and not given.silent:
        raise Refused(Reason.ALREADY_ANSWERED, given.verdict)
    if answered_already(d.contract, command.mail):  # one mail answers once, also when it is processed again
        raise Refused(Reason.ALREADY_ANSWERED, command.verdict)
    _check_signed(d, request, command)
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
    )
    _record(d, request, verdict, command)


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
        if owner and owner.key == command.actor.key and each.waits and each.slot == asked.slot:
            if answered_already(d.contract, command.mail):
                raise Refused(Reason.ALREADY_ANSWERED, command.verdict)
            return d.give_back(each)
    return None


def _record(d: DecisionContext, request: Request, verdict: e.VerdictGiven, answer: _SignedAnswer) -> None:
    if request.question:  # a verdict closes the approver's own open question
        d.emit(e.QuestionAnswered(request.id, "", request.due_at, request.plan))
    d.emit(verdict)
    if answer.signed and _signs(d, request, verdict.verdict):  # after the verdict, which drops the earlier copies
        d.emit(e.SignedCopyFiled(request.id, answer.signed))
    d.settle()


# -- taking back -------------------------------------------------------------------------------------------------------


def _undo_verdict(d: DecisionContext, command: c.UndoVerdict) -> None:
    request = find_request(d.contract, command.request, command.by)
    answer = _that_can_be_undone(d, request)
    due_at, plan = _clock_of_undone(d, request, answer)
    if request.is_open:
        d.emit(e.VerdictUndone(request.id, command.mail, due_at, plan))
        return
    _reopen_stage(d, request, e.VerdictUndone(request.id, command.mail, due_at, plan))


def _that_can_be_undone(d: DecisionContext, request: Request) -> Answer:
    """Return the verdict that can still be undone: within the route's `undo` time, its stage open or returned by it.

    Raises Refused: TOO_LATE, or NOTHING_TO_UNDO without a verdict that somebody gave.
    """
    contract = d.contract
    answer = request.answer
    if request.round != contract.round or request.kept_from:
        raise Refused(Reason.TOO_LATE, contract.status)
    if answer is None or answer.silent:
        raise Refused(Reason.NOTHING_TO_UNDO)
    returned = contract.status is Status.IN_REWORK and not answer.verdict.approves
    if not (request.is_open or (returned and request.closed_why is ClosedWhy.STAGE_CLOSED)):
        raise Refused(Reason.TOO_LATE, contract.status)
    if not request.is_open and _status_of_stage(d, request) is not StageStatus.RETURNED:
        raise Refused(Reason.TOO_LATE, contract.status)  # the route was changed since
    undo = contract.route.undo
    if undo is None or add(d.calendar_of(request.assignee), answer.at, undo) < d.now:
        raise Refused(Reason.TOO_LATE, str(undo or ""))
    return answer


def _status_of_stage(d: DecisionContext, request: Request) -> StageStatus | None:
    """Return the status of the request's stage; None if the route does not have that stage any more."""
    states = zip(d.contract.route.stages, d.contract.stages, strict=True)
    return next((state for stage, state in states if stage.key == request.stage), None)


def _clock_of_undone(d: DecisionContext, request: Request, answer: Answer) -> tuple[datetime, tuple[Planned, ...]]:
    """Return deadline and plan after an undo: moved by the time since the answer, or new if its clock had ended."""
    stage, calendar = d.contract.stage_of(request), d.calendar_of(request.assignee)
    runs = request.overdue_since or any(each.kind is PlannedKind.DEADLINE for each in request.plan)
    if request.is_open and runs:
        return plan_after_pause(request, stage, calendar, answer.at, d.now)
    return make_plan(stage, request.escalation, calendar, d.now)


def _reopen_stage(d: DecisionContext, request: Request, undone: e.VerdictUndone) -> None:
    """Reopen the stage that the undone return had closed: other answers count again, the unanswered are asked anew.

    Raises Refused if others' answers decide the stage by themselves.
    """
    d.emit(undone)
    d.emit(e.StageReopened(request.stage, request.id))
    stage = d.contract.stage_of(request)
    for each in d.contract.in_round(request.round, request.stage):
        if each.closed_why is ClosedWhy.STAGE_CLOSED:
            d.ask_again(each)
    if outcome(d.contract, stage) is not None:
        raise Refused(Reason.TOO_LATE, StageStatus.RETURNED)  # others have returned it as well


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
    _check_signed(d, request, command)
    d.emit(
        e.VerdictProposed(
            request.id,
            command.verdict,
            command.remarks,
            command.proposed_by,
            command.mail,
            command.signed,
            command.guessed_from,
            command.reader,
        )
    )


def _confirm_proposal(d: DecisionContext, command: c.ConfirmProposal) -> None:
    request = find_open_request(d.contract, command.request, command.by)
    proposal = request.proposal
    if proposal is None:
        raise Refused(Reason.NO_PROPOSAL)
    verdict = e.VerdictGiven(
        request.id,
        proposal.verdict,
        proposal.remarks,
        proposal.proposed_by,
        request.version,
        request.sha256,
        proposal.mail,
        replaces=request.answer is not None,
        verified=command.verified,
        confirmed_by=command.by,
        confirmation=command.mail,
    )
    _record(d, request, verdict, proposal)


def _drop_proposal(d: DecisionContext, command: c.DropProposal) -> None:
    request = find_open_request(d.contract, command.request, command.by)
    if request.proposal is None:
        raise Refused(Reason.NO_PROPOSAL)
    d.emit(e.ProposalDropped(request.id, command.mail))


# -- too late ----------------------------------------------------------------------------------------------------------


def _keep_late_answer(d: DecisionContext, command: c.KeepLateAnswer) -> None:
    contract = d.contract
    request = find_request(contract, command.request)
    counts = contract.status is Status.IN_APPROVAL and request.is_open and request.round == contract.round
    if counts and not request.kept_from:
        raise Refused(Reason.NOT_ALLOWED, "this answer is not late: it can be counted")
    said = (command.verdict, command.remarks, command.actor.key, command.mail)
    if any((each.verdict, each.remarks, each.actor.key, each.mail) == said for each in request.late):
        return
    d.emit(
        e.LateAnswerKept(
            request.id,
            command.verdict,
            command.remarks,
            command.actor,
            command.reason,
            command.mail,
            request.version,
            request.sha256,
        )
    )


# -- questions ---------------------------------------------------------------------------------------------------------


def _ask_question(d: DecisionContext, command: c.AskQuestion) -> None:
    request = find_open_request(d.contract, command.request, command.asked_by)
    if not request.waits or request.question or answered_already(d.contract, command.mail):
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict if request.answer else "question")
    d.emit(e.QuestionAsked(request.id, command.text, command.mail))


def _answer_question(d: DecisionContext, command: c.AnswerQuestion) -> None:
    request = find_open_request(d.contract, command.request)
    if command.answered_by.key != d.contract.initiator.key:
        raise Refused(Reason.NOT_YOURS, d.contract.initiator.name)
    if request.question is None:
        raise Refused(Reason.ALREADY_ANSWERED, "question")
    stage, calendar = d.contract.stage_of(request), d.calendar_of(request.assignee)
    due_at, plan = plan_after_pause(request, stage, calendar, request.question.at, d.now)
    d.emit(e.QuestionAnswered(request.id, command.text, due_at, plan, command.mail))
    d.apply_absences()


# -- signatures --------------------------------------------------------------------------------------------------------

_SignedAnswer = c.GiveVerdict | c.ProposeVerdict | Proposal


def _signs(d: DecisionContext, request: Request, verdict: Verdict) -> bool:
    return d.contract.stage_of(request).kind is StageKind.SIGNATURE and verdict.approves


def _check_signed(d: DecisionContext, request: Request, answer: _SignedAnswer) -> None:
    if _signs(d, request, answer.verdict) and not answer.signed:
        raise Refused(Reason.NOT_SIGNED)
