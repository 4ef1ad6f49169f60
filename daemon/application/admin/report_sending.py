"""Make the reports of a time and put them into the outbox, once: for each person in their language."""

from __future__ import annotations

from daemon.application.admin.figures import figures
from daemon.application.admin.report_letter import ReportReader, report_letter
from daemon.application.admin.report_sheets import report_sheets
from daemon.application.app_context import AppContext
from daemon.application.report_schedule import DueReport, find_due
from daemon.documents.naming import file_name
from daemon.documents.report_workbook import make_workbook
from daemon.mail.compose.layout import Composed
from daemon.store import report_runs
from daemon.store.cause import Cause
from daemon.store.contract_queries import EVERYTHING
from daemon.store.task_queries import FigureFilter
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Person
from daemon.workflow.route import participant


def send_report(app: AppContext, run_id: int) -> None:
    """Put the reports of a run's latest time into the outbox; nothing if they are there, whoever put them there."""
    due = find_due(app, run_id)
    if due is None:
        return
    people = [app.directory.people[each] for each in due.to]
    made = [(person, *_made(app, due, person)) for person in people]  # slow work never sits inside a transaction
    cause, now = Cause.of_report(due.schedule, due.at), app.now()
    with app.database.transaction() as tx:
        if report_runs.advance(tx, run_id, due.at):
            for person, composed, attachment in made:
                app.letters.inform(tx, participant(person), LetterKind.REPORT, composed, now, cause, (attachment,))


def _made(app: AppContext, due: DueReport, person: Person) -> tuple[Composed, tuple[str, bytes]]:
    """Return a person's letter and its workbook: the figures of all, and the contracts that they may see by name."""
    wanted, now = FigureFilter(due.begin, due.end, with_waiting=True), app.now()
    reader = ReportReader.of(app, person, due)
    with app.database.read() as connection:
        found = figures(connection, wanted, EVERYTHING, now)
        named = figures(connection, wanted, app.viewer(person), now).stuck
        sheets = report_sheets(connection, found, named, reader, app.viewer(person))
    workbook = (file_name(reader.title, ".xlsx"), make_workbook(sheets))
    return report_letter(found, named, reader), workbook
