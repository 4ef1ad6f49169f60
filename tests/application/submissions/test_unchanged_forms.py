"""A form that comes back as it was opens no round by itself: its words are told, and whether it is meant is asked."""

from __future__ import annotations

import pytest

from application.submissions.installation import Installation, Sent, changed, edited, later
from daemon.mail.interpret.as_it_is import means_as_it_is
from daemon.workflow.model import Status


def came_back(installation: Installation, words: str) -> Sent:
    """The initiator answers with the form as it was sent to her: the letter that she gets."""
    returned = installation.give_back()
    installation.write("clerk", words, [("форма.xlsx", returned.file(".xlsx"))], to=returned)
    return installation.letters(to="clerk")[-1]


def test_words_with_our_own_form_open_no_round_and_reach_whoever_returned_it(installation: Installation) -> None:
    letter = came_back(installation, "Поняла, исправлю завтра")
    contract = installation.contract()
    assert (contract.status, contract.round, contract.version.number) == (Status.IN_REWORK, 1, 1)
    assert "Титова О. Н. пишет о договоре З-2026-0001: «Поняла, исправлю завтра»" in (
        installation.letter("comment", "lawyer").text
    )
    assert letter.kind == "unchanged"
    assert "такой же, как версия 1 договора З-2026-0001: новый круг не начат" in letter.text
    assert "Ваши слова переданы: Орлова М. П." in letter.text


def test_a_form_that_another_program_has_saved_again_is_still_unchanged(installation: Installation) -> None:
    returned = installation.give_back()
    again = changed(returned.file(".xlsx"), subject=" световое оборудование  ")
    installation.write("clerk", "Исправила", [("форма.xlsx", again)], to=returned)
    assert installation.contract().status is Status.IN_REWORK
    assert installation.letters("unchanged", "clerk")


@pytest.mark.parametrize("yes", ["Да", "Отправляю без изменений", "Да, всё верно"])
def test_a_yes_opens_the_round_with_the_same_text(installation: Installation, yes: str) -> None:
    letter = came_back(installation, "Проверила, всё верно")
    installation.write("clerk", yes, to=letter)
    contract = installation.contract()
    assert (contract.status, contract.round, contract.version.number) == (Status.IN_APPROVAL, 2, 2)
    assert contract.facts == contract.versions[0].facts
    assert "Данные формы прежние" in installation.letter("request", "lawyer").text


def test_a_no_waits_for_the_mended_form(installation: Installation) -> None:
    letter = came_back(installation, "Исправила")
    installation.write("clerk", "Нет", to=letter)
    assert installation.contract().status is Status.IN_REWORK
    assert "ждём исправленную форму" in installation.letter("done", "clerk").text


def test_other_words_in_answer_are_told_too(installation: Installation) -> None:
    letter = came_back(installation, "Исправила")
    installation.write("clerk", "Ой, не сохранилось, пришлю завтра", to=letter)
    assert [each.text for each in installation.contract().comments] == [
        "Исправила",
        "Ой, не сохранилось, пришлю завтра",
    ]
    assert "не сохранилось" in installation.letter("comment", "lawyer").text


def test_a_yes_to_an_older_question_is_void(installation: Installation) -> None:
    letter = came_back(installation, "Исправила")
    later(installation, minutes=5)
    returned = installation.letter("returned", "clerk")
    form = changed(returned.file(".xlsx"), amount=650000)
    installation.write("clerk", "Теперь исправила", [("форма.xlsx", form)], to=returned)
    installation.write("lawyer", "Вернуть: опять нет", to=installation.letter("request", "lawyer"))
    installation.write("clerk", "Да", to=letter)
    assert installation.contract().version.number == 2
    assert installation.contract().status is Status.IN_REWORK


def test_words_that_mean_it_open_the_round_at_once(installation: Installation) -> None:
    returned = installation.give_back()
    words = "Приложение есть на стр. 5. Без изменений, прошу рассмотреть повторно"
    installation.write("clerk", words, [("форма.xlsx", returned.file(".xlsx"))], to=returned)
    assert installation.contract().version.number == 2
    assert f"о версии 2: «{words}»" in installation.letter("request", "lawyer").text


def test_the_same_form_that_was_accepted_before_can_be_meant_again(installation: Installation) -> None:
    returned = installation.give_back()
    form = returned.file(".xlsx")
    for number in (2, 3):
        installation.write("clerk", "Отправляю без изменений", [("форма.xlsx", form)], to=returned)
        assert installation.contract().version.number == number
        installation.write("lawyer", "Вернуть: нет приложения", to=installation.letter("request", "lawyer"))


def test_our_own_text_is_no_new_version_either_and_its_words_are_told(installation: Installation) -> None:
    returned = installation.give_back()
    installation.write("clerk", "Поняла", [("a.docx", returned.file(".docx"))], to=returned)
    assert installation.contract().status is Status.IN_REWORK
    assert "«Поняла»" in installation.letter("comment", "lawyer").text
    installation.write("clerk", "Да", to=installation.letter("unchanged", "clerk"))
    assert installation.contract().version.document is None


def test_a_text_edited_by_hand_stays_when_its_form_comes_back_unchanged_on_purpose(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"))
    installation.write("clerk", "Исправила текст", [("a.docx", text)], to=returned)
    installation.write("lawyer", "Вернуть: опять нет", to=installation.letter("request", "lawyer"))
    returned = installation.letter("returned", "clerk")
    installation.write("clerk", "Без изменений", [("a.xlsx", returned.file(".xlsx"))], to=returned)
    contract = installation.contract()
    assert contract.version.number == 3
    assert contract.version.sha256 == contract.versions[1].sha256


def test_in_the_folder_it_is_told_how_to_say_that_it_is_meant(installation: Installation) -> None:
    installation.give_back()
    form = installation.form(contract="З-2026-0001")
    installation.drop("снова.xlsx", form)
    assert installation.contract().status is Status.IN_REWORK
    (name,) = (each for each in installation.names("rejected") if each.endswith(".txt"))
    told = (installation.root / "drafts" / "rejected" / name).read_text(encoding="utf-8")
    assert "форма такая же, как в версии 1" in told
    assert "comment" in told
    letter = installation.letter("unchanged", "clerk")
    assert "строка «Комментарий согласующим»" in letter.text
    installation.write("clerk", "Да", to=letter)
    assert installation.contract().version.number == 2


def test_in_the_folder_a_comment_travels_and_can_mean_it(installation: Installation) -> None:
    installation.give_back()
    form = changed(installation.form(contract="З-2026-0001"), comment="Без изменений: приложение на стр. 5")
    installation.drop("снова.xlsx", form)
    assert "о версии 2: «Без изменений: приложение на стр. 5»" in installation.letter("request", "lawyer").text


@pytest.mark.parametrize(
    "words",
    ["без изменений, прошу рассмотреть повторно", "Отправляю без изменений", "Прошу согласовать как есть",
     "Ничего не меняла", "Рассмотрите ещё раз", "unchanged, please look again", "send it as is"],
)  # fmt: skip
def test_a_closed_list_of_words_means_it(words: str) -> None:
    assert means_as_it_is(words)


@pytest.mark.parametrize(
    "words",
    ["Поняла, исправлю завтра", "Исправила", "Без изменений не обойтись", "Отправить как есть?",
     "Не отправляйте как есть", "Пришлю повторно завтра", "Спасибо", "", "will send it unchanged later"],
)  # fmt: skip
def test_other_words_do_not(words: str) -> None:
    assert not means_as_it_is(words)
