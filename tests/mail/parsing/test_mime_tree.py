"""What a mail program shows of a mail whose headers, boundaries or encodings are broken, and what is a file in it."""

from __future__ import annotations

import base64
import binascii
import quopri

import pytest

from daemon.mail.parsing.account import Fate
from daemon.mail.parsing.body_lines import shown_lines
from daemon.mail.parsing.message import Message, parse

WORDS = "Согласовано, но срок поставки надо сократить."
HEAD = "From: Orlova <orlova@scena.example>\r\nSubject: Re: [x]\r\nMIME-Version: 1.0\r\n"
PICTURE = 'Content-Type: image/png; name="1.png"\r\nContent-Disposition: inline; filename="1.png"\r\n\r\nx'
TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = "Content-Type: text/html; charset=utf-8\r\n\r\n"


def mail(headers: str, body: str | bytes) -> Message:
    content = body if isinstance(body, bytes) else body.encode()
    return parse(f"{HEAD}{headers}\r\n\r\n".encode() + content)


def mixed(*parts: str, kind: str = "mixed") -> Message:
    body = "".join(f"--=_b\r\n{part}\r\n" for part in parts) + "--=_b--\r\n"
    return mail(f'Content-Type: multipart/{kind}; boundary="=_b"', body)


def said(message: Message) -> str:
    return " ".join(" ".join(line.text for line in shown_lines(message.shown).lines).split())


@pytest.mark.parametrize(
    "encoding",
    [
        "base64;",
        "BASE64 ",
        '"base64"',
        "base64; charset=utf-8",
        "base64 (of the body)",
        "base 64",
        "Base-64",
        "x-base64",
    ],
)
def test_base64_is_known_however_it_is_written(encoding: str) -> None:
    message = mail(f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}",
                   base64.encodebytes(WORDS.encode()))  # fmt: skip
    assert said(message) == WORDS


@pytest.mark.parametrize(
    "encoding", ["quoted-printable;", "Quoted_Printable", "quoted printable", "'quoted-printable'"]
)
def test_quoted_printable_is_known_however_it_is_written(encoding: str) -> None:
    message = mail(f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}",
                   quopri.encodestring(WORDS.encode()))  # fmt: skip
    assert said(message) == WORDS


@pytest.mark.parametrize(
    "content_type",
    [
        'text/plain charset="utf-8"',
        "text/plain, charset=utf-8",
        "text/plain;; charset=utf-8",
        "text/plain (a text); charset=utf-8",
        "text/plain; charset=utf-8 format=fixed",
        "text / plain; charset=utf-8",
        '"text/plain"; charset=utf-8',
        "text; charset=utf-8",
        "plain",
        "",
        "text/enriched; charset=utf-8",
        "text/x-unknown; charset=utf-8",
        "text/markdown; charset=utf-8",
        "text/plain; charset=unicode-1-1-utf-7",
        "text/plain; charset=iso-2022-jp",
        "text/plain; charset=hex",
        "text/plain; charset=base64",
        "text/plain; charset=rot13",
        "text/plain; charset=no-such",
        'text/plain; charset=utf-8; name="reply.txt"',
        "multipart/mixed",
        "multipart/alternative; boundary=never-used",
    ],
)
def test_a_text_is_read_whatever_its_content_type_lacks(content_type: str) -> None:
    message = mail(f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: 8bit", WORDS)
    assert said(message) == WORDS
    assert not message.attachments


@pytest.mark.parametrize("how", ["html", "HTML; charset=utf-8", "text/html charset=utf-8", "application/xhtml+xml"])
def test_html_is_known_by_half_a_type(how: str) -> None:
    message = mail(f"Content-Type: {how}\r\nContent-Transfer-Encoding: 8bit", f"<p>{WORDS}</p>")
    assert said(message) == WORDS
    assert message.html_parts


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/mixed boundary=QQ",
        'multipart/mixed\r\n boundary="QQ"',
        "multipart/mixed",
        "multipart/mixed; boundary=other",
        "MULTIPART/MIXED, boundary=QQ",
        "multipart/mixed (x); boundary=QQ",
    ],
)
@pytest.mark.parametrize("encoded", [False, True])
def test_parts_are_found_by_the_boundary_that_is_used(content_type: str, encoded: bool) -> None:
    body = f"--QQ\r\n{TEXT}{WORDS}\r\n--QQ\r\n{PICTURE}\r\n--QQ--\r\n".encode()
    encoding = "\r\nContent-Transfer-Encoding: base64" if encoded else ""
    message = mail(f"Content-Type: {content_type}{encoding}", base64.encodebytes(body) if encoded else body)
    assert said(message) == WORDS
    assert [each.name for each in message.attachments] == ["1.png"]


