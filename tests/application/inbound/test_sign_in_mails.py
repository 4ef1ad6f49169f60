"""«Войти» by mail: the link goes to whoever is in the directory, and nothing else comes of the word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from board.conftest import make_contractd

from application.digests.test_one_letter_a_day import MONDAY, TUESDAY, with_digest
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.application import sign_in
from daemon.store import sessions
from daemon.workflow.events import VerdictGiven

BOARD = "https://contracts.scena.example"


@pytest.fixture
def contractd(tmp_path: Path) -> Iterator[InProcessDaemon]:
    contractd = make_contractd(tmp_path)
    yield contractd
    contractd.close()


def _used(contractd: InProcessDaemon, letter: OutboxLetter) -> tuple[str, str]:
    """Use the link of a letter; return whom it lets in, and the page to which it leads."""
    found = re.search(re.escape(BOARD) + r"/sign-in/([\w-]+)", letter.text)
    assert found
    used = sign_in.use_link(contractd.app, found[1])
    assert used
    with contractd.database.read() as connection:
        session = sessions.find(connection, used[0], contractd.clock)
    assert session
    assert sign_in.use_link(contractd.app, found[1]) is None
    return session.person.key, used[1]


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("войти", ""),
        ("Доска", "Вопрос"),
        ("", "Вход"),
        ("Спасибо!", "Re: доска договоров"),
        ("Добрый день! Пришлите, пожалуйста, ссылку на доску.\nС уважением, Орлова", ""),
        ("Sign in, please", "hello"),
        ("", "LOGIN"),
        ("board", ""),
    ],
)
def test_who_writes_it_gets_a_link_that_lets_them_in_once(contractd: InProcessDaemon, words: str, subject: str) -> None:
    contractd.mail("orlova", words, subject=subject)
    [letter] = contractd.new()
    assert (letter.recipient, letter.kind) == ("orlova@scena.example", "sign_in")
    assert _used(contractd, letter) == ("lawyer", "/")


def test_a_link_asked_for_by_mail_lives_as_long_as_any(contractd: InProcessDaemon) -> None:
    contractd.mail("orlova", "войти")
    found = re.search(r"/sign-in/([\w-]+)", contractd.letter("orlova", "sign_in").text)
    contractd.clock += timedelta(minutes=15, seconds=1)
    assert found
    assert sign_in.use_link(contractd.app, found[1]) is None


def test_a_stranger_hears_nothing(contractd: InProcessDaemon) -> None:
    assert '"kind": "stranger"' in contractd.mail("orlova@elsewhere.example", "войти")
    assert contractd.new() == []


def test_in_answer_to_a_request_it_decides_nothing_and_leads_to_its_contract(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.new()
    before = contractd.events(contract)
    contractd.mail("orlova", "Войти", answers=request)
    [letter] = contractd.new()
    assert letter.kind == "sign_in"
    assert _used(contractd, letter) == ("lawyer", f"/contracts/{contract.number}")
    assert contractd.events(contract) == before
    contractd.mail("orlova", "Согласовано", answers=request)
    assert contractd.events(contract, VerdictGiven.__name__)


def test_what_was_said_before_stays(contractd: InProcessDaemon) -> None:
    """An approval stays given, a return whose reason was asked is still asked, a mail passed on shows nothing."""
    approved, returned = contractd.drop(500_000), contractd.drop(600_000)
    first, second = contractd.letters("orlova", "request")
    contractd.mail("orlova", "Согласовано", answers=first)
    contractd.mail("orlova", "Вернуть", answers=second)
    receipt, asked = contractd.letter("orlova", "receipt"), contractd.letter("orlova", "reason_asked")
    before = [contractd.events(each) for each in (approved, returned)]
    contractd.new()
    for letter in (receipt, asked):
        contractd.mail("orlova", "вход на доску", answers=letter)
    contractd.mail("gromov", "Доска", answers=first)
    assert [(each.recipient.split("@")[0], each.kind) for each in contractd.new()] == [
        ("orlova", "sign_in"),
        ("orlova", "sign_in"),
        ("gromov", "sign_in"),
    ]
    assert _used(contractd, contractd.letter("gromov", "sign_in"))[1] == "/"
    assert [contractd.events(each) for each in (approved, returned)] == before


@pytest.mark.parametrize("waiting", [1, 2])
def test_what_is_for_the_program_answers_no_line_of_a_digest(tmp_path: Path, waiting: int) -> None:
    contractd = make_contractd(tmp_path, with_digest("orlova"))
    contractd.at(f"{MONDAY} 10:00")
    contracts = [contractd.drop(500_000 + each) for each in range(waiting)]
    contractd.at(f"{TUESDAY} 09:00")
    before = [contractd.events(each) for each in contracts]
    contractd.new()
    digest = contractd.letter("orlova", "digest")
    answered = {
        "войти": "sign_in",
        "что на мне?": "found",
        "помощь": "help",
        "я в отпуске с 1 по 14 декабря": "absence",
    }
    for words, kind in answered.items():
        contractd.mail("orlova", words, answers=digest)
        assert [each.kind for each in contractd.new()] == [kind], words
    assert [contractd.events(each) for each in contracts] == before
    contractd.close()


def test_tries_by_mail_and_at_the_page_are_counted_together_and_nobody_is_left_without_an_answer(
    contractd: InProcessDaemon,
) -> None:
    for _ in range(3):
        with contractd.database.transaction() as tx:
            assert sign_in.ask(contractd.app, tx, "orlova@scena.example", "192.0.2.7", "/", contractd.clock)
    for _ in range(3):
        contractd.mail("orlova", "войти")
    letters = contractd.letters("orlova", "sign_in")
    assert [BOARD in each.text for each in letters] == [True] * 5 + [False]
    assert "попросите новую через час" in letters[-1].text
    contractd.clock += timedelta(hours=1, minutes=1)
    contractd.mail("orlova", "войти")
    assert BOARD in contractd.letter("orlova", "sign_in").text


def test_where_there_is_no_board_it_is_said_and_the_help_does_not_speak_of_it(tmp_path: Path) -> None:
    contractd = make_contractd(tmp_path, lambda sample: re.sub(r"(?m)^board: .*\n", "", sample))
    contractd.mail("orlova", "войти")
    letter = contractd.letter("orlova", "sign_in")
    assert letter.text.startswith("Доски договоров у нас нет")
    assert "«мои»" in letter.text
    contractd.mail("orlova", "помощь")
    assert "войти" not in contractd.letter("orlova", "help").text
    contractd.close()


def test_the_help_says_what_to_write(contractd: InProcessDaemon) -> None:
    contractd.mail("orlova", "помощь")
    assert "«войти»" in contractd.letter("orlova", "help").text
