"""The page with figures: of the contracts that its visitor may see, by month, type and kind, and their own."""

from __future__ import annotations

import re

import pytest
from application.in_process_daemon import InProcessDaemon

from board.conftest import BoardBrowser


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_it_tells_of_contracts_people_stages_and_what_waits_longest(contractd: InProcessDaemon) -> None:
    page = BoardBrowser(contractd, "clerk").page("/figures")
    said = words(page)
    assert "Договор закупки 5 0 1 0 0 5 0" in said  # opened, approved, returned, declined, withdrawn, under way, late
    assert "Орлова М. П. 100 % 0 мин 5 2 0 0 3" in said
    assert "Правовая экспертиза 100 %" in said
    assert "Доработка (инициатор)" in said
    assert "/contracts/" in page


def test_everybody_sees_their_own_tasks_first(contractd: InProcessDaemon) -> None:
    said = words(BoardBrowser(contractd, "lawyer").page("/figures"))
    own = said[said.index("Мои дела") : said.index("По видам договоров")]
    assert "Орлова Мария Петровна 100 %" in own
    assert "вас ни о чём не спрашивали" in words(BoardBrowser(contractd, "economist").page("/figures"))


@pytest.mark.parametrize(
    ("query", "opened"),
    [("", 5), ("month=2026-11", 5), ("month=2026-10", 0), ("type=purchase", 5), ("kind=income", 0), ("kind=expense", 5),
     ("month=never", 5), ("month=1900-01", 5), ("type=%3Cb%3E", 5), ("kind=x'", 5)],
)  # fmt: skip
def test_a_view_is_its_address_and_what_makes_no_sense_in_it_is_left_out(
    contractd: InProcessDaemon, query: str, opened: int
) -> None:
    said = words(BoardBrowser(contractd, "clerk").page(f"/figures?{query}"))
    table = said[said.index("По видам договоров") : said.index("Люди")]
    assert (f"Договор закупки {opened} " in table) is bool(opened)
    assert ("договоров не было" in table) is (not opened)


@pytest.mark.parametrize(("person", "opened"), [("clerk", 5), ("lawyer", 5), ("artistic", 1), ("john", 0)])
def test_nobody_gets_figures_of_contracts_that_they_may_not_see(
    contractd: InProcessDaemon, person: str, opened: int
) -> None:
    page = BoardBrowser(contractd, person).page("/figures")
    numbers = set(re.findall(r"З-2026-\d{4}", page))
    assert len(numbers) == opened
    assert ("Орлова" in page) is (opened > 0)


def test_who_is_not_signed_in_sees_none(contractd: InProcessDaemon) -> None:
    assert BoardBrowser(contractd).status("/figures") == 303