@pytest.mark.parametrize(
    "before", ["\ufeff", "\r\n\r\n", ">From orlova@scena.example Sat Nov 28\r\n", "From x Sat\r\n"]
)
def test_what_stands_before_the_head_is_no_part_of_it(before: str) -> None:
    message = parse(f"{before}{HEAD}{TEXT}{WORDS}".encode())
    assert message.sender.email == "orlova@scena.example"
    assert said(message) == WORDS


@pytest.mark.parametrize("end", ["\r\r\n", "\r", "\n"])
def test_lines_end_as_they_may(end: str) -> None:
    message = parse(f"{HEAD}{TEXT}{WORDS}\r\nНе раньше.".replace("\r\n", end).encode())
    assert message.sender.email == "orlova@scena.example"
    assert said(message) == f"{WORDS} Не раньше."


def test_a_space_before_the_colon_ends_no_head() -> None:
    """RFC 5322, 4.5."""
    assert parse(f"Date : Sat\r\n{HEAD}{TEXT}{WORDS}".encode()).sender.email == "orlova@scena.example"


def test_every_html_part_is_shown_in_its_order() -> None:
    """Apple's programs part the text around pictures."""
    message = mixed(
        f"{PAGE}<html><body>Согласовано.</body></html>", PICTURE, f"{PAGE}<html><body>Кроме 5.</body></html>"
    )
    assert said(message) == "Согласовано. Кроме 5."
    assert len(message.html_parts) == 2


def test_a_text_and_a_page_that_are_no_alternatives_are_both_shown() -> None:
    text, page = f"{TEXT}Согласовано.", f"{PAGE}<p>Кроме 5.</p>"
    assert said(mixed(text, page)) == "Согласовано. Кроме 5."
    assert said(mixed(page, text)) == "Кроме 5. Согласовано."


def test_of_alternatives_the_page_is_shown_and_the_text_kept() -> None:
    message = mixed(f"{TEXT}Согласовано.", f"{PAGE}<p>Согласовано.</p>", kind="alternative")
    assert said(message) == "Согласовано."
    assert message.plain.strip() == "Согласовано."


def test_two_pages_of_an_alternative_are_both_shown() -> None:
    message = mixed(f"{PAGE}<p>Согласовано.</p>", f"{PAGE}<p>Кроме 5.</p>", kind="alternative")
    assert said(message) == "Согласовано. Кроме 5."


@pytest.mark.parametrize(
    "header",
    [
        'text/plain; charset=utf-8; name="ATT00001.txt"\r\nContent-Disposition: attachment; filename="ATT00001.txt"',
        'text/plain; charset=utf-8; name="ATT00001"\r\nContent-Disposition: attachment',
        'application/octet-stream; name="att00012.txt"\r\nContent-Disposition: attachment',
        "text/plain; charset=utf-8\r\nContent-Disposition: inline",
        "text/plain; charset=utf-8",
    ],
)
def test_the_rest_of_the_body_behind_a_picture_is_read(header: str) -> None:
    message = mixed(f"{TEXT}Согласовано.", PICTURE, f"Content-Type: {header}\r\n\r\nКроме 5.")
    assert said(message) == "Согласовано. Кроме 5."
    assert [each.name for each in message.attachments] == ["1.png"]


def test_the_rest_of_a_page_is_read_as_a_page() -> None:
    rest = 'Content-Type: text/html; name="ATT00001.htm"\r\nContent-Disposition: attachment\r\n\r\n<p>Кроме 5.</p>'
    assert said(mixed(f"{TEXT}Согласовано.", PICTURE, rest)) == "Согласовано. Кроме 5."


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ('text/plain; charset=utf-8; name="замечания.txt"\r\nContent-Disposition: attachment', "Кроме 5."),
        ('text/plain; name="notes.txt"\r\nContent-Disposition: inline; filename="notes.txt"', "Кроме 5."),
        ('application/octet-stream; name="notes.txt"', "Кроме 5."),
        ('text/html; name="notes.html"\r\nContent-Disposition: attachment', "<style>p{}</style><p>Кроме 5.</p>"),
        ('text/markdown; name="notes.md"\r\nContent-Disposition: attachment', "Кроме 5."),
        ("text/plain\r\nContent-Disposition: attachment", "Кроме 5."),
    ],
)
def test_the_words_of_a_text_file_are_no_body_and_not_unseen(header: str, body: str) -> None:
    message = mixed(f"{TEXT}Согласовано.", f"Content-Type: {header}\r\n\r\n{body}")
    assert said(message) == "Согласовано."
    assert [(each.fate, each.text) for each in message.unread] == [(Fate.FILE, "Кроме 5.")]
    assert len(message.attachments) == 1


