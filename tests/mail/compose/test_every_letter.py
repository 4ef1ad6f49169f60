"""Every letter that an event can cause is composed in every language, from contracts as the core makes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from workflow.people import PEOPLE, SIGNED, YEKATERINBURG, at, docx, draft, facts, house, route, rung, someone, stage
from workflow.story import Story

from daemon.mail.compose.catalogue import load_catalogues
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_composer import duty_told, write
from daemon.mail.compose.letter_context import About, LetterContext, LetterSettings, Matter
from daemon.mail.compose.letter_traits import TRAITS
from daemon.mail.compose.reply_letters import refused
from daemon.workflow import commands as c
from daemon.workflow.effects import SendLetter
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Absence, DutyKind, LateKind, Participant, StageKind, Verdict
from daemon.workflow.policies import OnLateReturn, OwnContracts, Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.route import Directory
from daemon.workflow.route_rules import RouteRule
from daemon.workflow.route_shift import ResolvedAnew
from daemon.workflow.working_time import parse_duration

TEMPLATES = Path(__file__).parents[3] / "templates" / "mail"
HOUSE = LetterSettings(
    "Театр «Сцена»", "contracts@scena.example", True, YEKATERINBURG, "ru", load_catalogues(TEMPLATES)
)


class Writer(Story):
    """A story whose letters are written as they are caused."""

    def __init__(self, *args: object, **more: object) -> None:
        self.written: set[tuple[LetterKind, str]] = set()
        self.composed: list[tuple[LetterKind, str, Composed]] = []
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def do(self, command: c.Command) -> list[object]:
        events = super().do(command)
        for letter in self.letters:
            for language in ("ru", "en"):
                self.write(letter, language)
        return events

    def write(self, letter: SendLetter, language: str) -> None:
        duty = duty_told(letter.kind, self.contract, letter.request)
        about = About(self.contract.request(letter.request), "k7q2mx", letter.step) if letter.request else About()
        about = replace(about, duty=duty)
        about = replace(about, late=self.contract.request(letter.late)) if letter.late else about
        to = Participant(letter.to.key, letter.to.name, language=language)
        composed = write(HOUSE, letter.kind, to, Matter(self.contract, len(self.history), "a" * 64, self.now), about)
        self.composed.append((letter.kind, language, composed))
        assert composed.subject
        assert composed.text
        assert "{" not in composed.text + composed.subject
        why = about.request.closed_why.value if about.request and about.request.closed_why else ""
        self.written.add((letter.kind, why if letter.kind is LetterKind.VOID else ""))


def stories() -> Iterator[Writer]:
    thorough = {"undo": parse_duration("30 minutes")}
    story = Writer(route(stage("fund", "commercial", "accountant", ladder=(rung("1 working hour"),)), **thorough))
    story.asks("commercial")
    story.clerk_answers("commercial")
    story.do(story.answer("commercial", Verdict.APPROVE_WITH_REMARKS, "Опечатка"))
    story.do(c.UndoVerdict(1, someone("commercial")))
    story.do(c.ProposeVerdict(1, Verdict.RETURN, "Нет сметы", someone("economist")))
    story.do(c.MoveDeadline(1, at("2026-12-01 12:00"), "Титова"))
    story.do(c.Hold("Титова", "Ждём"))
    story.do(c.Resume("Титова"))
    story.do(c.Remind("Титова"))
    story.do(c.AddComment("Исправлю завтра", someone("clerk")))
    story.hands_over("accountant", "economist")
    story.until("2026-12-02 12:00")
    story.approves("economist")
    story.returns("commercial")
    story.do(c.UndoVerdict(1, someone("commercial")))
    story.do(c.Reroute(route(stage("fund", "director", "economist")), "Лапин"))
    story.approves("economist")
    story.declines("director")
    story.do(c.FileFinalSet(()))
    story.do(c.Reopen("Титова", "Передумали"))
    yield story
    story = Writer(route(stage("any", "accountant", "economist", need=1), stage("end", "director")))
    story.approves("economist")
    yield story
    away = Absence("lawyer", at("2026-11-24 00:00").date(), at("2026-11-25 00:00").date())
    people = Directory(PEOPLE, house().calendar, house().calendars, (away,))
    story = Writer(route(stage("signing", "lawyer", "director", kind=StageKind.SIGNATURE)), people=people)
    for day in ("2026-11-24 10:00", "2026-11-26 10:00"):
        story.at(day)
        story.fire_timers()
    story.do(c.FileSheet(tuple(each.id for each in story.contract.without_sheet()), SIGNED))
    yield story
    story = Writer(route(stage("fund", "clerk", "lawyer", "commercial", need=3)))
    refused_own = Policies(own_contracts=OwnContracts.REFUSED)
    story.do(c.Reroute(route(stage("fund", "clerk", "lawyer", "commercial", need=3), policies=refused_own), "Лапин"))
    story.people = Directory({**PEOPLE, "clerk": replace(PEOPLE["clerk"], manager="economist")}, house().calendar)
    story.fire_timers()
    yield story
    story = Writer(route(stage("fund", "accountant", "economist"), stage("end", "director", kind=StageKind.SIGNATURE)))
    story.approves("accountant")
    story.do(c.Recall("Титова", "перепутала ИНН"))
    story.reworked()
    story.approves("economist")
    yield story
    story = Writer(route(stage("fund", "commercial", "accountant")))
    story.approves("accountant")
    story.returns("commercial")
    anew = ResolvedAnew(route(stage("fund", "commercial", "artistic")), RouteRule(()), ("amount",))
    story.do(c.SubmitVersion(facts(900_000), draft(2), "Договор", route=anew))
    story.documents()
    yield story
    story = Writer(route(stage("fund", "commercial", "accountant")))
    story.approves("accountant")
    story.returns("commercial")
    story.do(c.SubmitVersion(facts(), draft(2), "Договор", docx(2)))
    story.documents()
    yield story
    yield too_late()
    for grace in (None, parse_duration("2 minutes")):
        story = Writer(route(stage("fund", "commercial", "accountant"), policies=Policies(grace=grace)))
        story.approves("accountant")
        conditional = story.answer("commercial", Verdict.APPROVE_WITH_REMARKS, "при условии оплаты")
        story.do(replace(conditional, conditions=("при условии оплаты", "срок 10 дней")))
        story.until("2026-11-23 11:00")
        story.do(c.ConfirmCondition(1, "Оплачено", "Титова", "clerk"))
        story.do(c.ConfirmCondition(2, "", "Титова", "clerk"))
        if grace:
            story.do(c.DisputeCondition(1, "Не оплачено", someone("commercial")))
        yield story
    yield watched_initiator()
    story = Writer(route(stage("legal", "lawyer")))
    story.people = Directory({**PEOPLE, "lawyer": replace(PEOPLE["deputy"], key="lawyer")}, house().calendar)
    story.fire_timers()
    yield story


def watched_initiator() -> Writer:
    """A story in which the initiator is late with an answer and with a version, and the contract becomes another's."""
    watched = Policies(rework=parse_duration("5 working days"), answer=parse_duration("1 working day"))
    story = Writer(route(stage("fund", "commercial"), policies=watched))
    story.asks("commercial")
    story.until("2026-11-26 12:00")
    story.do(c.MoveDutyDeadline(DutyKind.ANSWER, 1, at("2026-12-01 12:00"), "Лапин"))
    story.do(c.HandOver(PEOPLE["economist"], "Лапин"))
    story.do(c.AnswerQuestion(1, "В приложении", someone("economist")))
    story.returns("commercial")
    story.do(c.MoveDutyDeadline(DutyKind.REWORK, 0, at("2026-12-01 12:00"), "Лапин"))
    story.until("2026-12-04 12:00")
    return story


