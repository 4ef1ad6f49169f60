"""Values as people write them in Russian documents: 700 000,00 ₽, 01.12.2026, a choice by its label."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from daemon.workflow.facts import LABELLED, Fact, FactType

_SIGNS = {"RUB": "₽", "EUR": "€", "USD": "$", "CNY": "¥"}
NBSP = "\u00a0"


def shown(fact: Fact) -> str:
    return shown_value(fact.type, fact.value, fact.shown, fact.currency)


def shown_value(type_: FactType, value: str, label: str = "", currency: str = "") -> str:
    if not value:
        return ""
    match type_:
        case FactType.MONEY:
            sign = currency_sign(currency)
            return f"{grouped(Decimal(value))}{NBSP}{sign}" if sign else grouped(Decimal(value))
        case FactType.NUMBER:
            return value.replace(".", ",")
        case FactType.DATE:
            return shown_date(date.fromisoformat(value))
        case labelled if labelled in LABELLED:
            return label or value
        case _:
            return value


def currency_sign(currency: str) -> str:
    """Return the sign of a currency, such as ₽ for RUB; its code if it has none."""
    return _SIGNS.get(currency, currency)


def grouped(amount: Decimal) -> str:
    """Return an amount such as 700 000,00, with no-break spaces."""
    return f"{amount:,.2f}".replace(",", NBSP).replace(".", ",")


def shown_date(day: date) -> str:
    return day.strftime("%d.%m.%Y")
