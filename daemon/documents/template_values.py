"""The values that a template can use: the facts as people write them, and what the daemon knows of the contract."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from daemon.documents.russian_numerals import long_date, money_in_words
from daemon.documents.template_uses import ROWS
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import Contract, Fact, FactType
from daemon.workflow.shown_values import shown, shown_date, shown_value

_SAID = {FactType.MONEY: "words", FactType.DATE: "long"}  # what a value is called when it is written out
_SAMPLES = {FactType.MONEY: "700000.00", FactType.DATE: "2026-12-01", FactType.NUMBER: "4", FactType.INN: "5902293308"}


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
    day = date(2026, 12, 1)
    said = {FactType.MONEY: money_in_words(Decimal(700000), "RUB"), FactType.DATE: long_date(day)}
    names = ("number", "title", "name", "organisation")
    values: dict[str, Any] = dict.fromkeys(names, "Образец") | {"initiator": {"name": "Образец", "post": "Образец"}}
    values |= {"version": 1, "today": shown_date(day), "today_long": long_date(day)}
    for rule in type_.fields:
        missing = not filled_in and not rule.required
        if rule.type is FactType.TABLE:
            row = {"n": 1} | {column.name: _sample(column) for column in rule.columns}
            values[rule.name] = [] if missing else [row, row | {"n": 2}]
        else:
            values[rule.name] = "" if missing else _sample(rule)
        if rule.type in _SAID:
            values[f"{rule.name}_{_SAID[rule.type]}"] = "" if missing else said[rule.type]
    return values


def _sample(rule: FieldRule) -> str:
    """Return a value as a form has it when the clerk has filled it in."""
    label = rule.choices[0][1] if rule.choices else ""
    return shown_value(rule.type, _SAMPLES.get(rule.type, "Образец"), label, rule.currency)


def _rows(fact: Fact) -> list[dict[str, Any]]:
    rows = []
    for number, row in enumerate(fact.rows, 1):
        cells = zip(fact.columns, row, strict=True)
        rows.append({"n": number} | {c.name: shown_value(c.type, text, currency=c.currency) for c, text in cells})
    return rows
