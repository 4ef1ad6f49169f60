"""Hostile mails by name; each is made when it is wanted, for some are large."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

_HEAD = (
    b"From: belova@scena.example\r\nTo: contracts@scena.example\r\nSubject: Re: [3-1/abcdef]\r\nMIME-Version: 1.0\r\n"
)
_TEXT = "Вернуть: нет сметы\r\n".encode()
_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
_MEGABYTE = 1 << 20


def plain(body: bytes, head: bytes = b"") -> bytes:
    return _HEAD + head + _PLAIN + body


def html(body: bytes) -> bytes:
    return _HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body


def with_head(*lines: bytes) -> bytes:
    return b"\r\n".join(lines) + b"\r\n" + _HEAD + _PLAIN + _TEXT


# -- structure --------------------------------------------------------------------------------------------------------


def nested_multiparts(depth: int = 3000) -> bytes:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (at, at) for at in range(depth)
    )
    return _HEAD + opened + _PLAIN + _TEXT + b"".join(b"\r\n--b%d--\r\n" % at for at in reversed(range(depth)))


def nested_mails(depth: int = 2000) -> bytes:
    return (_HEAD + b"Content-Type: message/rfc822\r\n\r\n") * depth + _HEAD + _PLAIN + _TEXT


def many_parts(count: int = 10_000) -> bytes:
    part = b"--b\r\n" + _PLAIN + "Согласовано\r\n".encode()
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * count + b"--b--\r\n"


def many_empty_parts() -> bytes:
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 200_000 + b"--b--\r\n"


def same_boundary_inside() -> bytes:
    inner = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 2000
    return _HEAD + inner + _PLAIN + _TEXT + b"\r\n--b--\r\n"


def endless_boundary() -> bytes:
    boundary = b"b" * _MEGABYTE
    head = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
    return _HEAD + head + (b"--" + boundary[:-1] + b"\r\n") * 4 + b"--" + boundary + b"\r\n" + _PLAIN + _TEXT


def boundary_everywhere() -> bytes:
    return _HEAD + b"Content-Type: multipart/mixed; boundary=-\r\n\r\n" + b"---\r\n" * 200_000


def boundary_of_patterns() -> bytes:
    head = b'Content-Type: multipart/mixed; boundary="(a+)+$.*[\\"\r\n\r\n--(a+)+$.*[\r\n'
    return _HEAD + head + _PLAIN + b"a" * 100_000


def mail_in_mail_in_base64(depth: int = 12) -> bytes:
    inner = _HEAD + _PLAIN + _TEXT
    for _ in range(depth):
        inner = (
            _HEAD + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(inner)
        )  # fmt: skip
    return inner


def no_structure() -> bytes:
    return random.Random(4).randbytes(_MEGABYTE)


def bare_returns() -> bytes:
    return _HEAD.replace(b"\r\n", b"\r") + b"\r" + _TEXT.replace(b"\r\n", b"\r")


def utf_16() -> bytes:
    return "From: belova@scena.example\r\n\r\nСогласовано".encode("utf-16")


def nothing() -> bytes:
    return b""


def no_body() -> bytes:
    return _HEAD


def no_head() -> bytes:
    return b"\r\n\r\n" + _TEXT


# -- headers ----------------------------------------------------------------------------------------------------------


def huge_subject() -> bytes:
    return with_head(b"Subject: " + b"[" * (10 * _MEGABYTE))


def brackets_in_subject() -> bytes:
    return with_head(b"Subject: " + b"[a/" * 100_000 + b"]" * 100_000)


def many_headers() -> bytes:
    return with_head(*(b"X-%d: y" % at for at in range(200_000)))


def encoded_words() -> bytes:
    return with_head(b"Subject: " + b"=?utf-8?b?0KHQvtCz0Ls=?=\r\n " * 50_000)


def broken_encoded_words() -> bytes:
    return with_head(b"Subject: " + b"=?utf-8?q?=?=?" * 100_000, b"X: =?" + b"?" * _MEGABYTE)


def many_addresses() -> bytes:
    return with_head(b"To: " + b"a <a@b.example>,\r\n " * 100_000, b"From: " + b"<" * 100_000 + b"x@y.example")


def comments_in_addresses() -> bytes:
    return with_head(b"From: " + b"(" * 200_000 + b"a@b.example", b'Cc: "' + b'\\"' * 200_000)


def many_references() -> bytes:
    return with_head(b"References: " + b"<a@b.example>\r\n " * 100_000, b"In-Reply-To: " + b"<" * _MEGABYTE)


def continued_parameters() -> bytes:
    name = b"".join(b";\r\n name*%d*=utf-8''%%d0%%a1" % at for at in range(20_000))
    return _HEAD + b"Content-Type: text/plain" + name + b"\r\n\r\n" + _TEXT


def parameters() -> bytes:
    return _HEAD + b"Content-Type: text/plain" + b"; a=b" * 200_000 + b"\r\n\r\n" + _TEXT


def quotes_in_parameters() -> bytes:
    return _HEAD + b'Content-Type: text/plain; charset="' + b'\\"' * 200_000 + b"\r\n\r\n" + _TEXT


def odd_dates() -> bytes:
    return with_head(b"Date: Tue, 99 Nov 999999999 99:99:99 +99999999999", b"Date: " + b"1" * 100_000)


def nul_bytes() -> bytes:
    return (
        _HEAD.replace(b"Re:", b"R\0e:") + b"X\0: \0\r\n" + _PLAIN + b"\0".join(_TEXT[at : at + 1] for at in range(20))
    )


def surrogates() -> bytes:
    return with_head(b"Subject: \xed\xa0\x80\xff\xfe", b"From: \xff\xff <\xed\xb0\x80@b.example>")


def header_without_end() -> bytes:
    return b"Subject" + b"x" * (5 * _MEGABYTE)


def folded_for_ever() -> bytes:
    return with_head(b"Subject: a" + b"\r\n \t" * 300_000)


def authentication_results() -> bytes:
    return with_head(
        b"Authentication-Results: mx.scena.example" + b"; dkim=pass (" * 50_000, b"DKIM-Signature: v=1" * 5000
    )


# -- encodings --------------------------------------------------------------------------------------------------------


def in_charset(name: bytes, body: bytes) -> bytes:
    return _HEAD + b"Content-Type: text/plain; charset=" + name + b"\r\n\r\n" + body


def punycode() -> bytes:
    return in_charset(b"punycode", b"a" * 300_000 + b"-" + b"z9" * 150_000)


def idna() -> bytes:
    return in_charset(b"idna", b"xn--" + b"a" * _MEGABYTE)


def codecs_that_are_none() -> bytes:
    names = (b"zlib", b"hex", b"bz2", b"rot13", b"unicode_escape", b"raw_unicode_escape", b"undefined", b"mbcs", b"utf-7",
             b"base64", b"uu", b"../../etc", b"\0", b"utf_32", b"x" * 1000)  # fmt: skip
    parts = b"".join(b"--b\r\nContent-Type: text/plain; charset=" + each + b"\r\n\r\n" + _TEXT for each in names)
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"


def huge_charset_name() -> bytes:
    return in_charset(b"x" * _MEGABYTE, _TEXT)


def cut_base64() -> bytes:
    body = base64.encodebytes(_TEXT * 1000)
    return (
        _HEAD + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body[:-1001]
    )


def base64_of_nothing() -> bytes:
    return _HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=" * _MEGABYTE


def soft_breaks() -> bytes:
    return (
        _HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 500_000
    )


def uuencoded() -> bytes:
    return (
        _HEAD
        + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n"
        + b"M" * _MEGABYTE
    )


def flowed() -> bytes:
    head = b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n"
    return _HEAD + head + b"a \r\n" * 250_000


def winmail() -> bytes:
    tnef = b"\x78\x9f\x3e\x22" + b"\x01\x00" + b"\x02\x01\x90\x06\x00\xff\xff\xff\x7f" * 20_000
    head = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return _HEAD + head + base64.encodebytes(tnef)


# -- text -------------------------------------------------------------------------------------------------------------


def one_long_line() -> bytes:
    return plain("согласовано ".encode() * 45_000)


def one_long_word() -> bytes:
    return plain("а".encode() * (_MEGABYTE // 2))


def blanks() -> bytes:
    return plain(b" " * _MEGABYTE + b"\r\n" + b"\t" * 1000)


def line_ends() -> bytes:
    return plain(b"\r\n" * 500_000)


def marks() -> bytes:
    return plain(b">" * 500_000 + b"\r\n" + b"> " * 250_000)


def marked_lines() -> bytes:
    return plain(b"".join(b">" * (at % 300) + b" x\r\n" for at in range(6000)))


def twice_marked_lines() -> bytes:
    return plain(
        b">> a text that somebody quoted twice and that is long enough to look at all of it, 24 times\r\n" * 8000
    )


def attributions() -> bytes:
    return plain(("On " * 20_000 + "wrote:\r\n" + "24.11.2026 " * 20_000 + "пишет:\r\n").encode())


def many_attributions() -> bytes:
    return plain("24.11.2026 10:15, Имя <a@b.example> пишет:\r\n> x\r\n".encode() * 12_000)


def header_blocks() -> bytes:
    return plain("От: a\r\nОтправлено: b\r\nКому: c\r\nТема: d\r\n\r\n".encode() * 12_000)


def dashes() -> bytes:
    return plain(b"-" * 400_000 + b"\r\n" + b"-- \r\n" * 100_000 + b"_" * 400_000)


def signs() -> bytes:
    return plain("?!.,:;«»()[]{}*/\\|+-_=~`^%$#@№…—–".encode() * 12_000)


def pictures() -> bytes:
    return plain("👍🏽\u200d✅\ufe0f".encode() * 60_000)


def combining_marks() -> bytes:
    return plain(("о" + "\u0301" * 400_000).encode())


def direction_marks() -> bytes:
    return plain(("\u202eонавосалгоС\u202c\u200b\u2066" * 20_000).encode())


def numbers_of_contracts() -> bytes:
    return plain("З-2026-0042 согласовано. ".encode() * 20_000)


def almost_phrases() -> bytes:
    return plain("не возражаю против не согласованного не без возражений, ".encode() * 8000)


def bounce_like() -> bytes:
    head = b"Auto-Submitted: auto-replied\r\nReturn-Path: <>\r\n"
    return plain(
        b"   ----- The following addresses had permanent fatal errors -----\r\n<a@b.example>\r\n" * 10_000, head
    )


def delivery_status() -> bytes:
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n" + _PLAIN + _TEXT
    fields = b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" * 15_000
    return _HEAD + head + b"--b\r\nContent-Type: message/delivery-status\r\n\r\n" + fields + b"--b--\r\n"


def calendar() -> bytes:
    return (
        _HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" * 30_000
    )


# -- HTML -------------------------------------------------------------------------------------------------------------


def nested_divs() -> bytes:
    return html(b"<div>" * 180_000 + _TEXT)


def nested_quotes() -> bytes:
    return html(b"<blockquote><div class=gmail_quote>" * 25_000 + _TEXT)


def nested_tables() -> bytes:
    return html(b"<table><tr><td>" * 60_000 + _TEXT)


def unclosed_tags() -> bytes:
    return html(b"<a href='" * 100_000 + _TEXT)


def open_brackets() -> bytes:
    return html(b"<" * _MEGABYTE)


def entities() -> bytes:
    return html(b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + b"&b;" * 200_000)


def ampersands() -> bytes:
    return html(b"&" * _MEGABYTE)


def attributes() -> bytes:
    return html(b"<p " + b"a=b " * 200_000 + b">" + _TEXT)


def long_style() -> bytes:
    return html(b'<p style="' + b"color:red;" * 100_000 + b'">' + _TEXT + b"<style>" + b".a{display:none}" * 20_000)


def comments() -> bytes:
    return html(b"<!--" * 200_000 + _TEXT)


def conditional_comments() -> bytes:
    return html(b"<!--[if mso]>" * 50_000 + _TEXT + b"<![endif]-->")


def breaks() -> bytes:
    return html(b"<br>" * 250_000 + _TEXT)


def formatting() -> bytes:
    return html(b"<b><i><u>" * 100_000 + _TEXT)


def script() -> bytes:
    return html(b"<script>" + b"</scrip" * 100_000 + _TEXT)


def hidden_text() -> bytes:
    return html('<p style="display:none">Согласовано</p>'.encode() * 15_000)


def picture_in_text() -> bytes:
    return html(b'<img src="data:image/png;base64,' + b"A" * _MEGABYTE + b'">' + _TEXT)


# -- 50 MB ------------------------------------------------------------------------------------------------------------


def fifty_megabytes_of_text() -> bytes:
    return plain(_TEXT * (50 * _MEGABYTE // len(_TEXT)))


def fifty_megabytes_of_html() -> bytes:
    return html(b"<p>" + _TEXT + b"</p>" + b"<div>a</div>" * (50 * _MEGABYTE // 12))


def fifty_megabytes_attached() -> bytes:
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + _PLAIN + _TEXT
    file = b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return _HEAD + head + file + (b"QUJD" * 19 + b"\r\n") * (50 * _MEGABYTE // 78) + b"--b--\r\n"


LARGE: tuple[Callable[[], bytes], ...] = (fifty_megabytes_of_text, fifty_megabytes_of_html, fifty_megabytes_attached)
SMALL: tuple[Callable[[], bytes], ...] = (
    nested_multiparts, nested_mails, many_parts, many_empty_parts, same_boundary_inside, endless_boundary,
    boundary_everywhere, boundary_of_patterns, mail_in_mail_in_base64, no_structure, bare_returns, utf_16, nothing,
    no_body, no_head, huge_subject, brackets_in_subject, many_headers, encoded_words, broken_encoded_words,
    many_addresses, comments_in_addresses, many_references, continued_parameters, parameters, quotes_in_parameters,
    odd_dates, nul_bytes, surrogates, header_without_end, folded_for_ever, authentication_results, punycode, idna,
    codecs_that_are_none, huge_charset_name, cut_base64, base64_of_nothing, soft_breaks, uuencoded, flowed, winmail,
    one_long_line, one_long_word, blanks, line_ends, marks, marked_lines, twice_marked_lines, attributions, many_attributions,
    header_blocks, dashes, signs, pictures, combining_marks, direction_marks, numbers_of_contracts, almost_phrases,
    bounce_like, delivery_status, calendar, nested_divs, nested_quotes, nested_tables, unclosed_tags, open_brackets,
    entities, ampersands, attributes, long_style, comments, conditional_comments, breaks, formatting, script,
    hidden_text, picture_in_text,
)  # fmt: skip
