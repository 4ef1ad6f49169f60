"""What `check` says of routes that leave a stage with fewer approvers than it needs, and with which values."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.config import ConfigurationError, load

Write = Callable[[str], Path]
LEGAL = "approvers: [{person: lawyer, veto: true}]"


def told(sample: str, write: Write, *changes: tuple[str, str]) -> list[str]:
    """The warnings of the sample with these changes, without the examples that hold its routes in place."""
    text = re.sub(r"    route_tests:.*?\n\n", "\n", sample, flags=re.DOTALL)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return [str(each) for each in load(write(text), secrets=False).warnings]


def test_the_sample_leaves_no_stage_too_small(sample: str, write: Write) -> None:
    assert told(sample, write) == []


def test_values_that_leave_one_approver_of_two_are_told_with_what_happens_and_the_cure(
    sample: str, write: Write
) -> None:
    (found,) = told(sample, write, ("need: all  ", "need: 2    "))
    assert "contract_types.purchase.route[1].need" in found
    assert "with fund = commercial, amount = 599999 stage fund needs 2 approvers and has 1 (commercial)" in found
    assert "and the contract waits there; say `need: 2 or all` if those are enough, or add another approver" in found


def test_where_all_there_are_enough_nothing_is_told(sample: str, write: Write) -> None:
    assert told(sample, write, ("need: all  ", "need: 2 or all")) == []


def test_values_that_no_form_can_have_are_no_alarm(sample: str, write: Write) -> None:
    everything = ("need: all  ", "need: 2    ")
    dear = (
        '      - {rule: "start <= end"',
        '      - {rule: amount > 600000, message: Мало}\n      - {rule: "start <= end"',
    )
    (found,) = told(sample, write, everything, dear)
    assert "with fund = budget, amount = 600001 stage fund needs 2 approvers and has 1 (procurement)" in found
    assert told(sample, write, everything, dear, (", budget: Субсидия", "")) == []


def test_an_optional_field_that_is_left_empty_is_tried_too(sample: str, write: Write) -> None:
    fund = ("type: choice, choices", "required: false, type: choice, choices")
    guarded = ('when: fund == "artistic"', 'when: fund == null || fund != "commercial"')
    found = told(sample, write, ("need: all  ", "need: 2    "), fund, guarded)
    assert any("amount = 599999 stage fund needs 2 approvers and has 1 (commercial)" in each for each in found)


def test_one_person_on_two_places_is_one(sample: str, write: Write) -> None:
    twice = "approvers: [{person: director}, {role: manager of lawyer}]\n        need: 2"
    with pytest.raises(ConfigurationError) as error:
        told(sample, write, (LEGAL, twice))
    said = "no values give it the approvers that it needs: whatever the values, stage legal needs 2 approvers and has 1"
    assert said in str(error.value)


def test_a_stage_whose_conditions_never_hold_together_is_a_mistake(sample: str, write: Write) -> None:
    either = "approvers: [{person: lawyer, when: amount > 5}, {person: john, when: amount <= 5}]\n        need: 2"
    with pytest.raises(ConfigurationError) as error:
        told(sample, write, (LEGAL, either))
    assert "no values give it the approvers that it needs" in str(error.value)
    assert "route[0].need" in str(error.value)


def test_a_field_that_names_somebody_who_is_asked_anyway_is_told(sample: str, write: Write) -> None:
    owner = "      owner: {label: Куратор, type: choice, choices: {lawyer: Орлова, john: Рид}}\n      start: "
    route = "approvers: [{person: lawyer}, {approver_field: owner}]\n        need: 2"
    (found,) = told(sample, write, ("      start: ", owner), (LEGAL, route))
    assert "with owner = lawyer stage legal needs 2 approvers and has 1 (lawyer)" in found
    free = owner.replace("type: choice, choices: {lawyer: Орлова, john: Рид}", "type: text")
    assert told(sample, write, ("      start: ", free), (LEGAL, route)) == []


def test_a_condition_that_cannot_be_tried_is_no_alarm(sample: str, write: Write) -> None:
    route = "approvers: [{person: lawyer}, {person: john, when: items.size() > 3}]\n        need: 2"
    assert told(sample, write, (LEGAL, route)) == []


# -- the type's own initiator ------------------------------------------------------------------------------------------

OWN = (LEGAL, "approvers: [lawyer, clerk]")
ALONE = ("email: titova@scena.example, manager: commercial, ", "email: titova@scena.example, ")
NO_ROLE = ("{role: manager of initiator}", "commercial")


def test_an_initiator_who_is_an_approver_with_nobody_to_stand_in_is_told(sample: str, write: Write) -> None:
    (found,) = told(sample, write, OWN, ALONE, NO_ROLE)
    assert "clerk hands these contracts in and is an approver of stage legal; nobody approves their own" in found
    assert "there is no substitute or manager to stand in: whatever the values, the contract waits there" in found
    assert "Give clerk a `substitute:` or a `manager:` in `people`, name another approver" in found


@pytest.mark.parametrize(
    "change",
    [
        ("email: titova@scena.example, ", "email: titova@scena.example, substitute: john, "),
        ("email: titova@scena.example, ", "email: titova@scena.example, manager: commercial, "),
        ("delegation: anyone", "own_contracts: allowed\ndelegation: anyone"),
        ("    initiator: clerk ", "    # nobody's  "),
    ],
    ids=["substitute", "manager", "allowed", "anybody"],
)
def test_with_somebody_to_stand_in_or_where_it_is_allowed_nothing_is_told(
    sample: str, write: Write, change: tuple[str, str]
) -> None:
    assert told(sample, write, OWN, ALONE, NO_ROLE, change) == []


def test_a_substitute_who_is_asked_in_the_stage_anyway_does_not_stand_in(sample: str, write: Write) -> None:
    lawyer = ("email: titova@scena.example, ", "email: titova@scena.example, substitute: john, ")
    (found,) = told(sample, write, (LEGAL, "approvers: [john, clerk]"), ALONE, NO_ROLE, lawyer)
    assert "clerk hands these contracts in" in found


def test_where_another_is_enough_it_is_said_that_nobody_is_asked_in_their_place(sample: str, write: Write) -> None:
    (found,) = told(sample, write, (LEGAL, "approvers: [lawyer, clerk]\n        need: any"), ALONE, NO_ROLE)
    assert "whatever the values, nobody is asked in their place" in found
