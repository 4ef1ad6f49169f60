"""Absence notices: from when until when, and who stands in."""

from __future__ import annotations

from datetime import date

import pytest

from daemon.mail.classify.vacation import absence

TODAY = date(2026, 11, 24)
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 14)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Нахожусь в отпуске с 1 по 14 декабря.", FIRST, LAST),
        ("Я в отпуске с 01.12.2026 по 14.12.2026", FIRST, LAST),
        ("Буду в отпуске с 1.12 до 14.12", FIRST, LAST),
        ("Я в отпуске 1–14 декабря 2026 года", FIRST, LAST),
        ("В командировке с 25 ноября по 3 декабря", date(2026, 11, 25), date(2026, 12, 3)),
        ("В отпуске с 28 декабря по 10 января", date(2026, 12, 28), date(2027, 1, 10)),
        ("Отсутствую до 14 декабря", None, LAST),
        ("Отсутствую, выхожу на работу 15 декабря", None, LAST),
        ("I am out of the office from December 1 to December 14.", FIRST, LAST),
        ("I'm on leave until 14 December 2026", None, LAST),
        ("I am away, back on 15 December", None, LAST),
        ("I will be on vacation 2026-12-01 through 2026-12-14", FIRST, LAST),
        ("Нахожусь в отпуске", None, None),
    ],
)
def test_the_days_are_read(text: str, first: date | None, last: date | None) -> None:
    found = absence(text, TODAY)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("В отпуске с 1 по 14 декабря, за меня Зайцев", "Зайцев"),
        ("Я в отпуске. За меня остаётся Зайцев О. Ю.", "Зайцев О. Ю."),
        ("Нахожусь в отпуске. Меня замещает Зайцев Олег Юрьевич.", "Зайцев Олег Юрьевич"),
        ("Отсутствую. По вопросам обращайтесь к Павловой Анне", "Павловой Анне"),
        ("I am out of the office. Please contact John Reed.", "John Reed"),
        ("Нахожусь в отпуске.", ""),
    ],
)
def test_who_stands_in_is_read(text: str, who: str) -> None:
    found = absence(text, TODAY)
    assert found is not None
    assert found.substitute_words == who


@pytest.mark.parametrize("text", ["Согласовано", "Вернуть: нет сметы", "Срок с 1 по 14 декабря мал", ""])
def test_other_words_announce_no_absence(text: str) -> None:
    assert absence(text, TODAY) is None


@pytest.mark.parametrize(
    "text", ["В отпуске с 31 по 32 декабря", "В отпуске до 99.99", "Я в отпуске с 30 по 31 февраля 2026"]
)
def test_days_that_do_not_exist_are_not_read(text: str) -> None:
    assert absence(text, TODAY) is not None
