"""Where somebody else's mail begins: attribution lines and header blocks as programs write them."""

from __future__ import annotations

import pytest

from daemon.mail.extract.quote_boundaries import boundaries
from daemon.mail.parsing.text_lines import plain_lines

US = "Согласование договоров <contracts@scena.example>"
ATTRIBUTIONS = [
    f"24 нояб. 2026 г., в 10:15, {US} написал(а):",
    f"вт, 24 нояб. 2026 г. в 10:15, {US}:",
    "вт, 24 нояб. 2026 г. в 10:15, Согласование договоров <\ncontracts@scena.example>:",
    "24.11.2026 10:15, Согласование договоров пишет:",
    f"Вторник, 24 ноября 2026, 10:15 +05:00 от {US}:",
    "Здравствуйте, Согласование.\n\nВы писали 24 ноября 2026 г., 10:15:54:",
    '24.11.2026, 10:15, "Согласование договоров" <contracts@scena.example>:',
    f"24 ноября 2026 г. 10:15:33 GMT+05:00, {US} пишет:",
    "В Вт, 24/11/2026 в 10:15 +0500, Согласование договоров пишет:",
    "В письме от вторник, 24 ноября 2026 г. 10:15:00 MSK пользователь Согласование договоров написал:",
    "Согласование договоров писал 2026-11-24 10:15:",
    "24 нояб. 2026 г., 10:15 от contracts@scena.example:",
    f"{US} 24 ноября 2026 г. 10:15:54 написал:",
    "On Tue, Nov 24, 2026 at 10:15 AM Contracts <contracts@scena.example> wrote:",
    "On Tue, 24 Nov 2026 10:15:54 +0500\nContracts <contracts@scena.example> wrote:",
    "On 24 Nov 2026, at 10:15, Contracts <contracts@scena.example> wrote:",
    "On 2026-11-24 10:15, Contracts wrote:",
    "Quoting Contracts <contracts@scena.example>:",
    "Цитирование Contracts <contracts@scena.example>:",
    "Am 24.11.2026 um 10:15 schrieb Contracts <contracts@scena.example>:",
    "Le 24 nov. 2026 à 10:15, Contracts <contracts@scena.example> a écrit :",
    'Le 24 nov. 2026 10:15, "Contracts"\n<contracts@scena.example>\na écrit :',
    "El mar, 24 nov 2026 a las 10:15, Contracts (<contracts@scena.example>) escribió:",
    ">>> Contracts <contracts@scena.example> 24.11.2026 10:15 >>>",
    "---- On Tue, 24 Nov 2026 10:15:54 +0500 Contracts <contracts@scena.example> wrote ---",
    "-----Original Message-----\nFrom: Contracts\nSent: Tuesday, November 24, 2026 10:15 AM\nTo: Orlova\nSubject: x",
    f"-----Исходное сообщение-----\nОт: {US}\nОтправлено: 24 ноября 2026 г. 10:15\nКому: Орлова\nТема: x",
    f"-------- Исходное сообщение --------\nОт: {US}\nДата: 24.11.2026 10:15 (GMT+05:00)\nКому: o@s.example\nТема: x",
    f"________________________________\nОт: {US}\nОтправлено: 24 ноября 2026 г. 10:15\nКому: Орлова\nТема: x",
    f"----- Исходное сообщение -----\nОт: {US}\nКому: Орлова\nОтправленные: 24 Ноябрь 2026 г 10:15:00\nТема: x",
    f"От: {US}\nОтправлено: вторник, 24 ноября 2026 г. 10:15\nКому: Орлова Мария\nТема: На согласование",
    "*From:* Contracts <contracts@scena.example>\n*Sent:* November 24, 2026 10:15 AM\n*To:* O\n*Subject:* x",
    f"От кого: {US}\nКому: Орлова\nДата: 24 ноября 2026, 10:15\nТема: x",
    "Från: Contracts [mailto:contracts@scena.example]\nSkickat: den 24 november 2026 10:15\nTill: Orlova\nÄmne: x",
    "---------- Forwarded message ---------\nОт: Contracts <contracts@scena.example>\nDate: 24 нояб. 2026\nSubject: x",
    "Начало переадресованного сообщения:\n\nОт: Contracts <contracts@scena.example>\nДата: 24 ноября 2026\nТема: x",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTRIBUTIONS)
def test_what_introduces_another_mail_is_found_whole(text: str) -> None:
    lines = plain_lines(f"Согласовано\n\n{text}\n\nИрина Олеговна, прошу согласовать").lines
    found = boundaries(lines)
    assert found, text
    assert found[0].start == 2
    assert found[0].end == 2 + text.count("\n") + 1


SAID = [
    "Прошу исправить следующее:",
    "Замечания:\n1. Срок\n2. Сумма",
    "Согласовано 24.11.2026:",
    "Вопрос: кто писал этот пункт?",
    "От Ромашки нужен счёт",
    "Тема: не та",
    "В п. 4.2 написано: 30 дней, нужно: 10",
    "Сумма: 700 000\nСрок: 10 дней",
    "- - -",
]


@pytest.mark.parametrize("text", SAID)
def test_what_people_say_introduces_nothing(text: str) -> None:
    assert boundaries(plain_lines(text).lines) == []
