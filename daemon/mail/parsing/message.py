"""A mail as a value: `parse` takes any bytes, never raises, and reads a bounded number of parts and characters."""

from __future__ import annotations

import email.message
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from daemon.mail.parsing.account import Piece
from daemon.mail.parsing.body_builder import BEYOND_PARTS, Attachment, BodyBuilder, Part
from daemon.mail.parsing.body_lines import BodyPart
from daemon.mail.parsing.charset import decode_header
from daemon.mail.parsing.limits import bounded
from daemon.mail.parsing.mailboxes import Address, author_of, mailboxes
from daemon.mail.parsing.mime_headers import tidied
from daemon.mail.parsing.mime_tree import HEADERS_LIMIT, entity, headers_only, nodes, quietly
from daemon.mail.parsing.thread_ids import message_ids

_YEARS = range(1990, 2100)  # of a date that a mail can have


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed mail.

    `sender` is its one author; if From names two or none, an address without `email` (RFC 5322, 3.6.2). `headers` has
    the headers in their order, decoded, with their names in small letters; `parts` the nodes of the MIME
    tree, the outermost first. `returned_id` is the Message-ID of the mail that a bounce or a receipt brings back.
    `shown` are the texts that a program shows one after the other, of alternatives the HTML; `plain` is what one
    without HTML shows. `unread` is everything that was not read, so that nothing is dropped unseen.
    """

    sender: Address
    authors: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    plain: str = ""
    shown: tuple[BodyPart, ...] = ()
    unread: tuple[Piece, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    parts: tuple[Part, ...] = ()
    returned_id: str = ""

    @property
    def html_parts(self) -> tuple[str, ...]:
        """Return the HTML texts that are shown, each a document of its own."""
        return tuple(each.text for each in self.shown if each.is_html)

    @property
    def html(self) -> str:
        """Return the source of all HTML, to look for links and the like; lines are read from `shown`."""
        return "\n".join(self.html_parts)

    def header(self, name: str) -> str:
        """Return the value of the first header of that name; empty if there is none."""
        wanted = name.lower()
        for key, value in self.headers:
            if key == wanted:
                return value
        return ""

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of every header of that name, in their order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)

    def has_part(self, media_type: str) -> bool:
        return any(each.media_type == media_type for each in self.parts)


def parse(raw: bytes) -> Message:
    """Return the mail in these bytes, cut to the limits; broken parts are empty."""
    mail = bounded(tidied(raw))
    root = entity(mail.raw)
    if not root.keys():
        root = headers_only(mail.raw) or root
    raw_headers = _raw_headers(root)
    headers = tuple((name, decode_header(value)) for name, value in raw_headers[:HEADERS_LIMIT])
    first = dict(reversed(headers))
    sender, authors = author_of([value for name, value in raw_headers if name == "from"])
    body = BodyBuilder()
    body.unread += mail.unread
    for node in nodes(root):
        if node is None:
            body.unread.append(BEYOND_PARTS)
        else:
            body.take(node)
    return Message(
        sender=sender,
        authors=authors,
        to=tuple(each for name, value in raw_headers if name in ("to", "cc") for each in mailboxes(value)),
        subject=first.get("subject", ""),
        message_id=next(iter(message_ids(first.get("message-id", ""))), ""),
        in_reply_to=message_ids(first.get("in-reply-to", "")),
        references=message_ids(first.get("references", "")),
        date=_date(first.get("date", "")),
        plain=body.plain(),
        shown=tuple(body.shown()),
        unread=body.pieces(),
        attachments=tuple(body.attachments),
        headers=headers,
        parts=tuple(body.parts),
        returned_id=body.returned_id,
    )


def _raw_headers(root: email.message.Message) -> list[tuple[str, str]]:
    """Return the headers with their names in small letters and their values as they stand in the mail."""
    none: list[tuple[str, str]] = []
    return quietly(lambda: [(name.lower(), str(each)) for name, each in root.raw_items()][: 4 * HEADERS_LIMIT], none)


def _date(value: str) -> datetime | None:
    """Return the date in a header; None for one that no clock had."""
    when = quietly(lambda: parsedate_to_datetime(value[:200]), None)
    if when is None or when.year not in _YEARS:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when
