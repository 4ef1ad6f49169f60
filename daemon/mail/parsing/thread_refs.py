"""References from a mail to the letter of ours that it answers: Message-IDs, the tag in the subject, plus-addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.mail.parsing.message import Message

# `[З-2026-0042/k7q2mx9w4t]`: a number may hold slashes itself, the token stands after the last one.
_TAG = re.compile(r"\[([^\[\]]{1,80})/([A-Za-z0-9 ]{6,24})\]")
_NUMBER_ONLY = re.compile(r"\[([^\[\]]{0,60}\d[^\[\]]{0,60})\]")
_TOKEN = re.compile(r"[a-z0-9]{6,16}\Z")
_PLUS = re.compile(r"\+([a-z0-9]{6,16})@", re.IGNORECASE)
_AROUND_SIGNS = re.compile(r"\s*([-/.№])\s*")
_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")


@dataclass(frozen=True, slots=True)
class Thread:
    """The references of a mail; each list has the most specific one first.

    `number` is as it stands in the subject; compare it without regard to case. `tokens` are all that were found, in
    small letters: those of the subject, then those of the addresses (a stranger's plus-address looks like one).
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
    addressed = (found for name in _ADDRESSED for value in message.all(name) for found in _PLUS.findall(value))
    tokens = (*in_subject, *(each.lower() for each in addressed))
    return Thread(tuple(dict.fromkeys(ids)), number, tuple(dict.fromkeys(tokens)))


def _tag(subject: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the number and the token in a subject's brackets; the number alone if there is no token."""
    for number, token in _TAG.findall(subject):
        packed = token.replace(" ", "").lower()  # folding leaves a space wherever a line ended
        if _TOKEN.match(packed):
            return _tidy(number), (packed,)
    alone = _NUMBER_ONLY.search(subject)
    return (_tidy(alone[1]) if alone else None), ()


def _tidy(number: str) -> str:
    """Return a number without the spaces that folding leaves around its signs."""
    flat = " ".join(number.split())
    return _AROUND_SIGNS.sub(r"\1", flat) if " " in flat else flat
