"""Drafts as clerks hand them in: what is taken, and what each mistake is told."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.documents.form_parser import Draft, DraftProblems, facts_from, marked_copy, read_draft, type_of_form
from daemon.documents.forms import FilledForm, filled_from, make_form
from daemon.documents.raw_form import CONTRACT, INITIATOR, TYPE
from daemon.documents.safety import Unsafe
from daemon.documents.yaml_draft import read_yaml
from daemon.workflow.contract_type import ContractType
from daemon.workflow.model import Fact
from documents.good_form import GOOD

PEOPLE = (("clerk", "Титова Ольга Николаевна"), ("lawyer", "Орлова Мария Петровна"))
ROWS = [["Прожектор", "4", "120000.00", None], ["Пульт", "1", "220000.00", "б/у"]]


def always(_rule: str, _facts: tuple[Fact, ...]) -> bool:
    return True


def form(type_: ContractType, rows: list[list[object]] | None = None, **changes: object) -> bytes:
    return make_form(type_, PEOPLE, "ru", FilledForm(GOOD | changes, {"items": rows or []}, "", "clerk"))


def edited(content: bytes, **cells: Any) -> bytes:
    """A form after a clerk's typing: cells by field, a value or (value, number format)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, value in cells.items():
        (sheet, place), *_ = book.defined_names[f"field_{name}"].destinations
        cell = book[sheet][place.replace("$", "").partition(":")[0]]
        cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(type_: ContractType, content: bytes, name: str = "form.xlsx", language: str = "ru") -> Draft:
    return read_draft(name, content, type_, language, always)


def values(draft: Draft) -> dict[str, str]:
    return {fact.name: fact.value for fact in draft.facts}


def complaints(type_: ContractType, content: bytes, name: str = "form.xlsx", language: str = "ru") -> list[str]:
    with pytest.raises(DraftProblems) as caught:
        read(type_, content, name, language)
    return [str(each) for each in caught.value.mistakes]


def test_a_filled_form_gives_its_facts(purchase: ContractType) -> None:
    draft = read(purchase, form(purchase, ROWS))
    assert values(draft) == GOOD | {"fund": "commercial", "items": ""}
    items = draft.facts[-1]
    assert items.rows == (("Прожектор", "4", "120000.00", ""), ("Пульт", "1", "220000.00", "б/у"))
    assert (draft.initiator, draft.contract, draft.type) == ("clerk", "", "purchase")


