"""Programs of the desk and the terminal with a long life: Notes, GroupWise, Evolution, KMail, Claws, Mutt, Pine."""

from __future__ import annotations

from dataclasses import replace

from replies.html_ways import APPLE_TEXT, TABLE_TEXT, notes
from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import block, line

_NOTES_TEXT = TextWay(
    block("", ("От", "Дата", "Кому", "Тема"), "dd.MM.y HH:mm"), mark="", gap="\n\n\n\n",
    source=lambda quote: TABLE_TEXT(quote.html), signature="{}",
)  # fmt: skip
_NOTES = HtmlWay(
    lambda quote: "".join(
        f"<tr valign=top><td><font size=1 color=#5f5f5f face=sans-serif>{label}:&nbsp;&nbsp;&nbsp;&nbsp;</font>"
        f"<td><font size=1 face=sans-serif>{value.replace('<', '&lt;')}</font>\n"
        for label, value in (
            ("От", f'"{quote.name}" <{quote.address}>'),
            ("Кому", quote.reader[0]),
            ("Дата", quote.when("dd.MM.y HH:mm")),
            ("Тема", quote.subject),
        )
    ),
    "<br>\n<br>\n<br>\n<table>{head}</table>\n<br>\n<hr noshade>\n<br>\n<br>\n<br>{quote}\n<br>",
    line="<font size=2 face=sans-serif>{}</font>\n<br>",
    empty="<br>\n",
    mangle=notes,
    body="{}",
    signature="<font size=2 face=sans-serif>{}</font>",
)
_NOTES_ID = "OF{hex}-ON45258EA4.0036F1B2-45258EA4.00372C51@{domain}"
_VERSE = replace(
    _NOTES,
    head=line('{name} ---[[dd.MM.y HH:mm:ss]]---"{name}" &lt;{address}&gt;', html=True),
    cite='<div class="domino-section" dir="ltr"><div class="domino-section-head"><span class="domino-section-title">{head}'
    '</span></div><div class="domino-section-body">От: {head}<br><br>{quote}</div></div>',
)
_GROUPWISE = TextWay(
    line(">>> {name} <{address}> [[d.MM.y H:mm]] >>>", ">>> {name} <{address}> [[M/d/y h:mm a]] >>>"), mark="", gap="\n",
    signature="{}",
)  # fmt: skip
_EVOLUTION_RU = "В [[EEE, dd/MM/y 'в' HH:mm Z]], {name} пишет:"
_EVOLUTION_EN = "On [[EEE, y-MM-dd 'at' HH:mm Z]], {name} wrote:"
_EVOLUTION = TextWay(line(_EVOLUTION_RU, _EVOLUTION_EN), gap="\n")
_EVOLUTION_HTML = HtmlWay(
    line(_EVOLUTION_RU, _EVOLUTION_EN, html=True),
    '<div>{head}</div><blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid;padding-left:1ex">'
    "{quote}</blockquote>",
    signature="<div><span><pre>-- <br></pre>{}</span></div>",
)
_KMAIL = TextWay(
    line("В письме от [[EEEE, d MMMM y 'г.' HH:mm:ss XXX]] пользователь {name} написал:",
         "On [[EEEE, d MMMM y HH:mm:ss XXX]] {name} wrote:"), gap="\n", wrap=76,
)  # fmt: skip
_CLAWS = TextWay(line("[[EEE, d MMM y HH:mm:ss Z]]\n{name} <{address}> пишет:",
                      "On [[EEE, d MMM y HH:mm:ss Z]]\n{name} <{address}> wrote:"), gap="\n\n", wrap=72)  # fmt: skip
