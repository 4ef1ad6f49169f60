"""What an initiator says of conditions: met, all or by number; anything less is none."""

from __future__ import annotations

import pytest

from daemon.mail.interpret.confirmation import Confirmed, confirmed_in, is_disputed_in
from mail.post import LEXICON

ALL = 0


@pytest.mark.parametrize(
    ("text", "confirmed"),
    [
        ("Выполнено", [(ALL, "")]),
        ("выполнено: срок 10 дней", [(ALL, "срок 10 дней")]),
        ("Добрый день! Выполнено: срок 10 дней, п. 4.2. С уважением, Титова", [(ALL, "срок 10 дней, п. 4.2")]),
        ("Всё выполнено, срок в п. 3 исправлен", [(ALL, "срок в п. 3 исправлен")]),
        ("Подтверждаю: срок 10 дней", [(ALL, "срок 10 дней")]),
        ("All conditions are met", [(ALL, "")]),
        ("Done: the term is 10 days", [(ALL, "the term is 10 days")]),
        ("1 выполнено: срок 10 дней, 2 выполнено", [(1, "срок 10 дней"), (2, "")]),
        ("1. Выполнено: аванс 30 %\n2. Выполнено", [(1, "аванс 30 %"), (2, "")]),
        ("1 и 2 выполнены", [(1, ""), (2, "")]),
        ("условие 2 выполнено: аванс 30 %", [(2, "аванс 30 %")]),
        ("2 выполнено: неустойка 5, 1 выполнено", [(2, "неустойка 5"), (1, "")]),
    ],
)
def test_conditions_that_are_met_are_named_with_the_words_about_them(
    text: str, confirmed: list[tuple[int, str]]
) -> None:
    assert list(confirmed_in(text, LEXICON)) == [Confirmed(*each) for each in confirmed]
    assert not is_disputed_in(text, LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        "", "Посмотрю", "Выполнено?", "Выполнено частично", "Выполнено, но не всё", "Будет выполнено",
        "Почти выполнено",
        "Не выполнено", "Not met", "1 выполнено, 2 не выполнено", "1) выполнено: срок 10 дней; 2) не выполнено",
        "1 выполнено, 1 выполнено", "Договор выполнен с браком", "Выполнено: нет",
    ],
)  # fmt: skip
def test_whatever_is_less_confirms_nothing(text: str) -> None:
    assert confirmed_in(text, LEXICON) == ()


@pytest.mark.parametrize(
    "text", ["Не выполнено: в договоре 20 дней", "Условие не выполнено", "Not met", "not done: 20"]
)
def test_that_a_condition_is_not_met_is_said_first(text: str) -> None:
    assert is_disputed_in(text, LEXICON)
