"""A decided stage stays open for a while: what decided it can be taken back, and nobody else is asked meanwhile."""

from __future__ import annotations

from datetime import datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.taking_back import undo_until
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Escalate, Status, Verdict
from daemon.workflow.policies import Policies
from daemon.workflow.refusal import Reason
from daemon.workflow.request_schedule import next_due
from daemon.workflow.working_time import parse_duration
from workflow.people import approver, at, facts, house, route, rung, someone, stage
from workflow.story import Story, three_stages

TWO_MINUTES = Policies(grace=parse_duration("2 minutes"))
HALF_AN_HOUR = parse_duration("30 minutes")
DECIDED = {"undo": HALF_AN_HOUR, "policies": TWO_MINUTES}


def undo(story: Story, key: str) -> c.UndoVerdict:
    return c.UndoVerdict(story.request_of(key).id, someone(key))


def promised(story: Story, key: str) -> datetime | None:
    """Until when the core says that somebody's answer can be taken back."""
    return undo_until(story.contract, story.request_of(key), story.now, house())


def test_the_next_stage_is_asked_when_the_grace_is_over() -> None:
    story = three_stages(**DECIDED)
    story.approves("lawyer")
    assert (story.states(), story.waiting()) == (["open", "ahead", "ahead"], [])
    assert (story.told(LetterKind.RECEIPT), story.told(LetterKind.REQUEST)) == (["lawyer"], [])
    assert story.contract.closes_at == next_due(story.contract) == at("2026-11-23 10:02")
    story.at("2026-11-23 10:01")
    assert story.fire_timers() == []
    story.until("2026-11-23 10:02")
    assert story.told(LetterKind.REQUEST) == ["commercial", "procurement", "accountant"]
    assert (story.states(), story.contract.closes_at) == (["approved", "open", "ahead"], None)
    assert story.replayed() == story.contract


def test_within_the_grace_even_the_only_verdict_of_a_stage_is_taken_back() -> None:
    story = three_stages(**DECIDED)
    story.approves("lawyer")
    story.at("2026-11-23 10:01")
    undone, undecided = story.do(undo(story, "lawyer"))
    assert (type(undone), undecided) == (e.VerdictUndone, e.StageUndecided("legal"))
    assert (story.waiting(), story.contract.closes_at) == (["lawyer"], None)
    story.until("2026-11-23 10:30")
    assert story.states() == ["open", "ahead", "ahead"]
    story.approves("lawyer")
    assert story.contract.closes_at == at("2026-11-23 10:32")
    assert story.replayed() == story.contract


def test_after_the_grace_it_is_too_late() -> None:
    story = three_stages(**DECIDED)
    story.approves("lawyer")
    story.at("2026-11-23 10:02")  # the clock has not looked yet
    assert story.refused(undo(story, "lawyer")) is Reason.TOO_LATE
    assert promised(story, "lawyer") is None
    story.fire_timers()
    assert (promised(story, "lawyer"), story.refused(undo(story, "lawyer"))) == (None, Reason.TOO_LATE)


def test_the_signature_can_be_taken_back_before_the_contract_ends() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("signing", "director"), **DECIDED))
    story.approves("lawyer")
    story.until("2026-11-23 10:10")
    story.approves("director")
    assert story.contract.status is Status.IN_APPROVAL
    story.do(undo(story, "director"))
    assert story.waiting() == ["director"]
    story.approves("director")
    story.until("2026-11-23 10:20")
    assert story.contract.status is Status.APPROVED


def test_a_return_with_a_veto_within_the_grace_returns_the_contract() -> None:
    terms = stage("fund", "commercial", approver("accountant", veto=True), need=1)
    story = Story(route(terms, stage("end", "director"), **DECIDED))
    story.approves("commercial")
    story.returns("accountant")
    assert (story.contract.status, story.contract.closes_at) == (Status.IN_REWORK, None)
    assert [type(each) for _, each in story.history[-4:]][-2:] == [e.StageReturned, e.ContractReturned]
    assert story.of(e.StageUndecided) == [e.StageUndecided("fund")]


def test_a_correction_within_the_grace_counts_and_does_not_begin_it_anew() -> None:
    story = three_stages(**DECIDED)
    story.approves("lawyer")
    story.at("2026-11-23 10:01")
    story.do(story.answer("lawyer", Verdict.APPROVE_WITH_REMARKS, "Номер договора – с дробью"))
    assert story.contract.closes_at == at("2026-11-23 10:02")
    story.returns("lawyer")
    assert story.contract.status is Status.IN_REWORK


def test_while_a_decided_stage_waits_for_its_end_nobody_is_hurried_or_asked_for_another() -> None:
    ladder = (rung("1 working hour", Escalate.REASSIGN, "procurement"),)
    terms = stage("fund", "commercial", approver("accountant", ladder=ladder), need=1, deadline="1 working hour")
    story = Story(route(terms, stage("end", "director"), undo=HALF_AN_HOUR, policies=Policies(grace=HALF_AN_HOUR)))
    story.at("2026-11-23 10:50")
    story.approves("commercial")
    story.until("2026-11-23 11:19")
    assert story.of(e.DeadlinePassed) == []
    assert story.do(c.Remind("Титова")) == []
    story.do(undo(story, "commercial"))
    story.until("2026-11-23 11:20")
    assert len(story.of(e.DeadlinePassed)) == 1, "who is waited for again is late"


