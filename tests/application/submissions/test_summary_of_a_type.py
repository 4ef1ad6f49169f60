"""What a type says of its contracts in lists: kept with each version, so that history needs no configuration."""

from __future__ import annotations

from dataclasses import replace

from application.in_process_daemon import InProcessDaemon
from daemon.workflow import events as e
from daemon.workflow.evolve import replay

ROMASHKA = "ООО «Ромашка», световое оборудование"


def test_a_contract_is_called_as_its_type_says_and_a_new_version_calls_it_anew(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(amount=500_000)
    assert (contract.summary, contract.amount) == (f"{ROMASHKA}, 500\u00a0000,00\u00a0₽", "500\u00a0000,00\u00a0₽")
    contractd.edit(('summary: "{counterparty}, {subject}, {amount}"', 'summary: "{amount} – {counterparty} ({fund})"'))
    assert contractd.contract(contract.number).summary == contract.summary
    contractd.mail("orlova", "Вернуть: не та сумма", answers=contractd.letter("orlova", "request"))
    contractd.rework(contract, amount=450_000)
    renamed = contractd.contract(contract.number)
    assert renamed.summary == "450\u00a0000,00\u00a0₽ – ООО «Ромашка» (Фонд коммерческого директора)"


def test_a_contract_from_before_summaries_were_kept_is_called_by_its_fields_types(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(amount=500_000)
    old = [
        replace(event, summary="") if isinstance(event, e.VersionSubmitted) else event
        for event in contractd.events(contract)
    ]
    assert replay((contract.opened_at, event) for event in old).summary == f"{ROMASHKA}, 500\u00a0000,00\u00a0₽"
