"""The headers of MIME are read as mail programs read them, whatever comments and signs stand around."""

from __future__ import annotations

import pytest

from daemon.mail.parsing.message import Message, parse
from daemon.mail.parsing.mime_headers import mended


def with_disposition(value: str) -> Message:
    return parse(
        f"From: orlova@scena.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
        f"--b\r\nContent-Type: text/plain\r\nContent-Disposition: {value}\r\n\r\ny\r\n--b--\r\n".encode()
    )


@pytest.mark.parametrize(
    ("value", "disposition", "files"),
    [
        ("reaction", "reaction", []),
        ("(a (b)) Reaction (c); (d) x=y", "reaction", []),
        ('"reaction"', "reaction", []),
        ("\r\n reaction", "reaction", []),
        ("reaction x=y", "reaction", []),
        ("inline (the body)", "inline", []),
        ("(a) attachment (b); filename=Terms.txt", "attachment", ["Terms.txt"]),
        ("attachment filename=Terms.txt", "attachment", ["Terms.txt"]),
        ('attachment; filename="Terms (2).txt"', "attachment", ["Terms (2).txt"]),
        ("attachment (x); filename=Terms(2).txt", "attachment", ["Terms(2).txt"]),
        ("", "", []),
        ("(", "(", []),
    ],
)
def test_a_disposition_may_have_comments_and_lack_a_semicolon(value: str, disposition: str, files: list[str]) -> None:
    message = with_disposition(value)
    assert message.parts[-1].disposition == disposition
    assert [each.name for each in message.attachments] == files


@pytest.mark.parametrize("value", ["inline", "attachment; filename=a (b).docx", 'attachment; filename="(x)"'])
def test_a_disposition_in_its_right_form_stays(value: str) -> None:
    assert mended("Content-Disposition", value) == value
