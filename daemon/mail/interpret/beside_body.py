"""What a person may have written outside the body: in the subject, in a header for comments.

The names of files are not looked at: «Согласовано, см. вложение» stands, whatever the file that goes with it is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from daemon.mail.classify.machine_phrases import phrases
from daemon.mail.classify.sender_kind import begins_like_calendar, begins_like_receipt
from daemon.mail.extract.sent_text_diff import words_of
from daemon.mail.interpret.intent import APPROVES, Reading
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.mailto_replies import pressed
from daemon.mail.interpret.rules import read
from daemon.mail.parsing.account import Fate, Piece
from daemon.mail.parsing.message import Message
from daemon.mail.parsing.thread_refs import without_token

# A program's, one that only calls for haste, and none at all.
_ANSWERS = re.compile(
    r"\b(?:re|fwd?|ha|aw|wg|vs|sv|на|отв(?:ет)?|пер(?:есл)?)(?:\[\d+\])?\s?:|\b(?:срочно|важно|urgent|important)\b"
    r"|\b(?:без|нет) темы\b|\bno subject\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def beside_body(
    message: Message, sent: Message | None, words: str, reading: Reading, lexicon: Lexicon
) -> Iterator[Piece]:
    """Yield what stands there and is not of the letter that is answered.

    A subject that approves as the words do says nothing more than they; that of a receipt or a meeting's answer, which
    has no words, is its program's.
    """
    if sent is None:
        return  # whose words a subject has, nobody can say
    by_program = not words and (begins_like_receipt(message.subject) or begins_like_calendar(message.subject))
    answers_it = sent.message_id in (*message.in_reply_to, *message.references)  # else it may be of another of ours
    if answers_it and pressed(message, sent) is None and not by_program:
        subject = phrases("tag").sub("", without_token(message.subject))
        text = _own(_ANSWERS.sub("", subject), frozenset(words_of(sent.subject)))
        if text and not _is_same(text, reading, lexicon):
            yield Piece(text, Fate.HIDDEN, "in the subject")
    yield from (Piece(each, Fate.HIDDEN, "in the header Comments") for each in message.all("comments") if each.strip())


def _own(text: str, known: frozenset[str]) -> str:
    """Return the words of a text that are not known, with the signs around them; empty if there is none."""
    words = [found for found in _WORD.finditer(text) if not known.issuperset(words_of(found[0]))]
    return text[words[0].start() : words[-1].end()] if words else ""


def _is_same(text: str, reading: Reading, lexicon: Lexicon) -> bool:
    return reading.intent in APPROVES and read(text, lexicon).intent in APPROVES
