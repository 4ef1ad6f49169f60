"""`make demo INTERACTIVE=1`: the person at the keyboard plays everybody, on a page in the browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from rich.console import Console

from demo import house
from demo.chronicle import Chronicle, Sign, short_name
from demo.clock import Clock
from demo.display import make_display
from demo.letters import Letter
from demo.mail_server import HOST, MailServer
from demo.page import make_app
from demo.post_room import PostRoom
from demo.process import DaemonProcess, ProcessFailed
from demo.standings import Standing, StandingsWatch

_START_SECONDS = 10


def invite(folder: Path, console: Console) -> None:
    """Run until Ctrl-C. Raises Failed when a part of the demo ends by itself."""
    house.clear(folder)
    clock = Clock.set_going(folder / house.CLOCK)
    with MailServer(house.mailboxes(), clock.now) as server:
        laid_out = house.lay_out(folder, server.ports, house.DAY_BY_DAY)
        display = make_display(console, laid_out.settings.organisation.timezone, ())
        chronicle = Chronicle(clock.now, display.line)
        news = threading.Event()

        def tell(letter: Letter) -> None:
            chronicle.add(Sign.LETTER, short_name(letter.owner), f"{letter.subject}  →  {url}/box/{letter.owner.key}")
            news.set()

        room = PostRoom(laid_out, server.ports, clock, tell)
        with _serve(room) as url:
            _introduce(console, url, laid_out)
            with display, DaemonProcess(laid_out) as daemon, room:
                chronicle.add(Sign.ELSE, "Page", f"open {url} and reply as anybody; Ctrl-C ends")
                chronicle.add(Sign.ELSE, "Board", f"{laid_out.board}; the link to sign in comes by mail")
                for type_, (name, content) in house.filled_forms(laid_out.settings).items():
                    laid_out.drop(type_, name, content)
                    chronicle.add(Sign.ELSE, "Clerk", f"drops «{name}» into drafts/{type_}")

                def show(standings: tuple[Standing, ...]) -> None:
                    room.take_standings(standings)
                    display.standings(standings)

                with StandingsWatch(laid_out, show) as watch:
                    _watch(daemon, room, watch, news)


def _introduce(console: Console, url: str, laid_out: house.House) -> None:
    clerk = laid_out.settings.directory.people["clerk"]
    for line in (
        "A theatre approves its contracts by mail: a real daemon and a mail server inside, invented people.",
        f"You are everybody. Every mailbox, with a reply button: {url}",
        "First: open the letter of whoever is asked, and reply «согласовано», or what is wrong.",
        "After a reply the page says who is asked now; «Next working day» shows what happens to who is silent.",
        f"The board: {laid_out.board} (sign in as {clerk.email}; the link comes into {url}/box/{clerk.key})",
        f"The house: {laid_out.folder}",
    ):
        console.print(line, highlight=False, soft_wrap=True, markup=False)


def _watch(daemon: DaemonProcess, room: PostRoom, watch: StandingsWatch, news: threading.Event) -> None:
    while True:
        daemon.check()
        room.check()
        if watch.failure:
            raise ProcessFailed(f"where the contracts stand cannot be told: {watch.failure}") from watch.failure
        if news.wait(0.5):
            news.clear()
            watch.look_soon()


@contextmanager
def _serve(room: PostRoom) -> Iterator[str]:
    """The page on a free port of this machine; its address."""
    listening = socket.create_server((HOST, 0))
    config = uvicorn.Config(make_app(room), log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), name="page", daemon=True)
    thread.start()
    try:
        until = time.monotonic() + _START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise ProcessFailed("the page could not be served")
            time.sleep(0.02)
        yield f"http://{HOST}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)
        listening.close()
