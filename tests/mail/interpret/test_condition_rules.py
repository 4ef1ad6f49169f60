"""An approval whose condition is somebody else's word goes through with it; a doubt about it is asked back."""

from __future__ import annotations

import pytest

from daemon.mail.interpret.intent import APPROVES, Intent
from daemon.mail.interpret.pipeline import interpret
from mail.interpret.verdicts import Sample, samples
from mail.post import LEXICON, OWN, letter, mail

PHRASES = samples("conditions")
KEPT = [each for each in PHRASES if each.said == {"approve_with_remarks"}]
ASKED_BACK = [each for each in PHRASES if each not in KEPT]
POSTS = ("", "Коммерческий директор", "Главный бухгалтер", "Юрисконсульт")


def test_there_are_as_many_doubts_in_the_table_as_conditions() -> None:
    assert len(KEPT) >= 40
    assert len(ASKED_BACK) >= len(KEPT)


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize("sample", KEPT, ids=lambda each: each.text)
def test_a_mail_that_approves_on_another_s_word_is_an_approval_with_that_condition(sample: Sample, post: str) -> None:
    found = interpret(mail(sample.text), own_addresses=OWN, sent=letter(), lexicon=LEXICON, post=post).reading
    assert found.intent is Intent.APPROVE_WITH_REMARKS, found.evidence
    (condition,) = found.conditions
    assert condition in sample.text
    assert len(condition.split()) > 2


@pytest.mark.parametrize("sample", ASKED_BACK, ids=lambda each: each.text)
def test_what_only_sounds_like_a_condition_is_no_approval(sample: Sample) -> None:
    found = interpret(mail(sample.text), own_addresses=OWN, sent=letter(), lexicon=LEXICON).reading
    assert found.intent not in APPROVES
    assert found.intent is Intent.UNCLEAR or found.intent is Intent.RETURN
