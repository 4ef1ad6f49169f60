"""The whole of it: a mail in, what it says out; whatever its bytes are."""

from __future__ import annotations

import base64
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.mail.classify.sender_kind import Kind
from daemon.mail.interpret.pipeline import Interpretation, interpret
from daemon.mail.interpret.rules import Intent
from mail.post import HTML_QUOTES, LEXICON, OWN, body_html, letter, mail, marked, paragraphs

TAG = "[З-2026-0042/pesrq4e82r]"


def interpretation(raw: bytes, *, known: bool = True) -> Interpretation:
    return interpret(raw, own_addresses=OWN, sent=letter() if known else None, lexicon=LEXICON)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("Согласовано", Intent.APPROVE),
        ("Вернуть: нет сметы", Intent.RETURN),
        ("Подумаю до среды", Intent.UNCLEAR),
        ("", Intent.UNCLEAR),
    ],
)
def test_text_and_html_are_read_as_one(said: str, verdict: Intent, known: bool) -> None:
    html = HTML_QUOTES["gmail"](paragraphs(said), body_html(letter()))
    assert interpretation(mail(f"{said}\n\n{marked(letter())}", html), known=known).verdict is verdict


def test_text_and_html_that_contradict_each_other_say_nothing() -> None:
    assert interpretation(mail("Согласовано", "<p>Вернуть: нет сметы</p>")).verdict is Intent.UNCLEAR


def test_words_that_only_the_text_has_are_read() -> None:
    result = interpretation(mail("Согласовано.\nСрок лучше 10 дней", "<p>Согласовано.</p>"))
    assert result.verdict is Intent.APPROVE_WITH_REMARKS
    assert "Срок" in result.reading.remarks
    assert interpretation(mail("Согласовано", "<p></p>")).verdict is Intent.APPROVE


@pytest.mark.parametrize("known", [True, False])
def test_a_buttons_subject_alone_is_asked_back(known: bool) -> None:
    result = interpretation(mail("Отправлено с iPhone", subject=f"Re: {TAG} Согласовано"), known=known)
    assert result.verdict is Intent.UNCLEAR
    assert any("Согласовано" in each for each in result.reading.evidence)


def test_a_button_with_its_line_is_its_word() -> None:
    assert interpretation(mail("Согласовано", subject=f"Re: {TAG} Согласовано")).verdict is Intent.APPROVE


def test_a_button_and_words_against_it_say_nothing() -> None:
    assert interpretation(mail("Вернуть: нет сметы", subject=f"Re: {TAG} Согласовано")).verdict is Intent.UNCLEAR
    assert interpretation(mail("Согласовано", subject=f"Re: {TAG} Вернуть")).verdict is Intent.UNCLEAR


def test_the_words_behind_a_button_may_replace_its_line() -> None:
    result = interpretation(mail("нет сметы", subject=f"Re: {TAG} Вернуть"))
    assert result.verdict is Intent.RETURN
    assert result.reading.remarks == "нет сметы"


@pytest.mark.parametrize("subject", ["Approve: {}", "Утвердить: {}", "Reject: {}"])
def test_an_outlook_vote_is_asked_back(subject: str) -> None:
    assert interpretation(mail("", subject=subject.format(f"{TAG} На согласование"))).verdict is Intent.UNCLEAR


def test_an_answer_that_names_another_contract_only_is_no_answer_to_this_one() -> None:
    result = interpretation(mail("По договору З-2026-0041: согласовано"))
    assert result.verdict is Intent.UNCLEAR
    assert [(each.number, each.reading.intent) for each in result.parts] == [("З-2026-0041", Intent.APPROVE)]


def test_several_contracts_are_answered_each() -> None:
    result = interpretation(mail("З-2026-0041 – согласовано\nЗ-2026-0042 – вернуть: нет сметы"))
    assert {each.number: each.reading.intent for each in result.parts} == {
        "З-2026-0041": Intent.APPROVE,
        "З-2026-0042": Intent.RETURN,
    }
    assert result.verdict is Intent.RETURN
    assert result.reading.remarks == "нет сметы"


