"""Mails that no program's rule makes: HTML with tricks, threads, mails of machines."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from replies.programs import PROGRAMS
from replies.quote import Quote
from replies.specimen import Expected, Specimen, quote_of
from replies.writing import Part, encoded, finished, leaf, multipart, text_part


def html_mail(
    name: str,
    program: str,
    letter: str,
    html: str,
    verdict: tuple[str, ...],
    remark: str,
    why: str,
    *,
    text: str | None = None,
    words: str = "",
) -> Specimen:
    """A mail with this very HTML above the program's quote, and a text part if one is given."""
    from replies.quote import Said

    writer = PROGRAMS[program]
    quote = quote_of(letter, writer)
    assert writer.html
    shown = writer.html(Said("\u2063"), quote, "")  # a mark that nobody writes
    page = text_part(shown.replace("\u2063", html), "html", writer)
    root = page if text is None else multipart("alternative", [text_part(text, "plain", writer), page], name)
    raw = finished(writer, quote, Said(name), root)
    expected = Expected(verdict, remark, words=words or f"{text or ''}\n{remark}", sender=quote.reader[1], trap=why)
    return Specimen(name, program, writer.title, letter, raw, expected)


def forwarded(
    name: str,
    program: str,
    letter: str,
    above: str,
    below: str,
    verdict: tuple[str, ...],
    remark: str,
    why: str,
    *,
    chain: bool = False,
) -> Specimen:
    """A thread of two: the letter answered by `below`, and that forwarded, or (`chain`) answered, with `above`."""
    from replies.quote import Said
    from replies.writing import reply

    writer = PROGRAMS[program]
    quote = quote_of(letter, writer)
    author = quote.reader if chain else ("Зайцев Олег Юрьевич", "zaitsev@scena.example")
    first = reply(PROGRAMS["gmail"], quote, Said(below), sender=author)
    middle = _as_letter(first, quote, below)
    subject = None if chain else f"Fwd: {quote.subject}"
    raw = reply(
        writer, middle, Said(above), sender=quote.reader, subject=subject, to=quote.answer_to,
    )  # fmt: skip
    expected = Expected(verdict, remark, words=above, sender=quote.reader[1], trap=why)
    return Specimen(name, program, writer.title, letter, raw, expected)


def _as_letter(raw: bytes, quote: Quote, words: str) -> Quote:
    """A reply as the letter that the next one quotes: its words, and below them ours."""
    answered = Quote(raw, quote.language)
    html = f'<div dir="ltr"><div>{escape(words)}</div><br><div class="gmail_quote">{quote.html}</div></div>'
    text = f"{words}\n\n" + "\n".join(f"> {line}" for line in quote.text.splitlines())
    head = (
        f"From: {encoded(answered.sender[0], 'utf-8', 'From')} <{answered.sender[1]}>\r\n"
        f"To: {encoded(quote.reader[0], 'utf-8', 'To')} <{quote.reader[1]}>\r\nReply-To: {quote.answer_to}\r\n"
        f"Subject: {encoded('Re: ' + quote.subject)}\r\nDate: {format_datetime(quote.now)}\r\n"
        f"Message-ID: {answered.message_id}\r\nReferences: {' '.join(quote.references)}\r\n"
    )
    both = multipart("alternative", [_leaf(text, "plain"), _leaf(html, "html")], answered.message_id)
    return Quote(head.encode() + bytes(Part((("MIME-Version", "1.0"), *both.headers), both.body)), quote.language)


def _leaf(text: str, kind: str) -> Part:
    content = text.replace("\n", "\r\n").encode()
    return leaf(f'text/{kind}; charset="utf-8"', content, "base64")


def crafted(
    name: str,
    program: str,
    title: str,
    letter: str,
    *,
    headers: Sequence[tuple[str, str]],
    subject: str,
    expected: Expected,
    text: str = "",
    html: str = "",
    parts: Sequence[Part] = (),
    kind: str = "",
    bound: bool = False,
) -> Specimen:
    """A mail written header by header. In `subject`, `text`, `headers` stand {tag}, {id}, {to}, {me}, {subject}."""
    quote = quote_of(letter, PROGRAMS["gmail"])
    fill = _filler(quote)
    root = _body(fill, text, html, parts, kind, name)
    given = {key.lower() for key, _ in headers}
    own = [
        ("Date", format_datetime(quote.now)),
        ("From", f"{encoded(quote.reader[0], 'utf-8', 'From')} <{quote.reader[1]}>"),
        ("To", quote.address),
        ("Subject", encoded(fill(subject))),
        ("Message-ID", f"<{name}.{program}@{expected.sender.rpartition('@')[2] or 'scena.example'}>"),
    ]
    if bound:
        own += [("In-Reply-To", quote.message_id), ("References", " ".join(quote.references))]
    lines = [(key, value) for key, value in own if key.lower() not in given]
    lines += [(key, _worded(key, fill(value))) for key, value in headers]
    raw = bytes(Part((*lines, ("MIME-Version", "1.0"), *root.headers), root.body))
    return Specimen(name, program, title, letter, raw, expected)


def _filler(quote: Quote):
    values = {
        "{tag}": quote.tag, "{id}": quote.message_id, "{me}": quote.reader[1], "{us}": quote.address,
        "{subject}": quote.subject, "{name}": quote.reader[0], "{plus}": quote.answer_to,
    }  # fmt: skip

    def fill(text: str) -> str:
        for key, value in values.items():
            text = text.replace(key, value)
        return text

    return fill


def _worded(key: str, value: str) -> str:
    name, sign, address = value.rpartition(" <")
    if key.lower() in ("from", "to", "sender") and sign:
        return f"{encoded(name, 'utf-8', 'From')} <{address}"
    return encoded(value, "utf-8", key)


def _body(fill, text: str, html: str, parts: Sequence[Part], kind: str, seed: str) -> Part:
    inside = [_leaf(fill(text), "plain")] if text or not (html or parts) else []
    inside += [_leaf(fill(html), "html")] if html else []
    inside += [Part(part.headers, part.body) for part in parts]
    if len(inside) == 1 and not kind:
        return inside[0]
    return multipart(kind or "alternative", inside, seed)
