"""Deadlines, reminders and the ladder, over free days and changes of the clock."""

from __future__ import annotations

from datetime import timedelta

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import (
    Escalate,
    StageKind,
    Status,
    Verdict,
)
from daemon.workflow.refusal import Reason
from daemon.workflow.request_schedule import next_due
from daemon.workflow.route import Directory
from daemon.workflow.working_time import Calendar
from workflow.people import (
    BERLIN,
    LONG_DAY,
    PEOPLE,
    approver,
    at,
    route,
    rung,
    stage,
)
from workflow.story import Story

APPROVE, RETURN = Verdict.APPROVE, Verdict.RETURN


def test_reminders_deadline_and_ladder_come_in_their_order() -> None:
    ladder = (rung("1 working hour"), rung("1 working day", Escalate.REASSIGN))
    every = ("8 working hours before", "at deadline", "every 1 working day")
    story = Story(route(stage("fund", "commercial", reminders=every, ladder=ladder)))
    passed = [(when.strftime("%d %H:%M"), type(event).__name__) for when, event in story.until("2026-11-27 00:00")]
    assert passed == [
        ("25 09:12", "Reminded"),
        ("25 18:00", "DeadlinePassed"),
        ("25 18:00", "Reminded"),
        ("26 10:00", "Escalated"),
        ("26 18:00", "Reminded"),
        ("26 18:00", "Escalated"),
        ("26 18:00", "RequestClosed"),
        ("26 18:00", "ApproverAsked"),
    ]
    assert story.waiting() == ["director"]


def test_whoever_takes_over_gets_the_whole_time_and_the_place_stays_the_same() -> None:
    ladder = (rung("1 working day", Escalate.REASSIGN),)
    story = Story(route(stage("fund", approver("commercial", veto=True, ladder=ladder))))
    story.until("2026-11-26 18:00")
    taken = story.request_of("director")
    assert (taken.slot, taken.veto, taken.due_at) == ("commercial", True, at("2026-11-30 17:00") + timedelta(hours=1))
    assert story.told(LetterKind.REQUEST) == ["director"]
    assert story.told(LetterKind.VOID) == ["commercial"]
    assert story.refused(story.answer("commercial", APPROVE)) is Reason.HANDED_OVER
    story.approves("director")
    assert story.contract.status is Status.APPROVED


def test_a_request_is_not_handed_to_somebody_who_is_asked_in_this_stage_already() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "accountant"),)
    story = Story(route(stage("fund", "accountant", approver("commercial", ladder=ladder))))
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["accountant", "commercial"]
    [escalated] = story.of(e.Escalated)
    assert isinstance(escalated, e.Escalated)
    assert escalated.action is Escalate.NOTIFY
    assert (
        story.refused(c.Reassign(story.request_of("commercial").id, PEOPLE["accountant"], "admin"))
        is Reason.ASKED_ALREADY
    )


def test_nobody_is_told_that_they_themselves_are_late_by_an_escalation() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working hour", to="commercial"),))))
    story.until("2026-11-26 12:00")
    assert story.told(LetterKind.ESCALATION) == ["clerk"]


def test_an_escalation_to_nobody_reaches_the_initiator() -> None:
    story = Story(route(stage("fund", "director", ladder=(rung("1 working hour", to=None),))))
    story.until("2026-11-26 12:00")
    assert story.told(LetterKind.ESCALATION) == ["clerk"]


def test_a_request_cannot_be_handed_to_nobody() -> None:
    story = Story(route(stage("fund", "director", ladder=(rung("1 working hour", Escalate.REASSIGN, None),))))
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["director"]


def test_silence_is_consent_only_where_the_route_says_so() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working hour", Escalate.APPROVE),))))
    story.until("2026-11-26 09:59")
    assert story.waiting() == ["commercial"]
    story.until("2026-11-26 10:00")
    answer = story.request_of("commercial").answer
    assert answer
    assert (story.contract.status, answer.silent, answer.actor.key) == (Status.APPROVED, True, "commercial")
    assert story.told(LetterKind.RECEIPT) == []
    assert story.told(LetterKind.ESCALATION) == ["director", "commercial", "clerk"]


def test_silence_that_closes_a_stage_leaves_nothing_to_do_to_the_others() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("any", "commercial", "accountant", need=1, ladder=ladder)))
    story.until("2026-11-25 18:00")
    story.at("2026-11-30 10:00")
    story.fire_timers()
    assert (len(story.of(e.Escalated)), len(story.of(e.VerdictGiven))) == (1, 1)
    assert story.contract.status is Status.APPROVED


def test_silence_does_not_sign() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("signing", "director", kind=StageKind.SIGNATURE, ladder=ladder)))
    story.until("2026-12-20 10:00")
    assert (story.contract.status, story.waiting()) == (Status.IN_APPROVAL, ["director"])


