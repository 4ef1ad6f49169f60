"""Nothing is dropped unseen: wherever a clear return stands beside a clear approval, it is no approval without it."""

from __future__ import annotations

import pytest

from daemon.mail.classify.sender_kind import Kind
from daemon.mail.extract.sent_text_diff import words_of
from daemon.mail.interpret.pipeline import Interpretation, interpret, sent_letter
from daemon.mail.interpret.rules import Intent
from replies.measuring import OWN, lexicon
from replies.mime_ways import MIME_WAYS
from replies.quiet_ways import QUIET
from replies.specimen import request
from replies.ways import LETTER, UNSEEN
from replies.ways import WAYS as TEXT_AND_HTML

WAYS = {**TEXT_AND_HTML, **MIME_WAYS}

APPROVALS = [
    "Согласовано",
    "Согласовано.",
    "Согласовано, спасибо!",
    "Согласен",
    "Договор согласован",
    "Утверждаю",
    "Одобрено",
    "Approved",
    "Без замечаний, согласовано",
    "Не возражаю",
]
RETURNS = [
    "Вернуть: срок оплаты 10 дней вместо 30",
    "Не согласовано, сумма не та",
    "Верните на доработку",
    "Прошу исправить пункт 5",
    "Возвращаю, нет сметы",
    "Отклонить",
    "Не согласен с ценой",
    "Пункт 5 исправить, иначе не подпишем",
    "Return: the amount is wrong",
    "Требуется доработка договора",
]
# What limits an approval without a word of a return.
CONDITIONS = [
    "Только после визы бухгалтерии",
    "С учётом протокола разногласий",
    "Но с правками юриста",
    "При условии предоплаты 30 %",
    "Однако сумма другая",
    "Кроме аванса",
    "Пункт 5: 30 дней",
    "Правки во вложении",
    "Only clause 5",
    "But the price is too high",
    "After legal signs it",
]
SEEN = [name for name in WAYS if name not in UNSEEN]


def read(raw: bytes) -> Interpretation:
    return interpret(raw, own_addresses=OWN, sent=sent_letter(request(LETTER)), lexicon=lexicon())


def pairs() -> list[tuple[str, str, str]]:
    """Every way with every return and every approval, each pair of the two in some way."""
    return [
        (way, APPROVALS[(at + shift) % len(APPROVALS)], said)
        for shift, way in enumerate(SEEN)
        for at, said in enumerate(RETURNS)
    ]


@pytest.mark.parametrize("way", SEEN)
def test_a_return_beside_an_approval_is_never_lost(way: str) -> None:
    for name, approval, said in pairs():
        if name == way:
            reading = read(WAYS[way](approval, said)).reading
            with_it = set(words_of(said)) <= set(words_of(reading.remarks))
            assert reading.intent is not Intent.APPROVE, (approval, said)
            assert reading.answer != "yes", (approval, said)
            assert reading.intent is not Intent.APPROVE_WITH_REMARKS or with_it, (approval, said, reading.remarks)


@pytest.mark.parametrize("way", SEEN)
def test_a_condition_beside_an_approval_is_never_lost(way: str) -> None:
    at = SEEN.index(way)
    for said in (CONDITIONS[(at + shift) % len(CONDITIONS)] for shift in range(4)):
        reading = read(WAYS[way]("Согласовано.", said)).reading
        with_it = set(words_of(said)) <= set(words_of(reading.remarks))
        assert reading.intent is not Intent.APPROVE, said
        assert reading.answer != "yes", said
        assert reading.intent is not Intent.APPROVE_WITH_REMARKS or with_it, (said, reading.remarks)


@pytest.mark.parametrize("way", SEEN)
def test_a_return_alone_is_never_without_words(way: str) -> None:
    for said in RETURNS:
        result = read(WAYS[way]("", said))
        assert result.kind is Kind.PERSON, said
        assert result.words.text, said
        assert result.verdict not in (Intent.APPROVE, Intent.APPROVE_WITH_REMARKS), said


@pytest.mark.parametrize("way", UNSEEN)
def test_what_no_program_shows_is_not_said(way: str) -> None:
    assert read(WAYS[way]("Согласовано", "Вернуть")).verdict is Intent.APPROVE


@pytest.mark.parametrize("way", QUIET)
def test_what_programs_put_beside_an_approval_says_nothing(way: str) -> None:
    assert read(QUIET[way]("Согласовано", "")).verdict is Intent.APPROVE
