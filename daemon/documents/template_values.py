"""The values that a template can use: the facts as people write them, and what the daemon knows of the contract."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from daemon.documents.russian_numerals import long_date, money_in_words
from daemon.workflow.contract_type import ContractType
from daemon.workflow.model import Contract, Fact, FactType
from daemon.workflow.shown_values import shown, shown_date, shown_value


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


def _rows(fact: Fact) -> list[dict[str, Any]]:
    rows = []
    for number, row in enumerate(fact.rows, 1):
        cells = zip(fact.columns, row, strict=True)
        rows.append({"n": number} | {c.name: shown_value(c.type, text, currency=c.currency) for c, text in cells})
    return rows
