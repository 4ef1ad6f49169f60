"""What is done to a contract because time has passed."""

from __future__ import annotations

from daemon.workflow import events as e
from daemon.workflow.deciding import Deciding
from daemon.workflow.model import Escalate, EscalationStep, Planned, PlannedKind, Request, Status, Verdict
from daemon.workflow.plan import due, rest


def pass_time(d: Deciding) -> None:
    """Do everything that is due, each once; however long the daemon was away, nobody is reminded twice at a time."""
    if d.contract.status is not Status.IN_APPROVAL:
        return
    for id_ in [each.id for each in d.contract.open_requests()]:
        _pass_time_for(d, id_)


def _pass_time_for(d: Deciding, id_: int) -> None:
    while (request := d.contract.request(id_)).waits and (planned := due(request, d.now)):
        first = planned[0]
        match first.kind:
            case PlannedKind.DEADLINE:
                d.emit(e.DeadlinePassed(id_, _rest(d, request, (first,))))
                d.settle()
            case PlannedKind.REMIND:
                all_due = tuple(each for each in planned if each.kind is PlannedKind.REMIND)
                d.emit(e.Reminded(id_, _rest(d, request, all_due)))
            case PlannedKind.ESCALATE:
                _escalate(d, request, first, _rest(d, request, (first,)))


def _escalate(d: Deciding, request: Request, step: Planned, plan: tuple[Planned, ...]) -> None:
    rung = request.escalation[step.step]
    action = _possible(d, request, rung)
    d.emit(e.Escalated(request.id, step.step, action, rung.to, plan))
    if action is Escalate.REASSIGN and rung.to:
        d.hand_over(request, rung.to, by="")
    elif action in (Escalate.APPROVE, Escalate.RETURN):
        verdict = Verdict.APPROVE if action is Escalate.APPROVE else Verdict.RETURN
        silent = e.VerdictGiven(request.id, verdict, "", request.asked, request.version, request.sha256, silent=True)
        d.emit(silent)
        d.settle()


def _possible(d: Deciding, request: Request, rung: EscalationStep) -> Escalate:
    """A request cannot be handed to nobody, or to one who is asked in this stage already: then they are only told."""
    if rung.action is not Escalate.REASSIGN:
        return rung.action
    asked = {each.asked.key for each in d.contract.in_round(request.round, request.stage)}
    return Escalate.NOTIFY if rung.to is None or rung.to.key in asked else Escalate.REASSIGN


def _rest(d: Deciding, request: Request, done: tuple[Planned, ...]) -> tuple[Planned, ...]:
    calendar = d.directory.calendar_of(request.asked.key)
    return rest(request, done, d.contract.stage_of(request), calendar, d.now)
