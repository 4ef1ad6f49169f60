"""Which charset bytes are read in: a right declaration counts, a wrong one does no harm."""

from __future__ import annotations

import pytest

from daemon.mail.parsing.charset import declared_in, decode

SENTENCES = [
    "Согласовано.",
    "Согласовано, но уберите пункт 5",
    "Вернуть: срок поставки не тот.",
    "Не возражаю, подписывайте",
    "Прошу исправить цену в спецификации и прислать снова",
]
WORDS = ["Да", "Нет", "Ок", "Утверждаю", "Возвращаю", "Юристы против", "Ждём цифры", "Ещё нет", "Щит", "Эхо", "Цех"]
CHARSETS = ["cp1251", "koi8-r", "cp866", "iso8859-5"]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("text", [*SENTENCES, *WORDS])
def test_a_right_declaration_is_believed_whatever_the_letters_look_like(text: str, charset: str) -> None:
    for each in (text, text.upper(), text.lower(), text.title()):
        assert decode(each.encode(charset), charset) == each


@pytest.mark.parametrize(
    "declared", ["", "utf-8", "iso-8859-1", "us-ascii", "koi8-r", "cp1251", "cp866", "iso8859-5", "hex"]
)
@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("text", SENTENCES)
def test_a_wrong_declaration_does_no_harm(text: str, charset: str, declared: str) -> None:
    assert decode(text.encode(charset), declared) == text


@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "hex", "unicode-1-1-utf-7", "iso-2022-jp"])
@pytest.mark.parametrize("text", SENTENCES)
def test_capitals_without_a_declaration_are_told_by_their_frequency(text: str, declared: str) -> None:
    for charset in ("cp1251", "koi8-r"):
        assert decode(text.upper().encode(charset), declared) == text.upper()


@pytest.mark.parametrize(
    "declared", ["hex", "base64", "rot13", "zlib", "bz2", "uu", "quopri", "idna", "punycode", "no", "x" * 90]
)
def test_only_charsets_of_text_count(declared: str) -> None:
    assert decode("Согласовано".encode(), declared) == "Согласовано"


@pytest.mark.parametrize("declared", ["utf-7", "unicode-1-1-utf-7"])
def test_utf_7_is_read_where_it_is_written(declared: str) -> None:
    assert decode("Согласовано".encode("utf-7"), declared) == "Согласовано"
    assert decode("Согласовано".encode(), declared) == "Согласовано"


def test_a_text_that_begins_late_is_judged_by_its_own_letters() -> None:
    text = " " * 9000 + "Согласовано"
    assert decode(text.encode("koi8-r")) == text


@pytest.mark.parametrize(
    "head",
    [
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        b"<META charset='windows-1251'>",
        b'<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_html_may_declare_its_charset_itself(head: bytes) -> None:
    assert declared_in(b"<html><head>" + head) == "windows-1251"
