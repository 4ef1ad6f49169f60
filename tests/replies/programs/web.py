"""Mail in the browser, other than the great ones."""

from __future__ import annotations

from replies.html_ways import TABLE_TEXT, proton
from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import block, html_block, line

_ROUNDCUBE = TextWay(
    line("{name} писал(а) [[y-MM-dd HH:mm]]:", "On [[y-MM-dd HH:mm]], {name} wrote:"), gap="\n", wrap=72
)
_ROUNDCUBE_HTML = HtmlWay(
    line("{name} писал(а) [[y-MM-dd HH:mm]]:", "On [[y-MM-dd HH:mm]], {name} wrote:", html=True),
    '<p id="reply-intro">{head}</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; '
    'margin: 0"><div id="replybody1"><div>{quote}</div></div></blockquote>',
    line="<p>{}</p>",
    empty="<p><br></p>",
    signature='<div class="pre" style="margin: 0; padding: 0; font-family: monospace">-- <br>{}</div>',
)
_ZIMBRA_TEXT = TextWay(
    block("----- Исходное сообщение -----", ("От", "Отправленные", "Кому", "Тема")), mark="", gap="\n\n",
    source=lambda quote: TABLE_TEXT(quote.html),
)  # fmt: skip
_ZIMBRA = HtmlWay(
    html_block(("От", "Отправленные", "Кому", "Тема"), joint="<br>"),
    '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{head}<br></div><div '
    'data-marker="__QUOTED_TEXT__">{quote}</div>',
    body='<html><body><div style="font-family: arial, helvetica, sans-serif; font-size: 12pt; color: #000000">{}</div>'
    "</body></html>",
    signature='<div data-marker="__SIG_POST__">-- <br>{}</div>',
)
_RAINLOOP = HtmlWay(
    line("[[d MMMM y 'г.', HH:mm]], {name} &lt;{address}&gt; написал:", html=True),
    "<div>{head}</div><blockquote>{quote}</blockquote>",
)
_HORDE = TextWay(line("Цитирую {name} <{address}>:", "Quoting {name} <{address}>:"), gap="\n\n", wrap=70)
_SQUIRREL = TextWay(line("> {name} wrote:", "> On [[EEE, MMMM d, y h:mm a]], {name} wrote:"), gap="\n", wrap=74)
_PROTON_TEXT = TextWay(
    line("[[EEEE, d MMMM y 'г.' 'в' HH:mm]], {name} <{address}> пишет:",
         "On [[EEEE, MMMM d, y 'at' h:mm a]], {name} <{address}> wrote:"), gap="\n\n",
)  # fmt: skip
_PROTON = HtmlWay(
    line("[[EEEE, d MMMM y 'г.' 'в' HH:mm]], {name} &lt;{address}&gt; пишет:",
         "On [[EEEE, MMMM d, y 'at' h:mm a]], {name} &lt;{address}&gt; wrote:"),
    '<div class="protonmail_quote">\n        {head}<br><br>\n        <blockquote class="protonmail_quote" type="cite">\n'
    "            {quote}\n        </blockquote><br>\n    </div>",
    line='<div style="font-family: Arial, sans-serif; font-size: 14px;">{}</div>',
    mangle=proton,
    body="{}",
    signature='<div class="protonmail_signature_block"><div class="protonmail_signature_block-user">{}</div></div>',
    device='<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">{}</div></div>',
)  # fmt: skip
_TUTA = HtmlWay(
    line("[[d MMM y 'г.', HH:mm]] от {address}:", "[[MMM d, y, HH:mm]] by {address}:", html=True),
    '{head}<br><blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8; padding-left: 10px; '
    'margin-left: 5px;">{quote}</blockquote>',
    body='<html>\n  <head>\n    <meta http-equiv="content-type" content="text/html; charset=UTF-8">\n  </head>\n'
    "  <body>\n{}\n  </body>\n</html>",
)
_YAHOO = HtmlWay(
    line("В [[EEEE, d MMMM y 'г.' 'в' HH:mm:ss 'GMT'xxx]], {name} &lt;{address}&gt; написал(-а):",
         "On [[EEEE, MMMM d, y 'at' hh:mm:ss a 'GMT'x]], {name} &lt;{address}&gt; wrote:", html=True),
    '<div id="ydp7d2c1yahoo_quoted_1234567890" class="ydp7d2cyahoo_quoted yahoo_quoted"><div '
    'style="font-family:\'Helvetica Neue\';font-size:13px;color:#26282a;"><div>{head}</div><div><br></div>'
    '<div><div id="ydp7d2cyiv0098">{quote}</div></div></div></div>',
    line='<div dir="ltr" data-setdir="false">{}</div>',
    body='<html><head></head><body><div class="ydpe0yahoo-style-wrap" style="font-family:Helvetica Neue">{}</div></body>'
    "</html>",
)  # fmt: skip
_GMX = HtmlWay(
    html_block(("Gesendet", "Von", "An", "Betreff")),
    '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;">\n'
    '<div style="margin:0 0 10px 0;">{head}</div>\n<div name="quoted-content">{quote}</div></div>',
    body='<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;">{}</div></body></html>',
)
_NEXTCLOUD = HtmlWay(
    line('"{name}" {address} – [[d MMMM y ' r"'г.', HH:mm]]", '"{name}" {address} – [[MMMM d, y h:mm a]]', html=True),
    '<p></p><div class="quote"><div>{head}</div><blockquote style="margin:0">{quote}</blockquote></div>',
    line="<p>{}</p>",
    empty="<p></p>",
)
_FASTMAIL = HtmlWay(
    line("В [[EEE, d MMM y]], в [[HH:mm]], {name} пишет:".replace("[[HH:mm]]", "10:15"), "On [[EEE, d MMM y, 'at' h:mm a]], {name} wrote:",
         html=True),
    '<div>{head}</div><blockquote type="cite" id="qt" style="">{quote}</blockquote>',
    body='<!DOCTYPE html><html><head><title></title><style type="text/css">p.MsoNormal{{margin:0}}</style></head><body>{}'
    "</body></html>",
    signature='<div id="sig123">{}</div>',
)  # fmt: skip
_ZOHO = HtmlWay(
    line("---- On [[EEE, d MMM y HH:mm:ss Z]] <b>{name} &lt;{address}&gt;</b> wrote ---"),
    '<div class="zmail_extra" style="font-family: Verdana;">{head}<br><br><blockquote id="blockquote_zmail" '
    'style="margin: 0px;">{quote}</blockquote></div>',
)

