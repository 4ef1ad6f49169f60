"""People are named as people name them: by key, surname in any case, whole name or address."""

from __future__ import annotations

import pytest

from cli.conftest import CommandLine

WAYS = ("commercial", "Белова", "беловой", "Белову И. О.", "Белова Ирина Олеговна", "BELOVA@scena.example", "Belova")


@pytest.mark.parametrize("written", WAYS)
def test_whoever_is_meant_is_found(cli: CommandLine, written: str) -> None:
    number = cli.submit()
    cli.says("reassign", number, "--from", "Орловой", "--to", written)
    assert [each.key for each in cli.contract(number).waiting_for()] == ["commercial"]
    assert number in cli.says("list", "--waiting-for", written)
    assert cli.rows("list", "--waiting-for", written)[0]["number"] == number


def test_every_option_that_names_somebody_takes_a_surname(cli: CommandLine) -> None:
    number = cli.submit()
    cli.says("extend", number, "--by", "1 day", "--person", "Орлову", "--place", "m.orlova@scena.example")
    cli.says("hand-over", number, "--to", "Павловой")
    assert cli.contract(number).initiator.key == "procurement"
    assert cli.rows("explain-route", "purchase", "fund=budget", "amount=1", "--initiator", "Титова")
    cli.says("absence", "add", "Мишина", "--from", "2099-01-11", "--to", "2099-01-12", "--substitute", "Крылова")
    [row] = [each for each in cli.rows("absence", "list") if each["person"] == "economist"]
    assert row["substitute"] == "accountant"


def test_somebody_mistyped_gets_the_nearest_few_and_not_everybody(cli: CommandLine) -> None:
    said = cli.refuses("list", "--waiting-for", "Билова")
    assert "Нет такого человека: «Билова». Возможно, имелось в виду: commercial (Белова И. О.)" in said
    assert said.count("(") < 4
    assert "director" not in said


def test_somebody_unknown_gets_how_people_are_named(cli: CommandLine) -> None:
    said = cli.refuses("list", "--waiting-for", "xyzzy")
    assert said.endswith("Людей называют ключом из конфигурации (people), фамилией или адресом.")


def test_a_surname_of_two_lists_them_and_the_key_still_does(cli: CommandLine) -> None:
    cli.edit("Павлова Анна Игоревна", "Белова Анна Игоревна")
    number = cli.submit()
    said = cli.refuses("hand-over", number, "--to", "Беловой")
    assert "несколько человек: commercial (Белова И. О.), procurement (Белова А. И.)" in said
    cli.says("hand-over", number, "--to", "Беловой Анне")
    assert cli.contract(number).initiator.key == "procurement"
    cli.says("hand-over", number, "--to", "commercial")


def test_who_has_left_is_named_as_the_contract_has_them(cli: CommandLine) -> None:
    number = cli.submit()
    [person] = [each for each in cli.config.read_text("utf-8").splitlines(keepends=True) if "John Reed" in each]
    cli.says("reassign", number, "--from", "lawyer", "--to", "Reed")
    cli.edit(person, "")
    cli.says("reassign", number, "--from", "Reed", "--to", "Орловой")
    assert [each.key for each in cli.contract(number).waiting_for()] == ["lawyer"]
