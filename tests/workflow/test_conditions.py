"""Approvals with a condition: nobody signs, and nothing is approved, before each is confirmed and not disputed."""

from __future__ import annotations

from dataclasses import replace

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import AfterRework, StageKind, Status, Verdict
from daemon.workflow.policies import Conditions, Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.request_schedule import next_due
from daemon.workflow.working_time import parse_duration
from workflow.people import at, route, someone, stage
from workflow.story import Story, three_stages

SHORTER = "при условии, что срок поставки будет 10 дней"
GRACE = Policies(grace=parse_duration("2 minutes"))


def approves_if(story: Story, key: str, *conditions: str) -> list[e.Event]:
    answer = replace(story.answer(key, Verdict.APPROVE_WITH_REMARKS, "; ".join(conditions)), conditions=conditions)
    return story.do(answer)


def confirms(story: Story, number: int = 1, words: str = "срок 10 дней", by: str = "clerk") -> list[e.Event]:
    return story.do(c.ConfirmCondition(number, words, someone(by).name, by))


def disputes(story: Story, key: str, number: int = 1, words: str = "не выполнено") -> list[e.Event]:
    return story.do(c.DisputeCondition(number, words, someone(key)))


def with_a_condition(**policy: object) -> Story:
    """Everybody before the signature has approved, procurement under a condition."""
    story = three_stages(**policy)
    story.approves("lawyer")
    story.until("2026-11-23 10:05")  # a stage has its own grace
    story.approves("commercial")
    approves_if(story, "procurement", SHORTER)
    story.approves("accountant")
    story.until("2026-11-23 10:10")
    return story


def test_nobody_is_asked_to_sign_before_the_initiator_has_confirmed_the_condition() -> None:
    story = with_a_condition()
    assert story.states() == ["approved", "approved", "ahead"]
    assert (story.waiting(), story.told(LetterKind.CONDITIONS)) == (["clerk"], ["clerk"])
    confirms(story)
    assert story.told(LetterKind.CONDITION_CONFIRMED) == ["procurement"]
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_a_contract_without_a_signature_is_approved_only_with_its_conditions_met() -> None:
    story = Story(route(stage("legal", "lawyer")))
    approves_if(story, "lawyer", SHORTER)
    assert (story.contract.status, story.waiting()) == (Status.IN_APPROVAL, ["clerk"])
    confirms(story)
    assert story.contract.status is Status.APPROVED


def test_stages_before_the_signature_do_not_wait_for_a_condition() -> None:
    story = three_stages()
    approves_if(story, "lawyer", SHORTER)
    assert story.waiting() == ["commercial", "procurement", "accountant"]


def test_each_condition_is_confirmed_by_itself() -> None:
    story = three_stages()
    approves_if(story, "lawyer", "срок 10 дней", "аванс 30 %")
    story.approves("commercial", "accountant")
    approves_if(story, "procurement", "поставка до 1 декабря")
    assert [each.number for each in story.contract.open_conditions] == [1, 2, 3]
    confirms(story, 3)
    confirms(story, 1)
    assert story.waiting() == ["clerk"]
    assert story.told(LetterKind.CONDITIONS) == []  # asked once
    confirms(story, 2)
    assert story.waiting() == ["director"]


def test_only_the_initiator_and_who_set_it_may_say_that_a_condition_is_met() -> None:
    story = with_a_condition()
    assert story.refused(c.ConfirmCondition(1, "", "Орлова", "lawyer")) is Reason.NOT_YOURS
    assert story.refused(c.ConfirmCondition(2, "", "Петрова", "clerk")) is Reason.NO_CONDITION
    confirms(story, by="procurement", words="договорились")
    assert (story.told(LetterKind.CONDITION_CONFIRMED), story.waiting()) == ([], ["director"])
    assert story.refused(c.ConfirmCondition(1, "", "Петрова", "clerk")) is Reason.NO_CONDITION


def test_an_administrator_confirms_at_the_command_line() -> None:
    story = with_a_condition()
    story.do(c.ConfirmCondition(1, "", "admin"))
    assert story.waiting() == ["director"]


# -- objections --------------------------------------------------------------------------------------------------------


