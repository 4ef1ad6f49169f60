"""Every field type has its words, and conditions can be written over it.

A new type fails here until it has its words. One that is neither numeric, nor a date, nor yes or no is compared as
text.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from daemon.conditions import can_hold, check, holds
from daemon.documents.field_parser import canonical
from daemon.documents.form_cells import hint
from daemon.documents.invalid_value import InvalidValue
from daemon.documents.texts import say
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import NUMERIC, Column, Fact, FactType

CELLS = [each for each in FactType if each is not FactType.TABLE]
each_cell = pytest.mark.parametrize("type_", CELLS)
in_each_language = pytest.mark.parametrize("language", ["ru", "en"])


CHOICES = {
    FactType.CHOICE: (("k", "Выбор"),),
    FactType.PERSON: (("k", "Белова Ирина Олеговна"),),
    FactType.YES_NO: (("yes", "да"), ("no", "нет")),
}


def rule_of(type_: FactType) -> FieldRule:
    return FieldRule("x", "Поле", type_, choices=CHOICES.get(type_, ()))


def comparison_of(type_: FactType) -> str:
    if type_ in NUMERIC:
        return "> 5"
    if type_ is FactType.YES_NO:
        return "== true"
    return '> date("2026-01-01")' if type_ is FactType.DATE else '== "k"'


@in_each_language
@each_cell
def test_the_form_says_how_to_fill_it_in(type_: FactType, language: str) -> None:
    assert hint(rule_of(type_), language)


@in_each_language
@each_cell
def test_a_wrong_value_is_explained(type_: FactType, language: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        canonical(rule_of(type_), [])
    assert say(language, refused.value.key, **refused.value.values)


@each_cell
def test_a_condition_over_it_is_one(type_: FactType) -> None:
    assert check(f"x {comparison_of(type_)}", (rule_of(type_),)) == ()


@each_cell
def test_an_empty_cell_of_it_answers_no(type_: FactType) -> None:
    rows = Fact("t", "Таблица", FactType.TABLE, columns=(Column("x", "Поле", type_),), rows=(("",),))
    assert holds(f"t.exists(i, i.x {comparison_of(type_).replace('==', '>')})", (rows,)) is False


@pytest.mark.parametrize("type_", sorted(NUMERIC))
def test_a_number_beyond_its_limits_never_comes(type_: FactType) -> None:
    rule = FieldRule("x", "Поле", type_, currency="RUB", min=Decimal(0), max=Decimal(100))
    assert not can_hold("x > 200", (rule,))
    assert can_hold("x > 50", (rule,))
