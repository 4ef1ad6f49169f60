"""What must hold of every history, judged from its events alone, beside the core and not by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from daemon.workflow import events as e
from daemon.workflow.model import ClosedWhy, Fact, OnReturn, Route, Stage, StageKind, Verdict
from daemon.workflow.policies import OnLateReturn, OwnContracts
from daemon.workflow.route import Directory
from daemon.workflow.route_rules import RouteRule, StageRule
from daemon.workflow.working_time import is_working
from workflow.ruled import needed

STATE_OF = {
    e.StageOpened: "open",
    e.StagePassedOver: "passed over",
    e.StageApproved: "approved",
    e.StageReturned: "returned",
    e.StageDeclined: "declined",
    e.StageReopened: "open",
}
AFTER_THE_END = (e.FinalSetFiled, e.SheetRenewed, e.LateAnswerKept, e.CommentAdded, e.ContractReopened)


@dataclass
class Line:
    """One request as the ledger has it. `place` is who the route wants there."""

    round: int
    stage: str
    place: str
    asked: str
    veto: bool = False
    verdict: Verdict | None = None
    silent: bool = False
    kept: bool = False
    overdue: bool = False
    signed: bool = False
    open: bool = True
    rerouted: bool = False
    version: int = 1  # whose approval it is, if it is one
    said: int = 0  # the round of the verdict
    vacant: bool = False
    bare: bool = False  # it was returned, and the reason was asked


@dataclass(eq=False)  # two may say the same
class Promise:
    """A condition as the ledger has it: for which requests it was set or kept, and whether it was confirmed."""

    requests: set[int]
    confirmed: bool = False
    until: datetime | None = None


@dataclass
class Ledger:
    """Reads events in order; raises AssertionError at the first that may not be there."""

    people: Directory
    route: Route | None = None
    initiator: str = ""
    round: int = 0
    sha256: str = ""
    closed: bool = False
    stages: dict[str, str] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    deadlines: Counter[int] = field(default_factory=Counter)
    mails: set[str] = field(default_factory=set)
    closes_at: datetime | None = None  # of a stage that was decided
    stopping: int = 0  # the request for whose late objection the contract has to be held now
    rules: RouteRule | None = None  # that the route was made of, where they are known
    facts: tuple[Fact, ...] = ()  # of the latest version
    version: int = 0
    passed: dict[str, int] = field(default_factory=dict)  # the latest round that approved a stage
    came: dict[tuple[str, str], int] = field(default_factory=dict)  # the version whose facts brought a place
    promises: list[Promise] = field(default_factory=list)
    acting: str = ""
    duties: dict[tuple[str, int], bool] = field(default_factory=dict)  # what the initiator owes; True: it is overdue

    def stage(self, key: str) -> Stage:
        assert self.route
        return next(each for each in self.route.stages if each.key == key)

    def read(self, event: e.Event, at: datetime) -> None:
        assert not self.closed or isinstance(event, AFTER_THE_END), f"{event} after the end"
        assert not self.stopping or (isinstance(event, e.ContractHeld) and event.late == self.stopping)
        self._conditions(event, at)
        if type(event) in STATE_OF:
            self._stage(event, at)
        self._duty(event, at)
        match event:
            case e.ContractRegistered():
                self.route, self.rules = event.route, event.rules
                self.initiator = event.initiator.key
                self.acting = event.initiator.key
            case e.DocumentsMade():
                self.sha256 = event.sha256
            case e.RoundOpened():
                self._round(event)
            case e.StageDecided() | e.StageUndecided() | e.ContractHeld():
                self._grace(event, at)
            case e.ContractApproved():
                self._approved()
            case e.ContractDeclined() | e.ContractWithdrawn():
                self.closed = True
            case e.ContractReopened():
                self.closed = False
            case e.ContractRecalled() | e.ContractReturned():
                self._in_rework(event)
            case _:
                self._later(event, at)

    def _later(self, event: e.Event, at: datetime) -> None:
        if isinstance(event, e.RouteChanged):
            self._rerouted(event)
        elif isinstance(event, e.RouteFollowed):
            assert not any(line.open for line in self.lines.values()), "the route follows between two rounds"
            before = set(self.route.places) if self.route else set()
            self.came |= dict.fromkeys(set(event.route.places) - before, self.version)
            self.route, self.rules = event.route, event.rules
        elif isinstance(event, e.VersionSubmitted):
            self.facts, self.version = event.facts, event.version
        else:
            self._request(event, at)

    def _in_rework(self, event: e.ContractRecalled | e.ContractReturned) -> None:
        assert not any(line.open for line in self.lines.values()), "in rework nobody is asked"
        if isinstance(event, e.ContractRecalled):
            self.closes_at = None
            self.stages = {key: state.replace("open", "returned") for key, state in self.stages.items()}
        assert "open" not in self.stages.values()

    # -- the initiator -----------------------------------------------------------------------------------------------

    def _duty(self, event: e.Event, at: datetime) -> None:
        match event:
            case e.ContractReturned():
                self.duties["rework", 0] = False
            case e.QuestionAsked():
                self.duties["answer", event.request] = False
            case e.VersionSubmitted() | e.StageReopened():
                self.duties = {owed: late for owed, late in self.duties.items() if owed[0] == "answer"}
            case e.QuestionAnswered() | e.RequestClosed():
                self.duties.pop(("answer", event.request), None)
            case e.DutyReminded() | e.DutyEscalated() | e.DutyDeadlinePassed() | e.DutyDeadlineMoved():
                self._watched(event)
            case e.InitiatorRepresented():
                assert event.instead_of.key == self.acting != event.by.key
                assert event.by.key == self.people.present(self.initiator, at)
                self.acting = event.by.key
                self.duties |= {(each.kind.value, each.request): False for each in event.duties}
            case e.InitiatorChanged():
                assert event.old.key == self.initiator
                self.initiator, self.acting = event.new.key, (event.stand_in or event.new).key
                self.duties |= {(each.kind.value, each.request): False for each in event.duties}
            case _:
                self._owes_confirmation(event)

    def _owes_confirmation(self, event: e.Event) -> None:
        match event:
            case e.ConditionsAsked():
                self.duties["conditions", 0] = False
            case e.ConditionConfirmed() if any(not each.confirmed for each in self._standing_promises()):
                pass
            case e.ConditionConfirmed() | e.ContractRecalled():
                self.duties.pop(("conditions", 0), None)

    def _watched(self, event: e.DutyReminded | e.DutyEscalated | e.DutyDeadlinePassed | e.DutyDeadlineMoved) -> None:
        owed = (event.kind.value, event.request)
        assert owed in self.duties, f"{event} for what nobody waits for"
        match event:
            case e.DutyDeadlinePassed():
                assert not self.duties[owed], "a deadline is noticed once"
                self.duties[owed] = True
            case e.DutyDeadlineMoved():
                self.duties[owed] = False
            case e.DutyEscalated():
                assert self.duties[owed], "nobody is told before the deadline"
                assert event.to
                themself = {each.key for each in event.to} & {self.initiator, self.acting}
                assert not themself or len(event.to) == 1, "told of themself beside others"
                assert not themself or self.people.administrators, "told of themself, and no administrator"
            case _:
                pass

    # -- stages ------------------------------------------------------------------------------------------------------

    def _round(self, event: e.RoundOpened) -> None:
        assert self.route
        assert event.round == self.round + 1
        assert not any(line.open for line in self.lines.values()), "a round begins with nobody asked"
        self.round = event.round
        self.stages = {}

    def _stage(self, event: e.Event, at: datetime) -> None:
        assert self.route
        key = event.stage  # type: ignore[union-attr]
        if isinstance(event, e.StageOpened | e.StagePassedOver):
            for before in self.route.stages:
                if before.key == key:
                    break
                assert self.stages.get(before.key) in ("approved", "passed over"), f"{key} opened before {before.key}"
            assert self.stages.get(key) is None
            assert "open" not in self.stages.values()
        elif isinstance(event, e.StageReopened):
            was = self.stages.get(key, "ahead")  # ahead: it was approved before the route was changed
            taken_back = was in ("approved", "ahead") and self._standing(event.request)
            assert was == "returned" or taken_back
            for number, line in self.lines.items():
                if (line.round, line.stage) == (self.round, key) and (line.verdict or number == event.request):
                    line.open = True
        else:
            assert self.stages[key] == "open"
        if isinstance(event, e.StageApproved):
            self._quorum(key)
            assert self._grace_is_over(key, at), "closed without the time for second thoughts"
            assert not any(line.bare for line in self._places(key)), "approved before a return is heard"
            self.passed[key] = self.round
        self.closes_at = None
        if isinstance(event, e.StageReturned | e.StageDeclined):
            self._lost(key, declined=isinstance(event, e.StageDeclined))
        self.stages[key] = STATE_OF[type(event)]

    def _grace_is_over(self, key: str, at: datetime) -> bool:
        assert self.route
        given = any(line.verdict and not line.silent and not line.kept for line in self._places(key))
        if self.closes_at is None:
            return not (given and self.route.policies.grace)
        return at >= self.closes_at

    def _grace(self, event: e.StageDecided | e.StageUndecided | e.ContractHeld, at: datetime) -> None:
        if isinstance(event, e.ContractHeld):
            assert event.late == self.stopping
            assert bool(event.asked) is bool(event.late), "somebody decides whether it goes on"
            self.stopping, self.closes_at = 0, None
        elif isinstance(event, e.StageUndecided):
            assert self.closes_at
            self.closes_at = None
        else:
            assert self.stages[event.stage] == "open"
            assert self.closes_at is None
            assert event.closes_at > at
            self._quorum(event.stage)
            self.closes_at = event.closes_at

    def _lost(self, key: str, *, declined: bool) -> None:
        """Somebody objected; and unless that decides at once, nobody is cut short whose time is not over."""
        assert self.route
        lines = self._places(key)
        objections = [line for line in lines if line.verdict and not line.verdict.approves]
        assert objections
        assert not declined or any(line.verdict is Verdict.DECLINE for line in objections)
        if self.route.on_return is OnReturn.TOGETHER and not any(line.veto for line in objections):
            assert all(line.verdict or line.overdue for line in lines), "closed while somebody had time to answer"

    def _places(self, key: str) -> list[Line]:
        """The latest line of each place of a stage; none where an earlier route let it go, or nobody can be asked."""
        wanted = {each.person.key for each in self.stage(key).approvers}
        latest = {line.place: line for line in self.lines.values() if (line.round, line.stage) == (self.round, key)}
        return [line for place, line in latest.items() if place in wanted and not (line.rerouted or line.vacant)]

    def _quorum(self, key: str) -> None:
        stage, lines = self.stage(key), self._places(key)
        approving = [line for line in lines if line.verdict and line.verdict.approves]
        people = {line.asked for line in approving}  # one person counts once
        wanted = min(stage.needed, len({line.asked for line in lines})) if stage.or_all else stage.needed
        assert len(people) >= wanted > 0, f"{key} approved by {len(people)} of {wanted}"
        assert not any(line.veto and line.verdict and not line.verdict.approves for line in lines), "against a veto"
        came = max((self.came.get((key, each.person.key), 0) for each in stage.approvers), default=0)
        newer = [line for line in approving if line.version >= came and line.said > self._objection(stage)]
        assert newer or (stage.or_all and len(people) == len({line.asked for line in lines})), (
            f"{key}: nobody has approved since version {came} brought somebody to it, or since it was returned"
        )
        if stage.kind is StageKind.SIGNATURE:
            assert all(line.signed and not line.silent for line in approving), "signed without a signed copy"

    def _objection(self, stage: Stage) -> int:
        """The latest of the earlier rounds in which somebody of the stage returned it; 0 if it was approved since."""
        before = [line for line in self.lines.values() if line.stage == stage.key and line.round < self.round]
        last = {line.place: line for line in before}
        here = [last[each.person.key] for each in stage.approvers if each.person.key in last]
        objecting = [line.round for line in here if line.verdict and not line.verdict.approves]
        return max((each for each in objecting if each > self.passed.get(stage.key, 0)), default=0)

    def _approved(self) -> None:
        assert self.route
        states = [self.stages.get(stage.key) for stage in self.route.stages]
        assert set(states) <= {"approved", "passed over"}, f"approved with {states}"
        assert "approved" in states
        for stage in self.route.stages:
            if self.stages[stage.key] == "approved":
                self._quorum(stage.key)
        for rule in self.rules.stages if self.rules else ():
            self._nobody_needed_is_missing(rule)
        self.closed = True

    def _nobody_needed_is_missing(self, rule: StageRule) -> None:
        """Whom the facts of the approved version call for has approved it, by a verdict that is valid for it."""
        wanted = needed(rule, self.facts)
        here = [line for line in self.lines.values() if (line.round, line.stage) == (self.round, rule.key)]
        latest = {line.place: line for line in here}
        approved = {place for place, line in latest.items() if line.verdict and line.verdict.approves}
        enough = min(rule.need, len(wanted)) or len(wanted)
        assert len(wanted & approved) >= enough, f"{rule.key}: {wanted - approved} are needed by the facts"

    def _rerouted(self, event: e.RouteChanged) -> None:
        self.route, self.rules = event.route, event.rules
        self.closes_at = None
        self.stages = {
            stage.key: state.value.replace("_", " ")
            for stage, state in zip(event.route.stages, event.stages, strict=False)
            if state != "ahead"
        }
        if "open" in self.stages.values() or all(each.confirmed for each in self._standing_promises()):
            self.duties.pop(("conditions", 0), None)
        for line in (each for each in self.lines.values() if each.open):
            for stage in event.route.stages:
                for each in stage.approvers:
                    if (stage.key, each.person.key) == (line.stage, line.place):
                        line.veto = each.veto

    # -- conditions --------------------------------------------------------------------------------------------------

    def _conditions(self, event: e.Event, at: datetime) -> None:
        match event:
            case e.VerdictGiven():
                self._drop(event.request)
                if event.verdict.approves:
                    self.promises += [Promise({event.request}) for _ in event.conditions]
            case e.VerdictUndone():
                self._drop(event.request)
            case e.ApprovalKept():
                for each in (each for each in self.promises if event.earlier in each.requests):
                    each.requests.add(event.request)
                    each.confirmed = each.confirmed and event.same_version
            case e.ConditionConfirmed():
                promise = self.promises[event.condition - 1]
                assert not promise.confirmed
                promise.confirmed, promise.until = True, event.until
            case e.ConditionDisputed():
                promise = self.promises[event.condition - 1]
                assert promise.confirmed
                promise.confirmed = False
            case _:
                self._not_before_conditions(event, at)

    def _not_before_conditions(self, event: e.Event, at: datetime) -> None:
        match event:
            case e.ConditionsAsked():
                assert set(event.conditions) <= {self.promises.index(each) + 1 for each in self._unmet(at)}
            case e.StageOpened() if self.stage(event.stage).kind is StageKind.SIGNATURE:
                assert self._unmet(at) == [], "a signature is asked for with an open condition"
            case e.ContractApproved():
                assert self._unmet(at) == [], "approved with an open condition"

    def _drop(self, request: int) -> None:
        for each in self.promises:
            each.requests.discard(request)

    def _standing(self, request: int) -> bool:
        line = self.lines[request]
        stages = self.route.stages if self.route else ()
        on_route = any((s.key, a.person.key) == (line.stage, line.place) for s in stages for a in s.approvers)
        held = any(request in each.requests for each in self.promises)
        return held and on_route and not line.rerouted and line.round == self.round

    def _standing_promises(self) -> list[Promise]:
        return [each for each in self.promises if any(map(self._standing, each.requests))]

    def _unmet(self, at: datetime) -> list[Promise]:
        standing = self._standing_promises()
        return [each for each in standing if not each.confirmed or (each.until is not None and each.until > at)]

    # -- requests ----------------------------------------------------------------------------------------------------

    def _request(self, event: e.Event, at: datetime) -> None:
        match event:
            case e.ApproverAsked():
                self._asked(event, at)
            case e.ApprovalKept():
                self._kept(event)
            case e.VerdictGiven():
                self._verdict(event)
            case e.BareReturnKept():
                assert self.lines[event.request].open
                self.lines[event.request].bare = True
            case e.VerdictUndone():
                line = self.lines[event.request]
                assert line.verdict
                assert not line.silent
                line.verdict, line.signed = None, False
                self._due(event.request, event.due_at, at)
            case e.SignedCopyFiled():
                self.lines[event.request].signed = True
            case e.RequestClosed():
                assert self.lines[event.request].open
                self.lines[event.request].open = False
                self.lines[event.request].rerouted = event.why is ClosedWhy.REROUTED
                self.lines[event.request].vacant = event.why is ClosedWhy.OWN_CONTRACT  # until somebody else is asked
            case _:
                self._clock(event, at)

    def _clock(self, event: e.Event, at: datetime) -> None:
        match event:
            case e.DeadlinePassed():
                self.lines[event.request].overdue = True
                self.deadlines[event.request] += 1
                assert self.deadlines[event.request] == 1, "a deadline is noticed once"
            case e.DeadlineMoved() | e.QuestionAnswered():
                self._due(event.request, event.due_at, at)
            case e.ContractResumed():
                for each in event.moved:
                    self._due(each.request, each.due_at, at)
            case e.LateAnswerKept():
                self._too_late(event, at)
            case _:
                pass

    def _asked(self, event: e.ApproverAsked, at: datetime) -> None:
        assert event.request == len(self.lines) + 1
        assert self.stages[event.stage] == "open"
        owner = event.on_behalf_of or event.asked
        place = self.lines[event.instead_of].place if event.instead_of else owner.key
        open_ = [line for line in self.lines.values() if line.open and (line.stage, line.place) == (event.stage, place)]
        assert not open_, f"{place} is asked twice"
        asked = event.asked.key
        self.lines[event.request] = Line(self.round, event.stage, place, asked, event.veto, version=self.version)
        assert event.due_at > at
        self._due(event.request, event.due_at, at)

    def _kept(self, event: e.ApprovalKept) -> None:
        earlier = self.lines[event.earlier]
        assert earlier.verdict
        assert earlier.verdict.approves
        assert not earlier.silent
        assert self.stage(event.stage).kind is StageKind.APPROVAL
        refused = self.route and self.route.policies.own_contracts is OwnContracts.REFUSED
        assert not (refused and earlier.asked == self.initiator), "the initiator's own approval is carried on"
        assert earlier.version == event.version
        kept = Line(
            self.round,
            event.stage,
            earlier.place,
            earlier.asked,
            verdict=earlier.verdict,
            kept=True,
            version=event.version,
            said=earlier.said,
        )
        self.lines[event.request] = kept

    def _verdict(self, event: e.VerdictGiven) -> None:
        line = self.lines[event.request]
        assert line.open
        assert self.stages[line.stage] == "open"
        own = event.given_by.key == self.initiator or (event.confirmed_by and event.confirmed_by.key == self.initiator)
        if own and event.verdict.approves and line.asked == self.initiator:
            allowed = self.route and self.route.policies.own_contracts is OwnContracts.ALLOWED
            assert allowed, "somebody approves what they have handed in"
        assert event.sha256 == self.sha256, "a verdict on another version"
        assert line.asked in (event.given_by.key, event.confirmed_by.key if event.confirmed_by else "")
        assert event.mail not in self.mails or not event.mail
        self.mails.add(event.mail)
        line.verdict, line.silent, line.signed, line.said = event.verdict, event.silent, False, self.round
        line.bare = False

    def _too_late(self, event: e.LateAnswerKept, at: datetime) -> None:
        """Nothing is decided by it; it stops a contract only for an objection, on its policy, before a signature."""
        assert event.given_by not in event.told
        if not event.holds:
            return
        assert self.route
        assert self.route.policies.on_late_return is OnLateReturn.HOLD
        assert event.verdict in (Verdict.RETURN, Verdict.DECLINE)
        assert "open" in self.stages.values() or self._unmet(at), "stopped where nothing is under way"
        here = [line for line in self.lines.values() if line.round == self.round]
        assert not any(line.signed and not line.rerouted for line in here), "stopped after a signature"
        theirs = [line for line in here if event.given_by.key in (line.asked, line.place)]
        assert theirs, "stopped for somebody on whom nothing of this round rests"
        self.stopping = event.request

    def _due(self, request: int, due_at: datetime | None, at: datetime) -> None:
        """A deadline in working units lies in the working time of the one who was asked."""
        line = self.lines[request]
        assert due_at
        if due_at > at:
            self.deadlines[request] = 0
            line.overdue = False
        stages = [each for each in (self.route.stages if self.route else ()) if each.key == line.stage]
        if stages and stages[0].deadline.working and self.people.knows(line.asked):  # nobody else's hours are known
            assert is_working(self.people.calendar_of(line.asked), due_at), f"{due_at} is no working time"
