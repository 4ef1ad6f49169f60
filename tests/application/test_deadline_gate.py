"""The clock waits for the mailbox: answers are read before anybody is reminded, or taken at their silence."""

from __future__ import annotations

import imaplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from e2e.daemon_process import wait_for
from servers.mailserver import MailServer
from workflow.people import at

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.application.deadline_gate import DeadlineGate
from daemon.application.inbound import dispatch
from daemon.application.inbound.mailbox_watcher import MailboxWatcher
from daemon.mail.transport.imap import Imap
from daemon.mail.transport.protocols import Account, Security
from daemon.store import inbox
from daemon.store.job_key import JobKind
from daemon.workflow.commands import MoveDeadline
from daemon.workflow.model import Contract, Status

SECOND = timedelta(seconds=1)
HANDED_IN = "2026-11-23 10:00"
DUE = at("2026-11-23 11:00")
ONE_HOUR = """\
    route:
      - {{stage: fund, title: Согласование фонда, approvers: [{approvers}], deadline: 1 working hour}}
      - {{stage: end, title: Решение, approvers: [director], deadline: 2 working days}}
"""


@dataclass
class LookedAt:
    """A mailbox that was looked at, and how often somebody wanted it."""

    read_until: datetime | None = None
    wanted: int = 0

    def look(self) -> None:
        self.wanted += 1


def asks(edited: Edited, approvers: str) -> InProcessDaemon:
    """A daemon whose purchases ask these people for an hour."""

    def edit(text: str) -> str:
        begin, end = text.index("    route: "), text.index("\n  ticket_sales:")
        return text[:begin] + ONE_HOUR.format(approvers=approvers) + text[end:]

    return edited(edit)


def looked_at(contractd: InProcessDaemon, mailbox: LookedAt) -> None:
    mailbox.read_until = contractd.clock


def tick(contractd: InProcessDaemon, gate: DeadlineGate) -> None:
    for each in contractd.rows():
        gate.fire_timers(contractd.app, each)


