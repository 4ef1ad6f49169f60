"""What stands above a quote: lines of attribution, and blocks of headers."""

from __future__ import annotations

from html import escape

from replies.program import Head
from replies.quote import Quote


def line(ru: str, en: str = "", html: bool = False) -> Head:
    """A line of attribution. Dates are Unicode patterns in <angle brackets with a bar|>, names are {name}, {address}."""

    def head(quote: Quote) -> str:
        text = _dated(quote, quote.of(ru=ru, en=en or ru))
        name, address = (escape(quote.name), escape(quote.address)) if html else (quote.name, quote.address)
        return text.format(name=name, address=address, first=name.split()[0], link=_link(address))

    return head


def _link(address: str) -> str:
    return f'<a href="mailto:{address}">{address}</a>'


def _dated(quote: Quote, text: str) -> str:
    before, sign, rest = text.partition("[[")
    if not sign:
        return text
    pattern, _, after = rest.partition("]]")
    capital = pattern.startswith("^")
    date = quote.when(pattern.removeprefix("^"))
    return before + (date[:1].upper() + date[1:] if capital else date) + after


_LABELS = {
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "en": ("From", "Sent", "To", "Subject"),
}
_DATES = {"ru": "EEEE, d MMMM y 'г.' H:mm", "en": "EEEE, MMMM d, y h:mm a"}


def fields(quote: Quote, labels: tuple[str, str, str, str] | None = None, date: str = "") -> list[tuple[str, str]]:
    """The headers that Outlook and its kin repeat."""
    own, sent, to, subject = labels or _LABELS[quote.language]
    reader = f"{quote.reader[0]} <{quote.reader[1]}>"
    return [
        (own, f"{quote.name} <{quote.address}>"),
        (sent, quote.when(date or _DATES[quote.language])),
        (to, reader),
        (subject, quote.subject),
    ]


def block(top: str = "", labels: tuple[str, str, str, str] | None = None, date: str = "", bold: str = "") -> Head:
    """Header lines as text, below a line such as -----Original Message-----."""

    def head(quote: Quote) -> str:
        lines = [f"{bold}{label}:{bold} {value}" for label, value in fields(quote, labels, date)]
        return "\n".join([top, *lines] if top else lines)

    return head


def html_block(labels: tuple[str, str, str, str] | None = None, date: str = "", joint: str = "<br>\n") -> Head:
    def head(quote: Quote) -> str:
        return joint.join(f"<b>{label}:</b> {escape(value)}" for label, value in fields(quote, labels, date))

    return head
