"""What was dropped of a mail and yet speaks is heard: no approval is believed beside it."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from daemon.mail.interpret.pipeline import Interpretation, interpret
from daemon.mail.interpret.rules import Intent
from daemon.mail.interpret.unheard import unheard
from daemon.mail.parsing.account import Fate, Piece
from mail.post import LEXICON, OWN, letter, mail

SPEAKS = [
    "Вернуть",
    "пункт 5 исправить",
    "не подходит",
    "если уберёте п. 5",
    "сомневаюсь в сумме",
    "жду смету",
    "позвоните мне",
    "сумма верная?",
    "return",
    "the amount is wrong",
    "please check clause 5",
    "I will look at it",
    "not now",
    "+",
    "ок",
]
SILENT = [
    "Пермский театр «Сцена»",
    "Пн-пт 9-18",
    "614000, Пермь",
    "№ 5/2026",
    "https://scena.example/?q=1",
    "Жизнь — театр",
    "John Reed, Perm",
    "",
]
PROVED = [
    "-- \nОрлова Мария Петровна\nНачальник отдела согласования договоров\nтел. +7 (342) 200-00-00, доб. 5",
    "-- \nОрлова М. П.\nООО «Согласие»\nг. Пермь, ул. Ленина, д. 5, оф. 3\nwww.scena.example",
    "С уважением,\nМария Орлова\nведущий юрисконсульт службы правового обеспечения",
    "Отправлено из мобильной Почты Mail",
    "Отправлено с iPhone 14",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Извините за краткость и возможные опечатки",
    "Sent from my Samsung Galaxy",
    "Настоящее сообщение и любые приложения к нему конфиденциальны и предназначены только для адресата. Если вы "
    "получили это сообщение по ошибке, незамедлительно сообщите отправителю и удалите его.",
    "Данное сообщение не является офертой, акцептом или согласием на заключение договора.",
    "Пожалуйста, подумайте о природе, прежде чем печатать это письмо.",
    "Данное письмо и вложения предназначены исключительно для адресата и могут содержать конфиденциальную информацию. "
    "Если вы не являетесь адресатом, просим уведомить отправителя и удалить это письмо.",
    "Содержание данного сообщения конфиденциально. В случае, если вы не являетесь его адресатом, просьба удалить "
    "сообщение и не раскрывать его содержание третьим лицам.",
    "This email and any files transmitted with it are confidential and intended solely for the use of the individual "
    "or entity to whom they are addressed. If you have received this email in error please notify the sender.",
    "This message is confidential. If you are not the intended recipient, please notify the sender immediately and "
    "delete it. Any unauthorised use or disclosure of this message is strictly prohibited.",
    "This e-mail is confidential. The company does not accept any liability for viruses in this e-mail.",
]


def interpretation(raw: bytes, *, known: bool = True) -> Interpretation:
    return interpret(raw, own_addresses=OWN, sent=letter() if known else None, lexicon=LEXICON)


@pytest.mark.parametrize("text", SPEAKS)
def test_a_dropped_piece_that_speaks_is_heard(text: str) -> None:
    assert unheard([Piece(f"Театр\n{text}", Fate.SIGNATURE)], LEXICON) == (Piece(text, Fate.SIGNATURE),)


@pytest.mark.parametrize("text", SILENT)
def test_a_dropped_piece_that_says_nothing_is_silent(text: str) -> None:
    assert unheard([Piece(text, Fate.SIGNATURE)], LEXICON) == ()


def test_what_is_proved_or_their_own_is_not_heard_again() -> None:
    assert unheard([Piece("Вернуть", Fate.OWN), Piece("Вернуть", Fate.OURS, inert=True)], LEXICON) == ()


def test_what_could_not_be_read_speaks_and_an_empty_file_does_not() -> None:
    assert unheard([Piece("", Fate.UNREADABLE), Piece("", Fate.LIMIT)], LEXICON)
    assert unheard([Piece("", Fate.FILE)], LEXICON) == ()


@pytest.mark.parametrize("tail", PROVED)
def test_what_is_known_as_a_whole_leaves_an_approval_what_it_is(tail: str) -> None:
    assert interpretation(mail(f"Согласовано\n\n{tail}\n")).verdict is Intent.APPROVE


@pytest.mark.parametrize("tail", PROVED)
@pytest.mark.parametrize("said", ["Вернуть: нет сметы", "Пункт 5 исправить", "Не согласен с ценой"])
def test_words_beside_what_is_known_are_heard(tail: str, said: str) -> None:
    for text in (f"{tail} {said}", f"{tail}\n{said}"):
        result = interpretation(mail(f"Согласовано\n\n{text}\n"))
        assert result.verdict is Intent.UNCLEAR or said in result.reading.remarks
        assert said.split()[-1] in result.words.text


def test_the_letter_back_quotes_what_was_heard() -> None:
    result = interpretation(mail("Согласовано\n--\nНо пункт 5 уберите\n"))
    assert result.words.text == "Согласовано\n\nНо пункт 5 уберите"
    assert any("signature" in each for each in result.reading.evidence)


def test_another_verdict_stands_and_names_what_was_heard() -> None:
    result = interpretation(mail("Вернуть: нет сметы\n--\nСогласовано с любовью\n"))
    assert result.verdict is Intent.RETURN
    assert any("Согласовано с любовью" in each for each in result.reading.evidence)


def test_a_yes_is_not_believed_either() -> None:
    assert interpretation(mail("Да\n--\nПункт 5 уберите\n")).reading.answer == ""


def test_all_that_stands_below_a_delimiter_is_what_they_said() -> None:
    assert interpretation(mail("-- \nВернуть: нет сметы\nОрлова\n")).verdict is Intent.RETURN
    assert interpretation(mail("--\nСогласовано\n")).verdict is Intent.APPROVE


def test_somebody_elses_words_are_theirs() -> None:
    other = "24.11.2026 9:00, Зайцев Олег <zaitsev@scena.example> пишет:\n> Верните договор, не согласен\n"
    assert interpretation(mail(f"Согласовано\n\n{other}")).verdict is Intent.APPROVE


def test_words_that_only_seem_to_be_ours_are_heard() -> None:
    ours = "24.11.2026 9:00, Согласование договоров <contracts+pesrq4e82r@scena.example> пишет:\n> Договор верните\n"
    assert interpretation(mail(f"Согласовано\n\n{ours}")).verdict is Intent.UNCLEAR
    assert interpretation(mail(f"Согласовано\n\n{ours}"), known=False).verdict is Intent.APPROVE  # nothing to compare


def test_a_word_of_our_letter_in_the_other_text_does_not_count_as_seen() -> None:
    """«Вернуть» stands in our letter's buttons: as the person's own word, only in the text, it is none of them."""
    quote = "<blockquote>" + letter().html + "</blockquote>"
    assert interpretation(mail("Согласовано\n\nВернуть", f"<p>Согласовано</p>{quote}")).verdict is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        ("Пункт 5 надо исправить", Intent.UNCLEAR),
        ("смета: 4 прожектора, 1 пульт", Intent.APPROVE),
        ("", Intent.APPROVE),
    ],
)
def test_a_text_file_that_speaks_is_heard(content: str, verdict: Intent) -> None:
    said = message_from_bytes(mail("Согласовано"), policy=SMTP)
    assert isinstance(said, EmailMessage)
    said.add_attachment(content, filename="заметки.txt")
    assert interpretation(said.as_bytes()).verdict is verdict
