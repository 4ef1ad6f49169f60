"""References from a mail to the letter of ours that it answers: Message-IDs, the tag in the subject, plus-addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daemon.mail.parsing.message import Message

# `[З-2026-0042/k7q2mx9w4t]`: a number may hold slashes itself, the token stands after the last one. The tag stands at
# the end of a subject or at its beginning; without a token if the address for answers has it.
_TAG = re.compile(r"\[([^\[\]]{1,80})/([A-Za-z0-9 ]{6,24})\]")
_NUMBER_ONLY = re.compile(r"\[([^\[\]]{0,60}\d[^\[\]]{0,60})\]")
_AT_END = re.compile(_NUMBER_ONLY.pattern + r"\s*\Z")
_CUT_OFF = re.compile(r"\[([^\[\]]{0,60}\d[^\[\]]{0,60})/[A-Za-z0-9 ]{0,24}\W{0,3}\Z")  # where a program cuts a subject
_TOKEN = re.compile(r"[a-z0-9]{6,16}\Z")
_PLUS = re.compile(r"\+([a-z0-9]{6,16})@", re.IGNORECASE)
_AROUND_SIGNS = re.compile(r"\s*([-/.№])\s*")
_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_TEXT_LIMIT = 200_000  # characters of each text that are searched for a footer of ours
_FOR_ANSWERS = ("reply-to",)  # of a letter of ours


@dataclass(frozen=True, slots=True)
class Thread:
    """The references of a mail; each list has the most specific one first.

    `number` is as it stands in the subject; compare it without regard to case. `tokens` are all that were found, in
    small letters: those of the subject, those of the addresses (a stranger's plus-address looks like one), and those of
    our footers in a quote, for programs that answer to no Reply-To and name no letter.
    """

    message_ids: tuple[str, ...] = ()
    number: str | None = None
    tokens: tuple[str, ...] = ()

    @property
    def token(self) -> str | None:
        return self.tokens[0] if self.tokens else None


def thread_of(message: Message) -> Thread:
    """Return the references of a mail: In-Reply-To first, then References from the newest to the oldest."""
    ids = (*message.in_reply_to, *reversed(message.references), *filter(None, [message.returned_id]))
    number, in_subject = _tag(message.subject)
    addressed = (
        found for name in (*_ADDRESSED, *_FOR_ANSWERS) for value in message.all(name) for found in _PLUS.findall(value)
    )
    quoted = (token for text in (message.plain, message.html) for _, token in _tags(text[:_TEXT_LIMIT]))
    tokens = (*in_subject, *(each.lower() for each in addressed), *quoted)
    return Thread(tuple(dict.fromkeys(ids)), number, tuple(dict.fromkeys(tokens)))


def without_token(subject: str) -> str:
    """Return a subject with the number alone in its tag: a token is no word of anybody's."""
    return _TAG.sub(r"[\1]", subject)


def _tag(subject: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the number and the token in a subject's brackets; the number alone if there is no token."""
    for number, token in _tags(subject):
        return _tidy(number), (token,)
    alone = _AT_END.search(subject) or _CUT_OFF.search(subject) or _NUMBER_ONLY.search(subject)
    return (_tidy(alone[1]) if alone else None), ()


def _tags(text: str) -> Iterator[tuple[str, str]]:
    """Yield the number and the token of each tag in a text."""
    for number, token in _TAG.findall(text):
        packed = token.replace(" ", "").lower()  # folding leaves a space wherever a line ended
        if _TOKEN.match(packed):
            yield number, packed


def _tidy(number: str) -> str:
    """Return a number without the spaces that folding leaves around its signs."""
    flat = " ".join(number.split())
    return _AROUND_SIGNS.sub(r"\1", flat) if " " in flat else flat
