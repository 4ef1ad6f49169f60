"""The sheets of a report's workbook: totals, contracts, people, stages, and what waits longest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from daemon.application.admin.figures import Figures, Stuck, TaskFigures
from daemon.application.admin.report_letter import ReportReader
from daemon.documents.report_workbook import HOURS, MOMENT, SHARE, CellValue, DataSheet, SheetColumn
from daemon.store import contract_queries
from daemon.store.contract_queries import ContractFilter, ContractRow, Order, Viewer

_GOOD, _LATE, _BAD, _PLAIN = "15803D", "B45309", "B91C1C", "4B6A9B"
_MOST_CONTRACTS = 5000  # a workbook is read by people, and goes by mail
_TOTALS = ("opened", "approved", "returned", "declined", "withdrawn", "under_way")


def report_sheets(
    connection: Connection, found: Figures, named: Sequence[Stuck], reader: ReportReader, viewer: Viewer
) -> list[DataSheet]:
    """Return the sheets; contracts are named on them only as far as the viewer may see them."""
    return [
        _summary(found, reader),
        _contracts(connection, found, reader, viewer),
        _people(found, reader),
        _stages(found, reader),
        _stuck(named, reader),
    ]


def _summary(found: Figures, reader: ReportReader) -> DataSheet:
    say = reader.words.say
    rows: list[list[CellValue]] = [[say(each), getattr(found.contracts, each)] for each in _TOTALS]
    rows.append([say("overdue_contracts"), found.contracts.overdue])
    columns = [_column(reader, "what", 34), _column(reader, "amount_of", 12, colour=_PLAIN)]
    return DataSheet(say("sheets.summary"), columns, rows, reader.title)


def _contracts(connection: Connection, found: Figures, reader: ReportReader, viewer: Viewer) -> DataSheet:
    period = (found.wanted.begin, found.wanted.end)
    rows: dict[int, ContractRow] = {}
    for wanted in (ContractFilter(opened=period), ContractFilter(closed=period)):
        of_period = contract_queries.find(connection, wanted, viewer, Order.OLDEST_FIRST, _MOST_CONTRACTS)
        rows |= {each.id: each for each in of_period}
    widths = {"number": 16, "contract": 52, "type": 26, "sum": 20, "status": 18}
    columns = [_column(reader, name, width) for name, width in widths.items()]
    columns += [_column(reader, name, 17, MOMENT) for name in ("opened", "closed")]
    statuses = reader.house.table("statuses")
    cells = [
        [
            each.number,
            each.summary or each.name,
            reader.types.get(each.type, each.title),
            each.amount,
            statuses.get(each.status, each.status),
            _local(each.opened_at, reader),
            _local(each.closed_at, reader),
        ]
        for each in rows.values()
    ]
    return DataSheet(reader.words.say("sheets.contracts"), columns, cells)


def _people(found: Figures, reader: ReportReader) -> DataSheet:
    rows = [[each.person.name, *_did(each.tasks)] for each in found.people]
    columns = [_column(reader, "person", 36), *_task_columns(reader)]
    return DataSheet(reader.words.say("sheets.people"), columns, rows, reader.words.say("people").partition(":")[0])


def _stages(found: Figures, reader: ReportReader) -> DataSheet:
    rows = [[reader.stage(each), *_did(each.tasks)] for each in found.stages]
    columns = [_column(reader, "stage", 36), *_task_columns(reader)]
    return DataSheet(reader.words.say("sheets.stages"), columns, rows, reader.words.say("stages").partition(":")[0])


def _task_columns(reader: ReportReader) -> list[SheetColumn]:
    colours = {"asked": "", "on_time": _GOOD, "late": _LATE, "overdue": _BAD, "waiting": ""}
    columns = [_column(reader, name, 13, "0", colour) for name, colour in colours.items()]
    return [*columns, _column(reader, "share", 13, SHARE), _column(reader, "median", 16, HOURS)]


def _did(did: TaskFigures) -> list[CellValue]:
    return [did.asked, did.on_time, did.late, did.overdue, did.waiting, did.on_time_share, did.median_hours]


def _stuck(named: Sequence[Stuck], reader: ReportReader) -> DataSheet:
    columns = [
        _column(reader, "number", 16),
        _column(reader, "contract", 52),
        _column(reader, "stage", 28),
        _column(reader, "waits_for", 36),
        _column(reader, "since", 18, MOMENT),
        _column(reader, "due", 18, MOMENT),
        _column(reader, "days", 14, "0", _BAD),
    ]
    rows = [
        [
            each.contract.number,
            each.contract.summary or each.contract.name,
            each.contract.stage_title,
            ", ".join(wait.name for wait in each.waits),
            _local(each.since, reader),
            _local(each.contract.due_at, reader),
            reader.working_days(each.since),
        ]
        for each in named
    ]
    return DataSheet(reader.words.say("sheets.stuck"), columns, rows, reader.words.say("columns.days"))


def _column(
    reader: ReportReader, name: str, width: int, number_format: str = "General", colour: str = ""
) -> SheetColumn:
    return SheetColumn(reader.words.say(f"columns.{name}"), width, number_format, colour)


def _local(moment: datetime | None, reader: ReportReader) -> datetime | None:
    """Return a moment as the clock on the wall shows it: cells know no zones."""
    return moment.astimezone(reader.words.zone).replace(tzinfo=None) if moment else None
