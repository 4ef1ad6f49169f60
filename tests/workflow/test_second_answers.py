"""A second answer of the same person: what it adds, what it replaces, and what it keeps of the first."""

from __future__ import annotations

from dataclasses import replace

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import StageKind, Verdict
from daemon.workflow.refusal import Reason
from workflow.people import SIGNED, route, someone, stage
from workflow.story import Story

ANOTHER = replace(SIGNED, name="скан 2.pdf", sha256="8" * 64)


def two_signers() -> Story:
    story = Story(route(stage("signing", "director", "deputy", kind=StageKind.SIGNATURE)))
    story.do(c.FileSheet(tuple(each.id for each in story.contract.without_sheet()), SIGNED))
    return story


def signature(story: Story, remarks: str = "", *copies: object) -> c.GiveVerdict:
    return c.GiveVerdict(1, Verdict.APPROVE, remarks, someone("director"), signed=copies)  # type: ignore[arg-type]


def test_a_second_signature_keeps_the_copy_of_the_first_unless_a_new_one_comes() -> None:
    story = two_signers()
    story.do(signature(story, "", SIGNED))
    story.do(signature(story, "Поправьте дату"))
    assert story.contract.request(1).signed == (SIGNED,)
    story.do(signature(story, "Поправьте дату", ANOTHER))
    assert story.contract.request(1).signed == (ANOTHER,)
    assert story.refused(signature(story, "Поправьте дату", ANOTHER)) is Reason.ALREADY_ANSWERED


def test_a_return_in_between_takes_the_copy_away() -> None:
    story = two_signers()
    story.do(signature(story, "", SIGNED))
    story.do(c.GiveVerdict(1, Verdict.RETURN, "Печать", someone("director")))
    assert story.contract.request(1).signed == ()
    assert story.refused(signature(story)) is Reason.NOT_SIGNED


def test_the_copy_of_an_own_answer_that_waits_for_its_code_counts_with_the_next_word() -> None:
    story = two_signers()
    story.do(c.ProposeVerdict(1, Verdict.APPROVE, "", someone("director"), signed=(SIGNED,)))
    story.do(signature(story))
    assert story.contract.request(1).signed == (SIGNED,)


def test_a_colleagues_copy_does_not_count_for_the_owners_own_word() -> None:
    story = two_signers()
    story.do(c.ProposeVerdict(1, Verdict.APPROVE, "", someone("economist"), signed=(SIGNED,)))
    assert story.refused(signature(story)) is Reason.NOT_SIGNED


def test_an_addition_is_the_whole_answer_from_then_on_and_is_told_to_the_owner() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.do(c.ProposeVerdict(1, Verdict.APPROVE, "", someone("economist"), "a" * 64))
    added = c.AmendProposal(1, Verdict.APPROVE_WITH_REMARKS, "И дата", someone("economist"), "b" * 64)
    story.do(added)
    assert story.told(LetterKind.PROPOSED) == ["commercial"]
    assert story.do(added) == []
    story.do(c.ConfirmProposal(1, someone("commercial")))
    [given] = story.of(e.VerdictGiven)
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.remarks, given.mail) == (Verdict.APPROVE_WITH_REMARKS, "И дата", "a" * 64)


def test_an_addition_to_ones_own_answer_makes_no_second_code_letter() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.do(c.ProposeVerdict(1, Verdict.APPROVE, "", someone("commercial"), "a" * 64))
    story.do(c.AmendProposal(1, Verdict.APPROVE_WITH_REMARKS, "И дата", someone("commercial"), "b" * 64))
    assert story.letters == []


def test_only_whoever_proposed_an_answer_adds_to_it_and_a_guess_takes_nothing() -> None:
    story = Story(route(stage("fund", "commercial")))
    added = c.AmendProposal(1, Verdict.APPROVE, "И дата", someone("economist"))
    assert story.refused(added) is Reason.NO_PROPOSAL
    story.do(c.ProposeVerdict(1, Verdict.APPROVE, "", someone("commercial"), guessed_from="Ок?"))
    assert story.refused(replace(added, by=someone("commercial"))) is Reason.NO_PROPOSAL
    story.do(c.ProposeVerdict(1, Verdict.APPROVE, "Дата", someone("commercial")))
    assert story.refused(added) is Reason.NOT_YOURS
