"""Sums and numbers as clerks write them: what is clear is taken, what could be two numbers is told, never guessed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.documents.cell_format import as_seen
from daemon.documents.field_parser import canonical
from daemon.documents.invalid_value import InvalidValue
from daemon.documents.texts import say
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import FactType

AMOUNT = FieldRule("amount", "Сумма", FactType.MONEY, currency="RUB")
IN_EURO = FieldRule("amount", "Сумма", FactType.MONEY, currency="EUR")
QUANTITY = FieldRule("quantity", "Количество", FactType.NUMBER)


def refused(rule: FieldRule, found: object) -> str:
    with pytest.raises(InvalidValue) as caught:
        canonical(rule, found)
    for language in ("ru", "en"):
        assert say(language, caught.value.key, **caught.value.values)
    return caught.value.key


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("700000", "700000.00"),
        ("700 000", "700000.00"),
        ("700\u00a0000,5", "700000.50"),
        ("700\u202f000,50", "700000.50"),
        ("1 000 000", "1000000.00"),
        ("1'000'000.5", "1000000.50"),
        ("1’000’000", "1000000.00"),
        ("1.234.567", "1234567.00"),
        ("1,234,567", "1234567.00"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("700.000,00", "700000.00"),
        ("700,000.00", "700000.00"),
        ("700000.000", "700000.00"),
        ("0,500", "0.50"),
        ("700,5", "700.50"),
        ("700,", "700.00"),
        (",5", "0.50"),
        ("+700", "700.00"),
        ("700 000 руб.", "700000.00"),
        ("700 000 р.", "700000.00"),
        ("700 000 рублей 50 коп.", "700000.50"),
        ("RUB 700 000,00", "700000.00"),
        ("₽700", "700.00"),
        ("р.700", "700.00"),
        ("700 RUR", "700.00"),
        (700000.1, "700000.10"),
        (0.1 + 0.2, "0.30"),
        (7e5, "700000.00"),
    ],
)
def test_a_clear_sum_is_taken(written: object, amount: str) -> None:
    assert canonical(AMOUNT, written) == amount


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("700.000", "ambiguous_number"),
        ("700,000", "ambiguous_number"),
        ("1.500", "ambiguous_number"),
        ("12,345 руб.", "too_precise"),
        ("700 000,000", "ambiguous_number"),
        ("700 000 EUR", "other_currency"),
        ("$ 700", "other_currency"),
        ("700 долл. США", "other_currency"),
        ("€700", "other_currency"),
        ("700 евро", "other_currency"),
        ("700 ¥", "other_currency"),
        ("700 тенге", "other_currency"),
        ("700 бел. руб.", "other_currency"),
        ("CHF 700", "other_currency"),
        ("10 %", "percent_not_money"),
        ("10%", "percent_not_money"),
        (datetime(2026, 12, 1), "date_not_money"),  # noqa: DTZ001
        ("01.12.2026", "not_money"),
        ("01.12", "not_money"),
        ("7e5", "not_money"),
        ("1 00 000", "not_money"),
        ("700 0000", "not_money"),
        ("12.34.567", "not_money"),
        ("1,23,456.78", "not_money"),
        ("1'000 000", "not_money"),
        ("700\n000", "not_money"),
        ("100 200\n300", "not_money"),
        ("5 000 – 6 000", "not_money"),
        ("700 тыс. руб.", "not_money"),
        ("1,5 млн", "not_money"),
        ("700 $ руб.", "not_money"),
        ("(700)", "not_money"),
        ("700 000-00", "not_money"),
        ("٧٠٠", "not_money"),
        ("~700", "not_money"),
        ("700,50 руб. 20 коп.", "not_money"),
        ("−5", "negative"),
        (-5, "negative"),
        ("700,005", "too_precise"),
        ("7000,005", "too_precise"),
        (True, "not_money"),
        (1e15, "not_money"),
    ],
)
def test_a_sum_that_is_not_clear_is_told_why(written: object, why: str) -> None:
    assert refused(AMOUNT, written) == why


def test_a_sum_in_the_field_s_own_currency_is_taken_whatever_that_is() -> None:
    assert [canonical(IN_EURO, each) for each in ("700 EUR", "€ 700", "700 евро")] == ["700.00"] * 3
    assert refused(IN_EURO, "700 руб.") == "other_currency"
    dollars = FieldRule("amount", "Сумма", FactType.MONEY, currency="CAD")
    assert canonical(dollars, "$700") == "700.00"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("4", "4"),
        ("1,5", "1.5"),
        ("0,125", "0.125"),
        ("1 234,567", "1234.567"),
        ("7,5 %", "7.5"),
        ("-3", "-3"),
        ("05", "5"),
    ],
)
def test_a_clear_number_is_taken(written: object, number: str) -> None:
    assert canonical(QUANTITY, written) == number


@pytest.mark.parametrize(
    ("written", "why"),
    [("1,500", "ambiguous_number"), ("1.500", "ambiguous_number"), ("5 руб.", "not_number"), ("5 шт.", "not_number")],
)
def test_a_number_that_is_not_clear_is_told_why(written: object, why: str) -> None:
    assert refused(QUANTITY, written) == why


@given(st.decimals(min_value=0, max_value=10**14, places=2), st.sampled_from(" \u00a0\u202f'"), st.sampled_from(".,"))
def test_a_sum_reads_as_it_was_grouped(amount: Decimal, group: str, point: str) -> None:
    written = f"{amount:,.2f}".replace(",", "\0").replace(".", point).replace("\0", group)
    assert canonical(AMOUNT, written) == f"{amount:.2f}"


@given(st.text("0123456789., '\u00a0-%€$₽eруб", max_size=14))
def test_whatever_is_taken_has_the_digits_that_were_written_in_their_order(written: str) -> None:
    """A sum is never made of fewer or other digits than the clerk's, apart from zeros in front and behind."""
    taken = ""
    try:
        taken = canonical(AMOUNT, written)
    except InvalidValue as refusal:
        taken = f"{refusal.key}"
        return
    digits = "".join(c for c in written if c.isdigit())
    assert taken.replace(".", "").strip("0") == digits.strip("0")


