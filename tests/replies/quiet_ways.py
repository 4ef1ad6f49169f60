"""What programs put around an approval, where a person could have written, and has not."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Mapping

from replies.mime_ways import base64_part, mixed, part, second, subject, winmail
from replies.specimen import request
from replies.ways import LETTER, Way

_CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Мария Орлова\r\nTITLE:юрист\r\nTEL:+7 342 2000000\r\nEND:VCARD\r\n"
_GROUP = (
    '{above}\n\n-- \nYou received this message because you are subscribed to the Google Groups "staff" group.\n'
    "To unsubscribe from this group and stop receiving emails from it, send an email to staff+off@example.com.\n"
)


def _html(form: str) -> Way:
    return lambda above, _said: mixed(part("text/html", form.format(above=above)))


def _text(form: str) -> Way:
    return lambda above, _said: mixed(part("text/plain", form.format(above=above)))


QUIET: Mapping[str, Way] = {
    "our letter as a mail in the mail": lambda above, _said: mixed(
        part("text/plain", above), b"Content-Type: message/rfc822\r\n\r\n" + request(LETTER)
    ),
    "winmail.dat with the same text": lambda above, _said: mixed(
        part("text/plain", above), base64_part("application/ms-tnef", winmail(f"{above}\r\n"))
    ),
    "page for AMP with the same text": lambda above, _said: mixed(
        part("text/plain", above),
        part("text/x-amp-html", f"<html amp4email><body><p>{above}</p></body></html>"),
        part("text/html", f"<p>{above}</p>"),
        kind="alternative",
    ),
    "card": second("text/vcard", _CARD),
    "preamble of MIME": lambda above, _said: mixed(
        part("text/plain", above), before="This is a multi-part message in MIME format.\r\n"
    ),
    "footer below base64": lambda above, _said: mixed(
        part(
            "text/plain",
            encodebytes(above.encode()) + b"\r\n--\r\nThis message was scanned by ESET.\r\n",
            "Content-Transfer-Encoding: base64",
        )
    ),
    "subject of a forward": subject("[EXTERNAL] RE[2]: Fwd: {old}"),
    "subject that calls for haste": subject("СРОЧНО! {old}"),
    "subject that approves": subject("Согласовано: {old}"),
    "no subject": subject("(без темы)"),
    "Word's settings": _html(
        "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--><p>{above}<o:p></o:p></p>"
    ),
    "sheet that hides the preheader": _html(
        '<style>.pre{{display:none}} a:after{{content:"\\201d"}} @media print{{p{{display:none}}}}</style>'
        "<div class=pre>&#8199;&#847;</div><p>{above}</p>"
    ),
    "attributes that lost their quotes": _html("<p style=3Dmargin:0 0 12px; font-weight: bold;>{above}</p>"),
    "names of pictures": _text("{above}\n\n[image: logo.png]\n[cid:image001.png@01DA]\n[image: Логотип театра]\n"),
    "footer of Google's groups": _text(_GROUP),
    "Outlook's advertisement": _text("{above}\n\nПолучить Outlook для iOS<https://aka.ms/o0ukef>\n"),
}
