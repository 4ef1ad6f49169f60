"""Apply an event to a contract. Total: history is never refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from daemon.workflow import events as e
from daemon.workflow.evolve_condition import with_conditions
from daemon.workflow.evolve_duty import OF_DUTY, of_duty, still_owed, with_moved
from daemon.workflow.evolve_request import of_request, request_changed
from daemon.workflow.model import (
    ClosedWhy,
    Comment,
    Contract,
    HeldFrom,
    Pause,
    Recalled,
    Route,
    Shortage,
    StageStatus,
    Status,
    Version,
)
from daemon.workflow.route_rules import RouteRule


def replay(history: Iterable[tuple[datetime, e.Event]]) -> Contract:
    """Return the contract that a history leads to. Raises ValueError if it does not begin with a registration."""
    contract: Contract | None = None
    for at, event in history:
        contract = evolve(contract, event, at)
    if contract is None:
        raise ValueError("a history begins with ContractRegistered, this one is empty")
    return contract


def evolve(contract: Contract | None, event: e.Event, at: datetime) -> Contract:
    if isinstance(event, e.ContractRegistered):
        return Contract(
            number=event.number,
            name=event.name,
            type=event.type,
            title=event.title,
            initiator=event.initiator,
            route=event.route,
            rules=event.rules,
            routed_for=event.initiator.key,
            opened_at=at,
            kind=event.kind,
            registered_name=event.name,
        )
    if contract is None:
        raise ValueError(f"a history begins with ContractRegistered, not with {type(event).__name__}")
    changed = of_request(contract, event, at)
    if changed is None and not isinstance(event, OF_DUTY):
        changed = _of_contract(contract, event, at)
    after = still_owed(of_duty(with_conditions(changed or contract, event, at), event, at), at)
    return after if after.status is contract.status else replace(after, status_since=at)


def _of_contract(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.VersionSubmitted():
            version = Version(
                event.version,
                event.facts,
                at,
                event.draft,
                document=event.document,
                words=event.words,
                by=event.by or contract.initiator,
                identity=event.identity,
                summary=event.summary,
                attachments=event.attachments,
            )
            versions = (*contract.versions, version)
            return replace(contract, versions=versions, name=event.name, status=Status.PREPARING, recalled=None)
        case e.DocumentsMade():
            made = replace(contract.version, sha256=event.sha256, files=event.files, comparison=event.comparison)
            return replace(contract, versions=(*contract.versions[:-1], made))
        case e.RoundOpened():
            ahead = tuple(StageStatus.AHEAD for _ in contract.route.stages)
            before = contract.stages
            contract = replace(contract, round=event.round, stages=ahead, earlier_stages=before, shortage=None)
            return replace(contract, status=Status.IN_APPROVAL)
        case e.StagePassedOver() | e.StageOpened() | e.StageApproved() | e.StageReturned() | e.StageDeclined():
            return replace(_stage(contract, event.stage, _STAGE_STATUS[type(event)]), closes_at=None)
        case e.StageDecided():
            return replace(contract, closes_at=event.closes_at)
        case e.StageUndecided():
            return replace(contract, closes_at=None)
        case e.StageReopened():
            return _stage_reopened(contract, event)
        case e.RouteChanged() | e.RouteFollowed():
            return _on_another_route(contract, event)
        case e.FinalSetFiled() | e.SheetRenewed():
            files = event.files if isinstance(event, e.FinalSetFiled) else (*(contract.final or ()), event.file)
            return replace(contract, final=files, outdated=False)
        case _:
            return _of_status(contract, event, at)


def _quorum(contract: Contract, event: e.QuorumShort | e.QuorumRestored) -> Contract:
    if isinstance(event, e.QuorumRestored):
        return replace(contract, shortage=None)
    short = Shortage(event.stage, event.needed, event.possible, event.vacant, event.again_at, event.away, event.left)
    return replace(contract, shortage=short)


def _of_status(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.QuorumShort() | e.QuorumRestored():
            return _quorum(contract, event)
        case e.ContractReturned():
            return replace(contract, status=Status.IN_REWORK)
        case e.ContractRecalled():
            return _recalled(contract, event, at)
        case e.ContractApproved():
            return replace(contract, status=Status.APPROVED, closed_at=at)
        case e.ContractDeclined():
            return replace(contract, status=Status.DECLINED, closed_at=at)
        case e.ContractWithdrawn():
            closed = replace(contract, status=Status.WITHDRAWN, closed_at=at, closing_remarks=event.reason)
            return replace(closed, closes_at=None, shortage=None)
        case e.ContractReopened():
            return replace(contract, status=Status.IN_APPROVAL, closed_at=None, final=None, outdated=False)
        case e.CommentAdded():
            said = Comment(at, event.text, event.by, contract.round, contract.version.number, event.mail)
            return replace(contract, comments=(*contract.comments, said))
        case e.ConditionsAsked() | e.ConditionConfirmed() | e.ConditionDisputed():
            return contract
        case _:
            return _of_pause(contract, event, at)


def _of_pause(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.ContractHeld():
            held = HeldFrom(at, contract.status, event.by, event.reason, event.late, event.asked, event.remind_at)
            return replace(contract, status=Status.ON_HOLD, held=held, closes_at=None)
        case e.DecisionReminded():
            held_on = replace(contract.held, remind_at=event.remind_at) if contract.held else None
            return replace(contract, held=held_on)
        case e.ContractResumed():
            before = contract.held.status if contract.held else Status.IN_APPROVAL
            contract = replace(contract, status=before, held=None, pauses=_pauses(contract, at))
            for each in event.moved:
                contract = request_changed(contract, each.request, due_at=each.due_at, plan=each.plan)
            return with_moved(contract, event.duties)
        case _:
            raise TypeError(f"unknown event {type(event).__name__}")


def _stage_reopened(contract: Contract, event: e.StageReopened) -> Contract:
    """Return the contract with the stage open and its answered requests open again.

    Those that were not answered stay closed: `decide` asks for their places anew.
    """
    for each in contract.in_round(contract.round, event.stage):
        counts = each.answer or each.id == event.request
        if counts and each.closed_why is ClosedWhy.STAGE_CLOSED:
            contract = request_changed(contract, each.id, closed_at=None, closed_why=None)
    return replace(_stage(contract, event.stage, StageStatus.OPEN), status=Status.IN_APPROVAL)


def _pauses(contract: Contract, at: datetime) -> tuple[Pause, ...]:
    """Return how long the contract was on hold until now, with the time since it was stopped last."""
    return (*contract.pauses, Pause(contract.held.at, at)) if contract.held else contract.pauses


def _recalled(contract: Contract, event: e.ContractRecalled, at: datetime) -> Contract:
    """Return the contract without an open stage: to the rules of the next round a recall is a return."""
    states = tuple(StageStatus.RETURNED if each is StageStatus.OPEN else each for each in contract.stages)
    recalled, pauses = Recalled(event.by, event.reason), _pauses(contract, at)
    return replace(contract, stages=states, held=None, pauses=pauses, recalled=recalled, closes_at=None, shortage=None)


def _on_another_route(contract: Contract, event: e.RouteChanged | e.RouteFollowed) -> Contract:
    if isinstance(event, e.RouteFollowed):
        return _route_followed(contract, event)
    # Whoever is short on the new route is told of its own places.
    return _places_follow(replace(_routed(contract, event.route, event.rules), stages=event.stages, shortage=None))


def _route_followed(contract: Contract, event: e.RouteFollowed) -> Contract:
    """Return the contract on its new route, with its stages as they stood; who went has no approval to be kept."""
    stood = dict(zip((stage.key for stage in contract.route.stages), contract.stages, strict=False))
    stages = tuple(stood.get(stage.key, StageStatus.AHEAD) for stage in event.route.stages) if stood else ()
    contract = replace(
        _routed(contract, event.route, event.rules), stages=stages, shifts=(*contract.shifts, event.shift)
    )
    went = {(each.stage, each.person.key) for each in event.shift.went}
    for request in contract.requests:
        if (request.stage, request.slot) in went and request.released_by is None:
            contract = request_changed(contract, request.id, released_by=event.shift.version)
    return contract


def _routed(contract: Contract, route: Route, rules: RouteRule | None) -> Contract:
    """Return the contract on another route; how the stages of the earlier round ended goes with their keys."""
    known = {stage.key for stage in route.stages}
    gone = tuple(stage for stage in contract.route.stages if stage.key not in known)
    before = dict(zip((stage.key for stage in contract.route.stages), contract.earlier_stages, strict=False))
    return replace(
        contract,
        route=route,
        rules=rules,
        routed_by=contract.version.number,
        routed_for=contract.initiator.key,
        earlier_stages=tuple(before.get(each.key, StageStatus.AHEAD) for each in route.stages) if before else (),
        former_stages=(*gone, *contract.former_stages),
        closes_at=None,
    )


def _places_follow(contract: Contract) -> Contract:
    """Return the contract with the reason, veto and ladder of each open request as the new route has them."""
    places = contract.route.places
    for request in contract.open_requests():
        if place := places.get((request.stage, request.slot)):
            contract = request_changed(
                contract,
                request.id,
                why=place.why,
                veto=place.veto,
                escalation=place.escalation,
                doubt=place.doubt,
                also=place.also,
            )
    return contract


def _stage(contract: Contract, key: str, status: StageStatus) -> Contract:
    statuses = zip(contract.route.stages, contract.stages, strict=True)
    stages = tuple(status if stage.key == key else old for stage, old in statuses)
    # A shortage was of a stage that was open until now.
    return replace(contract, stages=stages, objected=_objected(contract, key, status), shortage=None)


def _objected(contract: Contract, key: str, status: StageStatus) -> tuple[tuple[str, int], ...]:
    """Return the stages that were returned or declined and not approved since, as one of them comes to its status."""
    now = (key, contract.round)
    if status in (StageStatus.RETURNED, StageStatus.DECLINED):
        return (*contract.objected, now)
    approved = status is StageStatus.APPROVED
    return tuple(each for each in contract.objected if each != now and not (approved and each[0] == key))


_STAGE_STATUS: Mapping[type[e.Event], StageStatus] = {
    e.StagePassedOver: StageStatus.PASSED_OVER,
    e.StageOpened: StageStatus.OPEN,
    e.StageApproved: StageStatus.APPROVED,
    e.StageReturned: StageStatus.RETURNED,
    e.StageDeclined: StageStatus.DECLINED,
}
