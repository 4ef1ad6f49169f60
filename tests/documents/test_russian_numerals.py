"""Amounts in words and dates, as contracts want them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.documents.russian_numerals import MONTHS, in_words, long_date, money_in_words, plural

_VALUE = {
    "ноль": 0, "один": 1, "одна": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7,
    "восемь": 8, "девять": 9, "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13,
    "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18,
    "девятнадцать": 19, "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60,
    "семьдесят": 70, "восемьдесят": 80, "девяносто": 90, "сто": 100, "двести": 200, "триста": 300,
    "четыреста": 400, "пятьсот": 500, "шестьсот": 600, "семьсот": 700, "восемьсот": 800, "девятьсот": 900,
}  # fmt: skip
_SCALE = {"тысяч": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}


def heard(words: str) -> int:
    """The number that somebody would write down who hears the words."""
    total = group = 0
    for word in words.split():
        if word in _VALUE:
            group += _VALUE[word]
            continue
        scale = max((each for each in _SCALE if word.startswith(each)), key=len)
        total, group = total + group * _SCALE[scale], 0
    return total + group


@given(st.integers(0, 10**15 - 1))
def test_words_say_their_number(number: int) -> None:
    assert heard(in_words(number)) == number


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Ноль рублей 00 копеек"),
        ("1", "Один рубль 00 копеек"),
        ("2.01", "Два рубля 01 копейка"),
        ("11.12", "Одиннадцать рублей 12 копеек"),
        ("21.22", "Двадцать один рубль 22 копейки"),
        ("100", "Сто рублей 00 копеек"),
        ("1001", "Одна тысяча один рубль 00 копеек"),
        ("2000", "Две тысячи рублей 00 копеек"),
        ("111000.50", "Сто одиннадцать тысяч рублей 50 копеек"),
        ("700000.00", "Семьсот тысяч рублей 00 копеек"),
        ("1000000", "Один миллион рублей 00 копеек"),
        ("2003004.99", "Два миллиона три тысячи четыре рубля 99 копеек"),
        ("0.995", "Один рубль 00 копеек"),
    ],
)
def test_amounts_as_accountants_write_them(amount: str, words: str) -> None:
    assert money_in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("currency", "words"),
    [
        ("USD", "Двадцать два доллара 05 центов"),
        ("EUR", "Двадцать два евро 05 центов"),
        ("CNY", "Двадцать два юаня 05 фэней"),
    ],
)
def test_other_currencies(currency: str, words: str) -> None:
    assert money_in_words(Decimal("22.05"), currency) == words


def test_a_currency_without_words_keeps_its_code() -> None:
    assert "KZT" in money_in_words(Decimal("22.05"), "KZT")


@given(st.integers(0, 10**9))
def test_the_last_two_digits_decide_the_form(number: int) -> None:
    forms = ("рубль", "рубля", "рублей")
    assert plural(number, forms) == plural(number % 100, forms)


@pytest.mark.parametrize("number", [-1, 10**15])
def test_what_is_not_written_in_words_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="beyond what is written in words"):
        in_words(number)


@given(st.dates(date(1990, 1, 1), date(2200, 12, 31)))
def test_a_long_date_says_day_month_and_year(day: date) -> None:
    text = long_date(day)
    assert text == f"«{day.day:02}» {MONTHS[day.month - 1]} {day.year}\u00a0г."
