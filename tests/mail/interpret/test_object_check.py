"""A verdict about another version, counterparty, kind of contract or sum than was asked is no verdict on this one."""

from __future__ import annotations

import pytest

from daemon.mail.interpret.object_check import asked_about, other_object

LETTER = """Мария Петровна, прошу согласовать: Договор закупки ООО «Ромашка», световое оборудование.
Договор закупки З-2026-0001
    Контрагент        ООО «Ромашка»
    Сумма договора    700 000,00 ₽
Документ: «З-2026-0001 Договор закупки ООО Ромашка.docx», версия 2, во вложении.
"""
ASKED = asked_about(LETTER)


@pytest.mark.parametrize(
    "words",
    [
        "Версия 3 согласована",
        "Первая редакция согласована",
        "Version 1 is approved",
        "Договор с ООО «Василёк» согласован",
        "Согласовано, АО Вектор, поставка",
        "Согласовано, ООО «Ромашка-Плюс»",
        "Согласовываю договор с Василькой",
        "Договор аренды согласован",
        "Approved, amount 400 000 not 700 000",
        "Сумму 652 000 подтверждаю, согласовано",
    ],
)
def test_another_object_is_named(words: str) -> None:
    assert other_object(words, ASKED, approving=True)


@pytest.mark.parametrize(
    "words",
    [
        "Версия 2 согласована",
        "Вторая версия согласована",
        "Договор с ООО «Ромашка» согласован",
        "согласовываю договор с Ромашкой",
        "Договор поставки согласован",  # people call a purchase so
        "Сумма 700 000 верна, согласовано",
        "Сумма 700000, согласовано",
        "Согласовано, в п. 4 срок 2026",
    ],
)
def test_the_same_object_is_known_in_any_case_of_its_name(words: str) -> None:
    assert other_object(words, ASKED, approving=True) == ""


@pytest.mark.parametrize(
    "words", ["договор с ними заключать не будем", "второй договор с той же фирмой", "договор с НДС"]
)
def test_whoever_is_not_named_is_no_other_party(words: str) -> None:
    assert not other_object(words, ASKED, approving=False)


def test_a_return_may_name_other_firms_in_its_reasons_but_not_another_contract() -> None:
    assert other_object("Вернуть: у ООО «Василёк» дешевле", ASKED, approving=False) == ""
    assert other_object("Верните договор с Васильком", ASKED, approving=False) == "договор с Васильком"


def test_a_letter_without_a_version_asks_about_any() -> None:
    assert other_object("Версия 3 согласована", asked_about("Договор закупки"), approving=True) == ""