def test_a_form_for_rework_reads_as_the_facts_it_was_made_of(purchase: ContractType) -> None:
    facts = read(purchase, form(purchase, ROWS)).facts
    again = make_form(purchase, PEOPLE, "en", filled_from(facts, "З-2026-0042", "lawyer"))
    draft = read(purchase, again)
    assert draft == Draft(facts, "lawyer", "З-2026-0042", "purchase")


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("vat", (0.2, "0%"), "v20"),
        ("vat", (0.2, "General"), "v20"),
        ("vat", "20%", "v20"),
        ("vat", "Без НДС", "v0"),
        ("fee1", (0.075, "0.0%"), "7.5"),
        ("fee1", (0.1 + 0.2, "General"), "0.3"),
        ("fee1", "7,5 %", "7.5"),
        ("inn", (502_293_304, "General"), "0502293304"),
        ("inn", (5902293308.0, "General"), "5902293308"),
        ("inn", " 590 229 3308 ", "5902293308"),
        ("inn", "500100732259", "500100732259"),
        ("amount", "700 000,00 ₽", "700000.00"),
        ("amount", "1.234.567,89 руб.", "1234567.89"),
        ("amount", "700\u00a0000 рублей", "700000.00"),
        ("amount", (700000.1, "General"), "700000.10"),
        ("start", "01.12.2026", "2026-12-01"),
        ("start", "2026-12-01", "2026-12-01"),
        ("start", "«1» декабря 2026 г.", "2026-12-01"),
        ("start", (datetime(2026, 12, 1, 13, 0), "dd.mm.yyyy"), "2026-12-01"),  # noqa: DTZ001
        ("subject", "со\u00adфи\u200bты\r\nи \u202eрампа", "софиты\nи рампа"),
        ("subject", "=СУММА", "=СУММА"),
        ("subject", 2026, "2026"),
        ("fund", "budget", "budget"),
        ("counterparty", "ООО _x000D_Ромашка", "ООО\nРомашка"),
    ],
)
def test_what_clerks_and_spreadsheets_write_is_understood(
    purchase: ContractType, field: str, typed: Any, value: str
) -> None:
    as_text = typed == "=СУММА"  # typed as text; openpyxl would make a formula of it
    content = form(purchase, **{field: typed}) if as_text else edited(form(purchase), **{field: typed})
    assert values(read(purchase, content))[field] == value


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("inn", "5902293309", "ИНН (Форма!B8): «5902293309» – в ИНН ошибка: контрольные цифры не сходятся"),
        ("inn", "0000000000", "ИНН (Форма!B8): «0000000000» – не ИНН: нужно 10 цифр (организация) или 12"),
        ("inn", "12345", "«12345» – не ИНН"),
        ("amount", "семьсот тысяч", "«семьсот тысяч» – не сумма; напишите, например, 700 000,00"),
        ("amount", "1e6", "не сумма"),
        ("amount", "10,005", "больше двух знаков после запятой"),
        ("amount", "-5", "сумма не может быть отрицательной"),
        ("amount", True, "не сумма"),
        ("amount", "9" * 16, "не сумма"),
        ("amount", "=1/0", "формула не вычислена; напишите значение вместо формулы"),
        ("amount", "#DIV/0!", "в ячейке ошибка #DIV/0!"),
        ("fee1", 51, "«51» больше допустимого: не больше 50"),
        ("fee1", -1, "не меньше 0"),
        ("start", "32.12.2026", "«32.12.2026» – не дата; напишите, например, 01.12.2026"),
        ("start", 46357, "не дата"),
        ("start", "01.12.1026", "не дата"),
        ("fund", "Касса", "«Касса» нет в списке; выберите одно из: Фонд, Субсидия"),
        ("subject", "ы" * 121, "слишком длинно: 121 знаков, можно не больше 120"),
        ("subject", "\u200b\u202e", "не заполнено"),
        ("subject", "а\ue000б", "недопустимые невидимые знаки"),
        ("subject", None, "Предмет договора (Форма!B9): не заполнено"),
    ],
)
def test_each_mistake_says_where_it_is_and_what_to_write(
    purchase: ContractType, field: str, typed: Any, complaint: str
) -> None:
    (said,) = complaints(purchase, edited(form(purchase), **{field: typed}))
    assert complaint in said


def test_every_mistake_is_told_at_once_in_the_readers_language(purchase: ContractType) -> None:
    said = complaints(purchase, edited(form(purchase), inn="1", amount="x", end=None), language="en")
    assert len(said) == 3
    assert "is not an INN" in said[0]
    assert "not filled in" in said[2]


def test_a_partly_filled_row_and_a_wrong_cell_are_named_by_their_place(purchase: ContractType) -> None:
    rows: list[list[object]] = [[None, None, None, None], ["Пульт", "много", None, None]]
    said = complaints(purchase, form(purchase, rows))
    assert said == [
        "Спецификация (Спецификация!B3): строка 3, «Количество»: «много» – не число; напишите, например, 12,5",
        "Спецификация (Спецификация!C3): строка 3, «Цена»: не заполнено",
    ]


def test_rows_that_were_added_below_the_form_s_block_are_read(purchase: ContractType) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(purchase, ROWS)))
    for number, value in enumerate(("Кабель", 10, 5.5), 1):
        book["Спецификация"].cell(90, number).value = value
    out = io.BytesIO()
    book.save(out)
    assert read(purchase, out.getvalue()).facts[-1].rows[-1] == ("Кабель", "10", "5.50", "")


