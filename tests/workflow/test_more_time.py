"""More time, a new beginning, and approvals that need not be given twice."""

from __future__ import annotations

from dataclasses import replace

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import AfterRework, Escalate, StageKind, Status, Verdict
from daemon.workflow.refusal import Reason
from daemon.workflow.request_schedule import next_due
from workflow.people import SIGNED, approver, at, facts, remind, route, rung, someone, stage
from workflow.story import Story, three_stages

# -- more time ---------------------------------------------------------------------------------------------------------


def more_time(story: Story, key: str, until: str) -> c.MoveDeadline:
    return c.MoveDeadline(story.request_of(key).id, at(until), "Соколов А. В.")


def test_more_time_begins_reminders_and_ladder_anew() -> None:
    ladder = (rung("1 working hour"), rung("1 working day", Escalate.REASSIGN))
    story = Story(route(stage("fund", "commercial", reminders=("4 working hours before",), ladder=ladder)))
    story.until("2026-11-26 12:00")
    assert story.request_of("commercial").overdue_since
    [moved] = story.do(more_time(story, "commercial", "2026-11-30 18:00"))
    assert isinstance(moved, e.DeadlineMoved)
    assert (moved.by, story.told(LetterKind.DEADLINE_MOVED)) == ("Соколов А. В.", ["commercial", "clerk"])
    request = story.request_of("commercial")
    assert (request.due_at, request.overdue_since) == (at("2026-11-30 18:00"), None)
    assert [each.at for each in request.plan] == [
        at("2026-11-30 14:00"), at("2026-11-30 18:00"), at("2026-12-01 10:00"), at("2026-12-01 18:00"),
    ]  # fmt: skip
    assert story.do(more_time(story, "commercial", "2026-11-30 18:00")) == []
    assert story.replayed() == story.contract


def test_more_time_until_a_free_day_is_until_the_next_working_moment() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.do(more_time(story, "commercial", "2026-11-28 12:00"))
    assert story.request_of("commercial").due_at == at("2026-11-30 09:00")
    story.do(more_time(story, "commercial", "2026-12-01 13:20"))
    assert story.request_of("commercial").due_at == at("2026-12-01 13:48")


def test_time_that_is_over_cannot_be_given_nor_time_for_what_is_answered() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    assert story.refused(more_time(story, "commercial", "2026-11-23 10:00")) is Reason.IN_THE_PAST
    story.approves("commercial")
    assert story.refused(more_time(story, "commercial", "2026-11-30 10:00")) is Reason.ALREADY_ANSWERED
    assert next_due(story.contract) == at("2026-11-25 18:00")


def test_collecting_remarks_waits_for_the_moved_deadline() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.returns("commercial")
    story.do(more_time(story, "accountant", "2026-11-27 12:00"))
    story.until("2026-11-27 11:59")
    assert story.contract.status is Status.IN_APPROVAL
    story.until("2026-11-27 12:00")
    assert story.contract.status is Status.IN_REWORK


def test_whoever_hurries_people_after_a_deadline_that_the_clock_has_not_seen_closes_the_stage() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.returns("commercial")
    story.at("2026-11-26 12:00")
    story.do(c.Remind("Титова"))
    assert (story.contract.status, story.told(LetterKind.RETURNED)) == (Status.IN_REWORK, ["clerk"])


def test_whatever_comes_after_such_a_deadline_finds_the_stage_closed() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.returns("commercial")
    story.at("2026-11-26 12:00")
    request = story.request_of("accountant").id
    assert story.refused(c.AskQuestion(request, "Где смета?", someone("accountant"))) is Reason.OLD_VERSION
    assert story.refused(c.ProposeVerdict(request, Verdict.APPROVE, "", someone("deputy"))) is Reason.OLD_VERSION
    assert story.refused(more_time(story, "accountant", "2026-11-30 10:00")) is Reason.NOT_ALLOWED
    story.do(c.KeepLateAnswer(request, Verdict.APPROVE, "", someone("deputy"), Reason.OLD_VERSION))
    assert (story.contract.status, len(story.request_of("accountant").late)) == (Status.IN_REWORK, 1)
    story.do(c.Hold("Титова"))
    story.do(c.Resume("Титова"))
    assert (story.contract.status, story.waiting()) == (Status.IN_REWORK, ["clerk"])


def test_an_answer_after_such_a_deadline_still_counts_before_the_clock_has_seen_it() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", "lawyer", need=2), stage("end", "director")))
    story.returns("commercial")
    story.returns("lawyer")
    story.at("2026-11-26 12:00")
    story.returns("accountant", "И я")
    [answer] = story.request_of("accountant").answers
    assert (answer.remarks, story.contract.status) == ("И я", Status.IN_REWORK)


# -- reopening ---------------------------------------------------------------------------------------------------------


