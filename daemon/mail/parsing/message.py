"""A mail as a value: `parse` takes any bytes, never raises, and reads a bounded number of parts and characters."""

from __future__ import annotations

import email
import email.message
import email.policy
import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.utils import getaddresses, parsedate_to_datetime
from typing import TypeVar

from daemon.addresses import one_form
from daemon.mail.parsing.charset import HEADER_LIMIT, decode, decode_header, transfer_decode, visible
from daemon.mail.parsing.containers import open_winmail, signed_content, without_armour
from daemon.mail.parsing.limits import BoundedPolicy, bounded
from daemon.mail.parsing.text_lines import unflowed

T = TypeVar("T")

PARTS_LIMIT = 300
HEADERS_LIMIT = 500
TEXT_LIMIT = 2_000_000  # characters of all texts of a mail together

# The exceptions that the standard library raises on headers and structures that no program writes.
_SLIPS = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OSError)
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_BARE_ID = re.compile(r"[^<>\s]{1,200}@[^<>\s]{1,100}")
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_WRAPPED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a header. `email` is in its one form and small letters, and empty if the header has none."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail. `inline`: the text shows it (a logo, a picture), or it is a signature."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the MIME tree. `method` is a calendar's (RFC 6047), `report` a report's type (RFC 6522).

    `disposition` is in small letters (RFC 2183, RFC 9078), empty if there is none.
    """

    media_type: str
    method: str = ""
    report: str = ""
    attached: bool = False
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed mail.

    `headers` has the headers in their order, decoded, with their names in small letters; `parts` the nodes of the MIME
    tree, the outermost first. `returned_id` is the Message-ID of the mail that a bounce or a receipt brings back.
    """

    sender: Address
    to: tuple[Address, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    plain: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    parts: tuple[Part, ...] = ()
    returned_id: str = ""

    def header(self, name: str) -> str:
        """Return the value of the first header of that name; empty if there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of every header of that name, in their order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)

    def has_part(self, media_type: str) -> bool:
        return any(each.media_type == media_type for each in self.parts)


def parse(raw: bytes) -> Message:
    """Return the mail in these bytes, cut to the limits; broken parts are empty."""
    raw = bounded(raw)
    root = _quietly(lambda: email.message_from_bytes(raw, policy=BoundedPolicy()), email.message.Message())
    if not root.keys():
        root = _headers_only(raw) or root
    headers = tuple((name.lower(), decode_header(str(value))) for name, value in _raw_headers(root))
    first = dict(reversed(headers))
    body = _BodyBuilder()
    for node in _nodes(root):
        body.take(node)
    return Message(
        sender=_first_address(first.get("from", "")),
        to=tuple(_addresses(", ".join(value for name, value in headers if name in ("to", "cc")))),
        subject=first.get("subject", ""),
        message_id=next(iter(message_ids(first.get("message-id", ""))), ""),
        in_reply_to=message_ids(first.get("in-reply-to", "")),
        references=message_ids(first.get("references", "")),
        date=_date(first.get("date", "")),
        plain=without_armour("\n".join(body.plain)),
        html="\n".join(body.html),
        attachments=tuple(body.attachments),
        headers=headers,
        parts=tuple(body.parts),
        returned_id=body.returned_id,
    )


def message_ids(value: str) -> tuple[str, ...]:
    """Return the Message-IDs in a header, each in angle brackets; those without, as some programs write, get them."""
    found = _MESSAGE_ID.findall(value) or _BARE_ID.findall(value)
    return tuple(f"<{each}>" for each in found)


class _BodyBuilder:
    """The texts, files and parts found so far on the way through the MIME tree."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.attachments: list[Attachment] = []
        self.parts: list[Part] = []
        self.returned_id = ""
        self._room = TEXT_LIMIT

    def take(self, node: email.message.Message) -> None:
        """Add a node of the tree: a text that is no attachment to the texts, anything else to the files."""
        media_type = _quietly(node.get_content_type, "application/octet-stream")
        name = decode_header(_quietly(lambda: node.get_filename() or "", ""))
        disposition = _quietly(lambda: node.get_content_disposition() or "", "")
        attached = disposition == "attachment" or bool(name)
        method = _parameter(node, "method").lower()
        self.parts.append(Part(media_type, method, _parameter(node, "report-type").lower(), attached, disposition))
        if media_type in ("message/rfc822", "text/rfc822-headers"):
            self._enclosed(node, media_type, name, attached)
        elif node.is_multipart():
            return
        elif media_type in ("text/plain", "text/html") and not attached:
            text = visible(decode(_content(node)[: self._room], _parameter(node, "charset")))
            self._room -= min(len(text), self._room)
            if _parameter(node, "format").lower() == "flowed" and media_type == "text/plain":
                text = unflowed(text, delete_space=_parameter(node, "delsp").lower() == "yes")
            (self.plain if media_type == "text/plain" else self.html).append(text)
        elif media_type in _WINMAIL or name.lower() == "winmail.dat":
            self._winmail(_content(node))
        elif attached or not media_type.startswith(("text/", "message/")):
            inline = (disposition != "attachment" and bool(node.get("Content-ID"))) or media_type in _SIGNATURES
            self.attachments.append(Attachment(name, media_type, _content(node), inline))

    def _winmail(self, content: bytes) -> None:
        """Add the files of a winmail.dat, and its texts where the mail has none of its own."""
        opened = open_winmail(content)
        if opened.plain and not self.plain:
            self.plain.append(visible(opened.plain[: self._room]))
        if opened.html and not self.html:
            self.html.append(visible(opened.html[: self._room]))
        guess = mimetypes.guess_type
        for name, file in opened.files:
            self.attachments.append(Attachment(name, guess(name)[0] or "application/octet-stream", file))

    def _enclosed(self, node: email.message.Message, media_type: str, name: str, attached: bool) -> None:
        """Add a mail inside the mail as a file, and note its Message-ID: a bounce brings back what it is about."""
        content = _quietly(lambda: _whole(node), b"")
        inner = _headers_only(content)
        ids = message_ids(_quietly(lambda: str(inner.get("message-id", "")), "")) if inner else ()
        self.returned_id = self.returned_id or next(iter(ids), "")
        if attached or media_type == "message/rfc822":
            self.attachments.append(Attachment(name or "message.eml", media_type, content))


def _whole(node: email.message.Message) -> bytes:
    payload = node.get_payload()
    if isinstance(payload, list):
        return b"\n".join(each.as_bytes() for each in payload if isinstance(each, email.message.Message))
    return _content(node)


def _nodes(root: email.message.Message) -> Iterator[email.message.Message]:
    """Yield at most PARTS_LIMIT parts in their order, without those of mails inside the mail.

    The mail that an opaque S/MIME signature encloses is the mail itself, so its parts are among them.
    """
    waiting = [root]
    for _ in range(PARTS_LIMIT):
        if not waiting:
            return
        node = waiting.pop()
        yield node
        if _quietly(node.get_content_type, "") in _WRAPPED and (inner := signed_content(_content(node))):
            waiting.append(_quietly(lambda: email.message_from_bytes(inner, policy=email.policy.compat32), root))
        payload = _quietly(node.get_payload, None) if node.is_multipart() else None
        if isinstance(payload, list) and not _quietly(node.get_content_type, "").startswith("message/"):
            waiting.extend(each for each in reversed(payload) if isinstance(each, email.message.Message))


def _content(node: email.message.Message) -> bytes:
    """Return the decoded bytes of a part.

    They are decoded by us: the standard library returns base64 undecoded if a gateway's text follows it. So the part's
    encoding is taken out for the time of the question, and put back.
    """
    none: list[str] = []
    encodings = _quietly(lambda: [str(each) for each in node.get_all("Content-Transfer-Encoding", [])], none)
    while "Content-Transfer-Encoding" in node:
        del node["Content-Transfer-Encoding"]
    nothing: object = b""
    data = _quietly(lambda: node.get_payload(decode=True), nothing)
    if encodings:
        _quietly(lambda: node.add_header("Content-Transfer-Encoding", encodings[0]), None)
    return transfer_decode(data, "".join(encodings[:1])) if isinstance(data, bytes) else b""


def _parameter(node: email.message.Message, name: str) -> str:
    return _quietly(lambda: str(node.get_param(name, "") or ""), "")[:100]


def _raw_headers(root: email.message.Message) -> list[tuple[str, str]]:
    return _quietly(lambda: list(root.raw_items())[:HEADERS_LIMIT], [])


def _headers_only(raw: bytes) -> email.message.Message | None:
    """Return the headers of a mail whose structure breaks the parser; None if they break it, too."""
    head = re.split(rb"\r?\n\r?\n", raw[: 4 * HEADER_LIMIT].lstrip(b"\r\n"), maxsplit=1)[0]
    return _quietly(lambda: email.message_from_bytes(head + b"\n\n", policy=email.policy.compat32), None)


def _addresses(value: str) -> Iterator[Address]:
    pairs: list[tuple[str, str]] = _quietly(lambda: getaddresses([value[:HEADER_LIMIT]]), [])
    for name, address in pairs:
        if "@" in address:
            yield Address(one_form(address).lower(), " ".join(name.split()))


def _first_address(value: str) -> Address:
    """Return the address of a decoded From header; one without `email` if it has none.

    A decoded name may hold commas and brackets, so the address is the last thing in angle brackets if there are any.
    """
    bracketed = re.search(r"^(.{0,500})<([^<>\s]{1,250}@[^<>\s]{1,250})>[^<>]{0,100}$", value)
    if bracketed:
        return Address(one_form(bracketed[2]).lower(), bracketed[1].strip().strip("\"' "))
    return next(_addresses(value), Address("", value[:200]))


def _date(value: str) -> datetime | None:
    when = _quietly(lambda: parsedate_to_datetime(value[:200]), None)
    return when.replace(tzinfo=UTC) if when and when.tzinfo is None else when


def _quietly(ask: Callable[[], T], otherwise: T) -> T:
    """Return the answer, or `otherwise` if the standard library stumbles."""
    try:
        return ask()
    except _SLIPS:
        return otherwise