def test_a_deadline_waits_until_the_mailbox_was_read_and_its_mails_have_taken_effect(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.clock = contractd.clock.replace(month=12, day=20)
    mailbox = LookedAt()
    gate = DeadlineGate(mailbox)
    tick(contractd, gate)
    assert contractd.events(contract, "DeadlinePassed") == []
    looked_at(contractd, mailbox)
    with contractd.database.transaction() as tx:
        mail = inbox.store(tx, b"From: somebody@other.example\r\n\r\nHi", "", "somebody@other.example", contractd.clock)
    tick(contractd, gate)
    assert contractd.events(contract, "DeadlinePassed") == []
    assert mail is not None
    dispatch.read_mail(contractd.app, mail)
    tick(contractd, gate)
    assert len(contractd.events(contract, "DeadlinePassed")) == 1


def test_while_the_mail_server_is_away_deadlines_wait_again(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    mailbox = LookedAt(contractd.clock)
    gate = DeadlineGate(mailbox)
    tick(contractd, gate)
    mailbox.read_until = None
    contractd.clock = contractd.clock.replace(month=12, day=20)
    tick(contractd, gate)
    assert contractd.events(contract, "DeadlinePassed") == []
    looked_at(contractd, mailbox)
    tick(contractd, gate)
    assert len(contractd.events(contract, "DeadlinePassed")) == 1


def test_a_deadline_passes_only_after_a_look_that_began_after_it(edited: Edited) -> None:
    contractd = asks(edited, "commercial")
    contract = contractd.drop()
    mailbox = LookedAt(DUE - SECOND)
    gate = DeadlineGate(mailbox)
    contractd.clock = DUE + 2 * SECOND
    tick(contractd, gate)
    assert contractd.events(contract, "DeadlinePassed") == []
    assert mailbox.wanted == 1
    looked_at(contractd, mailbox)
    tick(contractd, gate)
    assert len(contractd.events(contract, "DeadlinePassed")) == 1
    assert mailbox.wanted == 1


def test_of_two_deadlines_only_that_passes_after_which_the_mailbox_was_looked_at(edited: Edited) -> None:
    contractd = asks(edited, "commercial, accountant")
    contract = contractd.drop()
    later = DUE + timedelta(minutes=5)
    contractd.do(contract, MoveDeadline(contractd.request(contract, "commercial").id, later, "Сисадмин"))
    gate = DeadlineGate(mailbox := LookedAt(DUE + SECOND))
    contractd.clock = later + SECOND
    tick(contractd, gate)
    assert contractd.request(contract, "accountant").overdue_since == contractd.clock
    assert contractd.request(contract, "commercial").overdue_since is None
    assert mailbox.wanted == 1


def test_a_deadline_waits_for_a_mail_that_is_stored_and_not_yet_read(edited: Edited) -> None:
    contractd = asks(edited, "commercial")
    contract = contractd.drop()
    gate = DeadlineGate(LookedAt(DUE + 2 * SECOND))
    tick(contractd, gate)
    contractd.clock = DUE + 2 * SECOND
    raw = contractd.written("belova", "Согласовано", contractd.letter("belova", "request"))
    stored = contractd.store(raw.replace(b"11:00:02", b"10:59:59"), DUE - SECOND)
    assert stored is not None
    tick(contractd, gate)
    assert contractd.events(contract, "DeadlinePassed") == []
    dispatch.read_mail(contractd.app, stored)
    tick(contractd, gate)
    assert contractd.waiting(contract) == ["director"]


# -- a real mailbox that nobody tells of -------------------------------------------------------------------------------


class Polling(Imap):
    """As on a server without IDLE: it is looked at every ten seconds, and says nothing in between."""

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._idles = False


@dataclass
class Mailbox:
    """A mailbox on a real server, and the daemon that reads it."""

    server: MailServer
    name: str
    contractd: InProcessDaemon
    watcher: MailboxWatcher

    def gets(self, sender: str, words: str, written: datetime) -> None:
        """Somebody's answer arrives at that time; the daemon has not looked since."""
        now, self.contractd.clock = self.contractd.clock, written
        raw = self.contractd.written(sender, words, self.contractd.letter(sender, "request"))
        self.contractd.clock = now
        session = imaplib.IMAP4_SSL("localhost", self.server.ports["imaps"], ssl_context=self.server.tls())
        session.login(self.name, "secret")
        session.append("INBOX", "", imaplib.Time2Internaldate(written), raw)
        session.logout()


@contextmanager
def polled(contractd: InProcessDaemon, server: MailServer) -> Iterator[Mailbox]:
    name = server.somebody()
    account = Account("localhost", server.ports["imaps"], Security.TLS, name, "secret", server.ca)
    watcher = MailboxWatcher(contractd.app, name, lambda: Polling(account))
    thread = threading.Thread(target=watcher.run)
    thread.start()
    try:
        wait_for("the first look", lambda: watcher.read_until)
        yield Mailbox(server, name, contractd, watcher)
    finally:
        watcher.stop()
        thread.join(20)


def go_on_at(mailbox: Mailbox, gate: DeadlineGate, moment: datetime) -> None:
    """Let it be that time: the clock ticks, the mailbox is looked at, what came is read, and the clock ticks again."""
    contractd = mailbox.contractd
    contractd.clock = moment
    tick(contractd, gate)
    wait_for("a look", lambda: mailbox.watcher.read_until == moment)
    wait_for("the contracts that are due", lambda: any(each.kind is JobKind.CONTRACT for each in contractd._woken))
    with contractd.database.read() as connection:
        mails = inbox.waiting(connection)
    for each in reversed(mails):  # whatever is woken first
        dispatch.read_mail(contractd.app, each)
    for _ in mails:
        for key in [each for each in contractd._woken if each.kind is JobKind.MAIL]:
            dispatch.read_mail(contractd.app, key.id)
    tick(contractd, gate)


def ticking(contractd: InProcessDaemon, mailbox: Mailbox) -> DeadlineGate:
    """A clock to which a mailbox is known that was read while there was nothing to wait for."""
    gate = DeadlineGate(mailbox.watcher)
    tick(contractd, gate)
    contractd._woken.clear()
    return gate


def handed_in(contractd: InProcessDaemon) -> Contract:
    contract = contractd.drop()
    assert contractd.request(contract, "commercial").due_at == DUE
    return contract


def test_an_answer_that_arrives_a_second_before_the_deadline_and_is_fetched_after_it_is_in_time(
    edited: Edited, mail_server: MailServer
) -> None:
    contractd = asks(edited, "commercial")
    contract = handed_in(contractd)
    with polled(contractd, mail_server) as mailbox:
        gate = ticking(contractd, mailbox)
        mailbox.gets("belova", "Согласовано", DUE - SECOND)
        begun = time.monotonic()
        go_on_at(mailbox, gate, DUE + 3 * SECOND)
        assert time.monotonic() - begun < 8, "nobody looked before the next time in ten seconds"
    assert contractd.waiting(contract) == ["director"]
    for kind in ("DeadlinePassed", "Reminded", "Escalated"):
        assert contractd.events(contract, kind) == []
    assert contractd.letters("belova", "reminder") == []
    answer = contractd.request(contract, "commercial").answer
    assert answer
    assert answer.at == DUE - SECOND


def test_a_stage_is_not_closed_over_an_answer_that_lies_in_the_mailbox(edited: Edited, mail_server: MailServer) -> None:
    contractd = asks(edited, "commercial, accountant")
    contract = handed_in(contractd)
    contractd.mail("belova", "Вернуть: нет сметы", answers=contractd.letter("belova", "request"))
    with polled(contractd, mail_server) as mailbox:
        gate = ticking(contractd, mailbox)
        mailbox.gets("krylova", "Вернуть: не та статья расходов", DUE - SECOND)
        go_on_at(mailbox, gate, DUE + 3 * SECOND)
    assert contractd.contract(contract.number).status is Status.IN_REWORK
    assert [each.given_by.key for each in contractd.events(contract, "VerdictGiven")] == ["commercial", "accountant"]
    assert contractd.events(contract, "LateAnswerKept") == []
    returned = contractd.letter("titova", "returned").text
    assert "нет сметы" in returned
    assert "не та статья расходов" in returned


def test_answers_that_are_fetched_in_one_go_take_effect_in_the_order_of_writing(
    edited: Edited, mail_server: MailServer
) -> None:
    contractd = asks(edited, "commercial, accountant")
    contract = handed_in(contractd)
    with polled(contractd, mail_server) as mailbox:
        gate = ticking(contractd, mailbox)
        mailbox.gets("belova", "Вернуть: нет сметы", DUE - SECOND)
        mailbox.gets("krylova", "Согласовано, но просим указать кабинет", DUE - 2 * SECOND)
        go_on_at(mailbox, gate, DUE + 3 * SECOND)
    given = [each.given_by.key for each in contractd.events(contract, "VerdictGiven")]
    assert given == ["accountant", "commercial"]
    assert contractd.events(contract, "DeadlinePassed") == []
    assert contractd.contract(contract.number).status is Status.IN_REWORK


def test_without_an_answer_the_deadline_passes_after_the_look(edited: Edited, mail_server: MailServer) -> None:
    contractd = asks(edited, "commercial")
    contract = handed_in(contractd)
    with polled(contractd, mail_server) as mailbox:
        gate = ticking(contractd, mailbox)
        go_on_at(mailbox, gate, DUE + 3 * SECOND)
    assert len(contractd.events(contract, "DeadlinePassed")) == 1
