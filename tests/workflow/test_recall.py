"""The initiator takes a contract back to correct it: the number stays, the next version opens the next round."""

from __future__ import annotations

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import ClosedWhy, StageKind, Status
from daemon.workflow.refusal import Reason
from workflow.people import approver, facts, route, someone, stage
from workflow.story import Story, three_stages

RECALL = c.Recall("Титова", "перепутала ИНН")


def test_a_recalled_contract_waits_for_its_initiator_and_everybody_who_was_asked_is_told() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial")
    story.do(RECALL)
    assert story.contract.status is Status.IN_REWORK
    assert story.waiting() == ["clerk"]
    assert story.told(LetterKind.RETURNED) == ["clerk"]
    assert story.told(LetterKind.RECALLED) == ["lawyer", "commercial", "procurement", "accountant"]
    assert story.told(LetterKind.VOID) == []
    assert story.contract.open_requests() == ()
    assert story.request_of("procurement").closed_why is ClosedWhy.RECALLED


def test_the_next_version_opens_the_next_round_and_approvals_stay_by_the_rules_of_a_rework() -> None:
    watching = stage("fund", approver("commercial", watches=("amount",)), "procurement", "accountant")
    story = Story(route(stage("legal", "lawyer"), watching))
    story.approves("lawyer", "commercial", "procurement")
    story.do(RECALL)
    story.reworked(facts(amount=900_000))
    assert story.contract.number == "З-2026-0042"
    assert (story.contract.round, story.contract.version.number) == (2, 2)
    assert story.waiting() == ["commercial", "accountant"]  # the amount has changed; the accountant had not answered
    assert story.contract.recalled is None


def test_a_question_that_waits_is_closed_by_a_recall() -> None:
    story = three_stages()
    story.asks("lawyer")
    story.do(RECALL)
    assert story.request_of("lawyer").question is None
    assert story.refused(c.AnswerQuestion(1, "В приложении", someone("clerk"))) is Reason.OLD_VERSION


def test_an_answer_after_a_recall_is_about_an_earlier_version() -> None:
    story = three_stages()
    story.do(RECALL)
    assert story.refused(story.answer("lawyer", "approve")) is Reason.OLD_VERSION  # type: ignore[arg-type]
    story.reworked()
    assert story.refused(c.GiveVerdict(1, "approve", "", someone("lawyer"))) is Reason.OLD_VERSION  # type: ignore[arg-type]


def test_a_signature_belongs_to_its_version_and_is_asked_for_anew() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("signing", "director", "deputy", kind=StageKind.SIGNATURE)))
    story.approves("lawyer", "director")
    assert story.contract.signed
    story.do(RECALL)
    assert "director" in story.told(LetterKind.RECALLED)
    story.reworked()
    assert story.contract.signed == ()
    assert story.waiting() == ["director", "deputy"]


def test_a_contract_on_hold_is_recalled_and_is_on_hold_no_more() -> None:
    story = three_stages()
    story.do(c.Hold("Титова", "ждём смету"))
    story.do(RECALL)
    assert story.contract.status is Status.IN_REWORK
    assert story.contract.held is None


def test_a_version_is_recalled_while_its_documents_are_made_and_its_earlier_approvers_hear_nothing() -> None:
    story = three_stages()
    story.returns("lawyer")
    story.do(c.SubmitVersion(story.contract.facts, story.contract.version.draft, story.contract.name))
    story.do(RECALL)
    assert story.told(LetterKind.RECALLED) == []
    assert story.contract.status is Status.IN_REWORK
    story.reworked()
    assert (story.contract.round, story.contract.version.number) == (2, 3)
    assert story.waiting() == ["lawyer"]


@pytest.mark.parametrize("held", [False, True])
def test_what_is_in_rework_already_is_not_recalled(held: bool) -> None:
    story = three_stages()
    story.returns("lawyer")
    if held:
        story.do(c.Hold("Титова"))
    assert story.refused(RECALL) is Reason.IN_REWORK


def test_what_has_ended_is_not_recalled() -> None:
    story = three_stages()
    story.do(c.Withdraw("Титова"))
    assert story.refused(RECALL) is Reason.ALREADY_CLOSED


def test_a_return_cannot_be_taken_back_after_a_recall() -> None:
    story = three_stages(undo=None)
    story.approves("lawyer")
    story.do(RECALL)
    assert story.refused(c.UndoVerdict(1, someone("lawyer"))) is Reason.TOO_LATE


def test_a_reminder_brings_the_form_again() -> None:
    story = three_stages()
    story.do(RECALL)
    story.do(c.Remind("Лапин"))
    assert story.told(LetterKind.RETURNED) == ["clerk"]
    assert [type(event) for _, event in story.history[-1:]] == [e.InitiatorReminded]
