"""Facts: the fields of a form with their canonical values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    INN = "inn"
    TABLE = "table"


NUMERIC = frozenset({FactType.NUMBER, FactType.MONEY})  # whose canonical text is a number, in conditions and cells


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the form with its value.

    `value` is canonical text: "700000.00" (number, money: a decimal point, no spaces), "2026-12-01" (date),
    a choice's key. `shown` is the choice's label; empty for other types. A table has `rows` of such texts and
    `columns` that say what they are; its `value` is empty.
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
