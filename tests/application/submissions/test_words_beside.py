"""What an initiator writes beside a version travels with it, and a new round shows what was said in the one before."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import docx

from application.submissions.installation import Installation, changed
from daemon.application.admin.history_sentences import sentence
from daemon.application.wording import house_words
from daemon.store import history


def reworked(installation: Installation, words: str = "НДС исправлен, сумму оставили.", amount: int = 650000) -> None:
    """The contract comes back to its initiator, who writes this beside the mended form."""
    returned = installation.give_back()
    form = changed(returned.file(".xlsx"), amount=amount)
    installation.write("clerk", words, [("форма.xlsx", form)], to=returned)


def sheet_text(installation: Installation) -> str:
    (sheet,) = (each for name, each in installation.archived().items() if name.startswith("Лист согласования"))
    cells = (cell.text for table in docx.Document(io.BytesIO(sheet)).tables for row in table.rows for cell in row.cells)
    return "\n".join(cells)


def test_what_the_initiator_writes_beside_a_new_version_stands_in_the_next_rounds_letters(
    installation: Installation,
) -> None:
    reworked(installation)
    text = installation.letter("request", "lawyer").text
    assert "Титова О. Н. о версии 2: «НДС исправлен, сумму оставили.»" in text
    changes, words = text.index("Изменено с тех пор"), text.index("НДС исправлен")
    assert changes < words < text.index("Просто ответьте")
    assert "НДС исправлен, сумму оставили." in installation.letter("registered", "clerk").text
    installation.approve("lawyer")
    assert "«НДС исправлен, сумму оставили.»" in installation.letter("request", "commercial").text


def test_round_two_shows_the_reader_their_own_words_and_those_of_the_others(installation: Installation) -> None:
    reworked(installation)
    yours = installation.letter("request", "lawyer").text
    assert "Что писали о версии 1: Вы вернули: «нет приложения»" in yours
    installation.approve("lawyer")
    others = installation.letter("request", "commercial").text
    assert "Что писали о версии 1: Орлова М. П. вернула: «нет приложения»" in others


def test_an_answer_stands_beside_the_question_and_the_remark_of_the_one_who_asked(installation: Installation) -> None:
    installation.drop("form.xlsx", installation.form())
    installation.write("lawyer", "Вопрос: где смета?", to=installation.letter("request", "lawyer"))
    installation.write("clerk", "В приложении 2", to=installation.letter("question", "clerk"))
    installation.write("lawyer", "Вернуть: смета устарела", to=installation.letter("answer", "lawyer"))
    returned = installation.letter("returned", "clerk")
    form = changed(returned.file(".xlsx"), amount=650000)
    installation.write("clerk", "Смета новая", [("форма.xlsx", form)], to=returned)
    text = installation.letter("request", "lawyer").text
    assert "Вы вернули: «смета устарела» вопрос: «где смета?» → «В приложении 2»" in text


def test_long_words_are_set_apart_and_kept_whole(installation: Installation) -> None:
    words = "НДС исправлен. " * 20 + "\n\nСумму оставили: её согласовал директор."
    reworked(installation, words)
    text = installation.letter("request", "lawyer").text
    assert "Титова О. Н. о версии 2: НДС исправлен. НДС исправлен." in text
    assert "Сумму оставили: её согласовал директор." in text


def test_words_beside_a_version_are_in_its_history_and_on_the_sheet(installation: Installation) -> None:
    reworked(installation)
    (version,) = installation.contract().versions[1:]
    assert (version.words, version.by and version.by.key) == ("НДС исправлен, сумму оставили.", "clerk")
    with installation.app.database.read() as connection:
        contract = history.load(connection, 1).contract
        words = house_words("ru", ZoneInfo("Asia/Yekaterinburg"))
        told = [sentence(each.event, contract, words, each.at) for each in history.entries(connection, 1)]
    [version] = [each for each in told if each.startswith("Титова О.\u00a0Н. сдала версию 2")]
    assert version.endswith(": «НДС исправлен, сумму оставили.»")
    installation.write("clerk", "отозвать", to=installation.letter("registered", "clerk"))
    assert "Титова Ольга Николаевна: «НДС исправлен, сумму оставили.»" in sheet_text(installation)


def test_words_beside_the_first_form_travel_too(installation: Installation) -> None:
    installation.write("clerk", "Прошу до пятницы: поставщик ждёт.", [("форма.xlsx", installation.form())])
    assert "Титова О. Н. о версии 1: «Прошу до пятницы: поставщик ждёт.»" in (
        installation.letter("request", "lawyer").text
    )


def test_a_form_without_a_word_is_sent_on_without_any(installation: Installation) -> None:
    reworked(installation, "")
    assert "о версии 2:" not in installation.letter("request", "lawyer").text
