"""Refusals: why a command is not allowed. The one who gave it is told in their language."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    NOT_YOURS = "not_yours"  # the sender is not the person who was asked
    ALREADY_CLOSED = "already_closed"  # the contract has ended
    OLD_VERSION = "old_version"  # a newer version is on its way, or in rework
    STAGE_CLOSED = "stage_closed"
    HANDED_OVER = "handed_over"  # somebody else was asked instead
    ALREADY_ANSWERED = "already_answered"  # the same answer is recorded already
    ON_HOLD = "on_hold"
    IN_REWORK = "in_rework"  # it is with its initiator already
    NOT_SIGNED = "not_signed"  # a signature without the signed copy
    STILL_UNSIGNED = "still_unsigned"  # what came back is the document that was to be signed
    TOO_LATE = "too_late"  # the time for taking a verdict back is over
    NOTHING_TO_UNDO = "nothing_to_undo"
    NO_PROPOSAL = "no_proposal"  # nothing waits for a confirmation
    NO_CONDITION = "no_condition"  # no such condition waits for a confirmation, or can be disputed
    IN_THE_PAST = "in_the_past"  # a deadline that is over already
    OWN_CONTRACT = "own_contract"  # whoever handed a contract in does not approve it
    ASKED_ALREADY = "asked_already"  # whom a request is to go to has one in this stage
    HANDED_IN = "handed_in"  # whom a request is to go to has handed the contract in
    CANNOT_BE_ASKED = "cannot_be_asked"  # away, or one of the two above
    NO_PLACE = "no_place"  # for which somebody is to be found
    OWN_TIME = "own_time"  # nobody gives themself more time
    NO_DEADLINE = "no_deadline"  # to be moved
    INITIATOR_ALREADY = "initiator_already"
    NOT_ALLOWED = "not_allowed"  # not in this status, or not this person


class Refused(Exception):
    """A command that is not allowed: `reason` says why, `detail` with which value. Nothing was changed."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
