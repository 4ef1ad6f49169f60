"""The elements by which mail programs mark the quoted original and the signature in their HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache


class QuoteMark(StrEnum):
    """What an element marks."""

    QUOTE = "quote"  # the element holds the original
    BEHIND = "behind"  # the original follows the element, down to the end of the mail
    SIGNATURE = "signature"


SIGNATURE_FOLLOWS = frozenset({"lineBreakAtBeginningOfSignature"})

_NAMES = {
    QuoteMark.QUOTE: """gmail_quote yahoo_quoted ymail_android_quoted iosymail protonmail_quote
        tutanota_quote zmail_extra olk_src_body_section isreplycontent isforwardcontent mailcontent origbody
        reply139content mail-editor-reference-message-container ms-outlook-mobile-reference-message moz-cite-prefix
        moz-forward-container moz-email-headers-table reply-intro messagereplysection js-readmsg-msg wmi-quote
        __quoted_text__ __headers__ quote gmail_attr edo-reply-separator mail_android_quote hmquote
        replyforwardedmessage quoted-message-container k9mail-quote rc-quote reply_mail_body mailrusubject""",
    QuoteMark.BEHIND: """divrplyfwdmsg appendonsend replysplit zwchr __divider__ _mailoriginal stopspelling
        ms-outlook-mobile-body-separator-line""",
    QuoteMark.SIGNATURE: """gmail_signature gmail_signature_prefix moz-signature signature ms-outlook-mobile-signature
        messagesignaturesection __sig_pre__ __sig_post__ protonmail_signature_block composer_signature
        applemailsignature bloop_sign mailru-signature ydp-signature yahoo-signature tutanota_signature
        rcmsignature _rc_sig k9mail-signature email_signature""",
}
_NAMING = ("class", "id", "name", "data-marker", "data-smartmail")
_HOLDS_A_NOTE = "gmail_quote_container"  # of a forward: the quote inside it has its own marks
_MARKS = {name: mark for mark, names in _NAMES.items() for name in names.split()}
# Gateways put `x_` before names; quoted-printable that was read twice leaves `3D"…"`; some end in random letters.
_DRESS = re.compile(r"^(?:3d)?[\"']?(?:x_)*|[\"']$", re.IGNORECASE)
# Names with random digits: Yahoo's `ydp1a2b3cyahoo_quoted`, `yahoo_quoted_123`, and `…wmi-quote`.
_NUMBERED = re.compile(r"ydp[0-9a-f]{6,10}(yahoo_quoted|signature)|[0-9a-f]{8,20}(wmi-quote)|(yahoo_quoted)_\d+")
# The line that Outlook draws above the header block of the original: its div has neither class nor id.
_OUTLOOK = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+(?:#e1e1e1|#b5c4df|rgb\(225,\s*225,\s*225\)|rgb\(181,\s*196,\s*223\))"
    r"|border-top:\s*(?:1(?:\.0)?pt|1px)\s+solid\s+(?:#e1e1e1|#b5c4df|rgb\(225,\s*225,\s*225\)|rgb\(181,\s*196,\s*223\))"
    r"|border-width:\s*1pt\s+(?:medium|0px|0cm)[^;]*;\s*border-style:\s*solid\s+none",
    re.IGNORECASE,
)


def mark_of(tag: str, attributes: Mapping[str, str]) -> QuoteMark | None:
    """Return what an element marks, or None.

    It is known by a class, id, name or data attribute, or by a style that only Outlook writes.
    """
    for name in _NAMING:
        value = attributes.get(name)
        if value and _HOLDS_A_NOTE not in value:
            for each in value[:300].split():
                if mark := _named(each.lower()):
                    return mark
    if "data-signature-widget" in attributes or "data-signature" in attributes:
        return QuoteMark.SIGNATURE
    if tag == "blockquote":
        quoted = attributes.get("type", "").strip("3Dd\"'").lower() == "cite" or "cite" in attributes
        return QuoteMark.QUOTE if quoted else None
    style = attributes.get("style")
    return QuoteMark.BEHIND if tag == "div" and style and "border" in style and _OUTLOOK.search(style) else None


@lru_cache(maxsize=2048)
def _named(name: str) -> QuoteMark | None:
    bare = _DRESS.sub("", name)
    if found := _MARKS.get(bare):
        return found
    numbered = _NUMBERED.fullmatch(bare)
    return _MARKS.get(next(filter(None, numbered.groups())), QuoteMark.SIGNATURE) if numbered else None
