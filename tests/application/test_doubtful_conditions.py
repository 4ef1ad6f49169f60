"""A condition that cannot be computed: who is asked, how sure it must be who answers, what a draft is told."""

from __future__ import annotations

import re

import pytest

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.workflow import events as e
from daemon.workflow.doubt import Doubt, NotComputed

DIVISION = "int(amount) / (size(items) - 1) > 5"  # the draft has one item


def _with(edited: Edited, old: str, new: str) -> InProcessDaemon:
    def edit(text: str) -> str:
        assert old in text
        examples = re.compile(r"    route_tests:.*?\n\n", re.DOTALL)  # they would tell of the edit
        return examples.sub("\n", text).replace(old, new)

    return edited(edit)


def test_whom_such_a_condition_is_about_is_asked_and_is_told_why(edited: Edited) -> None:
    contractd = _with(
        edited, "approvers: [{person: lawyer, veto: true}]", f"approvers: [{{person: lawyer, when: {DIVISION}}}]"
    )
    contract = contractd.drop()
    assert contractd.waiting(contract) == ["lawyer"]
    (asked,) = contractd.events(contract, "ApproverAsked")
    assert isinstance(asked, e.ApproverAsked)
    assert asked.doubt == Doubt(DIVISION, NotComputed.DIVISION_BY_ZERO)
    letter = contractd.letter("orlova", "request").text
    assert "правило маршрута вычислить не удалось (деление на ноль), поэтому спрашиваем и вас" in letter


def test_who_stands_in_for_them_is_told_as_well(edited: Edited) -> None:
    contractd = _with(
        edited, "approvers: [{person: lawyer, veto: true}]", f"approvers: [{{person: lawyer, when: {DIVISION}}}]"
    )
    contract = contractd.drop()
    contractd.mail("orlova", "Передать Павловой", answers=contractd.letter("orlova", "request"))
    asked = contractd.events(contract, "ApproverAsked")[-1]
    assert isinstance(asked, e.ApproverAsked)
    assert asked.instead_of
    assert asked.doubt == Doubt(DIVISION, NotComputed.DIVISION_BY_ZERO)


def test_a_stage_whose_condition_is_such_is_not_passed_over(edited: Edited) -> None:
    contractd = _with(
        edited,
        "title: Правовая экспертиза\n        app",
        f"title: Правовая экспертиза\n        when: {DIVISION}\n        app",
    )
    assert contractd.waiting(contractd.drop()) == ["lawyer"]


def test_a_rule_about_identity_counts_in_its_stricter_form(edited: Edited) -> None:
    contractd = _with(edited, "identity: {when: amount > 1000000,", f"identity: {{when: {DIVISION},")
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["lawyer"]
    assert "Для этого договора каждый ответ подтверждается кодом" in contractd.letter("orlova", "proposed").text


@pytest.mark.parametrize(
    ("rule", "why"), [(DIVISION, "деление на ноль"), ("items[1].price > 1.0", "в таблице нет такой строки")]
)
def test_a_draft_whose_rule_is_such_is_not_accepted_and_says_so(edited: Edited, rule: str, why: str) -> None:
    contractd = _with(edited, 'rule: "start <= end"', f'rule: "{rule}"')
    with pytest.raises(IndexError):
        contractd.drop()
    assert contractd.numbers() == []
    told = contractd.letters()[-1].text
    assert f"Проверка «Начало работ позже окончания» не удалась: {why}." in told
