"""A request that was forwarded and answered by somebody else: the owner decides whether it counts."""

from __future__ import annotations

from application.theatre import Theatre
from daemon.workflow import events as e


def test_a_colleague_s_answer_counts_when_the_owner_says_yes(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("zaitsev", "Согласовано с замечанием: опечатка", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["lawyer"]
    letter = theatre.letter("orlova", "proposed")
    assert letter.subject.endswith("Зайцев О. Ю. ответил за вас: засчитать?")
    assert letter.first_lines == "Зайцев О. Ю. ответил за вас: согласовано с замечанием. Засчитать?"
    assert "опечатка" in letter.text
    told = theatre.letter("zaitsev", "owner_asked")
    assert "отвечает Орлова М. П." in told.text
    theatre.mail("orlova", "Да", answers=letter)
    assert theatre.waiting(contract) == ["commercial"]
    [given] = theatre.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert given.confirmed_by is not None
    assert (given.given_by.key, given.confirmed_by.key, given.verified) == ("lawyer_deputy", "lawyer", "owner")
    assert "ответ дал коллега (Зайцев О. Ю.), подтвердил владелец" in theatre.letter("belova", "request").text


def test_the_owner_s_own_words_replace_the_colleague_s(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("zaitsev", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("orlova", "Вернуть: нет сметы", answers=theatre.letter("orlova", "proposed"))
    [given] = theatre.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert (given.given_by.key, given.verdict.value) == ("lawyer", "return")


def test_no_drops_the_colleague_s_answer_and_the_request_waits_on(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("zaitsev", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("orlova", "Нет", answers=theatre.letter("orlova", "proposed"))
    assert theatre.request(contract, "lawyer").proposal is None
    assert theatre.waiting(contract) == ["lawyer"]
    assert "Не засчитано" in theatre.letter("orlova", "done").text


def test_yes_to_the_request_itself_is_no_yes_to_a_colleague_s_return(theatre: Theatre) -> None:
    contract = theatre.drop()
    request = theatre.letter("orlova", "request")
    theatre.mail("zaitsev", "Вернуть: нет сметы", answers=request)
    theatre.mail("orlova", "Да", answers=request)
    verdicts = [
        each.verdict.value for each in theatre.events(contract, "VerdictGiven") if isinstance(each, e.VerdictGiven)
    ]
    assert verdicts == ["approve"]


def test_a_stranger_s_answer_is_shown_to_the_owner_and_the_stranger_gets_nothing(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("stranger@elsewhere.example", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["lawyer"]
    assert "stranger@elsewhere.example" in theatre.letter("orlova", "colleague").text
    assert theatre.letters("stranger@elsewhere.example") == []


def test_a_colleague_who_has_a_request_of_their_own_is_reminded_of_it(theatre: Theatre) -> None:
    contract = theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("pavlova", "Согласовано", answers=theatre.letter("belova", "request"))
    assert theatre.waiting(contract) == ["commercial", "procurement"]
    assert "У вас в этом договоре есть свой запрос" in theatre.letter("pavlova", "owner_asked").text
