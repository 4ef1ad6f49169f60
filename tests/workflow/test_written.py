"""An answer counts from when it was written, however late the daemon reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Escalate, Status, Verdict
from daemon.workflow.policies import Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.working_time import parse_duration
from workflow.people import approver, at, route, rung, someone, stage
from workflow.story import Story, three_stages

APPROVE, RETURN = Verdict.APPROVE, Verdict.RETURN
HALF_AN_HOUR = parse_duration("30 minutes")


def wrote(story: Story, key: str, when: str, verdict: Verdict = APPROVE) -> c.GiveVerdict:
    """The answer of somebody that is read now."""
    return replace(story.answer(key, verdict, "" if verdict.approves else "Нет сметы"), written_at=at(when))


def answered_at(story: Story, key: str) -> datetime:
    answer = story.request_of(key).answer
    assert answer
    return answer.at


def test_an_answer_written_before_its_deadline_is_in_time_however_late_it_is_read() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working hour")))
    story.at("2026-11-23 16:00")  # the daemon was stopped at half past ten
    [given] = story.do(wrote(story, "commercial", "2026-11-23 10:40"))
    assert isinstance(given, e.VerdictGiven)
    assert given.written_at == answered_at(story, "commercial") == at("2026-11-23 10:40")
    assert (story.request_of("commercial").overdue_since, story.of(e.DeadlinePassed)) == (None, [])
    assert story.replayed() == story.contract


def test_what_was_written_later_finds_the_deadline_passed() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working hour")))
    story.at("2026-11-23 16:00")
    story.do(wrote(story, "commercial", "2026-11-23 11:20"))
    assert story.request_of("commercial").overdue_since == story.now
    assert story.request_of("accountant").overdue_since == story.now


def test_a_backlog_in_the_order_of_writing_closes_nothing_over_an_answer_that_was_in_time() -> None:
    """Together: the return alone would close the stage as soon as the accountant is overdue."""
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working hour")))
    story.at("2026-11-23 16:00")
    story.do(wrote(story, "accountant", "2026-11-23 10:50"))
    assert story.contract.status is Status.IN_APPROVAL
    story.do(wrote(story, "commercial", "2026-11-23 12:00", RETURN))
    assert story.contract.status is Status.IN_REWORK
    assert [each.answer.verdict for each in story.contract.requests if each.answer] == [RETURN, APPROVE]


def test_a_return_written_in_time_waits_for_the_others_whose_time_was_not_over_then() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working hour")))
    story.at("2026-11-23 16:00")
    story.do(wrote(story, "commercial", "2026-11-23 10:30", RETURN))
    assert story.waiting() == ["accountant"]
    story.fire_timers()
    assert story.contract.status is Status.IN_REWORK


def test_an_answer_was_not_written_before_it_was_asked_for_nor_after_it_was_read() -> None:
    story = three_stages()
    story.at("2026-11-23 10:30")
    story.do(wrote(story, "lawyer", "2026-11-20 10:00"))
    assert answered_at(story, "lawyer") == at("2026-11-23 10:00")
    story.at("2026-11-23 11:00")
    story.do(wrote(story, "commercial", "2026-11-24 10:00"))
    assert answered_at(story, "commercial") == at("2026-11-23 11:00")


def test_a_veto_written_within_the_grace_counts_when_it_is_read_after_it() -> None:
    terms = stage("fund", "commercial", approver("accountant", veto=True), need=1)
    policies = Policies(grace=parse_duration("2 minutes"))
    story = Story(route(terms, stage("end", "director"), undo=HALF_AN_HOUR, policies=policies))
    story.approves("commercial")
    story.at("2026-11-23 10:30")
    assert story.refused(wrote(story, "accountant", "2026-11-23 10:02", RETURN)) is Reason.STAGE_CLOSED
    story.do(wrote(story, "accountant", "2026-11-23 10:01", RETURN))
    assert story.contract.status is Status.IN_REWORK


def test_a_second_thought_written_within_its_time_counts_when_it_is_read_after_it() -> None:
    story = three_stages(undo=HALF_AN_HOUR, policies=Policies(grace=parse_duration("2 minutes")))
    story.approves("lawyer")
    story.at("2026-11-23 12:00")
    story.do(c.UndoVerdict(1, someone("lawyer"), written_at=at("2026-11-23 10:01")))
    assert story.waiting() == ["lawyer"]
    [answer] = story.request_of("lawyer").answers
    assert answer.undone_at == at("2026-11-23 10:01")


def test_a_question_stops_the_clock_when_it_was_written() -> None:
    story = Story(route(stage("fund", "commercial", deadline="1 working hour")))
    story.at("2026-11-23 16:00")
    story.do(c.AskQuestion(1, "Где смета?", someone("commercial"), written_at=at("2026-11-23 10:20")))
    assert story.of(e.DeadlinePassed) == []
    story.at("2026-11-23 16:30")
    story.do(c.AnswerQuestion(1, "В приложении", someone("clerk"), written_at=at("2026-11-23 16:10")))
    assert story.request_of("commercial").due_at == at("2026-11-23 17:10")  # 40 minutes from when they learn of it
    [question] = story.request_of("commercial").questions
    assert (question.at, question.answered_at) == (at("2026-11-23 10:20"), at("2026-11-23 16:10"))


def test_a_place_that_somebody_handed_over_stays_handed_over() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.at("2026-11-23 12:00")
    story.hands_over("commercial", "procurement")
    story.at("2026-11-23 12:30")
    answer = c.GiveVerdict(1, APPROVE, "", someone("commercial"), written_at=at("2026-11-23 11:00"))
    assert story.refused(answer) is Reason.HANDED_OVER


def test_who_was_taken_for_silent_and_had_written_in_time_is_heard_while_the_stage_is_open() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("fund", approver("commercial", ladder=ladder), "accountant", deadline="1 working hour")))
    story.until("2026-11-23 12:30")
    assert answered_at(story, "commercial") == at("2026-11-23 12:00")
    story.do(wrote(story, "commercial", "2026-11-23 10:40", RETURN))
    answer = story.request_of("commercial").answer
    assert answer
    assert (answer.verdict, answer.silent, answer.at) == (RETURN, False, at("2026-11-23 10:40"))
    assert story.told(LetterKind.RECEIPT) == ["commercial"]


def test_the_clock_acts_only_as_far_as_all_words_are_known() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working hour")))
    story.at("2026-11-23 10:30")
    story.do(c.MoveDeadline(story.request_of("commercial").id, at("2026-11-23 11:10"), "Администратор"))
    story.at("2026-11-23 11:11")
    assert story.do(c.PassTime(until=at("2026-11-23 10:59"))) == []
    story.do(c.PassTime(until=at("2026-11-23 11:05")))
    assert [each.overdue_since for each in story.contract.requests] == [None, story.now]
    story.fire_timers()
    assert story.request_of("commercial").overdue_since == story.now


def test_a_decided_stage_does_not_close_while_words_from_its_grace_may_be_unread() -> None:
    terms, policies = stage("fund", "commercial"), Policies(grace=parse_duration("2 minutes"))
    story = Story(route(terms, stage("end", "director"), undo=HALF_AN_HOUR, policies=policies))
    story.approves("commercial")
    story.at("2026-11-23 10:03")
    assert story.do(c.PassTime(until=at("2026-11-23 10:01"))) == []
    undo = c.UndoVerdict(story.request_of("commercial").id, someone("commercial"), written_at=at("2026-11-23 10:01"))
    story.do(undo)
    assert story.waiting() == ["commercial"]


def test_what_is_read_first_does_not_close_a_stage_over_what_was_written_within_the_grace() -> None:
    """The accountant's return is read after the grace was over, and then that the other takes the approval back."""
    terms = stage("fund", "commercial", "accountant", need=1)
    policies = Policies(grace=parse_duration("2 minutes"))
    story = Story(route(terms, stage("end", "director"), undo=HALF_AN_HOUR, policies=policies))
    story.approves("commercial")
    story.at("2026-11-23 10:30")
    story.do(wrote(story, "accountant", "2026-11-23 10:01", RETURN))
    assert story.contract.closes_at
    undo = c.UndoVerdict(story.request_of("commercial").id, someone("commercial"), written_at=at("2026-11-23 10:01"))
    story.do(undo)
    assert story.waiting() == ["commercial"]