def test_a_person_s_words_replace_their_silence_while_the_stage_is_open() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("fund", "commercial", "accountant", ladder=ladder)))
    story.asks("accountant")
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["clerk"]
    story.approves("commercial")
    answer = story.request_of("commercial").answer
    assert answer
    assert not answer.silent


def test_silence_returns_where_the_route_says_so() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working hour", Escalate.RETURN),))))
    story.until("2026-11-26 10:00")
    assert (story.contract.status, story.told(LetterKind.RETURNED)) == (Status.IN_REWORK, ["clerk"])


def test_after_a_long_stop_everything_is_noticed_once_and_nobody_gets_two_reminders() -> None:
    ladder = (rung("1 working hour"), rung("1 working day", to="accountant"))
    every = ("8 working hours before", "at deadline", "every 1 working day")
    story = Story(route(stage("fund", "commercial", reminders=every, ladder=ladder)))
    story.at("2026-12-20 12:00")
    assert [type(each).__name__ for each in story.fire_timers()] == [
        "Reminded",
        "DeadlinePassed",
        "Escalated",
        "Escalated",
    ]
    due = next_due(story.contract)
    assert due == at("2026-12-21 18:00")
    assert story.fire_timers() == []


def test_a_deadline_is_noticed_also_when_the_answer_comes_before_the_clock() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.at("2026-11-27 10:00")
    events = story.approves("commercial")
    assert [each for each in events if isinstance(each, e.DeadlinePassed)] == story.of(e.DeadlinePassed)
    assert story.request_of("commercial").overdue_since == story.now
    assert story.request_of("accountant").overdue_since == story.now
    assert [each.request for each in story.letters if each.kind is LetterKind.ESCALATION] == [2]  # still waited for
    assert e.DeadlinePassed not in {type(each) for each in story.fire_timers()}


def test_the_initiator_hears_of_a_deadline_that_passed_even_when_the_ladder_hands_it_over_at_once() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working day", Escalate.REASSIGN),))))
    story.at("2026-12-20 12:00")
    story.fire_timers()
    assert story.told(LetterKind.ESCALATION) == ["clerk"]


def test_no_one_hears_of_a_deadline_of_a_contract_that_was_withdrawn() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.at("2026-11-27 10:00")
    story.do(c.Withdraw("Титова"))
    assert len(story.of(e.DeadlinePassed)) == 1
    assert story.letters == []


def test_a_deadline_over_the_new_year_holidays_of_russia() -> None:
    ladder = (rung("1 working hour"), rung("1 working day", Escalate.REASSIGN))
    story = Story(route(stage("fund", "commercial", ladder=ladder)), begins="2026-12-28 16:00")
    # the 29th is worked; the 30th is off by the sample, then come the holidays until the 11th (a Monday)
    assert story.request_of("commercial").due_at == at("2027-01-11 18:00")
    passed = [(when.strftime("%d %H:%M"), type(event).__name__) for when, event in story.until("2027-01-13 00:00")]
    assert passed == [
        ("11 18:00", "DeadlinePassed"), ("11 18:00", "Reminded"), ("12 10:00", "Escalated"),
        ("12 18:00", "Escalated"), ("12 18:00", "RequestClosed"), ("12 18:00", "ApproverAsked"),
    ]  # fmt: skip


def test_working_hours_run_out_an_hour_earlier_before_a_holiday() -> None:
    story = Story(route(stage("fund", "commercial", deadline="8 working hours")), begins="2026-11-03 10:00")
    # Tuesday, November 3 ends at 17:00; Wednesday is a holiday
    assert story.request_of("commercial").due_at == at("2026-11-05 10:48")


def test_somebody_with_a_free_monday_has_until_tuesday() -> None:
    story = Story(route(stage("fund", "commercial", "artistic", deadline="1 working day")), begins="2026-11-29 12:00")
    assert story.request_of("commercial").due_at == at("2026-11-30 18:00")
    assert story.request_of("artistic").due_at == at("2026-12-01 20:00")


def test_an_extra_working_saturday_is_a_day_like_others() -> None:
    story = Story(route(stage("fund", "commercial", deadline="1 working day")), begins="2027-02-19 12:00")
    assert story.request_of("commercial").due_at == at("2027-02-20 18:00")


def test_deadlines_keep_to_the_wall_clock_over_a_change_of_the_clock() -> None:
    berlin = Directory(PEOPLE, Calendar(BERLIN, (LONG_DAY,) * 5 + ((), ())))
    friday = at("2026-10-23 16:00", BERLIN)
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working day")), friday, people=berlin)
    due = story.request_of("commercial").due_at.astimezone(BERLIN)
    assert (due, due.utcoffset()) == (at("2026-10-26 18:00", BERLIN), timedelta(hours=1))
    assert friday.utcoffset() == timedelta(hours=2)
