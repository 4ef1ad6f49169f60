"""What a round would come to if everybody who is asked approved: whom it asks, whose approval stays, where it waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.short_quorum import shortage_of
from daemon.workflow.files import File
from daemon.workflow.model import Contract, Fact, Participant, Request, Route, Stage, Verdict
from daemon.workflow.quorum import approving, needed, places, vacant
from daemon.workflow.route import Directory


@dataclass(frozen=True, slots=True)
class StageOutlook:
    """A stage as it would open. `contract` is the state then, `vacant` are those for whom nobody can be asked.

    `short` is what would be told if it had to wait for more people; None if it has enough.
    """

    stage: Stage
    contract: Contract
    requests: tuple[Request, ...]
    vacant: tuple[Participant, ...]
    short: e.QuorumShort | None

    def request_for(self, place: str) -> Request | None:
        """Return the request for the place of a person; None if nobody is asked for it."""
        return next((each for each in self.requests if each.slot == place), None)


def outlook_of_new(
    route: Route, facts: tuple[Fact, ...], initiator: Participant, now: datetime, directory: Directory
) -> Iterator[StageOutlook]:
    """Yield every stage of a contract as if it were handed in now, but for those that ask nobody."""
    d = DecisionContext(None, now, directory)
    d.emit(e.ContractRegistered("", "", "", "", "", initiator, route))
    d.emit(e.VersionSubmitted(1, facts, File("form", "", "", 0), ""))
    yield from outlook_of_round(d)


def outlook_of_round(d: DecisionContext) -> Iterator[StageOutlook]:
    """Yield every stage of the next round of the present version, but for those that ask nobody."""
    d.emit(e.RoundOpened(d.contract.round + 1, d.contract.version.number))
    for stage in d.contract.route.stages:
        if stage.approvers:
            d.emit(e.StageOpened(stage.key))
            d.ask_who_is_lacking(stage)
            nobody = tuple(each.person for each in vacant(d.contract, stage))
            yield StageOutlook(stage, d.contract, places(d.contract, stage), nobody, shortage_of(d, stage))
            _approve(d, stage)
            d.emit(e.StageApproved(stage.key))


def _approve(d: DecisionContext, stage: Stage) -> None:
    """Let everybody approve who is asked, if the stage needs them all: else nobody knows who of them will."""
    waiting = [each for each in places(d.contract, stage) if each.waits]
    if len(approving(d.contract, stage)) + len(waiting) > needed(d.contract, stage):
        return
    for each in waiting:
        d.emit(e.VerdictGiven(each.id, Verdict.APPROVE, "", each.assignee, each.version, each.sha256))
