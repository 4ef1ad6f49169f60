"""Contracts as rows for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.workflow.attribution import Attribution, answered, asked
from daemon.workflow.model import (
    HANDED_OVER,
    Contract,
    LateAnswer,
    PersonKey,
    Request,
    Stage,
    StageStatus,
    Status,
)
from daemon.workflow.quorum import successor, vacant


def stage_rows(
    contract: Contract, zone: ZoneInfo, unreached: Mapping[PersonKey, str] | None = None
) -> list[dict[str, Any]]:
    """Return a row for each place of the route in the present round; a stage that asks nobody says why.

    Below them is a row for each word that came too late, and for each comment.

    `unreached` are the people whose letters come back, each with why.
    """
    rows: list[dict[str, Any]] = []
    states = contract.stages or tuple(StageStatus.AHEAD for _ in contract.route.stages)
    for stage, state in zip(contract.route.stages, states, strict=True):
        rows += _places(contract, stage, state, zone, unreached or {})
    return rows + _late_rows(contract, zone) + _comment_rows(contract, zone)


def _places(
    contract: Contract, stage: Stage, state: StageStatus, zone: ZoneInfo, unreached: Mapping[PersonKey, str]
) -> list[dict[str, Any]]:
    row = {**_blank(), "stage": stage.title, "state": state.value, "round": contract.round}
    requests = contract.in_round(contract.round, stage.key)
    if state is StageStatus.PASSED_OVER:
        return [{**row, "remarks": stage.passed_over}]
    if state is StageStatus.AHEAD and not requests:
        return [{**row, "person": each.person.name} for each in stage.approvers]
    decided = contract.closes_at is not None
    shown = {each.slot for each in requests}
    nobody = [each.person for each in vacant(contract, stage) if each.person.key not in shown]
    return [
        {
            **row,
            **_place(contract, each, zone, unreached.get(each.assignee.key), is_decided=decided),
            "conditions": _conditions(contract, each),
        }
        for each in requests
    ] + [{**row, "person": each.name, "verdict": "nobody can be asked"} for each in nobody]


def _blank() -> dict[str, Any]:
    """Return a row that says nothing yet: every row of `status` has the same keys."""
    return {
        "stage": "",
        "state": "",
        "round": 0,
        "kept_from": None,
        "conditions": [],
        "verdict": None,
        "at": None,
        "due_at": None,
        "remarks": "",
        "on_behalf_of": None,
        "not_delivered": None,
        "late": None,
        "person": "",
    }


def _late_rows(contract: Contract, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return a row for each word that came too late, of all rounds: what was wanted, and why it did not count."""
    return [
        {
            **_blank(),
            "stage": contract.stage_of(request).title,
            "state": "late",
            "round": request.round,
            "person": late.actor.name,
            "on_behalf_of": _for_whom(contract, request, late),
            "verdict": late.verdict.value if late.verdict else late.kind.value,
            "at": late.at.astimezone(zone),
            "remarks": late.remarks,
            "late": late.reason.value,
        }
        for request in contract.requests
        for late in request.late
    ]


def _for_whom(contract: Contract, request: Request, late: LateAnswer) -> str | None:
    owner = asked(contract, request).behalf
    return owner.name if owner and late.actor.is_same(request.assignee) else None


def _comment_rows(contract: Contract, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return a row for each comment, of all rounds."""
    return [
        {
            **_blank(),
            "state": "comment",
            "round": each.round,
            "person": each.by.name,
            "at": each.at.astimezone(zone),
            "remarks": each.text,
        }
        for each in contract.comments
    ]


def _conditions(contract: Contract, request: Request) -> list[str]:
    own = contract.conditions_of(request)
    return [f"{each.number}, {'open' if each.is_open else 'confirmed'}: {each.text}" for each in own]


def _place(
    contract: Contract, request: Request, zone: ZoneInfo, not_delivered: str | None, *, is_decided: bool
) -> dict[str, Any]:
    answer = request.answer
    word = answered(contract, request, answer.actor) if answer else asked(contract, request)
    handed_over = "handed over" if successor(contract, request) else "nobody can be asked"
    return {
        "person": word.by.name,
        "verdict": answer.verdict.value if answer else (handed_over if request.closed_why in HANDED_OVER else None),
        "at": answer.at.astimezone(zone) if answer else None,
        "due_at": request.due_at.astimezone(zone) if request.waits and not is_decided else None,
        "remarks": answer.remarks if answer else "",
        "kept_from": request.kept_from,
        "on_behalf_of": word.behalf.name if word.behalf else None,
        "not_delivered": not_delivered if request.waits else None,
    }


def late_waits(contract: Contract, now: datetime) -> list[tuple[Attribution, datetime]]:
    """Return who should have acted by now, each with the deadline that has passed."""
    if contract.status is Status.ON_HOLD:
        return []
    late = [
        (asked(contract, each), each.due_at)
        for each in contract.requests
        if each.waits and not each.question and each.due_at < now and contract.closes_at is None
    ]
    acting = Attribution(contract.acting, contract.initiator if contract.stand_in else None)
    return late + [(acting, each.due_at) for each in contract.duties if each.due_at and each.due_at < now]


def condition_rows(contract: Contract, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return a row for each condition of the approvals that count, and what became of it."""
    return [
        {
            "number": each.number,
            "condition": each.text,
            "set_by": named(answered(contract, contract.request(each.requests[-1]), each.set_by)),
            "confirmed_by": each.confirmation.by if each.confirmation else None,
            "confirmed_at": each.confirmation.at.astimezone(zone) if each.confirmation else None,
            "words": each.confirmation.words if each.confirmation else "",
            "objections": "; ".join(objection.words for objection in each.objections),
        }
        for each in contract.standing_conditions
    ]


def named(word: Attribution) -> str:
    """Return whose word something is, and for whom."""
    return f"{word.by.name} (for {word.behalf.name})" if word.behalf else word.by.name
