"""Reading of bounces: whom a letter did not reach, why, and whether for good (RFC 3464, RFC 3463)."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from daemon.addresses import one_form
from daemon.mail.classify.machine_phrases import phrases
from daemon.mail.parsing.charset import decode_header
from daemon.mail.parsing.message import Message

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.:-])([45])[0-7]\d(?=[ \-#:])")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}")
_SLIPS = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
_TEXT_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """An address that was not reached. `status` is as in RFC 3463 ("5.1.1"), or empty; `why` the server's words."""

    address: str
    status: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """The contents of a bounce. `permanent` is False while the server still tries; `delivered`: all went well."""

    failed: tuple[FailedRecipient, ...] = ()
    permanent: bool = True
    delivered: bool = False


def bounce_of(raw: bytes, message: Message) -> Bounce:
    """Return the bounce in these bytes; without addresses if it names nobody. Never raises."""
    try:
        root = email.message_from_bytes(raw, policy=email.policy.compat32)
        reports = list(_recipients(root))
    except _SLIPS:
        return Bounce()
    actions = {action for action, _ in reports}
    if reports and actions <= {"delivered", "relayed", "expanded"}:
        return Bounce(permanent=False, delivered=True)
    failed = tuple(one for action, one in reports if action not in ("delivered", "relayed", "expanded"))
    if failed and all(one.address for one in failed):
        late = actions <= {"delayed"} or all(one.status.startswith("4") for one in failed)
        return Bounce(failed, permanent=not late)
    return _by_text(root, message)


def _recipients(root: email.message.Message) -> Iterator[tuple[str, FailedRecipient]]:
    """Yield the action and the address for each recipient's group of fields (RFC 3464, 2.3)."""
    for part in root.walk():
        if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        groups = part.get_payload()
        for group in groups if isinstance(groups, list) else []:
            if not isinstance(group, email.message.Message):
                continue
            recipient = str(group.get("Original-Recipient") or group.get("Final-Recipient") or "")
            status = _STATUS.search(str(group.get("Status") or ""))
            action = str(group.get("Action") or "").split("(")[0].strip().lower()
            if recipient or action:
                why = " ".join(decode_header(str(group.get("Diagnostic-Code") or "")).split())
                code = status[0] if status else _status_in(why)
                yield (
                    action or "failed",
                    FailedRecipient(_address(recipient), code, why.partition(";")[2].strip() or why),
                )


def _by_text(root: email.message.Message, message: Message) -> Bounce:
    """Return a bounce without a report, by its header, by the known forms of many servers, or by its text.

    Of the text the first address counts that is neither the sender's nor the recipient's.
    """
    text = message.plain[:_TEXT_LIMIT] or re.sub(r"<[^>]{0,500}>", " ", message.html[:_TEXT_LIMIT])
    late = bool(phrases("not_for_good").search(f"{message.subject}\n{text[:4000]}"))
    addresses = _addresses(message.header("x-failed-recipients"))
    if not addresses:
        temporary, permanent = _known_forms(root)
        addresses = [*permanent, *temporary]
        late = late or bool(temporary and not permanent)
    if not addresses:
        ours = {message.sender.email, *(each.email for each in message.to)}
        addresses = [each for each in _addresses(text) if each not in ours][:1]
    code, why = _status_in(text), _why(text)
    if code:
        late = code.startswith("4")
    failed = tuple(FailedRecipient(each, code, why) for each in dict.fromkeys(addresses))
    return Bounce(failed, permanent=not late)


def _known_forms(root: email.message.Message) -> tuple[list[str], list[str]]:
    """Return the addresses of temporary and of permanent failures in some thirty servers' own forms (flufl.bounce)."""
    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(root)
    except (*_SLIPS, UnicodeError):
        return [], []
    found = [
        sorted(one_form(each.decode("utf-8", "replace").strip("<>")).lower() for each in side)
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
    """Return the address in a field such as "rfc822; name@domain" (RFC 3464, 2.3.1); empty if there is none."""
    found = _ADDRESS.search(value.partition(";")[2] or value)
    return one_form(found[0]).lower() if found else ""
