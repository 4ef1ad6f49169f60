"""A contract type with every kind of field, the people of a small theatre, and one renderer for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from daemon.documents.render import Renderer
from daemon.workflow.contract_type import CheckRule, ContractType, FieldRule
from daemon.workflow.model import FactType
from daemon.workflow.route_rules import RouteRule


def field(name: str, label: str, type_: FactType, **more: object) -> FieldRule:
    return FieldRule(name, label, type_, **more)  # type: ignore[arg-type]


COLUMNS = (
    field("title", "Наименование", FactType.TEXT),
    field("quantity", "Количество", FactType.NUMBER),
    field("price", "Цена", FactType.MONEY, currency="RUB"),
    field("note", "Примечание", FactType.TEXT, required=False),
)


@pytest.fixture
def purchase() -> ContractType:
    return ContractType(
        key="purchase",
        title="Договор закупки",
        kind="expense",
        template="purchase.docx",
        number="З-{year}-{seq:04}",
        name="{number} {title} {counterparty} {subject}",
        route=RouteRule(()),
        initiator="clerk",
        checks=(CheckRule("start <= end", "Начало работ позже окончания"),),
        fields=(
            field("counterparty", "Контрагент", FactType.TEXT),
            field("inn", "ИНН", FactType.INN),
            field("subject", "Предмет договора", FactType.TEXT, max_length=120),
            field("amount", "Сумма договора", FactType.MONEY, currency="RUB"),
            field("fund", "Источник", FactType.CHOICE, choices=(("commercial", "Фонд"), ("budget", "Субсидия"))),
            field("vat", "НДС", FactType.CHOICE, required=False, choices=(("v20", "20%"), ("v0", "без НДС"))),
            field("fee1", "Доля", FactType.NUMBER, required=False, min=Decimal(0), max=Decimal(50)),
            field("start", "Начало работ", FactType.DATE),
            field("end", "Окончание работ", FactType.DATE),
            field("items", "Спецификация", FactType.TABLE, required=False, columns=COLUMNS),
        ),
    )


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()
