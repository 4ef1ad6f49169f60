"""Signatures, greetings to end with, device lines, banners and disclaimers: no comment; what is said stays."""

from __future__ import annotations

import pytest

from daemon.mail.extract.signature_block import Writer, trim
from daemon.mail.parsing.text_lines import joined

ORLOVA = Writer("Орлова Мария Петровна", "orlova@scena.example")
REED = Writer("John Reed", "reed@scena.example")

NOT_SAID = [
    "-- \nОрлова Мария Петровна\nюрисконсульт",
    "--\nМ. Орлова",
    "С уважением,\nОрлова Мария Петровна\nЮрисконсульт, театр «Сцена»\nтел. +7 (342) 200-00-00, доб. 123",
    "С уважением, Орлова М. П.",
    "С наилучшими пожеланиями,\nМария",
    "Орлова М.П.",
    "Мария Орлова\nЮрисконсульт\nОтдел договоров\n+7 342 200-00-00",
    "Юрисконсульт\nОрлова Мария Петровна",
    "Орлова Мария\nЮрисконсульт\nТеатр «Сцена»\nПермь, Россия\nПн-пт 9-18\n+7 342 200-00-00",
    "___________________\nОрлова Мария Петровна\nЮрисконсульт\norlova@scena.example",
    "С ув., Орлова",
    "Отправлено с iPhone",
    "Отправлено из мобильной Яндекс Почты: http://m.ya.ru/ymail",
    "Отправлено из Mail.ru для Android",
    "--\nОтправлено из Mail для Android",
    "Отправлено с моего Galaxy",
    "Отправлено с устройства Huawei",
    "Sent from my iPhone",
    "Sent from Outlook for Android",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Скачать Outlook для iOS",
    "Получите BlueMail для Android",
    "Sent with Proton Mail secure email.",
    "Отправлено с помощью Spark",
    "Envoyé de mon iPhone",
    "Von meinem iPhone gesendet",
    "Sent from Yahoo Mail on Android",
    "Без вирусов. www.avast.ru",
    "Virus-free. www.avast.com",
    "Это сообщение проверено на вирусы антивирусом Avast.",
    "Настоящее сообщение и любые приложения к нему конфиденциальны и предназначены только для адресата.\n"
    "Если вы получили его по ошибке, согласованное уничтожение обязательно.",
    "This e-mail and any attachments are confidential and intended solely for the addressee. It is no approval.",
    "CONFIDENTIALITY NOTICE: This message was approved for its reader only.",
    "DISCLAIMER: nothing here is agreed.",
    "Пожалуйста, подумайте о природе, прежде чем печатать это письмо.",
    "Please consider the environment before printing this email.",
    "<image001.png>",
]


@pytest.mark.parametrize("tail", NOT_SAID)
@pytest.mark.parametrize("said", ["Согласовано", "Вернуть: нет сметы", "Согласовано.\nСрок лучше 10 дней."])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_stands_behind_the_words_is_no_comment(said: str, gap: str, tail: str) -> None:
    assert joined(trim(f"{said}{gap}{tail}".split("\n"), ORLOVA).lines) == said


@pytest.mark.parametrize(
    "banner",
    [
        "[EXTERNAL]",
        "ВНИМАНИЕ! Письмо от внешнего отправителя. Не переходите по ссылкам, согласованным с неизвестными.",
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "Это письмо получено из внешнего источника.",
        "You don't often get email from orlova@scena.example. Learn why this is important",
        "Вы нечасто получаете письма от orlova@scena.example. Узнайте, почему это важно",
    ],
)
def test_a_gateways_banner_above_the_words_is_no_comment(banner: str) -> None:
    assert joined(trim([banner, "", "Согласовано"], ORLOVA).lines) == "Согласовано"


@pytest.mark.parametrize(
    "said",
    [
        "Вернуть\nНет реквизитов отдела",
        "Согласовано\nP.S. п. 3: опечатка",
        "Передать\nЗайцеву Олегу Юрьевичу",
        "Вопрос: телефон подрядчика +7 342 200-00-00 верный?",
        "Согласовано\nОрлова\nсрок лучше 10 дней",
        "Вернуть\nСумма должна быть 1500000",
        "Вернуть\nпочта подрядчика a@podryad.example неверная",
        "Вернуть\nтелефон подрядчика указан неверно, правильный номер +7 342 200-00-01",
        "Согласен, но директор должен знать",
        "Не согласовано: адрес г. Пермь, ул. Ленина указан неверно",
        "Вернуть: в договоре нет подписи главного бухгалтера",
        "Согласовано с юристом",
        "This email address in the contract is wrong, return",
        "Прошу исправить:\n- п. 1\n- п. 2",
    ],
)
def test_what_is_said_stays_whatever_it_looks_like(said: str) -> None:
    assert joined(trim(said.split("\n"), ORLOVA).lines) == said


def test_a_postscript_behind_the_signature_stays() -> None:
    text = "Согласовано.\n\nС уважением,\nОрлова\n\nP.S. срок лучше 10 дней"
    assert joined(trim(text.split("\n"), ORLOVA).lines) == "Согласовано.\n\nP.S. срок лучше 10 дней"


def test_a_line_behind_the_farewell_that_speaks_stays() -> None:
    text = "Добрый день!\nС уважением, Орлова\nНе согласовано"
    assert "Не согласовано" in joined(trim(text.split("\n"), ORLOVA).lines)


@pytest.mark.parametrize(
    "line", ["Согласовано, Орлова М. П.", "Согласовано / Орлова /", "Согласовано. С уважением, Орлова"]
)
def test_the_writers_name_behind_the_word_is_their_signature(line: str) -> None:
    assert trim([line], ORLOVA).lines[0].rstrip(".") == "Согласовано"


def test_a_writer_without_a_name_is_known_by_their_address() -> None:
    assert trim(["Согласовано", "Орлова"], Writer("", "orlova@scena.example")).lines == ("Согласовано",)


@pytest.mark.parametrize(
    "tail", ["Kind regards,\nJohn Reed\nGuest director", "John", "Best,\nJohn\n\nSent from my iPad"]
)
def test_english_signatures_are_no_comment(tail: str) -> None:
    assert joined(trim(f"Approved\n\n{tail}".split("\n"), REED).lines) in ("Approved", "Approved\n\nBest,")


def test_somebody_signs_for_a_shared_mailbox() -> None:
    text = "Согласовано.\n\nИванова Анна\nСпециалист отдела закупок"
    assert joined(trim(text.split("\n"), Writer("Отдел закупок", "dept@scena.example")).lines) == "Согласовано."


def test_a_latin_name_in_from_knows_the_russian_signature() -> None:
    writer = Writer("Maria Orlova", "legal@scena.example")
    assert joined(trim(["Согласовано", "", "М. Орлова"], writer).lines) == "Согласовано"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Здравствуйте, Согласование договоров!", "Здравствуйте!"),
        ("Добрый день, Согласование.", "Добрый день."),
        ("Согласование договоров, добрый день!", "добрый день!"),
        ("Здравствуйте, Ольга Николаевна!", "Здравствуйте, Ольга Николаевна!"),
        ("Согласование договоров не моё дело", "Согласование договоров не моё дело"),
    ],
)
def test_our_name_in_a_greeting_is_no_word_about_the_contract(line: str, left: str) -> None:
    assert trim([line], Writer("", "", ("Согласование договоров",))).lines == (left,)
