"""Our own letters are kept for the replies to come, a bounded number of them."""

from __future__ import annotations

from dataclasses import replace

from replies.specimen import request

from daemon.mail.interpret.pipeline import interpret, sent_letter
from daemon.mail.interpret.sent_letters import KEPT, SentLetters
from mail.post import LEXICON, OWN, mail

OURS = request("commercial-request")


def test_a_kept_letter_is_the_one_that_was_sent_without_its_files() -> None:
    letters = SentLetters()
    assert sent_letter(OURS).attachments
    assert letters.of(1, OURS) == replace(sent_letter(OURS), attachments=())
    assert letters.of(1, b"") is letters.of(1, OURS), "it is known by its row"


def test_the_letters_that_nobody_answers_go_first() -> None:
    letters = SentLetters()
    answered, forgotten = letters.of(1, OURS), letters.of(2, OURS)
    for number in range(3, KEPT + 2):
        letters.of(1, OURS)
        letters.of(number, b"Subject: x\r\n\r\ny")
    assert letters.of(1, OURS) is answered
    assert letters.of(2, OURS) is not forgotten


def test_a_reply_is_read_the_same_with_a_kept_letter() -> None:
    reply = mail("Согласовано")
    readings = [
        interpret(reply, own_addresses=OWN, sent=sent, lexicon=LEXICON).reading
        for sent in (SentLetters().of(1, OURS), sent_letter(OURS))
    ]
    assert readings[0] == readings[1]
