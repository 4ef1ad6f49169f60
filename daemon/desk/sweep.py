"""Finding what a lost wake-up, a crash, another process or the passing of time left to do: questions to the rows."""

from __future__ import annotations

from daemon.desk.away import take_note
from daemon.desk.office import Office
from daemon.store import draftbox, inbox, listing, outbox


def sweep(office: Office) -> list[str]:
    """The keys of all that is due. Its cost follows these, not what the database holds."""
    now = office.now()
    take_note(office)
    with office.database.read() as connection:
        return [
            *(f"mail:{each}" for each in inbox.waiting(connection)),
            *(f"draft:{each}" for each in draftbox.waiting(connection)),
            *(f"contract:{each}" for each in listing.due(connection, now)),
            *(f"documents:{each}" for each in listing.documents_to_make(connection)),
            *(f"letter:{each}" for each in outbox.due(connection, now)),
        ]
