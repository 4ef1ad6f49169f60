"""Look up the request that an answer is for, and refuse it if it can no longer be answered."""

from __future__ import annotations

from daemon.workflow.model import ClosedWhy, Contract, Participant, Request
from daemon.workflow.refusal import Reason, Refused


def find_request(contract: Contract, id_: int, sender: Participant | None = None) -> Request:
    """Return the request with this number. Raises Refused if there is none, or if `sender` is not the one asked."""
    if not 1 <= id_ <= len(contract.requests):
        raise Refused(Reason.NOT_ALLOWED, f"there is no request {id_}")
    request = contract.request(id_)
    if sender and sender.key != request.assignee.key:
        raise Refused(Reason.NOT_YOURS, request.assignee.name)
    return request


def find_open_request(contract: Contract, id_: int, sender: Participant | None = None) -> Request:
    """Return the open request with this number. Raises Refused with what has happened to it meanwhile."""
    request = find_request(contract, id_, sender)
    if request.round != contract.round or request.kept_from:
        raise Refused(Reason.OLD_VERSION, str(request.version))
    if not request.is_open:
        raise Refused(_CLOSED[request.closed_why or ClosedWhy.STAGE_CLOSED], request.stage)
    return request


def answered_already(contract: Contract, mail: str) -> bool:
    """Return True if this mail (by its SHA-256) has already given a verdict, a proposal or a question to the contract.

    False for an empty `mail`: an answer that did not come by mail.
    """
    if not mail:
        return False
    return any(mail in _mails(each) for each in contract.requests)


def _mails(request: Request) -> set[str]:
    proposed = {request.proposal.mail} if request.proposal else set()
    proposed |= {request.bare_return.mail} if request.bare_return else set()
    return {each.mail for each in request.answers} | {each.mail for each in request.questions} | proposed


_CLOSED = {
    ClosedWhy.STAGE_CLOSED: Reason.STAGE_CLOSED,
    ClosedWhy.REASSIGNED: Reason.HANDED_OVER,
    ClosedWhy.AWAY: Reason.HANDED_OVER,
    ClosedWhy.BACK: Reason.HANDED_OVER,
    ClosedWhy.OWN_CONTRACT: Reason.HANDED_OVER,
    ClosedWhy.PASSED_ON: Reason.HANDED_OVER,
    ClosedWhy.REROUTED: Reason.HANDED_OVER,
    ClosedWhy.RECALLED: Reason.OLD_VERSION,
    ClosedWhy.CONTRACT_CLOSED: Reason.ALREADY_CLOSED,
}
