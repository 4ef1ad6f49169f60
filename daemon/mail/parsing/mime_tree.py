"""The tree of a mail's parts: what mail programs read in it where headers or boundaries are broken."""

from __future__ import annotations

import email
import email.message
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from typing import TypeVar

from daemon.mail.parsing.charset import HEADER_LIMIT, decode_header, transfer_decode
from daemon.mail.parsing.containers import signed_content
from daemon.mail.parsing.file_names import tidied_name
from daemon.mail.parsing.limits import BoundedPolicy
from daemon.mail.parsing.mime_headers import encoding_of

T = TypeVar("T")

PARTS_LIMIT = 300
HEADERS_LIMIT = 500

# The exceptions that the standard library raises on headers and structures that no program writes.
_SLIPS = (
    *(MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OSError),
    ArithmeticError,
)
_WRAPPED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_A_MAILS_OWN = re.compile(r"(?:smime(?:\.p7m)?)?", re.IGNORECASE)  # the name of a mail's wrapping (RFC 8551, 3.2.1)
_FIRST_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{0,69}?)[ \t]*\r?\n(?=content-|\r?\n)", re.IGNORECASE)
_NOT_BASE64 = re.compile(r"^(?=[^\n]*[^A-Za-z0-9+/=\s]).+$", re.MULTILINE)  # a line
_OF_MIME = re.compile(rb"content-type[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the tree.

    `branches`: of each multipart/alternative around it the number of that, and which of its parts this is. `alone`: it
    is the whole mail. `opened`: it wrapped a mail whose parts follow.
    """

    part: email.message.Message
    media_type: str
    branches: tuple[tuple[int, int], ...] = ()
    alone: bool = False
    opened: bool = False

    @property
    def name(self) -> str:
        """Return the name that the part has as a file; empty if it has none."""
        if "Content-Disposition" not in self.part and "name" not in str(self.part.get("Content-Type", "")).lower():
            return ""
        return decode_header(quietly(lambda: self.part.get_filename() or "", ""))

    @property
    def file_name(self) -> str:
        """Return the tidied name under which the part is kept as a file."""
        return tidied_name(self.name, self.media_type)

    @property
    def disposition(self) -> str:
        return quietly(lambda: self.part.get_content_disposition() or "", "")

    def parameter(self, name: str) -> str:
        """Return a parameter of the content type, at most 100 characters of it."""
        return quietly(lambda: self._parameter(name), "")[:100]

    def _parameter(self, name: str) -> str:
        """Return a parameter; the standard library takes all of them apart, and is asked only for one that is there."""
        written = str(self.part.get("Content-Type", "")).lower()
        return str(self.part.get_param(name, "") or "") if name in written else ""


def entity(raw: bytes) -> email.message.Message:
    """Return the MIME entity in these bytes; an empty one if they break the parser."""
    return quietly(lambda: email.message_from_bytes(raw, policy=BoundedPolicy()), email.message.Message())


def headers_only(raw: bytes) -> email.message.Message | None:
    """Return the headers of a mail whose structure breaks the parser; None if they break it, too."""
    head = re.split(rb"\r?\n\r?\n", raw[: 4 * HEADER_LIMIT].lstrip(b"\r\n"), maxsplit=1)[0]
    return quietly(lambda: email.message_from_bytes(head + b"\n\n", policy=BoundedPolicy()), None)


def nodes(root: email.message.Message) -> Iterator[Node | None]:
    """Yield at most PARTS_LIMIT parts in their order, then None if there are more; not those of mails inside the mail.

    The mail that an opaque S/MIME signature encloses is the mail itself, so its parts are among them.
    """
    waiting: list[Node] = [Node(root, media_type_of(root), alone=True)]
    for number in range(PARTS_LIMIT):
        if not waiting:
            return
        node = waiting.pop()
        inside = _inside(node, number)
        yield Node(node.part, node.media_type, node.branches, node.alone, bool(inside) and not node.part.is_multipart())
        waiting += reversed(inside)
    if waiting:
        yield None


def _inside(node: Node, number: int) -> list[Node]:
    """Return the parts of a part; `number` is the part's own."""
    part = node.part
    if not part.is_multipart():
        enclosed = _reparsed(part) if node.media_type.startswith("multipart/") else _unwrapped(node)
        return [Node(enclosed, media_type_of(enclosed), node.branches, node.alone)] if enclosed else []
    payload = quietly(part.get_payload, None)
    if not isinstance(payload, list) or node.media_type.startswith("message/"):
        return []
    alternative = node.media_type == "multipart/alternative"
    return [
        Node(each, media_type_of(each), (*node.branches, (number, at)) if alternative else node.branches)
        for at, each in enumerate(payload)
        if isinstance(each, email.message.Message)
    ]


def media_type_of(part: email.message.Message) -> str:
    return quietly(part.get_content_type, "application/octet-stream")


def _reparsed(part: email.message.Message) -> email.message.Message:
    """Return a multipart whose parts were not found with its encoding undone (SAP) or the boundary that it uses.

    If it has no boundary, it is a text.
    """
    raw = content(part)
    if found := _FIRST_BOUNDARY.search(raw):
        boundary = found[1].rstrip().replace(b'"', b"")
        again = entity(b'Content-Type: %b; boundary="%b"\r\n\r\n' % (media_type_of(part).encode(), boundary) + raw)
        if again.is_multipart():
            return again
    kind = b"html" if raw[:200].lstrip().lower().startswith((b"<html", b"<!doctype html")) else b"plain"
    return entity(b"Content-Type: text/%b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" % kind + raw)


def _unwrapped(node: Node) -> email.message.Message | None:
    """Return the mail that an opaque S/MIME signature encloses (RFC 8551, 3.5.2), which some call an octet-stream.

    A signed file, `contract.pdf.p7m`, is a file: what it holds is no mail, or it has a name of its own.
    """
    if node.media_type not in _WRAPPED and not node.media_type.endswith("/octet-stream"):
        return None
    name = node.name.lower()
    if not (node.media_type in _WRAPPED or name.endswith(".p7m")) or not _A_MAILS_OWN.fullmatch(name):
        return None
    inner = signed_content(content(node.part))
    head = re.split(rb"\r?\n\r?\n", inner[:HEADER_LIMIT], maxsplit=1)[0]
    return entity(inner) if any(_OF_MIME.match(line) for line in head.split(b"\n")) else None


def content(part: email.message.Message) -> bytes:
    """Return the decoded bytes of a part.

    They are decoded by us: the standard library returns base64 undecoded if a gateway's text follows it. So the part's
    encoding is taken out for the time of the question, and put back.
    """
    none: list[str] = []
    encodings = quietly(lambda: [str(each) for each in part.get_all("Content-Transfer-Encoding", [])], none)
    while "Content-Transfer-Encoding" in part:
        del part["Content-Transfer-Encoding"]
    nothing: object = b""
    data = quietly(lambda: part.get_payload(decode=True), nothing)
    if encodings:
        quietly(lambda: part.add_header("Content-Transfer-Encoding", encodings[0]), None)
    return transfer_decode(data, encoding_of("".join(encodings[:1]))) if isinstance(data, bytes) else b""


def beside_encoding(part: email.message.Message) -> str:
    """Return the lines of a part in base64 that are none, as the standard library keeps them."""
    if encoding_of(quietly(lambda: str(part.get("Content-Transfer-Encoding", "")), "")) != "base64":
        return ""
    return "\n".join(_NOT_BASE64.findall(quietly(lambda: str(part.get_payload()), "")))


def enclosed_mail(part: email.message.Message) -> bytes:
    """Return the bytes of a mail inside the mail, decoded if somebody encoded it against RFC 2046, 5.2.1."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return content(part)
    whole = b"\n".join(each.as_bytes() for each in payload if isinstance(each, email.message.Message))
    encoding = encoding_of(quietly(lambda: str(part.get("Content-Transfer-Encoding", "")), ""))
    return transfer_decode(whole.lstrip(b"\r\n"), encoding)


def quietly(ask: Callable[[], T], otherwise: T) -> T:
    """Return the answer, or `otherwise` if the standard library stumbles."""
    try:
        return ask()
    except _SLIPS:
        return otherwise
