"""The demo from beginning to end, with simulated approvers."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from demo import house, outcome
from demo.approvers import Approvers, Surroundings
from demo.board import Board
from demo.chronicle import Chronicle, Sign
from demo.clock import Clock
from demo.display import make_display
from demo.house import House
from demo.mail_server import MailServer
from demo.process import DaemonProcess, ProcessFailed

SPEED = 4.0  # a minute of the demo lasts a quarter of one
TIME_LIMIT_SECONDS = 110


def play(folder: Path, console: Console) -> None:
    """Raises Failed when something did not come out."""
    begun = time.monotonic()
    clock = Clock(datetime.now(UTC), SPEED)
    with MailServer(house.mailboxes()) as server:
        laid_out = house.lay_out(folder, server.ports, house.BRISK)
        console.print(
            f"The house: {laid_out.folder}; the daemon's log: {laid_out.log}", soft_wrap=True, highlight=False
        )
        console.print(f"The board: {laid_out.board}; without signing in: {laid_out.board}/wall", highlight=False)
        console.print(f"A minute lasts {60 / SPEED:.0f} seconds here, so that deadlines can be seen to pass.")
        with make_display(console, laid_out.settings.organisation.timezone) as display:
            chronicle = Chronicle(clock.now, display.line)
            zone = laid_out.settings.organisation.timezone
            around = Surroundings(server.ports, zone, clock.now, chronicle)
            people = Approvers(list(laid_out.settings.directory.people.values()), around)
            try:
                with DaemonProcess(laid_out, clock) as daemon, people, Board(laid_out, display.standings) as board:
                    _drop_forms(laid_out, chronicle)
                    _watch(daemon, people, board, begun + TIME_LIMIT_SECONDS)
            finally:
                _save_letters(laid_out, people)
    outcome.check_histories(laid_out)
    for line in outcome.summary(laid_out):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"\nDone in {time.monotonic() - begun:.0f} seconds.", highlight=False)


def _drop_forms(laid_out: House, chronicle: Chronicle) -> None:
    for type_, (name, content) in house.filled_forms(laid_out.settings).items():
        laid_out.drop(type_, name, content)
        chronicle.add(Sign.ELSE, "Clerk", f"drops «{name}» into drafts/{type_}")


def _watch(daemon: DaemonProcess, people: Approvers, board: Board, until: float) -> None:
    """Wait for the end that the script leads to. Raises Failed."""
    letters = 0
    while not outcome.is_reached(board.standings, people):
        daemon.check()
        people.check()
        if board.failure:
            raise ProcessFailed(f"where the contracts stand cannot be told: {board.failure}") from board.failure
        if time.monotonic() > until:
            not_happened = "\n".join(f"  {each}" for each in outcome.missing(board.standings, people))
            raise ProcessFailed(f"after {TIME_LIMIT_SECONDS} seconds this has not happened:\n{not_happened}")
        now = sum(len(each.letters) for each in people.all)
        if now != letters:
            letters = now
            board.look_soon()
        time.sleep(0.2)


def _save_letters(laid_out: House, people: Approvers) -> None:
    for each in people.all:
        for letter in list(each.letters):
            letter.save(laid_out.letters / each.person.key)
