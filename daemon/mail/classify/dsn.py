"""Reading of bounces: whom a letter did not reach, why, and whether for good (RFC 3464, RFC 3463)."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape

from daemon.addresses import one_form
from daemon.mail.classify.answered_letter import without_plus
from daemon.mail.classify.machine_phrases import phrases
from daemon.mail.classify.returned_letter import ReturnedLetter, part_bytes, returned_letter
from daemon.mail.parsing.charset import decode_header
from daemon.mail.parsing.mailboxes import mailboxes
from daemon.mail.parsing.message import Message

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.:-])([45])[0-7]\d(?=[ \-#:])")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}")
_SLIPS = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
_TEXT_LIMIT = 20_000
STATUSES = ("message/delivery-status", "message/global-delivery-status")  # RFC 3464, 2; RFC 6533, 3
_EMBEDDED = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_WORD = re.compile(r"\s*(?:\([^()]*\)\s*)?([a-z]+)", re.IGNORECASE)
_ARRIVED = ("delivered", "relayed", "expanded")
_ACTION_OF_CLASS = {"2": "delivered", "4": "delayed"}  # where a report has no action, or an unknown one


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """An address that was not reached. `status` is as in RFC 3463 ("5.1.1"), or empty; `why` the server's words.

    `permanent` is False while the server still tries.
    """

    address: str
    status: str = ""
    why: str = ""
    permanent: bool = True


@dataclass(frozen=True, slots=True)
class Bounce:
    """The contents of a bounce. `permanent`: for one recipient at least; `delivered`: all went well."""

    failed: tuple[FailedRecipient, ...] = ()
    permanent: bool = True
    delivered: bool = False
    letter: ReturnedLetter = field(default_factory=ReturnedLetter)


def bounce_of(raw: bytes, message: Message) -> Bounce:
    """Return the bounce in these bytes; without addresses if it names nobody. Never raises."""
    try:
        root = email.message_from_bytes(raw, policy=email.policy.compat32)
        reports = list(_recipients(root))
        letter = returned_letter(root)
    except _SLIPS:
        return Bounce()
    if all(action in _ARRIVED for action, _ in reports) if reports else _has_arrived(message):
        return Bounce(permanent=False, delivered=True, letter=letter)
    failed = _settled([one for action, one in reports if action not in _ARRIVED and one.address])
    if not failed:
        failed = _by_text(root, message, letter)
        actions = {action for action, _ in reports}
        if "failed" in actions or actions == {"delayed"}:
            failed = tuple(replace(each, permanent="failed" in actions) for each in failed)
    permanent = (
        any(each.permanent for each in failed)
        if failed
        else not _is_late(f"{message.subject}\n{_text(message)[:4000]}")
    )
    return Bounce(failed, permanent, letter=letter)


def _recipients(root: email.message.Message) -> Iterator[tuple[str, FailedRecipient]]:
    """Yield the action and the addresses of each recipient's group of fields (RFC 3464, 2.3; RFC 6533, 3).

    A report in a mail that the report brings back is about an earlier letter; it counts where there is no other.
    """
    for part in list(_statuses(_outer_parts(root))) or _statuses(root.walk()):
        for group in re.split(r"\n\s*\n", part_bytes(part).decode("utf-8", "surrogateescape").replace("\r\n", "\n")):
            fields = email.message_from_string(group.strip(), policy=email.policy.compat32)
            recipients = [str(fields.get(name) or "") for name in ("Original-Recipient", "Final-Recipient")]
            action = _WORD.match(str(fields.get("Action") or ""))
            if any(recipients) or action:
                yield _recipient(recipients, action[1].lower() if action else "", fields)


def _statuses(parts: Iterable[email.message.Message]) -> Iterator[email.message.Message]:
    return (part for part in parts if part.get_content_type() in STATUSES)


def _outer_parts(root: email.message.Message) -> Iterator[email.message.Message]:
    """Yield the parts of a mail, not those of the mails in it."""
    yield root
    payload = root.get_payload()
    if isinstance(payload, list) and root.get_content_maintype() == "multipart":
        for each in payload:
            yield from _outer_parts(each) if isinstance(each, email.message.Message) else ()


def _settled(failed: list[FailedRecipient]) -> tuple[FailedRecipient, ...]:
    """Return the recipients without the delays of those who were given up in the same report."""
    given_up = {each.address for each in failed if each.permanent}
    return tuple(each for each in failed if each.permanent or each.address not in given_up)


def _recipient(recipients: list[str], action: str, fields: email.message.Message) -> tuple[str, FailedRecipient]:
    """Return a recipient with its action. "failed" is for good whatever the status (RFC 3464, 2.3.3)."""
    status = _STATUS.search(str(fields.get("Status") or ""))
    why = " ".join(decode_header(str(fields.get("Diagnostic-Code") or "")).split())
    code = status[0] if status else _status_in(why)
    known = action if action in (*_ARRIVED, "failed", "delayed") else _ACTION_OF_CLASS.get(code[:1], "failed")
    words = why.partition(";")[2].strip() or why
    named = filter(None, map(_address, recipients))  # the one that the letter was sent to, else where that led
    address = next(named, "") or next(iter(_addresses(words)), "")
    return known, FailedRecipient(address, code, words, permanent=known != "delayed")


def _by_text(root: email.message.Message, message: Message, letter: ReturnedLetter) -> tuple[FailedRecipient, ...]:
    """Return whom a bounce without a report names: in its header, in a form that is known, or in its text.

    There it is the first address that is neither the sender's nor the recipient's, nor a Message-ID.
    """
    text = _text(message)
    late = _is_late(f"{message.subject}\n{text[:4000]}")
    addresses = _addresses(message.header("x-failed-recipients"))
    if not addresses:
        temporary, permanent = _known_forms(root)
        addresses = [*permanent, *temporary]
        late = late or bool(temporary and not permanent)
    if not addresses:
        ours = {message.sender.email, *(without_plus(each.email) for each in message.to)}
        ids = {each.strip("<>").lower() for each in letter.message_ids}
        addresses = [each for each in _addresses(text) if without_plus(each) not in ours and each not in ids][:1]
    code, why = _status_in(text), _why(text)
    if code and not phrases("for_good").search(text):
        late = code.startswith("4")
    return tuple(FailedRecipient(each, code, why, permanent=not late) for each in dict.fromkeys(addresses))


def _text(message: Message) -> str:
    return message.plain[:_TEXT_LIMIT] or unescape(re.sub(r"<[^>]{0,500}>", " ", message.html[:_TEXT_LIMIT]))


def _is_late(text: str) -> bool:
    """Return True if a text says that the server still tries, and not that it has given up."""
    return bool(phrases("not_for_good").search(text)) and not phrases("for_good").search(text)


def _has_arrived(message: Message) -> bool:
    """Return True if the text says that the letter was delivered, as Exchange and Postfix do if they are asked to."""
    text = f"{message.subject}\n{_text(message)[:4000]}"
    return bool(phrases("arrived").search(text)) and not phrases("not_arrived").search(text)


def _known_forms(root: email.message.Message) -> tuple[list[str], list[str]]:
    """Return the addresses of temporary and of permanent failures in some thirty servers' own forms (flufl.bounce)."""
    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(root)
    except (*_SLIPS, UnicodeError):
        return [], []
    found = [
        sorted(one_form(each.decode("utf-8", "replace").strip("<>").rstrip(".")).lower() for each in side)
        for side in (temporary, permanent)
    ]
    return found[0], found[1]


