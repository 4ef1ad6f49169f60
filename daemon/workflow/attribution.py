"""Whose word something is, as it was recorded: a key of the directory may belong to somebody else by now."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.workflow.model import Contract, Participant, Request


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who wrote something, or is asked for it, and for whom; `behalf` None: for themself."""

    by: Participant
    behalf: Participant | None = None


def asked(contract: Contract, request: Request) -> Attribution:
    """Return who is asked, and whose place it is if that is not their own."""
    owner = _owner(contract, request)
    return Attribution(request.assignee, None if owner.key == request.assignee.key else owner)


def answered(contract: Contract, request: Request, by: Participant) -> Attribution:
    """Return whose word an answer to a request is that `by` wrote.

    A colleague, whose answer counts because the one who was asked confirmed it, wrote it for them.
    """
    place = asked(contract, request)
    return Attribution(by, place.behalf if by.key == request.assignee.key else place.behalf or request.assignee)


def _owner(contract: Contract, request: Request) -> Participant:
    """Return who is away or passed over, else who had the place before it was handed over."""
    while request.instead_of and request.on_behalf_of is None and request.assignee.key != request.slot:
        request = contract.request(request.instead_of)
    return request.owner


def waited_for(contract: Contract) -> tuple[Attribution, ...]:
    """Return who is waited for, each with for whom."""
    own = {each.assignee: asked(contract, each) for each in contract.requests if each.waits}
    own[contract.acting] = Attribution(contract.acting, contract.initiator if contract.stand_in else None)
    return tuple(own.get(each, Attribution(each)) for each in contract.waiting_for())