def test_numbers_in_a_row_share_what_is_said() -> None:
    result = interpretation(mail("Согласовано: З-2026-0041, З-2026-0042 и 3-2026-0043"))
    assert [each.reading.intent for each in result.parts] == [Intent.APPROVE] * 3


def test_a_remark_may_speak_of_another_contract() -> None:
    result = interpretation(mail("Вернуть: дублирует договор З-2026-0017 этого года"))
    assert result.verdict is Intent.RETURN
    assert "З-2026-0017" in result.reading.remarks


def test_flowed_text_is_one_line_again() -> None:
    raw = mail("x").replace(b'text/plain; charset="utf-8"', b'text/plain; charset="utf-8"; format=flowed')
    head = raw.split(b"\r\n\r\n")[0].replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: 8bit")
    body = "Вернуть: сумма не \r\nта, должно \r\nбыть меньше\r\n".encode()
    assert interpretation(head + b"\r\n\r\n" + body).words.text == "Вернуть: сумма не та, должно быть меньше"


def test_a_clear_signed_mail_is_read_without_its_frame() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nСогласовано\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n"
        "-----END PGP SIGNATURE-----\n"
    )
    assert interpretation(mail(text)).verdict is Intent.APPROVE


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def test_an_opaque_signature_is_opened() -> None:
    inner = "Content-Type: text/plain; charset=utf-8\r\n\r\nСогласовано\r\n".encode()
    data = _der(0x06, bytes.fromhex("2a864886f70d010701")) + _der(0xA0, _der(0x04, inner))
    signed = _der(0x30, _der(0x02, b"\x01") + _der(0x31, b"") + _der(0x30, data))
    content = _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d010702")) + _der(0xA0, signed))
    head = b"From: orlova@scena.example\r\nSubject: Re\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n"
    raw = head + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n\r\n"
    assert interpretation(raw + base64.encodebytes(content)).verdict is Intent.APPROVE


def test_an_encrypted_mail_is_asked_back() -> None:
    head = b"From: orlova@scena.example\r\nSubject: Re\r\n"
    raw = head + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIAG"
    result = interpretation(raw)
    assert (result.kind, result.verdict) == (Kind.PERSON, Intent.UNCLEAR)


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_give_a_value(raw: bytes) -> None:
    assert interpretation(raw).kind in Kind


@settings(deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["смета.docx", "IMG.png", "letter.eml"]))
def test_any_bytes_in_a_file_with_it_leave_an_answer_what_it_is(content: bytes, name: str) -> None:
    said = message_from_bytes(mail("Согласовано"), policy=SMTP)
    assert isinstance(said, EmailMessage)
    said.add_attachment(content, "application", "octet-stream", filename=name)
    assert interpretation(said.as_bytes()).verdict is Intent.APPROVE


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_and_html_give_a_value(text: str, html: str) -> None:
    clean = "".join(each for each in text if each.isprintable())
    shown = "".join(each for each in html if each.isprintable())
    assert interpretation(mail(clean or "x", f"<p>{shown}<blockquote><div>{clean}")).kind in Kind


HOSTILE = {
    "deep multiparts": b"From: a@b.example\r\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(2000)),
    "deep HTML": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div><blockquote>" * 50_000,
    "one long line": b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\n" + b"a b: 10.10.2020 " * 60_000,
    "many lines": b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\n" + b"From: x\r\nx:\r\n" * 60_000,
    "many marks": b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\n" + b">" * 1_000_000,
    "cut base64": b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"0J/\r\n" * 200_001,
    "NULs": b"From: a@b.example\r\n\r\n" + b"\x00" * 1_000_000,
    "spaces": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b" \t\n" * 300_000,
    "commas": b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\n" + "согласовано, ".encode() * 30_000,
    "a huge header": b"From: a@b.example\r\nSubject: " + b"re: [x/" * 150_000 + b"\r\n\r\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_give_a_value_soon(name: str) -> None:
    started = time.process_time()
    result = interpretation(HOSTILE[name])
    assert result.verdict in (None, Intent.UNCLEAR)
    assert time.process_time() - started < 5  # an order above what it takes, for slow machines
