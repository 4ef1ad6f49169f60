"""The letter that a bounce brings back: its Message-ID and token, wherever in the bounce they stand."""

from __future__ import annotations

import email.message
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

from daemon.mail.classify.machine_words import MARKUP
from daemon.mail.parsing.charset import decode_header, transfer_decode
from daemon.mail.parsing.mailboxes import Address
from daemon.mail.parsing.message import Message
from daemon.mail.parsing.thread_refs import thread_of

_PARTS_LIMIT = 60
_TEXT_LIMIT = 64_000  # characters of each part
_ID = r"([^<>\s]{1,200}@[^<>\s]{1,100})"
_NAMED_ID = re.compile(rf"^[>\s|*]*(?:[\w-]{{1,20}}-)?message-id\s*:[\s*]*<?{_ID}", re.IGNORECASE | re.MULTILINE)
_ANY_ID = re.compile(f"<{_ID}>")
_SUBJECT = re.compile(r"^[>\s|*]*(?:subject|тема|betreff|objet)\s*:((?:.*\n[ \t])*.*)", re.IGNORECASE | re.MULTILINE)
_PLUS_ADDRESS = re.compile(r"[\w.=-]{1,64}\+[a-z0-9]{6,16}@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReturnedLetter:
    """What a bounce says of the letter. `message_ids` are called so in it, `mentioned` may be addresses, too."""

    message_ids: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


def returned_letter(root: email.message.Message) -> ReturnedLetter:
    """Return what stands about the letter in any part: enclosed mails and headers (RFC 6522, RFC 6533), or the text."""
    named: dict[str, None] = {}
    mentioned: dict[str, None] = {}
    tokens: dict[str, None] = {}
    for text in _texts(root):
        named |= dict.fromkeys(f"<{each}>" for each in _NAMED_ID.findall(text))
        mentioned |= dict.fromkeys(f"<{each}>" for each in _ANY_ID.findall(text))
        tokens |= dict.fromkeys(_tokens(text))
    others = (each for each in mentioned if each not in named)
    return ReturnedLetter(tuple(named)[:20], tuple(others)[:20], tuple(tokens)[:20])


def _tokens(text: str) -> Iterator[str]:
    subjects = [decode_header(each) for each in _SUBJECT.findall(text)[:20]]
    addressed = ("to", " ".join(_PLUS_ADDRESS.findall(text)[:50]))
    for subject in (*subjects, text):
        yield from thread_of(Message(Address(""), subject=subject, headers=(addressed,))).tokens


def _texts(root: email.message.Message) -> Iterator[str]:
    """Yield the text of each part, also of what is enclosed."""
    for part in islice(root.walk(), _PARTS_LIMIT):
        if part.get_content_maintype() not in ("text", "message", "application"):
            continue
        text = part_bytes(part)[: 2 * _TEXT_LIMIT].decode("utf-8", "replace")[:_TEXT_LIMIT].replace("\r\n", "\n")
        yield unescape(MARKUP.sub(" ", text)) if part.get_content_type() == "text/html" else text


def part_bytes(part: email.message.Message) -> bytes:
    """Return a part's bytes without its transfer encoding, which enclosed mails have, too, against RFC 2046, 5.2.1.

    Of a mail inside it are the headers, and its body if that has no parts.
    """
    payload = part.get_payload()
    if isinstance(payload, list):
        whole = b"\n\n".join(_shallow(each) for each in payload if isinstance(each, email.message.Message))
        return transfer_decode(whole, str(part.get("Content-Transfer-Encoding", "")))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _shallow(inner: email.message.Message) -> bytes:
    headers = "".join(f"{name}: {value}\n" for name, value in inner.raw_items())
    body = inner.get_payload(decode=True)
    below = body if isinstance(body, bytes) else b""
    return headers.encode("utf-8", "surrogateescape") + b"\n" * bool(headers and below) + below
