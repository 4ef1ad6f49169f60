"""Thunderbird and what is made of it."""

from __future__ import annotations

from dataclasses import replace

from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import line

_RU = "[[dd.MM.y HH:mm]], {name} пишет:"
_EN = "On [[M/d/yy HH:mm]], {name} wrote:"
_TEXT = TextWay(line(_RU, _EN), gap="\n")
_HTML = HtmlWay(
    line(_RU, _EN, html=True),
    '<div class="moz-cite-prefix">{head}<br></div>\n<blockquote type="cite" cite="mid:{id}">\n'
    '<meta http-equiv="content-type" content="text/html; charset=UTF-8">\n{quote}\n</blockquote>\n',
    line="<p>{}</p>\n",
    empty="<p><br></p>\n",
    body='<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n'
    "  </head>\n  <body>\n{}  </body>\n</html>\n",
    signature='<div class="moz-signature">-- <br>{}</div>',
    fold=True,
    split=("</blockquote>\n", '<blockquote type="cite">'),
)
_AGENT = (("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "ru"))

PROGRAMS = (
    Program("thunderbird", "Thunderbird, текст", _TEXT, None, _AGENT, flowed=True, encoding="base64"),
    Program("thunderbird-html", "Thunderbird, HTML", None, _HTML, _AGENT, encoding="8bit"),
    Program("thunderbird-both", "Thunderbird, оба", _TEXT, _HTML, _AGENT, flowed=True, encoding="8bit"),
    Program("thunderbird-en", "Thunderbird", _TEXT, None, _AGENT, language="en", flowed=True, encoding="8bit"),
    Program("seamonkey", "SeaMonkey 2.53", replace(_TEXT, head=line("{name} пишет:")), None,
            (("User-Agent", "Mozilla/5.0 (Windows NT 6.1; rv:91.0) Gecko/20100101 SeaMonkey/2.53.18"),),
            charset="koi8-r", encoding="8bit", flowed=True, extra={}),
    Program("r7-organizer", "Р7-Органайзер", None, replace(_HTML, cite='<div class="moz-cite-prefix">{head}<br></div>'
            '<blockquote type="cite" cite="mid:{id}" style="border-left: 2px solid #5fa2dd;">{quote}</blockquote>'),
            (("User-Agent", "R7-Organizer 2024.2.1"),)),
    Program("betterbird", "Betterbird", _TEXT, replace(_HTML, fold=False), (("User-Agent", "Betterbird (Windows)"),),
            language="en", flowed=True),
)  # fmt: skip
