"""Unclear words: the letter back says what was probably meant, and a yes to it counts as that, with the first words."""

from __future__ import annotations

from functools import cache

import pytest
from mail.post import LEXICON
from replies.texts import replies

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.mail.interpret.rules import read
from daemon.mail.interpret.second_reader import built_in, second_opinion
from daemon.workflow import events as e
from daemon.workflow.model import Contract, Verdict


@cache
def meaning(verdict: Verdict, *, nth: int = 0) -> str:
    """Words of one line that the rules do not understand, and that the second reader takes for this verdict."""
    texts = [text for name in ("office", "hand") for text, _ in replies(name) if "\n" not in text and len(text) < 100]
    found = (text for text in texts if second_opinion(text, read(text, LEXICON), LEXICON).guess == verdict.value)
    return [next(found) for _ in range(nth + 1)][-1]


def unclear(contractd: InProcessDaemon, verdict: Verdict, *, nth: int = 0) -> tuple[str, OutboxLetter]:
    """Orlova answers her request in such words: the words, and the letter that she gets."""
    words = meaning(verdict, nth=nth)
    contractd.mail("orlova", words, answers=contractd.letter("orlova", "request"))
    return words, contractd.letter("orlova", "guessed")


def guessed_in_the_second_stage(contractd: InProcessDaemon, verdict: Verdict) -> tuple[Contract, OutboxLetter]:
    """Orlova has approved, Belova's words were guessed at: the contract, and the letter that she gets."""
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("belova", meaning(verdict), answers=contractd.letter("belova", "request"))
    return contract, contractd.letter("belova", "guessed")


FIRST = {
    Verdict.APPROVE: "Похоже, вы согласовали: «{}». Если так, ответьте «да».",
    Verdict.APPROVE_WITH_REMARKS: "Похоже, вы согласовали с замечанием «{}». Если так, ответьте «да».",
    Verdict.RETURN: "Похоже, вы возвращаете договор на доработку: «{}». Если так, ответьте «да».",
    Verdict.DECLINE: "Похоже, вы отклоняете договор: «{}». Если так, ответьте «да».",
}


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_yes_counts_as_what_was_guessed_with_the_first_words_as_its_remark(
    contractd: InProcessDaemon, verdict: Verdict
) -> None:
    contract = contractd.drop()
    words, letter = unclear(contractd, verdict)
    assert " ".join(letter.first_lines.split()) == FIRST[verdict].format(words)
    assert "Пока ничего не записано" in letter.text
    assert contractd.waiting(contract) == ["lawyer"]
    contractd.mail("orlova", "Да", answers=letter)
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.remarks) == (verdict, "" if verdict is Verdict.APPROVE else words)
    assert (given.given_by.key, given.confirmed_by and given.confirmed_by.key) == ("lawyer", "lawyer")
    assert given.confirmation not in ("", given.mail)
    assert contractd.letter("orlova", "receipt").first_lines.startswith("Записано:")


