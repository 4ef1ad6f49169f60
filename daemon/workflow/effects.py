"""Which letters and documents follow from an event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daemon.workflow.model import Participant


class LetterKind(StrEnum):
    """Every letter that an event of a contract causes."""

    REGISTERED = "registered"  # to the initiator: number, name, who will be asked
    REQUEST = "request"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    RECEIPT = "receipt"
    VOID = "void"  # your answer is not needed any more, and why
    RETURNED = "returned"  # to the initiator, with all remarks
    QUESTION = "question"  # to the initiator
    ANSWER = "answer"  # to the approver who asked
    FINISHED = "finished"  # approved, declined or withdrawn: to everybody who took part
    HELD = "held"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class SendLetter:
    kind: LetterKind
    to: Participant
    request: int = 0  # which request of the contract it is about; 0: none
    step: int = 0  # of the escalation ladder


@dataclass(frozen=True, slots=True)
class MakeDocuments:
    version: int


@dataclass(frozen=True, slots=True)
class CloseArchive:
    """Lay the final set into the contract's folder: document, approval sheet, signed copy."""


Effect = SendLetter | MakeDocuments | CloseArchive
