"""What a cell shows of its number: a number format may add a currency, a percent sign, thousands, or hide it all.

ECMA-376 part 1, 18.8.30 and 18.8.31. What a clerk saw is what counts: "0.2" under a percent format is 20 per cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from daemon.documents.currency_words import currencies_of, is_of
from daemon.documents.invalid_value import InvalidValue, plain
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import NUMERIC, FactType

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"'  # literal text
    r"|\\(?P<escaped>.)"  # one literal character
    r"|[_*]."  # a gap as wide as a character, or one that is repeated to fill the cell
    r"|\[\$(?P<currency>[^\]\-]*)[^\]]*\]"  # a currency and its locale; [$-419] is only a locale
    r"|\[(?P<elapsed>h+|m+|s+)\]"
    r"|\[[^\]]*\]"  # a colour or a condition
    r"|(?P<section>;)"
    r"|(?P<bare>.)",
    re.IGNORECASE | re.DOTALL,
)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")  # a comma after the last digit divides by a thousand
_SCALE_WORD = re.compile(r"тыс|млн|млрд|миллион|тысяч|thousand|million|mln|\bk\b|\d", re.IGNORECASE)
_OF_DATES = re.compile(r"[dmyhs]", re.IGNORECASE)
_ZEROS = re.compile(r"0+")
_PERCENT_DIGITS = 6
_FORMATS_KEPT = 256  # in memory: a form has a dozen
_NOISE = 1e-9  # what a sheet's reckoning adds to a whole number


@dataclass(frozen=True, slots=True)
class CellFormat:
    """One section of a number format: its code without literals, its literal text, and the currency in brackets."""

    code: str
    literal: str = ""
    currency: str = ""
    elapsed: bool = False

    def is_date(self) -> bool:
        return self.elapsed or (self.code != "General" and bool(_OF_DATES.search(self.code.replace("General", ""))))

    def currencies(self) -> tuple[str, ...]:
        """Return what the currency that the cell shows may be; empty if it shows none."""
        words = [self.currency, *re.split(r"[\s/]+", self.literal)]
        return next((found for each in words if each and (found := _currency(each))), ())


def _currency(word: str) -> tuple[str, ...]:
    """Return the currency of a format's word: letters alone are one only in brackets or in capitals."""
    if word.isascii() and word.isalpha() and not word.isupper():
        return ()
    return currencies_of(word) or ()


@lru_cache(maxsize=_FORMATS_KEPT)
def sections(number_format: str) -> tuple[CellFormat, ...]:
    """Return the sections of a number format: for positive numbers, for negative ones, for zero, for text."""
    made, code, literal, currency, elapsed = [], "", "", "", False
    for piece in _PIECE.finditer(number_format or "General"):
        if piece["section"]:
            made.append(CellFormat(code, literal, currency, elapsed))
            code, literal, currency, elapsed = "", "", "", False
        literal += piece["quoted"] or piece["escaped"] or ""
        currency = piece["currency"] or currency
        elapsed = elapsed or bool(piece["elapsed"])
        bare = piece["bare"] or ""
        if currencies_of(bare):  # a sign that needs no quotes, such as $
            literal += bare
        else:
            code += bare
    return (*made, CellFormat(code, literal, currency, elapsed))


def of_number(number_format: str, value: float) -> CellFormat:
    """Return the section that a number is shown by."""
    found = sections(number_format)
    at = 0 if value > 0 else 1 if value < 0 else 2
    return found[at] if at < len(found) else found[0]


def as_seen(rule: FieldRule, value: object, number_format: str) -> object:
    """Return what the clerk saw in a cell: "20%" is kept as 0.2 under a percent format.

    It is an InvalidValue if the cell shows another number than it holds, or none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    shown = of_number(number_format, value)
    if not shown.code and not shown.literal and ";" in number_format:
        return InvalidValue("cell_shows_nothing", found=value)
    if "%" in shown.code:
        percents = round(value * 100, _PERCENT_DIGITS)
        return percents if rule.type is FactType.NUMBER else f"{plain(percents)}%"
    if rule.type in NUMERIC:
        return _number_seen(rule, value, shown)
    if _ZEROS.fullmatch(shown.code) and float(value).is_integer() and value >= 0:
        return str(int(value)).zfill(len(shown.code))  # a code that begins with zeros
    return value


def _number_seen(rule: FieldRule, value: float, shown: CellFormat) -> object:
    currencies = shown.currencies()
    if currencies and not is_of(rule.currency, currencies):
        return InvalidValue("other_currency_shown", found=value, shown=currencies[0], currency=rule.currency or "–")
    if _SCALED.search(shown.code) or _SCALE_WORD.search(shown.literal) or _rounds(shown.code, value):
        return InvalidValue("cell_shows_other", found=value)
    return value


def _rounds(code: str, value: float) -> bool:
    """Return whether a format without decimals rounds a number: 700000.5 is shown as 700 001."""
    return bool(re.search(r"[0#?]", code)) and not re.search(r"[.eE/]", code) and abs(value - round(value)) > _NOISE
