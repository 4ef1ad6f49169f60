"""A person's answer is answered, whatever a relay has put on it; a machine's is not."""

from __future__ import annotations

import json

import pytest

from application.in_process_daemon import InProcessDaemon
from daemon.workflow.events import VerdictGiven

PUT_ON = [
    ("Feedback-ID", "rr0801:zu0801:rf0801:ZohoMail"),
    ("X-SG-EID", "u001.AAAA"),
    ("List-Id", "<law.scena.example>"),
    ("Precedence", "bulk"),
    ("Auto-Submitted", "no (sent by hand)"),
]


def _given(contractd: InProcessDaemon) -> int:
    (number,) = contractd.numbers()
    return len(contractd.events(contractd.contract(number), VerdictGiven.__name__))


@pytest.mark.parametrize("header", PUT_ON)
@pytest.mark.parametrize("threaded", [True, False])
def test_an_approval_counts_whatever_a_relay_has_put_on_it(
    contractd: InProcessDaemon, header: tuple[str, str], threaded: bool
) -> None:
    contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("orlova", "Согласовано", answers=request, headers=(header,), threaded=threaded)
    assert _given(contractd) == 1


@pytest.mark.parametrize("header", PUT_ON)
def test_unclear_words_are_asked_about_whatever_a_relay_has_put_on_them(
    contractd: InProcessDaemon, header: tuple[str, str]
) -> None:
    contractd.drop()
    contractd.mail("orlova", "Посмотрю завтра", answers=contractd.letter("orlova", "request"), headers=(header,))
    assert contractd.letters("orlova", "unclear")


@pytest.mark.parametrize("words", ["Согласовано", "У меня есть вопросы"])
def test_words_with_an_empty_return_path_are_answered_and_do_not_count(contractd: InProcessDaemon, words: str) -> None:
    contractd.drop()
    empty = (("Return-Path", "<>"),)
    contractd.mail("orlova", words, answers=contractd.letter("orlova", "request"), headers=empty)
    assert contractd.letters("orlova", "unclear")
    assert _given(contractd) == 0


@pytest.mark.parametrize(
    ("words", "header"),
    [
        ("Согласовано", ("Auto-Submitted", "auto-replied")),
        ("Согласовано", ("X-Autoreply", "yes")),
        ("Я в отпуске до 14 декабря", ("Precedence", "bulk")),
        ("Я в отпуске до 14 декабря", ("Return-Path", "<>")),
    ],
)
def test_a_machine_is_not_answered(contractd: InProcessDaemon, words: str, header: tuple[str, str]) -> None:
    contractd.drop()
    outcome = contractd.mail("orlova", words, answers=contractd.letter("orlova", "request"), headers=(header,))
    assert json.loads(outcome)["kind"] == "auto_reply"
    assert not contractd.letters("orlova", "unclear")
    assert _given(contractd) == 0


def test_a_newsletter_from_somebody_known_is_not_answered(contractd: InProcessDaemon) -> None:
    contractd.drop()
    outcome = contractd.mail("orlova", "Согласовано! Скидки", headers=(("List-Unsubscribe", "<mailto:u@n.example>"),))
    assert json.loads(outcome)["kind"] == "bulk"
    assert not contractd.letters("orlova", "unbound")


def test_no_objections_without_a_quote_are_no_absence(contractd: InProcessDaemon) -> None:
    contractd.drop()
    request = contractd.letter("orlova", "request")
    outcome = contractd.mail("orlova", "у меня нет возражений", answers=request, quote=False)
    assert json.loads(outcome)["kind"] == "person"
    assert _given(contractd) == 1 or contractd.letters("orlova", "unclear")
