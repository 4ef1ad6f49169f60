"""The values that a template can use: the facts as people write them, and what the daemon knows of the contract."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from daemon.documents.russian_numerals import long_date, money_in_words
from daemon.workflow.contract_type import ContractType
from daemon.workflow.model import Contract, Fact, FactType

_SIGNS = {"RUB": "₽", "EUR": "€", "USD": "$", "CNY": "¥"}
NBSP = "\u00a0"


def template_values(
    contract: Contract, type_: ContractType, house: str, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """Return the values for a contract's template. A field that was not filled in is "", a table an empty list."""
    facts = {fact.name: fact for fact in contract.facts}
    values: dict[str, Any] = {}
    for rule in type_.fields:
        fact = facts.get(rule.name)
        if rule.type is FactType.TABLE:
            values[rule.name] = _rows(fact) if fact else []
        else:
            values[rule.name] = shown(fact) if fact else ""
        if rule.type is FactType.MONEY:
            values[f"{rule.name}_words"] = money_in_words(Decimal(fact.value), fact.currency) if fact else ""
        if rule.type is FactType.DATE:
            values[f"{rule.name}_long"] = long_date(date.fromisoformat(fact.value)) if fact else ""
    today = now.astimezone(zone).date()
    return values | {
        "number": contract.number,
        "title": contract.title,
        "name": contract.name,
        "version": contract.version.number,
        "organisation": house,
        "initiator": {"name": contract.initiator.name, "post": contract.initiator.post},
        "today": shown_date(today),
        "today_long": long_date(today),
    }


def template_names(type_: ContractType) -> frozenset[str]:
    """Return every name that a template of this type may use."""
    names = {"number", "title", "name", "version", "organisation", "today", "today_long"}
    names |= {"initiator", "initiator.name", "initiator.post"}
    for rule in type_.fields:
        names.add(rule.name)
        if rule.type is FactType.MONEY:
            names.add(f"{rule.name}_words")
        if rule.type is FactType.DATE:
            names.add(f"{rule.name}_long")
    return frozenset(names)


def shown(fact: Fact) -> str:
    """Return a fact's value as people write it in Russian documents."""
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
        case FactType.CHOICE:
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


def _rows(fact: Fact) -> list[dict[str, Any]]:
    rows = []
    for number, row in enumerate(fact.rows, 1):
        cells = zip(fact.columns, row, strict=True)
        rows.append({"n": number} | {c.name: shown_value(c.type, text, currency=c.currency) for c, text in cells})
    return rows
