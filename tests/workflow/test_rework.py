"""What goes back to the initiator, and who is asked again about the next version."""

from __future__ import annotations

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import (
    AfterRework,
    OnReturn,
    StageKind,
    Status,
    Verdict,
)
from daemon.workflow.policies import Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.working_time import parse_duration
from workflow.people import (
    approver,
    facts,
    route,
    stage,
)
from workflow.story import Story, three_stages

APPROVE, RETURN = Verdict.APPROVE, Verdict.RETURN


def test_three_remarks_go_to_the_initiator_together() -> None:
    story = three_stages()
    story.approves("lawyer")
    story.returns("commercial", "Нет сметы")
    story.returns("procurement", "Нет закупки в плане")
    assert (story.waiting(), story.told(LetterKind.RETURNED)) == (["accountant"], [])
    story.returns("accountant", "Неверный счёт")
    assert (story.contract.status, story.waiting()) == (Status.IN_REWORK, ["clerk"])
    assert story.told(LetterKind.RETURNED) == ["clerk"]
    asked = story.contract.in_round(1, "fund")
    assert [r.answer.remarks for r in asked if r.answer] == ["Нет сметы", "Нет закупки в плане", "Неверный счёт"]


def test_at_once_the_first_return_goes_to_the_initiator_and_the_others_are_let_off() -> None:
    story = three_stages(on_return=OnReturn.AT_ONCE)
    story.approves("lawyer", "commercial")
    story.returns("procurement")
    assert (story.contract.status, story.told(LetterKind.VOID)) == (Status.IN_REWORK, ["accountant"])


def test_collecting_remarks_ends_at_the_deadline() -> None:
    story = three_stages()
    story.approves("lawyer")
    story.returns("commercial")
    story.approves("procurement")
    story.until("2026-11-25 17:59")
    assert story.waiting() == ["accountant"]
    passed = [type(event) for _, event in story.until("2026-11-25 18:00")]
    assert passed.count(e.DeadlinePassed) == 1
    assert e.Reminded not in passed
    assert (story.contract.status, story.told(LetterKind.VOID)) == (Status.IN_REWORK, ["accountant"])


def test_a_return_that_comes_after_the_others_deadline_goes_on_at_once() -> None:
    story = three_stages()
    story.approves("lawyer")
    story.until("2026-11-26 10:00")
    story.approves("commercial")
    story.returns("procurement")
    assert story.contract.status is Status.IN_REWORK


def test_in_the_second_round_only_the_objectors_are_asked_and_the_others_approvals_are_shown_as_kept() -> None:
    story = three_stages()
    story.approves("lawyer", "accountant")
    story.returns("commercial")
    story.returns("procurement")
    story.reworked(facts(500_000))
    assert (story.contract.round, story.waiting()) == (2, ["commercial", "procurement"])
    assert story.told(LetterKind.REQUEST) == ["commercial", "procurement"]
    kept = {r.assignee.key: (r.kept_from, r.version, r.answer and r.answer.verdict) for r in story.contract.in_round(2)}
    assert kept["lawyer"] == kept["accountant"] == (1, 1, APPROVE)
    story.approves("commercial", "procurement")
    assert story.waiting() == ["director"]
    assert [each.version for each in story.of(e.ApprovalKept) if isinstance(each, e.ApprovalKept)] == [1, 1]


def test_a_kept_approval_stays_with_its_version_over_more_rounds() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial", "procurement")
    story.returns("accountant")
    story.reworked(facts(2))
    story.returns("accountant", "Всё ещё нет")
    story.reworked(facts(3))
    assert story.waiting() == ["accountant"]
    kept = [r for r in story.contract.in_round(3) if r.kept_from]
    assert [(r.assignee.key, r.kept_from, r.version) for r in kept] == [
        ("lawyer", 1, 1), ("commercial", 1, 1), ("procurement", 1, 1),
    ]  # fmt: skip


def test_whoever_is_not_asked_in_this_round_has_nothing_to_answer() -> None:
    story = three_stages()
    story.approves("lawyer", "accountant", "procurement")
    story.returns("commercial")
    story.reworked(facts(2))
    assert story.request_of("accountant").kept_from == 1
    assert story.refused(story.answer("accountant", RETURN)) is Reason.OLD_VERSION


def test_everyone_is_asked_again_where_the_route_says_so() -> None:
    story = three_stages(after_rework=AfterRework.EVERYONE)
    story.approves("lawyer", "accountant", "procurement")
    story.returns("commercial")
    story.reworked()
    assert (story.waiting(), story.states()) == (["lawyer"], ["open", "ahead", "ahead"])
    story.approves("lawyer")
    assert story.waiting() == ["commercial", "procurement", "accountant"]


def test_from_the_stage_on_all_are_asked_and_what_came_before_stays() -> None:
    story = three_stages(after_rework=AfterRework.STAGE)
    story.approves("lawyer", "accountant", "procurement")
    story.returns("commercial")
    story.reworked()
    assert (story.waiting(), story.states()) == (
        ["commercial", "procurement", "accountant"],
        ["approved", "open", "ahead"],
    )


