"""Sheets that are formatted far down, or filled with formulas: read in the child, in bounded memory, or told."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from daemon.documents.form_parser import DraftProblems, read_draft
from daemon.documents.forms import FilledForm, make_form
from daemon.documents.render import Renderer
from daemon.documents.safety import Unsafe
from daemon.documents.spreadsheet import MOST_CELLS, from_json, read_spreadsheet, to_json
from daemon.workflow.contract_type import ContractType
from daemon.workflow.model import Fact
from documents.good_form import GOOD

NAMES = "(?:field|contractd)_.*"
LARGEST_CHILD = 300  # MB


def always(_rule: str, _facts: tuple[Fact, ...]) -> bool:
    return True


def form(type_: ContractType) -> bytes:
    rows: list[list[object]] = [["Прожектор", "4", "120000.00", None]]
    return make_form(type_, (), "ru", FilledForm(GOOD, {"items": rows}))


def with_rows(content: bytes, row: str, count: int) -> bytes:
    """The form with more rows on the sheet of its table; `{}` stands for a row's number."""
    more = "".join(row.replace("{}", str(number)) for number in range(62, 62 + count))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                text = text.replace(b"</sheetData>", more.encode() + b"</sheetData>")
            copy.writestr(name, text)
    return out.getvalue()


FORMATTED = '<row r="{}"><c r="A{}" s="3"/><c r="B{}" s="3"/><c r="C{}" s="3"/></row>'
REPEATED = '<row r="{}"><c r="A{}" t="str"><f>IF(B{}="","","x")</f><v></v></c></row>'
FILLED = (
    '<row r="{}"><c r="A{}" t="inlineStr"><is><t>x</t></is></c><c r="B{}"><v>1</v></c><c r="C{}"><v>1</v></c></row>'
)


@pytest.mark.parametrize("row", [FORMATTED, REPEATED], ids=["formats", "formulas that show nothing"])
def test_rows_that_show_nothing_cost_no_memory(purchase: ContractType, renderer: Renderer, row: str) -> None:
    content = with_rows(form(purchase), row, 100_000)
    draft = read_draft("form.xlsx", content, purchase, "ru", always, renderer.spreadsheet)
    assert draft.facts[-1].rows == (("Прожектор", "4", "120000.00", ""),)
    status = Path(f"/proc/{renderer.child_id}/status").read_text(encoding="utf-8")
    assert int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) // 1024 < LARGEST_CHILD


def test_a_sheet_with_too_many_filled_cells_is_told_what_to_do(purchase: ContractType, renderer: Renderer) -> None:
    content = with_rows(form(purchase), FILLED, MOST_CELLS // 3 + 10)
    with pytest.raises(DraftProblems, match="на листе «Спецификация» слишком много заполненных ячеек"):
        read_draft("form.xlsx", content, purchase, "ru", always, renderer.spreadsheet)


def test_a_sheet_larger_than_any_form_is_told_what_to_do(purchase: ContractType) -> None:
    row = f'<row r="{{}}" spans="1:3">{" " * 2000}</row>'
    with pytest.raises(DraftProblems, match="слишком много строк, хотя бы и пустых, но оформленных"):
        read_draft("form.xlsx", with_rows(form(purchase), row, 60_000), purchase, "ru", always)


def test_a_form_that_takes_the_child_too_long_is_told_what_to_do(purchase: ContractType) -> None:
    hurried = Renderer(seconds=0.0)
    with pytest.raises(Unsafe) as refused:
        hurried.spreadsheet(form(purchase), NAMES)
    hurried.close()
    assert refused.value.key == "form_too_complex"


def test_what_is_read_in_the_child_is_what_is_read_here(purchase: ContractType, renderer: Renderer) -> None:
    content = form(purchase)
    here = read_spreadsheet(content, NAMES)
    assert renderer.spreadsheet(content, NAMES) == here == from_json(to_json(here))


def test_a_damaged_sheet_is_told_as_damaged(purchase: ContractType, renderer: Renderer) -> None:
    with pytest.raises(DraftProblems, match="файл повреждён"):
        read_draft("f.xlsx", with_rows(form(purchase), "<row", 1), purchase, "ru", always, renderer.spreadsheet)


def test_more_text_than_any_form_has_is_told_what_to_do(purchase: ContractType, renderer: Renderer) -> None:
    text = "".join(random.Random(1).choices("0123456789abcdef", k=40_000))  # does not shrink like a bomb
    row = f'<row r="{{}}"><c r="A{{}}" t="inlineStr"><is><t>{text}</t></is></c></row>'
    with pytest.raises(DraftProblems, match="форма слишком велика"):
        read_draft("f.xlsx", with_rows(form(purchase), row, 300), purchase, "ru", always, renderer.spreadsheet)


def test_thousands_of_rows_in_columns_that_nobody_knows_are_told_once(purchase: ContractType) -> None:
    row = '<row r="{}"><c r="H{}"><v>1</v></c><c r="I{}"><v>2</v></c></row>'
    with pytest.raises(DraftProblems) as caught:
        read_draft("f.xlsx", with_rows(form(purchase), row, 20_000), purchase, "ru", always)
    assert ["в столбце" in str(each) for each in caught.value.mistakes] == [True, True]
