"""The clock waits for the mailbox: after a stop, answers are read before anybody is taken at their silence."""

from __future__ import annotations

from application.in_process_daemon import InProcessDaemon
from daemon.application.deadline_gate import DeadlineGate
from daemon.application.inbound import dispatch
from daemon.store import inbox


def test_a_deadline_waits_until_the_mailbox_was_read_and_its_mails_have_taken_effect(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    (row,) = contractd.rows()
    contractd.clock = contractd.clock.replace(month=12, day=20)
    read: list[bool] = []
    patience = DeadlineGate(lambda: bool(read))
    patience.fire_timers(contractd.app, row)
    assert contractd.events(contract, "DeadlinePassed") == []
    read.append(True)
    with contractd.database.transaction() as tx:
        mail = inbox.store(tx, b"From: somebody@other.example\r\n\r\nHi", "", "somebody@other.example", contractd.clock)
    patience.fire_timers(contractd.app, row)
    assert contractd.events(contract, "DeadlinePassed") == []
    assert mail is not None
    dispatch.read_mail(contractd.app, mail)
    patience.fire_timers(contractd.app, row)
    assert len(contractd.events(contract, "DeadlinePassed")) == 1


def test_while_the_mail_server_is_away_deadlines_wait_again(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    (row,) = contractd.rows()
    read = [True]
    patience = DeadlineGate(lambda: bool(read))
    patience.fire_timers(contractd.app, row)
    read.clear()
    contractd.clock = contractd.clock.replace(month=12, day=20)
    patience.fire_timers(contractd.app, row)
    assert contractd.events(contract, "DeadlinePassed") == []
    read.append(True)
    patience.fire_timers(contractd.app, row)
    assert len(contractd.events(contract, "DeadlinePassed")) == 1
