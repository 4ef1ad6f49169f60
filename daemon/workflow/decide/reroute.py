"""Move a contract under way to another route, and tell what differs between two routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.model import Approver, ClosedWhy, Contract, Request, Route, Stage, StageStatus, Status
from daemon.workflow.request_schedule import make_plan


class DifferenceKind(StrEnum):
    STAGE_ADDED = "stage_added"
    STAGE_REMOVED = "stage_removed"
    ORDER = "order"
    PERSON_ADDED = "person_added"
    PERSON_REMOVED = "person_removed"
    NEED = "need"
    KIND = "kind"
    DEADLINE = "deadline"
    REMINDERS = "reminders"
    ESCALATION = "escalation"
    VETO = "veto"
    WATCHES = "watches"
    POLICY = "policy"
    RULES = "rules"  # the same route by other rules: they count when the facts change


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two routes. `stage` and `person` are keys, empty where it is about neither."""

    what: DifferenceKind
    stage: str = ""
    person: str = ""
    before: str = ""
    after: str = ""


def route_difference(old: Route, new: Route) -> tuple[Difference, ...]:
    """Return the differences in stages, their order, people, terms and policies; titles and reasons do not count."""
    return tuple(_differences(old, new))


def _differences(old: Route, new: Route) -> Iterator[Difference]:
    before, after = {each.key: each for each in old.stages}, {each.key: each for each in new.stages}
    for key in (each for each in before if each not in after):
        yield Difference(DifferenceKind.STAGE_REMOVED, key, before=_people(before[key]))
    for stage in new.stages:
        if stage.key not in before:
            yield Difference(DifferenceKind.STAGE_ADDED, stage.key, after=_people(stage))
        else:
            yield from _stage_differences(before[stage.key], stage)
    was, will_be = ([key for key in each if key in before and key in after] for each in (before, after))
    if was != will_be:
        yield Difference(DifferenceKind.ORDER, before=", ".join(was), after=", ".join(will_be))
    left, right = _policies(old), _policies(new)
    for name in left:
        if left[name] != right[name]:
            yield Difference(DifferenceKind.POLICY, before=f"{name}: {left[name]}", after=f"{name}: {right[name]}")


def _policies(route: Route) -> dict[str, object]:
    """Return what the route and the house decide for all of its stages, by the keys of the configuration."""
    own = {name: getattr(route, name) for name in ("after_rework", "on_return", "ask_once", "undo")}
    return own | {each.name: getattr(route.policies, each.name) for each in fields(route.policies)}


def _stage_differences(old: Stage, new: Stage) -> Iterator[Difference]:
    before, after = _places(old), _places(new)
    for key in (each for each in before if each not in after):
        yield Difference(DifferenceKind.PERSON_REMOVED, new.key, key)
    for key, place in after.items():
        if key not in before:
            yield Difference(DifferenceKind.PERSON_ADDED, new.key, key)
        else:
            yield from _place_differences(new.key, before[key], place)
    left, right = _terms(old), _terms(new)
    for what in left:
        if left[what] != right[what]:
            yield Difference(what, new.key, before=left[what], after=right[what])


def _terms(stage: Stage) -> dict[DifferenceKind, str]:
    reminders = [str(each.before or each.every or "at deadline") for each in stage.remind]
    return {
        DifferenceKind.NEED: f"{stage.need} or all" if stage.or_all else str(stage.need or "all"),
        DifferenceKind.KIND: stage.kind,
        DifferenceKind.DEADLINE: str(stage.deadline),
        DifferenceKind.REMINDERS: ", ".join(reminders),
    }


def _place_differences(stage: str, old: Approver, new: Approver) -> Iterator[Difference]:
    left, right = _place_terms(old), _place_terms(new)
    for what in left:
        if left[what] != right[what]:
            yield Difference(what, stage, new.person.key, left[what], right[what])


