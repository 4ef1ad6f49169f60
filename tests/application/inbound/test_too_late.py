"""Every way in which words can come too late, end to end: who learns of them, and what stops."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from docx import Document

from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.workflow import commands as c
from daemon.workflow.model import Contract, Status, Verdict

Edited = Callable[[Callable[[str], str]], InProcessDaemon]
SCAN = [("договор.pdf", b"%PDF-1.4 signed")]
TOLD = "late_told"


@pytest.fixture
def telling(edited: Edited) -> InProcessDaemon:
    return edited(lambda text: text.replace("\non_late_return: hold", "\non_late_return: tell"))


@pytest.fixture
def holding(contractd: InProcessDaemon) -> InProcessDaemon:
    return contractd


def approves(contractd: InProcessDaemon, *names: str) -> None:
    for name in names:
        contractd.mail(name, "Согласовано", answers=contractd.letter(name, "request"))


def to_the_signature(contractd: InProcessDaemon) -> Contract:
    """All but the director have approved; of the two in finance one has."""
    contract = contractd.drop()
    approves(contractd, "orlova", "belova", "krylova")
    contractd.new()
    return contract


def late(contractd: InProcessDaemon, name: str, words: str, answers: OutboxLetter | None = None) -> list[str]:
    """Somebody writes too late; who gets a letter about it, besides them."""
    contractd.new()
    contractd.mail(name, words, answers=answers or contractd.letter(name, "request"))
    mine = f"{name}@scena.example"
    return [each.recipient.partition("@")[0] for each in contractd.new() if each.recipient != mine]


# -- each way of being late, and who learns of it ----------------------------------------------------------------------


def stage_closed(contractd: InProcessDaemon) -> str:
    to_the_signature(contractd)
    return "orlova"


def another_was_enough(contractd: InProcessDaemon) -> str:
    to_the_signature(contractd)
    return "mishin"


def handed_over(contractd: InProcessDaemon) -> str:
    contractd.drop()
    contractd.mail("orlova", "Передать Павловой", answers=contractd.letter("orlova", "request"))
    return "orlova"


def on_hold(contractd: InProcessDaemon) -> str:
    contract = contractd.drop(700_000)
    approves(contractd, "orlova")
    contractd.do(contract, c.Hold("Титова"))
    return "belova"


def in_rework(contractd: InProcessDaemon) -> str:
    to_the_signature(contractd)
    contractd.mail("sokolov", "Вернуть: опечатки", answers=contractd.letter("sokolov", "request"))
    return "orlova"


def new_version(contractd: InProcessDaemon) -> str:
    contract = contractd.drop(700_000)
    approves(contractd, "orlova", "belova")
    contractd.mail("pavlova", "Вернуть: цена", answers=contractd.letter("pavlova", "request"))
    contractd.rework(contract, amount=650_000)
    return "belova"


def signed(contractd: InProcessDaemon) -> str:
    to_the_signature(contractd)
    contractd.mail("sokolov", "Подписано", answers=contractd.letter("sokolov", "request"), attachments=SCAN)
    return "orlova"


def withdrawn(contractd: InProcessDaemon) -> str:
    contract = contractd.drop()
    contractd.do(contract, c.Withdraw("Титова"))
    return "orlova"


WAYS: list[tuple[Callable[[InProcessDaemon], str], list[str]]] = [
    (stage_closed, ["titova", "sokolov"]),
    (another_was_enough, ["titova", "sokolov"]),
    (handed_over, ["titova", "pavlova"]),
    (on_hold, ["titova", "pavlova"]),
    (in_rework, ["titova"]),
    (new_version, ["titova", "pavlova"]),
    (signed, ["titova", "sokolov"]),
    (withdrawn, ["titova"]),
]


@pytest.mark.parametrize(("way", "told"), WAYS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_return_that_comes_too_late_is_kept_and_told(
    way: Callable[[InProcessDaemon], str], told: list[str], telling: InProcessDaemon
) -> None:
    name = way(telling)
    before = telling.contract(telling.numbers()[0])
    assert late(telling, name, "Вернуть: нет сметы") == told
    after = telling.contract(telling.numbers()[0])
    assert (after.status, after.stages) == (before.status, before.stages)
    [kept] = [each for request in after.requests for each in request.late]
    assert (kept.verdict, kept.remarks) == (Verdict.RETURN, "нет сметы")
    receipt = telling.letter(name, "late")
    assert "О них сообщено: Титова О. Н." in receipt.text
    for each in told:
        letter = telling.letter(each, TOLD)
        assert "Получено после решения. " in letter.text
        assert "нет сметы" in letter.text
        assert letter.text.count("нет сметы") == 2, "in words, and in the table"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Согласовано", []),
        ("Согласовано с замечанием: опечатка в пункте 3", ["titova", "sokolov"]),
        ("Отклонить: так нельзя", ["titova", "sokolov"]),
        ("Вопрос: где смета?", ["titova"]),
        ("Отмена", ["titova", "sokolov"]),
    ],
)
def test_what_matters_is_told_and_a_bare_approval_is_only_kept(
    words: str, told: list[str], telling: InProcessDaemon
) -> None:
    to_the_signature(telling)
    name = "mishin" if words == "Согласовано" else "orlova"
    assert late(telling, name, words) == told
    assert (
        len(telling.request(telling.contract(telling.numbers()[0]), "economist" if name == "mishin" else "lawyer").late)
        == 1
    )


def test_the_same_words_in_a_second_mail_tell_nobody_again_and_a_machine_is_not_heard(telling: InProcessDaemon) -> None:
    to_the_signature(telling)
    assert late(telling, "orlova", "Вернуть: нет сметы") == ["titova", "sokolov"]
    assert late(telling, "orlova", "Вернуть: нет сметы") == []
    assert "О них сообщено: Титова О. Н., Соколов А. В." in telling.letter("orlova", "late").text
    telling.new()
    telling.mail(
        "orlova",
        "Вернуть: я в отпуске",
        answers=telling.letter("orlova", "request"),
        headers=[("Auto-Submitted", "auto-replied")],
    )
    assert [each for each in telling.new() if each.kind == TOLD] == []


def test_the_signer_who_is_told_answers_their_own_request(telling: InProcessDaemon) -> None:
    contract = to_the_signature(telling)
    late(telling, "orlova", "Вернуть: нет сметы")
    telling.mail("sokolov", "Вернуть: Орлова права", answers=telling.letter("sokolov", TOLD))
    assert telling.contract(contract.number).status is Status.IN_REWORK
    assert telling.request(contract, "director").answer is not None


def test_the_words_stand_in_every_later_letter_and_in_the_last_one(telling: InProcessDaemon) -> None:
    to_the_signature(telling)
    late(telling, "orlova", "Вернуть: нет сметы")
    telling.mail("titova", "Статус", answers=telling.letter("titova", "registered"))
    assert "Получено после решения" in telling.letter("titova", "status").text
    telling.mail("sokolov", "Подписано", answers=telling.letter("sokolov", "request"), attachments=SCAN)
    last = telling.letter("titova", "finished").text
    assert "Получено после решения" in last
    assert "нет сметы" in last


def test_the_sheet_in_the_archive_is_made_once_more_for_what_comes_after_the_end(telling: InProcessDaemon) -> None:
    signed(telling)
    contract = telling.contract(telling.numbers()[0])
    late(telling, "orlova", "Вернуть: нет сметы")
    files = telling.contract(contract.number).final
    assert files is not None
    assert [each.name.partition(" З-")[0] for each in files] == ["Лист согласования", "Лист согласования"]
    assert "дополненный" in files[1].name
    renewed = next(telling.app.archive.rglob(files[1].name))
    assert "нет сметы" in "".join(Document(str(renewed)).element.body.itertext())


# -- on hold -----------------------------------------------------------------------------------------------------------


def test_who_answered_while_the_contract_was_on_hold_is_asked_again_with_their_words(telling: InProcessDaemon) -> None:
    contract = telling.drop()
    telling.do(contract, c.Hold("Титова"))
    telling.mail("orlova", "Согласовано", answers=telling.letter("orlova", "request"))
    assert "мы напишем вам и напомним эти слова" in telling.letter("orlova", "late").text
    telling.at("2026-11-23 12:00")
    telling.do(contract, c.Resume("Титова"))
    again = telling.letter("orlova", "resumed")
    assert "вы написали: согласовано" in again.text
    telling.mail("orlova", "Согласовано", answers=again)
    assert telling.waiting(contract) == ["commercial"]


# -- whether it stops --------------------------------------------------------------------------------------------------


def test_a_late_return_before_the_signature_stops_the_contract_and_asks_what_becomes_of_it(
    holding: InProcessDaemon,
) -> None:
    contract = to_the_signature(holding)
    assert late(holding, "orlova", "Вернуть: нет сметы") == ["titova", "admin", "sokolov"]
    assert holding.contract(contract.number).status is Status.ON_HOLD
    assert "решит тот, кто ответит первым: Титова О. Н., Лапин Е. И." in holding.letter("orlova").text
    asked = holding.letter("titova", "late_asked")
    assert "Орлова М. П.: возвращено на доработку" in asked.text
    assert "«продолжить»" in asked.text
    told = holding.letter("sokolov", "held")
    assert "Отвечать пока не нужно" in told.text
    assert "нет сметы" in told.text
    assert holding.waiting(contract) == ["clerk", "sysadmin"]


@pytest.mark.parametrize("who", ["titova", "admin"])
def test_the_first_of_those_asked_decides_that_it_goes_on(who: str, holding: InProcessDaemon) -> None:
    contract = to_the_signature(holding)
    late(holding, "orlova", "Вернуть: нет сметы")
    holding.mail(who, "Продолжить", answers=holding.letter(who, "late_asked"))
    assert holding.waiting(contract) == ["director"]
    assert "Ваши слова сохранены" in holding.letter("orlova", "resumed").text
    assert "Получено после решения" in holding.letter("sokolov", "resumed").text


@pytest.mark.parametrize("who", ["titova", "admin"])
def test_or_that_it_goes_back_to_the_initiator(who: str, holding: InProcessDaemon) -> None:
    contract = to_the_signature(holding)
    late(holding, "orlova", "Вернуть: нет сметы")
    holding.mail(who, "Даже не знаю", answers=holding.letter(who, "late_asked"))
    assert "«продолжить», «вернуть» или «отозвать»" in holding.letter(who, "ask_back").text
    holding.mail(who, "Вернуть", answers=holding.letter(who, "late_asked"))
    assert holding.contract(contract.number).status is Status.IN_REWORK
    assert "нет сметы" in holding.letter("titova", "returned").text


def test_or_that_it_ends(holding: InProcessDaemon) -> None:
    contract = to_the_signature(holding)
    late(holding, "mishin", "Вернуть: денег нет")
    holding.mail("titova", "Отозвать", answers=holding.letter("titova", "late_asked"))
    assert holding.contract(contract.number).status is Status.WITHDRAWN


def test_an_approval_taken_back_too_late_stops_it_like_a_return(holding: InProcessDaemon) -> None:
    contract = to_the_signature(holding)
    late(holding, "orlova", "Отмена")
    assert holding.contract(contract.number).status is Status.ON_HOLD
    assert "просит отменить свой ответ «согласовано»" in holding.letter("titova", "late_asked").text
    assert "Отменить этот ответ уже нельзя" in holding.letter("orlova", "late").text


# -- what others said for somebody -------------------------------------------------------------------------------------


def test_a_colleagues_return_that_is_confirmed_too_late_is_kept_as_the_owners(telling: InProcessDaemon) -> None:
    contract = telling.drop()
    approves(telling, "orlova", "belova")
    telling.mail("pavlova", "Вернуть: нет денег", answers=telling.letter("mishin", "request"))
    approves(telling, "krylova")
    assert late(telling, "mishin", "Да", telling.letter("mishin", "proposed")) == ["titova", "sokolov"]
    [kept] = telling.request(contract, "economist").late
    assert (kept.verdict, kept.remarks, kept.actor.key) == (Verdict.RETURN, "нет денег", "economist")


def test_what_a_colleague_objects_to_a_request_that_waits_no_more_is_kept_and_stops_nothing(
    holding: InProcessDaemon,
) -> None:
    contract = to_the_signature(holding)
    assert late(holding, "pavlova", "Вернуть: нет сметы", holding.letter("orlova", "request")) == ["titova", "sokolov"]
    assert holding.contract(contract.number).status is Status.IN_APPROVAL
    assert "Павлова А. И., договор З-2026-0001" in holding.letter("titova", TOLD).text
    assert "О них сообщено" in holding.letter("pavlova", "late").text


# -- a return without a reason -----------------------------------------------------------------------------------------


def test_a_bare_return_that_comes_too_late_stops_at_once_and_its_reason_joins_it(holding: InProcessDaemon) -> None:
    contract = to_the_signature(holding)
    told = late(holding, "orlova", "Вернуть")
    assert set(told) >= {"titova", "admin"}
    assert holding.contract(contract.number).status is Status.ON_HOLD
    answer = holding.letter("orlova", "late")
    assert "Вы не написали, что исправить. Ответьте на это письмо" in answer.text
    assert set(late(holding, "orlova", "Нет сметы", answer)) == set(told)
    request = holding.request(contract, "lawyer")
    [said] = request.late
    assert (said.verdict, said.remarks, said.holds) == (Verdict.RETURN, "Нет сметы", True)
    assert "Нет сметы" in holding.letter("titova", TOLD).text
    assert "«продолжить» возобновит" in holding.letter("admin", TOLD).text
    holding.mail("titova", "Продолжить", answers=holding.letter("titova", "late_asked"))
    assert "Нет сметы" in holding.letter("sokolov", "request").text + holding.letter("sokolov", "resumed").text


def test_its_reason_is_asked_once_and_not_of_who_gives_one(telling: InProcessDaemon) -> None:
    contract = to_the_signature(telling)
    late(telling, "orlova", "Вернуть")
    asked = "Вы не написали, что исправить"
    assert asked in telling.letter("orlova", "late").text
    late(telling, "orlova", "Вернуть")
    assert asked not in telling.letter("orlova", "late").text
    late(telling, "mishin", "Вернуть: нет сметы")
    assert asked not in telling.letter("mishin", "late").text
    assert [each.remarks for each in telling.request(contract, "lawyer").late] == [""]


def test_what_is_answered_else_is_no_reason(telling: InProcessDaemon) -> None:
    contract = to_the_signature(telling)
    late(telling, "orlova", "Вернуть")
    asked = telling.letter("orlova", "late")
    for words in ("Спасибо", "Да", "Статус"):
        late(telling, "orlova", words, asked)
    assert [each.remarks for each in telling.request(contract, "lawyer").late] == [""]