_MUTT = TextWay(line("On [[EEE, MMM dd, y 'at' hh:mm:ss a Z]], {name} wrote:"), gap="\n")
_GNUS = TextWay(line("{name} <{address}> writes:"), gap="\n\n", wrap=74)
_PINE = TextWay(line("On [[EEE, d MMM y]], {name} wrote:"), gap="\n\n", wrap=74)
_EM = HtmlWay(
    line("------ Исходное сообщение ------<br>От: \"{name}\" &lt;{address}&gt;<br>Отправлено: [[dd.MM.y HH:mm:ss]]",
         "------ Original Message ------<br>From \"{name}\" &lt;{address}&gt;<br>Date [[M/d/y h:mm:ss a]]", html=True),
    '<div><br></div><div>{head}</div><div><br></div><div id="x8f3a1e4d2b" class="plain"><blockquote cite="{id}" '
    'type="cite" class="cite2">{quote}</blockquote></div>',
    body='<html><head><style id="css_styles">blockquote.cite {{margin-left: 5px;}}</style></head><body>{}</body></html>',
)  # fmt: skip
_EM_TEXT = TextWay(
    block("------ Исходное сообщение ------", ("От", "Отправлено", "Кому", "Тема"), "dd.MM.y HH:mm:ss"), mark=">",
    gap="\n\n", source=lambda quote: APPLE_TEXT(quote.html),
)  # fmt: skip
_FOXMAIL = HtmlWay(
    line("<b>От:</b>&nbsp;<a href=\"mailto:{address}\">{name}</a><br><b>Дата:</b>&nbsp;[[y-MM-dd HH:mm]]",
         "<b>From:</b>&nbsp;<a href=\"mailto:{address}\">{name}</a><br><b>Date:</b>&nbsp;[[y-MM-dd HH:mm]]", html=True),
    '<blockquote style="margin-top:0px; margin-bottom:0px; margin-left:0.5em;"><div>&nbsp;</div><div style="border:none;'
    'border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="PADDING-RIGHT: 8px; background: #efefef">'
    "{head}</div></div>{quote}</blockquote>",
    line="<div><span></span>{}</div>",
)  # fmt: skip
_OPERA = TextWay(line("{name} <{address}> писал(а) в своём письме [[EEE, dd MMM y HH:mm:ss Z]]:"), gap="\n\n", wrap=72)

PROGRAMS = (
    Program("notes", "HCL Notes 9", _NOTES_TEXT, _NOTES, (("X-Mailer", "IBM Notes Release 9.0.1 October 14, 2013"),
            ("X-KeepSent", "9A94F8F9:DF8D5789; type=4; name=$KeepSent")), _NOTES_ID, charset="windows-1251",
            encoding="quoted-printable", prefix="Ha: "),
    Program("verse", "HCL Verse", None, _VERSE, (("X-Mailer", "HCL Verse 3.2"),), _NOTES_ID, prefix="Ответ: "),
    Program("groupwise", "GroupWise", _GROUPWISE, None, (("X-Mailer", "Novell GroupWise Internet Agent 14.2.3"),),
            "{hex}.8C1B.00A5.1@{domain}", charset="koi8-r", encoding="quoted-printable", prefix="Отв: ", binds=()),
    Program("evolution", "Evolution", _EVOLUTION, None, (("User-Agent", "Evolution 3.52.4"),), "{hex}.camel@{domain}",
            encoding="8bit"),
    Program("evolution-html", "Evolution, HTML", _EVOLUTION, _EVOLUTION_HTML, (("User-Agent", "Evolution 3.46.4-2"),),
            "{hex}.camel@{domain}", "en", encoding="quoted-printable"),
    Program("kmail", "KMail", _KMAIL, None, (("User-Agent", "KMail/5.24.5"),), "{number}.5fSG56mABF@laptop",
            encoding="quoted-printable"),
    Program("claws", "Claws Mail", _CLAWS, None, (("X-Mailer", "Claws Mail 4.3.0 (GTK 3.24.38)"),),
            "20261124174502.{hex}@{domain}", charset="koi8-r", encoding="8bit"),
    Program("claws-en", "Claws Mail", _CLAWS, None, (("X-Mailer", "Claws Mail 4.1.1 (GTK 3.24.38)"),),
            "20261124174502.{hex}@{domain}", "en", encoding="8bit"),
    Program("mutt", "Mutt", _MUTT, None, (("User-Agent", "Mutt/2.2.12"), ("Content-Disposition", "inline")),
            "Zz{hex}@{domain}", "en", encoding="8bit"),
    Program("gnus", "Gnus", _GNUS, None, (("User-Agent", "Gnus/5.13 (Gnus v5.13)"),), "87{hex}.fsf@{domain}", "en",
            encoding="8bit", charset="iso-8859-5"),
    Program("alpine", "Alpine", _PINE, None, (("User-Agent", "Alpine 2.26 (LNX 649 2022-06-02)"),),
            "{uuid}@{domain}", "en", encoding="8bit", binds=("In-Reply-To", "References")),
    Program("em-client", "eM Client", _EM_TEXT, _EM, (("User-Agent", "eM_Client/10.1.4588.0"), ("Reply-To", "{to}")),
            "em{uuid}@{hex}.com"),
    Program("foxmail", "Foxmail", None, _FOXMAIL, (("X-Mailer", "Foxmail 7.2.25.375[en]"),), "20261124174502{hex}@{domain}",
            "en"),
    Program("opera-mail", "Opera Mail", _OPERA, None, (("User-Agent", "Opera Mail/1.0 (Win32)"),), "op.{hex}@{domain}",
            flowed=True, encoding="8bit", extra={"delsp": "yes"}, binds=("In-Reply-To", "References")),
)  # fmt: skip
