"""Mutations that know what a mail is made of: its headers, its encodings, its boundaries, its tags, its lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from hypothesis import strategies as st

from replies.measuring import Mail, corpus

Mutation = Callable[[bytes], bytes]

_PLAIN = ("approve", "approve_with_remarks", "return", "decline", "question")
_ENDS = re.compile(rb"\r?\n\r?\n")
_VALUES = (
    b"auto-replied", b"multipart/mixed; boundary=x", b"multipart/alternative; boundary=\"=_\"", b"message/rfc822",
    b"text/html; charset=koi8-r", b"text/plain; charset=utf-7", b"text/plain; format=flowed; delsp=yes", b"base64",
    b"quoted-printable", b"8bit", b"x-uuencode", b"=?utf-8?b?0KHQvtCz0LvQsNGB0L7QstCw0L3Qvg==?=", b"=?koi8-r?q?=?=",
    b"<>", b"", b"\xff\xfe", b"a" * 3000, b"\0",
)  # fmt: skip
_PIECES = (
    b"\r\n", b"\0", b"=\r\n", b"=3D", b"<!--", b"-->", b"</blockquote>", b"<blockquote>", b"<div>", b"</div>", b"--", b"> ",
    b">", b"\r\n-- \r\n", b"\xd0", b"\xff", b"&nbsp;", b"</td></tr></table>", b"<p style=\"display:none\">",
)  # fmt: skip


@cache
def known() -> tuple[Mail, ...]:
    return tuple(corpus())


@cache
def silent() -> tuple[Mail, ...]:
    """Mails of people who wrote no word: only our letter is in them."""
    return tuple(each for each in known() if each.path.stem.startswith("empty") and not each.expected["words"])


@cache
def understood() -> tuple[Mail, ...]:
    """Mails of people whose answer is plain to whoever knows the request."""
    return tuple(each for each in known() if each.is_persons and each.expected["verdict"] in _PLAIN)


def _cut(at: float) -> Mutation:
    return lambda raw: raw[: int(len(raw) * at)]


def _without(start: float, length: int) -> Mutation:
    def mutate(raw: bytes) -> bytes:
        at = int(len(raw) * start)
        return raw[:at] + raw[at + length :]

    return mutate


def _with(at: float, piece: bytes) -> Mutation:
    return lambda raw: raw[: int(len(raw) * at)] + piece + raw[int(len(raw) * at) :]


def _flipped(at: float, bit: int) -> Mutation:
    def mutate(raw: bytes) -> bytes:
        place = min(len(raw) - 1, int(len(raw) * at))
        return raw if place < 0 else raw[:place] + bytes([raw[place] ^ (1 << bit)]) + raw[place + 1 :]

    return mutate


def _header(number: int, change: Callable[[bytes], bytes]) -> Mutation:
    """Change one header of the whole mail; folded lines belong to it."""

    def mutate(raw: bytes) -> bytes:
        ends = _ENDS.search(raw)
        head, rest = (raw[: ends.start()], raw[ends.start() :]) if ends else (raw, b"")
        lines = re.split(rb"\r?\n(?![ \t])", head)
        at = number % len(lines)
        lines[at] = change(lines[at])
        return b"\r\n".join(each for each in lines if each) + rest

    return mutate


def _valued(value: bytes) -> Callable[[bytes], bytes]:
    return lambda line: line.partition(b":")[0] + b": " + value


def _anywhere(pattern: bytes, replacement: bytes) -> Mutation:
    return lambda raw: re.sub(pattern, lambda _: replacement, raw, count=1)


def _wrapped(raw: bytes) -> bytes:
    head = b"From: a@b.example\r\nTo: contracts@scena.example\r\nMIME-Version: 1.0\r\n"
    return head + b"Content-Type: message/rfc822\r\n\r\n" + raw


def _doubled(raw: bytes) -> bytes:
    return raw + b"\r\n" + raw


_PLACE = st.floats(0, 1, allow_nan=False)
mutations: st.SearchStrategy[Mutation] = st.one_of(
    st.builds(_cut, _PLACE),
    st.builds(_without, _PLACE, st.integers(1, 400)),
    st.builds(_with, _PLACE, st.sampled_from(_PIECES)),
    st.builds(_flipped, _PLACE, st.integers(0, 7)),
    st.builds(_header, st.integers(0, 20), st.builds(_valued, st.sampled_from(_VALUES))),
    st.builds(_header, st.integers(0, 20), st.just(lambda _: b"")),
    st.builds(_header, st.integers(0, 20), st.just(lambda line: line + b"\r\n" + line)),
    st.builds(_anywhere, st.sampled_from((rb"charset=\"?[\w-]+\"?", rb"base64", rb"quoted-printable", rb"boundary=")),
              st.sampled_from((b"charset=koi8-r", b"charset=utf-16", b"7bit", b"base64", b"boundary=x;"))),
    st.just(_wrapped),
    st.just(_doubled),
)  # fmt: skip
# What relays do to a mail on its way: its words stay.
harmless: st.SearchStrategy[Mutation] = st.one_of(
    st.just(lambda raw: raw.replace(b"\r\n", b"\n")),
    st.sampled_from((b"Received: from a.example by b.example; Tue, 24 Nov 2026 10:00:00 +0500", b"X-Spam-Score: 0.1",
                     b"Return-Path: <orlova@scena.example>", b"DKIM-Signature: v=1; a=rsa-sha256;\r\n b=0J/Qu9C+"))
      .map(lambda line: lambda raw: line + b"\r\n" + raw),
)  # fmt: skip
# Harm that happens on the way, and that leaves a mail a mail.
mild: st.SearchStrategy[Mutation] = st.one_of(
    st.builds(_cut, st.floats(0.15, 1, allow_nan=False)),
    st.builds(_anywhere, st.sampled_from((rb"<blockquote", rb"</blockquote>", rb"<div", rb"</table>", rb"gmail_quote")),
              st.sampled_from((b"<p", b"<div", b""))),
    st.builds(_with, st.floats(0.5, 1, allow_nan=False), st.sampled_from((b"\r\n", b"\r\n\r\n", b" "))),
)  # fmt: skip
