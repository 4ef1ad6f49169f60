"""Letters of ours as replies are compared with them: made when a letter is sent, and kept for the replies to come."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from daemon.mail.extract.sent_text_diff import letter_of
from daemon.mail.interpret.mailto_replies import buttons_of
from daemon.mail.interpret.object_check import asked_about
from daemon.mail.parsing.message import Message, parse

KEPT = 100  # letters, of 0.1 to 0.2 MB each; of any other the reply waits until it is made anew


class SentLetters:
    """The last letters that were sent or answered, by the numbers of their rows. A restart begins with none."""

    def __init__(self) -> None:
        self._letters: OrderedDict[int, Message] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, letter_id: int, raw: bytes) -> Message:
        """Return a letter, without its files, for `interpret`; `raw` are the bytes that were sent."""
        with self._lock:
            if known := self._letters.get(letter_id):
                self._letters.move_to_end(letter_id)
                return known
        letter = _ready(replace(parse(raw), attachments=()))
        with self._lock:
            self._letters[letter_id] = letter
            if len(self._letters) > KEPT:
                self._letters.popitem(last=False)
        return letter


def _ready(letter: Message) -> Message:
    """Return the letter after everything that its replies are compared with was made of it, and is remembered."""
    letter_of(letter.plain, letter.html, letter.subject)
    asked_about(f"{letter.subject}\n{letter.plain}")
    buttons_of(letter.html)
    return letter
