"""Text that was encoded once more than its headers say is read as it was written."""

from __future__ import annotations

import quopri
from base64 import b64encode

import pytest

from daemon.mail.parsing.account import Fate
from daemon.mail.parsing.message import parse
from daemon.mail.parsing.twice_encoded import is_garbled, unwrapped

SAID = "Пункт 5 исправить: срок ИЗ 30 дней, её часть"
ENCODED = {
    "UTF-8 as Latin-1": SAID.encode().decode("latin-1"),
    "UTF-8 as cp1252": "".join(
        bytes([each]).decode("cp1252") if each not in b"\x81\x8d\x8f\x90\x9d" else chr(each) for each in SAID.encode()
    ),
    "UTF-8 as cp1251": SAID.encode().decode("cp1251", "replace"),
    "quoted-printable": quopri.encodestring(SAID.encode()).decode(),
    "base64": b64encode(SAID.encode()).decode(),
    "codes of JSON": SAID.encode("ascii", "backslashreplace").decode(),
}


@pytest.mark.parametrize("way", ENCODED)
def test_what_was_encoded_once_too_often_is_decoded(way: str) -> None:
    assert unwrapped(ENCODED[way]).strip() == SAID


@pytest.mark.parametrize("way", ["UTF-8 as Latin-1", "UTF-8 as cp1252", "UTF-8 as cp1251"])
def test_only_the_lines_that_are_garbled_are_changed(way: str) -> None:
    assert unwrapped(f"Согласовано.\n{ENCODED[way]}\nОрлова") == f"Согласовано.\n{SAID}\nОрлова"


@pytest.mark.parametrize(
    "text",
    [
        "Согласовано – «пункт 5», ёлка… №7",
        "РСТ и РСФСР, СССР",
        "Ñandú, Ðuro à la carte",
        "Approved=20today",
        "aGVsbG8gd29ybGQgYW5kIGV2ZXJ5Ym9keSBlbHNl",
        r"C:\users\orlova",
        "Згода, їжак, ґанок",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert unwrapped(text) == text
    assert not is_garbled(text)


def test_a_line_that_cannot_be_decoded_is_told() -> None:
    line = f"Да, {ENCODED['UTF-8 as cp1251']}"
    message = parse(f"Content-Type: text/plain; charset=utf-8\r\n\r\nСогласовано.\r\n{line}\r\n".encode())
    assert [(each.fate, each.text) for each in message.unread] == [(Fate.UNREADABLE, "")]
