"""Who is away, told on the command line."""

from __future__ import annotations

from datetime import date, timedelta

from cli.conftest import CommandLine

SOON = date.today() + timedelta(days=60)  # noqa: DTZ011  any day far enough
LATER = SOON + timedelta(days=13)


def add(cli: CommandLine, person: str = "economist", *more: str) -> str:
    return " ".join(cli.says("absence", "add", person, "--from", str(SOON), "--to", str(LATER), *more).split())


def test_an_absence_is_added_listed_and_taken_back(cli: CommandLine) -> None:
    assert "отвечает Крылова Н. С." in add(cli, "economist", "--substitute", "accountant")
    [row] = [each for each in cli.rows("absence", "list") if each["person"] == "economist"]
    assert (row["from"], row["to"], row["substitute"]) == (str(SOON), str(LATER), "accountant")
    assert row["source"].startswith("cli:")
    cli.says("absence", "remove", str(row["id"]))
    assert [each["person"] for each in cli.rows("absence", "list", "--all")] == ["lawyer"]


def test_the_configuration_s_own_are_listed_beside_it(cli: CommandLine) -> None:
    [row] = cli.rows("absence", "list", "--all")
    assert (row["id"], row["person"], row["substitute"], row["source"]) == (
        None,
        "lawyer",
        "lawyer_deputy",
        "config.yaml",
    )


def test_that_nobody_stands_in_is_said(cli: CommandLine) -> None:
    assert "Мишин Д. А." in add(cli)
    assert "Заместить некому, поэтому спросят всё равно." in add(cli, "procurement")


def test_what_cannot_be_is_told_with_what_to_do(cli: CommandLine) -> None:
    add(cli)
    day, last = str(SOON), str(LATER)
    add_ = ("absence", "add")
    assert "contractd absence remove 1" in cli.refuses(*add_, "economist", "--from", last, "--to", last)
    assert "имелось в виду: economist (Мишин Д. А.)" in cli.refuses(*add_, "economyst", "--from", day, "--to", last)
    assert "раньше первого" in cli.refuses(*add_, "economist", "--from", last, "--to", day)
    assert "уже прошёл" in cli.refuses(*add_, "economist", "--from", "2020-01-01", "--to", "2020-01-02")
    assert "не может замещать сам себя" in cli.refuses(
        *add_, "john", "--from", day, "--to", last, "--substitute", "john"
    )
    assert "contractd absence list" in cli.refuses("absence", "remove", "17")
