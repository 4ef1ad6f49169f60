"""Several files that are handed in together are one draft: form, the contract's own text, attachments."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from application.submissions.installation import Installation, edited, later, text_of

PDF = b"%PDF-1.4 a certificate"


def own_text(words: str = "Договор поставки по форме поставщика.") -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def look(installation: Installation) -> None:
    for _ in range(8):
        installation.look()


def drop_folder(installation: Installation, name: str, files: dict[str, bytes]) -> Path:
    folder = installation.root / "drafts/purchase" / name
    folder.mkdir()
    for each, content in files.items():
        (folder / each).write_bytes(content)
    look(installation)
    return folder


def test_a_text_beside_its_form_is_the_first_version(installation: Installation) -> None:
    place = installation.root / "drafts/purchase"
    (place / "Ромашка.docx").write_bytes(own_text())
    (place / "Ромашка.xlsx").write_bytes(installation.form())
    look(installation)
    contract = installation.contract()
    assert contract.version.document is not None
    request = installation.letter("request", "lawyer")
    assert "по форме поставщика" in text_of(request.file(".docx"))
    assert "прислан готовым" in request.text
    assert installation.names("accepted") == ["З-2026-0001 Ромашка"]
    assert [each.name for each in place.iterdir()] == []


def test_a_dropped_folder_is_one_draft_whose_attachments_travel_with_every_request(installation: Installation) -> None:
    files = {"форма.xlsx": installation.form(), "Договор.docx": own_text(), "Приложение 1.docx": own_text("Смета")}
    drop_folder(installation, "Договор с Василёк", files | {"сертификат.pdf": PDF})
    assert installation.names("accepted") == ["З-2026-0001 Договор с Василёк"]
    assert len(installation.names("accepted/З-2026-0001 Договор с Василёк")) == 4
    contract = installation.contract()
    assert [each.name for each in contract.version.attachments] == ["Приложение 1.docx", "сертификат.pdf"]
    for person in ("lawyer", "commercial"):
        sent = installation.letter("request", person).files()
        assert sent["сертификат.pdf"] == PDF
        assert "Приложение 1.docx" in sent
        installation.approve(person)
        later(installation, minutes=1)
    assert installation.archived()["сертификат.pdf"] == PDF


def test_a_mail_with_several_files_is_one_draft(installation: Installation) -> None:
    files = [("сертификат.pdf", PDF), ("договор.docx", own_text()), ("форма.xlsx", installation.form())]
    installation.write("clerk", "Прошу согласовать", [*files, ("smime.p7s", b"x")])
    contract = installation.contract()
    assert contract.version.document is not None
    assert [each.name for each in contract.version.attachments] == ["сертификат.pdf"]
    assert set(installation.letter("request", "lawyer").files()) >= {"сертификат.pdf"}


def test_the_same_certificate_beside_another_form_makes_no_duplicate(installation: Installation) -> None:
    for subject in ("свет", "звук"):
        form = installation.form(subject=subject)
        installation.write("clerk", "", [("сертификат.pdf", PDF), ("форма.xlsx", form)])
    assert len(installation.contracts()) == 2


def test_attachments_stay_with_later_versions_and_come_anew_under_their_names(installation: Installation) -> None:
    installation.write("clerk", "", [("форма.xlsx", installation.form()), ("a.pdf", PDF), ("b.pdf", PDF + b"b")])
    installation.write("lawyer", "Вернуть: другой сертификат", to=installation.letter("request", "lawyer"))
    returned = installation.letter("returned", "clerk")
    form = installation.form(contract="З-2026-0001", subject="звуковое оборудование")
    installation.write("clerk", "", [("форма.xlsx", form), ("a.pdf", PDF + b"new")], to=returned)
    sent = installation.letter("request", "lawyer").files()
    assert sent["a.pdf"] == PDF + b"new"
    assert sent["b.pdf"] == PDF + b"b"


def test_a_contract_with_a_text_of_its_own_keeps_it_when_only_the_form_is_mended(installation: Installation) -> None:
    installation.write("clerk", "", [("форма.xlsx", installation.form()), ("договор.docx", own_text())])
    installation.write("lawyer", "Вернуть: другой предмет", to=installation.letter("request", "lawyer"))
    form = installation.form(contract="З-2026-0001", subject="звуковое оборудование")
    installation.write("clerk", "", [("форма.xlsx", form)], to=installation.letter("returned", "clerk"))
    assert "по форме поставщика" in text_of(installation.letter("request", "lawyer").file(".docx"))


def test_form_and_text_put_down_together_are_one_version(installation: Installation) -> None:
    returned = installation.give_back()
    text = edited(returned.file(".docx"))
    form = installation.form(contract="З-2026-0001", subject="звуковое оборудование")
    place = installation.root / "drafts/purchase"
    (place / "З-2026-0001 договор v1.docx").write_bytes(text)
    (place / "З-2026-0001 договор.xlsx").write_bytes(form)
    look(installation)
    contract = installation.contract()
    assert contract.version.number == 2
    assert contract.version.document is not None
    assert "Срок оплаты 10 дней." in text_of(installation.letter("request", "lawyer").file(" v2.docx"))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"вирус.exe": b"MZ"}, "нельзя приложить: вирус.exe"),
        ({"ещё.xlsx": b""}, "purchase/папка/ещё.xlsx"),
        ({"a.docx": own_text("a"), "b.docx": own_text("b")}, "несколько файлов одного рода (a.docx, b.docx)"),
        ({"большой.pdf": bytes(16 * 2**20)}, "Приложения слишком велики: 16 МБ"),
    ],
)
def test_what_cannot_be_one_draft_is_told(installation: Installation, more: dict[str, bytes], told: str) -> None:
    drop_folder(installation, "папка", {"форма.xlsx": installation.form(), **more})
    for _ in range(6):
        look(installation)
    assert installation.contracts() == []
    assert told in " ".join(each.text for each in installation.letters(to="clerk"))


def test_a_rejected_folder_keeps_its_files_and_the_marked_form_stands_in_its_place(installation: Installation) -> None:
    drop_folder(installation, "папка", {"форма.xlsx": installation.form(inn="123"), "a.pdf": PDF})
    assert installation.names("rejected") == ["папка", "папка.txt"]
    assert installation.names("rejected/папка") == ["a.pdf", "форма.xlsx"]
    assert (installation.root / "drafts/rejected/папка/форма.xlsx").read_bytes() != installation.form(inn="123")


def test_an_appendix_is_never_taken_for_the_contract(installation: Installation) -> None:
    drop_folder(installation, "папка", {"форма.xlsx": installation.form(), "Приложение 1 ТЗ.docx": own_text()})
    contract = installation.contract()
    assert contract.version.document is None
    assert [each.name for each in contract.version.attachments] == ["Приложение 1 ТЗ.docx"]


def test_a_pdf_alone_is_told_where_it_may_go(installation: Installation) -> None:
    installation.drop("договор.pdf", PDF)
    assert "только как приложение к форме" in installation.letter("draft_rejected", "clerk").text
