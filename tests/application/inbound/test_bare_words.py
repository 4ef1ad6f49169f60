"""A word that stands alone: it takes the words that were asked back about, and a return is asked for its reason."""

from __future__ import annotations

import pytest

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.workflow.model import Contract, Verdict

UNCLEAR = "Добро дадим, когда будет смета"


def two_lawyers(text: str) -> str:
    """A first stage that stays open after one answer."""
    alone = "approvers: [{person: lawyer, veto: true}]"
    return text.replace(alone, "approvers: [lawyer, john]").replace("legal: [lawyer]", "legal: [lawyer, john]")


def asked_back(contractd: InProcessDaemon, words: str = UNCLEAR) -> tuple[Contract, OutboxLetter]:
    """Orlova's first words were not clear: the contract, and the letter that asks what they mean."""
    contract = contractd.drop()
    contractd.mail("orlova", words, answers=contractd.letter("orlova", "request"))
    assert contractd.events(contract, "VerdictGiven") == []
    return contract, contractd.letter("orlova")


def asked_for_a_reason(contractd: InProcessDaemon, word: str = "Вернуть") -> tuple[Contract, OutboxLetter]:
    contract = contractd.drop()
    contractd.mail("orlova", word, answers=contractd.letter("orlova", "request"))
    return contract, contractd.letter("orlova", "reason_asked")


def given(contractd: InProcessDaemon, contract: Contract) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.remarks) for each in contractd.events(contract, "VerdictGiven")]  # type: ignore[attr-defined]


# -- what was asked back about -----------------------------------------------------------------------------------------


def test_a_bare_return_takes_the_words_that_were_asked_back_about(contractd: InProcessDaemon) -> None:
    contract, letter = asked_back(contractd)
    contractd.mail("orlova", "вернуть", answers=letter)
    assert given(contractd, contract) == [(Verdict.RETURN, UNCLEAR)]
    assert f"«{UNCLEAR}»" in contractd.letter("orlova", "receipt").text
    assert f"«{UNCLEAR}»" in contractd.letter("titova", "returned").text


@pytest.mark.parametrize(
    ("first", "said"),
    [(UNCLEAR, "согласовано с условием"), ("Аванс 100% смущает", "согласовано с замечанием")],
)
def test_a_bare_approval_takes_them_as_its_remark(contractd: InProcessDaemon, first: str, said: str) -> None:
    contract, letter = asked_back(contractd, first)
    contractd.mail("orlova", "Согласовано.", answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE_WITH_REMARKS, first)]
    assert f"{said}, «{first}»" in contractd.letter("orlova", "receipt").text


def test_a_bare_question_asks_with_them(contractd: InProcessDaemon) -> None:
    contract, letter = asked_back(contractd)
    contractd.mail("orlova", "Вопрос", answers=letter)
    [asked] = contractd.events(contract, "QuestionAsked")
    assert asked.text == UNCLEAR
    assert UNCLEAR in contractd.letter("titova", "question").text


def test_words_beside_the_verdict_stand_for_themselves(contractd: InProcessDaemon) -> None:
    contract, letter = asked_back(contractd)
    contractd.mail("orlova", "Вернуть: приложите смету", answers=letter)
    assert given(contractd, contract) == [(Verdict.RETURN, "приложите смету")]


def test_they_are_taken_once(edited: Edited) -> None:
    contractd = edited(two_lawyers)
    contract, letter = asked_back(contractd)
    contractd.mail("orlova", "вернуть", answers=letter)
    contractd.mail("orlova", "согласовано", answers=letter)
    assert given(contractd, contract) == [(Verdict.RETURN, UNCLEAR), (Verdict.APPROVE, "")]


def test_only_an_answer_to_that_letter_takes_them(contractd: InProcessDaemon) -> None:
    contract, _ = asked_back(contractd)
    contractd.mail("orlova", "согласовано", answers=contractd.letters("orlova", "request")[0])
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


def test_politeness_that_was_asked_back_about_is_no_remark(contractd: InProcessDaemon) -> None:
    contract, letter = asked_back(contractd, "Спасибо, добрый день!")
    contractd.mail("orlova", "согласовано", answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


def test_after_two_askings_the_first_words_are_still_the_remark(contractd: InProcessDaemon) -> None:
    contract, letter = asked_back(contractd)
    contractd.mail("orlova", "Нет", answers=letter)
    contractd.mail("orlova", "вернуть", answers=contractd.letter("orlova", "unclear"))
    assert given(contractd, contract) == [(Verdict.RETURN, UNCLEAR)]


def test_a_colleagues_words_that_were_told_are_not_the_owners(contractd: InProcessDaemon) -> None:
    contract, letter = asked_back(contractd)
    contractd.mail("zaytsev", "согласовано", answers=letter)
    assert given(contractd, contract) == []


# -- a return without a reason -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["Вернуть", "Вернуть: ", "На доработку.", "Возвращаю, спасибо", "Не согласовано", "return"]
)
def test_a_return_without_a_reason_is_asked_what_to_mend(contractd: InProcessDaemon, word: str) -> None:
    contract, letter = asked_for_a_reason(contractd, word)
    assert contractd.events(contract, "VerdictGiven") == []
    assert "Пока возврат не засчитан." in letter.text
    assert "возврат засчитаем без причины" in letter.text
    assert "Ответьте одной фразой, что исправить, или ещё раз «вернуть»" in letter.text
    assert contractd.request(contract, "lawyer").due_at == contract.requests[0].due_at


