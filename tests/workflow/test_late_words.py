"""Words that come too late to count: they change nothing by themselves, and reach whoever needs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Absence, AfterRework, Escalate, LateKind, StageKind, Status, Verdict
from daemon.workflow.policies import OnLateReturn, Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.route import Directory
from daemon.workflow.working_time import parse_duration
from workflow.people import PEOPLE, SIGNED, house, route, rung, someone, stage
from workflow.story import Story

TELL, HOLD = Policies(), Policies(on_late_return=OnLateReturn.HOLD)
RETURN, DECLINE, APPROVE = Verdict.RETURN, Verdict.DECLINE, Verdict.APPROVE
REMARKS = Verdict.APPROVE_WITH_REMARKS
WITH_ADMINISTRATOR = Directory(PEOPLE, house().calendar, house().calendars, administrators=("economist",))


def to_the_director(policies: Policies = TELL, **more: object) -> Story:
    """The lawyer has approved, the director is asked to sign."""
    story = Story(
        route(
            stage("legal", "lawyer"),
            stage("fund", "commercial", "accountant", need=1),
            stage("signing", "director", kind=StageKind.SIGNATURE),
            policies=policies,
            **more,
        ),
        people=WITH_ADMINISTRATOR,
    )
    story.approves("lawyer", "accountant")
    story.do(c.FileSheet((story.request_of("director").id,), story.contract.version.files[0]))
    return story


def late(
    story: Story,
    key: str,
    verdict: Verdict | None = RETURN,
    remarks: str = "Нет сметы",
    *,
    request: int = 0,
    **more: object,
) -> list[e.Event]:
    """Somebody writes too late, in answer to their latest request."""
    asked = request or story.request_of(key).id
    reason = Reason.ON_HOLD if story.contract.status is Status.ON_HOLD else Reason.STAGE_CLOSED
    return story.do(
        c.KeepLateAnswer(asked, verdict, remarks, someone(key), reason, **more)  # type: ignore[arg-type]
    )


# -- who is told -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [RETURN, DECLINE, REMARKS])
def test_an_objection_or_a_remark_reaches_the_initiator_and_who_is_asked_now(verdict: Verdict) -> None:
    story = to_the_director()
    late(story, "lawyer", verdict)
    assert story.told(LetterKind.LATE_TOLD) == ["clerk", "director"]
    assert (story.waiting(), story.states()) == (["director"], ["approved", "approved", "open"])
    assert [each.request for each in story.letters] == [None, story.request_of("director").id]  # they answer their own
    [kept] = story.request_of("lawyer").late
    assert [each.key for each in kept.told] == ["clerk", "director"]
    assert story.request_of("lawyer").answer.verdict is APPROVE  # type: ignore[union-attr]
    assert story.replayed() == story.contract


def test_who_gets_the_request_only_with_the_sheet_reads_it_there() -> None:
    story = to_the_director()
    story = Story(route(stage("legal", "lawyer"), stage("end", "director", kind=StageKind.SIGNATURE), policies=TELL))
    story.approves("lawyer")
    late(story, "lawyer")
    assert story.told(LetterKind.LATE_TOLD) == ["clerk"]


def test_a_bare_approval_bothers_nobody_and_a_question_only_the_initiator() -> None:
    story = to_the_director()
    late(story, "commercial", APPROVE, "")
    assert (story.letters, len(story.request_of("commercial").late)) == ([], 1)
    late(story, "lawyer", None, "Где смета?", kind=LateKind.QUESTION)
    assert story.told(LetterKind.LATE_TOLD) == ["clerk"]
    assert story.request_of("lawyer").question is None
    assert story.waiting() == ["director"]


def test_the_same_words_again_tell_nobody_again_and_other_words_do() -> None:
    story = to_the_director()
    late(story, "lawyer", mail="a" * 64)
    assert late(story, "lawyer", mail="b" * 64) == []
    assert late(story, "lawyer", DECLINE, "Другое", mail="a" * 64) == [], "one mail counts once"
    assert len(late(story, "lawyer", RETURN, "И печать", mail="c" * 64)) == 1
    assert story.told(LetterKind.LATE_TOLD) == ["clerk", "director"]


def test_a_mail_that_has_counted_is_not_kept_as_late_besides() -> None:
    story = to_the_director()
    request = story.request_of("lawyer")
    story = Story(route(stage("legal", "lawyer", "commercial", need=1), stage("end", "director")))
    story.do(c.GiveVerdict(1, APPROVE, "", someone("lawyer"), "a" * 64))
    assert late(story, "lawyer", request=request.id, mail="a" * 64) == []


def test_after_the_signature_those_who_signed_are_told_and_nothing_stops() -> None:
    story = to_the_director(HOLD)
    story.approves("director")
    assert story.contract.status is Status.APPROVED
    late(story, "lawyer")
    assert (story.told(LetterKind.LATE_TOLD), story.contract.status) == (["clerk", "director"], Status.APPROVED)
    late(story, "lawyer", REMARKS, "Опечатка")
    assert story.told(LetterKind.LATE_TOLD) == ["clerk"]


def test_the_sheet_of_a_finished_contract_is_made_once_more_for_words_that_matter() -> None:
    story = to_the_director()
    story.approves("director")
    sheet = story.contract.version.files[0]
    late(story, "lawyer")
    assert not story.contract.outdated, "the first sheet is still to be made, and will have it"
    story.do(c.FileFinalSet((sheet,)))
    late(story, "commercial", APPROVE, "")
    assert not story.contract.outdated
    late(story, "lawyer", RETURN, "И печать")
    assert story.contract.outdated
    assert story.do(c.FileFinalSet((SIGNED,))) == [e.SheetRenewed(SIGNED)]
    assert (story.letters, story.contract.final) == ([], (sheet, SIGNED))
    assert story.do(c.FileFinalSet((SIGNED,))) == []
    assert story.replayed() == story.contract


def test_in_rework_only_the_initiator_is_told_also_when_the_objector_gives_in() -> None:
    story = to_the_director()
    story.returns("director")
    late(story, "lawyer")
    assert story.told(LetterKind.LATE_TOLD) == ["clerk"]
    late(story, "director", APPROVE, "")
    assert story.told(LetterKind.LATE_TOLD) == ["clerk"]
    assert story.contract.status is Status.IN_REWORK
    late(story, "accountant", APPROVE, "")
    assert story.letters == []


def test_words_on_an_earlier_version_reach_those_who_are_asked_about_the_present_one() -> None:
    story = Story(route(stage("fund", "commercial"), after_rework=AfterRework.EVERYONE, policies=HOLD))
    story.returns("commercial", "НДС")
    story.reworked()
    late(story, "commercial", RETURN, "И сроки", request=1)
    assert (story.told(LetterKind.LATE_TOLD), story.contract.status) == (["clerk"], Status.IN_APPROVAL)
    assert story.waiting() == ["commercial"], "who wrote is asked about this version, too"


def test_who_handed_a_request_over_and_objects_is_heard_by_the_heir() -> None:
    story = Story(route(stage("fund", "commercial"), stage("end", "director"), policies=HOLD))
    story.hands_over("commercial", "deputy", "Белова")
    late(story, "commercial", request=1)
    assert (story.told(LetterKind.LATE_TOLD), story.contract.status) == (["clerk", "deputy"], Status.IN_APPROVAL)
    story.approves("deputy")
    late(story, "commercial", RETURN, "Всё-таки нет", request=1)
    assert story.contract.status is Status.ON_HOLD, "the place is theirs, and now it is decided"


def test_who_was_taken_off_the_route_is_heard_and_stops_nothing() -> None:
    story = to_the_director(HOLD)
    story.do(c.Reroute(route(stage("legal", "lawyer"), stage("end", "director", "deputy"), policies=HOLD), "Лапин"))
    late(story, "accountant")
    assert (story.told(LetterKind.LATE_TOLD), story.contract.status) == (
        ["clerk", "director", "deputy"],
        Status.IN_APPROVAL,
    )


# -- on hold -----------------------------------------------------------------------------------------------------------


def test_what_is_said_while_the_contract_is_on_hold_is_kept_and_asked_for_again() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.do(c.Hold("Титова"))
    late(story, "commercial", RETURN, "Нет сметы")
    assert story.told(LetterKind.LATE_TOLD) == ["clerk", "accountant"]
    late(story, "accountant", APPROVE, "")
    assert story.letters == []
    story.do(c.Resume("Титова"))
    resumed = {each.to.key: each.request for each in story.letters if each.kind is LetterKind.RESUMED}
    assert resumed == {"clerk": None, "commercial": 1, "accountant": 2}
    unheard = story.request_of("commercial").unheard
    assert unheard
    assert unheard.remarks == "Нет сметы"
    story.at("2026-11-23 12:00").returns("commercial")
    assert story.request_of("commercial").unheard is None


def test_who_had_answered_and_corrects_it_during_a_hold_hears_that_it_goes_on_without_their_words() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.approves("commercial")
    story.at("2026-11-23 11:00").do(c.Hold("Титова"))
    late(story, "commercial")
    story.do(c.Resume("Титова"))
    assert story.told(LetterKind.RESUMED) == ["clerk", "accountant", "commercial"]


# -- whether it stops --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [RETURN, DECLINE])
@pytest.mark.parametrize("key", ["lawyer", "commercial"])  # who approved; whose place was closed by another's answer
def test_a_late_return_stops_the_contract_until_somebody_decides(key: str, verdict: Verdict) -> None:
    story = to_the_director(HOLD)
    kept, held = late(story, key, verdict)
    assert isinstance(kept, e.LateAnswerKept)
    assert kept.holds
    assert isinstance(held, e.ContractHeld)
    assert (held.late, held.reason) == (story.request_of(key).id, "Нет сметы")
    assert story.contract.status is Status.ON_HOLD
    assert story.told(LetterKind.LATE_ASKED) == ["clerk", "economist"]
    assert story.told(LetterKind.HELD) == ["director"]
    assert story.waiting() == ["clerk", "economist"]
    due = story.request_of("director").due_at
    story.until("2026-12-20 10:00")
    story.do(c.Resume("Титова"))
    assert story.told(LetterKind.RESUMED) == ["clerk", "director", key]
    assert story.request_of("director").due_at > due
    assert (story.waiting(), story.replayed()) == (["director"], story.contract)


def test_those_who_have_to_decide_are_asked_again_until_one_of_them_does() -> None:
    story = to_the_director(Policies(on_late_return=OnLateReturn.HOLD, answer=parse_duration("1 working day")))
    late(story, "lawyer")
    story.until("2026-11-27 12:00")
    reminded = [when.day for when, event in story.history if isinstance(event, e.DecisionReminded)]
    assert reminded == [24, 25, 26], "each working day"
    assert story.told(LetterKind.LATE_ASKED) == ["clerk", "economist"]
    story.do(c.Remind("Титова"))
    assert story.told(LetterKind.LATE_ASKED) == ["clerk", "economist"]
    story.do(c.Resume("Титова"))
    assert story.waiting() == ["director"]
    story.do(c.Hold("Титова"))
    assert story.refused(c.Remind("Титова")) is Reason.NOT_ALLOWED


def test_whose_silence_was_taken_for_consent_stops_it_too() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE, None),)
    story = Story(route(stage("legal", "lawyer", ladder=ladder), stage("end", "director"), policies=HOLD))
    story.until("2026-11-27 10:00")
    assert story.waiting() == ["director"]
    late(story, "lawyer", None, "", kind=LateKind.UNDO)
    assert (story.contract.status, story.request_of("lawyer").late[0].verdict) == (Status.ON_HOLD, RETURN)


def test_it_stops_once_for_each_and_never_for_what_is_no_objection() -> None:
    story = to_the_director(HOLD)
    late(story, "lawyer", REMARKS, "Опечатка")
    assert story.contract.status is Status.IN_APPROVAL
    late(story, "lawyer")
    story.do(c.Resume("Титова"))
    late(story, "lawyer", RETURN, "Я настаиваю")
    assert (story.contract.status, story.told(LetterKind.LATE_TOLD)) == (Status.IN_APPROVAL, ["clerk", "director"])
    late(story, "accountant", RETURN, "И бухгалтерия против")
    assert story.contract.status is Status.ON_HOLD


def test_it_does_not_stop_without_a_proof_of_who_wrote_where_one_is_wanted() -> None:
    story = to_the_director(HOLD)
    late(story, "lawyer", unproved=True)
    assert (story.contract.status, story.told(LetterKind.LATE_TOLD)) == (Status.IN_APPROVAL, ["clerk", "director"])


def test_it_does_not_stop_for_somebody_who_is_still_asked() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund", "lawyer", "commercial"), policies=HOLD))
    story.approves("lawyer")
    late(story, "lawyer", request=1)
    assert story.contract.status is Status.IN_APPROVAL
    assert story.waiting() == ["lawyer", "commercial"]


def test_whose_earlier_approval_is_kept_stops_it_too() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), stage("end", "director"), policies=HOLD))
    story.approves("commercial")
    story.returns("accountant")
    story.reworked()
    late(story, "commercial")
    assert story.contract.status is Status.ON_HOLD


def test_the_initiator_who_objects_as_an_approver_leaves_the_decision_to_the_administrators() -> None:
    story = Story(route(stage("legal", "clerk"), stage("end", "director"), policies=HOLD), people=WITH_ADMINISTRATOR)
    story.approves("clerk")
    late(story, "clerk")
    assert story.waiting() == ["economist"]
    alone = Story(route(stage("legal", "clerk"), stage("end", "director"), policies=HOLD))
    alone.approves("clerk")
    late(alone, "clerk")
    assert alone.waiting() == ["clerk"]


def test_a_contract_that_was_stopped_can_be_withdrawn_and_then_waits_for_nobody() -> None:
    story = to_the_director(HOLD)
    late(story, "lawyer")
    story.do(c.Withdraw("Титова"))
    assert (story.contract.status, story.waiting()) == (Status.WITHDRAWN, [])


# -- taking back too late ----------------------------------------------------------------------------------------------


def test_an_approval_that_is_taken_back_too_late_is_an_objection() -> None:
    story = to_the_director()
    assert story.refused(c.UndoVerdict(1, someone("lawyer"))) is Reason.TOO_LATE
    late(story, "lawyer", None, "", kind=LateKind.UNDO)
    [kept] = story.request_of("lawyer").late
    assert (kept.verdict, kept.kind, kept.objects) == (RETURN, LateKind.UNDO, True)
    assert story.told(LetterKind.LATE_TOLD) == ["clerk", "director"]


def test_a_return_that_is_taken_back_too_late_reaches_the_initiator_who_reworks() -> None:
    story = to_the_director()
    story.returns("director")
    late(story, "director", None, "", kind=LateKind.UNDO)
    assert story.request_of("director").late[0].verdict is APPROVE
    assert (story.told(LetterKind.LATE_TOLD), story.contract.status) == (["clerk"], Status.IN_REWORK)


def test_where_nothing_was_answered_there_is_nothing_to_take_back() -> None:
    story = to_the_director()
    undo = c.KeepLateAnswer(2, None, "", someone("commercial"), Reason.TOO_LATE, kind=LateKind.UNDO)
    assert story.refused(undo) is Reason.NOTHING_TO_UNDO


# -- questions ---------------------------------------------------------------------------------------------------------


def test_a_question_after_ones_own_answer_is_kept_while_the_stage_is_open_and_one_that_can_be_asked_is_not() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    question = c.KeepLateAnswer(
        1, None, "Где смета?", someone("commercial"), Reason.ALREADY_ANSWERED, kind=LateKind.QUESTION
    )
    assert story.refused(question) is Reason.NOT_ALLOWED
    story.approves("commercial")
    story.do(question)
    assert story.told(LetterKind.LATE_TOLD) == ["clerk"]
    assert story.do(question) == []


# -- while the initiator is away ---------------------------------------------------------------------------------------


def clerk_is_away() -> Directory:
    """The clerk is away from Tuesday on, and procurement stands in; the economist administers."""
    gone = Absence("clerk", date(2026, 11, 24), date(2026, 11, 27), "procurement")
    return replace(WITH_ADMINISTRATOR, absences=(gone,))


def test_late_words_reach_who_stands_in_for_the_initiator_and_not_an_empty_chair() -> None:
    story = to_the_director()
    story.people = clerk_is_away()
    story.at("2026-11-24 10:00").fire_timers()
    late(story, "lawyer")
    assert story.told(LetterKind.LATE_TOLD) == ["procurement", "director"]
    late(story, "accountant", None, "Где смета?", kind=LateKind.QUESTION)
    assert story.told(LetterKind.LATE_TOLD) == ["procurement"]


def test_whether_a_held_contract_goes_on_is_asked_of_who_stands_in_for_the_initiator() -> None:
    story = to_the_director(HOLD)
    story.people = clerk_is_away()
    story.at("2026-11-24 10:00").fire_timers()
    late(story, "lawyer")
    assert story.told(LetterKind.LATE_ASKED) == ["procurement", "economist"]
    assert story.waiting() == ["procurement", "economist"]


def test_late_words_of_who_stands_in_reach_the_initiator_themself() -> None:
    story = Story(
        route(stage("legal", "procurement"), stage("signing", "director", kind=StageKind.SIGNATURE)),
        people=clerk_is_away(),
    )
    story.approves("procurement")
    story.at("2026-11-24 10:00").fire_timers()
    late(story, "procurement")
    assert story.told(LetterKind.LATE_TOLD) == ["clerk"]


# -- a reason that comes afterwards ------------------------------------------------------------------------------------


def test_the_reason_of_a_bare_late_return_takes_its_place_and_reaches_those_who_decide() -> None:
    story = to_the_director(HOLD)
    late(story, "lawyer", remarks="")
    assert story.contract.status is Status.ON_HOLD
    asked = story.told(LetterKind.LATE_ASKED)
    late(story, "lawyer", remarks="Нет сметы")
    [said] = story.request_of("lawyer").late
    assert (said.remarks, said.holds) == ("Нет сметы", True)
    assert set(story.told(LetterKind.LATE_TOLD)) >= set(asked)
    assert late(story, "lawyer", remarks="Нет сметы") == []
    assert story.replayed() == story.contract


def test_another_remark_of_the_same_person_is_a_word_of_its_own() -> None:
    story = to_the_director()
    late(story, "lawyer", remarks="Нет сметы")
    late(story, "lawyer", remarks="Срок короткий")
    assert [each.remarks for each in story.request_of("lawyer").late] == ["Нет сметы", "Срок короткий"]
