"""A remark is kept as it was written, from its first sign to its last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.rules import read

LEXICON = Lexicon.built_in()


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Согласовано. -5 % к цене", "-5 % к цене"),
        ("Согласовано, но -5 % к цене", "но -5 % к цене"),
        ("Вернуть: (см. п. 3)", "(см. п. 3)"),
        ("Вернуть. §3 не тот", "§3 не тот"),
        ("Вернуть: «срок» не определён", "«срок» не определён"),
        ("Вернуть на доработку. - 5 % к цене", "- 5 % к цене"),
        ("Вернуть: ±5 % в смете", "±5 % в смете"),
        ("Вернуть: @ адрес не тот", "@ адрес не тот"),
        ("Вернуть: ₽ вместо $", "₽ вместо $"),
        ("Вернуть: * сноска пропала", "* сноска пропала"),
        ("Вернуть – > 30 дней не годится", "> 30 дней не годится"),
        ("Вернуть: …и так далее", "…и так далее"),
        ("Согласовано с замечанием: /см. приложение/", "/см. приложение/"),
        ("Добрый день :) Вернуть, нет сметы", "нет сметы"),
        ("Согласовано:\n1) срок 10 дней;\n2) адрес;\n3) ИНН", "1) срок 10 дней;\n2) адрес;\n3) ИНН"),
        ("Вернуть\n- нет сметы\n- нет подписи;", "- нет сметы\n- нет подписи;"),
        ("«Срок» заменить на «период», согласовано", "«Срок» заменить на «период», согласовано"),
        ("Согласовано с замечанием: «в п. 4.2 срок 10 дней»", "«в п. 4.2 срок 10 дней»"),
        ("Вернуть: сумма не та!..", "сумма не та!.."),
        ("«Согласовано» — срок лучше 10 дней, спасибо!", "срок лучше 10 дней"),  # what parts them is neither's
    ],
)
def test_a_remark_has_all_its_signs(text: str, remark: str) -> None:
    assert read(text, LEXICON).remarks == remark


SIGNS = st.text(alphabet='-–(«"§№+#;.»)!', max_size=3)


@given(before=SIGNS, after=SIGNS)
def test_no_word_and_no_number_of_a_reason_is_lost(before: str, after: str) -> None:
    reading = read(f"Вернуть: {before}смета без даты 5{after}", LEXICON)
    assert "смета без даты 5" in reading.remarks
