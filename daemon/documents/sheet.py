"""The approval sheet (лист согласования): who was asked about which version and what they said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.documents.texts import catalogue, say
from daemon.workflow.model import HANDED_OVER, Contract, Request, StageStatus

TEMPLATE = "approval_sheet.docx"


def sheet_values(contract: Contract, seq: int, digest: str, zone: ZoneInfo, language: str) -> dict[str, Any]:
    """Values for the sheet's template. `seq` and `digest` are the end of the contract's history."""
    statuses: dict[str, str] = catalogue(language)["statuses"]
    versions = [
        {"number": each.number, "at": _moment(each.at, zone), "sha256": each.sha256} for each in contract.versions
    ]
    return {
        "number": contract.number,
        "name": contract.name,
        "title": contract.title,
        "initiator": ", ".join(filter(None, (contract.initiator.name, contract.initiator.post))),
        "opened_at": _moment(contract.opened_at, zone),
        "closed_at": _moment(contract.closed_at, zone) if contract.closed_at else "",
        "status": statuses[contract.status.value],
        "versions": versions,
        "places": _places(contract, zone, language),
        "entry": seq,
        "hash": digest,
    }


def _places(contract: Contract, zone: ZoneInfo, language: str) -> list[dict[str, str]]:
    """Every request of every round; then the stages that asked nobody in the last one."""
    rows = [
        {
            "round": str(request.round),
            "stage": contract.stage_of(request).title,
            "person": _person(contract, request, language),
            "verdict": _verdict(request, zone, language),
            "remarks": request.answer.remarks if request.answer else "",
        }
        for request in contract.requests
    ]
    for stage, status in zip(contract.route.stages, contract.stages, strict=False):
        if status is StageStatus.PASSED_OVER:
            verdict = say(language, "passed_over", why=stage.passed_over)
            rows.append(_row(contract, stage.title, "", verdict))
        elif status is StageStatus.AHEAD:
            people = ", ".join(each.person.name for each in stage.approvers)
            rows.append(_row(contract, stage.title, people, say(language, "not_asked")))
    return rows


def _row(contract: Contract, stage: str, person: str, verdict: str) -> dict[str, str]:
    return {"round": str(contract.round), "stage": stage, "person": person, "verdict": verdict, "remarks": ""}


def _person(contract: Contract, request: Request, language: str) -> str:
    text = ", ".join(filter(None, (request.asked.name, request.asked.post)))
    if request.place == request.asked.key:
        return text
    owners = (request.owner, *(each.owner for each in contract.requests))
    owner = next(each.name for each in owners if each.key == request.place)
    return f"{text} ({say(language, 'in_place_of', name=owner)})"


def _verdict(request: Request, zone: ZoneInfo, language: str) -> str:
    answer = request.answer
    if answer is None:
        return say(language, "handed_over" if request.closed_why in HANDED_OVER else "no_answer")
    titles: dict[str, str] = catalogue(language)["sheet_titles"]
    text = f"{titles[answer.verdict.value]}, {_moment(answer.at, zone)}"
    if answer.silent:
        text += f" ({say(language, 'silent')})"
    if request.kept_from:
        text += f" ({say(language, 'kept', version=request.kept_from)})"
    return text


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%d.%m.%Y %H:%M")
