"""The board's first page: columns, tiles, filters that an address keeps."""

from __future__ import annotations

import re

import pytest
from application.in_process_daemon import InProcessDaemon

from board.conftest import BoardBrowser


def columns(page: str) -> dict[str, list[str]]:
    """The numbers of the contracts in each column that has any."""
    found = re.findall(r'<section class="column.*?<h2[^>]*>(.*?) <span.*?</h2>(.*?)</section>', page, re.DOTALL)
    shown = {title: re.findall(r'class="number">(\S+?)<', body) for title, body in found}
    return {title: numbers for title, numbers in shown.items() if numbers}


def test_every_contract_stands_in_the_column_of_its_stage(contractd: InProcessDaemon) -> None:
    assert columns(BoardBrowser(contractd, "clerk").page("/")) == {
        "Правовая экспертиза": ["З-2026-0001", "З-2026-0004", "З-2026-0005"],
        "Согласование фонда": ["З-2026-0002"],
        "На доработке": ["З-2026-0003"],
    }


def test_a_tile_says_what_and_how_much_and_who_is_waited_for(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "clerk").page("/")
    tile = next(each for each in page.split('<li class="tile') if "З-2026-0002" in each)
    assert "ООО «Ромашка», световое оборудование, 500\xa0001,00\xa0₽" in tile
    assert "<b>Белова И.\xa0О.</b>" in tile
    assert "расход" in tile


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 5), ("type=purchase", 5), ("type=tickets", 0), ("kind=expense", 5), ("kind=income", 0),
        ("person=lawyer", 3), ("person=commercial", 1), ("person=clerk", 1), ("field.fund=artistic", 1),
        ("field.fund=commercial", 4), ("mine=1", 5), ("overdue=1", 0), ("since=2026-11-01", 5), ("until=2026-11-01", 0),
        ("since=yesterday", 5), ("until=9999-12-31", 5), ("field.nothing=1", 0), ("kind=%27%22%3E%3Cb", 0),
    ],
)  # fmt: skip
def test_a_view_is_its_address(contractd: InProcessDaemon, query: str, shown: int) -> None:
    assert sum(map(len, columns(BoardBrowser(contractd, "clerk").page(f"/?{query}")).values())) == shown


def test_a_column_is_paged_and_nothing_of_it_is_dropped(
    contractd: InProcessDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.board.kanban.TILES", 1)
    monkeypatch.setattr("daemon.board.kanban.TILES_ALONE", 2)
    browser = BoardBrowser(contractd, "clerk")
    page = browser.page("/")
    (more,) = re.findall(r'href="(/\?column=[^"]+)">Ещё 2', page)
    first, second = (columns(browser.page(f"{more}&page={each}")) for each in (1, 2))
    assert first == {"Правовая экспертиза": ["З-2026-0001", "З-2026-0004"]}
    assert second == {"Правовая экспертиза": ["З-2026-0005"]}


@pytest.mark.parametrize(("person", "numbers"), [("lawyer", 5), ("artistic", 1), ("john", 0), ("sysadmin", 5)])
def test_everybody_sees_what_concerns_them(contractd: InProcessDaemon, person: str, numbers: int) -> None:
    assert sum(map(len, columns(BoardBrowser(contractd, person).page("/")).values())) == numbers


@pytest.mark.parametrize(
    ("words", "marked"), [("нет сметы", {"нет", "сметы"}), ("РОМАШ", {"Ромаш"}), ("0003", {"0003"})]
)
def test_a_search_marks_what_it_found(contractd: InProcessDaemon, words: str, marked: set[str]) -> None:
    page = BoardBrowser(contractd, "clerk").page(f"/search?q={words}")
    assert set(re.findall(r"<mark>(.*?)</mark>", page)) == marked


def test_a_search_that_finds_nothing_says_what_was_looked_for(contractd: InProcessDaemon) -> None:
    assert "по словам «&lt;b&gt;»" in BoardBrowser(contractd, "clerk").page("/search?q=<b>")


@pytest.mark.parametrize("address", ["/", "/search?q=0001", "/contracts/З-2026-0001", "/nothing"])
def test_who_is_not_signed_in_is_asked_to_sign_in(contractd: InProcessDaemon, address: str) -> None:
    headers = BoardBrowser(contractd).headers(address)
    assert headers["location"].startswith("/sign-in?next=%2F")


def test_every_answer_forbids_scripts_of_its_own_and_frames_around_it(contractd: InProcessDaemon) -> None:
    for address in ("/", "/nothing", "/static/board.css"):
        headers = BoardBrowser(contractd, "clerk").headers(address)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert BoardBrowser(contractd, "clerk").headers("/")["cache-control"] == "no-store"