def test_a_phrase_that_answers_it_is_the_reason(contractd: InProcessDaemon) -> None:
    contract, letter = asked_for_a_reason(contractd)
    contractd.mail("orlova", "Нет сметы", answers=letter)
    assert given(contractd, contract) == [(Verdict.RETURN, "Нет сметы")]


def test_the_word_once_more_counts_without_a_remark(contractd: InProcessDaemon) -> None:
    contract, letter = asked_for_a_reason(contractd)
    contractd.mail("orlova", "вернуть", answers=letter)
    assert given(contractd, contract) == [(Verdict.RETURN, "")]


def test_without_an_answer_it_counts_without_a_remark_when_the_deadline_has_passed(contractd: InProcessDaemon) -> None:
    contract, _ = asked_for_a_reason(contractd)
    contractd.at("2026-11-25 18:01")
    assert given(contractd, contract) == [(Verdict.RETURN, "")]
    assert contractd.letters("titova", "returned")


def test_of_a_sender_who_is_not_proved_nothing_is_kept_and_the_letter_promises_nothing(edited: Edited) -> None:
    contractd = edited(
        lambda text: text.replace("identity: {when: amount > 1000000, policy: confirm}", "identity: confirm")
    )
    contract, letter = asked_for_a_reason(contractd)
    assert "засчитаем без причины" not in letter.text
    assert contractd.events(contract, "BareReturnKept") == []


def test_it_is_asked_once_also_when_the_request_itself_is_answered_again(contractd: InProcessDaemon) -> None:
    contract, _ = asked_for_a_reason(contractd)
    contractd.mail("orlova", "Вернуть", answers=contractd.letter("orlova", "request"))
    assert given(contractd, contract) == [(Verdict.RETURN, "")]
    assert len(contractd.letters("orlova", "reason_asked")) == 1


def test_whoever_changes_their_mind_may_approve_instead(contractd: InProcessDaemon) -> None:
    contract, letter = asked_for_a_reason(contractd)
    contractd.mail("orlova", "Согласовано", answers=letter)
    assert given(contractd, contract) == [(Verdict.APPROVE, "")]


@pytest.mark.parametrize("words", ["да", "ок", "Хорошо, спасибо", "Спасибо"])
def test_what_agrees_with_the_question_what_to_mend_approves_nothing(contractd: InProcessDaemon, words: str) -> None:
    contract, letter = asked_for_a_reason(contractd)
    contractd.mail("orlova", words, answers=letter)
    assert given(contractd, contract) == []


def test_a_question_to_it_goes_to_the_initiator(contractd: InProcessDaemon) -> None:
    contract, letter = asked_for_a_reason(contractd)
    contractd.mail("orlova", "Вопрос: почему аванс 100%?", answers=letter)
    [asked] = contractd.events(contract, "QuestionAsked")
    assert asked.text == "почему аванс 100%?"


def test_a_return_with_a_file_says_its_reason_in_it(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    letter = contractd.letter("orlova", "request")
    contractd.mail("orlova", "Вернуть", answers=letter, attachments=[("правки.docx", b"PK marks")])
    assert given(contractd, contract) == [(Verdict.RETURN, "")]


def test_a_bare_return_does_not_wipe_out_the_reason_that_was_given(edited: Edited) -> None:
    contractd = edited(two_lawyers)
    contract = contractd.drop()
    letter = contractd.letter("orlova", "request")
    contractd.mail("orlova", "Вернуть: нет сметы", answers=letter)
    contractd.mail("orlova", "Вернуть", answers=letter)
    assert given(contractd, contract) == [(Verdict.RETURN, "нет сметы")]
    assert "уже записан" in contractd.letter("orlova", "refused").text


def test_a_condition_that_was_asked_back_about_stays_one(contractd: InProcessDaemon) -> None:
    contract, letter = asked_back(contractd, "При условии, что приложат смету")
    contractd.mail("orlova", "согласовано", answers=letter)
    [verdict] = contractd.events(contract, "VerdictGiven")
    assert verdict.remarks == "При условии, что приложат смету"
    assert verdict.conditions
