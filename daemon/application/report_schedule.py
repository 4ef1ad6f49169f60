"""When reports are due: the clock only ticks, and rows say which time was served last.

A time that came while no daemon ran is served late, once; of several only the latest. A schedule that is new, or was
changed, begins with its next time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.application.app_context import AppContext
from daemon.config.settings import Report, Send
from daemon.store import report_runs
from daemon.workflow.model import PersonKey

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report to make: of the whole days from `begin` to `end`, which is not included, for these people."""

    schedule: str
    at: datetime
    send: Send
    begin: datetime
    end: datetime
    to: tuple[PersonKey, ...]


def due_reports(app: AppContext) -> list[int]:
    """Return the runs whose time has come since they were served last."""
    latest = {schedule: latest_time(each[0], app.now(), _zone(app)) for schedule, each in _by_schedule(app).items()}
    with app.database.read() as connection:
        runs = report_runs.all_runs(connection)
    if {each.schedule for each in runs} != latest.keys():
        with app.database.transaction() as tx:
            report_runs.keep_only(tx, latest, app.now())
    return [each.id for each in runs if each.schedule in latest and each.last_at < latest[each.schedule]]


def find_due(app: AppContext, run_id: int) -> DueReport | None:
    """Return the report that a run has to make now; None if it has none."""
    with app.database.read() as connection:
        run = next((each for each in report_runs.all_runs(connection) if each.id == run_id), None)
    reports = _by_schedule(app).get(run.schedule, []) if run else []
    if run is None or not reports:
        return None
    zone, first = _zone(app), reports[0]
    at = latest_time(first, app.now(), zone)
    if at <= run.last_at:
        return None
    end = datetime.combine(at.astimezone(zone).date(), time(), zone)
    begin = end - timedelta(days=7 if first.send is Send.WEEKLY else 1)  # by the clock on the wall: PEP 495
    people = tuple(dict.fromkeys(person for each in reports for person in each.to))
    return DueReport(run.schedule, at, first.send, begin, end, people)


def latest_time(report: Report, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the latest time of a report's schedule that is not after now, by the clock on the wall of a zone."""
    day = now.astimezone(zone).date()
    for back in range(9):  # a week, and the day of today before its hour
        at = datetime.combine(day - timedelta(days=back), report.at, zone).astimezone(UTC)
        if at <= now and report.weekday in (None, (day - timedelta(days=back)).weekday()):
            return at
    raise AssertionError("a week has every day")


def _by_schedule(app: AppContext) -> Mapping[str, list[Report]]:
    found: dict[str, list[Report]] = defaultdict(list)
    for each in app.settings.reports:
        day = "" if each.weekday is None else f" {_WEEK[each.weekday]}"
        found[f"{each.send}{day} {each.at:%H:%M}"].append(each)
    return found


def _zone(app: AppContext) -> ZoneInfo:
    return app.settings.organisation.timezone
