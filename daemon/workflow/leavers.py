"""Find what of a contract under way hangs on people who are not in the directory any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from daemon.workflow.model import (
    Absence,
    Approver,
    Contract,
    EscalationStep,
    Participant,
    PlannedKind,
    Request,
    Stage,
    StageStatus,
    Status,
)
from daemon.workflow.route import Directory


class ConcernKind(StrEnum):
    INITIATOR = "initiator"
    REQUEST = "request"  # they were asked and have not answered
    PLACE = "place"  # the route wants them later on
    LADDER = "ladder"  # a step of the escalation leads to them
    RULE = "rule"  # a rule of the route leads to them, and a new version was refused for it
    ABSENCE = "absence"  # of their own
    SUBSTITUTE = "substitute"  # they stand in for somebody during an absence


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that hangs on `person`. `stage` is the key of a stage and `title` its title.

    `absence` is what the last two kinds are about, `slot` its number then, else the place of a request, or of a rule in
    its stage with the rule. `several`: more than one answer of the person is waited for in this contract.
    """

    kind: ConcernKind
    person: Participant
    number: str = ""
    stage: str = ""
    title: str = ""
    slot: str = ""
    several: bool = False
    absence: Absence | None = None


def concerns(contract: Contract, directory: Directory) -> tuple[Concern, ...]:
    """Return what of a contract hangs on people who are gone, each thing once; empty for one that has ended."""
    found = () if contract.is_closed else _found(contract, directory)
    return tuple(dict.fromkeys(found))


def _found(contract: Contract, directory: Directory) -> Iterator[Concern]:
    number = contract.number
    if not directory.knows(contract.initiator.key):
        yield Concern(ConcernKind.INITIATOR, contract.initiator, number)
    waiting = [each for each in contract.open_requests() if each.waits]
    gone = [each for each in waiting if not directory.knows(each.assignee.key)]
    for each in gone:
        stage = contract.stage_of(each)
        several = sum(other.assignee.key == each.assignee.key for other in waiting) > 1
        yield Concern(ConcernKind.REQUEST, each.assignee, number, stage.key, stage.title, each.slot, several)
    for stage, place in _places_to_come(contract):
        if not directory.knows(place.person.key):
            yield Concern(ConcernKind.PLACE, place.person, number, stage.key, stage.title)
    for stage, person in _ladders(contract, waiting):
        if not directory.knows(person.key):
            yield Concern(ConcernKind.LADDER, person, number, stage.key, stage.title)


def _places_to_come(contract: Contract) -> Iterator[tuple[Stage, Approver]]:
    """Yield the places that are still to be asked: of stages ahead, and of the open one those without a request.

    Before the next round, those of all stages.
    """
    in_round = contract.status is Status.IN_APPROVAL or (contract.held and contract.held.status is Status.IN_APPROVAL)
    states = contract.stages if in_round and contract.stages else (StageStatus.AHEAD,) * len(contract.route.stages)
    for stage, state in zip(contract.route.stages, states, strict=False):
        taken = {each.slot for each in contract.in_round(contract.round, stage.key) if each.is_open}
        for place in stage.approvers:
            if state is StageStatus.AHEAD or (state is StageStatus.OPEN and place.person.key not in taken):
                yield stage, place


def _ladders(contract: Contract, waiting: list[Request]) -> Iterator[tuple[Stage, Participant]]:
    for request in waiting:
        ahead = {each.step for each in request.plan if each.kind is PlannedKind.ESCALATE}
        yield from _steps(contract.stage_of(request), tuple(request.escalation[each] for each in sorted(ahead)))
    for stage, place in _places_to_come(contract):
        yield from _steps(stage, place.escalation)


def _steps(stage: Stage, ladder: tuple[EscalationStep, ...]) -> Iterator[tuple[Stage, Participant]]:
    return ((stage, each.to) for each in ladder if each.to)
