"""The working copy of a contract during one command: each event is applied at once, so that the next step sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from daemon.workflow import events as e
from daemon.workflow.decide.bare_return import counted_without_reason
from daemon.workflow.duty import LADDER, MovedDuty
from daemon.workflow.evolve import evolve
from daemon.workflow.model import (
    Approver,
    ClosedWhy,
    Contract,
    DutyKind,
    Participant,
    PersonKey,
    Planned,
    Request,
    Stage,
    StageKind,
    StageStatus,
    Status,
)
from daemon.workflow.quorum import approving, outcome, places, successor
from daemon.workflow.request_schedule import make_plan, plan_duty
from daemon.workflow.rework import kept_approval
from daemon.workflow.route import Directory, participant
from daemon.workflow.stand_ins import Eyes, who_is_asked, why_not_themself
from daemon.workflow.time_taken import with_time_taken
from daemon.workflow.working_time import Calendar, Duration, add


class DecisionContext:
    """Collector of the events of one command; `contract` is always the state after the latest of them."""

    def __init__(
        self,
        contract: Contract | None,
        now: datetime,
        directory: Directory,
        written_at: datetime | None = None,
        known_until: datetime | None = None,
    ) -> None:
        """`written_at`: when somebody wrote what is decided now, between its request and now.

        `known_until`: until when everybody's words are known, where that is not now.
        """
        self._contract = contract
        self.written_at = written_at
        self.now = now.astimezone(UTC)  # times of one zone compare by wall clock: wrong when it is set back (PEP 495)
        self._known_until = min(known_until, now).astimezone(UTC) if known_until else self.now
        self.directory = directory
        self.events: list[e.Event] = []

    @property
    def contract(self) -> Contract:
        if self._contract is None:
            raise ValueError("nothing is registered yet")
        return self._contract

    @property
    def moment(self) -> datetime:
        """When the command was given: what had passed then has passed, what passes later comes after it."""
        return self.written_at or self._known_until

    def emit(self, event: e.Event) -> None:
        if self._contract:
            event = with_time_taken(self._contract, event, self.now, self.calendar_of)
        self._contract = evolve(self._contract, event, self.now)
        self.events.append(event)

    # -- along the route ---------------------------------------------------------------------------------------------

    def open_round(self, *, reopened: bool = False) -> None:
        self.emit(e.RoundOpened(self.contract.round + 1, self.contract.version.number, reopened))
        self.advance()

    def advance(self) -> None:
        """Open the next stage that has somebody to ask, or approve the contract after the last one.

        Nobody is asked to sign, and nothing is approved, before the conditions of the approvals are met.
        """
        while self.contract.stage is None and self.contract.status is Status.IN_APPROVAL:
            ahead = zip(self.contract.route.stages, self.contract.stages, strict=True)
            stage = next((stage for stage, status in ahead if status is StageStatus.AHEAD), None)
            last = stage is None or (stage.kind is StageKind.SIGNATURE and bool(stage.approvers))
            if last and self._waits_for_conditions():
                return
            if stage is None:
                self.emit(e.ContractApproved())
                return
            self._enter(stage)

    def settle(self) -> None:
        """Close the open stage if its answers decide it; then open the next one, or end the round.

        A stage that somebody's word has approved closes only after the route's grace.
        """
        stage = self.contract.stage
        if stage is None:
            self.advance()  # held back by a condition until now
            return
        decided = outcome(self.contract, stage)
        if decided is StageStatus.APPROVED:
            self._approve_after_grace(stage)
            return
        if self.contract.closes_at:
            self.emit(e.StageUndecided(stage.key))
            self.ask_who_is_lacking(stage)  # whom a changed route added while the answers of others were enough
            self.apply_absences()
            decided = outcome(self.contract, stage)
        if decided:
            if self.count_bare_returns(places(self.contract, stage)):
                decided = outcome(self.contract, stage) or decided
            self._close(stage, decided)

    def count_bare_returns(self, requests: Iterable[Request]) -> bool:
        """Let returns count whose reasons were asked and have not come; return False if there are none."""
        waiting = [(each, each.bare_return) for each in requests if each.bare_return]
        for request, bare in waiting:
            self.close_question(request)
            self.emit(counted_without_reason(request, bare))
        return bool(waiting)

    def close_question(self, request: Request) -> None:
        """Emit that nobody waits for the answer to somebody's question any more; nothing without one."""
        if request.question:
            self.emit(e.QuestionAnswered(request.id, "", request.due_at, request.plan))

    def close_decided(self) -> None:
        """Close the open stage if it was decided and its grace was over when the command was given."""
        closes_at = self.contract.closes_at
        if closes_at and closes_at <= self.moment:
            self.settle()

    @property
    def is_decided(self) -> bool:
        """Whether the open stage has all approvals that it needs: nobody else is hurried or moved then."""
        stage = self.contract.stage
        return stage is not None and outcome(self.contract, stage) is StageStatus.APPROVED

    def _approve_after_grace(self, stage: Stage) -> None:
        closes_at = self.contract.closes_at
        if closes_at is None and any(each.can_be_reconsidered for each in places(self.contract, stage)):
            closes_at = self.end_of_grace()
            if closes_at:
                self.emit(e.StageDecided(stage.key, closes_at))
        if closes_at is None or closes_at <= self.moment:
            if self.count_bare_returns(places(self.contract, stage)):
                self.settle()
            else:
                self._close(stage, StageStatus.APPROVED)

    def _close(self, stage: Stage, decided: StageStatus) -> None:
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
            self.emit(e.ContractReturned(self.contract.round, *self.plan_duty(DutyKind.REWORK)))

    def close_open_requests(self, why: ClosedWhy) -> None:
        for request in self.contract.open_requests():
            self._give_up(request, why)

    def ask(
        self,
        stage: Stage,
        approver: Approver,
        instead_of: int = 0,
        moved_by: str = "",
        asked: Participant | None = None,
    ) -> None:
        """Open a request for a place: to its person or whoever stands in for them, or to `asked` if given.

        None is opened where nobody can be asked. `instead_of` is the number of the request that it replaces (0: none),
        `moved_by` the name of who replaced it.
        """
        approver = replace(approver, person=self.directory.holder(approver.person))
        slot = self.contract.request(instead_of).slot if instead_of else approver.person.key
        asked = asked or self.whom(stage, slot, approver.person)
        if asked is None:
            return
        stands_in = asked.key != approver.person.key
        eyes = self._eyes(stage, slot)
        why = why_not_themself(self.directory, approver.person, self.now, eyes) if stands_in else None
        due_at, plan = make_plan(stage, approver.escalation, self.calendar_of(asked), self.now)
        self.emit(
            e.ApproverAsked(
                len(self.contract.requests) + 1,
                stage.key,
                asked,
                due_at,
                plan,
                approver.why,
                approver.veto,
                approver.escalation,
                instead_of,
                moved_by,
                approver.person if stands_in else None,
                approver.doubt,
                approver.also,
                why,
            )
        )

    def hand_over(self, request: Request, to: Participant, by: str = "", why: ClosedWhy = ClosedWhy.REASSIGNED) -> None:
        """Close a request and open another one for its place, to `to` or whoever stands in for them."""
        self._give_up(request, why)
        self.ask(self.contract.stage_of(request), _place(request, to), request.id, by)

    def give_back(self, request: Request) -> Request:
        """Move a request from a substitute back to its owner, who answers during an absence; return the new request."""
        self._give_up(request, ClosedWhy.BACK)
        stage = self.contract.stage_of(request)
        self.ask(stage, _place(request, request.owner), request.id, asked=self.directory.holder(request.owner))
        return self.contract.requests[-1]

    def ask_again(self, request: Request) -> None:
        """Open a new request for a place whose request was closed before it was answered."""
        self.ask(self.contract.stage_of(request), _place(request, request.owner), request.id)

    def reopen_stage(self, request: Request) -> None:
        """Open the closed stage of a request again: answers count again, who had not answered is asked anew."""
        self.emit(e.StageReopened(request.stage, request.id))
        for each in self.contract.in_round(request.round, request.stage):
            if each.closed_why is ClosedWhy.STAGE_CLOSED and successor(self.contract, each) is None:
                self.ask_again(each)  # once, however often the stage was opened again before

    def _give_up(self, request: Request, why: ClosedWhy) -> None:
        self.close_question(request)
        self.emit(e.RequestClosed(request.id, why))

    # -- the initiator -----------------------------------------------------------------------------------------------

    def plan_duty(self, kind: DutyKind) -> tuple[datetime | None, tuple[Planned, ...]]:
        """Return deadline and plan of something that the initiator is to do from now on."""
        return plan_duty(self.contract, kind, self.calendar_of(self.contract.acting), self.now)

    def follow_initiator(self) -> None:
        """Record who acts for the initiator now if that has changed; what is to be done is theirs, with the whole time.

        While the contract is on hold nobody acts. Whoever has got the initiator's key is the initiator.
        """
        if self.contract.is_closed:
            return
        initiator, acting = self.contract.initiator, self.contract.acting
        if self.directory.has_passed(initiator):
            self.change_initiator(self.directory.holder(initiator))
            return
        if self.contract.status is Status.ON_HOLD:
            return
        who = self.present(initiator)
        if who.key != acting.key or self.directory.has_passed(acting):
            self.emit(e.InitiatorRepresented(who, self.contract.acting, self.duties_anew(who)))

    def change_initiator(self, new: Participant, by: str = "") -> None:
        """Give the contract another initiator, with the whole time; `by` is empty where the key itself has passed."""
        acting = self.present(new)
        stand_in = None if acting.key == new.key else acting
        self.emit(e.InitiatorChanged(self.contract.initiator, new, by, stand_in, self.duties_anew(acting)))

    def duties_anew(self, who: Participant) -> tuple[MovedDuty, ...]:
        """Return what the initiator is to do with the whole time for it, counted in the working time of `who`."""
        clocked = [(each, each.clock) for each in self.contract.duties if each.clock]
        plans = [(each, make_plan(clock, LADDER, self.calendar_of(who), self.now)) for each, clock in clocked]
        return tuple(MovedDuty(each.kind, each.request, *plan) for each, plan in plans)

    # -- absence and time --------------------------------------------------------------------------------------------

    def present(self, person: Participant) -> Participant:
        """Return who stands in for a person by absences alone, whatever else they are asked."""
        key = self.directory.present(person.key, self.now)
        return self.directory.holder(person) if key == person.key else participant(self.directory.people[key])

    def whom(self, stage: Stage, slot: PersonKey, person: Participant) -> Participant | None:
        """Return whom to ask now for a place that a person is to fill: them or a stand-in; None if there is nobody."""
        return who_is_asked(self.directory, person, self.now, self._eyes(stage, slot))

    def administrators(self) -> tuple[Participant, ...]:
        """Return the administrators whom the directory knows."""
        known = (self.directory.people.get(key) for key in self.directory.administrators)
        return tuple(participant(each) for each in known if each)

    @property
    def own(self) -> PersonKey:
        """Who may not approve because they have handed the contract in; empty where the house allows it."""
        return self.contract.initiator.key if self.contract.route.policies.refuse_own else ""

    def _eyes(self, stage: Stage, slot: PersonKey) -> Eyes:
        """Return who may not be asked for a place. Its own person goes before what they are asked for another."""
        others = [each for each in places(self.contract, stage) if each.slot != slot]
        taken = {each.person.key for each in stage.approvers if each.person.key != slot}
        taken |= {each.assignee.key for each in others if each.answer or each.assignee.key != slot}
        return Eyes(frozenset(taken), self.own)

    def calendar_of(self, person: Participant) -> Calendar:
        return self.directory.calendar_of(person.key)

    def apply_absences(self) -> None:
        """Move unanswered requests to those who stand in for others, and back afterwards; fill vacant places.

        A request with an open question stays where it is until the answer has come, and so does one of a stage that
        is decided without it. One move may free somebody for another place: each is made for somebody who goes before
        the one asked until now, so that they come to an end.
        """
        if self.is_decided:
            return
        while any(self._move(each.id) for each in self.contract.open_requests() if self._may_move(each)):
            pass
        if self.contract.status is Status.IN_APPROVAL and (stage := self.contract.stage):
            self.ask_who_is_lacking(stage)

    def _may_move(self, request: Request) -> bool:
        asks_themself = request.assignee.key == self.own  # became the initiator, whose answer they had asked for
        return request.waits and (request.question is None or asks_themself)

    def _move(self, id_: int) -> bool:
        """Move a request to whom it belongs now; return False if that is who has it."""
        request = self.contract.request(id_)
        owner, passed = self.directory.holder(request.owner), self.directory.has_passed(request.assignee)
        asked = self.whom(self.contract.stage_of(request), request.slot, owner)
        if asked is None and request.assignee.key != self.own:
            return False
        if asked and asked.key == request.assignee.key and not passed:
            return False
        self.hand_over(request, owner, why=self._why_moved(request, asked))
        return True

    def _why_moved(self, request: Request, to: Participant | None) -> ClosedWhy:
        if request.assignee.key == self.own:
            return ClosedWhy.OWN_CONTRACT
        if self.directory.has_passed(request.assignee):
            return ClosedWhy.PASSED_ON
        if self.directory.absence(request.assignee.key, self.now):
            return ClosedWhy.AWAY
        return ClosedWhy.BACK if to and to.key == request.owner.key else ClosedWhy.REASSIGNED

    def end_of_grace(self) -> datetime | None:
        """Return until when what was just said can be taken back or objected to; None if the route has no grace."""
        return self.after(self.contract.route.policies.grace)

    def after(self, time: Duration | None) -> datetime | None:
        """Return the end of a time that begins now, by the organisation's calendar; None without one."""
        return add(self.directory.calendar, self.now, time).astimezone(UTC) if time else None

    # -- inside ------------------------------------------------------------------------------------------------------

    def _waits_for_conditions(self) -> bool:
        """Ask the initiator about conditions that nobody has confirmed; return whether the contract waits for them.

        They are asked again where the contract had gone another way since, and comes back to wait for them.
        """
        open_ = tuple(each.number for each in self.contract.open_conditions)
        new = tuple(each for each in open_ if each not in self.contract.conditions_asked)
        if new or (open_ and self.contract.duty(DutyKind.CONDITIONS) is None):
            self.emit(e.ConditionsAsked(new or open_, *self.plan_duty(DutyKind.CONDITIONS)))
        until = self.contract.objections_until
        return bool(open_) or (until is not None and until > self.moment)

    def _enter(self, stage: Stage) -> None:
        if not stage.approvers:
            self.emit(e.StagePassedOver(stage.key, stage.passed_over))
            return
        self.emit(e.StageOpened(stage.key))
        self.ask_who_is_lacking(stage)
        self.settle()

    def ask_who_is_lacking(self, stage: Stage) -> None:
        """Open a request for every place of the stage that has none; an earlier approval that still holds is kept."""
        taken = {each.slot for each in places(self.contract, stage)}
        lacking = [each for each in stage.approvers if each.person.key not in taken]
        lacking = [each for each in lacking if not self._keep(stage, each)]
        # The kept ones may be as many as it needs; "or all" counts those who are still to be asked.
        enough = len(approving(self.contract, stage)) >= stage.needed
        if not (enough and outcome(self.contract, stage) is StageStatus.APPROVED):
            for approver in lacking:
                self.ask(stage, approver)

    def _keep(self, stage: Stage, approver: Approver) -> bool:
        earlier = kept_approval(self.contract, stage, approver)
        if earlier is None or self._eyes(stage, approver.person.key).refuse(earlier.assignee.key):
            return False
        same = earlier.version == self.contract.version.number
        number = len(self.contract.requests) + 1
        self.emit(e.ApprovalKept(number, stage.key, earlier.assignee, earlier.id, earlier.version, same))
        return True


def _place(request: Request, person: Participant) -> Approver:
    """Return a request's place with another person in it."""
    return Approver(person, request.why, request.veto, (), request.escalation, request.doubt, request.also)
