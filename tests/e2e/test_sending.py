"""G2: a letter is sent at least once, as the same bytes; what is wrong with a letter or a server is told apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from daemon.app import make_sender
from daemon.application.app_context import AppContext
from daemon.application.delivery import sender
from daemon.application.delivery.sender import MailSender
from daemon.store import outbox
from daemon.store.cause import Cause
from daemon.store.job_key import JobKey, JobKind
from daemon.store.outbox import OutgoingLetter
from daemon.store.tables import letters
from e2e.daemon_process import DaemonProcess, wait_for


def put(app: AppContext, recipient: str, n: int = 1) -> int:
    raw = f"From: c@scena.example\r\nTo: {recipient}\r\nSubject: {n}\r\nMessage-ID: <{n}@x>\r\n\r\n.dots\r\n".encode()
    with app.database.transaction() as tx:
        outbox.put(tx, OutgoingLetter(Cause(f"k{n}"), f"<{n}@x>", "help", recipient, raw), app.now())
    return n


def state(app: AppContext, letter: int) -> tuple[str, int]:
    with app.database.read() as connection:
        row = connection.execute(select(letters).where(letters.c.id == letter)).one()
    return row.state, row.attempts


@pytest.fixture
def dispatch() -> MailSender:
    return MailSender(make_sender)


def test_a_letter_is_sent_once_though_its_sender_is_woken_often(
    contractd: DaemonProcess, app: AppContext, dispatch: MailSender
) -> None:
    letter = put(app, contractd.address("orlova"))
    for _ in range(5):
        dispatch.send(app, letter)
    assert state(app, letter) == ("sent", 0)
    other = put(app, contractd.address("orlova"), 2)
    dispatch.send(app, other)
    wait_for("both letters", lambda: len(contractd.letters("orlova")) == 2)
    assert contractd.letters("orlova")[0].text.strip() == ".dots"


def test_a_letter_whose_sending_cannot_be_recorded_is_not_sent_again_each_time(
    contractd: DaemonProcess, app: AppContext, dispatch: MailSender
) -> None:
    letter = put(app, contractd.address("orlova"))
    with app.database.transaction() as tx:
        tx.execute(text("CREATE TRIGGER full BEFORE UPDATE ON letters BEGIN SELECT RAISE(FAIL, 'disk is full'); END"))
    for _ in range(4):
        with pytest.raises(DBAPIError):
            dispatch.send(app, letter)
    with app.database.transaction() as tx:
        tx.execute(text("DROP TRIGGER full"))
    dispatch.send(app, letter)
    assert state(app, letter) == ("sent", 0)
    other = put(app, contractd.address("orlova"), 2)
    dispatch.send(app, other)
    wait_for("the other letter", lambda: any(each.subject == "2" for each in contractd.letters("orlova")))
    assert [each.subject for each in contractd.letters("orlova")] == ["1", "2"]


def test_a_refused_address_is_told_and_not_tried_again(
    app: AppContext, dispatch: MailSender, woken: list[JobKey]
) -> None:
    letter = put(app, "refused@scena.example")
    dispatch.send(app, letter)
    assert state(app, letter)[0] == "refused"
    with app.database.read() as connection:
        kinds = connection.execute(select(letters.c.kind, letters.c.raw).where(letters.c.id > letter)).all()
        assert outbox.due(connection, app.now() + timedelta(days=9)) == [2]
    assert [each.kind for each in kinds] == ["not_delivered"]
    assert JobKey(JobKind.LETTER, 2) in woken


def test_a_letter_that_is_not_taken_now_is_tried_later_and_at_last_given_up(
    app: AppContext, dispatch: MailSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = put(app, "later@scena.example")
    monkeypatch.setattr(sender, "RETRY_MINUTES", (0, 0))
    dispatch.send(app, letter)
    assert state(app, letter) == ("waiting", 1)
    dispatch.send(app, letter)
    dispatch.send(app, letter)
    assert state(app, letter)[0] == "refused"


def test_a_server_that_is_down_is_no_letters_fault(
    contractd: DaemonProcess, app: AppContext, dispatch: MailSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "PAUSE_SECONDS", 0.0)
    letter = put(app, contractd.address("orlova"))
    contractd.server.stop_smtp()
    try:
        for _ in range(3):
            dispatch.send(app, letter)
        assert state(app, letter) == ("waiting", 0)
    finally:
        contractd.server.start_smtp()
    dispatch.send(app, letter)
    assert state(app, letter) == ("sent", 0)
