"""Encodings gone wrong, MIME of odd shapes, signed and wrapped mails: the words must still be found."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from replies.programs import PROGRAMS
from replies.quote import Said
from replies.specimen import Expected, Specimen, answered, quote_of
from replies.writing import Part, body, finished, leaf, multipart, text_part


def specimens() -> Iterator[Specimen]:
    yield from _declared_wrong()
    yield from _shapes()
    yield from _subjects()
    yield from _cut()


def _declared_wrong() -> Iterator[Specimen]:
    """Written in one charset, declared as another, or not at all."""
    rows = (
        ("windows-1251", "koi8-r"), ("koi8-r", "windows-1251"), ("windows-1251", "iso-8859-1"), ("utf-8", "windows-1251"),
        ("utf-8", "us-ascii"), ("windows-1251", ""), ("koi8-r", ""), ("utf-8", ""), ("utf-8", "koi8-r"),
        ("windows-1251", "utf-8"), ("koi8-r", "utf-8"), ("iso-8859-5", "windows-1251"), ("utf-8", "x-unknown"),
        ("windows-1251", "cp-1251"), ("koi8-r", "KOI8-RU"), ("utf-8", "utf8mb4"),
    )  # fmt: skip
    said = (("Согласовано", "approve", ""), ("Не согласовано: нет сметы к договору", "return", "нет сметы к договору"),
            ("Вернуть: сумма в пункте 2.1 не совпадает со сметой", "return", "сумма в пункте 2.1 не совпадает со сметой"))  # fmt: skip
    program = PROGRAMS["the-bat"]
    for at, (real, declared) in enumerate(rows):
        text, verdict, remark = said[at % 3]
        quote = quote_of("commercial-request", program)
        assert program.text
        content = program.text(Said(text), quote, "").replace("\n", "\r\n").encode(real, "replace")
        charset = f"; charset={declared}" if declared else ""
        raw = finished(program, quote, Said(text), leaf(f"text/plain{charset}", content, "8bit"))
        why = "decoded as declared, the words would be others"
        expected = Expected((verdict, "unclear"), remark, words=text, sender=quote.reader[1], trap=why)
        name = f"charset-{real}-as-{declared or 'nothing'}"
        yield Specimen(name, "the-bat", program.title, "commercial-request", raw, expected)


def _shapes() -> Iterator[Specimen]:
    program = PROGRAMS["outlook"]
    quote = quote_of("lawyer-request", program)
    said = Said("Вернуть: нет приложения 1")
    both = body(program, quote, said)
    picture = leaf("image/png; name=image001.png", b"\x89PNG", "base64", ("Content-ID", "<image001>"))
    signature = leaf("application/pkcs7-signature; name=smime.p7s", b"0\x80 signature", "base64",
                     ("Content-Disposition", "attachment; filename=smime.p7s"))  # fmt: skip
    pgp = leaf("application/pgp-signature; name=signature.asc", b"-----BEGIN PGP SIGNATURE-----", "7bit")
    footer = leaf('text/plain; charset="utf-8"', "Согласовано с политикой безопасности шлюза".encode(), "base64")
    nested = multipart("mixed", [multipart("related", [multipart("mixed", [both], "a")], "b")], "c")
    odd = {
        "related": (multipart("related", [both, picture], "r"), ()),
        "smime-signed": (multipart("signed", [both, signature], "s", '; protocol="application/pkcs7-signature"'), ()),
        "pgp-signed": (multipart("signed", [both, pgp], "p", '; protocol="application/pgp-signature"; micalg=pgp-sha512'), ()),
        "nested": (nested, ()),
        "gateway-footer": (multipart("mixed", [both, footer], "f"), ("approve_with_remarks", "approve")),
        "report-like": (multipart("mixed", [both, leaf("application/octet-stream", b"", "base64")], "x"), ()),
    }  # fmt: skip
    for name, (root, dangerous) in odd.items():
        raw = finished(program, quote, said, root)
        why = "a part that is no text of the person's" if dangerous else ""
        expected = Expected(("return",), "нет приложения 1", words=said.text + " Согласовано с политикой безопасности шлюза",
                            sender=quote.reader[1], trap=why)  # fmt: skip
        yield Specimen(f"shape-{name}", "outlook", program.title, "lawyer-request", raw, expected)
    yield _html_twice()
    yield from _clear_signed()


def _html_twice() -> Specimen:
    """Quoted-printable read twice: a gateway's work."""
    program = PROGRAMS["outlook-web"]
    quote = quote_of("commercial-request", program)
    said = Said("Вернуть: реквизиты старые")
    assert program.html
    html = program.html(said, quote, "").replace('="', '=3D"')
    raw = finished(program, quote, said, text_part(html, "html", program))
    expected = Expected(("return", "unclear"), "реквизиты старые", words=said.text, sender=quote.reader[1],
                        trap="quoted-printable was read twice: the quote's marks are broken", without=("unclear",))  # fmt: skip
    return Specimen("qp-twice", "outlook-web", program.title, "commercial-request", raw, expected)


