"""Reports: at their time, once, to each in their language; what they show, and what no value can do in them."""

from __future__ import annotations

import email.policy
import io
import re
import zipfile
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import update
from workflow.people import at

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.application.admin.report_sending import send_report
from daemon.application.due_work import sweep
from daemon.application.report_schedule import latest_time
from daemon.config.settings import Report, Send
from daemon.documents.report_workbook import DataSheet, SheetColumn, make_workbook
from daemon.store import report_runs
from daemon.store.job_key import JobKind
from daemon.store.tables import contracts

WEEKLY = "- {send: weekly, at: monday 09:00, to: [director, commercial]}"
BERLIN = ZoneInfo("Europe/Berlin")
HOSTILE = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example","y")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\u202egnp.exe",
    "<b>",
]


def reports(contractd: InProcessDaemon, to: str = "") -> list[OutboxLetter]:
    return contractd.letters(to, "report")


def bodies(letter: OutboxLetter) -> list[str]:
    """The plain text and the HTML, with spaces as people type them."""
    message = email.message_from_bytes(letter.raw, policy=email.policy.default)
    found = (message.get_body((kind,)) for kind in ("plain", "html"))
    return [" ".join(each.get_content().split()) for each in found if each]


def workbook(letter: OutboxLetter) -> Workbook:
    [attached] = letter.message.attachments
    assert attached.name.endswith(".xlsx")
    return load_workbook(io.BytesIO(attached.content))


def cells(book: Workbook, sheet: int) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


@pytest.fixture
def monday(contractd: InProcessDaemon) -> InProcessDaemon:
    """The Monday after a week in which a contract came and waits; the report is at nine."""
    contractd.at("2026-11-23 10:00")
    contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.at("2026-11-27 10:00")  # the ladder takes it from the commercial director
    contractd.at("2026-11-30 08:59")
    assert reports(contractd) == []
    contractd.at("2026-11-30 09:00")
    return contractd


def test_at_its_time_everybody_named_gets_it_once(monday: InProcessDaemon) -> None:
    assert [each.recipient for each in reports(monday)] == ["sokolov@scena.example", "belova@scena.example"]
    for moment in ("2026-11-30 09:01", "2026-11-30 18:00", "2026-12-06 23:00"):
        monday.at(moment)
    assert len(reports(monday)) == 2
    monday.at("2026-12-07 09:00")
    assert len(reports(monday)) == 4


def test_what_came_while_nothing_ran_is_sent_late_and_once(contractd: InProcessDaemon) -> None:
    contractd.at("2026-11-23 10:00")
    contractd.at("2026-12-09 15:00")  # two Mondays have passed
    assert len(reports(contractd)) == 2
    contractd.at("2026-12-09 15:01")
    assert len(reports(contractd)) == 2


def test_a_house_that_has_just_begun_gets_no_report_of_the_time_before(contractd: InProcessDaemon) -> None:
    contractd.at("2026-11-25 10:00")
    contractd.at("2026-11-25 10:01")
    assert reports(contractd) == []


def test_two_daemons_that_see_the_same_time_send_one(contractd: InProcessDaemon) -> None:
    contractd.at("2026-11-23 10:00")
    contractd.clock = at("2026-11-30 09:00")
    [key] = [each for each in sweep(contractd.app) if each.kind is JobKind.REPORT]
    for _ in range(2):
        send_report(contractd.app, key.id)
    assert len(reports(contractd)) == 2
    with contractd.database.transaction() as tx:
        [run] = report_runs.all_runs(tx.connection)
        assert report_runs.advance(tx, run.id, at("2026-11-30 09:00")) is False


def test_a_new_schedule_begins_with_its_next_time_and_one_that_is_gone_is_over(
    contractd: InProcessDaemon,
) -> None:
    contractd.at("2026-11-25 12:00")
    contractd.edit((WEEKLY, '- {send: daily, at: "10:00", to: [clerk]}'))
    contractd.at("2026-11-25 12:01")
    contractd.at("2026-11-25 12:02")
    assert reports(contractd) == []
    contractd.at("2026-11-26 10:00")
    assert [each.recipient for each in reports(contractd)] == ["titova@scena.example"]
    assert "25 ноября 2026" in reports(contractd)[0].subject
    assert sweep(contractd.app) == [] or JobKind.REPORT not in {each.kind for each in sweep(contractd.app)}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-29 01:59", "2026-03-28 02:30"),  # clocks are set forward from 02:00 to 03:00
        ("2026-03-29 03:31", "2026-03-29 03:30"),
        ("2026-10-25 02:31", "2026-10-25 02:30"),  # the first of two
        ("2026-10-25 04:00", "2026-10-25 02:30"),
        ("2026-10-26 02:29", "2026-10-25 02:30"),
    ],
)
def test_a_time_comes_once_on_the_days_when_clocks_are_changed(now: str, expected: str) -> None:
    daily = Report(Send.DAILY, None, time(2, 30), ())
    found = latest_time(daily, datetime.fromisoformat(now).replace(tzinfo=BERLIN), BERLIN)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=BERLIN).astimezone(UTC)


