"""How sure it must be who wrote: token and address, a proof by the mail server, a code that comes back."""

from __future__ import annotations

import re

from application.conftest import Edited
from application.theatre import Letter, Theatre
from daemon.workflow import events as e
from daemon.workflow.model import Contract

DEAR = 1_500_000  # the sample wants a code above a million


def _verified(theatre: Theatre, contract: Contract) -> list[str]:
    given = theatre.events(contract, "VerdictGiven")
    return [each.verified for each in given if isinstance(each, e.VerdictGiven)]


def _code(letter: Letter) -> str:
    found = re.search(r"\b\d{6}\b", letter.first_lines)
    assert found, letter.first_lines
    return found[0]


def _results(verdict: str) -> list[tuple[str, str]]:
    return [("Authentication-Results", f"mx.scena.example; dmarc={verdict} header.from=scena.example")]


def test_by_default_the_token_and_the_address_are_enough_and_aliases_count(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("m.orlova@scena.example", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["commercial"]
    assert _verified(theatre, contract) == ["address"]


def test_a_dear_contract_wants_a_code_from_the_known_address(theatre: Theatre) -> None:
    contract = theatre.drop(DEAR)
    theatre.mail("m.orlova@scena.example", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["lawyer"]
    letter = theatre.letter("orlova@scena.example", "proposed")
    assert "Для этого договора каждый ответ подтверждается кодом" in letter.text
    assert _code(letter) not in letter.subject
    theatre.mail("orlova", _code(letter), answers=letter)
    assert theatre.waiting(contract) == ["commercial", "procurement"]
    assert _verified(theatre, contract) == ["code"]
    assert "подтверждено кодом" in theatre.letter("belova", "request").text
    assert "Ответ подтверждён кодом" in theatre.letter("orlova", "receipt").text


def test_a_wrong_code_and_an_old_one_record_nothing(theatre: Theatre) -> None:
    contract = theatre.drop(DEAR)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    letter = theatre.letter("orlova", "proposed")
    wrong = "000000" if _code(letter) != "000000" else "111111"
    theatre.mail("orlova", f"Код {wrong}", answers=letter)
    assert "Код не подошёл" in theatre.letter("orlova", "ask_back").text
    theatre.at("2026-11-27 10:00")
    theatre.mail("orlova", _code(letter), answers=letter)
    assert theatre.events(contract, "VerdictGiven") == []
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("orlova", _code(theatre.letter("orlova", "proposed")), answers=letter)
    assert _verified(theatre, contract) == ["code"]


def test_a_code_is_guessed_no_more_than_five_times(theatre: Theatre) -> None:
    contract = theatre.drop(DEAR)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    letter = theatre.letter("orlova", "proposed")
    for guess in range(5):
        code = f"{(int(_code(letter)) + guess + 1) % 10**6:06}"
        theatre.mail("orlova", code, answers=letter)
    theatre.mail("orlova", _code(letter), answers=letter)
    assert theatre.events(contract, "VerdictGiven") == []


def test_a_code_sent_by_somebody_else_confirms_nothing(theatre: Theatre) -> None:
    contract = theatre.drop(DEAR)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    letter = theatre.letter("orlova", "proposed")
    theatre.mail("zaitsev", _code(letter), answers=letter)
    assert theatre.events(contract, "VerdictGiven") == []


def test_whoever_did_not_answer_says_no_to_the_code_and_the_request_waits_on(theatre: Theatre) -> None:
    contract = theatre.drop(DEAR)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    letter = theatre.letter("orlova", "proposed")
    theatre.mail("orlova", "нет", answers=letter)
    assert theatre.request(contract, "lawyer").proposal is None
    theatre.mail("orlova", _code(letter), answers=letter)
    assert theatre.waiting(contract) == ["lawyer"]


def test_the_mail_server_s_word_on_the_sender_counts_where_it_is_asked_for(edited: Edited) -> None:
    theatre = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = theatre.drop()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"), headers=_results("pass"))
    assert theatre.waiting(contract) == ["commercial"]
    assert _verified(theatre, contract) == ["dmarc"]
    assert "отправитель проверен (DMARC)" in theatre.letter("belova", "request").text


def test_without_the_mail_server_s_word_the_sender_hears_what_is_missing_and_gets_a_code(edited: Edited) -> None:
    theatre = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = theatre.drop()
    request = theatre.letter("orlova", "request")
    theatre.mail("orlova", "Вернуть: нет сметы", answers=request, headers=_results("fail"))
    letter = theatre.letter("orlova", "proposed")
    assert "не подтвердил его ни по DMARC, ни по DKIM" in letter.text
    assert theatre.waiting(contract) == ["lawyer"]
    theatre.mail("orlova", _code(letter), answers=letter)
    assert _verified(theatre, contract) == ["code"]
    assert theatre.contract(contract.number).status.value == "in_rework"


def test_a_header_that_a_forger_put_below_the_server_s_own_is_not_believed(edited: Edited) -> None:
    theatre = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = theatre.drop()
    forged = [*_results("fail"), *_results("pass")]
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"), headers=forged)
    assert theatre.events(contract, "VerdictGiven") == []
