"""Who a contract waits for, since when and until when: what everybody may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.model import Contract, Participant, Request, Status


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody is waited for. `due_at` None: for ever."""

    person: Participant
    since: datetime
    due_at: datetime | None


def waits(contract: Contract) -> tuple[Wait, ...]:
    """Return who is waited for, each once; the same people as `Contract.waiting_for`."""
    found: dict[str, Wait] = {}
    for person in contract.waiting_for():
        theirs = [each for each in contract.requests if each.waits and _waits_for(contract, each) == person]
        due_at = min((contract.due_of(each) for each in theirs), default=contract.due_at())
        since = min((_since(each) for each in theirs), default=_since_the_last_step(contract))
        found.setdefault(person.key, Wait(person, since, due_at))
    return tuple(found.values())


def _waits_for(contract: Contract, request: Request) -> Participant:
    return contract.acting if request.question else request.assignee


def _since(request: Request) -> datetime:
    return request.question.at if request.question else request.opened_at


def _since_the_last_step(contract: Contract) -> datetime:
    """Return when the contract came to where it stands: its status, or the answer that ended its last stage."""
    begun = contract.status_since or contract.opened_at
    if contract.status is not Status.IN_APPROVAL:
        return begun
    return max((each.answers[-1].at for each in contract.in_round(contract.round) if each.answers), default=begun)
