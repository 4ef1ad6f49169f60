"""What `check` says of fields that may be empty: in conditions, as the name of an approver, of a missing manager."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.conditions import unguarded
from daemon.config import load
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import FactType

Write = Callable[[str], Path]
FIELDS = (
    FieldRule("amount", "Сумма", FactType.MONEY),
    FieldRule("fund", "Фонд", FactType.CHOICE, required=False, choices=(("a", "А"), ("budget", "Субсидия"))),
    FieldRule("note", "Примечание", FactType.TEXT, required=False),
    FieldRule(
        "items",
        "Спецификация",
        FactType.TABLE,
        required=False,
        columns=(
            FieldRule("title", "Наименование", FactType.TEXT),
            FieldRule("price", "Цена", FactType.MONEY, required=False),
        ),
    ),
)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("amount > 600000", ()),
        ('fund != "budget"', ("fund",)),
        ('fund == "budget" || note == "x"', ("fund", "note")),
        ('fund != null && fund != "budget"', ()),
        ('null == fund || fund != "budget"', ()),
        ('(fund == null) || fund != "budget"', ()),
        ('amount != null && fund != "budget"', ("fund",)),
        ('note != "" && note != "x"', ()),
        ("items.size() > 10", ()),
        ('items.exists(i, i.title == "Пульт")', ()),
        ("items.exists(i, i.price > 100000.0)", ("items.price",)),
        ("items.exists(i, i.price != null && i.price > 100000.0)", ()),
        ("items.exists(fund, fund.price == null)", ()),
        ('amount > 1 && note.contains("fund == null")', ("note",)),
    ],
)
def test_a_field_that_may_be_empty_is_guarded_where_the_condition_says_what_that_means(
    condition: str, found: tuple[str, ...]
) -> None:
    assert unguarded(condition, FIELDS) == found


FUND = "fund:         {label: Источник финансирования, type: choice"


def test_each_condition_over_a_field_that_may_be_empty_is_named_with_its_cure(sample: str, write: Write) -> None:
    text = sample.replace(FUND, FUND.replace("type: choice", "required: false, type: choice"))
    text = text.replace("when: amount > 1000000, policy", 'when: fund == "budget", policy')
    found = [str(each) for each in load(write(text), secrets=False).warnings]
    assert len(found) == 3
    assert all(
        "reads fund, which may be empty, and does not hold then; give it `required: true`" in each for each in found
    )
    assert "contract_types.purchase.route[1].approvers[0].when" in found[0]
    assert "`fund != null && …` or `fund == null || …`" in found[0]
    assert "identity.when" in found[2]


def test_the_condition_of_a_stage_guards_those_of_its_approvers(sample: str, write: Write) -> None:
    text = sample.replace(FUND, FUND.replace("type: choice", "required: false, type: choice"))
    text = text.replace(
        "        title: Согласование фонда\n", "        title: Согласование фонда\n        when: fund != null\n"
    )
    text = text.replace(
        "amount: 1000}\n        expect: {legal: [lawyer], ", "amount: 1000}\n        expect: {legal: [lawyer], "
    )
    assert load(write(text), secrets=False).warnings == ()


def test_an_approver_whom_an_optional_field_names_is_told_of(sample: str, write: Write) -> None:
    text = sample.replace(
        "      fee_percent:", "      curator: {label: Куратор, type: text, required: false}\n      fee_percent:"
    )
    before = "approvers: [{role: manager of initiator}]"
    (found,) = load(write(text.replace(before, "approvers: [{approver_field: curator}]")), secrets=False).warnings
    assert "curator may be empty, and then it names nobody and the draft is refused" in str(found)
    guarded = "approvers: [{approver_field: curator, when: curator != null}]"
    assert load(write(text.replace(before, guarded)), secrets=False).warnings == ()


def test_a_type_whose_own_initiator_has_no_manager_is_told_of(sample: str, write: Write) -> None:
    text = sample.replace("manager: commercial, sees: all", "sees: all")
    (found,) = load(write(text), secrets=False).warnings
    assert "the route asks the manager of initiator, and clerk has no manager" in str(found)


def test_where_anybody_hands_in_those_without_a_manager_are_named(sample: str, write: Write) -> None:
    head, tickets = sample.split("  ticket_sales:\n")
    text = head + "  ticket_sales:\n" + tickets.replace("    initiator: clerk\n", "", 1)
    (found,) = load(write(text), secrets=False).warnings
    assert "and director has no manager: a contract that they hand in is refused" in str(found)
