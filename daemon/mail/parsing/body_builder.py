"""What a mail's parts are to its reader: texts that are shown, files, and what cannot be read."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from daemon.mail.parsing.account import Fate, Piece
from daemon.mail.parsing.body_lines import BodyPart
from daemon.mail.parsing.charset import declared_in, decode, visible
from daemon.mail.parsing.containers import open_winmail, without_armour
from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.html_tree import without_pictures
from daemon.mail.parsing.limits import unread_bytes
from daemon.mail.parsing.mime_tree import (
    Node,
    beside_encoding,
    content,
    enclosed_mail,
    entity,
    headers_only,
    nodes,
    quietly,
)
from daemon.mail.parsing.placeholders import is_placeholder
from daemon.mail.parsing.side_texts import only_there, said_in
from daemon.mail.parsing.text_lines import UNREAD_LIMIT, joined, unflowed, without_mailbox_marks
from daemon.mail.parsing.thread_ids import message_ids
from daemon.mail.parsing.twice_encoded import is_garbled, unwrapped
from daemon.mail.parsing.uuencoded import without_files

TEXT_LIMIT = 2_000_000  # characters of all texts of a mail together
_WINMAIL_TEXT = -1  # the number of the alternative that a winmail.dat and the texts beside it are
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_MAILS = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
# Texts that no mail program shows as a text (RFC 2046, 4.1.4, for all others).
_NO_TEXT = re.compile(
    r"text/(?:calendar|(?:x-)?vcard|directory|css|javascript|csv|xml|rtf|richtext|x-amp-html|rfc822-headers|vnd\..*)"
)
_MARKED_UP = frozenset({"text/rtf", "text/xml"})
_BY_NAME = re.compile(r".*\.(?:txt|(?P<html>html?))", re.IGNORECASE | re.DOTALL)
# Exchange parts a body around its pictures and names the rest so.
_ELSEWHERE = {
    "message/partial": "a piece of a mail, the rest came by itself",  # RFC 2046, 5.2.2
    "message/external-body": "a text that lies elsewhere",  # RFC 2046, 5.2.3
}
_SAYS_IT_IS_MIME = re.compile(r"[\x20-\x7e\s]*\b(?:MIME|multi-?part)\b[\x20-\x7e\s]*", re.IGNORECASE)
_MAIL_LIMIT = 40_000  # characters of one: it may be our letter, of which the rest is looked at
BEYOND_PARTS = Piece("", Fate.LIMIT, "beyond the limit of parts")
_MAILS_DEEP = 3  # mails inside mails that are looked into
_REST_OF_BODY = re.compile(r"att\d{4,6}(?:\.(?:txt|html?))?", re.IGNORECASE)
_ENRICHED = re.compile(r"<param>[^<]{0,200}</param>|<[^<>]{1,60}>", re.IGNORECASE)  # RFC 1896


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
class _Text:
    """A text with the branches of its node."""

    part: BodyPart
    branches: tuple[tuple[int, int], ...] = ()


class BodyBuilder:
    """The texts, files and parts found so far on the way through the MIME tree."""

    def __init__(self, deep: int = 0) -> None:
        self._deep = deep  # how many mails are around this one
        self._beside: list[Piece] = []
        self.unread: list[Piece] = []
        self.attachments: list[Attachment] = []
        self.parts: list[Part] = []
        self.returned_id = ""
        self._texts: list[_Text] = []
        self._room = TEXT_LIMIT

    def take(self, node: Node) -> None:
        """Add a node of the tree: a text that is no attachment to the texts, anything else to the files."""
        attached = node.disposition == "attachment" or bool(node.name)
        method, report = node.parameter("method").lower(), node.parameter("report-type").lower()
        self.parts.append(Part(node.media_type, method, report, attached, node.disposition))
        if node.media_type in _MAILS:
            self._enclosed(node, attached)
        elif node.media_type in _ELSEWHERE:
            self._elsewhere(node)
        elif node.part.is_multipart():
            self._around(node)
        elif node.opened or node.media_type.startswith("multipart/"):
            return
        elif node.media_type in _WINMAIL or node.name.lower() == "winmail.dat":
            self._winmail(content(node.part))
        elif kind := _text_kind(node):
            self._text(node, kind, attached)
        else:
            self._file(node, attached)

    def pieces(self) -> tuple[Piece, ...]:
        """Return everything that was not read; what also stands in a text that is shown only once."""
        if not self._beside:
            return tuple(self.unread)
        return (*self.unread, *only_there(self._beside, map(_as_lines, (each.part for each in self._texts))))

    def plain(self) -> str:
        """Return the text that a program without HTML shows."""
        rich = any(each.part.is_html for each in self._texts)
        texts = [each.part.text for each in self._texts if not each.part.is_html]
        return without_armour("\n".join(each for each in texts if not (rich and is_placeholder(each))))

    def shown(self) -> Iterator[BodyPart]:
        """Yield the texts in their order without the plain ones that HTML in another part of an alternative repeats."""
        in_html = {each for text in self._texts if text.part.is_html for each in text.branches}
        rich = {alternative for alternative, _ in in_html}
        for text in self._texts:
            if text.part.is_html:
                yield text.part
            elif all(each in in_html or each[0] not in rich for each in text.branches):
                yield BodyPart(without_armour(text.part.text))

    def _text(self, node: Node, kind: str, attached: bool) -> None:
        """Add a text as part of the body, or as a file with the piece that it says."""
        raw = content(node.part)
        source = without_pictures(raw) if kind == "html" else raw
        charset = node.parameter("charset") or (declared_in(source) if kind == "html" else "")
        text = visible(unwrapped(decode(source[: self._room], charset)))
        if attached and not self._is_body(node):
            said = joined(line.text for line in html_lines(text).lines) if kind == "html" else text
            self.unread.append(Piece(said.strip()[:UNREAD_LIMIT], Fate.FILE, node.file_name or node.media_type))
            self.attachments.append(Attachment(node.file_name, node.media_type, raw))
            return
        self.unread += unread_bytes(source[self._room :], "characters of all texts")
        self.unread += _unreadable(node, source, text)
        self._room -= min(len(text), self._room)
        if kind == "enriched":
            text = _ENRICHED.sub("", text)
        if kind != "html":
            text = self._without_files(text)
            if node.parameter("format").lower() == "flowed":
                text = unflowed(text, delete_space=node.parameter("delsp").lower() == "yes")
        self._texts.append(_Text(BodyPart(text, kind == "html"), node.branches))

    def _is_body(self, node: Node) -> bool:
        """Return True for a text with a name or marked as attached that is nevertheless shown as the body.

        It is the whole mail, or the first text and not attached (RFC 2183, 2.1), or Exchange's rest of the body.
        """
        if _REST_OF_BODY.fullmatch(node.name):
            return True
        if not node.media_type.startswith("text/"):
            return False
        return node.alone or (node.disposition != "attachment" and not self._texts)

    def _without_files(self, text: str) -> str:
        text, files = without_files(without_mailbox_marks(text))
        for name, data in files:
            self._unpacked(name, data)
        return text

    def _unpacked(self, name: str, data: bytes) -> None:
        """Add a file that stood in a text or a winmail.dat, with what it says if it is a text."""
        self.attachments.append(Attachment(name, mimetypes.guess_type(name)[0] or "application/octet-stream", data))
        if named := _BY_NAME.fullmatch(name):
            text = visible(decode(data[: 4 * UNREAD_LIMIT]))
            self._note(_as_lines(BodyPart(text, bool(named["html"]))), name)

    def _note(self, text: str, why: str, limit: int = UNREAD_LIMIT) -> None:
        """Note a text that is not shown as the mail's, to be looked at if no text that is shown has it."""
        if text.strip():
            self._beside.append(Piece(text.strip()[:limit], Fate.FILE, why))

    def _file(self, node: Node, attached: bool) -> None:
        media_type = node.media_type
        if attached or not media_type.startswith(("text/", "message/")):
            inline = (
                node.disposition != "attachment" and bool(node.part.get("Content-ID"))
            ) or media_type in _SIGNATURES
            self.attachments.append(Attachment(node.file_name, media_type, content(node.part), inline))
        if media_type.startswith("text/"):
            text = visible(decode(content(node.part)[: self._room], node.parameter("charset")))
            self._note(text if media_type == "text/csv" else said_in(media_type, text), media_type)
        if node.name.lower().endswith(".eml") and _is_mail(raw := content(node.part)):
            self._mail(raw)
        if media_type in _MARKED_UP and not attached:
            self.unread.append(Piece("", Fate.UNREADABLE, f"a text as {media_type}"))
        elif media_type in _ENCRYPTED and node.name.lower() in ("", "smime.p7m", "version.txt"):
            self.unread.append(Piece("", Fate.UNREADABLE, "an encrypted part"))

    def _around(self, node: Node) -> None:
        """Note what stands before the first boundary and behind the last one, where no program looks."""
        before = _as_text(quietly(lambda: str(node.part.preamble or ""), ""))
        if before and not _SAYS_IT_IS_MIME.fullmatch(before):
            self.unread.append(Piece(before, Fate.UNREADABLE, "before the first part"))
        if behind := _as_text(quietly(lambda: str(node.part.epilogue or ""), "")):
            self.unread.append(Piece(behind, Fate.UNREADABLE, "behind the last part"))

    def _elsewhere(self, node: Node) -> None:
        """Note a part whose text did not come with the mail, and what stands in its place."""
        inside = quietly(lambda: enclosed_mail(node.part), b"").decode("utf-8", "surrogateescape")
        self.unread.append(Piece(_as_text(inside), Fate.UNREADABLE, _ELSEWHERE[node.media_type]))

    def _winmail(self, data: bytes) -> None:
        """Add the files of a winmail.dat, and its texts where the mail has none of its own."""
        opened = open_winmail(data)
        own = {each.part.is_html for each in self._texts}
        if own:
            self._note(visible(opened.plain[: self._room]), "winmail.dat")
        elif opened.plain:
            self._texts.append(_Text(BodyPart(visible(opened.plain[: self._room]))))
        if opened.html and True not in own:
            self._texts = [replace(each, branches=((_WINMAIL_TEXT, 0), *each.branches)) for each in self._texts]
            self._texts.append(_Text(BodyPart(visible(opened.html[: self._room]), True), ((_WINMAIL_TEXT, 1),)))
        for name, file in opened.files:
            self._unpacked(name, file)

    def _enclosed(self, node: Node, attached: bool) -> None:
        """Add a mail inside the mail as a file, and note its Message-ID: a bounce brings back what it is about."""
        inside = quietly(lambda: enclosed_mail(node.part), b"")
        inner = headers_only(inside)
        ids = message_ids(quietly(lambda: str(inner.get("message-id", "")), "")) if inner else ()
        self.returned_id = self.returned_id or next(iter(ids), "")
        if attached or node.media_type in ("message/rfc822", "message/global"):
            self.attachments.append(Attachment(node.name or "message.eml", node.media_type, inside))
        if not any(each.report for each in self.parts):  # a report's mail is one that it is about
            self._mail(inside)

    def _mail(self, raw: bytes) -> None:
        """Note what a mail inside the mail says."""
        if self._deep >= _MAILS_DEEP:
            self.unread += unread_bytes(raw, "mails inside mails")
            return
        inner = BodyBuilder(self._deep + 1)
        for node in nodes(entity(raw)):
            if node is None:
                inner.unread.append(BEYOND_PARTS)
            else:
                inner.take(node)
        pieces = inner.pieces()
        self.unread += [each for each in pieces if each.fate in (Fate.LIMIT, Fate.UNREADABLE)]
        said = [*map(_as_lines, inner.shown()), *(each.text for each in pieces if each.fate is Fate.FILE)]
        self._note("\n".join(said), "a mail inside the mail", _MAIL_LIMIT)


