"""What somebody had to do: one task for each request and each duty, how it ended, and what working time it took."""

from __future__ import annotations

from dataclasses import replace

from daemon.workflow import commands as c
from daemon.workflow.model import Escalate, Verdict
from daemon.workflow.policies import Policies
from daemon.workflow.tasks import Task, TaskEnd, TaskKind, tasks_of
from daemon.workflow.working_time import parse_duration
from workflow.people import at, route, rung, someone, stage
from workflow.story import Story

WATCHED = Policies(rework=parse_duration("5 working days"), answer=parse_duration("1 working day"))


def of(story: Story, key: str) -> list[Task]:
    return [each for each in tasks_of(story.contract) if each.person.key == key]


def ends(story: Story, key: str) -> list[TaskEnd]:
    return [each.end for each in of(story, key)]


def test_an_answer_in_time_is_a_task_done_in_time_with_its_working_time() -> None:
    story = Story(route(stage("legal", "lawyer")), "2026-11-23 17:00")
    story.at("2026-11-24 10:30").approves("lawyer")
    [task] = of(story, "lawyer")
    assert (task.kind, task.stage, task.round) == (TaskKind.APPROVAL, "Legal", 1)
    assert (task.end, task.on_time, task.ended_at) == (TaskEnd.DONE, True, at("2026-11-24 10:30"))
    assert task.worked == 150  # an hour of Monday, an hour and a half of Tuesday


def test_time_for_a_question_and_on_hold_is_nobodys() -> None:
    story = Story(route(stage("legal", "lawyer"), policies=WATCHED), "2026-11-23 10:00")
    story.at("2026-11-23 11:00").asks("lawyer")
    story.at("2026-11-23 12:00").clerk_answers("lawyer")
    story.at("2026-11-23 12:30").do(c.Hold("Титова"))
    story.at("2026-11-24 12:30").do(c.Resume("Титова"))
    story.at("2026-11-24 13:00").approves("lawyer")
    [lawyer] = of(story, "lawyer")
    assert lawyer.worked == 60 + 30 + 30
    [clerk] = of(story, "clerk")
    assert (clerk.kind, clerk.end, clerk.on_time, clerk.worked) == (TaskKind.ANSWER, TaskEnd.DONE, True, 60)


def test_working_time_is_that_of_the_one_who_was_asked() -> None:
    story = Story(route(stage("fund", "artistic")), "2026-11-23 10:00")  # a Monday, which is free on the stage
    story.at("2026-11-24 12:00").approves("artistic")
    assert [each.worked for each in of(story, "artistic")] == [60]


def test_what_the_ladder_took_away_is_missed_by_whom_it_was_taken_from() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "director"),)
    story = Story(route(stage("legal", "lawyer", deadline="1 working hour", ladder=ladder)))
    story.until("2026-11-23 13:00")
    assert ends(story, "lawyer") == [TaskEnd.MISSED]
    [director] = of(story, "director")
    assert (director.end, director.taken_over, of(story, "lawyer")[0].on_time) == (TaskEnd.WAITING, True, False)


def test_what_was_handed_over_in_time_counts_for_nobody_but_the_new_one() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.at("2026-11-23 11:00").hands_over("lawyer", "economist")
    assert (ends(story, "lawyer"), ends(story, "economist")) == ([TaskEnd.HANDED_OVER], [TaskEnd.WAITING])
    assert not of(story, "lawyer")[0].counts


def test_silence_that_the_ladder_took_for_an_answer_is_not_in_time_and_took_no_time() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("legal", "lawyer", deadline="1 working hour", ladder=ladder)))
    story.until("2026-11-23 13:00")
    [lawyer] = of(story, "lawyer")
    assert (lawyer.end, lawyer.on_time, lawyer.worked) == (TaskEnd.SILENT, False, None)


def test_whoever_is_asked_again_has_another_task_and_an_approval_that_is_kept_is_none() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), policies=WATCHED))
    story.approves("accountant")
    story.returns("commercial")
    story.at("2026-11-24 10:00").reworked()
    assert [each.round for each in of(story, "commercial")] == [1, 2]
    assert len(of(story, "accountant")) == 1
    [clerk] = of(story, "clerk")
    assert (clerk.kind, clerk.end, clerk.on_time) == (TaskKind.REWORK, TaskEnd.DONE, True)
    assert clerk.worked == 8 * 60 + 12  # from ten to ten of the next day, without the break


def test_nothing_is_missed_by_those_whom_a_recall_freed_and_the_correction_is_the_initiators() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), policies=WATCHED))
    story.approves("accountant")
    story.do(c.Recall("Титова", "перепутала ИНН"))
    assert (ends(story, "commercial"), ends(story, "accountant")) == ([TaskEnd.TAKEN_BACK], [TaskEnd.DONE])
    assert [(each.kind, each.end) for each in of(story, "clerk")] == [(TaskKind.CORRECTION, TaskEnd.WAITING)]


def test_whom_a_quorum_did_not_wait_for_is_released() -> None:
    story = Story(route(stage("finance", "accountant", "economist", need=1)))
    story.approves("economist")
    assert (ends(story, "accountant"), of(story, "accountant")[0].on_time) == ([TaskEnd.RELEASED], None)


def test_a_duty_that_passes_to_another_initiator_is_a_task_of_each() -> None:
    story = Story(route(stage("legal", "lawyer"), policies=WATCHED))
    story.returns("lawyer")
    story.at("2026-11-24 10:00").do(c.HandOver(story.people.people["economist"], "Лапин"))
    assert ends(story, "clerk") == [TaskEnd.HANDED_OVER]
    assert [(each.kind, each.taken_over) for each in of(story, "economist")] == [(TaskKind.REWORK, True)]
    story.until("2026-12-02 10:00")  # five working days are over
    story.do(c.HandOver(story.people.people["clerk"], "Лапин"))
    assert ends(story, "economist") == [TaskEnd.MISSED]


def test_a_clock_that_stands_still_is_not_overdue() -> None:
    story = Story(route(stage("legal", "lawyer"), policies=WATCHED))
    story.at("2026-11-23 11:00").asks("lawyer")
    [task] = of(story, "lawyer")
    assert not task.is_overdue(at("2026-12-23 11:00"))
    assert of(story, "clerk")[0].is_overdue(at("2026-12-23 11:00"))


def test_an_answer_that_was_taken_back_and_given_again_counts_as_it_was_given_last() -> None:
    undo = parse_duration("2 working hours")
    story = Story(route(stage("legal", "lawyer"), policies=replace(WATCHED, grace=undo), undo=undo), "2026-11-23 09:00")
    story.at("2026-11-23 10:00").approves("lawyer")
    story.at("2026-11-23 11:00").do(c.UndoVerdict(story.request_of("lawyer").id, someone("lawyer")))
    story.at("2026-11-23 11:30").do(story.answer("lawyer", Verdict.RETURN, "Нет сметы"))
    [task] = of(story, "lawyer")
    assert (task.worked, task.ended_at) == (90, at("2026-11-23 11:30"))
