"""Composition of a letter that an event causes: its subject, its opening, its footer."""

from __future__ import annotations

from daemon.mail.compose.event_letters import proposer_gender
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import About, LetterContext, LetterSettings, Matter
from daemon.mail.compose.letter_traits import TRAITS, Receipt
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import ClosedWhy, Participant

_REQUESTS = frozenset({LetterKind.REQUEST, LetterKind.REMINDER, LetterKind.ANSWER})


def write(settings: LetterSettings, kind: LetterKind, to: Participant, matter: Matter, about: About) -> Composed:
    """Return the letter of this kind to this person, in their language. Raises ValueError if no event causes one."""
    letter = LetterContext(settings, to, matter, about)
    opening = TRAITS[kind].opening
    if opening is None:
        raise ValueError(f"no event causes a letter of the kind {kind}")
    return letter.finished(f"subject.{_subject(kind, letter)}", opening(letter), replying=is_receipt(kind, about))


def is_receipt(kind: LetterKind, about: About) -> bool:
    """Return True if the letter answers the mail that caused it, in its thread."""
    # a request that was closed by others is news to its assignee; only who handed it over gets a receipt
    if kind is LetterKind.VOID and about.request and about.request.closed_why is not ClosedWhy.REASSIGNED:
        return False
    receipt = TRAITS[kind].receipt
    return receipt is Receipt.ALWAYS or (receipt is Receipt.TO_ITS_CAUSE and about.own)


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
    if kind is LetterKind.PROPOSED:
        return "code" if letter.about.code else f"proposed.{proposer_gender(letter)}"
    return kind.value
