"""The clock waits for the mailbox: after a stop, answers are read before anybody is taken at their silence."""

from __future__ import annotations

from application.theatre import Theatre
from daemon.application.deadline_gate import DeadlineGate
from daemon.application.inbound import dispatch
from daemon.store import inbox


def test_a_deadline_waits_until_the_mailbox_was_read_and_its_mails_have_taken_effect(theatre: Theatre) -> None:
    contract = theatre.drop()
    (row,) = theatre.rows()
    theatre.clock = theatre.clock.replace(month=12, day=20)
    read: list[bool] = []
    patience = DeadlineGate(lambda: bool(read))
    patience.fire_timers(theatre.app, row)
    assert theatre.events(contract, "DeadlinePassed") == []
    read.append(True)
    with theatre.database.transaction() as tx:
        mail = inbox.store(tx, b"From: somebody@other.example\r\n\r\nHi", "", "somebody@other.example", theatre.clock)
    patience.fire_timers(theatre.app, row)
    assert theatre.events(contract, "DeadlinePassed") == []
    assert mail is not None
    dispatch.read_mail(theatre.app, mail)
    patience.fire_timers(theatre.app, row)
    assert len(theatre.events(contract, "DeadlinePassed")) == 1


def test_while_the_mail_server_is_away_deadlines_wait_again(theatre: Theatre) -> None:
    contract = theatre.drop()
    (row,) = theatre.rows()
    read = [True]
    patience = DeadlineGate(lambda: bool(read))
    patience.fire_timers(theatre.app, row)
    read.clear()
    theatre.clock = theatre.clock.replace(month=12, day=20)
    patience.fire_timers(theatre.app, row)
    assert theatre.events(contract, "DeadlinePassed") == []
    read.append(True)
    patience.fire_timers(theatre.app, row)
    assert len(theatre.events(contract, "DeadlinePassed")) == 1
