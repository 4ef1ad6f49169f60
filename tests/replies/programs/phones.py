"""Programs of phones that no great house makes, or that come with the phone."""

from __future__ import annotations

from dataclasses import replace

from replies.html_ways import APPLE_TEXT
from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import block, line

_K9 = TextWay(line("[[d MMMM y 'г.' HH:mm:ss 'GMT'XXX]], {name} <{address}> пишет:",
                   "On [[MMMM d, y h:mm:ss a 'GMT'XXX]], {name} <{address}> wrote:"), gap="\n")  # fmt: skip
_K9_HTML = HtmlWay(
    line("[[d MMMM y 'г.' HH:mm:ss 'GMT'XXX]], {name} &lt;{address}&gt; пишет:",
         "On [[MMMM d, y h:mm:ss a 'GMT'XXX]], {name} &lt;{address}&gt; wrote:", html=True),
    '<br><br><div class="gmail_quote"><div dir="auto">{head}</div><blockquote class="gmail_quote" style="margin: 0pt 0pt '
    '0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;">{quote}</blockquote></div>',
    line='<div dir="auto">{}</div>',
    body="<!DOCTYPE html><html><body>{}</body></html>",
)  # fmt: skip
_SAMSUNG_HEAD = block("-------- Исходное сообщение --------", ("От", "Дата", "Кому", "Тема"), "dd.MM.y HH:mm (XXX)")
_SAMSUNG = HtmlWay(
    lambda quote: _SAMSUNG_HEAD(quote).replace("<", "&lt;").replace("\n", " </div><div>"),
    '<div><br></div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>{head}</div><div>'
    "<br></div></div>{quote}",
    line='<div dir="auto">{}</div>',
    device='<div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757" dir="auto">{}</div></div>',
    body='<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body dir="auto">{}'
    "</body></html>",
)
_XIAOMI = HtmlWay(
    line("{name} &lt;{address}&gt; [[d MMM y 'г.' HH:mm]] написал:", html=True),
    '<div class="mi-quote"><div>{head}</div><blockquote style="margin:0 0 0 10px">{quote}</blockquote></div>',
)
_SPARK = HtmlWay(
    line("[[d MMM y 'г.', HH:mm XXX]], {name} &lt;{address}&gt;, писал:",
         "On [[MMM d, y 'at' h:mm a XXX]], {name} &lt;{address}&gt;, wrote:", html=True),
    '<div name="messageReplySection">{head}<br/><blockquote type="cite" class="spark_quote" style="margin: 5px 5px; '
    'padding-left: 10px; border-left: thin solid #1abc9c;">{quote}</blockquote></div>',
    body='<html xmlns="http://www.w3.org/1999/xhtml"><head><title></title></head><body><div name="messageBodySection">{}'
    "</div></body></html>",
    signature='<div name="messageSignatureSection">{}</div>',
)  # fmt: skip
_BLUE = HtmlWay(
    line("On [[MMM d, y, 'at' h:mm a]], {name} &lt;{address}&gt; wrote:", html=True),
    '<div class="replyHeader">{head}</div><br><blockquote class="gmail_quote" id="blockquote_bluemail">{quote}</blockquote>',
    line='<div dir="auto">{}</div>',
    device='<div dir="auto"><!-- tmjah_g_1299s --><a href="https://bluemail.example">{}</a><!-- tmjah_g_1299e --></div>',
)
_AQUA = TextWay(line("[[d MMMM y 'г.' HH:mm:ss]] {name} <{address}> написал:"), gap="\n\n")

PROGRAMS = (
    Program("k9", "K-9 Mail", _K9, None, (("User-Agent", "K-9 Mail for Android"),), "{uuid}@{domain}",
            encoding="quoted-printable"),
    Program("thunderbird-android", "Thunderbird for Android", _K9, _K9_HTML, (("User-Agent", "Thunderbird for Android"),),
            "{uuid}@{domain}", "en", device="Sent from my Android device with Thunderbird. Please excuse my brevity."),
    Program("samsung", "Samsung Email", replace(_AQUA, head=_SAMSUNG_HEAD, mark="",
            source=lambda quote: APPLE_TEXT(quote.html)), _SAMSUNG, (), "{hex}-{number}@email.android.com",
            device="Отправлено с моего Galaxy", binds=()),
    Program("xiaomi", "Почта на Xiaomi", None, _XIAOMI, (("X-Mailer", "MiuiMail/2.0"),), "{uuid}@Xiaomi",
            device="Отправлено с телефона Xiaomi"),
    Program("huawei", "Почта на Huawei", None, replace(_SAMSUNG, device="<div>{}</div>"), (), "{uuid}@huawei",
            device="Отправлено с моего телефона HUAWEI", encoding="quoted-printable"),
    Program("spark", "Spark", TextWay(line(
            "[[d MMM y 'г.', HH:mm XXX]], {name} <{address}>, писал:", "On [[MMM d, y 'at' h:mm a XXX]], {name} <{address}>,"
            " wrote:"), source=lambda quote: APPLE_TEXT(quote.html), gap="\n"), _SPARK, (("X-Readdle-Message-ID", "spark"),),
            "{uuid}@Spark"),
    Program("bluemail", "BlueMail", None, _BLUE, (("X-Mailer", "BlueMail for Android"),), "{uuid}@{domain}", "en",
            device="Get BlueMail for Android"),
    Program("aqua", "Aqua Mail", _AQUA, None, (("User-Agent", "AquaMail/1.51.0 (build: 105100523)"),),
            "19ab{hex}.2817@{domain}", flowed=True, encoding="8bit", device="Отправлено из Aqua Mail для Android"),
)  # fmt: skip
