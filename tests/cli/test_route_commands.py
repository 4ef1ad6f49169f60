"""What an administrator sees of routes, and how one moves a contract to its present route."""

from __future__ import annotations

import json

from cli.conftest import House

MORE_THAN_HALF_A_MILLION = ("when: amount > 600000", "when: amount > 500000")
LAWYER = "approvers: [{person: lawyer, veto: true}]"
TWO_LAWYERS = "approvers: [{person: lawyer, veto: true}, john]"


def ask_two_lawyers(house: House) -> None:
    """An edit of the route, and of the examples that hold it in place."""
    house.edit(LAWYER, TWO_LAWYERS)
    house.edit("legal: [lawyer],", "legal: [lawyer, john],")


class TestExplainRoute:
    def test_a_line_for_each_place_with_whether_and_why(self, house: House) -> None:
        rows = house.rows("explain-route", "purchase", "fund=commercial", "amount=700000")
        assert [(r["stage"], r["person"], r["asked"]) for r in rows] == [
            ("legal", "lawyer", True),
            ("fund", "commercial", True),
            ("fund", "artistic", False),
            ("fund", "procurement", True),
            ("finance", "accountant", True),
            ("finance", "economist", True),
            ("signing", "director", True),
        ]
        assert (rows[3]["why"], rows[3]["deadline"]) == ("amount > 600000", "2 working days")

    def test_a_role_is_shown_as_the_person_it_leads_to(self, house: House) -> None:
        rows = house.rows("explain-route", "ticket_sales", "--initiator", "john")
        assert rows[0]["person"] == "artistic"

    def test_a_word_mistyped_is_told_with_what_was_meant(self, house: House) -> None:
        assert 'did you mean "purchase"?' in house.refuses("explain-route", "purchace")
        assert "FIELD=VALUE" in house.refuses("explain-route", "purchase", "700000")
        assert 'did you mean "clerk"?' in house.refuses("explain-route", "purchase", "--initiator", "clerc")

    def test_a_condition_that_cannot_be_computed_is_told_with_whom_it_has_asked(self, house: House) -> None:
        house.edit("when: amount > 600000", "when: 1000 / int(amount - 1.0) > 5")
        house.edit("fund: [commercial, procurement]", "fund: [commercial]")
        house.edit("amount > 1000000, policy", "1000 / int(amount - 1.0) > 7, policy")
        result = house.type("explain-route", "purchase", "fund=budget", "amount=1", "--json")
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        (asked,) = [each for each in rows if each["person"] == "procurement"]
        assert asked["asked"]
        assert "cannot be computed (division by zero)" in asked["why"]
        assert "identity: confirm, because `1000 / int(amount - 1.0) > 7` cannot be computed" in result.stderr

    def test_a_value_that_is_none_is_told(self, house: House) -> None:
        assert "comercial" in house.refuses("explain-route", "purchase", "fund=comercial")


class TestThePast:
    def test_nothing_would_go_otherwise_by_the_same_rules(self, house: House) -> None:
        house.submit()
        assert house.says("explain-route", "purchase", "--past") == "every contract of purchase would go as it went\n"

    def test_an_edit_shows_which_contracts_would_go_otherwise_and_how(self, house: House) -> None:
        house.submit("1000.00")
        number = house.submit("550000.00")
        house.edit(*MORE_THAN_HALF_A_MILLION)
        rows = house.rows("explain-route", "purchase", "--past")
        assert [(r["number"], r["stage"], r["person"], r["what"]) for r in rows] == [
            (number, "fund", "procurement", "person_added")
        ]
        assert "fund: procurement is asked" in house.says("explain-route", "purchase", "--past")

    def test_values_of_ones_own_do_not_go_with_it(self, house: House) -> None:
        assert "leave them out" in house.refuses("explain-route", "purchase", "amount=1", "--past")

    def test_a_contract_that_would_lead_to_nobody_does_not_hide_the_others(self, house: House) -> None:
        numbers = [house.submit("1000.00"), house.submit("2000.00", "artistic")]
        house.edit("      - {person: artistic, when", "      - {role: manager of initiator, when")
        house.edit("manager: commercial, sees: all", "sees: all")
        rows = house.rows("explain-route", "purchase", "--past")
        assert [(r["number"], r["what"]) for r in rows] == [(numbers[1], "no_route")]
        assert "the route leads to nobody" in rows[0]["words"]


class TestReroute:
    def test_the_difference_is_shown_and_nothing_moved(self, house: House) -> None:
        number = house.submit()
        ask_two_lawyers(house)
        assert "legal: john is asked" in house.says("reroute", number, "--dry-run")
        assert [each.key for each in house.contract(number).waiting_for()] == ["lawyer"]

    def test_a_contract_moves_when_it_is_meant_to(self, house: House) -> None:
        number = house.submit()
        ask_two_lawyers(house)
        said = house.says("reroute", number, answer="y\n")
        assert "legal: john is asked" in said
        assert [each.key for each in house.contract(number).waiting_for()] == ["lawyer", "john"]
        assert house.says("reroute", number, "--yes") == f"{number} is on its present route already\n"

    def test_as_data_only_the_difference_is_printed(self, house: House) -> None:
        number = house.submit()
        ask_two_lawyers(house)
        assert [row["person"] for row in house.rows("reroute", number, "--yes")] == ["john"]
        assert len(house.contract(number).waiting_for()) == 2

    def test_it_does_not_move_when_the_question_is_answered_with_no(self, house: House) -> None:
        number = house.submit()
        ask_two_lawyers(house)
        assert house.type("reroute", number, answer="n\n").exit_code == 1
        assert len(house.contract(number).waiting_for()) == 1

    def test_all_are_listed_and_never_moved_at_once(self, house: House) -> None:
        numbers = [house.submit(), house.submit("2000.00")]
        ask_two_lawyers(house)
        assert "only" in house.refuses("reroute", "--all")
        assert [row["number"] for row in house.rows("reroute", "--all", "--dry-run")] == numbers
        assert "NUMBER or --all" in house.refuses("reroute")

    def test_a_type_that_is_gone_is_told_with_what_to_do(self, house: House) -> None:
        number = house.submit()
        house.edit("  purchase: ", "  buying: ")
        assert "put it back, or withdraw the contract" in house.refuses("reroute", number)

    def test_an_edit_does_not_move_anything_by_itself(self, house: House) -> None:
        number = house.submit()
        ask_two_lawyers(house)
        house.verdict(number, "lawyer")
        assert "john" not in {each.assignee.key for each in house.contract(number).requests}
