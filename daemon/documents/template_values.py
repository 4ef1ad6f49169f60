"""The values that a template can use: the facts as people write them, and what the daemon knows of the contract."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from daemon.documents.russian_numerals import long_date, money_in_words
from daemon.documents.template_uses import ROWS
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
    """Return every name that a template of this type may use; of the rows of a table as `items[].price`."""
    names = {"number", "title", "name", "version", "organisation", "today", "today_long"}
    names |= {"initiator", "initiator.name", "initiator.post"}
    for rule in type_.fields:
        names.add(rule.name)
        if rule.type is FactType.MONEY:
            names.add(f"{rule.name}_words")
        if rule.type is FactType.DATE:
            names.add(f"{rule.name}_long")
        if rule.type is FactType.TABLE:
            row = f"{rule.name}{ROWS}"
            names |= {row, f"{row}.n", *(f"{row}.{column.name}" for column in rule.columns)}
    return frozenset(names)


def unprintable(type_: ContractType) -> dict[str, str]:
    """Return the names that are no text, each with what a template writes instead to show it."""
    found = {"initiator": "{{ initiator.name }} or {{ initiator.post }}"}
    for rule in type_.fields:
        if rule.type is FactType.TABLE:
            loop = f"a row for each line: {{%tr for row in {rule.name} %}}, then {{{{ row.{rule.columns[0].name} }}}}"
            found |= {rule.name: loop, f"{rule.name}{ROWS}": loop}
    return found


def sample_values(type_: ContractType, *, filled_in: bool) -> dict[str, Any]:
    """Return values to try a template with: all of them, or only those that a form must have."""
    values: dict[str, Any] = {name: "1" for name in template_names(type_) if "." not in name and ROWS not in name}
    for rule in type_.fields:
        missing = not filled_in and not rule.required
        if rule.type is FactType.TABLE:
            row = {"n": 1} | {column.name: "1" for column in rule.columns}
            values[rule.name] = [] if missing else [row, row]
        elif missing:
            values |= {name: "" for name in (rule.name, f"{rule.name}_words", f"{rule.name}_long") if name in values}
    return values | {"initiator": {"name": "1", "post": "1"}, "version": 1}


def _rows(fact: Fact) -> list[dict[str, Any]]:
    rows = []
    for number, row in enumerate(fact.rows, 1):
        cells = zip(fact.columns, row, strict=True)
        rows.append({"n": number} | {c.name: shown_value(c.type, text, currency=c.currency) for c, text in cells})
    return rows
