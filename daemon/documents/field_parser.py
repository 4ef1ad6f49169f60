"""Parse one field's value: what a clerk wrote into canonical text, or the reason why not."""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from daemon.documents import requisites
from daemon.documents.invalid_value import InvalidValue, plain, visible
from daemon.documents.number_parser import number_of, sum_of
from daemon.documents.russian_numerals import MONTHS
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import LABELLED, FactType

_EXACT_IN_A_SHEET = 10**15  # a longer number, such as an account's, has lost its last digits to zeros
_LONGEST_TEXT = 20_000  # characters, where the type says nothing; a cell of XLSX holds 32,767 at most


def canonical(rule: FieldRule, found: object) -> str:
    """Return the value as a fact keeps it (see `Fact`). Raises InvalidValue, also one that is `found`; never empty."""
    if isinstance(found, InvalidValue):
        raise found
    match rule.type:
        case FactType.NUMBER:
            return _within(rule, number_of(found), found)
        case FactType.MONEY:
            return _money(rule, found)
        case FactType.DATE:
            return _date(found)
        case labelled if labelled in LABELLED:
            return _choice(rule, found)
        case FactType.INN:
            return _inn(rule, found)
        case requisite if requisite in requisites.TYPES:
            return _requisite(rule, found)
        case _:
            return _text(rule, found)


def is_empty(found: object) -> bool:
    return found is None or (isinstance(found, str) and not found.strip())


def shown(rule: FieldRule, value: str) -> str:
    """Return the label of a choice, a person or "yes"; empty for other types."""
    return dict(rule.choices).get(value, "") if rule.type in LABELLED else ""


def _as_text(found: object) -> str:
    """Return a value as clean text. Raises InvalidValue for what is none, or a number that lost its last digits."""
    if isinstance(found, bool | dict | list):
        raise InvalidValue("not_text", found=found)
    if isinstance(found, int | float) and abs(found) >= _EXACT_IN_A_SHEET:
        raise InvalidValue("digits_lost", found=found)
    return _clean(plain(found))


def _text(rule: FieldRule, found: object) -> str:
    text = _as_text(found)
    longest = rule.max_length or _LONGEST_TEXT
    if len(text) > longest:
        raise InvalidValue("too_long", length=len(text), max_length=longest)
    if not text:
        raise InvalidValue("missing")  # nothing but characters that nobody sees
    if rule.pattern and not re.fullmatch(rule.pattern, text):
        raise InvalidValue("not_pattern", found=found, expected=rule.hint or rule.pattern)
    return text


def _clean(text: str) -> str:
    """Return text in NFC without soft hyphens, zero-width and bidi characters.

    Raises InvalidValue for other characters that no document can hold.
    """
    kept = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    if any(_is_refused(c) for c in kept):
        raise InvalidValue("control")
    return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()


def _is_refused(character: str) -> bool:
    """Return True for control, surrogate, private and non-characters (XML 1.0, 2.2).

    Characters that Python's Unicode tables do not know yet are taken.
    """
    if character in "\n\t":
        return False
    is_noncharacter = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return is_noncharacter or unicodedata.category(character) in ("Cc", "Cs", "Co")


def _money(rule: FieldRule, found: object) -> str:
    number = sum_of(rule, found)
    _within(rule, number, found)
    return format(number, "f")


def _within(rule: FieldRule, number: Decimal, found: object) -> str:
    if rule.min is not None and number < rule.min:
        raise InvalidValue("too_small", found=found, min=rule.min)
    if rule.max is not None and number > rule.max:
        raise InvalidValue("too_large", found=found, max=rule.max)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_DATES = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_LONGEST_DATE = 40  # characters that are looked at: every way to write a date is shorter
FIRST_YEAR, LAST_YEAR = 1990, 2200  # of a contract's dates; beyond them it is a slip, as is 0206 or 20226
_SLASHED_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/\d{2,4}")
_LONG_DATE = re.compile(r"[«\"]?(\d{1,2})[»\"]?\s+([а-я]+)\s+(\d{4})")


def _date(found: object) -> str:
    day = found if isinstance(found, date) else _parse_date(str(found)[:_LONGEST_DATE])
    if isinstance(day, datetime):
        day = day.date()
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidValue("not_date", found=found)
    return day.isoformat()


