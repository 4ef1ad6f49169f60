"""Forms with one planted mistake each: told with its place, or read rightly; never a wrong value without a word.

Beside them forms that clerks' programs leave behind and that are right: they are taken.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from daemon.documents.form_parser import Draft, DraftProblems, marked_copy, read_draft
from daemon.documents.forms import FilledForm, filled_from, make_form
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import Fact, FactType
from documents.good_form import GOOD

PEOPLE = (("clerk", "Титова Ольга Николаевна"),)
ITEMS = (("Прожектор", "4", "120000.00", ""), ("Пульт", "1", "220000.00", "б/у"))
ROWS: list[list[object]] = [["Прожектор", "4", "120000.00", None], ["Пульт", "1", "220000.00", "б/у"]]
FORM, TABLE, LISTS = "Форма", "Спецификация", "Списки"
Book = Any
Change = Callable[[Book], Any]


def always(_rule: str, _facts: tuple[Fact, ...]) -> bool:
    return True


def blank(type_: ContractType, **changes: object) -> bytes:
    return make_form(type_, PEOPLE, "ru", FilledForm(GOOD | changes, {"items": ROWS}, "", "clerk"))


def changed(content: bytes, change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(content: bytes, part: str, old: str, new: str) -> bytes:
    """The same package with a text of one part replaced, for what openpyxl does not write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert re.search(old, text.decode()), (part, old)
                text = re.sub(old, new, text.decode(), count=1).encode()
            copy.writestr(name, text)
    return out.getvalue()


def read(type_: ContractType, content: bytes) -> Draft:
    return read_draft("form.xlsx", content, type_, "ru", always)


def complaints(type_: ContractType, content: bytes) -> list[str]:
    with pytest.raises(DraftProblems) as caught:
        read(type_, content)
    return [str(each) for each in caught.value.mistakes]


def cell(where: str, value: object, number_format: str = "General", sheet: str = FORM) -> Change:
    def change(book: Book) -> None:
        book[sheet][where].value, book[sheet][where].number_format = value, number_format

    return change


def item(where: str, value: object, number_format: str = "General") -> Change:
    return cell(where, value, number_format, TABLE)


def swap(one: str, other: str) -> Change:
    """Swap two columns of the table with their headings."""

    def change(book: Book) -> None:
        for row in range(1, 5):
            a, b = book[TABLE][f"{one}{row}"], book[TABLE][f"{other}{row}"]
            a.value, b.value = b.value, a.value

    return change


def both(*changes: Change) -> Change:
    def change(book: Book) -> None:
        for each in changes:
            each(book)

    return change


def name(which: str, where: str | None) -> Change:
    """Point a defined name elsewhere, or delete it."""

    def change(book: Book) -> None:
        del book.defined_names[which]
        if where:
            book.defined_names[which] = DefinedName(which, attr_text=where)

    return change


def copied(book: Book) -> None:
    """A copy of the form's sheet, with names of its own as Excel makes them, filled in instead of the first."""
    copy = book.copy_worksheet(book[FORM])
    copy.title = "Форма (2)"
    copy["B10"].value = 800000
    for which, defined in book.defined_names.items():
        if "'Форма'" in defined.attr_text:
            copy.defined_names[which] = DefinedName(which, attr_text=defined.attr_text.replace("Форма", "Форма (2)"))


def same_copy(book: Book) -> None:
    copied(book)
    book["Форма (2)"]["B10"].value = 700000


def only_the_copy(book: Book) -> None:
    """Excel leaves the book's own names broken, and those of the copy good."""
    same_copy(book)
    for which, defined in list(book.defined_names.items()):
        if "'Форма'" in defined.attr_text:
            name(which, "#REF!")(book)
    book.remove(book[FORM])


