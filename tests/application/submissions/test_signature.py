"""The signature stage: it is asked with the final text and the approval sheet, and wants the signed copy."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from application.submissions.house import APPROVERS, Desk, edited, text_of
from daemon.documents.signed_copy import is_signed_copy
from daemon.workflow.model import Status

NAME = "З-2026-0001 Договор закупки ООО Ромашка световое оборудование"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 10
SCAN = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 100
LOGO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 80


def at_the_director(desk: Desk) -> None:
    desk.drop("form.xlsx", desk.form())
    desk.approve(*APPROVERS)


def sign(desk: Desk, text: str = "Подписано", *files: tuple[str, bytes]) -> str:
    return desk.write("director", text, files, to=desk.letter("request", "director"))


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def test_the_request_brings_the_text_and_the_approval_sheet_up_to_now(desk: Desk) -> None:
    at_the_director(desk)
    request = desk.letter("request", "director")
    document, sheet = request.files()
    assert document == f"{NAME}.docx"
    assert sheet.startswith("Лист согласования З-2026-0001 к подписанию (запись ")
    said = text_of(request.files()[sheet])
    assert all(name in said for name in ("Орлова", "Белова", "Павлова", "Крылова"))
    assert said.count("согласовано,") == 4
    assert hashlib.sha256(request.files()[document]).hexdigest() in said


def test_the_request_to_sign_goes_out_once_and_only_with_its_sheet(desk: Desk) -> None:
    at_the_director(desk)
    assert len(desk.letters("request", "director")) == 1
    assert desk.contract().without_sheet() == ()
    assert desk.archived()[desk.contract().requests[-1].sheet.name]  # type: ignore[union-attr]


def test_who_is_asked_to_sign_instead_gets_the_sheet_too(desk: Desk) -> None:
    at_the_director(desk)
    sign(desk, "Перешлите Беловой")
    sheets = [name for name in desk.letter("request", "commercial").files() if "Лист" in name]
    assert len(sheets) == 1
    assert len([name for name in desk.archived() if "к подписанию" in name]) == 2


def test_a_reminder_to_sign_brings_the_sheet_again(desk: Desk) -> None:
    at_the_director(desk)
    desk.write("clerk", "Напомнить", to=desk.letter("registered", "clerk"))
    assert desk.letter("reminder", "director").files() == desk.letter("request", "director").files()


def test_the_signed_copy_is_filed_under_the_standard_name(desk: Desk) -> None:
    at_the_director(desk)
    sign(desk, "Подписано", ("scan 001.PDF", PDF))
    contract = desk.contract()
    assert (contract.status, [each.name for each in contract.signed]) == (Status.APPROVED, [f"{NAME} подписан.pdf"])
    assert desk.archived()[f"{NAME} подписан.pdf"] == PDF
    receipt = desk.letter("receipt", "director").text
    assert receipt.startswith("Записано: подписано.")
    assert "Согласование завершено: договор подписан." in receipt
    finished = desk.letter("finished", "clerk").files()
    assert set(finished) == {f"{NAME}.docx", f"{NAME} подписан.pdf", "Лист согласования З-2026-0001.docx"}


def test_signed_without_a_copy_is_asked_for_it(desk: Desk) -> None:
    at_the_director(desk)
    sign(desk)
    assert "вложите подписанный экземпляр" in desk.letter("refused", "director").text
    assert (desk.contract().status, desk.contract().signed) == (Status.IN_APPROVAL, ())


def test_the_logo_of_a_mail_signature_is_no_signed_copy(desk: Desk) -> None:
    at_the_director(desk)
    desk.write("director", "Подписано", to=desk.letter("request", "director"), inline=[("image001.png", LOGO)])
    assert desk.letters("refused", "director")
    assert not [name for name in desk.archived() if "подписан" in name.rpartition("Лист")[0]]


@pytest.mark.parametrize("change", [False, True])
def test_the_document_that_was_sent_is_not_its_signed_copy(desk: Desk, change: bool) -> None:
    at_the_director(desk)
    text = desk.archived()[f"{NAME}.docx"]
    sign(desk, "Подписано", ("Договор подписанный.docx", edited(text) if change else text))
    assert "это документ Word, по нему не видно, что он подписан" in desk.letter("refused", "director").text
    assert desk.contract().status is Status.IN_APPROVAL


def test_the_document_beside_its_scan_does_no_harm(desk: Desk) -> None:
    at_the_director(desk)
    sign(desk, "Подписано", ("a.docx", desk.archived()[f"{NAME}.docx"]), ("b.jpg", SCAN))
    assert [each.name for each in desk.contract().signed] == [f"{NAME} подписан.jpg"]


def test_pages_that_came_one_by_one_are_all_filed(desk: Desk) -> None:
    at_the_director(desk)
    sign(desk, "Подписано", ("1.jpg", SCAN), ("2.jpg", SCAN + b"2"))
    assert [each.name for each in desk.contract().signed] == [f"{NAME} подписан.jpg", f"{NAME} подписан 2.jpg"]


def test_a_returned_contract_files_nothing_of_what_came_along(desk: Desk) -> None:
    at_the_director(desk)
    sign(desk, "Вернуть: печать не та", ("scan.pdf", PDF))
    assert desk.contract().status is Status.IN_REWORK
    assert PDF not in desk.archived().values()


def test_a_copy_that_was_refused_leaves_nothing_in_the_folder(desk: Desk) -> None:
    at_the_director(desk)
    desk.write("clerk", "Отозвать", to=desk.letter("registered", "clerk"))
    sign(desk, "Подписано", ("scan.pdf", PDF))
    assert PDF not in desk.archived().values()


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
