"""The page of `make demo INTERACTIVE=1`: it greets, leads from a reply to who is asked, and makes it the next day."""

from __future__ import annotations

import smtplib
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from demo import house
from demo.clock import Clock, next_morning
from demo.mail_server import PASSWORD, MailServer, Ports
from demo.page import make_app
from demo.post_room import PostRoom
from demo.standings import Standing

ASKED = Standing({"number": "З-2026-0001", "status": "in_approval", "round": 1, "waiting_for": ["commercial"]}, ())


LETTER = (
    b"From: contracts@scena.example\r\nTo: orlova@scena.example\r\nSubject: Request\r\n"
    b"Message-ID: <1@scena.example>\r\n"
    b"Date: Sun, 29 Nov 2026 07:00:00 +0500\r\n\r\nPlease reply.\r\n"
)


def post_room(folder: Path, ports: Ports) -> PostRoom:
    house.clear(folder)
    clock = Clock.set_going(folder / house.CLOCK)
    return PostRoom(house.lay_out(folder, ports, house.DAY_BY_DAY), ports, clock, lambda _: None)


@pytest.fixture
def room(tmp_path: Path) -> PostRoom:
    """A post room that reads no mailbox yet."""
    return post_room(tmp_path / "run", Ports(imap=1, smtp=1))


@pytest.fixture
def page(room: PostRoom) -> TestClient:
    return TestClient(make_app(room), base_url="http://127.0.0.1")


def test_it_greets_whoever_opens_it(page: TestClient, room: PostRoom) -> None:
    shown = page.get("/").text
    for each in ("A theatre approves its contracts by mail", "You are everybody", "First open the letter"):
        assert each in shown
    assert room.house.board in shown


def test_it_speaks_russian_to_a_russian_browser(page: TestClient) -> None:
    shown = page.get("/", headers={"Accept-Language": "ru-RU"}).text
    assert "Следующий рабочий день" in shown
    assert "Вы за всех" in shown


def test_it_says_who_is_asked_now_and_leads_to_their_mailbox(page: TestClient, room: PostRoom) -> None:
    room.take_standings([ASKED])
    shown = page.get("/box/lawyer").text
    assert "З-2026-0001" in shown
    assert 'href="/box/commercial">Белова И. О.</a>' in shown


def test_the_button_makes_it_the_next_working_morning(page: TestClient, room: PostRoom) -> None:
    morning = next_morning(room.house.settings.directory.calendar, room.now)
    answer = page.post("/next-day", files={"key": (None, "lawyer")}, follow_redirects=False)
    assert answer.headers["location"] == "/box/lawyer"
    assert morning <= room.now < morning + timedelta(minutes=1)
    assert Clock(room.house.clock).now() >= morning, "the daemon reads it from the same file"


def test_another_site_cannot_put_the_clock_forward(page: TestClient, room: PostRoom) -> None:
    before = room.now
    answer = page.post("/next-day", files={"key": (None, "lawyer")}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert room.now - before < timedelta(hours=1)


def test_after_a_reply_nobody_is_named_until_it_is_known_who_is_asked_now(tmp_path: Path) -> None:
    server = MailServer(house.mailboxes(), lambda: datetime.now(UTC))
    with server, post_room(tmp_path / "run", server.ports) as room:
        page = TestClient(make_app(room), base_url="http://127.0.0.1")
        deliver_to_lawyer(room)
        replied = page.post("/box/lawyer/1/reply", files={"words": (None, "согласовано")})
        assert "the program reads the reply" in replied.text
        room.take_standings([ASKED])
        shown = page.get("/box/lawyer/1?sent=1").text
        assert "the program reads the reply" not in shown
        assert shown.count('href="/box/commercial">Белова И. О.</a>') == 2, "in the list, and below the reply"


def deliver_to_lawyer(room: PostRoom) -> None:
    """Put a letter into her mailbox as the daemon would, and wait until the room has it."""
    lawyer, before = room.people["lawyer"], len(room.letters("lawyer"))
    account = room.house.settings.mail.send
    with smtplib.SMTP(account.host, account.port) as client:
        client.login("contracts", PASSWORD)
        client.sendmail("contracts@scena.example", [lawyer.email], LETTER)
    until = time.monotonic() + 10
    while len(room.letters("lawyer")) == before:
        assert time.monotonic() < until, "the letter did not arrive"
        time.sleep(0.02)