def test_who_set_the_condition_can_object_within_the_grace_and_the_initiator_is_asked_again() -> None:
    story = with_a_condition(policies=GRACE)
    confirms(story)
    assert (story.waiting(), next_due(story.contract)) == ([], at("2026-11-23 10:12"))
    story.at("2026-11-23 10:11")
    disputes(story, "procurement", words="не выполнено: в договоре 20 дней")
    assert (story.waiting(), story.told(LetterKind.CONDITIONS)) == (["clerk"], ["clerk"])
    [condition] = story.contract.open_conditions
    assert condition.objections[0].words == "не выполнено: в договоре 20 дней"
    confirms(story, words="исправлено")
    story.until("2026-11-23 10:14")
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_after_the_grace_the_signature_is_asked_for_and_an_objection_comes_too_late() -> None:
    story = with_a_condition(policies=GRACE)
    confirms(story)
    assert story.refused(c.DisputeCondition(1, "", someone("lawyer"))) is Reason.NOT_YOURS
    story.until("2026-11-23 10:12")
    assert story.waiting() == ["director"]
    assert story.refused(c.DisputeCondition(1, "", someone("procurement"))) is Reason.NO_CONDITION


def test_an_objection_that_was_written_within_the_grace_counts_however_late_it_is_read() -> None:
    story = with_a_condition(policies=GRACE)
    confirms(story)
    written, story.now = at("2026-11-23 10:11"), at("2026-11-23 12:00")  # the daemon was stopped
    objection = c.DisputeCondition(1, "не выполнено", someone("procurement"), written_at=written)
    assert story.refused(replace(objection, written_at=at("2026-11-23 10:12"))) is Reason.NO_CONDITION
    late = replace(story.answer("procurement", Verdict.RETURN, "Нет"), written_at=at("2026-11-23 10:13"))
    assert story.refused(late) is Reason.STAGE_CLOSED
    story.do(objection)
    assert story.waiting() == ["clerk"]
    assert story.replayed() == story.contract


def test_a_contract_without_a_signature_waits_for_objections_too() -> None:
    story = Story(route(stage("legal", "lawyer"), policies=GRACE))
    approves_if(story, "lawyer", SHORTER)
    story.until("2026-11-23 10:02")
    confirms(story)
    assert story.contract.status is Status.IN_APPROVAL
    story.until("2026-11-23 10:04")
    assert story.contract.status is Status.APPROVED


def test_who_set_the_condition_can_return_the_contract_while_it_waits_for_it() -> None:
    story = with_a_condition()
    story.returns("procurement", "Срок так и остался 20 дней")
    assert (story.contract.status, story.waiting()) == (Status.IN_REWORK, ["clerk"])
    assert (story.told(LetterKind.RETURNED), story.told(LetterKind.UNDONE)) == (["clerk"], [])
    assert story.contract.open_conditions == ()
    assert story.replayed() == story.contract


def test_where_one_approval_is_enough_a_return_asks_those_who_were_spared() -> None:
    story = Story(route(stage("fund", "commercial", "procurement", need=1)))
    approves_if(story, "commercial", SHORTER)
    story.returns("commercial")
    assert story.waiting() == ["procurement"]
    story.approves("procurement")
    assert story.contract.status is Status.APPROVED


def test_nobody_else_can_return_it_in_their_name() -> None:
    story = with_a_condition()
    returned = replace(story.answer("procurement", Verdict.RETURN, "Нет"), actor=someone("lawyer"))
    assert story.refused(returned) is Reason.NOT_YOURS
    assert story.refused(story.answer("lawyer", Verdict.RETURN, "Нет")) is Reason.STAGE_CLOSED


def test_an_objection_belongs_to_the_condition_that_it_is_about() -> None:
    story = Story(route(stage("fund", "commercial", "procurement"), policies=GRACE))
    approves_if(story, "commercial", "аванс 30 %")
    approves_if(story, "procurement", SHORTER)
    story.until("2026-11-23 10:05")
    confirms(story, 2)
    disputes(story, "procurement", 2, "не выполнено: 20 дней")
    confirms(story, 2)
    disputes(story, "procurement", 2, "не выполнено: 15 дней")
    first, second = story.contract.conditions
    assert first.objections == ()
    assert [each.words for each in second.objections] == ["не выполнено: 20 дней", "не выполнено: 15 дней"]


# -- what happens to the approval happens to its condition -------------------------------------------------------------


def test_a_verdict_that_is_taken_back_takes_its_condition_with_it() -> None:
    story = three_stages(undo=parse_duration("30 minutes"))
    story.approves("lawyer", "commercial")
    approves_if(story, "procurement", SHORTER)
    story.do(c.UndoVerdict(story.request_of("procurement").id, someone("procurement")))
    assert story.contract.standing_conditions == ()
    story.approves("procurement", "accountant")
    assert story.waiting() == ["director"]


