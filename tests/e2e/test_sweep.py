"""Nothing is lost that the rows know of."""

from __future__ import annotations

from datetime import timedelta

from daemon.application.app_context import AppContext
from daemon.application.due_work import sweep
from daemon.application.inbound.dispatch import read_mail
from daemon.store import drafts, inbox, outbox
from daemon.store.cause import Cause
from daemon.store.database import Database
from daemon.store.job_key import JobKey, JobKind
from daemon.store.outbox import OutgoingLetter


def test_the_sweep_finds_what_no_wake_up_told_of(app: AppContext) -> None:
    deaf = Database(str(app.database.url))
    now = app.now()
    with deaf.transaction() as tx:
        inbox.store(tx, b"Subject: a\r\n\r\nb", "<a@x>", "", now)
        drafts.store(tx, "purchase", "form.yaml", b"x: 1", Cause.of_operator("a"), now)
        outbox.put(tx, OutgoingLetter(Cause("k"), "<k@x>", "help", "orlova@scena.example", b"x"), now)
        outbox.put(
            tx, OutgoingLetter(Cause("l"), "<l@x>", "help", "orlova@scena.example", b"x"), now + timedelta(days=1)
        )
    deaf.close()
    assert sweep(app) == [JobKey(kind, 1) for kind in (JobKind.MAIL, JobKind.DRAFT, JobKind.LETTER)]


def test_what_people_wrote_is_read_in_that_order_whatever_is_woken_first(app: AppContext) -> None:
    with app.database.transaction() as tx:
        for n, sender in enumerate(("orlova@scena.example", "belova@scena.example", "orlova@scena.example")):
            raw = f"From: {sender}\r\nSubject: {n}\r\n\r\nwords {n}\r\n".encode()
            inbox.store(tx, raw, f"<{n}@scena.example>", sender, app.now())
    for each, left in ((3, [1, 2, 3]), (2, [1, 2, 3]), (1, [2, 3]), (3, [2, 3]), (2, [3]), (3, [])):
        read_mail(app, each)
        with app.database.read() as connection:
            assert inbox.waiting(connection) == left
