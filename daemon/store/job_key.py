"""Which row may want work: what is woken, swept up, quarantined and retried is named by this one value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class JobKind(StrEnum):
    MAIL = "mail"
    DRAFT = "draft"
    CONTRACT = "contract"  # what the clock has to do to it
    DOCUMENTS = "documents"  # those that a contract waits for
    LETTER = "letter"
    REPORT = "report"  # one of the times at which reports are sent
    DIGEST = "digest"
    HELD = "held"  # a letter that was held for a digest, and cannot wait for it
    SIGN_IN = "sign_in"  # of somebody who waits for a link to the board


@dataclass(frozen=True, slots=True)
class JobKey:
    """A kind of work and the row that it is done to. Its text is for people; nothing takes it apart."""

    kind: JobKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"