PLANTED: dict[str, tuple[Change, tuple[str, ...]]] = {
    # sums
    "thousands by a point": (cell("B10", "700.000"), ("Сумма договора (Форма!B10): «700.000» можно прочитать",)),
    "thousands by a comma": (cell("B10", "700,000"), ("напишите 700000 или 700,00",)),
    "euro in words": (cell("B10", "700 000 EUR"), ("другая валюта",)),
    "dollar sign": (cell("B10", "$ 700"), ("другая валюта",)),
    "euro by format": (cell("B10", 700000, "[$€-2] #,##0.00"), ("ячейка показывает другую валюту (EUR)",)),
    "dollar by accounting format": (
        cell("B10", 700000, '_-[$$-409]* #,##0.00_ ;_-[$$-409]* \\-#,##0.00\\ ;_-[$$-409]* "-"??_ ;_-@_ '),
        ("ячейка показывает другую валюту (USD)",),
    ),
    "percent in words": (cell("B10", "10 %"), ("процент, а нужна сумма",)),
    "percent by format": (cell("B10", 0.1, "0%"), ("«10%» – процент",)),
    "date cell": (cell("B10", datetime(2026, 12, 1), "dd.mm.yyyy"), ("дата, а нужна сумма",)),  # noqa: DTZ001
    "number under a date format": (cell("B10", 46357, "dd/mm/yyyy"), ("дата, а нужна сумма",)),
    "exponent": (cell("B10", "7e5"), ("не сумма",)),
    "thousands in words": (cell("B10", "700 тыс."), ("не сумма",)),
    "thousands by format": (cell("B10", 700, '#,##0" тыс. руб."'), ("показано другое число",)),
    "invisible by format": (cell("B10", 700000, ";;;"), ("формат ничего не показывает",)),
    "negative": (cell("B10", -700000), ("не может быть отрицательной",)),
    "two sums": (cell("B10", "700 000\n800 000"), ("не сумма",)),
    "truth": (cell("B10", True), ("не сумма",)),
    "error": (cell("B10", "#REF!"), ("в ячейке ошибка #REF!",)),
    "error as text": (cell("B9", "#ССЫЛКА!"), ("в ячейке ошибка #ССЫЛКА!",)),
    "formula never calculated": (cell("B10", "=1+1"), ("формула не вычислена",)),
    "price in euro": (item("C2", "120 000 €"), ("Спецификация (Спецификация!C2): строка 2, «Цена»", "другая валюта")),
    "quantity in roubles": (item("B2", 4, '#,##0.00 "₽"'), ("строка 2, «Количество»", "другую валюту (RUB)")),
    "quantity that could be two": (item("B2", "1.500"), ("строка 2, «Количество»", "напишите 1500 или 1,5")),
    "quantity as a date": (item("B2", 46357, "d mmm"), ("строка 2, «Количество»", "не число")),
    # dates and texts
    "date with slashes": (cell("B14", "03/04/2026"), ("03.04", "04.03")),
    "date as a bare number": (cell("B14", 46357), ("не дата",)),
    "account as a number": (cell("B9", 4.0702810000000001e19), ("заменила последние цифры нулями",)),
    # lost places
    "name of a table broken": (name("field_items", "#REF!"), ("Спецификация: в форме больше нет места",)),
    "name of a table deleted": (name("field_items", None), ("Спецификация: в форме больше нет места",)),
    "name of an optional field broken": (name("field_vat", "Форма!#REF!"), ("НДС: в форме больше нет места",)),
    "name of an optional field deleted": (name("field_fee1", None), ("Доля: в форме больше нет места",)),
    "sheet of the table deleted": (lambda book: book.remove(book[TABLE]), ("Спецификация: в форме больше нет места",)),
    "name that leads to two blocks": (
        name("field_vat", "'Форма'!$B$12,'Форма'!$B$14"),
        ("НДС: в форме больше нет места",),
    ),
    "number's place lost": (name("contractd_contract", "#REF!"), ("нет места для строки «Договор»",)),
    "initiator's place lost": (name("contractd_initiator", None), ("нет места для строки «Инициатор»",)),
    "comment's place lost": (name("contractd_comment", "#REF!"), ("нет места для строки «Комментарий",)),
    "field that is gone": (
        both(
            name("field_vat", "'Форма'!$B$12"),
            cell("A30", "Аванс"),
            cell("B30", 50000),
            lambda book: book.defined_names.add(DefinedName("field_advance", attr_text="'Форма'!$B$30")),
        ),
        ("(Форма!B30): поля «Аванс»", "«50000»"),
    ),
    "name that leads nowhere": (
        name("field_amount", "OFFSET('Форма'!$B$10,0,0)"),
        ("Сумма договора: в форме больше нет места",),
    ),
    "value in no field": (both(cell("A25", "Аванс"), cell("B25", "30 %")), ("Форма!B25", "«30 %»", "(«Аванс»)")),
    "copy of the form's sheet": (copied, ("лист «Форма (2)» – копия листа формы",)),
    "rows of the form sorted": (
        both(cell("A10", "Предмет договора *"), cell("A9", "Сумма договора *")),
        ("Предмет договора (Форма!B9): ячейка этого поля стоит теперь у подписи «Сумма договора»",),
    ),
    "value cell merged away": (
        both(cell("B12", None), lambda book: book[FORM].merge_cells("A12:B12")),
        ("НДС (Форма!B12): ячейка объединена с другой (Форма!A12)",),
    ),
    "hidden row of a field": (
        both(cell("B12", "без НДС"), lambda book: setattr(book[FORM].row_dimensions[12], "hidden", True)),
        ("НДС (Форма!B12): ячейка скрыта",),
    ),
    "hidden column of fields": (
        lambda book: setattr(book[FORM].column_dimensions["B"], "hidden", True),
        ("Сумма договора (Форма!B10): ячейка скрыта",),
    ),
    "struck-out sum": (
        lambda book: setattr(book[FORM]["B10"], "font", Font(strike=True)),
        ("Сумма договора (Форма!B10): значение зачёркнуто",),
    ),
    # tables
    "heading renamed": (item("C1", "Стоимость"), ("нет столбца «Цена»",)),
    "heading nearly right": (item("C1", "Цена с НДС"), ("нет столбца «Цена», есть «Цена с НДС»",)),
    "heading deleted": (item("B1", None), ("нет столбца «Количество»", "в столбце B нет заголовка")),
    "heading in another language": (item("A1", "Name of goods"), ("нет столбца «Наименование»",)),
    "heading doubled": (item("E1", "Цена"), ("столбцов «Цена» несколько (C, E)",)),
    "heading of an optional column lost": (item("D1", None), ("нет столбца «Примечание»",)),
    "headings all gone": (lambda book: book[TABLE].delete_rows(1), ("не найдена строка заголовков",)),
    "unknown column": (
        both(item("E1", "Артикул"), item("E2", "А-17")),
        ("Спецификация!E1", "столбца «Артикул» в этой таблице нет", "«А-17»"),
    ),
    "column without a heading": (item("F3", "проверить"), ("в столбце F нет заголовка", "«проверить»")),
    "totals row": (
        both(item("A4", "Итого:"), item("B4", 5), item("C4", 700000)),
        ("(Спецификация!A4): похоже на строку итогов",),
    ),
    "totals row with VAT": (
        both(item("A4", "Всего с НДС 20 %"), item("B4", 5), item("C4", 700000)),
        ("похоже на строку итогов",),
    ),
    "totals row with a count": (
        both(item("A4", "Итого 2 позиции"), item("B4", 5), item("C4", 700000)),
        ("похоже на строку итогов",),
    ),
    "row of VAT": (both(item("A4", "в т.ч. НДС 20 %"), item("B4", 1), item("C4", 10)), ("похоже на строку итогов",)),
    "totals row without a quantity": (both(item("A4", "ИТОГО"), item("C4", 700000)), ("похоже на строку итогов",)),
    "hidden item": (
        lambda book: setattr(book[TABLE].row_dimensions[3], "hidden", True),
        ("(Спецификация!A3): строка скрыта",),
    ),
    "hidden note": (
        lambda book: setattr(book[TABLE].column_dimensions["D"], "hidden", True),
        ("(Спецификация!D3): ячейка скрыта",),
    ),
    "hidden price": (
        lambda book: setattr(book[TABLE].column_dimensions["C"], "hidden", True),
        ("(Спецификация!C2): ячейка скрыта",),
    ),
    "hidden sheet of items": (lambda book: setattr(book[TABLE], "sheet_state", "hidden"), ("строка скрыта",)),
    "struck-out item": (
        lambda book: setattr(book[TABLE]["A3"], "font", Font(strike=True)),
        ("(Спецификация!A3): значение зачёркнуто",),
    ),
    "one price for two items": (
        lambda book: book[TABLE].merge_cells("C2:C3"),
        ("ячейки Спецификация!C2:C3 объединены",),
    ),
    "half a row": (item("A4", "Кабель"), ("строка 4, «Количество»: не заполнено", "строка 4, «Цена»: не заполнено")),
    "words under the table": (item("A9", "Составила Титова"), ("строка 9, «Количество»: не заполнено",)),
    "row of headings moved down, words above": (
        lambda book: (book[TABLE].insert_rows(1), item("A1", "к договору")(book)),
        ("над строкой заголовков что-то написано",),
    ),
}


