"""An approver sends the text with edits of their own: the initiator sees what would change, and takes it or not."""

from __future__ import annotations

import io

import docx
import pytest

from application.in_process_daemon import InProcessDaemon
from daemon.workflow.model import Contract, Status

PROPOSED = "Пени 0,5 % в день."


def _version(contractd: InProcessDaemon) -> bytes:
    request = contractd.letter("orlova", "request")
    return next(each.content for each in request.message.attachments if each.name.endswith(".docx"))


def _edited(document: bytes) -> bytes:
    """The version with a line more, as a tracked change with a comment."""
    opened, out = docx.Document(io.BytesIO(document)), io.BytesIO()
    run = opened.add_paragraph(PROPOSED).runs[0]
    opened.add_comment(run, text="Так у всех", author="Орлова", initials="О")
    space = f"{{{run._r.nsmap['w']}}}"
    mark = run._r.makeelement(f"{space}ins", {f"{space}author": "Орлова", f"{space}id": "900"})
    run._r.addprevious(mark)
    mark.append(run._r)
    opened.save(out)
    return out.getvalue()


def _propose(contractd: InProcessDaemon, words: str = "Согласовано с замечаниями, правки в файле") -> Contract:
    contract = contractd.drop()
    sent = [("правки.docx", _edited(_version(contractd)))]
    contractd.mail("orlova", words, answers=contractd.letter("orlova", "request"), attachments=sent)
    return contract


@pytest.mark.parametrize("words", ["Согласовано с замечаниями, правки в файле", "Вернуть: см. правки в файле"])
def test_the_initiator_reads_what_would_change_and_what_is_remarked(contractd: InProcessDaemon, words: str) -> None:
    _propose(contractd, words)
    letter = contractd.letter("titova", "text_proposed")
    text = " ".join(letter.text.split())
    assert f"добавлено: {PROPOSED}" in text
    assert f"вставлено, Орлова «{PROPOSED}»" in text
    assert f"«Так у всех»; абзац: «{PROPOSED}»" in text
    assert len(letter.message.attachments) == 3
    assert contractd.letters("titova", "files") == []


def test_an_accepted_text_is_the_next_version_with_the_words_of_who_proposed_it(contractd: InProcessDaemon) -> None:
    contract = _propose(contractd)
    contractd.mail("titova", "Принять", answers=contractd.letter("titova", "text_proposed"))
    after = contractd.contract(contract.number)
    assert (after.version.number, after.status) == (2, Status.IN_APPROVAL)
    assert "Орлова Мария Петровна" in after.version.words
    request = contractd.letter("orlova", "request")
    assert f"добавлено: {PROPOSED}" in request.text
    assert "Версия 2" in request.text


def test_the_author_of_a_text_that_is_rejected_is_told_why(contractd: InProcessDaemon) -> None:
    contract = _propose(contractd)
    contractd.mail("titova", "Отклонить: пени уже согласованы", answers=contractd.letter("titova", "text_proposed"))
    assert contractd.contract(contract.number).version.number == 1
    assert "пени уже согласованы" in contractd.letter("orlova", "comment").text


@pytest.mark.parametrize("words", ["Принять, но без пункта 3", "Не принимаю", "Принять нельзя"])
def test_what_is_no_plain_acceptance_changes_nothing(contractd: InProcessDaemon, words: str) -> None:
    contract = _propose(contractd)
    contractd.mail("titova", words, answers=contractd.letter("titova", "text_proposed"))
    assert contractd.contract(contract.number).version.number == 1


def test_a_text_that_a_newer_version_has_overtaken_is_not_taken(contractd: InProcessDaemon) -> None:
    contract = _propose(contractd)
    proposal = contractd.letter("titova", "text_proposed")
    contractd.mail("titova", "Принять", answers=proposal)
    contractd.mail("titova", "Принять", answers=proposal)
    assert contractd.contract(contract.number).version.number == 2
    assert "эта редакция уже не к месту" in contractd.letter("titova", "refused").text


def test_the_version_itself_sent_back_is_no_proposal(contractd: InProcessDaemon) -> None:
    contractd.drop()
    sent = [("договор.docx", _version(contractd))]
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"), attachments=sent)
    assert contractd.letters("titova", "text_proposed") == contractd.letters("titova", "files") == []
