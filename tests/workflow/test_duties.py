"""The initiator is watched like everybody who has to act: for a new version, an answer, the word on a condition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Absence, DutyKind, Status, Verdict
from daemon.workflow.policies import Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.request_schedule import next_due
from daemon.workflow.route import Directory
from daemon.workflow.working_time import parse_duration
from workflow.people import PEOPLE, at, house, route, rung, someone, stage
from workflow.story import Story

SHORTER = "при условии, что срок поставки будет 10 дней"
WATCHED = Policies(rework=parse_duration("5 working days"), answer=parse_duration("1 working day"))


def watched(people: Directory | None = None, **policy: object) -> Story:
    return Story(route(stage("fund", "commercial"), policies=WATCHED, **policy), people=people)


def with_manager(key: str | None, *absences: Absence) -> Directory:
    """The house in which the clerk has this manager and the economist for a substitute; the accountant administers."""
    clerk = replace(PEOPLE["clerk"], manager=key, substitute="economist")
    known = {**PEOPLE, "clerk": clerk}
    return replace(house(), people=known, absences=absences, administrators=("accountant",))


def away(key: str, first: str, last: str, substitute: str | None = None) -> Absence:
    return Absence(key, date.fromisoformat(first), date.fromisoformat(last), substitute)


def letters_of(story: Story, kind: LetterKind) -> list[str]:
    return [each.to.key for each in story.sent if each.kind is kind]


def moments(story: Story, kind: type[e.Event]) -> list[str]:
    zone = story.now.tzinfo
    return [f"{when.astimezone(zone):%a %d.%m %H:%M}" for when, event in story.history if isinstance(event, kind)]


# -- rework -----------------------------------------------------------------------------------------------------------


def test_who_returned_a_contract_is_not_the_last_who_hears_of_it_the_initiator_has_a_deadline() -> None:
    story = watched()
    story.returns("commercial")
    assert story.contract.due_at() == at("2026-11-30 18:00")  # five working days after Monday 23
    assert next_due(story.contract) is not None


def test_a_clerk_who_forgets_the_new_version_is_reminded_until_it_is_there_and_their_manager_is_told() -> None:
    story = watched(with_manager("director"))
    story.returns("commercial")
    story.until("2026-12-03 12:00")
    assert moments(story, e.DutyReminded) == [
        "Mon 30.11 09:12", "Mon 30.11 18:00", "Tue 01.12 18:00", "Wed 02.12 18:00"
    ]  # fmt: skip
    assert moments(story, e.DutyDeadlinePassed) == ["Mon 30.11 18:00"]
    assert moments(story, e.DutyEscalated) == ["Tue 01.12 18:00"]
    assert letters_of(story, LetterKind.DUTY_OVERDUE) == ["director"]
    assert letters_of(story, LetterKind.RETURNED) == ["clerk"] * 5
    story.reworked()
    assert not story.contract.duties
    story.sent.clear()
    story.until("2026-12-04 12:00")
    assert not letters_of(story, LetterKind.RETURNED)


def test_where_the_clerk_has_no_manager_the_administrators_are_told() -> None:
    story = watched(with_manager(None))
    story.returns("commercial")
    story.until("2026-12-02 12:00")
    assert letters_of(story, LetterKind.DUTY_OVERDUE) == ["accountant"]


def test_a_manager_who_is_away_is_stood_in_for() -> None:
    story = watched(with_manager("director", away("director", "2026-11-23", "2026-12-10", "procurement")))
    story.returns("commercial")
    story.until("2026-12-02 12:00")
    assert letters_of(story, LetterKind.DUTY_OVERDUE) == ["procurement"]


def test_after_a_stop_of_the_daemon_several_reminders_are_one() -> None:
    story = watched(with_manager("director"))
    story.returns("commercial")
    story.at("2026-12-04 12:00").fire_timers()
    assert len(story.of(e.DutyReminded)) == 1
    assert len(story.of(e.DutyEscalated)) == 1
    assert story.fire_timers() == []
    due = next_due(story.contract)
    assert due
    assert due > story.now


def test_a_return_that_is_taken_back_ends_the_deadline_for_rework() -> None:
    story = watched(undo=parse_duration("2 working days"))
    story.returns("commercial")
    story.do(c.UndoVerdict(1, someone("commercial")))
    assert story.contract.status is Status.IN_APPROVAL
    assert not story.contract.duties


def test_while_the_contract_is_on_hold_the_clerks_clock_stands_and_then_goes_on() -> None:
    story = watched()
    story.returns("commercial")
    story.do(c.Hold("Лапин"))
    assert next_due(story.contract) is None
    story.at("2026-11-25 10:00").do(c.Resume("Лапин"))
    assert story.contract.due_at() == at("2026-12-02 18:00")


def test_somebody_who_hurries_the_clerk_by_hand_counts_as_a_reminder() -> None:
    story = watched()
    story.returns("commercial")
    story.do(c.Remind("Белова"))
    assert story.told(LetterKind.RETURNED) == ["clerk"]
    assert story.contract.duties[0].reminded == 1


def test_a_route_without_a_policy_leaves_the_clerk_all_the_time_as_before() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.returns("commercial")
    assert story.waiting() == ["clerk"]
    assert story.contract.due_at() is None
    assert next_due(story.contract) is None


# -- questions --------------------------------------------------------------------------------------------------------


def test_a_question_that_is_not_answered_is_noticed_though_the_askers_clock_stands() -> None:
    story = watched(with_manager("director"))
    story.asks("commercial")
    assert story.waiting() == ["clerk"]
    assert story.contract.due_at() == at("2026-11-24 18:00")
    story.until("2026-11-26 12:00")
    assert letters_of(story, LetterKind.QUESTION) == ["clerk"] * 4
    assert letters_of(story, LetterKind.DUTY_OVERDUE) == ["director"]
    story.clerk_answers("commercial")
    assert not story.contract.duties
    assert story.waiting() == ["commercial"]


def test_a_verdict_of_the_asker_ends_what_the_clerk_owed_for_the_question() -> None:
    story = watched()
    story.asks("commercial")
    story.approves("commercial")
    assert not story.contract.duties


# -- conditions -------------------------------------------------------------------------------------------------------


def with_a_condition(people: Directory | None = None) -> Story:
    """The commercial director, the only one asked, has approved under a condition; the clerk is to confirm it."""
    story = watched(people or with_manager("director"))
    approve = story.answer("commercial", Verdict.APPROVE_WITH_REMARKS, SHORTER)
    story.do(replace(approve, conditions=(SHORTER,)))
    return story


def confirms(story: Story, by: str = "clerk", number: int = 1) -> list[e.Event]:
    return story.do(c.ConfirmCondition(number, "срок 10 дней", someone(by).name, by))


def test_a_clerk_who_forgets_to_confirm_a_condition_is_reminded_and_their_manager_is_told() -> None:
    story = with_a_condition()
    assert (story.waiting(), story.contract.due_at()) == (["clerk"], at("2026-11-24 18:00"))
    story.until("2026-11-26 12:00")
    assert letters_of(story, LetterKind.CONDITIONS) == ["clerk"] * 4
    assert letters_of(story, LetterKind.DUTY_OVERDUE) == ["director"]
    assert story.contract.duties[0].overdue_since
    confirms(story)
    assert story.contract.status is Status.APPROVED
    assert not story.contract.duties
    assert story.replayed() == story.contract


def test_the_clerk_who_confirmed_in_time_has_done_it_in_time_and_an_objection_gives_the_whole_time_again() -> None:
    story = Story(
        route(stage("fund", "commercial"), policies=replace(WATCHED, grace=parse_duration("10 minutes"))),
        people=with_manager("director"),
    )
    story.do(replace(story.answer("commercial", Verdict.APPROVE_WITH_REMARKS), conditions=(SHORTER,)))
    story.until("2026-11-23 10:11")
    written, story.now = at("2026-11-24 17:50"), at("2026-11-24 18:10")  # a mail that was read only later
    story.do(replace(c.ConfirmCondition(1, "", "Титова", "clerk"), written_at=written))
    [done] = story.contract.duties_ended
    assert (done.duty.kind, done.duty.owner.key, done.at <= done.duty.due_at) == (DutyKind.CONDITIONS, "clerk", True)
    assert story.contract.due_at() == at("2026-11-24 18:20")  # until then an objection counts
    story.do(c.DisputeCondition(1, "не выполнено", someone("commercial")))
    assert (story.waiting(), story.contract.due_at()) == (["clerk"], at("2026-11-25 18:00"))
    assert story.replayed() == story.contract


def test_the_clerks_substitute_is_asked_to_confirm_and_may() -> None:
    story = with_a_condition(with_manager("director", away("clerk", "2026-11-24", "2026-11-27")))
    story.at("2026-11-24 10:00").fire_timers()
    assert (story.waiting(), story.told(LetterKind.CONDITIONS)) == (["economist"], ["economist"])
    assert story.contract.due_at() == at("2026-11-25 18:00")
    assert story.refused(c.ConfirmCondition(1, "", "Орлова", "lawyer")) is Reason.NOT_YOURS
    confirms(story, "economist")
    assert story.contract.duties_ended[-1].duty.owner.key == "economist"
    assert story.contract.status is Status.APPROVED


def test_another_initiator_takes_the_conditions_over_with_the_whole_time() -> None:
    story = with_a_condition()
    story.at("2026-11-24 15:00").do(c.HandOver(PEOPLE["procurement"], "Лапин"))
    assert story.told(LetterKind.CONDITIONS) == ["procurement"]
    assert story.contract.due_at() == at("2026-11-25 18:00")


def test_more_time_and_a_hold_count_for_conditions_as_for_anything_else() -> None:
    story = with_a_condition()
    longer = c.MoveDutyDeadline(DutyKind.CONDITIONS, 0, at("2026-11-25 12:00"), "Соколов", "director")
    story.do(longer)
    assert story.told(LetterKind.DUTY_MOVED) == ["clerk"]
    story.do(c.Hold("Лапин"))
    assert (story.contract.due_at(), next_due(story.contract)) == (None, None)
    story.at("2026-11-25 10:00").do(c.Resume("Лапин"))
    assert story.contract.due_at() == at("2026-11-27 12:00")


def test_somebody_who_hurries_the_clerk_with_a_condition_reminds_of_that() -> None:
    story = with_a_condition()
    story.do(c.Remind("Белова"))
    assert story.told(LetterKind.CONDITIONS) == ["clerk"]
    assert story.contract.duties[0].reminded == 1


def test_a_condition_that_is_waited_for_again_after_the_stage_was_open_once_more_is_asked_again() -> None:
    taken_back = parse_duration("2 working days")
    story = Story(route(stage("fund", "commercial", "accountant"), policies=WATCHED, undo=taken_back))
    for key in ("commercial", "accountant"):
        story.do(replace(story.answer(key, Verdict.APPROVE_WITH_REMARKS), conditions=(SHORTER,)))
    story.returns("commercial")  # their stage is open again, and waits for nobody's confirmation
    story.do(c.UndoVerdict(story.request_of("commercial").id, someone("commercial")))
    assert not story.contract.duties
    story.approves("commercial")
    assert (story.waiting(), story.told(LetterKind.CONDITIONS)) == (["clerk"], ["clerk"])
    assert story.contract.due_at() == at("2026-11-24 18:00")


# -- more time --------------------------------------------------------------------------------------------------------


def test_the_manager_can_give_the_clerk_more_time_and_the_clerk_cannot() -> None:
    story = watched(with_manager("director"))
    story.returns("commercial")
    story.until("2026-12-02 12:00")
    longer = c.MoveDutyDeadline(DutyKind.REWORK, 0, at("2026-12-07 12:00"), "Титова", "clerk")
    assert story.refused(longer) is Reason.OWN_TIME
    story.do(replace(longer, by="Соколов", actor="director"))
    assert story.contract.due_at() == at("2026-12-07 12:00")
    assert story.told(LetterKind.DUTY_MOVED) == ["clerk"]
    assert story.refused(replace(longer, due_at=at("2026-12-01 12:00"), actor="")) is Reason.IN_THE_PAST


# -- who acts for the initiator ---------------------------------------------------------------------------------------


def test_the_clerks_substitute_gets_what_was_returned_and_the_clerk_gets_it_back() -> None:
    story = watched(with_manager("director", away("clerk", "2026-11-25", "2026-11-27")))
    story.returns("commercial")
    story.at("2026-11-25 10:00").fire_timers()
    assert story.waiting() == ["economist"]
    assert story.told(LetterKind.RETURNED) == ["economist"]
    assert story.contract.due_at() == at("2026-12-02 18:00")  # the whole time
    story.at("2026-11-28 10:00").fire_timers()
    assert story.waiting() == ["clerk"]
    assert story.told(LetterKind.RETURNED) == ["clerk"]
    assert story.told(LetterKind.INITIATOR_CHANGED) == ["economist"]


def test_questions_go_to_the_substitute_whose_answer_counts_and_so_does_the_initiators_own() -> None:
    story = watched(with_manager("director", away("clerk", "2026-11-23", "2026-11-27")))
    story.asks("commercial")
    assert story.told(LetterKind.QUESTION) == ["economist"]
    story.do(c.AnswerQuestion(1, "В приложении", someone("economist")))
    question = story.contract.request(1).questions[0]
    assert question.answered_by == someone("economist")
    story.asks("commercial", "А где спецификация?")
    story.do(c.AnswerQuestion(1, "Там же", someone("clerk")))
    assert story.refused(c.AnswerQuestion(1, "Там же", someone("lawyer"))) is Reason.NOT_YOURS


@pytest.mark.parametrize("status", ["in_approval", "in_rework", "on_hold"])
def test_a_contract_can_be_given_to_another_initiator_whatever_it_waits_for(status: str) -> None:
    story = watched(with_manager("director"))
    if status == "in_rework":
        story.returns("commercial")
    if status == "on_hold":
        story.do(c.Hold("Лапин"))
    story.do(c.HandOver(PEOPLE["economist"], "Лапин"))
    assert story.contract.initiator.key == "economist"
    assert story.told(LetterKind.INITIATOR_CHANGED) == ["clerk", "economist"]
    assert story.told(LetterKind.RETURNED) == (["economist"] if status == "in_rework" else [])
    assert story.contract.status == status
    assert story.refused(c.HandOver(PEOPLE["economist"], "Лапин")) is Reason.INITIATOR_ALREADY
    assert story.replayed() == story.contract


def test_the_new_initiator_who_is_away_is_stood_in_for_at_once() -> None:
    story = watched(with_manager("director", away("procurement", "2026-11-23", "2026-11-27", "economist")))
    story.returns("commercial")
    story.do(c.HandOver(PEOPLE["procurement"], "Лапин"))
    assert story.waiting() == ["economist"]
    assert story.told(LetterKind.INITIATOR_CHANGED) == ["clerk", "procurement", "economist"]


def test_the_ladders_notice_goes_to_whoever_stands_in_for_the_one_whom_it_names() -> None:
    people = with_manager("director", away("director", "2026-11-23", "2026-12-10", "procurement"))
    ladder = (rung("1 working hour"),)
    story = Story(route(stage("fund", "commercial", ladder=ladder)), people=people)
    story.until("2026-11-26 12:00")
    escalated = story.of(e.Escalated)[0]
    assert (escalated.to, escalated.on_behalf_of) == (someone("procurement"), someone("director"))
    assert letters_of(story, LetterKind.ESCALATION) == ["clerk", "procurement"]
