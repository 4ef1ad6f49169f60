"""`contractd unmatched`, and contract numbers as people type them."""

from __future__ import annotations

import pytest
from mail.post import mail

from cli.conftest import CommandLine
from daemon.application.inbound import dispatch
from daemon.store import inbox


def _comes(cli: CommandLine, sender: str, text: str, subject: str) -> None:
    with cli.app() as app:
        raw = mail(text, sender=sender, subject=subject)
        with app.database.transaction() as tx:
            stored = inbox.store(tx, raw, f"<{subject}@scena.example>", sender, app.now())
        assert stored is not None
        dispatch.read_mail(app, stored)


def test_an_empty_list_says_so(cli: CommandLine) -> None:
    assert cli.says("unmatched").strip() == "Писем, которые ни к чему не подошли, нет."
    assert cli.rows("unmatched") == []


def test_mails_that_fitted_nothing_are_listed_with_who_probably_wrote_them(cli: CommandLine) -> None:
    _comes(cli, "belowa@scena.example", "Согласовано", "Договор закупки")
    _comes(cli, "orlova@scena.example", "Ау", "Привет")
    _comes(cli, "orlova@scena.example", "мои", "Вопрос")
    stranger, known = cli.rows("unmatched")
    assert {"id", "received_at", "from", "name", "subject", "why", "answered"} <= set(stranger)
    assert (stranger["from"], stranger["why"], stranger["did_you_mean"]) == (
        "belowa@scena.example",
        "stranger",
        "belova@scena.example",
    )
    assert (known["from"], known["subject"], known["why"]) == ("orlova@scena.example", "Привет", "unbound")
    assert (stranger["answered"], known["answered"]) == ([], ["unbound"])
    table = cli.says("unmatched")
    assert max(map(len, table.splitlines())) <= 80
    assert "belova@scena.example" in "".join(table.split())


@pytest.mark.parametrize(
    "typed", ["{}", "3-{year}-1", "з {year} 1", "[{}]", "З–{year}–0001", "Z-{year}-0001", "{year}-1"]
)
def test_a_number_is_found_however_it_is_typed(cli: CommandLine, typed: str) -> None:
    number = cli.submit()
    written = typed.format(number, year=number.split("-")[1])
    assert number in cli.says("status", written)
    assert cli.rows("history", written)


def test_a_number_that_is_none_gets_those_that_are_like_it(cli: CommandLine) -> None:
    number = cli.submit()
    year = number.split("-")[1]
    assert f"Нет такого договора: «3-{year}-9»" in cli.refuses("status", f"3-{year}-9")


@pytest.mark.parametrize("words", ["Ромашки", "ромашкой", "световым оборудованием", "Орловой", "3-{year}-1"])
def test_a_search_takes_words_in_any_case_of_theirs_and_numbers_in_any_form(cli: CommandLine, words: str) -> None:
    number = cli.submit(fund="commercial")
    found = cli.rows("search", words.format(year=number.split("-")[1]))
    assert [each["number"] for each in found] == [number]