def test_a_long_table_survives_rework_whole(purchase: ContractType) -> None:
    rows: list[list[object]] = [[f"Лампа {n}", n, "1.50", None] for n in range(1, 151)]
    facts = read(purchase, form(purchase, rows)).facts
    assert len(facts[-1].rows) == 150
    assert read(purchase, make_form(purchase, PEOPLE, "ru", filled_from(facts, "", ""))).facts == facts


def test_a_rule_over_several_fields_is_asked_only_of_values_that_are_right(purchase: ContractType) -> None:
    asked = []

    def holds(rule: str, facts: tuple[Fact, ...]) -> bool:
        asked.append(rule)
        return False

    with pytest.raises(DraftProblems, match="Начало работ позже окончания"):
        read_draft("form.xlsx", form(purchase), purchase, "ru", holds)
    with pytest.raises(DraftProblems):
        read_draft("form.xlsx", edited(form(purchase), inn="1"), purchase, "ru", holds)
    assert asked == ["start <= end"]


def test_a_form_of_another_type_is_told_apart(purchase: ContractType) -> None:
    from dataclasses import replace

    other = replace(purchase, key="tickets")
    assert type_of_form("form.xlsx", form(other)) == "tickets"
    assert "это форма «tickets»" in complaints(purchase, form(other))[0]


# -- the marked copy --------------------------------------------------------------------------------------------------


def test_the_marked_copy_shows_what_was_written_and_links_to_each_mistake(purchase: ContractType) -> None:
    content = edited(form(purchase, [["Пульт", "много", 1, None]]), inn="123", amount="сто")
    with pytest.raises(DraftProblems) as caught:
        read(purchase, content)
    marked = marked_copy(purchase, PEOPLE, "ru", caught.value)
    assert marked is not None
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book.sheetnames[0] == "Ошибки"
    links = [row[0].hyperlink.location for row in book["Ошибки"].iter_rows(min_row=3)]
    assert links == ["'Форма'!B8", "'Форма'!B10", "'Спецификация'!B2"]
    for sheet, cell, written in (("Форма", "B8", "123"), ("Форма", "B10", "сто"), ("Спецификация", "B2", "много")):
        assert book[sheet][cell].value == written
        assert book[sheet][cell].comment is not None
    mended = edited(marked, inn="5902293308", amount=100)
    assert "много" in complaints(purchase, mended)[0]


def test_the_copy_s_values_never_become_formulas(purchase: ContractType) -> None:
    nasty = ['=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    rows: list[list[object]] = [[text, "x", "y", text] for text in nasty]
    with pytest.raises(DraftProblems) as caught:
        read(purchase, form(purchase, rows, subject=nasty[0], inn=nasty[1]))
    marked = marked_copy(purchase, PEOPLE, "ru", caught.value)
    assert marked is not None
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    assert book["Форма"]["B9"].value == nasty[0]


# -- YAML -------------------------------------------------------------------------------------------------------------

YAML = """
initiator: clerk
counterparty: ООО «Ромашка»
inn: 0502293304
subject: световое оборудование
amount: 700000.00
fund: commercial
start: 2026-12-01
end: 2027-02-28
items:
  - {title: Прожектор, quantity: 4, price: 120000.00}
"""


def yaml_complaints(type_: ContractType, text: str) -> list[str]:
    return complaints(type_, text.encode(), "draft.yaml")


def test_yaml_says_the_same_as_a_form_and_keeps_the_zero_of_an_inn(purchase: ContractType) -> None:
    draft = read(purchase, YAML.encode(), "draft.yml")
    assert values(draft) == GOOD | {"inn": "0502293304", "fund": "commercial", "items": ""}
    assert draft.facts[-1].rows == (("Прожектор", "4", "120000.00", ""),)
    assert draft.initiator == "clerk"


def test_unknown_and_doubled_fields_of_yaml_are_named_with_their_lines(purchase: ContractType) -> None:
    said = yaml_complaints(purchase, YAML.replace("subject:", "subjekt:") + "fund: budget\n")
    assert said == [
        "Форма (строка 12): поле «fund» написано дважды",
        "subjekt (строка 5): такого поля нет; может быть, «subject»?",
        "Предмет договора: не заполнено",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "файл пуст"),
        ("a: [1, 2", "файл YAML с ошибкой в строке 1"),
        ("- a\n- b", "должны быть поля с их значениями"),
        ("a: &x [1]\nb: *x", "ссылки (& и *) в YAML не принимаются"),
        ("!!python/object/apply:os.system ['id']", "должны быть поля"),
        ("subject: {a: b}", "нужен текст"),
        ("items: none", "нужен список строк"),
        ("items: [1, 2]", "нужны столбцы"),
        ("[" * 5000, "файл YAML с ошибкой"),
        ("a: b\n---\nc: d", "файл YAML с ошибкой"),
        ("a: \x07", "файл YAML с ошибкой"),
    ],
)
def test_yaml_that_cannot_be_taken_is_told_why(purchase: ContractType, text: str, complaint: str) -> None:
    assert any(complaint in each for each in yaml_complaints(purchase, text))