@pytest.mark.parametrize(
    ("number_format", "why"),
    [
        ("[$€-2] #,##0.00", "other_currency_shown"),
        ("#,##0.00\\ [$€-1]", "other_currency_shown"),
        ("[$$-409]#,##0.00", "other_currency_shown"),
        ('"$"#,##0_-', "other_currency_shown"),
        ("$#,##0.00", "other_currency_shown"),
        ("#,##0.00 [$USD]", "other_currency_shown"),
        ('#,##0.00 "EUR"', "other_currency_shown"),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "other_currency_shown"),
        ("0%", "percent_not_money"),
        ("0.00%", "percent_not_money"),
        ("#,##0,", "cell_shows_other"),
        ('#,##0" тыс. руб."', "cell_shows_other"),
        ('0"000"', "cell_shows_other"),
        (";;;", "cell_shows_nothing"),
    ],
)
def test_a_cell_s_format_that_shows_something_else_is_told(number_format: str, why: str) -> None:
    assert refused(AMOUNT, as_seen(AMOUNT, 700000.0, number_format)) == why


@pytest.mark.parametrize(
    "number_format",
    [
        "",
        "General",
        "@",
        "0",
        "0.00",
        "#,##0.00",
        "# ##0,00",
        '#,##0.00\\ "₽"',
        '#,##0.00"р."',
        "#,##0.00[$р.-419]",
        "[$₽-419]#,##0.00",
        "[$-419]#,##0.00",
        '_-* #,##0.00\\ [$₽-419]_-;\\-* #,##0.00\\ [$₽-419]_-;_-* "-"??\\ [$₽-419]_-;_-@_-',
        "[Red]#,##0.00;[Blue]-#,##0.00",
        '#,##0.00" руб./мес."',
        "0.00E+00",
        "_(* #,##0.00_)",
    ],
)
def test_a_sum_under_a_format_of_its_own_currency_is_taken(number_format: str) -> None:
    assert canonical(AMOUNT, as_seen(AMOUNT, 700000.0, number_format)) == "700000.00"


def test_kopecks_that_a_format_rounds_away_are_told() -> None:
    assert refused(AMOUNT, as_seen(AMOUNT, 700000.5, "#,##0")) == "cell_shows_other"
    assert canonical(AMOUNT, as_seen(AMOUNT, 700000.5, "General")) == "700000.50"


@pytest.mark.parametrize(
    ("value", "number_format", "text"), [(7.0, "000", "007"), (20.0, "General", "20"), (0.2, "0%", "20%")]
)
def test_a_text_is_what_its_cell_shows(value: Any, number_format: str, text: str) -> None:
    rule = FieldRule("code", "Шифр", FactType.TEXT)
    assert canonical(rule, as_seen(rule, value, number_format)) == text


def test_a_number_that_has_lost_its_digits_is_no_account() -> None:
    assert refused(FieldRule("account", "Счёт", FactType.TEXT), 4.070281e19) == "digits_lost"


@pytest.mark.parametrize("written", ["12/01/2026", "01/12/2026", "3/4/26"])
def test_a_date_that_europe_and_america_read_differently_is_told(written: str) -> None:
    assert refused(FieldRule("start", "Начало", FactType.DATE), written) == "ambiguous_date"


@pytest.mark.parametrize(("written", "day"), [("31/12/2026", "2026-12-31"), ("05/05/2026", "2026-05-05")])
def test_a_date_with_slashes_that_can_be_read_in_one_way_is_taken(written: str, day: str) -> None:
    assert canonical(FieldRule("start", "Начало", FactType.DATE), written) == day
