"""People leave the directory while contracts wait for them: nobody who has left is asked, or handed anything."""

from __future__ import annotations

from dataclasses import replace

from daemon.workflow import events as e
from daemon.workflow.effects import TellAdministrators, effects
from daemon.workflow.leavers import Concern, ConcernKind, concerns
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Escalate
from workflow.people import PEOPLE, house, route, rung, someone, stage
from workflow.story import Story


def leaves(story: Story, *keys: str) -> None:
    there = {key: each for key, each in story.people.people.items() if key not in keys}
    story.people = replace(story.people, people=there)


def comes_back(story: Story) -> None:
    story.people = replace(story.people, people=PEOPLE)


def test_a_stage_does_not_ask_somebody_who_has_left_and_the_initiator_and_the_administrators_are_told() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund", "commercial", "accountant")))
    leaves(story, "commercial")
    story.approves("lawyer")
    assert story.waiting() == ["accountant"]
    [short] = story.of(e.QuorumShort)
    assert isinstance(short, e.QuorumShort)
    assert [each.key for each in short.vacant] == ["commercial"]
    assert story.told(LetterKind.QUORUM_SHORT) == ["clerk"]
    assert TellAdministrators(LetterKind.QUORUM_SHORT) in effects(story.contract, short)


def test_a_vacant_place_is_asked_as_soon_as_its_person_is_there_again() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund", "commercial", "accountant")))
    leaves(story, "commercial")
    story.approves("lawyer")
    comes_back(story)
    story.fire_timers()
    assert story.waiting() == ["accountant", "commercial"]
    assert story.contract.shortage is None


def test_a_ladder_hands_nothing_over_to_somebody_who_has_left_and_tells_the_initiator_instead() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "director"),)
    story = Story(route(stage("legal", "lawyer", ladder=ladder)))
    leaves(story, "director")
    story.until("2026-11-26 12:00")
    [escalated] = story.of(e.Escalated)
    assert isinstance(escalated, e.Escalated)
    assert (escalated.action, escalated.to) == (Escalate.NOTIFY, None)
    assert story.waiting() == ["lawyer"]
    assert "director" not in {each.to.key for each in story.sent}


def test_a_request_of_somebody_who_leaves_stays_and_is_told_to_be_unanswerable() -> None:
    story = Story(route(stage("legal", "lawyer")))
    leaves(story, "lawyer")
    story.fire_timers()
    assert [type(each) for each in story.of(e.QuorumShort)] == [e.QuorumShort]
    assert story.fire_timers() == []
    story.hands_over("lawyer", "deputy")
    assert (story.waiting(), story.contract.shortage) == (["deputy"], None)


def test_what_hangs_on_people_who_have_left_is_found_in_a_contract() -> None:
    ladder = (rung("1 working hour", Escalate.NOTIFY, "director"),)
    story = Story(route(stage("legal", "lawyer", ladder=ladder), stage("fund", "commercial")))
    there = {key: PEOPLE[key] for key in ("accountant",)}
    found = concerns(story.contract, replace(house(), people=there))
    assert found == (
        Concern(ConcernKind.INITIATOR, someone("clerk"), "З-2026-0042"),
        Concern(ConcernKind.REQUEST, someone("lawyer"), "З-2026-0042", "legal", "Legal", "lawyer"),
        Concern(ConcernKind.PLACE, someone("commercial"), "З-2026-0042", "fund", "Fund"),
        Concern(ConcernKind.LADDER, someone("director"), "З-2026-0042", "legal", "Legal"),
    )
    assert concerns(story.contract, house()) == ()
