"""A digest is answered line by line: each line is an answer to its own request, and one receipt has a row for each."""

from __future__ import annotations

import re

import pytest

from application.conftest import Edited
from application.digests.test_one_letter_a_day import MONDAY, TUESDAY, with_digest
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.workflow.model import Contract, Verdict


@pytest.fixture
def contractd(edited: Edited) -> InProcessDaemon:
    daemon = edited(with_digest("orlova"))
    daemon.at(f"{MONDAY} 10:00")
    return daemon


def listed(contractd: InProcessDaemon, count: int) -> tuple[OutboxLetter, list[Contract]]:
    """So many contracts wait for Orlova, and she has them in her digest."""
    contracts = [contractd.drop(100_000 * (each + 4)) for each in range(count)]
    contractd.at(f"{TUESDAY} 09:00")
    contractd.new()
    return contractd.letter("orlova", "digest"), contracts


def verdicts(contractd: InProcessDaemon, contracts: list[Contract]) -> list[Verdict | None]:
    answers = [contractd.request(each, "lawyer").answer for each in contracts]
    return [each.verdict if each else None for each in answers]


def receipt(contractd: InProcessDaemon) -> str:
    return contractd.letter("orlova", "digest_receipt").text


def to_orlova(contractd: InProcessDaemon) -> list[str]:
    return [each.kind for each in contractd.new() if each.recipient == "orlova@scena.example"]


def test_each_line_is_recorded_for_its_own_contract_with_one_receipt(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 4)
    words = "1 да, 2 вернуть: нет сметы, остальные согласовано, 4 вопрос: почему аванс 100 %?"
    contractd.mail("orlova", words, answers=digest)
    assert verdicts(contractd, contracts) == [Verdict.APPROVE, Verdict.RETURN, Verdict.APPROVE, None]
    returned, asked = contractd.request(contracts[1], "lawyer"), contractd.request(contracts[3], "lawyer")
    assert returned.answer
    assert returned.answer.remarks == "нет сметы"
    assert asked.question
    assert asked.question.text == "почему аванс 100 %?"
    assert to_orlova(contractd) == ["digest_receipt"]
    rows = re.split(r"\d\. З-2026-\d{4}", receipt(contractd))[1:]
    assert len(rows) == 4
    assert "Записано: согласовано" in rows[0]
    assert "возвращено на доработку, «нет сметы»" in rows[1]
    assert "«2 отмена» до" in rows[1]
    assert "почему аванс 100 %?" in rows[3]


def test_a_bare_word_under_several_is_asked_back_and_under_one_is_its_answer(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "Согласовано", answers=digest)
    assert verdicts(contractd, contracts) == [None, None]
    assert "к какому относится ответ, не сказано" in receipt(contractd)
    contractd.mail("orlova", "1 согласовано", answers=contractd.letter("orlova", "digest_receipt"))
    assert verdicts(contractd, contracts) == [Verdict.APPROVE, None]
    contractd.at("2026-11-25 09:00")
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "digest"))
    assert verdicts(contractd, contracts) == [Verdict.APPROVE, Verdict.APPROVE]


def test_a_line_that_is_unclear_is_asked_back_alone(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 3)
    contractd.mail("orlova", "1 да\n2 добро дадим, когда будет смета\n3 да", answers=digest)
    assert verdicts(contractd, contracts) == [Verdict.APPROVE, None, Verdict.APPROVE]
    assert to_orlova(contractd)[-1] == "digest_receipt"
    asked = [each for each in contractd.letters("orlova") if each.kind in ("unclear", "guessed")]
    assert [contracts[1].number in each.subject for each in asked] == [True]
    contractd.mail("orlova", "вернуть: нет сметы", answers=asked[0])
    assert verdicts(contractd, contracts)[1] is Verdict.RETURN


def test_a_line_counts_for_the_version_that_its_digest_listed(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "1 вернуть: нет сметы", answers=digest)
    contractd.rework(contracts[0], 450_000)
    assert contractd.contract(contracts[0].number).version.number == 2
    contractd.mail("orlova", "1 согласовано\n2 согласовано", answers=digest)
    assert contractd.request(contracts[0], "lawyer").answer is None
    assert verdicts(contractd, contracts)[1] is Verdict.APPROVE
    assert "относится к прежней версии" in receipt(contractd)


def test_it_can_be_answered_without_in_reply_to(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "2 вернуть: нет сметы", answers=digest, threaded=False, subject="Re: сводка")
    assert verdicts(contractd, contracts) == [None, Verdict.RETURN]


