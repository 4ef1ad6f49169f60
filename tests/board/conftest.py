"""A daemon in process with its board: pages are asked for as a browser asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from application.in_process_daemon import InProcessDaemon
from starlette.testclient import TestClient

from daemon.application.app_context import CurrentContext
from daemon.board.cookies import cookie_name
from daemon.board.web import make_web
from daemon.store import migrations, sessions
from daemon.store.database import Database
from daemon.workflow.route import participant


def sign_in(contractd: InProcessDaemon, person: str) -> str:
    """Sign somebody in and return what their browser keeps."""
    with contractd.database.transaction() as tx:
        return sessions.begin(tx, participant(contractd.app.directory.people[person]), contractd.app.now())


def make_contractd(folder: Path, edit: Callable[[str], str] = lambda sample: sample) -> InProcessDaemon:
    """A daemon in process on a database of its own, without contracts."""
    url = f"sqlite:///{folder}/board.db"
    database = Database(url)
    migrations.upgrade(database.engine)
    database.close()
    return InProcessDaemon(folder, url, edit)


class BoardBrowser:
    """Whoever is signed in as somebody, or nobody, and looks at pages."""

    def __init__(self, contractd: InProcessDaemon, person: str = "") -> None:
        board = contractd.app.settings.board
        assert board is not None
        web = make_web(CurrentContext(contractd.app))
        self._web = TestClient(web, base_url=board.address, follow_redirects=False)
        if person:
            self._web.cookies.set(cookie_name(board), sign_in(contractd, person))

    def keep(self, name: str, secret: str) -> None:
        """Have the browser keep a cookie."""
        self._web.cookies.set(name, secret)

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
    contractd = make_contractd(tmp_path_factory.mktemp("board"))
    _, second, third, _ = (contractd.drop(500_000 + each, "commercial") for each in range(4))
    contractd.drop(500_000, "artistic")
    for contract, words in ((second, "согласовано"), (third, "вернуть: нет сметы")):
        letter = next(each for each in contractd.letters("orlova@scena.example") if contract.number in each.text)
        contractd.mail("orlova@scena.example", words, answers=letter)
        contractd.work()
    yield contractd
    contractd.close()
