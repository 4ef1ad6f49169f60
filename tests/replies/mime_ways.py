"""Ways of putting words into the parts of a mail: types that no program shows, encodings, what stands around parts."""

from __future__ import annotations

import binascii
import struct
from base64 import encodebytes
from collections.abc import Mapping
from email.policy import SMTP
from html import escape

from replies.ways import Way, bare_mail

_CRLF = b"\r\n"


def mixed(*parts: bytes, kind: str = "mixed", before: str = "", behind: str = "") -> bytes:
    """A mail of these parts, each with its own headers."""
    head = bare_mail().as_bytes(policy=SMTP).rstrip() + _CRLF
    body = b"".join(b"\r\n--=_b\r\n" + part for part in parts)
    return (
        head
        + f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="=_b"\r\n\r\n{before}'.encode()
        + body
        + b"\r\n--=_b--\r\n"
        + behind.encode()
    )


def part(media_type: str, text: str | bytes, *more: str) -> bytes:
    """A part in 8 bits."""
    body = text if isinstance(text, bytes) else text.encode()
    return "\r\n".join([f"Content-Type: {media_type}; charset=utf-8", *more, "", ""]).encode() + body


def base64_part(media_type: str, data: bytes, *more: str) -> bytes:
    return part(media_type, encodebytes(data), "Content-Transfer-Encoding: base64", *more)


def second(media_type: str, form: str = "{said}", *more: str, kind: str = "mixed") -> Way:
    """Words in a part of their own, behind a plain text."""
    return lambda above, said: mixed(
        part("text/plain", above), part(media_type, form.format(said=said, above=above), *more), kind=kind
    )


def _entry(lines: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def enclosed(said: str) -> bytes:
    return f"From: <orlova@scena.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{said}\r\n".encode()


def winmail(text: str) -> bytes:
    """A winmail.dat with nothing but a text (MS-OXTNEF, 2.1)."""

    def attribute(number: int, data: bytes) -> bytes:
        return b"\x01" + struct.pack("<II", number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    codepage = attribute(0x00069007, struct.pack("<II", 1251, 0))
    return struct.pack("<IH", 0x223E9F78, 1) + codepage + attribute(0x0002800C, text.encode("cp1251") + b"\0")


def _uuencoded(above: str, said: str) -> bytes:
    data = said.encode()
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    text = f"{above}\n\nbegin 644 note.txt\n{''.join(lines)}`\nend\n"
    return mixed(part("text/plain", text))


def _below_base64(above: str, said: str) -> bytes:
    encoded = encodebytes(above.encode()) + f"\n{said}\n".encode()
    return mixed(part("text/plain", encoded, "Content-Transfer-Encoding: base64"))


def subject(form: str, *, header: str = "Subject") -> Way:
    """Words in the subject or another header, above a plain text."""

    def way(above: str, said: str) -> bytes:
        message = bare_mail()
        old = str(message[header] or "")
        del message[header]
        message[header] = form.format(said=said, old=old)
        message.set_content(above + "\n")
        return message.as_bytes(policy=SMTP)

    return way


MIME_WAYS: Mapping[str, Way] = {
    "page for AMP": lambda above, said: mixed(
        part("text/plain", above),
        part("text/x-amp-html", f"<html amp4email><body><p>{escape(above)}</p><p>{escape(said)}</p></body></html>"),
        part("text/html", f"<p>{escape(above)}</p>"),
        kind="alternative",
    ),
    "comment in a calendar": second("text/calendar", _entry("COMMENT:{said}")),
    "description in a calendar, folded": second("text/calendar", _entry("DESCRIPTION;LANGUAGE=ru:\r\n {said}")),
    "task": second("text/calendar", "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:{said}\r\nEND:VTODO\r\nEND:VCALENDAR"),
    "note on a card": second("text/vcard", "BEGIN:VCARD\r\nFN:Орлова\r\nNOTE:{said}\r\nEND:VCARD"),
    "table in a file": second("text/csv", "№;Замечание\r\n1;{said}\r\n"),
    "text that lies elsewhere": second("message/external-body", "Content-Type: text/plain\r\n\r\n{said}"),
    "piece of a mail": second("message/partial", "{said}", kind="mixed"),
    "mail in the mail": lambda above, said: mixed(part("text/plain", above), part("message/rfc822", enclosed(said))),
    "mail in a mail in the mail": lambda above, said: mixed(
        part("text/plain", above), part("message/rfc822", b"Content-Type: message/rfc822\r\n\r\n" + enclosed(said))
    ),
    "six mails deep": lambda above, said: mixed(
        part("text/plain", above),
        part("message/rfc822", b"Content-Type: message/rfc822\r\n\r\n" * 6 + enclosed(said)),
    ),
    "mail in a file": lambda above, said: mixed(
        part("text/plain", above),
        base64_part("application/octet-stream", enclosed(said), 'Content-Disposition: attachment; filename="note.eml"'),
    ),
    "winmail.dat": lambda above, said: mixed(
        part("text/plain", above), base64_part("application/ms-tnef", winmail(f"{above}\r\n{said}"))
    ),
    "file in the text": _uuencoded,
    "below base64": _below_base64,
    "before the first part": lambda above, said: mixed(part("text/plain", above), before=said),
    "before the subject": subject("Re: {said}: {old}"),
    "behind the subject": subject("{old} – {said}"),
    "instead of the subject": subject("{said}"),
    "header Comments": subject("{said}", header="Comments"),
    "name of a picture": lambda above, said: mixed(part("text/plain", f"{above}\n\n[image: {said}]\n")),
    "UTF-8 as cp1251": lambda above, said: mixed(
        part("text/plain", f"{above}\n\n" + said.encode().decode("cp1251", "replace"))
    ),
    "base64 that nothing declares": lambda above, said: mixed(
        part("text/plain", above), part("text/plain", encodebytes(f"{said}, {said}".encode()))
    ),
    "behind the last part": lambda above, said: mixed(part("text/plain", above), behind=said),
}
