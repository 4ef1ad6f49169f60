"""A key of `people` passes to somebody else while a contract is under way: who wrote stays who is named."""

from __future__ import annotations

import pytest
from workflow.people import YEKATERINBURG

from application.in_process_daemon import InProcessDaemon
from daemon.application.admin.evidence_export import gather
from daemon.application.admin.history_sentences import sentence
from daemon.application.admin.read_models import stage_rows
from daemon.application.wording import house_words
from daemon.documents.approval_sheet import sheet_values
from daemon.mail.compose.russian_names import short
from daemon.workflow.model import Contract

ANNA, BORIS = "Павлова Анна Игоревна", "Борисов Борис Ильич"
PASSED = (f"name: {ANNA},      post: Контрактный управляющий, email: pavlova@scena.example",
          f"name: {BORIS}, post: Контрактный управляющий, email: borisov@scena.example")  # fmt: skip
REMARK = "проверьте цену прожектора"


@pytest.fixture
def returned(contractd: InProcessDaemon) -> Contract:
    """Anna approved with a remark, another returned the contract; then Boris got the key `procurement`."""
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("pavlova", f"Согласовано с замечанием: {REMARK}", answers=contractd.letter("pavlova", "request"))
    contractd.mail("belova", "Вернуть: нет сметы", answers=contractd.letter("belova", "request"))
    contractd.edit(PASSED)
    return contract


def places_on_the_sheet(contractd: InProcessDaemon, contract: Contract) -> str:
    values = sheet_values(contractd.contract(contract.number), 1, "a" * 64, YEKATERINBURG, "ru")
    return "\n".join(f"{p['person']}: {p['verdict']} {p['remarks']}" for r in values["rounds"] for p in r["places"])


def test_all_that_anna_wrote_stays_hers_and_boris_answers_what_is_open(
    contractd: InProcessDaemon, returned: Contract
) -> None:
    contractd.rework(returned, 750_000)  # what she watches has changed: her place is asked again
    old = contractd.letter("pavlova", "request")
    request = contractd.letter("borisov", "request")
    assert request.first_lines.splitlines()[1] == "Борис Ильич, прошу согласовать до среды 25 ноября, 18:00."
    assert f"Павлова А. И. согласовала с замечанием: «{REMARK}»" in request.text
    assert "Вы согласовали" not in request.text

    assert '"kind": "former"' in contractd.mail("pavlova", "Вернуть: цена снова не та", answers=old)
    told = contractd.letter("pavlova")
    assert told.kind == "former"
    assert f"Ваш ответ по договору {returned.number} не засчитан" in told.text
    assert "Ромашка" not in told.text + told.subject
    assert "Павлова А. И. пишет о договоре" in contractd.letter("borisov", "comment").text
    assert "Павлова А. И. пишет о договоре" in contractd.letter("titova", "comment").text
    assert contractd.waiting(returned) == ["commercial", "procurement"]

    contractd.mail("borisov", "Согласовано", answers=old)
    assert contractd.waiting(returned) == ["commercial", "procurement"]
    mine = contractd.letter("borisov")
    assert mine.kind == "another_s"
    assert "это ответ на письмо не вам, а прежнему сотруднику (Павлова А. И.)" in mine.text

    contractd.mail("borisov", "Согласовано", answers=mine)
    assert contractd.letter("borisov", "receipt").text.startswith("Записано: согласовано.")
    contractd.mail("titova", "статус", answers=contractd.letter("titova", "registered"))
    assert "+ Борисов Б. И. согласовано" in contractd.letter("titova", "status").text
    first, *_, last = contractd.events(returned, "VerdictGiven")[1:]
    assert [each.given_by.name for each in (first, last)] == [ANNA, BORIS]  # type: ignore[attr-defined]


