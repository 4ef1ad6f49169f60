"""Another route under way, more time, a new beginning, and approvals that need not be given twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.effects import LetterKind
from daemon.workflow.model import AfterRework, ClosedWhy, Escalate, Route, Stage, StageKind, Status, Verdict
from daemon.workflow.plan import next_due
from daemon.workflow.refused import Reason
from daemon.workflow.reroute import Difference, Differs, route_difference
from daemon.workflow.working_time import parse_duration
from workflow.people import SIGNED, approver, at, facts, remind, route, rung, someone, stage
from workflow.story import Story
from workflow.test_stories import three_stages


def rerouted(story: Story, *stages: Stage, **policy: object) -> list[e.Event]:
    return story.do(c.Reroute(route(*stages, **policy), "Лапин"))


# -- what differs ------------------------------------------------------------------------------------------------------


BASE = route(stage("legal", "lawyer"), stage("fund", "commercial", "accountant", need=1), stage("end", "director"))


def test_the_same_route_differs_in_nothing_and_neither_do_titles_and_reasons() -> None:
    legal, *others = BASE.stages
    titled = replace(legal, title="Иначе", approvers=(replace(legal.approvers[0], why="сумма"),))
    assert route_difference(BASE, Route((titled, *others))) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (route(*BASE.stages[:2]), Difference(Differs.STAGE_REMOVED, "end", before="director")),
        (
            route(*BASE.stages, stage("late", "economist", "lawyer")),
            Difference(Differs.STAGE_ADDED, "late", after="economist, lawyer"),
        ),
        (
            route(BASE.stages[1], BASE.stages[0], BASE.stages[2]),
            Difference(Differs.ORDER, before="legal, fund, end", after="fund, legal, end"),
        ),
        (
            route(stage("legal", "lawyer", "deputy"), *BASE.stages[1:]),
            Difference(Differs.PERSON_ADDED, "legal", "deputy"),
        ),
        (
            route(BASE.stages[0], stage("fund", "commercial", need=1), BASE.stages[2]),
            Difference(Differs.PERSON_REMOVED, "fund", "accountant"),
        ),
        (
            route(BASE.stages[0], stage("fund", "commercial", "accountant"), BASE.stages[2]),
            Difference(Differs.NEED, "fund", before="1", after="all"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", kind=StageKind.SIGNATURE)),
            Difference(Differs.KIND, "end", before="approval", after="signature"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", deadline="1 day")),
            Difference(Differs.DEADLINE, "end", before="2 working days", after="1 day"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", reminders=("at deadline", "every 1 day"))),
            Difference(Differs.REMINDERS, "end", before="", after="at deadline, 1 day"),
        ),
        (
            route(*BASE.stages[:2], stage("end", approver("director", veto=True))),
            Difference(Differs.VETO, "end", "director", "no", "yes"),
        ),
        (
            route(*BASE.stages[:2], stage("end", approver("director", watches=("amount",)))),
            Difference(Differs.WATCHES, "end", "director", "", "amount"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", ladder=(rung("1 day"), rung("2 days", to=None)))),
            Difference(Differs.ESCALATION, "end", "director", "", "1 day: notify director; 2 days: notify -"),
        ),
        (replace(BASE, ask_once=True), Difference(Differs.POLICY, before="ask_once: False", after="ask_once: True")),
        (
            replace(BASE, undo=parse_duration("30 minutes")),
            Difference(Differs.POLICY, before="undo: None", after="undo: 30 minutes"),
        ),
    ],
    ids=lambda each: each.what.value if isinstance(each, Difference) else "",
)
def test_each_difference_is_named_with_what_was_and_what_will_be(changed: Route, expected: Difference) -> None:
    assert route_difference(BASE, changed) == (expected,)


# -- another route under way -------------------------------------------------------------------------------------------


def test_stages_that_are_closed_and_the_same_stay_closed() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial")
    changed, *rest = rerouted(
        story,
        stage("legal", "lawyer"),
        stage("fund", "commercial", "economist", "accountant"),
        stage("end", "director"),
    )
    assert isinstance(changed, e.RouteChanged)
    assert story.states() == ["approved", "open", "ahead"]
    assert [type(each).__name__ for each in rest] == ["RequestClosed", "ApproverAsked"]
    assert rest[0] == e.RequestClosed(3, ClosedWhy.REROUTED)
    assert (story.told(LetterKind.VOID), story.told(LetterKind.REQUEST)) == (["procurement"], ["economist"])
    assert story.waiting() == ["accountant", "economist"]
    assert story.refused(story.answer("procurement", Verdict.APPROVE)) is Reason.HANDED_OVER
    story.approves("accountant", "economist")
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_the_same_route_again_changes_nothing() -> None:
    story = three_stages()
    assert story.do(c.Reroute(story.contract.route, "Лапин")) == []


def test_an_earlier_stage_that_is_new_is_asked_first_and_approvals_of_this_version_are_kept() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial")
    rerouted(
        story,
        stage("legal", "lawyer"),
        stage("head", "deputy"),
        stage("fund", "commercial", "procurement"),
        stage("signing", "director", kind=StageKind.SIGNATURE),
    )
    assert (story.states(), story.waiting()) == (["approved", "open", "ahead", "ahead"], ["deputy"])
    assert sorted(story.told(LetterKind.VOID)) == ["accountant", "commercial", "procurement"]
    story.approves("deputy")
    assert story.waiting() == ["procurement"]
    [kept] = story.of(e.ApprovalKept)
    assert isinstance(kept, e.ApprovalKept)
    assert (kept.asked.key, kept.version, kept.same_version) == ("commercial", 1, True)


def test_an_approved_stage_that_wants_somebody_else_is_open_again() -> None:
    story = three_stages()
    story.approves("lawyer")
    rerouted(story, stage("legal", "lawyer", "deputy"), *story.contract.route.stages[1:])
    assert (story.states(), story.waiting()) == (["open", "ahead", "ahead"], ["deputy"])
    story.approves("deputy")
    assert story.waiting() == ["commercial", "procurement", "accountant"]


def test_a_stage_that_nobody_is_left_in_is_passed_over() -> None:
    story = three_stages()
    rerouted(story, stage("legal"), *story.contract.route.stages[1:])
    assert story.states() == ["passed_over", "open", "ahead"]
    assert story.told(LetterKind.VOID) == ["lawyer"]


def test_a_stage_that_becomes_a_signature_takes_no_approval_for_one() -> None:
    story = Story(route(stage("end", "director", "commercial")))
    story.approves("director")
    rerouted(story, stage("end", "director", "commercial", kind=StageKind.SIGNATURE))
    assert story.waiting() == ["director", "commercial"]
    story.approves("director", "commercial")
    assert story.contract.status is Status.APPROVED
    assert story.contract.signed == (SIGNED,)


def test_a_smaller_need_may_close_the_stage_at_once() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), stage("end", "director")))
    story.approves("commercial")
    rerouted(story, stage("fund", "commercial", "accountant", need=1), stage("end", "director"))
    assert story.waiting() == ["director"]


def test_whoever_stays_gets_the_new_terms_with_the_whole_time() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.approves("accountant")
    story.at("2026-11-24 12:00")
    ladder = (rung("1 working hour", Escalate.REASSIGN),)
    rerouted(
        story, stage("fund", approver("commercial", veto=True, ladder=ladder), "accountant", deadline="1 working day")
    )
    request = story.request_of("commercial")
    assert (request.due_at, request.veto) == (at("2026-11-25 18:00"), True)
    assert story.told(LetterKind.DEADLINE_MOVED) == ["commercial", "clerk"]
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["director"]


def test_whoever_stays_with_the_same_terms_keeps_their_deadline() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.at("2026-11-24 12:00")
    rerouted(story, stage("fund", "commercial", "accountant", "economist"))
    assert story.of(e.DeadlineMoved) == []
    assert story.request_of("commercial").due_at == at("2026-11-25 18:00")


def test_in_rework_the_next_round_goes_along_the_new_route() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial", "procurement")
    story.returns("accountant")
    [changed] = rerouted(story, stage("fund", "commercial", "accountant"), stage("legal", "lawyer", "deputy"))
    assert isinstance(changed, e.RouteChanged)
    assert (story.letters, story.waiting()) == ([], ["clerk"])
    story.reworked(facts(2))
    assert story.waiting() == ["accountant"]
    story.approves("accountant")
    assert story.waiting() == ["deputy"]
    assert story.contract.stage_of(story.contract.request(1)).key == "legal"
    assert story.replayed() == story.contract


def test_a_stage_that_the_route_has_no_more_is_still_known_for_its_requests() -> None:
    story = three_stages()
    story.approves("lawyer")
    rerouted(story, *story.contract.route.stages[1:])
    assert story.contract.stage_of(story.contract.request(1)).title == "Legal"
    assert story.waiting() == ["commercial", "procurement", "accountant"]


def test_from_the_stage_on_knows_which_stages_had_been_approved_also_on_another_route() -> None:
    story = three_stages(after_rework=AfterRework.STAGE)
    story.approves("lawyer", "commercial", "procurement")
    story.returns("accountant")
    fund, signing = story.contract.route.stages[1:]
    rerouted(story, stage("new", "deputy"), stage("legal", "lawyer"), fund, signing, after_rework=AfterRework.STAGE)
    story.reworked()
    assert story.waiting() == ["deputy"]
    story.approves("deputy")
    assert story.waiting() == ["commercial", "procurement", "accountant"]


def test_while_documents_are_made_the_route_is_changed_and_nobody_is_asked_yet() -> None:
    story = three_stages()
    story.approves("lawyer")
    for key in ("commercial", "procurement", "accountant"):
        story.returns(key)
    story.do(c.SubmitVersion(facts(), story.contract.version.draft, "Договор 42"))
    rerouted(story, stage("legal", "deputy"))
    assert story.waiting() == []
    story.documents()
    assert story.waiting() == ["deputy"]


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
    story.at("2026-11-23 13:00")
    story.clerk_answers("commercial")
    assert [each.at for each in story.request_of("commercial").plan] == [at("2026-11-23 16:48"), at("2026-11-25 12:00")]
