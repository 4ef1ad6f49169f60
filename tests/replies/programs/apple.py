"""Apple Mail on a Mac, iPhone and iPad, and iCloud in the browser."""

from __future__ import annotations

from dataclasses import replace

from replies.html_ways import APPLE_TEXT
from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import line

_RU = "[[d MMM y 'г.', 'в' HH:mm]], {name} <{address}> написал(а):"
_EN = "On [[MMM d, y, 'at' h:mm a]], {name} <{address}> wrote:"
_TEXT = TextWay(
    line(_RU, _EN), gap="\n\n", source=lambda quote: APPLE_TEXT(quote.html), head_marked=True, signature="{}"
)
_HEAD = line(_RU.replace("<{address}>", "&lt;{address}&gt;"), _EN.replace("<{address}>", "&lt;{address}&gt;"))
_PHONE = HtmlWay(
    _HEAD,
    '<div dir="ltr"><br><blockquote type="cite">{head}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">'
    '\ufeff<meta http-equiv="content-type" content="text/html; charset=utf-8">{quote}</div></blockquote>',
    line='<div dir="ltr">{}</div>',
    empty='<div dir="ltr"><br></div>',
    body='<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">{}'
    "</body></html>",
    device='<div dir="ltr">{}</div>',
    split=("</blockquote>", '<blockquote type="cite">'),
)
_MAC = replace(
    _PHONE,
    cite='<div><br><blockquote type="cite"><div>{head}</div><br class="Apple-interchange-newline"><div>{quote}</div>'
    "</blockquote></div><br>",
    line="<div>{}</div>",
    empty="<div><br></div>",
    body='<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body '
    'style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">{}</body></html>',
)
_MAC_HEADERS = (
    ("Mime-Version", "1.0 (Mac OS X Mail 16.0 \\(3776.700.51\\))"),
    ("X-Mailer", "Apple Mail (2.3776.700.51)"),
)
_ID = "{uuid}@{domain}"


def _upper(text: str) -> str:
    return text.upper()


PROGRAMS = (
    Program("apple-mail", "Apple Mail", _TEXT, _MAC, _MAC_HEADERS, _ID, encoding="quoted-printable"),
    Program("apple-mail-en", "Apple Mail", _TEXT, _MAC, _MAC_HEADERS, _ID, "en", encoding="quoted-printable"),
    Program("apple-mail-text", "Apple Mail, простой текст", replace(_TEXT, source=lambda quote: quote.text), None,
            _MAC_HEADERS, _ID, encoding="quoted-printable", charset="koi8-r", binds=("In-Reply-To",)),
    Program("iphone", "Почта на iPhone", _TEXT, _PHONE, (("X-Mailer", "iPhone Mail (22F76)"),), _ID,
            device="Отправлено с iPhone"),
    Program("iphone-en", "iPhone Mail", _TEXT, _PHONE, (("X-Mailer", "iPhone Mail (22F76)"),), _ID, "en",
            device="Sent from my iPhone", encoding="quoted-printable"),
    Program("ipad-text", "Почта на iPad, текст", replace(_TEXT, source=lambda quote: quote.text), None,
            (("X-Mailer", "iPad Mail (21H16)"),), _ID, device="Отправлено с iPad", encoding="quoted-printable"),
    Program("icloud", "iCloud в браузере", _TEXT, replace(_MAC, cite='<div><br></div><blockquote type="cite"><div>'
            "{head}</div><br>{quote}</blockquote>"), (("X-Mailer", "iCloud MailClient2510B20.7be1 MailServer2510B"),), _ID),
)  # fmt: skip
