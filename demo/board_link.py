"""How people of the demo get into the board: they ask for a link, which comes by mail."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlencode, urlsplit

from daemon.workflow.model import Person
from demo.letters import Letter

_START_SECONDS = 30  # the daemon is ready a moment before its board is


def ask_for_link(board: str, person: Person) -> None:
    """Fill in the board's form with somebody's address. Raises OSError when the board is not there."""
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            return _send_form(board, person.email)
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def link_in(letter: Letter, board: str) -> str:
    """The link into the board that a letter brings; empty when it brings none."""
    return next((word for word in letter.text.split() if word.startswith(f"{board}/sign-in/")), "")


def _send_form(board: str, address: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(board).netloc, timeout=10)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sign-in", urlencode({"address": address}), headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if status != http.client.OK:
        raise OSError(f"the board answered {status} to {address}, who asked for a link")
