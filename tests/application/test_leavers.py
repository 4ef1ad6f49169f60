"""People leave, and contract types with them, while contracts under way still need them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from application.in_process_daemon import InProcessDaemon
from daemon.app import check_types
from daemon.application.availability import tell_of_leavers
from daemon.config import ConfigurationError
from daemon.store import absences
from daemon.store.cause import Cause
from daemon.workflow import commands as c
from daemon.workflow.model import Status

RENAMED = ("procurement", "buyer")
FIND = "contractd reassign З-2026-0001 --from lawyer --to PERSON"
# Of the lawyer and the clerk nothing is left: others have their places, with other keys and addresses.
GONE = (
    (
        "  lawyer:        {name: Орлова Мария Петровна,      post: Юрисконсульт,         email: orlova@scena.example, "
        "aliases: [m.orlova@scena.example], manager: director, substitute: lawyer_deputy}\n",
        "",
    ),
    (
        "  clerk:         {name: Титова Ольга Николаевна,    post: Документовед,         email: titova@scena.example, "
        "manager: commercial, sees: all}\n",
        "",
    ),
    ("  - {person: lawyer, from: 2026-12-01, to: 2026-12-14}", "  - {person: john, from: 2026-12-01, to: 2026-12-14}"),
    ("{person: lawyer, veto: true}", "{person: lawyer_deputy, veto: true}"),
    ("legal: [lawyer]", "legal: [lawyer_deputy]"),
    ("approvers: [lawyer]", "approvers: [lawyer_deputy]"),
    ("initiator: clerk", "initiator: john"),
)


def test_a_person_who_is_renamed_is_told_of_with_every_place_and_the_command_for_each(
    contractd: InProcessDaemon,
) -> None:
    contractd.drop(700_000)
    contractd.drop(500_000)  # does not ask procurement
    contractd.edit(RENAMED)
    assert "buyer" in contractd.app.directory.people
    letter = contractd.letter("admin", "leavers")
    assert "Этих людей больше нет в справочнике: Павлова А. И." in letter.text
    assert "«procurement» похож на переименованного: тот же адрес теперь у «buyer»" in letter.text
    assert "З-2026-0001: этап «Согласование фонда»" in letter.text
    assert "contractd reroute З-2026-0001" in letter.text
    assert "З-2026-0002" not in letter.text


def test_who_is_asked_or_has_to_act_is_told_of_when_they_leave(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(500_000)
    with contractd.database.transaction() as tx:
        days = contractd.clock.date()
        absences.add(tx, "economist", days, days, "clerk", Cause.of_operator("admin", contractd.clock), contractd.clock)
    contractd.edit(*GONE)
    text = contractd.letters("admin", "leavers")[0].text
    assert "З-2026-0001: этап «Правовая экспертиза», ждём ответа, но спросить некого: Орлова М. П." in text
    assert FIND in text
    assert "З-2026-0001: инициатор Титова О. Н." in text
    assert "contractd hand-over З-2026-0001 --to PERSON" in text
    assert "contractd absence remove 1 && contractd absence add economist --from 2026-11-23" in text
    assert contractd.contract(contract.number).status is Status.IN_APPROVAL


def test_the_same_is_told_once_whatever_is_edited_then(contractd: InProcessDaemon) -> None:
    contractd.drop(700_000)
    contractd.edit(RENAMED)
    contractd.edit(("post: Документовед", "post: Ведущий документовед"))
    tell_of_leavers(contractd.app)  # as at a start
    assert len(contractd.letters("admin", "leavers")) == 1


def test_nobody_who_has_left_gets_a_letter_and_no_document_of_the_end(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(500_000)
    contractd.edit(*GONE)
    contractd.new()
    contractd.do(contract, c.Withdraw("Лапин"))
    told = {each.recipient for each in contractd.new()}
    assert not told & {"orlova@scena.example", "m.orlova@scena.example", "titova@scena.example"}


def test_a_person_under_another_key_with_the_same_address_still_gets_their_letters(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(500_000)
    contractd.edit(("clerk", "document_clerk"))
    contractd.do(contract, c.Withdraw("Лапин"))
    assert contractd.letter("titova", "finished")


def test_a_contract_type_is_not_removed_while_contracts_need_it(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(500_000)
    rename = ("  purchase:  ", "  buying:    ")
    contractd.edit(rename)
    assert "purchase" in contractd.app.settings.contract_types
    text = contractd.letter("admin", "configuration").text
    assert 'contract_types.purchase: "purchase" is missing' in text
    assert "З-2026-0001; put it back until they have ended" in text
    contractd.do(contract, c.Withdraw("Лапин"))
    contractd.edit((rename[1], rename[1] + " "))
    assert "buying" in contractd.app.settings.contract_types


def test_a_start_without_a_type_that_is_needed_says_which_contracts_need_it(contractd: InProcessDaemon) -> None:
    contractd.drop(500_000)
    types = {key: each for key, each in contractd.app.settings.contract_types.items() if key != "purchase"}
    with pytest.raises(ConfigurationError, match="З-2026-0001"):
        check_types(replace(contractd.app.settings, contract_types=types), contractd.database)


def test_a_version_whose_rules_name_somebody_gone_is_refused_and_the_administrators_hear_what_to_do(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop(500_000)  # does not ask procurement yet
    contractd.edit(RENAMED)
    assert contractd.letters("admin", "leavers") == []
    contractd.mail("orlova", "Вернуть: не та сумма", answers=contractd.letter("orlova", "request"))
    contractd.rework(contract, amount=700_000)
    assert contractd.contract(contract.number).version.number == 1
    refused = contractd.letter("titova", "draft_rejected")
    assert "кого больше нет в справочнике: procurement, этап «Согласование фонда»" in refused.text
    assert "Администраторам сообщено" in refused.text
    told = contractd.letter("admin", "leavers").text
    assert "З-2026-0001: новую версию принять нельзя, на этапе «Согласование фонда» правило маршрута" in told
    assert ": procurement) требует спросить того, кого нет" in told
    assert "contractd reroute З-2026-0001" in told
    contractd.do(contract, c.Remind("Лапин"))
    contractd.rework(contract, amount=700_001)
    assert len(contractd.letters("admin", "leavers")) == 1
