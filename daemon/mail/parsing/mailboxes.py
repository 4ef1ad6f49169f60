"""Who is named in a header of addresses (RFC 5322, 3.4): parsed first and decoded afterwards (RFC 2047, 5).

An encoded word or a comment can hold anything that looks like an address, and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from daemon.addresses import one_form
from daemon.mail.parsing.charset import decode, decode_header

VALUE_LIMIT = 32_768  # characters of a header that are read
_ATOMS = r"[^\s<>@,;:\"\x00-\x1f\x7f]"
_ADDRESS = re.compile(rf"(?:{_ATOMS}{{1,64}}|\"(?:[^\"\\]|\\.){{1,64}}\")@{_ATOMS}{{1,250}}")
_NAME_LIMIT = 50  # tokens of a name that goes on behind a comma
# An encoded word is one token, whatever signs it holds. A quote that never ends is a sign like any other.
_TOKEN = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]*\?=|\"(?:[^\"\\]|\\.)*+\"|\\.|[(<>,;:]|[^=\"\\(<>,;:]+|.")
_IN_COMMENT = re.compile(r"[^()\\]+|\\.|.")
_ESCAPED = re.compile(r"\\(.)")
_AROUND_AT = re.compile(r"\s*@\s*")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"(?=@)")  # a local part (RFC 5322, 3.4.1)
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")  # RFC 5322, 3.2.3


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a header. `email` is in its one form and small letters, and empty if the header has none."""

    email: str
    name: str = ""


def author_of(raw_values: Sequence[str]) -> tuple[Address, tuple[Address, ...]]:
    """Return the author whom the From headers name, and all that they name.

    Who has two authors has none: nobody knows whose word it is. So has a header that holds an address in a comment or
    in an encoded word only. An author without an address has the header's text as the name.
    """
    named: dict[str, Address] = {}
    for each in (each for value in raw_values for each in mailboxes(value)):
        named.setdefault(each.email, each)
    authors = tuple(named.values())
    if len(authors) == 1:
        return authors[0], authors
    return Address("", decode_header(" ".join(raw_values))[:200]), authors


def mailboxes(raw: str) -> Iterator[Address]:
    """Yield the addresses of a header's value as it stands in the mail, each with its decoded name.

    `raw` is the standard library's value, with bytes above 127 as surrogates.
    """
    value = " ".join(raw[:VALUE_LIMIT].split())
    if not value.isascii():
        value = decode(value.encode("utf-8", "surrogateescape"))
    element = _Element()
    for part in _tokens(value):
        if part == "<":
            element.angle = []
        elif part == ">" and element.angle is not None:
            element.addresses.append("".join(element.angle).rpartition(":")[2])  # no route (RFC 5322, 4.4)
            element.angle = None
        elif element.angle is not None:
            element.angle.append(" " if part.startswith("(") else part)
        elif part == ":":
            element = _Element()  # so far it was a group's name
        elif part in (",", ";"):
            found = element.mailboxes()
            yield from found
            element = _Element() if found else _Element([*element.words[-_NAME_LIMIT:], part])
        elif part.startswith("("):
            element.comments.append(part[1:])
            element.words.append(" ")
        else:
            element.words.append(part)
    yield from element.mailboxes()


@dataclass(slots=True)
class _Element:
    """What was read so far of one element of a list.

    Words without an address, such as the first half of an unquoted `Orlova, Irina <orlova@scena.example>`, belong to
    the name that follows.
    """

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)  # what stood in angle brackets
    angle: list[str] | None = None  # what stands in angle brackets that are open

    def mailboxes(self) -> list[Address]:
        alone = "".join(self.words).rpartition(",")[2].strip()
        name = _name("".join(self.words)) if self.addresses else ""
        written = self.addresses or [alone]
        named = name or _name(" ".join(self.comments))
        bare = (_bare(each) for each in written)
        return [Address(one_form(each).lower(), named) for each in bare if _ADDRESS.fullmatch(each)]


def _tokens(value: str) -> Iterator[str]:
    """Yield the tokens of a header; a comment (RFC 5322, 3.2.2) is one, with its opening parenthesis only.

    A comment that never ends goes on to the value's end.
    """
    at = 0
    while found := _TOKEN.match(value, at):
        at = found.end()
        if found[0] != "(":
            yield found[0]
            continue
        deep, begin = 1, at
        while deep and (inside := _IN_COMMENT.match(value, at)):
            at = inside.end()
            deep += {"(": 1, ")": -1}.get(inside[0], 0)
        yield "(" + value[begin : at - (not deep)]


def _bare(written: str) -> str:
    """Return an address without the spaces that may stand around its @ (RFC 5322, 3.4.1) and quotes that it can spare.

    `"orlova"@scena.example` is the mailbox orlova@scena.example (RFC 5321, 4.1.2).
    """
    address = _AROUND_AT.sub("@", written.strip())
    quoted = _QUOTED.match(address)
    local = _ESCAPED.sub(r"\1", quoted[1]) if quoted else ""
    return f"{local}{address[quoted.end() :]}" if quoted and _DOT_ATOM.fullmatch(local) else address


def _name(words: str) -> str:
    """Return a display name, decoded and without its quotes."""
    bare = words.strip().strip(",; ")
    return decode_header(_ESCAPED.sub(r"\1", bare.replace('"', ""))).strip("' ")
