"""When a mail is not answered any more: a person always is; a loop that nothing else recognises ends here."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import Connection

from daemon.mail.interpret.contract_questions import contract_question
from daemon.mail.interpret.pipeline import Interpretation
from daemon.mail.interpret.rules import Intent
from daemon.mail.parsing.message import parse
from daemon.store import inbox, outbox

MOST_ALIKE = 10  # answers a day to mails that say the same: a machine may write so, and knows no better
MOST_AN_HOUR = 200  # answers to one sender: nobody writes so much by hand
_CHANGING = re.compile(r"[\d\s]+")  # dates, times and numbers of cases change from one machine's mail to the next


def is_loop(connection: Connection, interpretation: Interpretation, now: datetime) -> bool:
    """Return whether a mail is a machine's that passes for a person: it says the same again and again.

    Who decides something, or asks where a contract stands, is understood, so that they may say it as often as they
    like; but nobody does so hundreds of times an hour.
    """
    sender = interpretation.message.sender.email
    if outbox.count_replies_since(connection, sender, now - timedelta(hours=1)) >= MOST_AN_HOUR:
        return True
    reading = interpretation.reading
    understood = reading.intent is Intent.COMMAND and reading.command != "absence"
    if understood or reading.intent.verdict is not None or contract_question(interpretation.words.text):
        return False
    answered = outbox.mails_answered(connection, sender, now - timedelta(days=1))
    if len(answered) < MOST_ALIKE:
        return False
    said = _CHANGING.sub("", interpretation.words.text)
    alike = [each for each in answered if _CHANGING.sub("", inbox.words_of(connection, each)) == said]
    subject = _CHANGING.sub("", interpretation.message.subject)
    same = (each for each in alike if _CHANGING.sub("", parse(inbox.load(connection, each).raw).subject) == subject)
    return sum(1 for _ in same) >= MOST_ALIKE