# What only the file had: its marked copy is made anew, shows the value in its cell and tells the clerk to look at it.
TOLD_ONCE = {
    *(each for each in PLANTED if each.startswith(("hidden", "struck-out"))),
    "value cell merged away",
    "one price for two items",
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_told_with_its_place(purchase: ContractType, mistake: str) -> None:
    change, told = PLANTED[mistake]
    said = "\n".join(complaints(purchase, changed(blank(purchase), change)))
    for words in told:
        assert words in said


def test_sixty_mistakes_are_planted() -> None:
    assert len(PLANTED) >= 60


RIGHT: dict[str, Change] = {
    "nothing changed": both(),
    "columns swapped with their headings": swap("B", "C"),
    "all columns turned round": both(swap("A", "D"), swap("B", "C")),
    "a column inserted and left empty": lambda book: book[TABLE].insert_cols(3),
    "a heading on two lines": item("A1", "Наиме\u00adнование\n*"),
    "headings without their marks and in capitals": both(item("A1", "НАИМЕНОВАНИЕ"), item("C1", " цена :")),
    "headings as the configuration calls the columns": both(item("A1", "title"), item("B1", "Quantity")),
    "a sheet renamed with its names": lambda book: (
        setattr(book[TABLE], "title", "Лист 2"),
        name("field_items", "'Лист 2'!$A$1:$D$61")(book),
    ),
    "another sheet beside": lambda book: book.create_sheet("Расчёт").append(["Итого", 700000]),
    "empty rows between": lambda book: book[TABLE].insert_rows(3, 5),
    "the last row far below": lambda book: book[TABLE].insert_rows(3, 2000),
    "a blank row above the headings": lambda book: book[TABLE].insert_rows(1),
    "numbers as texts": both(item("B2", "4"), item("C2", "120 000,00")),
    "roubles by format": both(item("C2", 120000, '#,##0.00\\ "₽"'), cell("B10", 700000, "#,##0.00[$₽-419]")),
    "accounting in roubles": cell(
        "B10", 700000, '_-* #,##0.00\\ [$₽-419]_-;\\-* #,##0.00\\ [$₽-419]_-;_-* "-"??\\ [$₽-419]_-;_-@_-'
    ),
    "the clerk's own reckoning by formulas": both(item("E1", "Сумма"), item("E2", "=B2*C2"), item("E3", "=B3*C3")),
    "empty rows hidden": lambda book: book[TABLE].row_dimensions.group(10, 60, hidden=True),
    "empty cells merged": lambda book: book[TABLE].merge_cells("A20:D22"),
    "the last column merged with an empty one": lambda book: book[TABLE].merge_cells("D2:E2"),
    "the form's sheet was copied and the first one deleted": only_the_copy,
    "a copy of the form's sheet that says the same": same_copy,
    "the name of the table without its headings": name("field_items", "'Спецификация'!$A$2:$D$61"),
    "the name of the table with nothing but its headings": name("field_items", "'Спецификация'!$A$1:$D$1"),
    "the name of the table with too few columns": name("field_items", "'Спецификация'!$A$1:$B$3"),
    "the name of a field over two cells": name("field_amount", "'Форма'!$B$10:$C$10"),
    "a filter that hides nothing": lambda book: setattr(book[TABLE].auto_filter, "ref", "A1:D61"),
    "pieces by format": item("B2", 4, '0" шт."'),
    "a hint overwritten": cell("C10", "по смете"),
    "a label moved on two lines": cell("A10", "Сумма\nдоговора *"),
}


@pytest.mark.parametrize("form", RIGHT)
def test_a_form_that_is_right_is_taken(purchase: ContractType, form: str) -> None:
    draft = read(purchase, changed(blank(purchase), RIGHT[form]))
    values = {fact.name: fact.value for fact in draft.facts}
    assert values == GOOD | {"fund": "commercial", "items": ""}
    assert draft.facts[-1].rows == ITEMS


def test_a_swapped_form_comes_back_marked_in_the_right_order(purchase: ContractType) -> None:
    content = changed(blank(purchase), both(swap("B", "C"), cell("B10", "сто")))
    with pytest.raises(DraftProblems) as caught:
        read(purchase, content)
    marked = marked_copy(purchase, PEOPLE, "ru", caught.value)
    assert marked is not None
    assert read(purchase, changed(marked, cell("B10", 100))).facts[-1].rows == ITEMS


@pytest.mark.parametrize("mistake", ["totals row", "hidden item", "struck-out item"])
def test_the_marked_copy_keeps_what_could_be_read(purchase: ContractType, mistake: str) -> None:
    with pytest.raises(DraftProblems) as caught:
        read(purchase, changed(blank(purchase), PLANTED[mistake][0]))
    marked = marked_copy(purchase, PEOPLE, "ru", caught.value)
    assert marked is not None
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book[FORM]["B10"].value == 700000
    assert book[TABLE]["A3"].value == "Пульт"


@pytest.mark.parametrize("mistake", [each for each in PLANTED if each not in TOLD_ONCE])
def test_a_marked_copy_that_is_handed_in_as_it_is_is_refused_again(purchase: ContractType, mistake: str) -> None:
    """What could be two numbers must not become one of them on the way."""
    with pytest.raises(DraftProblems) as caught:
        read(purchase, changed(blank(purchase), PLANTED[mistake][0]))
    marked = marked_copy(purchase, PEOPLE, "ru", caught.value)
    assert marked is None or complaints(purchase, marked)


@pytest.mark.parametrize(
    "mistake",
    ["name of a table deleted", "headings all gone", "unknown column", "field that is gone", "value in no field"],
)
def test_a_form_that_could_not_be_read_whole_is_given_back_as_it_is(purchase: ContractType, mistake: str) -> None:
    """A copy made of what was read would lose the rest."""
    with pytest.raises(DraftProblems) as caught:
        read(purchase, changed(blank(purchase), PLANTED[mistake][0]))
    assert marked_copy(purchase, PEOPLE, "ru", caught.value) is None


def test_a_form_for_rework_keeps_numbers_that_a_clerk_could_have_meant_otherwise(purchase: ContractType) -> None:
    content = changed(blank(purchase), both(item("B2", 1.125), item("B3", "0,5")))
    facts = read(purchase, content).facts
    again = make_form(purchase, PEOPLE, "ru", filled_from(facts, "", "clerk"))
    assert [row[1] for row in read(purchase, again).facts[-1].rows] == ["1.125", "0.5"]


def test_a_field_that_the_form_is_too_old_for_is_in_its_marked_copy(purchase: ContractType) -> None:
    advance = FieldRule("advance", "Аванс", FactType.MONEY, False, currency="RUB")
    newer = replace(purchase, fields=(*purchase.fields, advance))
    with pytest.raises(DraftProblems, match="Аванс: форма старая") as caught:
        read(newer, blank(purchase))
    marked = marked_copy(newer, PEOPLE, "ru", caught.value)
    assert marked is not None
    assert [fact.name for fact in read(newer, marked).facts][-1] == "items"


def test_more_rows_than_a_table_may_have_are_told_wherever_they_stand(purchase: ContractType) -> None:
    def fill(book: Book) -> None:
        for row in range(2, 1003):
            for column, value in enumerate(("Лампа", 1, 10), 1):
                book[TABLE].cell(row + (500 if row > 900 else 0), column).value = value

    (said,) = complaints(purchase, changed(blank(purchase), fill))
    assert "слишком много строк, можно не больше 1000" in said


# -- what only other programs write -----------------------------------------------------------------------------------

SHEET = "xl/worksheets/sheet2.xml"
EMPTY = '<c r="A4" [^>]*/>|<c r="A4" [^>]*></c>'


def test_a_formula_whose_value_is_an_empty_text_is_an_empty_cell(purchase: ContractType) -> None:
    formula = '<c r="A4" t="str"><f>IF(B4="","","x")</f><v></v></c>'
    assert read(purchase, rewritten(blank(purchase), SHEET, EMPTY, formula)).facts[-1].rows == ITEMS


def test_a_total_in_yaml_is_told_as_in_a_form(purchase: ContractType) -> None:
    lines = [f"{key}: {value}" for key, value in GOOD.items()]
    rows = [
        "items:",
        "  - {title: Лампа, quantity: 1, price: 700000}",
        "  - {title: Итого, quantity: 1, price: 700000}",
    ]
    with pytest.raises(DraftProblems) as caught:
        read_draft("form.yaml", "\n".join(lines + rows).encode(), purchase, "ru", always)
    (only,) = map(str, caught.value.mistakes)
    assert only.startswith("Спецификация (строка 10): похоже на строку итогов")


def test_a_table_that_the_configuration_has_no_more_and_nobody_filled_in_harms_nobody(purchase: ContractType) -> None:
    table = next(rule for rule in purchase.fields if rule.type is FactType.TABLE)
    older = replace(purchase, fields=(*purchase.fields, replace(table, name="works", label="Работы")))
    content = make_form(older, PEOPLE, "ru", FilledForm(GOOD, {"items": ROWS}, "", "clerk"))
    assert read(purchase, content).facts[-1].rows == ITEMS
    works: list[list[object]] = [["Монтаж", "1", "5.00", None]]
    filled = make_form(older, PEOPLE, "ru", FilledForm(GOOD, {"items": ROWS, "works": works}, "", "clerk"))
    assert "поля «Работы» в этом виде договоров больше нет" in complaints(purchase, filled)[0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_forms_survive_the_way_to_ods_and_back(purchase: ContractType, tmp_path: Path) -> None:
    forms = ("nothing changed", "all columns turned round", "the last row far below", "accounting in roubles")
    for number, form in enumerate(forms):
        (tmp_path / f"{number}.xlsx").write_bytes(changed(blank(purchase), RIGHT[form]))
    (tmp_path / "wrong.xlsx").write_bytes(changed(blank(purchase), PLANTED["euro by format"][0]))
    for made_of, made in ((".xlsx", "ods"), (".ods", "xlsx")):
        files = sorted(str(each) for each in tmp_path.glob(f"*{made_of}"))
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", made, "--outdir", str(tmp_path), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
    for number in range(len(forms)):
        draft = read(purchase, (tmp_path / f"{number}.xlsx").read_bytes())
        assert draft.facts[-1].rows == ITEMS
        assert {fact.name: fact.value for fact in draft.facts}["amount"] == "700000.00"
    assert "другую валюту" in complaints(purchase, (tmp_path / "wrong.xlsx").read_bytes())[0]


def test_a_sum_over_its_own_column_is_a_total_whatever_it_is_called(purchase: ContractType) -> None:
    content = changed(blank(purchase), both(item("A4", "Поставка"), item("B4", 5), item("C4", 7)))
    total = '<c r="C4" s="1"><f>SUM(C2:C3)</f><v>340000</v></c>'
    said = complaints(purchase, rewritten(content, SHEET, '<c r="C4"[^>]*><v>7</v></c>', total))
    assert "похоже на строку итогов" in said[0]


def test_a_row_of_no_height_is_hidden(purchase: ContractType) -> None:
    (said,) = complaints(
        purchase, rewritten(blank(purchase), SHEET, '<row r="3"', '<row r="3" ht="0" customHeight="1"')
    )
    assert "(Спецификация!A3): строка скрыта" in said


def test_a_word_that_only_begins_like_a_total_is_an_item(purchase: ContractType) -> None:
    content = changed(blank(purchase), item("A2", "Итоговый отчёт"))
    assert read(purchase, content).facts[-1].rows[0][0] == "Итоговый отчёт"


def test_part_of_a_text_that_is_struck_out_is_told(purchase: ContractType) -> None:
    rich = '<c r="A4" t="inlineStr"><is><r><t>Кабель </t></r><r><rPr><strike/></rPr><t>старый</t></r></is></c>'
    said = complaints(purchase, rewritten(blank(purchase), SHEET, EMPTY, rich))
    assert any("(Спецификация!A4): значение зачёркнуто" in each for each in said)


def test_a_height_with_a_comma_and_a_date_that_is_none_harm_nobody(purchase: ContractType) -> None:
    content = rewritten(blank(purchase), SHEET, '<row r="2"', '<row r="2" ht="15,75" customHeight="1"')
    content = rewritten(content, "docProps/core.xml", r"(<dcterms:created[^>]*>)[^<]*", r"\g<1>1 декабря 2026 г.")
    assert read(purchase, content).facts[-1].rows == ITEMS


def test_the_dates_of_a_book_that_counts_from_1904_are_right(purchase: ContractType) -> None:
    content = rewritten(blank(purchase), "xl/workbook.xml", "<workbookPr */>", '<workbookPr date1904="1"/>')
    days = (datetime(2026, 12, 1) - datetime(1904, 1, 1)).days  # noqa: DTZ001
    content = rewritten(content, "xl/worksheets/sheet1.xml", r'(<c r="B14"[^>]*)><v>\d+</v>', rf"\1><v>{days}</v>")
    draft = read(
        purchase, rewritten(content, "xl/worksheets/sheet1.xml", r'(<c r="B15"[^>]*)><v>\d+</v>', rf"\1><v>{days}</v>")
    )
    assert {fact.name: fact.value for fact in draft.facts}["start"] == "2026-12-01"
