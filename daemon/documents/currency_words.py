"""Recognise the currencies that people write beside a sum, and that a spreadsheet shows beside one."""

from __future__ import annotations

import re

_DOLLARS = ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD")
_SIGNS = {  # a sign may stand for several currencies; which is meant, the field says
    "₽": ("RUB",),
    "€": ("EUR",),
    "$": _DOLLARS,
    "¥": ("CNY", "JPY"),
    "£": ("GBP",),
    "₸": ("KZT",),
    "₴": ("UAH",),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₩": ("KRW",),
    "₾": ("GEL",),
    "֏": ("AMD",),
}
_WORDS = (
    (r"руб(?:лей|ля|лях|ли|ль|л)?|р|рос(?:сийских|сийские|сийский)? ?руб(?:лей|ля|ли|ль)?|rur|rubles?|roubles?", "RUB"),
    (r"бел(?:орусских|орусские)? ?руб(?:лей|ля|ли|ль)?", "BYN"),
    (r"евро|euros?", "EUR"),
    (r"долл(?:аров|ара|ары|ар)?(?: сша)?|us ?\$|usd ?\$|dollars?", "USD"),
    (r"юан(?:ей|я|и|ь)|rmb|元", "CNY"),
    (r"тенге|тг", "KZT"),
    (r"гривен|гривны|гривна|грн", "UAH"),
    (r"фунт(?:ов|а|ы)?(?: стерлингов)?", "GBP"),
    (r"иен|йен|иены|йены|円", "JPY"),
)
_PATTERNS = tuple((re.compile(pattern), code) for pattern, code in _WORDS)
_CODE = re.compile(r"[a-z]{3}")


def currencies_of(text: str) -> tuple[str, ...] | None:
    """Return the codes of the currencies that a sign, word or code may stand for; None if it is no currency."""
    word = " ".join(text.lower().replace(". ", " ").split()).rstrip(".")
    if word.upper() in _SIGNS:
        return _SIGNS[word.upper()]
    for pattern, code in _PATTERNS:
        if pattern.fullmatch(word):
            return (code,)
    return (word.upper(),) if _CODE.fullmatch(word) else None


def is_of(currency: str, found: tuple[str, ...]) -> bool:
    """Return whether a field of this currency may hold a sum with the currency that was found beside it."""
    return not found or currency in found
