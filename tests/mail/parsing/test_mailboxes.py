"""Who wrote: addresses are parsed before they are decoded, and what only looks like one is none."""

from __future__ import annotations

import time

import pytest

from daemon.mail.interpret.pipeline import interpret
from daemon.mail.parsing.mailboxes import author_of, mailboxes
from daemon.mail.parsing.message import parse
from mail.post import LEXICON, OWN

ORLOVA, OUTSIDER = "orlova@scena.example", "outsider@else.example"


@pytest.mark.parametrize(
    "header",
    [
        f"{OUTSIDER} (x <{ORLOVA}>)",
        f"Outsider <{OUTSIDER}> (x <{ORLOVA}>)",
        f"x (a (b) <{ORLOVA}>) <{OUTSIDER}>",
        f"{OUTSIDER} (x <{ORLOVA}>",
        f"{OUTSIDER} (=?utf-8?q?=3Corlova=40scena.example=3E?=)",
        f"=?utf-8?q?=3Corlova=40scena.example=3E?= <{OUTSIDER}>",
        f"=?utf-8?b?PG9ybG92YUBzY2VuYS5leGFtcGxlPg==?= <{OUTSIDER}>",
        f'"{ORLOVA}" <{OUTSIDER}>',
        f"{ORLOVA} <{OUTSIDER}>",
        f'"a\\" <{ORLOVA}>," <{OUTSIDER}>',
        f"<@{ORLOVA.partition('@')[2]}:{OUTSIDER}>",
        f"{ORLOVA}: {OUTSIDER};",
    ],
)
def test_an_address_in_a_comment_a_name_or_an_encoded_word_is_nobodys(header: str) -> None:
    assert author_of([header])[0].email == OUTSIDER


@pytest.mark.parametrize(
    "header",
    [
        "orlova (a (b \\) ) c) @ (x) scena.example",
        "Orlova <orlova@ scena.example>",
        f"Orlova < {ORLOVA} (x)>",
        f"Orlova <(x){ORLOVA}>",
        '"orlova"@scena.example',
        '<"Orlova"@Scena.Example>',
        '"orl\\ova"@scena.example',
    ],
)
def test_spaces_comments_and_quotes_that_an_address_can_spare_change_nothing(header: str) -> None:
    assert author_of([header])[0].email == ORLOVA


@pytest.mark.parametrize(
    ("header", "email"),
    [
        ('" orlova"@scena.example', '" orlova"@scena.example'),
        (f'"{ORLOVA}"@else.example', f'"{ORLOVA}"@else.example'),
        ('"orlova".x@scena.example', ""),
        ("x orlova @ scena.example", ""),
        ("<x orlova@scena.example>", ""),
        (f"{ORLOVA} (a) @ else.example", ""),
        ("Orlova <outsider(<orlova@scena.example>)@else.example>", OUTSIDER),
    ],
)
def test_none_of_them_makes_another_address_hers(header: str, email: str) -> None:
    assert author_of([header])[0].email == email


@pytest.mark.parametrize(
    "header",
    [
        f"{ORLOVA}, {OUTSIDER}",
        f"Orlova <{ORLOVA}>; Outsider <{OUTSIDER}>",
        f"<{ORLOVA}> <{OUTSIDER}>",
        f"We: {ORLOVA}, {OUTSIDER};",
        "=?utf-8?q?Orlova_=3Corlova=40scena.example=3E?=",
        f"({ORLOVA})",
        f'"<{ORLOVA}>"',
        "undisclosed-recipients:;",
        f"{ORLOVA} <>",
        "",
    ],
)
def test_two_authors_or_none_are_nobody(header: str) -> None:
    assert author_of([header])[0].email == ""


def test_two_headers_with_different_authors_are_nobody() -> None:
    assert author_of([ORLOVA, OUTSIDER])[0].email == ""
    assert author_of([ORLOVA, f"Orlova <{ORLOVA.upper()}>"])[0].email == ORLOVA


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (f"Orlova, Irina <{ORLOVA}>", "Orlova, Irina"),
        (f'"Orlova, Irina" <{ORLOVA}>', "Orlova, Irina"),
        (f"=?utf-8?q?Orlova,_I?= <{ORLOVA}>", "Orlova, I"),
        (f"=?utf-8?q?Orlova_(x?= <{ORLOVA}>", "Orlova (x"),
        (f"=?utf-8?b?0J7RgNC70L7QstCw?= =?utf-8?b?INCY0YDQuNC90LA=?= <{ORLOVA}>", "Орлова Ирина"),
        (f"Орлова И. <{ORLOVA}>", "Орлова И."),
        (f"{ORLOVA} (Ирина Орлова)", "Ирина Орлова"),
        (f'"Orlova <{ORLOVA}>', "Orlova"),
        (f"Irina @ Scena <{ORLOVA}>", "Irina @ Scena"),
        (f"<mailto:{ORLOVA}>", ""),
        (f"{ORLOVA};", ""),
    ],
)
def test_names_are_kept_as_people_write_them(header: str, name: str) -> None:
    assert [(each.email, each.name) for each in mailboxes(header)] == [(ORLOVA, name)]


def test_the_recipients_are_read_by_the_same_rules() -> None:
    message = parse(
        f"From: {ORLOVA}\r\nTo: A <a@x.example> (<b@x.example>)\r\nCc: c@x.example, D <d@x.example>\r\n\r\nx".encode()
    )
    assert [each.email for each in message.to] == ["a@x.example", "c@x.example", "d@x.example"]


def test_two_authors_are_said_in_the_evidence() -> None:
    raw = f"From: {ORLOVA}, {OUTSIDER}\r\nTo: contracts@scena.example\r\n\r\nСогласовано.".encode()
    interpretation = interpret(raw, own_addresses=OWN, sent=None, lexicon=LEXICON)
    assert interpretation.message.sender.email == ""
    assert any(ORLOVA in each and OUTSIDER in each for each in interpretation.evidence)


@pytest.mark.parametrize("sign", ["(", '"', "<", "=?x?q?", "\\", ",", "a,", "(()", "a@b.example,", "a ", ":"])
def test_no_header_takes_long(sign: str) -> None:
    begun = time.process_time()
    list(mailboxes(sign * (32_000 // len(sign))))
    assert time.process_time() - begun < 1
