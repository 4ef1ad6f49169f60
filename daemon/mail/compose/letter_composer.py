"""Composition of a letter that an event causes: its subject, its opening, its footer."""

from __future__ import annotations

from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import About, LetterContext, LetterSettings, Matter
from daemon.mail.compose.letter_traits import TRAITS, Receipt
from daemon.mail.compose.recorded_letters import proposer_gender
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import ClosedWhy, Contract, Duty, DutyKind, Participant

_ASKS_INITIATOR = frozenset({LetterKind.RETURNED, LetterKind.QUESTION, LetterKind.CONDITIONS})
_OF_INITIATOR = _ASKS_INITIATOR | {LetterKind.DUTY_OVERDUE, LetterKind.DUTY_MOVED}
_REQUESTS = frozenset({LetterKind.REQUEST, LetterKind.REMINDER, LetterKind.ANSWER})


def write(settings: LetterSettings, kind: LetterKind, to: Participant, matter: Matter, about: About) -> Composed:
    """Return the letter of this kind to this person, in their language. Raises ValueError if no event causes one."""
    letter = LetterContext(settings, to, matter, about)
    opening = TRAITS[kind].opening
    if opening is None:
        raise ValueError(f"no event causes a letter of the kind {kind}")
    replying, asks = is_receipt(kind, about), kind in _REQUESTS
    return letter.finished(f"subject.{_subject(kind, letter)}", opening(letter), replying=replying, asks=asks)


def is_receipt(kind: LetterKind, about: About) -> bool:
    """Return True if the letter answers the mail that caused it, in its thread."""
    # a request that was closed by others is news to its assignee; only who handed it over gets a receipt
    if kind is LetterKind.VOID and about.request and about.request.closed_why is not ClosedWhy.REASSIGNED:
        return False
    receipt = TRAITS[kind].receipt
    return receipt is Receipt.ALWAYS or (receipt is Receipt.TO_ITS_CAUSE and about.own)


def duty_told(kind: LetterKind, contract: Contract, request: int | None) -> Duty | None:
    """Return what the initiator is to do, if a letter of this kind is about that; None without such a duty, too."""
    if kind not in _OF_INITIATOR:
        return None
    if request:
        return contract.duty(DutyKind.ANSWER, request)
    return contract.duty(DutyKind.REWORK) or contract.duty(DutyKind.CONDITIONS)


def _of_initiator(kind: LetterKind, letter: LetterContext) -> str:
    """Return the key of the subject of a letter about what the initiator is to do: the first, or a reminder."""
    duty = letter.about.duty
    if kind not in _ASKS_INITIATOR:
        return f"{kind.value}.{duty.kind.value}" if duty else kind.value
    if duty is None or duty.due_at is None:
        return f"{kind.value}.plain"
    if not duty.reminded:
        return f"{kind.value}.due"
    return f"{kind.value}.{'late' if duty.due_at <= letter.matter.now else 'soon'}"


def _subject(kind: LetterKind, letter: LetterContext) -> str:
    """Return the key of the subject's text in the catalogue, below `subject`."""
    if kind in _REQUESTS and letter.signing:
        return "signing"
    if kind is LetterKind.REMINDER and letter.request.due_at <= letter.matter.now:
        return "reminder_late"
    if kind is LetterKind.VOID and is_receipt(kind, letter.about):
        return "delegated"
    if kind is LetterKind.REQUEST and letter.contract.round > 1:
        return "request_again"  # two requests must not look the same in a list
    if kind is LetterKind.RECEIPT and letter.request.question:
        return "receipt_question"
    if kind in _OF_INITIATOR:
        return _of_initiator(kind, letter)
    if kind is LetterKind.PROPOSED:
        return "code" if letter.about.code else f"proposed.{proposer_gender(letter)}"
    return kind.value
