"""A daemon in process with its board: pages are asked for as a browser asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from application.in_process_daemon import InProcessDaemon
from starlette.testclient import TestClient

from daemon.application.app_context import CurrentContext
from daemon.board.visit import COOKIE
from daemon.board.web import make_web
from daemon.store import migrations, sessions
from daemon.store.database import Database


class BoardBrowser:
    """Whoever is signed in as somebody, or nobody, and looks at pages."""

    def __init__(self, contractd: InProcessDaemon, person: str = "") -> None:
        self._web = TestClient(make_web(CurrentContext(contractd.app)), follow_redirects=False)
        if person:
            with contractd.database.transaction() as tx:
                token = sessions.begin(tx, person, contractd.app.directory.people[person].name, contractd.clock)
            self._web.cookies.set(COOKIE, token)

    def page(self, address: str) -> str:
        """Return the text of a page that must be there."""
        answer = self._web.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def answer(self, address: str) -> tuple[int, bytes]:
        """Return the status and the bytes of whatever is answered."""
        answer = self._web.get(address)
        return answer.status_code, answer.content

    def status(self, address: str) -> int:
        return self._web.get(address).status_code

    def headers(self, address: str) -> dict[str, str]:
        return dict(self._web.get(address).headers)


@pytest.fixture(scope="module")
def contractd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessDaemon]:
    """Four contracts: with the lawyer, with the fund's director, in rework, and of another fund."""
    folder: Path = tmp_path_factory.mktemp("board")
    url = f"sqlite:///{folder}/board.db"
    database = Database(url)
    migrations.upgrade(database.engine)
    database.close()
    contractd = InProcessDaemon(folder, url, lambda sample: sample)
    _, second, third, _ = (contractd.drop(500_000 + each, "commercial") for each in range(4))
    contractd.drop(500_000, "artistic")
    for contract, words in ((second, "согласовано"), (third, "вернуть: нет сметы")):
        letter = next(each for each in contractd.letters("orlova@scena.example") if contract.number in each.text)
        contractd.mail("orlova@scena.example", words, answers=letter)
        contractd.work()
    yield contractd
    contractd.close()
