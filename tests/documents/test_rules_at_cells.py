"""A rule over several fields that does not hold is shown at their cells, in the first round with all other mistakes."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from daemon import conditions
from daemon.documents.form_parser import DraftProblems, marked_copy, read_draft
from daemon.documents.forms import FilledForm, make_form
from daemon.workflow.contract_type import CheckRule, ContractType
from documents.good_form import GOOD

SUM = "sum(items, quantity * price) == amount"
RULES = (
    CheckRule("start <= end", "Начало работ позже окончания", ("start", "end")),
    CheckRule(SUM, "Сумма договора не равна итогу спецификации", ("amount", "items")),
)
ROWS: list[list[object]] = [["Прожектор", "4", "120000.00", None], ["Пульт", "1", "220000.00", None]]


@pytest.fixture
def ruled(purchase: ContractType) -> ContractType:
    return replace(purchase, checks=RULES)


def problems(type_: ContractType, rows: list[list[object]] = ROWS, **changes: object) -> DraftProblems:
    content = make_form(type_, (), "ru", FilledForm(GOOD | changes, {"items": rows}))
    with pytest.raises(DraftProblems) as caught:
        read_draft("form.xlsx", content, type_, "ru", conditions.holds_if_filled_in)
    return caught.value


def said(found: DraftProblems) -> list[str]:
    return [str(each) for each in found.mistakes]


def test_a_form_whose_sums_agree_is_taken(ruled: ContractType) -> None:
    content = make_form(ruled, (), "ru", FilledForm(GOOD, {"items": ROWS}))
    assert read_draft("form.xlsx", content, ruled, "ru", conditions.holds_if_filled_in).facts


def test_a_rule_that_does_not_hold_is_told_with_its_cells(ruled: ContractType) -> None:
    assert said(problems(ruled, amount="700000.01")) == [
        "Сумма договора, Спецификация (Форма!B10, Спецификация!A1): Сумма договора не равна итогу спецификации"
    ]


def test_all_rules_are_told_at_once_with_the_other_mistakes(ruled: ContractType) -> None:
    found = said(problems(ruled, amount="1.00", start="2027-03-01", inn="1"))
    assert [each.rpartition(": ")[2] for each in found[1:]] == [
        "Начало работ позже окончания",
        "Сумма договора не равна итогу спецификации",
    ]
    assert "не ИНН" in found[0]


def test_a_rule_over_a_field_that_is_wrong_itself_is_not_asked(ruled: ContractType) -> None:
    (only,) = said(problems(ruled, [["Прожектор", "много", "1.00", None]], amount="2.00"))
    assert "не число" in only


def test_the_marked_copy_has_each_of_the_cells_red(ruled: ContractType) -> None:
    marked = marked_copy(ruled, (), "ru", problems(ruled, start="2027-03-01"))
    assert marked is not None
    book = openpyxl.load_workbook(io.BytesIO(marked))
    comments = [book["Форма"][cell].comment for cell in ("B14", "B15")]
    assert [each.text for each in comments if each] == ["Начало работ позже окончания"] * 2


def test_a_rule_is_told_with_the_lines_of_yaml(ruled: ContractType) -> None:
    lines = [f"{name}: {value}" for name, value in (GOOD | {"start": "2027-03-01"}).items()]
    with pytest.raises(DraftProblems) as caught:
        read_draft("form.yaml", "\n".join(lines).encode(), ruled, "ru", conditions.holds_if_filled_in)
    (only,) = said(caught.value)
    assert only == "Начало работ, Окончание работ (строка 6, строка 7): Начало работ позже окончания"
