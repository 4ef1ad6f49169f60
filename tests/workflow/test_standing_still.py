"""Questions, contracts on hold, requests that are handed over: where the clock stands still, and for whom."""

from __future__ import annotations

from datetime import timedelta

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import (
    PlannedKind,
    StageStatus,
    Status,
    Verdict,
)
from daemon.workflow.refusal import Reason
from daemon.workflow.request_schedule import next_due
from daemon.workflow.working_time import is_working
from workflow.people import (
    PEOPLE,
    SIGNED,
    at,
    facts,
    remind,
    route,
    rung,
    someone,
    stage,
)
from workflow.story import Story, three_stages

APPROVE, RETURN = Verdict.APPROVE, Verdict.RETURN


def test_a_question_stops_the_asker_s_clock_and_nobody_else_s() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="8 working hours")))
    assert story.request_of("commercial").due_at == at("2026-11-24 09:48")
    story.at("2026-11-23 11:00")
    story.asks("commercial")
    assert (story.told(LetterKind.QUESTION), story.waiting()) == (["clerk"], ["clerk", "accountant"])
    passed = story.until("2026-11-25 10:00")
    assert {getattr(event, "request", None) for _, event in passed} == {story.request_of("accountant").id}
    story.clerk_answers("commercial")
    assert story.told(LetterKind.ANSWER) == ["commercial"]
    # one hour had gone, seven are left: 10-13 and 13:48-17:48
    assert story.request_of("commercial").due_at == at("2026-11-25 17:48")
    assert story.waiting() == ["commercial", "accountant"]
    question = story.request_of("commercial").questions[0]
    assert (question.text, question.answer, question.answered_at) == ("Где смета?", "В приложении", story.now)


def test_an_asker_who_answers_before_the_initiator_has_answered() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.asks("commercial")
    assert story.refused(c.AskQuestion(1, "И ещё?", someone("commercial"))) is Reason.ALREADY_ANSWERED
    story.approves("commercial")
    assert (story.waiting(), story.told(LetterKind.ANSWER)) == (["accountant"], [])
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("clerk"))) is Reason.ALREADY_ANSWERED


def test_only_the_initiator_answers_a_question_and_only_an_open_one() -> None:
    story = Story(route(stage("fund", "commercial")))
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("clerk"))) is Reason.ALREADY_ANSWERED
    story.asks("commercial")
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("director"))) is Reason.NOT_YOURS
    story.clerk_answers("commercial")
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("clerk"))) is Reason.ALREADY_ANSWERED


def test_whoever_has_answered_asks_nothing_more() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.approves("commercial")
    assert story.refused(c.AskQuestion(1, "?", someone("commercial"))) is Reason.ALREADY_ANSWERED
    assert story.refused(c.Reassign(1, PEOPLE["economist"], "admin")) is Reason.ALREADY_ANSWERED


def test_a_deadline_that_passed_before_the_question_stays_where_it_was() -> None:
    story = Story(route(stage("fund", "commercial", deadline="1 working hour", ladder=(rung("4 working hours"),))))
    story.until("2026-11-23 12:00")
    story.asks("commercial")
    story.at("2026-11-24 13:20")
    story.clerk_answers("commercial")
    request = story.request_of("commercial")
    assert request.due_at == at("2026-11-23 11:00")
    assert [each.at for each in request.plan] == [at("2026-11-24 16:48")]  # three of the four hours were left


def test_a_plain_deadline_moves_by_the_time_that_stood_still() -> None:
    story = Story(
        route(stage("fund", "commercial", deadline="2 days", ladder=(rung("30 minutes"),))), begins="2026-11-27 16:00"
    )
    assert story.request_of("commercial").due_at == at("2026-11-29 16:00")
    story.at("2026-11-27 17:10")
    story.asks("commercial")
    story.at("2026-11-27 17:40")
    story.clerk_answers("commercial")
    request = story.request_of("commercial")
    assert request.due_at == at("2026-11-29 16:30")
    assert [each.at for each in request.plan if each.kind is PlannedKind.ESCALATE] == [at("2026-11-29 17:00")]


def test_the_ladder_never_comes_before_the_deadline_that_was_moved() -> None:
    story = Story(route(stage("fund", "commercial", deadline="8 working hours", ladder=(rung("30 minutes"),))))
    story.do(c.Hold("Титова"))
    story.at("2026-11-23 17:00")
    story.do(c.Resume("Титова"))
    request = story.request_of("commercial")
    [escalate] = [each for each in request.plan if each.kind is PlannedKind.ESCALATE]
    assert escalate.at == request.due_at + timedelta(minutes=30)


