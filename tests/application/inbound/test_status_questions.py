"""Where a contract is, asked in people's own words: the card, a list to choose from, or that nothing was found."""

from __future__ import annotations

import json

import pytest

from application.in_process_daemon import DRAFT, InProcessDaemon, OutboxLetter
from daemon.store import drafts
from daemon.store.cause import Cause
from daemon.workflow.events import QuestionAsked, VerdictGiven

LIGHT, SOUND, HALL = "З-2026-0001", "З-2026-0002", "З-2026-0003"


def _drop(contractd: InProcessDaemon, counterparty: str, subject: str, initiator: str = "clerk") -> None:
    text = DRAFT.format(amount=500_000, fund="commercial")
    text = text.replace("ООО «Ромашка»", counterparty).replace("световое оборудование", subject)
    name = f"{counterparty}.yaml"
    with contractd.database.transaction() as tx:
        content = f"initiator: {initiator}\n{text}".encode()
        drafts.store(tx, "purchase", name, content, Cause.of_folder(name), contractd.clock)
    contractd.work()


@pytest.fixture
def house(contractd: InProcessDaemon) -> InProcessDaemon:
    """Three contracts; Gromov and Reed take part in none of them, Titova sees them all."""
    _drop(contractd, "ООО «Луч»", "световое оборудование")
    _drop(contractd, "АО «Ромашка»", "звуковая аппаратура")
    _drop(contractd, "ООО «Ромашка»", "аренда зала для получения реквизита")
    contractd.new()
    return contractd


def _answers(contractd: InProcessDaemon, to: str) -> list[OutboxLetter]:
    return [each for each in contractd.new() if each.recipient == f"{to}@scena.example"]


def _numbers(letter: OutboxLetter) -> list[str]:
    return [each for each in (LIGHT, SOUND, HALL) if each in letter.text]


ONE = [
    "где договор с ООО «Луч»?",
    "на какой стадии З-2026-0001?",
    "З-2026-0001",
    "[З-2026-0001]",
    "3-2026-0001",
    "з 2026 1",
    "Z-2026-0001 статус",
    "у кого застрял наш договор на свет?",
    "Добрый день! Подскажите, пожалуйста, где сейчас договор с Лучом? Спасибо!",
    "Коллеги, что с договором на световое оборудование?",
    "Луч",
    "договор с лучом",
    "Не могу найти договор с «Лучом»",
    "Договор с Лучом уже согласован?",
    "Когда подпишут договор с Лучом?",
    "Кто держит договор с Лучом?",
    "where is the contract with Luch?",
    "What is the status of З-2026-0001?",
    "Who is holding up З-2026-0001?",
]


@pytest.mark.parametrize("words", ONE)
@pytest.mark.parametrize("place", ["text", "subject"])
def test_one_contract_is_answered_with_its_card(house: InProcessDaemon, words: str, place: str) -> None:
    house.mail("mishin", words if place == "text" else "", subject=words if place == "subject" else "Вопрос")
    [card] = _answers(house, "mishin")
    assert card.kind == "status"
    assert LIGHT in card.subject
    assert "Орлова М. П. с пн 23.11 10:00, срок ср 25.11 18:00" in card.text
    assert "Финансовый контроль" in card.text
    assert _numbers(card) == [LIGHT]


@pytest.mark.parametrize(
    ("words", "answer", "number"),
    [
        ("где договор с Ромашкой?", "2", 1),
        ("Ромашка", "второй", 1),
        ("Что с договорами Ромашки?", "2)", 1),
        ("Ромашку найдите", "Первый, пожалуйста", 0),
        ("Where are the contracts with Romashka?", "the second one", 1),
    ],
)
@pytest.mark.parametrize("threaded", [True, False])
def test_several_are_a_list_that_is_answered_with_a_number(
    house: InProcessDaemon, words: str, answer: str, number: int, threaded: bool
) -> None:
    house.mail("mishin", words)
    [listed] = _answers(house, "mishin")
    assert listed.kind == "found"
    assert sorted(_numbers(listed)) == [SOUND, HALL]
    assert "ждём Орлову М. П. до ср 25.11" in listed.text
    in_order = sorted((SOUND, HALL), key=listed.text.index)
    house.mail("mishin", answer, answers=listed, threaded=threaded, quote=threaded)
    [card] = _answers(house, "mishin")
    assert card.kind == "status"
    assert in_order[number] in card.subject


