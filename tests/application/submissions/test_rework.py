"""Rework: a changed form, a text edited by hand, or both come back and become the next version."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

import pytest

from application.submissions.installation import Installation, changed, edited, later, text_of
from daemon.workflow.model import Status
from daemon.workflow.policies import AfterHandEdit

V1 = "З-2026-0001 Договор закупки ООО Ромашка световое оборудование.docx"
V2 = V1.replace(".docx", " v2.docx")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tracked(document: bytes, markup: str) -> bytes:
    """A text with a piece of markup put into its first paragraph, as word processors write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"</w:p>", f"{markup}</w:p>".encode(), 1)
            new.writestr(name, content)
    return out.getvalue()


def reformatted(document: bytes) -> bytes:
    """The same words, in a document with other bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def test_the_letter_about_the_rework_brings_the_form_and_the_text(installation: Installation) -> None:
    returned = installation.give_back()
    assert sorted(name.rpartition(".")[2] for name in returned.files()) == ["docx", "xlsx"]
    assert returned.file(".docx") == installation.archived()[V1]


def test_a_changed_form_is_a_new_version_made_by_the_template(installation: Installation) -> None:
    returned = installation.give_back()
    installation.write(
        "clerk", "Исправила", [("форма.xlsx", changed(returned.file(".xlsx"), amount=650000))], to=returned
    )
    contract = installation.contract()
    assert (contract.version.number, contract.round, contract.version.document) == (2, 2, None)
    assert "650 000,00" in text_of(installation.archived()[V2]).replace("\u00a0", " ")


def test_an_edited_text_becomes_the_new_version_byte_for_byte(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"))
    installation.write("clerk", "Исправила сам договор", [("Договор правка.docx", text)], to=returned)
    contract = installation.contract()
    assert (contract.status, contract.version.number, contract.version.sha256) == (Status.IN_APPROVAL, 2, sha256(text))
    assert contract.facts == contract.versions[0].facts
    assert installation.archived()[V2] == text
    request = installation.letter("request", "lawyer")
    assert request.files()[V2] == text
    assert "Что изменено в тексте по сравнению с версией 1" in request.text
    assert "Текст версии 2 правлен вручную" in request.text
    assert "Текст версии 2 правлен вручную" in installation.letter("registered", "clerk").text


def test_the_request_shows_what_has_changed_in_the_text(installation: Installation) -> None:
    returned = installation.give_back()
    installation.write("clerk", "", [("a.docx", edited(returned.file(".docx"), "Срок оплаты 10 дней."))], to=returned)
    (name,) = (name for name in installation.letter("request", "lawyer").files() if name.endswith("v2 изменения.docx"))
    changes = zipfile.ZipFile(io.BytesIO(installation.archived()[name])).read("word/document.xml").decode()
    assert "".join(re.findall(r"<w:ins [^>]*><w:r>.*?<w:t[^>]*>([^<]*)</w:t>", changes)) == "Срок оплаты 10 дней."
    assert "w:delText" not in changes


def test_a_request_says_each_changed_sentence_in_words(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"), "Срок оплаты 10 дней.")
    installation.write("clerk", "", [("a.docx", text)], to=returned)
    request = installation.letter("request", "lawyer").text
    assert "Текст версии 2 по сравнению с версией 1, было → стало (изменений: 1):" in request
    assert "добавлено: Срок оплаты 10 дней." in request


def test_a_request_says_that_there_is_no_redline_since_only_the_formatting_changed(installation: Installation) -> None:
    returned = installation.give_back()
    installation.write("clerk", "", [("a.docx", reformatted(returned.file(".docx")))], to=returned)
    request = installation.letter("request", "lawyer")
    assert not [name for name in request.files() if name.endswith("v2 изменения.docx")]
    assert "Текст версии 2 слово в слово тот же, что в версии 1" in request.text


def test_the_template_is_not_asked_about_a_text_that_was_edited(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"), "Оплата {{ amount }} {% if x %}")
    installation.write("clerk", "", [("a.docx", text)], to=returned)
    assert installation.archived()[V2] == text
    assert installation.quarantined() == []


def test_a_form_and_a_text_in_one_mail_are_one_version(installation: Installation) -> None:
    returned = installation.give_back()
    form = changed(returned.file(".xlsx"), amount=650000)
    text = edited(returned.file(".docx"))
    installation.write("clerk", "Вот", [("a.docx", text), ("b.xlsx", form)], to=returned)
    contract = installation.contract()
    assert (contract.version.number, contract.version.sha256) == (2, sha256(text))
    assert {fact.name: fact.value for fact in contract.facts}["amount"] == "650000.00"
    assert [each.state for each in installation.drafts()] == ["accepted"] * 3


def test_a_text_that_came_back_untouched_beside_a_changed_form_is_made_anew(installation: Installation) -> None:
    returned = installation.give_back()
    form = changed(returned.file(".xlsx"), amount=650000)
    installation.write("clerk", "Вот", [("a.docx", returned.file(".docx")), ("b.xlsx", form)], to=returned)
    assert installation.contract().version.document is None
    assert "650 000,00" in text_of(installation.archived()[V2]).replace("\u00a0", " ")


def test_when_the_form_of_two_is_wrong_neither_is_taken_and_one_letter_says_so(installation: Installation) -> None:
    returned = installation.give_back()
    form = changed(returned.file(".xlsx"), inn="1")
    installation.write("clerk", "Вот", [("a.docx", edited(returned.file(".docx"))), ("b.xlsx", form)], to=returned)
    assert installation.contract().status is Status.IN_REWORK
    assert len(installation.letters("draft_rejected")) == 1
    assert [each.state for each in installation.drafts()] == ["accepted", "rejected", "rejected"]


def test_two_texts_in_one_mail_are_asked_back(installation: Installation) -> None:
    returned = installation.give_back()
    text = returned.file(".docx")
    installation.write("clerk", "Вот", [("a.docx", edited(text)), ("b.docx", edited(text, "иначе"))], to=returned)
    assert "несколько файлов одного рода (a.docx, b.docx)" in installation.letter("draft_rejected", "clerk").text


def test_in_the_folder_a_text_names_its_contract_by_its_number(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"))
    installation.drop("З-2026-0001 Договор закупки (правка).docx", text)
    assert installation.contract().version.sha256 == sha256(text)
    assert installation.names("accepted")[-1].startswith("З-2026-0001 З-2026-0001 Договор закупки (правка)")


def test_in_the_folder_a_text_of_no_contract_is_told_what_to_do(installation: Installation) -> None:
    returned = installation.give_back()
    installation.drop("Договор.docx", edited(returned.file(".docx")))
    assert "непонятно, какого он договора" in installation.letter("draft_rejected", "clerk").text
    assert installation.names("rejected") == ["Договор.docx", "Договор.docx.txt"]
    assert installation.contract().version.number == 1


def test_the_same_text_again_is_no_new_version(installation: Installation) -> None:
    returned = installation.give_back()
    installation.write("clerk", "Исправила", [("a.docx", returned.file(".docx"))], to=returned)
    assert "такой же, как версия 1" in installation.letter("unchanged", "clerk").text
    assert installation.contract().status is Status.IN_REWORK


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('<w:ins w:id="1" w:author="Иванов"><w:r><w:t>и пени</w:t></w:r></w:ins>', "остались исправления"),
        ('<w:del w:id="1" w:author="И"><w:r><w:delText>без пени</w:delText></w:r></w:del>', "остались исправления"),
        ('<w:r><w:rPr><w:rPrChange w:id="3" w:author="И"/></w:rPr><w:t>х</w:t></w:r>', "остались исправления"),
        ('<w:commentRangeStart w:id="0"/>', "остались примечания"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>тайно</w:t></w:r>", "скрытый текст"),
        ("<w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText></w:r>", "чего в форме быть не должно"),
    ],
)
def test_what_is_only_proposed_remarked_or_hidden_is_refused_with_its_place(
    installation: Installation, markup: str, said: str
) -> None:
    returned = installation.give_back()
    installation.write("clerk", "Исправила", [("a.docx", tracked(returned.file(".docx"), markup))], to=returned)
    assert said in installation.letter("draft_rejected", "clerk").text
    assert installation.contract().status is Status.IN_REWORK


def test_the_mended_text_in_answer_to_the_refusal_is_taken(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"))
    installation.write("clerk", "", [("a.docx", tracked(text, '<w:commentRangeStart w:id="0"/>'))], to=returned)
    installation.write("clerk", "Удалила", [("a.docx", text)], to=installation.letter("draft_rejected", "clerk"))
    assert installation.contract().version.sha256 == sha256(text)


def edit_by_hand_after_two_approvals(installation: Installation) -> None:
    installation.drop("form.xlsx", installation.form())
    installation.approve("lawyer", "procurement")
    installation.write("commercial", "Вернуть: срок оплаты", to=installation.letter("request", "commercial"))
    returned = installation.letter("returned", "clerk")
    assert "снова спросим всех, кто его согласовал" in returned.text or not _asks_everyone(installation)
    installation.write("clerk", "", [("a.docx", edited(returned.file(".docx")))], to=returned)


def _asks_everyone(installation: Installation) -> bool:
    return installation.contract().route.policies.after_hand_edit is AfterHandEdit.EVERYONE


def test_whoever_had_approved_is_asked_again_about_a_text_edited_by_hand_with_what_was_changed(
    installation: Installation,
) -> None:
    edit_by_hand_after_two_approvals(installation)
    assert [each.key for each in installation.contract().waiting_for()] == ["lawyer"]
    asked = installation.letter("request", "lawyer")
    assert "Вы уже согласовали прежнюю версию, но с тех пор текст правили вручную" in asked.text
    assert [name for name in asked.files() if "изменения" in name]
    installation.approve("lawyer")
    assert [each.key for each in installation.contract().waiting_for()] == ["commercial", "procurement"]


def test_where_only_watchers_are_asked_again_the_others_are_shown_what_was_changed(installation: Installation) -> None:
    installation.with_policies("purchase", after_hand_edit=AfterHandEdit.WATCHERS)
    edit_by_hand_after_two_approvals(installation)
    asked = {each.assignee.key for each in installation.contract().requests if each.waits}
    assert asked == {"commercial", "procurement"}  # procurement watches the amount; the lawyer's approval is kept
    told = installation.letter("text_edited", "lawyer")
    assert "Ваше согласие остаётся в силе, отвечать не нужно" in told.text
    assert [name for name in told.files() if "изменения" in name]


def test_a_form_after_an_edited_text_says_that_the_edits_are_gone(installation: Installation) -> None:
    returned = installation.give_back()
    installation.write("clerk", "", [("a.docx", edited(returned.file(".docx")))], to=returned)
    installation.write("lawyer", "Вернуть: опять нет приложения", to=installation.letter("request", "lawyer"))
    again = installation.letter("returned", "clerk")
    installation.write("clerk", "", [("a.xlsx", changed(again.file(".xlsx"), amount=1000))], to=again)
    assert "правки, внесённые вручную в версию 2, в него не вошли" in installation.letter("request", "lawyer").text


def test_drop_it_ends_the_contract(installation: Installation) -> None:
    returned = installation.give_back()
    assert installation.write("clerk", "Отозвать", to=returned) == "Withdraw"
    assert installation.contract().status is Status.WITHDRAWN


def test_a_command_with_the_very_files_that_we_sent_is_a_command(installation: Installation) -> None:
    returned = installation.give_back()
    assert installation.write("clerk", "Отозвать", list(returned.files().items()), to=returned) == "Withdraw"


def test_somebody_else_cannot_hand_in_a_new_version(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"))
    installation.write("economist", "Исправил", [("З-2026-0001.docx", text)], subject="Re: [З-2026-0001] На доработку")
    assert "сдаёт инициатор: Титова" in installation.letter("draft_rejected", "economist").text
    installation.write("stranger@elsewhere.example", "Исправил", [("З-2026-0001.docx", text)])
    assert installation.contract().version.number == 1
    assert installation.letters(to="economist")[-1].to == "mishin@scena.example"


def test_a_text_for_a_contract_that_is_not_in_rework_is_told_so(installation: Installation) -> None:
    installation.drop("form.xlsx", installation.form())
    registered = installation.letter("registered", "clerk")
    text = installation.archived()[V1]
    installation.write("clerk", "Нашла опечатку, исправила", [("a.docx", edited(text))], to=registered)
    assert "он не на доработке (состояние: на согласовании)" in installation.letter("draft_rejected", "clerk").text


def test_a_form_with_the_number_of_an_older_contract_is_told_to_empty_it_for_a_new_one(
    installation: Installation,
) -> None:
    installation.drop("form.xlsx", installation.form())
    another = installation.form(contract="З-2026-0001", counterparty="ООО «Василёк»")
    installation.drop("другой договор.xlsx", another)
    assert "Если это новый договор, сотрите номер" in installation.letter("draft_rejected", "clerk").text
    assert len(installation.contracts()) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("договор.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "старый формат Word (.doc)"),
        ("договор.odt", b"PK\x03\x04", "файл повреждён"),
        ("договор.docx", b"", "файл пуст"),
        ("договор.pdf", b"%PDF-1.7", "это PDF"),
        ("форма.ods", b"PK\x03\x04", "таблица OpenDocument"),
    ],
)
def test_what_cannot_be_a_version_is_told_why(installation: Installation, name: str, content: bytes, said: str) -> None:
    returned = installation.give_back()
    installation.write("clerk", "Исправила", [(name, content)], to=returned)
    assert said in installation.letter("draft_rejected", "clerk").text
    assert (installation.contract().status, installation.quarantined()) == (Status.IN_REWORK, [])


def test_a_word_after_the_new_version_does_not_wait_for_the_clock(installation: Installation) -> None:
    returned = installation.give_back()
    installation.write("clerk", "", [("a.docx", edited(returned.file(".docx")))], to=returned)
    later(installation, days=1)
    assert installation.contract().version.number == 2
