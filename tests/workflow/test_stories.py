"""What happens to a contract in situations that a house knows: stages, quorum, answers."""

from __future__ import annotations

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import (
    ClosedWhy,
    OnReturn,
    StageKind,
    Status,
    Verdict,
)
from daemon.workflow.refusal import Reason
from workflow.people import (
    SIGNED,
    approver,
    docx,
    facts,
    route,
    someone,
    stage,
)
from workflow.story import Story, three_stages

APPROVE, RETURN = Verdict.APPROVE, Verdict.RETURN


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
    assert story.contract.requests[-1].sha256 == story.contract.version.sha256 == docx(2).sha256
    assert story.contract.version.files == (docx(2),)
    assert story.refused(c.FileDocuments(2, "0" * 64, ())) is Reason.NOT_ALLOWED


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