def _parse_date(text: str) -> date | None:
    text = text.strip().lower().removesuffix("года").removesuffix("г.").strip()
    if (slashed := _SLASHED_DATE.fullmatch(text)) and slashed[1] != slashed[2] and int(slashed[2]) <= len(MONTHS):
        first, second = int(slashed[1]), int(slashed[2])
        if first <= len(MONTHS):  # day and month in Europe, month and day in America
            raise InvalidValue(
                "ambiguous_date", found=text, one=f"{first:02}.{second:02}", other=f"{second:02}.{first:02}"
            )
    if (long := _LONG_DATE.fullmatch(text)) and long[2] in MONTHS:
        text = f"{long[1]}.{MONTHS.index(long[2]) + 1}.{long[3]}"
    for form in _DATES:
        try:
            return datetime.strptime(text.upper(), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


_YES_NO = {"true": "yes", "false": "no"}  # of YAML, and of a sheet


def _choice(rule: FieldRule, found: object) -> str:
    """Return the key of a choice given by label or key; "20%" and "0,5" also if a sheet has made a number of them."""
    if rule.type is FactType.YES_NO:
        found = _YES_NO.get(str(found).strip().lower(), found)
    if not isinstance(found, list | dict):
        text = _loose(plain(found))
        percents = f"{round(found * 100, 6):g}%" if isinstance(found, float) else ""
        for key, label in rule.choices:
            if text in (_loose(key), _loose(label)) or (percents and percents == _loose(label)):
                return key
        named = [key for key, label in rule.choices if _loose(label).split()[:1] == [text]]
        if rule.type is FactType.PERSON and len(named) == 1:
            return named[0]
    raise _no_such_choice(rule, found)


def _no_such_choice(rule: FieldRule, found: object) -> InvalidValue:
    """Return what to say of it: with every choice, or with the few people whose names are nearest."""
    if rule.type is not FactType.PERSON:
        return InvalidValue("not_choice", found=found, choices=", ".join(label for _, label in rule.choices))
    names = {_loose(label): label for _, label in rule.choices}
    near = difflib.get_close_matches(_loose(plain(found)), names, 3, 0.4)
    return InvalidValue("not_person", found=found, choices=", ".join(names[each] for each in near) or "–")


def _loose(text: str) -> str:
    return " ".join(visible(text).split()).casefold().replace(",", ".").replace("ё", "е")


# The check digit of an INN is the sum of its digits by these weights, modulo 11, modulo 10; 12 digits have two.
_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _requisite(rule: FieldRule, found: object) -> str:
    """Return a requisite or an address as it is kept; a leading zero that a sheet lost is put back."""
    if isinstance(found, date):
        raise InvalidValue("not_text", found=found)
    text = requisites.tidy(rule.type, _as_text(found))
    if isinstance(found, int | float) and rule.type in (FactType.KPP, FactType.BIK):
        text = text.zfill(9)
    if wrong := requisites.wrong(rule.type, text):
        raise InvalidValue(wrong, found=found)
    return text


_FOREIGN = re.compile(r"[0-9A-Z][0-9A-Z /.-]{3,29}", re.IGNORECASE | re.ASCII)


def _inn(rule: FieldRule, found: object) -> str:
    """Return an INN with right check digits; a leading zero that a sheet lost is put back. Raises InvalidValue.

    Where the field takes those of other countries, everything that is no Russian one is kept as it is written.
    """
    try:
        return _russian_inn(found)
    except InvalidValue as wrong:
        text = " ".join(plain(found).split())
        if rule.foreign and wrong.key == "inn_length" and _FOREIGN.fullmatch(text):
            return text.upper()
        raise


def _russian_inn(found: object) -> str:
    digits = "".join(c for c in plain(found) if not c.isspace() and unicodedata.category(c) != "Cf")
    if isinstance(found, int | float) and len(digits) in (9, 11):
        digits = "0" + digits
    if not re.fullmatch(r"\d{10}|\d{12}", digits, re.ASCII) or not digits.strip("0"):
        raise InvalidValue("inn_length", found=found)
    for length in (10,) if len(digits) == 10 else (11, 12):
        weights = _INN_WEIGHTS[-(length - 1) :]
        total = sum(int(d) * w for d, w in zip(digits, weights, strict=False))
        if total % 11 % 10 != int(digits[length - 1]):
            raise InvalidValue("inn_check", found=found)
    return digits