def test_a_number_that_is_not_in_the_list_is_told_so_with_the_list(house: InProcessDaemon) -> None:
    house.mail("mishin", "где договор с Ромашкой?")
    [listed] = _answers(house, "mishin")
    house.mail("mishin", "7", answers=listed)
    [again] = _answers(house, "mishin")
    assert again.text.startswith("В списке нет номера 7, последний – 2")
    house.mail("mishin", "1", answers=again)
    assert [each.kind for each in _answers(house, "mishin")] == ["status"]


def test_words_in_answer_to_a_list_ask_anew(house: InProcessDaemon) -> None:
    house.mail("mishin", "где договор с Ромашкой?")
    [listed] = _answers(house, "mishin")
    house.mail("mishin", "который на звук", answers=listed)
    [card] = _answers(house, "mishin")
    assert SOUND in card.subject


@pytest.mark.parametrize("words", ["где договор с ООО «Марс»?", "З-2026-0099", "на какой стадии 3-2026-99?"])
def test_none_says_what_was_looked_for_and_what_to_try(house: InProcessDaemon, words: str) -> None:
    house.mail("mishin", words)
    [letter] = _answers(house, "mishin")
    assert letter.kind == "not_found"
    assert words.split("где ")[-1].split("стадии ")[-1].rstrip("?") in letter.text
    assert "Напишите номер договора, контрагента или предмет" in letter.text


ABOUT_A_HIDDEN_ONE = [
    "где договор с ООО «Луч»?",
    "З-2026-0001",
    "[З-2026-0001] статус",
    "на какой стадии З-2026-0001?",
    "у кого застрял договор на свет?",
    "что на Орловой?",
    "все договоры",
    "что просрочено?",
]


@pytest.mark.parametrize("words", ABOUT_A_HIDDEN_ONE)
@pytest.mark.parametrize("place", ["text", "subject"])
def test_who_may_not_see_a_contract_hears_what_who_asks_for_nothing_hears(
    contractd: InProcessDaemon, words: str, place: str
) -> None:
    text, subject = (words, "Вопрос") if place == "text" else ("", words)
    contractd.mail("gromov", text, subject=subject)
    [before] = _answers(contractd, "gromov")
    _drop(contractd, "ООО «Луч»", "световое оборудование")
    contractd.new()
    contractd.mail("gromov", text, subject=subject)
    [after] = _answers(contractd, "gromov")
    assert (after.kind, after.subject, after.text) == (before.kind, before.subject, before.text)


def test_a_letter_passed_on_shows_its_new_reader_nothing_of_where_it_stands(house: InProcessDaemon) -> None:
    request = house.letter("orlova", "request")
    for words in ("Статус", "где договор?", "напомнить", "приостановить", "Подскажите статус"):
        house.mail("gromov", words, answers=request)
        for each in _answers(house, "gromov"):
            assert not _numbers(each), each.text


@pytest.mark.parametrize("words", ["мои", "что на мне", "Что на мне висит?", "mine", "what's on me?", "статус"])
@pytest.mark.parametrize("place", ["text", "subject"])
def test_everybody_may_ask_what_waits_for_them(house: InProcessDaemon, words: str, place: str) -> None:
    house.mail("orlova", words if place == "text" else "", subject=words if place == "subject" else "")
    [listed] = _answers(house, "orlova")
    assert listed.kind == "found"
    assert _numbers(listed) == [LIGHT, SOUND, HALL]
    assert "ждём вас до ср 25.11" in listed.text


