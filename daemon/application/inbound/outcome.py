"""What a mail led to, as a value: it is stored so, and told in a sentence only where somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class OutcomeKind(StrEnum):
    """Every end that a mail can come to; the sentence says it to whoever reads a log."""

    # nothing came of it
    MACHINE = "machine"
    STRANGER = "stranger"
    STRANGER_TOLD_OWNER = "stranger_told_owner"
    TOO_MANY = "too_many"
    BOUNCE_UNKNOWN = "bounce_unknown"
    BOUNCE_TEMPORARY = "bounce_temporary"
    ABSENCE_KNOWN = "absence_known"
    COURTESY = "courtesy"
    # it did something
    EXECUTED = "executed"
    DIGEST_ANSWERED = "digest_answered"
    DRAFTS_TAKEN = "drafts_taken"
    NOT_DELIVERED = "not_delivered"
    ABSENCE_RECORDED = "absence_recorded"
    ABSENCE_PROPOSED = "absence_proposed"
    ABSENCE_AGREED = "absence_agreed"
    ABSENCE_REMOVED = "absence_removed"
    # a letter is all that came of it
    TOLD = "told"
    ASKED_BACK = "asked_back"
    LISTED = "listed"
    NOT_FOUND = "not_found"
    REQUESTS_SENT = "requests_sent"
    NUMBER_ALONE = "number_alone"
    ANOTHER_S = "another_s"
    FORMER = "former"
    UNBOUND = "unbound"
    TOO_LARGE = "too_large"
    ABSENCE_PAST = "absence_past"
    LATE = "late"
    REFUSED = "refused"


# what an administrator may want to know of: it fitted nothing, or nobody knows who wrote it
UNMATCHED = frozenset(
    {OutcomeKind.STRANGER, OutcomeKind.STRANGER_TOLD_OWNER, OutcomeKind.UNBOUND, OutcomeKind.TOO_MANY}
)

_SENTENCES: Mapping[OutcomeKind, str] = {
    OutcomeKind.MACHINE: "kept; it is no person's reply but {mail_kind}",
    OutcomeKind.STRANGER: "kept; the sender is not in the directory",
    OutcomeKind.STRANGER_TOLD_OWNER: "kept; the sender is not in the directory, the one who was asked was told",
    OutcomeKind.TOO_MANY: "kept; it is the same again and again, as only a machine writes",
    OutcomeKind.BOUNCE_UNKNOWN: "kept; a bounce of no letter that we know",
    OutcomeKind.BOUNCE_TEMPORARY: "kept; the server still tries to deliver letter {letter}",
    OutcomeKind.ABSENCE_KNOWN: "an absence that is recorded already; said so",
    OutcomeKind.COURTESY: "nothing but politeness, of somebody who is not asked; said that there is nothing to do",
    OutcomeKind.EXECUTED: "{command}",
    OutcomeKind.DIGEST_ANSWERED: "digest answered: {lines}",
    OutcomeKind.DRAFTS_TAKEN: "drafts taken: {names}",
    OutcomeKind.NOT_DELIVERED: "letter {letter} was not delivered; told those who can mend it",
    OutcomeKind.ABSENCE_RECORDED: "absence {absence} recorded",
    OutcomeKind.ABSENCE_PROPOSED: "absence {absence} proposed",
    OutcomeKind.ABSENCE_AGREED: "absence {absence} agreed",
    OutcomeKind.ABSENCE_REMOVED: "absence {absence} removed",
    OutcomeKind.TOLD: "told: {what}",
    OutcomeKind.ASKED_BACK: "asked back: {what}",
    OutcomeKind.LISTED: "told: several contracts, to choose one from",
    OutcomeKind.NOT_FOUND: "told: nothing found for «{sought}»",
    OutcomeKind.REQUESTS_SENT: "several contracts; their requests were sent again: {number}",
    OutcomeKind.ANOTHER_S: "not counted; it answers what {person} was asked, whose key or address the sender has now",
    OutcomeKind.FORMER: "not counted; {person}, who wrote it, has their place no more",
    OutcomeKind.NUMBER_ALONE: "only a number says what it is about; asked to reply to a letter",
    OutcomeKind.UNBOUND: "asked which request is meant",
    OutcomeKind.TOO_LARGE: "kept; it is too large, only its header was fetched; told its sender",
    OutcomeKind.ABSENCE_PAST: "an absence that is over; said so",
    OutcomeKind.LATE: "kept, not counted: {reason} {detail}",
    OutcomeKind.REFUSED: "refused: {reason} {detail}",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mail led to. `data` has what its kind needs: a command's name, a letter's id, a reason."""

    kind: OutcomeKind
    data: Mapping[str, str | int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored with the mail."""
        return {"kind": self.kind.value, **self.data}

    def sentence(self) -> str:
        """Return what the mail led to, for a log."""
        return _SENTENCES[self.kind].format_map(self.data).strip()


def outcome(kind: OutcomeKind, **data: str | int) -> Outcome:
    """Return the outcome of a kind with its data."""
    return Outcome(kind, data)
