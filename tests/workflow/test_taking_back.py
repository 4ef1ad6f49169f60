"""Verdicts that are taken back, proposed, or come too late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Escalate, OnReturn, StageKind, Status, Verdict
from daemon.workflow.refusal import Reason
from daemon.workflow.request_schedule import next_due
from daemon.workflow.working_time import parse_duration
from workflow.people import SIGNED, approver, at, route, rung, someone, stage
from workflow.story import Story, three_stages

APPROVE, RETURN = Verdict.APPROVE, Verdict.RETURN
HALF_AN_HOUR = parse_duration("30 minutes")


def undone(story: Story, key: str, mail: str = "") -> list[e.Event]:
    return story.do(c.UndoVerdict(story.request_of(key).id, someone(key), mail))


def undo_refused(story: Story, key: str) -> Reason:
    return story.refused(c.UndoVerdict(story.request_of(key).id, someone(key)))


# -- undo --------------------------------------------------------------------------------------------------------------


def test_a_verdict_is_taken_back_while_its_stage_is_open_and_both_stay_in_the_history() -> None:
    story = three_stages(undo=HALF_AN_HOUR)
    story.approves("lawyer", "commercial")
    [event] = undone(story, "commercial", "a" * 64)
    assert isinstance(event, e.VerdictUndone)
    assert (story.told(LetterKind.UNDONE), event.mail) == (["commercial"], "a" * 64)
    assert story.waiting() == ["commercial", "procurement", "accountant"]
    [answer] = story.request_of("commercial").answers
    assert (answer.verdict, answer.undone_at) == (APPROVE, story.now)
    story.approves("procurement", "accountant")
    assert story.waiting() == ["commercial"]
    story.returns("commercial")
    assert story.contract.status is Status.IN_REWORK
    assert story.replayed() == story.contract


def test_the_window_for_taking_back_ends_to_the_minute() -> None:
    story = three_stages(undo=HALF_AN_HOUR)
    story.approves("lawyer", "commercial", "accountant")
    story.at("2026-11-23 10:30")
    undone(story, "commercial")
    story.at("2026-11-23 10:31")
    assert undo_refused(story, "accountant") is Reason.TOO_LATE


def test_where_the_route_gives_no_time_nothing_is_taken_back() -> None:
    story = three_stages()
    story.approves("lawyer", "commercial")
    assert undo_refused(story, "commercial") is Reason.TOO_LATE


def test_once_the_next_stage_is_asked_it_is_too_late() -> None:
    story = three_stages(undo=HALF_AN_HOUR)
    story.approves("lawyer")
    assert undo_refused(story, "lawyer") is Reason.TOO_LATE
    story.approves("commercial", "procurement", "accountant", "director")
    assert undo_refused(story, "director") is Reason.TOO_LATE
    assert story.refused(c.UndoVerdict(1, someone("director"))) is Reason.TOO_LATE


def test_only_what_one_has_said_oneself_can_be_taken_back() -> None:
    story = three_stages(undo=HALF_AN_HOUR)
    story.approves("lawyer")
    assert undo_refused(story, "commercial") is Reason.NOTHING_TO_UNDO
    story.approves("commercial")
    assert story.refused(c.UndoVerdict(2, someone("accountant"))) is Reason.NOT_YOURS
    undone(story, "commercial")
    assert undo_refused(story, "commercial") is Reason.NOTHING_TO_UNDO


def test_silence_is_not_taken_back_but_answered() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("fund", approver("commercial", ladder=ladder), "accountant"), undo=HALF_AN_HOUR))
    story.until("2026-11-26 10:00")
    assert story.waiting() == ["accountant"]
    assert undo_refused(story, "commercial") is Reason.NOTHING_TO_UNDO
    story.returns("commercial")
    assert [each.silent for each in story.request_of("commercial").answers] == [True, False]


def test_after_taking_back_the_same_answer_can_be_given_again_but_not_by_the_same_mail() -> None:
    story = three_stages(undo=HALF_AN_HOUR)
    story.approves("lawyer")
    answer = c.GiveVerdict(2, APPROVE, "", someone("commercial"), mail="a" * 64)
    story.do(answer)
    undone(story, "commercial")
    assert story.refused(answer) is Reason.ALREADY_ANSWERED
    story.approves("commercial")
    assert story.request_of("commercial").answer


def test_the_clock_stood_still_while_the_verdict_held() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="8 working hours"), undo=HALF_AN_HOUR))
    assert story.request_of("commercial").due_at == at("2026-11-24 09:48")
    story.at("2026-11-23 11:00")
    story.approves("commercial")
    story.at("2026-11-23 11:20")
    undone(story, "commercial")
    assert story.request_of("commercial").due_at == at("2026-11-24 10:08")
    assert next_due(story.contract) == at("2026-11-24 09:48")  # the other one's


def test_a_verdict_that_was_late_when_given_is_late_when_taken_back() -> None:
    story = Story(route(stage("fund", "commercial", "accountant", deadline="1 working hour"), undo=HALF_AN_HOUR))
    story.until("2026-11-23 12:00")
    overdue = story.request_of("commercial").overdue_since
    story.approves("commercial")
    undone(story, "commercial")
    request = story.request_of("commercial")
    assert (request.overdue_since, request.due_at) == (overdue, at("2026-11-23 11:00"))


def test_what_is_taken_back_when_everybody_is_late_ends_the_collecting_of_remarks() -> None:
    terms = stage("fund", "commercial", "accountant", "lawyer", deadline="1 working hour")
    story = Story(route(terms, undo=parse_duration("2 working days")))
    story.returns("lawyer")
    story.asks("accountant")
    story.until("2026-11-23 12:00")
    story.clerk_answers("accountant")
    story.approves("commercial")
    story.at("2026-11-23 14:00")  # the accountant's time is over, and the clock has not seen it yet
    undone(story, "commercial")
    assert story.contract.status is Status.IN_REWORK
    assert story.told(LetterKind.RETURNED) == ["clerk"]


def test_the_copies_of_all_who_sign_are_kept_and_the_same_one_twice_is_one() -> None:
    story = Story(route(stage("signing", "director", "commercial", "accountant", kind=StageKind.SIGNATURE)))
    other = replace(SIGNED, name="other.pdf", sha256="6" * 64)
    story.do(replace(story.answer("commercial", APPROVE), signed=(other,)))
    story.approves("director", "accountant")
    assert story.contract.signed == (SIGNED, other)


def test_the_signed_copy_goes_with_the_signature_that_is_taken_back() -> None:
    story = Story(route(stage("signing", "director", "commercial", kind=StageKind.SIGNATURE), undo=HALF_AN_HOUR))
    story.approves("director")
    assert story.contract.signed == (SIGNED,)
    undone(story, "director")
    assert story.contract.signed == ()


def test_a_return_that_closed_its_stage_is_taken_back_and_the_others_count_on() -> None:
    story = Story(
        route(
            stage("legal", approver("lawyer", veto=True), "commercial", "accountant"),
            stage("end", "director"),
            undo=HALF_AN_HOUR,
        )
    )
    story.approves("commercial")
    story.returns("lawyer")
    assert (story.contract.status, story.told(LetterKind.VOID)) == (Status.IN_REWORK, ["accountant"])
    undone(story, "lawyer")
    assert (story.contract.status, story.states()) == (Status.IN_APPROVAL, ["open", "ahead"])
    assert story.told(LetterKind.UNDONE) == ["lawyer", "clerk"]
    assert story.told(LetterKind.REQUEST) == ["accountant"]
    assert story.waiting() == ["lawyer", "accountant"]
    request = story.request_of("lawyer")
    assert (request.due_at, next_due(story.contract)) == (at("2026-11-25 18:00"), at("2026-11-25 18:00"))
    story.approves("accountant", "lawyer")
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_an_answer_that_was_reopened_with_its_stage_can_be_taken_back_too_and_has_a_deadline_again() -> None:
    story = Story(route(stage("legal", approver("lawyer", veto=True), "commercial"), undo=HALF_AN_HOUR))
    story.approves("commercial")
    story.returns("lawyer")
    undone(story, "lawyer")
    undone(story, "commercial")
    assert [each.at for each in story.request_of("commercial").plan] == [at("2026-11-25 18:00")] * 2
    assert story.waiting() == ["lawyer", "commercial"]


def test_a_stage_that_is_opened_again_twice_asks_everybody_once() -> None:
    story = Story(route(stage("legal", approver("lawyer", veto=True), "commercial"), undo=HALF_AN_HOUR))
    for _ in range(2):
        story.returns("lawyer")
        undone(story, "lawyer")
    assert story.waiting() == ["lawyer", "commercial"]


def test_taking_a_return_back_is_refused_where_another_return_stands() -> None:
    story = Story(route(stage("fund", approver("lawyer", veto=True), "commercial"), undo=HALF_AN_HOUR))
    story.returns("commercial")
    story.returns("lawyer")
    assert undo_refused(story, "commercial") is Reason.TOO_LATE
    undone(story, "lawyer")
    assert story.waiting() == ["lawyer"]


def test_one_return_at_once_is_taken_back_and_nobody_has_lost_anything() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), on_return=OnReturn.AT_ONCE, undo=HALF_AN_HOUR))
    story.returns("commercial")
    assert (story.contract.status, story.told(LetterKind.VOID)) == (Status.IN_REWORK, ["accountant"])
    undone(story, "commercial")
    assert sorted(story.waiting()) == ["accountant", "commercial"]


def test_an_approval_is_not_taken_back_in_rework() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), undo=HALF_AN_HOUR))
    story.approves("commercial")
    story.returns("accountant")
    assert undo_refused(story, "commercial") is Reason.TOO_LATE


def test_a_return_cannot_be_taken_back_once_the_new_version_is_there() -> None:
    story = Story(route(stage("fund", "commercial"), undo=HALF_AN_HOUR))
    story.returns("commercial")
    story.do(c.SubmitVersion(story.contract.facts, story.contract.version.draft, "Договор 42"))
    assert undo_refused(story, "commercial") is Reason.TOO_LATE
    story.documents()
    assert story.refused(c.UndoVerdict(1, someone("commercial"))) is Reason.TOO_LATE


def test_a_return_cannot_be_taken_back_once_its_stage_has_another_route() -> None:
    story = Story(route(stage("fund", "commercial"), undo=HALF_AN_HOUR))
    story.returns("commercial")
    story.do(c.Reroute(route(stage("fund", "commercial", "lawyer"), undo=HALF_AN_HOUR), "Лапин"))
    assert undo_refused(story, "commercial") is Reason.TOO_LATE


def test_on_hold_nothing_is_taken_back_and_the_reason_says_so() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), undo=HALF_AN_HOUR))
    story.approves("commercial")
    story.do(c.Hold("Титова"))
    assert undo_refused(story, "commercial") is Reason.ON_HOLD


# -- proposals ---------------------------------------------------------------------------------------------------------


def proposed(story: Story, key: str, by: str, verdict: Verdict = APPROVE, mail: str = "") -> list[e.Event]:
    return story.do(c.ProposeVerdict(story.request_of(key).id, verdict, "", someone(by), mail))


def confirm(story: Story, key: str) -> c.ConfirmProposal:
    return c.ConfirmProposal(story.request_of(key).id, someone(key), "c" * 64, "owner")


def test_a_colleague_s_answer_counts_when_the_owner_confirms_it() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("end", "director")))
    proposed(story, "lawyer", "deputy", mail="a" * 64)
    assert (story.told(LetterKind.PROPOSED), story.told(LetterKind.RECEIPT)) == (["lawyer"], [])
    assert story.waiting() == ["lawyer"]
    given, *_ = story.do(confirm(story, "lawyer"))
    assert isinstance(given, e.VerdictGiven)
    assert (given.given_by.key, given.mail, given.confirmation) == ("deputy", "a" * 64, "c" * 64)
    assert story.told(LetterKind.RECEIPT) == ["lawyer"]
    answer = story.request_of("lawyer").answer
    assert answer
    assert answer.confirmed_by == someone("lawyer")
    assert (answer.verified, story.request_of("lawyer").proposal) == ("owner", None)
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_a_confirmation_counts_once() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    assert story.refused(confirm(story, "lawyer")) is Reason.NO_PROPOSAL
    proposed(story, "lawyer", "deputy")
    story.do(confirm(story, "lawyer"))
    assert story.refused(confirm(story, "lawyer")) is Reason.NO_PROPOSAL
    assert story.refused(c.DropProposal(1, someone("lawyer"))) is Reason.NO_PROPOSAL


def test_only_the_owner_confirms_or_drops() -> None:
    story = Story(route(stage("legal", "lawyer")))
    proposed(story, "lawyer", "deputy")
    assert story.refused(c.ConfirmProposal(1, someone("deputy"))) is Reason.NOT_YOURS
    assert story.refused(c.DropProposal(1, someone("deputy"))) is Reason.NOT_YOURS
    story.do(c.DropProposal(1, someone("lawyer")))
    assert (story.request_of("lawyer").proposal, story.waiting()) == (None, ["lawyer"])


def test_the_owner_s_own_words_take_the_place_of_a_proposal() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    proposed(story, "lawyer", "deputy")
    story.returns("lawyer")
    assert story.request_of("lawyer").proposal is None
    assert story.refused(confirm(story, "lawyer")) is Reason.NO_PROPOSAL


def test_a_colleague_proposes_nothing_once_the_owner_has_answered_but_the_owner_may() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    story.approves("lawyer")
    assert story.refused(c.ProposeVerdict(1, RETURN, "", someone("deputy"))) is Reason.ALREADY_ANSWERED
    proposed(story, "lawyer", "lawyer", RETURN)
    given, *_ = story.do(confirm(story, "lawyer"))
    assert isinstance(given, e.VerdictGiven)
    assert given.replaces


def test_the_same_proposal_twice_is_one() -> None:
    story = Story(route(stage("legal", "lawyer")))
    proposed(story, "lawyer", "deputy", mail="a" * 64)
    again = c.ProposeVerdict(1, APPROVE, "", someone("deputy"))
    assert story.refused(again) is Reason.ALREADY_ANSWERED
    other = c.ProposeVerdict(1, RETURN, "", someone("deputy"), "a" * 64)
    assert story.refused(other) is Reason.ALREADY_ANSWERED
    proposed(story, "lawyer", "economist")
    proposal = story.request_of("lawyer").proposal
    assert proposal
    assert proposal.proposed_by.key == "economist"


def test_a_proposed_signature_wants_the_signed_copy_and_files_it_when_it_counts() -> None:
    story = Story(route(stage("signing", "director", kind=StageKind.SIGNATURE)))
    assert story.refused(c.ProposeVerdict(1, APPROVE, "", someone("deputy"))) is Reason.NOT_SIGNED
    story.do(c.ProposeVerdict(1, APPROVE, "", someone("deputy"), signed=(SIGNED,)))
    assert story.contract.signed == ()
    story.do(confirm(story, "director"))
    assert (story.contract.status, story.contract.signed) == (Status.APPROVED, (SIGNED,))


@pytest.mark.parametrize("action", [Escalate.APPROVE, Escalate.RETURN])
def test_while_a_proposal_waits_nothing_is_taken_for_silence(action: Escalate) -> None:
    story = Story(route(stage("fund", "commercial", ladder=(rung("1 working hour", action),))))
    proposed(story, "commercial", "deputy", RETURN)
    story.until("2026-11-26 12:00")
    [escalated] = story.of(e.Escalated)
    assert isinstance(escalated, e.Escalated)
    assert (escalated.action, story.waiting()) == (Escalate.NOTIFY, ["commercial"])
    assert story.request_of("commercial").overdue_since


def guessed(story: Story, key: str, by: str, verdict: Verdict = Verdict.RETURN) -> c.ProposeVerdict:
    return c.ProposeVerdict(
        story.request_of(key).id, verdict, "не пойдёт", someone(by), "a" * 64, guessed_from="не пойдёт", reader="0"
    )


def test_a_guess_at_ones_own_words_is_a_proposal_without_a_letter_of_its_own() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    story.do(guessed(story, "lawyer", "lawyer"))
    assert story.told(LetterKind.PROPOSED) == []
    assert "lawyer" in story.waiting()
    given, *_ = story.do(confirm(story, "lawyer"))
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.remarks, given.mail) == (Verdict.RETURN, "не пойдёт", "a" * 64)
    assert story.replayed() == story.contract


def test_nobody_elses_words_are_guessed_at_nor_what_follows_an_answer() -> None:
    story = Story(route(stage("legal", "lawyer", "commercial")))
    assert story.refused(guessed(story, "lawyer", "deputy")) is Reason.NOT_ALLOWED
    story.approves("lawyer")
    assert story.refused(guessed(story, "lawyer", "lawyer")) is Reason.NOT_ALLOWED


def test_a_proposal_ends_with_its_stage() -> None:
    story = Story(route(stage("any", "lawyer", "commercial", need=1), stage("end", "director")))
    proposed(story, "lawyer", "deputy")
    story.approves("commercial")
    assert story.refused(confirm(story, "lawyer")) is Reason.STAGE_CLOSED


# -- too late ----------------------------------------------------------------------------------------------------------


def late(request: int, reason: Reason, by: str, mail: str = "a" * 64) -> c.KeepLateAnswer:
    return c.KeepLateAnswer(request, RETURN, "Нет сметы", someone(by), reason, mail)


def test_of_two_answers_in_the_same_minute_the_second_is_kept_and_not_counted() -> None:
    story = Story(route(stage("any", "accountant", "economist", need=1), stage("end", "director")))
    story.approves("accountant")
    assert story.refused(story.answer("economist", RETURN)) is Reason.STAGE_CLOSED
    story.do(late(2, Reason.STAGE_CLOSED, "economist"))
    [kept] = story.request_of("economist").late
    assert (kept.verdict, kept.remarks, kept.reason) == (RETURN, "Нет сметы", Reason.STAGE_CLOSED)
    assert (story.told(LetterKind.LATE_TOLD), story.waiting()) == (["clerk", "director"], ["director"])
    assert story.request_of("economist").answer is None
    assert story.do(late(2, Reason.STAGE_CLOSED, "economist")) == []
    assert story.replayed() == story.contract


def test_a_late_answer_says_which_version_it_was_about_and_changes_nothing_after_the_end() -> None:
    story = Story(route(stage("fund", "commercial")))
    first = story.contract.version.sha256
    story.returns("commercial")
    story.reworked()
    story.approves("commercial")
    before = story.contract.status
    [kept] = story.do(late(1, Reason.OLD_VERSION, "commercial"))
    assert isinstance(kept, e.LateAnswerKept)
    assert (kept.version, kept.sha256, story.contract.status) == (1, first, before)


def test_an_answer_that_can_count_is_not_put_away_as_late() -> None:
    story = Story(route(stage("fund", "commercial")))
    assert story.refused(late(1, Reason.STAGE_CLOSED, "commercial")) is Reason.NOT_ALLOWED
    story.do(c.Hold("Титова"))
    story.do(late(1, Reason.ON_HOLD, "commercial"))
    assert story.refused(late(9, Reason.ON_HOLD, "commercial")) is Reason.NOT_ALLOWED


def test_a_late_answer_on_a_kept_approval_is_kept_with_it() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.approves("commercial")
    story.returns("accountant")
    story.reworked()
    kept = story.request_of("commercial")
    assert (kept.kept_from, kept.late) == (1, ())
    story.do(late(kept.id, Reason.OLD_VERSION, "commercial"))
    assert len(story.request_of("commercial").late) == 1