@pytest.mark.parametrize("disposition", ["attachment", "attachment; filename=body.txt", "inline; filename=body.txt"])
def test_a_text_that_is_the_whole_mail_is_its_body(disposition: str) -> None:
    assert said(mail(f"Content-Type: text/plain\r\nContent-Disposition: {disposition}", WORDS)) == WORDS


@pytest.mark.parametrize(
    "sentence",
    [
        "Для просмотра этого письма используйте программу с поддержкой HTML.",
        "Ваш почтовый клиент не поддерживает формат HTML.",
        "This message is in HTML format. Please use an HTML-compatible e-mail reader.",
        "To view this message, please use an HTML compatible email viewer!",
        "Your mail program does not support HTML. View it in your browser: https://mail.example/v/1",
    ],
)
def test_what_a_program_says_in_place_of_html_is_no_word_of_the_person(sentence: str) -> None:
    message = mixed(f"{TEXT}{sentence}", f"{PAGE}<p>{WORDS}</p>", kind="alternative")
    assert not message.plain.strip()
    assert said(message) == WORDS


@pytest.mark.parametrize("sentence", ["Договор в HTML не согласован", "Не подпишу HTML", "Согласовано", "Нет, HTML"])
def test_words_about_html_are_a_persons(sentence: str) -> None:
    assert mixed(f"{TEXT}{sentence}", f"{PAGE}<p>{WORDS}</p>", kind="alternative").plain.strip() == sentence


def signed(content: bytes) -> str:
    """Opaque S/MIME (RFC 5652, 5.1) around these bytes, as far as a reader without a key looks."""

    def value(tag: int, *inside: bytes) -> bytes:
        data = b"".join(inside)
        size = len(data).to_bytes(4, "big")
        return bytes([tag, 0x84]) + size + data

    octets = value(0xA0, value(0x04, content))
    enclosed = value(0x30, bytes.fromhex("06092a864886f70d010701"), octets)
    data = value(0x30, b"\x02\x01\x01", value(0x31), enclosed)
    return base64.encodebytes(value(0x30, bytes.fromhex("06092a864886f70d010702"), value(0xA0, data))).decode()


@pytest.mark.parametrize(
    "content_type",
    [
        'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
        "application/x-pkcs7-mime",
        'application/octet-stream; name="smime.p7m"',
    ],
)
def test_the_mail_inside_its_signature_is_the_mail(content_type: str) -> None:
    inside = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{WORDS}".encode()
    message = mail(f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64", signed(inside))
    assert said(message) == WORDS
    assert not message.attachments


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dogovor.pdf.p7m", b"%PDF-1.4\n1 0 obj"),
        ("akt.txt.p7m", "Акт: вернуть поставщику товар".encode()),
        ("akt.eml.p7m", b"Content-Type: text/plain\r\n\r\nReturn it"),
        ("smime.p7m", "Акт: вернуть поставщику товар".encode()),
    ],
)
@pytest.mark.parametrize("media_type", ["application/pkcs7-mime", "application/octet-stream"])
def test_a_signed_file_is_no_mail(name: str, content: bytes, media_type: str) -> None:
    part = f'Content-Type: {media_type}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n{signed(content)}'
    message = mixed(f"{TEXT}Подписано.", part)
    assert said(message) == "Подписано."
    assert [each.name for each in message.attachments] == [name]


def test_a_uuencoded_file_is_a_file_and_the_words_around_it_are_read() -> None:
    data = bytes(range(256))
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)).decode()
    message = mail("Content-Type: text/plain; charset=utf-8",
                   f"Согласовано.\r\n\r\nbegin 666 scan.pdf\r\n{lines}`\r\nend\r\nКроме 5.")  # fmt: skip
    assert said(message) == "Согласовано. Кроме 5."
    assert [(each.name, each.content) for each in message.attachments] == [("scan.pdf", data)]