def test_hold_stops_the_clock_and_resume_moves_the_deadlines() -> None:
    every = ("4 working hours before",)
    story = Story(route(stage("fund", "commercial", "accountant", deadline="8 working hours", reminders=every)))
    story.approves("accountant")
    story.at("2026-11-23 11:00")
    story.do(c.Hold("Титова", "Ждём смету"))
    assert (story.contract.status, story.waiting(), next_due(story.contract)) == (Status.ON_HOLD, [], None)
    assert story.told(LetterKind.HELD) == ["clerk", "commercial"]
    assert story.refused(story.answer("commercial", APPROVE)) is Reason.ON_HOLD
    story.at("2026-12-23 11:00")
    assert story.fire_timers() == []
    [resumed] = story.do(c.Resume("Титова"))
    assert story.told(LetterKind.RESUMED) == ["clerk", "commercial"]
    assert isinstance(resumed, e.ContractResumed)
    assert [each.request for each in resumed.moved] == [story.request_of("commercial").id]
    request = story.request_of("commercial")
    assert request.due_at == at("2026-12-24 09:48")
    assert [each.at for each in request.plan] == [at("2026-12-23 14:48"), at("2026-12-24 09:48")]
    assert (story.contract.status, story.contract.held) == (Status.IN_APPROVAL, None)


def test_a_question_over_a_hold_moves_the_deadline_once() -> None:
    story = Story(route(stage("fund", "commercial", deadline="8 working hours")))
    story.asks("commercial")
    story.at("2026-11-23 11:00")
    story.do(c.Hold("Титова"))
    story.at("2026-11-24 10:00")
    story.do(c.Resume("Титова"))
    assert story.request_of("commercial").due_at == at("2026-11-24 09:48")
    story.at("2026-11-25 10:00")
    story.clerk_answers("commercial")
    assert story.request_of("commercial").due_at == at("2026-11-26 09:48")


def test_a_contract_in_rework_can_be_held_and_goes_on_in_rework() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.returns("commercial")
    story.do(c.Hold("Титова"))
    assert story.refused(c.SubmitVersion(facts(), story.contract.version.draft, "")) is Reason.NOT_ALLOWED
    assert story.refused(c.Hold("Титова")) is Reason.NOT_ALLOWED
    story.do(c.Resume("Титова"))
    assert (story.contract.status, story.waiting()) == (Status.IN_REWORK, ["clerk"])


def test_a_contract_can_be_withdrawn_while_it_is_on_hold() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.do(c.Hold("Титова"))
    story.do(c.Withdraw("Титова"))
    assert story.contract.status is Status.WITHDRAWN
    assert story.contract.open_requests() == ()
    assert story.told(LetterKind.VOID) == []  # they will hear of the end


def test_a_reminder_on_request_goes_to_everybody_who_is_waited_for() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", "procurement")))
    story.approves("procurement")
    story.asks("accountant")
    story.do(c.Remind("Титова"))
    assert story.told(LetterKind.REMINDER) == ["commercial"]
    assert story.told(LetterKind.QUESTION) == ["clerk"]
    assert story.request_of("commercial").reminded == 1
    assert story.request_of("accountant").reminded == 0  # the initiator was


def test_a_reminder_on_request_reaches_the_initiator_who_reworks() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.returns("commercial")
    story.do(c.Remind("Белова"))
    assert story.told(LetterKind.RETURNED) == ["clerk"]
    assert story.replayed() == story.contract


def test_handing_over_and_back_again() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.at("2026-11-24 12:00")
    _, asked = story.hands_over("commercial", "deputy", by="Белова")
    assert isinstance(asked, e.ApproverAsked)
    assert (asked.instead_of, asked.moved_by, asked.due_at) == (1, "Белова", at("2026-11-26 18:00"))
    assert (story.waiting(), story.told(LetterKind.VOID)) == (["accountant", "deputy"], ["commercial"])
    story.hands_over("deputy", "commercial")
    assert (story.waiting(), story.request_of("commercial").slot) == (["accountant", "commercial"], "commercial")
    story.approves("commercial", "accountant")
    assert story.contract.status is Status.APPROVED


def test_a_contract_is_registered_once() -> None:
    story = three_stages()
    again = c.RegisterContract("X", "X", "x", "x", "expense", someone("clerk"), story.contract.route, (), SIGNED)
    assert story.refused(again) is Reason.NOT_ALLOWED


def test_reminders_that_would_lie_in_the_past_are_left_out() -> None:
    story = Story(route(stage("fund", "commercial", deadline="1 working hour", reminders=("8 working hours before",))))
    assert [each.kind for each in story.request_of("commercial").plan] == [PlannedKind.DEADLINE]
    assert remind("8 working hours before").before


def test_deadlines_lie_in_working_time() -> None:
    for begins in ("2026-11-22 03:00", "2026-11-27 23:00", "2026-12-31 12:00", "2027-01-01 00:00"):
        for lasts in ("1 working day", "3 working hours", "45 working minutes", "1 working week"):
            story = Story(route(stage("fund", "commercial", deadline=lasts)), begins=begins)
            assert is_working(story.people.calendar, story.request_of("commercial").due_at)


def test_stages_of_the_round_before_are_remembered() -> None:
    story = three_stages()
    story.approves("lawyer")
    story.returns("commercial")
    story.approves("procurement", "accountant")
    story.reworked()
    assert story.contract.earlier_stages == (StageStatus.APPROVED, StageStatus.RETURNED, StageStatus.AHEAD)
