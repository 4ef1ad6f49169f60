"""Tables as a workbook: a sheet for each, with a head that stays, widths, formats of numbers, and a chart of its own.

Every text is a cell of text, whatever it begins with: nothing of it is computed.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from daemon.documents.form_cells import LINE, AnyCell, dress_head, font, put_text

SHARE, HOURS, MOMENT = "0%", "0.0", "dd.mm.yyyy hh:mm"
_CHARTED = 25  # rows: more bars are not read
_LINE_HEIGHT = 15  # points
_FILTER_BUTTON = 4  # characters of a head that the button covers
_LIKE_FORMULAS = ("=", "+", "-", "@")
CellValue = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`colour`: of its bars in the chart; empty: it is not in the chart. The bars' names stand in the first column."""

    title: str
    width: int
    number_format: str = "General"
    colour: str = ""


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A table for a sheet, and the title of its chart; empty: it has none. Moments are without a zone: as shown."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[CellValue]]
    chart: str = ""


def make_workbook(sheets: Sequence[DataSheet]) -> bytes:
    """Return the workbook as bytes of an XLSX file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for each in sheets:
        _fill(book.create_sheet(each.title), each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, data: DataSheet) -> None:
    for number, column in enumerate(data.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(column.width, len(column.title) + _FILTER_BUTTON)
        head = sheet.cell(1, number)
        put_text(head, column.title)
        dress_head(head)
    for row_number, row in enumerate(data.rows, 2):
        for number, (column, value) in enumerate(zip(data.columns, row, strict=True), 1):
            _put(sheet.cell(row_number, number), value, column)
        if (lines := max(map(_lines, row, data.columns), default=1)) > 1:
            sheet.row_dimensions[row_number].height = lines * _LINE_HEIGHT
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(data.columns))}{len(data.rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if data.chart and data.rows:
        _add_chart(sheet, data)


def _lines(value: CellValue, column: SheetColumn) -> int:
    """Return how many lines a value takes in its column: not every program finds that out by itself."""
    return len(textwrap.wrap(value, column.width - 2)) if isinstance(value, str) else 1


def _put(cell: AnyCell, value: CellValue, column: SheetColumn) -> None:
    cell.font, cell.border = font(), LINE
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    if isinstance(value, str):
        put_text(cell, value)
        cell.quotePrefix = value.startswith(_LIKE_FORMULAS)  # it stays text when somebody edits it, too
    else:
        cell.value = value
        cell.number_format = column.number_format


def _add_chart(sheet: Worksheet, data: DataSheet) -> None:
    """Put a bar chart below the table: its series are the columns that have a colour, one after another in a bar."""
    last = min(len(data.rows), _CHARTED) + 1
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 60
    chart.title, chart.style = data.chart, 10
    for number, column in enumerate(data.columns, 1):
        if column.colour:
            chart.add_data(Reference(sheet, min_col=number, min_row=1, max_row=last), titles_from_data=True)
            chart.series[-1].graphicalProperties.solidFill = column.colour
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    if len(chart.series) == 1:
        chart.legend = None
    else:
        chart.legend.position = "b"
    chart.width, chart.height = 24, 5 + 0.7 * last
    sheet.add_chart(chart, f"A{len(data.rows) + 4}")
