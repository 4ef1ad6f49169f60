"""The type of a contract, as the configuration describes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from daemon.workflow.model import FactType, PersonKey
from daemon.workflow.route_rules import RouteRule


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field of the form, or a column of a table in it.

    `choices` maps a choice's key to its label, in order, and a person's key to their name. `pattern` is a regular
    expression that a text must match as a whole, and `hint` says that in words. `default` is canonical text.
    `foreign` lets an INN be the number that another country's tax office gave. `bik` names the field with the BIK of
    an account's bank.
    """

    name: str
    label: str
    type: FactType
    required: bool = True
    max_length: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    currency: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    hint: str = ""
    default: str = ""
    foreign: bool = False
    bik: str = ""
    columns: tuple[FieldRule, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A condition over several fields that must hold, what the clerk is told when it does not, and the fields."""

    rule: str
    message: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractType:
    key: str  # also the name of the drafts' subfolder
    title: str
    kind: str  # expense or income
    template: str  # a file in the templates' folder
    number: str  # a pattern: "З-{year}-{seq:04}"
    name: str  # a pattern: "{number} {title} {counterparty} {subject}"
    fields: tuple[FieldRule, ...]
    route: RouteRule
    initiator: PersonKey | None = None
    summary: str = ""  # a pattern: "{counterparty}, {subject}, {amount}"; empty: by the types of the fields
    checks: tuple[CheckRule, ...] = ()

    def field_rule(self, name: str) -> FieldRule | None:
        return next((each for each in self.fields if each.name == name), None)