@given(st.text(max_size=200))
def test_no_text_of_a_yaml_file_breaks_the_reader(text: str) -> None:
    refused = ""
    try:
        read_yaml(text.encode("utf-8", "replace"))
    except Unsafe as refusal:
        refused = refusal.key
    assert refused in ("", "bad_yaml", "not_mapping", "yaml_alias", "too_big")


BMP = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs",)), max_size=40)


@given(st.dictionaries(st.from_regex(r"[a-z][a-z_0-9]{2,20}", fullmatch=True), BMP, min_size=1))
def test_texts_in_quotes_are_read_as_they_were_written(texts: dict[str, str]) -> None:
    """JSON is YAML: whatever stands in its quotes stays text, be it "null", "0502293304" or "&x"."""
    written = read_yaml(json.dumps(texts).encode())
    assert written.values == {key: text for key, text in texts.items() if key not in (INITIATOR, CONTRACT, TYPE)}


@given(st.dictionaries(st.from_regex(r"[a-z][a-z_0-9]{2,20}", fullmatch=True), st.text(max_size=40), min_size=1))
def test_json_says_what_yaml_says(texts: dict[str, str]) -> None:
    for indent in (None, 2, "\t"):
        written = read_yaml(json.dumps(texts, indent=indent).replace("/", "\\/").encode(), "draft.JSON")
        assert written.values == {key: text for key, text in texts.items() if key not in (INITIATOR, CONTRACT, TYPE)}


def test_a_json_draft_is_read_as_the_form_that_says_the_same(purchase: ContractType) -> None:
    rows = [{"title": "Прожектор", "quantity": 4, "price": 120000.00}]
    said = GOOD | {"amount": 700000.00, "initiator": "clerk", "type": "purchase", "items": rows}
    text = json.dumps(said, ensure_ascii=False, indent="\t")
    assert read(purchase, text.encode("utf-8-sig"), "draft.json") == read(purchase, form(purchase, ROWS[:1]))
    assert type_of_form("draft.json", text.encode()) == "purchase"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"inn": "1"\n"subject": "x"}', "файл JSON с ошибкой в строке 2"),
        ('{"inn": "1", "inn": "2"}', "поле «inn» написано дважды"),
        ("[" * 5000, "файл JSON с ошибкой"),
        ("[]", "должны быть поля"),
    ],
)
def test_json_that_cannot_be_taken_is_told_why(purchase: ContractType, text: str, complaint: str) -> None:
    assert any(complaint in each for each in complaints(purchase, text.encode(), "draft.json"))


def test_values_for_a_route_test_need_not_be_complete(purchase: ContractType) -> None:
    (fact,) = facts_from(purchase, {"amount": "700 000"}, "ru")
    assert fact.value == "700000.00"
    with pytest.raises(DraftProblems, match="amount"):
        facts_from(purchase, {"amuont": "1"}, "ru")
