"""What a command leads to. Pure: the same contract, command, time and directory give the same events."""

from __future__ import annotations

from datetime import datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.deciding import Deciding
from daemon.workflow.model import ClosedWhy, Contract, Participant, Request, StageKind, Status
from daemon.workflow.passing_time import pass_time
from daemon.workflow.plan import moved
from daemon.workflow.refused import Reason, Refused
from daemon.workflow.rework import changed
from daemon.workflow.route import Directory, participant
from daemon.workflow.rules import check_allowed


def decide(contract: Contract | None, command: c.Command, now: datetime, directory: Directory) -> list[e.Event]:
    """The events that follow from a command; none when nothing is to be done. Raises Refused."""
    check_allowed(contract, command)
    d = Deciding(contract, now, directory)
    match command:
        case c.RegisterContract():
            _register(d, command)
        case c.SubmitVersion():
            _submit_version(d, command)
        case c.FileDocuments():
            _file_documents(d, command)
        case c.FileFinalSet():
            _file_final_set(d, command)
        case c.GiveVerdict():
            _give_verdict(d, command)
        case c.AskQuestion():
            _ask_question(d, command)
        case c.AnswerQuestion():
            _answer_question(d, command)
        case c.Reassign():
            _reassign(d, command)
        case _:
            _whole_contract(d, command)
    return d.events


def _whole_contract(d: Deciding, command: c.Command) -> None:
    match command:
        case c.Remind():
            for request in d.contract.open_requests():
                if request.waits and not request.question:
                    d.emit(e.Reminded(request.id, request.plan, command.by))
        case c.Withdraw():
            d.close_open_requests()
            d.emit(e.ContractWithdrawn(command.by, command.reason, command.mail))
        case c.Hold():
            d.emit(e.ContractHeld(command.by, command.reason))
        case c.Resume():
            _resume(d, command)
        case c.PassTime():
            pass_time(d)


def _register(d: Deciding, command: c.RegisterContract) -> None:
    d.emit(
        e.ContractRegistered(
            command.number,
            command.name,
            command.type,
            command.title,
            command.kind,
            command.initiator,
            command.route,
        )
    )
    d.emit(e.VersionSubmitted(1, command.facts, command.draft, command.name))


def _submit_version(d: Deciding, command: c.SubmitVersion) -> None:
    differing = changed(d.contract.facts, command.facts)
    number = d.contract.version.number + 1
    d.emit(e.VersionSubmitted(number, command.facts, command.draft, command.name, differing))


def _file_documents(d: Deciding, command: c.FileDocuments) -> None:
    if command.version != d.contract.version.number or d.contract.version.sha256:
        return
    d.emit(e.DocumentsMade(command.version, command.sha256, command.files))
    d.open_round()


def _file_final_set(d: Deciding, command: c.FileFinalSet) -> None:
    if d.contract.final is None:
        d.emit(e.FinalSetFiled(command.files))


def _give_verdict(d: Deciding, command: c.GiveVerdict) -> None:
    request = _request(d.contract, command.request, command.given_by)
    given = request.answer
    if given and (given.verdict, given.remarks) == (command.verdict, command.remarks):
        raise Refused(Reason.ALREADY_ANSWERED, given.verdict)
    if command.mail and any(each.mail == command.mail for r in d.contract.requests for each in r.answers):
        raise Refused(Reason.ALREADY_ANSWERED, command.verdict)
    wants_copy = d.contract.stage_of(request).kind is StageKind.SIGNATURE and command.verdict.approves
    if wants_copy and not command.signed:
        raise Refused(Reason.NOT_SIGNED)
    if request.question:  # their verdict says more than the answer that they waited for
        d.emit(e.QuestionAnswered(request.id, "", request.due_at, request.plan))
    d.emit(
        e.VerdictGiven(
            request.id,
            command.verdict,
            command.remarks,
            command.given_by,
            request.version,
            request.sha256,
            command.mail,
            replaces=given is not None,
        )
    )
    if wants_copy:
        d.emit(e.SignedCopyFiled(request.id, command.signed))
    d.settle()


def _ask_question(d: Deciding, command: c.AskQuestion) -> None:
    request = _request(d.contract, command.request, command.asked_by)
    if not request.waits or request.question:
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict if request.answer else "question")
    d.emit(e.QuestionAsked(request.id, command.text, command.mail))


def _answer_question(d: Deciding, command: c.AnswerQuestion) -> None:
    request = _request(d.contract, command.request)
    if command.answered_by.key != d.contract.initiator.key:
        raise Refused(Reason.NOT_YOURS, d.contract.initiator.name)
    if request.question is None:
        raise Refused(Reason.ALREADY_ANSWERED, "question")
    calendar = d.directory.calendar_of(request.asked.key)
    due_at, plan = moved(request, calendar, request.question.at, d.now)
    d.emit(e.QuestionAnswered(request.id, command.text, due_at, plan, command.mail))


def _reassign(d: Deciding, command: c.Reassign) -> None:
    request = _request(d.contract, command.request)
    if not request.waits:
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict if request.answer else "")
    asked = {r.asked.key for r in d.contract.in_round(request.round, request.stage) if r.is_open}
    if command.to.key in asked:
        raise Refused(Reason.NOT_ALLOWED, f"{command.to.name} is asked in this stage already")
    d.hand_over(request, participant(command.to), command.by)


def _resume(d: Deciding, command: c.Resume) -> None:
    held = d.contract.held
    moves = []
    for request in d.contract.open_requests():
        if held and held.status is Status.IN_APPROVAL and request.waits and not request.question:
            calendar = d.directory.calendar_of(request.asked.key)
            due_at, plan = moved(request, calendar, held.at, d.now)
            moves.append(e.MovedDeadline(request.id, due_at, plan))
    d.emit(e.ContractResumed(command.by, tuple(moves)))


def _request(contract: Contract, id_: int, sender: Participant | None = None) -> Request:
    """The open request that somebody answers. Raises Refused with what has happened to it meanwhile."""
    if not 1 <= id_ <= len(contract.requests):
        raise Refused(Reason.NOT_ALLOWED, f"there is no request {id_}")
    request = contract.request(id_)
    if sender and sender.key != request.asked.key:
        raise Refused(Reason.NOT_YOURS, request.asked.name)
    if request.round != contract.round:
        raise Refused(Reason.OLD_VERSION, str(request.version))
    if not request.is_open:
        raise Refused(_CLOSED[request.closed_why or ClosedWhy.STAGE_CLOSED], request.stage)
    return request


_CLOSED = {
    ClosedWhy.STAGE_CLOSED: Reason.STAGE_CLOSED,
    ClosedWhy.REASSIGNED: Reason.HANDED_OVER,
    ClosedWhy.CONTRACT_CLOSED: Reason.ALREADY_CLOSED,
}