def test_whoever_watches_a_field_is_asked_again_when_it_changed() -> None:
    watcher = approver("procurement", watches=("amount", "items"))
    story = Story(route(stage("fund", "commercial", watcher, "accountant")))
    story.approves("accountant", "procurement")
    story.returns("commercial")
    story.reworked(facts(900_000))
    assert story.waiting() == ["commercial", "procurement"]
    [_, second] = [each for each in story.of(e.VersionSubmitted) if isinstance(each, e.VersionSubmitted)]
    assert second.changed == ("amount",)


def test_whoever_watches_another_field_is_not_asked_again() -> None:
    watcher = approver("procurement", watches=("amount", "items"))
    story = Story(route(stage("fund", "commercial", watcher)))
    story.approves("procurement")
    story.returns("commercial")
    story.reworked(facts(name="ООО «Василёк»"))
    assert story.waiting() == ["commercial"]


def test_a_watched_field_is_compared_with_the_version_that_was_approved() -> None:
    watcher = approver("procurement", watches=("amount",))
    story = Story(route(stage("early", watcher), stage("fund", "commercial")))
    story.approves("procurement")
    story.returns("commercial")
    story.reworked(facts(name="ООО «Василёк»"))  # nothing watched: kept from version 1
    story.returns("commercial")
    story.reworked(facts(1, name="ООО «Василёк»"))
    assert story.waiting() == ["procurement"]


def test_an_approval_that_has_lapsed_does_not_come_back_by_itself() -> None:
    watcher = approver("procurement", watches=("amount",))
    story = Story(route(stage("fund", watcher, "accountant", approver("lawyer", veto=True), need=2)), known=facts(1))
    story.approves("procurement")
    story.returns("lawyer")
    story.reworked(facts(2))
    story.approves("accountant")
    story.returns("lawyer")
    story.reworked(facts(1))  # as it was when procurement approved
    assert story.waiting() == ["procurement", "lawyer"]


def test_a_signature_is_never_kept() -> None:
    story = Story(route(stage("signing", "director", "commercial", kind=StageKind.SIGNATURE)))
    story.approves("director")
    story.returns("commercial")
    story.reworked()
    assert story.waiting() == ["director", "commercial"]


def test_the_answer_of_whoever_stood_in_is_kept_for_the_place() -> None:
    story = three_stages()
    story.approves("lawyer")
    story.hands_over("accountant", "economist")
    story.approves("economist", "procurement")
    story.returns("commercial")
    story.reworked()
    assert story.waiting() == ["commercial"]
    assert ("economist", "accountant") in {(r.assignee.key, r.slot) for r in story.contract.in_round(2)}


# -- an objection is not outweighed by what was approved before -------------------------------------------------------


def approved_by_one_and_refused_by_another(verdict: Verdict) -> Story:
    """Any approval is enough; while the lawyer's has its grace, the accountant says no, with a veto."""
    any_of = stage("fund", "lawyer", approver("accountant", veto=True), need=1)
    policies = Policies(grace=parse_duration("2 minutes"))
    story = Story(route(any_of, after_rework=AfterRework.OBJECTORS, policies=policies))
    story.approves("lawyer")
    story.do(story.answer("accountant", verdict, "Нет денег"))
    return story


def test_who_returned_a_stage_of_which_any_approval_is_enough_is_asked_about_the_next_version() -> None:
    story = approved_by_one_and_refused_by_another(Verdict.RETURN)
    story.reworked()
    assert (story.contract.status, story.waiting()) == (Status.IN_APPROVAL, ["accountant"])
    story.approves("accountant")
    story.until("2026-11-23 18:00")
    assert story.contract.status is Status.APPROVED
    assert story.replayed() == story.contract


def test_a_declined_contract_that_is_reopened_is_asked_of_whoever_declined_it() -> None:
    story = approved_by_one_and_refused_by_another(Verdict.DECLINE)
    assert story.contract.status is Status.DECLINED
    story.do(c.Reopen("Титова"))
    assert (story.contract.status, story.waiting()) == (Status.IN_APPROVAL, ["accountant"])


def test_an_objection_that_was_outvoted_then_is_no_hindrance_in_the_next_round() -> None:
    two_of = stage("fund", "lawyer", "accountant", "economist", need=2)
    story = Story(route(two_of, stage("end", "director"), after_rework=AfterRework.OBJECTORS))
    story.returns("accountant")
    story.approves("lawyer", "economist")
    story.returns("director")
    story.reworked()
    assert story.waiting() == ["director"]


def test_an_objection_of_somebody_whom_the_route_has_let_go_hinders_nothing() -> None:
    story = approved_by_one_and_refused_by_another(Verdict.RETURN)
    alone = route(stage("fund", "lawyer", need=1), after_rework=AfterRework.OBJECTORS)
    story.do(c.Reroute(alone, "Лапин"))
    story.reworked()
    assert story.contract.status is Status.APPROVED
