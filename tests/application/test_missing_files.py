"""A file that is not in the archive as it was filed costs the attachment, never the verdict that is being recorded."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from application.theatre import Theatre
from daemon.application.archived_files import FileMissing
from daemon.workflow.commands import Remind
from daemon.workflow.model import Contract, Status

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def document(theatre: Theatre, contract: Contract) -> Path:
    file = theatre.contract(contract.number).version.file("docx")
    assert file
    [path] = theatre.app.archive.rglob(file.name)
    return path


def rename(path: Path) -> None:
    path.rename(path.with_name("старый.docx"))


def save_anew(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [rename, Path.unlink, save_anew, replace_by_a_folder])
def test_a_verdict_counts_and_the_next_request_says_that_its_document_is_missing(
    theatre: Theatre, damage: Callable[[Path], object]
) -> None:
    contract = theatre.drop()
    path = document(theatre, contract)
    damage(path)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["commercial"]
    request = theatre.letter("belova", "request")
    assert request.message.attachments == ()
    assert f"Не приложено, потому что в архиве этого нет в том виде, в каком было сдано: {path.name}." in request.text
    assert "подождите с ответом" in request.text
    assert "во вложении" not in request.text


def test_the_administrators_hear_of_a_file_once_and_where_it_should_be(theatre: Theatre) -> None:
    contract = theatre.drop()
    path = document(theatre, contract)
    path.unlink()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.do(contract, Remind("admin"))
    [told] = theatre.letters(kind="file_missing")
    assert told.recipient == theatre.app.administrators()[0].email
    assert contract.number in told.text
    assert path.name in told.subject
    assert str(path) in told.text


def test_a_file_that_is_put_back_comes_with_the_next_reminder(theatre: Theatre) -> None:
    contract = theatre.drop()
    path = document(theatre, contract)
    content = path.read_bytes()
    path.unlink()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    path.write_bytes(content)
    theatre.do(contract, Remind("admin"))
    reminder = theatre.letter("belova", "reminder")
    assert [each.content for each in reminder.message.attachments] == [content]
    assert "Не приложено" not in reminder.text


def test_a_return_goes_to_the_initiator_with_the_form_alone(theatre: Theatre) -> None:
    contract = theatre.drop()
    path = document(theatre, contract)
    path.unlink()
    theatre.mail("orlova", "Вернуть: нет сметы", answers=theatre.letter("orlova", "request"))
    assert theatre.contract(contract.number).status is Status.IN_REWORK
    returned = theatre.letter("titova", "returned")
    assert [each.name.rpartition(".")[2] for each in returned.message.attachments] == ["xlsx"]
    assert path.name in returned.text
    assert "подождите с ответом" not in returned.text


def test_the_end_of_a_contract_is_told_without_what_is_missing(theatre: Theatre) -> None:
    contract = theatre.drop()
    document(theatre, contract).unlink()
    theatre.mail("orlova", "Отклонить: не по закону", answers=theatre.letter("orlova", "request"))
    assert theatre.contract(contract.number).status is Status.DECLINED
    finished = theatre.letter("titova", "finished")
    assert len(finished.message.attachments) == 1  # the approval sheet
    assert "Не приложено" in finished.text
    assert "Во вложении документ" not in finished.text


def test_nobody_is_asked_to_sign_what_is_not_there_and_no_verdict_is_lost_by_that(theatre: Theatre) -> None:
    contract = theatre.drop(amount=1000, fund="budget")
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    path = document(theatre, contract)
    content = path.read_bytes()
    path.unlink()
    accountant = theatre.app.directory.people["accountant"].email
    with pytest.raises(FileMissing, match="nobody can sign"):  # in the making of documents, after the verdict
        theatre.mail(accountant, "Согласовано", answers=theatre.letter(accountant, "request"))
    director = theatre.app.directory.people["director"].email
    assert theatre.request(contract, "accountant").answer
    assert theatre.letters(director, "request") == []
    path.write_bytes(content)
    theatre.at("2026-11-23 12:00")
    assert content in [each.content for each in theatre.letter(director, "request").message.attachments]


def test_a_disk_that_cannot_be_read_for_now_is_waited_for(theatre: Theatre) -> None:
    contract = theatre.drop()
    path = document(theatre, contract)
    content = path.read_bytes()
    path.unlink()
    path.symlink_to("/proc/self/mem")  # reading it is an EIO
    with pytest.raises(OSError, match="Input/output") as caught:
        theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert caught.value.errno == errno.EIO
    assert theatre.waiting(contract) == ["lawyer"]
    path.unlink()
    path.write_bytes(content)
    theatre.at("2026-11-23 10:05")
    assert theatre.waiting(contract) == ["commercial"]
    assert theatre.letter("belova", "request").message.attachments


def test_an_archive_that_is_not_mounted_is_waited_for(theatre: Theatre) -> None:
    contract = theatre.drop()
    folder = theatre.app.archive
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()
    with pytest.raises(OSError, match="the archive is empty or away") as caught:
        theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert caught.value.errno == errno.ENOTCONN
    folder.rmdir()
    folder.with_name("elsewhere").rename(folder)
    theatre.at("2026-11-23 10:05")
    assert theatre.waiting(contract) == ["commercial"]


def test_the_signed_copy_that_is_missing_later_holds_nothing_up(theatre: Theatre) -> None:
    contract = theatre.drop(amount=1000, fund="budget")
    people = theatre.app.directory.people
    for key in ("lawyer", "accountant"):
        theatre.mail(people[key].email, "Согласовано", answers=theatre.letter(people[key].email, "request"))
    request = theatre.letter(people["director"].email, "request")
    document(theatre, contract).unlink()
    theatre.mail(people["director"].email, "Подписано", answers=request, attachments=[("скан.pdf", PDF)])
    assert theatre.contract(contract.number).status is Status.APPROVED
    finished = theatre.letter("titova", "finished")
    assert PDF in [each.content for each in finished.message.attachments]
    assert "Не приложено" in finished.text
