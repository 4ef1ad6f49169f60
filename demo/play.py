"""The demo from beginning to end, with simulated approvers."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console

from demo import house, outcome
from demo.approvers import Approvers, Surroundings
from demo.board_link import ask_for_link
from demo.chronicle import Chronicle, Sign, short_name
from demo.clock import Clock
from demo.display import make_display
from demo.house import House
from demo.mail_server import MailServer
from demo.process import DaemonProcess, ProcessFailed, contractd
from demo.standings import StandingsWatch

SPEED = 4.0  # a minute of the demo lasts a quarter of one
TIME_LIMIT_SECONDS = 110


def play(folder: Path, console: Console) -> None:
    """Raises Failed when something did not come out."""
    begun = time.monotonic()
    house.clear(folder)
    clock = Clock.set_going(folder / house.CLOCK, SPEED)
    with MailServer(house.mailboxes(), clock.now) as server:
        laid_out = house.lay_out(folder, server.ports, house.BRISK)
        console.print(
            f"The house: {laid_out.folder}; the daemon's log: {laid_out.log}", soft_wrap=True, highlight=False
        )
        console.print(f"A minute lasts {60 / SPEED:.0f} seconds here, so that deadlines can be seen to pass.")
        with make_display(console, laid_out.settings.organisation.timezone, _addresses(laid_out)) as display:
            chronicle = Chronicle(clock.now, display.line)
            zone = laid_out.settings.organisation.timezone
            around = Surroundings(server.ports, zone, clock.now, chronicle, laid_out.board)
            people = Approvers(list(laid_out.settings.directory.people.values()), around)
            try:
                with DaemonProcess(laid_out) as daemon, people, StandingsWatch(laid_out, display.standings) as watch:
                    _drop_forms(laid_out, chronicle)
                    _open_board(laid_out, chronicle)
                    _watch(daemon, people, watch, begun + TIME_LIMIT_SECONDS)
            finally:
                _save_letters(laid_out, people)
    outcome.check_histories(laid_out)
    contractd(laid_out, "board", "--static", str(laid_out.static_board))
    for line in outcome.summary(laid_out):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"\nDone in {time.monotonic() - begun:.0f} seconds.", highlight=False)


def _addresses(laid_out: House) -> list[str]:
    clerk = laid_out.settings.directory.people["clerk"]
    return [
        f"Board: {laid_out.board}; sign in by the link that comes to {clerk.email} below",
        f"Sums, without signing in: {laid_out.board}/wall",
    ]


def _drop_forms(laid_out: House, chronicle: Chronicle) -> None:
    for type_, (name, content) in house.filled_forms(laid_out.settings).items():
        laid_out.drop(type_, name, content)
        chronicle.add(Sign.ELSE, "Clerk", f"drops «{name}» into drafts/{type_}")


def _open_board(laid_out: House, chronicle: Chronicle) -> None:
    """The clerk asks for the link into the board; whoever looks on can use it."""
    clerk = laid_out.settings.directory.people["clerk"]
    ask_for_link(laid_out.board, clerk)
    chronicle.add(Sign.ELSE, short_name(clerk), f"asks {laid_out.board} for a link that signs her in")


def _watch(daemon: DaemonProcess, people: Approvers, watch: StandingsWatch, until: float) -> None:
    """Wait for the end that the script leads to. Raises Failed."""
    letters = 0
    while not outcome.is_reached(watch.standings, people):
        daemon.check()
        people.check()
        if watch.failure:
            raise ProcessFailed(f"where the contracts stand cannot be told: {watch.failure}") from watch.failure
        if time.monotonic() > until:
            not_happened = "\n".join(f"  {each}" for each in outcome.missing(watch.standings, people))
            raise ProcessFailed(f"after {TIME_LIMIT_SECONDS} seconds this has not happened:\n{not_happened}")
        now = sum(len(each.letters) for each in people.all)
        if now != letters:
            letters = now
            watch.look_soon()
        time.sleep(0.2)


def _save_letters(laid_out: House, people: Approvers) -> None:
    for each in people.all:
        for letter in list(each.letters):
            letter.save(laid_out.letters / each.person.key)
