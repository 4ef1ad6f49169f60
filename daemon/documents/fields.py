"""One field's value: from what a clerk wrote to canonical text, or the reason why not."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import FactType


class Wrong(ValueError):
    """A value that cannot be taken: a key of the catalogue and what its text needs."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def canonical(rule: FieldRule, found: object) -> str:
    """The value as a fact keeps it (see workflow.model.Fact). `found` is not empty; a Wrong is raised as it is."""
    if isinstance(found, Wrong):
        raise found
    match rule.type:
        case FactType.NUMBER:
            return _within(rule, _number(found, "not_number"), found)
        case FactType.MONEY:
            return _money(rule, found)
        case FactType.DATE:
            return _date(found)
        case FactType.CHOICE:
            return _choice(rule, found)
        case FactType.INN:
            return _inn(found)
        case _:
            return _text(rule, found)


def is_empty(found: object) -> bool:
    return found is None or (isinstance(found, str) and not found.strip())


def shown(rule: FieldRule, value: str) -> str:
    """A choice's label; empty for other types."""
    return dict(rule.choices).get(value, "") if rule.type is FactType.CHOICE else ""


def _text(rule: FieldRule, found: object) -> str:
    if isinstance(found, bool | dict | list):
        raise Wrong("not_text", found=found)
    text = _clean(_plain(found))
    if rule.max_length and len(text) > rule.max_length:
        raise Wrong("too_long", length=len(text), max_length=rule.max_length)
    return text


def _clean(text: str) -> str:
    """NFC; soft hyphens, zero-width and bidi characters go, other control characters are refused."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in text if unicodedata.category(c) != "Cf")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co") and c not in "\n\t" for c in kept):
        raise Wrong("control")
    return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()


def _plain(found: object) -> str:
    """A number typed into a text cell comes back without ".0"; a date as people write it."""
    if isinstance(found, float) and found.is_integer():
        return str(int(found))
    if isinstance(found, datetime):
        return found.strftime("%d.%m.%Y")
    return str(found)


def _number(found: object, wrong: str) -> Decimal:
    if isinstance(found, bool | datetime | date | list | dict):
        raise Wrong(wrong, found=found)
    text = re.sub(r"[\s\u00a0\u202f_]|₽|руб\.?|р\.|%|RUB|EUR|USD|CNY|€|\$", "", str(found), flags=re.IGNORECASE)
    if "," in text and "." in text:  # the last one separates the decimals
        text = text.replace("." if text.rfind(",") > text.rfind(".") else ",", "")
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Wrong(wrong, found=found) from None
    if not number.is_finite() or abs(number.adjusted()) > 15:
        raise Wrong(wrong, found=found)
    return number


def _money(rule: FieldRule, found: object) -> str:
    number = _number(found, "not_money")
    if isinstance(found, float):  # 0.1 + 0.2 from a sheet
        number = number.quantize(Decimal("0.000001"))
    if number < 0:
        raise Wrong("negative", found=found)
    if number != number.quantize(Decimal("0.01")):
        raise Wrong("too_precise", found=found)
    _within(rule, number, found)
    return format(number.quantize(Decimal("0.01")), "f")


def _within(rule: FieldRule, number: Decimal, found: object) -> str:
    if rule.min is not None and number < rule.min:
        raise Wrong("too_small", found=found, min=rule.min)
    if rule.max is not None and number > rule.max:
        raise Wrong("too_large", found=found, max=rule.max)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_DATES = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y")


def _date(found: object) -> str:
    if isinstance(found, datetime):
        return found.date().isoformat()
    if isinstance(found, date):
        return found.isoformat()
    text = str(found).strip().removesuffix("г.").strip()
    for form in _DATES:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if 1990 <= day.year <= 2200:
            return day.isoformat()
    raise Wrong("not_date", found=found)


def _choice(rule: FieldRule, found: object) -> str:
    text = _plain(found).strip().casefold()
    for key, label in rule.choices:
        if text in (key.casefold(), label.casefold()):
            return key
    raise Wrong("not_choice", found=found, choices=", ".join(label for _, label in rule.choices))


_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _inn(found: object) -> str:
    """A taxpayer number with its check digits. A sheet that took it for a number has lost its leading zero."""
    digits = re.sub(r"\s", "", _plain(found))
    if isinstance(found, int | float) and len(digits) in (9, 11):
        digits = "0" + digits
    if not re.fullmatch(r"\d{10}|\d{12}", digits, re.ASCII) or not digits.strip("0"):
        raise Wrong("inn_length", found=found)
    for length in (10,) if len(digits) == 10 else (11, 12):
        weights = _INN_WEIGHTS[-(length - 1) :]
        total = sum(int(d) * w for d, w in zip(digits, weights, strict=False))
        if total % 11 % 10 != int(digits[length - 1]):
            raise Wrong("inn_check", found=found)
    return digits


def percent(rule: FieldRule, value: Any, number_format: str) -> Any:
    """A number chosen as "20%" arrives as 0.2 in a cell of percent format: give back what the clerk saw."""
    is_percent = rule.type is FactType.NUMBER and "%" in number_format and isinstance(value, int | float)
    return round(value * 100, 6) if is_percent else value
