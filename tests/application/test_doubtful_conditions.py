"""A condition that cannot be computed: who is asked, how sure it must be who answers, what a draft is told."""

from __future__ import annotations

import re

import pytest

from application.conftest import Edited
from application.theatre import Theatre
from daemon.workflow import events as e
from daemon.workflow.doubt import Doubt, NotComputed

DIVISION = "int(amount) / (size(items) - 1) > 5"  # the draft has one item


def _with(edited: Edited, old: str, new: str) -> Theatre:
    def edit(text: str) -> str:
        assert old in text
        examples = re.compile(r"    route_tests:.*?\n\n", re.DOTALL)  # they would tell of the edit
        return examples.sub("\n", text).replace(old, new)

    return edited(edit)


def test_whom_such_a_condition_is_about_is_asked_and_is_told_why(edited: Edited) -> None:
    theatre = _with(
        edited, "approvers: [{person: lawyer, veto: true}]", f"approvers: [{{person: lawyer, when: {DIVISION}}}]"
    )
    contract = theatre.drop()
    assert theatre.waiting(contract) == ["lawyer"]
    (asked,) = theatre.events(contract, "ApproverAsked")
    assert isinstance(asked, e.ApproverAsked)
    assert asked.doubt == Doubt(DIVISION, NotComputed.DIVISION_BY_ZERO)
    letter = theatre.letter("orlova", "request").text
    assert "правило маршрута вычислить не удалось (деление на ноль), поэтому спрашиваем и вас" in letter


def test_who_stands_in_for_them_is_told_as_well(edited: Edited) -> None:
    theatre = _with(
        edited, "approvers: [{person: lawyer, veto: true}]", f"approvers: [{{person: lawyer, when: {DIVISION}}}]"
    )
    contract = theatre.drop()
    theatre.mail("orlova", "Передать Павловой", answers=theatre.letter("orlova", "request"))
    asked = theatre.events(contract, "ApproverAsked")[-1]
    assert isinstance(asked, e.ApproverAsked)
    assert asked.instead_of
    assert asked.doubt == Doubt(DIVISION, NotComputed.DIVISION_BY_ZERO)


def test_a_stage_whose_condition_is_such_is_not_passed_over(edited: Edited) -> None:
    theatre = _with(
        edited,
        "title: Правовая экспертиза\n        app",
        f"title: Правовая экспертиза\n        when: {DIVISION}\n        app",
    )
    assert theatre.waiting(theatre.drop()) == ["lawyer"]


def test_a_rule_about_identity_counts_in_its_stricter_form(edited: Edited) -> None:
    theatre = _with(edited, "identity: {when: amount > 1000000,", f"identity: {{when: {DIVISION},")
    contract = theatre.drop()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["lawyer"]
    assert "Для этого договора каждый ответ подтверждается кодом" in theatre.letter("orlova", "proposed").text


@pytest.mark.parametrize(
    ("rule", "why"), [(DIVISION, "деление на ноль"), ("items[1].price > 1.0", "в таблице нет такой строки")]
)
def test_a_draft_whose_rule_is_such_is_not_accepted_and_says_so(edited: Edited, rule: str, why: str) -> None:
    theatre = _with(edited, 'rule: "start <= end"', f'rule: "{rule}"')
    with pytest.raises(IndexError):
        theatre.drop()
    assert theatre.numbers() == []
    told = theatre.letters()[-1].text
    assert f"Проверка «Начало работ позже окончания» не удалась: {why}." in told
