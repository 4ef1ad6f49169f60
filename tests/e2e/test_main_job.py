"""The whole way on real servers: a form in a folder becomes a contract that was approved by e-mail."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from servers.mailserver import MailServer

from daemon.documents.forms import defined_name
from e2e.daemon_process import DaemonProcess, running_process, wait_for


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path, mail_server: MailServer) -> Iterator[DaemonProcess]:
    """A running daemon on one database and on the other."""
    database = "sqlite:///contractd.db"
    if request.param == "postgresql":
        database = request.getfixturevalue("postgresql_url")
    with running_process(DaemonProcess(tmp_path, mail_server, database)) as running:
        yield running


@pytest.fixture
def running(tmp_path: Path, mail_server: MailServer) -> Iterator[DaemonProcess]:
    with running_process(DaemonProcess(tmp_path, mail_server)) as running:
        yield running


def test_a_form_dropped_in_a_folder_becomes_a_contract_approved_by_three_people(either: DaemonProcess) -> None:
    contractd = either
    contractd.drop_form(1)
    registered = contractd.letter("titova", "З-2026-0001")
    assert "Орлова М. П." in registered.text

    request = contractd.letter("orlova", "На согласование")
    assert "700 000,00" in request.text
    [(name, document)] = request.attachments().items()
    assert name == "З-2026-0001 Договор закупки ООО Ромашка 1 световое оборудование 1.docx"
    assert "Ромашка" in "\n".join(p.text for p in docx.Document(io.BytesIO(document)).paragraphs)
    contractd.reply("orlova", request, "Согласовано.")
    assert "Записано: согласовано" in contractd.letter("orlova", "Записано").text

    request = contractd.letter("belova", "На согласование")
    contractd.reply("belova", request, "Согласовано с замечанием: срок оплаты лучше 10 дней")
    request = contractd.letter("krylova", "На согласование")
    assert "срок оплаты лучше 10 дней" in request.text
    contractd.reply("krylova", request, "approved")

    for name in ("titova", "orlova", "belova", "krylova"):
        finished = contractd.letter(name, "Согласован")
        assert any(each.endswith(".docx") for each in finished.attachments())
    [contract] = contractd.listed()
    assert (contract["status"], contract["waiting_for"], contract["round"]) == ("approved", [], 1)
    verdicts = [each["data"] for each in contractd.history("З-2026-0001") if each["kind"] == "VerdictGiven"]
    assert [each["verdict"] for each in verdicts] == ["approve", "approve_with_remarks", "approve"]
    assert [each["given_by"]["key"] for each in verdicts] == ["lawyer", "commercial", "accountant"]
    assert "1 histories hold" in contractd.run("verify")
    [folder] = (contractd.folder / "contracts/2026").iterdir()
    assert folder.name.startswith("З-2026-0001 Договор закупки")
    assert {each.suffix for each in folder.iterdir() if each.is_file()} == {".docx"}
    assert (contractd.folder / "drafts/accepted").is_dir()
    assert not list(contractd.drafts.iterdir())


def test_a_return_opens_a_second_round_for_the_one_who_objected(either: DaemonProcess) -> None:
    contractd = either
    contractd.drop_form(1)
    contractd.reply("orlova", contractd.letter("orlova", "На согласование"), "Согласовано")
    contractd.reply("belova", contractd.letter("belova", "На согласование"), "Вернуть: нет сметы")
    returned = contractd.letter("titova", "На доработку")
    assert "нет сметы" in returned.text
    forms = {name: content for name, content in returned.attachments().items() if name.endswith(".xlsx")}
    [(name, form)] = forms.items()
    contractd.reply("titova", returned, "Исправила", (name, _with_amount(form, 650000)))
    request = contractd.letter("belova", "вер")
    assert "650 000,00" in request.text

    [contract] = contractd.listed()
    assert (contract["status"], contract["round"], contract["version"]) == ("in_approval", 2, 2)
    assert contract["waiting_for"] == ["commercial"]
    kept = [each["data"]["asked"]["key"] for each in contractd.history("З-2026-0001") if each["kind"] == "ApprovalKept"]
    assert kept == ["lawyer"]


def test_what_is_no_clear_answer_moves_nothing(running: DaemonProcess) -> None:
    contractd = running
    contractd.drop_form(1)
    request = contractd.letter("orlova", "На согласование")
    contractd.reply("orlova", request, "Добро дадим, когда будет смета")
    assert "ничего не записал" in contractd.letter("orlova", "Согласовано или вернуть").text
    contractd.reply("belova", request, "Согласовано")  # not hers
    contractd.letter("belova", "Re:")
    away = f"From: {contractd.address('orlova')}\r\nTo: {contractd.address('contracts')}\r\n"
    away += f"Subject: Автоматический ответ: {request.subject}\r\n"
    away += f"In-Reply-To: {request.message_id}\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <away@scena.example>\r\n"
    away += "Content-Type: text/plain; charset=utf-8\r\n\r\nСогласовано. Нахожусь в отпуске.\r\n"
    contractd.deliver(away.encode(), contractd.address("orlova"))
    contractd.reply("orlova", request, "Статус")
    contractd.letter("orlova", "Где договор")
    [contract] = contractd.listed()
    assert contract["waiting_for"] == ["lawyer"]
    assert not [each for each in contractd.history("З-2026-0001") if each["kind"] == "VerdictGiven"]


def test_a_form_with_mistakes_comes_back_with_every_one_of_them(running: DaemonProcess) -> None:
    contractd = running
    contractd.drop("bad.yaml", b"counterparty: X\ninn: '123'\namount: many\nfund: party\nstart: 2026-13-01\n")
    letter = contractd.letter("titova", "Черновик")
    for label in ("ИНН", "Сумма договора", "Источник финансирования", "Начало работ", "Окончание работ"):
        assert label in letter.text
    rejected = contractd.folder / "drafts/rejected"
    text = wait_for("the list of mistakes", lambda: next(rejected.glob("*.txt"), None)).read_text()
    assert "ИНН" in text
    assert contractd.listed() == []


def test_the_same_form_twice_is_one_contract(running: DaemonProcess) -> None:
    contractd = running
    contractd.drop_form(1)
    contractd.letter("titova", "З-2026-0001")
    contractd.drop_form(1)
    wait_for("the second to be turned away", lambda: list((contractd.folder / "drafts/rejected").glob("*.txt")))
    assert len(contractd.listed()) == 1


def _with_amount(form: bytes, amount: int) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet, cell = next(iter(book.defined_names[defined_name("amount")].destinations))
    book[sheet][cell.replace("$", "")] = amount
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_history_as_json_says_what_the_design_promises(running: DaemonProcess) -> None:
    contractd = running
    contractd.drop_form(1)
    contractd.letter("orlova", "На согласование")
    first = json.loads(contractd.run("history", "З-2026-0001", "--json").splitlines()[0])
    assert list(first) == ["seq", "at", "kind", "cause", "data", "previous", "hash"]
    assert (first["seq"], first["kind"], first["previous"]) == (1, "ContractRegistered", "0" * 64)
