"""A return that does not say why: its reason is asked, and in the end it counts without one."""

from __future__ import annotations

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import AfterRework, Escalate, Status, Verdict
from daemon.workflow.policies import Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.working_time import parse_duration
from workflow.people import approver, route, rung, someone, stage
from workflow.story import Story

MAIL = "b" * 64


def returns_and_does_not_say_why(story: Story, key: str) -> list[e.Event]:
    return story.do(c.KeepBareReturn(story.request_of(key).id, someone(key), MAIL, "address"))


def test_it_decides_nothing_while_its_reason_may_still_come() -> None:
    story = Story(route(stage("fund", "lawyer", "accountant"), stage("end", "director")))
    returns_and_does_not_say_why(story, "lawyer")
    assert sorted(story.waiting()) == ["accountant", "lawyer"]
    assert returns_and_does_not_say_why(story, "lawyer") == []
    story.returns("lawyer", "Нет сметы")
    story.approves("accountant")
    assert [each.remarks for each in story.of(e.VerdictGiven)] == ["Нет сметы", ""]  # type: ignore[attr-defined]
    assert story.contract.status is Status.IN_REWORK
    assert story.replayed() == story.contract


def test_at_the_deadline_it_counts_without_one_and_silence_is_not_taken_for_approval() -> None:
    silent = approver("lawyer", ladder=(rung("1 working hour", Escalate.APPROVE),))
    story = Story(route(stage("fund", silent), stage("end", "director")))
    returns_and_does_not_say_why(story, "lawyer")
    story.until("2026-11-30 18:00")
    assert story.contract.status is Status.IN_REWORK
    [given] = story.of(e.VerdictGiven)
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.given_by, given.mail, given.silent) == (
        Verdict.RETURN,
        someone("lawyer"),
        MAIL,
        False,
    )
    assert story.told(LetterKind.RETURNED) == ["clerk"]


def test_a_stage_of_which_any_approval_is_enough_hears_it_before_it_closes() -> None:
    any_of = stage("fund", "accountant", approver("lawyer", veto=True), need=1)
    story = Story(route(any_of, stage("end", "director")))
    returns_and_does_not_say_why(story, "lawyer")
    story.approves("accountant")
    assert story.contract.status is Status.IN_REWORK


def test_whoever_had_approved_and_returns_within_the_grace_is_not_taken_at_the_first_word() -> None:
    policies = Policies(grace=parse_duration("30 minutes"))
    story = Story(route(stage("fund", "lawyer"), stage("end", "director"), policies=policies))
    story.approves("lawyer")
    returns_and_does_not_say_why(story, "lawyer")
    story.until("2026-11-24 18:00")
    assert story.contract.status is Status.IN_REWORK


def test_an_approval_after_it_takes_it_back() -> None:
    story = Story(route(stage("fund", "lawyer"), stage("end", "director")))
    returns_and_does_not_say_why(story, "lawyer")
    story.approves("lawyer")
    assert story.waiting() == ["director"]


def test_an_approval_that_was_about_to_be_taken_back_does_not_stay_for_the_next_version() -> None:
    story = Story(route(stage("fund", "lawyer", "accountant"), after_rework=AfterRework.OBJECTORS))
    story.approves("lawyer")
    returns_and_does_not_say_why(story, "lawyer")
    story.do(c.Recall("Титова", "перепутала ИНН"))
    story.reworked()
    assert story.waiting() == ["lawyer", "accountant"]


def test_who_is_late_already_has_no_time_to_say_why() -> None:
    story = Story(route(stage("fund", "lawyer"), stage("end", "director")))
    story.until("2026-11-30 18:00")
    returns_and_does_not_say_why(story, "lawyer")
    assert story.contract.status is Status.IN_REWORK


def test_it_is_refused_like_a_verdict() -> None:
    story = Story(route(stage("fund", "lawyer"), stage("end", "director")))
    bare = c.KeepBareReturn(1, someone("lawyer"), MAIL)
    assert story.refused(c.KeepBareReturn(1, someone("director"), MAIL)) is Reason.NOT_YOURS
    story.approves("lawyer")
    assert story.refused(bare) is Reason.STAGE_CLOSED


def test_it_adds_nothing_to_a_return_that_says_why() -> None:
    story = Story(route(stage("fund", "lawyer", "accountant")))
    story.returns("lawyer", "Нет сметы")
    assert story.refused(c.KeepBareReturn(1, someone("lawyer"), MAIL)) is Reason.ALREADY_ANSWERED
