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


def test_whoever_is_asked_in_an_earlier_stage_is_not_asked_again_where_once_is_enough(cli: CommandLine) -> None:
    cli.edit("    on_return: together", "    ask_once: true\n    on_return: together")
    cli.edit("        approvers: [accountant, economist]\n        need: any", "        approvers: [accountant, lawyer]")
    cli.edit("finance: [accountant, economist]", "finance: [accountant, lawyer]")
    number = cli.submit("1000.00")
    rows = cli.rows("explain-route", "--rework", number, "amount=2000")
    first, later = (each for each in rows if each["person"] == "lawyer")
    assert (first["stage"], first["what"], later["stage"], later["what"]) == ("legal", "asked", "finance", "stays")
    assert "that counts here (ask_once)" in str(later["why"])


def test_whoever_became_the_initiator_is_shown_with_who_is_asked_in_their_place(cli: CommandLine) -> None:
    number = cli.submit("1000.00")
    cli.verdict(number, "lawyer")
    cli.says("hand-over", number, "--to", "lawyer")
    rows = cli.rows("explain-route", "--rework", number)
    assert (rows[0]["person"], rows[0]["what"]) == ("lawyer_deputy", "asked")
    assert rows[0]["why"].startswith("in place of lawyer, who hands it in")


def test_a_stage_of_the_next_version_that_would_wait_is_told(cli: CommandLine) -> None:
    number = cli.submit("1000.00")
    cli.says("hand-over", number, "--to", "director")
    rows = cli.rows("explain-route", "--rework", number)
    assert [(r["person"], r["what"]) for r in rows if r["stage"] == "signing"] == [
        ("director", "nobody"),
        ("", "waits"),
    ]


def test_whom_new_facts_bring_to_a_stage_of_any_is_asked_beside_an_approval_that_stays(cli: CommandLine) -> None:
    cli.edit("need: all  ", "need: any  ")
    number = cli.submit("1000.00", "commercial")
    for person in ("lawyer", "commercial"):
        cli.verdict(number, person)
    assert what(cli.rows("explain-route", "--rework", number, "amount=700000"))["procurement"] == "asked"


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