def test_the_letter_says_what_happened_who_answers_and_what_waits(monday: InProcessDaemon) -> None:
    letter = reports(monday, "sokolov")[0]
    assert letter.subject == "Договоры за неделю 23–29 ноября 2026: открыто 1, согласовано 0, просрочено сейчас 0"
    assert "открыто 1, согласовано 0, возвращено на доработку 0, отклонено 0" in letter.text
    assert "Орлова М. П. в срок 1 из 1 (100 %), обычно за 0 мин" in letter.text
    assert "Белова И. О." in letter.text  # what the ladder took away from her is hers
    assert "Ждут дольше всех" in letter.text
    assert "З-2026-0001" in letter.text


def test_text_and_html_say_the_same_and_nothing_is_fetched(monday: InProcessDaemon) -> None:
    text, html = bodies(reports(monday, "sokolov")[0])
    assert not re.findall(r"<img|<script|<link|url\(|https?:", html)
    for said in ("Орлова М. П.", "в срок 1 из 1 (100 %)", "обычно за 0 мин", "З-2026-0001"):
        assert said in text
        assert said in html


def test_the_workbook_has_its_sheets_charts_heads_and_formats(monday: InProcessDaemon) -> None:
    book = workbook(reports(monday, "sokolov")[0])
    assert book.sheetnames == ["Итоги", "Договоры", "Люди", "Этапы", "Ждут дольше всех"]
    assert all(each.freeze_panes == "A2" for each in book.worksheets)
    assert [len(each._charts) for each in book.worksheets] == [1, 0, 1, 1, 1]
    people = {row[0]: row for row in cells(book, 2)[1:]}
    assert people["Орлова Мария Петровна"][1:6] == [1, 1, 0, 0, 0]
    assert book.worksheets[2]["G2"].number_format == "0%"
    assert book.worksheets[1]["F2"].value == datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001  as the wall clock shows it
    assert "ООО «Ромашка»" in str(cells(book, 1)[1][1])


def test_figures_are_of_all_and_contracts_are_named_to_those_who_may_see_them(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("to: [director, commercial]", "to: [clerk, economist, john]"))
    contractd.at("2026-11-23 10:00")
    contractd.drop()
    contractd.at("2026-11-30 09:00")
    clerk, john = reports(contractd, "titova")[0], reports(contractd, "reed")[0]
    assert "З-2026-0001" in clerk.text
    assert "З-2026-0001" not in john.text
    assert "Contracts in the week 23–29 November 2026: 1 opened" in john.subject
    assert [row[1] for row in cells(workbook(john), 0)][1] == 1
    assert len(cells(workbook(john), 1)) == len(cells(workbook(john), 4)) == 1
    assert len(cells(workbook(clerk), 1)) == 2


def test_no_value_becomes_a_formula_or_markup(monday: InProcessDaemon) -> None:
    monday.at("2026-12-07 08:59")
    with monday.database.transaction() as tx:
        tx.execute(update(contracts).values(summary="=cmd|' /C calc'!A0<b>x</b>"))
    monday.at("2026-12-07 09:00")
    letter = reports(monday, "sokolov")[-1]
    book = workbook(letter)
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert found
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}
    assert "<b>x</b>" not in bodies(letter)[1]


def test_heads_have_room_beside_their_buttons_and_rows_are_as_high_as_their_text() -> None:
    columns = [SheetColumn("Кого ждём", 20), SheetColumn("С опозданием", 13, "0", "15803D")]
    people = "Крылова Нина Сергеевна, Мишин Денис Андреевич, Орлова Мария Петровна"
    [sheet] = load_workbook(io.BytesIO(make_workbook([DataSheet("Лист", columns, [["Орлова", 1], [people, 2]])])))
    assert [sheet.column_dimensions[each].width for each in "AB"] == [20, 16]
    assert [sheet.row_dimensions[each].height for each in (2, 3)] == [None, 75]
    assert sheet.print_title_rows == "$1:$1"


def test_hostile_values_are_strings_in_the_file_itself() -> None:
    columns = [SheetColumn("a", 20), SheetColumn("b", 10, "0", "15803D")]
    made = make_workbook([DataSheet("Лист", columns, [[value, 1] for value in HOSTILE], "=1+1")])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        names = archive.namelist()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == len(HOSTILE) + 2
    assert not [each for each in names if "external" in each.lower()]
    [found] = load_workbook(io.BytesIO(made)).worksheets
    assert [row[0].value for row in found.iter_rows(min_row=2)] == HOSTILE
