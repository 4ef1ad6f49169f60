"""Nothing is lost that the rows know of."""

from __future__ import annotations

from datetime import timedelta

from daemon.desk.office import Office
from daemon.desk.sweep import sweep
from daemon.store import draftbox, inbox, outbox
from daemon.store.database import Database
from daemon.store.outbox import Letter


def test_the_sweep_finds_what_no_wake_up_told_of(office: Office) -> None:
    deaf = Database(str(office.database.url))
    now = office.now()
    with deaf.transaction() as tx:
        inbox.store(tx, b"Subject: a\r\n\r\nb", "<a@x>", "", now)
        draftbox.store(tx, "purchase", "form.yaml", b"x: 1", "cli:a", now)
        outbox.put(tx, Letter("k", "<k@x>", "help", "orlova@scena.example", b"x"), now)
        outbox.put(tx, Letter("l", "<l@x>", "help", "orlova@scena.example", b"x"), now + timedelta(days=1))
    deaf.close()
    assert sweep(office) == ["mail:1", "draft:1", "letter:1"]
