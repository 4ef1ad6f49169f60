"""Outlook in all its kinds, and Microsoft's smaller programs."""

from __future__ import annotations

from dataclasses import replace

from replies.html_ways import OUTLOOK_TABS, OUTLOOK_TEXT, kept, outlook_web, word
from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import block, html_block

_WORD_BODY = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>'
    '<meta name="Generator" content="Microsoft Word 15 (filtered medium)"><style><!--\n'
    "/* Style Definitions */\np.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{{margin:0cm;\n\tfont-size:11.0pt;\n\t"
    'font-family:"Calibri",sans-serif;}}\n--></style></head>'
    '<body lang="RU" link="#0563C1" vlink="#954F72" style="word-wrap:break-word"><div class="WordSection1">{}'
    "</div></body></html>"
)
_WORD = HtmlWay(
    html_block(),
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
    '{head}<o:p></o:p></p></div></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>{quote}',
    line='<p class="MsoNormal"><span style="mso-fareast-language:EN-US">{}<o:p></o:p></span></p>\n',
    empty='<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n',
    mangle=word,
    body=_WORD_BODY,
    signature='<p class="MsoNormal">{}<o:p></o:p></p>',
    device='<p class="MsoNormal">{}<o:p></o:p></p>',
    fold=True,
)
_TEXT = TextWay(block(), mark="", source=lambda quote: OUTLOOK_TEXT(quote.html), gap="\n\n", signature="{}")
_TABS = replace(_TEXT, source=lambda quote: OUTLOOK_TABS(quote.html))
_DASHED = TextWay(
    block("-----Original Message-----", ("From", "Sent", "To", "Subject")), mark="", gap="\n\n", signature="{}"
)
_DASHED_RU = TextWay(
    block("-----Исходное сообщение-----", ("From", "Sent", "To", "Subject"), "EEEE, MMMM d, y h:mm a"),
    mark="> ", gap="\n\n", signature="{}",
)  # fmt: skip
_OLD = replace(
    _WORD,
    cite=_WORD.cite.replace("#E1E1E1", "#B5C4DF"),
    body='<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" '
    'content="text/html; charset=koi8-r"></head><body lang="RU"><div class="WordSection1">{}</div></body></html>',
)
_OWA_STYLE = "font-family: Aptos, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"
_OWA = HtmlWay(
    html_block(),
    '<div id="appendonsend"></div>\n<hr style="display:inline-block;width:98%" tabindex="-1">\n'
    '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
    "{head}</font>\n<div>&nbsp;</div>\n</div>\n<div>{quote}</div>\n",
    line=f'<div class="elementToProof" style="{_OWA_STYLE}">\n{{}}</div>\n',
    empty=f'<div class="elementToProof" style="{_OWA_STYLE}">\n<br>\n</div>\n',
    mangle=outlook_web,
    body='<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<style type="text/css" '
    'style="display:none;"> P {{margin-top:0;margin-bottom:0;}} </style>\n</head>\n<body dir="ltr">\n{}</body>\n</html>\n',
    signature='<div id="Signature">{}</div>',
    device='<div id="ms-outlook-mobile-signature">{}</div>',
)
_OWA_TEXT = replace(_TEXT, head=lambda quote: "_" * 32 + "\n" + block()(quote))
_MOBILE = replace(
    _OWA,
    cite='<div id="mail-editor-reference-message-container"><hr style="display:inline-block;width:98%" tabindex="-1">'
    '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">{head}'
    "</font><div>&nbsp;</div></div>{quote}</div>",
    line='<div dir="auto" style="font-family: Aptos, sans-serif; font-size: 12pt;">{}</div>',
)
_NEW = replace(
    _MOBILE,
    cite='<div id="mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message skipProofing" '
    'style="text-align: left; padding: 3pt 0in 0in; border-width: 1pt medium medium; border-style: solid none none; '
    'border-color: rgb(181, 196, 223) currentcolor currentcolor;">{head}</div>{quote}</div>',
)
_MAC = replace(
    _WORD,
    cite='<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal" '
    'style="margin-bottom:12.0pt"><b><span style="font-size:12.0pt;color:black">{head}</span></b></p></div>{quote}',
)
_MAC_BODY = '<span id="OLK_SRC_BODY_SECTION">{quote}</span>'
_LIVE = HtmlWay(
    html_block(("From", "Sent", "To", "Subject"), "EEEE, MMMM d, y h:mm a"),
    '<DIV style="FONT: 10pt tahoma">\n<DIV>&nbsp;</DIV>\n<DIV style="BACKGROUND: #f5f5f5">{head}</DIV></DIV>\n'
    "<DIV>&nbsp;</DIV></DIV>\n{quote}",
    line="<DIV>{}</DIV>\n",
    empty="<DIV>&nbsp;</DIV>\n",
    body="<HTML><HEAD></HEAD>\n<BODY dir=ltr>\n<DIV dir=ltr>\n<DIV style=\"FONT-SIZE: 12pt; FONT-FAMILY: 'Calibri'\">{}"
    "</DIV></DIV></BODY></HTML>\n",
)
_EXPRESS = HtmlWay(
    lambda quote: "".join(f"<DIV><B>{label}:</B> {value.replace('<', '&lt;')}</DIV>\n" for label, value in
                          [("From", f"{quote.name} <{quote.address}>"), ("To", quote.reader[1]),
                           ("Sent", quote.when("EEEE, MMMM d, y h:mm a", "en")), ("Subject", quote.subject)]),
    '<BLOCKQUOTE dir=ltr style="PADDING-RIGHT: 0px; PADDING-LEFT: 5px; MARGIN-LEFT: 5px; BORDER-LEFT: #000000 2px solid; '
    'MARGIN-RIGHT: 0px">\n<DIV style="FONT: 10pt arial">----- Original Message ----- </DIV>\n{head}<DIV><BR></DIV>'
    "{quote}</BLOCKQUOTE>",
    line="<DIV><FONT face=Arial size=2>{}</FONT></DIV>\n",
    empty="<DIV><FONT face=Arial size=2></FONT>&nbsp;</DIV>\n",
    body='<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">\n<HTML><HEAD>\n<META content="text/html; '
    'charset=koi8-r" http-equiv=Content-Type>\n<META name=GENERATOR content="MSHTML 8.00.6001.18702">\n</HEAD>\n'
    "<BODY bgColor=#ffffff>\n{}</BODY></HTML>\n",
)  # fmt: skip
_EXCHANGE = (("Thread-Topic", "z"), ("Thread-Index", "AdwZc0kQJ1xT0Qm5RkCy3Q1wqH0J6A=="), ("X-MS-Has-Attach", ""))
_ID = "{uuid}@EXCH-MB01.corp.{domain}"
_CLOUD_ID = "AM0PR05MB{number}@AM0PR05MB{number}.eurprd05.prod.outlook.com"


