"""Parse numbers and sums as people write them. What could be two numbers is refused: nobody guesses at money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daemon.documents.currency_words import currencies_of, is_of
from daemon.documents.invalid_value import InvalidValue, visible
from daemon.workflow.contract_type import FieldRule

_LONGEST_NUMBER = 100  # characters that are looked at: no number that is taken needs more
_MOST_DIGITS = 15  # before the decimal point; more are not written in words, nor exact in a sheet
_KOPECKS = Decimal("0.01")
_THOUSANDS = 3  # digits of a group, after a separator that could stand before decimals, too

# A number in the middle, whatever stands before and after it on the same line.
_AROUND = re.compile(r"(?P<before>[^\d+\-−]*)(?P<number>[+\-−]? ?\d[\d., '_]*)(?P<after>[^\d\n]*)", re.ASCII)
_BARE_POINT = re.compile(r"(?P<sign>[+\-−]?)(?=[.,]\d)")
_MINOR = re.compile(r"(?P<sum>.*\d)\s*(?P<unit>[^\d.,]+)\.?\s*(?P<minor>\d\d) ?коп(?:еек|ейки|ейка)?\.?", re.IGNORECASE)
_SHAPES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<whole>\d+)(?:[.,](?P<part>\d*))?",
        r"(?P<whole>\d{1,3}(?P<group>[ '_])\d{3}(?:(?P=group)\d{3})*)(?:[.,](?P<part>\d*))?",
        r"(?P<whole>\d{1,3}(?:,\d{3})+)\.(?P<part>\d*)",
        r"(?P<whole>\d{1,3}(?:\.\d{3})+),(?P<part>\d*)",
        r"(?P<whole>\d{1,3}(?:,\d{3}){2,})(?P<part>)",
        r"(?P<whole>\d{1,3}(?:\.\d{3}){2,})(?P<part>)",
    )
)
_LOOKS_LIKE_DATE = re.compile(r"0\d")  # "01.12": a number is not written so


@dataclass(frozen=True, slots=True)
class _Written:
    """A number as it was written, with what stood beside it, and whether its point could separate thousands."""

    number: Decimal
    beside: str
    is_ambiguous: bool


def number_of(found: object) -> Decimal:
    """Return a number, of per cent as many as were written. Raises InvalidValue."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        return _of_cell(found, "not_number")
    written = _read(found, "not_number")
    if written.beside not in ("", "%"):
        raise InvalidValue("not_number", found=found)
    if written.is_ambiguous:
        raise _ambiguous(found, written.number, f"{written.number.normalize():f}")
    return written.number


def sum_of(rule: FieldRule, found: object) -> Decimal:
    """Return a sum in the field's currency, in whole kopecks, not below zero. Raises InvalidValue."""
    if isinstance(found, date):
        raise InvalidValue("date_not_money", found=found)
    if isinstance(found, int | float) and not isinstance(found, bool):
        number = _of_cell(found, "not_money")
    else:
        written = _read(found, "not_money")
        _refuse_beside(rule, written.beside, found)
        number = written.number
        if written.is_ambiguous and number == number.quantize(_KOPECKS):
            raise _ambiguous(found, number, f"{number:.2f}")
    if number < 0:
        raise InvalidValue("negative", found=found)
    if number != number.quantize(_KOPECKS):
        raise InvalidValue("too_precise", found=found)
    return number.quantize(_KOPECKS)


def _refuse_beside(rule: FieldRule, beside: str, found: object) -> None:
    """Raise InvalidValue if what stands beside a sum is not the field's currency."""
    if not beside:
        return
    if beside == "%":
        raise InvalidValue("percent_not_money", found=found)
    currencies = currencies_of(beside)
    if currencies is None:
        raise InvalidValue("not_money", found=found)
    if not is_of(rule.currency, currencies):
        raise InvalidValue("other_currency", found=found, currency=rule.currency)


def _of_cell(found: float, wrong: str) -> Decimal:
    """Return the number of a cell: 0.1 + 0.2 from a sheet is 0.3."""
    if abs(found) >= 10**_MOST_DIGITS:
        raise InvalidValue(wrong, found=found)
    number = Decimal(str(found))
    return (round(number, 9) if number != number.to_integral_value() else number) + 0  # minus zero is zero


def _read(found: object, wrong: str) -> _Written:
    """Read a text. Raises InvalidValue for what is no number, and for what could be two."""
    if isinstance(found, bool | date | list | dict):
        raise InvalidValue(wrong, found=found)
    text, minor = _without_minor_unit(_spaced(str(found)[:_LONGEST_NUMBER]))
    around = _AROUND.fullmatch(text)
    beside = {each.strip() for each in (around["before"], around["after"])} - {""} if around else set()
    if around is None or len(beside) > 1:
        raise InvalidValue(wrong, found=found)
    digits = around["number"].strip().replace("−", "-")
    sign, digits = ("-" if digits.startswith("-") else ""), digits.lstrip("+- ")
    shape = next((each for pattern in _SHAPES if (each := pattern.fullmatch(digits))), None)
    if shape is None or (shape["part"] and (minor or _LOOKS_LIKE_DATE.match(digits))):
        raise InvalidValue(wrong, found=found)
    whole, part = re.sub(r"\D", "", shape["whole"]), shape["part"] or minor
    number = Decimal(f"{sign}{whole}.{part or 0}")
    if number.adjusted() >= _MOST_DIGITS:
        raise InvalidValue(wrong, found=found)
    is_grouped = len(whole) <= _THOUSANDS or (wrong == "not_money" and whole != shape["whole"])
    return _Written(number + 0, "".join(beside), len(part) == _THOUSANDS and whole != "0" and is_grouped)


def _without_minor_unit(text: str) -> tuple[str, str]:
    """Return "700 руб. 50 коп." as "700 руб." and "50", anything else as it is."""
    found = _MINOR.fullmatch(text)
    return (f"{found['sum']} {found['unit']}", found["minor"]) if found else (text, "")


def _spaced(text: str) -> str:
    """Return text with one plain space for each run of them; a line break stays, for it separates two numbers."""
    text = re.sub(r"[^\S\r\n]+", " ", visible(text).strip().replace("’", "'"))
    return _BARE_POINT.sub(r"\g<sign>0", text, count=1) if _BARE_POINT.match(text) else text


def _ambiguous(found: object, number: Decimal, decimals: str) -> InvalidValue:
    """Return the refusal of "700.000", with both numbers that it could be."""
    thousands = f"{number * 10**_THOUSANDS:f}".partition(".")[0]
    return InvalidValue(
        "ambiguous_number", found=found, thousands=thousands, decimals=decimals, comma=decimals.replace(".", ",")
    )
