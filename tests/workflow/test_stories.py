"""What happens to a contract in situations that a house knows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.effects import LetterKind
from daemon.workflow.model import (
    AfterRework,
    ClosedWhy,
    Escalate,
    OnReturn,
    PlannedKind,
    StageKind,
    StageStatus,
    Status,
    Verdict,
)
from daemon.workflow.plan import next_due
from daemon.workflow.refused import Reason
from daemon.workflow.route import Directory
from daemon.workflow.working_time import Calendar, is_working
from workflow.people import (
    BERLIN,
    LONG_DAY,
    PEOPLE,
    SIGNED,
    approver,
    at,
    facts,
    remind,
    route,
    rung,
    someone,
    stage,
)
from workflow.story import Story

APPROVE, RETURN = Verdict.APPROVE, Verdict.RETURN


def three_stages(**policy: object) -> Story:
    return Story(
        route(
            stage("legal", "lawyer"),
            stage("fund", "commercial", "procurement", "accountant"),
            stage("signing", "director", kind=StageKind.SIGNATURE),
            **policy,
        )
    )


# -- the straight way --------------------------------------------------------------------------------------------------


def test_a_contract_goes_through_its_stages_to_the_signature() -> None:
    story = three_stages()
    assert (story.contract.status, story.waiting()) == (Status.IN_APPROVAL, ["lawyer"])
    story.approves("lawyer")
    assert (story.waiting(), story.states()) == (
        ["commercial", "procurement", "accountant"],
        ["approved", "open", "ahead"],
    )
    story.approves("procurement", "accountant", "commercial")
    assert story.waiting() == ["director"]
    story.approves("director")
    assert (story.contract.status, story.waiting(), story.contract.signed) == (Status.APPROVED, [], (SIGNED,))
    assert story.contract.closed_at == story.now
    assert story.replayed() == story.contract


def test_nobody_is_asked_before_the_documents_of_the_version_are_made() -> None:
    story = three_stages()
    story.approves("lawyer")
    story.returns("commercial")
    story.approves("procurement", "accountant")
    story.do(c.SubmitVersion(facts(1), story.contract.version.draft, "Договор 42 исправленный"))
    assert (story.contract.status, story.waiting(), story.letters) == (Status.PREPARING, [], [])
    assert story.contract.name == "Договор 42 исправленный"
    assert story.contract.registered_name == "Договор 42"
    assert story.do(c.FileDocuments(1, "0" * 64, ())) == []  # late documents of the version before
    story.documents()
    assert story.contract.requests[-1].sha256 == story.contract.version.sha256


def test_everybody_who_took_part_hears_of_the_end_once_the_final_set_is_filed() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial", "procurement", "accountant", "director")
    assert story.told(LetterKind.FINISHED) == []
    story.do(c.FileFinalSet((SIGNED,)))
    assert story.told(LetterKind.FINISHED) == ["clerk", "lawyer", "commercial", "procurement", "accountant", "director"]
    assert story.contract.final == (SIGNED,)
    assert story.do(c.FileFinalSet((SIGNED,))) == []


def test_a_stage_without_anybody_is_passed_over_and_history_says_why() -> None:
    story = Story(route(stage("legal"), stage("fund", "commercial"), stage("late")))
    assert story.states() == ["passed_over", "open", "ahead"]
    assert story.of(e.StagePassedOver) == [e.StagePassedOver("legal", "amount > 600000")]
    story.approves("commercial")
    assert (story.states(), story.contract.status) == (["passed_over", "approved", "passed_over"], Status.APPROVED)


def test_a_signature_without_the_signed_copy_is_asked_for_it() -> None:
    story = Story(route(stage("signing", "director", kind=StageKind.SIGNATURE)))
    request = story.request_of("director").id
    assert story.refused(c.GiveVerdict(request, APPROVE, "", someone("director"))) is Reason.NOT_SIGNED
    story.returns("director")  # to return it, none is needed
    assert story.contract.status is Status.IN_REWORK


def test_the_signed_copy_of_an_earlier_version_is_not_taken_for_the_present_one() -> None:
    story = Story(route(stage("signing", "director", "commercial", kind=StageKind.SIGNATURE)))
    story.approves("director")
    story.returns("commercial")
    story.reworked(facts(5))
    assert (story.waiting(), story.contract.signed) == (["director", "commercial"], ())


# -- quorum ------------------------------------------------------------------------------------------------------------


def test_one_of_any_is_enough_and_the_others_are_told() -> None:
    story = Story(route(stage("finance", "accountant", "economist", need=1)))
    story.approves("economist")
    assert (story.contract.status, story.told(LetterKind.VOID)) == (Status.APPROVED, ["accountant"])
    closed = story.request_of("accountant")
    assert (closed.closed_why, closed.waits, closed.plan) == (ClosedWhy.STAGE_CLOSED, False, ())
    assert story.refused(story.answer("accountant", APPROVE)) is Reason.ALREADY_CLOSED


def test_of_any_one_return_does_not_decide_while_another_may_approve() -> None:
    story = Story(route(stage("finance", "accountant", "economist", need=1)))
    story.returns("accountant")
    assert story.waiting() == ["economist"]
    story.approves("economist")
    assert story.contract.status is Status.APPROVED


def test_of_any_it_comes_back_when_all_return() -> None:
    story = Story(route(stage("finance", "accountant", "economist", need=1), on_return=OnReturn.AT_ONCE))
    story.returns("accountant")
    assert story.contract.status is Status.IN_APPROVAL
    story.returns("economist")
    assert story.contract.status is Status.IN_REWORK


def test_two_of_three_are_enough_and_not_fewer() -> None:
    story = Story(route(stage("fund", "commercial", "procurement", "accountant", need=2), stage("end", "director")))
    story.returns("commercial")
    story.approves("procurement")
    assert story.waiting() == ["accountant"]
    story.approves("accountant")
    assert story.waiting() == ["director"]


def test_two_of_three_cannot_be_met_any_more_after_two_returns() -> None:
    story = Story(route(stage("fund", "commercial", "procurement", "accountant", need=2), on_return=OnReturn.AT_ONCE))
    story.returns("commercial")
    assert story.contract.status is Status.IN_APPROVAL
    story.returns("procurement")
    assert (story.contract.status, story.told(LetterKind.VOID)) == (Status.IN_REWORK, ["accountant"])


def test_a_veto_decides_at_once_even_when_the_stage_collects_remarks() -> None:
    story = Story(route(stage("legal", approver("lawyer", veto=True), "commercial", "accountant", need=1)))
    story.returns("commercial")
    assert story.contract.status is Status.IN_APPROVAL
    story.returns("lawyer")
    assert (story.contract.status, story.told(LetterKind.VOID)) == (Status.IN_REWORK, ["accountant"])


def test_a_declined_veto_ends_the_contract() -> None:
    story = Story(route(stage("legal", approver("lawyer", veto=True), "commercial")))
    story.declines("lawyer")
    assert (story.contract.status, story.states(), story.waiting()) == (Status.DECLINED, ["declined"], [])


def test_a_decline_waits_for_the_others_and_then_outweighs_a_return() -> None:
    story = Story(route(stage("fund", "commercial", "procurement")))
    story.declines("commercial")
    assert story.waiting() == ["procurement"]
    story.returns("procurement")
    assert story.contract.status is Status.DECLINED


def test_an_approval_with_remarks_is_an_approval() -> None:
    story = Story(route(stage("legal", "lawyer")))
    story.do(story.answer("lawyer", Verdict.APPROVE_WITH_REMARKS, "Опечатка в п. 3"))
    assert story.contract.status is Status.APPROVED


# -- answers -----------------------------------------------------------------------------------------------------------


def test_a_later_answer_replaces_the_earlier_one_while_the_stage_is_open() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial")
    [given] = story.returns("commercial", "Передумала")
    assert isinstance(given, e.VerdictGiven)
    assert given.replaces
    assert [each.verdict for each in story.request_of("commercial").answers] == [APPROVE, RETURN]
    story.approves("procurement", "accountant")
    assert story.contract.status is Status.IN_REWORK


def test_the_same_answer_twice_counts_once() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial")
    assert story.refused(story.answer("commercial", APPROVE)) is Reason.ALREADY_ANSWERED
    story.do(story.answer("commercial", APPROVE, "с уточнением"))  # other words are another answer


def test_one_mail_gives_one_verdict() -> None:
    story = three_stages()
    story.approves("lawyer")
    request = story.request_of("commercial").id
    story.do(c.GiveVerdict(request, RETURN, "Нет", someone("commercial"), mail="a" * 64))
    story.do(c.GiveVerdict(request, APPROVE, "", someone("commercial"), mail="b" * 64))
    again = c.GiveVerdict(request, RETURN, "Нет", someone("commercial"), mail="a" * 64)
    assert story.refused(again) is Reason.ALREADY_ANSWERED


def test_only_the_one_who_was_asked_answers() -> None:
    story = three_stages()
    request = story.request_of("lawyer").id
    for stranger in ("commercial", "clerk", "director"):
        assert story.refused(c.GiveVerdict(request, APPROVE, "", someone(stranger))) is Reason.NOT_YOURS
        assert story.refused(c.AskQuestion(request, "?", someone(stranger))) is Reason.NOT_YOURS


@pytest.mark.parametrize("request_", [0, -1, 99])
def test_an_answer_to_a_request_that_never_was_is_refused(request_: int) -> None:
    story = three_stages()
    assert story.refused(c.GiveVerdict(request_, APPROVE, "", someone("lawyer"))) is Reason.NOT_ALLOWED


def test_an_answer_after_the_stage_has_closed_is_refused() -> None:
    story = Story(route(stage("finance", "accountant", "economist", need=1), stage("end", "director")))
    story.approves("accountant")
    assert story.refused(story.answer("economist", RETURN)) is Reason.STAGE_CLOSED
    assert story.refused(story.answer("accountant", RETURN)) is Reason.STAGE_CLOSED


def test_an_answer_to_an_earlier_version_is_refused_in_every_status_that_follows() -> None:
    story = three_stages()
    story.approves("lawyer")
    first = story.answer("accountant", APPROVE)
    story.returns("accountant")
    story.returns("commercial")
    story.returns("procurement")
    assert story.refused(first) is Reason.OLD_VERSION  # in rework
    story.do(c.SubmitVersion(facts(1), story.contract.version.draft, "Договор 42"))
    assert story.refused(first) is Reason.OLD_VERSION  # preparing
    story.documents()
    assert story.refused(first) is Reason.OLD_VERSION
    story.approves("accountant")


def test_a_closed_contract_hears_no_answer_but_says_that_it_is_closed() -> None:
    story = three_stages()
    story.do(c.Withdraw("Титова", "Не нужен"))
    assert story.refused(story.answer("lawyer", APPROVE)) is Reason.ALREADY_CLOSED
    assert story.refused(c.Withdraw("Титова")) is Reason.ALREADY_CLOSED
    assert story.contract.closing_remarks == "Не нужен"


# -- rework ------------------------------------------------------------------------------------------------------------


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
    story.until("2026-11-25 18:00")
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
    kept = {r.asked.key: (r.kept_from, r.version, r.answer and r.answer.verdict) for r in story.contract.in_round(2)}
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
    assert [(r.asked.key, r.kept_from, r.version) for r in kept] == [
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
    assert ("economist", "accountant") in {(r.asked.key, r.place) for r in story.contract.in_round(2)}


# -- time --------------------------------------------------------------------------------------------------------------


def test_reminders_deadline_and_ladder_come_in_their_order() -> None:
    ladder = (rung("1 working hour"), rung("1 working day", Escalate.REASSIGN))
    every = ("8 working hours before", "at deadline", "every 1 working day")
    story = Story(route(stage("fund", "commercial", reminders=every, ladder=ladder)))
    passed = [(when.strftime("%d %H:%M"), type(event).__name__) for when, event in story.until("2026-11-27 00:00")]
    assert passed == [
        ("25 09:12", "Reminded"),
        ("25 18:00", "DeadlinePassed"),
        ("25 18:00", "Reminded"),
        ("26 10:00", "Escalated"),
        ("26 18:00", "Reminded"),
        ("26 18:00", "Escalated"),
        ("26 18:00", "RequestClosed"),
        ("26 18:00", "ApproverAsked"),
    ]
    assert story.waiting() == ["director"]


def test_whoever_takes_over_gets_the_whole_time_and_the_place_stays_the_same() -> None:
    ladder = (rung("1 working day", Escalate.REASSIGN),)
    story = Story(route(stage("fund", approver("commercial", veto=True, ladder=ladder))))
    story.until("2026-11-26 18:00")
    taken = story.request_of("director")
    assert (taken.place, taken.veto, taken.due_at) == ("commercial", True, at("2026-11-30 17:00") + timedelta(hours=1))
    assert story.told(LetterKind.REQUEST) == ["director"]
    assert story.told(LetterKind.VOID) == ["commercial"]
    assert story.refused(story.answer("commercial", APPROVE)) is Reason.HANDED_OVER
    story.approves("director")
    assert story.contract.status is Status.APPROVED


def test_a_request_is_not_handed_to_somebody_who_is_asked_in_this_stage_already() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "accountant"),)
    story = Story(route(stage("fund", "accountant", approver("commercial", ladder=ladder))))
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["accountant", "commercial"]
    [escalated] = story.of(e.Escalated)
    assert isinstance(escalated, e.Escalated)
    assert escalated.action is Escalate.NOTIFY
    assert (
        story.refused(c.Reassign(story.request_of("commercial").id, PEOPLE["accountant"], "admin"))
        is Reason.NOT_ALLOWED
    )


def test_nobody_is_told_that_they_themselves_are_late_by_an_escalation() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working hour", to="commercial"),))))
    story.until("2026-11-26 12:00")
    assert story.told(LetterKind.ESCALATION) == ["clerk"]


def test_an_escalation_to_nobody_reaches_the_initiator() -> None:
    story = Story(route(stage("fund", "director", ladder=(rung("1 working hour", to=None),))))
    story.until("2026-11-26 12:00")
    assert story.told(LetterKind.ESCALATION) == ["clerk"]


def test_a_request_cannot_be_handed_to_nobody() -> None:
    story = Story(route(stage("fund", "director", ladder=(rung("1 working hour", Escalate.REASSIGN, None),))))
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["director"]


def test_silence_is_consent_only_where_the_route_says_so() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working hour", Escalate.APPROVE),))))
    story.until("2026-11-26 09:59")
    assert story.waiting() == ["commercial"]
    story.until("2026-11-26 10:00")
    answer = story.request_of("commercial").answer
    assert answer
    assert (story.contract.status, answer.silent, answer.given_by.key) == (Status.APPROVED, True, "commercial")
    assert story.told(LetterKind.RECEIPT) == []
    assert story.told(LetterKind.ESCALATION) == ["director", "commercial", "clerk"]


def test_silence_does_not_sign() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("signing", "director", kind=StageKind.SIGNATURE, ladder=ladder)))
    story.until("2026-12-20 10:00")
    assert (story.contract.status, story.waiting()) == (Status.IN_APPROVAL, ["director"])


def test_a_person_s_words_replace_their_silence_while_the_stage_is_open() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("fund", "commercial", "accountant", ladder=ladder)))
    story.asks("accountant")
    story.until("2026-11-26 12:00")
    assert story.waiting() == ["clerk"]
    story.approves("commercial")
    answer = story.request_of("commercial").answer
    assert answer
    assert not answer.silent


def test_silence_returns_where_the_route_says_so() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working hour", Escalate.RETURN),))))
    story.until("2026-11-26 10:00")
    assert (story.contract.status, story.told(LetterKind.RETURNED)) == (Status.IN_REWORK, ["clerk"])


def test_after_a_long_stop_everything_is_noticed_once_and_nobody_gets_two_reminders() -> None:
    ladder = (rung("1 working hour"), rung("1 working day", to="accountant"))
    every = ("8 working hours before", "at deadline", "every 1 working day")
    story = Story(route(stage("fund", "commercial", reminders=every, ladder=ladder)))
    story.at("2026-12-20 12:00")
    assert [type(each).__name__ for each in story.pass_time()] == [
        "Reminded",
        "DeadlinePassed",
        "Escalated",
        "Escalated",
    ]
    due = next_due(story.contract)
    assert due == at("2026-12-21 18:00")
    assert story.pass_time() == []


def test_a_deadline_is_noticed_also_when_the_answer_comes_before_the_clock() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.at("2026-11-27 10:00")
    events = story.approves("commercial")
    assert [each for each in events if isinstance(each, e.DeadlinePassed)] == story.of(e.DeadlinePassed)
    assert story.request_of("commercial").overdue_since == story.now
    assert story.request_of("accountant").overdue_since == story.now
    assert [each.request for each in story.letters if each.kind is LetterKind.ESCALATION] == [2]  # still waited for
    assert e.DeadlinePassed not in {type(each) for each in story.pass_time()}


def test_the_initiator_hears_of_a_deadline_that_passed_even_when_the_ladder_hands_it_over_at_once() -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working day", Escalate.REASSIGN),))))
    story.at("2026-12-20 12:00")
    story.pass_time()
    assert story.told(LetterKind.ESCALATION) == ["clerk"]


def test_no_one_hears_of_a_deadline_of_a_contract_that_was_withdrawn() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.at("2026-11-27 10:00")
    story.do(c.Withdraw("Титова"))
    assert len(story.of(e.DeadlinePassed)) == 1
    assert story.letters == []


def test_a_deadline_over_the_new_year_holidays_of_russia() -> None:
    ladder = (rung("1 working hour"), rung("1 working day", Escalate.REASSIGN))
    story = Story(route(stage("fund", "commercial", ladder=ladder)), begins="2026-12-28 16:00")
    # the 29th is worked; the 30th is off by the sample, then come the holidays until the 11th (a Monday)
    assert story.request_of("commercial").due_at == at("2027-01-11 18:00")
    passed = [(when.strftime("%d %H:%M"), type(event).__name__) for when, event in story.until("2027-01-13 00:00")]
    assert passed == [
        ("11 18:00", "DeadlinePassed"), ("11 18:00", "Reminded"), ("12 10:00", "Escalated"),
        ("12 18:00", "Escalated"), ("12 18:00", "RequestClosed"), ("12 18:00", "ApproverAsked"),
    ]  # fmt: skip


def test_working_hours_run_out_an_hour_earlier_before_a_holiday() -> None:
    story = Story(route(stage("fund", "commercial", deadline="8 working hours")), begins="2026-11-03 10:00")
    # Tuesday, November 3 ends at 17:00; Wednesday is a holiday
    assert story.request_of("commercial").due_at == at("2026-11-05 10:48")


def test_somebody_with_a_free_monday_has_until_tuesday() -> None:
    story = Story(route(stage("fund", "commercial", "artistic", deadline="1 working day")), begins="2026-11-29 12:00")
    assert story.request_of("commercial").due_at == at("2026-11-30 18:00")
    assert story.request_of("artistic").due_at == at("2026-12-01 20:00")


def test_an_extra_working_saturday_is_a_day_like_others() -> None:
    story = Story(route(stage("fund", "commercial", deadline="1 working day")), begins="2027-02-19 12:00")
    assert story.request_of("commercial").due_at == at("2027-02-20 18:00")


def test_deadlines_keep_to_the_wall_clock_over_a_change_of_the_clock() -> None:
    berlin = Directory(PEOPLE, Calendar(BERLIN, (LONG_DAY,) * 5 + ((), ())))
    friday = at("2026-10-23 16:00", BERLIN)
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working day")), friday, people=berlin)
    due = story.request_of("commercial").due_at.astimezone(BERLIN)
    assert (due, due.utcoffset()) == (at("2026-10-26 18:00", BERLIN), timedelta(hours=1))
    assert friday.utcoffset() == timedelta(hours=2)


# -- questions, handing over, hold -------------------------------------------------------------------------------------


def test_a_question_stops_the_asker_s_clock_and_nobody_else_s() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="8 working hours")))
    assert story.request_of("commercial").due_at == at("2026-11-24 09:48")
    story.at("2026-11-23 11:00")
    story.asks("commercial")
    assert (story.told(LetterKind.QUESTION), story.waiting()) == (["clerk"], ["clerk", "accountant"])
    passed = story.until("2026-11-25 10:00")
    assert {getattr(event, "request", None) for _, event in passed} == {story.request_of("accountant").id}
    story.clerk_answers("commercial")
    assert story.told(LetterKind.ANSWER) == ["commercial"]
    # one hour had gone, seven are left: 10-13 and 13:48-17:48
    assert story.request_of("commercial").due_at == at("2026-11-25 17:48")
    assert story.waiting() == ["commercial", "accountant"]
    question = story.request_of("commercial").questions[0]
    assert (question.text, question.answer, question.answered_at) == ("Где смета?", "В приложении", story.now)


def test_an_asker_who_answers_before_the_initiator_has_answered() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.asks("commercial")
    assert story.refused(c.AskQuestion(1, "И ещё?", someone("commercial"))) is Reason.ALREADY_ANSWERED
    story.approves("commercial")
    assert (story.waiting(), story.told(LetterKind.ANSWER)) == (["accountant"], [])
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("clerk"))) is Reason.ALREADY_ANSWERED


def test_only_the_initiator_answers_a_question_and_only_an_open_one() -> None:
    story = Story(route(stage("fund", "commercial")))
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("clerk"))) is Reason.ALREADY_ANSWERED
    story.asks("commercial")
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("director"))) is Reason.NOT_YOURS
    story.clerk_answers("commercial")
    assert story.refused(c.AnswerQuestion(1, "Вот", someone("clerk"))) is Reason.ALREADY_ANSWERED


def test_whoever_has_answered_asks_nothing_more() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.approves("commercial")
    assert story.refused(c.AskQuestion(1, "?", someone("commercial"))) is Reason.ALREADY_ANSWERED
    assert story.refused(c.Reassign(1, PEOPLE["economist"], "admin")) is Reason.ALREADY_ANSWERED


def test_a_deadline_that_passed_before_the_question_stays_where_it_was() -> None:
    story = Story(route(stage("fund", "commercial", deadline="1 working hour", ladder=(rung("4 working hours"),))))
    story.until("2026-11-23 12:00")
    story.asks("commercial")
    story.at("2026-11-24 12:00")
    story.clerk_answers("commercial")
    request = story.request_of("commercial")
    assert request.due_at == at("2026-11-23 11:00")
    assert [each.at for each in request.plan] == [at("2026-11-24 15:48")]  # three of the four hours were left


def test_a_plain_deadline_moves_by_the_time_that_stood_still() -> None:
    story = Story(
        route(stage("fund", "commercial", deadline="2 days", ladder=(rung("30 minutes"),))), begins="2026-11-27 16:00"
    )
    assert story.request_of("commercial").due_at == at("2026-11-29 16:00")
    story.at("2026-11-27 17:10")
    story.asks("commercial")
    story.at("2026-11-27 17:40")
    story.clerk_answers("commercial")
    request = story.request_of("commercial")
    assert request.due_at == at("2026-11-29 16:30")
    assert [each.at for each in request.plan if each.kind is PlannedKind.ESCALATE] == [at("2026-11-29 17:00")]


def test_the_ladder_never_comes_before_the_deadline_that_was_moved() -> None:
    story = Story(route(stage("fund", "commercial", deadline="8 working hours", ladder=(rung("30 minutes"),))))
    story.do(c.Hold("Титова"))
    story.at("2026-11-23 17:00")
    story.do(c.Resume("Титова"))
    request = story.request_of("commercial")
    [escalate] = [each for each in request.plan if each.kind is PlannedKind.ESCALATE]
    assert escalate.at == request.due_at + timedelta(minutes=30)


def test_hold_stops_the_clock_and_resume_moves_the_deadlines() -> None:
    every = ("4 working hours before",)
    story = Story(route(stage("fund", "commercial", "accountant", deadline="8 working hours", reminders=every)))
    story.approves("accountant")
    story.at("2026-11-23 11:00")
    story.do(c.Hold("Титова", "Ждём смету"))
    assert (story.contract.status, story.waiting(), next_due(story.contract)) == (Status.ON_HOLD, [], None)
    assert story.told(LetterKind.HELD) == ["clerk", "commercial"]
    assert story.refused(story.answer("commercial", APPROVE)) is Reason.ON_HOLD
    story.at("2026-12-23 11:00")
    assert story.pass_time() == []
    [resumed] = story.do(c.Resume("Титова"))
    assert story.told(LetterKind.RESUMED) == ["clerk", "commercial"]
    assert isinstance(resumed, e.ContractResumed)
    assert [each.request for each in resumed.moved] == [story.request_of("commercial").id]
    request = story.request_of("commercial")
    assert request.due_at == at("2026-12-24 09:48")
    assert [each.at for each in request.plan] == [at("2026-12-23 14:48"), at("2026-12-24 09:48")]
    assert (story.contract.status, story.contract.held) == (Status.IN_APPROVAL, None)


def test_a_question_over_a_hold_moves_the_deadline_once() -> None:
    story = Story(route(stage("fund", "commercial", deadline="8 working hours")))
    story.asks("commercial")
    story.at("2026-11-23 11:00")
    story.do(c.Hold("Титова"))
    story.at("2026-11-24 10:00")
    story.do(c.Resume("Титова"))
    assert story.request_of("commercial").due_at == at("2026-11-24 09:48")
    story.at("2026-11-25 10:00")
    story.clerk_answers("commercial")
    assert story.request_of("commercial").due_at == at("2026-11-26 09:48")


def test_a_contract_in_rework_can_be_held_and_goes_on_in_rework() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.returns("commercial")
    story.do(c.Hold("Титова"))
    assert story.refused(c.SubmitVersion(facts(), story.contract.version.draft, "")) is Reason.NOT_ALLOWED
    assert story.refused(c.Hold("Титова")) is Reason.NOT_ALLOWED
    story.do(c.Resume("Титова"))
    assert (story.contract.status, story.waiting()) == (Status.IN_REWORK, ["clerk"])


def test_a_contract_can_be_withdrawn_while_it_is_on_hold() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.do(c.Hold("Титова"))
    story.do(c.Withdraw("Титова"))
    assert story.contract.status is Status.WITHDRAWN
    assert story.contract.open_requests() == ()
    assert story.told(LetterKind.VOID) == []  # they will hear of the end


def test_a_reminder_on_request_goes_to_everybody_who_is_waited_for() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", "procurement")))
    story.approves("procurement")
    story.asks("accountant")
    story.do(c.Remind("Титова"))
    assert story.told(LetterKind.REMINDER) == ["commercial"]
    assert story.told(LetterKind.QUESTION) == ["clerk"]
    assert story.request_of("commercial").reminded == 1


def test_a_reminder_on_request_reaches_the_initiator_who_reworks() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.returns("commercial")
    story.do(c.Remind("Белова"))
    assert story.told(LetterKind.RETURNED) == ["clerk"]
    assert story.replayed() == story.contract


def test_handing_over_and_back_again() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.at("2026-11-24 12:00")
    _, asked = story.hands_over("commercial", "deputy", by="Белова")
    assert isinstance(asked, e.ApproverAsked)
    assert (asked.instead_of, asked.moved_by, asked.due_at) == (1, "Белова", at("2026-11-26 18:00"))
    assert (story.waiting(), story.told(LetterKind.VOID)) == (["accountant", "deputy"], ["commercial"])
    story.hands_over("deputy", "commercial")
    assert (story.waiting(), story.request_of("commercial").place) == (["accountant", "commercial"], "commercial")
    story.approves("commercial", "accountant")
    assert story.contract.status is Status.APPROVED


def test_a_contract_is_registered_once() -> None:
    story = three_stages()
    again = c.RegisterContract("X", "X", "x", "x", "expense", someone("clerk"), story.contract.route, (), SIGNED)
    assert story.refused(again) is Reason.NOT_ALLOWED


def test_reminders_that_would_lie_in_the_past_are_left_out() -> None:
    story = Story(route(stage("fund", "commercial", deadline="1 working hour", reminders=("8 working hours before",))))
    assert [each.kind for each in story.request_of("commercial").plan] == [PlannedKind.DEADLINE]
    assert remind("8 working hours before").before


def test_deadlines_lie_in_working_time() -> None:
    for begins in ("2026-11-22 03:00", "2026-11-27 23:00", "2026-12-31 12:00", "2027-01-01 00:00"):
        for lasts in ("1 working day", "3 working hours", "45 working minutes", "1 working week"):
            story = Story(route(stage("fund", "commercial", deadline=lasts)), begins=begins)
            assert is_working(story.people.calendar, story.request_of("commercial").due_at)


def test_stages_of_the_round_before_are_remembered() -> None:
    story = three_stages()
    story.approves("lawyer")
    story.returns("commercial")
    story.approves("procurement", "accountant")
    story.reworked()
    assert story.contract.earlier_stages == (StageStatus.APPROVED, StageStatus.RETURNED, StageStatus.AHEAD)
