"""Who is asked while somebody is away, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Absence, AfterRework, ClosedWhy, Escalate, StandInWhy, Status, Verdict
from daemon.workflow.refusal import Reason
from daemon.workflow.route import Directory
from workflow.people import PEOPLE, approver, at, facts, house, route, rung, someone, stage
from workflow.story import Story


def away(who: str, first: str, last: str, instead: str | None = None) -> Absence:
    return Absence(who, date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}"), instead)


def with_absences(*absences: Absence) -> Directory:
    return replace(house(), absences=absences)


LAWYER = away("lawyer", "11-20", "11-25")


def test_the_substitute_is_asked_on_behalf_of_whoever_is_away() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("end", "director")), people=with_absences(LAWYER))
    [asked] = story.of(e.ApproverAsked)
    assert isinstance(asked, e.ApproverAsked)
    assert (asked.asked.key, asked.on_behalf_of) == ("deputy", someone("lawyer"))
    request = story.request_of("deputy")
    assert (request.slot, request.owner.key, story.waiting()) == ("lawyer", "lawyer", ["deputy"])
    story.approves("deputy")
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_both_days_of_an_absence_are_included_in_the_zone_of_the_person_s_calendar() -> None:
    for moment, asked in (
        ("2026-11-19 23:59", "lawyer"),
        ("2026-11-20 00:00", "deputy"),
        ("2026-11-25 23:59", "deputy"),
        ("2026-11-26 00:00", "lawyer"),
    ):
        assert with_absences(LAWYER).present("lawyer", at(moment)) == asked, moment


def test_the_absence_may_name_another_substitute_than_the_person_has() -> None:
    people = with_absences(away("lawyer", "11-20", "11-25", "economist"))
    assert people.present("lawyer", at("2026-11-23 10:00")) == "economist"
    assert people.present("commercial", at("2026-11-23 10:00")) == "commercial"


def test_chains_are_followed_and_circles_and_dead_ends_lead_back() -> None:
    moment = at("2026-11-23 10:00")
    chain = with_absences(LAWYER, away("deputy", "11-20", "11-25", "economist"))
    assert chain.present("lawyer", moment) == "economist"
    circle = with_absences(LAWYER, away("deputy", "11-20", "11-25", "lawyer"))
    assert circle.present("lawyer", moment) == "lawyer"
    dead_end = with_absences(LAWYER, away("deputy", "11-20", "11-25"))
    assert dead_end.present("lawyer", moment) == "lawyer"
    nobody = with_absences(away("commercial", "11-20", "11-25"))
    assert nobody.present("commercial", moment) == "commercial"
    stranger = with_absences(away("lawyer", "11-20", "11-25", "nobody-we-know"))
    assert stranger.present("lawyer", moment) == "lawyer"
    unknown = with_absences(away("gone", "11-20", "11-25"))
    assert unknown.present("gone", moment) == "gone"


def test_an_absence_that_begins_while_a_request_waits_hands_it_over_and_its_end_brings_it_back() -> None:
    story = Story(route(stage("legal", approver("lawyer", veto=True))))
    story.people = with_absences(away("lawyer", "11-24", "11-24"))
    assert story.fire_timers() == []
    story.at("2026-11-24 00:00")
    closed, asked = story.fire_timers()
    assert isinstance(asked, e.ApproverAsked)
    assert closed == e.RequestClosed(1, ClosedWhy.AWAY)
    assert (asked.asked.key, asked.on_behalf_of, asked.instead_of, asked.veto) == (
        "deputy", someone("lawyer"), 1, True,
    )  # fmt: skip
    assert (story.told(LetterKind.VOID), story.told(LetterKind.REQUEST)) == (["lawyer"], ["deputy"])
    assert asked.due_at == at("2026-11-26 18:00")
    assert story.fire_timers() == []
    story.at("2026-11-25 00:00")
    closed, asked = story.fire_timers()
    assert isinstance(asked, e.ApproverAsked)
    assert closed == e.RequestClosed(2, ClosedWhy.BACK)
    assert (asked.asked.key, asked.on_behalf_of, asked.instead_of) == ("lawyer", None, 2)
    assert (story.told(LetterKind.VOID), story.waiting()) == (["deputy"], ["lawyer"])
    assert {each.slot for each in story.contract.requests} == {"lawyer"}
    assert story.refused(story.answer("deputy", Verdict.APPROVE)) is Reason.HANDED_OVER
    assert story.replayed() == story.contract


def test_what_the_substitute_has_answered_stays_when_the_owner_is_back() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")), people=with_absences(LAWYER))
    story.approves("deputy")
    story.at("2026-11-26 09:00")
    assert [type(each) for each in story.fire_timers()] == [e.DeadlinePassed, e.Reminded]
    assert story.waiting() == ["commercial"]


def test_whoever_answers_though_they_are_away_is_heard() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("end", "director")))
    first = story.request_of("lawyer").id
    story.people = with_absences(LAWYER)
    story.fire_timers()
    assert story.waiting() == ["deputy"]
    story.do(c.GiveVerdict(first, Verdict.APPROVE, "", someone("lawyer"), "a" * 64))
    assert (story.told(LetterKind.VOID), story.told(LetterKind.RECEIPT)) == (["deputy"], ["lawyer"])
    assert story.told(LetterKind.REQUEST) == ["director"]  # the lawyer needs none any more
    answer = story.request_of("lawyer").answer
    assert answer
    assert (answer.actor.key, story.request_of("lawyer").slot) == ("lawyer", "lawyer")
    again = c.GiveVerdict(first, Verdict.RETURN, "", someone("lawyer"), "a" * 64)
    assert story.refused(again) is Reason.HANDED_OVER


def test_an_answer_to_an_earlier_version_takes_no_place_back() -> None:
    story = Story(route(stage("legal", "lawyer"), after_rework=AfterRework.EVERYONE))
    story.returns("lawyer")
    story.people = with_absences(LAWYER)
    story.reworked()
    assert story.waiting() == ["deputy"]
    late = c.GiveVerdict(1, Verdict.APPROVE, "", someone("lawyer"), "a" * 64)
    assert story.refused(late) is Reason.OLD_VERSION


def test_nobody_else_is_heard_in_the_substitute_s_place() -> None:
    story = Story(route(stage("legal", "lawyer")), people=with_absences(LAWYER))
    assert story.refused(c.GiveVerdict(1, Verdict.APPROVE, "", someone("director"))) is Reason.NOT_YOURS
    story.do(c.GiveVerdict(1, Verdict.RETURN, "", someone("lawyer"), "a" * 64))
    assert story.contract.status is Status.IN_REWORK
    assert story.refused(c.GiveVerdict(1, Verdict.APPROVE, "", someone("deputy"))) is Reason.OLD_VERSION


def test_a_mail_that_has_spoken_takes_no_place_back() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    story.do(c.GiveVerdict(2, Verdict.APPROVE, "", someone("commercial"), "a" * 64))
    story.people = with_absences(LAWYER)
    story.fire_timers()
    again = c.GiveVerdict(1, Verdict.APPROVE, "", someone("lawyer"), "a" * 64)
    assert story.refused(again) is Reason.ALREADY_ANSWERED


def test_a_substitute_who_is_asked_in_the_same_stage_takes_no_second_place_the_manager_is_asked() -> None:
    story = Story(route(stage("legal", "lawyer", "deputy")), people=with_absences(LAWYER))
    assert [(each.assignee.key, each.slot, each.stand_in) for each in story.contract.requests] == [
        ("director", "lawyer", StandInWhy.AWAY), ("deputy", "deputy", None),
    ]  # fmt: skip
    story.approves("deputy")
    assert story.waiting() == ["director"]
    story.approves("director")
    assert story.contract.status is Status.APPROVED


def test_rather_than_twice_the_same_eyes_whoever_is_away_is_asked_themself_and_the_stage_is_short() -> None:
    story = Story(route(stage("legal", "lawyer", "deputy", "director")), people=with_absences(LAWYER))
    assert story.waiting() == ["lawyer", "deputy", "director"]
    assert story.of(e.QuorumShort) == [
        e.QuorumShort("legal", 3, 2, again_at=at("2026-11-25 18:00").astimezone(UTC), away=(someone("lawyer"),)),
    ]
    assert story.told(LetterKind.QUORUM_SHORT) == ["clerk"]


def test_whoever_comes_to_a_place_of_their_own_gives_back_what_they_had_for_another() -> None:
    story = Story(route(stage("legal", "lawyer")), people=with_absences(LAWYER))
    story.do(c.Reroute(route(stage("legal", "lawyer", "deputy")), "Лапин"))
    assert [(each.assignee.key, each.slot) for each in story.contract.open_requests()] == [
        ("deputy", "deputy"), ("director", "lawyer"),
    ]  # fmt: skip


def test_whoever_has_answered_for_another_is_not_asked_for_their_own_place_as_well() -> None:
    story = Story(route(stage("legal", "lawyer", "economist")), people=with_absences(LAWYER))
    story.approves("deputy")
    story.do(c.Reroute(route(stage("legal", "lawyer", "economist", "deputy")), "Лапин"))
    assert story.waiting() == ["economist"]
    [short] = story.of(e.QuorumShort)
    assert isinstance(short, e.QuorumShort)
    assert (short.needed, short.possible, short.vacant) == (3, 2, (someone("deputy"),))


def test_an_open_question_waits_for_its_answer_before_the_request_is_handed_over() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.asks("lawyer")
    story.people = with_absences(LAWYER)
    assert story.fire_timers() == []
    story.clerk_answers("lawyer")
    assert (story.told(LetterKind.ANSWER), story.waiting()) == (["lawyer"], ["deputy"])


def test_an_absence_during_a_hold_is_minded_when_the_contract_goes_on() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.do(c.Hold("Титова"))
    story.people = with_absences(LAWYER)
    assert story.fire_timers() == []
    story.do(c.Resume("Титова"))
    assert story.waiting() == ["deputy"]


def test_the_ladder_finds_whoever_is_there_and_the_place_stays() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "lawyer"),)
    people = with_absences(away("lawyer", "11-20", "11-30"))
    story = Story(route(stage("fund", approver("commercial", ladder=ladder))), people=people)
    story.until("2026-11-26 12:00")
    request = story.request_of("deputy")
    assert (request.on_behalf_of, request.slot) == (someone("lawyer"), "commercial")


def test_the_ladder_hands_nothing_to_a_substitute_who_is_asked_already() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "lawyer"),)
    story = Story(
        route(stage("fund", approver("commercial", ladder=ladder), "deputy")),
        people=with_absences(away("lawyer", "11-20", "11-30")),
    )
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["commercial", "deputy"]
    assert story.refused(c.Reassign(1, PEOPLE["lawyer"], "Лапин")) is Reason.ASKED_ALREADY


def test_a_deadline_that_passed_during_a_stop_is_noticed_before_the_request_is_handed_over() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.people = with_absences(away("lawyer", "11-25", "12-05"))
    story.at("2026-11-27 10:00")
    kinds = [type(each).__name__ for each in story.fire_timers()]
    assert kinds == ["DeadlinePassed", "Reminded", "RequestClosed", "ApproverAsked"]
    assert story.told(LetterKind.ESCALATION) == ["clerk"]


def test_the_substitute_s_approval_is_kept_for_the_place_in_the_next_round() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")), people=with_absences(LAWYER))
    story.approves("deputy")
    story.returns("commercial")
    story.at("2026-11-26 10:00")
    story.reworked(facts(2))
    assert story.waiting() == ["commercial"]
    assert story.told(LetterKind.REQUEST) == ["commercial"]


def test_a_request_that_was_handed_over_by_hand_stays_where_it_is() -> None:
    story = Story(route(stage("legal", "lawyer")), people=with_absences(LAWYER))
    story.hands_over("deputy", "economist")
    assert story.fire_timers() == []
    assert (story.waiting(), story.request_of("economist").on_behalf_of) == (["economist"], None)


def test_handing_over_ends_the_question_that_was_asked() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.asks("lawyer")
    answered, closed, asked = story.hands_over("lawyer", "economist")
    assert answered == e.QuestionAnswered(1, "", story.request_of("lawyer").due_at, answered.plan)  # type: ignore[union-attr]
    assert isinstance(closed, e.RequestClosed)
    assert isinstance(asked, e.ApproverAsked)
    assert (story.waiting(), story.told(LetterKind.ANSWER)) == (["economist"], [])
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("clerk"))) is Reason.HANDED_OVER