def too_late() -> Writer:
    """A story in which every kind of word comes too late, and one of them stops the contract."""
    hold = {"policies": Policies(on_late_return=OnLateReturn.HOLD)}
    story = Writer(route(stage("legal", "lawyer"), stage("end", "director", "deputy"), **hold))
    lawyer = someone("lawyer")
    story.do(c.Hold("Титова", "Ждём"))
    story.do(c.KeepLateAnswer(1, Verdict.RETURN, "Нет сметы", lawyer, Reason.ON_HOLD))
    story.do(c.Resume("Титова"))
    story.approves("lawyer")
    story.do(c.KeepLateAnswer(1, None, "Где смета?", lawyer, Reason.STAGE_CLOSED, kind=LateKind.QUESTION))
    story.do(c.KeepLateAnswer(1, None, "Ошиблась", lawyer, Reason.TOO_LATE, kind=LateKind.UNDO))
    story.do(c.KeepLateAnswer(1, Verdict.DECLINE, "Совсем не то", lawyer, Reason.ON_HOLD))
    story.do(c.Resume("Титова"))
    story.do(c.KeepLateAnswer(1, Verdict.APPROVE_WITH_REMARKS, "Опечатка", lawyer, Reason.STAGE_CLOSED))
    story.returns("director")
    story.approves("deputy")
    story.do(c.KeepLateAnswer(1, Verdict.RETURN, "И опись", lawyer, Reason.OLD_VERSION))
    story.do(c.Withdraw("Титова"))
    story.do(c.KeepLateAnswer(1, Verdict.RETURN, "И печать", lawyer, Reason.ALREADY_CLOSED))
    return story


def test_every_kind_of_letter_has_its_traits() -> None:
    assert set(TRAITS) == set(LetterKind)


def test_every_kind_of_letter_that_an_event_causes_can_be_written() -> None:
    written = {kind for story in stories() for kind in story.written}
    reasons = {"stage_closed", "reassigned", "away", "back", "own_contract", "rerouted", "passed_on"}
    caused = {kind for kind, traits in TRAITS.items() if traits.opening}
    others = {(kind, "") for kind in caused - {LetterKind.VOID}}
    never = (others | {(LetterKind.VOID, why) for why in reasons}) ^ written
    assert not never, "put the command that causes it into stories()"


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_can_be_told(reason: Reason, language: str) -> None:
    story = Story(route(stage("fund", "commercial")))
    to = Participant("commercial", "Белова Ирина Олеговна", language=language)
    about = About(story.contract.request(1), "k7q2mx")
    composed = refused(
        LetterContext(HOUSE, to, Matter(story.contract, 3, "a" * 64, story.now), about), reason, "approve"
    )
    assert "{" not in composed.text


def test_a_kept_approval_names_its_version_and_one_of_the_same_version_its_stage() -> None:
    story = Story(
        route(stage("head", "commercial"), stage("legal", "lawyer"), stage("fund", "commercial"), ask_once=True)
    )
    story.approves("commercial")
    story.returns("lawyer")
    story.reworked()
    assert "в силе с версии 1" in _status_for("lawyer", story)
    story.approves("lawyer")
    assert "ответ на прежнем этапе" not in _status_for("lawyer", story)
    story = Story(
        route(stage("head", "commercial"), stage("fund", "commercial"), stage("legal", "lawyer"), ask_once=True)
    )
    story.approves("commercial")
    assert "ответ на прежнем этапе" in _status_for("lawyer", story)


def _status_for(key: str, story: Story) -> str:
    composed = write(HOUSE, LetterKind.REOPENED, someone(key), Matter(story.contract, 9, "a" * 64, story.now), About())
    return composed.text
