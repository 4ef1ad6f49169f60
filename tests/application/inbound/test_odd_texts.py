"""What a mail holds that no database keeps stops neither it nor what comes of it."""

from __future__ import annotations

import pytest

from application.in_process_daemon import InProcessDaemon
from daemon.workflow.model import Verdict

RETURN = "Вернуть: исправьте сум{}му"


@pytest.mark.parametrize("odd", [b"\x00", b"\xed\xa0\xbd", "очень ".encode() * 1000], ids=["nul", "half", "long"])
def test_a_return_counts_whatever_is_in_its_words_and_headers(contractd: InProcessDaemon, odd: bytes) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request").message
    headers = (
        f"From: orlova@scena.example\r\nSubject: Re: {request.subject} \x00\r\nIn-Reply-To: {request.message_id}\r\n"
        "Message-ID: <odd\x00@scena.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    contractd.raw(headers.encode() + odd.join(each.encode() for each in RETURN.split("{}")))
    answer = contractd.request(contract, "lawyer").answer
    assert answer is not None
    assert answer.verdict is Verdict.RETURN
    assert contractd.letters("titova", "returned")
