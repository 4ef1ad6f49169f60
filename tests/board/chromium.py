"""A real browser, and the board served to it on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal, NoReturn

import pytest
import uvicorn
from application.in_process_daemon import InProcessDaemon
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from board.conftest import sign_in
from daemon.application.app_context import CurrentContext
from daemon.board.cookies import cookie_name
from daemon.board.web import make_web

# Chromium asks its maker for this and that when it starts; here it has nobody to talk to.
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def _do_without(what: str) -> NoReturn:
    if os.environ.get("CONTRACTD_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{what} (CONTRACTD_REQUIRE_SERVERS=1)")
    pytest.skip(what)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium; a test that needs it is left out where there is none."""
    path = shutil.which("chromium")
    if path is None:
        _do_without("chromium is not installed")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@contextmanager
def served(contractd: InProcessDaemon) -> Iterator[str]:
    """Serve the board on a free port; gives its address."""
    # As the server itself binds; of another one asyncio would not send small answers at once, but after 40 ms.
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    _reached_under(contractd, address)
    web = make_web(CurrentContext(contractd.app))
    server = uvicorn.Server(uvicorn.Config(web, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield address
    server.should_exit = True
    thread.join(5)


def _reached_under(contractd: InProcessDaemon, address: str) -> None:
    """Have the configuration say under which address people reach the board."""
    settings = contractd.app.settings
    assert settings.board is not None
    settings = replace(settings, board=replace(settings.board, address=address))
    contractd.app = replace(contractd.app, settings=settings)


class Screen:
    """Somebody who is signed in, or nobody yet, at a screen of some width."""

    def __init__(
        self,
        chromium: Browser,
        address: str,
        contractd: InProcessDaemon,
        person: str,
        width: int = 1400,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> None:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts, locale="ru-RU"
        )
        if person:
            name, secret = cookie_name(contractd.app.settings.board), sign_in(contractd, person)
            context.add_cookies([{"name": name, "value": secret, "url": address}])
        self.page: Page = context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._from_elsewhere(asked.url))

    def open(self, path: str) -> Page:
        """Go to a page, which must be there."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, (path, answer.status)
        return self.page

    def has_room(self) -> bool:
        """Return True if nothing sticks out to the right: nobody has to push the page sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def violations(self) -> list[str]:
        """Return what axe finds, in a line each."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {node['target']} {node['html'][:120]}" for each in found for node in each["nodes"]]

    def close(self) -> None:
        self.page.context.close()

    def _from_elsewhere(self, url: str) -> None:
        if not url.startswith(self.address):
            self.complaints.append(f"a request to {url}")