PROGRAMS = (
    Program("roundcube", "Roundcube", _ROUNDCUBE, None, (("User-Agent", "Roundcube Webmail/1.6.9"),), "{hex}@{domain}",
            flowed=True, encoding="8bit"),
    Program("roundcube-html", "Roundcube, HTML", _ROUNDCUBE, _ROUNDCUBE_HTML, (("User-Agent", "Roundcube Webmail/1.4.15"),),
            "{hex}@{domain}", encoding="quoted-printable"),
    Program("zimbra", "Zimbra", _ZIMBRA_TEXT, _ZIMBRA, (("X-Mailer", "Zimbra 8.8.15_GA_4581 (ZimbraWebClient - GC141 (Win)"
            "/8.8.15_GA_4581)"), ("Thread-Index", "uwUYC9Bb")), "{number}.2817.176400@{domain}",
            encoding="quoted-printable"),
    Program("snappymail", "SnappyMail", None, _RAINLOOP, (("X-Mailer", "SnappyMail/2.38.2"),), "{hex}@{domain}"),
    Program("horde", "Horde IMP", _HORDE, None, (("User-Agent", "Horde Application Framework 5"),),
            "20261124174502.Horde.{hex}@{domain}", encoding="quoted-printable", flowed=True, extra={"DelSp": "Yes"}),
    Program("squirrelmail", "SquirrelMail", _SQUIRREL, None, (("User-Agent", "SquirrelMail/1.4.23"), ("X-Priority",
            "3 (Normal)")), "{hex}.squirrel@{domain}", "en", encoding="8bit", charset="koi8-r"),
    Program("proton", "Proton Mail", None, _PROTON, (), "{hex}@proton.example", device="Отправлено через Proton Mail"),
    Program("proton-text", "Proton Mail, plain text", _PROTON_TEXT, None, (), "{hex}@proton.example", "en",
            device="Sent with Proton Mail secure email."),
    Program("tuta", "Tuta", None, _TUTA, (("X-Mailer", "Tutanota"),), "{hex}@tuta.example"),
    Program("yahoo", "Yahoo Mail", None, _YAHOO, (("X-Mailer", "WebService/1.1.24866 YMailNorrin"),),
            "{number}.1234567@mail.yahoo.example", "en"),
    Program("gmx", "GMX", None, _GMX, (), "trinity-{uuid}-1764@3c-app-gmx-bap01", "en", prefix="Aw: "),
    Program("nextcloud", "Nextcloud Mail", None, _NEXTCLOUD, (), "{uuid}@cloud.{domain}"),
    Program("fastmail", "Fastmail", None, _FASTMAIL, (("User-Agent", "Cyrus-JMAP/3.11.0-alpha0"),),
            "{uuid}@app.fastmail.example", "en"),
    Program("zoho", "Zoho Mail", None, _ZOHO, (("User-Agent", "Zoho Mail"), ("X-Mailer", "Zoho Mail")),
            "19ab{hex}@zoho.example", "en"),
)  # fmt: skip
