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


def test_the_same_word_once_more_makes_no_new_code_and_its_sender_hears_that_one_is_on_its_way(
    contractd: InProcessDaemon,
) -> None:
    contract, letter = asked_for_a_code(contractd)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.letters("orlova", "proposed") == [letter]
    told = contractd.letter("orlova", "done")
    assert "Письмо с кодом отправлено на orlova@scena.example, код действует до чт 26.11 10:00" in told.text
    contractd.mail("orlova", "согласен", answers=told)
    contractd.mail("orlova", _code(letter), answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


def test_a_code_that_does_not_come_is_made_anew_after_an_undo_and_so_is_one_whose_time_is_over(
    contractd: InProcessDaemon,
) -> None:
    contract, _ = asked_for_a_code(contractd)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Отмена", answers=contractd.letter("orlova", "done"))
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.at("2026-11-27 10:00")
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    *_, third = letters = contractd.letters("orlova", "proposed")
    assert len(letters) == 3
    contractd.mail("orlova", _code(third), answers=third)
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


def test_a_forged_addition_does_not_become_the_words_of_whoever_sends_the_code_without_having_seen_it(
    contractd: InProcessDaemon,
) -> None:
    """Whoever knows the request and the address can write "from" it; only the code proves, and only what was shown."""
    contract, letter = asked_for_a_code(contractd)
    code = contractd.written("orlova", _code(letter), letter)
    contractd.at("2026-11-23 10:05")
    contractd.mail("orlova", "И ещё: снимите пункт о неустойке", answers=contractd.letter("orlova", "request"))
    contractd.raw(code)  # written before, read after
    assert given(contractd, contract) == []
    asked = contractd.letter("orlova", "ask_back")
    assert "«И ещё: снимите пункт о неустойке»" in asked.text
    assert "если нет, ответьте «отмена»" in asked.text
    contractd.mail("orlova", "Отмена", answers=asked)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    again = contractd.letter("orlova", "proposed")
    contractd.mail("orlova", _code(again), answers=again)
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


def test_a_code_that_comes_after_the_addition_was_shown_covers_it(contractd: InProcessDaemon) -> None:
    contract, letter = asked_for_a_code(contractd)
    contractd.at("2026-11-23 10:05")
    contractd.mail("orlova", "И ещё: поправьте дату", answers=contractd.letter("orlova", "request"))
    assert "Если дополнение не ваше, код не отправляйте" in contractd.letter("orlova@scena.example", "done").text
    contractd.at("2026-11-23 10:06")
    contractd.mail("orlova", _code(letter), answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE_WITH_REMARKS, "И ещё: поправьте дату")]


def test_a_colleague_who_says_the_same_again_puts_no_second_letter_before_the_owner(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("zaitsev", "Согласовано", answers=request)
    contractd.at("2026-11-23 10:20")
    contractd.mail("zaitsev", "Согласовано", answers=request)
    [letter] = contractd.letters("orlova", "proposed")
    assert len(contractd.letters("zaitsev", "owner_asked")) == 2
    contractd.mail("orlova", "Да", answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


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
