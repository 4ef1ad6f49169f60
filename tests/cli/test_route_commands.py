"""What an administrator sees of routes, and how one moves a contract to its present route."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from cli.conftest import CommandLine

MORE_THAN_HALF_A_MILLION = ("when: amount > 600000", "when: amount > 500000")
LAWYER = "approvers: [{person: lawyer, veto: true}]"
TWO_LAWYERS = "approvers: [{person: lawyer, veto: true}, john]"


def ask_two_lawyers(cli: CommandLine) -> None:
    """An edit of the route, and of the examples that hold it in place."""
    cli.edit(LAWYER, TWO_LAWYERS)
    cli.edit("legal: [lawyer],", "legal: [lawyer, john],")


class TestExplainRoute:
    def test_a_line_for_each_place_with_whether_and_why(self, cli: CommandLine) -> None:
        rows = cli.rows("explain-route", "purchase", "fund=commercial", "amount=700000")
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

    def test_two_rules_for_one_person_are_one_line_with_both_reasons(self, cli: CommandLine) -> None:
        other = "- {person: commercial, when: amount > 2000, why: деньги, veto: true}"
        cli.edit("- {person: procurement,", f"{other}\n          - {{person: procurement,")
        rows = cli.rows("explain-route", "purchase", "fund=commercial", "amount=700000")
        (row,) = [each for each in rows if each["person"] == "commercial"]
        assert row["why"] == 'fund == "commercial"; деньги'
        assert row["veto"] is True

    def test_a_role_is_shown_as_the_person_it_leads_to(self, cli: CommandLine) -> None:
        rows = cli.rows("explain-route", "ticket_sales", "--initiator", "john")
        assert rows[0]["person"] == "artistic"

    def test_a_word_mistyped_is_told_with_what_was_meant(self, cli: CommandLine) -> None:
        assert 'did you mean "purchase"?' in cli.refuses("explain-route", "purchace")
        assert "FIELD=VALUE" in cli.refuses("explain-route", "purchase", "700000")
        assert "имелось в виду: clerk (Титова О. Н.)" in cli.refuses(
            "explain-route", "purchase", "--initiator", "clerc"
        )

    def test_a_condition_that_cannot_be_computed_is_told_with_whom_it_has_asked(self, cli: CommandLine) -> None:
        cli.edit("when: amount > 600000", "when: 1000 / int(amount - 1.0) > 5")
        cli.edit("fund: [commercial, procurement]", "fund: [commercial]")
        cli.edit("amount > 1000000, policy", "1000 / int(amount - 1.0) > 7, policy")
        result = cli.type("explain-route", "purchase", "fund=budget", "amount=1", "--json")
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        (asked,) = [each for each in rows if each["person"] == "procurement"]
        assert asked["asked"]
        assert "cannot be computed (division by zero)" in asked["why"]
        assert "identity: confirm, because `1000 / int(amount - 1.0) > 7` cannot be computed" in result.stderr

    def test_who_is_asked_instead_of_the_initiator_is_shown_with_the_reason(self, cli: CommandLine) -> None:
        rows = cli.rows("explain-route", "purchase", "fund=commercial", "amount=1000", "--initiator", "lawyer")
        assert (rows[0]["person"], rows[0]["asked"], rows[0]["instead_of"]) == ("lawyer_deputy", True, "lawyer")
        assert rows[0]["why"].startswith("in place of lawyer, who hands it in, and nobody approves their own")
        cli.edit("grace: 0 ", "own_contracts: allowed\ngrace: 0 ")
        rows = cli.rows("explain-route", "purchase", "fund=commercial", "amount=1000", "--initiator", "lawyer")
        assert (rows[0]["person"], rows[0]["instead_of"]) == ("lawyer", "")

    def test_a_stage_that_would_wait_is_told_with_for_how_many(self, cli: CommandLine) -> None:
        cli.edit("need: all  ", "need: 2    ")
        said = cli.says("explain-route", "purchase", "fund=commercial", "amount=1000")
        assert "fund: the stage would wait: it needs 2 and 1 can approve it (commercial), 1 too few" in said
        assert "would wait" not in cli.says("explain-route", "purchase", "fund=commercial", "amount=700000")
        cli.edit("need: 2    ", "need: 2 or all")
        assert "would wait" not in cli.says("explain-route", "purchase", "fund=commercial", "amount=1000")

    def test_an_absence_of_today_that_leaves_too_few_is_told_and_one_with_a_substitute_is_not(
        self, cli: CommandLine
    ) -> None:
        today = datetime.now(UTC).date()
        days = f"from: {today - timedelta(days=2)}, to: {today + timedelta(days=2)}"
        cli.edit("  - {person: lawyer, from: 2026-12-01, to: 2026-12-14}", f"  - {{person: director, {days}}}")
        rows = cli.rows("explain-route", "purchase", "fund=budget", "amount=1000")
        (row,) = [each for each in rows if each["stage"] == "signing"]
        assert "0 can approve it (nobody; away with nobody to stand in: director)" in row["shortage"]
        cli.edit("{person: director, from", "{person: director, substitute: commercial, from")
        rows = cli.rows("explain-route", "purchase", "fund=budget", "amount=1000")
        assert [each["shortage"] for each in rows if each["shortage"]] == []
        assert rows[-1]["person"] == "director"

    def test_a_place_for_which_nobody_could_be_asked_is_told(self, cli: CommandLine) -> None:
        rows = cli.rows("explain-route", "purchase", "fund=budget", "amount=1000", "--initiator", "director")
        (row,) = [each for each in rows if each["stage"] == "signing"]
        assert (row["person"], row["asked"]) == ("director", False)
        assert "nobody can be asked: director hands it in (own_contracts)" in row["why"]
        assert "it needs 1 and 0 can approve it (nobody), 1 too few" in row["shortage"]

    def test_a_value_that_is_none_is_told(self, cli: CommandLine) -> None:
        assert "comercial" in cli.refuses("explain-route", "purchase", "fund=comercial")


class TestThePast:
    def test_nothing_would_go_otherwise_by_the_same_rules(self, cli: CommandLine) -> None:
        cli.submit()
        assert cli.says("explain-route", "purchase", "--past") == "every contract of purchase would go as it went\n"

    def test_an_edit_shows_which_contracts_would_go_otherwise_and_how(self, cli: CommandLine) -> None:
        cli.submit("1000.00")
        number = cli.submit("550000.00")
        cli.edit(*MORE_THAN_HALF_A_MILLION)
        rows = cli.rows("explain-route", "purchase", "--past")
        assert [(r["number"], r["stage"], r["person"], r["what"]) for r in rows] == [
            (number, "fund", "procurement", "person_added")
        ]
        assert "fund: procurement is asked" in cli.says("explain-route", "purchase", "--past")

    def test_values_of_ones_own_do_not_go_with_it(self, cli: CommandLine) -> None:
        assert "leave them out" in cli.refuses("explain-route", "purchase", "amount=1", "--past")

    def test_a_contract_that_would_lead_to_nobody_does_not_hide_the_others(self, cli: CommandLine) -> None:
        numbers = [cli.submit("1000.00"), cli.submit("2000.00", "artistic")]
        cli.edit("      - {person: artistic, when", "      - {role: manager of initiator, when")
        cli.edit("manager: commercial, sees: all", "sees: all")
        rows = cli.rows("explain-route", "purchase", "--past")
        assert [(r["number"], r["what"]) for r in rows] == [(numbers[1], "no_route")]
        assert "the route leads to nobody" in rows[0]["words"]


class TestReroute:
    def test_the_difference_is_shown_and_nothing_moved(self, cli: CommandLine) -> None:
        number = cli.submit()
        ask_two_lawyers(cli)
        assert "legal: john is asked" in cli.says("reroute", number, "--dry-run")
        assert [each.key for each in cli.contract(number).waiting_for()] == ["lawyer"]

    def test_a_contract_moves_when_it_is_meant_to(self, cli: CommandLine) -> None:
        number = cli.submit()
        ask_two_lawyers(cli)
        said = cli.says("reroute", number, answer="y\n")
        assert "legal: john is asked" in said
        assert [each.key for each in cli.contract(number).waiting_for()] == ["lawyer", "john"]
        assert cli.says("reroute", number, "--yes") == f"{number} is on its present route already\n"

    def test_as_data_only_the_difference_is_printed(self, cli: CommandLine) -> None:
        number = cli.submit()
        ask_two_lawyers(cli)
        assert [row["person"] for row in cli.rows("reroute", number, "--yes")] == ["john"]
        assert len(cli.contract(number).waiting_for()) == 2

    def test_it_does_not_move_when_the_question_is_answered_with_no(self, cli: CommandLine) -> None:
        number = cli.submit()
        ask_two_lawyers(cli)
        assert cli.type("reroute", number, answer="n\n").exit_code == 1
        assert len(cli.contract(number).waiting_for()) == 1

    def test_all_are_listed_and_never_moved_at_once(self, cli: CommandLine) -> None:
        numbers = [cli.submit(), cli.submit("2000.00")]
        ask_two_lawyers(cli)
        assert "only" in cli.refuses("reroute", "--all")
        assert [row["number"] for row in cli.rows("reroute", "--all", "--dry-run")] == numbers
        assert "NUMBER or --all" in cli.refuses("reroute")

    def test_a_type_that_is_gone_is_told_with_what_to_do(self, cli: CommandLine) -> None:
        number = cli.submit()
        cli.edit("  purchase: ", "  buying: ")
        assert "put it back, or withdraw the contract" in cli.refuses("reroute", number)

    def test_an_edit_does_not_move_anything_by_itself(self, cli: CommandLine) -> None:
        number = cli.submit()
        ask_two_lawyers(cli)
        cli.verdict(number, "lawyer")
        assert "john" not in {each.assignee.key for each in cli.contract(number).requests}

    def test_an_edit_that_asks_the_same_people_changes_the_rules_of_the_next_version(self, cli: CommandLine) -> None:
        number = cli.submit("1000.00")
        cli.edit(*MORE_THAN_HALF_A_MILLION)
        (row,) = cli.rows("reroute", number, "--yes")
        assert (row["what"], "by other rules" in row["words"]) == ("rules", True)
        rules = cli.contract(number).rules
        assert rules is not None
        assert rules.stages[1].approvers[2].when == "amount > 500000"
        assert cli.says("reroute", number, "--yes") == f"{number} is on its present route already\n"

    def test_a_policy_that_was_changed_is_named_in_words(self, cli: CommandLine) -> None:
        number = cli.submit("1000.00")
        cli.edit("grace: 0 ", "own_contracts: allowed\ngrace: 7 minutes ")
        rows = cli.rows("reroute", number, "--dry-run")
        assert [(each["what"], each["after"]) for each in rows] == [
            ("policy", "grace: 7 minutes"),
            ("policy", "own_contracts: allowed"),
        ]
        said = "grace: none becomes grace: 7 minutes (how long a decided stage is held back before the next"
        assert said in rows[0]["words"]
        cli.says("reroute", number, "--yes")
        assert str(cli.contract(number).route.policies.grace) == "7 minutes"
