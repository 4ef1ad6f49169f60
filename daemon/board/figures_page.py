"""The figures of a month: the report, live, of the contracts that the visitor may see, and their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response

from daemon.application.admin.figures import (
    ContractFigures,
    TaskFigures,
    by_month,
    figures,
    month_begin,
    month_of,
    people_figures,
)
from daemon.application.admin.report_letter import duration, report_words, stage_name
from daemon.board.pages import render
from daemon.board.tiles import tiles
from daemon.board.visit import Visit
from daemon.mail.compose import russian_names
from daemon.mail.compose.catalogue import Wording
from daemon.store import task_queries
from daemon.store.task_queries import FigureFilter

_MONTHS = 12  # that can be chosen, and are compared


@dataclass(frozen=True, slots=True)
class ChosenMonth:
    """A month as an address says it, and its beginning and end."""

    key: str
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A line of a table about tasks: somebody or a stage, and how they did."""

    name: str
    tasks: TaskFigures
    share: str
    median: str


def figures_of(request: Request, visit: Visit) -> Response:
    """Return the page with the figures of a month, a type or a kind; what makes no sense in its address is left out."""
    query, zone, words = request.query_params, visit.words.zone, report_words(visit.texts.language, visit.words.zone)
    month, settings = _month(query.get("month", ""), visit), visit.app.settings
    type_ = query.get("type", "") if query.get("type", "") in settings.contract_types else ""
    kind = query.get("kind", "") if query.get("kind", "") in visit.words.table("kinds") else ""
    wanted = FigureFilter(month.begin, month.end, type_, kind)
    own = replace(wanted, person=visit.person.key)
    with visit.app.database.read() as connection:
        found = figures(connection, wanted, visit.viewer, visit.now)
        months = by_month(connection, wanted, visit.viewer, visit.now, zone, _MONTHS)
        mine = people_figures(task_queries.task_groups(connection, own, visit.viewer, visit.now))
        waiting = tiles(connection, [each.contract for each in found.stuck], visit)
    return render(
        "figures.html",
        visit,
        "/figures",
        words=words.say,
        month=month,
        months_to_choose=list(_months(visit)),
        types=[(each.key, each.title) for each in settings.contract_types.values()],
        kinds=list(visit.words.table("kinds").items()),
        chosen={"type": type_, "kind": kind},
        by_month=[(_named(begin, visit), _counts(each)) for begin, each in reversed(months)],
        by_type=[
            (_title(each, visit), _counts(counts, with_now=wanted.includes(visit.now)))
            for each, counts in found.by_type.items()
        ],
        own=[_row(each.person.name, each.tasks, words) for each in mine],
        people=[_row(russian_names.short(each.person.name), each.tasks, words) for each in found.people],
        stages=[_row(stage_name(words, each), each.tasks, words) for each in found.stages],
        stuck=waiting,
    )


def _counts(each: ContractFigures, *, with_now: bool = False) -> list[tuple[str, int]]:
    """Return the figures of contracts with the keys of their names, in the order of a table's columns.

    `with_now`: also what is under way and overdue, which is known of the present only.
    """
    found = [(name, getattr(each, name)) for name in ("opened", "approved", "returned", "declined", "withdrawn")]
    return [*found, ("under_way", each.under_way), ("overdue_contracts", each.overdue)] if with_now else found


def _row(name: str, did: TaskFigures, words: Wording) -> TaskRow:
    share = "" if did.on_time_share is None else f"{round(100 * did.on_time_share)} %"
    median = "" if did.median_minutes is None else duration(words, did.median_minutes)
    return TaskRow(name, did, share, median)


def _month(written: str, visit: Visit) -> ChosenMonth:
    """Return the month of an address; the present one for what is none, or lies too far away."""
    known = {key for key, _ in _months(visit)}
    key = written if written in known else f"{visit.now.astimezone(visit.words.zone):%Y-%m}"
    return ChosenMonth(key, *month_of(key, visit.words.zone))


def _months(visit: Visit) -> Iterator[tuple[str, str]]:
    """Yield the months that can be chosen, the latest first: as an address says them, and in words."""
    local = visit.now.astimezone(visit.words.zone)
    for back in range(_MONTHS):
        begin = month_begin(local.year, local.month - back, visit.words.zone)
        yield f"{begin:%Y-%m}", _named(begin, visit)


def _named(month: datetime, visit: Visit) -> str:
    return format_date(month, "LLLL y", visit.texts.language)


def _title(type_: str, visit: Visit) -> str:
    known = visit.app.settings.contract_types.get(type_)
    return known.title if known else type_
