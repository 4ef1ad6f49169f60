"""A second mail of the same person loses nothing of the first: a code and a colleague's answer stay good."""

from __future__ import annotations

import pytest

from application.in_process_daemon import InProcessDaemon, OutboxLetter
from application.inbound.test_identity import DEAR, _code
from daemon.workflow import events as e
from daemon.workflow.model import Contract, Verdict


def asked_for_a_code(contractd: InProcessDaemon, words: str = "Согласовано") -> tuple[Contract, OutboxLetter]:
    contract = contractd.drop(DEAR)
    contractd.mail("orlova", words, answers=contractd.letter("orlova", "request"))
    return contract, contractd.letter("orlova", "proposed")


def given(contractd: InProcessDaemon, contract: Contract) -> list[tuple[Verdict, str]]:
    found = contractd.events(contract, "VerdictGiven")
    return [(each.verdict, each.remarks) for each in found if isinstance(each, e.VerdictGiven)]


@pytest.mark.parametrize(
    ("second", "remark"),
    [
        ("И ещё: поправьте дату", "И ещё: поправьте дату"),
        ("Добавлю: срок лучше 10 дней", "Добавлю: срок лучше 10 дней"),
        ("Согласовано, но дату поправьте", "дату поправьте"),
    ],
)
def test_what_is_written_while_a_code_is_awaited_is_put_to_the_answer_and_the_code_is_good(
    contractd: InProcessDaemon, second: str, remark: str
) -> None:
    contract, letter = asked_for_a_code(contractd)
    contractd.mail("orlova", second, answers=contractd.letter("orlova", "request"))
    assert given(contractd, contract) == []
    assert "Код из прежнего письма действует" in contractd.letter("orlova", "done").text
    contractd.mail("orlova", _code(letter), answers=letter)
    [(verdict, remarks)] = given(contractd, contract)
    assert verdict is Verdict.APPROVE_WITH_REMARKS
    assert remark in remarks


def test_both_words_count(contractd: InProcessDaemon) -> None:
    contract, letter = asked_for_a_code(contractd, "Согласовано с замечанием: нет сметы")
    contractd.mail("orlova", "И ещё: поправьте дату", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", _code(letter), answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE_WITH_REMARKS, "нет сметы\nИ ещё: поправьте дату")]


def test_a_return_in_so_many_words_replaces_the_approval_and_wants_a_code_of_its_own(
    contractd: InProcessDaemon,
) -> None:
    contract, letter = asked_for_a_code(contractd)
    contractd.mail("orlova", "И ещё раз посмотрела: вернуть, нет сметы", answers=contractd.letter("orlova", "request"))
    second = contractd.letter("orlova", "proposed")
    assert second.id != letter.id
    assert "возвращено на доработку" in second.text
    contractd.mail("orlova", _code(second), answers=second)
    assert [verdict for verdict, _ in given(contractd, contract)] == [Verdict.RETURN]


def test_thanks_and_a_status_leave_the_answer_as_it_is(contractd: InProcessDaemon) -> None:
    contract, letter = asked_for_a_code(contractd)
    contractd.mail("orlova", "Спасибо!", answers=letter)
    contractd.mail("orlova", "Статус", answers=letter)
    contractd.mail("orlova", _code(letter), answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


def test_a_colleague_who_writes_again_adds_to_their_answer_and_the_owner_sees_the_whole(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("zaitsev", "Согласовано", answers=request)
    contractd.mail("zaitsev", "И ещё: пусть проверят реквизиты", answers=request)
    letter = contractd.letter("orlova", "proposed")
    assert "пусть проверят реквизиты" in letter.text
    contractd.mail("orlova", "Да", answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE_WITH_REMARKS, "И ещё: пусть проверят реквизиты")]


def test_a_yes_to_the_first_of_a_colleagues_two_answers_does_not_count_the_second(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("zaitsev", "Согласовано", answers=request)
    first = contractd.letter("orlova", "proposed")
    contractd.at("2026-11-23 10:20")
    contractd.mail("zaitsev", "Вернуть: нет сметы", answers=request)
    contractd.mail("orlova", "Да", answers=first)
    assert given(contractd, contract) == []
    assert "возвращено на доработку, «нет сметы»" in contractd.letter("orlova", "ask_back").text
    contractd.mail("orlova", "Да", answers=contractd.letter("orlova", "proposed"))
    assert given(contractd, contract) == [(Verdict.RETURN, "нет сметы")]


def test_the_receipt_says_what_it_replaces(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(fund="commercial", amount=700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.at("2026-11-23 12:00")
    request = contractd.letter("belova", "request")
    contractd.mail("belova", "Согласовано", answers=request)
    contractd.mail("belova", "Вернуть: нет сметы", answers=request)
    assert len(given(contractd, contract)) == 3
    assert "Прежний ответ («согласовано») этим заменён" in contractd.letter("belova", "receipt").text
