"""The signature stage: it is asked with the final text and the approval sheet, and wants the signed copy."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from application.submissions.installation import APPROVERS, Installation, edited, text_of
from daemon.documents.signed_copy import is_signed_copy
from daemon.workflow.model import Status

NAME = "З-2026-0001 Договор закупки ООО Ромашка световое оборудование"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 10
SCAN = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 100
LOGO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 80


def at_the_director(installation: Installation) -> None:
    installation.drop("form.xlsx", installation.form())
    installation.approve(*APPROVERS)


def sign(installation: Installation, text: str = "Подписано", *files: tuple[str, bytes]) -> str:
    return installation.write("director", text, files, to=installation.letter("request", "director"))


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def test_the_request_brings_the_text_and_the_approval_sheet_up_to_now(installation: Installation) -> None:
    at_the_director(installation)
    request = installation.letter("request", "director")
    document, sheet = request.files()
    assert document == f"{NAME}.docx"
    assert sheet.startswith("Лист согласования З-2026-0001 к подписанию (запись ")
    said = text_of(request.files()[sheet])
    assert all(name in said for name in ("Орлова", "Белова", "Павлова", "Крылова"))
    assert said.count("согласовано,") == 4
    assert hashlib.sha256(request.files()[document]).hexdigest() in said


def test_the_request_to_sign_goes_out_once_and_only_with_its_sheet(installation: Installation) -> None:
    at_the_director(installation)
    assert len(installation.letters("request", "director")) == 1
    assert installation.contract().without_sheet() == ()
    assert installation.archived()[installation.contract().requests[-1].sheet.name]  # type: ignore[union-attr]


def test_who_is_asked_to_sign_instead_gets_the_sheet_too(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Перешлите Беловой")
    sheets = [name for name in installation.letter("request", "commercial").files() if "Лист" in name]
    assert len(sheets) == 1
    assert len([name for name in installation.archived() if "к подписанию" in name]) == 2


def test_a_reminder_to_sign_brings_the_sheet_again(installation: Installation) -> None:
    at_the_director(installation)
    installation.write("clerk", "Напомнить", to=installation.letter("registered", "clerk"))
    assert installation.letter("reminder", "director").files() == installation.letter("request", "director").files()


def test_the_signed_copy_is_filed_under_the_standard_name(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Подписано", ("scan 001.PDF", PDF))
    contract = installation.contract()
    assert (contract.status, [each.name for each in contract.signed]) == (Status.APPROVED, [f"{NAME} подписан.pdf"])
    assert installation.archived()[f"{NAME} подписан.pdf"] == PDF
    receipt = installation.letter("receipt", "director").text
    assert receipt.startswith("Записано: подписано.")
    assert "Согласование завершено: договор подписан." in receipt
    finished = installation.letter("finished", "clerk").files()
    assert set(finished) == {f"{NAME}.docx", f"{NAME} подписан.pdf", "Лист согласования З-2026-0001.docx"}


def test_the_last_letter_names_every_file_of_the_final_set_and_its_folder(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Подписано", ("scan 001.PDF", PDF))
    finished = installation.letter("finished", "clerk")
    assert f"В архиве, папка contracts/2026/{NAME}:" in finished.text
    for purpose, name in (
        ("Документ", f"{NAME}.docx"),
        ("Подписанный экземпляр", f"{NAME} подписан.pdf"),
        ("Лист согласования", "Лист согласования З-2026-0001.docx"),
    ):
        assert f"{purpose} {name}" in finished.text
        assert name in finished.files()
        assert (installation.app.archive / "2026" / NAME / name).is_file()


def test_signed_without_a_copy_is_asked_for_it(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation)
    assert "вложите подписанный экземпляр" in installation.letter("refused", "director").text
    assert (installation.contract().status, installation.contract().signed) == (Status.IN_APPROVAL, ())


def test_the_logo_of_a_mail_signature_is_no_signed_copy(installation: Installation) -> None:
    at_the_director(installation)
    installation.write(
        "director", "Подписано", to=installation.letter("request", "director"), inline=[("image001.png", LOGO)]
    )
    assert installation.letters("refused", "director")
    assert not [name for name in installation.archived() if "подписан" in name.rpartition("Лист")[0]]


@pytest.mark.parametrize("change", [False, True])
def test_the_document_that_was_sent_is_not_its_signed_copy(installation: Installation, change: bool) -> None:
    at_the_director(installation)
    text = installation.archived()[f"{NAME}.docx"]
    sign(installation, "Подписано", ("Договор подписанный.docx", edited(text) if change else text))
    assert "это документ Word, по нему не видно, что он подписан" in installation.letter("refused", "director").text
    assert installation.contract().status is Status.IN_APPROVAL


def test_the_document_beside_its_scan_does_no_harm(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Подписано", ("a.docx", installation.archived()[f"{NAME}.docx"]), ("b.jpg", SCAN))
    assert [each.name for each in installation.contract().signed] == [f"{NAME} подписан.jpg"]


def test_pages_that_came_one_by_one_are_all_filed(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Подписано", ("1.jpg", SCAN), ("2.jpg", SCAN + b"2"))
    assert [each.name for each in installation.contract().signed] == [f"{NAME} подписан.jpg", f"{NAME} подписан 2.jpg"]


def test_a_returned_contract_files_nothing_of_what_came_along(installation: Installation) -> None:
    at_the_director(installation)
    sign(installation, "Вернуть: печать не та", ("scan.pdf", PDF))
    assert installation.contract().status is Status.IN_REWORK
    assert PDF not in installation.archived().values()


def test_a_copy_that_was_refused_leaves_nothing_in_the_folder(installation: Installation) -> None:
    at_the_director(installation)
    installation.write("clerk", "Отозвать", to=installation.letter("registered", "clerk"))
    sign(installation, "Подписано", ("scan.pdf", PDF))
    assert PDF not in installation.archived().values()


@pytest.mark.parametrize(
    ("name", "content", "good"),
    [
        ("scan.pdf", PDF, True),
        ("scan.pdf", b"MZ\x90\x00 a program", False),
        ("scan.pdf.exe", PDF, False),
        ("photo.jpeg", SCAN, True),
        ("photo.png", SCAN, False),
        ("logo.jpg", SCAN[:9000], False),
        ("договор.docx.sig", b"0\x82\x05\xa0", True),
        ("договор.sig", b"MZ\x90", False),
        ("all.zip", zipped(a_pdf=PDF, b_jpg=SCAN), True),
        ("all.zip", zipped(a_docx=b"x", a_sig=b"y"), True),
        ("all.zip", zipped(a_docx=b"x"), False),
        ("all.zip", zipped(a_pdf=PDF, b_exe=b"MZ"), False),
        ("all.zip", b"PK broken", False),
        ("notes.txt", b"signed", False),
        ("", b"", False),
    ],
)
def test_what_can_be_a_signed_copy(name: str, content: bytes, good: bool) -> None:
    assert is_signed_copy(name, content) is good
