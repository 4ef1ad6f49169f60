"""Whether a mail answers a letter of ours: by our Message-ID, or by the secret token of the request."""

from __future__ import annotations

from dataclasses import dataclass, replace

from daemon.mail.parsing.message import Message
from daemon.mail.parsing.thread_refs import thread_of


@dataclass(frozen=True, slots=True)
class AnsweredLetter:
    """What a mail answers. `ours`: a letter of ours; `by_reader`: from the address that got that letter."""

    ours: bool = False
    by_reader: bool = False


NO_LETTER = AnsweredLetter()


def answered_letter(message: Message, own_addresses: frozenset[str], sent: Message | None) -> AnsweredLetter:
    """Return whether the mail answers `sent`, the letter of ours that may be meant; None if none is known.

    A token in the subject or in a quote stands in every copy of a thread, so it counts from the letter's reader only;
    a Message-ID and the address with the token are what a program sets when somebody answers.
    """
    replied = (*message.in_reply_to, *message.references)
    copied = thread_of(replace(message, headers=())).tokens
    addressed = _tokens_of_our_addresses(message, own_addresses)
    if sent is None:
        return AnsweredLetter(bool(addressed or (copied and replied)))
    tokens = set(thread_of(sent).tokens)
    by_reader = message.sender.email in {each.email for each in sent.to}
    meant = sent.message_id in replied if sent.message_id else False
    ours = meant or bool(tokens & addressed) or (by_reader and bool(tokens & set(copied)))
    return AnsweredLetter(ours, ours and by_reader)


def without_plus(address: str) -> str:
    """Return the address without its plus part: contracts@scena.example for contracts+token@scena.example."""
    name, _, domain = address.partition("@")
    return f"{name.partition('+')[0]}@{domain}" if domain else address


def _tokens_of_our_addresses(message: Message, own_addresses: frozenset[str]) -> set[str]:
    ours = (each for each in message.to if without_plus(each.email) in own_addresses)
    return {token for each in ours if (token := each.email.partition("@")[0].partition("+")[2])}
