"""Whether a mail's words are a program's: what its subject or a part of it hints at, and a person's words may deny."""

from __future__ import annotations

import re
from html import unescape

from daemon.mail.classify.machine_phrases import phrases
from daemon.mail.classify.vacation import is_about_absence, is_machine_like
from daemon.mail.parsing.message import Message

_TEXT_LIMIT = 6_000  # characters
MARKUP = re.compile(r"<[^>]{0,500}>")
_CLAUSE = re.compile(r"[.!?]+\s+|\n|\s[-–—]\s|,\s+|\s+(?=(?:но|однако|поэтому|but|however|so)\s)")
# A server's answer (RFC 5321, 4.2) or its status in brackets (RFC 3463); bare, 5.1.1 may be a clause.
_STATUS = re.compile(r"(?<![\d.,])[45][0-7]\d[ -](?:[A-Za-z]|[45]\.\d)|\(#?[45]\.\d{1,3}\.\d{1,3}\)")


def text_of(message: Message) -> str:
    """Return what the mail shows, in one line: the plain text, else the HTML without its markup."""
    text = message.plain or unescape(MARKUP.sub(" ", message.html[: 5 * _TEXT_LIMIT]))
    return " ".join(text[:_TEXT_LIMIT].split())


def are_receipts(text: str) -> bool:
    """Return True for what a program says instead of a report of RFC 8098: a mail was read, deleted, delivered."""
    return bool(phrases("receipt_words").search(text))


def are_recalls(text: str) -> bool:
    return bool(phrases("recall_words").search(text))


def are_mail_systems(text: str) -> bool:
    """Return True for words about a mail that did not arrive, or with the code of a server's answer."""
    return bool(phrases("mail_system_words").search(text) or _STATUS.search(text))


def are_calendars(text: str) -> bool:
    """Return True if every line is what a calendar writes on its own: "Принято", where and when."""
    return all(phrases("calendar_words").match(each) for each in text.splitlines() if each.strip())


def speak_of_contract(text: str) -> bool:
    """Return True if beside an absence and other words of machines a clause speaks of the contract.

    It is a person who says "Меня нет в городе, но согласовано" or "Подписант больше не работает, доверенность
    недействительна", whatever those words are read as.
    """
    said = (each for each in _CLAUSE.split(text) if not (is_about_absence(each) or is_machine_like(each)))
    return any(phrases("of_contract").match(each) for each in said)
