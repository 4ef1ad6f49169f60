"""The token of a request stands in the address for answers, not in the subject; old letters had it in front."""

from __future__ import annotations

import re

import pytest

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.workflow.model import Contract, Status


def verdict_of(contractd: InProcessDaemon, contract: Contract, person: str) -> str:
    answer = contractd.request(contract, person).answer
    return answer.verdict.value if answer else "none"


@pytest.fixture
def without_plus(edited: Edited) -> InProcessDaemon:
    return edited(lambda text: text.replace("plus_address: true", "plus_address: false"))


def test_a_subject_says_what_and_how_much_and_hides_the_token(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(amount=700_000)
    request = contractd.letter("orlova", "request")
    what = "Договор закупки ООО «Ромашка», световое оборудование, 700 000,00 ₽"
    assert request.subject == f"На согласование: {what}, до ср 25.11 18:00 [{contract.number}]"
    assert request.token not in request.subject


@pytest.mark.parametrize("quote", [True, False])
def test_a_program_that_answers_to_no_reply_to_and_names_no_letter_is_bound_by_its_quote(
    contractd: InProcessDaemon, quote: bool
) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    raw = contractd.written("orlova", "Согласовано", answers=request, threaded=False, quote=quote)
    contractd.raw(raw.replace(f"+{request.token}@".encode(), b"@"))
    assert verdict_of(contractd, contract, "lawyer") == ("approve" if quote else "none")
    assert contractd.letter("orlova").kind == ("receipt" if quote else "number_alone")


def test_a_quote_with_a_token_is_of_no_use_to_a_colleague(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    raw = contractd.written("mishin", "Согласовано", answers=request, threaded=False)
    contractd.raw(raw.replace(f"+{request.token}@".encode(), b"@"))
    assert verdict_of(contractd, contract, "lawyer") == "none"


def test_without_plus_addresses_the_token_ends_the_subject(without_plus: InProcessDaemon) -> None:
    contract = without_plus.drop()
    subject = without_plus.letter("orlova", "request").subject
    assert re.search(rf" \[{contract.number}/[a-z0-9]{{10}}\]\Z", subject)


@pytest.mark.parametrize("threaded", [True, False])
def test_a_reply_is_bound_to_its_request(contractd: InProcessDaemon, threaded: bool) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"), threaded=threaded)
    assert verdict_of(contractd, contract, "lawyer") == "approve"


@pytest.mark.parametrize(
    "change",
    [
        "Re: {}", "Отв: {}", "HA: {}", "НА: {}", "AW: {}", "Re: [EXT] {}", "RE: Re: Re: {}", "Ответ: {}",
    ],
)  # fmt: skip
def test_no_prefix_hurts_a_token_at_the_end(without_plus: InProcessDaemon, change: str) -> None:
    contract = without_plus.drop()
    request = without_plus.letter("orlova", "request")
    subject = change.format(request.subject)
    without_plus.mail("orlova", "Согласовано", answers=request, subject=subject, threaded=False)
    assert verdict_of(without_plus, contract, "lawyer") == "approve"


def test_a_subject_cut_before_its_token_is_bound_by_the_thread(without_plus: InProcessDaemon) -> None:
    contract = without_plus.drop()
    request = without_plus.letter("orlova", "request")
    without_plus.mail("orlova", "Согласовано", answers=request, subject=f"Re: {request.subject[:60]}…")
    assert verdict_of(without_plus, contract, "lawyer") == "approve"


def test_a_subject_cut_within_its_token_and_no_thread_is_asked_about(without_plus: InProcessDaemon) -> None:
    contract = without_plus.drop()
    request = without_plus.letter("orlova", "request")
    without_plus.mail("orlova", "Согласовано", answers=request, subject=request.subject[:-4], threaded=False)
    assert verdict_of(without_plus, contract, "lawyer") == "none"
    assert without_plus.letter("orlova").kind == "number_alone"


@pytest.mark.parametrize("plus", ["true", "false"])
@pytest.mark.parametrize("threaded", [True, False])
def test_a_reply_to_a_letter_from_before_with_the_token_in_front_is_read(
    edited: Edited, plus: str, threaded: bool
) -> None:
    daemon = edited(lambda text: text.replace("plus_address: true", f"plus_address: {plus}"))
    contract = daemon.drop()
    letter, token = daemon.letter("orlova", "request"), _token(daemon.letter("orlova", "request"))
    old = f"Re: [{contract.number}/{token}] На согласование до ср 25.11 10:00: Договор закупки ООО «Ромашка»"
    daemon.mail("orlova", "Вернуть: нет сметы", answers=letter, subject=old, threaded=threaded)
    assert verdict_of(daemon, contract, "lawyer") == "return"
    assert daemon.contract(contract.number).status is Status.IN_REWORK


def test_an_old_button_is_read_as_a_new_one(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    letter = contractd.letter("orlova", "request")
    for subject in (f"Re: [{contract.number}/{letter.token}] Вернуть", f"Re: [{contract.number}] Вернуть"):
        contractd.mail("orlova", "нет сметы", answers=letter, subject=subject, threaded=False, quote=False)
        assert verdict_of(contractd, contract, "lawyer") == "return"
        contractd.mail("orlova", "отмена", answers=contractd.letter("orlova", "receipt"))


def _token(letter: OutboxLetter) -> str:
    found = re.search(r"[+/]([a-z0-9]{10})[@\]]", f"{letter.message.header('reply-to')} {letter.subject}")
    assert found
    return found[1]