def _place_terms(place: Approver) -> dict[DifferenceKind, str]:
    ladder = [f"{each.after}: {each.action} {each.to.key if each.to else '-'}" for each in place.escalation]
    return {
        DifferenceKind.VETO: "yes" if place.veto else "no",
        DifferenceKind.WATCHES: ", ".join(place.watches),
        DifferenceKind.ESCALATION: "; ".join(ladder),
    }


def _places(stage: Stage) -> dict[str, Approver]:
    return {each.person.key: each for each in stage.approvers}


def _people(stage: Stage) -> str:
    return ", ".join(_places(stage))


# -- moving ------------------------------------------------------------------------------------------------------------


def reroute(d: DecisionContext, command: c.Reroute) -> None:
    """Move the contract to another route; emit nothing if it is the same one, made of the same rules.

    Finished stages with the same people stay finished. The first other stage is opened, or goes on with the requests
    that the new route still wants and with new ones for the places that it adds.
    """
    before = d.contract.route
    if (command.route, command.rules) == (before, d.contract.rules):
        return
    stages = _stage_statuses(d.contract, command.route)
    d.emit(e.RouteChanged(command.route, command.by, stages, command.rules))
    if command.route == before or d.contract.status is not Status.IN_APPROVAL:
        return
    for request in d.contract.open_requests():
        if not _is_wanted(d.contract, request):
            d.emit(e.RequestClosed(request.id, ClosedWhy.REROUTED))
    if stage := d.contract.stage:
        _renew_terms(d, before, stage, command.by)
        d.ask_who_is_lacking(stage)
        d.apply_absences()  # somebody whom the new route wants may stand in for another
    d.advance()


def _stage_statuses(contract: Contract, route: Route) -> tuple[StageStatus, ...]:
    """Return the status of each stage of the new route in the present round; empty before the first round."""
    old = {stage.key: stage for stage in contract.route.stages}
    states = dict(zip(old, contract.stages, strict=False))
    statuses: list[StageStatus] = []
    open_ahead = contract.status is Status.IN_APPROVAL
    for stage in route.stages:
        state = states.get(stage.key, StageStatus.AHEAD)
        if state in _ENDED and not _same_people(old[stage.key], stage):
            state = StageStatus.AHEAD
        if state is StageStatus.OPEN and not (open_ahead and _can_go_on(old[stage.key], stage)):
            state = StageStatus.AHEAD
        open_ahead = open_ahead and state in _PASSED  # no stage stays open after one that is still ahead
        statuses.append(state)
    return tuple(statuses) if contract.stages else ()


_PASSED = frozenset({StageStatus.APPROVED, StageStatus.PASSED_OVER})
_ENDED = _PASSED | {StageStatus.RETURNED, StageStatus.DECLINED}


def _same_people(old: Stage, new: Stage) -> bool:
    return (_places(old).keys(), old.needed, old.kind) == (_places(new).keys(), new.needed, new.kind)


def _can_go_on(old: Stage, new: Stage) -> bool:
    """Return True if answers to the old stage may count in the new one: an approval is no signature."""
    return bool(new.approvers) and old.kind is new.kind


def _is_wanted(contract: Contract, request: Request) -> bool:
    stage = contract.stage
    return stage is not None and stage.key == request.stage and request.slot in _places(stage)


def _renew_terms(d: DecisionContext, before: Route, stage: Stage, by: str) -> None:
    """Give open requests the whole new time where the deadline, the reminders or their ladder differ."""
    old = next(each for each in before.stages if each.key == stage.key)
    ladders = {key: each.escalation for key, each in _places(old).items()}
    for request in d.contract.in_round(d.contract.round, stage.key):
        # `evolve` has put the new ladder into the request already.
        same = (old.deadline, old.remind, ladders.get(request.slot)) == (
            stage.deadline,
            stage.remind,
            request.escalation,
        )
        if request.is_open and not request.kept_from and not same:
            due_at, plan = make_plan(stage, request.escalation, d.calendar_of(request.assignee), d.now)
            d.emit(e.DeadlineMoved(request.id, due_at, plan, by))