def test_an_initiator_sees_what_they_handed_in_and_whom_it_waits_for(house: InProcessDaemon) -> None:
    house.mail("titova", "мои договоры")
    [listed] = _answers(house, "titova")
    assert "Вы подали:" in listed.text
    assert "ждём Орлову М. П." in listed.text


def test_who_has_nothing_to_do_is_told_so(house: InProcessDaemon) -> None:
    house.mail("reed", "what's on me?")
    [letter] = _answers(house, "reed")
    assert letter.text.startswith("No contract is waiting for you now")


def test_what_waits_for_somebody_else_is_listed_as_far_as_the_asker_sees_it(house: InProcessDaemon) -> None:
    house.mail("titova", "Что на Орловой?")
    [listed] = _answers(house, "titova")
    assert _numbers(listed) == [LIGHT, SOUND, HALL]


# -- in answer to a request -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "где договор с ООО «Ромашка» на звук?",
        "З-2026-0002",
        "на какой стадии 3-2026-0002?",
        "Договор на звуковую аппаратуру подписан?",
        "Where is З-2026-0002 now?",
        "Найдите договор на звуковую аппаратуру",
    ],
)
def test_a_question_in_answer_to_a_request_is_no_verdict_and_goes_to_nobody_else(
    house: InProcessDaemon, words: str
) -> None:
    request = next(each for each in house.letters("orlova", "request") if LIGHT in each.subject)
    house.mail("orlova", words, answers=request)
    [card] = house.new()
    assert (card.recipient, card.kind) == ("orlova@scena.example", "status")
    assert SOUND in card.subject
    assert not house.events(house.contract(LIGHT), VerdictGiven.__name__)
    assert not house.events(house.contract(LIGHT), QuestionAsked.__name__)


@pytest.mark.parametrize("words", ["Где договор?", "Статус", "кого ждём?", "на каком он этапе?", "у кого застрял?"])
def test_a_question_about_the_contract_of_the_letter_needs_no_name(house: InProcessDaemon, words: str) -> None:
    request = next(each for each in house.letters("orlova", "request") if SOUND in each.subject)
    house.mail("orlova", words, answers=request)
    [card] = house.new()
    assert card.kind == "status"
    assert SOUND in card.subject


@pytest.mark.parametrize(
    "words", ["Вопрос: где договор с Лучом?", "Где приложение к договору?", "Кто платит за доставку?"]
)
def test_a_question_about_what_stands_in_a_contract_goes_to_its_initiator(house: InProcessDaemon, words: str) -> None:
    house.mail("orlova", words, answers=house.letter("orlova", "request"))
    assert house.events(house.contract(HALL), QuestionAsked.__name__)


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("Согласовано. Где договор с Лучом?", 0),
        ("Вернуть: нет сметы. А где договор на свет?", 1),
        ("Вернуть: нет сметы. Где договор с Лучом?", 0),
    ],
)
def test_beside_a_verdict_a_question_is_answered_and_the_verdict_read_as_ever(
    house: InProcessDaemon, words: str, given: int
) -> None:
    request = next(each for each in house.letters("orlova", "request") if SOUND in each.subject)
    house.mail("orlova", words, answers=request)
    assert len(house.events(house.contract(SOUND), VerdictGiven.__name__)) == given
    kinds = {each.kind: each for each in _answers(house, "orlova")}
    assert LIGHT in kinds.pop("status").subject
    assert kinds


def test_what_is_answered_to_a_card_counts_for_its_request(house: InProcessDaemon) -> None:
    house.mail("orlova", "где договор с Лучом?")
    [card] = _answers(house, "orlova")
    house.mail("orlova", "Согласовано", answers=card)
    assert house.events(house.contract(LIGHT), VerdictGiven.__name__)


def test_a_verdict_in_a_mail_that_answers_nothing_is_no_question(house: InProcessDaemon) -> None:
    outcome = json.loads(house.mail("orlova", "Согласовано", subject="договор с Лучом"))
    assert outcome["outcome"]["kind"] == "unbound"
