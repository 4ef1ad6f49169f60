"""Replies as raw bytes: MIME written by hand, because programs differ exactly where a library makes them alike."""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.header import Header
from email.utils import format_datetime

from replies.program import Program
from replies.quote import Quote, Said, Where


@dataclass(frozen=True)
class File:
    """What comes along. `inline`: a picture that the text shows."""

    name: str
    media_type: str
    content: bytes = b"%PDF-1.7 a scan"
    inline: bool = False


@dataclass(frozen=True)
class Part:
    """A node of MIME: its headers, and its finished body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __bytes__(self) -> bytes:
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return head.encode("utf-8", "surrogateescape") + b"\r\n" + self.body


def reply(
    program: Program,
    quote: Quote,
    said: Said,
    *,
    sender: tuple[str, str] | None = None,
    to: str = "",
    subject: str | None = None,
    files: Sequence[File] = (),
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The reply as this program writes it. A mail without a quote (a mailto button) is bound to nothing."""
    program = _able(program, said.words + said.signature)
    root = body(program, quote, said)
    if files:
        root = _with_files(root, files, seed=program.key + quote.message_id)
    return finished(program, quote, said, root, sender=sender, to=to, subject=subject, headers=headers)


def _able(program: Program, words: str) -> Program:
    """Programs change to UTF-8 where the person's own words need it; what the quote loses, they do not mind."""
    try:
        words.encode(program.charset)
    except UnicodeEncodeError:
        return replace(program, charset="utf-8")
    return program


def body(program: Program, quote: Quote, said: Said) -> Part:
    device = program.device if said.device else ""
    parts = []
    if program.text:
        text = program.text(said, quote, device)
        parts.append(
            text_part(
                flowing(text, delsp="delsp" in str(program.extra).lower()) if program.flowed else text, "plain", program
            )
        )
    if program.html:
        parts.append(text_part(program.html(said, quote, device), "html", program))
    return parts[0] if len(parts) == 1 else multipart("alternative", parts, program.key + quote.message_id + said.text)


def finished(
    program: Program,
    quote: Quote,
    said: Said,
    root: Part,
    *,
    sender: tuple[str, str] | None = None,
    to: str = "",
    subject: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    name, address = sender or quote.reader
    charset = program.word_charset or program.charset
    seed = f"{program.key}/{quote.message_id}/{said.words}/{address}/{subject}"
    own: list[tuple[str, str]] = [
        ("Date", format_datetime(quote.now)),
        ("From", f"{encoded(name, charset, 'From')} <{address}>" if name else address),
        ("To", to or quote.answer_to),
        ("Subject", encoded(prefixed(program.prefix, quote.subject) if subject is None else subject, charset)),
        ("Message-ID", program.next_id(seed, address.rpartition("@")[2])),
    ]
    if said.where is not Where.NO_QUOTE:
        bound = {"In-Reply-To": quote.message_id, "References": "\r\n ".join(quote.references)}
        own += [(name, value) for name, value in bound.items() if name in program.binds]
    own += [(name, value.replace("{to}", quote.reader[1])) for name, value in program.headers]
    own += [*headers, ("MIME-Version", "1.0"), *root.headers]
    return bytes(Part(tuple(own), root.body))


def prefixed(prefix: str, subject: str) -> str:
    return subject if subject.lower().startswith("re:") and prefix.lower() == "re: " else prefix + subject


def encoded(text: str, charset: str = "utf-8", name: str = "Subject") -> str:
    if text.isascii():
        return text
    try:
        return Header(text, charset, header_name=name, maxlinelen=74).encode(linesep="\r\n")
    except UnicodeEncodeError:
        return Header(text, "utf-8", header_name=name, maxlinelen=74).encode(linesep="\r\n")


def text_part(text: str, kind: str, program: Program) -> Part:
    """A text in the program's charset; what that lacks becomes a question mark, or a reference in HTML."""
    errors = "xmlcharrefreplace" if kind == "html" else "replace"
    content = text.replace("\n", "\r\n").encode(program.charset, errors)
    parameters = f"; charset={_shown(program.charset)}"
    if kind == "plain":
        parameters += "; format=flowed" if program.flowed else ""
        parameters += "".join(f"; {name}={value}" for name, value in program.extra.items())
    return leaf(f"text/{kind}{parameters}", content, program.encoding)


def leaf(content_type: str, content: bytes, encoding: str, *more: tuple[str, str]) -> Part:
    headers = (("Content-Type", content_type), ("Content-Transfer-Encoding", encoding), *more)
    return Part(headers, transferred(content, encoding))


def transferred(content: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(content).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        lines = content.split(b"\r\n")
        return b"\r\n".join(quopri.encodestring(line).replace(b"\n", b"\r\n") for line in lines)
    return content


def _shown(charset: str) -> str:
    return charset if charset.isupper() else f'"{charset}"' if charset in ("utf-8", "koi8-r") else charset


def multipart(kind: str, parts: Sequence[Part], seed: str, parameters: str = "") -> Part:
    boundary = "----=_Part_" + hashlib.sha256(f"{kind}{seed}".encode()).hexdigest()[:24]
    inside = b"".join(b"--" + boundary.encode() + b"\r\n" + bytes(part) + b"\r\n" for part in parts)
    head = (("Content-Type", f'multipart/{kind}{parameters};\r\n\tboundary="{boundary}"'),)
    return Part(head, inside + b"--" + boundary.encode() + b"--\r\n")


def _with_files(root: Part, files: Sequence[File], seed: str) -> Part:
    return multipart("mixed", [root, *(attached(each) for each in files)], seed)


def attached(file: File) -> Part:
    word = encoded(file.name, "utf-8", "Content-Disposition").replace("\r\n ", "")
    disposition = "inline" if file.inline else "attachment"
    more = [("Content-Disposition", f'{disposition}; filename="{word}"')]
    if file.inline:
        more.append(("Content-ID", f"<{hashlib.sha256(file.name.encode()).hexdigest()[:12]}@inline>"))
    return leaf(f'{file.media_type};\r\n name="{word}"', file.content, "base64", *more)


def flowing(text: str, width: int = 72, *, delsp: bool = False) -> str:
    """format=flowed (RFC 3676): a line that goes on ends in a blank (one more with DelSp), quoted ones keep their marks."""
    out = []
    for line in text.split("\n"):
        marks = re.match(r"(?:>+ ?)*", line)
        mark = marks[0].replace(" ", "") if marks else ""
        rest = line[len(marks[0]) if marks else 0 :]
        lead = f"{mark} " if mark else ""
        if rest.strip() == "" or rest == "-- ":
            out.append(f"{lead}{rest}" if rest == "-- " else lead.rstrip())
            continue
        if not mark and rest.startswith((" ", ">", "From ")):
            rest = " " + rest
        pieces = textwrap.wrap(
            rest, width, drop_whitespace=False, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
        ) or [""]
        pieces = [each if at == len(pieces) - 1 or each.endswith(" ") else f"{each} " for at, each in enumerate(pieces)]
        pieces = [f"{each} " for each in pieces] if delsp else pieces
        pieces[-1] = pieces[-1].rstrip()
        out += [f"{lead}{each}" for each in pieces]
    return "\n".join(out)
