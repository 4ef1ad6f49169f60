"""Amounts of money and dates in Russian words, as contracts have them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip

_ONES = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_FEMININE = ("", "одна", "две", *_ONES[3:])
_TEENS = (
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать",
    "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_TENS = ("", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто")
_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
Forms = tuple[str, str, str]  # one, two to four, five and more
_SCALES: tuple[tuple[Forms, bool], ...] = (
    (("тысяча", "тысячи", "тысяч"), True),
    (("миллион", "миллиона", "миллионов"), False),
    (("миллиард", "миллиарда", "миллиардов"), False),
    (("триллион", "триллиона", "триллионов"), False),
)
_CURRENCIES: dict[str, tuple[Forms, Forms]] = {
    "RUB": (("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
    "USD": (("доллар", "доллара", "долларов"), ("цент", "цента", "центов")),
    "EUR": (("евро", "евро", "евро"), ("цент", "цента", "центов")),
    "CNY": (("юань", "юаня", "юаней"), ("фэнь", "фэня", "фэней")),
}


def plural(number: int, forms: Forms) -> str:
    """Return the form that goes with a number: 1 рубль, 2 рубля, 5 рублей, 11 рублей, 21 рубль."""
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return forms[1]
    return forms[2]


def in_words(number: int) -> str:
    """Return a whole number in words, masculine: "одна тысяча два". Raises ValueError unless 0 <= number < 10**15."""
    if not 0 <= number < 10**15:
        raise ValueError(f"{number} is beyond what is written in words")
    if number == 0:
        return "ноль"
    words = _below_thousand(number % 1000, feminine=False)
    for scale, (forms, feminine) in enumerate(_SCALES, 1):
        group = number // 1000**scale % 1000
        if group:
            words = [*_below_thousand(group, feminine=feminine), plural(group, forms), *words]
    return " ".join(words)


def money_in_words(amount: Decimal, currency: str = "RUB") -> str:
    """Return an amount as contracts write it: "Семьсот тысяч рублей 00 копеек"."""
    exact = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole, cents = int(exact), int(exact * 100) % 100
    if currency in _CURRENCIES:
        major, minor = _CURRENCIES[currency]
        text = f"{in_words(whole)} {plural(whole, major)} {cents:02} {plural(cents, minor)}"
    else:  # one whose words we do not know is named by its letters
        text = f"{in_words(whole)} и {cents:02}/100 {currency}"
    return text[0].upper() + text[1:]


def long_date(day: date) -> str:
    """Return a date such as «01» декабря 2026 г., with a no-break space before the last letter."""
    return f"«{day:%d}» {MONTHS[day.month - 1]} {day.year}\u00a0г."


def _below_thousand(number: int, *, feminine: bool) -> list[str]:
    words = [_HUNDREDS[number // 100]]
    rest = number % 100
    if 10 <= rest < 20:
        words.append(_TEENS[rest - 10])
    else:
        words += [_TENS[rest // 10], (_FEMININE if feminine else _ONES)[rest % 10]]
    return [word for word in words if word]
