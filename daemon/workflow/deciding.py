"""A contract on its way through one command: each event is applied at once, so that the next step sees it."""

from __future__ import annotations

from datetime import datetime

from daemon.workflow import events as e
from daemon.workflow.evolve import evolve
from daemon.workflow.model import (
    Approver,
    ClosedWhy,
    Contract,
    Participant,
    Request,
    Stage,
    StageStatus,
)
from daemon.workflow.plan import make_plan
from daemon.workflow.quorum import outcome
from daemon.workflow.rework import kept_approval
from daemon.workflow.route import Directory


class Deciding:
    """Collects the events of one command. `contract` is always the state after the latest of them."""

    def __init__(self, contract: Contract | None, now: datetime, directory: Directory) -> None:
        self._contract = contract
        self.now = now
        self.directory = directory
        self.events: list[e.Event] = []

    @property
    def contract(self) -> Contract:
        if self._contract is None:
            raise ValueError("nothing is registered yet")
        return self._contract

    def emit(self, event: e.Event) -> None:
        self._contract = evolve(self._contract, event, self.now)
        self.events.append(event)

    # -- along the route ---------------------------------------------------------------------------------------------

    def open_round(self) -> None:
        self.emit(e.RoundOpened(self.contract.round + 1, self.contract.version.number))
        self.advance()

    def advance(self) -> None:
        """Open the next stage that has somebody to ask; after the last one the contract is approved."""
        while self.contract.stage is None:
            ahead = zip(self.contract.route.stages, self.contract.stages, strict=True)
            stage = next((stage for stage, status in ahead if status is StageStatus.AHEAD), None)
            if stage is None:
                self.emit(e.ContractApproved())
                return
            self._enter(stage)

    def settle(self) -> None:
        """Close the open stage if its answers decide it, and go on from there."""
        stage = self.contract.stage
        decided = outcome(self.contract, stage) if stage else None
        if stage is None or decided is None:
            return
        for request in self.contract.in_round(self.contract.round, stage.key):
            if request.is_open:
                self.emit(e.RequestClosed(request.id, ClosedWhy.STAGE_CLOSED))
        if decided is StageStatus.APPROVED:
            self.emit(e.StageApproved(stage.key))
            self.advance()
        elif decided is StageStatus.DECLINED:
            self.emit(e.StageDeclined(stage.key))
            self.emit(e.ContractDeclined())
        else:
            self.emit(e.StageReturned(stage.key))
            self.emit(e.ContractReturned(self.contract.round))

    def close_open_requests(self) -> None:
        for request in self.contract.open_requests():
            self.emit(e.RequestClosed(request.id, ClosedWhy.CONTRACT_CLOSED))

    def ask(self, stage: Stage, approver: Approver, instead_of: int = 0, moved_by: str = "") -> None:
        calendar = self.directory.calendar_of(approver.person.key)
        due_at, plan = make_plan(stage, approver.escalation, calendar, self.now)
        self.emit(
            e.ApproverAsked(
                len(self.contract.requests) + 1,
                stage.key,
                approver.person,
                due_at,
                plan,
                approver.why,
                approver.veto,
                approver.escalation,
                instead_of,
                moved_by,
            )
        )

    def hand_over(self, request: Request, to: Participant, by: str) -> None:
        """Close a request and ask somebody else in its place."""
        stage = self.contract.stage_of(request)
        self.emit(e.RequestClosed(request.id, ClosedWhy.REASSIGNED))
        self.ask(stage, Approver(to, request.why, request.veto, (), request.escalation), request.id, by)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _enter(self, stage: Stage) -> None:
        if not stage.approvers:
            self.emit(e.StagePassedOver(stage.key, stage.passed_over))
            return
        self.emit(e.StageOpened(stage.key))
        kept = [each for each in stage.approvers if self._keep(stage, each)]
        if len(kept) >= stage.needed:
            self.settle()
            return
        for approver in stage.approvers:
            if approver not in kept:
                self.ask(stage, approver)

    def _keep(self, stage: Stage, approver: Approver) -> bool:
        earlier = kept_approval(self.contract, stage, approver)
        if earlier:
            number = len(self.contract.requests) + 1
            self.emit(e.ApprovalKept(number, stage.key, earlier.asked, earlier.id, earlier.version))
        return earlier is not None