def _clear_signed() -> Iterator[Specimen]:
    text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nСогласовано\n\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----"
    yield answered("pgp-clear-signed", "mutt", "john-request", text, ("approve", "unclear"),
                   trap="the person's words stand inside a signature's frame")  # fmt: skip


def _subjects() -> Iterator[Specimen]:
    """Subjects as they come back: folded, re-encoded, with prefixes piled up, cut; bound all the same."""
    program = PROGRAMS["1c"]  # it keeps neither In-Reply-To nor References
    quote = quote_of("commercial-request", program)
    tag = quote.tag
    for at, subject in enumerate((
        f"Re[2]: {quote.subject}", f"HA: {quote.subject}", f"Отв: Re: {quote.subject}", f"AW: WG: {quote.subject}",
        f"RE: Ответ: {quote.subject[:60]}", f"Re: {tag}", f"FW: {quote.subject}", quote.subject.upper(),
        f"Re: {quote.subject}".replace(" ", "  "), f"(без темы) {tag}", f"Re: *SPAM* {quote.subject}",
        f"Re:{quote.subject}", f"Re: [EXTERNAL] {quote.subject}",
    )):  # fmt: skip
        yield answered(f"subject-{at + 1:02}", "1c", "commercial-request", "Согласовано", "approve", subject=subject,
                       to="contracts@scena.example")  # fmt: skip
    yield answered("no-subject", "groupwise", "commercial-request", "Согласовано", "approve", subject="")


def _cut() -> Iterator[Specimen]:
    """Base64 that ends too early, lines that lack their end, a boundary that never comes."""
    program = PROGRAMS["thunderbird"]
    quote = quote_of("commercial-request", program)
    assert program.text
    content = program.text(Said("Вернуть: нет сметы"), quote, "").encode()
    encodedly = base64.encodebytes(content)
    cut = Part((("Content-Type", "text/plain; charset=UTF-8"), ("Content-Transfer-Encoding", "base64")),
               encodedly[: len(encodedly) * 2 // 3 - 1])  # fmt: skip
    tail = Part(cut.headers, encodedly + "\r\n--\r\nПроверено шлюзом, согласовано\r\n".encode())
    both = body(PROGRAMS["outlook"], quote, Said("Вернуть: нет сметы"))
    unclosed = Part(both.headers, re.sub(rb"--(----=_Part_\w+)--\r\n\Z", b"", both.body))
    for name, part in (("base64", cut), ("base64-and-footer", tail), ("boundary", unclosed)):
        raw = finished(program, quote, Said("Вернуть: нет сметы"), part)
        expected = Expected(("return", "unclear"), "нет сметы", words="Вернуть: нет сметы Проверено шлюзом, согласовано",
                            sender=quote.reader[1], trap="the mail is cut off or something stands behind its end")  # fmt: skip
        yield Specimen(f"cut-{name}", "thunderbird", program.title, "commercial-request", raw, expected)
