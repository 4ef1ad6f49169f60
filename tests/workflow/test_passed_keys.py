"""A key of the directory passes from Anna to Boris: what she wrote stays hers, what is open is his."""

from __future__ import annotations

from dataclasses import replace

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.attribution import answered, asked
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import AfterRework, ClosedWhy, Escalate, Participant, Person, Request, Status
from daemon.workflow.route import participant
from workflow.people import PEOPLE, house, route, rung, someone, stage
from workflow.story import Story

ANNA = someone("lawyer")
BORIS = replace(PEOPLE["lawyer"], name="Борисов Борис Борисович", email="borisov@scena.example", substitute=None)


def pass_on(story: Story, to: Person = BORIS) -> None:
    """Somebody else has the key from now on; the clock looks, as after every edit of the directory."""
    story.people = replace(house(), people={**PEOPLE, to.key: to})
    story.fire_timers()


def author(story: Story, request: Request) -> Participant:
    assert request.answer
    return answered(story.contract, request, request.answer.actor).by


def test_who_was_asked_is_asked_no_more_and_the_new_holder_of_the_key_is() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    pass_on(story)
    [first, _, second] = story.contract.requests
    assert (first.assignee, first.closed_why) == (ANNA, ClosedWhy.PASSED_ON)
    assert (second.assignee, second.slot, second.on_behalf_of) == (participant(BORIS), "lawyer", None)
    assert asked(story.contract, second).behalf is None
    assert [each.to for each in story.letters if each.kind is LetterKind.VOID] == [ANNA]
    assert [each.to for each in story.letters if each.kind is LetterKind.REQUEST] == [participant(BORIS)]
    assert not story.fire_timers()
    assert story.replayed() == story.contract


def test_an_approval_stays_that_of_who_gave_it_and_counts_in_the_next_round() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund", "commercial")))
    story.approves("lawyer")
    story.returns("commercial")
    pass_on(story)
    story.reworked()
    [_, _, kept, again] = story.contract.requests
    assert (kept.kept_from, author(story, kept)) == (1, ANNA)
    assert again.assignee.key == "commercial"
    assert participant(BORIS) not in story.contract.participants()


def test_what_is_asked_anew_is_asked_of_the_new_holder() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund", "commercial"), after_rework=AfterRework.EVERYONE))
    story.approves("lawyer")
    story.returns("commercial")
    pass_on(story)
    story.reworked()
    assert story.contract.requests[-1].assignee == participant(BORIS)
    assert author(story, story.contract.requests[0]) == ANNA
    assert [each.key for each in story.contract.participants()].count("lawyer") == 2


def test_somebody_who_married_or_moved_is_the_same_and_is_not_asked_twice() -> None:
    story = Story(route(stage("legal", "lawyer")))
    pass_on(story, replace(PEOPLE["lawyer"], name="Белова Мария Петровна"))
    pass_on(story, replace(PEOPLE["lawyer"], email="m.orlova@scena.example"))
    married = replace(PEOPLE["lawyer"], name="Белова Мария Петровна", email="belova.m@scena.example")
    pass_on(story, replace(married, aliases=(PEOPLE["lawyer"].email,)))
    assert len(story.contract.requests) == 1


def test_an_address_of_a_post_makes_nobody_the_same() -> None:
    story = Story(route(stage("legal", "lawyer")))
    pass_on(story, replace(BORIS, email=PEOPLE["lawyer"].email))
    assert story.contract.requests[-1].assignee.name == BORIS.name


def test_a_ladder_leads_to_who_has_the_key_when_its_time_comes() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "lawyer"),)
    story = Story(route(stage("fund", "commercial", ladder=ladder)))
    pass_on(story)
    story.until("2026-12-01 12:00")
    request = story.contract.requests[-1]
    assert (request.assignee, request.slot) == (participant(BORIS), "commercial")
    assert asked(story.contract, request).behalf == someone("commercial")


def test_the_contract_of_an_initiator_whose_key_has_passed_is_the_new_holder_s() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.returns("lawyer")
    pass_on(story, replace(PEOPLE["clerk"], name="Борисов Борис Борисович", email="borisov@scena.example"))
    [changed] = story.of(e.InitiatorChanged)
    assert (changed.old, changed.by) == (someone("clerk"), "")  # type: ignore[attr-defined]
    assert story.contract.acting.name == BORIS.name
    assert [each.to.name for each in story.letters if each.kind is LetterKind.RETURNED] == [BORIS.name]
    assert story.contract.versions[0].by == someone("clerk")


def test_on_hold_and_decided_contracts_do_not_lose_their_people() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    story.do(c.Hold("Титова"))
    pass_on(story)
    assert len(story.contract.requests) == 2
    story.do(c.Resume("Титова"))
    assert story.contract.status is Status.IN_APPROVAL
    assert story.contract.requests[-1].assignee == participant(BORIS)