def test_approvals_that_are_kept_need_no_second_thoughts() -> None:
    story = Story(route(stage("legal", "lawyer"), stage("fund", "commercial"), **DECIDED))
    story.approves("lawyer")
    story.until("2026-11-23 10:10")
    story.returns("commercial")
    story.reworked(facts(900_000))
    assert (story.states(), story.waiting()) == (["approved", "open"], ["commercial"])


def test_nor_does_silence() -> None:
    ladder = (rung("1 working hour", Escalate.APPROVE),)
    story = Story(route(stage("fund", approver("commercial", ladder=ladder)), stage("end", "director"), **DECIDED))
    story.until("2026-11-26 10:00")
    assert story.waiting() == ["director"]
    assert story.of(e.StageDecided) == []


def test_a_hold_within_the_grace_gives_the_whole_grace_again() -> None:
    story = three_stages(**DECIDED)
    story.approves("lawyer")
    story.do(c.Hold("Титова"))
    assert next_due(story.contract) is None
    story.at("2026-11-23 12:00")
    assert story.refused(undo(story, "lawyer")) is Reason.ON_HOLD
    assert promised(story, "lawyer") is None
    story.do(c.Resume("Титова"))
    assert story.contract.closes_at == at("2026-11-23 12:02")
    story.until("2026-11-23 12:02")
    assert story.waiting() == ["commercial", "procurement", "accountant"]


def test_another_route_within_the_grace_begins_it_anew_or_asks_whom_it_adds() -> None:
    story = three_stages(**DECIDED)
    story.approves("lawyer")
    story.at("2026-11-23 10:01")
    story.do(c.Reroute(route(stage("legal", "lawyer", "deputy"), stage("end", "director"), **DECIDED), "Лапин"))
    assert (story.waiting(), story.contract.closes_at) == (["deputy"], None)
    story.do(c.Reroute(route(stage("legal", "lawyer"), stage("end", "director"), **DECIDED), "Лапин"))
    assert story.contract.closes_at == at("2026-11-23 10:03")
    story.until("2026-11-23 10:05")
    assert story.waiting() == ["director"]
    assert story.replayed() == story.contract


def test_what_is_withdrawn_within_the_grace_stays_so() -> None:
    story = three_stages(**DECIDED)
    story.approves("lawyer")
    story.do(c.Withdraw("Титова"))
    assert (story.contract.status, next_due(story.contract)) == (Status.WITHDRAWN, None)


def test_an_order_that_comes_when_the_grace_is_over_finds_the_stage_closed() -> None:
    story = Story(route(stage("end", "director"), **DECIDED))
    story.approves("director")
    story.at("2026-11-23 10:30")
    assert story.refused(c.Withdraw("Титова")) is Reason.ALREADY_CLOSED
    late = c.KeepLateAnswer(1, Verdict.RETURN, "Нет сметы", someone("director"), Reason.STAGE_CLOSED, "a" * 64)
    story.do(late)
    assert story.contract.status is Status.APPROVED


# -- what a receipt may promise ----------------------------------------------------------------------------------------


def test_what_is_promised_is_what_the_core_allows() -> None:
    story = Story(route(stage("fund", "commercial", "accountant"), stage("end", "director"), **DECIDED))
    story.approves("commercial")
    assert promised(story, "commercial") == at("2026-11-23 10:30")
    story.approves("accountant")
    assert promised(story, "commercial") == promised(story, "accountant") == at("2026-11-23 10:02")


def test_the_time_for_taking_back_is_the_upper_limit_of_the_grace() -> None:
    policies = Policies(grace=parse_duration("1 hour"))
    story = Story(route(stage("fund", "commercial"), stage("end", "director"), undo=HALF_AN_HOUR, policies=policies))
    story.approves("commercial")
    assert promised(story, "commercial") == at("2026-11-23 10:30")
    story.at("2026-11-23 10:31")
    assert promised(story, "commercial") is None
    assert story.refused(undo(story, "commercial")) is Reason.TOO_LATE


def test_a_return_that_would_not_help_if_it_were_taken_back_is_not_promised_to_be() -> None:
    story = Story(route(stage("fund", approver("lawyer", veto=True), "commercial"), **DECIDED))
    story.returns("commercial")
    assert promised(story, "commercial") == at("2026-11-23 10:30")
    story.returns("lawyer")
    assert promised(story, "commercial") is None
    assert story.refused(undo(story, "commercial")) is Reason.TOO_LATE
    assert promised(story, "lawyer") == at("2026-11-23 10:30")


def test_where_nothing_can_be_taken_back_nothing_is_promised_but_a_correction_counts() -> None:
    story = three_stages(policies=TWO_MINUTES)
    story.approves("lawyer")
    assert promised(story, "lawyer") is None
    story.returns("lawyer")
    assert story.contract.status is Status.IN_REWORK