@pytest.mark.parametrize(
    "text", ["begin 666 x\r\nсрок не тот\r\nend", "begin 644 the work now\r\nclause 5\r\n", "begin\r\nend"]
)
def test_words_between_begin_and_end_are_words(text: str) -> None:
    message = mail("Content-Type: text/plain; charset=utf-8", text)
    assert said(message) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        ("Approved.\n\n>From clause 5 delete the penalty.", [0, 0, 0]),
        ("Approved.\n>From our side one condition", [0, 0]),
        (">From clause 5 delete the penalty.", [0]),
        ("> Dear all\n>From Monday on\n> we work", [1, 1, 1]),
        ("Approved.\n> From clause 5", [0, 1]),
        ("Approved.\n>From: Orlova", [0, 1]),
        (">>From Monday on", [2]),
    ],
)
def test_from_at_the_beginning_of_a_line_is_the_persons(text: str, depths: list[int]) -> None:
    message = mail("Content-Type: text/plain", text)
    assert [line.depth for line in shown_lines(message.shown).lines] == depths


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("application/pdf\r\nContent-Disposition: attachment", "file.pdf"),
        ('application/pdf\r\nContent-Disposition: attachment; filename="scan.pdf."', "scan.pdf"),
        ('application/pdf; name="scan.pdf; "', "scan.pdf"),
        ('application/pdf; name="Скан договора № 5.11"', "Скан договора № 5.11.pdf"),
        ('image/jpeg; name="IMG_1.JPEG"', "IMG_1.JPEG"),
        ("image/jpeg; name=photo", "photo.jpg"),
        ('application/octet-stream; name="scan.pdf"', "scan.pdf"),
        ('application/pdf; name="scan.pdf.sig"', "scan.pdf.sig"),
    ],
)
def test_a_file_has_the_ending_of_what_it_is(header: str, name: str) -> None:
    message = mixed(f"{TEXT}Подписано.", f"Content-Type: {header}\r\n\r\nx")
    assert [each.name for each in message.attachments] == [name]


@pytest.mark.parametrize(
    "date",
    [
        "Sat, 28 Nov 2026 09:12:00 +99999999999999999",
        "Sat, 28 Nov 2026 09:12:00 +9999",
        "Sat, 28 Nov 99999999999999 09:12:00 +0500",
        "Mon, 01 Jan 1900 00:00:00 +1400",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "Sat, 99 Nov 2026 99:99:99 +0500",
        "сегодня",
        "",
        "1" * 300,
    ],
)
def test_an_absurd_date_is_none(date: str) -> None:
    assert parse(f"Date: {date}\r\n{HEAD}{TEXT}{WORDS}".encode()).date is None


def test_a_mail_in_base64_inside_a_report_has_its_message_id() -> None:
    inside = base64.encodebytes(b"Message-ID: <a@scena.example>\r\n\r\nx").decode()
    message = mixed(f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{inside}")
    assert message.returned_id == "<a@scena.example>"


@pytest.mark.parametrize(
    ("part", "fate"),
    [
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!", Fate.UNREADABLE),
        ("Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nx", Fate.UNREADABLE),
        ("Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", Fate.UNREADABLE),
        ("Content-Type: text/rtf\r\n\r\n{\\rtf1 x}", Fate.UNREADABLE),
        (f"{TEXT}{'x' * 2_100_000}", Fate.LIMIT),
    ],
)
def test_what_cannot_be_read_is_told(part: str, fate: Fate) -> None:
    assert fate in [each.fate for each in mixed(f"{TEXT}Согласовано.", part).unread]


def test_signs_that_no_charset_has_are_told() -> None:
    message = parse(f"{HEAD}{TEXT}Согласовано, кроме ".encode() + b"\xd0\xd0\xd0" + " пятого".encode())
    assert [each.fate for each in message.unread] == [Fate.UNREADABLE]


def test_more_parts_than_are_read_are_told() -> None:
    assert mixed(*[f"{TEXT}да"] * 400).unread[-1].fate is Fate.LIMIT


def test_more_parts_of_a_mail_inside_the_mail_than_are_read_are_told() -> None:
    inside = "".join(f"--=_i\r\n{TEXT}да\r\n" for _ in range(400))
    forwarded = f'Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary="=_i"\r\n\r\n{inside}'
    assert Fate.LIMIT in [each.fate for each in mixed(f"{TEXT}Согласовано.", forwarded).unread]


def test_a_head_that_is_cut_is_told() -> None:
    message = parse(f"From: orlova@scena.example\r\n{'X: y' * 20 + chr(13) + chr(10)}".encode() * 6000 + b"\r\nx")
    assert message.unread[0].fate is Fate.LIMIT


def test_what_stands_behind_the_last_boundary_is_told() -> None:
    message = mail("Content-Type: multipart/mixed; boundary=b", f"--b\r\n{TEXT}Согласовано.\r\n--b--\r\nКроме 5.")
    assert [each.text for each in message.unread] == ["Кроме 5."]


@pytest.mark.parametrize("text", ["да\n" * 5000 + "Кроме 5.", "д" * 260_000 + "\nКроме 5."])
@pytest.mark.parametrize("page", [False, True])
def test_text_beyond_a_limit_of_lines_or_characters_is_told(text: str, page: bool) -> None:
    body = f"{PAGE}<p>{text.replace(chr(10), '<br>')}</p>" if page else f"{TEXT}{text}"
    assert [each.fate for each in shown_lines(mixed(body).shown).unread] == [Fate.LIMIT]
