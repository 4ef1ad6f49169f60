"""One person is one pair of eyes: on two places of a stage, in a quorum, and on a contract of their own."""

from __future__ import annotations

import re

from workflow.people import YEKATERINBURG

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.application.admin.read_models import stage_rows
from daemon.documents.approval_sheet import sheet_values
from daemon.workflow.commands import HandOver

FUND = "- {person: procurement, when: amount > 600000, watches: [amount, items]}"


def _with(edited: Edited, *changes: tuple[str, str]) -> InProcessDaemon:
    """A daemon whose configuration has these changes, and none of the examples that would tell of them."""

    def edit(text: str) -> str:
        text = re.sub(r"    route_tests:.*?\n\n", "\n", text, flags=re.DOTALL)
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        return text

    return edited(edit)


def test_whoever_two_rules_lead_to_is_asked_once_with_both_reasons(edited: Edited) -> None:
    second = "- {person: commercial, when: amount > 100000, why: крупная сумма, veto: true}"
    contractd = _with(edited, (FUND, second))
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    [letter] = contractd.letters("belova", "request")
    assert "источник финансирования – Фонд коммерческого директора; крупная сумма" in letter.text
    assert contractd.request(contract, "commercial").veto


LEGAL = "approvers: [{person: lawyer, veto: true}]"


def test_a_quorum_that_cannot_be_reached_waits_and_the_administrators_and_the_initiator_hear_what_to_do(
    edited: Edited,
) -> None:
    contractd = _with(
        edited, (LEGAL, 'approvers: [{person: lawyer}, {person: john, when: fund == "artistic"}]\n        need: 2')
    )
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.contract(contract.number).status == "in_approval"
    [told] = contractd.letters("titova", "quorum_short")
    assert "на этапе «Правовая экспертиза» нужно согласий: 2, а дать их сейчас могут: 1" in told.text
    assert "По маршруту с этими данными на этапе всего согласующих: 1." in told.text
    assert "Администраторам сообщено" in told.text
    [admin] = contractd.letters("admin", "quorum_short")
    assert f"contractd reroute {contract.number}" in admin.text
    assert "need: 2 or all" in admin.text
    contractd.mail("titova", "статус", answers=told)
    assert "согласующих не хватает: нужно 2, ответить могут 1" in contractd.letter("titova", "status").text


def test_need_two_or_all_says_that_whoever_there_is_is_enough(edited: Edited) -> None:
    contractd = _with(
        edited,
        (LEGAL, 'approvers: [{person: lawyer}, {person: john, when: fund == "artistic"}]\n        need: 2 or all'),
    )
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["commercial"]
    assert contractd.letters("", "quorum_short") == []


def test_it_goes_on_when_the_absence_is_over(edited: Edited) -> None:
    contractd = _with(
        edited,
        (LEGAL, "approvers: [lawyer, john]"),
        ("absences:", "absences:\n  - {person: john, from: 2026-11-20, to: 2026-11-24}"),
    )
    contractd.at("2026-11-23 10:01")
    contract = contractd.drop()
    [told] = contractd.letters("titova", "quorum_short")
    assert "Отсутствуют, и заместить их некому: John Reed." in told.text
    assert contractd.contract(contract.number).shortage
    contractd.at("2026-11-25 09:00")
    assert contractd.contract(contract.number).shortage is None
    assert len(contractd.letters("titova", "quorum_short")) == 1


def test_nobody_approves_what_they_handed_in_their_substitute_is_asked_and_told_why(edited: Edited) -> None:
    contractd = edited(lambda text: text)
    contract = contractd.drop(initiator="lawyer")
    assert contractd.waiting(contract) == ["lawyer_deputy"]
    letter = contractd.letter("zaitsev", "request").text
    assert "отвечаете за Орлову М. П.: договор внесла она сама" in letter
    refused = contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "registered"))
    assert contractd.waiting(contract) == ["lawyer_deputy"], refused
    contractd.mail("zaitsev", "Передать Орловой", answers=contractd.letter("zaitsev", "request"))
    assert "инициатор договора, а свой договор не согласуют; назовите другого" in contractd.letter("zaitsev").text
    assert contractd.waiting(contract) == ["lawyer_deputy"]


