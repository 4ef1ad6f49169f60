"""Files that come with answers reach the initiator and whoever reads the words; of what does not, people are told."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from application.in_process_daemon import InProcessDaemon


def _document(text: str) -> bytes:
    made, target = Document(), BytesIO()
    made.add_paragraph(text)
    made.save(target)
    return target.getvalue()


def test_a_marked_up_document_goes_to_the_initiator_with_the_return(contractd: InProcessDaemon) -> None:
    contractd.drop()
    request = contractd.letter("orlova", "request")
    ours = next(each.content for each in request.message.attachments if each.name.endswith(".docx"))
    marked = _document("пункт 3 исправить")
    files = [
        ("договор с пометками.docx", marked),
        ("прежний.docx", ours),
        ("virus.docx", b"PK no zip"),
        ("a.exe", b"MZ"),
    ]
    contractd.mail("orlova", "Вернуть: см. пометки в файле", answers=request, attachments=files)
    returned = contractd.letter("titova", "returned")
    name = "Орлова Мария Петровна, договор с пометками.docx"
    assert [each.content for each in returned.message.attachments if each.name == name] == [marked]
    assert name in returned.text
    assert not any("virus" in each.name or ".exe" in each.name for each in returned.message.attachments)
    assert "Не переданы из-за содержимого или размера" in returned.text
    assert "virus.docx" in returned.text
    assert sum(each.content == ours for each in returned.message.attachments) == 1


PDF = b"%PDF-1.7\n%%EOF"
OLD_DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MACROS = "_VBA_PROJECT".encode("utf-16-le")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 600
FILES = [("правки.docx", _document("иначе")), ("правки.doc", OLD_DOC), ("скан.pdf", PDF), ("фото.png", PNG)]
NAMES = [name for name, _ in FILES]


def _came(letter: object) -> list[str]:
    return [each.name for each in letter.message.attachments]  # type: ignore[attr-defined]


def test_every_file_of_a_return_reaches_the_initiator(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail("orlova", "Вернуть: см. файлы", answers=contractd.letter("orlova", "request"), attachments=FILES)
    came = _came(contractd.letter("titova", "returned"))
    assert [name for name in NAMES if f"Орлова Мария Петровна, {name}" not in came] == []
    assert contractd.letters("titova", "files") == []


@pytest.mark.parametrize("words", ["Согласовано", "Согласовано с замечаниями, правки в файле", "Отклонить: нет денег"])
def test_every_file_of_another_verdict_reaches_the_initiator_at_once(contractd: InProcessDaemon, words: str) -> None:
    """An edited text does so in a letter of its own, while it can be taken as the next version."""
    contractd.drop()
    contractd.mail("orlova", words, answers=contractd.letter("orlova", "request"), attachments=FILES)
    letter = contractd.letter("titova", "files")
    proposed = [
        each.content for one in contractd.letters("titova", "text_proposed") for each in one.message.attachments
    ]
    assert [name for name, content in FILES if name not in _came(letter) and content not in proposed] == []
    assert "Орлова М. П. прислала файлы к договору З-2026-0001" in letter.text
    assert contractd.letters("orlova", "files_kept_back") == []


def test_files_beside_a_question_and_beside_its_answer_reach_the_other_one(contractd: InProcessDaemon) -> None:
    contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("orlova", "Вопрос: это та смета?", answers=request, attachments=[("смета.pdf", PDF)])
    assert _came(contractd.letter("titova", "files")) == ["смета.pdf"]
    question = contractd.letter("titova", "question")
    contractd.mail("titova", "Нет, вот новая", answers=question, attachments=[("новая.pdf", PDF + b"2")])
    assert _came(contractd.letter("orlova", "files")) == ["новая.pdf"]


def test_files_beside_remarks_go_to_those_who_are_asked_next(contractd: InProcessDaemon) -> None:
    contractd.drop()
    answered = contractd.letter("orlova", "request")
    contractd.mail("orlova", "Согласовано, но см. файл", answers=answered, attachments=[("смета.pdf", PDF)])
    later = [each for each in contractd.letters(kind="request") if "Орлова Мария Петровна, смета.pdf" in _came(each)]
    assert later
    assert all("С ответами других согласующих пришли файлы" in each.text for each in later)


def test_whoever_sent_what_is_not_passed_on_is_told_which_file_and_why(contractd: InProcessDaemon) -> None:
    contractd.drop()
    files = [("скан.pdf", PDF), ("всё.zip", b"PK\x03\x04 no"), ("a.exe", b"MZ"), ("m.doc", OLD_DOC + MACROS)]
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"), attachments=files)
    told = contractd.letter("orlova", "files_kept_back").text
    assert [name for name, _ in files if name in told] == ["всё.zip", "a.exe", "m.doc"]
    assert "Пришлите файлы по одному" in told
    files_letter = contractd.letter("titova", "files")
    assert _came(files_letter) == ["скан.pdf"]
    assert "a.exe" in files_letter.text


def test_files_of_an_answer_that_was_refused_are_told_to_have_gone_nowhere(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail(
        "orlova", "Приостановить", answers=contractd.letter("orlova", "request"), attachments=[("a.pdf", PDF)]
    )
    assert "ответ не записан" in contractd.letter("orlova", "files_kept_back").text
    assert contractd.letters("titova", "files") == []


def test_a_logo_and_the_signature_of_a_mail_are_no_files(contractd: InProcessDaemon) -> None:
    contractd.drop()
    files = [("smime.p7s", b"\x30\x80")]
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"), attachments=files)
    assert contractd.letters(kind="files") == contractd.letters(kind="files_kept_back") == []