def _is_mail(raw: bytes) -> bool:
    head = headers_only(raw)
    return head is not None and "From" in head and ("Content-Type" in head or "Date" in head)


def _as_lines(part: BodyPart) -> str:
    """Return a text as its reader sees it, HTML without its marks."""
    return "\n".join(line.text for line in html_lines(part.text).lines) if part.is_html else part.text


def _as_text(raw: str) -> str:
    """Return the first characters of what the standard library read with surrogates for the bytes above 127."""
    return visible(decode(raw[: 4 * UNREAD_LIMIT].encode("utf-8", "surrogateescape"))).strip()[:UNREAD_LIMIT]


def _text_kind(node: Node) -> str:
    """Return the kind of text that a part is: "html", "enriched" or "plain"; empty if it is none."""
    if node.media_type in ("text/html", "application/xhtml+xml"):
        return "html"
    if node.media_type == "text/enriched":
        return "enriched"
    if node.media_type.startswith("text/"):
        return "" if _NO_TEXT.fullmatch(node.media_type) else "plain"
    if node.media_type == "application/octet-stream" and (named := _BY_NAME.fullmatch(node.name)):
        return "html" if named["html"] else "plain"
    return ""


def _unreadable(node: Node, source: bytes, text: str) -> Sequence[Piece]:
    """Return a piece for what could not be decoded: signs that the charset lacks, a part whose encoding is broken.

    Relays write their lines below base64, as if it were a text; so may whoever edits a mail by hand.
    """
    if beside := beside_encoding(node.part):
        return (Piece(_as_text(beside), Fate.UNREADABLE, "beside what is base64"),)
    if "\ufffd" in text and b"\xef\xbf\xbd" not in source:
        lines = "\n".join(line for line in text.split("\n") if "\ufffd" in line)
        return (Piece(lines[:UNREAD_LIMIT], Fate.UNREADABLE, "signs that could not be decoded"),)
    if not text.isascii() and is_garbled(text):
        return (Piece("", Fate.UNREADABLE, "letters that were read as another charset"),)
    if not source and quietly(lambda: str(node.part.get_payload()).strip(), ""):
        return (Piece("", Fate.UNREADABLE, "a part that could not be decoded"),)
    return ()
