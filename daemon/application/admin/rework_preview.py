"""Who would be asked about the next version of a contract, who released, and whose approval would stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from daemon import conditions
from daemon.application import sender_policy
from daemon.application.admin.route_preview import in_place_of, nobody_for, would_wait
from daemon.config import Settings
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.outlook import StageOutlook, outlook_of_round
from daemon.workflow.evolve import evolve
from daemon.workflow.follow_facts import ConditionLanguage, resolve_anew
from daemon.workflow.model import Approver, Contract, Fact, Request
from daemon.workflow.rework import Lapse, changed, lapse_of
from daemon.workflow.route_shift import RouteShift, shift_between

_LANGUAGE = ConditionLanguage(conditions.holds, conditions.fields_read)
_AGAIN = {
    Lapse.RELEASED: "was released with an earlier version, is needed again",
    Lapse.IDENTITY: "approved before, with a weaker proof than these values want",
    Lapse.BY_HAND: "approved before, the text was edited by hand since",
    Lapse.WATCHED: "approved before, what they watch changes",
    Lapse.POLICY: "approved before, the route asks again after a rework",
}


class ReworkFate(StrEnum):
    ASKED = "asked"
    STAYS = "stays"  # an earlier approval stays valid
    NOT_NEEDED = "not needed"  # enough approvals of the stage stay
    RELEASED = "released"
    NOBODY = "nobody"  # nobody can be asked
    WAITS = "waits"  # the stage has fewer people than it needs


@dataclass(frozen=True, slots=True)
class ReworkPlace:
    """A place on the route of the next version, or one that goes; `why` in words. Without a person: the stage."""

    stage: str
    person: str
    fate: ReworkFate
    why: str


def preview_rework(
    settings: Settings, contract: Contract, values: tuple[Fact, ...], now: datetime, *, by_hand: bool
) -> tuple[ReworkPlace, ...]:
    """Return every place as the next version would find it, with these facts beside those that the contract has.

    `by_hand`: its text is edited by hand. Raises NoRoute and NoSuchPerson as `route.resolve` does, LookupError if
    neither the contract nor the configuration has rules for it.
    """
    other = {each.name: each for each in values}
    known = {each.name for each in contract.facts}
    facts = (
        *(other.get(each.name, each) for each in contract.facts),
        *(each for each in values if each.name not in known),
    )
    after, shift = _next_version(settings, contract, facts, now, by_hand=by_hand)
    came = {(each.stage, each.person.key) for each in shift.came}
    directory = replace(settings.directory, absences=())
    seen = {
        each.stage.key: each for each in outlook_of_round(DecisionContext(replace(after, held=None), now, directory))
    }
    rows: list[ReworkPlace] = []
    for stage in after.route.stages:
        rows += _of_stage(seen[stage.key], came, shift) if stage.key in seen else []
        rows += [
            ReworkPlace(each.stage, each.person.key, ReworkFate.RELEASED, _because(shift, each.reasons))
            for each in shift.went
            if each.stage == stage.key
        ]
    return tuple(rows)


def _next_version(
    settings: Settings, contract: Contract, facts: tuple[Fact, ...], now: datetime, *, by_hand: bool
) -> tuple[Contract, RouteShift]:
    type_ = settings.contract_types.get(contract.type)
    rules = contract.rules or (type_.route if type_ else None)
    if rules is None:
        raise LookupError(f'there is no contract type "{contract.type}" in the configuration any more')
    anew = resolve_anew(contract, rules, facts, settings.directory, _LANGUAGE)
    number = contract.version.number + 1
    before, draft = contract.route, contract.version.draft
    submitted = e.VersionSubmitted(
        number,
        facts,
        draft,
        contract.name,
        changed(contract.facts, facts),
        draft if by_hand else None,
        identity=sender_policy.needed_for(settings, contract.type, facts),
    )
    shift = RouteShift(number, ())
    after = evolve(contract, submitted, now)
    if anew and anew.route != before:
        shift = shift_between(before, anew.route, number, anew.because)
        after = evolve(after, e.RouteFollowed(anew.route, anew.rules, shift), now)
    return after, shift


def _of_stage(seen: StageOutlook, came: set[tuple[str, str]], shift: RouteShift) -> list[ReworkPlace]:
    rows = []
    for place in seen.stage.approvers:
        request, key = seen.request_for(place.person.key), (seen.stage.key, place.person.key)
        row = ReworkPlace(seen.stage.key, place.person.key, ReworkFate.ASKED, "; ".join(place.reasons))
        if place.person in seen.vacant:
            row = replace(row, fate=ReworkFate.NOBODY, why=nobody_for(place.person, seen.contract))
        elif request is None:
            stay = sum(each.kept_from is not None for each in seen.requests)
            row = replace(row, fate=ReworkFate.NOT_NEEDED, why=f"{stay} of {seen.stage.needed} approvals stay")
        elif request.kept_from:
            row = replace(row, person=request.assignee.key, fate=ReworkFate.STAYS, why=_why_stays(seen, request))
        else:
            why = _because(shift, place.reasons) if key in came else _why_asked(seen, place)
            why = "; ".join(filter(None, (in_place_of(request), why)))
            row = replace(row, person=request.assignee.key, why=why)
        rows.append(row)
    if short := would_wait(seen):
        rows.append(ReworkPlace(seen.stage.key, "", ReworkFate.WAITS, short))
    return rows


def _why_stays(seen: StageOutlook, request: Request) -> str:
    if request.version < seen.contract.version.number:
        return f"approved version {request.version}"
    return "is asked in an earlier stage, and that counts here (ask_once)"


def _why_asked(seen: StageOutlook, place: Approver) -> str:
    lapse = lapse_of(seen.contract, seen.stage, place)
    return "; ".join(filter(None, (*place.reasons, _AGAIN[lapse] if lapse else "")))


def _because(shift: RouteShift, reasons: tuple[str, ...]) -> str:
    changing = ", ".join(shift.because) or "the initiator"
    return "; ".join((*reasons, f"{changing} changed"))
