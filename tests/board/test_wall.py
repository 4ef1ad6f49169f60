"""The page for a monitor in the corridor: sums for everybody who passes, and nothing about a contract."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from application.in_process_daemon import InProcessDaemon

from board.conftest import BoardBrowser
from daemon.config.settings import Wall


def wall(contractd: InProcessDaemon, shown: Wall | None, monkeypatch: pytest.MonkeyPatch) -> BoardBrowser:
    board = contractd.app.settings.board
    assert board
    settings = replace(contractd.app.settings, board=replace(board, wall=shown) if shown else board)
    monkeypatch.setattr(contractd, "app", replace(contractd.app, settings=settings))
    return BoardBrowser(contractd)


def test_it_shows_how_many_contracts_stand_where_to_everybody(
    contractd: InProcessDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = wall(contractd, None, monkeypatch).page("/wall")
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="figure">(\d+)</td>', page)
    assert ("Правовая экспертиза", "3") in rows
    assert ("На доработке", "1") in rows
    assert 'http-equiv="refresh"' in page


def test_it_names_nobody_and_nothing_unless_the_house_wants_it(
    contractd: InProcessDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = wall(contractd, None, monkeypatch).page("/wall")
    for secret in ("Орлова", "З-2026", "Ромашка", "500", "/contracts/"):
        assert secret not in page
    named = wall(contractd, Wall.NAMES, monkeypatch).page("/wall")
    assert re.search(r'Орлова М\.\sП\.</th><td class="figure">3</td>', named)
    for secret in ("З-2026", "Ромашка", "/contracts/"):
        assert secret not in named


def test_a_house_may_have_none(contractd: InProcessDaemon, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wall(contractd, Wall.NOTHING, monkeypatch).status("/wall") == 404
