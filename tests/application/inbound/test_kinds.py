"""A person's answer is answered, whatever a relay has put on it; a machine's is not."""

from __future__ import annotations

import json

import pytest

from application.theatre import Theatre
from daemon.workflow.events import VerdictGiven

PUT_ON = [
    ("Feedback-ID", "rr0801:zu0801:rf0801:ZohoMail"),
    ("X-SG-EID", "u001.AAAA"),
    ("List-Id", "<law.scena.example>"),
    ("Precedence", "bulk"),
    ("Auto-Submitted", "no (sent by hand)"),
]


def _given(theatre: Theatre) -> int:
    (number,) = theatre.numbers()
    return len(theatre.events(theatre.contract(number), VerdictGiven.__name__))


@pytest.mark.parametrize("header", PUT_ON)
@pytest.mark.parametrize("threaded", [True, False])
def test_an_approval_counts_whatever_a_relay_has_put_on_it(
    theatre: Theatre, header: tuple[str, str], threaded: bool
) -> None:
    theatre.drop()
    request = theatre.letter("orlova", "request")
    theatre.mail("orlova", "Согласовано", answers=request, headers=(header,), threaded=threaded)
    assert _given(theatre) == 1


@pytest.mark.parametrize("header", PUT_ON)
def test_unclear_words_are_asked_about_whatever_a_relay_has_put_on_them(
    theatre: Theatre, header: tuple[str, str]
) -> None:
    theatre.drop()
    theatre.mail("orlova", "Посмотрю завтра", answers=theatre.letter("orlova", "request"), headers=(header,))
    assert theatre.letters("orlova", "unclear")


@pytest.mark.parametrize("words", ["Согласовано", "У меня есть вопросы"])
def test_words_with_an_empty_return_path_are_answered_and_do_not_count(theatre: Theatre, words: str) -> None:
    theatre.drop()
    empty = (("Return-Path", "<>"),)
    theatre.mail("orlova", words, answers=theatre.letter("orlova", "request"), headers=empty)
    assert theatre.letters("orlova", "unclear")
    assert _given(theatre) == 0


@pytest.mark.parametrize(
    ("words", "header"),
    [
        ("Согласовано", ("Auto-Submitted", "auto-replied")),
        ("Согласовано", ("X-Autoreply", "yes")),
        ("Я в отпуске до 14 декабря", ("Precedence", "bulk")),
        ("Я в отпуске до 14 декабря", ("Return-Path", "<>")),
    ],
)
def test_a_machine_is_not_answered(theatre: Theatre, words: str, header: tuple[str, str]) -> None:
    theatre.drop()
    outcome = theatre.mail("orlova", words, answers=theatre.letter("orlova", "request"), headers=(header,))
    assert json.loads(outcome)["kind"] == "auto_reply"
    assert not theatre.letters("orlova", "unclear")
    assert _given(theatre) == 0


def test_a_newsletter_from_somebody_known_is_not_answered(theatre: Theatre) -> None:
    theatre.drop()
    outcome = theatre.mail("orlova", "Согласовано! Скидки", headers=(("List-Unsubscribe", "<mailto:u@n.example>"),))
    assert json.loads(outcome)["kind"] == "bulk"
    assert not theatre.letters("orlova", "unbound")


def test_no_objections_without_a_quote_are_no_absence(theatre: Theatre) -> None:
    theatre.drop()
    request = theatre.letter("orlova", "request")
    outcome = theatre.mail("orlova", "у меня нет возражений", answers=request, quote=False)
    assert json.loads(outcome)["kind"] == "person"
    assert _given(theatre) == 1 or theatre.letters("orlova", "unclear")
