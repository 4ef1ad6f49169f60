"""A recall that brings its corrected form along: the contract comes back and the next version is handed in, at once."""

from __future__ import annotations

import pytest

from application.in_process_daemon import DRAFT, InProcessDaemon
from daemon.workflow.model import Contract, Status

RECALL = "Отозвать для исправления: перепутала сумму"


def form(contract: Contract, amount: int = 600_000, fund: str = "commercial") -> list[tuple[str, bytes]]:
    content = f"contract: {contract.number}\n" + DRAFT.format(amount=amount, fund=fund)
    return [("form.yaml", content.encode())]


def amounts(contractd: InProcessDaemon, contract: Contract) -> list[str]:
    found = contractd.contract(contract.number)
    return [next(each.value for each in version.facts if each.name == "amount") for version in found.versions]


@pytest.mark.parametrize("words", [RECALL, "Recall to correct: the amount was wrong"])
def test_the_contract_is_recalled_and_its_corrected_form_is_the_next_version(
    contractd: InProcessDaemon, words: str
) -> None:
    contract = contractd.drop()
    registered = contractd.letter("titova", "registered")
    contractd.mail("titova", words, answers=registered, attachments=form(contract))
    after = contractd.contract(contract.number)
    assert (after.status, after.version.number, after.round) == (Status.IN_APPROVAL, 2, 2)
    assert amounts(contractd, contract) == ["500000.00", "600000.00"]
    assert contractd.letter("orlova", "recalled")
    assert "сумму" in contractd.letter("orlova", "request").text or "amount" in contractd.letter("orlova").text
    assert "версия 2" in contractd.letter("titova", "draft_accepted").text
    assert contractd.numbers() == [contract.number]


def test_with_a_wrong_form_it_is_recalled_all_the_same_and_the_mistakes_are_told(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    registered = contractd.letter("titova", "registered")
    contractd.mail("titova", RECALL, answers=registered, attachments=form(contract, fund="unknown"))
    after = contractd.contract(contract.number)
    assert (after.status, after.version.number) == (Status.IN_REWORK, 1)
    assert "unknown" in contractd.letter("titova", "draft_rejected").text


def test_a_contract_on_hold_is_recalled_with_its_form_too_also_by_who_decides_about_a_late_return(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    for name in ("orlova", "belova", "krylova"):
        contractd.mail(name, "Согласовано", answers=contractd.letter(name, "request"))
    contractd.mail("orlova", "Вернуть: не та сумма", answers=contractd.letter("orlova", "request"))
    assert contractd.contract(contract.number).status is Status.ON_HOLD
    asked = contractd.letter("titova", "late_asked")
    contractd.mail("titova", "Вернуть", answers=asked, attachments=form(contract))
    after = contractd.contract(contract.number)
    assert (after.status, after.version.number) == (Status.IN_APPROVAL, 2)


def test_who_may_not_recall_hands_nothing_in(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("orlova", RECALL, answers=request, attachments=form(contract))
    after = contractd.contract(contract.number)
    assert (after.status, after.version.number) == (Status.IN_APPROVAL, 1)


def test_our_own_form_that_a_program_attaches_again_is_no_version(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("titova", RECALL, answers=contractd.letter("titova", "registered"))
    returned = contractd.letter("titova", "returned")
    ours = [(each.name, each.content) for each in returned.message.attachments]
    contractd.rework(contract, amount=600_000)
    contractd.mail("titova", RECALL, answers=returned, attachments=ours)
    after = contractd.contract(contract.number)
    assert (after.status, after.version.number) == (Status.IN_REWORK, 2)
    assert contractd.letters("titova", "draft_rejected") == []
