"""One person is one pair of eyes, nobody approves what they handed in, no stage is decided by fewer than it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Absence, ClosedWhy, Escalate, Stage, StageKind, StandInWhy, Status, Verdict
from daemon.workflow.policies import OwnContracts, Policies
from daemon.workflow.quorum import vacant
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.request_schedule import next_due
from daemon.workflow.route import Directory
from workflow.people import PEOPLE, approver, house, route, rung, someone, stage
from workflow.story import Story

REFUSED = Policies(own_contracts=OwnContracts.REFUSED)
CLERK = replace(PEOPLE["clerk"], substitute="deputy", manager="commercial")


def directory(*absences: Absence, **people: object) -> Directory:
    return replace(house(), people={**PEOPLE, **people}, absences=absences)  # type: ignore[dict-item]


def away(who: str, until: str = "11-25", instead: str | None = None) -> Absence:
    return Absence(who, date(2026, 11, 20), date.fromisoformat(f"2026-{until}"), instead)


def own(*stages: Stage, people: Directory | None = None) -> Story:
    """The clerk hands a contract in, in a house that wants nobody to approve their own."""
    return Story(route(*stages, policies=REFUSED), people=people or directory(clerk=CLERK))


def asked(story: Story) -> list[tuple[str, str]]:
    return [(each.assignee.key, each.slot) for each in story.contract.open_requests()]


# -- nobody approves what they handed in ------------------------------------------------------------------------------


def test_whoever_handed_the_contract_in_is_replaced_by_their_substitute() -> None:
    story = own(stage("fund", "clerk", "lawyer"))
    assert asked(story) == [("deputy", "clerk"), ("lawyer", "lawyer")]
    request = story.request_of("deputy")
    assert (request.on_behalf_of, request.stand_in) == (someone("clerk"), StandInWhy.OWN_CONTRACT)
    assert story.replayed() == story.contract


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (directory(clerk=replace(CLERK, substitute=None)), "commercial"),
        (directory(away("deputy"), clerk=CLERK), "commercial"),
        (directory(away("deputy", instead="artistic"), clerk=CLERK), "artistic"),
        (directory(away("deputy"), away("commercial", instead="economist"), clerk=CLERK), "economist"),
    ],
)
def test_else_the_next_in_the_chain_or_the_manager_is_asked(people: Directory, expected: str) -> None:
    assert asked(own(stage("fund", "clerk"), people=people)) == [(expected, "clerk")]


def test_where_nobody_is_left_the_stage_waits_and_is_not_decided_by_the_others() -> None:
    story = own(stage("fund", "clerk", "lawyer"), people=directory())
    assert asked(story) == [("lawyer", "lawyer")]
    [short] = story.of(e.QuorumShort)
    assert isinstance(short, e.QuorumShort)
    assert (short.stage, short.needed, short.possible, short.vacant) == ("fund", 2, 1, (someone("clerk"),))
    assert story.told(LetterKind.QUORUM_SHORT) == ["clerk"]
    story.approves("lawyer")
    assert (story.contract.status, story.waiting()) == (Status.IN_APPROVAL, ["clerk"])
    story.people = directory(clerk=CLERK)
    story.fire_timers()
    assert asked(story) == [("lawyer", "lawyer"), ("deputy", "clerk")]
    assert story.of(e.QuorumRestored) == [e.QuorumRestored("fund")]
    story.approves("deputy")
    assert story.contract.status is Status.APPROVED
    assert story.replayed() == story.contract


def test_an_administrator_fills_the_place_for_which_nobody_could_be_asked() -> None:
    story = own(stage("fund", "clerk", "lawyer"), people=directory())
    for to in ("clerk", "lawyer"):
        assert story.refused(c.FillPlace("clerk", PEOPLE[to], "Лапин")) is Reason.CANNOT_BE_ASKED
    assert story.refused(c.FillPlace("lawyer", PEOPLE["economist"], "Лапин")) is Reason.NO_PLACE
    story.do(c.FillPlace("clerk", PEOPLE["economist"], "Лапин"))
    assert asked(story) == [("lawyer", "lawyer"), ("economist", "clerk")]
    assert story.told(LetterKind.REQUEST) == ["economist"]
    assert (story.fire_timers(), story.contract.shortage) == ([], None)
    story.approves("lawyer", "economist")
    assert story.contract.status is Status.APPROVED


def test_whom_the_next_round_will_ask_is_not_shown_as_somebody_for_whom_nobody_could_be_asked() -> None:
    story = own(stage("fund", "clerk", "lawyer"), people=directory())
    assert [each.person.key for each in vacant(story.contract, story.contract.route.stages[0])] == ["clerk"]
    story.returns("lawyer")
    story.do(c.Reroute(route(stage("fund", "lawyer", "economist"), policies=REFUSED), "Лапин"))
    assert vacant(story.contract, story.contract.route.stages[0]) == ()


def test_a_place_is_filled_once_while_the_stage_is_still_short() -> None:
    story = own(stage("fund", "clerk", "lawyer", need=3), people=directory())
    story.do(c.FillPlace("clerk", PEOPLE["economist"], "Лапин"))
    assert story.contract.shortage
    assert story.refused(c.FillPlace("clerk", PEOPLE["artistic"], "Лапин")) is Reason.NO_PLACE
    assert asked(story) == [("lawyer", "lawyer"), ("economist", "clerk")]


def test_after_a_change_of_route_the_places_of_the_new_one_are_those_that_lack_somebody() -> None:
    story = own(stage("fund", "clerk", "lawyer"), people=directory())
    story.do(c.Reroute(route(stage("fund", "economist", "lawyer", need=3), policies=REFUSED), "Лапин"))
    assert story.contract.shortage
    assert (story.contract.shortage.needed, story.contract.shortage.vacant) == (3, ())
    assert story.refused(c.FillPlace("clerk", PEOPLE["artistic"], "Лапин")) is Reason.NO_PLACE


def test_where_it_is_allowed_the_initiator_is_asked_like_anybody() -> None:
    story = Story(route(stage("fund", "clerk"), policies=Policies(own_contracts=OwnContracts.ALLOWED)))
    story.approves("clerk")
    assert story.contract.status is Status.APPROVED


def test_nobody_is_handed_a_request_about_their_own_contract() -> None:
    story = own(stage("fund", "lawyer"))
    assert story.refused(c.Reassign(1, PEOPLE["clerk"], "Лапин")) is Reason.HANDED_IN


def test_a_substitute_who_handed_the_contract_in_is_passed_over() -> None:
    people = directory(away("lawyer", instead="clerk"), clerk=CLERK)
    assert asked(own(stage("fund", "lawyer"), people=people)) == [("deputy", "lawyer")]


def test_the_ladder_hands_nothing_to_whoever_handed_the_contract_in_but_to_who_stands_in() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "clerk"),)
    story = own(stage("fund", approver("lawyer", ladder=ladder)))
    story.until("2026-11-26 12:00")
    assert asked(story) == [("deputy", "lawyer")]
    alone = own(stage("fund", approver("lawyer", ladder=ladder)), people=directory())
    alone.until("2026-11-26 12:00")
    assert asked(alone) == [("lawyer", "lawyer")]


def test_whoever_stands_aside_for_their_own_contract_cannot_take_the_place_back() -> None:
    story = own(stage("fund", "clerk", "lawyer"))
    for verdict in (Verdict.APPROVE, Verdict.RETURN):
        assert story.refused(c.GiveVerdict(1, verdict, "", someone("clerk"))) is Reason.OWN_CONTRACT


def test_an_answer_of_the_initiator_for_another_counts_only_with_the_yes_of_that_other() -> None:
    story = own(stage("fund", "lawyer"))
    story.do(c.ProposeVerdict(1, Verdict.APPROVE, "", someone("clerk")))
    assert story.refused(c.ConfirmProposal(1, someone("clerk"))) is Reason.NOT_YOURS
    story.do(c.ConfirmProposal(1, someone("lawyer")))
    assert story.contract.status is Status.APPROVED


def test_the_rule_holds_for_signatures_and_names_the_owner_of_the_place() -> None:
    story = own(stage("end", "clerk", kind=StageKind.SIGNATURE))
    story.approves("deputy")
    assert story.contract.status is Status.APPROVED
    assert story.request_of("deputy").owner == someone("clerk")


def handed_over_to_whoever_has_approved() -> Story:
    """The economist has approved what the clerk handed in, and becomes its initiator while the lawyer is asked."""
    people = directory(economist=replace(PEOPLE["economist"], substitute="deputy"))
    story = own(stage("fund", "economist", "lawyer"), stage("end", "director"), people=people)
    story.approves("economist")
    story.do(c.HandOver(PEOPLE["economist"], "Лапин"))
    return story


def test_who_had_approved_a_version_that_another_handed_in_and_became_its_initiator_has_approved_it() -> None:
    """Two pairs of eyes have seen it: whose it was then, and whose it is now."""
    story = handed_over_to_whoever_has_approved()
    story.approves("lawyer")
    assert story.waiting() == ["director"]


def test_of_the_next_version_which_they_hand_in_themself_somebody_else_is_asked_in_their_place() -> None:
    story = handed_over_to_whoever_has_approved()
    story.returns("lawyer")
    story.reworked()
    assert [each for each in asked(story) if each[1] == "economist"] == [("deputy", "economist")]
    assert story.request_of("deputy").stand_in is StandInWhy.OWN_CONTRACT
    story.approves("deputy", "lawyer", "director")
    assert story.contract.status is Status.APPROVED


def test_nor_does_it_spare_them_a_later_stage_of_the_same_round() -> None:
    people = directory(economist=replace(PEOPLE["economist"], substitute="deputy"))
    once = route(stage("fund", "economist", "lawyer"), stage("end", "economist"), policies=REFUSED, ask_once=True)
    story = Story(once, people=people)
    story.approves("economist")
    story.do(c.HandOver(PEOPLE["economist"], "Лапин"))
    story.approves("lawyer")
    assert story.waiting() == ["deputy"]


def test_what_the_new_initiator_was_asked_and_has_not_answered_is_for_who_stands_in_for_them_at_once() -> None:
    people = directory(economist=replace(PEOPLE["economist"], substitute="deputy"))
    story = own(stage("fund", "economist", "lawyer"), people=people)
    story.do(c.HandOver(PEOPLE["economist"], "Лапин"))
    assert story.waiting() == ["lawyer", "deputy"]


def test_who_had_asked_the_initiator_and_becomes_it_does_not_wait_for_their_own_answer() -> None:
    people = directory(economist=replace(PEOPLE["economist"], substitute="deputy"))
    story = own(stage("fund", "economist", "lawyer"), people=people)
    story.asks("economist")
    story.do(c.HandOver(PEOPLE["economist"], "Лапин"))
    assert story.waiting() == ["lawyer", "deputy"]
    assert story.contract.duties == ()


# -- a quorum is never lowered ----------------------------------------------------------------------------------------


def test_a_stage_with_fewer_people_than_it_needs_waits_with_one_letter_and_asks_them_meanwhile() -> None:
    story = Story(route(stage("fund", "lawyer", need=2), stage("end", "director")))
    assert story.told(LetterKind.QUORUM_SHORT) == ["clerk"]
    story.approves("lawyer")
    assert story.contract.status is Status.IN_APPROVAL
    assert story.told(LetterKind.QUORUM_SHORT) == []
    assert story.waiting() == ["clerk"]  # nobody is left to be asked
    story.do(c.Reroute(route(stage("fund", "lawyer", "economist", need=2), stage("end", "director")), "Лапин"))
    assert story.waiting() == ["economist"]
    story.approves("economist")
    assert story.waiting() == ["director"]


def test_whoever_stands_in_for_the_initiator_hears_of_it_and_so_does_the_one_who_takes_over_meanwhile() -> None:
    story = Story(route(stage("fund", "lawyer", need=2)), people=directory(away("clerk", instead="economist")))
    assert story.told(LetterKind.QUORUM_SHORT) == ["economist"]
    story.people = directory()
    story.fire_timers()
    assert story.told(LetterKind.QUORUM_SHORT) == ["clerk"]
    story.do(c.HandOver(PEOPLE["accountant"], "Лапин"))
    assert story.told(LetterKind.QUORUM_SHORT) == ["accountant"]


def test_it_is_told_again_while_nothing_has_changed() -> None:
    story = Story(route(stage("fund", "lawyer", need=2)))
    story.approves("lawyer")
    assert (due := next_due(story.contract))
    story.until("2026-11-26 10:00")
    assert due < story.now
    assert len(story.of(e.QuorumShort)) == 2


def test_with_or_all_everybody_is_enough() -> None:
    both = replace(stage("fund", "lawyer", "clerk", need=2), or_all=True)
    story = own(both, people=directory())
    story.approves("lawyer")
    assert story.contract.status is Status.APPROVED


def test_with_or_all_whoever_is_still_to_be_asked_is_waited_for() -> None:
    story = Story(route(replace(stage("fund", "lawyer", "economist", need=2), or_all=True)))
    story.approves("lawyer")
    assert story.waiting() == ["economist"]
    story.returns("economist")
    assert story.contract.status is Status.IN_REWORK


def test_an_objection_in_a_stage_that_is_short_still_returns_the_contract() -> None:
    story = Story(route(stage("fund", "lawyer", need=2)))
    story.returns("lawyer")
    assert story.contract.status is Status.IN_REWORK
    assert story.contract.shortage is None


def test_somebody_away_without_a_substitute_is_said_where_the_quorum_needs_them() -> None:
    story = Story(route(stage("fund", "lawyer", "economist", need=2)), people=directory(away("economist")))
    [short] = story.of(e.QuorumShort)
    assert isinstance(short, e.QuorumShort)
    assert (short.possible, short.away) == (1, (someone("economist"),))
    story.at("2026-11-26 09:00")
    story.people = directory()
    story.fire_timers()
    assert story.contract.shortage is None
    one_is_enough = Story(route(stage("fund", "lawyer", "economist", need=1)), people=directory(away("economist")))
    assert one_is_enough.of(e.QuorumShort) == []


def test_one_person_on_two_places_of_an_older_history_counts_once() -> None:
    story = Story(route(stage("fund", "lawyer", "economist", need=2)))
    doubled = story.request_of("economist")
    history = [*story.history, (story.now, e.RequestClosed(doubled.id, ClosedWhy.REASSIGNED))]
    again = e.ApproverAsked(3, "fund", someone("lawyer"), doubled.due_at, doubled.plan, instead_of=doubled.id)
    for event in (history[-1][1], again):
        story._contract = _evolved(story, event)
    story.approves("lawyer")
    assert story.contract.status is Status.IN_APPROVAL
    with pytest.raises(Refused):
        story.do(c.GiveVerdict(3, Verdict.APPROVE, "", someone("lawyer")))


def _evolved(story: Story, event: e.Event):  # type: ignore[no-untyped-def]
    from daemon.workflow.evolve import evolve

    return evolve(story.contract, event, story.now)


def test_a_key_that_has_passed_to_another_is_another_person() -> None:
    lawyer = someone("lawyer")
    assert lawyer.is_same(replace(lawyer, name="Орлова-Белова Мария Петровна"))
    assert lawyer.is_same(replace(lawyer, email="m.orlova@scena.example", post="Главный юрист"))
    assert not lawyer.is_same(replace(lawyer, name="Новикова Вера Ильинична", email="novikova@scena.example"))
    assert not lawyer.is_same(someone("deputy"))
