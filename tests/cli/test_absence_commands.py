"""Who is away, told on the command line."""

from __future__ import annotations

from datetime import date, timedelta

from cli.conftest import House

SOON = date.today() + timedelta(days=60)  # noqa: DTZ011  any day far enough
LATER = SOON + timedelta(days=13)


def add(house: House, person: str = "economist", *more: str) -> str:
    return house.says("absence", "add", person, "--from", str(SOON), "--to", str(LATER), *more)


def test_an_absence_is_added_listed_and_taken_back(house: House) -> None:
    assert "accountant stands in" in add(house, "economist", "--substitute", "accountant")
    [row] = [each for each in house.rows("absence", "list") if each["person"] == "economist"]
    assert (row["from"], row["to"], row["substitute"]) == (str(SOON), str(LATER), "accountant")
    assert row["source"].startswith("cli:")
    house.says("absence", "remove", str(row["id"]))
    assert [each["person"] for each in house.rows("absence", "list", "--all")] == ["lawyer"]


def test_the_configuration_s_own_are_listed_beside_it(house: House) -> None:
    [row] = house.rows("absence", "list", "--all")
    assert (row["id"], row["person"], row["substitute"], row["source"]) == (
        None,
        "lawyer",
        "lawyer_deputy",
        "config.yaml",
    )


def test_that_nobody_stands_in_is_said(house: House) -> None:
    assert "nobody stands in, so economist is asked all the same" in add(house)


def test_what_cannot_be_is_told_with_what_to_do(house: House) -> None:
    add(house)
    day, last = str(SOON), str(LATER)
    add_ = ("absence", "add")
    assert "contractd absence remove 1" in house.refuses(*add_, "economist", "--from", last, "--to", last)
    assert 'did you mean "economist"' in house.refuses(*add_, "economyst", "--from", day, "--to", last)
    assert "before --from" in house.refuses(*add_, "economist", "--from", last, "--to", day)
    assert "over already" in house.refuses(*add_, "economist", "--from", "2020-01-01", "--to", "2020-01-02")
    assert "themself" in house.refuses(*add_, "john", "--from", day, "--to", last, "--substitute", "john")
    assert "contractd absence list" in house.refuses("absence", "remove", "17")