def test_the_words_the_guess_and_who_guessed_stand_in_the_history(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    words, _ = unclear(contractd, Verdict.RETURN)
    [proposed] = contractd.events(contract, "VerdictProposed")
    assert isinstance(proposed, e.VerdictProposed)
    assert (proposed.verdict, proposed.guessed_from, proposed.reader) == (Verdict.RETURN, words, built_in().version)
    assert contractd.letters("orlova", "proposed") == []


def test_the_button_of_the_letter_is_a_yes(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    _, letter = unclear(contractd, Verdict.RETURN)
    assert "body=%D0%94%D0%B0" in letter.message.html  # "Да"
    contractd.mail("orlova", "Да", subject=f"Re: [{contract.number}/{letter.token}] Да", answers=letter)
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert given.verdict is Verdict.RETURN


def test_no_asks_for_a_word_and_the_guess_is_gone(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    _, letter = unclear(contractd, Verdict.APPROVE)
    contractd.mail("orlova", "нет", answers=letter)
    assert contractd.request(contract, "lawyer").proposal is None
    assert "Ответьте одним словом" in contractd.letter("orlova", "unclear").text
    contractd.mail("orlova", "Да", answers=letter)  # too late: nothing stands that a yes could mean
    assert contractd.events(contract, "VerdictGiven") == []


def test_other_words_are_read_as_usual(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    _, letter = unclear(contractd, Verdict.APPROVE)
    contractd.mail("orlova", "Вернуть: нет сметы", answers=letter)
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.remarks, given.confirmed_by) == (Verdict.RETURN, "нет сметы", None)


@pytest.mark.parametrize(
    "agreeing",
    [
        "Да",
        "Верно",
        "Всё верно",
        "Ок",
        "+",
        "Ага",
        "Yes",
        "Подтверждаю",
        "Всё так",
        "Согласен",
        "Согласна с этим",
        "Agreed",
        "Поддерживаю",
        "Правильно поняли, согласен",
        "Да, только срок поправьте",
        "Не возражаю",
        "+1",
    ],
)
@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.DECLINE])
def test_whatever_agrees_with_a_guess_at_a_return_is_never_an_approval(
    contractd: InProcessDaemon, verdict: Verdict, agreeing: str
) -> None:
    contract = contractd.drop()
    _, letter = unclear(contractd, verdict)
    contractd.mail("orlova", agreeing, answers=letter)
    given = [each.verdict for each in contractd.events(contract, "VerdictGiven") if isinstance(each, e.VerdictGiven)]
    assert given in ([], [verdict])


@pytest.mark.parametrize("agreeing", ["Да", "Всё верно", "Ок"])
def test_yes_to_the_request_itself_is_no_approval_beside_a_guess_at_a_return(
    contractd: InProcessDaemon, agreeing: str
) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    unclear(contractd, Verdict.RETURN)
    contractd.mail("orlova", agreeing, answers=request)
    assert contractd.events(contract, "VerdictGiven") == []
    assert contractd.letters("orlova", "unclear")
    contractd.mail("orlova", "Согласовано", answers=request)
    assert contractd.waiting(contract) == ["commercial"]


def test_agreeing_with_a_guess_at_an_approval_keeps_its_remark(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    words, letter = unclear(contractd, Verdict.APPROVE_WITH_REMARKS)
    contractd.mail("orlova", "Всё верно", answers=letter)
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.remarks) == (Verdict.APPROVE_WITH_REMARKS, words)


@pytest.mark.parametrize("agreeing", ["Да", "Всё верно", "+"])
@pytest.mark.parametrize("before", [Verdict.APPROVE, Verdict.RETURN])
def test_a_yes_to_an_earlier_guess_is_none_to_a_later_one(
    contractd: InProcessDaemon, before: Verdict, agreeing: str
) -> None:
    contract = contractd.drop()
    later = Verdict.RETURN if before.approves else Verdict.APPROVE
    _, first = unclear(contractd, before)
    contractd.mail("orlova", "нет", answers=first)
    contractd.at("2026-11-23 10:20")
    _, second = unclear(contractd, later)
    contractd.mail("orlova", agreeing, answers=first)
    assert contractd.events(contract, "VerdictGiven") == []
    contractd.mail("orlova", "Да", answers=second)
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert given.verdict is later


def test_whoever_is_not_understood_twice_is_asked_for_a_word(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    _, letter = unclear(contractd, Verdict.APPROVE)
    contractd.mail("orlova", meaning(Verdict.RETURN), answers=letter)
    assert contractd.request(contract, "lawyer").proposal is None
    assert len(contractd.letters("orlova", "guessed")) == 1
    assert contractd.letters("orlova", "unclear")


def test_a_verdict_in_between_makes_the_guess_void(contractd: InProcessDaemon) -> None:
    contract, letter = guessed_in_the_second_stage(contractd, Verdict.RETURN)
    contractd.mail("belova", "Согласовано", answers=letter)
    contractd.mail("belova", "Да", answers=letter)
    given = [each.verdict for each in contractd.events(contract, "VerdictGiven") if isinstance(each, e.VerdictGiven)]
    assert given == [Verdict.APPROVE, Verdict.APPROVE_WITH_REMARKS]
    assert contractd.letters("belova", "unclear")


def test_a_new_version_makes_the_guess_void(contractd: InProcessDaemon) -> None:
    contract, letter = guessed_in_the_second_stage(contractd, Verdict.APPROVE)
    contractd.mail("pavlova", "Вернуть: цена", answers=contractd.letter("pavlova", "request"))
    contractd.mail("belova", "Вернуть: предмет", answers=contractd.letter("belova", "request"))
    contractd.rework(contract, amount=650_000)
    before = len(contractd.events(contract, "VerdictGiven"))
    contractd.mail("belova", "Да", answers=letter)
    assert len(contractd.events(contract, "VerdictGiven")) == before
    assert contractd.request(contract, "commercial").waits


def test_what_was_confirmed_is_taken_back_as_any_verdict(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("belova", meaning(Verdict.APPROVE), answers=contractd.letter("belova", "request"))
    contractd.mail("belova", "Да", answers=contractd.letter("belova", "guessed"))
    assert contractd.waiting(contract) == ["procurement"]
    contractd.mail("belova", "Отмена", answers=contractd.letter("belova", "receipt"))
    assert contractd.waiting(contract) == ["commercial", "procurement"]


def test_a_colleagues_words_are_not_guessed_at(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("zaitsev", meaning(Verdict.APPROVE), answers=contractd.letter("orlova", "request"))
    assert contractd.request(contract, "lawyer").proposal is None
    assert contractd.letters("zaitsev", "guessed") == []


def test_a_colleagues_answer_is_not_confirmed_by_a_yes_to_a_guess(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    _, letter = unclear(contractd, Verdict.RETURN)
    contractd.mail("zaitsev", "Согласовано", answers=request)
    contractd.mail("orlova", "Да", answers=letter)
    assert contractd.events(contract, "VerdictGiven") == []


def test_where_senders_are_to_prove_themselves_a_yes_wants_its_code(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("identity: token_and_address", "identity: confirm"))
    contract = contractd.drop()
    words, letter = unclear(contractd, Verdict.APPROVE_WITH_REMARKS)
    contractd.mail("orlova", "Да", answers=letter)
    assert contractd.events(contract, "VerdictGiven") == []
    proposal = contractd.request(contract, "lawyer").proposal
    assert proposal is not None
    assert (proposal.verdict, proposal.remarks, proposal.guessed_from) == (Verdict.APPROVE_WITH_REMARKS, words, "")
    assert contractd.letters("orlova", "proposed")
