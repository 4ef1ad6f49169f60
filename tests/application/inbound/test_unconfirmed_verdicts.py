"""A request that was forwarded and answered by somebody else: the owner decides whether it counts."""

from __future__ import annotations

from application.in_process_daemon import InProcessDaemon
from daemon.workflow import events as e


def test_a_colleague_s_answer_counts_when_the_owner_says_yes(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("zaitsev", "Согласовано с замечанием: опечатка", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["lawyer"]
    letter = contractd.letter("orlova", "proposed")
    assert letter.subject.endswith("Зайцев О. Ю. ответил за вас: засчитать?")
    assert letter.first_lines == "Зайцев О. Ю. ответил за вас: согласовано с замечанием. Засчитать?"
    assert "опечатка" in letter.text
    told = contractd.letter("zaitsev", "owner_asked")
    assert "отвечает Орлова М. П." in told.text
    contractd.mail("orlova", "Да", answers=letter)
    assert contractd.waiting(contract) == ["commercial"]
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert given.confirmed_by is not None
    assert (given.given_by.key, given.confirmed_by.key, given.verified) == ("lawyer_deputy", "lawyer", "owner")
    assert "ответ дал коллега (Зайцев О. Ю.), подтвердил владелец" in contractd.letter("belova", "request").text


def test_the_owner_s_own_words_replace_the_colleague_s(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("zaitsev", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Вернуть: нет сметы", answers=contractd.letter("orlova", "proposed"))
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert (given.given_by.key, given.verdict.value) == ("lawyer", "return")


def test_no_drops_the_colleague_s_answer_and_the_request_waits_on(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("zaitsev", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Нет", answers=contractd.letter("orlova", "proposed"))
    assert contractd.request(contract, "lawyer").proposal is None
    assert contractd.waiting(contract) == ["lawyer"]
    assert "Не засчитано" in contractd.letter("orlova", "done").text


def test_yes_to_the_request_itself_is_no_yes_to_a_colleague_s_return(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("zaitsev", "Вернуть: нет сметы", answers=request)
    contractd.mail("orlova", "Да", answers=request)
    verdicts = [
        each.verdict.value for each in contractd.events(contract, "VerdictGiven") if isinstance(each, e.VerdictGiven)
    ]
    assert verdicts == ["approve"]


def test_a_stranger_s_answer_is_shown_to_the_owner_and_the_stranger_gets_nothing(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("stranger@elsewhere.example", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["lawyer"]
    assert "stranger@elsewhere.example" in contractd.letter("orlova", "colleague").text
    assert contractd.letters("stranger@elsewhere.example") == []


def test_a_colleague_who_has_a_request_of_their_own_is_reminded_of_it(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("pavlova", "Согласовано", answers=contractd.letter("belova", "request"))
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    assert "У вас в этом договоре есть свой запрос" in contractd.letter("pavlova", "owner_asked").text