def test_a_declined_contract_is_reopened_in_a_new_round_of_the_same_version() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial", "procurement")
    story.declines("accountant")
    story.do(c.FileFinalSet((SIGNED,)))
    reopened, opened, *_ = story.do(c.Reopen("Соколов А. В.", "Нашли деньги"))
    assert reopened == e.ContractReopened("Соколов А. В.", "Нашли деньги")
    assert opened == e.RoundOpened(2, 1, reopened=True)
    contract = story.contract
    assert (contract.status, contract.round, contract.closed_at, contract.final) == (Status.IN_APPROVAL, 2, None, None)
    assert story.waiting() == ["accountant"]
    assert sorted(story.told(LetterKind.REOPENED)) == ["accountant", "clerk", "commercial", "lawyer", "procurement"]
    assert story.told(LetterKind.REGISTERED) == []
    assert [each.same_version for each in story.of(e.ApprovalKept) if isinstance(each, e.ApprovalKept)] == [True] * 3
    story.approves("accountant")
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_only_a_declined_contract_is_reopened() -> None:
    story = three_stages()
    assert story.refused(c.Reopen("Титова")) is Reason.NOT_ALLOWED
    story.do(c.Withdraw("Титова"))
    assert story.refused(c.Reopen("Титова")) is Reason.ALREADY_CLOSED


# -- once is enough ----------------------------------------------------------------------------------------------------


def test_who_has_approved_a_version_is_not_asked_about_it_in_a_later_stage() -> None:
    story = Story(route(stage("a", "commercial"), stage("b", "commercial", "lawyer"), ask_once=True))
    story.approves("commercial")
    assert (story.waiting(), story.told(LetterKind.REQUEST)) == (["lawyer"], ["lawyer"])
    [kept] = story.of(e.ApprovalKept)
    assert kept == e.ApprovalKept(2, "b", someone("commercial"), 1, 1, same_version=True)
    story.approves("lawyer")
    assert story.contract.status is Status.APPROVED
    assert story.replayed() == story.contract


def test_without_it_they_are_asked_twice() -> None:
    story = Story(route(stage("a", "commercial"), stage("b", "commercial", "lawyer")))
    story.approves("commercial")
    assert story.waiting() == ["commercial", "lawyer"]


def test_stages_in_which_everybody_has_approved_before_close_by_themselves() -> None:
    story = Story(route(stage("a", "commercial"), stage("b", "commercial"), stage("c", "commercial"), ask_once=True))
    story.approves("commercial")
    assert (story.contract.status, story.states()) == (Status.APPROVED, ["approved"] * 3)
    assert len(story.of(e.ContractApproved)) == 1


def test_once_is_not_enough_for_a_signature_nor_for_silence_nor_for_a_return() -> None:
    story = Story(route(stage("a", "director"), stage("b", "director", kind=StageKind.SIGNATURE), ask_once=True))
    story.approves("director")
    assert story.waiting() == ["director"]
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("a", "commercial", ladder=ladder), stage("b", "commercial"), ask_once=True))
    story.until("2026-11-26 12:00")
    assert story.states() == ["approved", "open"]
    story = Story(route(stage("a", "lawyer", "commercial", need=1), stage("b", "commercial"), ask_once=True))
    story.returns("commercial")
    story.approves("lawyer")
    assert story.waiting() == ["commercial"]


def test_an_approval_of_an_earlier_version_that_is_kept_is_not_one_of_this_version() -> None:
    story = Story(route(stage("a", "commercial"), stage("b", "lawyer"), stage("c", "commercial"), ask_once=True))
    story.approves("commercial")
    story.returns("lawyer")
    story.reworked()
    story.approves("lawyer")
    assert (story.states(), story.waiting()) == (["approved", "approved", "open"], ["commercial"])


def test_silence_is_not_kept_over_a_new_version() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("a", "commercial", ladder=ladder), stage("b", "lawyer")))
    story.until("2026-11-26 12:00")
    story.returns("lawyer")
    story.reworked()
    assert story.waiting() == ["commercial"]


def test_a_stage_that_was_approved_asks_again_whoever_watches_what_has_changed() -> None:
    watcher = approver("procurement", watches=("amount",))
    story = Story(route(stage("a", watcher, "lawyer"), stage("b", "commercial"), after_rework=AfterRework.STAGE))
    story.approves("procurement", "lawyer")
    story.returns("commercial")
    story.reworked(facts(5))
    assert (story.waiting(), story.states()) == (["procurement"], ["open", "ahead"])


def test_a_repeated_reminder_keeps_its_distance_when_the_clock_stood_still() -> None:
    every = (remind("every 2 days"), remind("every 4 working hours"))
    terms = replace(stage("fund", "commercial", deadline="1 working hour"), remind=every)
    story = Story(route(terms))
    story.until("2026-11-23 12:00")
    story.asks("commercial")
    story.at("2026-11-23 14:00")
    story.clerk_answers("commercial")
    assert [each.at for each in story.request_of("commercial").plan] == [at("2026-11-23 17:00"), at("2026-11-25 13:00")]
