"""One contract told step by step: who does what at which time, and what the core makes of it."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.codec import event_from_json, event_to_json
from daemon.workflow.decide import decide
from daemon.workflow.effects import SendLetter, effects
from daemon.workflow.evolve import evolve, replay
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Contract, Fact, Request, Route, StageKind, Verdict
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.request_schedule import next_due
from daemon.workflow.route import Directory
from workflow.people import PEOPLE, SIGNED, at, docx, draft, facts, house, route, someone, stage

MONDAY = "2026-11-23 10:00"


class Story:
    """Carries out commands on one contract and keeps what followed: events, history and letters."""

    def __init__(
        self,
        route: Route,
        begins: str | datetime = MONDAY,
        known: tuple[Fact, ...] | None = None,
        people: Directory | None = None,
    ) -> None:
        self.now = at(begins) if isinstance(begins, str) else begins
        self.people = people or house()
        self.history: list[tuple[datetime, e.Event]] = []
        self.letters: list[SendLetter] = []  # of the latest command
        self.sent: list[SendLetter] = []
        self._contract: Contract | None = None
        command = c.RegisterContract(
            "З-2026-0042", "Договор 42", "purchase", "Договор закупки", "expense",
            someone("clerk"), route, known or facts(), draft(),
        )  # fmt: skip
        self.do(self.register(command))
        self.documents()

    @property
    def contract(self) -> Contract:
        assert self._contract is not None
        return self._contract

    def do(self, command: c.Command) -> list[e.Event]:
        """Carry out a command; what it says of history, state and JSON must agree."""
        events = decide(self._contract, command, self.now, self.people)
        for event in events:
            self._contract = evolve(self._contract, event, self.now)
            self.history.append((self.now, event))
        self.letters = [
            each for event in events for each in effects(self.contract, event) if isinstance(each, SendLetter)
        ]
        self.sent += self.letters
        return events

    def refused(self, command: c.Command) -> Reason:
        before = self.contract
        with pytest.raises(Refused) as info:
            self.do(command)
        assert self.contract is before
        return info.value.reason

    def register(self, command: c.RegisterContract) -> c.RegisterContract:
        """The command that begins the contract, for stories that register it otherwise."""
        return command

    # -- time --------------------------------------------------------------------------------------------------------

    def at(self, moment: str) -> Story:
        """Let the time come, without the clock doing anything."""
        self.now = at(moment)
        return self

    def until(self, moment: str) -> list[tuple[datetime, e.Event]]:
        """Let time pass as a running daemon does: the clock acts whenever something is due."""
        end, seen = at(moment), len(self.history)
        while (due := next_due(self.contract)) and due <= end:
            self.now = max(due, self.now).astimezone(end.tzinfo)
            assert self.do(c.PassTime()), f"nothing to do at {due}"
        self.now = end
        return self.history[seen:]

    def fire_timers(self) -> list[e.Event]:
        """Let the clock act once, as after a stop of the daemon."""
        return self.do(c.PassTime())

    # -- people ------------------------------------------------------------------------------------------------------

    def request_of(self, key: str) -> Request:
        return next(r for r in reversed(self.contract.requests) if r.assignee.key == key)

    def answer(self, key: str, verdict: Verdict, remarks: str = "") -> c.GiveVerdict:
        request = self.request_of(key)
        signs = self.contract.stage_of(request).kind is StageKind.SIGNATURE and verdict.approves
        return c.GiveVerdict(request.id, verdict, remarks, someone(key), signed=(SIGNED,) if signs else ())

    def approves(self, *keys: str) -> list[e.Event]:
        return [each for key in keys for each in self.do(self.answer(key, Verdict.APPROVE))]

    def returns(self, key: str, remarks: str = "Нет сметы") -> list[e.Event]:
        return self.do(self.answer(key, Verdict.RETURN, remarks))

    def declines(self, key: str, remarks: str = "Не нужно") -> list[e.Event]:
        return self.do(self.answer(key, Verdict.DECLINE, remarks))

    def asks(self, key: str, text: str = "Где смета?") -> list[e.Event]:
        return self.do(c.AskQuestion(self.request_of(key).id, text, someone(key)))

    def clerk_answers(self, key: str, text: str = "В приложении") -> list[e.Event]:
        return self.do(c.AnswerQuestion(self.request_of(key).id, text, someone("clerk")))

    def hands_over(self, key: str, to: str, by: str = "admin") -> list[e.Event]:
        return self.do(c.Reassign(self.request_of(key).id, PEOPLE[to], by))

    def reworked(self, changed: tuple[Fact, ...] | None = None) -> list[e.Event]:
        number = self.contract.version.number + 1
        self.do(c.SubmitVersion(changed or self.contract.facts, draft(number), self.contract.name))
        return self.documents()

    def documents(self) -> list[e.Event]:
        number = self.contract.version.number
        made = docx(number)
        return self.do(c.FileDocuments(number, made.sha256, (made,)))

    # -- what is seen ------------------------------------------------------------------------------------------------

    def waiting(self) -> list[str]:
        return [each.key for each in self.contract.waiting_for()]

    def told(self, kind: LetterKind) -> list[str]:
        """Who got a letter of this kind from the latest command."""
        return [each.to.key for each in self.letters if each.kind is kind]

    def of(self, kind: type[e.Event]) -> list[e.Event]:
        return [event for _, event in self.history if isinstance(event, kind)]

    def states(self) -> list[str]:
        return [each.value for each in self.contract.stages]

    def replayed(self) -> Contract:
        """The contract that history leads to after a way through JSON text."""
        kept = [(when, json.loads(json.dumps(event_to_json(event)))) for when, event in self.history]
        return replay([(when, event_from_json(kind, data)) for when, (kind, data) in kept])


def three_stages(**policy: object) -> Story:
    return Story(
        route(
            stage("legal", "lawyer"),
            stage("fund", "commercial", "procurement", "accountant"),
            stage("signing", "director", kind=StageKind.SIGNATURE),
            **policy,
        )
    )
