"""Words that decide nothing: kept in the history, and told to those who wait for them."""

from __future__ import annotations

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Status
from workflow.people import route, someone, stage
from workflow.story import Story


def comment(story: Story, who: str, text: str = "Исправлю завтра", mail: str = "") -> list[e.Event]:
    return story.do(c.AddComment(text, someone(who), mail))


def test_what_the_initiator_writes_in_rework_is_told_to_whoever_returned_it() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.approves("accountant")
    story.returns("commercial")
    comment(story, "clerk")
    assert story.told(LetterKind.COMMENT) == ["commercial"]
    assert story.contract.status is Status.IN_REWORK
    [said] = story.contract.comments
    assert (said.text, said.by.key, said.round, said.version) == ("Исправлю завтра", "clerk", 1, 1)


def test_in_approval_it_is_told_to_those_who_are_waited_for_with_their_request() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    story.approves("accountant")
    comment(story, "clerk", "Смета обновлена")
    [letter] = [each for each in story.letters if each.kind is LetterKind.COMMENT]
    assert (letter.to.key, letter.request) == ("commercial", story.request_of("commercial").id)


def test_an_approvers_words_are_told_to_the_initiator_and_the_others_who_wait() -> None:
    story = Story(route(stage("fund", "commercial", "accountant")))
    comment(story, "commercial")
    assert story.told(LetterKind.COMMENT) == ["clerk", "accountant"]


def test_one_mail_is_one_comment() -> None:
    story = Story(route(stage("fund", "commercial")))
    assert comment(story, "clerk", mail="a" * 64)
    assert comment(story, "clerk", mail="a" * 64) == []


def test_a_comment_does_not_stop_a_deadline_that_has_passed() -> None:
    story = Story(route(stage("fund", "commercial")))
    story.at("2026-12-10 10:00")
    kinds = [type(each) for each in comment(story, "clerk")]
    assert kinds == [e.DeadlinePassed, e.CommentAdded]
