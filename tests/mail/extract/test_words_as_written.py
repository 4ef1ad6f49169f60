"""What a person wrote is kept as written, from its first sign to its last."""

from __future__ import annotations

import pytest

from daemon.mail.extract.reply_text import own_words
from daemon.mail.extract.sent_text_diff import letter_of
from daemon.mail.extract.signature_block import Writer
from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.text_lines import plain_lines
from mail.post import letter, marked, paragraphs

WRITER = Writer("Орлова Мария Петровна", "orlova@scena.example")
WRITTEN = [
    "Согласовано\n-5 % к цене",
    "-5 % к цене",
    "Согласовано (см. п. 3)",
    "(см. п. 3)",
    "Вернуть:\n- п. 1\n- п. 2\n- срок 10 дней",
    "Вернуть:\n1) сумма\n2) срок",
    "Вернуть:\n• сумма\n• срок",
    "Согласовано.\n+ 10 дней к сроку",
    "«Ромашка» пишется иначе…",
    "п. 4.2: 10 дней!",
    "Согласовано, но цена 690 000 (шестьсот девяносто тысяч)",
    "*важно* срок",
    "срок – 10 дней;\nцена — 5 руб.",
    "№ 5 от 24.11.2026",
    "[п. 3] неверно",
    "100 %",
]


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("signed", ["", "\n\n-- \nОрлова М. П.", "\n\nС уважением,\nОрлова"])
def test_words_are_kept_from_the_first_sign_to_the_last(text: str, signed: str) -> None:
    sent = letter()
    known = letter_of(sent.plain, sent.html, sent.subject)
    plain = plain_lines(f"{text}{signed}\n\n{marked(sent)}").lines
    assert own_words(plain, known, WRITER, html=False).text == text
    shown = html_lines(paragraphs(f"{text}{signed}")).lines
    assert own_words(shown, known, WRITER, html=True).text.split() == text.split()