def test_a_program_that_heeds_no_reply_to_is_known_by_what_it_quotes(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    raw = contractd.written("orlova", "2 вернуть: нет сметы", digest, threaded=False, subject="Сводка")
    bound = digest.message.header("reply-to").encode()
    assert bound in raw
    contractd.raw(raw.replace(bound, b"contracts@scena.example"))
    assert verdicts(contractd, contracts) == [None, Verdict.RETURN]


def test_the_token_is_in_the_subject_where_the_address_cannot_bear_it(edited: Edited) -> None:
    contractd = edited(lambda text: with_digest("orlova")(text).replace("plus_address: true", "plus_address: false"))
    digest, contracts = listed(contractd, 2)
    assert digest.message.header("reply-to") == "contracts@scena.example"
    contractd.mail("orlova", "1 согласовано", answers=digest, threaded=False)
    assert verdicts(contractd, contracts) == [Verdict.APPROVE, None]


def test_a_dear_contract_wants_its_code_and_the_others_do_not_wait_for_it(contractd: InProcessDaemon) -> None:
    cheap, dear = contractd.drop(), contractd.drop(1_500_000)
    contractd.at(f"{TUESDAY} 09:00")
    contractd.mail("orlova", "все согласовано", answers=contractd.letter("orlova", "digest"))
    assert verdicts(contractd, [cheap, dear]) == [Verdict.APPROVE, None]
    assert "подтвердить кодом" in receipt(contractd)
    letter = contractd.letter("orlova", "proposed")
    code = re.search(r"\b\d{6}\b", letter.first_lines)
    assert code
    contractd.mail("orlova", code[0], answers=letter)
    assert verdicts(contractd, [cheap, dear]) == [Verdict.APPROVE, Verdict.APPROVE]


def test_a_colleague_s_answer_is_put_to_the_reader_for_each_line(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("zaitsev", "1 согласовано, 2 вернуть: нет сметы", answers=digest)
    assert verdicts(contractd, contracts) == [None, None]
    assert [each.kind for each in contractd.letters("orlova")].count("proposed") == 2


def test_a_stranger_decides_nothing_and_the_reader_hears_of_it(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("mallory@elsewhere.example", "1-2 согласовано", answers=digest)
    assert verdicts(contractd, contracts) == [None, None]
    assert to_orlova(contractd) == ["colleague", "colleague"]


def test_a_line_can_be_taken_back(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "1 вернуть: нет сметы", answers=digest)
    contractd.mail("orlova", "1 отмена", answers=contractd.letter("orlova", "digest_receipt"))
    assert verdicts(contractd, contracts) == [None, None]
    assert "взят назад" in receipt(contractd)


def test_what_is_no_line_is_named_in_the_receipt(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "1 согласовано, 7 вернуть", answers=digest)
    assert verdicts(contractd, contracts) == [Verdict.APPROVE, None]
    assert "Такой строки нет: 7" in receipt(contractd)
    assert "Ещё ждут вашего ответа: 2" in receipt(contractd)


def test_words_of_no_line_hold_the_approvals_beside_them_up(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "1 да\n2 вернуть: нет сметы\n\nОплату только после 1 февраля.", answers=digest)
    assert verdicts(contractd, contracts) == [None, Verdict.RETURN]
    assert "К какой строке относится, не ясно" in receipt(contractd)


def test_the_same_mail_twice_counts_once(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    raw = contractd.written("orlova", "1-2 согласовано", digest)
    contractd.raw(raw)
    contractd.store(raw)
    contractd.work()
    assert [len(contractd.events(each, "VerdictGiven")) for each in contracts] == [1, 1]


def test_help_and_absences_are_no_answers(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "Помощь", answers=digest)
    assert to_orlova(contractd) == ["help"]
    assert verdicts(contractd, contracts) == [None, None]


def test_a_number_that_is_no_line_is_told_also_alone(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 2)
    contractd.mail("orlova", "7 согласовано", answers=digest)
    assert verdicts(contractd, contracts) == [None, None]
    assert "Ничего не записано" in receipt(contractd)
    assert "Такой строки нет: 7" in receipt(contractd)


def test_answers_typed_below_their_lines_in_the_quote_are_theirs(contractd: InProcessDaemon) -> None:
    digest, contracts = listed(contractd, 3)
    quoted: list[str] = []
    for line in digest.message.plain.splitlines():
        quoted.append(f"> {line}")
        if "На доске" in line and contracts[0].number in line:
            quoted += ["", "согласовано", ""]
        if "На доске" in line and contracts[2].number in line:
            quoted += ["", "вернуть: нет сметы", ""]
    body = "24.11.2026 10:15, Согласование договоров пишет:\n" + "\n".join(quoted)
    contractd.mail("orlova", body, answers=digest, quote=False)
    assert verdicts(contractd, contracts) == [Verdict.APPROVE, None, Verdict.RETURN]
