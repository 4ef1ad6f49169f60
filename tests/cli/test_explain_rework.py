"""`explain-route --rework` shows beforehand what a new version of a contract would do to its route."""

from __future__ import annotations

from cli.conftest import CommandLine


def what(rows: list[dict[str, object]]) -> dict[object, object]:
    return {row["person"]: row["what"] for row in rows}


def test_who_would_come_who_go_and_whose_approval_stays(cli: CommandLine) -> None:
    number = cli.submit("700000.00", "commercial")
    cli.verdict(number, "lawyer")
    rows = cli.rows("explain-route", "--rework", number, "fund=artistic", "amount=900000")
    assert what(rows) == {
        "lawyer": "stays",
        "artistic": "asked",
        "procurement": "asked",
        "commercial": "released",
        "accountant": "asked",
        "economist": "asked",
        "director": "asked",
    }
    why = {row["person"]: row["why"] for row in rows}
    assert why["lawyer"] == "approved version 1"
    assert why["artistic"] == 'fund == "artistic"; amount, fund changed'
    assert why["commercial"] == 'fund == "commercial"; amount, fund changed'
    assert why["procurement"] == "amount > 600000"
    assert cli.contract(number).version.number == 1, "nothing was handed in"


def test_the_rules_of_the_contract_count_and_not_those_of_today(cli: CommandLine) -> None:
    number = cli.submit("1000.00")
    cli.edit("when: amount > 600000", "when: amount > 500000")
    assert "procurement" not in what(cli.rows("explain-route", "--rework", number, "amount=550000"))


def test_an_edit_by_hand_asks_everybody_again(cli: CommandLine) -> None:
    number = cli.submit("1000.00")
    cli.verdict(number, "lawyer")
    assert what(cli.rows("explain-route", "--rework", number))["lawyer"] == "stays"
    (row, *_) = cli.rows("explain-route", "--rework", number, "--by-hand")
    assert (row["what"], row["why"]) == ("asked", "approved before, the text was edited by hand since")


def test_as_text_it_is_a_table(cli: CommandLine) -> None:
    number = cli.submit("1000.00", "commercial")
    said = cli.says("explain-route", "--rework", number, "fund=artistic")
    assert "released" in said
    assert 'fund == "artistic"; fund changed' in said


def test_what_cannot_be_is_told(cli: CommandLine) -> None:
    number = cli.submit("1000.00")
    assert "comercial" in cli.refuses("explain-route", "--rework", number, "fund=comercial")
    assert "is not FIELD=VALUE" in cli.refuses("explain-route", "--rework", number, "fund=artistic", "900000")
    assert "З-9" in cli.refuses("explain-route", "--rework", "З-9")
    assert "leave" in cli.refuses("explain-route", "--rework", number, "--past")
    assert "TYPE" in cli.refuses("explain-route")
    assert "leave ticket_sales out" in cli.refuses("explain-route", "--rework", number, "ticket_sales")
