"""What people see on a terminal of 80 columns: whole numbers, surnames, words of the house, the nearest first."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from cli.conftest import CommandLine, unwrapped
from daemon.cli import contractd
from daemon.cli.table import shown_width
from daemon.workflow.model import Status, Verdict

LONG = "Константинопольская-Задунайская Александра Вячеславовна"
KEYS = r"\b(lawyer|commercial|artistic|procurement|clerk|director|in_approval|in_rework|on_hold|approve_with_remarks)\b"


def people_with_long_names(cli: CommandLine, language: str) -> None:
    cli.edit("\n  language: ru", f"\n  language: {language}")
    cli.edit("Павлова Анна Игоревна", LONG)
    cli.edit("Согласование фонда", "Согласование распорядителя внебюджетного фонда")


def house(cli: CommandLine, language: str) -> list[str]:
    """A house with four contracts: with the fund, in rework, on hold, and with the lawyer; their numbers."""
    people_with_long_names(cli, language)
    numbers = [cli.submit("700000.00", "commercial"), *(cli.submit(f"{each}.00") for each in (1000, 2000, 3000))]
    cli.verdict(numbers[0], "lawyer", Verdict.APPROVE, conditions=("срок поставки 10 дней",))
    cli.verdict(numbers[1], "lawyer", Verdict.RETURN, conditions=("нет сметы и приложения № 2",))
    cli.says("hold", numbers[2], "--reason", "ждём смету от подрядчика")
    return numbers


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_list_fits_80_columns_and_breaks_no_number(cli: CommandLine, language: str) -> None:
    numbers = house(cli, language)
    cli.says("absence", "add", "procurement", "--from", "2099-12-01", "--to", "2099-12-20", "--substitute", "director")
    shown = [cli.says(*each) for each in (("list",), ("list", "--all"), ("search", "ромашка"))]
    for said in shown:
        assert all(number in said for number in numbers)
    shown += [cli.says(command, number) for command in ("status", "history", "conditions") for number in numbers]
    shown += [cli.says("report"), cli.says("absence", "list", "--all")]
    for said in shown:
        assert max(map(shown_width, said.splitlines())) <= 80, said
        assert not re.search(KEYS, said), said
        for partly in re.findall(r"\S*-2026-\S*", said):
            assert re.search(r"\b(?:З-2026-000[1-4])\b", partly)


def test_the_list_is_in_the_words_of_the_house(cli: CommandLine) -> None:
    house(cli, "ru")
    said = cli.says("list")
    assert said.splitlines()[0].split() == ["Номер", "Договор", "Состояние", "Ждём", "Срок"]
    assert "на согласовании: Согласование распорядителя внебюджетного фонда" in unwrapped(said, 2)
    assert "приостановлен: Правовая экспертиза" in unwrapped(said, 2)
    assert "Белова И. О., Константинопольская- Задунайская А. В." in unwrapped(said, 3).replace("\u00a0", " ")


def test_the_nearest_deadline_stands_first_and_what_has_none_last(cli: CommandLine) -> None:
    numbers = house(cli, "ru")
    dues = {row["number"]: row["due_at"] for row in cli.rows("list")}
    far = datetime.max.replace(tzinfo=UTC)
    expected = sorted(numbers, key=lambda each: datetime.fromisoformat(dues[each]) if dues[each] else far)
    assert re.findall(r"^З-\S+", cli.says("list"), re.MULTILINE) == expected
    assert expected[-1] == numbers[2], "the one on hold"


def test_a_late_contract_is_marked_with_a_sign_stands_first_and_is_counted(cli: CommandLine) -> None:
    house(cli, "ru")
    late = cli.submit("4000.00", ago=timedelta(days=20))
    said = cli.says("list")
    assert re.findall(r"^!  (\S+)", said, re.MULTILINE) == [late]
    assert next(line for line in said.splitlines() if "З-2026" in line).startswith(f"!  {late}")
    assert said.endswith("Договоров: 5, просрочено: 1 (отмечены знаком !).\n")
    assert "! Срок прошёл" in cli.says("status", late)


def test_data_is_whole_and_as_it_was(cli: CommandLine) -> None:
    numbers = house(cli, "ru")
    rows = cli.rows("list")
    assert [row["number"] for row in rows] == numbers, "the oldest first"
    assert rows[0]["waiting_for"] == ["commercial", "procurement"]
    assert list(rows[0]) == [
        "number", "name", "type", "kind", "status", "stage", "round", "version", "sha256", "waiting_for", "due_at",
        "overdue", "closes_at", "opened_at", "closed_at", "shortage",
    ]  # fmt: skip
    assert set(cli.rows("history", numbers[0])[0]) == {
        "seq", "at", "kind", "cause", "data", "previous", "hash",
    }  # fmt: skip


EMPTY = [
    (("list",), "Договоров в работе нет."),
    (("list", "--all"), "Договоров ещё нет."),
    (("list", "--waiting-for", "Беловой"), "Ни один договор в работе не ждёт: Белова Ирина Олеговна."),
    (("report",), "Считать нечего: запросов не было."),
]


@pytest.mark.parametrize(("words", "said"), EMPTY)
def test_an_empty_list_says_so(cli: CommandLine, words: tuple[str, ...], said: str) -> None:
    assert cli.says(*words) == f"{said}\n"
    assert cli.says(*words, "--json") == ""


def test_a_search_without_a_find_says_so_and_ends_with_1(cli: CommandLine) -> None:
    result = cli.type("search", "нетничего")
    assert (result.exit_code, result.stdout) == (1, "Ничего не найдено: «нетничего».\n")


def test_nobody_away_is_said(cli: CommandLine) -> None:
    cli.edit(
        "  - {person: lawyer, from: 2026-12-01, to: 2026-12-14}",
        "  - {person: lawyer, from: 2020-12-01, to: 2020-12-14}",
    )
    assert cli.says("absence", "list") == "Сейчас и впредь никто не отсутствует.\n"


def test_history_is_in_sentences_in_the_language_of_the_house(cli: CommandLine) -> None:
    numbers = house(cli, "ru")
    said = unwrapped(cli.says("history", numbers[1]), 2).replace("\u00a0", " ")
    assert "Запрошено согласование: Орлова М. П., этап «Правовая экспертиза», срок " in said
    assert "Орлова М. П. вернула на доработку: «нет сметы и приложения № 2»" in said
    assert not re.search(r"\b(VerdictGiven|ApproverAsked|RoundOpened)\b", said)


def test_a_closed_contract_is_listed_last_and_only_with_all(cli: CommandLine) -> None:
    numbers = house(cli, "ru")
    cli.says("withdraw", numbers[3])
    assert numbers[3] not in cli.says("list")
    said = cli.says("list", "--all")
    assert re.findall(r"^З-\S+", said, re.MULTILINE)[-1] == numbers[3]
    assert "отозван" in unwrapped(said, 2)


def test_no_colours_where_nobody_looks_on_a_terminal(cli: CommandLine) -> None:
    cli.submit(ago=timedelta(days=20))
    result = CliRunner().invoke(contractd, ["--config", str(cli.config), "list"], color=True)
    assert "\x1b" not in result.stdout


def test_success_is_told_in_english_too(cli: CommandLine) -> None:
    numbers = house(cli, "en")
    assert cli.says("resume", numbers[2]).startswith(
        f"{numbers[2]}: in approval. Now: Правовая экспертиза, waiting for"
    )
    assert cli.contract(numbers[2]).status is Status.IN_APPROVAL


def on_a_terminal(cli: CommandLine, columns: int, **environment: str) -> str:
    """What a terminal of so many columns is sent by `contractd list`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    command = [sys.executable, "-m", "daemon", "--config", str(cli.config), "list"]
    with subprocess.Popen(command, stdout=theirs, env=kept | {"TERM": "xterm"} | environment) as process:
        os.close(theirs)
        sent = b""
        while part := _read(ours):
            sent += part
    os.close(ours)
    assert process.returncode == 0
    return sent.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_a_terminal_has_colours_and_its_whole_width_is_used(cli: CommandLine) -> None:
    people_with_long_names(cli, "ru")
    number = cli.submit("700000.00", "commercial", ago=timedelta(days=20))
    wide, plain = on_a_terminal(cli, 140), on_a_terminal(cli, 140, NO_COLOR="1")
    assert re.search(rf"\x1b\[31m!  {number}", wide)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", wide) == plain
    assert 80 < max(map(shown_width, plain.splitlines())) <= 140
    assert max(map(shown_width, on_a_terminal(cli, 60, NO_COLOR="1").splitlines())) <= 60
