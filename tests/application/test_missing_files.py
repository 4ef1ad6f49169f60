"""A file that is not in the archive as it was filed costs the attachment, never the verdict that is being recorded."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from application.in_process_daemon import InProcessDaemon
from daemon.application.archived_files import FileMissing
from daemon.workflow.commands import Remind
from daemon.workflow.model import Contract, Status

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def document(contractd: InProcessDaemon, contract: Contract) -> Path:
    file = contractd.contract(contract.number).version.file("docx")
    assert file
    [path] = contractd.app.archive.rglob(file.name)
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
    contractd: InProcessDaemon, damage: Callable[[Path], object]
) -> None:
    contract = contractd.drop()
    path = document(contractd, contract)
    damage(path)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["commercial"]
    request = contractd.letter("belova", "request")
    assert request.message.attachments == ()
    assert f"Не приложено, потому что в архиве этого нет в том виде, в каком было сдано: {path.name}." in request.text
    assert "подождите с ответом" in request.text
    assert "во вложении" not in request.text


def test_the_administrators_hear_of_a_file_once_and_where_it_should_be(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    path = document(contractd, contract)
    path.unlink()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.do(contract, Remind("admin"))
    [told] = contractd.letters(kind="file_missing")
    assert told.recipient == contractd.app.administrators()[0].email
    assert contract.number in told.text
    assert path.name in told.subject
    assert str(path) in told.text


def test_a_file_that_is_put_back_comes_with_the_next_reminder(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    path = document(contractd, contract)
    content = path.read_bytes()
    path.unlink()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    path.write_bytes(content)
    contractd.do(contract, Remind("admin"))
    reminder = contractd.letter("belova", "reminder")
    assert [each.content for each in reminder.message.attachments] == [content]
    assert "Не приложено" not in reminder.text


def test_a_return_goes_to_the_initiator_with_the_form_alone(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    path = document(contractd, contract)
    path.unlink()
    contractd.mail("orlova", "Вернуть: нет сметы", answers=contractd.letter("orlova", "request"))
    assert contractd.contract(contract.number).status is Status.IN_REWORK
    returned = contractd.letter("titova", "returned")
    assert [each.name.rpartition(".")[2] for each in returned.message.attachments] == ["xlsx"]
    assert path.name in returned.text
    assert "подождите с ответом" not in returned.text


def test_the_end_of_a_contract_is_told_without_what_is_missing(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    document(contractd, contract).unlink()
    contractd.mail("orlova", "Отклонить: не по закону", answers=contractd.letter("orlova", "request"))
    assert contractd.contract(contract.number).status is Status.DECLINED
    finished = contractd.letter("titova", "finished")
    assert len(finished.message.attachments) == 1  # the approval sheet
    assert "Не приложено" in finished.text
    assert "Во вложении документ" not in finished.text


def test_nobody_is_asked_to_sign_what_is_not_there_and_no_verdict_is_lost_by_that(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(amount=1000, fund="budget")
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    path = document(contractd, contract)
    content = path.read_bytes()
    path.unlink()
    accountant = contractd.app.directory.people["accountant"].email
    with pytest.raises(FileMissing, match="nobody can sign"):  # in the making of documents, after the verdict
        contractd.mail(accountant, "Согласовано", answers=contractd.letter(accountant, "request"))
    director = contractd.app.directory.people["director"].email
    assert contractd.request(contract, "accountant").answer
    assert contractd.letters(director, "request") == []
    path.write_bytes(content)
    contractd.at("2026-11-23 12:00")
    assert content in [each.content for each in contractd.letter(director, "request").message.attachments]


def test_a_disk_that_cannot_be_read_for_now_is_waited_for(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    path = document(contractd, contract)
    content = path.read_bytes()
    path.unlink()
    path.symlink_to("/proc/self/mem")  # reading it is an EIO
    with pytest.raises(OSError, match="Input/output") as caught:
        contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert caught.value.errno == errno.EIO
    assert contractd.waiting(contract) == ["lawyer"]
    path.unlink()
    path.write_bytes(content)
    contractd.at("2026-11-23 10:05")
    assert contractd.waiting(contract) == ["commercial"]
    assert contractd.letter("belova", "request").message.attachments


def test_an_archive_that_is_not_mounted_is_waited_for(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    folder = contractd.app.archive
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()
    with pytest.raises(OSError, match="the archive is empty or away") as caught:
        contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert caught.value.errno == errno.ENOTCONN
    folder.rmdir()
    folder.with_name("elsewhere").rename(folder)
    contractd.at("2026-11-23 10:05")
    assert contractd.waiting(contract) == ["commercial"]


def test_the_signed_copy_that_is_missing_later_holds_nothing_up(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(amount=1000, fund="budget")
    people = contractd.app.directory.people
    for key in ("lawyer", "accountant"):
        contractd.mail(people[key].email, "Согласовано", answers=contractd.letter(people[key].email, "request"))
    request = contractd.letter(people["director"].email, "request")
    document(contractd, contract).unlink()
    contractd.mail(people["director"].email, "Подписано", answers=request, attachments=[("скан.pdf", PDF)])
    assert contractd.contract(contract.number).status is Status.APPROVED
    finished = contractd.letter("titova", "finished")
    assert PDF in [each.content for each in finished.message.attachments]
    assert "Не приложено" in finished.text
