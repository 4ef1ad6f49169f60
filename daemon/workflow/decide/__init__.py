"""Decide which events a command leads to. Pure: the same contract, command, time and directory give the same events."""

from __future__ import annotations

from datetime import UTC, datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.administration import decide_steering
from daemon.workflow.decide.comments import decide_comment
from daemon.workflow.decide.condition_word import decide_condition
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.duties import decide_duty
from daemon.workflow.decide.request_lookup import find_request
from daemon.workflow.decide.short_quorum import notice_shortage
from daemon.workflow.decide.timers import notice_deadlines
from daemon.workflow.decide.verdicts import decide_answer
from daemon.workflow.model import Contract, Status
from daemon.workflow.rework import changed
from daemon.workflow.route import Directory
from daemon.workflow.route_shift import shift_between
from daemon.workflow.transitions import check_allowed, check_move


def decide(contract: Contract | None, command: c.Command, now: datetime, directory: Directory) -> list[e.Event]:
    """Return the events that follow from a command; empty if it changes nothing.

    Raises Refused if the command is not allowed now, ValueError if it led to a status that `transitions.MOVES` does
    not know. What the clock would have done until the command was given is recorded first, as if it had come before: a
    decided stage closes, deadlines pass. The status is therefore checked again after them. What somebody wrote before
    a deadline is decided before that is noticed, however late it is read, and nothing that is due later than it was
    written follows from it.
    """
    check_allowed(contract, command)
    d = DecisionContext(contract, now, directory, _written_at(contract, command, now), _known_until(command))
    if contract:
        d.follow_initiator()
    if contract and contract.status is Status.IN_APPROVAL and not isinstance(command, _NOT_PRECEDED_BY_DEADLINES):
        d.close_decided()
        check_allowed(d.contract, command)
        notice_deadlines(d)
        if not isinstance(command, _DECIDED_BEFORE_SETTLING):
            d.settle()
            check_allowed(d.contract, command)
    if not (
        _decide_documents(d, command)
        or decide_comment(d, command)
        or decide_answer(d, command)
        or decide_condition(d, command)
        or decide_duty(d, command)
    ):
        decide_steering(d, command)
    if d.contract.status is Status.IN_APPROVAL:
        d.settle()
    if d.contract.status is Status.IN_APPROVAL:
        notice_shortage(d)
    if contract:
        check_move(contract.status, command, d.contract.status)
    return d.events


def _written_at(contract: Contract | None, command: c.Command, now: datetime) -> datetime | None:
    """Return when an answer was written: after its request was opened, and not after now. None if it does not say."""
    if contract is None or not isinstance(command, c.Written) or command.written_at is None:
        return None
    earliest = find_request(contract, command.request).opened_at
    return min(max(command.written_at, earliest), now).astimezone(UTC)


def _known_until(command: c.Command) -> datetime | None:
    return command.until if isinstance(command, c.PassTime) else None


# Until PassTime closes a stage whose deadline has passed, these still count: it is settled only after them.
_DECIDED_BEFORE_SETTLING = (c.GiveVerdict, c.KeepBareReturn, c.ConfirmProposal, c.UndoVerdict, c.DisputeCondition)
# PassTime fires all timers itself; FileSheet changes no answer.
_NOT_PRECEDED_BY_DEADLINES = (c.PassTime, c.FileSheet)


def _decide_documents(d: DecisionContext, command: c.Command) -> bool:
    match command:
        case c.RegisterContract():
            _register(d, command)
        case c.SubmitVersion():
            _submit_version(d, command)
        case c.FileDocuments():
            _file_documents(d, command)
        case c.FileFinalSet():
            _file_final_set(d, command)
        case c.FileSheet():
            _file_sheet(d, command)
        case _:
            return False
    return True


def _register(d: DecisionContext, command: c.RegisterContract) -> None:
    d.emit(
        e.ContractRegistered(
            command.number,
            command.name,
            command.type,
            command.title,
            command.kind,
            command.initiator,
            command.route,
            command.rules,
        )
    )
    d.emit(
        e.VersionSubmitted(
            1,
            command.facts,
            command.draft,
            command.name,
            words=command.words,
            by=command.by,
            identity=command.identity,
            summary=command.summary,
            document=command.document,
            attachments=command.attachments,
        ),
    )
    d.follow_initiator()


def _submit_version(d: DecisionContext, command: c.SubmitVersion) -> None:
    differing = changed(d.contract.facts, command.facts)
    before, number = d.contract.route, d.contract.version.number + 1
    d.emit(
        e.VersionSubmitted(
            number,
            command.facts,
            command.draft,
            command.name,
            differing,
            command.document,
            command.words,
            command.by,
            command.identity,
            command.summary,
            attachments=command.attachments,
        )
    )
    if (anew := command.route) and anew.route != before:
        shift = shift_between(before, anew.route, number, anew.because)
        d.emit(e.RouteFollowed(anew.route, anew.rules, shift))


def _file_documents(d: DecisionContext, command: c.FileDocuments) -> None:
    if command.version != d.contract.version.number:
        return
    d.emit(e.DocumentsMade(command.version, command.sha256, command.files, command.comparison))
    d.open_round()


def _file_final_set(d: DecisionContext, command: c.FileFinalSet) -> None:
    if d.contract.final is None:
        d.emit(e.FinalSetFiled(command.files))
    elif d.contract.outdated:
        d.emit(e.SheetRenewed(command.files[0]))


def _file_sheet(d: DecisionContext, command: c.FileSheet) -> None:
    waiting = tuple(each.id for each in d.contract.without_sheet() if each.id in command.requests)
    if waiting:
        d.emit(e.SheetFiled(waiting, command.file))
