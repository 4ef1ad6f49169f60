"""A file that somebody marked up and sent with their return reaches the initiator; nothing unsafe does."""

from __future__ import annotations

from io import BytesIO

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
    assert sum(each.content == ours for each in returned.message.attachments) == 1