def _outlook(version: str) -> tuple[tuple[str, str], ...]:
    return (("X-Mailer", version), ("Thread-Index", "AQHcXUZ1Q0mR5t1zVkKkqV3iY5o0nw=="), ("Content-Language", "ru"))


PROGRAMS = (
    Program("outlook", "Outlook 365 (классический)", _TEXT, _WORD, _outlook("Microsoft Outlook 16.0"),
            "00b901dc5d46$1f{hex}$@{domain}", encoding="quoted-printable", prefix="RE: "),
    Program("outlook-en", "Outlook 365 (classic)", _TABS, _WORD, _outlook("Microsoft Outlook 16.0"),
            "00b901dc5d46$1f{hex}$@{domain}", "en", encoding="quoted-printable", prefix="RE: "),
    Program("outlook-2010", "Outlook 2010, KOI8-R", _TABS, _OLD, _outlook("Microsoft Office Outlook 12.0"),
            "000001dc5d46$2a{hex}$@{domain}", charset="koi8-r", encoding="8bit", prefix="RE: "),
    Program("outlook-html-only", "Outlook через Exchange", None, _WORD, _EXCHANGE, _ID, prefix="RE: ",
            encoding="quoted-printable", charset="windows-1251"),
    Program("outlook-text", "Outlook, простой текст", replace(_DASHED_RU, mark=""), None,
            _outlook("Microsoft Outlook 15.0"), "00ce01dc5d46$1f{hex}$@{domain}", charset="koi8-r",
            encoding="quoted-printable", prefix="HA: "),
    Program("outlook-text-en", "Outlook, plain text", _DASHED, None, _outlook("Microsoft Outlook 14.0"),
            "00ce01dc5d46$1f{hex}$@{domain}", "en", prefix="RE: ", encoding="8bit", binds=("In-Reply-To",)),
    Program("outlook-new", "Новый Outlook для Windows", _OWA_TEXT, _NEW, _EXCHANGE, _CLOUD_ID,
            prefix="Отв: ", encoding="quoted-printable"),
    Program("outlook-web", "Outlook в браузере", _OWA_TEXT, _OWA, _EXCHANGE, _CLOUD_ID, prefix="Ответ: "),
    Program("outlook-com", "Outlook.com", _OWA_TEXT, _OWA, _EXCHANGE, _CLOUD_ID, "en", charset="iso-8859-5",
            encoding="quoted-printable"),
    Program("owa-2013", "Exchange 2013 в браузере", _TEXT, replace(_OWA, mangle=kept, cite=_OWA.cite.replace(
            '<div id="appendonsend"></div>\n', "")), _EXCHANGE, _ID, prefix="HA: ", charset="windows-1251",
            binds=("In-Reply-To",)),
    Program("outlook-ios", "Outlook для iOS", _OWA_TEXT, _MOBILE, _EXCHANGE, _CLOUD_ID,
            device="Получите Outlook для iOS"),
    Program("outlook-android", "Outlook for Android", _OWA_TEXT, _MOBILE, _EXCHANGE, _CLOUD_ID, "en",
            device="Get Outlook for Android"),
    Program("outlook-mac", "Outlook для Mac", _TEXT, _MAC, (("User-Agent", "Microsoft-MacOutlook/16.78.23100802"),),
            _CLOUD_ID, prefix="Re: ", encoding="quoted-printable"),
    Program("outlook-mac-2011", "Outlook 2011 for Mac", _TEXT, replace(_MAC, cite=_MAC.cite.replace(
            "{quote}", _MAC_BODY)), (("User-Agent", "Microsoft-MacOutlook/14.7.1.161129"),), "D45C{hex}%@{domain}", "en"),
    Program("windows-mail", "Почта для Windows", _TEXT, replace(_WORD, fold=False), (), "{uuid}@hxcore.ol",
            encoding="quoted-printable", binds=("In-Reply-To", "References"),
            device="Отправлено из приложения \"Почта\" для Windows"),
    Program("windows-live-mail", "Windows Live Mail", None, _LIVE,
            (("X-Mailer", "Microsoft Windows Live Mail 16.4.3528.331"),), "{hex}@HOMEPC", binds=("In-Reply-To",)),
    Program("outlook-express", "Outlook Express 6", TextWay(
            block("----- Original Message ----- ", ("From", "Sent", "To", "Subject")), mark="> ", wrap=70,
            gap="\n\n\n"), _EXPRESS, (("X-Mailer", "Microsoft Outlook Express 6.00.2900.5931"),
            ("X-MimeOLE", "Produced By Microsoft MimeOLE V6.00.2900.6157")), "003801dc5d46$0101a8c0$@BUH2",
            charset="koi8-r", encoding="quoted-printable", binds=("References",)),
)  # fmt: skip
