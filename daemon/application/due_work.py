"""Finding what a lost wake-up, a crash, another process or the passing of time left to do: questions to the rows."""

from __future__ import annotations

from daemon.application import held_letters, make_digest
from daemon.application.app_context import AppContext
from daemon.application.availability import sync_absences
from daemon.application.report_schedule import due_reports
from daemon.application.unmatched_mails import tell_of_unmatched
from daemon.store import contract_queries, digests, drafts, inbox, outbox, projections, quarantined_work, sign_ins
from daemon.store.job_key import JobKey, JobKind

OUTDATED_AT_ONCE = 1000  # contracts whose rows are derived anew after an upgrade: some seconds' work beside the mails


def due_contracts(app: AppContext) -> list[JobKey]:
    """Return the keys of the contracts for which the clock has something to do now."""
    with app.database.read() as connection:
        return [JobKey(JobKind.CONTRACT, each) for each in contract_queries.due(connection, app.now())]


def sweep(app: AppContext) -> list[JobKey]:
    """Return the keys of all that is due. Its cost follows these, not what the database holds."""
    now = app.now()
    sync_absences(app)
    tell_of_unmatched(app)
    reports = [JobKey(JobKind.REPORT, each) for each in due_reports(app)]
    make_digest.open_due(app)
    with app.database.read() as connection:
        digest_keys = {JobKey(JobKind.DIGEST, each.id): each.person for each in digests.waiting(connection)}
        to_make = [each for each in digest_keys if not quarantined_work.is_quarantined(connection, each)]
        people = {digest_keys[each] for each in to_make}  # what is held for them is about to be in it
        held = [each for each in digests.held(connection) if each.person not in people]
        return [
            *(JobKey(JobKind.MAIL, each) for each in inbox.waiting(connection)),
            *(JobKey(JobKind.DRAFT, each) for each in drafts.waiting(connection)),
            *(JobKey(JobKind.CONTRACT, each) for each in contract_queries.due(connection, now)),
            *(JobKey(JobKind.CONTRACT, each) for each in projections.outdated(connection, OUTDATED_AT_ONCE)),
            *(JobKey(JobKind.DOCUMENTS, each) for each in contract_queries.documents_to_make(connection)),
            *to_make,
            *(JobKey(JobKind.HELD, each) for each in held_letters.urgent(app, held, now)),
            *(JobKey(JobKind.LETTER, each) for each in outbox.due(connection, now)),
            *reports,
            *(JobKey(JobKind.SIGN_IN, each) for each in sign_ins.waiting(connection)),
        ]
