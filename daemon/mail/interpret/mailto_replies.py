"""The buttons of our letters: links that open a fresh mail with a ready subject and first line, and their replies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from daemon.mail.parsing.message import Message

_LINK = re.compile(r"mailto:[^\"'?<>\s]{0,200}\?([^\"'<>\s]{1,2000})", re.IGNORECASE)
_PREFIX = re.compile(r"^\s*re\s?:\s*\[[^\[\]]{0,60}\d[^\[\]]{0,60}\]\s*(?P<rest>.{1,60}?)\s*$", re.IGNORECASE)
_VOTE = re.compile(
    r"^\s*(?P<word>approve|reject|утвердить|утверждено|отклонить|одобрить|да|нет|yes|no|maybe|возможно)\s?:\s*(?:(?:re|ha|отв)\s?:\s*)?\[",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MailtoButton:
    """A button, by the mail that it opens: the subject after its tag, and the first line."""

    subject: str
    body: str


@lru_cache(maxsize=100)
def buttons_of(html: str) -> tuple[MailtoButton, ...]:
    """Return the buttons of a letter of ours, each once."""
    found: list[MailtoButton] = []
    for query in _LINK.findall(html.replace("&amp;", "&")):
        values = dict(pair.partition("=")[::2] for pair in query.split("&"))
        subject = unquote(values.get("subject", ""))
        if tagged := _PREFIX.match(subject):
            found.append(MailtoButton(tagged["rest"], unquote(values.get("body", "")).strip()))
    return tuple(dict.fromkeys(found))


def pressed(message: Message, sent: Message | None) -> MailtoButton | None:
    """Return the button that a mail came from, or None. Its subject must be tagged with a number.

    With our letter `sent`, the subject must be one of its buttons'. Without it, only a fresh mail (no In-Reply-To) can
    come from a button, and its subject is returned as it is: what it says is for the caller to judge.
    """
    tagged = _PREFIX.match(message.subject)
    if tagged is None:
        return None
    rest = tagged["rest"]
    if sent is not None:
        return next((each for each in buttons_of(sent.html) if _same(each.subject, rest)), None)
    if message.in_reply_to or message.references:
        return None
    return MailtoButton(rest, rest)


def vote(message: Message) -> str:
    """Return the word that Outlook's voting buttons put before the subject, or "". Our letters offer no such vote."""
    found = _VOTE.match(message.subject)
    return found["word"] if found else ""


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