def test_a_new_answer_replaces_the_condition() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial")
    approves_if(story, "procurement", SHORTER)
    approves_if(story, "procurement", "аванс 30 %")
    assert [each.text for each in story.contract.open_conditions] == ["аванс 30 %"]
    story.approves("procurement")
    assert story.contract.open_conditions == ()


def test_an_approval_that_is_kept_for_the_next_version_keeps_its_condition_open() -> None:
    story = with_a_condition(after_rework=AfterRework.OBJECTORS)
    confirms(story)
    story.returns("director", "Нет сметы")
    story.reworked()
    assert story.waiting() == ["clerk"]  # it was confirmed of the version before
    confirms(story)
    assert story.waiting() == ["director"]


def test_what_was_confirmed_of_this_version_stays_so_where_its_stage_is_gone_through_again() -> None:
    fund, signing = stage("fund", "commercial"), stage("signing", "director", kind=StageKind.SIGNATURE)
    story = Story(route(fund, signing))
    approves_if(story, "commercial", SHORTER)
    confirms(story)
    story.do(c.Reroute(route(stage("fund", "commercial", "economist"), signing), "Лапин"))
    assert story.waiting() == ["economist"]
    story.approves("economist")
    assert story.waiting() == ["director"]


def test_only_the_condition_of_an_approval_that_is_kept_is_kept() -> None:
    story = Story(route(stage("fund", "commercial", "procurement", "accountant")))
    approves_if(story, "commercial", "аванс 30 %")
    approves_if(story, "procurement", SHORTER)
    story.returns("accountant")
    story.reworked()
    story.approves("accountant")
    assert [each.requests for each in story.contract.open_conditions] == [(1, 4), (2, 5)]


def test_who_is_asked_anew_says_anew_on_what_condition() -> None:
    story = with_a_condition(after_rework=AfterRework.EVERYONE)
    confirms(story)
    story.returns("director", "Нет сметы")
    story.reworked()
    story.approves("lawyer", "commercial", "procurement", "accountant")
    assert story.waiting() == ["director"]


def test_a_proposal_that_is_confirmed_carries_its_condition() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial", "accountant")
    request = story.request_of("procurement").id
    said = (request, Verdict.APPROVE_WITH_REMARKS, SHORTER, someone("accountant"))
    story.do(c.ProposeVerdict(*said, conditions=(SHORTER,)))
    assert story.contract.conditions == ()
    story.do(c.ConfirmProposal(request, someone("procurement")))
    assert [each.set_by.key for each in story.contract.open_conditions] == ["procurement"]


def test_a_condition_of_somebody_who_is_no_longer_on_the_route_holds_nothing_back() -> None:
    story = with_a_condition()
    story.do(c.Reroute(route(*(each for each in story.contract.route.stages if each.key != "fund")), "admin"))
    assert story.waiting() == ["director"]


def test_a_hold_and_a_reminder_find_the_initiator_still_asked() -> None:
    story = with_a_condition()
    story.do(c.Hold("admin"))
    assert story.refused(c.ConfirmCondition(1, "", "Петрова", "clerk")) is Reason.NOT_ALLOWED
    story.do(c.Resume("admin"))
    story.do(c.Remind("admin"))
    assert (story.waiting(), story.told(LetterKind.CONDITIONS)) == (["clerk"], ["clerk"])


def test_the_initiator_can_recall_the_contract_to_mend_what_a_condition_wants() -> None:
    story = with_a_condition()
    story.do(c.Recall("Титова", "исправлю срок"))
    assert story.contract.status is Status.IN_REWORK
    story.reworked()
    assert story.waiting() == ["clerk"]  # all other approvals are kept, and the condition with its own
    confirms(story)
    assert story.waiting() == ["director"]


# -- the house's policy ------------------------------------------------------------------------------------------------


def test_a_house_may_count_an_approval_with_a_condition_as_a_return() -> None:
    story = Story(route(stage("legal", "lawyer"), policies=Policies(conditions=Conditions.RETURN)))
    [given, *_] = approves_if(story, "lawyer", SHORTER)
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.remarks, given.conditions) == (Verdict.RETURN, SHORTER, (SHORTER,))
    assert story.contract.status is Status.IN_REWORK
    assert story.contract.conditions == ()