def test_where_the_house_allows_it_the_initiator_is_asked(edited: Edited) -> None:
    contractd = _with(edited, ("delegation: anyone", "own_contracts: allowed\ndelegation: anyone"))
    contract = contractd.drop(initiator="lawyer")
    assert contractd.waiting(contract) == ["lawyer"]
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    values = sheet_values(contractd.contract(contract.number), 1, "a" * 64, YEKATERINBURG, "ru")
    assert "согласующий – инициатор этого договора" in values["rounds"][0]["places"][0]["verdict"]


def test_a_place_for_which_nobody_can_be_asked_says_so_and_why_wherever_the_route_is_shown(edited: Edited) -> None:
    contractd = _with(edited, (LEGAL, "approvers: [{person: lawyer}, {person: clerk}]"), ("manager: commercial, ", ""))
    contract = contractd.drop()
    told = contractd.letter("titova", "quorum_short").text
    assert "Некого спросить за инициатора (Титова О. Н.)" in told
    assert re.search(r"Титова О\. Н\..*спросить некого: свой договор не согласуют", told)
    assert "передано: –" not in told
    rows = stage_rows(contractd.contract(contract.number), YEKATERINBURG)
    assert ("Титова Ольга Николаевна", "nobody can be asked") in [(each["person"], each["verdict"]) for each in rows]
    values = sheet_values(contractd.contract(contract.number), 1, "a" * 64, YEKATERINBURG, "ru")
    assert values["rounds"][0]["places"][1]["verdict"] == "спросить было некого"


def test_of_a_shortage_whoever_acts_for_an_initiator_who_is_away_is_told(edited: Edited) -> None:
    contractd = _with(
        edited,
        (LEGAL, "approvers: [{person: lawyer}, {person: clerk}]"),
        ("manager: commercial, ", ""),
        ("absences:", "absences:\n  - {person: clerk, from: 2026-11-20, to: 2026-11-24, substitute: lawyer}"),
        (", substitute: lawyer_deputy", ""),
    )
    contractd.at("2026-11-23 10:01")
    contractd.drop()
    assert contractd.letters("titova", "quorum_short") == []
    [told] = contractd.letters("orlova", "quorum_short")
    assert "Администраторам сообщено" in told.text
    contractd.at("2026-11-25 09:01")
    assert contractd.letters("titova", "quorum_short"), "back again, it is hers to see to"


def test_who_comes_to_act_for_the_initiator_just_when_it_is_told_again_hears_of_it_once(edited: Edited) -> None:
    contractd = _with(
        edited,
        (LEGAL, "approvers: [{person: lawyer}, {person: clerk}]"),
        ("manager: commercial, ", ""),
        ("absences:", "absences:\n  - {person: clerk, from: 2026-11-25, to: 2026-11-27, substitute: lawyer}"),
        (", substitute: lawyer_deputy", ""),
    )
    contractd.drop()
    contractd.at("2026-11-25 18:01")
    assert len(contractd.letters("titova", "quorum_short")) == 1
    assert len(contractd.letters("orlova", "quorum_short")) == 1
    assert len(contractd.letters("admin", "quorum_short")) == 2


def test_of_a_place_whose_person_has_left_letters_say_that(edited: Edited) -> None:
    contractd = _with(edited)
    contractd.drop(amount=700_000)
    contractd.edit(("procurement", "buyer"))
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    told = contractd.letter("titova", "quorum_short").text
    assert "Некого спросить: Павлова А. И. Этого человека больше нет в справочнике." in told
    assert "спросить некого: этого человека больше нет в справочнике" in told
    assert "уже есть ответ" not in told


def test_the_sheet_says_of_an_approval_that_its_giver_became_the_initiator_later(edited: Edited) -> None:
    contractd = _with(edited)
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.do(contract, HandOver(contractd.app.directory.people["lawyer"], "Лапин"))
    values = sheet_values(contractd.contract(contract.number), 1, "a" * 64, YEKATERINBURG, "ru")
    said = values["rounds"][0]["places"][0]["verdict"]
    assert "согласовано до того, как договор передали этому инициатору" in said