def _status_in(text: str) -> str:
    """Return the status in a text; for a bare reply code such as 550 its class only, "5.0.0"; else empty."""
    if found := _STATUS.search(text):
        return found[0]
    code = _REPLY_CODE.search(text)
    return f"{code[1]}.0.0" if code else ""


def _why(text: str) -> str:
    """Return the line with the reason, at most 300 characters: the first one with a code, else the first of all."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    coded = next((line for line in lines if _STATUS.search(line) or _REPLY_CODE.search(line)), "")
    return (coded or next(iter(lines), ""))[:300]


def _addresses(text: str) -> list[str]:
    return [one_form(each).lower() for each in _ADDRESS.findall(text)]


def _address(value: str) -> str:
    """Return the address in a field such as "rfc822; name@domain" (RFC 3464, 2.3.1); empty if there is none.

    Signs may be written as \\x{2B} (RFC 6533, 3), the whole as xtext (RFC 3461, 4), which a mail server ought to undo.
    What Exchange makes of its own addresses, IMCEAEX-…@domain, is nobody's that we wrote to.
    """
    written = _EMBEDDED.sub(lambda found: _sign(found[1]), value.partition(";")[2] or value)
    if "@" not in written:
        written = _XTEXT.sub(lambda found: _sign(found[1]), written)
    found = _ADDRESS.search(written)
    first = next(mailboxes(written), None)
    address = first.email if first else one_form(found[0]).lower() if found else ""
    return "" if address.startswith("imcea") else address


def _sign(number: str) -> str:
    code = int(number, 16)
    return chr(code) if 0x20 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
