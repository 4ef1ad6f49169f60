"""Another route under way, and what differs between two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide import decide
from daemon.workflow.decide.reroute import Difference, DifferenceKind, route_difference
from daemon.workflow.evolve import evolve
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import AfterRework, ClosedWhy, Escalate, Route, Stage, StageKind, Status, Verdict
from daemon.workflow.policies import OwnContracts, Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.working_time import parse_duration
from workflow.people import SIGNED, approver, at, draft, facts, house, route, rung, someone, stage
from workflow.story import Story, three_stages


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
        (route(*BASE.stages[:2]), Difference(DifferenceKind.STAGE_REMOVED, "end", before="director")),
        (
            route(*BASE.stages, stage("late", "economist", "lawyer")),
            Difference(DifferenceKind.STAGE_ADDED, "late", after="economist, lawyer"),
        ),
        (
            route(BASE.stages[1], BASE.stages[0], BASE.stages[2]),
            Difference(DifferenceKind.ORDER, before="legal, fund, end", after="fund, legal, end"),
        ),
        (
            route(stage("legal", "lawyer", "deputy"), *BASE.stages[1:]),
            Difference(DifferenceKind.PERSON_ADDED, "legal", "deputy"),
        ),
        (
            route(BASE.stages[0], stage("fund", "commercial", need=1), BASE.stages[2]),
            Difference(DifferenceKind.PERSON_REMOVED, "fund", "accountant"),
        ),
        (
            route(BASE.stages[0], stage("fund", "commercial", "accountant"), BASE.stages[2]),
            Difference(DifferenceKind.NEED, "fund", before="1", after="all"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", kind=StageKind.SIGNATURE)),
            Difference(DifferenceKind.KIND, "end", before="approval", after="signature"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", deadline="1 day")),
            Difference(DifferenceKind.DEADLINE, "end", before="2 working days", after="1 day"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", reminders=("at deadline", "every 1 day"))),
            Difference(DifferenceKind.REMINDERS, "end", before="", after="at deadline, 1 day"),
        ),
        (
            route(*BASE.stages[:2], stage("end", approver("director", veto=True))),
            Difference(DifferenceKind.VETO, "end", "director", "no", "yes"),
        ),
        (
            route(*BASE.stages[:2], stage("end", approver("director", watches=("amount",)))),
            Difference(DifferenceKind.WATCHES, "end", "director", "", "amount"),
        ),
        (
            route(*BASE.stages[:2], stage("end", "director", ladder=(rung("1 day"), rung("2 days", to=None)))),
            Difference(DifferenceKind.ESCALATION, "end", "director", "", "1 day: notify director; 2 days: notify -"),
        ),
        (
            replace(BASE, ask_once=True),
            Difference(DifferenceKind.POLICY, before="ask_once: False", after="ask_once: True"),
        ),
        (
            replace(BASE, undo=parse_duration("30 minutes")),
            Difference(DifferenceKind.POLICY, before="undo: None", after="undo: 30 minutes"),
        ),
        (
            replace(BASE, policies=Policies(grace=parse_duration("10 minutes"))),
            Difference(DifferenceKind.POLICY, before="grace: None", after="grace: 10 minutes"),
        ),
        (
            replace(BASE, policies=Policies(own_contracts=OwnContracts.REFUSED)),
            Difference(DifferenceKind.POLICY, before="own_contracts: allowed", after="own_contracts: refused"),
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


def test_before_the_first_round_no_stage_stands_anywhere() -> None:
    register = c.RegisterContract(
        "З-1", "Договор", "purchase", "Договор", "expense", someone("clerk"), BASE, facts(), draft()
    )  # fmt: skip
    now = at("2026-11-23 10:00")
    contract = None
    for command in (register, c.Reroute(route(stage("legal", "deputy")), "Лапин")):
        for event in decide(contract, command, now, house()):
            contract = evolve(contract, event, now)
    assert contract
    assert (contract.stages, contract.earlier_stages, contract.status) == ((), (), Status.PREPARING)
