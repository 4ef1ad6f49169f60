"""A mail read whole: which kind, the person's own words, what they say, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.mail.kind import Kind
from daemon.mail.message import Message, parse
from daemon.mail.verdict import Lexicon, Reading, Said, read


@dataclass(frozen=True, slots=True)
class OwnWords:
    text: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mail with everything that was understood of it. `reading` is unclear unless a person wrote."""

    message: Message
    kind: Kind
    words: OwnWords
    reading: Reading

    def explanation(self) -> dict[str, object]:
        return {"kind": self.kind.value, "verdict": self.reading.said.value, "evidence": list(self.reading.evidence)}


def sent_letter(raw: bytes) -> Message:
    """A letter of ours as a mail, to be told from what its reader wrote."""
    return parse(raw)


def judge(raw: bytes, *, own_addresses: frozenset[str], sent: Message | None, lexicon: Lexicon) -> Judged:
    """Read a mail; never raises."""
    message = parse(raw)
    kind = _kind(message, own_addresses)
    words = OwnWords(_without_quote(message, sent))
    reading = read(words.text, lexicon) if kind is Kind.PERSON else Reading(Said.UNCLEAR)
    return Judged(message, kind, words, reading)


def _kind(message: Message, own_addresses: frozenset[str]) -> Kind:
    if message.sender.email in own_addresses:
        return Kind.OWN
    if message.has_part("message/delivery-status"):
        return Kind.BOUNCE
    return Kind.PERSON if message.header("auto-submitted") in ("", "no") else Kind.AUTO_REPLY


def _without_quote(message: Message, sent: Message | None) -> str:
    ours = {line.strip() for line in sent.plain.splitlines()} if sent else set()
    top = re.split(r"\n[^\n]*пишет:", message.plain)[0]
    return "\n".join(line for line in top.splitlines() if line.strip() not in ours - {""}).strip()
