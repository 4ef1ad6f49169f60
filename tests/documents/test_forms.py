"""Forms: made, filled in by a spreadsheet program, read; and the copy with every mistake marked."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.documents.form_parser import DraftProblems, marked_copy, read_draft
from daemon.documents.forms import FilledForm, make_form
from daemon.documents.safety import inspect_workbook
from daemon.workflow.contract_type import ContractType
from daemon.workflow.model import Fact

PEOPLE = (("clerk", "Титова Ольга Николаевна"), ("lawyer", "Орлова Мария Петровна"))
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="="), min_size=1, max_size=20)


def fill(content: bytes, cells: dict[str, Any], rows: list[list[Any]]) -> bytes:
    """A clerk at a spreadsheet program: values by field, rows of the table from its second line on."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, value in cells.items():
        ((sheet, place),) = book.defined_names[f"field_{name}"].destinations
        book[sheet][place.replace("$", "")].value = value
    ((sheet, _),) = book.defined_names["field_items"].destinations
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            book[sheet].cell(line, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(type_: ContractType, content: bytes) -> dict[str, Fact]:
    draft = read_draft("form.xlsx", content, type_, "ru", lambda _rule, _facts: True)
    return {fact.name: fact for fact in draft.facts}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    words=WORDS,
    amount=st.decimals(0, 10**12, places=2),
    start=st.dates(date(1990, 1, 1), date(2200, 12, 31)),
    fund=st.sampled_from(["Фонд", "Субсидия"]),
    rows=st.lists(st.tuples(WORDS, st.integers(0, 10**6), st.decimals(0, 10**6, places=2)), max_size=70),
)
def test_what_a_clerk_fills_in_is_what_is_read(
    purchase: ContractType, words: str, amount: Decimal, start: date, fund: str, rows: list[Any]
) -> None:
    cells = {"counterparty": words, "inn": "5902293308", "subject": "свет", "amount": amount, "fund": fund}
    blank = make_form(purchase, PEOPLE, "ru")
    facts = read(purchase, fill(blank, cells | {"start": start, "end": start}, [list(each) for each in rows]))
    assert Decimal(facts["amount"].value) == amount
    assert facts["start"].value == start.isoformat()
    assert facts["fund"].shown == fund
    assert len(facts["items"].rows if rows else ()) == len(rows)
    assert [Decimal(each[2]) for each in (facts["items"].rows if rows else ())] == [each[2] for each in rows]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+7 912", "-5", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_stays_text(purchase: ContractType, text: str) -> None:
    made = make_form(purchase, PEOPLE, "ru", FilledForm({"subject": text}, {}))
    book = openpyxl.load_workbook(io.BytesIO(made))
    ((sheet, place),) = book.defined_names["field_subject"].destinations
    cell = book[sheet][place.replace("$", "")]
    assert (cell.data_type, cell.value) == ("s", text)


def test_a_form_names_every_field_and_offers_every_choice(purchase: ContractType) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_form(purchase, PEOPLE, "ru")))
    assert {f"field_{rule.name}" for rule in purchase.fields} <= set(book.defined_names)
    lists = [str(each.formula1) for sheet in book.worksheets for each in sheet.data_validations.dataValidation]
    assert sum("Списки" in each for each in lists) == 3  # the initiator, the fund, the VAT
    assert book["Списки"].sheet_state == "hidden"


def test_the_marked_copy_shows_each_mistake_at_its_cell(purchase: ContractType) -> None:
    blank = make_form(purchase, PEOPLE, "ru")
    cells = {"counterparty": "ООО «Ромашка»", "inn": "123", "subject": "свет", "amount": "много", "fund": "Фонд"}
    content = fill(blank, cells | {"start": "2026-12-01"}, [["Пульт", "четыре", 100]])
    with pytest.raises(DraftProblems) as caught:
        read(purchase, content)
    marked = marked_copy(purchase, PEOPLE, "ru", caught.value)
    assert marked is not None
    inspect_workbook(marked)
    book = openpyxl.load_workbook(io.BytesIO(marked))
    first = book.worksheets[0]
    assert (first.title, book.active.title) == ("Ошибки", "Ошибки")
    links = {row[0].value: row[0].hyperlink.location for row in first.iter_rows(min_row=3) if row[0].hyperlink}
    assert set(links) == {"ИНН", "Сумма договора", "Окончание работ", "Спецификация"}
    for location in links.values():
        sheet, _, place = location.rpartition("!")
        cell = book[sheet.strip("'")][place]
        assert cell.fill.fgColor.rgb.endswith("FFC7CE")
        assert cell.comment.text
    assert book["Форма"]["B8"].value == "123"  # what the clerk wrote stays, to be corrected


def test_the_marked_copy_corrected_is_accepted(purchase: ContractType) -> None:
    cells = {"counterparty": "А", "inn": "123", "subject": "свет", "amount": 5, "fund": "Фонд"}
    content = fill(make_form(purchase, PEOPLE, "ru"), cells | {"start": "2026-12-01", "end": "2026-12-02"}, [])
    with pytest.raises(DraftProblems) as caught:
        read(purchase, content)
    marked = marked_copy(purchase, PEOPLE, "ru", caught.value)
    assert marked is not None
    assert read(purchase, fill(marked, {"inn": "5902293308"}, []))["inn"].value == "5902293308"