def test_sheet_status_history_and_evidence_have_both_names_each_at_their_own_word(
    contractd: InProcessDaemon, returned: Contract
) -> None:
    contractd.rework(returned, 750_000)
    contractd.mail("borisov", "Вернуть: нет трёх цен", answers=contractd.letter("borisov", "request"))
    sheet = places_on_the_sheet(contractd, returned)
    assert f"{ANNA}, Контрактный управляющий: согласовано с замечаниями" in sheet
    assert f"{BORIS}, Контрактный управляющий: возвращено на доработку" in sheet
    contract = contractd.contract(returned.number)
    assert {"person": BORIS, "verdict": "return"}.items() <= next(
        each for each in stage_rows(contract, YEKATERINBURG) if each["verdict"] == "return"
    ).items()
    words = house_words("ru", YEKATERINBURG)
    lines = [sentence(each, contract, words, contract.opened_at) for each in contractd.events(returned)]
    assert any(each.startswith(f"{short(ANNA)} согласовала с замечанием: «{REMARK}»") for each in lines)
    assert any(each.startswith(f"{short(BORIS)} вернул на доработку: «нет трёх цен»") for each in lines)
    with contractd.database.read() as connection:
        files, _ = gather(contractd.app.settings, connection, contractd.rows()[0])
    given = [each for each in files["HISTORY.jsonl"].decode().splitlines() if '"VerdictGiven"' in each]
    assert [ANNA in each for each in given] == [False, True, False, False]
    assert [BORIS in each for each in given] == [False, False, False, True]


def test_what_waits_for_anna_waits_for_boris_as_soon_as_he_has_the_key(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    hers = contractd.letter("pavlova", "request")
    contractd.edit(PASSED)
    his = contractd.letter("borisov", "request")
    assert his.token != hers.token
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    assert "Павлова А. И. передано: Борисов Б. И." in his.text
    contractd.mail("pavlova", "Согласовано", answers=hers)
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    contractd.mail("borisov", "Согласовано", answers=his)
    assert contractd.waiting(contract) == ["commercial"]


def test_whose_address_is_another_s_now_is_not_spoken_for_by_them(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    hers = contractd.letter("pavlova", "request")
    contractd.edit((PASSED[0], PASSED[1].replace("borisov@", "pavlova@")))
    his = contractd.letter("pavlova", "request")
    assert his.token != hers.token
    assert his.first_lines.splitlines()[1] == "Борис Ильич, прошу согласовать до среды 25 ноября, 18:00."
    contractd.mail("pavlova", "Вернуть: писала ещё я", answers=hers)
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    assert contractd.letter("pavlova").kind == "another_s"
    contractd.mail("pavlova", "Согласовано", answers=his)
    assert contractd.waiting(contract) == ["commercial"]


def test_the_contract_of_an_initiator_who_left_is_the_new_holder_s(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(500_000)
    contractd.edit(("name: Титова Ольга Николаевна,    post: Документовед,         email: titova@",
                    f"name: {BORIS}, post: Документовед, email: borisov@"))  # fmt: skip
    assert contractd.contract(contract.number).initiator.name == BORIS
    assert "инициатором договора" in contractd.letter("borisov", "initiator_changed").text
    contractd.mail("orlova", "Вернуть: нет сметы", answers=contractd.letter("orlova", "request"))
    assert contractd.letter("borisov", "returned")


def test_who_has_another_place_now_is_answered_there_and_keeps_their_words(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    hers = contractd.letter("pavlova", "request")
    moved = f"\n  adviser:       {{name: {ANNA}, post: Советник, email: pavlova@scena.example}}"
    contractd.edit((PASSED[0], PASSED[1]), ("\n  sysadmin: ", f"{moved}\n  sysadmin: "))
    assert contractd.letter("pavlova").kind == "void"
    assert "на прежнем вашем месте теперь Борисов Б. И." in contractd.letter("pavlova", "void").text
    contractd.mail("pavlova", "Вернуть: нет трёх цен", answers=hers)
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    assert "нет трёх цен" in contractd.letter("borisov", "late_told").text
