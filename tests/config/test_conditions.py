"""Conditions: what is wrong is found when they are read, in every branch; what has no answer is told as such."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.conditions import LONGEST, can_hold, check, fields_read, holds, holds_if_filled_in, unfilled
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.doubt import NotComputable, NotComputed
from daemon.workflow.model import Column, Fact, FactType

FIELDS = (
    FieldRule("amount", "Сумма", FactType.MONEY, currency="RUB"),
    FieldRule("fund", "Фонд", FactType.CHOICE, choices=(("commercial", "Коммерческий"), ("budget", "Субсидия"))),
    FieldRule("start", "Начало", FactType.DATE),
    FieldRule("end", "Окончание", FactType.DATE),
    FieldRule("subject", "Предмет", FactType.TEXT),
    FieldRule("inn", "ИНН", FactType.INN),
    FieldRule(
        "items",
        "Спецификация",
        FactType.TABLE,
        columns=(FieldRule("title", "Наименование", FactType.TEXT), FieldRule("price", "Цена", FactType.MONEY)),
    ),
)
FACTS = (
    Fact("amount", "Сумма", FactType.MONEY, "700000.00"),
    Fact("fund", "Фонд", FactType.CHOICE, "budget", shown="Субсидия"),
    Fact("start", "Начало", FactType.DATE, "2026-12-01"),
    Fact("end", "Окончание", FactType.DATE, ""),
    Fact("subject", "Предмет", FactType.TEXT, "световое оборудование"),
    Fact(
        "items",
        "Спецификация",
        FactType.TABLE,
        columns=(Column("title", "Наименование", FactType.TEXT), Column("price", "Цена", FactType.MONEY)),
        rows=(("Прожектор", "120000.00"), ("Кабель", "")),
    ),
)

RIGHT = [
    ("amount > 600000", True),
    ("amount == 700000", True),
    ("amount * 2.0 > 1400000", False),
    ("amount in [1, 700000]", True),
    ('fund == "commercial"', False),
    ('fund in ["commercial", "budget"]', True),
    ('fund != "commercial" && amount >= 700000.0', True),
    ('amount > 600000 ? fund == "budget" : start < end', True),
    ('!(fund == "commercial" || amount < 5)', True),
    ('start > date("2026-11-30")', True),
    ("start.getFullYear() == 2026", True),
    ('subject.contains("световое")', True),
    ('"a && b" == subject', False),
    ("items.exists(i, i.price > 100000)", True),
    ("items.all(row, row.price > 100000)", False),
    ("size(items) > 1", True),
    ("true", True),
    ("(amount > 1) == (size(items) > 5)", False),
    ("amount > 1 ? (start < end ? true : false) : true", False),
    ('amount < 5 ? true : amount > 6 ? fund == "budget" : false', True),
    # fields that were not filled in
    ("start <= end", False),
    ("start > end", False),
    ("!(start <= end)", False),
    ("start <= end || amount > 1", True),
    ('inn == "5902293308"', False),
    ("end == null", True),
    ("end != null", False),
    ("end == null || start <= end", True),
    ("inn == null && amount > 1", True),
    ("end != null && start <= end", False),
    ('end.getFullYear() > 2026 || fund == "commercial"', False),
    ("items.exists(i, i.price > 500000)", False),
    ("items.exists(i, i.price > 100000 && i.title.contains('Прож'))", True),
    ("items[1].price > 1", False),
    # an answer that does not depend on what cannot be computed
    ("1 / 0 > 1 || amount > 1", True),
    ("amount > 1 || 1 / 0 > 1", True),
    ("1 / 0 > 1 && amount < 1", False),
    ("amount < 1 && 1 / 0 > 1", False),
    ("start <= end && 1 / 0 > 1", False),
    ("1 / 0 > 1 && start <= end", False),
]


@pytest.mark.parametrize(("expression", "holds_"), RIGHT)
def test_a_right_condition_is_accepted_and_evaluated(expression: str, holds_: bool) -> None:
    assert check(expression, FIELDS) == ()
    assert holds(expression, FACTS) is holds_


WRONG = [
    ("amuont > 1", 'no such field "amuont"; did you mean "amount"?'),
    ("total > 1", 'no such field "total"; expected amount, fund, start, end, subject, inn, items'),
    ('fund == "comercial"', 'fund has no choice "comercial"; did you mean "commercial"?'),
    ('"none" != fund', 'fund has no choice "none"; expected commercial, budget'),
    ('fund in ["budget", "x"]', 'fund has no choice "x"; expected commercial, budget'),
    ('fund in "budget"', '`"budget"` is text, expected a list: ["a", "b"]'),
    ("amount in [1, start]", "`amount` is a number and `2026-01-12 00:00:00+00:00` is a date"),
    ('amount == "1"', '`amount` is a number and `"1"` is text'),
    ("amount > 1 || fund == 5", "`fund` is text and `5` is a number"),
    ("amount > 1 && (start == end || subject > 2)", "`subject` is text and `2` is a number"),
    ("amount > 1 ? true : start > 2", "`start` is a date and `2` is a number"),
    ("!(amount > subject)", "`amount` is a number and `subject` is text"),
    ('(amount > "1") == true', '`amount` is a number and `"1"` is text'),
    ("amount > 1 ? true : amount > 6 ? true : start > 2", "`start` is a date and `2` is a number"),
    ("amount > 1 > 2", "`amount > 1` is true or false and `2` is a number"),
    ('start < "2026-01-01"', '`start` is a date and `"2026-01-01"` is text; write date("2026-12-31")'),
    ("amount", "`amount` is a number, expected a comparison that is true or false"),
    ("amount > 1 && subject", "`subject` is text, expected a comparison that is true or false"),
    ("amount * 2 > 5", "`amount * 2`: a whole number among others; write 2.0 instead of 2"),
    ("amount + subject > 5", "`amount + subject`: these do not go together; texts go with texts, numbers with numbers, "
     "dates with dates"),
    ("items.exists(i, i.prise > 5)", "`items.exists(i, i.prise > 5)`: no column 'prise' in the table"),
    ("size(amount) > 2", "`size(amount)`: no function size for such a value"),
    ("double_of(amount) > 2.0", "`double_of(amount)`: no function double_of for such a value"),
    ('subject.matches("[")', '`subject.matches("[")`: not a regular expression'),
    ("amount >", "not a condition: mismatched input '<EOF>' at character 9; something is missing at its end"),
    ("amount = 5", "not a condition: token recognition error at: '= ' at character 8; write == to compare"),
    ("amount > 600 000", "not a condition: extraneous input '000' at character 14; write numbers without spaces"),
    ("amount > 5 and true", "not a condition: mismatched input 'and' at character 12; write && for and"),
    ("amount > 5 or true", "not a condition: mismatched input 'or' at character 12; write || for or"),
    ("сумма > 1", "not a condition: token recognition error at: 'с' at character 1; fields are named in Latin "
     "letters, texts stand in quotes"),
    ("x" * (LONGEST + 1), f"the condition is longer than {LONGEST} characters; split it"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "message"), WRONG, ids=[each[:40] for each, _ in WRONG])
def test_a_wrong_condition_is_told(expression: str, message: str) -> None:
    assert check(expression, FIELDS) == (message,)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("1 / 0 > 1", NotComputed.DIVISION_BY_ZERO),
        ("int(amount) / (size(items) - 2) > 1", NotComputed.DIVISION_BY_ZERO),
        ("5 % (size(items) - 2) > 1", NotComputed.DIVISION_BY_ZERO),
        ("(amount - 700000.0) / (amount - 700000.0) > 1.0", NotComputed.UNFIT_VALUE),
        ("int(amount * 1e20) > 1", NotComputed.OUT_OF_RANGE),
        ("int(amount) * 9223372036854775807 > 1", NotComputed.OUT_OF_RANGE),
        ('date("9999-12-31") + duration("1000h") > start', NotComputed.OUT_OF_RANGE),
        ("date(subject) > start", NotComputed.UNFIT_VALUE),
        ("int(subject) > 1", NotComputed.UNFIT_VALUE),
        ("amount > 1 ? int(subject) > 1 : true", NotComputed.UNFIT_VALUE),
        ("items[7].price > 1", NotComputed.NO_SUCH_ROW),
        ("1 / 0 > 1 || start <= end", NotComputed.DIVISION_BY_ZERO),
        ("start <= end || 1 / 0 > 1", NotComputed.DIVISION_BY_ZERO),
        ("amount > 1 && 1 / 0 > 1", NotComputed.DIVISION_BY_ZERO),
        ("end == null ? 1 / 0 > 1 : true", NotComputed.DIVISION_BY_ZERO),
        ("end == null && items[7].price > 1", NotComputed.NO_SUCH_ROW),
        ("!(1 / 0 > 1)", NotComputed.DIVISION_BY_ZERO),
    ],
)
def test_what_cannot_be_computed_is_told_and_is_no_answer(expression: str, why: NotComputed) -> None:
    with pytest.raises(NotComputable) as info:
        holds(expression, FACTS)
    assert info.value.why is why
    with pytest.raises(NotComputable):
        holds_if_filled_in(expression, FACTS)


@pytest.mark.parametrize("expression", ["amount >", "", "unknown(amount) > 1", "amount + 1.0"])
def test_what_is_no_condition_gives_no_answer(expression: str) -> None:
    with pytest.raises(NotComputable):
        holds(expression, FACTS)


@pytest.mark.parametrize(
    "expression", ["!" * 1500 + "true", "!(" * 600 + "true" + ")" * 600, "(" * 900 + "1" + ")" * 900]
)
def test_deep_nesting_is_told(expression: str) -> None:
    assert check(expression, FIELDS)
    assert _answer(expression) in (True, False, None)


def _answer(expression: str) -> bool | None:
    try:
        return holds(expression, FACTS)
    except NotComputable:
        return None


@pytest.mark.parametrize(
    ("rule", "kept_"),
    [("start <= end", True), ("amount > 1", True), ("amount > 999999999", False), ("end != null", False)],
)
def test_a_rule_is_broken_only_by_fields_that_were_filled_in(rule: str, kept_: bool) -> None:
    assert holds_if_filled_in(rule, FACTS) is kept_


def test_a_table_without_rows_is_an_empty_list() -> None:
    facts = (Fact("items", "Спецификация", FactType.TABLE),)
    assert holds("size(items) == 0", facts)
    assert not holds("items.exists(i, i.price > 1.0)", facts)
    assert unfilled("size(items) == 0", facts) == ()


def test_a_fact_whose_value_is_not_canonical_gives_no_answer_where_it_is_asked_for() -> None:
    facts = (Fact("amount", "Сумма", FactType.MONEY, "много"), Fact("fee", "Комиссия", FactType.NUMBER, "5"))
    with pytest.raises(NotComputable):
        holds("amount > 1", facts)
    assert holds("fee > 1", facts)


def test_every_branch_is_looked_at() -> None:
    assert check('amount == "1" || (fund == 2 && start == 3)', FIELDS) == (
        '`amount` is a number and `"1"` is text',
        "`fund` is text and `2` is a number",
        "`start` is a date and `3` is a number",
    )


def test_a_rule_over_empty_fields_can_be_recognised() -> None:
    assert unfilled("start <= end", FACTS) == ("end",)
    assert unfilled('amount > 1 && inn == "1"', FACTS) == ("inn",)
    assert unfilled("items.exists(i, i.price > 1.0)", FACTS) == ()


WORDS = r"""amount fund end items subject i 1 2.5 null true date( size( .exists( "budget"
&& || ! ( ) == < in [ ] ? : . , // ф ' " - *"""
parts = st.sampled_from(WORDS.split())


@given(st.one_of(st.text(), st.lists(parts, max_size=12).map(" ".join)))
def test_whatever_is_written_checking_and_evaluating_never_fail(expression: str) -> None:
    check(expression, FIELDS)
    assert _answer(expression) in (True, False, None)


Told = tuple[str, bool]  # a condition, and whether it holds for FACTS
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
signs = st.sampled_from(sorted(SIGNS))
comparisons: st.SearchStrategy[Told] = st.one_of(
    st.builds(lambda sign, n: (f"amount {sign} {n}", SIGNS[sign](700_000, n)), signs, st.integers(699_998, 700_002)),
    st.builds(lambda sign, n: (f"{n} {sign} size(items)", SIGNS[sign](n, 2)), signs, st.integers(1, 3)),
    st.builds(
        lambda sign, day: (f'start {sign} date("{day}")', SIGNS[sign](date(2026, 12, 1), day)),
        signs,
        st.dates(date(2026, 11, 29), date(2026, 12, 3)),
    ),
    st.builds(
        lambda sign, fund: (f'fund {sign} "{fund}"', SIGNS[sign]("budget", fund)),
        st.sampled_from(["==", "!="]),
        st.sampled_from(["commercial", "budget"]),
    ),
)
right: st.SearchStrategy[Told] = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        inner.map(lambda a: (f"!({a[0]})", not a[1])),
        st.builds(lambda a, b: (f"({a[0]} && {b[0]})", a[1] and b[1]), inner, inner),
        st.builds(lambda a, b: (f"({a[0]} || {b[0]})", a[1] or b[1]), inner, inner),
        st.builds(lambda a, b, c: (f"({a[0]} ? {b[0]} : {c[0]})", b[1] if a[1] else c[1]), inner, inner, inner),
    ),
    max_leaves=8,
)


@given(right)
def test_what_is_put_together_of_right_conditions_is_right_and_holds_when_logic_says_so(condition: Told) -> None:
    """A check that refuses everything and a condition that never holds would have the property above."""
    expression, expected = condition
    assert check(expression, FIELDS) == ()
    assert holds(expression, FACTS) is expected


CAN_HOLD = [
    ("true", True),
    ("false", False),
    ("amount > 5 && amount < 6", True),
    ("amount > 5 && amount < 3", False),
    ("!(amount >= 5 || amount < 5)", False),
    ("fee > 15", False),  # its most is 15
    ("fee >= 15", True),
    ("fee < 0", False),
    ('fund == "budget" && fund == "artistic"', False),
    ('fund != "budget" && fund != "artistic"', False),  # there is no third
    ('fund in ["budget"] && amount > 1', True),
    ('start < date("2026-01-03") && start > date("2026-01-01")', True),
    ('start < date("2026-01-02") && start > date("2026-01-01")', False),
    ('subject == "a" && subject == "b"', False),
    ('"x" == subject && subject != "x"', False),
    ("subject != subject", True),  # of these it is not told
    ("amount * 2.0 < 0", True),
    ('subject.contains("x") && !subject.contains("x")', True),
    ("start == null && start != null", True),
]


@pytest.mark.parametrize(("expression", "expected"), CAN_HOLD)
def test_a_condition_that_can_never_hold_is_known_for_one(expression: str, expected: bool) -> None:
    fields = (
        FieldRule("amount", "Сумма", FactType.MONEY),
        FieldRule("fee", "Процент", FactType.NUMBER, min=Decimal(0), max=Decimal(15)),
        FieldRule("fund", "Фонд", FactType.CHOICE, choices=(("budget", "Субсидия"), ("artistic", "Худрук"))),
        FieldRule("start", "Начало", FactType.DATE),
        FieldRule("subject", "Предмет", FactType.TEXT),
    )
    assert can_hold(expression, fields) is expected


# -- sums over a table -------------------------------------------------------------------------------------------------

ITEMS = FieldRule(
    "items",
    "Спецификация",
    FactType.TABLE,
    columns=(
        FieldRule("title", "Наименование", FactType.TEXT),
        FieldRule("quantity", "Количество", FactType.NUMBER),
        FieldRule("price", "Цена", FactType.MONEY, required=False),
    ),
)
WITH_ITEMS = (*(each for each in FIELDS if each.name != "items"), ITEMS)
AGREES = "sum(items, quantity * price) == amount"


def ordered(amount: str, *rows: tuple[str, str, str]) -> tuple[Fact, ...]:
    columns = tuple(Column(each.name, each.label, each.type) for each in ITEMS.columns)
    table = Fact("items", "Спецификация", FactType.TABLE, columns=columns, rows=rows)
    return (Fact("amount", "Сумма", FactType.MONEY, amount), table)


@pytest.mark.parametrize(
    ("amount", "rows", "agrees"),
    [
        ("700000.00", [("Прожектор", "4", "120000.00"), ("Пульт", "1", "220000.00")], True),
        ("700000.01", [("Прожектор", "4", "120000.00"), ("Пульт", "1", "220000.00")], False),
        ("0.30", [("Винт", "3", "0.10")], True),  # 0.1 * 3 is not 0.3 in doubles
        ("50.00", [("Ткань, м", "1.5", "33.33")], True),  # 49.995, as the document rounds it
        ("5.00", [("Лампа", "1", "5.00"), ("Подарок", "1", "")], True),
        ("0.00", [], True),
    ],
)
def test_a_sum_over_a_table_is_what_a_person_gets(amount: str, rows: list[tuple[str, str, str]], agrees: bool) -> None:
    assert check(AGREES, WITH_ITEMS) == ()
    assert holds_if_filled_in(AGREES, ordered(amount, *rows)) is agrees


def test_a_form_without_the_table_breaks_no_rule_about_its_sum() -> None:
    assert holds_if_filled_in(AGREES, ordered("1.00")[:1])


def test_a_sum_without_money_keeps_its_decimals() -> None:
    assert holds("sum(items, quantity) == 0.25", ordered("1.00", ("а", "0.125", ""), ("б", "0.125", "")))


def test_a_sum_may_stand_beside_other_conditions_and_sums() -> None:
    facts = ordered("700.00", ("а", "2", "100.00"), ("б", "1", "500.00"))
    assert holds("sum(items, price) < 1000.0 && (sum(items, quantity) == 3.0 || amount > 5.0)", facts)
    assert fields_read("sum(items, price) < amount && subject != ''") == ("amount", "items", "subject")


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        ("sum(items, qty * price) == amount", "no column 'qty' in the table"),
        ("sum(items, title) == amount", "is text and `amount` is a number"),
        ("sum(itms, price) == amount", 'no such field "itms"; did you mean "items"?'),
        ("sum(items) == amount", "write sum(items, price)"),
        ("sum(amount, price) == amount", "do not go together"),
        ("sum(items, price)", "is a number, expected a comparison"),
        ("sum(items, price", "not a condition"),
    ],
)
def test_a_wrong_sum_is_found_when_it_is_read(rule: str, mistake: str) -> None:
    assert any(mistake in each for each in check(rule, WITH_ITEMS))
