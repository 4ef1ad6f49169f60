"""Gmail in the browser and on phones."""

from __future__ import annotations

from replies.html_ways import GMAIL_TEXT, gmail
from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import line

_RU = "[[EEE, d MMM y 'г.' 'в' HH:mm]], {name} <{address}>:"
_EN = "On [[EEE, MMM d, y 'at' h:mm a]] {name} <\n{address}> wrote:"
_CITE = (
    '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{head}<br></div>'
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
    'padding-left:1ex">{quote}</blockquote></div>'
)
_HTML_RU = "[[EEE, d MMM y 'г.' 'в' HH:mm]], {name} &lt;{link}&gt;:"
_HTML_EN = "On [[EEE, MMM d, y 'at' h:mm a]] {name} &lt;{link}&gt; wrote:"

_TEXT = TextWay(line(_RU, _EN), source=lambda quote: GMAIL_TEXT(quote.html), wrap=76, gap="\n\n", width=78)
_HTML = HtmlWay(
    line(_HTML_RU, _HTML_EN, html=True),
    _CITE,
    line="<div>{}</div>",
    mangle=gmail,
    body='<div dir="ltr">{}</div>\n',
    signature='<span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature">{}</div>',
)
_PHONE_HTML = HtmlWay(
    line(_HTML_RU, _HTML_EN, html=True),
    '<br><div class="gmail_quote gmail_quote_container">' + _CITE.partition(">")[2],
    line='<p dir="ltr">{}</p>\n',
    empty="<br>",
    mangle=gmail,
    body="{}\n",
)
_ID = "CA+{hex}@mail.gmail.com"

PROGRAMS = (
    Program("gmail", "Gmail", _TEXT, _HTML, message_id=_ID, extra={}),
    Program("gmail-en", "Gmail", _TEXT, _HTML, message_id=_ID, language="en"),
    Program("gmail-android", "Gmail для Android", _TEXT, _PHONE_HTML, message_id=_ID),
    Program("gmail-ios", "Gmail for iOS", _TEXT, _HTML, message_id=_ID, language="en", device="Sent from Gmail Mobile"),
)
