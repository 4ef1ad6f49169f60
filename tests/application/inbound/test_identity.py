"""How sure it must be who wrote: token and address, a proof by the mail server, a code that comes back."""

from __future__ import annotations

import re

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.workflow import events as e
from daemon.workflow.model import Contract

DEAR = 1_500_000  # the sample wants a code above a million


def _verified(contractd: InProcessDaemon, contract: Contract) -> list[str]:
    given = contractd.events(contract, "VerdictGiven")
    return [each.verified for each in given if isinstance(each, e.VerdictGiven)]


def _code(letter: OutboxLetter) -> str:
    found = re.search(r"\b\d{6}\b", letter.first_lines)
    assert found, letter.first_lines
    return found[0]


def _results(verdict: str) -> list[tuple[str, str]]:
    return [("Authentication-Results", f"mx.scena.example; dmarc={verdict} header.from=scena.example")]


def test_by_default_the_token_and_the_address_are_enough_and_aliases_count(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("m.orlova@scena.example", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["commercial"]
    assert _verified(contractd, contract) == ["address"]


def test_a_dear_contract_wants_a_code_from_the_known_address(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(DEAR)
    contractd.mail("m.orlova@scena.example", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["lawyer"]
    letter = contractd.letter("orlova@scena.example", "proposed")
    assert "Для этого договора каждый ответ подтверждается кодом" in letter.text
    assert _code(letter) not in letter.subject
    contractd.mail("orlova", _code(letter), answers=letter)
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    assert _verified(contractd, contract) == ["code"]
    assert "подтверждено кодом" in contractd.letter("belova", "request").text
    assert "Ответ подтверждён кодом" in contractd.letter("orlova", "receipt").text


def test_a_wrong_code_and_an_old_one_record_nothing(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(DEAR)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    letter = contractd.letter("orlova", "proposed")
    wrong = "000000" if _code(letter) != "000000" else "111111"
    contractd.mail("orlova", f"Код {wrong}", answers=letter)
    assert "Код не подошёл" in contractd.letter("orlova", "ask_back").text
    contractd.at("2026-11-27 10:00")
    contractd.mail("orlova", _code(letter), answers=letter)
    assert contractd.events(contract, "VerdictGiven") == []
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", _code(contractd.letter("orlova", "proposed")), answers=letter)
    assert _verified(contractd, contract) == ["code"]


def test_a_code_is_guessed_no_more_than_five_times(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(DEAR)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    letter = contractd.letter("orlova", "proposed")
    for guess in range(5):
        code = f"{(int(_code(letter)) + guess + 1) % 10**6:06}"
        contractd.mail("orlova", code, answers=letter)
    contractd.mail("orlova", _code(letter), answers=letter)
    assert contractd.events(contract, "VerdictGiven") == []


def test_a_code_sent_by_somebody_else_confirms_nothing(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(DEAR)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    letter = contractd.letter("orlova", "proposed")
    contractd.mail("zaitsev", _code(letter), answers=letter)
    assert contractd.events(contract, "VerdictGiven") == []


def test_whoever_did_not_answer_says_no_to_the_code_and_the_request_waits_on(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(DEAR)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    letter = contractd.letter("orlova", "proposed")
    contractd.mail("orlova", "нет", answers=letter)
    assert contractd.request(contract, "lawyer").proposal is None
    contractd.mail("orlova", _code(letter), answers=letter)
    assert contractd.waiting(contract) == ["lawyer"]


def test_the_mail_server_s_word_on_the_sender_counts_where_it_is_asked_for(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"), headers=_results("pass"))
    assert contractd.waiting(contract) == ["commercial"]
    assert _verified(contractd, contract) == ["dmarc"]
    assert "отправитель проверен (DMARC)" in contractd.letter("belova", "request").text


def test_without_the_mail_server_s_word_the_sender_hears_what_is_missing_and_gets_a_code(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("orlova", "Вернуть: нет сметы", answers=request, headers=_results("fail"))
    letter = contractd.letter("orlova", "proposed")
    assert "не подтвердил его ни по DMARC, ни по DKIM" in letter.text
    assert contractd.waiting(contract) == ["lawyer"]
    contractd.mail("orlova", _code(letter), answers=letter)
    assert _verified(contractd, contract) == ["code"]
    assert contractd.contract(contract.number).status.value == "in_rework"


def test_a_header_that_a_forger_put_below_the_server_s_own_is_not_believed(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = contractd.drop()
    forged = [*_results("fail"), *_results("pass")]
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"), headers=forged)
    assert contractd.events(contract, "VerdictGiven") == []
