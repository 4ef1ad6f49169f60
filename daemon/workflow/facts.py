"""Facts: the fields of a form with their canonical values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"  # of several lines
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PERSON = "person"  # of the directory
    EMAIL = "email"
    PHONE = "phone"
    INN = "inn"
    KPP = "kpp"
    OGRN = "ogrn"
    BIK = "bik"
    ACCOUNT = "account"
    TABLE = "table"


TEXTUAL = frozenset({FactType.TEXT, FactType.LONG_TEXT})  # with nothing to check but their length and pattern
LABELLED = frozenset({FactType.CHOICE, FactType.PERSON, FactType.YES_NO})  # people see the label, `Fact.shown`
NUMERIC = frozenset({FactType.NUMBER, FactType.MONEY})  # whose canonical text is a number, in conditions and cells


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the form with its value.

    `value` is canonical text: "700000.00" (number, money: a decimal point, no spaces), "2026-12-01" (date),
    a choice's or a person's key, "yes" or "no". `shown` is the label of these; empty for other types. A table has
    `rows` of such texts and `columns` that say what they are; its `value` is empty.
    """

    name: str
    label: str
    type: FactType
    value: str = ""
    shown: str = ""
    currency: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # one text for each column, in their order


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    type: FactType
    currency: str = ""
